"""Schedules of Keras, and functions of the step, evaluated at every step."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nnlib.schedules.checks import every_step, read_row
from nnlib.schedules.schedule import Schedule

if TYPE_CHECKING:
    import keras


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

    Examples
    --------
    >>> decay = keras.optimizers.schedules.PolynomialDecay(0.1, 300, 0.01, power=2)
    >>> rates = nnlib.schedules.from_keras(decay, epochs=10, steps_per_epoch=40)
    >>> ax = rates.plot()
    """
    steps = every_step(epochs, steps_per_epoch)
    if not callable(schedule):
        raise ValueError(
            f"schedule: {schedule!r} came; give an object of "
            f"keras.optimizers.schedules or a function of the step"
        )
    rates = _at_once(schedule, steps)
    if rates is None:
        rates = [_rate_at(schedule, i) for i in steps.tolist()]
    name = getattr(schedule, "__name__", type(schedule).__name__).strip("<>")
    return Schedule(name, read_row("schedule", rates, "from 0"), None, steps_per_epoch)


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
