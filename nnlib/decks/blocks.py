"""From a cell to the pieces of HTML that a slide is made of."""

import itertools
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nnlib import cells
from nnlib.decks import pictures, text

TITLES = ("opening", "title", "again")  # of the deck, of a slide, of one going on


@dataclass
class Block:
    """A piece of a slide: ``title``, ``text``, ``code``, ``figure``, ``html``..."""

    kind: str
    html: str
    columns: int = 0  # characters in the longest line, of code
    aspect: float = 0.0  # width / height, of a figure
    step: int | None = None  # shown with this fragment


def blocks(cell, folder: Path) -> list[Block]:
    """Return the pieces of a cell, in the order in which they are shown."""
    if cell.cell_type == "markdown":
        return _prose(text.markdown(cell.source, folder, cell.get("attachments")))
    if cell.cell_type != "code":
        return []
    found = [] if "hide-input" in cells.tags(cell) else [_code(cell.source)]
    for kind, group in itertools.groupby(map(_output, cell.outputs), lambda b: b.kind):
        pieces = list(group)
        if kind == "figure" and len(pieces) > 1:
            row = "".join(piece.html for piece in pieces)
            pieces = [
                Block(kind, row, aspect=sum(piece.aspect for piece in pieces)),
            ]
        found += [piece for piece in pieces if piece.html]
    return found


def _prose(html: str) -> list[Block]:
    # Whatever its level, the heading that a slide begins with is its title.
    title = re.match(r"\s*<h([1-6])>(.*?)</h\1>", html, re.DOTALL)
    if not title:
        return [Block("text", html)]
    level, words = title.groups()
    found = [Block("opening" if level == "1" else "title", words)]
    rest = html[title.end() :]
    return [*found, Block("text", rest)] if rest.strip() else found


def _code(source: str) -> Block:
    source = source.strip("\n")
    return Block("code", text.code(source), columns=max(map(len, source.split("\n"))))


def _output(output) -> Block:
    if output.output_type == "stream":
        return _plain(output.text if output.name == "stdout" else "")
    data = output.data
    if "text/html" in data:
        return Block("html", data["text/html"])
    description = data.get("text/plain", "")
    for mime in ("image/svg+xml", "image/png", "image/jpeg"):
        if mime in data:
            size = output.metadata.get(mime, {})
            picture = pictures.picture(mime, data[mime], size)
            html = picture.html(description)
            return Block("figure", html, aspect=picture.width / picture.height)
    for mime in ("text/markdown", "text/latex"):
        if mime in data:
            return Block("text", text.markdown(data[mime]))
    return _plain(description)


def _plain(content: str) -> Block:
    from nbconvert.filters import strip_ansi

    content = strip_ansi(content).strip("\n")
    return Block("output", f"<pre>{escape(content)}</pre>" if content else "")
