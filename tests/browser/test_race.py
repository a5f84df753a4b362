"""The optimizer race: its mathematics against Keras, and as a student meets it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnlib.explore
from nnlib import decks, surfaces
from nnlib.explore import _race_rules, race
from nnlib.explore._race_optimizers import (
    OPTIMIZERS,
    RATES,
    SETTINGS,
    keras_optimizer,
)
from nnlib.explore.host import FRONT
from tests import final_weights, sample_lecture

ROOT = Path(__file__).parents[2]
EXPLORABLE = race
SURFACE = "Surface: the arrow keys move the start of the race"
NAMES = {key: name for key, (name, *_) in OPTIMIZERS.items()}
LEAD = r"(\w+) is ahead of (\w+) from (?:step )?(\d+|the first step) on: loss (\S+) "


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def control(page, name):
    return page.get_by_label(name, exact=True)


def surface(page):
    return page.get_by_role("application", name=SURFACE)


def start(page):
    """Read where the start is, and the loss there."""
    told = page.locator("#start").inner_text().replace("−", "-")
    return tuple(map(float, re.findall(r"-?\d[\d.]*(?:e-?\d+)?", told)))


def chip(page, key):
    return page.locator(".racer button").filter(
        has=page.get_by_text(NAMES[key], exact=True)
    )


def open_settings(page):
    """Open the settings, and return the button that does it."""
    button = page.get_by_role("button", name="Settings", exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return button


def choose_surface(page, name):
    button = open_settings(page)
    control(page, "Surface").select_option(name)
    button.click()


def set_speed(page, value):
    button = open_settings(page)
    control(page, "Speed").select_option(value)
    button.click()


def slider_of(page, name, key):
    return control(page, f"{name} of {NAMES[key]}")


def fill(slider, value):
    """Drag a slider there, and let go."""
    slider.evaluate(
        """(e, value) => { e.value = value; e.dispatchEvent(new Event("input"));
            e.dispatchEvent(new Event("change")) }""",
        str(value),
    )


def standings(page) -> dict[str, str]:
    """Return how every optimizer stands that is offered."""
    told = page.locator(".racer:not([hidden]) button").evaluate_all(
        """all => all.map(e =>
            ["b", ".standing"].map(part => e.querySelector(part).textContent.trim()))"""
    )
    keys = {name: key for key, name in NAMES.items()}
    return {keys[name]: text for name, text in told}


def standing(page, key) -> str:
    return standings(page)[key]


def losses(page) -> dict[str, float]:
    """Return the losses of all optimizers that have one."""
    found = {}
    for key, told in standings(page).items():
        text = told.removeprefix("loss ").removesuffix(", outside").replace("−", "-")
        if re.fullmatch(r"-?[\d.]+(e-?\d+)?", text):
            found[key] = float(text)
    return found


def loss(page, key) -> float:
    return losses(page)[key]


def rate(page, key) -> float:
    return float(chip(page, key).locator(".rate").text_content())


def step(page) -> int:
    return int(control(page, "Step shown").input_value())


def at(page, name, x, y, box=None):
    """Where a point of a surface is on the screen."""
    box = box or surface(page).bounding_box()
    (left, right), (low, high) = surfaces.get(name).bounds
    unit = max((right - left) / box["width"], (high - low) / box["height"])
    return (
        box["x"] + box["width"] / 2 + (x - (left + right) / 2) / unit,
        box["y"] + box["height"] / 2 - (y - (low + high) / 2) / unit,
    )


def center(element, right=0):
    box = element.bounding_box()
    return box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2


def ink(page) -> int:
    """Count the pixels that the trails cover."""
    trails = page.locator(".map canvas").nth(2)
    return trails.evaluate(
        """canvas => {
            const { width, height } = canvas;
            const pixels = canvas.getContext("2d").getImageData(0, 0, width, height);
            return pixels.data.filter((value, i) => i % 4 === 3 && value > 128).length;
        }"""
    )


def canvases(page) -> list[str]:
    """Return what the surface shows, layer by layer."""
    return page.locator(".map canvas").evaluate_all(
        "canvases => canvases.map(c => c.toDataURL())"
    )


# The mathematics


@pytest.fixture
def evaluate_course(evaluate_module, tmp_path):
    """Call what both modules make together: ``course(entry)``, and ``surfaceOf``."""
    where = os.path.relpath(FRONT / "race", tmp_path)
    entry = tmp_path / "course.js"
    entry.write_text(
        f'import {{ run }} from "{where}/rules.js";\n'
        f'import {{ surfaceOf }} from "{where}/surfaces.js";\n'
        "export const course = (entry) => "
        "run({ ...entry, surface: surfaceOf(entry.surface, entry.facts) });\n"
        "export const look = (name, facts, points) => points.map((p) => "
        "[surfaceOf(name, facts).f(...p), ...surfaceOf(name, facts).gradient(...p)]);\n"
    )

    def evaluate_course(expression, argument):
        return evaluate_module(entry, expression, argument)

    return evaluate_course


def settings_of(name, chance):
    """Draw what else an optimizer can be set to."""
    ranges = {"epsilon": (-8, -1), "weight_decay": (-3, 0)}
    return {
        setting: round(10 ** chance.uniform(*ranges[setting]), 9)
        if setting in ranges
        else round(chance.uniform(0, 0.99), 3)
        for setting in SETTINGS.get(name, {})
    }


def cases(seed):
    chance = np.random.default_rng(seed)
    for number, (name, (_, kind, _, argument)) in enumerate(OPTIMIZERS.items()):
        least = 0.01 if kind == "Lion" else 0.0  # Keras refuses 0
        momenta = (least, chance.uniform(0.05, 0.98), 0.99) if argument else (0.0,)
        for momentum in momenta:
            more = {} if momentum == 0.99 else settings_of(name, chance)
            for where in surfaces.NAMES:
                low, high = np.transpose(surfaces.get(where).bounds)
                yield {
                    "optimizer": name,
                    "surface": where,
                    "start": chance.uniform(low, high).tolist(),
                    "rate": RATES[where][number] * 10 ** chance.uniform(-2, 0.5),
                    "momentum": momentum,
                    "more": more,
                    "steps": 200,
                }


def test_every_path_is_that_of_keras(evaluate_course, tmp_path):
    drawn = list(cases(seed=4))
    assert len(drawn) > 200
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(drawn))
    program = Path(__file__).with_name("keras_paths.py")
    done = subprocess.run(
        [sys.executable, program, file],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = evaluate_course("argument.map(m.course)", drawn)
    finite = compared = 0
    for case, ours, theirs in zip(drawn, found, json.loads(done.stdout), strict=True):
        expected, spread = np.array(theirs["points"]), np.array(theirs["spread"])
        small = np.logical_and.accumulate((np.abs(expected) < 1e6).all(axis=1))
        # Where errors of 1e-14 have grown to more than this, rounding decides.
        tame = small & (spread < 1e-6)
        steps = int(tame.sum())
        points = np.array(ours["points"])[:steps]
        assert len(points) == steps, case
        error = np.abs(points - expected[:steps])
        assert (error <= 1e-5 * np.maximum(1, np.abs(points))).all(), case
        finite += int(small.sum())
        compared += steps
    assert finite > 0.85 * 201 * len(drawn)
    assert compared > 0.95 * finite, (compared, finite, len(drawn))


def test_surfaces_are_those_of_python(evaluate_course):
    chance = np.random.default_rng(0)
    for name in surfaces.NAMES:
        known = surfaces.get(name)
        points = chance.uniform(*np.transpose(known.bounds), size=(50, 2))
        found = evaluate_course(
            "m.look(argument[0], {}, argument[1])", [name, points.tolist()]
        )
        expected = np.transpose([known(*points.T), *known.df(*points.T)])
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


def everything(x, y):
    """A function of all that the page can compute."""
    import keras

    ops = keras.ops
    smooth = ops.sin(x) * ops.cos(2 * y) + ops.exp(-(x**2)) + ops.tanh(y) / 3 + 4
    return (
        ops.where(x > 0.3, smooth, smooth + (x - 0.3) ** 2)
        + ops.maximum(x, -y) ** 2
        + ops.sqrt(1 + x * x + y**4)
        + ops.sigmoid(3 * y)
        + ops.log(2 + ops.abs(x))
        - ops.minimum(x * y, 0.5)
    )


OWN = {
    "arithmetic": lambda x, y: (x**2 - 1) ** 2 + y**2 - x * y / 3,
    "everything": everything,
    "stored": surfaces.from_values(
        np.random.default_rng(1).uniform(1, 2, (7, 9)), ((-3, 3), (-2, 2))
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_a_surface_of_ones_own_is_what_python_descends(evaluate_course, name):
    known = surfaces.get(OWN[name])
    own = race(["sgd"], surface=known)
    facts = own.data["surfaces"][known.name]
    points = np.random.default_rng(0).uniform(-2.4, 2.4, size=(40, 2))
    found = evaluate_course("m.look(...argument)", [known.name, facts, points.tolist()])
    values = np.array(known(*points.astype(np.float32).T), dtype=float)
    np.testing.assert_allclose(np.transpose(found)[0], values, rtol=2e-5, atol=1e-5)
    # The slopes are those of the values.
    step = 1e-5
    for axis in (0, 1):
        ends = [points.copy(), points.copy()]
        ends[0][:, axis] -= step
        ends[1][:, axis] += step
        low, high = (
            np.transpose(
                evaluate_course("m.look(...argument)", [known.name, facts, e.tolist()])
            )[0]
            for e in ends
        )
        np.testing.assert_allclose(
            np.transpose(found)[axis + 1],
            (high - low) / (2 * step),
            rtol=1e-4,
            atol=1e-4,
        )
    start = [0.7, -0.4]
    entry = {"optimizer": "momentum", "surface": known.name, "facts": facts}
    entry |= {"start": start, "rate": 0.01, "momentum": 0.9, "steps": 40}
    walked = evaluate_course("m.course(argument)", entry)
    path = nnlib.descend(keras_optimizer("momentum", 0.01, 0.9), known, start, steps=40)
    np.testing.assert_allclose(walked["points"], path.points, atol=2e-4)


def test_noise_is_what_python_draws(evaluate_module):
    found = evaluate_module(FRONT / "race" / "noise.js", "m.normals(7, 300)")
    np.testing.assert_allclose(found, _race_rules.noise(7, 300), rtol=1e-12, atol=1e-12)


# What is shown at the start


def test_the_chips_show_what_keras_finds(show):
    page = show(list(OPTIMIZERS), start=(0.8, 1.6))
    at_end = losses(page)
    control(page, "Step shown").fill("30")
    at_30 = losses(page)
    for key in OPTIMIZERS:
        optimizer = keras_optimizer(key, rate(page, key))
        if key == "sgd_averaged":
            points = final_weights.follow(optimizer, surfaces.beale, (0.8, 1.6), 100)
        else:
            path = nnlib.descend(optimizer, "beale", start=(0.8, 1.6), steps=100)
            points = path.points
        expected = surfaces.beale(*points.T)
        assert at_end[key] == pytest.approx(expected[-1], rel=0.05)
        assert at_30[key] == pytest.approx(expected[30], rel=0.05)


@pytest.mark.parametrize(("steps", "first"), [(100, 0), (500, 150), (20, 20)])
def test_it_starts_at_a_step(show, steps, first):
    page = show(["adam"], steps=steps, step=first)
    assert step(page) == first
    assert page.locator(".scrub").inner_text() == f"step {first}"


@pytest.mark.parametrize("name", surfaces.NAMES)
def test_it_starts_as_python_said(show, name):
    where = surfaces.get(name)
    x, y = np.mean(where.bounds, axis=1) + 0.25
    page = show(
        ["adam", "lion"], surface=name, start=(x, y), steps=60, rates={"lion": 0.037}
    )
    assert control(page, "Surface").input_value() == name
    assert start(page) == pytest.approx((x, y, where(x, y)), rel=0.01)
    assert control(page, "steps").input_value() == "60"
    assert step(page) == 60
    assert rate(page, "lion") == 0.037
    on = page.locator(".racer button[aria-pressed=true] b").all_inner_texts()
    assert [text.strip() for text in on] == ["Adam", "Lion"]


def test_every_surface_races_well_by_default(show):
    page = show(list(OPTIMIZERS))
    for name in surfaces.NAMES:
        choose_surface(page, name)
        *_, first = start(page)
        found = losses(page)
        for key in OPTIMIZERS:
            if key != "adadelta":  # which hardly moves in a hundred steps
                assert found[key] < 0.5 * first, (name, key)


# Controls


def focused(page) -> str:
    """Name what has the focus, and check that it is seen."""
    name, outline = page.evaluate(
        """() => {
            const e = document.querySelector("[data-nnlib]").shadowRoot.activeElement;
            const text = e.querySelector("b") ?? e;
            return [e.ariaLabel ?? text.textContent.trim(),
                getComputedStyle(e).outlineStyle];
        }"""
    )
    assert outline == "solid", name
    return name


def tab_to(page, name):
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"no {name}")


def test_every_control_follows_the_keyboard(show):
    page = show(["sgd", "adam"])
    x, y, _ = start(page)
    tab_to(page, SURFACE)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    moved = start(page)[:2]
    far = 8 * 9 / 440  # of the map's pixels
    assert moved == pytest.approx((x + far, y + far), abs=0.011)
    page.keyboard.press("Shift+ArrowDown")
    assert start(page)[1] == pytest.approx(moved[1] - far / 8, abs=0.011)
    page.keyboard.press("Home")
    assert start(page)[:2] == (x, y)
    tab_to(page, "Settings")
    page.keyboard.press("Enter")
    tab_to(page, "Surface")
    page.keyboard.press("r")
    assert control(page, "Surface").input_value() == "rosenbrock"
    assert start(page)[:2] == (-1.2, 1.0)
    tab_to(page, "steps")
    page.keyboard.press("End")
    assert control(page, "Step shown").get_attribute("max") == "500"
    page.keyboard.press("Escape")
    assert focused(page) == "Settings"
    assert not control(page, "Surface").is_visible()
    tab_to(page, "Rewind")
    page.keyboard.press("Enter")
    assert step(page) == 0
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")  # Step
    page.keyboard.press("Space")
    assert step(page) == 2
    tab_to(page, "Step shown")
    page.keyboard.press("ArrowRight")
    assert step(page) == 3
    tab_to(page, "Adam")
    tab_to(page, "rate of Adam")
    before = rate(page, "adam")
    page.keyboard.press("ArrowRight")
    assert before < rate(page, "adam") < 1.1 * before
    page.keyboard.press("Home")
    assert rate(page, "adam") == pytest.approx(before / 100)
    assert rate(page, "sgd") == 0.002
    tab_to(page, "beta_1 of Adam")
    page.keyboard.press("Home")
    assert slider_of(page, "beta_1", "adam").get_attribute("aria-valuetext") == "0.00"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert chip(page, "adam").get_attribute("aria-pressed") == "false"


def test_few_have_sliders_of_their_own_and_nothing_else(show):
    page = show(["sgd", "momentum"])
    assert list(standings(page)) == ["sgd", "momentum"]
    names = page.locator("input[type=range]:visible").evaluate_all(
        "all => all.map(e => e.ariaLabel)"
    )
    assert names == [
        "Step shown",
        "rate of SGD",
        "rate of Momentum",
        "momentum of Momentum",
    ]
    assert page.locator("select:visible").count() == 0
    assert surface(page).bounding_box()["width"] == 560
    fill(slider_of(page, "rate", "momentum"), 0.5)
    assert rate(page, "momentum") == pytest.approx(0.002 * 10**0.5, rel=0.05)
    assert rate(page, "sgd") == 0.01
    open_settings(page)
    control(page, "Add an optimizer").select_option("lion")
    assert list(losses(page)) == ["sgd", "momentum", "lion"]
    # Whoever is alone is shown; nobody else can be had.
    page = show(only=["adam", "sgd"], optimizers=["adam"])
    assert list(standings(page)) == ["sgd", "adam"]
    assert standing(page, "sgd") == "off"
    open_settings(page)
    assert not control(page, "Add an optimizer").is_visible()


def test_all_are_tuned_together(show):
    page = show(["sgd", "momentum", "lion", "adam"])
    before = loss(page, "sgd")
    told = page.locator(".tuning .value").first
    assert told.inner_text() == "0.002 to 0.2"
    fill(control(page, "rate of all"), -1.48)
    assert told.inner_text() == "6.6e-5 to 0.0066"
    assert rate(page, "sgd") == pytest.approx(0.01 / 30, rel=0.02)
    assert rate(page, "momentum") == pytest.approx(0.002 / 30, rel=0.02)
    assert loss(page, "sgd") > before
    fill(control(page, "rate of all"), 1.48)
    assert rate(page, "lion") == pytest.approx(0.05 * 30, rel=0.02)
    fill(control(page, "rate of all"), 0)
    for key in ("momentum", "sgd", "adam"):
        chip(page, key).click()
    assert told.inner_text() == "0.05"
    chip(page, "momentum").click()
    assert told.inner_text() == "0.002 to 0.05"
    fill(control(page, "momentum"), 0)
    assert control(page, "momentum").get_attribute("aria-valuetext") == "0.00"
    control(page, "Tune").select_option("lion")
    assert control(page, "beta_1 of Lion").get_attribute("aria-valuetext") == "0.01"
    control(page, "Tune").select_option("sgd")
    assert page.locator(".tuning input[type=range]:visible").count() == 1
    fill(slider_of(page, "rate", "sgd"), 1)
    assert rate(page, "sgd") == 0.1
    assert rate(page, "lion") == 0.05


def test_sliders_follow_the_mouse(show):
    page = show(["sgd", "momentum"])

    def press(slider, share):
        box = slider.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        end = box["x"] + 11 + share * (box["width"] - 22)
        page.mouse.move(end, box["y"] + box["height"] / 2, steps=3)
        page.mouse.up()

    press(slider_of(page, "rate", "sgd"), 0)
    assert rate(page, "sgd") == pytest.approx(0.01 / 100, rel=0.02)
    press(slider_of(page, "momentum", "momentum"), 0)
    assert (
        slider_of(page, "momentum", "momentum").get_attribute("aria-valuetext")
        == "0.00"
    )
    open_settings(page)
    press(control(page, "steps"), 0)
    assert control(page, "Step shown").get_attribute("max") == "10"
    open_settings(page).click()
    press(control(page, "Step shown"), 0.5)
    assert step(page) == 5


def test_extremes_stay_whole(show):
    page = show(list(OPTIMIZERS), surface="rosenbrock")
    for tuned in ("", *OPTIMIZERS):
        control(page, "Tune").select_option(tuned)
        sliders = page.locator(".tuning input[type=range]:visible").all()
        for slider in reversed(sliders):
            for end in ("min", "max"):
                fill(slider, slider.get_attribute(end))
                found = standings(page)
                for key in OPTIMIZERS:
                    told = r"[\d.]+(e−?\d+)?|diverged"
                    assert re.fullmatch(told, found[key]), (tuned, end, key)


def test_what_else_can_be_set_changes_the_path(show):
    page = show(["adamw", "rmsprop_momentum"])
    open_settings(page)
    for name, key in [
        ("beta_2", "adamw"),
        ("epsilon", "adamw"),
        ("weight_decay", "adamw"),
        ("rho", "rmsprop_momentum"),
        ("epsilon", "rmsprop_momentum"),
    ]:
        before = loss(page, key)
        slider = slider_of(page, name, key)
        fill(slider, 0.5 if name != "weight_decay" else 1)
        assert loss(page, key) != before, name
    assert (
        slider_of(page, "rho", "rmsprop_momentum").get_attribute("aria-valuetext")
        == "0.68"
    )
    names = page.locator("fieldset:visible legend").all_inner_texts()
    assert names == ["RMSprop+mom.", "AdamW"]


def test_another_surface_has_its_own_rates(show):
    page = show(rates={"sgd": 0.004})
    fill(control(page, "rate of all"), 1)
    assert rate(page, "sgd") == 0.04
    choose_surface(page, "booth")
    assert rate(page, "sgd") == 0.02
    assert control(page, "rate of all").input_value() == "0"
    choose_surface(page, "beale")
    assert rate(page, "sgd") == 0.004


def test_optimizers_are_switched_on_and_off(show):
    page = show(list(OPTIMIZERS)[:4])
    before = canvases(page)[2]
    chip(page, "lion").click()
    assert canvases(page)[2] != before
    assert loss(page, "lion") > 0
    chip(page, "lion").click()
    assert canvases(page)[2] == before
    assert standing(page, "lion") == "off"


# What is new while something is dragged


def axis(page) -> str:
    return page.locator(".curves .tick.y").all_inner_texts()


def test_the_whole_path_follows_a_dragged_start(show):
    page = show(["sgd"], step=0)
    assert ink(page) == 0
    page.mouse.move(*at(page, "beale", 0.8, 1.6))
    page.mouse.down()
    page.mouse.move(*at(page, "beale", -1, -1))
    first, scale = ink(page), axis(page)
    assert first > 500
    assert step(page) == 100
    page.mouse.move(*at(page, "beale", -3.5, 3.5))  # where the loss is far higher
    assert axis(page) == scale
    assert ink(page) != first
    page.mouse.up()
    assert axis(page) != scale


def test_the_last_run_stays_as_a_ghost(show):
    page = show(["sgd"])
    ghost = page.locator(".curves .ghost")
    assert ghost.get_attribute("d") == ""
    line = page.locator(".curves path[stroke]").first
    before = line.get_attribute("d")
    fill(slider_of(page, "rate", "sgd"), -0.5)
    assert ghost.get_attribute("d").count("L") == before.count("L")
    assert line.get_attribute("d") != ghost.get_attribute("d")
    second = loss(page, "sgd")
    fill(slider_of(page, "rate", "sgd"), -0.5)  # no change, no other ghost
    assert loss(page, "sgd") == second
    assert ghost.get_attribute("d") != line.get_attribute("d")
    choose_surface(page, "booth")
    assert ghost.get_attribute("d") == ""


def test_nothing_is_shown_before_it_is_played(show):
    page = show(["sgd", "adam"], hide=True)
    told = race(["sgd", "adam"], hide=True).description
    assert "ends at" not in told
    assert step(page) == 0
    assert "Guess first" in page.locator(".sentence").inner_text()
    assert not page.get_by_role("button", name="Rates").is_visible()
    veil, box = page.locator(".veil"), page.locator(".curves").bounding_box()
    assert (
        veil.evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    label = page.locator(".curves svg[role=img]")
    assert "from step 0 to 0" in label.get_attribute("aria-label")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    assert standing(page, "sgd") == "loss 42.2"  # nor by pointing ahead
    page.mouse.click(*at(page, "beale", 0, 3))
    assert ink(page) == 0
    scale = axis(page)
    fill(slider_of(page, "rate", "sgd"), -1)
    assert axis(page) == scale  # it would tell, too
    fill(slider_of(page, "rate", "sgd"), 0.2)
    assert ink(page) == 0
    set_speed(page, "200")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Rates").wait_for()
    assert "SGD diverges at step 4" in page.locator(".sentence").inner_text()
    assert ink(page) > 500
    assert "to 100" in label.get_attribute("aria-label")


def test_many_start_at_once(show):
    page = show(["sgd"], surface="himmelblau", many=True)
    told = page.locator(".sentence").inner_text()
    where = surfaces.himmelblau
    grid = np.stack(np.meshgrid(np.arange(-4.5, 5), np.arange(-4.5, 5)), -1).reshape(
        -1, 2
    )
    paths = nnlib.descend(keras_optimizer("sgd", 0.005), where, grid, 100)
    ends = [path.minimum for path in paths]
    counts = [ends.count(number) for number in range(4)]
    found = [int(number) for number in re.findall(r"(\d+) to", told)]
    assert sum(abs(a - b) for a, b in zip(found, counts, strict=True)) <= 2, (
        told,
        counts,
    )
    layer = page.locator(".map canvas").nth(1)
    colors = """canvas => {
        const { width, height } = canvas;
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        const seen = new Set();
        for (let i = 0; i < pixels.length; i += 4)
            if (pixels[i + 3] === 255) seen.add(`${pixels.slice(i, i + 3)}`);
        return [...seen].filter(c => ["0,114,178", "213,94,0", "0,158,115",
            "204,121,167"].includes(c)).length;
    }"""
    assert layer.evaluate(colors) == 4
    control(page, "Step shown").fill("20")
    assert layer.evaluate(colors) == 0  # not before they are there
    assert page.locator(".sentence").inner_text() == "Guess, then press Play."
    open_settings(page)
    page.get_by_label("a hundred starts").uncheck()
    assert "L(x, y)" in page.locator(".sentence").inner_text()


def test_many_ways_are_drawn_once_while_the_start_is_dragged(show):
    page = show(["sgd"], surface="ravine", many=True)
    layer = page.locator(".map canvas").nth(1)
    layer.evaluate(
        """canvas => {
            canvas.times = 0;
            canvas.getContext("2d").clearRect = () => canvas.times++;
        }"""
    )
    page.mouse.move(*at(page, "ravine", -1, 0.5))
    page.mouse.down()
    page.mouse.move(*at(page, "ravine", 1, -0.5), steps=5)
    page.mouse.up()
    assert start(page)[:2] == pytest.approx((1, -0.5), abs=0.02)
    assert layer.evaluate("canvas => canvas.times") == 0
    page.get_by_role("button", name="Zoom in +").click()
    assert layer.evaluate("canvas => canvas.times") == 1


def test_noise_shakes_all_alike_and_again_the_same(show):
    page = show(["sgd", "adam"], surface="ravine", noise=0.5, seed=3)
    first = losses(page)
    assert control(page, "noise on the gradient").is_visible()
    open_settings(page)
    page.get_by_role("button", name="Other noise").click()
    other = losses(page)
    assert other != first
    fill(control(page, "noise on the gradient"), -4)
    slider = control(page, "noise on the gradient")
    assert slider.get_attribute("aria-valuetext") == "0"
    quiet = losses(page)
    path = nnlib.descend(keras_optimizer("sgd", 0.09), "ravine", steps=100)
    assert quiet["sgd"] == pytest.approx(path.losses[-1], rel=0.01)
    assert not page.get_by_role("button", name="Other noise").is_visible()


def test_the_parts_of_a_step_are_shown(show):
    page = show(["momentum", "adam"], beside="why", step=7)
    parts = page.locator(".part:visible")
    assert parts.locator("span").all_inner_texts() == [
        "gradient step",
        "remembered",
        "the step",
    ]
    assert not page.locator(".divided").is_visible()
    path = nnlib.descend(keras_optimizer("momentum", 0.002), "beale", steps=9)
    moves = np.diff(path.points, axis=0)
    lengths = [
        np.linalg.norm(0.002 * np.array(surfaces.beale.df(*path.points[7]))),
        np.linalg.norm(0.9 * moves[6]),
        np.linalg.norm(moves[7]),
    ]
    read = [float(text) for text in parts.locator("b").all_inner_texts()]
    assert read == pytest.approx(lengths, rel=0.01)
    label = page.locator(".arrows").get_attribute("aria-label")
    assert label.startswith("Momentum, from step 7 to the next: gradient step (")
    page.get_by_role("button", name="Step", exact=True).click()
    assert page.locator(".arrows").get_attribute("aria-label") != label
    control(page, "Of").select_option("adam")
    assert page.locator(".divided").is_visible()
    read = [float(text) for text in page.locator(".divisor b").all_inner_texts()]
    path = nnlib.descend(keras_optimizer("adam", 0.2), "beale", steps=9)
    squares = np.zeros(2)
    for gradient in path.gradients:
        squares = 0.999 * squares + 0.001 * np.asarray(gradient) ** 2
    assert read == pytest.approx(np.sqrt(squares / (1 - 0.999**9)), rel=0.01)
    control(page, "Step shown").fill("100")
    assert "There is no next step" in page.locator(".why p").inner_text()


def test_an_average_follows_sgd_and_evens_out_its_noise(show):
    page = show(
        ["sgd", "sgd_averaged"], surface="ravine", noise=3, steps=500, beside="why"
    )
    control(page, "Of").select_option("sgd_averaged")
    control(page, "Step shown").fill("7")
    names = page.locator(".part:visible span").all_inner_texts()
    assert names == ["gradient step", "towards SGD", "the step"]
    fill(slider_of(page, "ema_momentum", "sgd_averaged"), 0.97)
    assert "SGD averaged is ahead of SGD" in page.locator(".sentence").inner_text()
    open_settings(page)
    page.get_by_role("button", name="Copy as Python").click()
    told = control(page, "Copied text").input_value()
    assert 'momenta={"sgd_averaged": 0.97}' in told
    page.get_by_role("button", name="Rates", exact=True).click()
    assert page.locator(".upward").inner_text() == "ema_momentum"


def test_the_map_of_rates_finds_the_best_and_sets_the_race(show):
    page = show(["sgd"], surface="ravine", beside="rates", rates={"sgd": 0.03})
    told = page.locator(".goal output")
    page.wait_for_function(
        """() => document.querySelector("[data-nnlib]").shadowRoot
            .querySelector(".goal output").textContent.includes("best")"""
    )
    now, steps, best = re.match(
        r"now ○ (\d+) steps; best ★ (\d+) steps at rate ([\d.]+)", told.inner_text()
    ).groups()

    def steps_to(rate):
        losses = nnlib.descend(keras_optimizer("sgd", rate), "ravine", steps=100).losses
        return int(np.flatnonzero(losses >= 0.01)[-1]) + 1

    assert int(now) == steps_to(0.03)
    assert int(steps) == steps_to(float(best)) < int(now)
    canvas = page.get_by_role("application", name=re.compile("^Rates"))
    box = canvas.bounding_box()
    star = page.locator(".best").bounding_box()
    page.mouse.click(star["x"] + star["width"] / 2, box["y"] + 20)
    assert rate(page, "sgd") == pytest.approx(float(best), rel=0.09)
    assert step(page) == int(steps)  # what the cell counts is what is walked
    assert loss(page, "sgd") < 0.01
    canvas.focus()
    before = rate(page, "sgd")
    page.keyboard.press("ArrowLeft")
    assert rate(page, "sgd") < before
    control(page, "Loss to reach").select_option("1")
    page.wait_for_function(
        """now => !document.querySelector("[data-nnlib]").shadowRoot
            .querySelector(".goal output").textContent.includes(`best ★ ${now} `)""",
        arg=steps,
    )
    assert step(page) < int(steps)


def test_two_who_arrive_are_compared_at_the_goal(show):
    options = {"surface": "ravine", "rates": {"sgd": 0.09, "momentum": 0.09}}
    page = show(["sgd", "momentum"], momenta={"momentum": 0.5}, **options)
    told = "The loss stays below 0.01: SGD from step 27 on, Momentum from step 11."
    assert page.locator(".sentence").inner_text() == told
    assert not page.locator(".upward").is_visible()
    page.get_by_role("button", name="Rates", exact=True).click()
    control(page, "Loss to reach").select_option("1")
    assert page.locator(".sentence").inner_text().startswith("The loss stays below 1: ")


def test_the_map_has_momenta_where_there_are_some(show):
    page = show(["momentum"], surface="ravine", beside="rates")
    box = page.get_by_role("application", name=re.compile("^Rates")).bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.525 * box["height"])
    slider = slider_of(page, "momentum", "momentum")
    assert slider.get_attribute("aria-valuetext") in ("0.45", "0.50")
    page.keyboard.press("ArrowUp")
    page.get_by_role("application", name=re.compile("^Rates")).focus()
    page.keyboard.press("ArrowDown")
    assert float(slider.get_attribute("aria-valuetext")) <= 0.5


def test_why_is_told_of_who_runs_and_as_it_is_changed(show):
    page = show(
        ["adamw"], beside="why", step=3, settings={"adamw": {"weight_decay": 5}}
    )
    names = page.locator(".part:visible span").all_inner_texts()
    assert names == ["gradient step", "remembered", "weight decay", "the step"]
    fill(slider_of(page, "rate", "adamw"), 0.5)
    assert step(page) == 3  # what is told stays
    chip(page, "adamw").click()
    assert page.locator(".why p").inner_text() == "Nobody runs."
    assert not page.locator(".arrows").is_visible()


def test_a_call_says_all_that_is_seen(show):
    def beale(x, y):
        return x**2 + 3 * y**2

    def call(page):
        open_settings(page)
        page.get_by_role("button", name="Copy as Python").click()
        return control(page, "Copied text").input_value()

    assert "surface=surface" in call(show(["sgd"], surface=beale))
    told = call(
        show(["sgd", "adam"], only=["adam", "sgd"], layout="compact", many=True)
    )
    assert 'only=["sgd", "adam"], layout="compact", many=True' in told
    page = show(["sgd", "adam", "lion", "nadam"], many=True)
    control(page, "Tune").select_option("adam")
    assert 'about="adam"' in call(page)


def test_it_can_be_looked_at_more_closely(show):
    page = show(["adam"])
    ground, ticks = canvases(page)[0], page.locator(".map .tick.x").all_inner_texts()
    out = page.get_by_role("button", name="Zoom out −")
    assert not out.is_visible()
    page.get_by_role("button", name="Zoom in +").click()
    page.get_by_role("button", name="Zoom in +").click()
    assert canvases(page)[0] != ground
    assert page.locator(".map .tick.x").all_inner_texts() != ticks
    surface(page).focus()
    page.keyboard.press("-")
    out.click()
    assert canvases(page)[0] == ground
    assert not out.is_visible()


def test_the_call_and_the_link_bring_it_back(show, saved, open_page):
    page = show(["sgd", "momentum"], surface="ravine")
    fill(slider_of(page, "rate", "sgd"), 0.3)
    fill(slider_of(page, "momentum", "momentum"), 0.5)
    page.mouse.click(*at(page, "ravine", -1, 0.5))
    found = standings(page)
    open_settings(page)
    page.get_by_role("button", name="Copy as Python").click()
    call = control(page, "Copied text").input_value()
    again = eval(call, {"nnlib": nnlib})
    page.get_by_role("button", name="Copy link").click()
    link = control(page, "Copied text").input_value()
    page.goto(link)
    assert standings(page) == found
    x, y, _ = start(page)
    page = open_page(f"<!doctype html>{output(again)}")
    assert standings(page) == found
    assert start(page)[:2] == (x, y)


@pytest.mark.parametrize(
    "state",
    [
        "nonsense",
        "[]",
        '{"surface":"<img>","start":"x","steps":1e9,"on":{"0":1},"rates":{"sgd":"a"}}',
        '{"start":[1],"on":["nobody"],"beside":"constructor","momenta":null}',
        '{"step":-5,"start":[1e308,1e308],"noise":-3,"rates":{"sgd":-1}}',
    ],
)
def test_a_link_that_is_wrong_changes_nothing(show, state):
    page = show(["sgd"], step=100)
    found = standings(page)
    key = page.locator("[data-nnlib]").get_attribute("data-nnlib")
    page.goto(f"{page.url}?race-{key}={state}")
    if "nobody" in state:
        assert standing(page, "sgd") == "off"
    elif 'step":-5' in state:
        assert step(page) == 0
        assert start(page)[:2] == (4.5, 4.5)
    elif "1e9" in state:
        assert control(page, "Step shown").get_attribute("max") == "500"
    else:
        assert standings(page) == found


# The surface and the curves


def test_the_start_follows_click_and_drag(show):
    page = show()
    ground = canvases(page)[0]
    page.mouse.click(*at(page, "beale", -2, -1))
    assert start(page)[:2] == pytest.approx((-2, -1), abs=0.02)
    page.mouse.move(*at(page, "beale", -2, -1))
    page.mouse.down()
    page.mouse.move(*at(page, "beale", 1, 3), steps=5)
    assert start(page)[:2] == pytest.approx((1, 3), abs=0.02)
    page.mouse.move(*at(page, "beale", 9, 9))  # beyond the corner
    page.mouse.up()
    corner = start(page)[:2]
    assert corner == (4.5, 4.5)
    page.mouse.move(*at(page, "beale", 0, 0))
    assert start(page)[:2] == corner
    assert canvases(page)[0] == ground


def test_a_finger_sets_the_start(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    surface(page).scroll_into_view_if_needed()
    page.touchscreen.tap(*at(page, "beale", 2, -2))
    assert start(page)[:2] == pytest.approx((2, -2), abs=0.02)
    assert surface(page).evaluate("e => getComputedStyle(e).touchAction") == "none"
    others = "input, button, select, .curves, .map canvas:first-of-type"
    touch = page.locator(others).evaluate_all(
        "all => [...new Set(all.map(e => getComputedStyle(e).touchAction))]"
    )
    assert sorted(touch) == ["auto", "pan-y"]


def test_a_scaled_slide_is_dragged_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{output(race())}</div>'
    )
    assert page.locator(".explorable").bounding_box()["width"] == pytest.approx(720)
    page.mouse.move(*at(page, "beale", 0.8, 1.6))
    page.mouse.down()
    page.mouse.move(*at(page, "beale", -3, 2), steps=3)
    page.mouse.up()
    assert start(page)[:2] == pytest.approx((-3, 2), abs=0.03)
    box = page.locator(".curves").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    assert step(page) == 25


def test_hovering_over_the_surface_reads_it(show):
    page = show(surface="himmelblau")
    page.mouse.move(*at(page, "himmelblau", 3.1, -2.4))
    told = page.locator(".told span").inner_text().replace("−", "-")
    x, y, height = map(float, re.findall(r"-?\d[\d.]*", told))
    assert (x, y) == pytest.approx((3.1, -2.4), abs=0.02)
    assert height == pytest.approx(surfaces.himmelblau(x, y), rel=0.02)
    page.mouse.move(5, 5)
    assert page.locator(".told span").inner_text() == ""


def test_hovering_over_the_curves_reads_every_loss(show):
    page = show(["sgd", "adam"])
    control(page, "Step shown").fill("37")
    expected = standing(page, "sgd"), standing(page, "adam"), canvases(page)[3]
    control(page, "Step shown").fill("80")
    at_rest = standing(page, "sgd"), standing(page, "adam"), canvases(page)[3]
    box = page.locator(".curves").bounding_box()
    page.mouse.move(box["x"] + 0.37 * box["width"], box["y"] + 20)
    found = standing(page, "sgd"), standing(page, "adam"), canvases(page)[3]
    assert found == expected
    assert page.locator(".hair").inner_text() == "step 37"
    page.mouse.move(5, 5)
    assert not page.locator(".hair").is_visible()
    assert (standing(page, "sgd"), standing(page, "adam")) == at_rest[:2]
    assert step(page) == 80


def test_the_curves_and_the_surface_follow_the_scrubber(show):
    page = show(["adam"])
    end = canvases(page)
    control(page, "Step shown").fill("20")
    veil = page.locator(".veil").bounding_box()
    box = page.locator(".curves").bounding_box()
    assert veil["x"] == pytest.approx(box["x"] + 0.2 * box["width"], abs=1)
    early = canvases(page)
    assert early[0] == end[0]
    assert early[2:] != end[2:]
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 99, steps=4)
    page.mouse.up()
    assert step(page) == 90
    control(page, "Step shown").fill("100")
    page.mouse.move(5, 5)
    assert page.locator(".veil").bounding_box()["width"] <= 2


def test_play_starts_over_and_arrives(show):
    page = show(["adam", "sgd"])
    end = canvases(page)[3]
    assert step(page) == 100
    set_speed(page, "200")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        """() => { const r = document.querySelector("[data-nnlib]").shadowRoot;
            const now = Number(r.querySelector(".scrub input").value);
            return 0 < now && now < 100; }"""
    )
    page.get_by_role("button", name="Play").wait_for()  # it was Pause meanwhile
    assert step(page) == 100
    assert canvases(page)[3] == end


def test_pause_step_and_rewind(show):
    page = show(["adam"], page={"alone": True})
    page.clock.install()
    set_speed(page, "5")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(300)
    page.get_by_role("button", name="Pause").click()
    stopped = step(page)
    assert stopped < 20
    page.clock.run_for(300)
    assert step(page) == stopped
    page.get_by_role("button", name="Step", exact=True).click()
    assert step(page) == stopped + 1
    page.get_by_role("button", name="Rewind").click()
    assert step(page) == 0
    assert loss(page, "adam") == pytest.approx(42.2)


def test_who_wants_no_motion_sees_ten_pictures(show):
    page = show(["adam"], page={"reduced_motion": "reduce"})
    set_speed(page, "200")
    seen = page.evaluate(
        """() => new Promise(resolve => {
            const r = document.querySelector("[data-nnlib]").shadowRoot;
            const seen = new Set(), scrub = r.querySelector(".scrub input");
            const look = () => {
                seen.add(Number(scrub.value));
                if (seen.size > 1 && scrub.value === "100") resolve([...seen]);
                else requestAnimationFrame(look);
            };
            const buttons = [...r.querySelectorAll("button")];
            buttons.find(button => button.textContent === "Play").click();
            setTimeout(look, 30);
        })"""
    )
    assert all(value % 10 == 0 for value in seen)


def test_what_leaves_and_what_diverges_is_shown(show):
    page = show(["sgd", "adam"], start=(-2, 3), rates={"sgd": 0.02})
    assert standing(page, "sgd") == "diverged at step 3"
    assert standing(page, "adam").startswith("loss ")
    label = page.locator(".leaver")
    assert label.inner_text() == "SGD"
    inside = surface(page).bounding_box()
    box = label.bounding_box()
    assert inside["x"] <= box["x"]
    assert box["y"] + box["height"] <= inside["y"] + inside["height"]
    assert page.locator(".mark").all_inner_texts() == ["▲"]
    control(page, "Step shown").fill("1")
    assert standing(page, "sgd").endswith(", outside")
    control(page, "Step shown").fill("0")
    assert standing(page, "sgd").startswith("loss ")
    assert not label.is_visible()
    told = page.locator(".curves svg[role=img]").get_attribute("aria-label")
    assert "SGD from 2633, diverged at step 3; Adam from 2633, loss " in told
    sentence = page.locator(".sentence").inner_text()
    assert sentence.startswith("SGD diverges at step 3; Adam has a loss of ")


@pytest.mark.parametrize(("value", "side"), [(1e-12, 1e6), (1e12, 1e-6)])
def test_large_and_tiny_numbers_stay_legible(show, misplaced, value, side):
    own = surfaces.Surface(
        "bowl",
        lambda x, y: value * ((x / side) ** 2 + 3 * (y / side) ** 2),
        lambda x, y: (2 * value * x / side**2, 6 * value * y / side**2),
        bounds=((-4 * side, 4 * side), (-3 * side, 3 * side)),
        start=(-3 * side, 2 * side),
    )
    rates = {"sgd": 0.1 * side**2 / value, "momentum": 0.01 * side**2 / value}
    page = show(["sgd", "momentum"], surface=own, rates=rates, noise=value / side)
    assert start(page) == pytest.approx((-3 * side, 2 * side, 21 * value), rel=0.01)
    assert "4" in page.locator(".map .tick.x").all_inner_texts()
    power = "10⁶" if side > 1 else "10⁻⁶"
    names = page.locator(".map .axis").all_inner_texts()
    assert names == [f"x/{power}", f"y/\n{power}"]
    assert len(page.locator(".curves .tick.y").all_inner_texts()) > 2
    assert page.locator(".mark").count() == 0
    noise = control(page, "noise on the gradient")
    assert float(noise.get_attribute("aria-valuetext")) == pytest.approx(value / side)
    page.mouse.move(*center(surface(page)))
    page.mouse.down()
    page.mouse.move(*center(surface(page), 60))
    page.mouse.up()
    assert 0.5 * side < start(page)[0] < 1.5 * side
    page.get_by_role("button", name="Why").click()
    page.get_by_role("button", name="Rewind").click()
    length = float(page.locator(".part:visible b").first.inner_text().replace("−", "-"))
    assert 0 < length < 4 * side
    assert misplaced(page, boxes="button", overlap=8, least=20) == []


def test_a_loss_of_zero_is_shown_below_the_axis(show):
    page = show(["sgd"], surface="booth", start=(1, 3))
    assert standing(page, "sgd") == "loss 0"
    assert page.locator(".mark").all_inner_texts() == ["▼"]


def test_two_are_compared(show):
    page = show(["sgd", "adam"])
    sentence = page.locator(".sentence")
    first, second, since, less = re.match(LEAD, sentence.inner_text()).groups()
    assert (first, second) == ("Adam", "SGD")
    assert float(less) == pytest.approx(loss(page, "adam"), rel=0.05)
    control(page, "Step shown").fill(since)
    assert loss(page, "adam") < loss(page, "sgd")
    control(page, "Step shown").fill(str(int(since) - 1))
    assert loss(page, "adam") >= loss(page, "sgd")
    chip(page, "sgd").click()
    assert "is ahead" not in sentence.inner_text()
    assert sentence.inner_text().startswith("Beale: L(x, y) = (1.5 − x + xy)² + ")


# Where it is shown


@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    least = 20 if width == 1280 else 16
    look = {"ignored": ".mark, .best", "boxes": "button", "overlap": 8, "least": least}
    options = {"page": {"width": width, "height": 720}}
    rates = {key: 100.0 for key in list(OPTIMIZERS)[:4]} | {"nadam": 0.000123}
    page = show(list(OPTIMIZERS), steps=500, rates=rates, **options)
    for beside, tuned in [("Loss", "rmsprop_momentum"), ("Why", ""), ("Why", "adam")]:
        page.get_by_role("button", name=beside, exact=True).click()
        control(page, "Tune").select_option(tuned)
        assert misplaced(page, **look) == [], (beside, tuned)
    page = show(
        ["sgd", "adam", "lion"], noise=1, hide=True, surface="ravine", **options
    )
    assert misplaced(page, **look | {"overlap": 5}) == []
    for beside in ("why", "rates"):
        page = show(["momentum", "adam", "lion"], beside=beside, step=3, **options)
        assert misplaced(page, **look) == []
        choose_surface(page, "rastrigin")
        assert misplaced(page, **look) == []


def test_it_fits_a_slide(show):
    for options in (
        {"optimizers": list(OPTIMIZERS), "surface": "himmelblau"},
        {"optimizers": ["momentum", "adam", "lion"], "beside": "rates"},
        {"optimizers": ["momentum", "adam"], "noise": 1},
        {"optimizers": ["sgd"], "surface": "himmelblau", "many": True},
    ):
        frame = show(**options).locator(".explorable").bounding_box()
        assert (frame["width"], frame["height"]) == (1200, 560), options


def test_nothing_moves_whatever_is_chosen(show, boxes):
    page = show()
    parts = page.locator(".setting:visible, .map, .curves, .scrub, .racer, .sentence")

    before = boxes(parts)
    for act in (
        lambda: control(page, "Tune").select_option("adadelta"),
        lambda: fill(slider_of(page, "rate", "adadelta"), 1.5),
        lambda: control(page, "Tune").select_option("adam"),
        lambda: fill(slider_of(page, "rate", "adam"), 2),
        lambda: control(page, "Step shown").fill("7"),
        lambda: choose_surface(page, "rosenbrock"),
        lambda: chip(page, "sgd").click(),
    ):
        act()
        assert boxes(parts) == before


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        f'<!doctype html><div id="slide" style="display:none">{output(race())}</div>'
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    assert surface(page).bounding_box()["width"] == 384
    assert misplaced(page, ignored=".mark", boxes="button", overlap=8) == []
    shown = canvases(page)
    assert shown == canvases(open_page(f"<!doctype html>{output(race())}"))
    page.mouse.click(*at(page, "beale", 2, 2))
    assert start(page)[:2] == pytest.approx((2, 2), abs=0.02)


def test_keys_that_a_control_uses_do_not_turn_the_slide(open_page, tmp_path):
    lecture = sample_lecture.build()
    for cell in lecture.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
    slide = next(c for c in lecture.cells if "explore.network" in c.source)
    slide.source = "nnlib.explore.race(['adam'])"
    slide.outputs = [
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "metadata": {},
            "data": {
                "text/html": output(race(["adam"])),
                "text/plain": race(["adam"]).description,
            },
        }
    ]
    notebook = tmp_path / "race.ipynb"
    notebook.write_text(json.dumps(lecture))
    page = open_page(decks.write(notebook, tmp_path / "deck.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate(
        """() => {
            const slide = document.querySelector("[data-nnlib]").closest("section");
            const { h, v } = Reveal.getIndices(slide);
            Reveal.slide(h, v);
        }"""
    )
    here = page.evaluate("Reveal.getIndices()")
    surface(page).focus()
    page.keyboard.press("ArrowRight")
    assert start(page)[0] > 0.8
    control(page, "Step shown").focus()
    page.keyboard.press("ArrowLeft")
    assert step(page) == 99
    slider_of(page, "rate", "adam").focus()
    page.keyboard.press("ArrowDown")
    assert rate(page, "adam") < 0.2
    assert page.evaluate("Reveal.getIndices()") == here
    page.mouse.click(
        *at(page, "beale", 1, 1)
    )  # and after the mouse they are the talk's
    page.wait_for_function("document.activeElement === document.body")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices()") != here


def test_a_reader_that_cannot_see_follows(show):
    page = show(["adam"])
    assert page.get_by_role("group", name=race(["adam"]).description).count() == 1
    assert page.locator("#start").get_attribute("aria-live") == "polite"
    assert surface(page).get_attribute("aria-describedby") == "start"
    told = page.locator(".curves svg[role=img]").get_attribute("aria-label")
    assert told.startswith("Losses on a logarithmic axis, from step 0 to 100: Adam")
    assert page.get_by_role("group", name="Optimizers: rate and loss").count() == 1
    assert page.get_by_role("button", name=re.compile("^Adam .*loss ")).count() == 1


def test_two_copies_live_apart(open_page):
    once = output(race(["adam"]))
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_label("Step shown", exact=True).fill("30")
    assert first.locator(".scrub").inner_text() == "step 30"
    assert second.locator(".scrub").inner_text() == "step 100"


def test_a_link_is_for_one_of_two_copies(open_page, tmp_path):
    file = tmp_path / "two.html"
    file.write_text("<!doctype html>" + 2 * output(race(["adam"])))
    page = open_page(file)
    for number in (1, 0):
        copies = page.locator("[data-nnlib]").all()
        fill(copies[number].get_by_label("rate of Adam", exact=True), 0.1 + number)
        copies[number].get_by_role("button", name="Settings", exact=True).click()
        copies[number].get_by_role("button", name="Copy link").click()
        page.goto(copies[number].get_by_label("Copied text", exact=True).input_value())
    rates = [
        float(copy.locator(".rate").first.text_content())
        for copy in page.locator(".racer:not([hidden])").all()
    ]
    assert rates == [0.25, 2.5]


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=race().description)
    assert picture.bounding_box()["width"] == 240
    assert page.get_by_role("slider").count() == 0


def test_paths_of_one_step_after_another_make_the_whole(show):
    """Trails drawn piece by piece are those drawn at once."""
    page = show(["sgd", "nesterov"], steps=40)
    whole = loss(page, "nesterov")
    page.get_by_role("button", name="Rewind").click()
    for _ in range(40):
        page.get_by_role("button", name="Step", exact=True).click()
    assert step(page) == 40
    assert loss(page, "nesterov") == whole
    pieces = ink(page)
    control(page, "Step shown").fill("0")
    control(page, "Step shown").fill("40")
    assert ink(page) == pytest.approx(pieces, rel=0.05)
