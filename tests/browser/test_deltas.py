"""Deltas as a student meets them: pointer, keyboard, slide, phone."""

import numpy as np
import pytest

from nnlib.explore import _softmax, deltas

EXPLORABLE = deltas
START = (-2, 3, -3)


def number(text):
    return float(text.replace("−", "-").strip("<> "))


def column(page, place):
    """What stands in the logits, the answers or the deltas."""
    rows = page.locator(".row:not(.head)").all()
    texts = [row.locator("b").nth(place).inner_text() for row in rows]
    return [number(text) if text else None for text in texts]


def press(page, name):
    page.get_by_role("button", name=name).click()


def choose(page, loss):
    page.get_by_role("combobox", name="Loss").select_option(loss)


def expected(logits, target=0):
    return _softmax.probabilities(logits) - np.eye(len(logits))[target]


def told(page):
    return page.locator(".words").inner_text()


def test_nothing_gives_the_deltas_away_before_the_button(show):
    page = show()
    assert column(page, 2) == [None] * 3
    assert not page.locator(".delta .bar").first.is_visible()
    assert page.get_by_role("button", name="Step").is_disabled()
    assert "δ" not in told(page)
    logit = page.get_by_role("slider", name="Logit of A")
    assert "delta" not in logit.get_attribute("aria-valuetext")
    press(page, "Deltas")
    assert column(page, 2) == pytest.approx(expected(START), abs=6e-4)
    assert logit.get_attribute("aria-valuetext").endswith("delta −0.993")
    press(page, "Deltas")
    assert column(page, 2) == [None] * 3


def test_a_dragged_logit_moves_all_answers_and_deltas(show):
    page = show()
    press(page, "Deltas")
    logit = page.get_by_role("slider", name="Logit of C")
    box = logit.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.27, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], middle, steps=8)
    page.mouse.up()
    logits = (-2, 3, 6)
    assert column(page, 0) == list(logits)
    assert column(page, 1) == pytest.approx(_softmax.probabilities(logits), abs=1e-3)
    assert column(page, 2) == pytest.approx(expected(logits), abs=6e-4)
    logit.press("ArrowLeft")
    assert column(page, 0)[2] == 5.9


def test_a_bar_is_as_long_as_its_delta_and_dashed_below_0(show):
    page = show((0.3, 1.5, -0.8))
    press(page, "Deltas")
    for row, delta in zip(
        page.locator(".row:not(.head)").all(), expected((0.3, 1.5, -0.8)), strict=True
    ):
        track, bar = row.locator(".track.delta"), row.locator(".delta .bar")
        whole, part = track.bounding_box(), bar.bounding_box()
        middle = whole["x"] + whole["width"] / 2
        assert part["width"] == pytest.approx(abs(delta) * whole["width"] / 2, abs=1)
        inner = part["x"] + (part["width"] if delta < 0 else 0)
        assert inner == pytest.approx(middle, abs=1)
        style = bar.evaluate("e => getComputedStyle(e).borderTopStyle")
        assert style == ("dashed" if delta < 0 else "none")


def test_the_right_class_is_chosen_by_a_click(show):
    page = show()
    press(page, "Deltas")
    page.get_by_text("B", exact=True).click()
    assert page.get_by_role("radio", name="B").is_checked()
    assert column(page, 2) == pytest.approx(expected(START, 1), abs=6e-4)
    assert "−ln 0.991" in told(page)
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="C").is_checked()
    lines = page.locator(".answer .line").evaluate_all(
        "all => all.map(e => e.style.left)"
    )
    assert lines == ["0%", "0%", "100%"]


def test_steps_mend_what_the_cross_entropy_pulls(show):
    page = show()
    press(page, "Deltas")
    logits = np.array(START, float)
    for _ in range(5):
        press(page, "Step")
        logits -= expected(logits)
    assert column(page, 1) == pytest.approx(_softmax.probabilities(logits), abs=6e-4)
    assert column(page, 1)[0] > 0.8
    press(page, "Rewind")
    assert column(page, 0) == list(START)


def test_behind_the_squared_error_sure_and_wrong_stays(show):
    page = show()
    press(page, "Deltas")
    choose(page, "squared error")
    assert max(map(abs, column(page, 2))) < 0.02
    assert "it is flat" in told(page)
    assert "½ Σ (ŷ − y)² = 0.984" in told(page)
    for _ in range(5):
        press(page, "Step")
    assert column(page, 1)[0] < 0.01
    for name in "AB":  # where it is not sure, the error comes back
        page.get_by_role("slider", name=f"Logit of {name}").fill("0")
    assert max(map(abs, column(page, 2))) > 0.2
    assert "slopes of the softmax" in told(page)


def test_a_step_leaves_no_slider(show):
    page = show((-6, 6), target=1)
    page.get_by_text("A", exact=True).click()
    press(page, "Deltas")
    page.get_by_text("B", exact=True).click()
    for _ in range(3):
        press(page, "Step")
    assert column(page, 0) == [-6, 6]


@pytest.mark.parametrize("names", [["WWWWWWWWWW", "basketball"], ["<b>", "&amp;"]])
@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, names, misplaced):
    names = [*names, "T-shirt", "coat", "bag"]
    page = show((2, 1, 0, -1, 3), names=names, page={"width": width, "height": 720})
    assert page.locator(".class span").all_inner_texts() == names
    least = {"least": 20 if width == 1280 else 16}
    assert misplaced(page, **least) == []
    press(page, "Deltas")
    assert misplaced(page, **least) == []
    for loss in ("squared error", "cross-entropy"):
        choose(page, loss)
        page.get_by_role("slider", name="Logit of bag").fill("-6")
        page.get_by_role("slider", name="Logit of T-shirt").fill("6")
        assert misplaced(page, **least) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show((2, 1, 0.1, 0, 1))
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 424)
    parts = page.locator(".controls > *, .row, .words p")
    before = boxes(parts)
    press(page, "Deltas")
    press(page, "Step")
    choose(page, "squared error")
    page.get_by_role("slider", name="Logit of C").fill("6")
    assert boxes(parts) == before


def test_it_is_accessible(show, serious):
    page = show()
    assert serious(page) == []
    press(page, "Deltas")
    assert serious(page) == []


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(deltas())
    page.get_by_role("button", name="Deltas").click()
    page.get_by_role("slider", name="Logit of A").focus()
    for key in ("ArrowRight", "ArrowDown", "Home"):
        page.keyboard.press(key)
    page.get_by_role("radio", name="A").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Step").focus()
    page.keyboard.press("Space")
    assert page.evaluate("heard") == []
