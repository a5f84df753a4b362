"""The page around the slides: styles, fonts and scripts in one file."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

from nnlib.decks import packaged, words
from nnlib.decks.blocks import TITLES, Block
from nnlib.decks.look import Look
from nnlib.decks.slides import SIDES, Slide, Talk
from nnlib.figures import style

_LEGIBLE = 0.68  # a figure's 15-point text has 14 pixels then, of 720
_HERE = Path(__file__).parent
PLAYER = _HERE / "player.css"  # of matplotlib's animations


def page(talk: Talk) -> str:
    """Return the HTML of a deck."""
    reveal = packaged.folder("sphinx_revealjs", "sphinx-revealjs") / "_static/revealjs"
    headings = [slide.heading for slide in talk.slides if slide.heading]
    name = _words(headings[0]) if headings else talk.name
    says = words.of(talk.look.language)
    labels = "".join(
        f' data-{label}="{says[label]}"' for label in ("wide", "previous", "next")
    )
    return f"""<!doctype html>
<!-- Slides with reveal.js: {_read(reveal / "LICENSE")}
Mathematics set with MathJax, https://www.mathjax.org, Apache License 2.0. -->
<html lang="{talk.look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title>
<style>
{_read(reveal / "dist" / "reveal.css")}
{_variables(talk.look)}
{_read(_HERE / "deck.css")}
{PLAYER.read_text("utf-8")}
{talk.look.css}
</style>
</head>
<body{labels}>
{talk.glyphs}
<div class="reveal"><div class="slides">
{_sections(talk)}
</div></div>
{_script(reveal / "dist" / "reveal.js")}
{_script(reveal / "plugin" / "notes" / "notes.js")}
{_script(_HERE / "deck.js")}
</body>
</html>
"""


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def _sections(talk: Talk) -> str:
    plans = iter(_plans(talk))
    stacks = []
    for stack in talk.stacks:
        pages = [_section(slide, talk.look, next(plans)) for slide in stack]
        body = "\n".join(pages)
        stacks.append(f"<section>\n{body}\n</section>" if len(stack) > 1 else body)
    return "\n".join(stacks)


def _plans(talk: Talk) -> Iterator[str]:
    """When each slide of the talk is talked about, for who talks."""
    says, begin = words.of(talk.look.language)["plan"], 0
    for slide in talk.slides:
        end = begin + slide.seconds
        minutes = [round(seconds / 60) for seconds in (begin, end, talk.seconds)]
        in_talk = begin < end <= talk.seconds
        yield f'<p class="plan">{says.format(*minutes)}</p>' if in_talk else ""
        begin = end


def _section(slide: Slide, look: Look, plan: str) -> str:
    first = 1 if slide.heading else 0
    title = "".join(map(_element, slide.blocks[:first]))
    rest = [block for block in slide.blocks[first:] if block.html]
    if _beside(rest):
        side_by_side = [replace(b, side=SIDES[b.kind == "figure"]) for b in rest]
        body = _columns(side_by_side, "beside figure-right")
    else:
        body = "".join(
            _columns(list(group), "beside")
            if in_columns
            else "".join(map(_element, group))
            for in_columns, group in itertools.groupby(rest, lambda b: bool(b.side))
        )
    cover = title.startswith("<h1")
    foot = _who(look) if cover else _foot(look, slide.section)
    notes = "".join(_element(block) for block in slide.notes)
    aside = f'\n<aside class="notes">{plan}{notes}</aside>' if plan or notes else ""
    timing = f' data-timing="{slide.seconds}"' if slide.seconds else ""
    kind = "page cover" if cover else "page"
    return (
        f'<section{timing}><div class="{kind}">{title}{body}{foot}</div>{aside}'
        "</section>"
    )


def _columns(blocks: list[Block], kind: str) -> str:
    columns = (
        "".join(_element(block) for block in blocks if block.side == side)
        for side in SIDES
    )
    parts = "".join(f'<div class="column">{column}</div>' for column in columns)
    return f'<div class="{kind}">{parts}</div>'


def _who(look: Look) -> str:
    """Who gives the lecture, where and when: under its title."""
    said = [" · ".join(filter(None, (look.author, look.university))), look.date]
    lines = "".join(f"<p>{escape(line)}</p>" for line in said if line)
    return f'<div class="who">{_logo(look)}<div>{lines}</div></div>' * bool(
        lines or look.logo
    )


def _foot(look: Look, section: str) -> str:
    """What stands below a slide: logo and footer at its left, the section at right."""
    if not (look.logo or look.footer or section):
        return ""
    left = f"<span>{_logo(look)} {escape(look.footer)}</span>"
    return f'<div class="foot">{left}<span>{escape(section)}</span></div>'


def _logo(look: Look) -> str:
    label = words.of(look.language)["logo"]
    return f'<i class="logo" role="img" aria-label="{label}"></i>' * bool(look.logo)


def _beside(blocks: list[Block]) -> bool:
    """Tell whether a squarish figure and short lines fit better side by side."""
    figures = [block for block in blocks if block.kind == "figure"]
    others = [block for block in blocks if block.kind != "figure"]
    return (
        len(figures) == 1
        and figures[0].aspect < 1.4
        and bool(others)
        and all(b.kind != "html" and b.columns <= 44 and not b.side for b in others)
    )


def _guessed(block: Block) -> str:
    """A figure before which its axes are seen, and can be drawn upon."""
    answer = replace(block, guess="", kind="answer")
    return (
        f'<div class="figure guess" data-prevent-swipe style="{_floor(block)}">'
        f"{block.guess}{_element(answer)}</div>\n"
    )


def _floor(block: Block) -> str:
    return f"--floor: {_LEGIBLE * block.height:.0f}px"


def _element(block: Block) -> str:
    if block.guess and block.step is not None:
        return _guessed(block)
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
        attributes += f' style="{_floor(block)}"'
    if block.kind == "html":
        attributes += " data-prevent-swipe"  # a drag in it is not a swipe
    return f"<div {attributes}>{block.html}</div>\n"


def _variables(look: Look) -> str:
    names = ("BLACK", "GRAY", "PALE", "BLUE", "VERMILION")
    values = {name.lower(): getattr(style, name) for name in names}
    values["accent"] = look.accent or style.BLUE
    values["rule"] = look.accent or style.VERMILION
    values["width"] = f"{look.width}px"
    if look.logo:
        values["logo"] = f'url("{look.logo}")'
    font = look.font
    if font.startswith("data:"):
        face = f'@font-face {{ font-family: Lecture; src: url("{font}"); }}\n'
        font = "Lecture"
    else:
        face = ""
    values["own"] = f'"{font}"' if font else "system-ui"
    rules = " ".join(f"--{name}: {value};" for name, value in values.items())
    return f"{face}:root {{ {rules} }}"


def _script(path: Path) -> str:
    source = re.sub(r"\n//# sourceMappingURL=.*", "", _read(path))
    return f"<script>\n{source}\n</script>"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
