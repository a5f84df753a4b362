"""What a fit is to do: its arguments, read and checked, before anything is trained."""

import dataclasses
import math
from typing import Any

import numpy as np

from nnlib import keras_private
from nnlib.arguments import as_integer
from nnlib.schedules.on_optimizer import read_schedule
from nnlib.training import handover, not_numbers, settings, structures
from nnlib.training.call import FitCall


@dataclasses.dataclass
class Plan:
    """What a compiled fit is to do.

    Attributes
    ----------
    training, validation : tuple
        (x, y, sample_weight), structures of NumPy arrays; no validation is None.
    batch_size, validation_batch_size : int
    epochs, initial_epoch : int
    shuffle : bool or "batch"
    validation_freq : int or list of int
    controls : dict of str to ndarray, shape (epochs * steps,)
        What a schedule says for every step.
    """

    training: tuple
    validation: tuple | None
    batch_size: int
    validation_batch_size: int
    epochs: int
    initial_epoch: int
    shuffle: Any
    validation_freq: Any
    controls: dict[str, np.ndarray] = dataclasses.field(default_factory=dict)

    @property
    def steps(self) -> int:
        """Batches of an epoch."""
        return math.ceil(structures.count(self.training) / self.batch_size)

    def validates(self, epoch: int) -> bool:
        """Whether an epoch, counted from 0, ends with a validation."""
        if self.validation is None:
            return False
        frequency = as_integer(self.validation_freq)
        if frequency is not None:
            return (epoch + 1) % frequency == 0
        return epoch + 1 in self.validation_freq

    def order(self, random=np.random, batches: int | None = None) -> np.ndarray:
        """Draw the order of the examples in an epoch, just as Keras does on JAX.

        With `batches` no more is drawn than so many batches need.
        """
        n, size = structures.count(self.training), self.batch_size
        if self.shuffle == "batch":
            starts = range(0, n, size)[:batches]
            parts = [random.permutation(min(size, n - k)) + k for k in starts]
            return np.concatenate(parts).astype("int32")
        if self.shuffle:
            return random.permutation(n).astype("int32")
        return np.arange(n, dtype="int32")

    def controls_at(self, epoch: int, first: int, steps: int) -> dict[str, np.ndarray]:
        """The controls of some steps of an epoch."""
        start = epoch * self.steps + first
        return {k: c[start : start + steps] for k, c in self.controls.items()}

    def build(self, model) -> None:
        """Create every variable of a model, its metrics and its optimizer."""

        def first_batch():
            rows = self.order(batches=1)[: self.batch_size]
            return structures.mapped(lambda a: a[rows], self.training)

        keras_private.build(model, first_batch)


def make_plan(model, call: FitCall) -> tuple[Plan | None, str]:
    """Read the arguments of a fit.

    Parameters
    ----------
    model : keras.Model
    call : FitCall

    Returns
    -------
    plan : Plan or None
        None where the data are no arrays.
    why : str
        Why it cannot be compiled; empty if it can.

    Raises
    ------
    ValueError
        If data, schedule or settings are odd, or do not fit each other or the model.
    """
    settings.check(call)
    keras_private.check_alive(model)
    why = handover.of_model(model) or handover.of_call(call)
    not_numbers.check(call, model)
    try:
        training = structures.as_arrays((call.x, call.y, call.sample_weight))
        validation = structures.as_arrays(_triple(call.validation_data))
    except structures.NotArraysError as error:
        if call.schedule is not None:
            raise ValueError(
                f"schedule: it needs arrays to train on, and {error} came"
            ) from None
        return None, why or f"the data are no arrays: {error}"
    structures.check(training, model)
    if validation is not None:
        structures.check(validation, model, "validation_data")
    elif call.validation_split:
        training, validation = structures.split(training, call.validation_split)
    batch_size = call.batch_size or 32
    plan = Plan(
        training=structures.weighted(training, call.class_weight),
        validation=validation,
        batch_size=batch_size,
        validation_batch_size=call.validation_batch_size or batch_size,
        epochs=call.epochs,
        initial_epoch=call.initial_epoch,
        shuffle=call.shuffle,
        validation_freq=call.validation_freq,
    )
    plan.controls = read_schedule(
        call.schedule, model.optimizer, plan.epochs, plan.steps
    )
    return plan, why


def _triple(data) -> tuple | None:
    """(x, y, sample_weight) of validation data."""
    if data is None:
        return None
    if not isinstance(data, (tuple, list)) or not 1 <= len(data) <= 3:
        raise structures.NotArraysError(type(data).__name__)
    return (*data, None, None)[:3]
