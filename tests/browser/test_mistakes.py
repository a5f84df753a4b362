"""The mistakes as a student meets them: matrix, pictures, keyboard, phone."""

import numpy as np
import pytest

from nnlib.explore import mistakes
from tests.browser.screens import long_names, on_screens

RNG = np.random.default_rng(5)
NAMES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt"]
NAMES += ["Sneaker", "Bag", "Fourteen lette"]
COUNT = 600


def predictions(kinds):
    y = RNG.integers(0, kinds, COUNT)
    logits = RNG.normal(0, 1, (COUNT, kinds)) + 2 * np.eye(kinds)[y]
    return y, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


Y, P = predictions(10)
X = RNG.random((COUNT, 12, 12))
TABLE = np.zeros((10, 10), int)
np.add.at(TABLE, (Y, P.argmax(axis=1)), 1)


def EXPLORABLE(kinds=10, names=None):
    if kinds == 10 and names is None:
        return mistakes(Y, P, X, class_names=NAMES)
    return mistakes(*predictions(kinds), X, class_names=names)


def cell(page, row, column):
    return page.locator(".cell input").nth(10 * row + column)


def surest(row, column):
    found = np.flatnonzero((row == Y) & (P.argmax(axis=1) == column))
    return found[np.argsort(-P[found].max(axis=1), kind="stable")][:6]


def check(page, row, column, picture=0):
    assert cell(page, row, column).is_checked()
    title = page.get_by_role("heading").inner_text()
    assert title == f"label {NAMES[row]}, answer {NAMES[column]}"
    assert (
        page.locator(".told p")
        .inner_text()
        .startswith(f"{TABLE[row, column]} of {TABLE[row].sum()} ")
    )
    own = surest(row, column)
    assert page.locator(".card:visible").count() == len(own)
    if len(own):
        bars = page.locator(".bar .percent").all_inner_texts()
        assert bars == [f"{round(100 * p)} %" for p in P[own[picture]]]


def test_at_first_the_matrix_tells_nothing(show):
    page = show()
    assert page.locator(".cell.open").count() == 1
    texts = page.locator(".cell").all_inner_texts()
    assert [text for text in texts if text] == [str(TABLE[0, 0])]
    check(page, 0, 0)


def test_a_click_opens_a_cell_and_the_button_all(show):
    page = show()
    opened = [(6, 4), (2, 3), (8, 8)]
    for row, column in opened:
        page.locator(".cell").nth(10 * row + column).click()
        check(page, row, column)
    assert page.locator(".cell.open").count() == 4
    button = page.get_by_role("button", name="Open all cells")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    texts = page.locator(".cell").all_inner_texts()
    assert texts == [str(count) for count in TABLE.ravel()]
    button.click()
    assert page.locator(".cell.open").count() == 4
    right = f"{np.trace(TABLE)} of {COUNT} right"
    assert page.locator(".total").inner_text().startswith(right)


def test_arrows_go_through_cells_and_open_none(show):
    page = show()
    cell(page, 0, 0).focus()
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    focused = page.locator("input:focus")
    assert focused.get_attribute("aria-label") == f"label {NAMES[2]}, answer {NAMES[1]}"
    assert page.locator(".cell.open").count() == 1
    check(page, 0, 0)
    page.keyboard.press("Enter")
    check(page, 2, 1)
    told = f"label {NAMES[2]}, answer {NAMES[1]}: {TABLE[2, 1]}"
    assert focused.get_attribute("aria-label") == told
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    check(page, 2, 9)
    assert page.locator(".cell.open").count() == 3
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")  # to the chosen one
    assert cell(page, 2, 9).evaluate("e => e === e.getRootNode().activeElement")
    page.keyboard.press("Tab")
    assert page.locator(".cell input:focus").count() == 0


def test_arrows_go_through_pictures(show):
    page = show()
    page.get_by_role("radio", name="picture 1").focus()
    page.keyboard.press("ArrowRight")
    check(page, 0, 0, picture=1)
    page.locator(".card").nth(3).click()
    check(page, 0, 0, picture=3)


@pytest.mark.parametrize("kinds", [2, 10, 20])
@on_screens
def test_nothing_is_clipped_or_overlaps(show, misplaced, kinds, width, least):
    page = show(kinds, page={"width": width, "height": 720})
    page.get_by_role("button", name="Open all cells").click()
    scrolled = ".dense .head" if width < 600 else ""
    assert misplaced(page, ignored=scrolled, loose=".head, .side", least=least) == []
    if width == 1280:
        assert page.locator(".explorable").bounding_box()["height"] == 540


@pytest.mark.parametrize("kinds", [10, 20])
@on_screens
def test_long_names_are_wrapped_or_told_by_their_titles(
    show, misplaced, kinds, width, least
):
    names = long_names(kinds)
    page = show(kinds, names, page={"width": width, "height": 720})
    page.locator(".cell").nth(1).click()
    assert page.get_by_role("heading").inner_text() == (
        f"label {names[0]}, answer {names[1]}"
    )
    shortened = ".head, .side, .name span" if width > 600 else ".head, .side"
    assert misplaced(page, ignored=shortened, least=least) == []
    titles = page.locator(shortened).evaluate_all(
        "all => all.filter(e => e.title === e.textContent).length"
    )
    assert titles == page.locator(shortened).count()
    for bar in page.locator(".bar").all():
        box = bar.locator(".name span").bounding_box()
        assert box["x"] + box["width"] <= bar.locator(".track").bounding_box()["x"]
    if width == 1280:
        assert page.locator(".explorable").bounding_box()["height"] == 540
    if width < 600 and kinds == 20:
        page.locator(".cell input").first.focus()
        for _ in range(19):
            page.keyboard.press("ArrowRight")
        box = page.locator(".cell").nth(19).bounding_box()
        assert box["width"] >= 22
        assert box["x"] + box["width"] <= width


def test_a_reader_that_cannot_see_follows(show, serious):
    page = show()
    assert page.get_by_role("radiogroup", name="Cells").count() == 1
    assert page.get_by_role("listitem").count() == 10
    assert page.locator(".told").get_attribute("aria-live") == "polite"
    assert serious(page) == []
