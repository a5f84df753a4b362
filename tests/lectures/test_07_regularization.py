"""Lecture 7: its self-checks, fed right answers written differently and wrong ones."""

import itertools
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from keras import layers

import nnlib

LECTURE = Path(__file__).parents[2] / "notebooks" / "07_regularization.ipynb"


LOSSES = 0.90, 0.72, 0.61, 0.64, 0.605, 0.57, 0.59, 0.565, 0.568, 0.58, 0.55, 0.54


class Counted:
    """A model whose weights are the number of its epoch."""

    stop_training = False

    def set_weights(self, epoch):
        self.epoch = epoch

    def get_weights(self):
        return self.epoch


def stopped_by_keras(patience, min_delta):
    """Epochs trained and the one kept, as Keras' own callback has it."""
    stop = keras.callbacks.EarlyStopping(
        patience=patience, min_delta=min_delta, restore_best_weights=True
    )
    model = Counted()
    stop.set_model(model)
    stop.on_train_begin()
    for epoch, loss in enumerate(LOSSES):
        model.set_weights(epoch + 1)
        stop.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            break
    stop.on_train_end()
    return epoch + 1, model.get_weights()


def test_the_losses_of_the_first_exercise_stop_as_its_check_says(lecture_text):
    assert " | ".join(f"{loss:.3g}" for loss in LOSSES[1:]) in lecture_text
    assert stopped_by_keras(2, 0.01) == (5, 3)
    assert stopped_by_keras(2, 0) == (10, 8)
    assert stopped_by_keras(3, 0.01) == (9, 6)


@pytest.fixture(scope="module")
def lecture_text():
    return "\n".join(cell.source for cell in nbformat.read(LECTURE, 4).cells)


def test_stops(say):
    right = (5, 3), (10, 8), (9, 6)
    for answer in (right, map(list, right), map(np.array, right)):
        assert say("check_stops", *answer).count("Right.") == 3
    for place, wrong, hint in [
        (0, (10, 8), "less than min_delta"),
        (0, (5, 5), "not kept"),
        (0, (6, 3), "the second of them"),
        (0, (4, 3), "lets one epoch"),
        (0, (9, 6), "never seen"),
        (0, (12, 12), "never comes to epoch 12"),
        (0, (3, 5), "First the epochs trained"),
        (0, (4, 2), "count from 1"),
        (0, (7, 3), "Not yet"),
        (0, ..., "Nothing to check yet"),
        (1, (5, 3), "every lower loss"),
        (1, (10, 10), "goes back"),
        (1, (11, 8), "the second of them"),
        (1, (9, 8), "lets one epoch"),
        (1, (12, 12), "never comes to epoch 12"),
        (1, (8, 10), "First the epochs trained"),
        (1, (9, 7), "count from 1"),
        (2, (6, 3), "begins anew"),
        (2, (9, 8), "less than min_delta"),
        (2, (12, 12), "the waiting goes on"),
        (2, (10, 6), "the third of them"),
        (2, (8, 6), "lets two epochs"),
        (2, (10, 8), "The patience is 3"),
        (2, (9, 9), "goes back"),
        (2, (6, 9), "First the epochs trained"),
        (2, (8, 5), "count from 1"),
        (2, 9, "Not yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        told = say("check_stops", *answers)
        assert hint in told, wrong
        assert told.count("Right.") == 2


def network_of_masks():
    """The network that the exercise gives."""
    rng = np.random.default_rng(4)
    return [rng.normal(0, 1, shape) for shape in [(3, 6), (6, 4), (4, 1)]]


def given(first, second, rate):
    V1, V2, V3 = network_of_masks()
    a1 = np.maximum(np.array([1.0, 0.5, -0.3]) @ V1, 0) * first / (1 - rate)
    return (np.maximum(a1 @ V2, 0) * second / (1 - rate) @ V3).item()


def over_masks(rate, weighted=True, turned=False, scaled=True, masks=10):
    total = 0.0
    for mask in itertools.product([0, 1], repeat=masks):
        kept = np.array([*mask, *[1] * (10 - masks)])
        stays = rate if turned else 1 - rate
        chances = np.where(kept == 1, stays, 1 - stays)[:masks]
        weight = chances.prod() if weighted else 1 / 1024
        total += weight * given(kept[:6], kept[6:], rate if scaled else 0)
    return total


def test_masks(say):
    def with_keras(rate):
        """Another way: all masks at once."""
        V1, V2, V3 = network_of_masks()
        masks = np.array(list(itertools.product([0, 1], repeat=10)))
        a1 = np.maximum(np.array([1.0, 0.5, -0.3]) @ V1, 0) * masks[:, :6] / (1 - rate)
        a2 = np.maximum(a1 @ V2, 0) * masks[:, 6:] / (1 - rate)
        stay = masks.sum(axis=1)
        chances = (1 - rate) ** stay * rate ** (10 - stay)
        return np.sum(chances * (a2 @ V3)[:, 0])

    for right in (over_masks, with_keras, lambda rate: np.float32(over_masks(rate))):
        assert say("check_masks", right) == "Right."
    whole = given(1, 1, 0)
    assert min(abs(over_masks(rate) - whole) for rate in (0.2, 0.5, 0.8)) > 0.03
    for wrong, hint in [
        (lambda rate: over_masks(rate, weighted=False), "not equally likely"),
        (lambda rate: over_masks(rate, turned=True), "falls out with the rate"),
        (lambda rate: over_masks(rate, scaled=False), "With scaling"),
        (lambda rate: whole, "without dropout"),
        (lambda rate: given(1, 1, rate), "No node falls out there"),
        (lambda rate: over_masks(rate, masks=6), "ten nodes"),
        (lambda rate: over_masks(rate) / 1024, "the sum 1 already"),
        (lambda rate: 1024 * over_masks(rate, weighted=False), "not added"),
        (lambda rate: ..., "returns nothing so far"),
        (lambda rate: 9 / 0, "stops with ZeroDivisionError"),
    ]:
        assert hint in say("check_masks", wrong), hint


WORDS = "oops", "lol", "dunno", "unsure"  # each begins with the right letter


def test_readings(say):
    right = {"A": "o", "B": "l", "C": "d", "D": "u"}
    for answer in (
        right,
        {name: letter.upper() for name, letter in right.items()},
        {"A": "overfits", "B": " labels", "C": "dropout", "D": "underfits"},
        dict(reversed(right.items())),
        {name.lower(): letter for name, letter in right.items()},
        {
            "A": "it overfits",
            "B": "learned by heart",
            "C": "dropout was on",
            "D": "(u)",
        },
        {"A": "over", "B": "shuffled", "C": "drop", "D": "under"},
        {"A": "overfits, the two are different", "B": "l", "C": "d", "D": "u"},
        {"A": "o", "B": "memorised", "C": "d", "D": "u"},
        {"A": "high variance", "B": "l", "C": "d", "D": "high bias"},
        {"A": "o", "B": "it memorises", "C": "d", "D": "u"},
    ):
        assert say("check_readings", answer).count("Right.") == 4
    for change, hint in [
        ({"A": "l"}, "one in ten"),
        ({"B": "o"}, "guessing"),
        ({"C": "o"}, "the reverse"),
        ({"D": "o"}, "no gap"),
        ({"D": "high variance"}, "no gap"),
        ({"A": "high bias"}, "large enough"),
        ({"B": "d"}, "lowers the training accuracy"),
        ({"C": "l"}, "far above guessing"),
        ({"D": "it overfits"}, "no gap"),
        ({"D": "o or u"}, "one of the letters"),
        ({"D": "not overfitting"}, "one of the letters"),
        ({"A": "isn't o"}, "one of the letters"),
        ({"D": "never u"}, "one of the letters"),
        ({"A": "doesnt overfit"}, "one of the letters"),
        ({"B": "a lot"}, "one of the letters"),
        ({"D": 3}, "one of the letters"),
        ({"A": ...}, "Nothing to check yet"),
    ]:
        assert hint in say("check_readings", right | change)
    nothing = say("check_readings", dict(zip("ABCD", WORDS, strict=True)))
    assert "Right" not in nothing
    assert nothing.count("one of the letters") == 4
    one_left = say("check_readings", right | {"B": ..., "D": "o"})
    assert one_left.count("Right.") == 2
    assert "B: Nothing to check yet" in one_left
    assert "no gap" in one_left
    nothing_yet = say("check_readings", dict.fromkeys("ABCD", ...))
    assert nothing_yet.startswith("Nothing to check yet")
    assert "a dictionary is asked" in say("check_readings", ["o", "l", "d", "u"])
    assert say("check_readings", {"A": "o"}).count("one of the letters") == 3


def test_price(say):
    def with_loop(losses, kernels, biases, strength):
        total = 0
        for kernel in kernels:
            for w in kernel.ravel():
                total += strength * w * w
        return sum(losses) / len(losses) + total

    def with_keras(losses, kernels, biases, strength):
        price = keras.regularizers.L2(strength)
        return np.mean(losses) + sum(float(price(k.astype("float32"))) for k in kernels)

    def with_norms(losses, kernels, biases, strength):
        return losses.mean() + strength * sum(np.linalg.norm(k) ** 2 for k in kernels)

    for right in (with_loop, with_keras, with_norms):
        assert "loss: Right." in say("check_price", right, ...)
    for wrong, hint in [
        (
            lambda lo, k, b, s: np.mean(lo) + s * sum(w.sum() for w in k) ** 2,
            "their sum is not squared",
        ),
        (
            lambda lo, k, b, s: np.mean(lo) + s * sum((w**2 + abs(w)).sum() for w in k),
            "L2 alone",
        ),
        (
            lambda lo, k, b, s: np.mean(lo) + s * np.mean([(w**2).sum() for w in k]),
            "added, not averaged",
        ),
        (lambda lo, k, b, s: lo.mean(), "The price is missing"),
        (lambda *case: np.array([with_loop(*case)]), "the one number in it"),
        (lambda *case: ..., "returns nothing so far"),
        (lambda e, k, b, s: with_loop(e, k + b, b, s), "leaves the biases alone"),
        (lambda e, k, b, s: with_loop(e, k, b, s / len(e)), "not divided"),
        (lambda e, k, b, s: with_loop(e, k, b, s / 2), "1/2"),
        (lambda e, k, b, s: e.mean() + s * sum(np.abs(q).sum() for q in k), "L1"),
        (lambda e, k, b, s: e.mean() + s * sum((q**2).mean() for q in k), "averaged"),
        (
            lambda e, k, b, s: e.mean() + s * sum(np.linalg.norm(q) for q in k),
            "not the root",
        ),
        (lambda e, k, b, s: with_loop(e, k[:1], b, s), "not only the first"),
        (lambda e, k, b, s: e.sum() + with_loop(e, k, b, s) - e.mean(), "not added"),
        (lambda e, k, b, s: with_loop(e, k, b, s) - e.mean(), "price alone"),
        (lambda e, k, b, s: with_loop(e, k, b, -s), "added to the loss"),
        (lambda e, k, b, s: with_loop(e, k, b, 1), "multiplied by the strength"),
        (lambda e, k, b, s: with_loop(e, k, b, s * s), "not squared"),
        (lambda e, k, b, s: e.mean() + s * sum(q.sum() for q in k), "are squared"),
        (lambda e, k, b, s: with_loop(e, k[-1:], b, s), "not only the last"),
        (lambda e, k, b, s: e + with_loop([0], k, b, s), "One number is asked"),
        (
            lambda e, k, b, s: (
                e.mean() + s * np.mean(np.hstack([*map(np.ravel, k)]) ** 2)
            ),
            "and not averaged",
        ),
        (lambda e, k, b, s: with_loop(e, k + b, b, s / 2), "the biases pay nothing"),
        (
            lambda e, k, b, s: e.sum() + with_loop(e, k + b, b, s) - e.mean(),
            "averaged, not added, and the biases",
        ),
        (lambda e, k, b, s: (e.mean(), with_loop([0], k, b, s)), "not the pair"),
        (lambda e, k, b, s: k[9], "stops with IndexError"),
    ]:
        assert hint in say("check_price", wrong, ...)


def test_slope(say):
    def with_differences(kernel, strength):
        def price(k):
            return strength * np.sum(k**2)

        slopes = np.empty_like(kernel)
        for place in np.ndindex(kernel.shape):
            step = np.zeros_like(kernel)
            step[place] = 1e-4
            slopes[place] = (price(kernel + step) - price(kernel - step)) / 2e-4
        return slopes

    for right in (
        lambda k, s: 2 * s * k,
        with_differences,
        lambda k, s: (2 * s * k).tolist(),
    ):
        assert "slope: Right." in say("check_price", ..., right)
    for wrong, hint in [
        (lambda k, s: s * k, "keeps its 2"),
        (lambda k, s: -2 * s * k, "minus the slope"),
        (lambda k, s: 2 * k, "strength is missing"),
        (lambda k, s: s * np.sign(k), "L1's price"),
        (lambda k, s: s * k**2, "price of each weight"),
        (lambda k, s: 2 * s * k / k.size, "a sum, not a mean"),
        (lambda k, s: 2 * s * k.sum(), "not their sum"),
        (lambda k, s: ..., "slope: Nothing to check yet: your function"),
    ]:
        assert hint in say("check_price", ..., wrong), hint


def built(
    at=1, output="softmax", price=0.001, rate=0.4, logits=False, kind=keras.Sequential
):
    parts = [layers.Dense(128, "relu"), layers.Dense(10, output)]
    if price:
        parts[-1].kernel_regularizer = keras.regularizers.L2(price)
    if rate:
        parts.insert(at, layers.Dropout(rate))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    if kind is keras.Model:
        inputs = x = keras.Input((784,))
        for part in parts:
            x = part(x)
        model = keras.Model(inputs, x)
    else:
        model = keras.Sequential([keras.Input((784,)), *parts])
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def changed(loss="sparse_categorical_crossentropy", **options):
    """Another loss than the script's, or no metrics."""
    model = built(**options)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def with_optimizer(optimizer):
    model = built()
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def unbuilt():
    model = keras.Sequential(built().layers)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def with_another_last(*parts, loss="sparse_categorical_crossentropy", hidden=True):
    price = keras.regularizers.L2(0.001)
    first = [layers.Dense(128, "relu"), layers.Dropout(0.4)]
    last = [layers.Dense(10, kernel_regularizer=price), *parts]
    model = keras.Sequential([keras.Input((784,)), *first[not hidden :], *last])
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def with_dropout_of(rate):
    model = built()
    model.layers[1].rate = rate
    return model


def trained(model):
    rng = np.random.default_rng(0)
    x, y = rng.random((64, 784)), rng.integers(0, 10, 64)
    nnlib.Trainer(model).fit(x, y, epochs=2, verbose=0)
    return model


def stop(monitor="val_accuracy", mode="max", restore=True, patience=5, **others):
    return keras.callbacks.EarlyStopping(
        monitor, mode=mode, patience=patience, restore_best_weights=restore, **others
    )


def test_mended(say):
    sum_of_both = built()
    sum_of_both.layers[0].kernel_regularizer = keras.regularizers.L1L2(0.0001, 0.001)
    for right in (
        (built(), stop()),
        [built(price=0.01), stop()],
        (built(output=None, logits=True), stop(mode="auto")),
        (sum_of_both, stop(mode="auto")),
        (built(kind=keras.Model), stop()),
        lambda: (built(), stop()),
        (with_another_last(layers.Activation("softmax")), stop()),
        (with_another_last(layers.Softmax()), stop()),
        (trained(built()), stop()),
        (unbuilt(), stop()),
        (with_optimizer(keras.optimizers.SGD(0.5)), stop()),
        (built(), stop(patience=20)),
    ):
        assert say("check_mended", right) == "Right."
    twice = keras.Sequential(
        [keras.Input((784,)), layers.Dropout(0.2), *built().layers]
    )
    twice.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    assert say("check_mended", (twice, stop())) == "Right."
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    unmeasured = keras.Sequential([keras.Input((784,)), *built().layers])
    unmeasured.compile("adam", "sparse_categorical_crossentropy")
    uncompiled = keras.Sequential(built().layers)
    for wrong, hint in [
        ((built(at=2), stop()), "after the last layer"),
        ((built(rate=0), stop()), "the dropout is gone"),
        ((built(at=0), stop()), "0.4 of the inputs"),
        ((built(at=0, rate=0.2), stop()), "belongs between"),
        ((built(output="relu"), stop()), "softmax"),
        ((built(output="sigmoid"), stop()), "softmax"),
        ((built(price=10.0), stop()), "try 0.001"),
        ((built(price=0), stop()), "price on the weights is gone"),
        ((built(), stop("accuracy")), "training set"),
        ((built(), stop(mode="min")), "worst epoch"),
        ((built(), stop("val_loss", "max")), "worst epoch"),
        ((built(), stop("val_loss", "min")), "it is the accuracy that should stop it"),
        ((built(), stop("val_loss", "auto")), "it is the accuracy that should stop it"),
        ((built(), stop(restore=False)), "no longer restored"),
        ((built(), stop(start_from_epoch=1000)), "may never act"),
        ((built(), stop(baseline=0.99)), "may never act"),
        ((built(), stop(min_delta=0.5)), "next to nothing as a gain"),
        ((built(), stop(patience=1000)), "hardly ever stops"),
        ((built(), stop(patience=0)), "first epoch without a gain"),
        ((built(), stop(patience=1)), "first epoch without a gain"),
        ((with_optimizer(keras.optimizers.Adam(100.0)), stop()), "diverges"),
        ((with_optimizer(keras.optimizers.SGD(0.0)), stop()), "learns nothing"),
        ((changed(logits, output="relu"), stop()), "ten outputs of relu"),
        ((changed(logits, output="sigmoid"), stop()), "ten outputs of sigmoid"),
        ((changed(logits, output="tanh"), stop()), "ten outputs of tanh"),
        ((changed(logits), stop()), "once more"),
        ((built(output=None), stop()), "from_logits=True"),
        ((changed("categorical_crossentropy"), stop()), "whole numbers"),
        ((changed("binary_crossentropy"), stop()), "whole numbers"),
        ((changed("mse"), stop()), "whole numbers"),
        ((built(price=1e-9), stop()), "changes nothing"),
        ((built(rate=0.01), stop()), "next to nothing"),
        ((with_dropout_of(0.0), stop()), "next to nothing"),
        ((built(rate=0.99), stop()), "next to all"),
        ((with_another_last(layers.Softmax(), hidden=False), stop()), "128 nodes"),
        ((built(), stop("val_acc")), "fit reports no 'val_acc'"),
        ((unmeasured, stop()), "but val_loss"),
        ((stop(), built()), "first the model, then the callback"),
        ((built(), ...), "Nothing to check yet"),
        (built(), "give the pair"),
        ((uncompiled, stop()), "not compiled"),
    ]:
        assert hint in say("check_mended", wrong)


@pytest.mark.parametrize("seed", [212, 353, 1297])
def test_the_check_of_mending_is_not_taken_in_by_luck(say, seed):
    """Raw outputs whose loss on their own classes is by chance that of softmax."""
    rng = np.random.default_rng(seed)
    model = built(output=None)
    for part, (rows, nodes) in [
        (model.layers[0], (784, 128)),
        (model.layers[2], (128, 10)),
    ]:
        weights = rng.uniform(-1, 1, (rows, nodes)) * np.sqrt(6 / (rows + nodes))
        part.set_weights([weights, np.zeros(nodes)])
    assert "from_logits=True" in say("check_mended", (model, stop()))


def test_the_check_of_mending_leaves_the_weights_alone(say):
    model = built()
    before = [np.array(v.value) for v in model.weights]
    assert say("check_mended", (model, stop())) == "Right."
    after = [np.asarray(v.value) for v in model.weights]
    assert all(map(np.array_equal, before, after))


def test_report(say):
    for right in (
        (0.0001, (0.859 + 0.864 + 0.857) / 3),
        (1e-4, 0.860),
        (np.float32(0.0001), np.mean([0.859, 0.864, 0.857])),
        ("0.0001", "0.86"),
    ):
        if isinstance(right[0], str):
            right = tuple(map(float, right))
        assert say("check_report", *right).count("Right.") == 2
    for place, wrong, hint in [
        (0, 0.001, "One seed is luck"),
        (0, 0, "a higher validation mean"),
        (0, 0.01, "the worst of the four"),
        (0, 0.86, "Not yet"),
        (0, ..., "Nothing to check yet"),
        (1, 0.872, "what chose does not report"),
        (1, 0.8657, "validation set at 0.001"),
        (1, 0.875, "what chose does not report"),
        (1, 0.869, "chose another strength"),
        (1, 0.873, "chose another strength"),
        (1, 0.864, "one seed of three"),
        (1, 0.859, "one seed of three"),
        (1, 86.0, "as a share"),
        (1, ..., "Nothing to check yet"),
    ]:
        answers = [0.0001, 0.86]
        answers[place] = wrong
        assert hint in say("check_report", *answers), wrong
    for strength in (0.001, 0, np.float64(0.01)):
        told = say("check_report", strength, 0.86)
        assert "another strength than yours" in told
        assert "Right." not in told
    assert say("check_report", "L2", 0.86).count("Right.") == 1


@pytest.fixture(scope="module")
def digits():
    data = nnlib.load("digits")
    return data.x_train[:1000].reshape(-1, 64) / 16, data.y_train[:1000]


def sparse(
    digits, price=None, epochs=50, units=32, cut=0.0, functional=False, rate=0.003
):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((64,))
    first = layers.Dense(units, "relu", kernel_regularizer=price)
    last = layers.Dense(10, "softmax")
    model = keras.Sequential([inputs, first, last])
    if functional:
        model = keras.Model(inputs, last(first(inputs)))
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    if epochs:
        nnlib.Trainer(model).fit(*digits, epochs=epochs, verbose=0)
    if cut:
        kernel, bias = (np.asarray(v.value) for v in first.weights)
        first.set_weights([np.where(np.abs(kernel) < cut, 0, kernel), bias])
    return model


def test_sparse(say, digits):
    l1, l2 = keras.regularizers.L1, keras.regularizers.L2
    plain = sparse(digits)
    for right in (
        sparse(digits, l1(0.001)),
        sparse(digits, l1(0.0005), epochs=80, functional=True),
        sparse(digits, keras.regularizers.L1L2(0.001, 0.0001)),
        sparse(digits, l1(0.0003), cut=0.05),
    ):
        assert say("check_sparse", right) == "Right."
    for wrong, hint in [
        (plain, "pulls small weights to zero"),
        (sparse(digits, l2(0.001)), "pulls small weights to zero"),
        (sparse(digits, cut=0.2), "has no price"),
        (sparse(digits, l1(1e-6), cut=0.2), "has next to no price"),
        (sparse(digits, l1(1e-4), cut=0.2), "cut by hand"),
        (sparse(digits, l1(0.001), epochs=20, rate=0.001), "train longer"),
        (sparse(digits, l2(0.05)), "pulls small weights to zero"),
        (sparse(digits, l2(0.2)), "all weights are small"),
        (sparse(digits, l1(0.1)), "a weaker price."),
        (sparse(digits, l1(0.03)), "the others stay"),
        (sparse(digits, epochs=0), "is it trained"),
        (sparse(digits, units=16, epochs=0), "32 nodes"),
        (keras.Sequential([keras.Input((784,)), layers.Dense(10)]), "cannot be asked"),
        ("L1", "a trained Keras model"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_sparse", wrong)
