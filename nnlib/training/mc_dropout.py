"""MC dropout: a model's answers with nodes left out at random, pass after pass."""

import contextlib
import weakref
from collections.abc import Callable, Generator, Sequence
from typing import Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.arguments import checked_integer
from nnlib.training import inputs, structures

_KINDS = (keras.layers.Dropout, keras.layers.AlphaDropout, keras.layers.GaussianDropout)
_LARGEST_SEED = 2**32 - 1

# The program of each model, and the rates of dropout for which it was compiled.
_programs: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def mc_dropout(
    model: keras.Model,
    x: Any,
    passes: int = 100,
    *,
    batch_size: int = 1000,
    seed: int | None = None,
) -> Any:
    """Predict many times with dropout switched on, each time with other nodes left out.

    Gal and Ghahramani, Dropout as a Bayesian approximation (2016),
    https://arxiv.org/abs/1506.02142. The mean over the passes is the prediction, their
    spread says how far the answer depends on single nodes.

    Only dropout trains: `Dropout` and its spatial kinds, `AlphaDropout` and
    `GaussianDropout`. Everything else predicts. So batch normalization goes on using
    its moving mean and variance, which ``model(x, training=True)`` would replace by
    those of the batch, and would change. Dropout that is a part of another layer, such
    as the `recurrent_dropout` of an LSTM, stays switched off.

    Parameters
    ----------
    model : keras.Model
        Built, with a layer of dropout. It need not be compiled.
    x : array_like, or list, tuple or dict of them
        The inputs, n examples each.
    passes : int, default 100
    batch_size : int, default 1000
        How many examples go through the model together.
    seed : int, optional
        Of what is left out. By default it is drawn from NumPy's random numbers, as
        `nnlib.setup` seeded them.

    Returns
    -------
    ndarray of shape (passes, n, outputs)
        Or such arrays in the structure of the model's outputs, where it has several.

    Raises
    ------
    ValueError
        If `model` is no Keras model, is not built, or leaves nothing out; if `x` is no
        array that fits it; if a number is odd.

    Notes
    -----
    On JAX all passes are one compiled program, which is kept for the next call. The
    variables of the model stay as they are, those of its random numbers, too.

    Examples
    --------
    >>> data, dense = nnlib.load("moons"), keras.layers.Dense
    >>> hidden = [dense(64, "relu"), keras.layers.Dropout(0.5)]
    >>> model = keras.Sequential([keras.Input((2,)), *hidden, dense(1, "sigmoid")])
    >>> answers = nnlib.mc_dropout(model, data.x_test, passes=50)
    >>> answers.shape
    (50, 25, 1)
    >>> mean, spread = answers.mean(axis=0), answers.std(axis=0)
    """
    layers = _checked_layers(model)
    arrays = _checked_arrays(model, x)
    passes = checked_integer("passes", passes, 1)
    batch_size = checked_integer("batch_size", batch_size, 1)
    if seed is None:
        seed = np.random.randint(_LARGEST_SEED)  # noqa: NPY002 - what setup() seeds
    seed = checked_integer("seed", seed, 0, _LARGEST_SEED)
    n = structures.count(arrays)
    run = _on_jax if keras.backend.backend() == "jax" else _step_by_step
    found = []
    for start in range(0, n, batch_size):
        batch = structures.mapped(
            lambda a, start=start: a[start : start + batch_size], arrays
        )
        states = first_states((seed, start), len(layers))
        found.append(run(model, layers, batch, passes, states))
    return keras.tree.map_structure(lambda *a: np.concatenate(a, axis=1), *found)


def first_states(seed: int | tuple[int, ...], count: int) -> np.ndarray:
    """The states with which as many generators of Keras begin, of shape (count, 2)."""
    words = np.random.SeedSequence(seed).generate_state(2 * count)
    return words.reshape(count, 2)


def dropout_layers(model) -> list:
    """The layers of a model, and of those within it, that leave something out."""
    found = keras_private.all_layers(model)
    return [layer for layer in found if isinstance(layer, _KINDS) and layer.rate > 0]


@contextlib.contextmanager
def dropping(layers: Sequence) -> Generator[None]:
    """Let these layers leave nodes out, whatever they are told."""

    def always(layer) -> Callable:
        return lambda inputs, *_, **__: type(layer).call(layer, inputs, training=True)

    for layer in layers:
        vars(layer)["call"] = always(layer)  # where Keras does not track it
    try:
        yield
    finally:
        for layer in layers:
            del vars(layer)["call"]


def _checked_layers(model) -> list:
    if not isinstance(model, keras.Model):
        raise ValueError(f"model: {model!r} came; give a Keras model")
    if not model.built:
        raise ValueError(
            f"model: {model.name!r} is not built yet; give it an Input, or call it on "
            "an example"
        )
    keras_private.check_alive(model)
    layers = dropout_layers(model)
    if not layers:
        raise ValueError(
            f"model: {model.name!r} leaves nothing out; give one with a layer of "
            "Dropout, AlphaDropout or GaussianDropout whose rate is above 0"
        )
    return layers


def _checked_arrays(model, x) -> Any:
    try:
        arrays = structures.as_arrays(x)
    except structures.NotArraysError as error:
        raise ValueError(f"x: {error} came; give arrays") from None
    if not structures.leaves(arrays) or not structures.count(arrays):
        raise ValueError("x: no examples came; give one at least")
    inputs.check(arrays, None, model, "x")
    return arrays


def _on_jax(model, layers, batch, passes: int, states) -> Any:
    import jax

    rates = [layer.rate for layer in layers]
    made_for, program = _programs.get(model, (None, None))
    if made_for != rates:
        program = _program(model)
        _programs[model] = rates, program
    values = (v.value for v in model.trainable_variables)
    others = (v.value for v in model.non_trainable_variables)
    return jax.device_get(program(list(values), list(others), states, batch, passes))


def _program(model) -> Callable:
    """One program over all passes: each goes on with the random numbers of the last."""
    import jax

    known = weakref.ref(model)  # the program is kept no longer than the model

    def all_passes(trainable, others, states, batch, passes: int):
        model: Any = known()
        layers = dropout_layers(model)
        kept = [id(variable) for variable in model.non_trainable_variables]
        places = [kept.index(id(layer.seed_generator.state)) for layer in layers]

        def one(states, _):
            values = list(others)
            for place, state in zip(places, states, strict=True):
                values[place] = state
            with dropping(layers):
                answers, values = model.stateless_call(
                    trainable, values, batch, training=False
                )
            return [values[place] for place in places], answers

        return jax.lax.scan(one, list(states), length=passes)[1]

    return jax.jit(all_passes, static_argnums=4)


def _step_by_step(model, layers, batch, passes: int, states) -> Any:
    """The same with a call for each pass, on TensorFlow compiled as a graph."""

    def step(batch):
        return model(batch, training=False)

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        step = tf.function(step)
    generators = [layer.seed_generator.state for layer in layers]
    before = [keras_private.as_numpy(state) for state in generators]
    batch = structures.mapped(keras.ops.convert_to_tensor, batch)
    try:
        for generator, state in zip(generators, states, strict=True):
            generator.assign(state)
        with dropping(layers):
            answers = [step(batch) for _ in range(passes)]
    finally:
        for generator, state in zip(generators, before, strict=True):
            generator.assign(state)
    as_arrays = keras.ops.convert_to_numpy
    return keras.tree.map_structure(
        lambda *a: np.stack([as_arrays(one) for one in a]), *answers
    )
