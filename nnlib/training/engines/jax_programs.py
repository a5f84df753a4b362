"""The programs that JAX compiles: loops over the train and the test step of Keras."""

import sys
from collections.abc import Callable, Mapping
from functools import partial

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax import lax

from nnlib import keras_private
from nnlib.schedules.on_optimizer import momentum_set
from nnlib.training import structures
from nnlib.training.engines.convolutions import quick_in_loops

State = tuple[list, list, list, list]  # trainable, not trainable, optimizer, metrics
Each = Callable[[Callable, tuple], Callable]  # of one model's function one of several's


def alone(function: Callable, axes: tuple) -> Callable:
    """Leave a function one of a single model."""
    return function


def training_loop(model, fresh: list | None, each: Each) -> Callable:
    """A loop over train steps; with fresh values of the metrics, each begins anew."""

    def step(carry, i, data, order, controls):
        state, losses = carry
        batch = jax.tree.map(lambda a: jnp.take(a, order[i], 0, mode="clip"), data)
        if fresh is not None:
            state = (*state[:3], fresh)
        now = {name: values[i] for name, values in controls.items()}
        logs, state = _controlled_step(model, state, batch, now)
        return _lists(state), losses.at[i].set(logs["loss"])

    def loop(state: State, data, order, controls, start, stop):
        def steps(i, carry):
            return each(step, (0, None, None, 0, None))(carry, i, data, order, controls)

        losses = jnp.zeros(order.shape[:-1], "float32")
        state, losses = lax.fori_loop(start, stop, steps, (_lists(state), losses))
        return state, losses, each(partial(_results, model), (0,))(state[3])

    return loop


def _controlled_step(model, state: State, batch, now: Mapping):
    """One train step of Keras, with the optimizer's values of this moment."""
    place = place_of_rate(model)
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
    return lax.optimization_barrier(quick_in_loops(step)(state, batch))


def testing_loop(model, each: Each) -> Callable:
    """A loop over test steps."""

    def step(carry, trainable, batch):
        _, state = _apart(model.test_step, (trainable, *carry), batch)
        return list(state[1]), list(state[2])

    def loop(trainable, non_trainable, metrics, data, first, steps, *, size):
        def one(i, carry):
            at = first + i * size
            batch = jax.tree.map(lambda a: lax.dynamic_slice_in_dim(a, at, size), data)
            return each(step, (0, 0, None))(carry, trainable, batch)

        carry = lax.fori_loop(0, steps, one, (list(non_trainable), list(metrics)))
        return carry, each(partial(_results, model), (0,))(carry[1])

    return loop


def _results(model, metrics):
    """What the metrics make of the values of their variables."""
    mapping = list(zip(model.metrics_variables, metrics, strict=True))
    with keras.StatelessScope(state_mapping=mapping):
        return model.get_metrics_result()


def place_of_rate(model) -> int | None:
    """Which of the optimizer's variables is its learning rate."""
    rate = keras_private.learning_rate(model.optimizer)
    paths = [variable.path for variable in model.optimizer.variables]
    return None if rate is None else paths.index(rate.path)


def read_state(model) -> State:
    """Take the values of all variables."""
    groups = ([v.value for v in variables] for variables in variables_of(model))
    trainable, non_trainable, optimizer, metrics = groups
    return trainable, non_trainable, optimizer, metrics


def variables_of(model) -> tuple[list, list, list, list]:
    """List the variables in the order of a state."""
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
    traced = jax.jit(steps).trace(read_state(model), batch, now).jaxpr
    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):  # every digit
        return str(traced) + str([np.asarray(value) for value in traced.consts])
