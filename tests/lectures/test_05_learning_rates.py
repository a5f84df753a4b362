"""Lecture 5: its self-checks."""

from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
from keras.optimizers.schedules import ExponentialDecay

import nnlib

LECTURE = Path(__file__).parents[2] / "notebooks" / "05_learning_rates.ipynb"


def test_parabola(say):
    for right in (
        (-0.6, 0.25, 5, 0.0104),
        (1 - 0.2 * 8, 2 / 8, 5.0, 1 / 96),
        (np.float32(-0.6), np.array(0.25), np.int64(5), 0.01042),
        ("-0.60", "0.250", 5, "0.0104167"),
    ):
        if isinstance(right[0], str):
            right = tuple(map(float, right))
        assert say("check_parabola", *right).count("Right.") == 4
    for place, wrong, hint in [
        (0, 0.6, "The minus belongs to it"),
        (0, 1.6, "taken off 1"),
        (0, 0.2, "cancels the 2"),
        (0, -2.2, "The slope of 4 w^2"),
        (0, -1, "jumps for ever"),
        (0, -1.0, "jumps for ever"),
        (0, -0.5, "is not it"),
        (1, 0.2501, "close"),
        (1, 0.125, "lands in one step"),
        (1, 0.5, "must stay above -1"),
        (1, 0.2, "a larger rate still"),
        (1, 0.3, "flies away"),
        (2, 4, "it is at 0.0016"),
        (2, 6, "One step fewer"),
        (2, np.log(0.001) / np.log(0.2), "A whole number"),
        (2, ..., "Nothing to check yet"),
        (3, 0.00625, "for small rates"),
        (3, 0.01, "Give three digits"),
        (3, 0.010, "not squared"),
        (3, 0.1, "That is the rate"),
        (3, 0.0103, "close"),
        (3, 0.102, "its root"),
        (3, 0.0833, "divides, too"),
        (3, 0.0066, "2 less 0.1 times 8"),
        (3, 0.0625, "In the bracket"),
        (3, 0.0526, "in both places"),
        (3, "much", "Not yet"),
    ]:
        answers = [-0.6, 0.25, 5, 0.0104]
        answers[place] = wrong
        assert hint in say("check_parabola", *answers)


def test_halve(say):
    def with_memory(epoch, lr):
        return lr / 2 if epoch and epoch % 3 == 0 else lr

    class FromTheEpoch(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.02 * 0.5 ** (epoch // 3)

    class AfterThree(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if (epoch + 1) % 3 == 0:
                optimizer = self.model.optimizer
                optimizer.learning_rate.assign(0.5 * optimizer.learning_rate)

    class Always(AfterThree):
        def on_epoch_end(self, epoch, logs=None):
            super().on_epoch_end(2)

    for right in (
        FromTheEpoch(),
        AfterThree(),
        lambda epoch: 0.02 * 0.5 ** (epoch // 3),
        lambda epoch, lr: 0.02 / 2 ** (epoch // 3),
        with_memory,
        keras.callbacks.LearningRateScheduler(with_memory),
        lambda epoch, lr=0.02: np.float64(0.02) * 0.5 ** np.floor(epoch / 3),
        (0.02 * 0.5 ** (np.arange(15) // 3)).__getitem__,
    ):
        assert say("check_halve", right) == "Right."
    for wrong, hint in [
        (lambda epoch, lr: lr * 0.5 ** (epoch // 3), "multiplies what has fallen"),
        (lambda epoch, lr: lr * (0.5 if epoch % 3 == 0 else 1), "begins at 0.01"),
        (lambda epoch: 0.01 * 0.5 ** (epoch // 3), "begins at 0.01"),
        (lambda epoch, lr: lr * 0.5, "in every epoch"),
        (lambda epoch: 0.02 * 0.5 ** ((epoch + 1) // 3), "an epoch too soon"),
        (lambda epoch: 0.02 * 0.5 ** (epoch / 3), "falls smoothly"),
        (lambda epoch, lr: lr / 2 if epoch > 3 and epoch % 3 == 0 else lr, "number 3"),
        (lambda epoch: 0.02 * 0.5 ** min(epoch // 3, 2), "for 9 it returns 0.005"),
        (lambda epoch: ..., "does not return a number"),
        (lambda epoch: keras.ops.array(0.02 * 0.5 ** (epoch // 3)), "a plain float"),
        (ExponentialDecay(0.02, 3, 0.5, staircase=True), "belongs to the optimizer"),
        (nnlib.schedules.step(0.02, 0.5, 3, epochs=15), "an array of rates"),
        ([0.02] * 3 + [0.01] * 3, "an array of rates"),
        (keras.callbacks.LearningRateScheduler, "Not yet"),
        (Always(), "after every epoch"),
        (AfterThree, "write its brackets, too"),
        (keras.callbacks.Callback(), "for 3 it returns 0.02"),
        (keras.callbacks.ReduceLROnPlateau(), "Not yet"),
        (0.02, "a function is asked"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_halve", wrong)


def test_letters(say):
    order = np.random.default_rng(6).permutation(5)
    right = "".join("ABCDE"[i] for i in order.argsort())
    for answer in (
        right,
        right.lower(),
        ", ".join(right),
        list(right),
        tuple(right),
        np.array(list(right)),
    ):
        assert say("check_letters", answer) == "Right."
    for place, hint in enumerate(
        ["near 0.013", "2 - 0.8", "2 - 1.6", "after the cut", "A quarter"]
    ):
        other = (place + 1) % 5
        wrong = list(right)
        wrong[place], wrong[other] = wrong[other], wrong[place]
        told = say("check_letters", wrong)
        assert told.startswith("Not yet: for ")
        assert hint in told or other < place
    for wrong, hint in [
        ("ABCD", "each of A to E once"),
        ("AABCD", "each of A to E once"),
        ([], "each of A to E once"),
        ([1, 2, 3, 4, 5], "Not yet"),
        (5, "Not yet"),
        (..., "Nothing to check yet"),
        ([...] * 5, "Nothing to check yet"),
    ]:
        assert hint in say("check_letters", wrong)


def test_plateau(say):
    optimizer = SimpleNamespace(learning_rate=np.float64(0.5))
    callback = keras.callbacks.ReduceLROnPlateau(factor=0.1, patience=2)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate([0.90, 0.72, 0.74, 0.73, 0.71, 0.71, 0.73, 0.69]):
        rates.append(float(optimizer.learning_rate))
        callback.on_epoch_end(epoch, {"val_loss": loss})
    for right in (
        rates,
        (0.5, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.005),
        np.array(rates),
        np.array([rates]),
        [rates],
    ):
        assert say("check_plateau", right) == "Right."
    for wrong, hint in [
        ([0.5] * 3 + [0.05] * 3 + [0.005] * 2, "the next one falls"),
        ([0.5] * 7 + [0.05], "lowest loss so far"),
        ([0.5] * 4 + [0.05] * 4, "An equal loss"),
        ([0.5] * 5 + [0.05] * 3, "not after the third"),
        ([0.5] * 8, "end the patience"),
        ([0.5] * 4 + [0.05] * 2 + [0.005] * 2, "begins anew"),
        ([0.5] * 3 + [0.05, 0.005, 0.005, 0.0005, 0.00005], "patience of 1"),
        ([0.5] * 4 + [0.45] * 3 + [0.405], "not a tenth less"),
        ([0.5, 0.05, 0.005], "eight of them; 3 came"),
        ([0.5] * 9, "eight of them; 9 came"),
        ([0.5] * 4 + [0.25] * 3 + [0.125], "not a half"),
        ([...], "Nothing to check yet"),
        ([[...]], "Nothing to check yet"),
        (["0.5"] * 8, "no text"),
        ("0.5 0.5", "no text"),
        ([[0.5] * 8], "end the patience"),
        (0.05, "Not yet"),
    ]:
        assert hint in say("check_plateau", wrong)


def test_warm_cosine(say):
    def right(rate, steps, ramp):
        up = rate * np.arange(1, ramp + 1) / ramp
        part = np.arange(steps - ramp) / (steps - ramp)
        return np.concatenate([up, rate / 2 * (1 + np.cos(np.pi * part))])

    def with_loop(rate, steps, ramp):
        rates = []
        for i in range(steps):
            if i < ramp:
                rates.append(rate * (i + 1) / ramp)
            else:
                part = (i - ramp) / (steps - ramp)
                rates.append(rate * np.cos(np.pi * part / 2) ** 2)
        return rates

    def with_nnlib(rate, steps, ramp):
        fall = nnlib.schedules.cosine(rate, epochs=1, steps_per_epoch=steps - ramp)
        return [*np.linspace(rate / ramp, rate, ramp), *fall.learning_rate]

    def with_keras(rate, steps, ramp):
        fall = keras.optimizers.schedules.CosineDecay(rate, steps - ramp)
        return np.append(
            np.linspace(0, rate, ramp + 1)[1:],
            [float(fall(i)) for i in range(steps - ramp)],
        )

    for answer in (right, with_loop, with_nnlib, with_keras):
        assert say("check_warm", answer) == "Right."

    def from_zero(rate, steps, ramp):
        return [*(rate * np.arange(ramp) / ramp), *right(rate, steps, ramp)[ramp:]]

    def over_all(rate, steps, ramp):
        k = np.arange(steps - ramp)
        fall = rate / 2 * (1 + np.cos(np.pi * k / steps))
        return [*right(rate, steps, ramp)[:ramp], *fall]

    def on_and_on(rate, steps, ramp):
        k = np.arange(ramp, steps)
        fall = rate / 2 * (1 + np.cos(np.pi * k / (steps - ramp)))
        return [*right(rate, steps, ramp)[:ramp], *fall]

    def to_the_end(rate, steps, ramp):
        fall = rate / 2 * (1 + np.cos(np.linspace(0, np.pi, steps - ramp)))
        return [*right(rate, steps, ramp)[:ramp], *fall]

    for wrong, hint in [
        (lambda *case: ..., "returns nothing so far"),
        (from_zero, "begins one increment above 0"),
        (lambda r, n, k: [*np.linspace(0, r, k), *right(r, n, k)[k:]], "rate / ramp"),
        (over_all, "over the steps that remain"),
        (on_and_on, "counts from 0 again"),
        (to_the_end, "the k-th has the part"),
        (lambda r, n, k: right(r, n + 1, k)[:-1], "Not yet"),
        (
            lambda r, n, k: (
                nnlib.schedules.warm_up(
                    nnlib.schedules.cosine(r, epochs=n), steps=k
                ).learning_rate
            ),
            "schedules.warm_up",
        ),
        (
            lambda r, n, k: [
                *right(r, n, k)[:k],
                *(r / 2 * (1 + np.cos(180 * np.arange(n - k) / (n - k)))),
            ],
            "radians",
        ),
        (
            lambda r, n, k: [*right(r, n, k)[:k], *np.linspace(r, 0, n - k + 1)[:-1]],
            "a straight line",
        ),
        (
            lambda r, n, k: [
                *right(r, n, k)[:k],
                *(r * np.cos(np.pi / 2 * np.arange(n - k) / (n - k))),
            ],
            "A quarter of a cosine",
        ),
        (
            lambda r, n, k: [
                *right(r, n, k)[:k],
                *(r * np.cos(np.pi * np.arange(n - k) / (n - k))),
            ],
            "add 1, then halve it",
        ),
        (
            lambda r, n, k: [*right(r, n, k)[:k], *(r - right(r, n, k)[k:])],
            "That rises",
        ),
        (lambda r, n, k: right(r, n, k)[k:], "the fall alone"),
        (lambda r, n, k: nnlib.schedules.cosine(r, epochs=n).learning_rate, "missing"),
        (lambda r, n, k: [*right(r, n, k)[:k], *(2 * right(r, n, k)[k:])], "Halve it"),
        (lambda r, n, k: 1 / 0, "stops with ZeroDivisionError"),
    ]:
        assert hint in say("check_warm", wrong)


def test_suggested_rates(say):
    def network():
        layers = [
            keras.Input((784,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
        model = keras.Sequential(layers)
        model.compile(
            keras.optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy"
        )
        return model

    digits = nnlib.load("mnist")
    x = digits.x_train[5000:7000].reshape(-1, 784) / np.float32(255)
    y = digits.y_train[5000:7000]
    runs = [nnlib.Trainer(network()).find_rate(x, y, seed=k) for k in range(3)]
    found = [run.suggestion for run in runs]
    lowest = [run.rates[run.smoothed.argmin()] for run in runs]
    for right in (runs, found, tuple(found), np.array(found), list(map(float, found))):
        told = say("check_sweep", right, ...)
        assert told.startswith("Right.\nNothing to check yet")
    for wrong, hint in [
        (lowest, "takes a tenth"),
        (found[:2], "three rates are asked"),
        (found[0], "three rates are asked"),
        (found[0] * 3, "three rates are asked"),
        ("0.02", "three rates are asked"),
        ([str(each) for each in found], "three rates are asked"),
        ([run.rates[-1] for run in runs], "Not yet"),
        ([1e-4] * 3, "too small"),
        ([0.02, 0.02, 0.5], "too large"),
        ([-0.02] * 3, "three rates are asked"),
        ([np.nan] * 3, "three rates are asked"),
        ([None] * 3, "three rates are asked"),
        ([...] * 3, "Nothing to check yet"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_sweep", wrong, ...)


def test_sweep(say):
    for right in (
        [0.005, 0.02, 0.06, 0.15],
        (0.004, 0.01, 0.1, 0.16),
        np.geomspace(0.004, 0.17, 4),
    ):
        assert "\nRight: " in say("check_sweep", [0.02] * 3, right)
    for wrong, hint in [
        ([0.003, 0.01, 0.02, 0.03], "The last is as good"),
        ([0.03, 0.05, 0.1, 0.15], "The first is as good"),
        ([0.001, 0.01, 0.1, 0.5], "far beyond the cliff"),
        ([0.0003, 0.003, 0.03, 0.15], "far too slow"),
        ([0.5, 0.1, 0.02, 0.003], "from small to large"),
        ([0.01, 0.01, 0.1, 0.5], "from small to large"),
        ([0.0001, 0.002, 0.1, 0.5], "may lie between"),
        ([1e28, 1e29, 1e30, 1e31], "begin lower"),
        ([0.003, 0.02, 0.1], "four rates above 0"),
        ([0.003, 0.02, 0.1, -0.5], "four rates above 0"),
        ([0.003, 0.02, 0.1, np.inf], "four rates above 0"),
        ("0.003, 0.02", "four rates above 0"),
        (0.02, "four rates above 0"),
        ([0.003, 0.02, 0.1, ...], "Nothing to check yet"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_sweep", [0.02] * 3, wrong)


def test_measured(say):
    fall = nnlib.schedules.cosine(0.1, epochs=5, steps_per_epoch=63)
    plans = {
        "A": [0.1] * 315,
        "B": np.full(315, 0.004),
        "C": fall,
        "D": [0.1] * 252 + [0.01] * 63,
    }
    found = {"A": 0.91, "B": 0.89, "C": 0.94, "D": 0.93}
    leads = [3, 2]
    for order in ("CDAB", "abcd", "D, C, A, B", list("BACD"), np.array(list("ABCD"))):
        for reason in ("x", "X", "x."):
            told = say("check_measured", order, plans, found, leads, reason)
            assert told.count("Right") == 4
            assert "Measured: CDAB, predicted" in told
    for planned in (
        plans | {"C": fall.learning_rate.tolist()},
        plans | {"A": nnlib.schedules.constant(0.1, epochs=5, steps_per_epoch=63)},
        plans | {"C": [0.05 * (1 + np.cos(np.pi * i / 314)) for i in range(315)]},
    ):
        told = say("check_measured", ..., planned, ..., ..., ...)
        assert "Right: the four plans." in told
    for given in ((3.0, 2.0), np.array([3.04, 1.96]), [np.float32(3), 2]):
        told = say("check_measured", "ABCD", plans, found, given, "x")
        assert "Right: the leads." in told
    others = found | {"A": 0.95}
    behind = found | {"B": 0.95}
    for measured, reason, borne in [
        (others, "x", False),
        (others, "w", True),
        (others, "y", True),
        (others, "z", False),
        (behind, "x", False),
        (behind, "w", False),
        (behind, "z", True),
    ]:
        told = say("check_measured", "ABCD", plans, measured, leads, reason)
        assert ("Your numbers differ" not in told) == borne
    right = {
        "predicted": "ABCD",
        "plans": plans,
        "measured": found,
        "leads": leads,
        "reason": "x",
    }
    for name, wrong, hint in [
        ("predicted", "ABC", "each once"),
        ("predicted", "AABC", "each once"),
        ("predicted", 3, "each once"),
        ("predicted", [...] * 4, "predict first"),
        ("predicted", ..., "predict first"),
        ("plans", plans | {"A": 0.1}, "A has 315 rates"),
        ("plans", plans | {"A": "fast"}, "A has 315 rates"),
        ("plans", plans | {"B": [0.04] * 315}, "B is 0.004"),
        ("plans", plans | {"C": np.linspace(0.1, 0, 315)}, "half a cosine"),
        ("plans", plans | {"D": [0.1] * 63 + [0.01] * 252}, "for 252 steps"),
        ("plans", plans | {"D": ...}, "put the four plans"),
        ("plans", ..., "put the four plans"),
        ("plans", list(plans.values()), "a dictionary of four"),
        ("measured", ..., "run measured"),
        ("measured", [0.9] * 4, "measure(plans), please"),
        ("measured", {"A": 0.9}, "for each of A to D"),
        ("measured", found | {"A": "much"}, "for each of A to D"),
        ("measured", found | {"A": 91}, "between 0 and 1"),
        ("leads", [0.03, 0.02], "times 100"),
        ("leads", [-3, -2], "the other way around"),
        ("leads", [2, 3], "C first"),
        ("leads", [3, 3], "less that of A"),
        ("leads", 3, "two numbers"),
        ("leads", "3, 2", "two numbers"),
        ("leads", [..., 2], "how many points"),
        ("leads", ..., "how many points"),
        ("reason", "w", "B has the smallest mean rate"),
        ("reason", "y", "D falls in one stair"),
        ("reason", "z", "begin at the same rate"),
        ("reason", "because", "one letter"),
        ("reason", 1, "one letter"),
        ("reason", ..., "which sentence"),
    ]:
        assert hint in say("check_measured", *(right | {name: wrong}).values())
    behind = {"measured": found | {"D": found["A"] - 0.01}, "reason": "y"}
    assert "four rows cannot show" in say("check_measured", *(right | behind).values())
