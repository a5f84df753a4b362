"""The loss on a plane: Keras' own numbers, what stays, wrong input."""

import keras
import numpy as np
import pytest
from keras import layers

from nnlib.training import loss_on_plane

# Keras' variables become arrays so.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3)).astype("float32")
Y = (X[:, 0] > 0).astype(int)


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(3)
    stack = [keras.Input((3,)), layers.Dense(5, "tanh"), layers.Dense(1)]
    made = keras.Sequential(stack)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    made.compile(keras.optimizers.Adam(0.05), loss)
    made.fit(X, Y, epochs=20, verbose=0)
    return made


def test_losses_are_those_of_evaluate(model):
    before = model.get_weights()
    plane = loss_on_plane(model, X, Y, places=5, reach=0.5, seed=4)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    middle = model.evaluate(X, Y, batch_size=60, verbose=0)
    assert plane.values[2, 2] == pytest.approx(middle, rel=1e-4)
    chance = np.random.default_rng(4)
    ways = []
    for _ in range(2):
        drawn = [chance.normal(size=w.shape) for w in before]
        ways.append(
            [
                d * np.linalg.norm(w) / np.linalg.norm(d)
                for d, w in zip(drawn, before, strict=True)
            ]
        )
    across, up = ways
    model.set_weights(
        [w + 0.25 * a - 0.5 * u for w, a, u in zip(before, across, up, strict=True)]
    )
    corner = model.evaluate(X, Y, batch_size=60, verbose=0)
    model.set_weights(before)
    assert plane.values[0, 3] == pytest.approx(corner, rel=1e-4)
    assert plane(0.25, -0.5) == pytest.approx(corner, rel=1e-4)


def test_the_minimum_is_the_least_value_and_the_seed_draws_the_plane(model):
    plane = loss_on_plane(model, X, Y, places=9)
    (minimum,) = plane.minima
    assert plane(*minimum) == pytest.approx(plane.lowest)
    assert np.abs(minimum).max() <= 0.5  # it was trained
    other = loss_on_plane(model, X, Y, places=9, seed=1)
    assert not np.allclose(other.values, plane.values)
    assert loss_on_plane(model, X, Y, places=9).values.tolist() == plane.values.tolist()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"places": 4}, r"^places: 4 came"),
        ({"reach": 0}, r"^reach: 0 came; give a number above 0"),
        ({"reach": -1}, r"^reach: -1 came"),
        ({"seed": -1}, r"^seed: -1 came"),
    ],
)
def test_what_will_not_do(model, wrong, told):
    with pytest.raises(ValueError, match=told):
        loss_on_plane(model, X, Y, **wrong)


def test_a_model_that_is_not_compiled():
    with pytest.raises(ValueError, match=r"^model: .* came; give a compiled"):
        loss_on_plane(keras.Sequential([keras.Input((3,)), layers.Dense(1)]), X, Y)
