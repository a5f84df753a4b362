"""Softmax as a student meets it: pointer, keyboard, slide, phone."""

import math

import numpy as np
import pytest

from nnlib.explore import _softmax as reference
from nnlib.explore import softmax

EXPLORABLE = softmax


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def number(text):
    return float(text.replace("−", "-"))


def shown(page):
    return [number(text) for text in page.locator(".p").all_inner_texts()]


def told(page):
    return page.locator(".words p").first.inner_text()


def loss(page):
    return page.locator(".loss").inner_text()


@pytest.mark.parametrize("logits", [(2, 1, 0.1), (-6, 6), (0, 0, 0, 0, 0)])
def test_probabilities_are_pythons(evaluate_module, logits):
    maths = reference.FRONT / "softmax" / "maths.js"
    for temperature in (0.2, 1, 5):
        state = {"logits": logits, "constant": 3, "temperature": temperature}
        found, losses = evaluate_module(
            maths,
            "(() => { const e = m.exponents(argument);"
            " return [m.shares(e), e.map((_, i) => m.crossEntropy(e, i))]; })()",
            state,
        )
        expected = reference.probabilities(logits, temperature)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        np.testing.assert_allclose(losses, -np.log(expected), rtol=1e-9, atol=1e-12)


def test_a_logit_moves_all_and_keeps_the_ratio_of_the_others(show):
    page = show()
    assert not page.locator(".before").first.is_visible()
    slider(page, "Logit of C").fill("3")
    expected = reference.probabilities((2, 1, 3))
    assert shown(page) == pytest.approx(expected, abs=6e-4)
    assert told(page) == "A and B change by the same factor: A stays 2.72 times B."
    marks = page.locator(".before").evaluate_all("all => all.map(e => e.style.left)")
    old = [float(mark.strip("%")) / 100 for mark in marks]
    assert old == pytest.approx(reference.probabilities((2, 1, 0.1)), abs=1e-4)


def test_a_constant_changes_nothing(show):
    page = show((2, 1, 0.1, -2))
    before = shown(page)
    exponentials = page.locator(".row:not(.head) .e").all_inner_texts()
    slider(page, "Add to all").fill("1")
    assert shown(page) == before
    assert page.locator(".row:not(.head) .e").all_inner_texts() != exponentials
    assert "It cancels" in told(page)


def test_a_temperature_keeps_the_order(show):
    page = show()
    slider(page, "Temperature").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert shown(page) == pytest.approx(
        reference.probabilities((2, 1, 0.1), 0.5), abs=6e-4
    )
    assert "surer" in told(page)
    page.keyboard.press("Home")
    assert page.locator(".controls > label b").nth(1).inner_text() == "0.2"


def test_the_cross_entropy_waits_until_a_class_is_right(show):
    page = show(target=None)
    assert loss(page) == ""
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("combobox", name="Right class").select_option("B")
    expected = -math.log(reference.probabilities((2, 1, 0.1))[1])
    assert loss(page).endswith(f"= {expected:.3g}")
    page.keyboard.press("Escape")
    assert not page.get_by_role("combobox", name="Right class").is_visible()


@pytest.mark.parametrize("names", [["WWWWWWWWWW", "basketball"], ["<b>", "&amp;"]])
@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, names, misplaced):
    names = [*names, "T-shirt", "coat", "bag"]
    page = show((2, 1, 0, -1, 3), names=names, page={"width": width, "height": 720})
    assert page.locator(".class").all_inner_texts() == names
    for row in page.locator(".row:not(.head)").all():
        name, logit = row.locator(".class"), row.locator("input")
        assert name.evaluate("e => e.scrollWidth <= e.clientWidth")
        above, beside = name.bounding_box(), logit.bounding_box()
        assert (
            above["x"] + above["width"] <= beside["x"]
            or above["y"] + above["height"] <= beside["y"]
        )
    least = {"least": 20 if width == 1280 else 16, "ignored": "sup"}
    assert misplaced(page, **least) == []
    for name, value in (
        ("Add to all", "6"),
        ("Logit of bag", "-6"),
        ("Logit of T-shirt", "6"),
    ):
        slider(page, name).fill(value)
        assert misplaced(page, **least) == []
    slider(page, "Temperature").focus()
    for key in ("Home", "End"):
        page.keyboard.press(key)
        assert misplaced(page, **least) == []
    page.get_by_role("button", name="Settings").click()
    assert misplaced(page, overlap=40) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show((2, 1, 0.1, 0, 1))
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls > *, .row, .words p")
    before = boxes(parts)
    slider(page, "Logit of C").fill("-6")
    slider(page, "Add to all").fill("-6")
    assert boxes(parts) == before


def test_it_is_accessible(show, serious):
    assert serious(show()) == []


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(softmax())
    for name in ("Add to all", "Temperature", "Logit of A"):
        slider(page, name).focus()
        for key in ("ArrowRight", "ArrowDown", "Home"):
            page.keyboard.press(key)
    assert page.evaluate("heard") == []
