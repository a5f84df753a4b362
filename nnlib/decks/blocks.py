"""From a cell to the pieces of HTML that a slide is made of."""

import itertools
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nnlib import cells
from nnlib.decks import pictures, raw_html, text

LINES = 20  # of printed text, all that a slide has room for
_TRACEBACK = 10  # lines of a traceback; of a longer one the last says most
_ABSENT = (
    "which is on no slide, for it needs a kernel; show what it shows as a picture, or "
    "give the cell the tag hide-output"
)
WIDGET = "application/vnd.jupyter.widget-view+json"
_CLAIM = '<div class="nnlib-claim">'
_PARTS = re.compile(
    rf"{_CLAIM}✓ (.*?)(?:: <b[^>]*>(.*?)</b>)?(?: <small>.*?</small>)?</div>", re.DOTALL
)
# What nobody sees may stand before a title: a comment, an anchor, a rule.
_TITLE = re.compile(
    r"(?:\s|<!--.*?-->|<hr\s*/?>)*"
    r"((?:<p>)?<a\s[^>]*>\s*</a>(?:</p>)?)?"
    r"(?:\s|<!--.*?-->|<hr\s*/?>)*"
    r"<h([1-6])(?:\s[^>]*)?>(.*?)</h\2>",
    re.DOTALL,
)
# What Keras says while it fetches a file, with the bar of its progress.
_DOWNLOAD = re.compile(r"^Downloading data from http.*\n(?:.*\x08?.*━.*\n?)*", re.M)
_NO_TABLE = re.compile(r"<p>\|.*\n\|[ :|-]*-[ :|-]*\n")
TITLES = ("opening", "title", "again")  # of the deck, of a slide, of one going on


@dataclass
class Block:
    """A piece of a slide: ``title``, ``text``, ``code``, ``figure``, ``html``..."""

    kind: str
    html: str
    columns: int = 0  # characters in the longest line, of code
    aspect: float = 0.0  # width / height, of a figure
    height: float = 0.0  # in CSS pixels, of a figure
    guess: str = ""  # of a figure that is an answer: its axes alone, to guess on
    told: str = ""  # what of it cannot be seen without a kernel or a network
    step: int | None = None  # shown with this fragment
    side: str = ""  # "left" or "right", where it stands beside others
    cell: int = 0  # the number of the cell it comes from


def blocks(cell, folder: Path) -> list[Block]:
    """Return the pieces of a cell for a slide, in the order in which they are shown.

    Raises
    ------
    ValueError
        If a picture cannot be read, HTML would break the page or ask the network, or
        more is printed than fits.
    """
    found = pieces(cell, folder)
    for block in found:
        lines = block.html.count("\n") + 1
        if block.kind == "output" and lines > LINES:
            raise ValueError(
                f"an output has {lines:,} lines and a slide shows {LINES}; print "
                "fewer, or give the cell the slide type skip"
            )
    return found


def pieces(cell, folder: Path) -> list[Block]:
    """Return the pieces of a cell, whether or not a slide has room for them.

    Raises
    ------
    ValueError
        If a picture cannot be read, or HTML would break the page or ask the network.
    """
    found = _blocks(cell, folder)
    for block in found:
        raw_html.check(block.html)
        block.told = block.told or raw_html.doubt(block.html)
    return found


def _blocks(cell, folder: Path) -> list[Block]:
    if cell.cell_type == "markdown":
        return _prose(text.markdown(cell.source, folder, cell.get("attachments")))
    if cell.cell_type != "code":
        return []
    tags = cells.tags(cell)
    found = [] if "hide-input" in tags else [_code(cell.source)]
    outputs = [] if "hide-output" in tags else cell.outputs
    guesses = [guess for output in outputs if (guess := _guess(output))]
    for kind, group in itertools.groupby(map(_output, outputs), lambda b: b.kind):
        shown = list(group)
        if kind == "figure" and len(shown) > 1:
            row = "".join(piece.html for piece in shown)
            aspect = sum(piece.aspect for piece in shown)
            height = max(piece.height for piece in shown)
            shown = [Block(kind, row, aspect=aspect, height=height)]
        elif kind == "figure" and guesses:
            shown[0].guess = _axes(guesses.pop(0), shown[0])
        if kind == "claims":
            shown = [Block(kind, "".join(piece.html for piece in shown))]
        found += [piece for piece in shown if piece.html or piece.told]
    if any(piece.html for piece in found if piece.kind != "code"):
        for piece in found:  # what a widget shows at first stands beside it
            piece.told = "" if piece.told.endswith(_ABSENT) else piece.told
    return _with_captions(found)


def _with_captions(pieces: list[Block]) -> list[Block]:
    """Let one printed line before or after a figure, as its source, stand below it."""
    for at, (one, other) in enumerate(itertools.pairwise(pieces)):
        printed = one if one.kind == "output" else other
        if {one.kind, other.kind} == {"figure", "output"} and "\n" not in printed.html:
            pair = sorted(pieces[at : at + 2], key=lambda piece: piece.kind)
            pair[1] = Block("caption", re.sub("</?pre>", "", pair[1].html))
            return [*pieces[:at], *pair, *pieces[at + 2 :]]
    return pieces


def is_claim(output) -> bool:
    """Tell whether an output is the line of a claim."""
    return output.get("data", {}).get("text/html", "").startswith(_CLAIM)


def is_explorable(html: str) -> bool:
    """Tell whether HTML is that of an explorable, which needs no kernel."""
    return "data-nnlib" in html


def _prose(html: str) -> list[Block]:
    found = _titled(html)
    if _NO_TABLE.search(html):
        bar = ": a | inside a formula ends a cell; write \\vert" * ("math" in html)
        found[-1].told = f"a table that Markdown reads as text{bar}"
    return found


def _titled(html: str) -> list[Block]:
    # Whatever its level, the heading that a slide begins with is its title.
    title = _TITLE.match(html)
    if not title:
        return [Block("text", html)]
    before, level, words = title.groups()
    anchor = re.sub(r"</?p>", "", before or "")
    found = [Block("opening" if level == "1" else "title", anchor + words)]
    rest = html[title.end() :]
    return [*found, Block("text", rest)] if rest.strip() else found


def _code(source: str) -> Block:
    source = source.strip("\n")
    return Block(
        "code", text.highlight(source), columns=max(map(len, source.split("\n")))
    )


def _output(output) -> Block:
    ours = _metadata(output)
    if not ours.get("on_slides", True):
        return Block("none", "")
    if output.output_type == "stream":
        return _plain(_DOWNLOAD.sub("", output.text) if output.name == "stdout" else "")
    if output.output_type == "error":
        return _error(output)
    data = output.data
    description = data.get("text/plain", "")
    if WIDGET in data or ours.get("widget"):
        name = description.partition("(")[0] or "of ipywidgets"
        return Block("none", "", told=f"a widget, {name}, {_ABSENT}")
    if "text/html" in data:
        html = data["text/html"]
        if is_claim(output):
            return Block("claims", _answer(html))
        return Block("html", text.with_formulas(raw_html.without_icons(html)))
    for mime in pictures.MIMES:
        if mime in data:
            size = output.metadata.get(mime, {})
            picture = pictures.picture(mime, data[mime], size)
            html, height = picture.html(description), picture.height
            return Block("figure", html, aspect=picture.width / height, height=height)
    for mime in ("text/markdown", "text/latex"):
        if mime in data:
            return Block("text", text.markdown(data[mime]))
    if foreign := [mime for mime in data if mime != "text/plain"]:
        return Block("none", "", told=_unknown(foreign[0]))
    return _plain(description)


def _metadata(output) -> dict:
    return output.get("metadata", {}).get("nnlib", {})


def _guess(output) -> dict:
    """What `nnlib.guess_first` leaves in an output; nothing, if it is not whole."""
    guess = _metadata(output).get("guess")
    whole = isinstance(guess, dict) and all(
        isinstance(guess.get(name), str) for name in ("picture", "told")
    )
    return guess if whole else {}


def _axes(guess: dict, figure: Block) -> str:
    """The empty axes to guess on, as large as the figure."""
    size = {"width": figure.aspect * figure.height, "height": figure.height}
    return pictures.picture("image/png", guess["picture"], size).html(guess["told"])


def _answer(claim: str) -> str:
    """A claim as a slide shows it: its label, and large what this run found."""
    parts = _PARTS.fullmatch(claim)
    if not parts:
        return claim
    label, found = parts.groups()
    number = f"<b>{found}</b>" if found else ""
    return (
        f'<div class="nnlib-claim"><span>{label} <i aria-hidden="true">✓</i></span>'
        f"{number}</div>"
    )


def _unknown(mime: str) -> str:
    """Say what an output is that no slide shows, and what would be shown."""
    what = f"an output of the type {mime}, which is on no slide"
    if "plotly" in mime:
        return f"{what}; HTML(figure.to_html(include_plotlyjs=True)) holds all it needs"
    if "vega" in mime:
        return f"{what}; alt.renderers.enable('png') or 'svg' makes a picture of it"
    return f"{what}; show it as a picture, as HTML or as text"


def _error(output) -> Block:
    """The traceback of an error that is meant to be seen, or its last line."""
    whole = "\n".join(output.traceback)
    last = f"{output.ename}: {output.evalue}"
    return _plain(whole if whole and whole.count("\n") < _TRACEBACK else last)


def _plain(content: str) -> Block:
    from nbconvert.filters import strip_ansi

    content = text.as_terminal(strip_ansi(content)).strip("\n")
    return Block("output", f"<pre>{escape(content)}</pre>" if content.strip() else "")
