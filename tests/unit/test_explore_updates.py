"""The stored updates: what they accept, hold and take."""

import base64
import re

import keras
import numpy as np
import pytest

from nnlib.explore import updates
from nnlib.explore._updates import LEVELS, _quantized
from nnlib.explore.host import MAX_BYTES
from nnlib.explore.recording import record_updates
from nnlib.keras_private import as_numpy


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def data(classes=3, n=50):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 4)).astype("float32")
    return x, (x[:, 0] + x[:, 1] > 0).astype(int) + (x[:, 2] > 1) * (classes > 2)


def model(outputs=3, last="softmax", loss="sparse_categorical_crossentropy", width=5):
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(width, "tanh"), keras.layers.Dense(outputs, last)]
    made = keras.Sequential([keras.Input((4,)), *layers])
    made.compile(keras.optimizers.SGD(0.2), loss)
    return made


def weights(made):
    return [as_numpy(weight).copy() for weight in made.weights]


def words(explorable):
    return np.frombuffer(base64.b64decode(explorable.data["weights"]), "<u2")


def test_it_holds_what_the_updates_made():
    x, y = data()
    made = record_updates(model(), x, y, updates=12)
    start = model()
    before = weights(start)
    found = updates(start, x, y, updates=12, example=7)
    for one, other in zip(before, weights(start), strict=True):
        np.testing.assert_array_equal(one, other)
    states = words(found).reshape(13, -1).astype(float) - LEVELS
    expected = np.array(
        [np.concatenate([part.ravel() for part in each]) for each in made.weights]
    )
    largest = np.abs(expected).max()
    np.testing.assert_allclose(states * largest / LEVELS, expected, atol=1e-4)
    np.testing.assert_array_equal(states < 0, expected < 0)
    np.testing.assert_allclose(found.data["losses"], made.losses, rtol=1e-3)
    np.testing.assert_allclose(found.data["batch_losses"], made.batch_losses, rtol=1e-3)
    start.set_weights(made.weights[12])
    answers = np.asarray(start.predict_on_batch(x))
    assert found.data["right"][12] == (answers.argmax(axis=1) == y).sum()
    np.testing.assert_allclose(found.data["answers"][12], answers[7], atol=1e-3)
    assert found.data["wanted"] == y[7]


def test_classes_come_as_numbers_or_rows_or_for_one_sigmoid():
    x, y = data()
    rows = model(loss="categorical_crossentropy")
    one = updates(model(), x, y, updates=4)
    other = updates(rows, x, np.eye(3)[y], updates=4)
    assert one.data["right"] == other.data["right"]
    x, y = data(classes=2)
    binary = updates(model(1, "sigmoid", "binary_crossentropy"), x, y, updates=4)
    assert len(binary.data["right"]) == 5
    assert len(binary.data["answers"][0]) == 1


def test_without_probabilities_no_answer_is_right():
    x, _ = data()
    found = updates(model(1, "linear", "mse"), x, x[:, 0], updates=4)
    assert [found.data[name] for name in ("right", "answers", "wanted")] == [None] * 3
    assert "right answers" not in found.description


@pytest.mark.parametrize("labels", [(-1, 1), (0.1, 0.9), (0, 2)])
def test_labels_that_are_no_classes_are_not_counted(labels):
    x, y = data(classes=2)
    found = updates(model(1, "sigmoid", "mse"), x, np.take(labels, y), updates=4)
    assert [found.data[name] for name in ("right", "answers", "wanted")] == [None] * 3


def test_labels_that_the_loss_does_not_take_are_told():
    x, y = data(classes=2)
    binary = model(1, "sigmoid", "binary_crossentropy")
    with pytest.warns(UserWarning, match="^y: labels from -1 to 1 came, and binary_c"):
        assert updates(binary, x, 2 * y - 1, updates=4).data["right"] is None


def test_a_small_weight_keeps_its_sign():
    steps = _quantized(np.array([[1.0, -1e-9, 1e-9, 0, -1.0]])).astype(int) - LEVELS
    assert steps.tolist() == [[LEVELS, -1, 1, 0, -LEVELS]]


def test_bytes_are_few_and_those_of_training_apart():
    x, y = data()
    page = html(updates(model(width=16), x, y, updates=100))
    assert len(page.encode()) < MAX_BYTES
    assert page == html(updates(model(width=16), x, y, updates=100))
    compared = re.sub(r"/\* trained \*/.*", "", page)
    other = model(width=16)
    other.set_weights([0.5 * part for part in weights(other)])
    assert page != html(updates(other, x, y, updates=100))
    apart = re.sub(r"/\* trained \*/.*", "", html(updates(other, x, y, updates=100)))
    keys = re.compile(r'(data-nnlib=|key: )"\w+"')
    assert keys.sub("", compared) == keys.sub("", apart)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": -1}, "seed: -1 came; give a whole number from 0"),
        ({"updates": 0}, "updates: 0 came; give a whole number from 1"),
        ({"batch_size": 1.5}, "batch_size: 1.5 came; give a whole number from 1"),
        ({"example": 50}, "example: 50 came; give a whole number from 0 to 49"),
        (
            {"updates": 600},
            "updates: 600 came, and 43 weights and biases after each; give at most 510",
        ),
    ],
)
def test_what_will_not_do(change, told):
    x, y = data()
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        updates(model(), x, y, **change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x": (3, np.nan)}, "x: NaN came, first in example 3; leave out"),
        ({"x": (3, -np.inf)}, "x: infinity came, first in example 3; leave out"),
        ({"y": (0, 7)}, "y: labels from 0 to 7 came, and the model's 3 outputs take"),
        ({"x": None}, "x: None came; give an array of examples"),
        ({"y": None}, "y: None came, and the model's loss compares its outputs with"),
    ],
)
def test_data_that_will_not_do(change, told):
    given = dict(zip("xy", data(), strict=True))
    for name, broken in change.items():
        if broken is None:
            given[name] = None
        else:
            given[name][broken[0]] = broken[1]
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        updates(model(), **given)
