"""A deck of a lecturer's own: names, colors, fonts, formats, languages."""

import base64
import re

import nbformat
import pytest
from nbformat.v4 import new_notebook

from nnlib import decks
from nnlib.decks import look
from tests.unit.test_decks import markdown, png

CELLS = (
    markdown("# Networks", "slide"),
    markdown("(2 min) Begin.", "notes"),
    markdown("## One", "slide"),
)


@pytest.fixture
def write(tmp_path):
    """Return a function from a look to the page of a deck that has it."""

    def write(settings="", **metadata):
        notebook = tmp_path / "01_lecture.ipynb"
        nb = new_notebook(cells=list(CELLS), metadata={"nnlib": metadata})
        nbformat.write(nb, notebook)
        (tmp_path / "lectures.toml").write_text(settings, "utf-8")
        return decks.write(notebook, tmp_path / "deck.html").read_text("utf-8")

    return write


def test_names_stand_under_the_title_and_the_footer_on_all_other_slides(write):
    page = write(
        'author = "A & B"\nuniversity = "U"\ndate = 2026-11-28\nfooter = "Course 7"'
    )
    cover, slide = page.split("<section")[-2:]
    assert "<p>A &amp; B · U</p><p>2026-11-28</p>" in cover
    assert "Course 7" not in cover
    assert "Course 7</span>" in slide


def test_a_notebook_says_it_itself_where_it_differs(write):
    page = write('author = "A"\nuniversity = "U"', author="B")
    assert "<p>B · U</p>" in page


def test_without_a_word_nothing_stands_there(write):
    page = write()
    assert 'class="who"' not in page
    assert 'class="foot"' not in page


def test_a_logo_and_a_font_are_in_the_file(write, tmp_path):
    (tmp_path / "our logo.svg").write_text('<svg viewBox="0 0 9 9"></svg>')
    (tmp_path / "own.woff2").write_bytes(b"wOF2")
    page = write('logo = "our logo.svg"\nfont = "own.woff2"')
    assert '--logo: url("data:image/svg+xml;base64,' in page
    assert page.count('class="logo"') == 2
    assert 'src: url("data:font/woff2;base64,d09GMg==")' in page
    assert '--own: "Lecture"' in page
    assert '--own: "Source Sans 3"' in write('font = "Source Sans 3"')


def test_a_color_is_that_of_terms_and_of_the_line_under_the_title(write):
    page = write('accent = "#8A1538"')
    assert "--accent: #8a1538; --rule: #8a1538" in page


@pytest.mark.parametrize(("of", "pixels"), [("16:9", 1280), ("4:3", 960)])
def test_slides_are_wide_or_less_so(write, of, pixels):
    assert f"--width: {pixels}px" in write(format=of)


def test_the_deck_speaks_the_language_of_the_lecture(write):
    page = write(language="de-AT")
    assert '<html lang="de-AT">' in page
    assert 'data-next="nächste Folie"' in page
    assert "Minute 0 bis 2 von 2" in page
    assert "Minutes 0 to 2 of 2" in write(language="fr")


def test_rules_of_ones_own_come_last(write, tmp_path):
    (tmp_path / "own.css").write_text(".page h2 { color: red; }")
    page = write('css = "own.css"')
    assert page.index(".page h2 { color: red; }") > page.index(".page h2.again")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('colour = "red"', "there is no 'colour'; known: author, university, date"),
        ('accent = "#56b4e9"', "contrast of 2.3 with white, and 4.5 can be read"),
        ('accent = "reddish"', "accent: 'reddish' came; give a color such as"),
        ('format = "5:4"', "format: '5:4' came; give one of 16:9, 4:3"),
        ('language = "Deutsch"', "language: 'Deutsch' came; give 'en', 'de'"),
        ("font = 'a\"; }'", "font: 'a\"; }' came; give a font's name"),
        ('font = "no.woff2"', "no.woff2 cannot be read; put the file there"),
        ('logo = "no.png"', "no.png does not exist"),
        ('css = "no.css"', "no.css cannot be read"),
        ("author =", "lectures.toml: Invalid value"),
    ],
)
def test_what_is_wrong_is_told(write, settings, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        write(settings)


@pytest.mark.parametrize("rule", ["@import 'https://e.org/x.css';", "a</style><b>"])
def test_css_asks_nothing_of_the_network_and_stays_in_its_place(write, tmp_path, rule):
    (tmp_path / "own.css").write_text(rule)
    with pytest.raises(ValueError, match=r"own\.css: .*"):
        write('css = "own.css"')


@pytest.mark.parametrize("color", ["#56b4e9", "#ffff00", "#e69f00", "white"])
def test_the_color_that_is_proposed_can_be_read(color):
    with pytest.raises(ValueError, match="would do") as refused:
        look._accent(color)
    proposed = str(refused.value).split("; ")[1].split()[0]
    assert look._accent(proposed) == proposed


def test_contrast_is_that_of_the_guidelines():
    assert look.contrast("black") == pytest.approx(21)
    assert look.contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_logo_may_be_a_picture(write, tmp_path):
    (tmp_path / "logo.png").write_bytes(base64.b64decode(png()))
    assert '--logo: url("data:image/png;base64,' in write('logo = "logo.png"')
