"""The page around everything that the site tells: head, navigation, foot."""

import re
from html import escape, unescape
from pathlib import Path

from nnlib.decks import mathematics
from nnlib.decks.page import PLAYER
from nnlib.figures import style
from nnlib.site import navigation

NAME = "Lectures on neural networks"
_CSS = Path(__file__).with_name("site.css")
SCRIPT = Path(__file__).with_name("scrolling.js")


def page(
    path: str,
    title: str,
    body: str,
    definitions: str = "",
    kind: str = "",
    language: str = "en",
) -> str:
    """Return the HTML of a page.

    Parameters
    ----------
    path : str
        Where it lies in the site.
    title : str
        As HTML.
    body : str
        The HTML of its main part; the formulas of Markdown are set.
    definitions : str
        HTML whose formulas define what those of the body use.
    kind : str
        The class of the body element.
    language : str
        Of the body, as HTML has it.

    Raises
    ------
    ValueError
        If TeX does not know a formula.
    """
    (_, body), problems, glyphs = mathematics.put_in(
        [(definitions, True), (body, False)]
    )
    if problem := problems[0] or problems[1]:
        raise ValueError(f"{path}: {problem}")
    name = words(title)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(name if name == NAME else f"{name} - {NAME}")}</title>
<style>
{_colors()}
{_CSS.read_text("utf-8")}
{PLAYER.read_text("utf-8")}</style>
</head>
<body class="{kind}">
{glyphs}
<a class="skip" href="#main">To the content</a>
<header>{navigation.EMPTY}</header>
<main id="main" tabindex="-1">
{body}
</main>
<footer>Text and figures: CC BY 4.0. Code: MIT.</footer>
<script>
{SCRIPT.read_text("utf-8")}</script>
</body>
</html>
"""


def words(html: str) -> str:
    """Return the words of HTML, formulas as TeX."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html))).strip()


def _colors() -> str:
    names = ("BLACK", "PALE", "BLUE", "SKY", "VERMILION")
    values = (f"--{name.lower()}: {getattr(style, name)};" for name in names)
    return f":root {{ {' '.join(values)} }}"
