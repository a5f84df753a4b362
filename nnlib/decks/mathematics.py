"""Formulas, set by MathJax when the deck is made, so that it opens at once."""

import itertools
import json
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from nnlib.decks import packaged

_FILES = (
    "loader",
    "core",
    "adaptors/liteDOM",
    "input/tex-full",
    "output/svg",
    "output/svg/fonts/tex",
)
_NOT_STARTED = (
    "var MathJax = {loader: {load: []}, startup: {ready() {}}}, global = this;"
)
# As the renderer of Markdown leaves a formula.
_FORMULA = re.compile(r'<span class="math( display)?">(.*?)</span>', re.DOTALL)
# Data that an output shows may hold formulas, and a formula may hold links and styles.
_ACTIVE = re.compile(
    r'\shref="(?!https?:|mailto:|#)([^":]*:[^"]*)"|\bstyle="[^"]*?(url\([^"]*)"', re.I
)
_UNUSED = re.compile(
    r' (?:data-(?:mml-node|mjx-texclass|c)|role|focusable|xmlns)="[^"]*"'
)


class Formula(NamedTuple):
    """TeX without its dollars, and whether it stands on a line of its own."""

    tex: str
    display: bool


class Set(NamedTuple):
    """A formula as it is shown and as it is read aloud, or what is wrong with it."""

    svg: str = ""
    mathml: str = ""
    error: str = ""


def put_in(pieces: Sequence[tuple[str, bool]]) -> tuple[list[str], list[str], str]:
    """Put set formulas in place of their TeX; what one defines, the next ones know.

    Parameters
    ----------
    pieces : sequence of (str, bool)
        The HTML of Markdown, and whether its formulas shall be MathML alone, for a
        page that has neither glyphs nor styles.

    Returns
    -------
    list of str
        The HTML of each piece.
    list of str
        What is wrong with the first wrong formula of each, or "".
    str
        The SVG of the glyphs that all formulas share, to stand once on their page.
    """
    asked = [
        [Formula(unescape(tex), bool(display)) for display, tex in _FORMULA.findall(p)]
        for p, _ in pieces
    ]
    made, glyphs = typeset([formula for formulas in asked for formula in formulas])
    each, html, problems = iter(made), [], []
    for (piece, only_mathml), formulas in zip(pieces, asked, strict=True):
        own = list(itertools.islice(each, len(formulas)))
        html.append(_replaced(piece, own, only_mathml))
        wrong = [
            f"in the formula ${formula.tex.strip()}$, {one.error}"
            for formula, one in zip(formulas, own, strict=True)
            if one.error
        ]
        problems.append(wrong[0] if wrong else "")
    return html, problems, glyphs


def typeset(formulas: Sequence[Formula]) -> tuple[list[Set], str]:
    """Set formulas; return each, and the SVG of the glyphs that they share."""
    if not formulas:
        return [], ""
    from py_mini_racer import MiniRacer

    asked = json.dumps([formula._asdict() for formula in formulas])
    with MiniRacer() as engine:
        engine.eval(_NOT_STARTED)
        for source in _sources():
            engine.eval(f"{source};0")
        answer = json.loads(str(engine.eval(f"JSON.stringify(typeset({asked}))")))
    made = [
        _tidy(formula, Set(**one))
        for formula, one in zip(formulas, answer["set"], strict=True)
    ]
    glyphs = f'<svg class="glyphs" aria-hidden="true">{answer["glyphs"]}</svg>'
    return made, glyphs


def _replaced(html: str, made: Sequence[Set], only_mathml: bool) -> str:
    each = iter(made)

    def shown(match: re.Match) -> str:
        one = next(each)
        drawn = "" if only_mathml else one.svg
        return f'<span class="math{match[1] or ""}">{drawn}{one.mathml}</span>'

    return _FORMULA.sub(shown, html)


def _tidy(formula: Formula, one: Set) -> Set:
    if "ref" in formula.tex and re.search(r">\(?\?{3}\)?<", one.mathml):
        return Set(
            error="a label is referred to, and formulas are not numbered; give that "
            "one its number with \\tag{1}, and write (1) here"
        )
    if active := _ACTIVE.search(one.svg):
        what = unescape(active[1] or active[2])
        return Set(error=f"{what} would run a script or ask the network; leave it out")
    if re.search(r"<math[^>]*></math>", one.mathml):  # it only defines something
        return Set()
    drawn = _UNUSED.sub("", one.svg).replace("<svg", '<svg aria-hidden="true"', 1)
    return Set(drawn, re.sub(r'\n\s*| id="[^"]*"', "", one.mathml), one.error)


def _sources() -> list[str]:
    folder = packaged.folder("mathjax", "django-static-mathjax") / "static/mathjax/es5"
    paths = [folder / f"{name}.js" for name in _FILES]
    paths.append(Path(__file__).with_suffix(".js"))
    return [path.read_text(encoding="utf-8") for path in paths]
