"""Compiled epochs on JAX: one loop over Keras' own train step, the data on the device.

An engine holds the state of a fit: it reads the model's variables, trains on values
that only the compiled program sees, and writes them back when it is asked to.
"""

from collections.abc import Callable, Mapping

import jax
import numpy as np

from nnlib import keras_private
from nnlib.training import structures
from nnlib.training.engines import feed
from nnlib.training.engines.jax_programs import (
    State,
    alone,
    place_of_rate,
    read_state,
    testing_loop,
    training_loop,
    variables_of,
)


class JaxEngine:
    """Trains and evaluates a model on JAX, many batches a program.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    reset_each_batch : bool, default False
        Whether the metrics begin anew with each batch, so that a loss is its own.
    """

    def __init__(self, model, *, reset_each_batch: bool = False):
        self.model = model
        model.reset_metrics()
        fresh = [v.value for v in model.metrics_variables]
        self.load()
        self._fresh_metrics = self.state[3]
        self._place_of_rate = place_of_rate(model)
        train, test = self._loops(fresh if reset_each_batch else None)
        self._train = jax.jit(train, donate_argnums=0)
        self._test = jax.jit(test, static_argnames="size")

    @property
    def programs(self) -> tuple[Callable, Callable]:
        """The compiled loops over train and test steps."""
        return self._train, self._test

    @programs.setter
    def programs(self, programs: tuple[Callable, Callable]) -> None:
        self._train, self._test = programs

    def _loops(self, fresh: list | None) -> tuple[Callable, Callable]:
        """The loops over train and test steps of what the engine trains."""
        return training_loop(self.model, fresh, alone), testing_loop(self.model, alone)

    def _as_logs(self, logs: Mapping) -> dict:
        return keras_private.as_logs(jax.device_get(logs))

    @property
    def state(self) -> State:
        """The values of all variables; who gets them may keep them."""
        self._kept = True
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state, self._kept = state, True

    def _own_state(self) -> State:
        """The state to be used up in training: a copy if anyone may have it."""
        if self._kept:
            self._state = jax.device_put(self._state, may_alias=False)
        return self._state

    def load(self) -> None:
        """Take the state from the model's variables."""
        self.state = read_state(self.model)

    def store(self) -> None:
        """Write the state into the model's variables."""
        for variables, values in zip(variables_of(self.model), self.state, strict=True):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)

    def snapshot(self) -> State:
        """Return the state, for `restore`."""
        return self.state

    def restore(self, snapshot: State) -> None:
        """Go back to an earlier state."""
        self.state = snapshot

    def reset_metrics(self) -> None:
        """Begin the means of the metrics anew."""
        fresh = jax.device_put(self._fresh_metrics, may_alias=False)
        self._state = (*self._state[:3], fresh)

    def put(self, arrays):
        """Bring a structure of NumPy arrays to the device, uncopied where it may be."""
        return feed.put(arrays)

    def train(self, data, order: np.ndarray, controls: Mapping, start: int, stop: int):
        """Train on the batches from `start` to `stop`."""
        controls = self._with_rates(controls, len(order))
        parts = []
        for *part, steps in feed.batches(data, order, controls, start, stop):
            self._state, losses, logs = self._train(self._own_state(), *part)
            self._kept = False
            parts.append((steps, losses))
            if len(parts) > 1:  # one part waits while one is trained on, no more
                parts[-2][1].block_until_ready()
        return _joined(parts, len(order)), self._as_logs(logs)

    def _with_rates(self, controls: Mapping, steps: int) -> Mapping:
        """Make the learning rate, where nothing sets it, that of the state."""
        place = self._place_of_rate
        if place is None or "learning_rate" in controls:
            return controls
        rates = np.full(steps, np.asarray(self._state[2][place]), "float32")
        return {**controls, "learning_rate": rates}

    def evaluate(self, data, batch_size: int) -> dict:
        """Evaluate on all examples in their order, as `keras.Model.evaluate`."""
        self.reset_metrics()
        trainable, non_trainable, optimizer, metrics = self._state
        carry = non_trainable, metrics
        for first, steps, size in structures.parts(structures.count(data), batch_size):
            for part in feed.slices(data, first, steps, size):
                carry, logs = self._test(trainable, *carry, *part, size=size)
        self._state = (trainable, carry[0], optimizer, carry[1])
        return self._as_logs(logs)


def _joined(parts: list[tuple[slice, jax.Array]], length: int) -> np.ndarray:
    """The losses of all steps, from those of some parts."""
    if parts[0][0] == slice(0, length):  # all at once
        return np.asarray(parts[0][1])
    losses = np.zeros(length, "float32")
    for steps, part in parts:
        room = losses[steps]
        room[:] = np.asarray(part)[: len(room)]
    return losses
