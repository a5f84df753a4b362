"""Schedules as a student meets them: sliders, marker, code, slide, phone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import nnlib
from nnlib.explore import _schedules as MODULE
from nnlib.explore import schedules

EXPLORABLE = schedules


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def choose(page, name):
    page.get_by_role("combobox", name="Schedule", exact=True).select_option(name)


def code(page, which):
    return page.locator(f".code.{which} code").inner_text()


def array(page):
    """Return the indices and the rates that stand around the marker."""
    texts = page.locator(".cell:visible").all_inner_texts()
    pairs = (text.replace("−", "-").split() for text in texts)
    return {int(index.strip("[]")): float(rate) for index, rate in pairs}


def is_right(page) -> bool:
    """Whether array and way are those of the schedule that nnlib's line makes."""
    made = eval(code(page, "nnlib"), {"nnlib": nnlib})
    rates, at = made.learning_rate, int(slider(page, "Step shown").input_value())
    assert slider(page, "Step shown").get_attribute("max") == str(len(rates) - 1)
    seen = array(page)
    assert at in seen
    for step, rate in seen.items():
        assert rate == pytest.approx(rates[step], rel=6e-3)
    told = page.locator(".reading p").last.inner_text()
    way, whole, share = re.search(r": *\n?(\S+) of (\S+), (\d+)%", told).groups()
    assert float(way) == pytest.approx(rates[: at + 1].sum(), rel=6e-3)
    assert float(whole) == pytest.approx(rates.sum(), rel=6e-3)
    assert int(share) == pytest.approx(
        100 * rates[: at + 1].sum() / rates.sum(), abs=0.51
    )
    return True


@pytest.mark.parametrize("name", MODULE.KINDS)
def test_every_control_of_every_schedule_changes_it(show, name):
    page = show()
    choose(page, name)
    assert is_right(page)
    for i, control in enumerate(MODULE.KINDS[name].controls):
        before = code(page, "nnlib"), code(page, "Keras")
        there = page.get_by_label(control.label, exact=True).locator("visible=true")
        if control.kind == "choice":
            values = [value for value, _ in control.options if value != control.first]
            there.select_option(f"{values[0]:g}")
        elif control.kind == "switch":
            there.check()
        else:
            there.evaluate(
                "(e, share) => { e.value = e.min * (1 - share) + e.max * share;"
                " e.dispatchEvent(new Event('input')); }",
                0.6 + 0.05 * i,
            )
        after = code(page, "nnlib"), code(page, "Keras")
        assert after[0] != before[0], control
        assert after[1] != before[1], control
        assert is_right(page)


def test_the_curve_is_the_array_and_the_area_the_way(show):
    page = show("cosine", epochs=20, steps_per_epoch=10)
    rates = nnlib.schedules.cosine(0.1, epochs=20, steps_per_epoch=10).learning_rate
    path = page.locator(".plot .line").get_attribute("d")
    levels = [3000 - float(y) for y in re.findall(r"(?:M0 |V)(\d+)", path)]
    np.testing.assert_allclose(levels, 3000 * rates / 0.108, atol=0.6)
    slider(page, "Step shown").fill("50")
    area = page.locator(".plot .area").get_attribute("d")
    assert area.endswith("H2550V3000H0Z")
    box = page.locator(".plot").bounding_box()
    dot = page.locator(".dot").bounding_box()
    share = (dot["x"] + dot["width"] / 2 - box["x"]) / box["width"]
    assert share == pytest.approx(50.5 / 200, abs=0.003)
    up = (box["y"] + box["height"] - dot["y"] - dot["height"] / 2) / box["height"]
    assert up == pytest.approx(rates[50] / 0.108, abs=0.01)


def test_the_marker_is_dragged_tapped_and_moved_by_keys(show):
    page = show(epochs=20, steps_per_epoch=50)
    box = page.locator(".plot").bounding_box()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 50, steps=4)
    page.mouse.up()
    marker = slider(page, "Step shown")
    assert int(marker.input_value()) == pytest.approx(600, abs=2)
    marker.fill("600")
    marker.focus()
    for key, at in (
        ("ArrowRight", 650),
        ("Shift+ArrowRight", 651),
        ("ArrowDown", 601),
        ("Shift+ArrowLeft", 600),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 999),
        ("ArrowRight", 999),
    ):
        page.keyboard.press(key)
        assert int(marker.input_value()) == at
        assert is_right(page)
    marker.fill("500")
    told = "epoch 10, step 500: rate 0.0500, 67% of the way"
    assert marker.get_attribute("aria-valuetext") == told


def test_the_first_and_the_last_entries_stand_alone(show):
    page = show("time_based", epochs=5, steps_per_epoch=4)
    slider(page, "Step shown").fill("0")
    assert list(array(page)) == [0, 1, 2]
    slider(page, "Step shown").fill("19")
    assert list(array(page)) == [17, 18, 19]


def test_the_epochs_keep_the_marker_where_it_was(show):
    page = show("cosine", epochs=20, steps_per_epoch=10)
    slider(page, "Step shown").fill("100")
    slider(page, "epochs").fill("50")
    assert slider(page, "Step shown").input_value() == "250"
    assert "epochs=50" in code(page, "nnlib")
    assert "decay_steps=500" in code(page, "Keras")
    assert is_right(page)


def test_the_last_one_chosen_stays_pale(show):
    page = show("step")
    before = page.locator(".plot .line").get_attribute("d")
    assert page.locator(".before").inner_text() == ""
    choose(page, "cosine")
    assert page.locator(".plot .ghost").get_attribute("d") == before
    assert page.locator(".before").inner_text() == "dashed: step"
    choose(page, "power")
    assert page.locator(".before").inner_text() == "dashed: cosine"


def test_a_slide_may_offer_a_few(show):
    page = show(only=["cosine", "one_cycle"])
    options = page.get_by_role("combobox", name="Schedule").locator("option")
    assert options.all_inner_texts() == ["cosine", "1cycle"]
    assert is_right(page)
    page = show(only=["step"])
    assert page.get_by_role("combobox").count() == 0
    assert is_right(page)


def test_what_must_rise_does(show):
    page = show("piecewise")
    slider(page, "boundary 1").fill("25")
    assert "[25, 26]" in code(page, "nnlib")
    choose(page, "cyclical")
    slider(page, "low").fill("0")
    assert "0.01, 0.1, 5" in code(page, "nnlib")
    choose(page, "warm_up")
    slider(page, "epochs of ramp").fill("20")
    slider(page, "epochs").fill("5")
    assert "epochs=4)" in code(page, "nnlib")
    assert is_right(page)


def test_code_is_copied(show):
    page = show(
        "one_cycle", page={"permissions": ["clipboard-read", "clipboard-write"]}
    )
    for which in ("Keras", "nnlib"):
        copy = page.get_by_role("button", name=f"Copy the code of {which}")
        copy.click()
        expect(copy).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == code(page, which)
    slider(page, "max_rate").fill("-0.5")
    expect(copy).to_have_text("Copy")


def test_large_arrays_are_dragged_smoothly(show):
    page = show("cosine", epochs=100, steps_per_epoch=1719)
    moved = page.evaluate(
        """() => {
            const root = document.querySelector("[data-nnlib]").shadowRoot;
            const marker = root.querySelector(".marker");
            const begin = performance.now();
            for (let i = 0; i < 20; i++) {
                marker.value = 5000 * i;
                marker.dispatchEvent(new Event("input"));
            }
            return (performance.now() - begin) / 20;
        }"""
    )
    assert moved < 16
    assert is_right(page)


LOOK = {"boxes": ".cell"}


@pytest.mark.parametrize("width", [1280, 1000, 390, 360])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    page = show(page={"width": width, "height": 720}, epochs=100, steps_per_epoch=1719)
    wide = width > 600
    for name in MODULE.KINDS:
        choose(page, name)
        for at in ("0", "85000", "171899"):
            slider(page, "Step shown").fill(at)
            ignored = "" if wide else "pre"
            look = LOOK | {"least": 20 if wide else 14, "ignored": ignored}
            assert misplaced(page, **look) == [], (name, at)


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show(epochs=100, steps_per_epoch=1719)
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 560)
    parts = page.locator(".plot, .reading, .code")
    before = boxes(parts)
    for name in MODULE.KINDS:
        choose(page, name)
        slider(page, "Step shown").fill("4321")
        assert boxes(parts) == before, name
        wide = "all => all.map(e => e.scrollWidth - e.clientWidth)"
        assert page.locator("pre").evaluate_all(wide) == [0, 0], name


def test_a_reader_that_cannot_see_follows(show):
    page = show("cosine", epochs=20, steps_per_epoch=10)
    told = schedules("cosine", epochs=20, steps_per_epoch=10).description
    assert page.get_by_role("group", name=told).count() == 1
    image = re.compile("^cosine over 20 epochs. epoch 6, step 66: rate 0.0755, 61% of")
    assert page.get_by_role("img", name=image).count() == 1
    assert page.get_by_role("img", name="learning_rate[66] = 0.0755").count() == 1


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(schedules())
    for control in ("Step shown", "epochs", "rate"):
        slider(page, control).focus()
        for key in ("ArrowRight", "ArrowLeft", "Home", "f"):
            page.keyboard.press(key)
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_two_copies_live_apart(open_page):
    once = output(schedules())
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_role("combobox", name="Schedule").select_option("cosine")
    assert "cosine" in first.locator(".nnlib code").inner_text()
    assert "step" in second.locator(".nnlib code").inner_text().split("(")[0]


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=schedules().description)
    assert picture.bounding_box()["width"] == 640
