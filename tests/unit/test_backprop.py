"""What the backpropagation stepper accepts, says and takes."""

import itertools
import re

import matplotlib
import numpy as np
import pytest

from nnlib.explore import backprop
from nnlib.explore._backprop import LOSSES, draw_weights
from nnlib.explore.host import MAX_BYTES


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def ones(sizes):
    shapes = itertools.chain(*(((m, n), (n,)) for m, n in itertools.pairwise(sizes)))
    return [np.ones(shape) for shape in shapes]


def test_description_tells_the_point_and_both_losses():
    weights = [[[1.0], [-2.0]], [0.5]]  # z = 0.5 - 2 + 0.5 = -1
    told = backprop(
        (2, 1), output="linear", x=(0.5, 1), target=3, weights=weights
    ).description
    # delta = -4: w is 1 + 0.5·4·0.5 = 2, -2 + 0.5·4 = 0, b 2.5: z = 3.5.
    assert told.startswith(
        "Backpropagation stepper on a network of 2 and 1 nodes: output linear, loss "
        "squared error. The example has the inputs 0.5, 1 and the target 3; the "
        "loss is 8 before and 0.125 after one update at learning rate 0.5. "
    )
    told = backprop((3, 4, 4, 2), activation="relu", output="softmax").description
    assert "of 3, 4, 4 and 2 nodes: hidden activation relu, output softmax" in told
    assert "loss cross entropy. " in told
    assert "the inputs 1, 0.5, -1 and the target 1, 0; the loss is 0." in told
    assert backprop()._repr_mimebundle_()["text/plain"] == backprop().description


@pytest.mark.parametrize("output", LOSSES)
@pytest.mark.parametrize("sizes", [(1, 2), (2, 3, 2), (4, 4, 4, 4)])
def test_one_update_helps_by_default(sizes, output):
    for loss, seed in itertools.product(LOSSES[output], range(5)):
        told = backprop(
            sizes, output=output, loss=loss, seed=seed, learning_rate=0.05
        ).description
        before, after = re.search(r"is (\S+) before and (\S+) after", told).groups()
        assert float(after) < float(before), told


def test_weights_come_flat_as_from_keras_or_in_pairs():
    import keras

    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)]
    )
    flat = [np.array(weight.value) for weight in model.weights]
    pairs = [tuple(flat[:2]), tuple(flat[2:])]
    assert html(backprop(weights=flat)) == html(backprop(weights=pairs))
    assert html(backprop(weights=flat)) != html(backprop())
    # Two layers of one node each: a pair for each, not four numbers.
    one = [([[2.0]], [1.0]), ([[2.0]], [1.0])]
    assert "after one update" in backprop((1, 1, 1), weights=one).description


def test_weights_are_round_and_follow_the_seed():
    drawn = draw_weights((4, 4, 4), seed=7)
    for kernel, bias in drawn:
        assert kernel.shape == (4, 4)
        assert np.abs(kernel).max() <= 1
        assert np.abs(bias).max() <= 0.5
        np.testing.assert_array_equal(kernel, kernel.round(2))
    many = np.concatenate([draw_weights((4, 4), seed)[0][0] for seed in range(500)])
    assert abs(many.mean()) < 0.03
    assert many.std() == pytest.approx(1 / np.sqrt(3), abs=0.02)
    assert html(backprop(seed=1)) != html(backprop(seed=2))


def test_bytes_are_few_and_always_the_same():
    large = {"activation": "sigmoid", "output": "softmax"}
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=each.shape) for each in ones((4, 4, 4, 4))]
    page = html(backprop((4, 4, 4, 4), weights=weights, **large))
    assert len(page.encode()) < MAX_BYTES
    assert page == html(backprop([4, 4, 4, 4], weights=tuple(weights), **large))
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(backprop()) == html(backprop(seed=0))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    "sizes",
    [(), (4,), (4, 0), (2.5, 3), (5, 2), (1,) * 5, 7, "23", None, (True, 2), {2, 3}],
)
def test_sizes_that_will_not_do(sizes):
    with pytest.raises(ValueError, match=r"^sizes: .* came.*; give .* from 1 to 4,"):
        backprop(sizes)


@pytest.mark.parametrize(
    ("argument", "name", "meant"),
    [
        ("activation", "sigmiod", "sigmoid"),
        ("output", "Softmax", "softmax"),
        ("loss", "squared_eror", "squared_error"),
    ],
)
def test_unknown_names(argument, name, meant):
    with pytest.raises(ValueError, match=f"^{argument}: .*'{name}'; did.*'{meant}'"):
        backprop((2, 2), **{argument: name})
    with pytest.raises(ValueError, match=f"^{argument}: there is no 3. Known: "):
        backprop((2, 2), **{argument: 3})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            {"x": (1,)},
            r"^x: the shape \(1,\) came; give .* of shape \(2,\)",
        ),
        ({"x": (1, np.nan)}, r"^x: NaN or infinity came; give finite numbers"),
        (
            {"x": (1, 101)},
            r"^x: .* came; give finite numbers .* from -100 to 100$",
        ),
        ({"x": "ab"}, r"^x: 'ab' came"),
        ({"x": (1, 2j)}, r"^x: .* came; give"),
        ({"x": (True, False)}, r"^x: .* came; give"),
        ({"x": [[1], [2, 3]]}, r"^x: .* came; give"),
        ({"target": (1, 0)}, r"^target: the shape \(2,\) came"),
        ({"target": np.inf}, r"^target: NaN or infinity came; give a number from"),
        ({"target": 2, "loss": "cross_entropy"}, r"^target: 2 came; .* from 0 to 1"),
        (
            {"learning_rate": 0},
            r"^learning_rate: 0 came; give a positive .* 100",
        ),
        ({"learning_rate": np.nan}, r"^learning_rate: nan came"),
        ({"learning_rate": "0.5"}, r"^learning_rate: '0.5' came"),
        ({"learning_rate": None}, r"^learning_rate: None came"),
        ({"seed": -1}, r"^seed: -1 came; give a whole number from 0 to"),
        ({"seed": 1.5}, r"^seed: 1.5 came"),
        (
            {"weights": 3},
            r"^weights: 3 came; give .* shapes \[\(2, 3\), \(3,\), ",
        ),
        ({"weights": ones((2, 3))}, r"^weights: 2 came; give arrays"),
        (
            {"weights": ones((2, 2, 1))},
            r"^weights\[0\]: the shape \(2, 2\) came; give",
        ),
        ({"weights": [[[1, 2]], "ab"] * 2}, r"^weights\[0\]: the shape \(1, 2\) came"),
        (
            {"output": "linear", "loss": "cross_entropy"},
            r"^loss: .* give 'squared_error'",
        ),
        ({"output": "softmax"}, r"^output: 'softmax' came for one output"),
    ],
)
def test_what_will_not_do(arguments, told):
    with pytest.raises(ValueError, match=told):
        backprop((2, 3, 1), **arguments)


def test_softmax_has_its_own_rules():
    with pytest.raises(
        ValueError, match=r"^target: .* with the sum 0.5; give one of 1"
    ):
        backprop((2, 2), output="softmax", target=(0.5, 0))
    with pytest.raises(ValueError, match=r"^loss: 'squared_error' came with .*softmax"):
        backprop((2, 2), output="softmax", loss="squared_error")
    assert "0.25, 0.75;" in (
        backprop((2, 2), output="softmax", target=(0.25, 0.75)).description
    )
