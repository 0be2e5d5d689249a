"""What a learner sees: the same words as plain text and as accessible HTML."""

import html
import re

# The words carry the meaning; the bar and the sign only repeat it.
_LOOK = {"right": ("#2e7d32", "✓"), "not yet": ("#b26a00", "○"), "note": ("#1565c0", "i")}


# What steers a terminal, turns the direction of writing, or cannot be written as UTF-8.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text, most: int = 1_000) -> str:
    """Give text that somebody else wrote as one line that any terminal, table or page can show."""
    line = " ".join(str(text)[: 20 * most].split())
    line = _ODD.sub("\N{REPLACEMENT CHARACTER}", line)
    return line if len(line) <= most else f"{line[: most - 2].rstrip()} …"


def code_to_html(text: str) -> str:
    """Escape text and show what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def box(kind: str, plain: str, body: str = "") -> dict[str, str]:
    """Make a display of a message of the kind "right", "not yet" or "note".

    Returns {MIME type: text}; `body` is HTML that stands in place of the plain words.
    """
    colour, sign = _LOOK[kind]
    style = f"border-left:.3em solid {colour};padding:.3em .8em;margin:.3em 0;max-width:60em"
    inner = body or "<br>".join(code_to_html(line) for line in plain.split("\n"))
    mark = f'<span aria-hidden="true">{sign} </span>'
    return {
        "text/plain": plain.replace("`", ""),
        "text/html": f'<div role="status" style="{style}">{mark}{inner}</div>',
    }


def verdict(question: str, right: bool, message: str, reread: str, link: str) -> dict[str, str]:
    """Say how an answer stands, and where to reread, with a link if there is one."""
    if right:
        return box("right", f"{question}: right.")
    words = f"{question}: not yet. {message}"
    plain = words + (f" Reread: {reread}." if reread else "")
    body = code_to_html(words)
    if reread:
        place = html.escape(reread)
        place = f'<a href="{html.escape(link)}">{place}</a>' if link else place
        body += f" Reread: {place}."
    return box("not yet", plain, body)


def table(caption: str, heads: list[str], rows: list[list]) -> dict[str, str]:
    """Make a small table with a caption and headings."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *texts, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in [heads, *texts]]
    head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in heads)
    body = "".join(
        f'<tr><th scope="row">{html.escape(row[0])}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in texts
    )
    return {
        "text/plain": "\n".join([caption, *lines]),
        "text/html": f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
    }
