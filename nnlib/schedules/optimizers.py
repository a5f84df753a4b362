"""Values of an optimizer that a schedule changes from step to step."""

from collections.abc import Mapping
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
    rate, momentum = controls_of(optimizer)
    if not rate:
        raise ValueError(
            "schedule: the optimizer was made with a schedule of its own; give it a "
            "number as its learning_rate"
        )
    values = {"learning_rate": schedule.learning_rate.astype("float32")}
    if schedule.momentum is not None:
        if momentum is None:
            raise ValueError(
                f"schedule: it has a momentum and {optimizer.name} has none; "
                "compile with, say, SGD(momentum=0.9), or give schedule.learning_rate"
            )
        values["momentum"] = schedule.momentum.astype("float32")
    return values


def controls_of(optimizer) -> tuple[bool, str | None]:
    """Tell what of an optimizer can be scheduled.

    Returns
    -------
    rate : bool
        Whether the learning rate is a number, not a schedule of Keras' own.
    momentum : str or None
        The attribute that holds the momentum: ``momentum``, or ``beta_1`` of Adam and
        its kin.
    """
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    names = ("momentum", "beta_1")
    found = [name for name in names if getattr(inner, name, None)]
    return keras_private.learning_rate(optimizer) is not None, found[
        0
    ] if found else None


class Controlled:
    """Lend an optimizer the momentum of this step, while its step is traced."""

    def __init__(self, optimizer, now: Mapping):
        self._optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        self._attribute = controls_of(optimizer)[1] if "momentum" in now else None
        self._now = now

    def __enter__(self):
        if self._attribute:
            self._own = getattr(self._optimizer, self._attribute)
            now = self._now["momentum"]
            # Of Adam's beta_1 nothing is asked.
            now = Traced(now) if self._attribute == "momentum" else now
            setattr(self._optimizer, self._attribute, now)

    def __exit__(self, *_):
        if self._attribute:
            setattr(self._optimizer, self._attribute, self._own)


class Traced:
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
