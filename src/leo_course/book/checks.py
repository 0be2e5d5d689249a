"""What must hold for the built site, checked on its HTML. Each fault is one sentence."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

SHORTEST_ALT = 40
_FILE_NAME = re.compile(r"^\S*\.(png|jpe?g|svg|gif|webp)$|^[0-9a-f]{16,}$|/_images/", re.IGNORECASE)
_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_ADDRESS_IN_SCRIPT = re.compile(
    r"""["'`](?:https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]{2,}""", re.I
)
_FETCH_IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.I)
# Elements that make the browser fetch something, and the attribute that says what. A link (<a>)
# may lead outside: it fetches nothing until somebody follows it.
_FETCHES = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "track": "src",
    "object": "data",
    "link": "href",
}
_LINKS_THAT_FETCH_NOTHING = {"canonical", "license", "author", "prev", "next", "search", "index"}
# Folders of the site that hold no page of ours.
_NO_PAGES = {"_static", "_sources", "_images", "_downloads", "_sphinx_design_static", "reports"}


@dataclass
class Page:
    """A built page: its path within the site (with slashes), and its parsed HTML."""

    name: str
    soup: BeautifulSoup

    def ids(self) -> set[str]:
        named = {tag["name"] for tag in self.soup.find_all("a", attrs={"name": True})}
        return {tag["id"] for tag in self.soup.find_all(id=True)} | named


def page_names(site: Path) -> list[str]:
    """The names of all pages in the folder `site`, in order."""
    paths = (path.relative_to(site) for path in sorted(site.rglob("*.html")))
    return [path.as_posix() for path in paths if path.parts[0] not in _NO_PAGES]


def pages_of(site: Path) -> list[Page]:
    """All pages of the site in the folder `site`, parsed."""
    return [
        Page(name, BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser"))
        for name in page_names(site)
    ]


def faults_of_site(site: Path, executed: Path, notebooks: list[str]) -> list[str]:
    """Everything that is wrong with the site in `site`, one sentence each; empty if all is well.

    `executed` is the folder in which the builder leaves the notebooks as it ran them; `notebooks`
    are the names, relative to it and without ending, that must be there.
    """
    pages = pages_of(site)
    if not pages:
        return [f"There is no page in {site}."]
    faults = []
    for page in pages:
        faults += faults_of_page(page)
    faults += broken_links(pages, site)
    faults += outside_in_styles(site)
    for name in notebooks:
        faults += unexecuted_cells(executed / f"{name}.ipynb", name)
    return faults


def faults_of_page(page: Page) -> list[str]:
    """The faults that can be seen on one page alone."""
    checks = (frame_faults, notice_faults, picture_faults, outside_resources, error_outputs)
    return [f"{page.name}: {fault}" for check in checks for fault in check(page)]


def frame_faults(page: Page) -> list[str]:
    """A page needs a language, a title, a width for phones and exactly one main heading."""
    faults = []
    html = page.soup.find("html")
    if html is None or not html.get("lang"):
        faults.append("the page does not say its language (attribute lang).")
    title = page.soup.find("title")
    if title is None or not title.get_text(strip=True) or "<no title>" in title.get_text():
        faults.append("the page has no title.")
    if page.soup.find("meta", attrs={"name": "viewport"}) is None:
        faults.append("the page does not adapt to the width of a phone (meta viewport).")
    # The theme repeats the heading for printing only, hidden on the screen.
    headings = len(page.soup.select("h1")) - len(page.soup.select(".onlyprint h1"))
    if headings != 1:
        faults.append(f"the page has {headings} main headings (h1) where it needs one.")
    return faults


def notice_faults(page: Page) -> list[str]:
    """Each page must say that the data are synthetic, the course unofficial, nobody real."""
    notice = page.soup.find(class_="course-notice")
    words = notice.get_text(" ").lower() if notice else ""
    missing = [word for word in ("synthetic", "unofficial", "real person") if word not in words]
    return [f"the notice does not say {word!r}." for word in missing]


def picture_faults(page: Page) -> list[str]:
    """Each picture needs words in its place that say what it shows."""
    faults = []
    for picture in page.soup.find_all("img"):
        alt = (picture.get("alt") or "").strip()
        where = (picture.get("src") or "").rsplit("/", 1)[-1][:60]
        if _FILE_NAME.search(alt):
            faults.append(f"the alt text of {where} is a file name.")
        elif len(alt) < SHORTEST_ALT:
            faults.append(
                f"the alt text of {where} has {len(alt)} characters; "
                f"say in at least {SHORTEST_ALT} what it shows."
            )
    return faults


def outside_resources(page: Page) -> list[str]:
    """Nothing may be fetched from elsewhere: the site is read offline too."""
    faults = []
    for tag in page.soup.find_all(list(_FETCHES)):
        address = tag.get(_FETCHES[tag.name]) or ""
        addresses = [address, *[part.split()[0] for part in _candidates(tag.get("srcset"))]]
        if tag.name == "link" and set(tag.get("rel", [])) & _LINKS_THAT_FETCH_NOTHING:
            continue
        faults += [
            f"a <{tag.name}> fetches {a} from outside." for a in addresses if _OUTSIDE.match(a)
        ]
    for script in page.soup.find_all("script", src=False):
        found = _ADDRESS_IN_SCRIPT.search(script.get_text())
        if found:
            faults.append(f"a script in the page names the outside address {found.group()[1:]}.")
    for style in page.soup.find_all("style"):
        for address in _FETCH_IN_STYLE.findall(style.get_text()):
            faults.append(f"a style in the page fetches {address} from outside.")
    return faults


def _candidates(srcset):
    return [part for part in (srcset or "").split(",") if part.strip()]


def outside_in_styles(site: Path) -> list[str]:
    """Style sheets, too, may fetch nothing from elsewhere."""
    faults = []
    for path in sorted(site.rglob("*.css")):
        for address in _FETCH_IN_STYLE.findall(path.read_text(encoding="utf-8")):
            faults.append(f"{path.relative_to(site).as_posix()} fetches {address} from outside.")
    return faults


def error_outputs(page: Page) -> list[str]:
    """No cell may have ended in an error, nor have written to standard error."""
    faults = []
    if page.soup.select(".output.traceback"):
        faults.append("a cell ended in an error.")
    if page.soup.select(".output.stderr"):
        faults.append("a cell wrote to standard error, a warning perhaps.")
    return faults


def broken_links(pages: list[Page], site: Path) -> list[str]:
    """Links within the site whose page, file or anchor does not exist."""
    ids = {page.name: page.ids() for page in pages}
    faults = []
    for page in pages:
        for target in _targets(page):
            fault = _broken(target, page.name, ids, site)
            if fault and fault not in faults:
                faults.append(fault)
    return faults


def _targets(page):
    for tag in page.soup.find_all(["a", "link", "img", "script"]):
        target = tag.get("href") or tag.get("src")
        if target and not urlsplit(target).scheme and not _OUTSIDE.match(target):
            yield target


def _broken(target, name, ids, site):
    parts = urlsplit(target)
    goal = name if not parts.path else _resolve(name, unquote(parts.path))
    if goal is None or not (site / goal).is_file():
        return f"{name}: the link to {target} leads nowhere."
    anchor = unquote(parts.fragment)
    if anchor and goal in ids and anchor not in ids[goal]:
        return f"{name}: the link to {target} names an anchor that {goal} does not have."
    return None


def _resolve(name, path):
    """The file that `path` means on page `name`, relative to the site; None if outside of it."""
    steps = [] if path.startswith("/") else name.split("/")[:-1]
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    if path.endswith("/"):
        steps.append("index.html")
    return "/".join(steps)


def unexecuted_cells(notebook: Path, name: str) -> list[str]:
    """Every code cell with code in it must have run, and none may have failed."""
    if not notebook.is_file():
        return [f"{name}: the builder did not run this notebook."]
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    faults = []
    for number, cell in enumerate(cells, start=1):
        if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
            continue
        if cell.get("execution_count") is None:
            faults.append(f"{name}: cell {number} was not run.")
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            faults.append(f"{name}: cell {number} ended in an error.")
    return faults
