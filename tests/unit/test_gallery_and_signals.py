"""What the activation gallery and the signals accept, and what they say."""

import re

import matplotlib
import numpy as np
import pytest

from nnlib.activations import get
from nnlib.explore import _activations as gallery
from nnlib.explore import _signals as reference
from nnlib.explore import activations, signals
from nnlib.explore.host import MAX_BYTES


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("make", [activations, signals])
def test_bytes_are_the_same_whatever_the_figure_defaults(make):
    before = html(make())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(make()) == before
    assert html(make()) == before


def test_every_gallery_is_small():
    for name in gallery.FUNCTIONS:
        assert len(html(activations(name, z=-2.5)).encode()) < 0.6 * MAX_BYTES


def test_every_signal_is_small():
    for weights in reference.WEIGHTS:
        for depth in (2, 50):
            page = html(signals(activation="tanh", weights=weights, depth=depth))
            assert len(page.encode()) < 0.6 * MAX_BYTES


@pytest.mark.parametrize("make", [activations, signals])
def test_output_asks_for_nothing(make):
    page = html(make())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


@pytest.mark.parametrize("name", gallery.FUNCTIONS)
def test_the_gallery_tells_value_and_slope(name):
    told = activations(name, z=-1.234).description
    chosen = get(name)
    value, slope = chosen.f(-1.234), chosen.df(-1.234)
    assert f"at z = -1.23: f(z) = {value:.3g} and f'(z) = {slope:.3g}. " in told
    assert gallery.FUNCTIONS[name][0] in told


def test_silu_is_swish():
    assert html(activations("silu")) == html(activations("swish"))


@pytest.mark.parametrize(
    ("name", "guess"),
    [("Relu", "relu"), ("leakyrelu", "leaky_relu"), ("sigmiod", "sigmoid")],
)
def test_unknown_functions_are_guessed(name, guess):
    with pytest.raises(
        ValueError, match=f"^name: there is no '{name}'; did you mean '{guess}'"
    ):
        activations(name)


@pytest.mark.parametrize("name", [None, "softmax", 3, ["relu"]])
def test_other_functions_are_refused(name):
    with pytest.raises(ValueError, match=r"^name: there is no .* Known: sigmoid, tanh"):
        activations(name)


@pytest.mark.parametrize("z", [5.01, -6, float("nan"), float("inf"), "1", None, True])
def test_inputs_that_will_not_do(z):
    with pytest.raises(ValueError, match=r"^z: .* came; give a number from -5 to 5"):
        activations(z=z)


@pytest.mark.parametrize("z", [0, -5, 5.0, np.float32(1.5), np.int64(2)])
def test_inputs_that_will_do(z):
    assert f"at z = {float(z):.3g}:" in activations(z=z).description


def test_gradients_is_true_or_false():
    with pytest.raises(ValueError, match=r"^gradients: 1 came; give True or False"):
        signals(gradients=1)


@pytest.mark.parametrize("name", ["others", "shaded"])
def test_what_is_drawn_is_true_or_false(name):
    with pytest.raises(ValueError, match=rf"^{name}: 1 came; give True or False"):
        activations(**{name: 1})


@pytest.mark.parametrize(
    ("settings", "last", "first"),
    [
        # Each layer multiplies the spread by 10, by 0 and by 1.
        ({"activation": "linear", "weights": "large", "depth": 4}, 1e4, 1e4),
        ({"activation": "relu", "weights": "zeros", "depth": 2}, 0, 0),
        ({"activation": "linear", "weights": "orthogonal", "depth": 50}, 1, 1),
    ],
)
def test_the_signals_tell_both_ends(settings, last, first):
    told = signals(**settings).description
    found = re.search(
        r"(\S+) at the inputs and (\S+) at the last layer; gradients (\S+) at the last "
        r"layer and (\S+) at the inputs\.",
        told,
    )
    inputs, end, outputs, start = map(float, found.groups())
    assert (inputs, outputs) == pytest.approx((1, 1), abs=0.04)
    assert end == pytest.approx(last, rel=0.4)
    assert start == pytest.approx(first, rel=0.4)
    assert f"through {settings['depth']} layers of 100 nodes" in told


def test_depth_and_weights_are_those_of_the_page():
    forward, back = reference.propagate("relu", "glorot", 3)
    assert forward.shape == back.shape == (4, reference.BATCH, reference.WIDTH)
    page = html(signals(depth=3, weights="he", activation="selu"))
    for setting in ('"depth":3', '"weights":"he"', '"activation":"selu"', '"layer":1'):
        assert setting in page


def test_streams_of_random_numbers_do_not_overlap():
    drawn = [reference.normals(s, t, 10_000) for s in (1, 2) for t in (0, 1, 50, 51)]
    assert len(np.unique(np.concatenate(drawn))) > 0.999 * 80_000


@pytest.mark.parametrize("depth", [1, 51, 0, -3, 2.5, "10", None, True])
def test_depths_that_will_not_do(depth):
    with pytest.raises(
        ValueError, match=r"^depth: .* came; give a whole number from 2 to 50"
    ):
        signals(depth=depth)


@pytest.mark.parametrize(
    ("argument", "name", "guess"),
    [
        ("activation", "ReLU", "relu"),
        ("activation", "leaky", "leaky_relu"),
        ("weights", "glorto", "glorot"),
        ("weights", "Zeros", "zeros"),
    ],
)
def test_unknown_names_are_guessed(argument, name, guess):
    with pytest.raises(
        ValueError, match=f"^{argument}: there is no '{name}'; did you mean '{guess}'"
    ):
        signals(**{argument: name})


@pytest.mark.parametrize("argument", ["activation", "weights"])
@pytest.mark.parametrize("name", [None, 3, ["relu"]])
def test_no_names_are_refused(argument, name):
    with pytest.raises(ValueError, match=rf"^{argument}: there is no .*Known: "):
        signals(**{argument: name})
