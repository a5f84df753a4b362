"""The moments as a student meets them: sliders, pointer, keyboard, slide, phone."""

import re

import numpy as np
import pytest

from nnlib.explore import moments

NAMES = ["sgd", "momentum", "rmsprop", "adam"]
HIGH = 1000  # of a picture, in its own units


def EXPLORABLE(**options):
    return moments(**options)


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def weight(page, name):
    return page.get_by_role("group", name=re.compile(f"^{name}: "))


def numbers(weight):
    """Return step and way of each optimizer, as they are told beside the plots."""
    rows = weight.locator(".row").evaluate_all(
        "all => all.map(e => [...e.children].map(b => b.textContent))"
    )
    told = [[float(text.replace("−", "-")) for text in row] for row in rows]
    return dict(zip(NAMES, told, strict=True))


def drawn(weight, plot, kind="bars"):
    path = weight.locator(f".plot.{plot} path.{kind}")
    return path.get_attribute("d") or ""


def heights(weight, plot):
    """Return how high each bar of steps is, in learning rates, with its place."""
    zero = HIGH * 4.5 / 7
    bars = re.findall(r"M(\d+) (\d+)V(-?\d+)H(\d+)", drawn(weight, plot))
    return [
        ((int(left) + int(right)) / 2e4, (zero - int(top)) / HIGH * 7)
        for left, _, top, right in bars
    ]


def adam(slopes, corrected=True):
    m = s = 0
    steps = []
    for t, g in enumerate(slopes, start=1):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        up, down = (m / (1 - 0.9**t), s / (1 - 0.999**t)) if corrected else (m, s)
        steps.append(up / np.sqrt(down))
    return steps


def test_a_hundred_times_the_slope_moves_only_who_does_not_divide(show):
    page = show()
    a, b = weight(page, "A"), weight(page, "B")
    assert numbers(b) == numbers(a)
    before = {name: drawn(b, name) for name in NAMES}
    slider(page, "slope of B").press("End")
    told = numbers(b)
    assert told["sgd"] == [100, 6000]
    assert told["momentum"] == pytest.approx([998, 51016])
    for name in ("rmsprop", "adam"):
        assert drawn(b, name) == before[name]
        assert told[name] == numbers(a)[name]
    assert drawn(b, "sgd", "ends").count("M") == 60  # all are cut
    assert drawn(b, "adam", "ends") == ""
    assert b.locator("h3").inner_text() == "B: slope 100, every step"
    ticks = b.locator(".side").first.locator(".tick").all_inner_texts()
    assert ticks == ["200", "0", "−200"]
    assert numbers(a)["sgd"] == [1, 60]


def test_bars_are_the_steps(show):
    page = show(every=10)
    b = weight(page, "B")
    slopes = (np.arange(60) % 10 == 0) * 1.0
    expected = adam(slopes)
    found = heights(b, "adam")
    places, lengths = np.transpose(found)
    np.testing.assert_allclose(places, (np.arange(60) + 0.5) / 60, atol=1e-4)
    np.testing.assert_allclose(lengths, expected, atol=0.01)
    places, lengths = np.transpose(heights(b, "sgd"))
    np.testing.assert_allclose(places, (10 * np.arange(6) + 0.5) / 60, atol=1e-4)
    np.testing.assert_allclose(lengths, 1, atol=0.01)
    assert numbers(b)["adam"][1] == pytest.approx(sum(expected), abs=0.05)


def test_noise_fills_the_band_and_shortens_adams_way(show):
    page = show(seed=24)
    b = weight(page, "B")
    slider(page, "noise").press("End")
    told = numbers(b)
    assert told["adam"][1] < 0.55 * told["sgd"][1]
    first = drawn(b, "slopes")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Other noise").click()
    assert drawn(b, "slopes") != first
    assert b.locator("h3").inner_text() == "B: slope 1, noise 2, every step"
    assert numbers(weight(page, "A"))["adam"] == [1, 60]


def test_a_rare_slope_goes_farther_where_it_is_divided(show):
    page = show()
    slider(page, "one step in").press("End")
    told = numbers(weight(page, "B"))
    assert told["sgd"] == [0, 3]
    assert told["adam"][1] == pytest.approx(13.2)
    assert slider(page, "one step in").get_attribute("aria-valuetext") == (
        "one step in 20"
    )


def test_without_bias_correction_adam_starts_too_fast(show):
    page = show(step=1)

    def told():
        text = page.locator(".foot p").inner_text()
        return text.removesuffix(" learning rates")

    assert told() == "Adam, step 1 of B: m / √s = 1.00 / 1.00 = 1.00"
    page.get_by_role("checkbox", name="bias correction").uncheck()
    assert told() == "Adam, step 1 of B: m / √s = 0.100 / 0.0316 = 3.16"
    slider(page, "Step").fill("12")
    assert told() == "Adam, step 12 of B: m / √s = 0.718 / 0.109 = 6.57"
    assert numbers(weight(page, "A"))["adam"][0] == 6.57
    page.get_by_role("combobox", name="What divides").select_option("rmsprop")
    assert told() == "RMSprop, step 12 of B: g / √s = 1.00 / 0.847 = 1.18"
    assert drawn(weight(page, "B"), "slopes", "mean") == ""


def test_the_pointer_chooses_the_step_in_both(show):
    page = show()
    for name in ("A", "B"):
        box = weight(page, name).locator(".plots").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 200, steps=3)
        assert slider(page, "Step").input_value() == "16"
        page.mouse.move(box["x"] + box["width"] + 30, box["y"], steps=3)
        page.mouse.up()
        assert slider(page, "Step").input_value() == "60"
        page.mouse.move(box["x"] + 5, box["y"] + 20)
        assert slider(page, "Step").input_value() == "60"
    for name in ("A", "B"):
        cursor = weight(page, name).locator(".cursor")
        left = cursor.evaluate("e => parseFloat(e.style.left)")
        assert left == pytest.approx(100 * 59.5 / 60, abs=1e-2)


def test_what_is_kept_can_be_set(show):
    page = show(beta_1=0.8)
    page.get_by_role("button", name="Settings").click()
    betas = page.get_by_role("combobox", name="β₁")
    assert betas.input_value() == "0.8"
    betas.select_option("0")
    page.get_by_role("combobox", name="β₂").select_option("0.9")
    slider(page, "one step in").press("End")
    told = numbers(weight(page, "B"))
    assert told["adam"] == [0, pytest.approx(6.77, abs=0.02)]  # no memory of the way


@pytest.mark.parametrize("width", [1280, 1180, 1000, 700, 390, 360])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    least = 20 if width > 540 else 17
    page = show(page={"width": width, "height": 900})
    assert misplaced(page, least=least) == []
    slider(page, "slope of B").press("End")
    slider(page, "noise").press("End")
    assert misplaced(page, least=least) == []
    slider(page, "slope of B").press("Home")
    slider(page, "one step in").press("End")
    slider(page, "Step").fill("13")
    assert misplaced(page, least=least) == []
    page.get_by_role("combobox", name="What divides").select_option("rmsprop")
    assert misplaced(page, least=least) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls input, .plot, .numbers, .foot > *")
    before = boxes(parts)
    slider(page, "slope of B").press("End")
    slider(page, "noise").press("End")
    slider(page, "one step in").press("End")
    page.get_by_role("checkbox").uncheck()
    assert boxes(parts) == before


def test_it_is_accessible(show, serious):
    page = show()
    assert serious(page) == []
    page.get_by_role("button", name="Settings").click()
    assert serious(page) == []


def test_a_reader_that_cannot_see_follows(show):
    page = show(step=1)
    group = page.get_by_role("group", name=EXPLORABLE().description)
    assert group.count() == 1
    name = "B: slope 1, every step. Step 1, in learning rates: SGD 1.00, way 1.00;"
    assert page.get_by_role("group", name=re.compile("^" + name)).count() == 1
    slider(page, "slope of B").press("Home")
    assert slider(page, "slope of B").get_attribute("aria-valuetext") == "0.01"
    assert page.get_by_role("group", name=re.compile("SGD 0.010, way")).count() == 1


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    for name in ("slope of B", "noise", "one step in", "Step"):
        slider(page, name).press("ArrowRight")
    page.get_by_role("checkbox").press("Space")
    assert page.evaluate("heard") == []
    assert slider(page, "one step in").input_value() == "2"
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_slides_and_scrolls(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = slider(page, "one step in").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert 9 <= int(slider(page, "one step in").input_value()) <= 12
    plots = weight(page, "B").locator(".plots")
    assert plots.evaluate("e => getComputedStyle(e).touchAction") == "pan-y"


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=EXPLORABLE().description)
    assert picture.bounding_box()["width"] == 640
