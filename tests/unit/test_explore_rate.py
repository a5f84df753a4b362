"""The explorable of the learning rate: steps, the curve of a line, what it accepts."""

import re

import numpy as np
import pytest

from nnlib.explore import _rate as MODULE
from nnlib.explore import rate
from nnlib.explore.host import FRONT, MAX_BYTES
from nnlib.training import LossAlongLine

MATHS = FRONT / "rate" / "maths.js"
S = np.linspace(-1.2, 4.3, 201)


def line(noise=0.0, n=201):
    places = np.linspace(-1.2, 4.3, n)
    losses = 2.3 + np.sin(places) / (1 + places**2) + noise * np.cos(9 * places)
    return LossAlongLine(places, losses, "minus the gradient")


def natural_spline(x, y, at):
    """Return the natural cubic spline through points, and its slope."""
    n, gap = len(x), x[1] - x[0]
    system = 4 * np.eye(n) + np.eye(n, k=1) + np.eye(n, k=-1)
    system[0], system[-1] = np.eye(n)[[0, -1]]
    bends = np.zeros(n)
    bends[1:-1] = 6 * np.diff(y, 2) / gap**2
    bends = np.linalg.solve(system, bends)
    i = np.clip(((at - x[0]) / gap).astype(int), 0, n - 2)
    right = (at - x[i]) / gap
    left = 1 - right
    value = left * y[i] + right * y[i + 1]
    value += ((left**3 - left) * bends[i] + (right**3 - right) * bends[i + 1]) * (
        gap**2 / 6
    )
    slope = (y[i + 1] - y[i]) / gap
    slope += ((3 * right**2 - 1) * bends[i + 1] - (3 * left**2 - 1) * bends[i]) * (
        gap / 6
    )
    return value, slope


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def test_the_curve_is_the_natural_spline_of_the_losses(evaluate_module):
    given = line(0.01)
    stored = rate(given).data["line"]
    places = np.linspace(-1.2, 4.3, 777)
    losses, slopes = evaluate_module(
        MATHS,
        "(({ f, df }) => [argument[1].map(f), argument[1].map(df)])"
        "(m.spline(argument[0]))",
        [stored, places.tolist()],
    )
    expected, steepness = natural_spline(given.positions, given.losses, places)
    np.testing.assert_allclose(losses, expected, atol=2e-6 * np.ptp(given.losses))
    np.testing.assert_allclose(slopes, steepness, atol=1e-3)


def test_steps_on_a_parabola_are_those_of_gradient_descent(evaluate_module):
    rates = [0.1, 0.5, 1.8, 2.0, 2.2]
    for curvature in (0.25, 1, 8):
        stops = evaluate_module(
            MATHS,
            "m.follow(m.parabola(argument[0]), -3.5, argument[1])",
            [curvature, rates],
        )
        w = [-3.5]
        for each in rates:
            w.append(w[-1] - each * curvature * (w[-1] - 1))
        assert [stop["w"] for stop in stops] == pytest.approx(w)
        expected = curvature / 2 * (np.array(w) - 1) ** 2
        assert [stop["loss"] for stop in stops] == pytest.approx(expected)


def test_the_ball_of_the_poster_lies_where_the_page_has_it(evaluate_module):
    curvatures = [0.25, 0.5, 1, 2, 3, 4, 8]
    starts = evaluate_module(
        MATHS, "argument.map((a) => m.parabola(a).start)", curvatures
    )
    assert starts == [MODULE._own_start(each) for each in curvatures]


def test_a_step_off_the_line_has_no_loss_and_is_the_last(evaluate_module):
    stops = evaluate_module(
        MATHS,
        "m.follow(m.along(argument), 0, [0.1, 1000, 0.1])",
        rate(line()).data["line"],
    )
    assert len(stops) == 3
    assert not np.isnan(stops[1]["loss"])
    assert np.isnan(stops[2]["loss"])
    assert stops[2]["w"] < -1.2


def test_the_slider_reaches_steps_too_small_and_too_large(evaluate_module):
    for given in (line(), LossAlongLine(S, 1e-3 * S**2, "minus the gradient")):
        loss = rate(given).data["line"]
        low, high, own = evaluate_module(
            MATHS, "(({ rates, rate }) => [...rates, rate])(m.along(argument))", loss
        )
        steepest = np.abs(np.gradient(given.losses, given.positions)).max()
        width = np.ptp(given.positions)
        assert low * steepest < 0.02 * width
        assert high * steepest > width
        assert low < own < high


def test_what_training_made_is_not_compared(compared):
    first, second = rate(line()), rate(line(1e-4))
    assert html(first) != html(second)
    assert compared(html(first)) == compared(html(second))
    assert first.description == second.description
    assert not re.search(r"\d", first.description)


def test_losses_are_stored_to_a_millionth_of_their_range():
    given = line()
    stored = rate(given).data["line"]
    span = stored["high"] - stored["low"]
    losses = stored["low"] + span * np.array(stored["levels"]) / stored["steps"]
    assert np.abs(losses - given.losses).max() < 1e-6 * np.ptp(given.losses)
    assert len(rate(line(n=2000)).data["line"]["levels"]) == 400
    flat = LossAlongLine(S, np.full(201, 0.7), "minus the gradient")
    assert set(rate(flat).data["line"]["levels"]) == {0}


def test_bytes_are_few_and_the_same():
    assert html(rate()) == html(rate(curvature=(1, 0.5, 2, 4), learning_rate=0.1))
    assert html(rate(line())) == html(rate(line()))
    assert len(html(rate()).encode()) < 0.5 * MAX_BYTES
    assert len(html(rate(line(n=2000))).encode()) < 0.6 * MAX_BYTES


def test_output_asks_for_nothing():
    page = html(rate(line()))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_it_needs_no_keras(frameworks_of):
    assert frameworks_of("nnlib.explore.rate()") == "set()\n"


def test_settings_reach_the_page():
    told = rate(curvature=3, learning_rate=0.25, start=2).data
    assert told["curvatures"] == [3]
    assert told["state"] == {"chosen": 0, "rate": 0.25, "start": 2, "taken": []}
    told = rate(line(), curvature=(2, 0.5, 2), learning_rate=30, start=-1).data
    assert told["curvatures"] == [2, 0.5]
    assert told["state"] == {"chosen": 2, "rate": 30, "start": -1, "taken": []}
    assert told["direction"] == "minus the gradient"
    assert rate().data["curvatures"] == [1, 0.5, 2, 4]
    assert rate(line()).data["curvatures"] == [1]
    assert rate(curvature=np.array([3, 1])).data["curvatures"] == [3, 1]
    assert "of curvature 3, with learning rate 0.1." in rate(curvature=3).description


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"line": [1, 2]}, r"^line: \[1, 2\] came; give nnlib.training.loss_along_lin"),
        ({"curvature": 0}, r"^curvature: 0 came; give a number from 0.25 to 8"),
        ({"curvature": [1, 9]}, r"^curvature: 9 came; give a number from 0.25 to 8"),
        ({"curvature": "1"}, r"^curvature: '1' came; give a number or a list"),
        ({"curvature": []}, r"^curvature: \[\] came; give a number or a list"),
        ({"learning_rate": 0}, r"^learning_rate: 0 came; give a number from 0.01 to"),
        ({"learning_rate": "1"}, r"^learning_rate: '1' came"),
        ({"line": line(), "learning_rate": 0}, r"^learning_rate: 0 came; .* above 0"),
        ({"start": 10}, r"^start: 10 came; give a number from -7 to 9"),
        ({"line": line(), "start": 5}, r"^start: 5 came; give a number from -1.2 to 4"),
    ],
)
def test_what_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        rate(**wrong)
