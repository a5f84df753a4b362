"""The dropout explorable: its network and masks against Keras' own, what it accepts."""

import re

import keras
import matplotlib
import numpy as np
import pytest

from nnlib.explore import _dropout as reference
from nnlib.explore import dropout
from nnlib.explore.host import FRONT, MAX_BYTES
from nnlib.figures.numerals import written

MATHS = FRONT / "dropout" / "maths.js"
SIZES = [[3, 6, 1], [1, 1, 1], [3, 5, 4, 1], [6, 6, 6, 1]]
CASES = [
    (sizes, rate, scaling)
    for sizes in SIZES
    for rate in (0, 0.3, 0.5, 0.9)
    for scaling in (True, False)
]


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def network(net):
    return {
        "sizes": net.sizes,
        "inputs": net.inputs.tolist(),
        "kernels": [kernel.tolist() for kernel in net.kernels],
    }


def keras_model(net, rate, masks=None):
    """The same network of Keras' layers; with masks, dropout multiplies by these."""
    a = inputs = keras.Input((net.sizes[0],))
    for layer, kernel in enumerate(net.kernels[:-1]):
        dense = keras.layers.Dense(kernel.shape[1], "relu", use_bias=False)
        a = dense(a)
        dense.set_weights([kernel])
        if masks is None:
            a = keras.layers.Dropout(rate, seed=layer)(a)
        else:
            a = keras.layers.Multiply()([a, keras.ops.array([masks[layer]])])
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Model(inputs, dense(a))
    dense.set_weights([net.kernels[-1]])
    return model


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_page_computes_what_python_does(evaluate_module, sizes):
    net = reference.network_of(sizes)
    for rate in (0, 0.35, 0.9):
        for scaling in (True, False):
            found = evaluate_module(
                MATHS,
                "[m.makeRecord(argument[0])(argument[1], 50),"
                " m.moments(...argument), m.maskOf(7, argument[0].sizes, 0.35)]",
                [network(net), {"rate": rate, "scaling": scaling}],
            )
            record, moments, mask = found
            outputs = reference.outputs_of(net, rate, scaling, 50)
            np.testing.assert_allclose(record["outputs"], outputs, atol=1e-12)
            means = np.cumsum(outputs) / np.arange(1, 51)
            np.testing.assert_allclose(record["means"], means, atol=1e-12)
            expected = reference.mean_over_masks(net, rate, scaling)
            assert moments["mean"] == pytest.approx(expected, abs=1e-9)
            drawn = reference.mask_of(7, sizes, 0.35)
            assert mask == [layer.tolist() for layer in drawn]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_mask_does_what_it_does_in_keras(sizes):
    net, rate = reference.network_of(sizes), 0.4
    found = reference.outputs_of(net, rate, True, 5)
    for step, output in enumerate(found, 1):
        masks = [m / (1 - rate) for m in reference.mask_of(step, sizes, rate)]
        model = keras_model(net, rate, masks)
        assert float(model(net.inputs[None])[0, 0]) == pytest.approx(output, abs=1e-5)


@pytest.mark.parametrize("sizes", [[3, 6, 1], [3, 5, 4, 1]], ids=str)
def test_mean_and_spread_are_those_of_keras(evaluate_module, sizes):
    net, count = reference.network_of(sizes), 40_000
    x = np.repeat(net.inputs[None], count, axis=0)
    for rate in (0.2, 0.5):
        model = keras_model(net, rate)
        drawn = np.asarray(model(x, training=True))[:, 0]
        settings = {"rate": rate, "scaling": True}
        ours = evaluate_module(
            MATHS, "m.moments(...argument)", [network(net), settings]
        )
        error = drawn.std() / np.sqrt(count)
        assert ours["mean"] == pytest.approx(drawn.mean(), abs=4 * error)
        assert ours["std"] == pytest.approx(drawn.std(), rel=0.03)
        assert drawn.min() >= ours["low"] - 1e-4
        assert drawn.max() <= ours["high"] + 1e-4
        # The first thousand masks of the page are as good a sample.
        sample = reference.outputs_of(net, rate, True, 1000)
        assert sample.mean() == pytest.approx(
            ours["mean"], abs=4 * ours["std"] / 1000**0.5
        )
        assert sample.std() == pytest.approx(ours["std"], rel=0.1)
        assert float(model(x[:1], training=False)[0, 0]) == pytest.approx(net.forward())


def test_behind_one_hidden_layer_the_mean_is_the_output_without_dropout():
    for sizes in ([3, 6, 1], [2, 4, 1]):
        net = reference.network_of(sizes)
        for rate in (0.1, 0.5, 0.9):
            plain = net.forward()
            scaled = reference.mean_over_masks(net, rate, True)
            sunk = reference.mean_over_masks(net, rate, False)
            assert scaled == pytest.approx(plain)
            assert sunk == pytest.approx((1 - rate) * plain)
    bent = reference.network_of([3, 5, 4, 1])
    moved = reference.mean_over_masks(bent, 0.5, True) - bent.forward()
    assert abs(moved) > 0.05


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_without_dropout_every_node_is_active(sizes):
    net, a = reference.network_of(sizes), reference.network_of(sizes).inputs
    for kernel in net.kernels:
        a = a @ kernel
        assert a.min() > 0
        assert np.abs(kernel).min() >= 0.2


def test_bytes_are_the_same_whatever_the_figure_defaults():
    before = html(dropout())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(dropout()) == before


def test_the_largest_is_small_and_asks_for_nothing():
    page = html(dropout((6, 6, 6, 1), rate=0.9, scaling=False))
    assert len(page.encode()) < 0.6 * MAX_BYTES
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


@pytest.mark.parametrize(("sizes", "rate", "scaling"), CASES, ids=str)
def test_it_says_what_comes_of_it(sizes, rate, scaling):
    told = dropout(sizes, rate=rate, scaling=scaling).description
    net = reference.network_of(sizes)
    assert f"with probability {rate:g}; those" in told
    assert f"the output is {written(net.forward())}; its mean" in told
    masks = f"{2 ** sum(sizes[1:-1]):,} masks"
    assert masks in told
    assert ("divided by" in told) == scaling


@pytest.mark.parametrize(
    "sizes", [(3, 1), (3, 6, 2), (3, 7, 1), (2, 3, 3, 3, 1), 3, "3-6-1", (3, 0, 1)]
)
def test_sizes_that_will_not_do(sizes):
    with pytest.raises(ValueError, match=r"^sizes: .* came.*; give "):
        dropout(sizes)


@pytest.mark.parametrize("rate", [-0.1, 0.91, 1, "0.5", None, True, float("nan")])
def test_rates_that_will_not_do(rate):
    with pytest.raises(ValueError, match=r"^rate: .* give a number from 0 to 0\.9"):
        dropout(rate=rate)


def test_scaling_is_true_or_false():
    with pytest.raises(ValueError, match=r"^scaling: 1 came; give True or False"):
        dropout(scaling=1)
