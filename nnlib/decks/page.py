"""The page around the slides: styles, fonts and scripts in one file."""

import re
from html import escape, unescape
from pathlib import Path

from nnlib.decks import packaged
from nnlib.decks.blocks import TITLES, Block
from nnlib.decks.slides import Slide, Talk
from nnlib.figures import style

_LEGIBLE = 0.68  # a figure's 15-point text has 14 pixels then, of 720
_HERE = Path(__file__).parent


def page(talk: Talk) -> str:
    """Return the HTML of a deck."""
    reveal = packaged.folder("sphinx_revealjs", "sphinx-revealjs") / "_static/revealjs"
    sections = []
    for stack in talk.stacks:
        body = "\n".join(map(_section, stack))
        sections.append(f"<section>\n{body}\n</section>" if len(stack) > 1 else body)
    headings = [slide.heading for slide in talk.slides if slide.heading]
    name = _words(headings[0]) if headings else talk.name
    return f"""<!doctype html>
<!-- Slides with reveal.js: {_read(reveal / "LICENSE")}
Mathematics set with MathJax, https://www.mathjax.org, Apache License 2.0. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title>
<style>
{_read(reveal / "dist" / "reveal.css")}
{_colors()}
{_read(_HERE / "deck.css")}
</style>
</head>
<body>
{talk.glyphs}
<div class="reveal"><div class="slides">
{chr(10).join(sections)}
</div></div>
{_script(reveal / "dist" / "reveal.js")}
{_script(reveal / "plugin" / "notes" / "notes.js")}
{_script(_HERE / "deck.js")}
</body>
</html>
"""


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def _section(slide: Slide) -> str:
    first = 1 if slide.heading else 0
    title = "".join(map(_element, slide.blocks[:first]))
    rest = [block for block in slide.blocks[first:] if block.html]
    if _beside(rest):
        left = "".join(_element(b) for b in rest if b.kind != "figure")
        right = "".join(_element(b) for b in rest if b.kind == "figure")
        body = f'<div class="beside"><div class="column">{left}</div>{right}</div>'
    else:
        body = "".join(map(_element, rest))
    notes = "".join(_element(block) for block in slide.notes)
    aside = f'\n<aside class="notes">{notes}</aside>' if notes else ""
    kind = "page cover" if title.startswith("<h1") else "page"
    return f'<section><div class="{kind}">{title}{body}</div>{aside}</section>'


def _beside(blocks: list[Block]) -> bool:
    """Tell whether a squarish figure and short lines fit better side by side."""
    figures = [block for block in blocks if block.kind == "figure"]
    others = [block for block in blocks if block.kind != "figure"]
    return (
        len(figures) == 1
        and figures[0].aspect < 1.4
        and bool(others)
        and all(b.kind != "html" and b.columns <= 44 for b in others)
    )


def _element(block: Block) -> str:
    names, step = [block.kind], ""
    if block.kind == "code" and block.columns > 80:
        names.append("wide")
    if block.step is not None:
        names.append("fragment")
        step = f' data-fragment-index="{block.step}"'
    attributes = f'class="{" ".join(names)}"{step}'
    if block.kind in TITLES:
        tag = "h1" if block.kind == "opening" else "h2"
        return f"<{tag} {attributes}>{block.html}</{tag}>\n"
    if block.kind == "figure":
        attributes += f' style="--floor: {_LEGIBLE * block.height:.0f}px"'
    if block.kind == "html":
        attributes += " data-prevent-swipe"  # a drag in it is not a swipe
    return f"<div {attributes}>{block.html}</div>\n"


def _colors() -> str:
    names = ("BLACK", "GRAY", "PALE", "BLUE", "VERMILION")
    values = (f"--{name.lower()}: {getattr(style, name)};" for name in names)
    return f":root {{ {' '.join(values)} }}"


def _script(path: Path) -> str:
    source = re.sub(r"\n//# sourceMappingURL=.*", "", _read(path))
    return f"<script>\n{source}\n</script>"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
