"""Lecture 2: its network from scratch, and its self-checks."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sklearn.datasets import load_digits

from nnlib import cells

LECTURE = Path(__file__).parents[2] / "notebooks" / "02_backpropagation.ipynb"
PARTS = {"sigmoid", "start", "forward", "loss", "backward", "step", "train"}


@pytest.fixture(scope="module")
def from_scratch():
    """The cells of the lecture that define the network from scratch."""
    found = []
    for cell in nbformat.read(LECTURE, 4).cells:
        if cell.cell_type == "code" and not cells.tags(cell):
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
        rate=1,
        epochs=40,
        size=32,
        rng=rng,
        losses=losses,
    )
    answers = network["forward"](X[1350:], layers)[-1].argmax(axis=1)
    assert np.mean(answers == y[1350:]) >= 0.95
    assert len(losses) == 40 * 43


def test_neuron(say):
    assert say("check_neuron", -0.125, 0.25, -0.125) == "Right."
    assert say("check_neuron", -1 / 8, np.float64(0.25), -0.12501) == "Right."
    assert say("check_neuron", np.float32(-0.125), 1 / 4, np.array(-0.125)) == "Right."
    for wrong, hint in [
        ((0.125, -0.25, 0.125), "signs are turned around"),
        ((-0.5, 1, -0.5), "slope of the sigmoid is missing"),
        ((-0.0625, -0.03125, -0.125), "not times the weight"),
        ((-0.125, -0.25, -0.125), "second input is negative"),
        ((-0.125, 0.25, 0), "has the input 1"),
        ((-0.0625, 0.125, -0.0625), "no half left"),
        ((-0.25, 0.5, -0.25), "half in front"),
        ((..., ..., ...), "Nothing to check yet"),
        ((1, 2, 3), "is not it"),
    ]:
        assert hint in say("check_neuron", *wrong)


def test_tanh(say):
    for right in (
        lambda a: 1 - a**2,
        lambda a: (1 - a) * (1 + a),
        lambda a: 1 / np.cosh(np.arctanh(a)) ** 2,
        lambda a: -np.square(a) + np.ones_like(a),
    ):
        assert say("check_tanh", right) == "Right."
    for wrong, hint in [
        (lambda a: a * (1 - a), "slope of the sigmoid"),
        (lambda a: 1 - np.tanh(a) ** 2, "do not take tanh again"),
        (lambda a: 1 - a, "Square a"),
        (lambda a: a**2 - 1, "rises everywhere"),
        (lambda a: ..., "Nothing to check yet"),
        (lambda a: 1 + a**2, "not plus"),
        (lambda a: 2 * a, "is right"),
    ]:
        assert hint in say("check_tanh", wrong)


def back(A, W, delta, slope):
    return A.T @ delta, delta.sum(axis=0), (delta @ W.T) * slope


def test_layer(say):
    def by_sums(A, W, delta, slope):
        gradient = sum(np.outer(a, d) for a, d in zip(A, delta, strict=True))
        below = np.einsum("ek,jk,ej->ej", delta, W, slope)
        return [gradient, np.ones(len(delta)) @ delta, below]

    for right in (back, by_sums):
        assert say("check_layer", right) == "Right."

    def changed(place, change):
        def wrong(*case):
            return *back(*case)[:place], change(*case), *back(*case)[place + 1 :]

        return wrong

    for wrong, hint in [
        (changed(0, lambda A, W, d, s: d.T @ A), "turn the product around"),
        (changed(0, lambda A, W, d, s: A.T @ d / len(d)), "done already"),
        (changed(1, lambda A, W, d, s: d), "sum over the examples"),
        (changed(1, lambda A, W, d, s: np.mean(d, 0)), "divides a second time"),
        (changed(1, lambda A, W, d, s: d.sum(0, keepdims=True)), "one axis too many"),
        (changed(2, lambda A, W, d, s: d @ W.T), "activation below is missing"),
        (changed(2, lambda A, W, d, s: d @ W.T * A), "A belongs to the gradient"),
        (changed(2, lambda A, W, d, s: d @ W.T * s * (1 - s)), "derivative already"),
        (changed(2, lambda A, W, d, s: d @ W.T * A * (1 - A)), "need not be a sigmoid"),
        (lambda *case: back(*case)[::-1], "first the gradient of W"),
        (lambda *case: back(*case)[:2], "three arrays"),
        (lambda *case: back(*case)[0], "three arrays"),
        (lambda *case: (back(*case)[0], ..., ...), "three dots still stand there"),
        (lambda *case: (back(*case)[0], 0, 0), "delta, summed"),
        (changed(0, lambda A, W, d, s: 2 * (A.T @ d)), "what came in times delta"),
        (changed(1, lambda A, W, d, s: -d.sum(0)), "delta, summed"),
        (changed(2, lambda A, W, d, s: d @ W.T + s), "delta over W"),
        (changed(2, lambda A, W, d, s: d @ W * s), "stops with ValueError"),
        (lambda *_: (..., ..., ...), "nothing so far"),
        (lambda A, W, d, s: (A @ d, d, d), "stops with ValueError"),
    ]:
        assert hint in say("check_layer", wrong)


def test_slopes(say):
    def in_place(f, w, h):
        found = np.zeros_like(w)
        for k in range(w.size):
            w[k] += h
            found[k] = f(w)
            w[k] -= 2 * h
            found[k] = (found[k] - f(w)) / (2 * h)
            w[k] += h
        return found

    def all_of_them(f, w, h):
        steps = h * np.eye(len(w))
        return [(f(w + step) - f(w - step)) / 2 / h for step in steps]

    for right in (in_place, all_of_them):
        assert say("check_slopes", right) == "Right."

    def one_sided(f, w, h):
        return np.array([(f(w + h * e) - f(w)) / h for e in np.eye(len(w))])

    def never_back(f, w, h):
        found = []
        for k in range(len(w)):
            w[k] += h
            below = w.copy()
            below[k] -= 2 * h
            found.append((f(w) - f(below)) / (2 * h))
        return np.array(found)

    for wrong, hint in [
        (one_sided, "one-sided"),
        (lambda f, w, h: 2 * np.array(all_of_them(f, w, h)), "divide by that"),
        (lambda f, w, h: h**2 * np.array(all_of_them(f, w, h)), "parentheses"),
        (lambda f, w, h: (f(w + h) - f(w - h)) / (2 * h), "one at a time"),
        (never_back, "Put each entry back"),
        (lambda f, w, h: ..., "Nothing to check yet"),
        (lambda f, w, h: np.zeros(len(w)), "is right"),
    ]:
        assert hint in say("check_slopes", wrong)


def test_batches(say):
    def right(n, size, rng):
        order = rng.permutation(n)
        return [order[k : k + size] for k in range(0, n, size)]

    def split(n, size, rng):
        order = np.arange(n)
        rng.shuffle(order)
        return tuple(np.split(order, range(size, n, size)))

    def lists(n, size, rng):
        return (batch.tolist() for batch in right(n, size, rng))

    def until_empty(n, size, rng):
        left, dealt = list(rng.permutation(n)), []
        while left:
            dealt.append(np.array(left[:size]))
            del left[:size]
        return dealt

    def drawn(n, size, rng):
        return right(n, size, np.random.default_rng(rng.integers(2**32)))

    for answer in (right, split, lists, until_empty, drawn):
        assert say("check_batches", answer) == "Right."

    def cut(order, size):
        return [order[k : k + size] for k in range(0, len(order), size)]

    another = np.random.default_rng(7)

    def rest_from_the_end(n, size, rng):
        order = rng.permutation(n)
        whole = np.split(order[: n // size * size], n // size)
        return [*whole, order[-(n % size) :]]

    def no_rest(n, size, rng):
        return right(n, size, rng) if n % size else n / 0

    def inside_each(n, size, rng):
        return [rng.permutation(batch) for batch in cut(np.arange(n), size)]

    def first_half(n, size, rng):
        half = n // 2
        return cut(np.r_[rng.permutation(half), np.arange(half, n)], size)

    def batches_in_another_order(n, size, rng):
        dealt = cut(np.arange(n), size)
        order = [*rng.permutation(n // size), *range(n // size, len(dealt))]
        return [rng.permutation(dealt[k]) for k in order]

    def turned(n, size, rng):
        return cut(np.roll(np.arange(n), rng.integers(1, n)), size)

    for wrong, hint in [
        (inside_each, "meet again and again"),
        (first_half, "meet again and again"),
        (batches_in_another_order, "meet again and again"),
        (turned, "meet again and again"),
        (lambda n, s, r: [r.choice(n, s) for _ in range(3)], "come twice"),
        (lambda n, s, r: right(n, s, r)[: n // s], "Keep the rest"),
        (lambda n, s, r: [b + 1 for b in right(n, s, r)], "count from 0"),
        (lambda n, s, r: right(n, s, r)[:1], "only 4 come"),
        (lambda n, s, r: np.split(r.permutation(n), range(s, n + 1, s)), "empty"),
        (lambda n, s, r: np.array_split(r.permutation(n), -(-n // s)), "[4, 3, 3]"),
        (lambda n, s, r: cut(np.arange(n), s), "not shuffled"),
        (lambda n, s, r: cut(np.arange(n)[::-1], s), "always the same order"),
        (lambda n, s, r: cut(another.permutation(n), s), "not with another one"),
        (lambda n, s, r: right(n, s, np.random.default_rng()), "not with another one"),
        (lambda n, s, r: right(n, s, np.random.default_rng(3)), "always the same"),
        (rest_from_the_end, "not [3, 3, 6]"),
        (no_rest, "stops with ZeroDivisionError"),
        (lambda n, s, r: r.permutation(n), "cut"),
        (lambda n, s, r: 3, "a list of arrays"),
        (lambda n, s, r: n / 0, "stops with ZeroDivisionError"),
        (lambda n, s, r: [], "only 0 come"),
        (lambda n, s, r: ..., "Nothing to check yet"),
        (..., "Nothing to check yet"),
        (5, "a function is asked"),
    ]:
        assert hint in say("check_batches", wrong)


def test_cost(say):
    def right(sizes):
        forward = backward = 0
        for place in range(len(sizes) - 1):
            each = sizes[place] * sizes[place + 1]
            forward += each
            backward += 2 * each if place else each
        return [forward, backward]

    assert say("check_cost", right) == "Right."

    def forward(sizes):
        return right(sizes)[0]

    for wrong, hint in [
        (lambda s: (forward(s), 2 * forward(s)), "its input no deltas"),
        (lambda s: (forward(s), forward(s)), "the deltas have a product, too"),
        (lambda s: (forward(s), forward(s) - s[0] * s[1]), "Those are the deltas"),
        (lambda s: (forward(s), sum(right(s))), "without the forward pass"),
        (lambda s: (forward(s) + sum(s[1:]), right(s)[1]), "Biases are added"),
        (lambda s: (forward(s), 2 * forward(s) - s[-2] * s[-1]), "passes its deltas"),
        (lambda s: (..., ...), "nothing so far"),
        (lambda s: (0, 0), "is right"),
    ]:
        assert hint in say("check_cost", wrong)
