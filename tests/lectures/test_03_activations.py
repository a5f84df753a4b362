"""Lecture 3: its self-checks, and the still picture of its lab."""

from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

LECTURE = Path(__file__).parents[2] / "notebooks" / "03_activations.ipynb"


def test_the_slope_of_elu(say):
    def with_masks(z, alpha):
        slope = np.ones_like(z)
        slope[z <= 0] = alpha * np.exp(z[z <= 0])
        return slope

    def from_values(z, alpha):
        return [1.0 if v > 0 else alpha * (np.exp(v) - 1) + alpha for v in z]

    def of_keras(z, alpha):
        return keras.ops.where(z > 0, 1.0, alpha * keras.ops.exp(z))

    def by_difference(z, alpha):
        def elu(z):
            return np.where(z > 0, z, alpha * np.expm1(z))

        return (elu(z + 1e-7) - elu(z - 1e-7)) / 2e-7

    class Slope:
        def __call__(self, z, alpha):
            return (z > 0) + (z <= 0) * alpha * np.exp(z)

    for right in (with_masks, from_values, of_keras, by_difference, Slope()):
        assert say("check_slope", right) == "Right."
    for wrong, hint in [
        (lambda z, a: ..., "Nothing to check yet"),
        (lambda z, a: np.where(z > 0, z, a * (np.exp(z) - 1)), "ELU itself"),
        (lambda z, a: np.where(z > 0, 1, np.exp(z)), "alpha times"),
        (lambda z, a: np.where(z > 0, 1, a * (np.exp(z) - 1)), "it has no slope"),
        (lambda z, a: a * np.exp(z), "with the slope 1"),
        (lambda z, a: np.where(z > 0, z, a * np.exp(z)), "you return z itself"),
        (lambda z, a: np.where(z > 0, 0, a * np.exp(z)), "the slope 1, not 0"),
        (lambda z, a: np.where(z > 0, 1, a), "that of a leaky ReLU"),
        (lambda z, a: 1 if z > 0 else a * np.exp(z), r"an if asks one number only"),
        (lambda z, a: np.where(z > 1, 1, a * np.exp(z)), "corner at 0, not at 1"),
        (lambda z, a: np.where(z > 2, 1.0, a * np.exp(z)), "and 1 is right"),
        (lambda z, a: np.where(z < 0, 1, a * np.exp(z)), "are exchanged"),
        (lambda z, a: np.where(z > 0, 1, a * np.exp(-z)), "is right"),
        (lambda z: z, "stops with TypeError"),
        (np.ones(5), "a function is asked"),
    ]:
        assert hint in say("check_slope", wrong)


def test_softmax(say):
    def with_log_sum(Z):  # any constant that keeps the exponentials finite will do
        return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))

    def row_by_row(Z):
        rows = []
        for z in Z:
            e = np.exp(z - max(z))
            rows.append(e / sum(e))
        return np.array(rows)

    def as_lists(Z):
        return row_by_row(Z).tolist()

    def in_another_base(Z):
        e = 2 ** ((Z - Z.max(axis=-1)[:, None]) * np.log2(np.e))
        return e / e.sum(axis=-1)[:, None]

    for right in (
        with_log_sum,
        row_by_row,
        keras.ops.softmax,
        as_lists,
        in_another_base,
    ):
        assert say("check_softmax", right) == "Right."

    def naive(Z):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    def down(Z):
        e = np.exp(Z - Z.max(axis=0))
        return e / e.sum(axis=0)

    def over_all(Z):
        e = np.exp(Z - Z.max())
        return e / e.sum()

    def one_maximum(Z):
        e = np.exp(Z - Z.max())
        return e / e.sum(axis=1, keepdims=True)

    def of_columns(Z):
        e = np.exp(Z - Z.max(axis=0))
        return e / e.sum(axis=1, keepdims=True)

    for wrong, hint in [
        (..., "Nothing to check yet"),
        (None, "Nothing to check yet"),
        (np.ones((2, 4)), "a function is asked"),
        (lambda Z: ..., "nothing so far"),
        (lambda Z: None, "nothing so far"),
        (lambda Z: "shares", "Not yet"),
        (lambda Z: np.exp(Z - Z.max(axis=1)), "stops with ValueError"),
        (one_maximum, "empties other rows"),
        (of_columns, "not of each column"),
        (naive, "subtract the largest of each row"),
        (down, "axis=1"),
        (over_all, "Each row has its own sum"),
        (lambda Z: Z / Z.sum(axis=1, keepdims=True), "The exponential is missing"),
        (lambda Z: np.sqrt(-np.abs(Z)), "are nan, no numbers"),
        (lambda Z: row_by_row(Z)[0], "is right"),
        (lambda Z: np.full(Z.shape, 0.25), "is right"),
    ]:
        told = say("check_softmax", wrong)
        assert hint in told
        assert "-99" not in told


def test_scale(say):
    right = 0.0577, 0.0707, 0.0816
    assert say("check_scale", *right).count("Right.") == 3
    for alike in [
        (0.058, 0.071, 0.082),
        (0.06, 0.07, 0.08),
        (0.0577, 0.0707, 0.0816),
        (np.sqrt(1 / 300), (2 / 400) ** 0.5, np.float32(0.08165)),
    ]:
        assert say("check_scale", *alike).count("Right.") == 3
    lines = say("check_scale", 0.058, ..., 0.082).splitlines()
    assert [line.split(":")[0] for line in lines] == ["LeCun", "Glorot", "He"]
    for place, wrong, hint in [
        (0, ..., "Nothing to check yet"),
        (1, "0.07", "a number is asked"),
        (0, 1 / 300, "That is the variance"),
        (1, 2 / 400, "That is the variance"),
        (2, 2 / 300, "That is the variance"),
        (0, 0.1, "LeCun and He take the inputs"),
        (1, 0.05, "Glorot both sides"),
        (1, 0.1, "not the outputs alone"),
        (2, 0.1414, "LeCun and He take the inputs"),
        (0, 0.0816, "A 2 too few or too many"),
        (2, 0.0577, "A 2 too few or too many"),
        (0, 0.05, "is not it"),
        (1, 0.06, "is not it"),
        (2, 0.003, "is not it"),
        (0, (0.0577, 0.07), "a number is asked"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_scale", *answers)


def test_dead(say):
    def by_outputs(Z):
        return int(np.sum(np.maximum(Z, 0).sum(axis=0) == 0))

    def counted(Z):
        return sum(max(column) <= 0 for column in Z.T)

    def with_relu(Z):
        answers = keras.ops.convert_to_numpy(keras.ops.relu(Z))
        return len(answers[0]) - np.count_nonzero(answers.any(axis=0))

    for right in (by_outputs, counted, with_relu, lambda Z: 1.0 * by_outputs(Z)):
        assert say("check_dead", right) == "Right."
    for wrong, hint in [
        (lambda Z: ..., "nothing so far"),
        (lambda Z: (Z.max(axis=1) <= 0).sum(), "look along the columns"),
        (lambda Z: (Z.min(axis=0) <= 0).sum(), "for every example"),
        (lambda Z: np.sum(np.maximum(Z, 0) == 0), "not nodes"),
        (lambda Z: (Z.sum(axis=0) <= 0).sum(), "Negative on average"),
        (lambda Z: Z.max(axis=0) <= 0, "now count"),
        (lambda Z: (Z.max(axis=0) > 0).sum(), "Those are the living"),
        (lambda Z: np.mean(Z.max(axis=0) <= 0), "not a share"),
        (lambda Z: (Z < 0).all(axis=0).sum(), "A sum of exactly 0"),
        (lambda Z: (Z == 0).all(axis=0).sum(), "is right"),
    ]:
        assert hint in say("check_dead", wrong)


def test_smoothed(say):
    label = np.array([0.05, 0.05, 0.85, 0.05])
    for right in (
        label.tolist(),
        tuple(label),
        label.astype("float32"),
        label[None],
        0.8 * np.eye(4)[2] + 0.05,
    ):
        assert say("check_smoothed", right) == "Right."
    for wrong, hint in [
        (..., "Nothing to check yet"),
        ([0.05, 0.05, 0.8, 0.05], "its share of epsilon, too"),
        ([0.0667, 0.0667, 0.8, 0.0667], "by all four classes"),
        ([0.2, 0.2, 0.8, 0.2], "divided by the number"),
        ([0.05, 0.05, 1, 0.05], "do not add up to 1"),
        ([0.05, 0.85, 0.05, 0.05], "The third class"),
        ([0.05, 0.05, 0.05, 0.85], "index 3 is the fourth"),
        (0.85, "four numbers is asked for"),
        (np.float64(0.05), "four numbers is asked for"),
        ([0, 0, 1, 0], "is not it"),
        ([0.05, 0.05, 0.85], "is not it"),
    ]:
        assert hint in say("check_smoothed", wrong)


def test_depth(say):
    for right in (20, np.int64(20), 20.0, np.float32(20)):
        assert say("check_depth", right) == "Right."
    for wrong, hint in [
        (..., "Nothing to check yet"),
        (10, "twice as many layers"),
        (19, "one more"),
        (21, "20 layers are enough"),
        (np.log2(1000), "not the mean square"),
        (9.97, "not the mean square"),
        (2 * np.log2(1000), "A whole number"),
        (19.93, "A whole number"),
        (19.9, "A whole number"),
        (np.float64(19.932), "A whole number"),
        (0.5**10, "not its size"),
        (19.5, "is not it"),
        ("twenty", "a number is asked"),
    ]:
        assert hint in say("check_depth", wrong)


def network(
    activation="selu",
    initializer="lecun_normal",
    last="softmax",
    sizes=(50, 30, 3),
    apart=False,
    softmax=False,
    dropout=False,
):
    layers = [keras.Input((20,))]
    for units in sizes[:-1]:
        bend = None if apart else activation
        layers.append(keras.layers.Dense(units, bend, kernel_initializer=initializer))
        if apart:
            layers.append(keras.layers.Activation(activation))
        if dropout:
            layers.append(keras.layers.AlphaDropout(0.1))
    layers.append(keras.layers.Dense(sizes[-1], last))
    return keras.Sequential([*layers, *[keras.layers.Softmax()] * softmax])


def one_apart():
    return keras.Sequential(
        [
            keras.Input((20,)),
            keras.layers.Dense(50, "selu", kernel_initializer="lecun_normal"),
            keras.layers.Dense(30, kernel_initializer="lecun_normal"),
            keras.layers.Activation("selu"),
            keras.layers.Dense(3, "softmax"),
        ]
    )


def two_outputs():
    hidden = network().layers
    x = inputs = keras.Input((20,))
    for layer in hidden:
        x = layer(x)
    return keras.Model(inputs, [x, x])


class Subclassed(keras.Model):
    """Three Dense layers, called once."""

    def __init__(self, activation="selu"):
        super().__init__()
        lecun = {"kernel_initializer": "lecun_normal"}
        self.first = keras.layers.Dense(50, activation, **lecun)
        self.second = keras.layers.Dense(30, activation, **lecun)
        self.last = keras.layers.Dense(3, "softmax")
        self(np.zeros((1, 20), "float32"))

    def call(self, x):
        return self.last(self.second(self.first(x)))


def with_layer(layer):
    """The right network, and one layer more behind its first."""
    first, *others = network().layers
    return keras.Sequential([keras.Input((20,)), first, layer, *others])


def second_by_default():
    return keras.Sequential(
        [
            keras.Input((20,)),
            keras.layers.Dense(50, "selu", kernel_initializer="lecun_normal"),
            keras.layers.Dense(30, "selu"),
            keras.layers.Dense(3, "softmax"),
        ]
    )


def pulled(**what):
    first = keras.layers.Dense(50, "selu", kernel_initializer="lecun_normal", **what)
    return keras.Sequential([keras.Input((20,)), first, *network().layers[1:]])


def begun(**what):
    """The right network with something of its own at the first layer."""
    settings = {"kernel_initializer": "lecun_normal", **what}
    first = keras.layers.Dense(50, "selu", **settings)
    return keras.Sequential([keras.Input((20,)), first, *network().layers[1:]])


def normal(shape, dtype=None):
    """LeCun's rule, written by hand."""
    return keras.random.normal(shape, stddev=shape[0] ** -0.5, dtype=dtype)


def functional():
    x = inputs = keras.Input((20,))
    lecun = keras.initializers.LecunNormal()
    for units in (50, 30):
        x = keras.layers.Dense(units, keras.activations.selu, kernel_initializer=lecun)(
            x
        )
    return keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))


@pytest.mark.parametrize(
    "make",
    [
        network,
        functional,
        lambda: network(initializer="lecun_uniform"),
        lambda: network(apart=True),
        lambda: one_apart(),
        lambda: network(initializer=keras.initializers.VarianceScaling(1, "fan_in")),
        lambda: network(dropout=True),
        lambda: network(last=None, softmax=True),
        lambda: network(initializer=keras.initializers.LecunNormal),
        lambda: network(initializer=normal),
        Subclassed,
        lambda: keras.Sequential([keras.Input((20,)), network()]),
    ],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_network_that_normalizes_itself(say, make, seed):
    keras.utils.set_random_seed(seed)
    assert say("check_network", make()) == "Right."


@pytest.mark.parametrize("seed", range(8))
def test_one_layer_with_the_default_weights_is_never_right(say, seed):
    keras.utils.set_random_seed(seed)
    assert "in both hidden layers" in say("check_network", second_by_default())


@pytest.mark.parametrize(
    ("make", "hint"),
    [
        (lambda: ..., "Nothing to check yet"),
        (lambda: [50, 30, 3], "a Keras model is asked for"),
        (
            lambda: keras.Sequential([keras.layers.Dense(3)]),
            "does not know its inputs",
        ),
        (lambda: network(sizes=(30, 50, 3)), "(20, 50), (50, 30) and (30, 3)"),
        (lambda: network(last=None), "softmax at the end"),
        (lambda: network(last="sigmoid"), "softmax at the end"),
        (lambda: network("relu", "he_normal"), "SELU"),
        (lambda: network(initializer="glorot_uniform"), "wants lecun_normal"),
        (lambda: network(initializer="he_normal"), "wants lecun_normal"),
        (lambda: network("tanh", apart=True), "SELU"),
        (lambda: network("elu"), "SELU"),
        (lambda: two_outputs(), "it does not make 2,000 rows of 3"),
        (lambda: Subclassed("elu"), "SELU"),
        (lambda: keras.Sequential, "a Keras model is asked for"),
        (lambda: with_layer(keras.layers.Dropout(0.2)), "Dropout moves the scale"),
        (
            lambda: with_layer(keras.layers.BatchNormalization()),
            "BatchNormalization moves the scale",
        ),
        (lambda: pulled(kernel_regularizer="l2"), "pulls at the weights"),
        (lambda: pulled(kernel_constraint="max_norm"), "pulls at the weights"),
        (lambda: network(initializer="zeros"), "wants lecun_normal"),
        (lambda: begun(bias_initializer="ones"), "a bias other than 0"),
        (
            lambda: begun(
                kernel_initializer=keras.initializers.RandomNormal(0.3, 20**-0.5)
            ),
            "need the mean 0",
        ),
        (
            lambda: begun(
                kernel_initializer=keras.initializers.RandomUniform(0, (12 / 20) ** 0.5)
            ),
            "need the mean 0",
        ),
        (lambda: with_layer(keras.layers.GaussianNoise(1.0)), "GaussianNoise moves"),
        (lambda: with_layer(keras.layers.GaussianDropout(0.5)), "GaussianDropout mo"),
    ],
)
def test_networks_that_do_not(say, make, hint):
    assert hint in say("check_network", make())


def test_a_page_without_a_kernel_has_a_still_picture_of_the_lab():
    (cell,) = [
        cell
        for cell in nbformat.read(LECTURE, 4).cells
        if cell.cell_type == "code" and cell.source == "nnlib.labs.boundary()"
    ]
    (output,) = cell.outputs
    assert set(output.data) == {"image/png", "text/plain"}
    assert output.data["text/plain"].startswith("Lab; controls: data (moons, circles")
    assert output.metadata["image/png"] == {"width": 1100, "height": 480}
