"""Lecture 4: its self-checks."""

from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

import nnlib
from nnlib.explore import _race_optimizers, _race_rules

LECTURE = Path(__file__).parents[2] / "notebooks" / "04_optimizers.ipynb"


def test_rates(say):
    right = 0.25, 0.125
    for answers in [right, (Fraction(1, 4), np.float32(1 / 8))]:
        assert say("check_rates", *answers).count("Right.") == 2
    for place, wrong, hint in [
        (0, 2 / 3, "y is steeper"),
        (0, 0.667, "y is steeper"),
        (0, 1 / 8, "come closer"),
        (0, 1 / 16, "above -1"),
        (0, 1 / 2, "cancels the 2"),
        (0, 2 / 11, "are not added"),
        (0, 0.24, "is not it"),
        (0, 0.26, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 1 / 3, "y has flown away"),
        (1, 1 / 4, "mirror image"),
        (1, 1 / 16, "is 8 y"),
        (1, 0.13, "is not it"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_rates", *answers)


def nesterov(w, v, gradient, learning_rate, gamma):
    ahead = w + gamma * v
    v = gamma * v - learning_rate * np.asarray(gradient(ahead))
    return [w + v, v]


def test_nesterov(say):
    def in_place(w, v, gradient, learning_rate, gamma):
        v *= gamma
        v -= learning_rate * gradient(w + v)
        w += v
        return w, v

    def bengio(w, v, g, rate, gamma):
        """The same step, written from the point ahead."""
        ahead = w + gamma * v
        w = ahead - rate * g(ahead)
        return np.stack([w, w - ahead + gamma * v])

    for right in (nesterov, in_place, bengio):
        assert say("check_nesterov", right) == "Right."

    def plain(w, v, g, rate, gamma):
        v = gamma * v - rate * g(w)
        return w + v, v

    def twice(w, v, g, rate, gamma):
        w = w + gamma * v
        v = gamma * v - rate * g(w)
        return w + v, v

    def all_of_it(w, v, g, rate, gamma):
        new = gamma * v - rate * g(w + v)
        return w + new, new

    def as_keras_does(w, v, g, rate, gamma):
        v = gamma * v - rate * g(w)
        return w + gamma * v - rate * g(w), v

    def drops_the_velocity(w, v, g, rate, gamma):
        return nesterov(w, v, g, rate, gamma)[0], v

    def backward(w, v, g, rate, gamma):
        new = gamma * v - rate * g(w - gamma * v)
        return w + new, new

    def forgets(w, v, g, rate, gamma):
        new = -rate * g(w + gamma * v)
        return w + new, new

    def forgets_in_v(w, v, g, rate, gamma):
        return nesterov(w, v, g, rate, gamma)[0], -rate * g(w + gamma * v)

    def moves_by_the_old(w, v, g, rate, gamma):
        return w + v, nesterov(w, v, g, rate, gamma)[1]

    def damped(w, v, g, rate, gamma):
        return nesterov(w, v, g, (1 - gamma) * rate, gamma)

    for wrong, hint in [
        (lambda *_: (..., ...), "nothing so far"),
        (forgets, "forgets what is kept"),
        (forgets_in_v, "not into w alone"),
        (moves_by_the_old, "not by the old one"),
        (damped, "not damped"),
        (as_keras_does, "whose w is the point ahead"),
        (drops_the_velocity, "in the second part"),
        (plain, "still plain momentum"),
        (lambda w, v, g, r, m: nesterov(w, v, g, -r, m), "sign of the gradient"),
        (twice, "and then again"),
        (lambda *case: nesterov(*case)[::-1], "first the new w"),
        (backward, "not back"),
        (all_of_it, "not by all of it"),
    ]:
        assert hint in say("check_nesterov", wrong)


def test_first_steps(say):
    first = 0.1 / np.sqrt(0.1)
    right = (-10, 0.001), (-0.1, 0.1), [-0.1, 0.1], np.array([-0.316, 0.316])
    for rmsprop in (right[3], (-0.32, 0.32), [-0.3162, 0.3147]):
        assert say("check_first_steps", *right[:3], rmsprop).count("Right.") == 4
    assert "is not it" in say("check_first_steps", *right[:3], (-0.3, 0.3))
    for place, wrong, hint in [
        (0, (10, -0.001), "turn the signs"),
        (0, (-100, 0.01), "The rate times"),
        (1, (0.1, -0.1), "turn the signs"),
        (1, (-10, 0.001), "Corrected means"),
        (1, (-first, first), "began at 0"),
        (1, (-0.001, 10), "under a root"),
        (1, (-0.01, 0.01), "corrected, too"),
        (2, (-0.01, 0.01), "not a tenth"),
        (2, (-1, 1), "the rate times it"),
        (3, (-0.1, 0.1), "no bias correction"),
        (3, (-1, 1), "a tenth of the square"),
        (3, (-0.01, 100), "divided by the root"),
        (3, (-0.105, 0.105), "Nine tenths"),
        (3, (-0.31, 0.31), "do not cut off"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_first_steps", *answers)


def adam(w, gradient, steps, rate, b1=0.9, b2=0.999, late=0, hats=True, power=0.5):
    m, s = np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = gradient(w)
        m, s = b1 * m + (1 - b1) * g, b2 * s + (1 - b2) * g * g
        c1, c2 = (1 - b1 ** (t + late), 1 - b2 ** (t + late)) if hats else (1, 1)
        w = w - rate * (m / c1) / ((s / c2) ** power + 1e-7)
    return w


def mended(
    w, gradient, steps, rate, *, sign=-1, root=True, beta=0.999, beta_m=0.9, kept=True
):
    """What the exercise gives, with some of its mistakes mended."""
    m = s = 0 * w
    for t in range(1, steps + 1):
        if not kept:
            m = s = 0 * w
        g = gradient(w)
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g**2
        below = s / (1 - beta**t)
        below = np.sqrt(below) if root else below
        w = w + sign * rate * (m / (1 - beta_m**t)) / (below + 1e-7)
    return w


def test_adam(say):
    def as_keras_does(w, gradient, steps, rate):
        m = s = np.zeros(2)
        for t in range(1, steps + 1):
            g = gradient(w)
            m = m + (g - m) * 0.1
            s = s + (g**2 - s) * 0.001
            alpha = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            w = w - m * alpha / (np.sqrt(s) + 1e-7)
        return w

    def as_a_list(w, gradient, steps, rate):
        return [float(number) for number in adam(w, gradient, steps, rate)]

    def early(w, gradient, steps, rate):
        m = s = 0 * w
        for t in range(1, steps + 1):
            g = gradient(w)
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
            w = w - rate * m / (1 - 0.9**t) / (np.sqrt(s) / (1 - 0.999**t) + 1e-7)
        return w

    for right in (adam, as_keras_does, as_a_list, mended):
        assert say("check_adam", right) == "Right."
    for wrong, hint in [
        (dict(sign=1, root=False, beta=0.9), "All three are still there"),
        (dict(sign=1, root=False), "uphill, and a root is missing"),
        (dict(sign=1, beta=0.9), "uphill, and one hat"),
        (dict(root=False, beta=0.9), "A root is missing, and one hat"),
        (dict(sign=1), "Two are mended. It still walks uphill"),
        (dict(root=False), "The root of the mean"),
        (dict(beta=0.9), "look at s_hat"),
        (dict(beta_m=0.999), "both hats have 0.999"),
        (dict(beta_m=0.999, beta=0.9), "The hats are swapped"),
        (dict(kept=False), "once, before the loop"),
    ]:
        assert hint in say("check_adam", partial(mended, **wrong))
    for wrong, hint in [
        (lambda *case: adam(*case, hats=False), "Keep the bias correction"),
        (lambda *case: adam(*case, late=1), "from 1"),
        (lambda *case: adam(*case, b1=0.999, b2=0.9), "beta_2 to s"),
        (early, "First the hat"),
        (lambda w, g, n, rate: adam(w, g, 1, rate), "behind the loop"),
        (lambda w, *_: w * np.nan, "count from 1"),
        (lambda w, g, n, rate: adam(w, g, n - 1, rate), "Not yet"),
        (lambda w, *_: w, "Not yet"),
        (lambda *_: ..., "nothing so far"),
    ]:
        assert hint in say("check_adam", wrong)


def test_map(say):
    right = 13, 17, 0.35
    for answers in [right, (12, 18, np.float32(0.35)), (np.float64(14), 16.0, 7 / 20)]:
        assert say("check_map", *answers).count("Right.") == 3
    for place, wrong, hint in [
        (0, 8, "That is the star"),
        (0, 17, "the row of 0.5"),
        (0, 10, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 8, "go up to the row of 0.5"),
        (1, 13, "without momentum"),
        (2, 0, "plain descent itself"),
        (2, 0.05, "The row of 0.05 beats"),
        (2, 0.1, "rows above it do, too"),
        (2, 0.15, "rows above it do, too"),
        (2, 0.2, "rows above it"),
        (2, 0.25, "rows above it"),
        (2, 0.3, "the next one does, too"),
        (2, 0.4, "level with plain descent"),
        (2, 0.45, "go down"),
        (2, 0.5, "go down"),
        (2, 0.9, "far too large"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_map", *answers)


def test_the_map_is_that_of_the_page():
    booth = nnlib.surfaces.booth
    own = _race_optimizers.rates_on(booth)["momentum"]

    def steps(row, column):
        rate = own * 10 ** (column / 12 - 1.5)
        points, _ = _race_rules.follow(
            "momentum", booth.df, list(booth.start), 100, rate=rate, momentum=row / 20
        )
        losses = booth.heights(*np.transpose(points))
        high = np.flatnonzero(~(losses < 0.01))[-1] + 1
        return high if len(losses) == 101 and high <= 100 else np.inf

    fewest = [min(steps(row, column) for column in range(37)) for row in range(20)]
    assert min(fewest) == 8
    assert np.argmin(fewest) / 20 == 0.2
    assert (fewest[0], fewest[10]) == (13, 17)
    assert max(np.flatnonzero(np.array(fewest) < fewest[0])) / 20 == 0.35
    assert fewest[8] == fewest[0]


SIX = ["ravine", "too large", "too small", "diverged", "noise", "saddle"]


def test_pictures(say):
    for right in (
        SIX,
        tuple(SIX),
        ", ".join(SIX),
        "; ".join(SIX),
        "\n".join(SIX) + "\n",
        [f"Rate {word}." for word in SIX],
        [f"a {word}" for word in SIX],
        ["valley", "too big", "Too low a rate", "diverging", "noisy", "a saddle point"],
        ["a narrow valley", "too high", "too slow", "it explodes", "NOISE", "saddle"],
    ):
        assert say("check_pictures", right) == "Right."
    for wrong, hint in [
        ([...] * 6, "Nothing to check yet"),
        (..., "Nothing to check yet"),
        (7, "Nothing to check yet"),
        (SIX[:5], "here: 5"),
        ("ravine", "a list of six words is asked; here: 1"),
        (["crater", *SIX[1:]], "'crater' is none of"),
        (["ravine or saddle", *SIX[1:]], "is more than that"),
        (["noisy valley", *SIX[1:]], "is more than that"),
        (["not a ravine", *SIX[1:]], "is more than that"),
        (["too large, too small", *SIX[1:]], "is more than that"),
        (["too large", "ravine", *SIX[2:]], "4 of 6. Look again at picture 1"),
        ([*SIX[:4], "saddle", "noise"], "picture 5: it is at a star"),
        (["noise"] * 6, "1 of 6"),
    ]:
        assert hint in say("check_pictures", wrong)


def test_fair_choice(say, checks):
    found = {
        ("SGD", "test"): [0.886, 0.8943, 0.9049],
        ("Adam", "test"): [0.8993, 0.8909, 0.9128],
        ("SGD", "validation"): [0.951, 0.954, 0.957],
        ("Adam", "validation"): [0.96, 0.967, 0.97],
    }
    good = {"SGD": (0.1, 0.3, 1), "Adam": (0.003, 0.01, 0.03)}

    def accuracies(kind, rate, x, _):
        learns = rate in good[kind.__name__]
        return np.array(found[kind.__name__, x] if learns else [0.103, 0.137, 0.097])

    sets = {"testing": ("test", None), "validation": ("validation", None)}
    checks.update(sets, accuracies=accuracies)
    sgd, adam = list(found.values())[:2]
    for right in [
        (0.3, 0.01, sgd, adam),
        (1, 0.03, 0.8951, np.array(adam)),
        ("0.1", 0.003, np.float32(0.89507), "90.1 %"),
        (0.3, 0.01, [88.6, 89.43, 90.49], (0.9128, 0.899, 0.891)),
        (0.3, 0.01, ["88.6 %", "89.4%", "90.5%"], 0.901),
        ([0.3], 0.01, "0.886, 0.8943, 0.9049", {"it": adam}),
        (0.3, 0.01, "[0.886  0.8943 0.9049]", f"array({adam})"),
        (0.3, 0.01, 0.9, 0.9),
        (0.3, 0.01, 0.895, "0.90"),
    ]:
        assert say("check_fair", *right).count("Right.") == 4, right
    no_learning = say("check_fair", 1.5, 0.05, *[[0.103, 0.137, 0.097]] * 2)
    assert "Right." not in no_learning
    for wrong, hint in [
        ((..., ..., ..., ...), "Nothing to check yet"),
        ((0.01, 0.01, sgd, adam), "SGD has better rates; try larger"),
        ((0.01, 0.01, sgd, adam), "first a better rate for SGD"),
        ((3, 0.01, sgd, adam), "SGD has better rates; try smaller"),
        ((1e9, 0.01, sgd, adam), "SGD has better rates; try smaller"),
        ((0.3, 0.001, sgd, adam), "Adam has better rates; try larger"),
        ((0.3, 1e-20, sgd, adam), "Adam has better rates; try larger"),
        ((0.3, 0.1, sgd, adam), "Adam has better rates; try smaller"),
        (([0.1, 0.3], 0.01, sgd, adam), "one rate is asked for SGD"),
        ((0.3, 0.01, 0.91, adam), "SGD does not read that share"),
        ((0.3, 0.01, 0.89, adam), "SGD does not read that share"),
        ((0.3, 0.01, [0.9] * 3, adam), "SGD does not read that share"),
        ((0.3, 0.01, sgd, 0.91), "Adam does not read that share"),
        ((0.3, 0.01, sgd, 0.0), "Adam does not read"),
        ((0.3, 0.01, 0.954, adam), "SGD on the validation set"),
        ((0.3, 0.01, sgd, found["Adam", "validation"]), "Adam on the validation set"),
        ((0.3, 0.01, 0.886, adam), "one of SGD's three"),
        ((0.3, 0.01, 0.8943, adam), "one of SGD's three"),
        ((0.3, 0.01, sgd[:2], adam), "three shares are asked"),
        ((np.nan, 0.01, sgd, np.nan), "rate of SGD is a number above 0"),
        ((0.3, -0.01, sgd, adam), "rate of Adam is a number above 0"),
        (("fast", 0.01, sgd, adam), "rate of SGD is a number above 0"),
        ((0.3, 0.01, sgd, "a word"), "of Adam three shares are asked"),
    ]:
        assert hint in say("check_fair", *wrong), wrong
    del checks["accuracies"]
    assert "run the cell" in say("check_fair", 0.3, 0.01, sgd, adam)
