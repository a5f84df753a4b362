"""The slope as a student meets it: pointer, keyboard, slide, phone."""

import re

import numpy as np
import pytest

from nnlib.explore import slope

W = np.linspace(-5, 5, 201)
L = 1.8 + 0.1 * np.sin(W) + 0.01 * W**2


def EXPLORABLE(**options):
    return slope(W, L, **{"start": 0.5} | options)


def true(w):
    return 0.1 * np.cos(w) + 0.02 * w


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def numbers(page):
    """Return what stands in the rows: numbers by their names."""
    rows = page.locator(".row").all_inner_texts()
    pairs = [re.split(r"\n+", row.strip()) for row in rows]
    return {
        name: float(value[0].replace("−", "-")) if value else None
        for name, *value in pairs
    }


def press(page):
    page.get_by_role("button", name="Slope", exact=True).click()


def drawn(page, name):
    return page.locator(f"path.{name}").get_attribute("d") or ""


def steepness(page, name):
    """Return the slope of a line of the picture, in units of the curve."""
    x0, y0, x1, y1 = map(float, re.findall(r"-?\d+", drawn(page, name)))
    tick = page.locator(".tick.y")
    places = tick.evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.top) / 100])"
    )
    (a, top), (b, low) = places[0], places[-1]
    height = (b - a) / (top - low)
    return (y0 - y1) / 4000 * height / ((x1 - x0) / 1e4 * 10)


def test_nothing_gives_the_slope_away_before_the_button(show):
    page = show()
    assert numbers(page) == {"w": 0.5, "L(w)": 1.85, "slope": None}
    for name in ("tangent", "run", "rise"):
        assert drawn(page, name) == ""
    assert page.locator(".told").inner_text() == ""
    assert "slope" not in slider(page, "Weight").get_attribute("aria-valuetext")
    assert slider(page, "h").count() == 0
    press(page)
    assert numbers(page)["slope"] == pytest.approx(true(0.5), abs=5e-5)
    assert page.locator(".told").inner_text() == (
        "The slope is above 0: downhill is to the left."
    )
    press(page)
    assert numbers(page)["slope"] is None
    assert drawn(page, "tangent") == ""


def test_a_piece_comes_first_and_then_the_whole_curve(show):
    page = show(near=0.5)

    def seen():
        return page.locator(".tick.x").evaluate_all(
            "all => all.map(e => Number(e.textContent.replace('−', '-')))"
            ".filter(n => !Number.isNaN(n))"
        )

    assert min(seen()) >= 0
    assert max(seen()) <= 1
    press(page)
    assert drawn(page, "tangent")
    assert drawn(page, "rise") == ""  # a unit is as wide as the picture
    slider(page, "Weight").focus()
    for _ in range(60):  # to the edge of the piece
        page.keyboard.press("ArrowLeft")
    assert numbers(page)["w"] == 0
    whole = page.get_by_role("button", name="Whole curve")
    whole.click()
    assert whole.get_attribute("aria-pressed") == "true"
    assert numbers(page)["w"] == 0
    assert min(seen()) < -3
    assert drawn(page, "rise")
    slider(page, "Weight").focus()
    page.keyboard.press("ArrowLeft")
    assert numbers(page)["w"] == pytest.approx(-0.1)
    whole.click()  # a piece around the dot, where it is now
    assert min(seen()) >= -0.6
    assert max(seen()) <= 0.4
    assert numbers(page)["slope"] == pytest.approx(true(-0.1), abs=5e-4)


def test_the_dot_is_dragged_along_the_curve(show):
    page = show()
    press(page)
    frame = page.locator(".frame").bounding_box()
    dot = page.locator(".handle").bounding_box()
    page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + 0.3 * frame["width"], frame["y"] - 40, steps=4)
    page.mouse.up()
    told = numbers(page)
    assert told["w"] == pytest.approx(-2, abs=0.02)
    assert told["L(w)"] == pytest.approx(np.interp(told["w"], W, L), abs=1e-3)
    assert told["slope"] == pytest.approx(true(told["w"]), abs=5e-4)
    assert steepness(page, "tangent") == pytest.approx(told["slope"], abs=2e-3)
    assert "below 0: downhill is to the right" in page.locator(".told").inner_text()
    dot = page.locator(".handle").bounding_box()
    middle = dot["x"] + dot["width"] / 2
    assert middle == pytest.approx(frame["x"] + 0.3 * frame["width"], abs=1.5)
    page.mouse.move(middle, dot["y"] + 12)
    page.mouse.down()
    page.mouse.move(frame["x"] - 60, frame["y"], steps=3)
    page.mouse.up()
    assert numbers(page)["w"] == -5


def test_keys_move_the_dot_as_far_as_the_curve_goes(show):
    page = show(start=4.8)
    slider(page, "Weight").focus()
    page.keyboard.press("ArrowLeft")
    assert numbers(page)["w"] == pytest.approx(4.7)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert numbers(page)["w"] == 5
    page.keyboard.press("ArrowDown")
    assert numbers(page)["w"] == pytest.approx(4.9)
    assert slider(page, "Weight").get_attribute("aria-valuenow") == "4.90"


def test_the_rise_over_one_unit_is_the_slope(show):
    page = show(start=-0.5)
    press(page)
    (x0, _, x1, y1) = map(float, re.findall(r"-?\d+", drawn(page, "run")))
    (a, b, c, d) = map(float, re.findall(r"-?\d+", drawn(page, "rise")))
    assert x1 - x0 == pytest.approx(1000, abs=1)  # a tenth of the width: one unit
    assert (a, b) == (c, y1)
    assert d < b  # upward
    told = page.locator(".label.many").inner_text()
    assert float(told) == numbers(page)["slope"]
    slider(page, "Weight").focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    run = list(map(float, re.findall(r"-?\d+", drawn(page, "run"))))
    assert run[2] - run[0] == pytest.approx(1000, abs=1)
    assert run[2] <= 1e4


def test_two_passes_come_to_the_slope_as_h_shrinks(show):
    page = show(h=1)
    off = []
    for h in (1, 0.1, 0.01, 0.001):
        slider(page, "h").fill(str(np.log10(h)))
        told = numbers(page)
        assert told["L(w + h)"] == pytest.approx(np.interp(0.5 + h, W, L), abs=1e-4)
        central = (told["L(w + h)"] - told["L(w − h)"]) / (2 * h)
        assert told["difference / 2h"] == pytest.approx(central, abs=2e-6 / h + 5e-5)
        assert steepness(page, "secant") == pytest.approx(
            told["difference / 2h"], abs=2e-3
        )
        off.append(abs(told["difference / 2h"] - true(0.5)))
    assert off[0] > 1e-2
    assert max(off[2:]) < 1e-4
    assert told["slope"] is None
    press(page)
    assert numbers(page)["slope"] == numbers(page)["difference / 2h"]
    assert drawn(page, "run") == ""


def test_both_passes_stay_on_the_curve(show):
    page = show(h=0.5, start=4.4)
    slider(page, "Weight").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert numbers(page)["w"] == 4.5
    slider(page, "h").press("End")
    assert page.locator("b.h").inner_text() == "2"
    assert numbers(page)["w"] == 3
    slider(page, "h").press("Home")
    assert page.locator("b.h").inner_text() == "0.001"


LOOK = {"ignored": "i"}


@pytest.mark.parametrize("width", [1280, 1000, 700, 580, 390, 360])
@pytest.mark.parametrize("h", [None, 1])
def test_nothing_is_clipped_or_overlaps(show, width, h, misplaced):
    least = 20 if width > 500 else 17
    page = show(h=h, page={"width": width, "height": 900})
    # Words on the picture have a white ground of their own.
    look = LOOK | {"least": least, "loose": ".label.one, .label.many"}
    assert misplaced(page, **look) == []
    press(page)
    slider(page, "Weight").focus()
    for key, times in (("ArrowLeft", 60), ("ArrowRight", 110)):
        for _ in range(times):
            page.keyboard.press(key)
        assert misplaced(page, **look) == []
    if h:
        for key in ("Home", "End"):
            slider(page, "h").press(key)
            assert misplaced(page, **look) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show(h=1)
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 426)
    parts = page.locator(".controls > *, .frame, .row, .told")
    before = boxes(parts)
    press(page)
    slider(page, "h").press("Home")
    slider(page, "Weight").press("ArrowLeft")
    assert boxes(parts) == before


def test_a_finger_drags_the_dot(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    touch = "e => getComputedStyle(e).touchAction"
    assert slider(page, "Weight").evaluate(touch) == "none"
    page.get_by_role("button", name="Slope").tap()
    assert numbers(page)["slope"] is not None


def test_it_is_accessible(show, serious):
    for h in (None, 1):
        page = show(h=h)
        assert serious(page) == []
        press(page)
        assert serious(page) == []


def test_a_reader_that_cannot_see_follows(show):
    page = show(h=1)
    group = page.get_by_role("group", name=EXPLORABLE(h=1).description)
    assert group.count() == 1
    name = "The loss over one weight, with a dot: w = 0.500, L(w) = 1.850, L(w + h)"
    assert page.get_by_role("img", name=re.compile("^" + re.escape(name))).count() == 1
    button = page.get_by_role("button", name="Slope")
    assert button.get_attribute("aria-pressed") == "false"
    press(page)
    assert button.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("img", name=re.compile(r"slope = 0\.0978\.$")).count() == 1
    assert slider(page, "h").get_attribute("aria-valuetext") == "h = 1"


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE(h=1))
    for control in (slider(page, "Weight"), slider(page, "h")):
        control.focus()
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
            page.keyboard.press(key)
    page.get_by_role("button", name="Slope").press("Space")
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=EXPLORABLE().description)
    assert picture.bounding_box()["width"] == 640
