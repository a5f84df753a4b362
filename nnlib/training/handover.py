"""What cannot be compiled is left to Keras: why, and how."""

import inspect
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.arguments import as_integer
from nnlib.training.call import FitCall
from nnlib.training.curves import as_float
from nnlib.training.engines.choice import BACKENDS
from nnlib.training.nan_losses import LossError, NaNLoss, diagnosis

_HOOKS = (
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_test_batch_begin",
    "on_test_batch_end",
)
# Keras' own callbacks that have such a hook and, set like this, do nothing in it that
# a compiled epoch could not do.
_HARMLESS = {
    keras.callbacks.TerminateOnNaN: lambda callback: True,
    keras.callbacks.ModelCheckpoint: lambda callback: callback.save_freq == "epoch",
    keras.callbacks.TensorBoard: lambda callback: (
        callback.update_freq == "epoch"
        and not callback.write_steps_per_second
        and not keras_private.profiles(callback)
    ),
}


def of_model(model) -> str:
    """Why a model cannot be compiled into an epoch; empty if it can."""
    backend = keras.backend.backend()
    if backend not in BACKENDS:
        return f"there is no engine for {backend}"
    if keras.distribution.distribution() is not None:
        return "keras.distribution spreads the data over devices"
    if model.run_eagerly:
        return "the model runs eagerly"
    for name in ("fit", "train_step", "test_step"):
        if getattr(type(model), name) is not getattr(keras.Model, name):
            return f"the model has a {name} of its own"
    if backend == "jax" and not model.jit_compile:
        return "the model is compiled with jit_compile=False"
    return ""


def of_call(call: FitCall) -> str:
    """Why the arguments of a fit cannot be honored by a compiled epoch."""
    for name in ("steps_per_epoch", "validation_steps"):
        if getattr(call, name) is not None:
            return f"{name} is given"
    if keras.config.max_epochs() or keras.config.max_steps_per_epoch():
        return "keras.config limits the epochs"
    if isinstance(call.callbacks, keras.callbacks.CallbackList):
        return "the callbacks are a CallbackList"
    for callback in as_list(call.callbacks):
        if hook := _hook(callback):
            return f"{type(callback).__name__} has {hook}"
    return ""


def as_list(callbacks) -> list:
    """One callback, several or none, as a list."""
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]


def _hook(callback) -> str | None:
    """The hook of a callback that wants to be called for every batch."""
    if isinstance(callback, keras.callbacks.BackupAndRestore):
        return "its own way to continue"
    for hook in _HOOKS:
        method = getattr(callback, hook)
        method = getattr(method, "__func__", method)
        if method is getattr(keras.callbacks.Callback, hook):
            continue
        harmless = any(
            method is getattr(kind, hook) and is_set_so(callback)
            for kind, is_set_so in _HARMLESS.items()
        )
        if not harmless:
            return hook
    return None


def fit(model, call: FitCall, controls: Mapping, board):
    """Let Keras train, or the model's own `fit`; stop it as the compiled epochs stop.

    Returns
    -------
    What that `fit` returned.
    """
    given = as_list(call.callbacks)
    last = _LastEpoch(board)
    last.allows_nan = any(isinstance(c, keras.callbacks.TerminateOnNaN) for c in given)
    own = [_Controls(controls)] if controls else []
    frequency: Any = call.validation_freq  # Keras takes an int or a list
    callbacks = call.callbacks
    if not isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = [*given, last, *own]
    arguments = call.for_keras(
        verbose=0,
        callbacks=callbacks,
        validation_freq=as_integer(frequency) or [*frequency],
    )
    try:
        return model.fit(**_understood(model, arguments, needed=bool(given or own)))
    except KeyboardInterrupt:
        last.restore(last.values)
        raise
    except NaNLoss as error:
        last.restore(last.before)
        raise LossError(diagnosis(model, *error.args)) from None


def _understood(model, arguments: dict, *, needed: bool) -> dict:
    """The arguments that say something, for a `fit` of one's own that takes few."""
    parameters = inspect.signature(model.fit).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return arguments
    default = inspect.signature(keras.Model.fit).parameters
    said = {k for k, v in arguments.items() if _differs(v, default[k].default)}
    said = (said | {"callbacks"} if needed else said - {"callbacks"}) - {"verbose"}
    if unknown := said - set(parameters):
        raise ValueError(
            f"{', '.join(sorted(unknown))}: the model's own fit takes no such "
            f"argument; it takes {', '.join(parameters)}"
        )
    return {k: v for k, v in arguments.items() if k in parameters}


def _differs(value, default) -> bool:
    plain = isinstance(value, (bool, int, float, str))
    return value is not default and not (plain and value == default)


class _LastEpoch(keras.callbacks.Callback):
    """Tells the board of every epoch, and keeps what a stop must leave.

    Attributes
    ----------
    before, values : list of (variable, ndarray)
        What the variables held before the fit, and after the last full epoch.
    """

    async_safe = True

    def __init__(self, board):
        super().__init__()
        self._board, self.allows_nan = board, False
        self.before = self.values = []

    def on_train_begin(self, logs=None):
        # Only now has Keras built what was not built before.
        self.before = self.values = _values(self.model)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch, self._losses = epoch, {}

    def on_train_batch_end(self, batch, logs=None):
        logs, steps = logs or {}, (self.params or {}).get("steps")
        if "loss" in logs:
            self._losses[batch] = logs["loss"]  # looked at later, not to wait for it
        self._board.step(self._epoch, batch + 1, steps, logs)

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if np.isnan(as_float(logs.get("loss", 0.0))) and not self.allows_nan:
            raise NaNLoss(epoch, *self._losses_until_nan())
        self.values = _values(self.model)
        self._board.epoch(epoch, logs)

    def _losses_until_nan(self) -> tuple[int, np.ndarray]:
        """The first batch of the epoch whose loss is NaN, and the losses before it."""
        batches = list(self._losses)
        losses = np.array([keras_private.as_numpy(v) for v in self._losses.values()])
        first = int(np.argmax(np.isnan(losses)))
        return batches[first], losses[:first]

    def restore(self, values: list[tuple]) -> None:
        """Give the model the values of an earlier moment."""
        for variable, value in values:
            variable.assign(value)


def _values(model) -> list[tuple]:
    """The variables of the model and, once it is built, of the optimizer: copies."""
    variables = [*model.variables, *model.optimizer.variables]
    return [(v, keras_private.as_numpy(v).copy()) for v in variables]


class _Controls(keras.callbacks.Callback):
    """Sets the optimizer's values before every batch."""

    def __init__(self, controls: Mapping[str, np.ndarray]):
        super().__init__()
        if "momentum" in controls:
            raise ValueError(
                "schedule: its momentum needs a compiled epoch, and this fit is left "
                "to Keras (trainer.why); give schedule.learning_rate alone"
            )
        self._rates = controls["learning_rate"]

    def on_epoch_begin(self, epoch, logs=None):
        self._first = epoch * (self.params or {})["steps"]

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = self._rates[self._first + batch]
