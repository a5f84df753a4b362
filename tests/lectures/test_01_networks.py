"""Lecture 1: its self-checks, and its builder on the slide."""

from pathlib import Path

import keras
import numpy as np
from sklearn.neural_network import MLPClassifier

import nnlib

LECTURE = Path(__file__).parents[2] / "notebooks" / "01_networks.ipynb"
dense, model = keras.layers.Dense, keras.Sequential


def test_line(say):
    for right in [
        (2, 0.5, 0.72),
        (2.0, 0.496, 0.716),
        (np.int64(2), 0.4963, 0.7159),
        (2, np.array([0.4963]), np.array(0.7158)),
    ]:
        assert say("check_line", *right) == (
            "right side: Right.\nloss: Right.\ndoubled: Right."
        )
    for place, wrong, hint in [
        (0, 3, "the sum of (1, 1) below 0"),
        (0, 1, "sign of each sum"),
        (0, 0.67, "count of the three"),
        (0, 0, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 1.49, "their mean is asked"),
        (2, 2.15, "their mean is asked"),
        (1, 1.31, "the wrong one costs"),
        (2, 2.13, "the wrong one costs"),
        (1, -0.496, "above 0"),
        (2, -0.72, "above 0"),
        (1, 0.216, "natural logarithms"),
        (2, 0.31, "natural logarithms"),
        (1, 1.163, "two terms is left"),
        (2, 2.05, "two terms is left"),
        (1, 1.83, "targets are turned around"),
        (2, 3.38, "targets are turned around"),
        (1, 0.184, "a squared error"),
        (2, 0.259, "a squared error"),
        (1, 0.342, "bias is missing"),
        (2, 0.273, "bias is missing"),
        (1, 0.49, "close"),
        (2, 0.71, "close"),
        (1, 0.716, "weights and bias doubled"),
        (2, 0.5, "do the sums"),
        (2, 0.99, "a loss is no sum"),
        (2, 0.454, "bias doubles, too"),
        (2, 0.767, "weights double, too"),
        (1, "half", "is not it"),
        (2, ..., "Nothing to check yet"),
    ]:
        answers = [2, 0.5, 0.72]
        answers[place] = wrong
        told = say("check_line", *answers)
        assert hint in told, (wrong, told)
        assert told.count("Right.") == 2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_bends(say):
    for places, weights in [
        ([1, 2, 3], [2, -2, -1]),
        ((0.98, 2.02, 3.0), np.array([1.95, -1.95, -1.0])),
        ([3, 1, 2], [-1, 2, -2]),
        ([[1], [2], [3]], ["2", "-2", "-1"]),
    ]:
        assert say("check_bends", places, weights, " B ") == (
            "curve: Right.\nletter: Right."
        )
    for places, weights, hint in [
        ([1, 2, 3], [2, 0, -1], "slopes behind"),
        ([1, 2, 3], [-2, 2, 1], "signs"),
        ([1, 2, 3], [2, -1, -2], "its own weight"),
        ([1, 2, 3.5], [2, -2, -1], "the error of these is"),
        ([1, 2], [2, -2], "corners: Not yet: three numbers"),
        ("abc", [2, -2, -1], "three numbers"),
        ([1, 2, 3], [2, ..., -1], "weights: Not yet: three numbers"),
        ([1, 2, 3], [2, float("nan"), -1], "three numbers"),
        ([1, 2, 3], ..., "curve: Nothing to check yet"),
    ]:
        assert hint in say("check_bends", places, weights, "b")
    for letter in ("(b)", "B.", "b", "b: its slope is 1 greater", "b) its slope"):
        assert say("check_bends", [1, 2, 3], [2, -2, -1], letter).endswith("Right.")
    for letter, hint in [
        ("a", "distance from the corner"),
        ("c", "flat before"),
        ("d", "is not it"),
        ("bend", "is not it"),
        (2, "is not it"),
        (..., "letter: Nothing to check yet"),
    ]:
        assert hint in say("check_bends", [1, 2, 3], [2, -2, -1], letter)


def test_shapes(say):
    right = (64, 32, 32, 3), (64, 3072), (3072, 100), (64, 10), 308_310
    as_lists = [list(shape) for shape in right[:-1]]
    assert say("check_shapes", *right).count("Right.") == 5
    assert say("check_shapes", *as_lists, 308_310.0).count("Right.") == 5
    for place, wrong, hint in [
        (0, (64, 3, 32, 32), "last axis"),
        (0, (32, 32, 3), "counts the examples"),
        (0, (None, 32, 32, 3), "here there are 64"),
        (1, (None, 3072), "here there are 64"),
        (3, (None, 10), "here there are 64"),
        (1, (64, 1024), "three colors count"),
        (1, (3072,), "one example"),
        (1, (3072, 64), "their number comes first"),
        (2, (100, 10), "second layer's"),
        (2, (100, 3072), "Inputs first"),
        (2, (64, 100), "how many examples"),
        (3, (10,), "there are 64"),
        (3, (10, 64), "their number comes first"),
        (3, (64, 100), "hidden layer"),
        (4, 3072 * 100 + 100 * 10, "weights alone"),
        (4, 3072 * 100 + 100 + 100 * 10, "output nodes have biases"),
        (4, 3072 * 100 + 100 * 10 + 10, "hidden nodes have biases"),
        (4, 3072 * 101 + 100 + 100 * 10 + 10, "inputs have no biases"),
        (4, 3072 * 100 + 100, "the first layer"),
        (4, 1024 * 100 + 100 + 100 * 10 + 10, "three colors count"),
        (4, 64 * 308_310, "64 plays no part"),
        (4, "many", "is not it"),
        (4, ..., "Nothing to check yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_shapes", *answers)


def relu(z):
    return np.maximum(z, 0)


def flat(pictures):
    return pictures.reshape(len(pictures), -1)


def softmax(z, **options):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(**(options or {"axis": 1, "keepdims": True}))


def test_forward(say):
    def with_keras(pictures, W1, b1, W2, b2):
        layers = [dense(6, "relu"), dense(10, "softmax")]
        network = model([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
        network.set_weights([W1, b1, W2, b2])
        return network(pictures)

    def transposed(pictures, W1, b1, W2, b2):
        A1 = relu(W1.T @ flat(pictures).T + b1[:, np.newaxis])
        return softmax((W2.T @ A1 + b2[:, np.newaxis]).T)

    def in_place(pictures, W1, b1, W2, b2):
        Z = relu(flat(pictures) @ W1 + b1) @ W2
        Z += b2
        return keras.ops.softmax(Z)

    def stable(pictures, W1, b1, W2, b2):
        return softmax(relu(flat(pictures) @ W1 + b1) @ W2 + b2)

    for answer in (stable, transposed, in_place, with_keras):
        assert say("check_forward", answer) == "Right."

    def mixed(pictures):
        return pictures.reshape(784, len(pictures)).T

    def wrong(flatten=flat, bend=relu, last=softmax):
        return lambda p, W1, b1, W2, b2: last(bend(flatten(p) @ W1 + b1) @ W2 + b2)

    def whole(z):
        return np.exp(z) / np.exp(z).sum()

    for answer, hint in [
        (wrong(last=whole), "all pictures"),
        (wrong(last=lambda z: np.exp(z) / np.exp(z).sum(axis=0)), "columns add up"),
        (wrong(mixed), "the pictures are mixed: reshape"),
        (wrong(mixed, last=whole), "And look at the sum"),
        (wrong(bend=lambda z: z), "ReLU is missing"),
        (wrong(bend=np.tanh), "ReLU, not tanh"),
        (wrong(last=lambda z: np.exp(z) / np.exp(z).sum(axis=1)), "keepdims=True"),
        (wrong(last=lambda z: z), "softmax is missing"),
        (wrong(last=lambda z: z / z.sum(axis=1, keepdims=True)), "not z itself"),
        (wrong(last=sigmoid), "sigmoid for each output"),
        (lambda p, W1, b1, W2, b2: softmax(relu(flat(p) @ W1) @ W2), "biases are"),
        (lambda p, W1, b1, W2, b2: relu(flat(p) @ W1 + b1), "second layer is missing"),
        (lambda p, W1, b1, W2, b2: 0 * (flat(p) @ W1 @ W2), "is right"),
        (lambda p, W1, b1, W2, b2: W1 @ flat(p), "stops with ValueError"),
        (lambda p: p, "stops with TypeError"),
        (..., "Nothing to check yet"),
        (3, "a function is asked"),
    ]:
        verdict = say("check_forward", answer)
        assert hint in verdict
        assert "[" not in verdict  # no bare arrays


def test_network(say):
    tanh, softmax = "tanh", "softmax"
    layers = dense(8, tanh), dense(8, tanh), dense(3, softmax)
    x = keras.Input((4,))
    functional = keras.Model(x, layers[2](layers[1](layers[0](x))))
    apart = model([keras.Input((4,)), dense(8), keras.layers.Activation(tanh)])
    for layer in (dense(8, keras.ops.tanh), dense(3), keras.layers.Softmax()):
        apart.add(layer)
    unbuilt = model([dense(8, tanh), dense(8, tanh), dense(3, softmax)])
    for right in (functional, apart, unbuilt):
        assert say("check_network", right) == "Right."
    before = functional.layers[1].kernel.value
    say("check_network", functional)
    assert (functional.layers[1].kernel.value == before).all()

    def build(*units_and_activations):
        return model([dense(n, f) for n, f in units_and_activations])

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.all = [dense(8, tanh), dense(8, tanh), dense(3, softmax)]

        def call(self, x):
            for layer in self.all:
                x = layer(x)
            return x

    assert say("check_network", Network) == say("check_network", Network()) == "Right."

    def biased(first, bias):
        return model(
            [dense(8, first, use_bias=bias), *build((8, tanh), (3, softmax)).layers]
        )

    class Unfinished(keras.Model):
        def __init__(self, units):
            super().__init__()

    def build_for(inputs):
        own = [dense(8, tanh), dense(8, tanh), dense(3, softmax)]
        return model([keras.Input((inputs,)), *own])

    dropped = model([dense(8, tanh), keras.layers.Dropout(0.5)])
    for layer in (dense(8, tanh), dense(3, softmax)):
        dropped.add(layer)
    no_bias = [
        dense(n, f, use_bias=False) for n, f in [(8, tanh), (8, tanh), (3, softmax)]
    ]
    for wrong, hint in [
        (build((8, tanh), (8, tanh), (3, None)), "no probabilities"),
        (build((8, tanh), (8, tanh), (3, "sigmoid")), "do not add up to 1"),
        (build((8, tanh), (3, softmax)), "one hidden layer"),
        (build((8, tanh), (8, tanh), (8, tanh), (3, softmax)), "three hidden layers"),
        (build((8, softmax), (8, tanh), (3, softmax)), "tanh in both"),
        (build((8, tanh), (8, tanh), (3, tanh)), "the answers add up to ["),
        (build((8, None), (8, None), (3, softmax)), "have no activation"),
        (build((8, "relu"), (8, "relu"), (3, softmax)), "tanh, not ReLU"),
        (build((8, "sigmoid"), (8, "sigmoid"), (3, softmax)), "not the sigmoid"),
        (build((8, None), (8, tanh), (3, softmax)), "The first hidden layer"),
        (build((8, tanh), (8, "relu"), (3, softmax)), "the activations do not"),
        (build((4, tanh), (8, tanh), (8, tanh), (3, softmax)), "no layer of their own"),
        (build((9, tanh), (8, tanh), (3, softmax)), "(4, 9)"),
        (build((8, tanh), (8, tanh), (1, "sigmoid")), "three output nodes"),
        (build_for(5), "4 numbers cannot go in"),
        (model(no_bias), "no biases"),
        (biased(tanh, False), "its weights have the shapes"),
        (dropped, "changes the answers in training"),
        (keras.Sequential, "4 numbers cannot go in"),
        (Unfinished, "that is a class"),
        (dense, "a value is asked"),
        (..., "Nothing to check yet"),
        ([4, 8, 8, 3], "is not it"),
    ]:
        assert hint in say("check_network", wrong)


def test_count(say):
    for right in (139, 139.0, np.int64(139)):
        assert say("check_count", right) == "Right."
    for wrong, hint in [
        (120, "the weights alone"),
        (19, "the biases alone"),
        (67, "there are two"),
        (143, "no biases"),
        (136, "output nodes have biases"),
        (93, "is not it"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_count", wrong)


def test_exclusive_or(say):
    right = [
        ([[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0]),
        (np.array([[1, -1], [-1, 1]]), np.zeros(2), np.ones((2, 1)), np.zeros(1)),
        ([[-1, 1], [-1, 1]], [1, -1], [[-1], [-1]], [1]),
        ([[1, 1], [1, 1]], [0, -1], [1, -2], 0),
        ([[1, -1], [-1, 1]], 0, [1, 1], 0),
        ([[1, -1], [-1, 1]], [0], [[1], [1]], [[0]]),
        ([[1, 1], [1, 1]], [[0, -1]], [[1], [-2]], [0]),
    ]
    for answer in right:
        assert say("check_xor", *answer) == "Right."
    for answer, hint in [
        ((..., ..., ..., ...), "Nothing to check yet"),
        (([[1, 1], [1, 1]], [0, -1], [[1], [-1]], [0]), "`or`"),
        (([[1, 1], [1, 1]], [-1, 0], [[1], [0]], [0]), "`and`"),
        (([[1, 1], [1, 1]], [0, -1], [[-1], [2]], [1]), "turned around"),
        (([[1, 1], [1, 1]], [0, 0], [[1], [0]], [0]), "(1, 1) gives 2"),
        (([[1, 1], [1, 1]], [0, -1], [[-1], [2]], [0]), "signs of the output's"),
        (([1, 1], [0, -1], [[1], [-2]], [0]), "hidden_W has the shape (2,)"),
        (([[1, 1], [1, 1]], [0, -1], [[1, -2]], [0]), "output_W has the shape (1, 2)"),
        (([[1, 1], [1, ...]], [0, -1], [[1], [-2]], [0]), "Nothing to check yet"),
        (([[1, 1], [1]], [0, -1], [[1], [-2]], [0]), "hidden_W should hold numbers"),
        (([[1, 1], [1, 1]], ["0", "x"], [[1], [-2]], [0]), "hidden_b should hold"),
        (([[1, 1], [1, 1]], [0, -1], None, [0]), "output_W should hold numbers"),
        (([[1, 1], [1, 1]], [0, -1], [[2], [-2]], [0]), "is not it"),
        (([[1, 1], [1, 1]], 0, [[1], [-2]], [0]), "is not it"),
        (([[1, 1], [1, 1]], 0, [[1], [-2]], [0]), "let one hidden node count"),
        (([[1, 1], [1, 1]], [[0], [-1]], [[1], [-2]], [0]), "hidden_b has the shape"),
        (([[1, 1], [1, 1]], [0, np.nan], [[1], [-2]], [0]), "hidden_b should hold"),
    ]:
        assert hint in say("check_xor", *answer)


def test_ring(say):
    right = (
        "1 hidden: Right.\n2 hidden: Right.\n3 hidden: Right.\n4 hidden: Right.\n"
        "good runs: Right.\nletter: Right."
    )
    most = {1: 66, 2: 80, 3: 99, 4: 99}
    said = "predicted: You said {}. Compare it with what you measured."
    for predicted, given, good, letter in [
        (3, most, 7, "b"),
        (2, {4: 99.0, 3: np.int64(99), 2: 80, 1: 66}, 7.0, " (B).\n"),
        (3.0, most, 7, "b: its cuts leave every region open"),
        (np.int64(3), most, 7, "b"),
    ]:
        told = say("check_ring", predicted, given, good, letter)
        assert told == f"{right}\n{said.format(int(predicted))}"
    told = say("check_ring", ..., most, 7, "b")
    assert told.startswith(f"{right}\npredicted: Next time")
    for predicted in ("3", 2.5, True, None, float("nan")):
        told = say("check_ring", predicted, ..., ..., "b")
        assert told.endswith("predicted: Not yet: a whole number of hidden nodes.")
    for given, good, letter, hint in [
        (most | {2: 66}, 7, "b", "2 hidden: Not yet. That is the worst"),
        (most | {2: 76.9}, 7, "b", "2 hidden: Not yet. That is the mean"),
        (most | {3: 0.99}, 7, "b", "As a count of the 100"),
        (most | {3: 100}, 7, "b", "3 hidden: Not yet: 100 is not it"),
        (most | {2: ...}, 7, "b", "2 hidden: Nothing to check yet"),
        (most, 3, "b", "the runs that fail"),
        (most, 0.7, "b", "As a count, please"),
        (most, 10, "b", "good runs: Not yet: 10 is not it"),
        (most, ..., "b", "good runs: Nothing to check yet"),
        (most, 7, "a", "all ten fail"),
        (most, 7, "c", "Longer training does not help"),
        (most, 7, "d", "is not it"),
        (most, 7, ..., "letter: Nothing to check yet"),
        ({1: 66, 2: 80}, 7, "b", "keep the dictionary"),
        ([66, 80, 99, 99], 7, "b", "keep the dictionary"),
        (..., 7, "b", "keep the dictionary"),
        (..., ..., ..., "Nothing to check yet"),
    ]:
        assert hint in say("check_ring", ..., given, good, letter)


def test_two_cuts_cannot_close_a_ring():
    """What the letters of the last exercise say: neither starts nor time help."""
    x, y = nnlib.labs.points("circles", 100, seed=3)
    for alpha, steps in ((0.0001, 1000), (0.03, 1000), (0.03, 20_000)):
        best = max(
            MLPClassifier(
                [2],
                activation="tanh",
                solver="lbfgs",
                alpha=alpha,
                max_iter=steps,
                random_state=seed,
            )
            .fit(x, y)
            .score(x, y)
            for seed in range(100)
        )
        assert best < 0.86
