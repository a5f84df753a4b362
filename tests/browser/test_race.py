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
from nnlib.explore import race
from nnlib.explore._race import OPTIMIZERS, RATES, keras_optimizer
from nnlib.explore.host import FRONT
from tests import sample_lecture

ROOT = Path(__file__).parents[2]
EXPLORABLE = race
RULES = FRONT / "race" / "rules.js"
SURFACE = "Surface: the arrow keys move the start of the race"
CONTROLS = ("Surface", "Tune", "rate", "momentum", "steps")
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
    return tuple(map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", told)))


def chip(page, key):
    return page.locator(".chips button").filter(
        has=page.get_by_text(NAMES[key], exact=True)
    )


def standings(page) -> dict[str, str]:
    """Return how every optimizer stands."""
    told = page.locator(".chips button").evaluate_all(
        """all => all.filter(e => e.querySelector(".standing")).map(e =>
            ["b", ".standing"].map(part => e.querySelector(part).innerText.trim()))"""
    )
    return {key: dict(told)[name] for key, name in NAMES.items()}


def standing(page, key) -> str:
    return standings(page)[key]


def losses(page) -> dict[str, float]:
    """Return the losses of all optimizers that have one."""
    told = {key: told.partition("loss ")[2] for key, told in standings(page).items()}
    return {key: float(text.replace("−", "-")) for key, text in told.items() if text}


def loss(page, key) -> float:
    return losses(page)[key]


def rate(page, key) -> float:
    return float(chip(page, key).locator(".rate").inner_text().removeprefix("rate "))


def step(page) -> int:
    return int(control(page, "Step shown").input_value())


def at(page, name, x, y, box=None):
    """Where a point of a surface is on the screen."""
    box = box or surface(page).bounding_box()
    (left, right), (low, high) = surfaces.get(name).bounds
    return (
        box["x"] + box["width"] * (x - left) / (right - left),
        box["y"] + box["height"] * (high - y) / (high - low),
    )


def ink(page) -> int:
    """Count the pixels that the trails cover."""
    trails = page.locator(".map canvas").nth(1)
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


def cases(seed):
    chance = np.random.default_rng(seed)
    for number, (name, (_, kind, _, argument)) in enumerate(OPTIMIZERS.items()):
        least = 0.01 if kind == "Lion" else 0.0  # Keras refuses 0
        momenta = (least, chance.uniform(0.05, 0.98), 0.99) if argument else (0.0,)
        for momentum in momenta:
            for where in surfaces.NAMES:
                low, high = np.transpose(surfaces.get(where).bounds)
                yield {
                    "optimizer": name,
                    "surface": where,
                    "start": chance.uniform(low, high).tolist(),
                    "rate": RATES[where][number] * 10 ** chance.uniform(-2, 0.5),
                    "momentum": momentum,
                    "steps": 200,
                }


def test_every_path_is_that_of_keras(evaluate_module, tmp_path):
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
    found = evaluate_module(RULES, "argument.map(m.run)", drawn)
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


def test_surfaces_are_those_of_python(evaluate_module):
    chance = np.random.default_rng(0)
    for name in surfaces.NAMES:
        known = surfaces.get(name)
        points = chance.uniform(*np.transpose(known.bounds), size=(50, 2))
        found = evaluate_module(
            RULES,
            "argument[1].map(p => [m.surfaces[argument[0]].f(...p),"
            " ...m.surfaces[argument[0]].gradient(...p)])",
            [name, points.tolist()],
        )
        expected = np.transpose([known(*points.T), *known.df(*points.T)])
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


# What is shown at the start


def test_the_chips_show_what_keras_finds(show):
    page = show(list(OPTIMIZERS), start=(0.8, 1.6))
    at_end = losses(page)
    control(page, "Step shown").fill("30")
    at_30 = losses(page)
    for key in OPTIMIZERS:
        path = nnlib.descend(
            keras_optimizer(key, rate(page, key)),
            surfaces.beale,
            start=(0.8, 1.6),
            steps=100,
        )
        assert at_end[key] == pytest.approx(path.losses[-1], rel=0.01)
        assert at_30[key] == pytest.approx(path.losses[30], rel=0.01)


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
    on = page.locator(".chips button[aria-pressed=true] b").all_inner_texts()
    assert [text.strip() for text in on] == ["Adam", "Lion"]


def test_every_surface_races_well_by_default(show):
    page = show(list(OPTIMIZERS))
    for name in surfaces.NAMES:
        control(page, "Surface").select_option(name)
        *_, first = start(page)
        found = losses(page)
        for key in OPTIMIZERS:
            if key != "adadelta":  # which hardly moves in a hundred steps
                assert found[key] < 0.5 * first, (name, key)


# Controls


def test_every_control_follows_the_keyboard(show):
    page = show(["sgd", "adam"])
    control(page, "Surface").focus()
    page.keyboard.press("r")
    assert control(page, "Surface").input_value() == "rosenbrock"
    assert start(page)[:2] == (-1.2, 1.0)
    page.keyboard.press("Tab")
    page.keyboard.press("a")
    page.keyboard.press("a")
    control(page, "Tune").select_option("adam")
    page.keyboard.press("Tab")
    before = rate(page, "adam")
    page.keyboard.press("ArrowRight")
    assert before < rate(page, "adam") < 1.1 * before
    page.keyboard.press("Home")
    assert rate(page, "adam") == pytest.approx(before / 100)
    assert rate(page, "sgd") == 0.002
    page.keyboard.press("Tab")
    assert control(page, "beta_1").evaluate("e => e === e.getRootNode().activeElement")
    page.keyboard.press("Home")
    assert control(page, "beta_1").get_attribute("aria-valuetext") == "0.00"
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert control(page, "Step shown").get_attribute("max") == "500"
    page.keyboard.press("Tab")
    x, y, _ = start(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert start(page)[:2] == pytest.approx((x + 0.08, y + 0.08))
    page.keyboard.press("Shift+ArrowDown")
    assert start(page)[:2] == pytest.approx((x + 0.08, y + 0.07))
    page.keyboard.press("Home")
    assert start(page)[:2] == (x, y)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Rewind
    assert step(page) == 0
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")  # Step
    page.keyboard.press("Space")
    assert step(page) == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert step(page) == 3
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert control(page, "Speed").input_value() == "60"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert chip(page, "sgd").get_attribute("aria-pressed") == "false"


def test_tab_visits_the_controls_in_order_and_shows_where_it_is(show):
    page = show()
    seen = []
    for _ in range(10 + len(OPTIMIZERS) + 2):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const e = document.querySelector("[data-nnlib]").shadowRoot
                        .activeElement;
                    const of = e.closest("label")?.querySelector(".name")
                        ?? e.querySelector("b") ?? e;
                    return [e.ariaLabel ?? of.textContent.trim(),
                        getComputedStyle(e).outlineStyle];
                }"""
            )
        )
    names = [*CONTROLS, SURFACE, "Play", "Step", "Rewind", "Step shown", "Speed"]
    names += [*NAMES.values(), "All", "None"]
    assert seen == [[name, "solid"] for name in names[: len(seen)]]


def test_sliders_follow_the_mouse(show):
    page = show(["sgd", "momentum"])

    def press(name, share):
        box = control(page, name).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        end = box["x"] + 11 + share * (box["width"] - 22)
        page.mouse.move(end, box["y"] + box["height"] / 2, steps=3)
        page.mouse.up()

    before = loss(page, "sgd")
    press("rate", 0)
    assert rate(page, "sgd") == pytest.approx(0.01 / 30, rel=0.02)
    assert rate(page, "momentum") == pytest.approx(0.002 / 30, rel=0.02)
    assert loss(page, "sgd") > before
    press("rate", 1)
    assert rate(page, "lion") == pytest.approx(0.05 * 30, rel=0.02)
    press("rate", 0.5)
    press("momentum", 0)
    assert control(page, "momentum").get_attribute("aria-valuetext") == "0.00"
    press("steps", 0)
    assert control(page, "Step shown").get_attribute("max") == "10"
    assert step(page) == 10
    press("Step shown", 0.5)
    assert step(page) == 5


def test_extremes_stay_whole(show):
    page = show(list(OPTIMIZERS), surface="rosenbrock")
    for tuned in ("", *OPTIMIZERS):
        control(page, "Tune").select_option(tuned)
        page.locator(".row label:has(.name.momentum) input").evaluate(
            """input => {
                for (const end of ["min", "max"]) {
                    input.value = input[end];
                    input.dispatchEvent(new Event("input"));
                }
            }"""
        )
        for value in ("min", "max"):
            control(page, "rate").evaluate(
                "(e, end) => { e.value = e[end]; e.dispatchEvent(new Event('input')) }",
                value,
            )
            found = standings(page)
            for key in OPTIMIZERS:
                told = r"loss [\d.]+(e-?\d+)?|(left|diverged) at step \d+"
                assert re.fullmatch(told, found[key]), (tuned, value, key)


def test_the_momentum_has_the_optimizers_name_for_it(show):
    page = show()
    slider = page.locator("input[type=range]").nth(1)
    for key, (_, _, _, argument) in OPTIMIZERS.items():
        control(page, "Tune").select_option(key)
        assert slider.is_disabled() == (argument is None)
        name = page.locator(".name.momentum").inner_text()
        assert name == argument or (argument is None and name == "momentum")
    control(page, "Tune").select_option("lion")
    control(page, "beta_1").fill("0")
    assert control(page, "beta_1").get_attribute("aria-valuetext") == "0.01"


def test_another_surface_has_its_own_rates(show):
    page = show(rates={"sgd": 0.004})
    control(page, "rate").fill("1")
    assert rate(page, "sgd") == 0.04
    control(page, "Surface").select_option("booth")
    assert rate(page, "sgd") == 0.02
    assert control(page, "rate").input_value() == "0"
    control(page, "Surface").select_option("beale")
    assert rate(page, "sgd") == 0.004


def test_optimizers_are_switched_on_and_off(show):
    page = show(["adam"])
    alone = canvases(page)[1]
    chip(page, "sgd").click()
    both = canvases(page)[1]
    assert len({alone, both}) == 2
    chip(page, "sgd").click()
    assert canvases(page)[1] == alone
    page.get_by_role("button", name="All", exact=True).click()
    assert page.locator(".chips [aria-pressed=true]").count() == 13
    page.get_by_role("button", name="None", exact=True).click()
    assert page.locator(".chips [aria-pressed=true]").count() == 0
    assert standing(page, "adam") == ""


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
    assert start(page)[:2] == (4.5, 4.5)
    page.mouse.move(*at(page, "beale", 0, 0))
    assert start(page)[:2] == (4.5, 4.5)
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
    expected = standing(page, "sgd"), standing(page, "adam"), canvases(page)[2]
    control(page, "Step shown").fill("80")
    at_rest = standing(page, "sgd"), standing(page, "adam"), canvases(page)[2]
    box = page.locator(".curves").bounding_box()
    page.mouse.move(box["x"] + 0.37 * box["width"], box["y"] + 20)
    found = standing(page, "sgd"), standing(page, "adam"), canvases(page)[2]
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
    assert early[1:] != end[1:]
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
    end = canvases(page)[2]
    assert step(page) == 100
    control(page, "Speed").select_option("200")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        """() => { const r = document.querySelector("[data-nnlib]").shadowRoot;
            const now = Number(r.querySelector(".scrub input").value);
            return 0 < now && now < 100; }"""
    )
    page.get_by_role("button", name="Play").wait_for()  # it was Pause meanwhile
    assert step(page) == 100
    assert canvases(page)[2] == end


def test_pause_step_and_rewind(show):
    page = show(["adam"], page={"alone": True})
    page.clock.install()
    control(page, "Speed").select_option("5")
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
    control(page, "Speed").select_option("200")
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
    assert standing(page, "sgd") == "left at step 1"
    control(page, "Step shown").fill("0")
    assert standing(page, "sgd").startswith("loss ")
    assert not label.is_visible()
    told = page.locator(".curves svg[role=img]").get_attribute("aria-label")
    assert "SGD from 2633, diverged at step 3; Adam from 2633, loss " in told
    sentence = page.locator(".sentence").inner_text()
    assert sentence.startswith("SGD diverges at step 3; Adam has a loss of ")


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
    chip(page, "lion").click()
    assert "is ahead" not in sentence.inner_text()
    assert sentence.inner_text().startswith("Beale: f(x, y) = (1.5 − x + xy)² + ")


# Where it is shown


@pytest.mark.parametrize("width", [1280, 1000, 700, 390])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    rates = {key: 100.0 for key in list(OPTIMIZERS)[:4]} | {"nadam": 0.000123}
    page = show(
        list(OPTIMIZERS), steps=500, rates=rates, page={"width": width, "height": 720}
    )
    control(page, "Tune").select_option("rmsprop_momentum")
    assert misplaced(page, ignored=".mark", boxes="button", overlap=5) == []
    for name in ("rastrigin", "ravine"):
        control(page, "Surface").select_option(name)
        assert misplaced(page, ignored=".mark", boxes="button", overlap=5) == []


def test_it_fits_a_slide_and_its_text_can_be_read(show):
    page = show(list(OPTIMIZERS), surface="himmelblau")
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 560)
    small = page.locator(".explorable").evaluate(
        """frame => [...frame.querySelectorAll("*")].filter(e =>
            parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML)"""
    )
    assert small == []


def test_nothing_moves_whatever_is_chosen(show, boxes):
    page = show()
    parts = page.locator(".row label, .map, .curves, .scrub, .chips button, .sentence")

    before = boxes(parts)
    for act in (
        lambda: control(page, "Tune").select_option("adadelta"),
        lambda: control(page, "rate").fill("1.5"),
        lambda: control(page, "Tune").select_option("sgd"),
        lambda: control(page, "rate").fill("2"),
        lambda: control(page, "Step shown").fill("7"),
        lambda: control(page, "Surface").select_option("rosenbrock"),
        lambda: page.get_by_role("button", name="None", exact=True).click(),
    ):
        act()
        assert boxes(parts) == before


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        f'<!doctype html><div id="slide" style="display:none">{output(race())}</div>'
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    assert surface(page).bounding_box()["width"] == 420
    assert misplaced(page, ignored=".mark", boxes="button", overlap=5) == []
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
    assert start(page)[0] == pytest.approx(0.98)
    control(page, "Step shown").focus()
    page.keyboard.press("ArrowLeft")
    assert step(page) == 99
    control(page, "Tune").focus()
    page.keyboard.press("ArrowDown")
    assert control(page, "Tune").input_value() == "sgd"
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
    assert page.get_by_role("group", name="Optimizers", exact=True).count() == 1
    assert page.get_by_role("button", name=re.compile("^Adam loss .* rate")).count()


def test_two_copies_live_apart(open_page):
    once = output(race(["adam"]))
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_label("steps", exact=True).fill("300")
    assert first.locator(".scrub").inner_text() == "step 300"
    assert second.locator(".scrub").inner_text() == "step 100"


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=race().description)
    assert picture.bounding_box()["width"] == 640
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
