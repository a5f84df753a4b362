"""Compiled epochs on JAX: one loop over Keras' own train step, the data on the device.

An engine holds the state of a fit: it reads the model's variables, trains on values
that only the compiled program sees, and writes them back when it is asked to.
"""

from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax import lax

from nnlib import keras_private
from nnlib.schedules.optimizers import momentum_set
from nnlib.training import feed, structures

State = tuple[list, list, list, list]  # trainable, not trainable, optimizer, metrics


class JaxEngine:
    """Trains and evaluates a model on JAX, many batches a program.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    fresh_losses : bool, default False
        Whether `train` returns each batch's own loss instead of means.
    """

    def __init__(self, model, *, fresh_losses: bool = False):
        self.model = model
        model.reset_metrics()
        fresh = [v.value for v in model.metrics_variables]
        self.load()
        self._fresh_metrics = self.state[3]
        self._place_of_rate = _place_of_rate(model)
        train = _training_loop(model, fresh if fresh_losses else None)
        train = self._each(train, (0, None, 0, None, None, None))
        self._train = jax.jit(train, donate_argnums=0)
        test = self._each(_testing_loop(model), (0, 0, 0, None, None, None))
        self._test = jax.jit(test, static_argnames="size")

    def _each(self, function: Callable, axes: tuple) -> Callable:
        """Make a function of one model one of what the engine trains."""
        return function

    def _told(self, logs: Mapping) -> dict:
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
        self.state = _read(self.model)

    def store(self) -> None:
        """Write the state into the model's variables."""
        for variables, values in zip(_variables(self.model), self.state, strict=True):
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
        """Train on the batches from `start` to `stop`.

        Parameters
        ----------
        data : structure of arrays, from `put`
            (x, y, sample_weight), with None for what is missing.
        order : ndarray of int32, shape (steps, batch_size)
            The examples of each batch.
        controls : dict of str to ndarray of float32, shape (steps,)
            Values for the optimizer at each step.
        start, stop : int

        Returns
        -------
        losses : ndarray of float32, shape (steps,)
            Behind each batch trained on, the mean loss since the metrics were reset.
        logs : dict of str to float
            The metrics' results.
        """
        controls = self._with_rates(controls, len(order))
        parts = []
        for *part, steps in feed.batches(data, order, controls, start, stop):
            self._state, losses, logs = self._train(self._own_state(), *part)
            self._kept = False
            parts.append((steps, losses))
            if len(parts) > 1:  # one part waits while one is trained on, no more
                parts[-2][1].block_until_ready()
        return _joined(parts, len(order)), self._told(logs)

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
        return self._told(logs)


def _joined(parts: list[tuple[slice, jax.Array]], length: int) -> np.ndarray:
    """The losses of all steps, from those of some parts."""
    if len(parts) == 1:
        return np.asarray(parts[0][1])
    losses = np.zeros(length, "float32")
    for steps, part in parts:
        room = losses[steps]
        room[:] = np.asarray(part)[: len(room)]
    return losses


def _training_loop(model, fresh: list | None) -> Callable:
    def loop(state: State, data, order, controls, start, stop):
        def step(i, carry):
            state, losses = carry
            batch = jax.tree.map(lambda a: jnp.take(a, order[i], 0, mode="clip"), data)
            if fresh is not None:
                state = (*state[:3], fresh)
            now = {name: values[i] for name, values in controls.items()}
            logs, state = _controlled_step(model, state, batch, now)
            return _lists(state), losses.at[i].set(logs["loss"])

        losses = jnp.zeros(len(order), "float32")
        state, losses = lax.fori_loop(start, stop, step, (_lists(state), losses))
        return state, losses, _results(model, state[3])

    return loop


def _controlled_step(model, state: State, batch, now: Mapping):
    """One train step of Keras, with the optimizer's values of this moment."""
    place = _place_of_rate(model)
    if place is not None and "learning_rate" in now:
        optimizer = list(state[2])
        optimizer[place] = now["learning_rate"].astype(optimizer[place].dtype)
        state = (*state[:2], optimizer, state[3])
    with momentum_set(model.optimizer, now):
        return _apart(model.train_step, state, batch)


def _apart(step: Callable, state: tuple, batch: tuple):
    """Take a step of Keras, kept apart from the loop around it.

    So it is compiled as `fit` compiles it: fused otherwise, it would round otherwise.
    """
    state, batch = lax.optimization_barrier((state, batch))
    return lax.optimization_barrier(step(state, batch))


def _testing_loop(model) -> Callable:
    def loop(trainable, non_trainable, metrics, data, first, steps, *, size):
        def step(i, carry):
            at = first + i * size
            batch = jax.tree.map(lambda a: lax.dynamic_slice_in_dim(a, at, size), data)
            _, state = _apart(model.test_step, (trainable, *carry), batch)
            return list(state[1]), list(state[2])

        carry = lax.fori_loop(0, steps, step, (list(non_trainable), list(metrics)))
        return carry, _results(model, carry[1])

    return loop


def _results(model, metrics):
    """What the metrics make of the values of their variables."""
    mapping = list(zip(model.metrics_variables, metrics, strict=True))
    with keras.StatelessScope(state_mapping=mapping):
        return model.get_metrics_result()


def _place_of_rate(model) -> int | None:
    """Which of the optimizer's variables is its learning rate."""
    rate = keras_private.learning_rate(model.optimizer)
    paths = [variable.path for variable in model.optimizer.variables]
    return None if rate is None else paths.index(rate.path)


def _read(model) -> State:
    return tuple([v.value for v in variables] for variables in _variables(model))


def _variables(model):
    return (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )


def _lists(state):
    return tuple(map(list, state))


def program_of(model, data, batch_size: int, controls: Mapping) -> str:
    """The text of the steps that a model takes in training and in evaluation.

    Two models with the same text differ in nothing but the values of their variables:
    every other number, such as a momentum or a dropout rate, is part of it.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    data : tuple
        (x, y, sample_weight), structures of NumPy arrays.
    batch_size : int
    controls : dict of str to ndarray of float32, shape (steps,)
    """

    def steps(state: State, batch, now):
        logs, trained = _controlled_step(model, state, batch, now)
        tested = model.test_step((state[0], state[1], state[3]), batch)
        return logs, _lists(trained), _results(model, trained[3]), tested

    batch = structures.mapped(lambda a: a[:batch_size], data)
    now = {name: values[0] for name, values in controls.items()}
    return jax.jit(steps).lower(_read(model), batch, now).as_text()


class MembersEngine(JaxEngine):
    """Trains several models of one kind together; each number gets an axis of members.

    On several devices each has its share of the members, where they can be shared out
    evenly.

    Parameters
    ----------
    models : sequence of keras.Model
        Built and compiled, of one program (see `program_of`). Their variables stay as
        they are.
    """

    def __init__(self, models):
        self.models = models
        devices = jax.devices()
        share = jax.sharding.PartitionSpec()
        if len(models) % len(devices) == 0:
            share = jax.sharding.PartitionSpec("members")
        mesh = jax.sharding.Mesh(np.array(devices), ("members",))
        self._of_members = jax.sharding.NamedSharding(mesh, share)
        self._of_all = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
        super().__init__(models[0])

    def _each(self, function, axes):
        def together(*args, **static):
            one = lambda *args: function(*args, **static)  # noqa: E731
            return jax.vmap(one, axes)(*args)

        return together

    def _told(self, logs):
        return jax.device_get(logs)

    def _with_rates(self, controls, steps):
        return controls  # each model keeps the rate of its own state

    def load(self):
        """Take the state from the variables of all models."""
        for model in self.models:
            model.reset_metrics()
        states = [_read(model) for model in self.models]
        state = jax.tree.map(lambda *values: jnp.stack(values), *states)
        self.state = jax.device_put(state, self._of_members)

    def put(self, arrays):
        """Bring a structure of NumPy arrays to every device."""
        return jax.device_put(arrays, self._of_all)
