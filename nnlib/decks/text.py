"""Markdown with mathematics, and code, as HTML."""

import functools
import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

_NOTEBOOK_BESIDE = re.compile(r"\A([\w.-]+)\.ipynb\Z")


def highlight(source: str, language: str = "python") -> str:
    """Return code as HTML, its words marked with Pygments' short class names."""
    import pygments
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return f"<pre><code>{escape(source)}</code></pre>"
    words = pygments.highlight(source, lexer, HtmlFormatter(nowrap=True))
    return f"<pre><code>{words.rstrip()}</code></pre>"


def markdown(
    source: str, folder: Path = Path(), attachments: dict | None = None
) -> str:
    """Return Markdown as HTML; a formula becomes an element of the class ``math``.

    A link to a notebook beside this one leads to its deck, which lies beside the deck
    of this one.

    Raises
    ------
    ValueError
        If a picture lies on the web, or is not found, or is no file.
    """
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    renderer = _renderer()(
        escape=False,
        embed_images=True,
        exclude_anchor_links=True,
        path=str(folder),
        attachments=attachments,
    )
    return MarkdownWithMath(renderer=renderer).render(source)


def without_pictures(source: str) -> str:
    """Return Markdown as HTML as `markdown` does, its pictures left where they lie."""
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    return MarkdownWithMath(renderer=_renderer()(escape=False)).render(source)


@functools.cache
def _renderer() -> type:
    from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer

    class Renderer(IPythonRenderer):
        def block_math(self, body):
            return f'<span class="math display">{escape(body)}</span>'

        def inline_math(self, body):
            return f'<span class="math">{escape(body)}</span>'

        def latex_environment(self, name, body):
            return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

        def block_code(self, code, info=None):
            return highlight(code.rstrip("\n"), (info or "text").split()[0])

        def _html_embed_images(self, html):
            # An inline tag comes alone: parsed, it would be closed at once.
            return super()._html_embed_images(html) if "<img" in html else html

        def link(self, text, url, title=None):
            return super().link(text, _NOTEBOOK_BESIDE.sub(r"\1.html", url), title)

        def image(self, text, url, title=None):
            try:
                html = super().image(text, url, title)
            except (InvalidNotebook, OSError):  # no such attachment; a folder
                html = ""
            if self.embed_images and 'src="data:' not in html:
                raise ValueError(_refusal(text, url, Path(self.path)))
            return html

    return Renderer


def _refusal(shows: str, url: str, folder: Path) -> str:
    refusal = f"the picture {url} cannot be put into the deck"
    if re.match(r"(?:https?:)?//", url):
        name = Path(urlsplit(url).path).name or "picture.png"
        return f"{refusal}; save it beside the notebook and write ![{shows}]({name})"
    if not url.startswith("attachment:") and not (folder / url).exists():
        return f"{refusal}: {folder / url} does not exist"
    return f"{refusal}; only a file beside the notebook or an attachment can"
