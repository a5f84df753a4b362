"""A lecture as a page to read: its cells in order, with code folded."""

import itertools
import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from nnlib import cells
from nnlib.decks import text
from nnlib.decks.blocks import TITLES, Block, is_explorable, pieces
from nnlib.decks.slides import group_cells, on_slides
from nnlib.decks.timing import section_begun
from nnlib.site.explorables import Explorable
from nnlib.site.lecture import Lecture
from nnlib.site.navigation import above
from nnlib.site.page import page, words

_WIDE = 2.0  # width / height, from which a figure on a phone is scrolled sideways
_FOLDED = {"solution": "Solution", "check": "Check"}
_CODE, _OPEN = "Code", "Code, open"
_LEVELS = {"slide": 2, "subslide": 3}


@dataclass
class Reading:
    """What a notebook becomes: HTML, its headings, its explorables."""

    lecture: Lecture
    opening: str = ""  # what stands before the table of contents
    body: list[str] = field(default_factory=list)
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)  # by where they begin
    explorables: list[Explorable] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # on slides, in which pictures are


def read(lecture: Lecture) -> Reading:
    """Return a lecture as a page to read, in its parts.

    Raises
    ------
    ValueError
        If a picture cannot be read, or HTML would break the page or ask the network.
    """
    reading = Reading(lecture)
    begun = _sections(lecture.nb)
    told = [
        (number, cell)
        for number, cell in enumerate(lecture.nb.cells, 1)
        if cell.source.strip()
        and cells.slide_type(cell) != "notes"
        and "remove-cell" not in cells.tags(cell)
    ]
    parts = []
    for number, cell in told:
        before = len(reading.headings)
        parts += _parts(reading, number, cell)
        if number in begun and len(reading.headings) > before:
            reading.sections[reading.headings[before][1]] = begun[number]
    for name, group in itertools.groupby(parts, lambda part: part[0]):
        html = "".join(piece for _, piece in group)
        reading.body.append(_details(name, html) if name else html)
    return reading


def _sections(nb) -> dict[int, str]:
    """Return the sections that notes name, by the first cells of their slides."""
    groups = itertools.chain.from_iterable(group_cells(nb))
    begun = {members[0][0]: section_begun(members) for members in groups}
    return {number: name for number, name in begun.items() if name}


def write(reading: Reading, before: Lecture | None, after: Lecture | None) -> str:
    """Return the page, with links to the lectures before and after."""
    lecture = reading.lecture
    path = f"lectures/{lecture.name}.html"
    around = [
        f'<a rel="{rel}" href="{one.address}.html">{arrow.format(one.title)}</a>'
        for rel, one, arrow in (("prev", before, "← {}"), ("next", after, "{} →"))
        if one
    ]
    body = f"""<article>
<h1>{lecture.title}</h1>
{reading.opening}
{ways(lecture, path)}
{_contents(reading)}
{"".join(reading.body)}
</article>
<nav class="around" aria-label="Lecture before and after">{" ".join(around)}</nav>"""
    return page(
        path,
        words(lecture.title),
        body,
        lecture.definitions,
        "reading",
        lecture.language,
    )


def ways(lecture: Lecture, path: str) -> str:
    """Return the links from a page to all forms of a lecture but the page itself."""
    title = escape(words(lecture.title))
    links = [
        f'<a href="{above(path)}{target}"{more} aria-label="{name}: {title}">{name}</a>'
        for name, target, more in (
            ("Read", f"lectures/{lecture.address}.html", ""),
            ("Slides", f"decks/{lecture.address}.html", ""),
            ("Notebook", f"student/{lecture.address}.ipynb", " download"),
            ("Single file", f"bundles/{lecture.address}.ipynb", " download"),
        )
        if unquote(target) != path
    ]
    return f'<p class="ways">{" ".join(links)}</p>'


def _parts(reading: Reading, number: int, cell) -> list[tuple[str, str]]:
    """Return the pieces of a cell: under what each is folded, or "", and its HTML."""
    notebook = reading.lecture.notebook
    try:
        found = pieces(cell, notebook.parent)
    except (OSError, ValueError) as error:
        raise ValueError(f"{notebook}: cell {number}: {error}") from None
    if on_slides(cell):
        reading.shown += [block.html for block in found]
    rest = [block for block in found if block.kind != "code"]
    shown = "".join(_piece(reading, cell, block) for block in rest if block.html)
    tags = cells.tags(cell)
    name = next((name for tag, name in _FOLDED.items() if tag in tags), "")
    if cell.cell_type != "code":
        return [(name, shown)]
    code = text.highlight(cell.source.strip("\n"))
    if name or (cells.slide_type(cell) == "skip" and "exercise" not in tags):
        return [(name or _CODE, code + shown)]
    if len(rest) < len(found):  # its code is on the slide
        return [(_OPEN, code), ("", shown)] if shown else [(_OPEN, code)]
    return [("", shown), (_CODE, code)]


def _details(name: str, html: str) -> str:
    state, name = (" open", _CODE) if name == _OPEN else ("", name)
    return f"<details{state}><summary>{name}</summary>\n{html}</details>\n"


def _piece(reading: Reading, cell, block: Block) -> str:
    if block.kind == "opening" and not reading.headings:
        return ""  # the page has it
    if block.kind in TITLES:
        return _heading(reading, cell, block.html)
    html = block.html
    if block.kind == "text":
        html = _below(html, reading.headings[-1][0] if reading.headings else 1)
        if not reading.headings and not reading.opening and not reading.body:
            reading.opening = f'<div class="lead">{html}</div>'
            return ""
    if is_explorable(html):
        return _explorable(reading, html)
    names = [block.kind, *["panel"] * (block.kind in ("figure", "html"))]
    if block.aspect > _WIDE:
        names.append("far")
    return f'<div class="{" ".join(names)}">{html}</div>\n'


def _heading(reading: Reading, cell, html: str) -> str:
    last = reading.headings[-1][0] if reading.headings else 1
    level = min(_LEVELS.get(cells.slide_type(cell) or "", last + 1), last + 1, 6)
    ids = {known for _, known, _ in reading.headings}
    slug = re.sub(r"\W+", "-", words(html).lower()).strip("-") or "section"
    numbered = (f"{slug}-{count}" for count in itertools.count(2))
    name = next(one for one in itertools.chain([slug], numbered) if one not in ids)
    reading.headings.append((level, name, html))
    return f'<h{level} id="{name}">{html}</h{level}>\n'


def _below(html: str, level: int) -> str:
    """Let the headings within a text stand below the one above it."""
    least = min(map(int, re.findall(r"<h([1-6])", html)), default=0)
    return re.sub(
        r"(</?h)([1-6])",
        lambda m: f"{m[1]}{min(6, int(m[2]) - least + level + 1)}",
        html,
    )


def _explorable(reading: Reading, html: str) -> str:
    number = len(reading.explorables) + 1
    _, section, title = reading.headings[-1] if reading.headings else (1, "main", "")
    title = title or reading.lecture.title
    one = Explorable(reading.lecture, number, html, title, section)
    reading.explorables.append(one)
    label = escape(f"Full size: {words(title)}")
    return (
        f'<div class="panel">{html}</div>\n<p class="quiet">'
        f'<a href="../{one.address}" aria-label="{label}">Full size</a></p>\n'
    )


def _contents(reading: Reading) -> str:
    items, level = "", 1
    for now, name, html in reading.headings:
        items += "<ol>" * (now - level) if now > level else "</li>"
        items += "</ol></li>" * (level - now)
        if name in reading.sections:
            items += f'<li class="section">{escape(reading.sections[name])}</li>\n'
        linked = re.sub(r"</?a\b[^>]*>", "", html)
        items += f'<li><a href="#{name}">{linked}</a>\n'
        level = now
    items += "</li></ol>" * (level - 1)
    if not reading.headings:
        return ""
    return f"""<details class="contents"><summary>Contents</summary>
<nav aria-label="Contents">{items}</nav></details>"""
