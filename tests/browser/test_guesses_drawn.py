"""Empty axes in a deck: drawn upon, and the answer in their place."""

import matplotlib.pyplot as plt
import nbformat
import pytest
from nbformat.v4 import new_notebook

from nnlib import decks
from tests.unit.test_decks import markdown
from tests.unit.test_guesses import asking


@pytest.fixture(params=[(9, 4.5), (12, 2.5), (5, 5)], ids=["usual", "wide", "square"])
def asked(tmp_path, request):
    """A deck whose second slide opens with empty axes."""
    figure, ax = plt.subplots(figsize=request.param)
    ax.plot([1, 2, 3])
    cells = [
        markdown("# Curves", "slide"),
        markdown("## Which?", "slide"),
        asking(figure),
        markdown("## Another", "slide"),
    ]
    plt.close(figure)
    notebook = tmp_path / "asked.ipynb"
    nbformat.write(new_notebook(cells=cells), notebook)
    return decks.write(notebook, tmp_path / "asked.html")


def test_a_guess_is_drawn_and_stays_beside_the_answer(open_page, asked):
    page = open_page(asked)
    page.goto(asked.as_uri() + "#/1")
    page.wait_for_function("Reveal.isReady()")
    axes, answer = page.get_by_alt_text("Axes <x>"), page.locator(".answer img")
    assert axes.is_visible()
    assert not answer.is_visible()
    boxes = axes.bounding_box(), answer.bounding_box()
    assert boxes[0] == pytest.approx(boxes[1], abs=1)
    left, top = boxes[0]["x"] + 200, boxes[0]["y"] + 100
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 150, top + 80, steps=4)
    page.mouse.up()
    page.mouse.move(left + 300, top)  # draws nothing any more
    line = page.locator(".guess path")
    drawn = line.bounding_box()
    assert drawn["x"] == pytest.approx(left, abs=3)
    assert drawn["y"] == pytest.approx(top, abs=3)
    assert drawn["width"] == pytest.approx(150 + 4, abs=3)  # and the pen
    assert drawn["height"] == pytest.approx(80 + 4, abs=3)
    assert page.evaluate("Reveal.getIndices()") == {"h": 1, "v": 0, "f": -1}
    page.keyboard.press("PageDown")
    answer.wait_for()
    assert line.bounding_box() == drawn
    page.mouse.dblclick(left, top)
    assert line.count() == 0
    page.keyboard.press("PageDown")
    assert page.evaluate("Reveal.getIndices().h") == 2


@pytest.mark.parametrize(("after", "width"), [("?print-pdf", 1280), ("", 390)])
def test_on_paper_and_to_read_there_is_the_answer_alone(open_page, asked, after, width):
    page = open_page(asked, width=width)
    page.goto(asked.as_uri() + after)
    page.wait_for_selector(".pdf-page .slide-number-pdf" if after else ".reading")
    assert page.locator(".answer img").is_visible()
    assert not page.get_by_alt_text("Axes <x>").is_visible()
