"""What is too large for a slide shrinks within reason, and else is told."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from nnlib import decks, explore
from nnlib.__main__ import main
from nnlib.decks import fitting, slides
from tests.unit.test_decks import code, markdown, png, shown

HIDDEN = {"tags": ["hide-input"]}


def points(count):
    return markdown(
        "\n".join(f"- point {k} is said in some words" for k in range(count))
    )


def table(rows, columns):
    cells = "<td>1234.56</td>" * columns
    return code(
        "t", shown(text_html=f"<table>{f'<tr>{cells}</tr>' * rows}</table>"), **HIDDEN
    )


def formula(terms):
    return markdown(f"$${' + '.join(f'a_{{{k}}} x^{{{k}}}' for k in range(terms))}$$")


def lines(count, length=10):
    return code("\n".join(f"x{k} = {'1' * length}" for k in range(count)))


FITS = {
    "many points": points(15),
    "a wide table": table(3, 11),
    "a table of many rows": table(14, 3),
    "a long formula": formula(11),
    "a long address": markdown("https://example.org/" + "a/b-c" * 60),
    "a long line of code": lines(1, 300),
    "much code": lines(18),
    "a long word": markdown("x" * 300),
}
TOO_LARGE = {
    "thirty points": (points(30), "text", "below"),
    "very many columns": (table(3, 30), "table", "beside"),
    "sixty rows": (table(60, 3), "table", "below"),
    "a very long formula": (formula(60), "formula", "letters of"),
    "thirty lines of code": (lines(30), "code", "below"),
    "four figures": (
        [code("p()", shown(image_png=png(800, 400)), **HIDDEN) for _ in range(4)],
        "figure",
        "below",
    ),
}


def notebook(*parts):
    """A notebook with a slide for each part, by its title."""
    cells = []
    for title, part in parts:
        cells += [markdown(f"## {title}", "slide")]
        cells += part if isinstance(part, list) else [part]
    return new_notebook(cells=cells)


def problems(*parts):
    return fitting.measure(slides.make(notebook(*parts), Path("a.ipynb"))).too_large


def test_what_can_shrink_or_wrap_is_not_told():
    assert problems(*FITS.items()) == []


def test_what_is_too_large_is_told_with_its_slide():
    found = problems(*((title, part) for title, (part, *_) in TOO_LARGE.items()))
    for number, (title, (_, what, how)) in enumerate(TOO_LARGE.items(), 1):
        told = [
            line for line in found if line.startswith(f"slide {number} ({title}): ")
        ]
        assert told, title
        assert any(f"its {what} " in line and how in line for line in told), told


def test_letters_shrink_to_20_pixels_and_no_further(open_page, tmp_path):
    path = tmp_path / "a.ipynb"
    parts = {"few": points(3), "more": points(14), "many": points(40)}
    nbformat.write(notebook(*parts.items()), path)
    page = open_page(decks.write(path, tmp_path / "deck.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    sizes = [
        page.evaluate(
            """place => {
              Reveal.slide(place);
              const item = Reveal.getCurrentSlide().querySelector("li");
              return parseFloat(getComputedStyle(item).fontSize);
            }""",
            place,
        )
        for place in range(3)
    ]
    assert sizes[0] == 30
    assert 20 < sizes[1] < 30
    assert sizes[2] == 20


def test_deck_and_check_tell_it(tmp_path, capsys):
    path = tmp_path / "01_a.ipynb"
    nbformat.write(notebook(("Too much", points(30))), path)
    assert main(["deck", str(path), "--output", str(tmp_path / "a.html")]) == 0
    told = capsys.readouterr().err
    assert f"Look at: {path}: slide 1 (Too much): its text reaches" in told
    assert main(["check", str(path)]) == 1
    assert f"{path}: slide 1 (Too much): its text reaches" in capsys.readouterr().out


def test_without_a_browser_it_is_estimated(monkeypatch):
    monkeypatch.setattr(fitting, "find_browser", lambda: None)
    assert problems(*FITS.items()) == []
    [told] = problems(("Much code", lines(40)))
    assert told.startswith("slide 1 (Much code): its code reaches ")
    assert told.endswith("; hide some of it, or shorten its lines (estimated)")


def test_a_browser_that_does_not_measure_is_named(monkeypatch):
    monkeypatch.setattr(fitting, "find_browser", lambda: sys.executable)
    with pytest.raises(ValueError, match="did not measure the slides; set CHROMIUM to"):
        problems(("One", points(3)))


def test_a_browser_that_does_not_end_is_believed(monkeypatch, tmp_path):
    stuck = tmp_path / "browser"
    stuck.touch(0o755)
    monkeypatch.setattr(fitting, "find_browser", lambda: str(stuck))
    monkeypatch.setattr(fitting, "_SECONDS", 1)
    found = (
        '<script type="application/json" id="too-large">{"large": [], "figures": []}'
    )
    stuck.write_text(f"#!/bin/sh\necho '{found}</script>'\nexec sleep 60\n")
    assert problems(("One", points(3))) == []
    stuck.write_text("#!/bin/sh\nexec sleep 60\n")
    with pytest.raises(ValueError, match="did not measure the slides; set CHROMIUM to"):
        problems(("One", points(3)))


def test_a_figure_that_must_shrink_has_small_letters():
    alone, other = (
        code("p()", shown(image_png=png(1200, 400)), **HIDDEN) for _ in range(2)
    )
    words = markdown("\n".join(f"- point {k}" for k in range(7)))
    nb = notebook(("alone", alone), ("with words", [words, other]))
    fit = fitting.measure(slides.make(nb, Path("a.ipynb")))
    [(number, pixels)] = fit.small_figures
    assert number == 2
    assert 14 <= pixels < 20


def test_letters_of_an_explorable_do_not_shrink_with_it():
    html = explore.bends()._repr_mimebundle_()["text/html"]
    below = markdown("What follows when all grow by one, or twice as large? " * 4)
    grows, scaled = html, html.replace("var(--letters,1)", "1")
    parts = [
        (title, [code("b()", shown(text_html=one), **HIDDEN), below])
        for title, one in (("Grown", grows), ("Scaled", scaled))
    ]
    assert problems(parts[0]) == []
    [told] = problems(parts[1])
    assert re.fullmatch(
        r"slide 1 \(Scaled\): its explorable has letters of 1[5-9] pixels, "
        "and 20 can be read; larger ones belong into its style",
        told,
    )
