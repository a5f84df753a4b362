"""The convolution as a student meets it: drag, Play, click a weight, move, phone."""

import numpy as np
import pytest

from nnlib.explore import convolution

RNG = np.random.default_rng(3)
PICTURE = RNG.integers(0, 256, (20, 16))
PICTURE[0, :2] = 0, 255  # so that the steps of a pixel are the numbers themselves
EDGE = np.array([[-1, 0, 1]] * 3)
DENSE = RNG.normal(size=320).round(1)
PIXELS = """canvas => {
  const { width, height } = canvas;
  return [...canvas.getContext("2d").getImageData(0, 0, width, height).data];
}"""


def EXPLORABLE(**options):
    return convolution(PICTURE, **options)


def answers(weights=EDGE, right=0, below=0):
    """All answers to the picture, moved."""
    ink = np.zeros((36, 32))
    ink[8 + below : 28 + below, 8 + right : 24 + right] = PICTURE / 255
    windows = np.lib.stride_tricks.sliding_window_view(ink[8:28, 8:24], (3, 3))
    return np.einsum("rcij,ij->rc", windows, weights)


def painted(page):
    """The answers' canvas: positive is bluer than red, negative redder than blue."""
    data = page.locator("canvas").last.evaluate(PIXELS)
    return np.array(data).reshape(18, 14, 4)[..., :3]


def seen(page):
    """At which places there is an answer: the others have one gray."""
    return (painted(page) != 243).any(axis=2)


def added(page):
    told = page.locator(".sum p").first.inner_text()
    return float(told.removeprefix("added: ").replace("−", "-"))


def check_painted(page, expected):
    colors, most = painted(page), np.abs(expected).max()
    share = expected / most
    clear = np.abs(share) > 0.05
    signs = np.sign(colors[..., 2] - colors[..., 0])
    assert (signs[clear] == np.sign(share[clear])).all()
    assert ((colors.min(axis=2) < 128) <= (np.abs(share) > 0.4)).all()


def handle(page):
    return page.get_by_role("slider", name="Place of the filter")


def play(page):
    """Slide over all places: who wants no motion gets them at once."""
    page.get_by_role("button", name="Play").click()


@pytest.fixture
def still(open_page, saved):
    def still(**options):
        page = open_page(saved(**options))
        page.emulate_media(reduced_motion="reduce")
        page.reload()
        page.locator(".convolution .sum").wait_for()
        return page

    return still


def test_nothing_is_told_before_the_filter_has_been_there(show):
    page = show()
    assert seen(page).sum() <= 1
    assert added(page) == pytest.approx(answers()[0, 0], abs=0.006)


def test_the_filter_is_dragged_and_leaves_its_answers(show):
    page = show()
    box = page.locator(".frame").first.bounding_box()
    wide = box["width"] / 16
    page.mouse.move(*[box[side] + 1.5 * wide for side in ("x", "y")])
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(box["x"] + (1.5 + step) * wide, box["y"] + 4.5 * wide)
    page.mouse.up()
    assert added(page) == pytest.approx(answers()[3, 10], abs=0.006)
    assert handle(page).get_attribute("aria-valuetext").startswith("row 3, column 10")
    assert seen(page)[3, 1:11].sum() >= 9
    assert not seen(page)[10:].any()


def test_the_arrow_keys_move_it_and_end_at_the_border(show):
    page = show()
    handle(page).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert added(page) == pytest.approx(answers()[1, 1], abs=0.006)
    for _ in range(16):
        page.keyboard.press("ArrowRight")
    assert handle(page).get_attribute("aria-valuetext").startswith("row 1, column 13")


def test_a_press_on_the_answers_brings_the_filter_there(show):
    page = show()
    frame = page.locator(".frame").last
    box = frame.bounding_box()
    frame.click(position={"x": 5.5 / 14 * box["width"], "y": 9.5 / 18 * box["height"]})
    assert added(page) == pytest.approx(answers()[9, 5], abs=0.006)


def test_play_goes_from_place_to_place_and_can_pause(show):
    page = show()
    play(page)
    page.wait_for_function(
        "document.querySelector('[data-nnlib]').shadowRoot"
        ".querySelector('.sum p:last-child').textContent > 'row 2'"
    )
    page.get_by_role("button", name="Pause").click()
    there = seen(page)
    at = np.flatnonzero(there.ravel())
    assert len(at) == at[-1] + 1 < there.size
    play(page)
    page.wait_for_function(
        "document.querySelector('[data-nnlib]').shadowRoot"
        ".querySelector('.sum p:last-child').textContent === 'row 17, column 13'"
    )
    check_painted(page, answers())


def test_answers_move_along_and_the_dense_node_has_another(still):
    page = still(dense=DENSE)
    play(page)
    check_painted(page, answers())
    before = page.locator(".dense").inner_text()
    assert before == "dense node, 320 weights: " + number(PICTURE.ravel() / 255 @ DENSE)
    page.get_by_role("slider", name="Move to the right").fill("3")
    page.get_by_role("slider", name="Move down").fill("-2")
    assert page.locator("h3").first.inner_text() == "picture, 3 to the right, 2 up"
    check_painted(page, answers(right=3, below=-2))
    assert page.locator(".dense").inner_text() != before


def number(value):
    return f"{value:.2f}".replace("-", "−")


def test_a_weight_is_changed_by_a_click(still):
    page = still()
    play(page)
    page.get_by_role("button", name="Weight in row 0, column 0").click()
    own = EDGE.copy()
    own[0, 0] = 0
    check_painted(page, answers(own))
    filters = page.get_by_role("combobox", name="Filter")
    assert filters.input_value() == "own"
    filters.select_option(label="ink below")
    check_painted(page, answers(EDGE.T))


def test_before_play_a_change_forgets_what_was_seen(show):
    page = show()
    handle(page).focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert seen(page).sum() >= 5
    page.get_by_role("slider", name="Move to the right").fill("1")
    assert seen(page).sum() <= 1


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_and_nothing_is_serious(show, serious, misplaced, width):
    page = show(dense=DENSE, page={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not serious(page)
    assert not misplaced(page, ignored=".window, .spot")
