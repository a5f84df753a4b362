"""The epochs of a compiled fit: order of the examples, callbacks, validation, stops."""

import time

import keras
import numpy as np

from nnlib.training import structures
from nnlib.training.engines.engine import Engine
from nnlib.training.nan_losses import LossError, NaNLoss, diagnosis
from nnlib.training.plan import Plan

_PAUSE = 0.2  # seconds between two looks at the board, or two chances to stop


def run(engine: Engine, plan: Plan, callbacks, board) -> None:
    """Train as the plan says; the model's variables are those of the last full epoch.

    Parameters
    ----------
    engine : Engine
    plan : Plan
    callbacks : keras.callbacks.CallbackList
    board : Board

    Raises
    ------
    LossError
        If the loss becomes NaN. The model is as it was before.
    """
    model, own = engine.model, (keras.callbacks.History, keras.callbacks.TerminateOnNaN)
    listened = any(not isinstance(callback, own) for callback in callbacks.callbacks)
    epochs = _Epochs(engine, plan, callbacks, board)
    model.stop_training = False
    finished, logs = False, {}
    before = last = engine.snapshot()
    callbacks.on_train_begin()
    kept = _lengths(model.history)
    try:
        for epoch in range(plan.initial_epoch, plan.epochs):
            callbacks.on_epoch_begin(epoch)
            if listened:
                engine.load()
            logs = epochs.train(epoch)
            if listened:
                engine.store()
            if plan.validates(epoch):
                logs |= epochs.validate(listened)
            callbacks.on_epoch_end(epoch, logs)
            if listened:
                engine.load()
            last, kept = engine.snapshot(), _lengths(model.history)
            board.epoch(epoch, logs)
            if model.stop_training:
                break
        finished = True
    except BaseException as error:
        nan = isinstance(error, NaNLoss)
        engine.restore(before if nan else last)
        _shorten(model.history, kept)
        if nan:
            engine.store()
            raise LossError(diagnosis(model, *error.args)) from None
        raise
    finally:
        engine.store()
        model.optimizer.finalize_variable_values(model.trainable_weights)
        if finished:
            callbacks.on_train_end(logs)


class _Epochs:
    """Trains one epoch after another, in parts that take a moment each."""

    def __init__(self, engine: Engine, plan: Plan, callbacks, board):
        self.engine, self.plan, self.callbacks = engine, plan, callbacks
        self.board = board
        self.guards = [
            callback
            for callback in callbacks.callbacks
            if isinstance(callback, keras.callbacks.TerminateOnNaN)
        ]
        self.training = engine.put(plan.training)
        self.validation = plan.validation and engine.put(plan.validation)
        self.batches = 1  # in a part; the first part compiles, the second is timed

    def train(self, epoch: int) -> dict[str, float]:
        """Train one epoch and return its logs."""
        self.engine.reset_metrics()
        plan, order, logs = self.plan, self.plan.order(), {}
        for start, steps, size in structures.parts(len(order), plan.batch_size):
            rows = order[start : start + steps * size].reshape(steps, size)
            first = start // plan.batch_size
            controls = plan.controls_at(epoch, first, steps)
            logs = self._train_batches(epoch, first, rows, controls)
            if self.engine.model.stop_training:
                break
        return logs

    def _train_batches(self, epoch, first, rows, controls) -> dict[str, float]:
        start, seen = 0, []
        while start < len(rows):
            stop = min(start + self.batches, len(rows))
            last = self.engine.snapshot() if self.guards else None
            began = time.perf_counter()
            losses, logs = self.engine.train(self.training, rows, controls, start, stop)
            self._pace(stop - start, time.perf_counter() - began)
            wrong = start + np.flatnonzero(~np.isfinite(losses[start:stop]))
            if self.guards and wrong.size:
                stop = int(wrong[0]) + 1
                self.engine.restore(last)
                _, logs = self.engine.train(self.training, rows, controls, start, stop)
                for guard in self.guards:
                    guard.on_batch_end(first + stop - 1, {"loss": losses[stop - 1]})
                return logs
            if wrong.size and np.isnan(losses[wrong]).any():
                bad = int(wrong[np.isnan(losses[wrong])][0])
                seen = [*seen, *losses[start:bad]]
                raise NaNLoss(epoch, first + bad, np.array(seen))
            seen = [logs["loss"]]
            start = stop
            self.board.step(epoch, first + stop, self.plan.steps, logs)
        return logs

    def _pace(self, batches: int, seconds: float) -> None:
        if self.batches == 1:
            self.batches = 16
        else:
            self.batches = max(1, round(_PAUSE * batches / max(seconds, 1e-6)))

    def validate(self, listened: bool) -> dict[str, float]:
        """Evaluate, with the weights that callbacks may have put into the model."""
        self.callbacks.on_test_begin()
        if listened:
            self.engine.load()
        logs = self.engine.evaluate(self.validation, self.plan.validation_batch_size)
        if listened:
            self.engine.store()
        self.callbacks.on_test_end(logs)
        return {f"val_{name}": value for name, value in logs.items()}


def _lengths(history) -> dict[str, int]:
    return {name: len(values) for name, values in history.history.items()}


def _shorten(history, lengths: dict[str, int]) -> None:
    """Take from a history what an epoch has added that was not finished."""
    for name in list(history.history):
        del history.history[name][lengths.get(name, 0) :]
        if not history.history[name]:
            del history.history[name]
    del history.epoch[max(lengths.values(), default=0) :]
