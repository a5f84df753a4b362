"""A schedule on an optimizer: what it sets at each step, and how."""

import contextlib
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from nnlib import keras_private
from nnlib.schedules.keras_schedules import from_keras
from nnlib.schedules.schedule import Schedule


def read_schedule(schedule: Any, optimizer, epochs: int, steps: int) -> dict:
    """Turn what `Trainer.fit` takes as a schedule into values for every step.

    Returns
    -------
    dict of str to ndarray of float32, shape (epochs * steps,)
        ``learning_rate`` and, if the schedule has one, ``momentum``; nothing where
        there is no schedule.
    """
    if schedule is None:
        return {}
    if callable(schedule):
        schedule = from_keras(schedule, epochs=epochs, steps_per_epoch=steps)
    if not isinstance(schedule, Schedule):
        try:
            schedule = Schedule("array", np.asarray(schedule, dtype=float))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"schedule: {error}; give what a function of nnlib.schedules made, a "
                "rate for every step, or a function of the step"
            ) from None
    if len(schedule) != epochs * steps:
        raise ValueError(
            f"schedule: {len(schedule):,} rates came, and {epochs:,} epochs of "
            f"{steps:,} steps are {epochs * steps:,}; make it with epochs={epochs}, "
            f"steps_per_epoch={steps}"
        )
    if keras_private.learning_rate(optimizer) is None:
        raise ValueError(
            "schedule: the optimizer was made with a schedule of its own; give it a "
            "number as its learning_rate"
        )
    values = {"learning_rate": schedule.learning_rate.astype("float32")}
    if schedule.momentum is not None:
        if momentum_attribute(optimizer) is None:
            raise ValueError(
                f"schedule: it has a momentum and {optimizer.name} has none; "
                "compile with, say, SGD(momentum=0.9), or give schedule.learning_rate"
            )
        values["momentum"] = schedule.momentum.astype("float32")
    return values


def momentum_attribute(optimizer) -> str | None:
    """Name what holds an optimizer's momentum: ``momentum``, ``beta_1``, or nothing.

    The latter is that of Adam and its kin.
    """
    names = ("momentum", "beta_1")
    return next(
        (name for name in names if getattr(_inner(optimizer), name, None)), None
    )


@contextlib.contextmanager
def momentum_set(optimizer, controls: Mapping) -> Generator[None]:
    """Lend an optimizer the momentum of a step, if there is one, while it is traced.

    Parameters
    ----------
    optimizer : keras.optimizers.Optimizer
    controls : mapping of str to scalar tensor
        Those of the step; the learning rate among them is no concern of this.
    """
    attribute = momentum_attribute(optimizer)
    if attribute is None or "momentum" not in controls:
        yield
        return
    inner, momentum = _inner(optimizer), controls["momentum"]
    own = getattr(inner, attribute)
    # Of Adam's beta_1 nothing is asked.
    lent = _NotZero(momentum) if attribute == "momentum" else momentum
    setattr(inner, attribute, lent)
    try:
        yield
    finally:
        setattr(inner, attribute, own)


def _inner(optimizer):
    """The optimizer itself, or the one in a LossScaleOptimizer."""
    return getattr(optimizer, "inner_optimizer", optimizer)


class _NotZero:
    """A number known only when the program runs, which is known not to be 0.

    Keras asks of a momentum whether it is 0, to leave out what it would not need.
    """

    def __init__(self, value):
        self._value = value

    def __jax_array__(self):
        return self._value

    def __getattr__(self, name: str):
        return getattr(self._value, name)  # shape, dtype

    def __ne__(self, other):
        return True

    def __gt__(self, other):
        return True

    __hash__ = None
