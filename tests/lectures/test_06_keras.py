"""Lecture 6: what it says of backends, and its self-checks."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

LECTURE = Path(__file__).parents[2] / "notebooks" / "06_keras.ipynb"


@pytest.mark.parametrize(("backend", "dies"), [("jax", True), ("tensorflow", False)])
def test_raw_pixels_kill_a_softmax_on_jax_alone(backend, dies):
    command = [sys.executable, str(Path(__file__).with_name("raw_pixels.py"))]
    settings = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    softmax, logits = map(float, done.stdout.splitlines()[-1].split())
    assert logits > 0.55
    assert softmax < 0.35 if dies else softmax > 0.55


def test_on_jax_a_sure_and_wrong_softmax_has_no_gradient():
    import jax

    def slope(loss, end):
        return jax.grad(lambda z: loss(np.array([1]), end(z))[0])(
            np.array([[40.0, -40.0]], "float32")
        )

    crossentropy = keras.losses.sparse_categorical_crossentropy
    assert np.all(slope(crossentropy, keras.ops.softmax) == 0)
    with_logits = slope(lambda y, z: crossentropy(y, z, from_logits=True), lambda z: z)
    assert np.allclose(with_logits, [[1, -1]])
    lost = crossentropy(np.array([1]), np.array([[1.0, 0.0]], "float32"))
    assert np.allclose(lost, -np.log(1e-7), atol=0.2)


def test_counts(say):
    right = 266_610, 860, 17_200
    assert say("check_counts", *right).count("Right.") == 3
    assert say("check_counts", *map(float, right)).count("Right.") == 3
    for place, wrong, hint in [
        (0, 266_200, "weights alone"),
        (0, 266_610 + 784, "inputs have no biases"),
        (0, 266_600, "output nodes have biases"),
        (0, 266_610 - 30_000, "between the two hidden layers"),
        (0, ..., "Nothing to check yet"),
        (1, 55_000 // 64, "round up"),
        (1, 55_000 / 64, "whole number"),
        (1, 1719, "batch size is 64"),
        (2, 20 * (55_000 // 64), "in every epoch"),
        (2, int(np.ceil(20 * 55_000 / 64)), "not at the end"),
        (2, 20 * 55_000 / 64, "round up in every epoch"),
        (2, 860, "there are 20"),
        (2, 1719 * 20, "batch size is 64"),
        (2, 55_000 * 20, "once a batch"),
        (2, "17200", "'17200' is not it"),
        (2, 861 * 20, "17220 is not it"),
        (0, 235_500, "first layer alone"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_counts", *answers)


def test_one_hot(say):
    def with_loop(labels, classes):
        rows = np.zeros((len(labels), classes), int)
        for row, label in enumerate(labels):
            rows[row, label] = 1
        return rows

    for right in (
        lambda labels, classes: np.eye(classes)[labels],
        lambda labels, classes: labels[:, None] == np.arange(classes),
        lambda labels, classes: [[int(k == y) for k in range(classes)] for y in labels],
        lambda labels, classes: keras.utils.to_categorical(labels, classes),
        with_loop,
    ):
        assert say("check_one_hot", right) == "Right."
    for wrong, hint in [
        (lambda labels, classes: ..., "returns nothing so far"),
        (lambda labels, classes: np.eye(classes)[labels].T, "turned around"),
        (lambda labels, classes: np.eye(classes)[labels - 1], "count from 0"),
        (lambda labels, classes: np.eye(labels.max() + 1)[labels], "`classes` says"),
        (lambda labels, classes: 1 - np.eye(classes)[labels], "other way around"),
        (lambda labels, classes: np.diag(np.arange(classes))[labels], "hold 1"),
        (lambda labels, classes: np.eye(classes), "is right"),
        (lambda labels, classes: labels[classes], "stops with IndexError"),
    ]:
        assert hint in say("check_one_hot", wrong)


def test_standardize(say):
    def standardized(part, of):
        return (part - of.mean(axis=0)) / of.std(axis=0)

    def with_sklearn(train, test):
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(train)
        return scaler.transform(train), scaler.transform(test)

    def with_keras(train, test):
        layer = keras.layers.Normalization(
            mean=train.mean(axis=0), variance=train.var(axis=0)
        )
        return [np.asarray(layer(part)) for part in (train, test)]

    def in_place(train, test):
        mean, spread = train.mean(axis=0), train.std(axis=0)
        train -= mean
        train /= spread
        return train, (test - mean) / spread

    def with_least_spread(train, test, least=1e-9):
        spread = np.maximum(train.std(axis=0), least)
        return [(part - train.mean(axis=0)) / spread for part in (train, test)]

    def with_pandas(train, test):
        import pandas as pd

        train, test = pd.DataFrame(train), pd.DataFrame(test)
        return [(part - train.mean()) / train.std() for part in (train, test)]

    for right in (
        lambda train, test: tuple(standardized(part, train) for part in (train, test)),
        with_least_spread,
        with_sklearn,
        with_keras,
        in_place,
    ):
        assert say("check_standardize", right) == "Right."

    def both(train, test):
        return np.concatenate([train, test])

    def all_at_once(train, test):
        return [(part - train.mean()) / train.std() for part in (train, test)]

    for wrong, hint in [
        (lambda a, b: ..., "returns nothing so far"),
        (lambda a, b: (standardized(a, a), standardized(b, b)), "its own mean"),
        (lambda a, b: [standardized(p, both(a, b)) for p in (a, b)], "leaks"),
        (all_at_once, "axis=0"),
        (lambda a, b: [(p - a.mean(axis=0)) / a.var(axis=0) for p in (a, b)], "square"),
        (lambda a, b: [p - a.mean(axis=0) for p in (a, b)], "divide by them"),
        (lambda a, b: [(p - a.min(0)) / np.ptp(a, axis=0) for p in (a, b)], "min-max"),
        (lambda a, b: with_least_spread(a, b, least=1), "the spread itself"),
        (with_pandas, "ddof=1"),
        (lambda a, b: (standardized(a, a), b), "as it came"),
        (lambda a, b: standardized(a, a), "Return both"),
        (lambda a, b: (standardized(b, a), standardized(a, a)), "Training first"),
    ]:
        assert hint in say("check_standardize", wrong)


def test_cross_entropy(say):
    def of_labels(labels, p):
        return p[np.arange(len(labels)), labels]

    def with_one_hot(labels, p):
        return -(np.eye(p.shape[1])[labels] * np.log(p)).sum(axis=1).mean()

    def with_keras(labels, p):
        losses = keras.losses.sparse_categorical_crossentropy(labels, p)
        return float(np.mean(losses))

    for right in (
        lambda labels, p: -np.mean(np.log(of_labels(labels, p))),
        lambda labels, p: np.mean([-np.log(q[k]) for k, q in zip(labels, p)]),  # noqa: B905
        with_one_hot,
        with_keras,
    ):
        assert say("check_cross_entropy", right) == "Right."

    def binary(labels, p):
        Y = np.eye(p.shape[1])[labels]
        return -(Y * np.log(p) + (1 - Y) * np.log(1 - p)).sum(axis=1).mean()

    for wrong, hint in [
        (lambda labels, p: ..., "returns nothing so far"),
        (lambda labels, p: np.mean(np.log(of_labels(labels, p))), "sign is missing"),
        (lambda labels, p: -np.sum(np.log(of_labels(labels, p))), "not the sum"),
        (lambda labels, p: with_one_hot(labels, p) / p.shape[1], "classes are counted"),
        (lambda labels, p: -np.log(of_labels(labels, p)), "one number an example"),
        (lambda labels, p: -np.mean(np.log2(of_labels(labels, p))), "natural"),
        (lambda labels, p: -np.mean(np.log10(of_labels(labels, p))), "np.log10"),
        (binary, "binary"),
        (lambda labels, p: -np.log(np.mean(of_labels(labels, p))), "then the mean"),
        (lambda labels, p: -np.mean(np.log(p[labels])), "takes whole rows"),
        (lambda labels, p: -np.mean(np.log(p[:, labels])), "columns of all labels"),
        (lambda labels, p: -np.mean(np.log(p.max(1))), "largest probability"),
        (lambda labels, p: -np.mean(np.log(p)), "is right"),
        (lambda labels, p: p[:, labels.max() + 10], "stops with IndexError"),
    ]:
        assert hint in say("check_cross_entropy", wrong)


def test_ends(say):
    binary, sparse = "binary_crossentropy", "sparse_categorical_crossentropy"
    right = ("linear", "mse"), ("sigmoid", binary), ("softmax", sparse)
    right = (*right, ("sigmoid", binary))
    assert say("check_ends", *right).count("Right.") == 4
    a, b = keras.activations, keras.losses
    for others in [
        ((None, "mae"), ["Sigmoid", "bce"], right[2], right[3]),
        (("linear", "MeanSquaredError"), ("softmax", sparse), right[2], right[3]),
        (
            (a.linear, b.MeanAbsoluteError),
            (a.sigmoid, b.BinaryCrossentropy()),
            (a.softmax, b.SparseCategoricalCrossentropy()),
            (a.sigmoid, b.BinaryCrossentropy),
        ),
        (
            (None, b.Huber()),
            (None, b.BinaryCrossentropy(from_logits=True)),
            (None, b.SparseCategoricalCrossentropy(from_logits=True)),
            ("linear", b.BinaryCrossentropy(from_logits=True)),
        ),
        (
            (keras.layers.Activation("linear"), "mse"),
            ("softmax", "categorical_crossentropy"),
            (keras.layers.Softmax(), sparse),
            (keras.layers.Activation("sigmoid"), binary),
        ),
        (
            ("linear", b.mean_squared_error),
            ("sigmoid", "binary_focal_crossentropy"),
            ("softmax", "SparseCategoricalCrossentropy"),
            ("sigmoid", b.binary_crossentropy),
        ),
    ]:
        assert say("check_ends", *others).count("Right.") == 4
    for nonsense in [7, object(), [], b"mse", keras.layers.Dense, float("nan")]:
        assert "Right." not in say("check_ends", *[(nonsense, nonsense)] * 4)
    for place, wrong, hint in [
        (0, ("relu", "mse"), "may be negative"),
        (0, ("relu", "mae"), "may be negative"),
        (0, ("sigmoid", "mse"), "from 0 to 1"),
        (0, ("softmax", "mse"), "always 1"),
        (0, (..., ...), "Nothing to check yet"),
        (0, ("linear", ...), "Nothing to check yet"),
        (1, ("softmax", binary), "take the sigmoid"),
        (1, ("sigmoid", "mse"), "learns slowly"),
        (1, ("linear", binary), "no probability"),
        (2, ("sigmoid", sparse), "no probabilities"),
        (2, ("softmax", "categorical_crossentropy"), "not one-hot"),
        (2, ("sigmoid", binary), "seven times"),
        (2, ("softmax", "mse"), "learn slowly"),
        (1, ("sigmoid", b.BinaryCrossentropy(from_logits=True)), "no activation"),
        (1, ("softmax", "nonsense"), "is not it"),
        (2, (None, sparse), "no probabilities"),
        (2, ("softmax", b.SparseCategoricalCrossentropy(True)), "no activation"),
        (3, ("softmax", binary), "compete"),
        (3, ("softmax", "categorical_crossentropy"), "yes or no for each"),
        (3, ("sigmoid", "categorical_crossentropy"), "several ones"),
        (3, "sigmoid", "a tuple of 2 is asked"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_ends", *answers)


def test_recall(say):
    def table(right, guessed, classes):
        counts = np.zeros((classes, classes))
        np.add.at(counts, (right, guessed), 1)
        return counts

    def with_table(*case):
        return np.diag(table(*case)) / table(*case).sum(axis=1)

    def with_sklearn(right, guessed, classes):
        from sklearn.metrics import recall_score

        return recall_score(right, guessed, average=None)

    for right in (
        lambda y, p, classes: [np.mean(p[y == k] == k) for k in range(classes)],
        with_table,
        with_sklearn,
    ):
        assert say("check_recall", right) == "Right."
    for wrong, hint in [
        (lambda *case: ..., "returns nothing so far"),
        (lambda *c: np.diag(table(*c)) / table(*c).sum(axis=0), "precision"),
        (lambda *case: np.diag(table(*case)), "counts"),
        (lambda *case: np.diag(table(*case)) / len(case[0]), "not by all"),
        (lambda *case: 1 - with_table(*case), "share of errors"),
        (lambda y, p, classes: np.mean(y == p), "over all"),
        (lambda *case: with_table(*case)[::-1], "is right"),
    ]:
        assert hint in say("check_recall", wrong)


def stopped(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        best = epoch if loss < losses[best] else best
        if epoch - best >= patience:
            break
    return epoch + 1, best + 1


def test_early_stopping(say):
    def with_least(losses, patience):
        least, waited, at = float("inf"), 0, 0
        for number, loss in enumerate(losses, 1):
            if loss < least:
                least, waited, at = loss, 0, number
            else:
                waited += 1
            if waited == patience:
                return [number, at]
        return [len(losses), at]

    def of_keras(losses, patience):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        stop = keras.callbacks.EarlyStopping("loss", patience=patience)
        stop.set_model(model)
        stop.on_train_begin()
        for epoch, loss in enumerate(losses):
            stop.on_epoch_end(epoch, {"loss": loss})
            if stop.model.stop_training:
                break
        return epoch + 1, stop.best_epoch + 1

    for right in (stopped, with_least, of_keras):
        assert say("check_early_stopping", right) == "Right."

    def in_total(losses, patience):
        best = waited = 0
        for epoch, loss in enumerate(losses):
            if epoch and loss >= losses[best]:
                waited += 1
            else:
                best = epoch
            if waited == patience:
                break
        return epoch + 1, best + 1

    def rises(losses, patience):
        waited = 0
        for epoch, loss in enumerate(losses):
            waited = waited + 1 if epoch and loss >= losses[epoch - 1] else 0
            if waited == patience:
                break
        return epoch + 1, int(np.argmin(losses[: epoch + 1])) + 1

    def without_return(losses, patience):
        best = 0
        for epoch, loss in enumerate(losses):
            best = epoch if loss < losses[best] else best
            if epoch - best >= patience:
                return epoch + 1, best + 1

    def of_all(losses, patience):
        return stopped(losses, patience)[0], int(np.argmin(losses)) + 1

    for wrong, hint in [
        (without_return, "returns nothing"),
        (of_all, "among those that were trained"),
        (lambda losses, patience: (..., ...), "returns nothing so far"),
        (lambda losses, patience: ..., "returns nothing so far"),
        (lambda losses, patience: stopped(losses, patience + 1), "one epoch too long"),
        (lambda losses, p: [n - 1 for n in stopped(losses, p)], "count from 1"),
        (lambda losses, p: (stopped(losses, p)[0],) * 2, "not the last ones"),
        (in_total, "sets the waiting back"),
        (rises, "not with the epoch before"),
        (lambda losses, p: stopped(losses, p)[::-1], "First the number"),
        (lambda losses, p: stopped(losses, p)[0], "is right"),
    ]:
        assert hint in say("check_early_stopping", wrong)
