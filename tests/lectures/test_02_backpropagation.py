"""Lecture 2: its network from scratch, and its self-checks."""

import ast
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sklearn.datasets import load_digits

from nnlib import cells

LECTURE = Path(__file__).parents[2] / "notebooks" / "02_backpropagation.ipynb"
SHOWN = ("left", "right", "one-by-one")  # tags of code that stands on a slide
PARTS = {"sigmoid", "start", "forward", "loss", "backward", "step", "train"}


@pytest.fixture(scope="module")
def from_scratch():
    """The cells of the lecture that define the network from scratch."""
    found = []
    for cell in nbformat.read(LECTURE, 4).cells:
        if cell.cell_type == "code" and not set(cells.tags(cell)) - set(SHOWN):
            try:
                body = ast.parse(cell.source).body
            except SyntaxError:  # the set-up cell, with its %pip
                continue
            names = {part.name for part in body if isinstance(part, ast.FunctionDef)}
            if names & PARTS:
                assert names <= PARTS
                found.append(cell.source)
    return found


def test_the_network_from_scratch_has_at_most_forty_lines(from_scratch):
    lines = [line.strip() for source in from_scratch for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    assert len(code) <= 40
    assert f"{len(code)}, without blank ones" in LECTURE.read_text(encoding="utf-8")


def test_these_cells_are_the_whole_network(from_scratch):
    """Nothing else but NumPy: with digits from scikit-learn they reach 95 %."""
    network = {"np": np}
    for source in from_scratch:
        exec(source, network)
    assert network.keys() >= PARTS
    pixels, digits = load_digits(return_X_y=True)
    order = np.random.default_rng(1).permutation(len(pixels))
    X, y = pixels[order] / 16, digits[order]
    rng, losses = np.random.default_rng(2), []
    layers = network["train"](
        network["start"]([64, 32, 10], rng),
        X[:1350],
        np.eye(10)[y[:1350]],
        rate=0.5,
        epochs=40,
        size=32,
        rng=rng,
        losses=losses,
    )
    answers = network["forward"](X[1350:], layers)[-1].argmax(axis=1)
    assert np.mean(answers == y[1350:]) >= 0.95
    assert len(losses) == 40 * 43


def test_by_hand(say):
    assert say("check_by_hand", 0.032, -0.144, 0.024) == "Right."
    assert say("check_by_hand", Fraction(4, 125), np.float32(-0.144), 0.024) == "Right."
    assert say("check_by_hand", 0.4 * 0.08, 3 * -0.048, np.array(0.024)) == "Right."
    x, w = np.array([3, -0.5]), np.array([0.4, 1.8])  # with the sums, unrounded
    a = 1 / (1 + np.exp(-(x @ w - 0.705)))
    y_hat = 1 / (1 + np.exp(2.5 * a - 2.386))
    delta2 = (y_hat - 0.3) * y_hat * (1 - y_hat)
    first = x * delta2 * -2.5 * a * (1 - a)
    assert say("check_by_hand", a * delta2, *first) == "Right."
    for wrong, hint in [
        ((-0.032, 0.144, -0.024), "signs are turned around"),
        ((0.2, -0.9, 0.15), "output's sigmoid has a slope"),
        ((0.032, -0.6, 0.1), "hidden sigmoid has a slope"),
        ((0.2, -3.75, 0.625), "Both sigmoids"),
        ((0.032, -0.096, 0.016), "hidden one's is 0.4"),
        ((0.048, -0.216, 0.036), "output's is 0.8"),
        ((0.048, -0.144, 0.024), "other way around"),
        ((0.042, -0.189, 0.0315), "not with the target"),
        ((0.032, 0.0576, -0.0096), "delta times the weight between"),
        ((0.032, 0.144, -0.024), "weight between is negative"),
        ((0.08, -0.048, -0.048), "Those are deltas: each"),
        ((0.08, -0.144, 0.024), "output's delta"),
        ((-0.2, -0.144, 0.024), "is 0.4, the hidden activation"),
        ((0.032, -0.0192, -0.0864), "not times the weight"),
        ((0.032, -0.048, -0.048), "deltas of the hidden node"),
        ((0.032, -0.144, -0.024), "second input is negative"),
        ((0.016, -0.072, 0.012), "no half left"),
        ((0.064, -0.288, 0.048), "half in front"),
        ((-0.144, 0.024, 0.032), "first the weight between"),
        ((0.032, 0.024, -0.144), "first that of the 3"),
        ((0.032, -0.144, 0.5), "number 3 of 3"),
        ((..., ..., ...), "Nothing to check yet"),
        ((0.032, ..., ...), "Nothing to check yet"),
        ((1, 2, 3), "is not it"),
        (("a", None, [2]), "is not it"),
    ]:
        assert hint in say("check_by_hand", *wrong), hint


def test_deltas(say):
    for right in [
        (-0.0107, -0.989, 1 / 3),
        (-0.01075, -0.98901, 0.33),
        (np.float32(-0.0107), -0.989, Fraction(1, 3)),
        (-0.0107, -0.989, np.array(0.35)),  # -0.148 on the stepper, too
        (-0.0107, -0.989, 0.31),
    ]:
        assert say("check_deltas", *right) == "Right."
    for wrong, hint in [
        ((-0.989, -0.0107), "in the other's place"),
        ((-0.0322, -2.97), "slope of the weight"),
        ((0.489, 4.51), "two losses"),
        ((0.0107, 0.989), "Mind the sign"),
        ((-0.0107, -0.0107), "choose the other loss"),
        ((-0.989, -0.989), "the first is for the squared error"),
        ((-0.0107, -0.391), "weights have moved"),
        ((-0.0107, -0.667), "The second belongs to the start"),
        ((-0.148, -0.667), "Both belong to the start"),
        ((-0.01, -0.99), "all the digits"),
        ((-0.011, -0.99), "all digits"),
        ((-0.011, -0.989), "first has more digits"),
        ((-0.0107, -0.99), "second has more digits"),
        ((0.0107, -0.989), "sign of the first"),
        ((-0.0107, 0.989), "sign of the second"),
        ((-0.0107, 0.5), "number 2 of 2"),
        ((..., -0.989), "Nothing to check yet"),
        ((..., ...), "Nothing to check yet"),
    ]:
        for loudest in (1 / 3, ..., None):
            assert hint in say("check_deltas", *wrong, loudest)
    for loudest, hint in [
        (0.5, "half of the error is gone"),
        (0, "delta is nearly 0"),
        (0.011, "delta is near 0"),
        (1, "the answer is right"),
        (1.0, "the answer is right"),
        (2 / 3, "how far the answer is"),
        (0.667, "how far the answer is"),
        (-0.667, "answer minus target"),
        (-0.693, "That is z"),
        (3.507, "That is the bias"),
        (-0.148, "That is delta there"),
        (0.148, "the size of delta"),
        (0.25, "another factor"),
        (33.3, "in percent"),
        (33, "in percent"),
        (0.4, "With the answer 0.4 delta is -0.144"),
        (0.1, "With the answer 0.1 delta is -0.081"),
        (0.29, "farther from 0"),
        (5, "a number from 0 to 1"),
        ("half", "a number from 0 to 1"),
        (..., "Nothing to check yet"),
    ]:
        told = say("check_deltas", -0.0107, -0.989, loudest)
        assert hint in told, (loudest, told)


def around(A, W, back, slope):
    delta = back * slope
    return A.T @ delta, delta.sum(axis=0), delta @ W.T + back


def test_layer(say):
    def by_sums(A, W, back, slope):
        delta = [b * s for b, s in zip(back, slope, strict=True)]
        gradient = sum(np.outer(a, d) for a, d in zip(A, delta, strict=True))
        comes = np.einsum("ek,jk->ej", np.array(delta), W)
        return [gradient, np.ones(len(delta)) @ delta, comes + back]

    def as_one_matrix(A, W, back, slope):  # slopes of A W + b + A by hand
        rows = [(W * s + np.eye(len(W))) @ b for b, s in zip(back, slope, strict=True)]
        return A.T @ (slope * back), (slope * back).sum(0), np.array(rows)

    for right in (around, by_sums, as_one_matrix):
        assert say("check_layer", right) == "Right."

    def changed(place, change):
        def wrong(A, W, back, slope):
            parts = list(around(A, W, back, slope))
            parts[place] = change(A, W, back * slope, back, slope)
            return tuple(parts)

        return wrong

    def divided(*case):
        dW, db, comes = around(*case)
        return dW / len(case[0]), db / len(case[0]), comes

    for wrong, hint in [
        (lambda *case: [around(*case)[k] for k in (0, 2, 1)], "gradient second"),
        (lambda A, W, k, s: (A.T @ k, k.sum(0), k @ W.T * s), "no delta yet"),
        (lambda A, W, k, s: (A.T @ k, k.sum(0), k @ W.T * s + k), "own sums: first"),
        (lambda A, W, k, s: (A.T @ k, k.sum(0), (k @ W.T + k) * s), "comes first"),
        (lambda A, W, k, s: (A.T @ k, k.sum(0), k @ W.T + k), "slope is never used:"),
        (lambda A, W, k, s: (A.T @ k, k.sum(0), k @ W.T), "never used, and the way"),
        (changed(2, lambda A, W, d, k, s: d @ W.T), "over the way around is missing"),
        (changed(2, lambda A, W, d, k, s: d @ W.T + d), "not times slope"),
        (changed(2, lambda A, W, d, k, s: d @ W.T * s + k), "used a second time"),
        (changed(2, lambda A, W, d, k, s: (d @ W.T + k) * s), "way around has none"),
        (
            changed(2, lambda A, W, d, k, s: d @ W.T * s),
            "and the way around is missing",
        ),
        (changed(2, lambda A, W, d, k, s: k @ W.T + k), "goes delta"),
        (changed(2, lambda A, W, d, k, s: (d + k) @ W.T), "not lead over the weights"),
        (
            changed(2, lambda A, W, d, k, s: d @ W.T * k),
            "where two ways meet, they add",
        ),
        (changed(2, lambda A, W, d, k, s: d @ W.T + A), "A itself went forward"),
        (changed(2, lambda A, W, d, k, s: d @ W.T - k), "plus, not minus"),
        (changed(2, lambda A, W, d, k, s: d @ W.T + 1), "arrives, not 1"),
        (changed(2, lambda A, W, d, k, s: d @ W + k), "the shapes do not show it"),
        (changed(2, lambda A, W, d, k, s: d @ W), "Turn W around"),
        (changed(0, lambda A, W, d, k, s: A.T @ (d + k)), "learn from delta alone"),
        (changed(0, lambda A, W, d, k, s: A.T @ k), "gradient of W takes delta"),
        (changed(1, lambda A, W, d, k, s: k.sum(0)), "gradient of b takes delta"),
        (changed(0, lambda A, W, d, k, s: d.T @ A), "turn the product around"),
        (changed(0, lambda A, W, d, k, s: A.T @ d / len(A)), "done already, in `back`"),
        (divided, "Both are divided"),
        (changed(1, lambda A, W, d, k, s: d.sum(axis=1)), "runs over the nodes"),
        (changed(1, lambda A, W, d, k, s: d.sum()), "runs over everything"),
        (changed(1, lambda A, W, d, k, s: d), "sum over the examples"),
        (changed(1, lambda A, W, d, k, s: d.mean(0)), "divides a second time"),
        (
            changed(1, lambda A, W, d, k, s: d.sum(0, keepdims=True)),
            "one axis too many",
        ),
        (lambda A, W, k, s: around(A, W, k, s * (1 - s)), "derivative already"),
        (lambda A, W, k, s: around(A, W, k, A * (1 - A)), "need not be a sigmoid"),
        (lambda *case: around(*case)[::-1], "first the gradient of W"),
        (lambda *case: around(*case)[:2], "three arrays"),
        (lambda *case: around(*case)[0], "three arrays"),
        (lambda *case: (around(*case)[0], ..., ...), "three dots still stand there"),
        (lambda *case: (around(*case)[0], 0, 0), "delta, summed"),
        (changed(0, lambda A, W, d, k, s: 2 * (A.T @ d)), "what came in times delta"),
        (changed(1, lambda A, W, d, k, s: -d.sum(0)), "delta, summed"),
        (changed(2, lambda A, W, d, k, s: d @ W.T + s), "it comes over two ways"),
        (lambda *_: (..., ..., ...), "nothing so far"),
        (lambda A, W, k, s: (A @ k, k, k), "back (5, 3), slope (5, 3) it stops with"),
        (lambda A, W: A, "stops with TypeError"),
        (changed(0, lambda A, W, d, k, s: A.T @ d * np.nan), "no number (nan)"),
        (lambda A, W, k, s: A * np.nan, "no number (nan)"),
        (5, "a function is asked"),
    ]:
        told = say("check_layer", wrong)
        assert hint in told, (hint, told)
        assert "[[" not in told


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def softsign(z):
    return z / (1 + np.abs(z))


def there(X, layers, f=softsign, last=softmax):
    A = [X]
    for number, (W, b) in enumerate(layers, 1):
        A.append((f if number < len(layers) else last)(A[-1] @ W + b))
    return A


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sloped(slope):
    def backward(A, Y, layers):
        delta, found = (A[-1] - Y) / len(Y), []
        for i in reversed(range(len(layers))):
            found.insert(0, (A[i].T @ delta, delta.sum(axis=0)))
            delta = (delta @ layers[i][0].T) * slope(A[i])
        return found

    return backward


def test_softsign(say):
    def by_signs(X, layers):
        def f(z):
            return np.where(z < 0, z / (1 - z * (z < 0)), z / (1 + z * (z > 0)))

        return tuple(there(X, layers, f))

    def with_z(A, Y, layers):  # tuples, and the slope from z
        def slope(a):
            z = a / (1 - np.abs(a))
            return 1 / (1 + np.abs(z)) ** 2

        return tuple(sloped(slope)(A, Y, layers))

    def guarded(A, Y, layers):  # the inputs need no slope
        delta, found = (A[-1] - Y) / len(Y), []
        for (W, _), a in list(zip(layers, A, strict=False))[::-1]:
            found = [[a.T @ delta, delta.sum(0)], *found]
            if a is not A[0]:
                delta = delta @ W.T * (1 - np.sign(a) * a) ** 2
        return found

    right = sloped(lambda a: (1 - np.abs(a)) ** 2)
    for forward, backward in [
        (there, right),
        (by_signs, guarded),
        (there, sloped(lambda a: 1 - 2 * np.abs(a) + a**2)),
        (there, sloped(lambda a: np.where(a < 0, 1 + a, 1 - a) ** 2)),
    ]:
        assert say("check_softsign", forward, backward) == "Right."
    with np.errstate(all="ignore"):  # z of the inputs
        assert say("check_softsign", there, with_z) == "Right."

    def of(f):
        return lambda X, layers: there(X, layers, f)

    old, old_back = (
        (lambda X, layers: there(X, layers, sigmoid)),
        sloped(lambda a: a * (1 - a)),
    )
    for forward, backward, hint in [
        (old, old_back, "Both still compute with the sigmoid"),
        (old, right, "Forward still"),
        (there, old_back, "Backward still"),
        (there, sloped(lambda a: 1 / (1 + np.abs(a)) ** 2), "What is 1 - |a|"),
        (there, sloped(lambda a: 1 / (1 + a) ** 2), "may be negative"),
        (there, sloped(lambda a: (1 - a) ** 2), "Where z is negative"),
        (there, sloped(lambda a: (1 + a) ** 2), "Right where a is negative"),
        (there, sloped(lambda a: 1 - np.abs(a)), "has its square"),
        (there, sloped(lambda a: 1 - a**2), "slope of tanh"),
        (there, sloped(lambda a: (1 - a**2) ** 2), "Yours squares 1 - a^2"),
        (there, sloped(lambda a: 1 - 2 * np.abs(a)), "Its square has a third term"),
        (there, sloped(lambda a: (1 + np.abs(a)) ** 2), "not 1 + |a|"),
        (there, sloped(lambda a: np.abs(a) * (1 - np.abs(a))), "yours is |a|"),
        (there, sloped(lambda a: -((1 - np.abs(a)) ** 2)), "turned around"),
        (there, sloped(np.ones_like), "missing on the way back"),
        (there, sloped(lambda a: a * (1 - np.abs(a)) ** 2), "no factor"),
        (of(lambda z: z / (1 + z)), right, "take |z|"),
        (of(lambda z: z / 1 + np.abs(z)), right, "needs brackets"),
        (of(lambda z: z / (1 + z**2)), right, "1 + z^2"),
        (of(lambda z: np.abs(z) / (1 + np.abs(z))), right, "sign of z is lost"),
        (of(np.tanh), right, "Forward is tanh"),
        (of(np.tanh), sloped(lambda a: 1 - a**2), "network of tanh"),
        (
            lambda X, layers: there(X, layers, last=softsign),
            right,
            "keeps its softmax",
        ),
        (lambda X, layers: there(X, layers, np.abs), right, "Not yet"),
        (there, lambda *_: None, "is its return still there"),
        (lambda *_: None, right, "is its return still there"),
        (lambda X, layers: there(X, layers)[1:], right, "an array for each layer"),
        (there, lambda A, Y, layers: A @ Y, "backward stops with"),
        (lambda X, layers: X @ layers, right, "forward stops with"),
        (there, sloped(lambda a: a), "gradient of W in layers[0] is another, of 2"),
        (there, lambda *case: right(*case)[::-1], "turned around"),
        (there, lambda *case: [dW for dW, _ in right(*case)], "backward"),
        (
            there,
            lambda *case: [(*pair, 0) for pair in right(*case)],
            "backward returns a pair for each layer: of W, and of b",
        ),
        (
            there,
            lambda *case: [(dW, 2 * db) for dW, db in right(*case)],
            "gradient of b in layers[1]",
        ),
        (lambda X, layers: there(X, layers, np.sin), right, "kept[1] of forward"),
        (
            there,
            right(
                there(np.ones((2, 1)), [(np.ones((1, 1)), 0)]),
                np.ones((2, 1)),
                [(np.ones((1, 1)), 0)],
            ),
            "a function is asked",
        ),
        (..., right, "Nothing to check yet"),
        (there, ..., "Nothing to check yet"),
    ]:
        assert hint in say("check_softsign", forward, backward), hint


def updated(A, Y, layers, rate, new=False, slope=True, sign=1, bias=True):
    layers, delta = list(layers), (A[-1] - Y) / len(Y)
    for i in reversed(range(len(layers))):
        W, b = layers[i]
        moved = W - sign * rate * A[i].T @ delta
        layers[i] = moved, b - sign * rate * delta.sum(axis=0) * bias
        delta = delta @ (moved if new else W).T
        if slope:
            delta = delta * A[i] * (1 - A[i])
    return layers


def test_update(say):
    def in_two_loops(A, Y, layers, rate):
        slopes = sloped(lambda a: a * (1 - a))(A, Y, layers)
        return [
            [W - rate * dW, b - rate * db]
            for (W, b), (dW, db) in zip(layers, slopes, strict=True)
        ]

    def in_place(A, Y, layers, rate):
        delta = (A[-1] - Y) / len(Y)
        for (W, b), a in zip(layers[::-1], A[-2::-1], strict=True):
            back = (delta @ W.T) * a * (1 - a)
            W -= rate * a.T @ delta
            b -= rate * delta.sum(axis=0)
            delta = back
        return layers

    for right in (updated, in_two_loops, in_place):
        assert say("check_update", right) == "Right."

    def over_the_old_weights(A, Y, layers, rate):
        layers, delta = list(layers), (A[-1] - Y) / len(Y)
        for i in reversed(range(len(layers))):
            W, b = old, _ = layers[i]
            W = W - rate * (A[i].T @ delta)
            b = b - rate * delta.sum(axis=0)
            layers[i] = (W, b)
            if i:
                delta = (delta @ old.T) * A[i] * (1 - A[i])
        return layers

    assert say("check_update", over_the_old_weights) == "Right."

    def reordered(order):
        """The lines of the loop in another order, as a student moves them."""
        lines = {
            "W": "W = W - rate * (came_in.T @ delta)",
            "b": "b = b - rate * delta.sum(axis=0)",
            "l": "layers[i] = (W, b)",
            "d": "delta = (delta @ W.T) * came_in * (1 - came_in)",
        }
        loop = "\n".join(f"        {lines[letter]}" for letter in order)
        scope = {}
        exec(
            "def update(A, Y, layers, rate):\n    layers = list(layers)\n"
            "    delta = (A[-1] - Y) / len(Y)\n"
            "    for i in reversed(range(len(layers))):\n"
            f"        W, b = layers[i]\n        came_in = A[i]\n{loop}\n"
            "    return layers",
            scope,
        )
        return scope["update"]

    def in_place_and_over_them(A, Y, layers, rate):
        delta = (A[-1] - Y) / len(Y)
        for (W, b), a in zip(layers[::-1], A[-2::-1], strict=True):
            W -= rate * a.T @ delta
            b -= rate * delta.sum(axis=0)
            delta = (delta @ W.T) * a * (1 - a)
        return layers

    def a_name_is_no_copy(A, Y, layers, rate):
        layers, delta = list(layers), (A[-1] - Y) / len(Y)
        for i in reversed(range(len(layers))):
            W, b = layers[i]
            old = W
            W -= rate * (A[i].T @ delta)
            layers[i] = (W, b - rate * delta.sum(axis=0))
            delta = (delta @ old.T) * A[i] * (1 - A[i])
        return layers

    def b_comes_last(A, Y, layers, rate):
        layers, delta = list(layers), (A[-1] - Y) / len(Y)
        for i in reversed(range(len(layers))):
            W, b = layers[i]
            moved = W - rate * (A[i].T @ delta)
            delta = (delta @ W.T) * A[i] * (1 - A[i])
            layers[i] = (moved, b - rate * delta.sum(axis=0))
        return layers

    for wrong, hint in [
        (in_place_and_over_them, "`W -= ...` changes the old array, too"),
        (a_name_is_no_copy, "`W -= ...` changes the old array, too"),
        (b_comes_last, "the step of b needs the delta before"),
        (lambda *case: [(*pair, 0) for pair in updated(*case)], "returns a pair"),
    ]:
        assert hint in say("check_update", wrong), hint

    for order, hint in [
        ("Wbld", "still there"),
        ("bWdl", "still there"),
        ("dWbl", "W and b needs their own"),
        ("bdWl", "the step of W needs"),
        ("bdlW", "Not yet"),
        ("Wdbl", "over weights that moved"),
        ("lWbd", "never put into layers"),
        ("dlWb", "never put into layers"),
    ]:
        assert hint in say("check_update", reordered(order)), order

    def changed(**what):
        return lambda *case: updated(*case, **what)

    for wrong, hint in [
        (changed(new=True), "still there"),
        (changed(slope=False), "slope of the sigmoid was right"),
        (changed(sign=-1), "uphill"),
        (changed(bias=False), "biases must move"),
        (lambda A, Y, layers, rate: layers, "Not yet"),
        (lambda A, Y, layers, rate: updated(A, Y, layers, 2 * rate), "Not yet"),
        (lambda *_: None, "is its return still there"),
        (lambda A, Y, layers, rate: updated(A, Y, layers, rate)[::-1], "turned around"),
        (lambda *case: [W for W, _ in updated(*case)], "update"),
        (lambda A, Y, layers, rate: updated(A, Y, layers, -rate), "uphill"),
        (
            lambda *case: [(W, 2 * b) for W, b in updated(*case)],
            "b of layers[1] is another, of 2",
        ),
        (lambda A, Y, layers, rate: A @ Y, "update stops with"),
        (..., "Nothing to check yet"),
        (5, "a function is asked"),
    ]:
        assert hint in say("check_update", wrong), hint


def test_the_lecture_plants_the_mistake_that_the_check_knows(say):
    (source,) = (
        cell.source
        for cell in nbformat.read(LECTURE, 4).cells
        if "exercise" in cells.tags(cell) and cell.source.startswith("def update")
    )
    scope = {"np": np}
    exec(source, scope)
    assert "still there" in say("check_update", scope["update"])


def test_order(say):
    seen = [(0.982, 0.919), (0.953, 0.911), (0.962, 0.893), (np.float64(0.989), 0.933)]
    for right in seen:
        for reason in ("b", "B", " (b) ", "b."):
            assert say("check_order", *right, reason) == "Right."
    for reason, hint in [
        ("a", "shuffles in every epoch"),
        ("c", "shows all ten digits"),
        (..., "give the reason, too"),
        (None, "give the reason, too"),
        ("hands", 'the reason is "a", "b" or "c"'),
        (2, 'the reason is "a", "b" or "c"'),
        (["b"], 'the reason is "a", "b" or "c"'),
    ]:
        assert hint in say("check_order", 0.982, 0.919, reason), hint
    for wrong, hint in [
        ((0.92, 0.967), "in the other's place"),
        ((96.7, 93.0), "in percent"),
        ((0.033, 0.07), "share of mistakes"),
        ((1.0, 0.93), "has learned"),
        ((0.967, 0.999), "has learned"),
        ((0.1, 0.09), "near guessing"),
        ((0.967, 0.967), "For the other, train on X[:1350]"),
        ((0.8, 0.93), "X[mixed_train]"),
        ((0.7, 0.6), "two numbers"),
        (("a", "b"), "two numbers"),
        ((0.967, ...), "Nothing to check yet"),
        ((..., ...), "Nothing to check yet"),
    ]:
        for reason in ("b", "a", ...):
            assert hint in say("check_order", *wrong, reason), hint


def differences(f, w, h=1e-5, sides=(1, -1), factor=1.0):
    """Central differences, or with one side 0 those to the other."""
    return [
        factor
        * (f(w + sides[0] * h * e) - f(w + sides[1] * h * e))
        / ((sides[0] - sides[1]) * h)
        for e in np.eye(len(w))
    ]


def in_place(f, w, back=True, h=1e-5):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        w[i] += h
        slopes[i] = f(w)
        w[i] -= 2 * h
        slopes[i] = (slopes[i] - f(w)) / (2 * h)
        if back:
            w[i] += h
    return slopes


def of_one_array(f, w):
    up = down = w
    found = []
    for i in range(len(w)):
        up[i] += 1e-5
        down[i] -= 1e-5
        found.append((f(up) - f(down)) / 2e-5)
    return found


def of_thirteen(f, w, h=1e-5):
    steps = h * np.eye(13)
    return [(f(w + step) - f(w - step)) / (2 * h) for step in steps]


def test_gradient(say):
    def like_the_lecture(f, w):  # `differences` there: f takes nothing, arrays change
        return in_place(lambda _: f(w), w)

    def pass_b(w):
        return w

    for right in (
        differences,
        in_place,
        like_the_lecture,
        lambda f, w: tuple(differences(f, w, 1e-4)),
        lambda f, w: np.array(differences(f, w, 1e-7)),
        lambda f, w: differences(f, w, sides=(-1, 1)),
        lambda f, w: differences(lambda v: f(v.tolist()), w),
    ):
        for name in ("b", "B", " (b)", "pass_b", pass_b):
            assert say("check_gradient", right, name) == "Right."
    for name, hint in [
        ("a", "np.abs(pass_a(exam_w)"),
        ("pass_c", "ten of 13"),
        (..., "now name the pass"),
        (None, "now name the pass"),
        ("d", '"a", "b" or "c"'),
        (2, '"a", "b" or "c"'),
        (["b"], '"a", "b" or "c"'),
    ]:
        assert hint in say("check_gradient", differences, name), hint
    for wrong, hint in [
        (lambda f, w: differences(f, w, sides=(1, 0)), "difference to one side"),
        (lambda f, w: differences(f, w, 1e-8, sides=(1, 0)), "difference to one side"),
        (lambda f, w: differences(f, w, sides=(0, -1)), "difference to one side"),
        (lambda f, w: differences(f, w, factor=2), "it is 2 h"),
        (lambda f, w: differences(f, w, factor=-1), "turned around"),
        (lambda f, w: differences(f, w, factor=1e-10), "with its brackets"),
        (lambda f, w: differences(f, w, factor=2e-5), "with its brackets"),
        (lambda f, w: differences(f, w, 0.01), "smaller h"),
        (lambda f, w: differences(f, w, 1e-12), "the rounding of f"),
        (lambda f, w: np.reshape(differences(f, w), (-1, 1)), "as long as w"),
        (lambda f, w: (f(w + 1e-5) - f(w - 1e-5)) / 2e-5, "at a time"),
        (lambda f, w: in_place(f, w, back=False), "Put each number back"),
        (of_one_array, "w never moves"),
        (of_thirteen, "other lengths are tried"),
        (lambda f, w: 0 * w, "f is never called"),
        (lambda f, w: differences(f, w)[:1], "as long as w"),
        (lambda f, w: differences(f, w, factor=1.5), "is right"),
        (lambda f, w: f(w, 1), "stops with TypeError"),
        (lambda w: w, "stops with TypeError"),
        (lambda f, w: ..., "Nothing to check yet"),
        (np.zeros(13), "a function is asked"),
        (..., "Nothing to check yet"),
    ]:
        for name in ("b", "a", ...):
            told = say("check_gradient", wrong, name)
            assert hint in told, hint
            assert "Right." not in told
