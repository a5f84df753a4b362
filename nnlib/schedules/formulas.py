"""The formulas of schedules, from a constant rate to 1cycle and warm-up."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from nnlib.schedules.checks import check, check_rising, every_step, read_row
from nnlib.schedules.schedule import Schedule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_TINY = 1e-9  # of a step: 3.0000000000000004 is step 3


def constant(rate: float, *, epochs: int, steps_per_epoch: int = 1) -> Schedule:
    """Keep one learning rate: ``rate``, above 0.

    Examples
    --------
    >>> nnlib.schedules.constant(0.1, epochs=3).learning_rate
    array([0.1, 0.1, 0.1])
    """
    check("above 0", rate=rate)
    rates = np.full(every_step(epochs, steps_per_epoch).shape, float(rate))
    return Schedule("constant", rates, None, steps_per_epoch)


def time_based(
    rate: float, decay: float, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Decay as rate / (1 + decay · epoch), ``rate`` above 0 and ``decay`` from 0.

    The "search then converge" of Darken and Moody (1991).

    Examples
    --------
    >>> nnlib.schedules.time_based(0.1, 0.5, epochs=3).learning_rate.round(3)
    array([0.1  , 0.067, 0.05 ])
    >>> ax = nnlib.schedules.time_based(0.1, 0.5, epochs=30).plot()
    """
    check("above 0", rate=rate)
    check("from 0", decay=decay)
    epoch = every_step(epochs, steps_per_epoch) // steps_per_epoch
    return Schedule("time-based", rate / (1 + decay * epoch), None, steps_per_epoch)


def step(
    rate: float, factor: float, every: float, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Multiply by ``factor`` every so many epochs: rate · factor^⌊epoch / every⌋.

    All three are above 0. As He et al. (2016) trained their residual networks.

    Examples
    --------
    >>> nnlib.schedules.step(0.1, 0.5, 2, epochs=4).learning_rate
    array([0.1 , 0.1 , 0.05, 0.05])
    >>> ax = nnlib.schedules.step(0.1, 0.5, 10, epochs=30).plot()
    """
    check("above 0", rate=rate, factor=factor, every=every)
    epoch = every_step(epochs, steps_per_epoch) // steps_per_epoch
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

    Examples
    --------
    >>> nnlib.schedules.exponential(0.1, 0.1, 2, epochs=3).learning_rate.round(3)
    array([0.1  , 0.032, 0.01 ])
    >>> ax = nnlib.schedules.exponential(0.1, 0.1, 20, epochs=30).plot()
    """
    check("above 0", rate=rate, factor=factor, every=every)
    epoch = every_step(epochs, steps_per_epoch) / steps_per_epoch
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

    Examples
    --------
    >>> nnlib.schedules.power(0.1, 1, epochs=3).learning_rate.round(3)
    array([0.1  , 0.05 , 0.033])
    >>> ax = nnlib.schedules.power(0.1, 5, epochs=30).plot()
    """
    check("above 0", rate=rate, exponent=exponent, every=every)
    rates = rate / (1 + every_step(epochs, steps_per_epoch) / every) ** exponent
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

    Examples
    --------
    >>> rates = nnlib.schedules.piecewise([0.1, 0.01], [2], epochs=3)
    >>> rates.learning_rate
    array([0.1 , 0.1 , 0.01])
    >>> ax = rates.plot()
    """
    rates, ends = (
        read_row("rates", rates, "above 0"),
        read_row("boundaries", boundaries),
    )
    if len(ends) != len(rates) - 1:
        raise ValueError(
            f"boundaries: {len(ends)} came for {len(rates)} rates; give one fewer than "
            f"rates, {len(rates) - 1}"
        )
    if (np.diff(ends) <= 0).any():
        raise ValueError(f"boundaries: {ends.tolist()} came; give them in rising order")
    steps = every_step(epochs, steps_per_epoch)
    rates = rates[_begun(ends * steps_per_epoch, steps)]
    return Schedule("piecewise", rates, None, steps_per_epoch)


def cosine(
    rate: float, end: float = 0.0, *, epochs: int, steps_per_epoch: int = 1
) -> Schedule:
    """Fall along half a cosine from ``rate`` towards ``end``, from 0 and below it.

    end + (rate - end) · (1 + cos(π i / n)) / 2 at step i of n, as Keras'
    ``CosineDecay``; Loshchilov and Hutter, SGDR (2017), https://arxiv.org/abs/1608.03983.

    Examples
    --------
    >>> nnlib.schedules.cosine(0.1, epochs=4).learning_rate.round(3)
    array([0.1  , 0.085, 0.05 , 0.015])
    >>> ax = nnlib.schedules.cosine(0.1, epochs=30).plot()
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

    Examples
    --------
    >>> rates = nnlib.schedules.cosine_restarts(
    ...     0.1, 5, m_mul=0.8, epochs=35, steps_per_epoch=20
    ... )
    >>> ax = rates.plot()
    """
    steps = every_step(epochs, steps_per_epoch)
    check("above 0", first_cycle=first_cycle, m_mul=m_mul)
    check("from 1", t_mul=t_mul)
    check_rising(end=end, rate=rate)
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

    Examples
    --------
    >>> rates = nnlib.schedules.cyclical(
    ...     0.001, 0.1, 4, mode="triangular2", epochs=24, steps_per_epoch=20
    ... )
    >>> ax = rates.plot()
    """
    steps = every_step(epochs, steps_per_epoch)
    check("above 0", half_cycle=half_cycle, gamma=gamma)
    check_rising(low=low, high=high)
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

    Examples
    --------
    >>> cycle = nnlib.schedules.one_cycle(0.1, epochs=10, steps_per_epoch=100)
    >>> ax = cycle.plot()
    >>> ax = cycle.plot(momentum=True)
    """
    n = len(every_step(epochs, steps_per_epoch))
    check("above 0", max_rate=max_rate)
    start = max_rate / 10 if start is None else start
    check("above 0", start=start)
    end = start / 1000 if end is None else end
    check("above 0", end=end)
    check_rising(end=end, start=start, max_rate=max_rate)
    if n < 4:
        raise ValueError(f"epochs, steps_per_epoch: {n} steps came; give at least 4")
    half = (n - 1 - max(1, round(n / 10))) // 2
    corners = [0, half, 2 * half, n - 1]
    rates = np.interp(np.arange(n), corners, [start, max_rate, start, end])
    if momentum is not None:
        ends = read_row("momentum", momentum, "from 0 and below 1")
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

    Examples
    --------
    >>> rates = nnlib.schedules.cosine(0.1, epochs=30)
    >>> ax = nnlib.schedules.warm_up(rates, epochs=5).plot()
    """
    if not isinstance(schedule, Schedule):
        raise ValueError(f"schedule: {schedule!r} came; give one, such as cosine(...)")
    if steps is None and epochs is not None:
        check("above 0", epochs=epochs)
        steps = round(epochs * schedule.steps_per_epoch)
    elif steps is None or epochs is not None:
        came = "neither" if steps is None else "both"
        raise ValueError(f"epochs, steps: {came} came; give one of them")
    check("whole and from 0", steps=steps)
    if not 1 <= steps < len(schedule):
        raise ValueError(
            f"epochs, steps: a ramp of {steps} steps came; give 1 to "
            f"{len(schedule) - 1}, fewer than the schedule's"
        )
    steps = int(steps)
    rates = schedule.learning_rate.copy()
    start = rates[steps] / (steps + 1) if start is None else start
    check("from 0", start=start)
    rates[:steps] = np.linspace(start, rates[steps], steps, endpoint=False)
    return replace(schedule, name=f"{schedule.name}, warm-up", learning_rate=rates)


def _power(base, exponents):
    """A power, silently infinite where it overflows: the schedule refuses it then."""
    with np.errstate(over="ignore"):
        return float(base) ** exponents


def _begun(starts, steps):
    """How many parts have begun by each step."""
    return np.searchsorted(np.asarray(starts) - _TINY, steps, side="right")
