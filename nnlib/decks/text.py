"""Markdown with mathematics, and code, as HTML."""

import functools
import re
from html import escape, unescape
from pathlib import Path

from nnlib.decks import beside

# A dollar is one where a space or a digit says so, as in pandoc's Markdown.
_FORMULA = re.compile(
    r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)"
    r"|(?<![\\$])\$(?![\s$])([^$]*[^$\s\\])\$(?!\d)",
    re.DOTALL,
)
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_LITERAL = ("script", "style", "pre", "code", "textarea", "svg", "math")
# Names, operators and the like have no color of their own; marked, they are most bytes.
_PLAIN = re.compile(r'<span class="(?:n|nn|o|p|w)">([^<]*)</span>')
_RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
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
    words = _PLAIN.sub(r"\1", words)
    return f"<pre><code>{words.rstrip()}</code></pre>"


def with_formulas(html: str) -> str:
    """Return HTML whose formulas between dollars are elements of the class ``math``.

    As JupyterLab and Colab read the HTML that a cell shows, of pandas for example;
    code, scripts and pictures are left as they are.
    """
    parts, inside = _TAG.split(html), ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = part if inside else _FORMULA.sub(_as_element, part)
        elif not inside and (begun := re.match(r"<(\w+)\b(?!.*/>)", part, re.DOTALL)):
            inside = begun[1].lower() if begun[1].lower() in _LITERAL else ""
        elif part.lower().startswith(f"</{inside}"):
            inside = ""
    return "".join(parts)


def _as_element(formula: re.Match) -> str:
    display = formula[1] or formula[2]
    tex = display or formula[3] or formula[4]
    return f'<span class="math{" display" * bool(display)}">{tex}</span>'


def lit(html: str, step: int) -> tuple[str, int]:
    """Let the lines of code that a comment numbers light up, after `step`.

    Lines that begin their comment with the same number, as ``# 1``, light up together.

    Returns
    -------
    str
        The HTML.
    int
        The step of the last number.
    """
    begun, code, rest = re.split(r"(?<=<code>)|(?=</code>)", html)
    lines = code.split("\n")
    marks = [re.search(r'<span class="c1"># (\d+)\b', line) for line in lines]
    numbers = sorted({int(mark[1]) for mark in marks if mark})
    for at, mark in enumerate(marks):
        if mark:
            index = step + 1 + numbers.index(int(mark[1]))
            begin = f'<span class="fragment lit" data-fragment-index="{index}">'
            words = lines[at].lstrip()
            indent = lines[at][: -len(words)]
            lines[at] = f"{indent}{begin}{words}</span>"
    return begun + "\n".join(lines) + rest, step + len(numbers)


def one_by_one(html: str, step: int) -> tuple[str, int]:
    """Let the outer items of lists come one after another, with the steps after `step`.

    Returns
    -------
    str
        The HTML.
    int
        The step of the last item.
    """
    depth = 0

    def marked(tag: re.Match) -> str:
        nonlocal depth, step
        if tag[0] == "<li>":
            if depth > 1:
                return tag[0]
            step += 1
            return f'<li class="fragment" data-fragment-index="{step}">'
        depth += -1 if tag[0].startswith("</") else 1
        return tag[0]

    return re.sub(r"<li>|</?[uo]l\b[^>]*>", marked, html), step


def steps_of(html: str) -> int:
    """Return how many steps an explorable has that a clicker can walk; of others 0."""
    found = re.search(r'<div data-nnlib="\w+" data-steps="(\d+)"', html)
    return int(found[1]) if found else 0


def walked(html: str, step: int) -> tuple[str, int]:
    """Let each step of an explorable but the first come at a press, after `step`.

    Nothing of these fragments is seen; ``deck.js`` tells the explorable of them.

    Returns
    -------
    str
        The HTML.
    int
        The step of the last one.
    """
    last = step + max(0, steps_of(html) - 1)
    unseen = (
        f'<i class="fragment walk" data-fragment-index="{index}"></i>'
        for index in range(step + 1, last + 1)
    )
    return html + "".join(unseen), last


def as_terminal(printed: str) -> str:
    r"""Return what a terminal shows of printed text, after all ``\r`` and ``\b``."""
    return "\n".join(map(_as_terminal, printed.split("\n")))


def _as_terminal(line: str) -> str:
    shown = ""
    for part in line.split("\r"):  # each is written over the one before
        if "\b" in part:
            kept: list[str] = []
            for letter in part:
                if letter != "\b":
                    kept.append(letter)
                elif kept:
                    kept.pop()
            part = "".join(kept)
        shown = part + shown[len(part) :]
    return shown


def markdown(
    source: str, folder: Path = Path(), attachments: dict | None = None
) -> str:
    """Return Markdown as HTML; a formula becomes an element of the class ``math``.

    A link to a notebook beside this one leads to its deck, which lies beside the deck
    of this one.

    Raises
    ------
    ValueError
        If a picture lies on the web, is not found, or is neither picture nor film, or a
        link runs a script.
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
    from nbconvert.filters.markdown_mistune import IPythonRenderer

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
            if _RUNS.match(re.sub(r"[\0- ]", "", unescape(url))):
                raise ValueError(f"the link {url[:60]} runs a script; write HTML")
            return super().link(text, _NOTEBOOK_BESIDE.sub(r"\1.html", url), title)

        def image(self, text, url, title=None):
            if not self.embed_images:
                return super().image(text, url, title)
            uri = beside.data_uri(url, text, Path(self.path), self.attachments)
            return beside.element(uri, text) or super().image(text, uri, title)

        def _src_to_base64(self, src):  # of an <img> in HTML
            if re.match(r"(?:https?:)?//|data:", src):
                return src  # what lies on the web is refused with all other HTML
            return beside.data_uri(src, "", Path(self.path), self.attachments)

    return Renderer
