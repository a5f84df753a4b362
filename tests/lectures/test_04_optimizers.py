"""Lecture 4: its self-checks."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from keras.optimizers import SGD, Adam

LECTURE = Path(__file__).parents[2] / "notebooks" / "04_optimizers.ipynb"


def test_rates(say):
    right = 1 / 6, 1 / 12
    for answers in [
        right,
        (0.17, 0.083),
        (0.167, 0.0833),
        (Fraction(1, 6), np.float32(1 / 12)),
    ]:
        assert say("check_rates", *answers).count("Right.") == 2
    for place, wrong, hint in [
        (0, 2 / 3, "y is steeper"),
        (0, 1 / 12, "come closer"),
        (0, 1 / 24, "above -1"),
        (0, 1 / 3, "cancels the 2"),
        (0, 0.25, "is not it"),
        (0, 0.175, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 1 / 3, "y has flown away"),
        (1, 1 / 6, "mirror image"),
        (1, 1 / 24, "is 12 y"),
        (1, 0.09, "is not it"),
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

    for wrong, hint in [
        (lambda *_: (..., ...), "nothing so far"),
        (as_keras_does, "whose w is the point ahead"),
        (drops_the_velocity, "in the second part"),
        (plain, "still plain momentum"),
        (lambda w, v, g, r, m: nesterov(w, v, g, -r, m), "sign of the gradient"),
        (twice, "and then again"),
        (all_of_it, "not by all of it"),
    ]:
        assert hint in say("check_nesterov", wrong)


def test_rmsprop(say):
    def right(w, s, g, rate, rho):
        s = s + (1 - rho) * (np.square(g) - s)
        return w - rate * g * (s + 1e-7) ** -0.5, s

    def epsilon_outside(w, s, g, rate, rho):
        s = rho * s + (1 - rho) * g**2
        return w - rate * g / (np.sqrt(s) + 1e-7), s

    def in_place(w, s, g, rate, rho):
        s *= rho
        s += (1 - rho) * np.square(g)
        w -= rate * g / np.sqrt(s)
        return [w, s]

    for answer in (right, epsilon_outside, in_place):
        assert say("check_rmsprop", answer) == "Right."

    def adagrad(w, s, g, rate, rho):
        return w - rate * g / np.sqrt(s + g**2 + 1e-7), s + g**2

    def first_power(w, s, g, rate, rho):
        s = rho * s + (1 - rho) * g
        return w - rate * g / np.sqrt(s + 1e-7), s

    def old(w, s, g, rate, rho):
        return w - rate * g / np.sqrt(s + 1e-7), rho * s + (1 - rho) * g**2

    def rootless(w, s, g, rate, rho):
        s = rho * s + (1 - rho) * g**2
        return w - rate * g / (s + 1e-7), s

    def unweighted(w, s, g, rate, rho):
        s = rho * s + np.square(g)
        return w - rate * g / np.sqrt(s + 1e-7), s

    for wrong, hint in [
        (adagrad, "That is Adagrad"),
        (first_power, "square the gradient"),
        (old, "has seen g already"),
        (unweighted, "counts with 1 - rho"),
        (lambda w, s, g, r, rho: right(w, s, g, r, 1 - rho), "what is kept"),
        (rootless, "The root is missing"),
        (lambda w, s, g, r, rho: right(w, s, g, -r, rho), "against the gradient"),
    ]:
        assert hint in say("check_rmsprop", wrong)


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
        (2, (-0.01, 0.01), "not a tenth"),
        (3, (-0.1, 0.1), "no bias correction"),
        (3, (-1, 1), "a tenth of the square"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_first_steps", *answers)


def adam(w, gradient, steps, rate, b1=0.9, b2=0.999, late=0, hats=True, power=0.5):
    m, v = np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = gradient(w)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        c1, c2 = (1 - b1 ** (t + late), 1 - b2 ** (t + late)) if hats else (1, 1)
        w = w - rate * (m / c1) / ((v / c2) ** power + 1e-7)
    return w


def test_adam(say):
    def as_keras_does(w, gradient, steps, rate):
        m = v = np.zeros(2)
        for t in range(1, steps + 1):
            g = gradient(w)
            m = m + (g - m) * 0.1
            v = v + (g**2 - v) * 0.001
            alpha = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            w = w - m * alpha / (np.sqrt(v) + 1e-7)
        return w

    def as_a_list(w, gradient, steps, rate):
        return [float(number) for number in adam(w, gradient, steps, rate)]

    def from_zero(w, gradient, steps, rate):
        m = v = 0 * w
        for t in range(steps):
            g = gradient(w)
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            with np.errstate(divide="ignore", invalid="ignore"):
                m_hat, v_hat = m / np.array(1 - 0.9**t), v / np.array(1 - 0.999**t)
                w = w - rate * m_hat / (np.sqrt(v_hat) + 1e-7)
        return w

    for right in (adam, as_keras_does, as_a_list):
        assert say("check_adam", right) == "Right."
    for wrong, hint in [
        (lambda *case: adam(*case, hats=False), "bias correction is missing"),
        (lambda *case: adam(*case, late=1), "count from 1"),
        (lambda *case: adam(*case, power=1), "root of v is missing"),
        (lambda *case: adam(*case, b1=0.999, b2=0.9), "beta_2 to v"),
        (lambda w, g, n, rate: adam(w, g, n - 1, rate), "one step too few"),
        (lambda w, g, n, rate: adam(w, g, n, 0.2), "Pass the learning rate on"),
        (from_zero, "The steps count from 1"),
        (lambda w, g, n, rate: adam(w, g, n, -rate), "Not yet"),
        (lambda w, *_: w, "Not yet"),
    ]:
        assert hint in say("check_adam", wrong)


def test_decay(say):
    for right in (3 * 0.999**100, 2.7144, 2.71, np.float32(3 * np.exp(-0.1))):
        assert say("check_decay", right) == "Right."
    for wrong, hint in [
        (3 * 0.9**100, "not the decay alone"),
        (1.098, "not the rate alone"),
        (2.7, "a power"),
        (3, "AdamW does not"),
        (2.997, "That is one step"),
        (0.286, "what the decay has taken"),
        (2.72, "is close"),
        (0.905, "the weight was 3"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_decay", wrong)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (SGD(0.0015, momentum=0.95, nesterov=True), "Right."),
        (SGD(0.0025, momentum=0.93), "Right."),
        (SGD(0.0018, momentum=0.9), "Right."),
        (SGD, "the oldest trick is SGD"),
        (SGD(0.0015, momentum=0.9), "Try other rates"),
        (..., "Nothing to check yet"),
        (Adam(0.2), "the oldest trick is SGD"),
        (SGD(0.1), "flies away at step"),
        (SGD(0.001), "let it roll"),
        (SGD(0.001, momentum=0.5), "forgets too soon"),
        (SGD(0.001, momentum=0.88), "Try other rates"),
        (SGD(0.002, momentum=0.88), "Right."),
        (SGD(0.001, momentum=0.97, nesterov=True), "Try other rates"),
        (SGD(lambda: 0.0015, momentum=0.95), "Not yet: "),
        (SGD(0.0001, momentum=0.9), "Try other rates"),
    ],
)
def test_the_race(say, mine, told):
    assert told in say("check_race", mine)
