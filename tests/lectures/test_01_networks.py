"""Lecture 1: its self-checks, and its builder on the slide."""

from pathlib import Path

import keras
import numpy as np

LECTURE = Path(__file__).parents[2] / "notebooks" / "01_networks.ipynb"
dense, model = keras.layers.Dense, keras.Sequential


def test_counts(say):
    assert say("check_counts", 2570, 2310.0) == "deep: Right.\nwide: Right."
    for deep, hint in [
        (2480, "weights alone"),
        (2582, "inputs have no biases"),
        (2572, "not the inputs"),
        (2560, "output nodes have biases, too"),
        (970, "between the two hidden layers are missing"),
        ("2570", "'2570' is not it"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_counts", deep, 2310)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_neurons(say):
    right = [
        lambda X, w, b: sigmoid(X @ w + b),
        lambda X, w, b: [float(sigmoid(sum(x * w) + b)) for x in X],
        lambda X, w, b: np.exp(X @ w + b) / (1 + np.exp(X @ w + b)),
        lambda X, w, b: keras.ops.sigmoid(X @ w + b),
    ]
    for answer in right:
        assert say("check_neurons", answer) == "Right."

    def changes_its_input(X, w, b):
        X *= w
        return sigmoid(X.sum(axis=1) + b)

    assert say("check_neurons", changes_its_input) == "Right."
    for answer, hint in [
        (lambda X, w, b: ..., "returns nothing so far"),
        (lambda X, w, b: sigmoid(X @ w), "bias is missing"),
        (lambda X, w, b: X @ w + b, "sigmoid is missing"),
        (lambda X, w, b: sigmoid(X * w + b), "sum over the inputs"),
        (lambda X, w, b: 1 / (1 + np.exp(X @ w + b)), "turned around"),
        (lambda X, w, b: 1 / (1 + np.exp(-X @ w + b)), "cover the bias"),
        (lambda X, w, b: 1 / 1 + np.exp(-(X @ w + b)), "parentheses"),
        (lambda X, w, b: sigmoid(X @ w + b).reshape(-1, 1), "shape (examples,)"),
        (lambda X, w, b: X @ w.T @ b, "stops with ValueError"),
    ]:
        assert hint in say("check_neurons", answer)


def test_shapes(say):
    right = (64, 32, 32, 3), (64, 3072), (3072, 100), (64, 10)
    as_lists = [list(shape) for shape in right]
    assert say("check_shapes", *right).count("Right.") == 4
    assert say("check_shapes", *as_lists).count("Right.") == 4
    for place, wrong, hint in [
        (0, (64, 3, 32, 32), "last axis"),
        (0, (32, 32, 3), "counts the examples"),
        (1, (64, 1024), "three colors count"),
        (1, (3072,), "one example"),
        (2, (100, 3072), "Inputs first"),
        (2, (64, 100), "how many examples"),
        (3, (10,), "there are 64"),
        (3, (64, 100), "hidden layer"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_shapes", *answers)


def pairs(parameters):
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def forward(X, parameters, f=lambda z: np.maximum(z, 0), last=lambda z: z, bias=1):
    for W, b in pairs(parameters)[:-1]:
        X = f(X @ W + bias * b)
    return last(X @ parameters[-2] + bias * parameters[-1])


def test_forward(say):
    def popping(X, parameters):
        W, b = parameters.pop(0), parameters.pop(0)
        Z = X @ W + b
        return popping(np.maximum(Z, 0), parameters) if parameters else Z

    for answer in (forward, popping):
        assert say("check_forward", answer) == "Right."

    def relu_before_bias(X, parameters):
        for W, b in pairs(parameters):
            X = np.maximum(X @ W, 0) + b
        return X

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    relu = np.maximum
    for answer, hint in [
        (lambda X, p: forward(X, p, last=lambda z: relu(z, 0)), "last layer has no"),
        (lambda X, p: forward(X, p, f=lambda z: z), "ReLU is missing"),
        (lambda X, p: forward(X, p, bias=0), "biases are missing"),
        (lambda X, p: forward(X, p, last=softmax), "No softmax"),
        (lambda X, p: forward(X, p, f=sigmoid), "not the sigmoid"),
        (relu_before_bias, "is right"),
        (lambda X, p: X @ p[0] @ p[1], "it returns"),
    ]:
        assert hint in say("check_forward", answer)


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


def test_exclusive_or(say):
    right = [
        ([[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0]),
        (np.array([[1, -1], [-1, 1]]), np.zeros(2), np.ones((2, 1)), np.zeros(1)),
        ([[-1, 1], [-1, 1]], [1, -1], [[-1], [-1]], [1]),
    ]
    for answer in right:
        assert say("check_xor", *answer) == "Right."
    for answer, hint in [
        ((..., ..., ..., ...), "Nothing to check yet"),
        (([[1, 1], [1, 1]], [0, -1], [[1], [-1]], [0]), "`or`"),
        (([[1, 1], [1, 1]], [-1, 0], [[1], [0]], [0]), "`and`"),
        (([[1, 1], [1, 1]], [0, -1], [[-1], [2]], [1]), "turned around"),
        (([[1, 1], [1, 1]], [0, 0], [[1], [0]], [0]), "(1, 1) gives 2"),
        (([1, 1], [0, -1], [[1], [-2]], [0]), "W1 has the shape (2,)"),
        (([[1, 1], [1, 1]], [0, -1], [[1, -2]], [0]), "W2 has the shape (1, 2)"),
        (([[1, 1], [1, ...]], [0, -1], [[1], [-2]], [0]), "Nothing to check yet"),
        (([[1, 1], [1]], [0, -1], [[1], [-2]], [0]), "W1 should hold numbers"),
        (([[1, 1], [1, 1]], ["0", "x"], [[1], [-2]], [0]), "b1 should hold numbers"),
        (([[1, 1], [1, 1]], [0, -1], None, [0]), "W2 has the shape ()"),
        (([[1, 1], [1, 1]], [0, -1], [[2], [-2]], [0]), "is not it"),
    ]:
        assert hint in say("check_xor", *answer)
