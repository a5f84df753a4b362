"""The update rules of the race in NumPy: those of its page, for its poster.

They are Keras' own, in double precision, and need neither Keras nor a compiler. Each
takes where a racer is, the gradient there, a `Setting` and a state, which it changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nnlib import schedules
from nnlib.explore.mulberry32 import STEP, mulberry32


@dataclass
class Setting:
    """What a rule is followed with; "momentum" is rho, beta_1 or ema_momentum, too."""

    rate: float
    momentum: float = 0.0
    step: int = 0  # from 1
    rho: float = 0.9  # of RMSprop with momentum
    beta_2: float = 0.999
    epsilon: float = 1e-7
    weight_decay: float = 0.004


@dataclass
class State:
    """What a rule remembers."""

    m: np.ndarray = field(default_factory=lambda: np.zeros(2))
    v: np.ndarray = field(default_factory=lambda: np.zeros(2))
    greatest: np.ndarray = field(default_factory=lambda: np.zeros(2))
    accumulator: np.ndarray = field(default_factory=lambda: np.full(2, 0.1))
    product: float = 1.0
    own: np.ndarray | None = None  # where the gradient is taken, if elsewhere


def _sgd(w, g, a, s):
    return w - g * a.rate


def _momentum(w, g, a, s):
    s.m = s.m * a.momentum - g * a.rate
    return w + s.m


def _nesterov(w, g, a, s):
    s.m = s.m * a.momentum - g * a.rate
    return w + (s.m * a.momentum - g * a.rate)


def _sgd_averaged(w, g, a, s):
    """Return the moving average, which begins with the first step."""
    s.own = (w if s.own is None else s.own) - g * a.rate
    kept = a.momentum if a.step > 1 else 0
    return kept * w + (1 - kept) * s.own


def _adagrad(w, g, a, s):
    s.accumulator = s.accumulator + g * g
    return w - a.rate * g / np.sqrt(s.accumulator + a.epsilon)


def _rmsprop(w, g, a, s):
    s.v = a.momentum * s.v + (1 - a.momentum) * (g * g)
    return w - a.rate * g / np.sqrt(s.v + a.epsilon)


def _rmsprop_momentum(w, g, a, s):
    s.v = a.rho * s.v + (1 - a.rho) * (g * g)
    s.m = a.momentum * s.m + a.rate * g / np.sqrt(s.v + a.epsilon)
    return w - s.m


def _adadelta(w, g, a, s):
    s.v = a.momentum * s.v + (1 - a.momentum) * (g * g)
    move = -(np.sqrt(s.m + a.epsilon) * g / np.sqrt(s.v + a.epsilon))
    s.m = a.momentum * s.m + (1 - a.momentum) * (move * move)
    return w + a.rate * move


def _moments(g, a, s):
    s.m = s.m + (g - s.m) * (1 - a.momentum)
    s.v = s.v + (g * g - s.v) * (1 - a.beta_2)


def _adam(w, g, a, s, *, amsgrad=False):
    alpha = a.rate * np.sqrt(1 - a.beta_2**a.step) / (1 - a.momentum**a.step)
    _moments(g, a, s)
    s.greatest = np.maximum(s.greatest, s.v)
    return w - s.m * alpha / (np.sqrt(s.greatest if amsgrad else s.v) + a.epsilon)


def _amsgrad(w, g, a, s):
    return _adam(w, g, a, s, amsgrad=True)


def _adamax(w, g, a, s):
    s.m = s.m + (g - s.m) * (1 - a.momentum)
    s.greatest = np.maximum(a.beta_2 * s.greatest, np.abs(g))
    return w - a.rate * s.m / ((1 - a.momentum**a.step) * (s.greatest + a.epsilon))


def _nadam(w, g, a, s):
    now, after = (a.momentum * (1 - 0.5 * 0.96 ** (a.step + k)) for k in (0, 1))
    s.product *= now
    _moments(g, a, s)
    m = after * s.m / (1 - s.product * after) + (1 - now) * g / (1 - s.product)
    return w - m * a.rate / (np.sqrt(s.v / (1 - a.beta_2**a.step)) + a.epsilon)


def _adamw(w, g, a, s):
    return _adam(w - w * a.weight_decay * a.rate, g, a, s)


def _lion(w, g, a, s):
    moved = w - a.rate * np.sign(s.m * a.momentum + g * (1 - a.momentum))
    s.m = s.m * a.beta_2 + g * (1 - a.beta_2)
    return moved


RULES: dict[str, Callable] = {
    "sgd": _sgd,
    "sgd_averaged": _sgd_averaged,
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


def scheduled(rule: str, rate: float, steps: int) -> schedules.Schedule | None:
    """The rates of an optimizer whose rate changes from step to step; else None."""
    if rule == "sgd_decayed":
        return schedules.exponential(rate, 0.01, steps, epochs=steps)
    if rule == "sgd_cyclical":
        return schedules.cyclical(rate / 10, rate, steps / 10, epochs=steps)
    if rule == "sgd_1cycle":
        return schedules.one_cycle(rate, momentum=None, epochs=steps)
    return None


def noise(seed: int, steps: int) -> np.ndarray:
    """Standard normal numbers, a pair for each step, by Box and Muller."""
    count = np.arange(2 * steps, dtype=np.uint64)
    drawn = mulberry32(np.uint64(seed) + np.uint64(STEP) * (count + np.uint64(1)))
    shares = drawn.reshape(steps, 2) / 2**32
    radius = np.sqrt(-2 * np.log(shares[:, 0] + 2**-32))
    angle = 2 * np.pi * shares[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def follow(
    rule: str,
    gradient: Callable,
    start: list[float],
    steps: int,
    *,
    rate: float,
    momentum: float = 0.0,
    settings: Mapping[str, float] | None = None,
    shaken: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Let a racer go.

    Parameters
    ----------
    rule : str
        One of `RULES`, or one that `scheduled` knows.
    gradient : callable
        Of x and y, a pair.
    start : list of float
    steps : int
    rate : float
        The largest, where it changes from step to step.
    momentum : float
        Or rho, or beta_1: what the rule has.
    settings : mapping of str to float, optional
        What else it can be set to.
    shaken : ndarray of shape (steps, 2), optional
        What is added to the gradients.

    Returns
    -------
    points : ndarray, shape (steps + 1, 2)
    gradients : ndarray, shape (steps, 2)
    """
    schedule = scheduled(rule, rate, steps)
    update, state = RULES["sgd" if schedule else rule], State()
    setting = Setting(rate, momentum, beta_2=0.99 if rule == "lion" else 0.999)
    setting = replace(setting, **dict(settings or {}))
    points, gradients = [np.array(start, dtype=float)], []
    with np.errstate(all="ignore"):  # it may diverge
        for setting.step in range(1, steps + 1):
            if schedule:
                setting.rate = schedule.learning_rate[setting.step - 1]
            place = points[-1] if state.own is None else state.own
            slope = np.array(gradient(*place), dtype=float)
            gradients.append(
                slope if shaken is None else slope + shaken[len(gradients)]
            )
            points.append(update(points[-1], gradients[-1], setting, state))
    return np.stack(points), np.stack(gradients)
