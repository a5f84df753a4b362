"""What the optimizer race accepts, and what it says of itself."""

import json
import re

import numpy as np
import pytest
from keras.optimizers import SGD

from nnlib import style, surfaces
from nnlib.descent import descend
from nnlib.descent.paths import path_of
from nnlib.explore import _race, _race_rules, race
from nnlib.explore import _race_optimizers as MODULE
from nnlib.explore.host import MAX_BYTES
from tests import final_weights


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def data(explorable):
    text = re.search(r", data: (\{.*\}),\n", html(explorable))[1]
    return json.loads(text)


def test_bytes_are_the_same_for_the_same_arguments():
    assert html(race()) == html(race(None, start=(0.8, 1.6), rates={}))
    assert html(race(["adam", "sgd"])) == html(race(("sgd", "adam", "sgd")))


def test_the_largest_is_below_the_limit():
    for name in surfaces.NAMES:
        largest = race(list(MODULE.OPTIMIZERS), surface=name, steps=500)
        assert len(html(largest).encode()) < MAX_BYTES - 1000, name


def test_output_asks_for_nothing():
    page = html(race())
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_state_reaches_the_page():
    told = data(race(["lion", "adam"], surface="booth", steps=37, rates={"sgd": 3}))
    state = told["race"]
    assert state["on"] == ["adam", "lion"]
    assert (state["surface"], state["steps"]) == ("booth", 37)
    assert state["start"] == list(surfaces.booth.start)
    assert state["own"] == {"sgd": 3}
    assert set(told["surfaces"]) == set(surfaces.NAMES)
    for name, known in told["surfaces"].items():
        assert known["bounds"] == [list(b) for b in surfaces.get(name).bounds]
        assert known["minima"] == [list(m) for m in surfaces.get(name).minima]
        assert len(known["rates"]) == len(told["optimizers"])
        assert "\\" not in known["formula"]


def test_start_may_be_numpys():
    assert data(race(start=np.array([1, 2])))["race"]["start"] == [1.0, 2.0]
    assert html(race(steps=np.int64(50))) == html(race(steps=50))


def test_every_line_has_a_look_of_its_own():
    assert len(MODULE.OPTIMIZERS) <= 3 * len(style.CYCLE)
    looks = list(data(race())["optimizers"].values())
    own = [getattr(style, look["color"].upper()) for look in looks[: len(style.CYCLE)]]
    assert own == list(style.CYCLE)
    kinds = {(look["color"], *look.get("dash", ())) for look in looks}
    assert len(kinds) == len(looks)


def test_description_says_how_it_begins_and_ends():
    told = race(["sgd", "adam"], steps=50, rates={"adam": 0.3}).description
    assert told.startswith(
        "Optimizer race on the Beale surface from (0.8, 1.6), 50 steps: SGD at rate "
        "0.01 ends at ("
    )
    path = descend(MODULE.keras_optimizer("adam", 0.3), "beale", steps=50)
    x, y = path.points[-1]
    assert f"; Adam at rate 0.3 ends at ({x:.3g}, {y:.3g}) with loss" in told
    assert f"loss {path.losses[-1]:.3g}. The start, rates " in told
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
    assert f"with loss {path.losses[-1]:.3g}. The start" in raced.description
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
    schedule = _race_rules.scheduled(name, 0.125, 100)
    first = schedule.learning_rate[0] if schedule else 0.125
    assert float(made.learning_rate) == pytest.approx(first, rel=1e-6)
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
    surface, steps = surfaces.get(surface), 30  # before rounding grows
    state = data(race(list(MODULE.OPTIMIZERS), surface=surface.name, steps=steps))[
        "race"
    ]
    rates = MODULE.rates_on(surface)
    paths = _race._paths(state, surface, rates)
    for key, path in zip(state["on"], paths.values(), strict=True):
        optimizer = MODULE.keras_optimizer(key, rates[key], steps=steps)
        right = descend(optimizer, surface, steps=steps)
        if key == "sgd_averaged":
            points = final_weights.follow(optimizer, surface, surface.start, steps)
            right = path_of(surface, key, points, right.gradients, right.rates)
        scale = 1e-3 * surface.size
        np.testing.assert_allclose(path.points, right.points, atol=scale, err_msg=key)
        np.testing.assert_allclose(path.points[:5], right.points[:5], rtol=1e-4)
        assert path.left == right.left


def test_what_is_hidden_is_nowhere_in_the_output():
    open_, hidden = (race(["sgd", "adam"], hide=hide) for hide in (False, True))
    assert "ends at" in open_.description
    assert "ends at" not in hidden.description
    assert "SGD at rate 0.01; Adam at rate 0.2. The start" in hidden.description
    assert data(hidden)["race"]["step"] == 0
    assert data(race(["sgd"], hide=True, step=3))["race"]["step"] == 3


def test_few_have_a_large_layout_and_others_are_offered():
    told = data(race(["sgd", "adam", "lion"]))
    assert (told["large"], told["offered"]) == (True, ["sgd", "adam", "lion"])
    told = data(race())
    assert (told["large"], told["offered"]) == (False, None)  # all
    assert data(race(["sgd"], layout="compact"))["large"] is False
    told = data(race(only=["adam", "sgd"]))
    assert (told["only"], told["offered"]) == (True, ["sgd", "adam"])
    assert told["race"]["on"] == ["sgd", "adam"]
    assert data(race(["sgd"], only=["adam", "sgd"]))["race"]["on"] == ["sgd"]
    assert data(race([]))["large"] is False


def test_settings_and_noise_reach_the_page_and_the_description():
    raced = race(
        ["adamw"], settings={"adamw": {"weight_decay": 0.1}}, noise=0.5, seed=3
    )
    state = data(raced)["race"]
    assert state["settings"] == {"adamw": {"weight_decay": 0.1}}
    assert (state["noise"], state["seed"]) == (0.5, 3)
    assert (
        "100 steps, noise 0.5 on the gradients: AdamW at rate 0.2" in raced.description
    )
    assert "weight_decay 0.1 ends at" in raced.description
    other = race(["adamw"], settings={"adamw": {"weight_decay": 0.1}}, noise=0.5)
    assert other.description != raced.description


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"settings": {"sgd": {"beta_2": 0.9}}}, r"^settings: there is no 'sgd'"),
        ({"settings": {"adam": {"rho": 0.9}}}, r"^settings: there is no 'rho'"),
        (
            {"settings": {"adam": {"beta_2": 1}}},
            r"^settings: 1 came for beta_2 of adam; give a number from 0 and below 1",
        ),
        (
            {"settings": {"adam": {"epsilon": 0}}},
            r"^settings: 0 came for epsilon of adam; give a number above 0 and below",
        ),
        ({"settings": {"adam": 3}}, r"^settings: 3 came; give a dictionary"),
        ({"noise": -1}, r"^noise: -1 came"),
        ({"noise": "much"}, r"^noise: 'much' came"),
        ({"seed": -1}, r"^seed: -1 came"),
        ({"goal": 0}, r"^goal: 0 came; give a loss above 0"),
        ({"beside": "losses"}, r"^beside: there is no 'losses'; did you mean 'loss'"),
        ({"hide": True, "beside": "rates"}, r"^beside: 'rates' came with hide=True"),
        ({"hide": True, "step": 100}, r"^step: 100 came"),
        ({"optimizers": ["sgd"], "about": "adam"}, r"^about: there is no 'adam'"),
        (
            {"surface": lambda x, y: (4 - x**2 - y**2) ** 0.5},
            r"^start: f\(x, y\) has no finite value at \(-4, 3\)",
        ),
        ({"layout": "small"}, r"^layout: there is no 'small'"),
        (
            {"optimizers": list(MODULE.OPTIMIZERS)[:4], "layout": "large"},
            r"^layout: 'large' came for 4 optimizers; give at most 3",
        ),
        ({"only": "adam"}, r"^only: 'adam' came; give a list of names"),
        (
            {"optimizers": ["sgd"], "only": ["adam"]},
            r"^only: \['adam'\] came, without sgd, which is to run",
        ),
    ],
)
def test_what_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        race(**wrong)


# A surface of one's own


def test_a_function_of_ones_own_is_written_down():
    raced = race(["sgd"], surface=lambda x, y: x**2 + 5 * y**2)
    (facts,) = data(raced)["surfaces"].values()
    assert facts["program"]["operations"]
    assert facts["start"] == [-4, 3]
    path = descend(SGD(facts["rates"][0]), lambda x, y: x**2 + 5 * y**2, start=(-4, 3))
    assert (
        f"with loss {path.losses[-1]:.2g}" in raced.description
        or path.losses[-1] < 1e-6
    )
    assert raced.description.startswith(
        "Optimizer race on the F(x, y) surface from (-4,"
    )


def test_stored_values_are_not_compared_nor_described(compared):
    values = np.random.default_rng(0).uniform(1, 2, (31, 31))
    races = [
        race(
            ["sgd"],
            surface=surfaces.from_values(
                values + shift, ((-1, 1), (-1, 1)), start=(0, 0)
            ),
        )
        for shift in (0, 1e-4)
    ]
    assert html(races[0]) != html(races[1])
    assert compared(html(races[0])) == compared(html(races[1]))
    assert "ends" not in races[0].description
    assert len(html(races[0])) < 100_000


def bowl(value, side):
    return surfaces.Surface(
        "bowl",
        lambda x, y: value * ((x / side) ** 2 + 3 * (y / side) ** 2),
        lambda x, y: (2 * value * x / side**2, 6 * value * y / side**2),
        bounds=((-4 * side, 4 * side), (-3 * side, 3 * side)),
        start=(-3 * side, 2 * side),
    )


@pytest.mark.parametrize(
    ("value", "side"), [(1e-12, 1), (1e12, 1), (1, 1e-6), (1, 1e6)]
)
def test_rates_suit_values_and_coordinates_of_any_size(value, side):
    own = bowl(value, side)
    facts = data(race(["sgd"], surface=own))["surfaces"]["bowl"]
    for name, rate in zip(MODULE.OPTIMIZERS, facts["rates"], strict=True):
        momentum = MODULE.own_momenta().get(name, 0.0)
        points, _ = _race_rules.follow(
            name, own.df, list(own.start), 100, rate=rate, momentum=momentum
        )
        least = 0.9 if name == "adadelta" else 0.3  # of the start
        assert own.heights(*points[-1]) < least * own.heights(*own.start), name


def test_a_surface_of_values_bears_what_diverges():
    y, x = np.mgrid[-1:1:21j, -1:1:21j]
    own = surfaces.from_values(1e12 * (x**2 + y**2), ((-1e-7, 1e-7),) * 2)
    assert own.start == (-8e-8, -8e-8)
    with np.errstate(invalid="ignore"):
        assert np.isnan(own(np.nan, np.inf))
    raced = race(["sgd"], surface=own, rates={"sgd": 1e20})
    assert raced.description.startswith(
        "Optimizer race on the Stored surface from (-8e-08"
    )


def test_names_of_ones_own_may_not_be_taken():
    mine = surfaces.Surface("beale", lambda x, y: x**2 + y**2, start=(1, 1))
    raced = race(["sgd"], surface=mine)
    assert "program" in data(raced)["surfaces"]["beale"]


def a_loop(x, y):
    total = 0
    while total < x:
        total = total + y
    return total


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (a_loop, r"a_loop cannot be written down for the page \(TracerBool"),
        (lambda x, y: float(x) + y, r"cannot be written down for the page \(Concret"),
        (lambda x, y: x + undefined, r"page \(NameError"),  # noqa: F821
        (lambda x, y: x + float("inf") * y, r"it has the constant inf"),
        (lambda x, y: "high", r"cannot be written down"),
    ],
)
def test_a_function_that_cannot_be_written_down(function, told):
    with pytest.raises(ValueError, match=r"^surface: .*" + told):
        race(["sgd"], surface=function)


def test_a_race_needs_no_keras(frameworks_of):
    assert frameworks_of("nnlib.explore.race()") == "set()\n"


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
