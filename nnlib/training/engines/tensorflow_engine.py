"""Compiled epochs on TensorFlow: one loop over Keras' own train step, mostly under XLA.

The variables of the model are the state; the loop changes them in place.
"""

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnlib import keras_private
from nnlib.schedules.on_optimizer import momentum_set
from nnlib.training import structures


class TensorFlowEngine:
    """Trains and evaluates a model on TensorFlow, many batches a program.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    jit_compile : bool or "auto"
        Whether XLA compiles the loop; "auto" where all layers support it.
    reset_each_batch : bool, default False
        Whether the metrics begin anew with each batch, so that a loss is its own.
    """

    def __init__(
        self,
        model,
        *,
        jit_compile: bool | str = "auto",
        reset_each_batch: bool = False,
    ):
        self.model = model
        if jit_compile == "auto":
            jit_compile = keras_private.supports_xla(model)
        compiled = tf.function(autograph=False, jit_compile=jit_compile)
        self._train = _traced(compiled(_training_loop(model, reset_each_batch)))
        self._test = _traced(compiled(_testing_loop(model)))
        self._rate = keras_private.learning_rate(model.optimizer)

    def load(self) -> None:
        """Nothing: the state is in the model's variables."""

    store = load

    def snapshot(self) -> list[np.ndarray]:
        """Return copies of all variables, for `restore`."""
        return [v.numpy() for v in _variables(self.model)]

    def restore(self, snapshot: list[np.ndarray]) -> None:
        """Go back to an earlier state."""
        for variable, value in zip(_variables(self.model), snapshot, strict=True):
            variable.assign(value)

    def reset_metrics(self) -> None:
        """Begin the means of the metrics anew."""
        self.model.reset_metrics()

    def put(self, arrays):
        """Make tensors of a structure of NumPy arrays."""
        return structures.mapped(tf.convert_to_tensor, arrays)

    def train(self, data, order: np.ndarray, controls: Mapping, start: int, stop: int):
        """Train on the batches from `start` to `stop`."""
        if self._rate is not None and "learning_rate" not in controls:
            rate = np.full(len(order), self._rate.numpy())
            controls = {**controls, "learning_rate": rate}
        controls = {name: tf.constant(c, "float32") for name, c in controls.items()}
        losses = self._train(
            data, tf.constant(order), controls, tf.constant(start), tf.constant(stop)
        )
        return losses.numpy(), self._logs()

    def evaluate(self, data, batch_size: int) -> dict[str, float]:
        """Evaluate on all examples in their order, as `keras.Model.evaluate`."""
        self.reset_metrics()
        for first, steps, size in structures.parts(structures.count(data), batch_size):
            rows = np.arange(first, first + steps * size, dtype="int32")
            self._test(data, tf.constant(rows.reshape(steps, size)))
        return self._logs()

    def _logs(self) -> dict:
        return keras_private.as_logs(self.model.get_metrics_result())


def _traced(function: Any) -> Callable:
    """Return the function, traced before each call that is the first of its kind.

    TensorFlow takes the loops of several models for one, and warns of a function that
    is traced in most of its calls; tracing asked for is not counted.
    """
    return lambda *args: function.get_concrete_function(*args)(*args)


def _training_loop(model, reset_each_batch: bool):
    rate = keras_private.learning_rate(model.optimizer)

    def loop(data, order, controls, start, stop):
        def step(i, losses):
            now = {name: values[i] for name, values in controls.items()}
            if rate is not None:
                rate.assign(now["learning_rate"])
            if reset_each_batch:
                model.reset_metrics()
            with momentum_set(model.optimizer, now):
                logs = model.train_step(_batch(data, order[i]))
            return i + 1, tf.tensor_scatter_nd_update(losses, [[i]], [logs["loss"]])

        losses = tf.zeros(tf.shape(order)[0])
        _, losses = tf.while_loop(
            lambda i, _: i < stop, step, (start, losses), parallel_iterations=1
        )
        return losses

    return loop


def _testing_loop(model):
    def loop(data, order):
        def step(i):
            model.test_step(_batch(data, order[i]))
            return (i + 1,)

        steps = tf.shape(order)[0]
        tf.while_loop(lambda i: i < steps, step, (0,), parallel_iterations=1)

    return loop


def _batch(data, rows):
    return structures.mapped(lambda a: tf.gather(a, rows), data)


def _variables(model) -> list[keras.Variable]:
    """All variables that training changes."""
    return [
        *model.trainable_variables,
        *model.non_trainable_variables,
        *model.optimizer.variables,
        *model.metrics_variables,
    ]
