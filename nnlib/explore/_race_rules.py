"""The update rules of the race in NumPy: those of its page, for its poster.

They are Keras' own, in double precision, and need neither Keras nor a compiler. Each
takes where a racer is, the gradient there, a `Setting` and a state, which it changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

_EPSILON, _BETA_2 = 1e-7, 0.999  # Keras' own
_RHO = 0.9  # of RMSprop with momentum


@dataclass
class Setting:
    """What a rule is to be followed with; "momentum" stands for rho and beta_1, too."""

    rate: float
    momentum: float = 0.0
    step: int = 0  # from 1


@dataclass
class State:
    """What a rule remembers."""

    m: np.ndarray = field(default_factory=lambda: np.zeros(2))
    v: np.ndarray = field(default_factory=lambda: np.zeros(2))
    greatest: np.ndarray = field(default_factory=lambda: np.zeros(2))
    accumulator: np.ndarray = field(default_factory=lambda: np.full(2, 0.1))
    product: float = 1.0


def _sgd(w, g, a, s):
    return w - g * a.rate


def _momentum(w, g, a, s):
    s.m = s.m * a.momentum - g * a.rate
    return w + s.m


def _nesterov(w, g, a, s):
    s.m = s.m * a.momentum - g * a.rate
    return w + (s.m * a.momentum - g * a.rate)


def _adagrad(w, g, a, s):
    s.accumulator = s.accumulator + g * g
    return w - a.rate * g / np.sqrt(s.accumulator + _EPSILON)


def _rmsprop(w, g, a, s):
    s.v = a.momentum * s.v + (1 - a.momentum) * (g * g)
    return w - a.rate * g / np.sqrt(s.v + _EPSILON)


def _rmsprop_momentum(w, g, a, s):
    s.v = _RHO * s.v + (1 - _RHO) * (g * g)
    s.m = a.momentum * s.m + a.rate * g / np.sqrt(s.v + _EPSILON)
    return w - s.m


def _adadelta(w, g, a, s):
    s.v = a.momentum * s.v + (1 - a.momentum) * (g * g)
    move = -(np.sqrt(s.m + _EPSILON) * g / np.sqrt(s.v + _EPSILON))
    s.m = a.momentum * s.m + (1 - a.momentum) * (move * move)
    return w + a.rate * move


def _moments(g, a, s):
    s.m = s.m + (g - s.m) * (1 - a.momentum)
    s.v = s.v + (g * g - s.v) * (1 - _BETA_2)


def _adam(w, g, a, s, *, amsgrad=False):
    alpha = a.rate * np.sqrt(1 - _BETA_2**a.step) / (1 - a.momentum**a.step)
    _moments(g, a, s)
    s.greatest = np.maximum(s.greatest, s.v)
    return w - s.m * alpha / (np.sqrt(s.greatest if amsgrad else s.v) + _EPSILON)


def _amsgrad(w, g, a, s):
    return _adam(w, g, a, s, amsgrad=True)


def _adamax(w, g, a, s):
    s.m = s.m + (g - s.m) * (1 - a.momentum)
    s.greatest = np.maximum(_BETA_2 * s.greatest, np.abs(g))
    return w - a.rate * s.m / ((1 - a.momentum**a.step) * (s.greatest + _EPSILON))


def _nadam(w, g, a, s):
    now, after = (a.momentum * (1 - 0.5 * 0.96 ** (a.step + k)) for k in (0, 1))
    s.product *= now
    _moments(g, a, s)
    m = after * s.m / (1 - s.product * after) + (1 - now) * g / (1 - s.product)
    return w - m * a.rate / (np.sqrt(s.v / (1 - _BETA_2**a.step)) + _EPSILON)


def _adamw(w, g, a, s):
    return _adam(w - w * 0.004 * a.rate, g, a, s)


def _lion(w, g, a, s):
    moved = w - a.rate * np.sign(s.m * a.momentum + g * (1 - a.momentum))
    s.m = s.m * 0.99 + g * (1 - 0.99)
    return moved


RULES: dict[str, Callable] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "nadam": _nadam,
    "rmsprop_momentum": _rmsprop_momentum,
    "adadelta": _adadelta,
    "adamax": _adamax,
    "amsgrad": _amsgrad,
    "adamw": _adamw,
    "lion": _lion,
}


def follow(
    rule: str,
    gradient: Callable,
    start: list[float],
    steps: int,
    *,
    rate: float,
    momentum: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Let a racer go.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    gradient : callable
        Of x and y, a pair.
    start : list of float
    steps : int
    rate : float
    momentum : float
        Or rho, or beta_1: what the rule has.

    Returns
    -------
    points : ndarray, shape (steps + 1, 2)
    gradients : ndarray, shape (steps, 2)
    """
    update, setting, state = RULES[rule], Setting(rate, momentum), State()
    points, gradients = [np.array(start, dtype=float)], []
    with np.errstate(all="ignore"):  # it may diverge
        for setting.step in range(1, steps + 1):
            gradients.append(np.array(gradient(*points[-1]), dtype=float))
            points.append(update(points[-1], gradients[-1], setting, state))
    return np.stack(points), np.stack(gradients)
