"""Learning-rate schedules as arrays: what is plotted is the very array that trains.

Each function returns a :class:`Schedule` of ``epochs * steps_per_epoch`` rates, the
i-th for the i-th training step, counted from 0. That step lies in the epoch
``i // steps_per_epoch``; by default there is one rate an epoch. ``epochs`` and
``steps_per_epoch`` are whole, all other lengths in epochs may be fractions. A
ValueError names the argument that is wrong, what came and what would do.
"""

import math
import numbers
import reprlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import CURVE, label_ends, named

if TYPE_CHECKING:
    import keras
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_MOST = 10**8  # steps
_LARGEST = sys.float_info.max
_TINY = 1e-9  # of a step: 3.0000000000000004 is step 3
_RULES = {
    "above 0": lambda x: x > 0,
    "from 0": lambda x: x >= 0,
    "from 0 and below 1": lambda x: (x >= 0) & (x < 1),
    "from 1": lambda x: x >= 1,
    "whole and from 0": lambda x: (x >= 0) & (x == np.floor(x)),
    "whole and from 1": lambda x: (x >= 1) & (x == np.floor(x)),
}


@dataclass(frozen=True, eq=False)
class Schedule:
    """The learning rate, and if need be the momentum, of every training step.

    Attributes
    ----------
    name : str
        What a plot calls it.
    learning_rate, momentum : ndarray of shape (epochs * steps_per_epoch,)
        Rates, finite and from 0, and None or momenta from 0 and below 1: read-only
        copies, float64, of what came.
    steps_per_epoch : int, default 1
    """

    name: str
    learning_rate: "ArrayLike" = field(repr=False)
    momentum: "ArrayLike | None" = field(default=None, repr=False)
    steps_per_epoch: int = 1

    def __post_init__(self):
        _check("whole and from 1", steps_per_epoch=self.steps_per_epoch)
        rate = _row("learning_rate", self.learning_rate, "from 0")
        momentum, every = self.momentum, int(self.steps_per_epoch)
        if len(rate) % every:
            raise ValueError(
                f"learning_rate: {len(rate)} steps came; give whole epochs, a multiple "
                f"of steps_per_epoch={every}"
            )
        if momentum is not None:
            momentum = _row("momentum", momentum, "from 0 and below 1")
            if len(momentum) != len(rate):
                raise ValueError(
                    f"momentum: {len(momentum)} steps came; give {len(rate)}, as many "
                    f"as learning_rate has"
                )
        kept = {"learning_rate": rate, "momentum": momentum, "steps_per_epoch": every}
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.learning_rate)

    @property
    def epochs(self) -> int:
        """How many epochs it lasts."""
        return len(self) // self.steps_per_epoch

    def plot(self, ax: "Axes | None" = None, *, momentum: bool = False) -> "Axes":
        """Draw the learning rate, or instead the momentum, over the epochs.

        Its name stands at its end. Several may share an ``ax``; by default a new
        figure is made. A ValueError names an ``ax`` that is no plain axes.
        """
        if momentum and self.momentum is None:
            raise ValueError(
                f"momentum: True came, but {self.name!r} has none; give a Schedule "
                f"with momentum, such as one_cycle(...)"
            )
        values = self.momentum if momentum else self.learning_rate
        with drawing_on(ax) as ax:
            ax.tick_params(labelsize="medium")
            ax.set_xlabel("epoch", size="medium")
            ax.set_ylabel("momentum" if momentum else "learning rate", size="medium")
            if not momentum:
                ax.update_datalim([(0, 0)])  # rates are compared from 0
            ax.plot(
                np.arange(len(self)) / self.steps_per_epoch,
                values,
                "-" if len(self) > 1 else "o",
                color=style.CYCLE[len(named(ax.lines)) % len(style.CYCLE)],
                drawstyle="steps-post",  # a rate holds until the next step
                label=self.name,
                gid=CURVE,
            )
            if len(self) > 1:
                label_ends(ax)
        return ax


def constant(rate: float, *, epochs: int, steps_per_epoch: int = 1) -> Schedule:
    """Keep one learning rate: ``rate``, above 0."""
    _check("above 0", rate=rate)
    rates = np.full(_steps(epochs, steps_per_epoch).shape, float(rate))
    return Schedule("constant", rates, None, steps_per_epoch)


def time_based(
    rate: float, decay: float, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Decay as rate / (1 + decay · epoch), ``rate`` above 0 and ``decay`` from 0.

    The "search then converge" of Darken and Moody (1991).
    """
    _check("above 0", rate=rate)
    _check("from 0", decay=decay)
    epoch = _steps(epochs, steps_per_epoch) // steps_per_epoch
    return Schedule("time-based", rate / (1 + decay * epoch), None, steps_per_epoch)


def step(
    rate: float, factor: float, every: float, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Multiply by ``factor`` every so many epochs: rate · factor^⌊epoch / every⌋.

    All three are above 0. As He et al. (2016) trained their residual networks.
    """
    _check("above 0", rate=rate, factor=factor, every=every)
    epoch = _steps(epochs, steps_per_epoch) // steps_per_epoch
    rates = rate * _power(factor, np.floor(epoch / every + _TINY))
    return Schedule("step", rates, None, steps_per_epoch)


def exponential(
    rate: float,
    factor: float,
    every: float,
    *,
    per_step: bool = False,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Decay by ``factor`` in every so many epochs: rate · factor^(epoch / every).

    All three are above 0. The rate changes from epoch to epoch or, with ``per_step``,
    smoothly: the epoch is then the fraction i / steps_per_epoch. Senior et al., An
    empirical study of learning rates in deep neural networks for speech recognition
    (2013), compare it with the power schedule.
    """
    _check("above 0", rate=rate, factor=factor, every=every)
    epoch = _steps(epochs, steps_per_epoch) / steps_per_epoch
    epoch = epoch if per_step else np.floor(epoch)
    rates = rate * _power(factor, epoch / every)
    return Schedule("exponential", rates, None, steps_per_epoch)


def power(
    rate: float,
    every: float,
    exponent: float = 1.0,
    *,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Decay as rate / (1 + i / every)^exponent, where ``every`` counts steps.

    All three are above 0. Exponent 1 is what ``SGD(rate, decay=1 / every)`` did in
    Keras before version 3. Studied by Senior et al. (2013), see :func:`exponential`.
    """
    _check("above 0", rate=rate, exponent=exponent, every=every)
    rates = rate / (1 + _steps(epochs, steps_per_epoch) / every) ** exponent
    return Schedule("power", rates, None, steps_per_epoch)


def piecewise(
    rates: "ArrayLike",
    boundaries: "ArrayLike",
    *,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Keep each of several rates until the next boundary.

    Parameters
    ----------
    rates : array_like of shape (n_rates,)
        Above 0.
    boundaries : array_like of shape (n_rates - 1,)
        Where the next rate begins, in epochs, above 0 and rising: with 10, epoch 10
        (counted from 0) is the first with the new rate.
    """
    rates, ends = _row("rates", rates, "above 0"), _row("boundaries", boundaries)
    if len(ends) != len(rates) - 1:
        raise ValueError(
            f"boundaries: {len(ends)} came for {len(rates)} rates; give one fewer than "
            f"rates, {len(rates) - 1}"
        )
    if (np.diff(ends) <= 0).any():
        raise ValueError(f"boundaries: {ends.tolist()} came; give them in rising order")
    steps = _steps(epochs, steps_per_epoch)
    rates = rates[_begun(ends * steps_per_epoch, steps)]
    return Schedule("piecewise", rates, None, steps_per_epoch)


def cosine(
    rate: float, end: float = 0.0, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Fall along half a cosine from ``rate`` towards ``end``, from 0 and below it.

    end + (rate - end) · (1 + cos(π i / n)) / 2 at step i of n, as Keras'
    ``CosineDecay``; Loshchilov and Hutter, SGDR (2017), https://arxiv.org/abs/1608.03983.
    """
    lasts = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    return replace(cosine_restarts(rate, epochs, end=end, **lasts), name="cosine")


def cosine_restarts(
    rate: float,
    first_cycle: float,
    *,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    end: float = 0.0,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Fall along half a cosine again and again, from ``rate`` towards ``end``.

    end + (rate - end) · m_mul^k · (1 + cos(π x)) / 2 in cycle k, of which the part x is
    over; Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts
    (2017), https://arxiv.org/abs/1608.03983. As Keras' ``CosineDecayRestarts``.

    Parameters
    ----------
    rate, end : float
        ``end`` from 0, ``rate`` above it.
    first_cycle : float
        Length of the first cycle in epochs, at least one step.
    t_mul, m_mul : float
        Each cycle is ``t_mul`` times as long (from 1) and ``m_mul`` times as high
        (above 0) as the one before.
    """
    steps = _steps(epochs, steps_per_epoch)
    _check("above 0", first_cycle=first_cycle, m_mul=m_mul)
    _check("from 1", t_mul=t_mul)
    _check_rising(end=end, rate=rate)
    starts, lengths = [0.0], [first_cycle * steps_per_epoch]
    if lengths[0] < 1:
        raise ValueError(f"first_cycle: {first_cycle!r} came; give at least one step")
    while starts[-1] < len(steps):
        starts.append(starts[-1] + lengths[-1])
        lengths.append(lengths[-1] * t_mul)
    cycle = _begun(starts, steps) - 1
    part = (steps - np.array(starts)[cycle]) / np.array(lengths)[cycle]
    height = (rate - end) * _power(m_mul, cycle)
    rates = end + height * (1 + np.cos(np.pi * part)) / 2
    return Schedule("cosine restarts", rates, None, steps_per_epoch)


def cyclical(
    low: float,
    high: float,
    half_cycle: float,
    *,
    mode: Literal["triangular", "triangular2", "exp_range"] = "triangular",
    gamma: float = 0.99994,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Rise from ``low`` to ``high`` and fall again, in straight lines, over and over.

    Smith, Cyclical learning rates for training neural networks (2017),
    https://arxiv.org/abs/1506.01186.

    Parameters
    ----------
    low, high : float
        ``low`` from 0, ``high`` above it.
    half_cycle : float
        Epochs from low to high, above 0.
    mode : {"triangular", "triangular2", "exp_range"}
        The height above ``low`` stays, halves from cycle to cycle, or is multiplied
        by ``gamma``, above 0, at each step.
    """
    steps = _steps(epochs, steps_per_epoch)
    _check("above 0", half_cycle=half_cycle, gamma=gamma)
    _check_rising(low=low, high=high)
    halves = steps / (half_cycle * steps_per_epoch)
    cycle = np.floor(halves / 2 + _TINY)
    shrunk = _power(gamma, steps)
    scales = {"triangular": 1, "triangular2": 0.5**cycle, "exp_range": shrunk}
    if mode not in scales:
        raise ValueError(f"mode: {mode!r} came; give one of {', '.join(scales)}")
    triangle = np.maximum(0, 1 - np.abs(halves - 2 * cycle - 1))
    rates = low + (high - low) * triangle * scales[mode]
    return Schedule(mode, rates, None, steps_per_epoch)


def one_cycle(
    max_rate: float,
    *,
    start: float | None = None,
    end: float | None = None,
    momentum: tuple[float, float] | None = (0.95, 0.85),
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Rise once to ``max_rate`` and fall back, the momentum against it: 1cycle.

    In straight lines, from ``start`` to ``max_rate`` and back in equal times, and in
    the last tenth of the steps down to ``end``, which the last step has. Smith, A
    disciplined approach to neural network hyper-parameters (2018),
    https://arxiv.org/abs/1803.09820; the defaults of ``start`` and ``end`` are those of
    Géron, Hands-on machine learning (2019). It takes at least 4 steps.

    Parameters
    ----------
    max_rate, start, end : float
        Falling, above 0; by default start is max_rate / 10 and end is start / 1000.
    momentum : (float, float) or None
        High and low: it falls from high to low while the rate rises, comes back and
        stays.
    """
    n = len(_steps(epochs, steps_per_epoch))
    _check("above 0", max_rate=max_rate)
    start = max_rate / 10 if start is None else start
    _check("above 0", start=start)
    end = start / 1000 if end is None else end
    _check("above 0", end=end)
    _check_rising(end=end, start=start, max_rate=max_rate)
    if n < 4:
        raise ValueError(f"epochs, steps_per_epoch: {n} steps came; give at least 4")
    half = (n - 1 - max(1, round(n / 10))) // 2
    corners = [0, half, 2 * half, n - 1]
    rates = np.interp(np.arange(n), corners, [start, max_rate, start, end])
    if momentum is not None:
        ends = _row("momentum", momentum, "from 0 and below 1")
        if len(ends) != 2:
            raise ValueError(f"momentum: {momentum!r} came; give (high, low) or None")
        momentum = np.interp(np.arange(n), corners, ends[[0, 1, 0, 0]])
    return Schedule("1cycle", rates, momentum, steps_per_epoch)


def warm_up(
    schedule: Schedule,
    *,
    epochs: float | None = None,
    steps: int | None = None,
    start: float | None = None,
) -> Schedule:
    """Replace the first steps of a schedule by a straight ramp up to where it goes on.

    Goyal et al., Accurate, large minibatch SGD: training ImageNet in 1 hour (2017),
    https://arxiv.org/abs/1706.02677.

    Parameters
    ----------
    schedule : Schedule
        Its length and momentum stay.
    epochs, steps : float, int
        Length of the ramp, one of them: from one step to one fewer than there are.
    start : float, optional
        The first rate, from 0; by default one of the ramp's equal increments.
    """
    if not isinstance(schedule, Schedule):
        raise ValueError(f"schedule: {schedule!r} came; give one, such as cosine(...)")
    if (epochs is None) == (steps is None):
        came = "neither" if steps is None else "both"
        raise ValueError(f"epochs, steps: {came} came; give one of them")
    if steps is None:
        _check("above 0", epochs=epochs)
        steps = round(epochs * schedule.steps_per_epoch)
    _check("whole and from 0", steps=steps)
    if not 1 <= steps < len(schedule):
        raise ValueError(
            f"epochs, steps: a ramp of {steps} steps came; give 1 to "
            f"{len(schedule) - 1}, fewer than the schedule's"
        )
    steps = int(steps)
    rates = schedule.learning_rate.copy()
    start = rates[steps] / (steps + 1) if start is None else start
    _check("from 0", start=start)
    rates[:steps] = np.linspace(start, rates[steps], steps, endpoint=False)
    return replace(schedule, name=f"{schedule.name}, warm-up", learning_rate=rates)


def from_keras(
    schedule: "keras.optimizers.schedules.LearningRateSchedule | Callable",
    *,
    epochs: int,
    steps_per_epoch: int = 1,
) -> Schedule:
    """Evaluate a schedule of Keras, or any function of the step, at every step.

    A schedule of Keras is computed at its own precision, on JAX compiled as in
    training; a function at once where it takes an array, else step by step.

    Parameters
    ----------
    schedule : keras.optimizers.schedules.LearningRateSchedule or callable
        Takes a step, counted from 0, and returns a rate from 0.
    """
    steps = _steps(epochs, steps_per_epoch)
    if not callable(schedule):
        raise ValueError(
            f"schedule: {schedule!r} came; give an object of "
            f"keras.optimizers.schedules or a function of the step"
        )
    rates = _at_once(schedule, steps)
    if rates is None:
        rates = [_rate_at(schedule, i) for i in steps.tolist()]
    name = getattr(schedule, "__name__", type(schedule).__name__).strip("<>")
    return Schedule(name, _row("schedule", rates, "from 0"), None, steps_per_epoch)


def _at_once(schedule, steps):
    """The rates of all steps, or None where the schedule takes one step at a time."""
    import keras

    ways, probes = [schedule], np.unique(np.geomspace(1, len(steps), 9, dtype=int)) - 1
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        steps, probes = steps.astype("int32"), []
        if keras.backend.backend() == "jax":
            import jax

            ways = [jax.jit(jax.vmap(schedule))]
        else:
            ways += [lambda steps: keras.ops.vectorized_map(schedule, steps)]
    for way in ways:
        try:
            with np.errstate(all="ignore"):
                rates = np.asarray(way(steps.copy()), dtype=float)
        except Exception:  # whatever it says to an array: it may take single steps
            continue
        if rates.shape == steps.shape and all(
            math.isclose(rates[i], _rate_at(schedule, int(i)), rel_tol=1e-5)
            for i in probes
        ):
            return rates
    return None


def _rate_at(schedule, i):
    try:
        return float(schedule(i))
    except Exception as error:
        raise ValueError(
            f"schedule: {type(error).__name__} ({error}) came at step {i}; give a "
            f"function that takes a step and returns a rate"
        ) from error


def _power(base, exponents):
    """A power, silently infinite where it overflows: the schedule refuses it then."""
    with np.errstate(over="ignore"):
        return float(base) ** exponents


def _begun(starts, steps):
    """How many parts have begun by each step."""
    return np.searchsorted(np.asarray(starts) - _TINY, steps, side="right")


def _steps(epochs, steps_per_epoch):
    _check("whole and from 1", epochs=epochs, steps_per_epoch=steps_per_epoch)
    steps = int(epochs) * int(steps_per_epoch)
    if steps > _MOST:
        raise ValueError(
            f"epochs, steps_per_epoch: {steps:,} steps came; give at most {_MOST:,}"
        )
    return np.arange(steps)


def _check(rule, **values):
    for name, value in values.items():
        real = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not real or not -_LARGEST <= value <= _LARGEST or not _RULES[rule](value):
            raise ValueError(f"{name}: {value!r} came; give a number {rule}")


def _check_rising(**values):
    _check("from 0", **values)
    (below, least), *others = values.items()
    for name, value in others:
        if value <= least:
            raise ValueError(f"{name}: {value!r} came; give more than {below}, {least}")
        below, least = name, value


def _row(name, values, rule="above 0"):
    """A read-only row of floating-point numbers that keep a rule."""
    try:
        row = np.array(values, dtype=float)
    except (TypeError, ValueError):
        row = np.empty(0)
    if row.ndim != 1 or not row.size:
        raise ValueError(
            f"{name}: {reprlib.repr(values)} came; give a row of numbers {rule}"
        )
    wrong = np.flatnonzero(~(np.isfinite(row) & _RULES[rule](row)))
    if wrong.size:
        i = wrong[0]
        raise ValueError(f"{name}: {row[i]:g} came at [{i}]; give numbers {rule}")
    row.flags.writeable = False
    return row
