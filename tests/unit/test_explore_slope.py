"""The explorable of a slope: its curve, its differences, what it accepts."""

import re

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from nnlib.explore import _slope as MODULE
from nnlib.explore import slope
from nnlib.explore.host import FRONT, MAX_BYTES

MATHS = FRONT / "slope" / "maths.js"
W = np.linspace(-4, 6, 101)
L = 2.3 + np.sin(W) / (1 + W**2)


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def test_losses_slopes_and_differences_are_pythons(evaluate_module):
    data = slope(W, L).data
    at, reach = np.linspace(-3.9, 5.9, 333), 0.1
    losses, slopes, found = evaluate_module(
        MATHS,
        "((c) => [argument.at.map(c.f), argument.at.map(c.df),"
        " argument.at.map((w) => m.difference(c, w, 0.1))])"
        "(m.curveOf(argument.view, argument.losses))",
        {"at": at.tolist(), "view": data["view"], "losses": data["losses"]},
    )
    curve = CubicSpline(W, L, bc_type="natural")
    np.testing.assert_allclose(losses, curve(at), atol=1e-11)
    np.testing.assert_allclose(slopes, curve(at, 1), atol=1e-9)
    differences = (curve(at + reach) - curve(at - reach)) / (2 * reach)
    np.testing.assert_allclose(found, differences, atol=1e-9)
    inner = (at > -3) & (at < 5)  # the curve is that of the loss
    true = np.cos(at) / (1 + at**2) - 2 * at * np.sin(at) / (1 + at**2) ** 2
    np.testing.assert_allclose(np.array(slopes)[inner], true[inner], atol=2e-4)


@pytest.mark.parametrize("width", [0.3, 1, 7.9, 8, 10, 16, 1000])
def test_page_and_python_have_the_same_limits_of_h(evaluate_module, width):
    limits = evaluate_module(
        MATHS, "m.reaches({ view: argument })", [-1.0, width - 1.0]
    )
    assert limits == pytest.approx(MODULE._reaches(width))
    assert limits[1] <= width / 4


def test_settings_reach_the_page():
    told = slope(W, L, start=1.25, h=0.5).data
    assert told["view"] == [-4, 6]
    assert told["state"] == {"w": 1.25, "h": 0.5, "slope": False}
    assert slope(W.tolist(), tuple(L)).data["state"] == {
        "w": 1,
        "h": None,
        "slope": False,
    }
    assert "at first 0.5" in slope(W, L, h=0.5).description
    assert "passes" not in slope(W, L).description
    assert "near" not in slope(W, L).data
    piece = slope(W, L, near=0.5)
    assert (piece.data["near"], piece.data["state"]["whole"]) == (0.5, False)
    assert "only the piece 0.5 to both sides" in piece.description


def test_last_digits_of_losses_are_not_compared(compared):
    first, second = slope(W, L), slope(W, L + 1e-9 * W)
    assert html(first) != html(second)
    assert compared(html(first)) == compared(html(second))
    assert first.description == second.description


def test_bytes_are_few_and_the_same():
    assert html(slope(W, L)) == html(slope(W, L, start=1))
    assert len(html(slope(W, L, h=1)).encode()) < 0.4 * MAX_BYTES


def test_output_asks_for_nothing():
    page = html(slope(W, L, h=1))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_it_needs_no_keras(frameworks_of):
    assert (
        frameworks_of("nnlib.explore.slope([0, 1, 2, 3, 4], [3, 1, 0, 1, 3])")
        == "set()\n"
    )


@pytest.mark.parametrize(
    ("places", "losses", "options", "told"),
    [
        (W, L[1:], {}, r"^places: 101 came with 100 losses; give 5 to 400, and a loss"),
        (W[:4], L[:4], {}, r"^places: 4 came with 4 losses; give 5 to 400"),
        (W**3, L, {}, r"^places: they do not rise in equal steps; give np.linspace"),
        (W[::-1], L, {}, r"^places: they do not rise in equal steps"),
        (np.zeros(9), np.zeros(9), {}, r"^places: they do not rise in equal steps"),
        ("abc", L, {}, r"^places: 'abc' came; give a row of finite numbers"),
        (W, L.reshape(1, -1), {}, r"^losses: array"),
        (
            [0, 1, 2, 3, 4],
            [0, 1, None, 3, 4],
            {},
            r"^losses: \[0, 1, None, 3, 4\] came",
        ),
        ([0, 1, 2, 3, 4], [0, 1, np.inf, 3, 4], {}, r"^losses: .* a row of finite"),
        (W, L, {"start": 7}, r"^start: 7 came; give a number from -4.0 to 6.0"),
        (W, L, {"start": 5.5, "h": 1}, r"^start: 5.5 came; give a number from -3.0"),
        (W, L, {"h": 0}, r"^h: 0 came; give a number from 0.001 to 2.0"),
        (W, L, {"h": 3}, r"^h: 3 came; give a number from 0.001 to 2.0"),
        (W, L, {"h": "1"}, r"^h: '1' came"),
        (W, L, {"near": 0.01}, r"^near: 0.01 came; give a number from 0.1 to 2.5"),
        (W, L, {"near": 3}, r"^near: 3 came; give a number from 0.1 to 2.5"),
        (W, L, {"near": 1, "h": 1}, r"^near: 1 came with h 1; give one of the two"),
    ],
)
def test_what_will_not_do(places, losses, options, told):
    with pytest.raises(ValueError, match=told):
        slope(places, losses, **options)
