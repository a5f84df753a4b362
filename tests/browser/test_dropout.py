"""Dropout as a student meets it: pointer, keyboard, slide, phone."""

import re

import numpy as np
import pytest

from nnlib.explore import _dropout as reference
from nnlib.explore import dropout

EXPLORABLE = dropout
CASES = [(3, 6, 1), (1, 1, 1), (3, 5, 4, 1), (6, 6, 6, 1)]


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def rate(page):
    return page.get_by_role("slider", name="Dropout rate")


def scaling(page):
    return page.get_by_role("checkbox", name="Scaling")


def mode(page):
    return page.get_by_role("combobox", name="Mode")


def number(text):
    return None if text == "–" else float(text.replace("−", "-"))


def numbers(page):
    """The output of this step, the mean and the output without dropout."""
    return [number(text) for text in page.locator(".numbers b").all_inner_texts()]


def fallen(page):
    out = "nodes => nodes.map(node => node.classList.contains('out'))"
    return page.locator(".node.hidden").evaluate_all(out)


def words(page):
    return page.locator(".words").inner_text()


def steps(page, count):
    for _ in range(count):
        button(page, "Step").click()


@pytest.mark.parametrize("sizes", CASES, ids=str)
def test_every_step_is_pythons(show, sizes):
    page, net = show(sizes, rate=0.4), reference.network_of(list(sizes))
    assert numbers(page)[:2] == [None, None]
    assert not any(fallen(page))
    outputs = reference.outputs_of(net, 0.4, True, 5)
    for step in range(1, 6):
        steps(page, 1)
        mask = np.concatenate(reference.mask_of(step, list(sizes), 0.4))
        assert fallen(page) == (~mask).tolist()
        wanted = [outputs[step - 1], outputs[:step].mean(), net.forward()]
        assert numbers(page) == pytest.approx(wanted, abs=0.0051)


def test_nodes_tell_what_they_hand_on(show):
    page = show()
    nodes = page.locator(".node.hidden")
    plain = [number(text) for text in nodes.all_inner_texts()]
    steps(page, 3)
    for text, before, out in zip(
        nodes.all_inner_texts(), plain, fallen(page), strict=True
    ):
        from_, to = map(number, text.split())
        assert from_ == before
        assert to == pytest.approx(0 if out else 2 * before, abs=0.011)
    told = page.get_by_role("img", name="Network: input 1.00").get_attribute(
        "aria-label"
    )
    assert len(re.findall(r"\bout\b", told)) == sum(fallen(page))


def test_the_mean_settles_and_sinks_without_scaling(show):
    page = show(page={"alone": True})
    page.clock.install()
    net = reference.network_of([3, 6, 1])
    button(page, "Play").click()
    page.clock.run_for(15_000)
    assert button(page, "Play").is_visible()  # it was Pause meanwhile
    assert "mean of 1,000 steps" in page.locator(".numbers").inner_text()
    assert button(page, "Step").is_disabled()
    assert numbers(page)[1] == pytest.approx(net.forward(), abs=0.08)
    assert "all 64 masks the mean is the output without dropout" in words(page)
    scaling(page).uncheck()
    sunk = reference.outputs_of(net, 0.5, False, 1000).mean()
    assert numbers(page)[1] == pytest.approx(sunk, abs=0.0051)
    assert "(1 − 0.5) × 0.76 = 0.38; at test time 0.76 comes" in words(page)
    button(page, "Start over").click()
    assert numbers(page)[:2] == [None, None]
    assert "Over all" not in words(page)


def test_who_wants_no_motion_sees_ten_steps(show):
    page = show(page={"reduced_motion": "reduce"})
    page.clock.install()
    button(page, "Play").click()
    seen = set()
    for _ in range(30):
        page.clock.run_for(500)
        seen.add(page.locator(".numbers span").nth(1).inner_text())
    steps = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}
    counted = {int(text.split()[2].replace(",", "")) for text in seen if " of " in text}
    assert counted <= steps
    assert {100, 1000} <= counted


def test_two_hidden_layers_are_told_of_as_they_are(show):
    page = show((3, 5, 4, 1), page={"alone": True})
    page.clock.install()
    button(page, "Play").click()
    page.clock.run_for(10_000)
    button(page, "Pause").click()
    net = reference.network_of([3, 5, 4, 1])
    mean = reference.mean_over_masks(net, 0.5, True)
    told = f"Over all 512 masks the mean is {mean:.2f}, not {net.forward():.2f}:"
    assert told in words(page)
    count = page.locator(".numbers span").nth(1).inner_text()
    page.clock.run_for(1000)
    assert page.locator(".numbers span").nth(1).inner_text() == count


def test_a_higher_rate_takes_more_of_the_same(show):
    page = show()
    steps(page, 4)
    before = np.zeros(6, bool)
    for value in (0, 0.2, 0.5, 0.7, 0.9):
        rate(page).fill(str(value))
        now = np.array(fallen(page))
        assert (now | ~before).all()
        before = now
    rate(page).fill("0")
    assert not any(fallen(page))
    assert "no node" not in words(page)
    output, mean, plain = numbers(page)
    assert output == mean == plain


def test_at_test_time_nothing_falls_out(show):
    page = show()
    steps(page, 3)
    mode(page).select_option("test")
    assert not any(fallen(page))
    assert numbers(page)[0] == numbers(page)[2]
    assert words(page).startswith("At test time no node falls out")
    assert button(page, "Play").is_disabled()
    mode(page).select_option("training")
    assert any(fallen(page))


def test_it_begins_as_python_says(show):
    page = show((2, 4, 1), rate=0.2, scaling=False)
    assert rate(page).input_value() == "0.2"
    assert not scaling(page).is_checked()


@pytest.mark.parametrize("width", [1280, 1160, 900, 700, 390, 360])
@pytest.mark.parametrize("sizes", CASES, ids=str)
def test_nothing_is_clipped_or_overlaps(show, sizes, width, misplaced):
    page = show(sizes, page={"width": width, "height": 720})
    for value in (0.5, 0.9):
        rate(page).fill(str(value))
        for _ in range(3):
            steps(page, 1)
            assert misplaced(page, least=20) == []
    mode(page).select_option("test")
    assert misplaced(page, least=20) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls > *, .net, .scatter, .numbers")
    before = boxes(parts)
    steps(page, 2)
    rate(page).fill("0.9")
    scaling(page).uncheck()
    mode(page).select_option("test")
    assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(dropout())
    rate(page).focus()
    for key in ("ArrowRight", "ArrowLeft", "Home", "f"):
        page.keyboard.press(key)
    assert rate(page).input_value() == "0"
    button(page, "Step").press("Enter")
    scaling(page).press("Space")
    assert page.evaluate("heard") == []
    assert not scaling(page).is_checked()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_two_copies_live_apart(open_page):
    once = dropout()._repr_mimebundle_()["text/html"]
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_role("button", name="Step", exact=True).click()
    assert first.locator(".numbers b").first.inner_text() != "–"
    assert second.locator(".numbers b").first.inner_text() == "–"


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=dropout().description)
    assert picture.bounding_box()["width"] == 640
