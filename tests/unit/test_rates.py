"""The rate finder: what it sees, what it suggests, what it leaves alone."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib.seeds import seed_everything
from nnlib.training.rates import find_rate

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 4)).astype("float32")
Y = (X @ np.array([1.0, -2.0, 0.5, 0.0])).astype("float32")[:, None]


def model(optimizer=None, hidden=()):
    seed_everything(0)
    made = keras.Sequential([keras.Input((4,)), *hidden, layers.Dense(1)])
    made.compile(optimizer or optimizers.SGD(0.01), "mse")
    return made


# Keras asks NumPy for the value of a variable in a way of the past.
@pytest.mark.filterwarnings("ignore:__array__ implementation")
def test_losses_are_those_of_single_batches():
    made = model()
    finder = find_rate(made, X, Y, steps=12, lowest=1e-3, highest=1e-1, seed=4)
    np.testing.assert_allclose(finder.rates, np.geomspace(1e-3, 1e-1, 12))
    order = np.random.default_rng(4).permutation(300)[:288].reshape(9, 32)
    weights, bias = (w.astype(float) for w in made.get_weights())
    for step, rate in enumerate(finder.rates[:9]):
        x, y = X[order[step]], Y[order[step]]
        error = x @ weights + bias - y
        assert finder.losses[step] == pytest.approx(np.mean(error**2), rel=1e-4)
        weights -= rate * 2 * x.T @ error / 32
        bias -= rate * 2 * error.mean(axis=0)


def test_it_stops_where_the_loss_explodes_and_suggests_less():
    finder = nnlib.Trainer(model()).find_rate(X, Y, highest=1e4, steps=300)
    assert len(finder.rates) < 300
    assert len(finder.rates) == len(finder.losses) == len(finder.smoothed)
    least = finder.rates[np.nanargmin(finder.smoothed)]
    assert finder.suggestion == pytest.approx(least / 10)
    assert 1e-4 < finder.suggestion < 1  # beyond 1, this descent diverges
    assert "a tenth of" in finder.reason
    assert str(len(finder.rates)) in finder.reason


def test_the_model_and_the_random_numbers_stay():
    made = model(optimizers.Adam(0.01), [layers.Dropout(0.5)])
    made.fit(X, Y, verbose=0)
    variables = [*made.variables, *made.optimizer.variables]
    before = [np.array(v.value) for v in variables]
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    nnlib.Trainer(made).find_rate(X, Y, steps=20)
    assert all(
        np.array_equal(a, v.value) for a, v in zip(before, variables, strict=True)
    )
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


def test_the_smoothed_loss_has_no_bias_of_its_beginning():
    finder = find_rate(model(), X, Y, steps=10, lowest=1e-9, highest=1e-8)
    assert finder.smoothed[0] == pytest.approx(finder.losses[0])
    weights = 0.95 ** np.arange(10)[::-1]
    mean = (finder.losses * weights).sum() / weights.sum()
    assert finder.smoothed[-1] == pytest.approx(mean)


def test_the_plot():
    finder = find_rate(model(), X, Y, steps=30)
    ax = finder.plot()
    losses, smoothed, mark = ax.lines
    np.testing.assert_array_equal(losses.get_ydata(), finder.losses)
    np.testing.assert_array_equal(smoothed.get_ydata(), finder.smoothed)
    assert mark.get_xdata()[0] == finder.suggestion
    assert ax.get_xscale() == "log"
    again = find_rate(model(), X * 2, Y, steps=30).plot()
    assert nnlib.describe(ax.figure) == nnlib.describe(again.figure)
    _, ax = plt.subplots()
    assert finder.plot(ax=ax) is ax


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"lowest": 0}, "lowest, highest: 0 and 10.0 came"),
        ({"lowest": 1, "highest": 0.1}, "the smaller first"),
        ({"steps": 5}, "steps, smoothing, batch_size: 5, "),
        ({"smoothing": 1}, "a share from 0 and below 1"),
        ({"batch_size": 0}, "at least 1"),
        ({"y": Y[:3]}, "y: 3 examples came, and 300 in x"),
        ({"x": X * np.nan}, "x: NaN came, first in example 0"),
        ({"x": "data"}, "x, y: str came; give arrays"),
    ],
)
def test_wrong_input(options, told):
    with pytest.raises(ValueError, match=told):
        find_rate(model(), **{"x": X, "y": Y, **options})


def test_an_optimizer_with_a_schedule():
    decay = optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    with pytest.raises(ValueError, match="made with a schedule"):
        find_rate(model(optimizers.SGD(decay)), X, Y)
