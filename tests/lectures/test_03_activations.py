"""Lecture 3: its self-checks, and the still picture of its lab."""

import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

import nnlib
from nnlib.explore._signals import propagate
from tests.hostile import Broken

LECTURE = Path(__file__).parents[2] / "notebooks" / "03_activations.ipynb"


def test_losses_from_logits(say):
    def of_right(Z, y):
        return Z[np.arange(len(y)), y]

    def log_sum_exp(Z, y):
        largest = Z.max(axis=-1)
        logarithms = np.log(np.exp(Z - largest[:, None]).sum(axis=-1))
        return logarithms + largest - of_right(Z, y)

    def less_the_right_one(Z, y):  # the right logit is 0 then; one sum may overflow
        behind = Z - of_right(Z, y)[:, None]
        return np.logaddexp.reduce(behind, axis=1)

    def row_by_row(Z, y):
        found = []
        for z, k in zip(Z, y, strict=True):
            found.append(max(z) + np.log(sum(np.exp(z - max(z)))) - z[k])
        return found

    def shifted(Z, y):
        Z = Z - Z.max(axis=1, keepdims=True)
        return np.log(np.exp(Z).sum(axis=1)) - of_right(Z, y)

    def of_keras(Z, y):
        return keras.losses.sparse_categorical_crossentropy(y, Z, from_logits=True)

    def log_softmax(Z, y):
        return -of_right(keras.ops.convert_to_numpy(keras.ops.log_softmax(Z)), y)

    def with_one_hot(Z, y):
        return keras.losses.categorical_crossentropy(
            np.eye(Z.shape[1])[y], Z, from_logits=True
        )

    for right in (
        log_sum_exp,
        less_the_right_one,
        row_by_row,
        shifted,
        of_keras,
        log_softmax,
        with_one_hot,
        lambda Z, y: tuple(row_by_row(Z, y)),
    ):
        assert say("check_losses", right) == "Right."

    def softmax(Z):
        e = np.exp(Z - Z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def naive(Z):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    def one_maximum(Z, y):
        return np.log(np.exp(Z - Z.max()).sum(axis=1)) + Z.max() - of_right(Z, y)

    def largest_lost(Z, y):
        e = np.exp(Z - Z.max(axis=1, keepdims=True))
        return np.log(e.sum(axis=1)) - of_right(Z, y)

    def from_probabilities(Z, y):
        return keras.losses.sparse_categorical_crossentropy(y, softmax(Z))

    def table(Z, y):
        return np.logaddexp.reduce(Z, axis=1, keepdims=True) - of_right(Z, y)

    for wrong, hint in [
        (..., "Nothing to check yet"),
        (None, "Nothing to check yet"),
        (np.ones(2), "a function is asked"),
        (keras.losses.SparseCategoricalCrossentropy, "Not yet"),
        (lambda Z, y: ..., "nothing so far"),
        (lambda Z, y: None, "nothing so far"),
        (lambda Z, y: "losses", "Not yet"),
        (lambda Z, y: int("x"), "stops with ValueError"),
        (lambda Z: Z, "stops with TypeError"),
        (lambda Z, y: -np.log(of_right(softmax(Z), y)), "has the probability 0 here"),
        (lambda Z, y: -np.log(of_right(naive(Z), y)), "largest first."),
        (
            lambda Z, y: np.log(np.exp(Z - of_right(Z, y)[:, None]).sum(axis=1)),
            "subtract each row's largest, not the right one",
        ),
        (
            lambda Z, y: np.log(np.exp(Z).sum(axis=1)) - of_right(Z, y),
            "add it behind the logarithm",
        ),
        (from_probabilities, "it stops at 16"),
        (lambda Z, y: -np.log(of_right(softmax(Z), y) + 1e-7), "it stops at 16"),
        (lambda Z, y: -np.log(of_right(softmax(Z), y) + 1e-12), "stops at a number"),
        (lambda Z, y: -np.log(of_right(softmax(Z), y) + 1e-15), "stops at a number"),
        (largest_lost, "is missing behind the logarithm"),
        (lambda Z, y: largest_lost(Z, y) - Z.max(axis=1), "added, not subtracted"),
        (one_maximum, "take each row's own"),
        (lambda Z, y: -log_sum_exp(Z, y), "The other sign"),
        (lambda Z, y: np.logaddexp.reduce(Z, axis=1), "subtract the right logit"),
        (lambda Z, y: of_right(softmax(Z), y), "their negative logarithm"),
        (lambda Z, y: Z.max(axis=1) - of_right(Z, y), "the other classes count"),
        (lambda Z, y: -np.log(softmax(Z)), "Not yet"),
        (
            lambda Z, y: np.logaddexp.reduce(Z, axis=1, keepdims=True) - Z,
            "losses of all classes",
        ),
        (lambda Z, y: np.mean(log_sum_exp(Z, y)), "not their mean"),
        (lambda Z, y: sum(log_sum_exp(Z, y)), "not their sum"),
        (lambda Z, y: Z - Z.max(axis=1), "keepdims=True"),
        (table, "a table"),
        (lambda Z, y: np.logaddexp.reduce(Z, axis=1) - Z[:, y], "a table"),
        (lambda Z, y: log_sum_exp(Z, y)[:, None], "a column"),
        (lambda Z, y: np.log(-np.abs(Z[:, 0]) - 1), "nan or infinite"),
        (lambda Z, y: np.logaddexp.reduce(Z, axis=1) - Z[:, 0], "Not yet"),
        (lambda Z, y: np.full(len(y), 0.25), "Not yet"),
        (Broken(), "Not yet"),
    ]:
        told = say("check_losses", wrong)
        assert hint in told
        assert not re.search(r"-9[789]", told)


def test_scale(say):
    right = 0.0577, 0.0707, 0.0816
    assert say("check_scale", *right).count("Right.") == 3
    for alike in [
        (0.058, 0.071, 0.082),
        ("0.058", " 0.071", "0,082"),
        (0.0577, 0.0707, 0.0816),
        (np.sqrt(1 / 300), (2 / 400) ** 0.5, np.float32(0.08165)),
    ]:
        assert say("check_scale", *alike).count("Right.") == 3
    lines = say("check_scale", 0.058, ..., 0.082).splitlines()
    assert [line.split(":")[0] for line in lines] == ["LeCun", "Glorot", "He"]
    for place, wrong, hint in [
        (0, ..., "Nothing to check yet"),
        (0, 0.06, "give it to 3 digits"),
        (0, 0.057, "Not yet"),
        (1, 0.07, "give it to 3 digits"),
        (2, 0.081, "Not yet"),
        (2, 0.08, "give it to 3 digits"),
        (1, "seven", "a number is asked"),
        (1, "0.05", "Glorot both sides"),
        (0, 1 / 300, "That is the variance"),
        (1, 2 / 400, "That is the variance"),
        (2, 2 / 300, "That is the variance"),
        (0, 0.1, "LeCun and He take the inputs"),
        (1, 0.05, "Glorot both sides"),
        (1, 0.1, "not the outputs alone"),
        (2, 0.1, "with a 2 above"),
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
        (lambda Z: np.flatnonzero((Z <= 0).all(axis=0)), "how many are they"),
        (lambda Z: (Z == 0).all(axis=0).sum(), "before the ReLU"),
        (lambda Z: (Z == 0).all(axis=0), "before the ReLU"),
    ]:
        assert hint in say("check_dead", wrong)


READ = {
    "A": "vanishes",
    "B": "learns",
    "C": "one line",
    "D": "explodes",
    "E": "false alarm",
    "F": "vanishes",
}


def test_reading(say):
    for verdicts in (
        READ,
        list(READ.values()),
        ("Vanishes.", "learn", "on one line", "explode", "a false alarm", "vanish"),
        ("vanishing", "learning", "line", "exploding", "alarm is false", "shrinks"),
        {name: f" {word.upper()} " for name, word in READ.items()},
    ):
        for factor in (10 ** (9 / 8), 13, 13.3, "13", "12,6", np.float32(12.4), 14.1):
            assert say("check_reading", verdicts, factor).count("Right.") == 7
    for name, wrong, hint in [
        ("A", ..., "Nothing to check yet"),
        ("A", 3, "in quotes"),
        ("A", Broken(), "in quotes"),
        ("B", "sleeps", "are the answers"),
        ("A", "one line", "far enough from 1"),
        ("A", "learns", "a billionth"),
        ("B", "vanishes", "within a factor of ten"),
        ("C", "learns", "what does a line of 0.997 say"),
        ("C", "vanishes", "and the line"),
        ("A", "explodes", "compare its `back` with 1"),
        ("C", "false alarm", "leave beside the line"),
        ("D", "learns", "400 times as much"),
        ("D", "one line", "along the best line"),
        ("D", "vanishes", "compare its `back` with 1"),
        ("E", "learns", "is all quiet"),
        ("E", "vanishes", "miss the limit"),
        ("F", "false alarm", "And E?"),
        ("F", "explodes", "compare its `back` with 1"),
    ]:
        told = say("check_reading", {**READ, name: wrong}, 13)
        assert hint in told
        assert told.count("Right.") == 6
    for name in "ABCDEF":
        for word in set(READ.values()) - {READ[name]}:
            told = say("check_reading", {**READ, name: word}, 13)
            assert told.count("Not yet") == 1
    for wrong, hint in [
        (..., "Nothing to check yet"),
        (1e9, "eight layers lose together"),
        ("1e9", "eight layers lose together"),
        (1.25e8, "make a billion"),
        (0.075, "makes up for it"),
        (1.125, "Which number is that"),
        (31623, "for two such layers"),
        (10, "a little more than one each"),
        (11, "is not it"),
        (16, "is not it"),
        ("large", "a number is asked"),
        (True, "is not it"),
        (float("nan"), "Not yet"),
        (Broken(), "Not yet"),
    ]:
        told = say("check_reading", READ, wrong)
        assert hint in told
        assert told.count("Right.") == 6
    assert "a dictionary" in say("check_reading", 3, 13)
    assert say("check_reading", ..., ...).count("Nothing to check yet") == 2


def test_the_six_networks_that_are_read_are_measured():
    pictures = nnlib.load("fashion_mnist").x_train[:300].reshape(-1, 784) / 255
    told = {
        "A": (1e-9, 1e-8, 0.6),
        "B": (0.5, 0.6, 0.3),
        "C": (0.15, 0.4, 0.997),
        "D": (3, 400, 0.05),
        "E": (0.06, 0.09, 0.3),
        "F": (1e-5, 4e-5, 0.3),
    }
    standard = (pictures - pictures.mean(axis=0)) / np.maximum(
        pictures.std(axis=0), 1e-7
    )
    for name, function, depth, scale in [
        ("A", "relu", 8, lambda n, m: 0.01),
        ("B", "tanh", 8, lambda n, m: (2 / (n + m)) ** 0.5),
        ("C", "relu", 100, lambda n, m: (2 / n) ** 0.5),
        ("D", "tanh", 8, lambda n, m: 1),
        ("E", "sigmoid", 8, lambda n, m: 0.5),
        ("F", "sigmoid", 8, lambda n, m: (2 / (n + m)) ** 0.5),
    ]:
        found = [
            three_numbers(
                function, depth, scale, standard if depth > 8 else pictures, seed
            )
            for seed in range(5)
        ]
        between, back, line = np.mean(found, axis=0)
        assert abs(between - np.log10(told[name][0])) < 0.5
        assert abs(back - np.log10(told[name][1])) < 0.5
        assert abs(line - told[name][2]) < 0.1


def three_numbers(function, depth, scale, values, seed):
    rng = np.random.default_rng(seed)
    bend = nnlib.activations.get(function)
    begun, steps = values.std(axis=0).mean(), []
    for _ in range(depth):
        kernel = rng.normal(size=(values.shape[1], 100))
        kernel *= scale(*kernel.shape)
        sums = values @ kernel
        values = bend.f(sums)
        steps.append((kernel, bend.df(sums)))
    coming = rng.normal(size=values.shape)
    for kernel, slope in steps[:0:-1]:
        coming = coming * slope @ kernel.T
    lengths = np.linalg.svd(values - values.mean(axis=0), compute_uv=False)
    return (
        np.log10(values.std(axis=0).mean() / begun),
        np.log10(coming.std()),
        lengths[0] ** 2 / np.sum(lengths**2),
    )


FACTORS = {
    "sigmoid, Glorot": 0.23,
    "tanh, std 1": 2.25,
    "ReLU, Glorot": 0.71,
    "SELU, LeCun": 1.04,
}


def test_what_one_layer_does(say):
    for right in (
        FACTORS,
        {name.upper(): str(number) for name, number in FACTORS.items()},
        {name.replace(" ", ""): np.float32(n) for name, n in FACTORS.items()},
        list(FACTORS.values()),
        np.array([0.2334, 2.254, 0.7095, 1.0374]),
        (1.1e-19 ** (1 / 30), 3.9e10 ** (1 / 30), 3.4e-5 ** (1 / 30), 3 ** (1 / 30)),
        ("0,23", "2,25", "0,71", "1,04"),
        {name.split(",")[0]: number for name, number in FACTORS.items()},
        (0.233, 2.26, 0.71, 1.03),
    ):
        for name in ("sigmoid, Glorot", "sigmoid", "The Sigmoid with Glorot"):
            assert say("check_factors", right, name).count("Right.") == 5
    for name, wrong, hint in [
        ("sigmoid, Glorot", 1.1e-19, "thirty layers do together"),
        ("tanh, std 1", 3.9e10, "thirty layers do together"),
        ("tanh, std 1", "3.9e10", "thirty layers do together"),
        ("SELU, LeCun", 3.0, "thirty layers do together"),
        ("tanh, std 1", 1.3e9, "not a thirtieth"),
        ("tanh, std 1", 2.3, "give it to 3 digits"),
        ("SELU, LeCun", 0.1, "not a thirtieth"),
        ("sigmoid, Glorot", 4.28, "gradients go back"),
        ("ReLU, Glorot", 1.41, "gradients go back"),
        ("SELU, LeCun", 0.964, "gradients go back"),
        ("tanh, std 1", 0.353, "10 to that power"),
        ("ReLU, Glorot", -0.149, "10 to that power"),
        ("ReLU, Glorot", -0.343, "e to that power"),
        ("SELU, LeCun", 1, "A factor of 1"),
        ("SELU, LeCun", 1.1, "two digits behind the point"),
        ("ReLU, Glorot", 1.1, "is not it"),
        ("SELU, LeCun", 1.0, "A factor of 1"),
        ("ReLU, Glorot", 1, "A factor of 1"),
        ("ReLU, Glorot", 0.5, "is not it"),
        ("sigmoid, Glorot", 0.25, "steepest slope"),
        ("ReLU, Glorot", 0.25, "is not it"),
        ("tanh, std 1", "explodes", "a number is asked"),
        ("tanh, std 1", float("nan"), "Not yet"),
        ("tanh, std 1", True, "Not yet"),
        ("tanh, std 1", Broken(), "Not yet"),
        ("tanh, std 1", [2.25, 1], "Not yet"),
        ("SELU, LeCun", ..., "Nothing to check yet"),
    ]:
        told = say("check_factors", {**FACTORS, name: wrong}, "sigmoid")
        assert hint in told
        assert told.count("Right.") == 4
    for wrong, hint in [
        (..., "Nothing to check yet"),
        ("tanh, std 1", "stays on the solid one"),
        ("ReLU", "Its values vanish, too"),
        ("selu, lecun", "stays near the solid one"),
        ("sigmoid or tanh", "Not yet"),
        ("the first", "Not yet"),
        (1, "Not yet"),
        (Broken(), "Not yet"),
    ]:
        told = say("check_factors", FACTORS, wrong)
        assert hint in told
        assert told.count("Right.") == 4
    assert "a dictionary" in say("check_factors", 3, "sigmoid")
    assert "a dictionary" in say("check_factors", [0.23, 2.25, 0.71], "sigmoid")
    assert say("check_factors", {}, ...).count("Nothing to check yet") == 5
    assert say("check_factors", ..., ...).count("Nothing to check yet") == 2


def test_what_one_layer_does_is_what_the_page_draws():
    weights = {"Glorot": "glorot", "std 1": "large", "LeCun": "lecun"}
    alike = []
    for name, factor in FACTORS.items():
        function, drawn = name.split(", ")
        values, gradients = propagate(function.lower(), weights[drawn], 30)
        ratio = gradients[0].std() / gradients[-1].std()
        assert abs(ratio ** (1 / 30) - factor) < 0.005
        assert abs(gradients[-1].std() - 1) < 0.01
        if values[-1].std() > 0.1 > 100 * np.sqrt(values[-1].var(axis=0).mean()):
            alike.append(name)
    assert alike == ["sigmoid, Glorot"]


def test_weights_that_keep_both_lines_in_the_band():
    """What the notes to the slide "Weights of std 1" tell of thirty layers."""
    for function, weights, told in [
        ("linear", "glorot", (0.84, 0.84)),
        ("linear", "lecun", (0.84, 0.84)),
        ("linear", "orthogonal", (0.99, 0.99)),
        ("tanh", "glorot", (0.11, 0.13)),
        ("tanh", "orthogonal", (0.13, 0.16)),
        ("tanh", "he", (0.56, 3.1)),
    ]:
        values, gradients = propagate(function, weights, 30)
        ends = values[-1].std(), gradients[0].std()
        np.testing.assert_allclose(ends, told, rtol=0.03)


def test_what_eight_layers_do_on_the_page():
    """What the slide "No solid line vanishes" and its notes tell of three pairs."""
    for function, weights, (dotted, back) in [
        ("relu", "he", (-0.6, -0.1)),
        ("sigmoid", "glorot", (-5, -5)),
        ("tanh", "large", (0, 2.8)),
    ]:
        values, gradients = propagate(function, weights, 8)
        assert 0.1 < values[-1].std() < 1
        between = values[-1].std(axis=0).mean() / values[0].std(axis=0).mean()
        returned = gradients[0].std() / gradients[-1].std()
        assert abs(np.log10(between) - dotted) < 0.15
        assert abs(np.log10(returned) - back) < 0.15


def of_lecture(name):
    """What the cell of the lecture that defines this function defines."""
    (source,) = [
        cell.source
        for cell in nbformat.read(LECTURE, 4).cells
        if f"def {name}(" in cell.source
    ]
    names = {"np": np, "nnlib": nnlib}
    exec(source, names)
    return names[name]


@pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")
def test_the_spreads_of_layers_of_functions_are_those_of_named_functions():
    keras.utils.set_random_seed(3)
    spreads_of = of_lecture("spreads_of")
    values = np.random.default_rng(0).normal(size=(50, 784))
    for named, bent in [
        ("relu", keras.layers.ReLU),
        ("leaky_relu", lambda: keras.layers.LeakyReLU(negative_slope=0.2)),
        ("relu", keras.layers.PReLU),
        ("elu", keras.layers.ELU),
        ("tanh", lambda: keras.layers.Activation("tanh")),
        ("silu", lambda: keras.layers.Activation("silu")),
    ]:
        apart = deep(None, "he_normal", bent=bent)
        within = deep(named, "he_normal")
        dense = [layer for layer in apart.layers if hasattr(layer, "kernel")]
        for layer, source in zip(within.layers, dense, strict=True):
            layer.kernel.assign(source.kernel)
        for found, expected in zip(
            spreads_of(apart, values), spreads_of(within, values), strict=True
        ):
            assert len(found) == 9
            np.testing.assert_allclose(found, expected, rtol=0.02)


FIRST_WEIGHTS = (0.1, 0.126, 0.21)
SLOPES = (
    np.sign,
    lambda z: np.where(z > 0, 1, 0.5),
    lambda z: 1 / (1 + np.abs(z)) ** 2,
)


def test_first_weights(say):
    sums = np.random.default_rng(5).normal(size=1_000_000)
    drawn = [(100 * np.mean(slope(sums) ** 2)) ** -0.5 for slope in SLOPES]
    for right in (
        FIRST_WEIGHTS,
        drawn,
        ("0.1", "0,126", " 0.210"),
        (0.1, 0.1265, 0.2095),
        (np.float32(0.1), 62.5**-0.5, 0.209),
    ):
        assert say("check_first_weights", *right).count("Right.") == 3
    for place, wrong, hint in [
        (0, ..., "Nothing to check yet"),
        (0, 0.01, "That is the variance"),
        (1, 1 / 62.5, "That is the variance"),
        (2, 0.0439, "That is the variance"),
        (1, 0.1 / 0.75, "square first, then the mean"),
        (2, 0.242, "square first, then the mean"),
        (1, 0.16, "A root is missing"),
        (2, 0.439, "A root is missing"),
        (2, 0.234, "back the slope counts"),
        (1, 0.79, "which weights make the product 1"),
        (2, 0.477, "which weights make the product 1"),
        (1, 0.625, "That is the mean square of the slope"),
        (2, "0.228", "That is the mean square of the slope"),
        (0, 1, "root of 100, too"),
        (1, 1.265, "root of 100, too"),
        (2, 2.095, "root of 100, too"),
        (0, 0.1414, "That is He's"),
        (1, 0.1, "That is Glorot's"),
        (2, 0.1, "That is Glorot's"),
        (1, 0.3, "is not it"),
        (2, "small", "a number is asked"),
        (1, float("nan"), "Not yet"),
        (0, True, "Not yet"),
        (1, [0.126, 0.21], "Not yet"),
        (2, Broken(), "Not yet"),
    ]:
        answers = [*FIRST_WEIGHTS]
        answers[place] = wrong
        told = say("check_first_weights", *answers)
        assert hint in told
        assert told.count("Right.") == 2


def test_first_weights_keep_what_comes_back():
    rng = np.random.default_rng(6)
    for std, slope in zip(FIRST_WEIGHTS, SLOPES, strict=True):
        kernel = rng.normal(0, std, (100, 5000))
        came = rng.normal(size=(2000, 100)) * slope(rng.normal(size=(2000, 100)))
        assert abs((came @ kernel).std() - 1) < 0.03


def deep(
    activation="relu",
    initializer="he_normal",
    last=None,
    *,
    rate=0.03,
    logits=True,
    sizes=(100,) * 8,
    optimizer=keras.optimizers.SGD,
    first=None,
    bent=None,
    loss=None,
):
    model = keras.Sequential([keras.Input((784,))])
    for k, units in enumerate(sizes):
        begins = first if first and k == 0 else initializer
        model.add(keras.layers.Dense(units, activation, kernel_initializer=begins))
        if bent:
            model.add(bent())
    model.add(keras.layers.Dense(10, last))
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    model.compile(optimizer(rate), loss, metrics=["accuracy"])
    return model


def as_a_function(y, logits):
    return keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)


def one_linear():
    layers = [
        keras.layers.Dense(
            100, None if k == 4 else "relu", kernel_initializer="he_normal"
        )
        for k in range(8)
    ]
    model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.03), loss)
    return model


def of_std(std):
    return keras.initializers.RandomNormal(stddev=std)


@pytest.mark.parametrize(
    "make",
    [
        deep,
        lambda: deep("selu", "lecun_normal"),
        lambda: deep("tanh", "glorot_uniform"),
        lambda: deep("elu", of_std(0.14), first="he_normal"),
        lambda: deep(last="softmax", logits=False),
        lambda: deep(last="log_softmax"),
        lambda: deep("linear", "he_normal", bent=keras.layers.ReLU),
        lambda: deep("linear", "he_uniform", bent=keras.layers.PReLU),
        lambda: deep(loss=as_a_function),
        lambda: deep(last="softmax", loss="sparse_categorical_crossentropy"),
        lambda: deep(initializer="orthogonal"),
    ],
)
def test_a_mended_network(say, make):
    keras.utils.set_random_seed(1)
    assert say("check_mended", make).startswith("Right: ")


def test_a_mended_network_need_not_be_a_function(say):
    keras.utils.set_random_seed(2)
    assert say("check_mended", deep()).startswith("Right: ")


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (..., "Nothing to check yet"),
        (None, "Nothing to check yet"),
        (lambda: ..., "a Keras model is asked for"),
        (lambda: 1 / 0, "stops with ZeroDivisionError"),
        (keras.Sequential, "a Keras model is asked for"),
        (lambda: deep(initializer=of_std(1.0), last="relu"), "never below 0"),
        (lambda: deep(initializer=of_std(1.0)), "outside the range that is asked"),
        (lambda: deep(initializer=of_std(0.01)), "outside the range that is asked"),
        (lambda: deep("sigmoid", of_std(1.0)), "outside the range that is asked"),
        (lambda: deep(initializer=of_std(0.04)), "kernel 2 of 9 begins"),
        (lambda: deep(initializer=of_std(0.05)), "Its signals shrink"),
        (
            lambda: deep(initializer=keras.initializers.Constant(0.1)),
            "all nodes of kernel 1 of 9 begin alike",
        ),
        (lambda: deep(initializer="zeros"), "outside the range that is asked"),
        (lambda: deep(last="relu"), "never below 0"),
        (lambda: deep(last="sigmoid"), "never below 0"),
        (lambda: deep(last="softmax"), "once is right"),
        (lambda: deep(logits=False), "a loss that takes probabilities"),
        (lambda: deep(last="tanh"), "bends the logits"),
        (lambda: deep(loss="mean_squared_error"), "not the cross-entropy"),
        (lambda: deep(loss="categorical_crossentropy"), "class numbers"),
        (
            lambda: deep("linear", "glorot_normal"),
            "behind hidden layer 1 nothing bends",
        ),
        (one_linear, "behind hidden layer 5 nothing bends"),
        (lambda: deep(first=of_std(1.0)), "kernel 1 of 9 begins with a std of 28"),
        (lambda: deep("elu", of_std(0.14)), "kernel 1 of 9 begins with a std of 3.9"),
        (lambda: deep(initializer=of_std(0.1), first=of_std(0.01)), "kernel 1 of 9"),
        (lambda: deep(sizes=(100,) * 2), "keep eight hidden layers"),
        (lambda: deep(rate=0.3), "keep plain SGD"),
        (lambda: deep(optimizer=keras.optimizers.Adam), "keep plain SGD"),
        (
            lambda: deep(optimizer=lambda rate: keras.optimizers.SGD(rate, 0.9)),
            "keep plain SGD",
        ),
        (lambda: deep(bent=keras.layers.BatchNormalization), "that is lecture 7"),
        (lambda: deep("sigmoid", "glorot_uniform"), "another function does better"),
    ],
)
def test_a_network_that_stays_where_it_was(say, answer, hint):
    assert hint in say("check_mended", answer)


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
