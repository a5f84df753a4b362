"""What the optimizer race accepts, and what it says of itself."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from keras.optimizers import SGD

from nnlib import style, surfaces
from nnlib.descent import descend
from nnlib.explore import _race as MODULE
from nnlib.explore import race


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def data(explorable):
    text = re.search(r", data: (\{.*\}),\n", html(explorable))[1]
    return json.loads(text)


def test_bytes_are_the_same_for_the_same_arguments():
    assert html(race()) == html(race(None, start=(0.8, 1.6), rates={}))
    assert html(race(["adam", "sgd"])) == html(race(("sgd", "adam", "sgd")))


def test_the_largest_is_well_below_the_limit():
    for name in surfaces.NAMES:
        largest = race(list(MODULE.OPTIMIZERS), surface=name, steps=500)
        assert len(html(largest).encode()) < 90_000, name


def test_output_asks_for_nothing():
    page = html(race())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_state_reaches_the_page():
    told = data(race(["lion", "adam"], surface="booth", steps=37, rates={"sgd": 3}))
    state = told["race"]
    assert state["on"] == ["adam", "lion"]
    assert (state["surface"], state["steps"]) == ("booth", 37)
    assert state["start"] == list(surfaces.booth.start)
    assert state["rates"]["sgd"] == 3
    assert state["rates"]["adam"] == told["surfaces"]["booth"]["rates"]["adam"]
    assert set(told["surfaces"]) == set(surfaces.NAMES)
    for name, known in told["surfaces"].items():
        assert known["bounds"] == [list(b) for b in surfaces.get(name).bounds]
        assert known["minima"] == [list(m) for m in surfaces.get(name).minima]
        assert set(known["rates"]) == set(told["optimizers"])
        assert "\\" not in known["formula"]


def test_start_may_be_numpys():
    assert data(race(start=np.array([1, 2])))["race"]["start"] == [1.0, 2.0]
    assert html(race(steps=np.int64(50))) == html(race(steps=50))


def test_every_line_has_a_look_of_its_own():
    assert len(MODULE.OPTIMIZERS) <= 2 * len(style.CYCLE)
    looks = list(data(race())["optimizers"].values())
    own = [getattr(style, look["color"].upper()) for look in looks[: len(style.CYCLE)]]
    assert own == list(style.CYCLE)
    assert len({(look["color"], *look["dash"]) for look in looks}) == len(looks)


def test_description_says_how_it_begins_and_ends():
    told = race(["sgd", "adam"], steps=50, rates={"adam": 0.3}).description
    assert told.startswith(
        "Optimizer race on the Beale surface from (0.8, 1.6), 50 steps: SGD at rate "
        "0.01 ends at ("
    )
    path = descend(MODULE.keras_optimizer("adam", 0.3), "beale", steps=50)
    x, y = path.points[-1]
    assert f"; Adam at rate 0.3 ends at ({x:.3g}, {y:.3g}) with loss" in told
    assert f"loss {path.losses[-1]:.3g}. The surface, the start," in told
    assert "can be changed" in told


def test_momenta_reach_the_page_the_poster_and_the_description():
    rates = {"sgd": 0.09, "momentum": 0.09}
    momenta = {"momentum": np.float64(0.5)}
    ravine = {"surface": "ravine", "steps": 60, "rates": rates}
    raced = race(["sgd", "momentum"], **ravine, momenta=momenta)
    usual = data(race(["sgd", "momentum"], **ravine))["race"]["momenta"]
    assert data(raced)["race"]["momenta"] == usual | {"momentum": 0.5}
    assert usual["momentum"] == 0.9
    path = descend(SGD(0.09, momentum=0.5), "ravine", steps=60)
    assert "; Momentum at rate 0.09 and momentum 0.5 ends at" in raced.description
    assert f"with loss {path.losses[-1]:.3g}. The surface" in raced.description
    assert "SGD at rate 0.09 ends" in raced.description


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sgd": 0.5}, r"^momenta: there is no 'sgd'"),
        ({"momentum": 1}, r"^momenta: 1 came for momentum; give a number from 0 to 0"),
        ({"momentum": -0.1}, r"^momenta: -0.1 came"),
        ({"lion": 0}, r"^momenta: 0 came for lion; give a number from 0.01 to 0.99"),
        ({"adam": float("nan")}, r"^momenta: nan came"),
        ({"adam": "0.9"}, r"^momenta: '0.9' came"),
        ({"adam": True}, r"^momenta: True came"),
        (0.5, r"^momenta: 0.5 came; give a dictionary"),
    ],
)
def test_momenta_that_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        race(momenta=wrong)


def test_description_says_what_diverges():
    told = race(["sgd"], start=(-2, 3), rates={"sgd": 0.1}).description
    assert re.search(r"SGD at rate 0\.1 diverges at step \d+\. ", told)


def test_none_may_be_switched_on():
    assert "100 steps: none is switched on. " in race([]).description


@pytest.mark.parametrize("name", MODULE.OPTIMIZERS)
def test_optimizers_are_keras_own(name):
    import keras

    _, kind, settings, argument = MODULE.OPTIMIZERS[name]
    made = MODULE.keras_optimizer(name, 0.125, 0.5)
    assert type(made) is getattr(keras.optimizers, kind)
    assert float(made.learning_rate) == 0.125
    if argument:
        assert getattr(made, argument) == 0.5
        assert (
            getattr(MODULE.keras_optimizer(name, 0.1), argument) == (settings[argument])
        )
    # What the page takes for granted.
    defaults = {"epsilon": 1e-7, "beta_2": 0.99 if kind == "Lion" else 0.999}
    defaults |= {"initial_accumulator_value": 0.1, "centered": False}
    for setting, value in defaults.items():
        assert getattr(made, setting, value) == value
    assert made.weight_decay == (0.004 if kind == "AdamW" else None)


@pytest.mark.parametrize("surface", surfaces.NAMES)
def test_the_poster_shows_the_paths_of_keras(surface):
    from nnlib.descent import descend

    surface, steps = surfaces.get(surface), 30  # before rounding grows
    state = {
        "surface": surface.name,
        "start": list(surface.start),
        "steps": steps,
        "on": list(MODULE.OPTIMIZERS),
        "rates": dict(zip(MODULE.OPTIMIZERS, MODULE.RATES[surface.name], strict=True)),
    }
    state["momenta"] = data(race([], surface=surface.name))["race"]["momenta"]
    for key, path in zip(state["on"], MODULE._paths(state).values(), strict=True):
        optimizer = MODULE.keras_optimizer(key, state["rates"][key])
        right = descend(optimizer, surface, steps=steps)
        scale = 1e-3 * surface.size
        np.testing.assert_allclose(path.points, right.points, atol=scale, err_msg=key)
        np.testing.assert_allclose(path.points[:5], right.points[:5], rtol=1e-4)
        assert path.left == right.left


def test_a_race_needs_no_keras():
    code = (
        "import sys, nnlib; nnlib.explore.race(); "
        "print({'keras', 'jax', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("adam", r"^optimizers: 'adam' came; give a list of names, out of sgd, "),
        (7, r"^optimizers: 7 came; give a list"),
        (
            ["nestrov"],
            r"^optimizers: there is no 'nestrov'; did you mean 'nesterov'\? ",
        ),
        (["Adam"], r"did you mean 'adam'"),
        (["xyz"], r"^optimizers: there is no 'xyz'. Known: sgd, "),
        ([None], r"^optimizers: there is no None"),
        ([["sgd"]], r"^optimizers: there is no \['sgd'\]"),
    ],
)
def test_optimizers_that_are_unknown(wrong, told):
    with pytest.raises(ValueError, match=told):
        race(wrong)


def test_surfaces_that_are_unknown():
    with pytest.raises(ValueError, match=r"^surface: .*'beal'; did you mean 'beale'"):
        race(surface="beal")
    own = surfaces.Surface("bowl", lambda x, y: x * x + y * y)
    with pytest.raises(
        ValueError,
        match=r"^surface: <Surface bowl> came; the race .*JavaScript.*saddle\. On a",
    ):
        race(surface=own)
    with pytest.raises(ValueError, match=r"^surface: a function came; the race is"):
        race(surface=lambda x, y: x * x + y * y)
    posing = surfaces.Surface("beale", lambda x, y: x * x + y * y)
    with pytest.raises(ValueError, match=r"^surface: <Surface beale> came"):
        race(surface=posing)
    assert html(race(surface=surfaces.booth)) == html(race(surface="booth"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ((9, 0), r"^start: \(9, 0\) came; give a point within the bounds"),
        ((0, float("nan")), r"^start: "),
        ((1, 2, 3), r"^start: \(1, 2, 3\) came; give a point"),
        ("ab", r"^start: 'ab' came"),
        ([(0, 0), (1, 1)], r"^start: 2 points came; all start at one, such as \(0.8"),
        ([(0, 0)], r"^start: 1 points? came"),
    ],
)
def test_starts_that_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        race(start=wrong)


@pytest.mark.parametrize("wrong", [0, 9, 501, -5, 50.0, "50", None, True, [50]])
def test_steps_that_will_not_do(wrong):
    with pytest.raises(ValueError, match=r"^steps: .* whole number from 10 to 500$"):
        race(steps=wrong)


@pytest.mark.parametrize("wrong", [-1, 51, 2.5, "3", True])
def test_a_first_step_that_will_not_do(wrong):
    with pytest.raises(ValueError, match=r"^step: .* whole number from 0 to 50$"):
        race(steps=50, step=wrong)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"nestrov": 1}, r"^rates: there is no 'nestrov'; did you mean 'nesterov'"),
        ({"adam": 0}, r"^rates: 0 came for adam; give a positive number, such as 0.2"),
        ({"adam": -1}, r"^rates: -1 came for adam"),
        ({"adam": float("inf")}, r"^rates: inf came"),
        ({"adam": float("nan")}, r"^rates: nan came"),
        ({"adam": "0.1"}, r"^rates: '0.1' came"),
        ({"adam": True}, r"^rates: True came"),
        ({"adam": None}, r"^rates: None came"),
        (0.1, r"^rates: 0.1 came; give a dictionary"),
        ([0.1], r"^rates: \[0.1\] came; give a dictionary"),
    ],
)
def test_rates_that_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        race(rates=wrong)
