"""The rate finder: what it sees, what it suggests, what it leaves alone."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib.seeds import seed_everything
from nnlib.training.engines import feed
from nnlib.training.rate_finding import find_rate

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


def test_large_data_are_gone_through_to_the_end(monkeypatch):
    small = find_rate(model(), X, Y, batch_size=8, steps=30, highest=0.01)
    monkeypatch.setattr(feed, "_LARGE", 100)
    monkeypatch.setattr(feed, "_PART", 12 * 8 * 20)  # bytes of 12 batches
    memory = np.empty(X.nbytes + 8, "uint8")
    apart = np.ndarray(X.shape, X.dtype, memory, 4 * (memory.ctypes.data % 64 == 0))
    apart[:] = X
    large = find_rate(model(), apart, Y, batch_size=8, steps=30, highest=0.01)
    assert len(large.losses) == 30
    np.testing.assert_allclose(large.losses, small.losses, rtol=1e-5)


def test_it_stops_where_the_loss_explodes_and_suggests_less():
    finder = nnlib.Trainer(model()).find_rate(X, Y, highest=1e4, steps=300)
    assert len(finder.rates) < 300
    assert len(finder.rates) == len(finder.losses) == len(finder.smoothed)
    least = finder.rates[np.nanargmin(finder.smoothed)]
    assert finder.suggestion == float(f"{least / 10:.2g}")
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
    with pytest.raises(ValueError, match="ax: 3 came; give plain axes"):
        finder.plot(ax=3)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"lowest": 0}, "lowest, highest: 0 and 10.0 came"),
        ({"lowest": 1, "highest": 0.1}, "the smaller first"),
        ({"lowest": "1"}, "lowest, highest: '1' and 10.0 came; give two rates"),
        ({"lowest": float("nan")}, "lowest, highest: nan and 10.0 came"),
        ({"highest": float("inf")}, "lowest, highest: 1e-06 and inf came"),
        ({"highest": True}, "lowest, highest: 1e-06 and True came"),
        ({"steps": 5}, "^steps: 5 came; give a whole number from 10 to 100,000"),
        ({"steps": 10.5}, "^steps: 10.5 came; give a whole number"),
        ({"steps": "30"}, "^steps: '30' came; give a whole number"),
        ({"steps": True}, "^steps: True came; give a whole number"),
        ({"steps": 10**9}, "^steps: 1000000000 came; give a whole number"),
        ({"smoothing": 1}, "^smoothing: 1 came; give a share from 0 and below 1"),
        ({"smoothing": "high"}, "^smoothing: 'high' came; give a share"),
        ({"smoothing": float("nan")}, "^smoothing: nan came; give a share"),
        ({"batch_size": 0}, "^batch_size: 0 came; give a whole number from 1"),
        ({"batch_size": 2.5}, "^batch_size: 2.5 came; give a whole number from 1"),
        ({"batch_size": "32"}, "^batch_size: '32' came; give a whole number from 1"),
        ({"seed": -1}, "^seed: -1 came; give a whole number from 0"),
        ({"seed": 1.5}, "^seed: 1.5 came; give a whole number from 0"),
        ({"y": Y[:3]}, "y: 3 examples came, and 300 in x"),
        ({"x": X * np.nan}, "x: NaN came, first in example 0"),
        ({"x": "data"}, "x, y: str came; give arrays"),
    ],
)
def test_wrong_input(options, told):
    with pytest.raises(ValueError, match=told):
        find_rate(model(), **{"x": X, "y": Y, **options})


@pytest.mark.parametrize("no_model", [keras.Sequential([layers.Dense(1)]), model, "m"])
def test_what_is_no_compiled_model(no_model):
    with pytest.raises(ValueError, match=r"^model: .* came; give a Keras model after"):
        find_rate(no_model, X, Y)


def lowered(by):
    """A model whose loss is the mean squared error minus a number."""
    made = model()
    made.compile(
        optimizers.SGD(0.01), lambda y, z: keras.ops.mean((y - z) ** 2, axis=-1) - by
    )
    return made


def test_how_far_a_loss_falls_counts_and_not_its_level():
    finder, same = find_rate(lowered(0), X, Y), find_rate(lowered(100), X, Y)
    assert (same.smoothed < 0).any()
    np.testing.assert_allclose(same.losses[:100], finder.losses[:100] - 100, atol=1e-4)
    assert len(same.rates) == len(finder.rates)
    assert same.suggestion == finder.suggestion
    assert 1e-3 < finder.suggestion < 1


def trained():
    made = model()
    noisy = Y + RNG.normal(size=Y.shape).astype("float32")
    made.set_weights([np.array([[1.0], [-2.0], [0.5], [0.0]]), np.zeros(1)])
    return made, noisy


@pytest.mark.parametrize("seed", range(4))
def test_a_trained_model_gets_no_suggestion(seed):
    made, noisy = trained()
    finder = find_rate(made, X, noisy, seed=seed)
    assert finder.suggestion is None
    assert finder.reason.startswith("the loss never fell by more than it differs")
    assert repr(finder).startswith("No learning rate is suggested: the loss never")
    ax = finder.plot()
    assert len(ax.lines) == 2
    assert [text.get_text() for text in ax.texts] == ["no clear fall"]
    assert nnlib.describe(ax.figure)


def test_noise_gets_no_suggestion():
    """Of a model that says one half; one that says more would learn to say that."""
    labels = RNG.integers(0, 2, (6000, 1))
    half = layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")
    made = keras.Sequential([keras.Input((4,)), half])
    made.compile("adam", "binary_crossentropy")
    x = RNG.normal(size=(6000, 4)).astype("float32")
    assert find_rate(made, x, labels).suggestion is None


def test_a_loss_that_overflows_at_once():
    with np.errstate(over="ignore"):
        finder = find_rate(model(), X, Y, lowest=1e20, highest=1e21)
    assert finder.suggestion is None
    assert finder.reason.startswith("the loss overflowed at once, so the lowest rate")
    finder.plot().figure.canvas.draw()


def test_it_is_told_with_two_digits():
    finder = find_rate(model(), X, Y)
    assert finder.suggestion == float(f"{finder.suggestion:.2g}")
    started = f"Suggested learning rate {finder.suggestion:.2g}: a tenth of "
    assert repr(finder).startswith(started)
    bundle = finder._repr_mimebundle_()
    assert started in bundle["text/html"]
    assert not any(character.isdigit() for character in bundle["text/plain"])


class Batches(keras.utils.PyDataset):
    """Nine batches of 32, and what remains."""

    def __init__(self):
        super().__init__()
        self.epochs = 0

    def __len__(self):
        return 10

    def __getitem__(self, index):
        rows = slice(32 * index, 32 * index + 32)
        return X[rows], Y[rows]

    def on_epoch_end(self):
        self.epochs += 1


def endless():
    while True:
        yield from [Batches()[index] for index in range(9)]


def losses_of_batches(steps):
    made, rates = model(), np.geomspace(1e-3, 1e-1, steps)
    losses = []
    for step, rate in enumerate(rates):
        made.optimizer.learning_rate = float(rate)
        x, y = Batches()[step % 9]
        losses.append(made.train_on_batch(x, y))
        made.reset_metrics()
    return losses


@pytest.mark.parametrize("stream", [Batches, endless])
def test_batches_as_they_come(stream):
    given = stream()
    finder = find_rate(model(), given, steps=24, lowest=1e-3, highest=1e-1)
    assert len(finder.rates) == 24
    np.testing.assert_allclose(finder.losses, losses_of_batches(24), rtol=1e-4)
    assert stream is endless or given.epochs >= 2


def test_batches_of_tensorflow():
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices((X[:288], Y[:288])).batch(32)
    finder = find_rate(model(), batches, steps=24, lowest=1e-3, highest=1e-1)
    np.testing.assert_allclose(finder.losses, losses_of_batches(24), rtol=1e-4)


def test_weights_of_classes():
    labels = (X[:, :1] > 0).astype(int)
    weights = {0: 0.5, 1: 2.0}

    def classifier():
        seed_everything(0)
        made = keras.Sequential(
            [keras.Input((4,)), layers.Dense(1, activation="sigmoid")]
        )
        made.compile(optimizers.SGD(0.1), "binary_crossentropy")
        return made

    of_classes = find_rate(classifier(), X, labels, class_weight=weights, steps=12)
    of_examples = find_rate(
        classifier(),
        X,
        labels,
        sample_weight=np.where(labels, 2.0, 0.5).ravel(),
        steps=12,
    )
    plain = find_rate(classifier(), X, labels, steps=12)
    np.testing.assert_allclose(of_classes.losses, of_examples.losses, rtol=1e-6)
    assert not np.allclose(of_classes.losses, plain.losses)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"x": Batches(), "y": Y}, "x: Batches came, whose batches hold the labels"),
        ({"x": endless(), "batch_size": 8}, "leave out y, sample_weight and batch_si"),
        ({"x": (batch for batch in [])}, "x: generator came, without any batch"),
        ({"x": (Batches()[k] for k in range(5))}, "x: 5 batches came; give 10 at lea"),
        ({"x": ((X * np.nan, Y) for _ in range(9))}, "x: NaN came, first in example"),
    ],
)
def test_batches_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        find_rate(model(), **options)


def test_an_optimizer_with_a_schedule():
    decay = optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    with pytest.raises(ValueError, match="made with a schedule"):
        find_rate(model(optimizers.SGD(decay)), X, Y)
