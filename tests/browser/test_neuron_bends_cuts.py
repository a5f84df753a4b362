"""The neuron, the bends and the cuts as a student meets them."""

import re

import numpy as np
import pytest

from nnlib import load
from nnlib.explore import bends, cuts, neuron
from tests.browser.screens import on_screens

RNG = np.random.default_rng(3)
MOONS = load("moons")
POINTS = MOONS.x_train, MOONS.y_train


def network(nodes=3):
    shapes = [(2, nodes), (nodes,), (nodes, 1), (1,)]
    rng = np.random.default_rng(5)
    return [2 * rng.normal(size=shape) for shape in shapes]


MADE = {
    "neuron": lambda: neuron((1, -1), 0.5, x=POINTS[0], y=POINTS[1]),
    "bends": bends,
    "cuts": lambda: cuts(network(4), *POINTS),
}


@pytest.fixture
def open_one(open_page, tmp_path):
    """Open one of them by its name."""

    def open_one(name, **options):
        return open_page(MADE[name]().save(tmp_path / "page.html"), **options)

    return open_one


def settle(page):
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => "
        "requestAnimationFrame(done)))"
    )


def drag(page, handle, by):
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=3)
    page.mouse.up()
    settle(page)


def press(page, handle, *keys):
    handle.focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def sliders(page, *names):
    return [
        float(page.get_by_role("slider", name=name, exact=True).input_value())
        for name in names
    ]


def weights(page):
    return sliders(page, "w₀, weight", "w₁, weight", "b, bias")


def test_a_line_is_moved_and_turned(open_one):
    page = open_one("neuron")
    line = page.get_by_role("slider", name="Move the line")
    tip = page.get_by_role("slider", name="Turn the weights")
    drag(page, line, (60, 60))
    w0, w1, b = weights(page)
    assert (w0, w1) == (1, -1)
    assert b < 0
    drag(page, tip, (30, -10))
    assert weights(page)[0] > 1
    press(page, line, "ArrowUp", "ArrowUp")
    press(page, tip, "ArrowRight")
    assert weights(page)[0] != w0


def test_the_place_and_the_points_follow(open_one):
    page = open_one("neuron")
    page.get_by_role("slider", name="b, bias").fill("0")
    settle(page)
    count = int((((POINTS[0].round(3) @ [1, -1]) > 0) == POINTS[1]).sum())
    assert f"{count} of 75" in page.locator(".score").inner_text()
    before = page.locator(".told").inner_text()
    canvas = page.locator(".plane > canvas")
    canvas.click(position={"x": 500, "y": 100})
    settle(page)
    assert page.locator(".told").inner_text() != before
    button(page, "Settings").click()
    button(page, "Double all three").click()
    page.get_by_role("combobox", name="Activation").select_option("relu")
    settle(page)
    assert weights(page) == [2, -2, 0]
    assert "max(0, z)" in page.locator(".formula").inner_text()
    assert "4 and more" in page.locator(".key").inner_text()
    for _ in range(5):
        button(page, "Halve all three").click()
        settle(page)
    assert button(page, "Halve all three").is_disabled()
    assert "z = 0.06 · x₀ − 0.06 · x₁" in page.locator(".formula").inner_text()
    for name in ("w₀, weight", "w₁, weight"):
        page.get_by_role("slider", name=name).fill("0")
    settle(page)
    assert "Both weights are 0" in page.locator(".line").last.inner_text()


def test_bends_are_dragged_and_fitted(open_one):
    page = open_one("bends")
    miss = page.locator(".miss")
    assert miss.inner_text() == "0.881"
    drag(page, page.get_by_role("slider", name="Weight of node 1"), (0, -80))
    assert sliders(page, "weight")[0] > 0.5
    assert button(page, "Node 1").get_attribute("aria-pressed") == "true"
    drag(page, page.get_by_role("slider", name="Corner of node 1"), (60, 0))
    assert sliders(page, "corner")[0] > 1.2
    press(page, page.get_by_role("slider", name="Corner of node 2"), "ArrowRight")
    assert sliders(page, "corner") == [2.05]
    button(page, "Settings").click()
    button(page, "All flat again").click()
    button(page, "Fit the weights").click()
    settle(page)
    assert miss.inner_text() == "0.0491"
    button(page, "Turn this node").click()
    settle(page)
    assert "− x)" in page.locator(".what").inner_text()
    page.get_by_role("combobox", name="Nodes").select_option("8")
    page.get_by_role("combobox", name="Target").select_option("sine")
    button(page, "Fit the weights").click()
    settle(page)
    assert miss.inner_text() == "below 0.001"


@pytest.mark.parametrize("factor", [100, 1, 0.05])
def test_a_curve_of_any_height_is_followed(open_page, tmp_path, misplaced, factor):
    curve = factor * np.array([1, -1, 1, 0.5, -1])
    page = open_page(bends(curve, nodes=6).save(tmp_path / "page.html"))
    start = page.locator(".miss").inner_text()
    drag(page, page.get_by_role("slider", name="Weight of node 2"), (0, -60))
    dragged = sliders(page, "weight")[0]
    assert 0.2 < dragged / factor < 3
    button(page, "Fit the weights").click()
    settle(page)
    for name in ("weight", "bias"):
        shown = page.locator(".row", has_text=name).locator("b").inner_text()
        found = sliders(page, name)[0]
        assert float(shown.replace("−", "-")) == pytest.approx(found, abs=0.06 * factor)
    assert page.locator(".miss").inner_text() != start
    assert misplaced(page, least=20, loose=".handle, .tick, .drawer *") == []


def test_a_node_is_switched_off_and_its_line_moved(open_one):
    page = open_one("cuts")
    score = page.locator(".head b")
    k1, b1, k2, b2 = network(4)
    x, y = POINTS
    added = np.tanh(x @ k1 + b1) * k2[:, 0]

    def right(on):
        return f"{int(((added @ on + b2 > 0) == y).sum())} of 75 right"

    assert score.inner_text() == right([1, 1, 1, 1])
    button(page, "a₂ on").click()
    settle(page)
    assert score.inner_text() == right([1, 1, 0, 1])
    button(page, "a₂ off").click()
    settle(page)
    told = page.locator(".told").inner_text()
    *summands, total = (
        float(sign.replace("−", "-") + part)
        for sign, part in re.findall(r"([+−]?) ?(\d+\.\d)(?!\d)", told)
    )
    assert total == pytest.approx(sum(summands))  # of what is written
    move = page.get_by_role("slider", name="Move the line of a₀")
    drag(page, move, (25, 15))
    assert page.locator(".told").inner_text() != told
    press(page, page.get_by_role("slider", name="Turn the line of a₀"), "ArrowUp")
    button(page, "As it was").click()
    settle(page)
    assert (score.inner_text(), page.locator(".told").inner_text()) == (
        right([1, 1, 1, 1]),
        told,
    )
    assert button(page, "As it was").is_disabled()


@on_screens
@pytest.mark.parametrize("name", MADE)
def test_nothing_is_clipped_or_overlaps(open_one, misplaced, name, width, least):
    page = open_one(name, width=width, height=720)
    loose = ".handle, .tick, .axis, .zero, .name, .drawer *"
    assert misplaced(page, least=least, loose=loose) == []
    if name != "cuts":
        button(page, "Settings").click()
        assert misplaced(page, least=least, loose=loose) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_large_weights_of_cuts_are_told_in_full(open_page, tmp_path, misplaced, width):
    large = [np.sign(each) * 1000 for each in network(4)]
    made = cuts(large, *POINTS, activation="relu").save(tmp_path / "page.html")
    page = open_page(made, width=width, height=720)
    page.locator(".plane > canvas").last.click(position={"x": 5, "y": 5})
    settle(page)
    k1, b1, k2, b2 = large
    x, y = POINTS[0].round(3), POINTS[1]
    right = ((np.maximum(0, x @ k1 + b1) @ k2[:, 0] + b2 > 0) == y).sum()
    assert page.locator(".head b").inner_text() == f"{right} of 75 right"
    assert misplaced(page, least=16, loose=".handle, .tick, .axis, .zero, .name") == []


@pytest.mark.parametrize("name", MADE)
def test_they_fit_a_slide_and_are_accessible(open_one, serious, name):
    page = open_one(name)
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    assert serious(page) == []


@pytest.mark.parametrize("name", MADE)
def test_arrows_do_not_turn_the_page(open_listening, name):
    page = open_listening(MADE[name]())
    handle = page.locator(".handle").first
    press(page, handle, "ArrowRight", "ArrowLeft")
    assert page.evaluate("heard") == []
