"""The learning rate as a student meets it: pointer, keyboard, slide, phone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib.explore import rate
from nnlib.training import LossAlongLine

EXPLORABLE = rate
PLACES = np.linspace(-0.6, 4.2, 201)
LINE = LossAlongLine(
    PLACES,
    3.1 - np.exp(-(((PLACES - 0.45) / 0.55) ** 2)) + 0.4 * np.exp(-3 * PLACES),
    "minus the gradient",
)


@pytest.fixture
def still(show):
    """Show it to somebody who wants no motion: a step is done at once."""

    def still(*arguments, page=None, **options):
        page = {"reduced_motion": "reduce", **(page or {})}
        return show(*arguments, page=page, **options)

    return still


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def told(page):
    return page.locator(".told")


def step(page, times=1):
    """Press Step, and wait until it is done: the words follow it."""
    for _ in range(times):
        button(page, "Step").click()
    page.wait_for_timeout(1100)


def read(page):
    """Return the last step in numbers: to, from, rate, slope."""
    row = page.locator(".numbers .row").last.inner_text()
    found = re.fullmatch(r"(\S+) = (\S+) − (\S+) · \(?([^)]+)\)?", row)
    return [float(each.replace("−", "-")) for each in found.groups()]


def dots(page):
    """Return how many losses are drawn beside the curve."""
    return (page.locator(".steps .dots").get_attribute("d") or "").count("M")


def test_nothing_is_told_or_drawn_before_a_step(show):
    page = show()
    expect(told(page)).to_have_text(
        "Choose a rate, drag the ball, then press Step or Play."
    )
    for name in ("tangent", "shaft", "drop"):
        assert not page.locator(f".descent .{name}").get_attribute("d")
    assert dots(page) == 1
    assert page.locator(".numbers .row").count() == 1
    slider(page, "Learning rate").fill("0.5")
    assert dots(page) == 1
    expect(told(page)).to_contain_text("Choose a rate")


def test_a_step_is_the_rate_times_the_slope(still):
    page = still(curvature=2, learning_rate=0.3, start=-2)
    step(page)
    assert read(page) == [-0.2, -2, 0.3, -6]
    step(page)
    assert read(page) == [0.52, -0.2, 0.3, -2.4]
    expect(told(page)).to_have_text(
        "Each of 2 steps multiplied the distance to the minimum by 0.4: it comes "
        "closer from one side. It began 3.00 away and is now 0.480 away."
    )
    assert dots(page) == 3


def test_the_drawing_is_that_of_the_step(still):
    page = still(learning_rate=1.5, start=-3)
    step(page)
    box = page.locator(".descent").bounding_box()
    ball = page.locator(".ball").bounding_box()
    share = (ball["x"] + ball["width"] / 2 - box["x"]) / box["width"]
    assert -7 + 16 * share == pytest.approx(3, abs=0.03)  # from −3 to 3
    up = (box["y"] + box["height"] - ball["y"] - ball["height"] / 2) / box["height"]
    assert -1 + 22 * up == pytest.approx(2, abs=0.08)
    shaft = page.locator(".shaft").get_attribute("d")
    x, y, to, level = map(float, re.findall(r"-?\d+", shaft))
    assert y == level
    assert [-7 + 16 * each / 1e4 for each in (x, to)] == pytest.approx(
        [-3, 3], abs=0.01
    )
    a, b, c, d = map(
        float, re.findall(r"-?\d+", page.locator(".tangent").get_attribute("d"))
    )
    slope = -(d - b) / 4000 * 22 / ((c - a) / 1e4 * 16)
    assert slope == pytest.approx(-4, abs=0.03)
    head = page.locator(".head.right").bounding_box()
    assert head["x"] + head["width"] == pytest.approx(
        box["x"] + box["width"] * share, abs=3
    )


@pytest.mark.parametrize(
    ("power", "shown", "words"),
    [
        (-2, "0.01", "it comes closer from one side."),
        (0, "1", "by 0: one step is enough."),
        (0.26, "1.8", "by −0.8: it jumps to the other side and comes closer."),
        (0.3, "2", "by −1: it jumps to and fro and comes no closer."),
        (0.4, "2.5", "by −1.5: it jumps to the other side and farther away"),
    ],
)
def test_the_slider_reaches_all_that_can_happen(still, power, shown, words):
    page = still()
    slider(page, "Learning rate").fill(str(power))
    expect(page.locator(".value")).to_have_text(shown)
    step(page, 2)
    expect(told(page)).to_contain_text(words)


def test_play_goes_on_pauses_and_again_goes_back(show):
    page = show(learning_rate=0.2)
    button(page, "Play").click()
    page.wait_for_timeout(1300)
    button(page, "Pause").click()
    taken = dots(page) - 1
    assert 1 <= taken <= 4
    expect(told(page)).to_contain_text("the distance to the minimum by 0.8")
    page.wait_for_timeout(700)
    assert dots(page) - 1 == taken
    button(page, "Again").click()
    assert dots(page) == 1
    expect(told(page)).to_contain_text("Choose a rate")
    expect(page.locator(".value")).to_have_text("0.2")


def test_play_ends_by_itself_where_the_ball_leaves_the_picture(still):
    page = still(learning_rate=2.2)
    button(page, "Play").click()
    expect(told(page)).to_contain_text("it diverges", timeout=5000)
    assert button(page, "Play").is_visible()
    assert button(page, "Step").is_enabled()  # numbers go on
    assert dots(page) == 3
    assert page.locator(".steps .mark").inner_text() == "▲"


def test_a_step_takes_its_time_and_can_be_hurried(show):
    page = show(learning_rate=0.5)
    button(page, "Step").click()
    assert dots(page) == 1
    button(page, "Step").click()  # before the first is done
    page.wait_for_timeout(1200)
    assert dots(page) == 3


def test_the_rate_may_change_between_steps(still):
    page = still(learning_rate=0.5)
    step(page)
    slider(page, "Learning rate").fill("0.3")
    step(page)
    expect(told(page)).to_contain_text("The last step multiplied the distance")
    expect(told(page)).to_contain_text("by −1.")


def test_the_ball_is_dragged_and_moved_by_keys(still):
    page = still()
    step(page)
    box = page.locator(".descent").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 60, steps=4)
    page.mouse.up()
    start = slider(page, "Start")
    assert float(start.input_value()) == pytest.approx(5, abs=0.03)
    assert dots(page) == 1
    start.focus()
    page.keyboard.press("ArrowLeft")
    assert float(start.input_value()) == pytest.approx(4.8, abs=0.03)
    page.keyboard.press("Shift+ArrowRight")
    assert float(start.input_value()) == pytest.approx(4.82, abs=0.03)
    page.keyboard.press("Home")
    assert float(start.input_value()) == -7


def test_a_finger_moves_the_ball(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = page.locator(".descent").bounding_box()
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + 40)
    assert float(slider(page, "Start").input_value()) == pytest.approx(4.2, abs=0.1)


def test_the_keyboard_does_it_all(still):
    page = still()
    for control in ("Loss", "Learning rate"):
        page.keyboard.press("Tab")
        focused = "e => e.getRootNode().activeElement === e"
        assert page.get_by_label(control, exact=True).evaluate(focused)
    page.keyboard.press("End")
    expect(page.locator(".value")).to_have_text("10")
    page.keyboard.press("Home")
    expect(page.locator(".value")).to_have_text("0.01")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1100)
    assert dots(page) == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert dots(page) == 1


def test_a_real_loss_comes_first_and_the_parabolas_are_there(still):
    page = still(LINE)
    loss = page.get_by_role("combobox", name="Loss")
    names = loss.locator("option").all_inner_texts()
    assert names == ["parabola, curvature 1", "real loss, minus the gradient"]
    assert loss.input_value() == "1"
    step(page)
    to, at, own, slope = read(page)
    spot = np.gradient(LINE.losses, LINE.positions)
    assert at == 0
    assert slope == pytest.approx(np.interp(0, PLACES, spot), rel=0.01)
    assert to == pytest.approx(-own * slope, rel=0.01)
    expect(told(page)).to_contain_text("The loss fell by")
    loss.select_option("0")
    assert dots(page) == 1
    expect(page.locator(".value")).to_have_text("0.1")
    assert slider(page, "Start").get_attribute("aria-valuetext") == "w = −3.9"
    loss.select_option("1")
    assert slider(page, "Start").get_attribute("aria-valuetext") == "s = 0"


def test_parabolas_share_the_rate(still):
    page = still(learning_rate=0.4)
    page.get_by_role("combobox", name="Loss").select_option("2")
    expect(page.locator(".value")).to_have_text("0.4")
    step(page)
    expect(told(page)).to_contain_text("the distance to the minimum by 0.2.")
    assert still(curvature=2).get_by_role("combobox").count() == 0


def test_one_rate_is_too_small_here_and_too_large_there(still):
    page = still(LINE, learning_rate=0.4)
    step(page, 4)
    expect(told(page)).to_contain_text("Of 4 steps at one rate the longest was")
    assert "the loss rose in none" not in told(page).inner_text()
    slider(page, "Start").fill("3.5")
    step(page)
    to, at, _, _ = read(page)
    assert abs(to - at) < 0.01


def test_a_step_off_the_line_ends_it(still):
    page = still(LINE)
    slider(page, "Learning rate").fill(
        slider(page, "Learning rate").get_attribute("max")
    )
    step(page)
    expect(told(page)).to_contain_text("beyond the part of the line that was computed")
    assert button(page, "Step").is_disabled()
    assert button(page, "Play").is_disabled()
    assert dots(page) == 1
    button(page, "Again").click()
    assert button(page, "Step").is_enabled()


def test_another_loss_or_start_ends_what_plays(show):
    page = show(LINE)
    for act in (
        lambda: page.get_by_role("combobox", name="Loss").select_option("0"),
        lambda: slider(page, "Start").fill("3"),
    ):
        button(page, "Play").click()
        page.wait_for_timeout(150)
        act()
        expect(button(page, "Play")).to_be_visible()
        page.wait_for_timeout(600)
        assert dots(page) == 1


LOOK = {"ignored": "i"}


@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 360])
def test_nothing_is_clipped_or_overlaps(still, width, misplaced):
    least = 20 if width > 600 else 17
    for line in (None, LINE):
        page = still(*([line] if line else []), page={"width": width, "height": 720})
        assert misplaced(page, **LOOK, least=least) == []
        for power in ("-1.7", "0.26", "0.9"):
            slider(page, "Learning rate").fill(power)
            for _ in range(3):
                if button(page, "Step").is_enabled():
                    button(page, "Step").click()
            page.wait_for_timeout(1000)
            assert misplaced(page, **LOOK, least=least) == [], power
            button(page, "Again").click()


def test_it_fits_a_slide_and_nothing_moves(still, boxes):
    page = still(LINE)
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls > *, .plot, .numbers, .told")
    before = boxes(parts)
    step(page, 4)
    assert boxes(parts) == before
    slider(page, "Learning rate").fill("0.9")
    step(page)
    assert boxes(parts) == before


def test_a_reader_that_cannot_see_follows(still):
    page = still(learning_rate=0.5)
    group = page.get_by_role("group", name=rate(learning_rate=0.5).description)
    assert group.count() == 1
    assert told(page).get_attribute("aria-live") == "polite"
    name = "A parabola of curvature 1; at first the ball is at w = −3.90 with loss "
    assert page.get_by_role("img", name=re.compile("^" + re.escape(name))).count() == 1
    step(page)
    assert (
        page.get_by_role("img", name=re.compile("after step 1 the ball")).count() == 1
    )
    assert slider(page, "Learning rate").get_attribute("aria-valuetext") == "0.5"


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(rate())
    for control in (slider(page, "Start"), slider(page, "Learning rate")):
        control.focus()
        for key in ("ArrowRight", "ArrowLeft", "Home", "f"):
            page.keyboard.press(key)
    button(page, "Step").focus()
    page.keyboard.press("Space")
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_two_copies_live_apart(open_page):
    once = output(rate())
    page = open_page("<!doctype html>" + once + once, reduced_motion="reduce")
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_role("button", name="Step").click()
    page.wait_for_timeout(1100)
    assert "multiplied" in first.locator(".told").inner_text()
    assert "Choose" in second.locator(".told").inner_text()


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=rate().description)
    assert picture.bounding_box()["width"] == 640
