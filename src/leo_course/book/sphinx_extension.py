"""What the site needs from Sphinx beyond its settings: formulas, names for arrows, seconds of runs,
terms linked to the glossary.

Formulas become MathML, which browsers draw and screen readers read by themselves, so that the
site works offline. The usual way, MathJax, would be fetched from another host on each page view.

The role ``{seconds}`notebooks/start/first-look` `` becomes the seconds that running that notebook
took in this build.
"""

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.math import get_node_equation_number

from leo_course.book import glossary_links


def mathml(latex: str, display: str = "inline") -> str:
    """The formula as a ``<math>`` element; `display` is "inline" or "block".

    Raises ExtensionError, which stops the build, if the formula cannot be converted.
    """
    from latex2mathml.converter import convert

    try:
        return convert(latex, display=display)
    except Exception as error:
        raise ExtensionError(f"The formula {latex!r} cannot be shown: {error!r}") from error


def _visit_inline(translator, node):
    translator.body.append(f'<span class="math">{mathml(node.astext())}</span>')
    raise nodes.SkipNode


def _visit_block(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append(mathml(node.astext(), "block"))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _name_arrows(app, pagename, templatename, context, doctree):
    """Say what each arrow of the sidebar unfolds: the theme gives it a picture and no name."""
    generate = context["generate_toctree_html"]

    def generate_named(*args, **kwargs):
        sidebar = generate(*args, **kwargs)
        for item in sidebar.select("li.has-children"):
            summary = item.select_one("summary")
            summary["aria-label"] = f"Pages below {item.a.get_text(strip=True)}"
        return sidebar

    context["generate_toctree_html"] = generate_named


class Seconds(nodes.Inline, nodes.TextElement):
    """Stands where the seconds of a notebook will stand, once all notebooks have run."""


def _seconds_role(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [Seconds(rawtext, "", notebook=text)], []


class ShowSeconds(SphinxPostTransform):
    """Put the seconds in their places."""

    default_priority = 8  # where myst_nb puts its own table of runs

    def run(self, **kwargs):
        from myst_nb.sphinx_ import NbMetadataCollector

        known = NbMetadataCollector.get_doc_data(self.env)
        for node in list(self.document.findall(Seconds)):
            took = (known[node["notebook"]].get("exec_data") or {}).get("runtime")
            node.replace_self(nodes.Text(seconds_in_words(took)))


def seconds_in_words(took: float | None) -> str:
    """What the status page says of a run: its seconds, and whether it was too slow."""
    from leo_course.book.minutes import SLOWEST

    if took is None:
        return "not run"
    return f"{took:.1f}" if took < SLOWEST else f"{took:.1f}, too slow"


def setup(app):
    # Jupyter Book hands this on even where the extension that it belongs to is not loaded.
    app.add_config_value("comments_config", {}, "env")
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    app.connect("html-page-context", _name_arrows, priority=900)  # after the theme's own
    app.connect("doctree-resolved", glossary_links.on_page)
    app.add_node(Seconds)
    app.add_role("seconds", _seconds_role)
    app.add_post_transform(ShowSeconds)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
