"""The loss along a line: Keras' own numbers, the gradient, what stays, wrong input."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

from nnlib.training import loss_along_line

# Keras' variables become arrays so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 5)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)


def model(seed=3, *, compiled=True):
    keras.utils.set_random_seed(seed)
    made = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="tanh", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(3),
        ]
    )
    if compiled:
        # Of probabilities the backends clip the least differently.
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        made.compile("sgd", loss, metrics=["accuracy"])
    return made


def values(made):
    return [v.numpy() for v in (*made.variables, *made.optimizer.variables)]


def moved(made, direction, position):
    """Evaluate with other weights, those that are not trained being the model's own."""
    before = made.get_weights()
    for variable, way in zip(made.trainable_variables, direction, strict=True):
        variable.assign(variable + position * way)
    loss = made.evaluate(X, Y, batch_size=60, verbose=0)[0]
    made.set_weights(before)
    return loss


def test_losses_are_those_of_evaluate_towards_other_weights():
    made, other = model(), model(4)
    line = loss_along_line(made, X, Y, towards=other.get_weights(), places=31)
    ways = [
        b.numpy() - a.numpy()
        for a, b in zip(
            made.trainable_variables, other.trainable_variables, strict=True
        )
    ]
    length = np.sqrt(sum((way**2).sum() for way in ways))
    assert line.positions[[0, -1]] == pytest.approx([-0.5 * length, 1.5 * length])
    for i in (0, 10, 17, 30):
        expected = moved(made, ways, line.positions[i] / length)
        assert line.losses[i] == pytest.approx(expected, rel=1e-5)
    ends = [moved(made, ways, 0), moved(made, ways, 1)]
    assert line.start == pytest.approx([0, length][int(np.argmax(ends))])
    assert (len(line), line.direction) == (31, "towards other weights")


def test_the_first_step_is_that_of_gradient_descent():
    import jax

    made = model()
    fixed = [v.value for v in made.non_trainable_variables]

    def loss(weights):
        predicted, _, losses = made.stateless_call(
            weights, fixed, X, training=False, return_losses=True
        )
        each = keras.losses.sparse_categorical_crossentropy(
            Y, predicted, from_logits=True
        )
        return each.mean() + sum(losses)

    weights = [v.value for v in made.trainable_variables]
    gradient = jax.grad(loss)(weights)
    stepped = [w - 0.3 * g for w, g in zip(weights, gradient, strict=True)]
    near = loss_along_line(made, X, Y, ends=(-1e-2, 1e-2), places=21)
    slope = np.gradient(near.losses, near.positions)[10]
    assert slope == pytest.approx(-np.sqrt(sum((g**2).sum() for g in gradient)), 1e-3)
    line = loss_along_line(made, X, Y, ends=(0, -0.6 * slope), places=21)
    assert line.losses[10] == pytest.approx(float(loss(stepped)), rel=1e-4)
    assert (line.direction, line.start) == ("minus the gradient", 0)


def test_the_line_goes_from_before_the_model_past_its_minimum():
    line = loss_along_line(model(), X, Y)
    at_model = np.interp(0, line.positions, line.losses)
    assert line.positions[0] < 0 < line.positions[line.losses.argmin()]
    assert line.losses[0] > at_model > line.losses.min()
    assert line.losses[-1] > at_model
    assert len(line) == 201
    assert np.ptp(np.diff(line.positions)) < 1e-9


def test_the_model_stays_as_it_is():
    made = model()
    made.fit(X, Y, epochs=1, verbose=0)
    before = values(made)
    loss_along_line(made, X, Y)
    loss_along_line(made, X, Y, towards=model(5).get_weights())
    for a, b in zip(before, values(made), strict=True):
        np.testing.assert_array_equal(a, b)


def test_several_inputs_and_weights_of_examples():
    a, b = keras.Input((2,)), keras.Input((3,))
    out = layers.Dense(1)(layers.Concatenate()([a, b]))
    made = keras.Model([a, b], out)
    made.compile("adam", "mse")
    parts, weights = [X[:, :2], X[:, 2:]], np.linspace(0, 2, 60)
    line = loss_along_line(made, parts, X[:, 0], sample_weight=weights, ends=(0, 1))
    expected = made.evaluate(
        parts, X[:, 0], sample_weight=weights, batch_size=60, verbose=0
    )
    assert line.losses[0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"model": model(compiled=False)}, r"^model: .* came; give a compiled Keras"),
        ({"model": 3}, r"^model: 3 came; give a compiled Keras model"),
        ({"x": iter([X])}, r"^x, y: .* came; give arrays"),
        ({"y": Y[:7]}, r"^y: 7 examples came, and 60 in x; give as many"),
        ({"x": X[:, :4]}, r"^x: "),
        ({"ends": (1, 1)}, r"^ends: \(1, 1\) came; give two numbers that rise"),
        ({"ends": 3}, r"^ends: 3 came; give two numbers"),
        ({"ends": (0, float("nan"))}, r"^ends: NaN or infinity came"),
        ({"ends": (0, 1e30)}, r"^ends: the loss is not finite at 5e\+27; give en"),
        ({"places": 5}, r"^places: 5 came; give a whole number from 20 to 2,000"),
        ({"towards": [X]}, r"^towards: arrays of shapes \[\(60, 5\)\] came; give"),
    ],
)
def test_what_will_not_do(wrong, told):
    given = {"model": model(), "x": X, "y": Y} | wrong
    with pytest.raises(ValueError, match=told):
        loss_along_line(**given)


def test_a_way_of_no_length_is_refused():
    made = model()
    with pytest.raises(ValueError, match=r"^towards: the way has length 0; give other"):
        loss_along_line(made, X, Y, towards=made.get_weights())
    flat = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
    flat.compile("sgd", "mse")
    flat.set_weights([np.zeros((5, 1)), np.zeros(1)])
    with pytest.raises(ValueError, match=r"^towards: the gradient of the loss has len"):
        loss_along_line(flat, X, np.zeros(60))


def test_it_is_the_same_on_tensorflow(tmp_path):
    """In a process of its own, with the same weights."""
    made, other = model(), model(4)
    lines = [
        loss_along_line(made, X, Y),
        loss_along_line(made, X, Y, towards=other.get_weights()),
    ]
    np.savez(tmp_path / "weights.npz", *made.get_weights(), *other.get_weights())
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import numpy as np\n"
        "from test_line import X, Y, model, loss_along_line\n"
        "stored = list(np.load(sys.argv[2]).values()); n = len(stored) // 2\n"
        "made = model(); made.set_weights(stored[:n])\n"
        "lines = loss_along_line(made, X, Y), loss_along_line(made, X, Y, "
        "towards=stored[n:])\n"
        "np.save(sys.argv[3], [[a.positions, a.losses] for a in lines])\n"
    )
    settings = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            os.path.dirname(__file__),
            tmp_path / "weights.npz",
            tmp_path / "lines.npy",
        ],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = np.load(tmp_path / "lines.npy")
    expected = [[line.positions, line.losses] for line in lines]
    np.testing.assert_allclose(found, expected, rtol=2e-4, atol=1e-5)
