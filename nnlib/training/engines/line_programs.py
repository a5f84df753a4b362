"""The loss at many places along a line through weight space, in one program."""

from collections.abc import Callable
from typing import Any, NamedTuple

import keras

from nnlib import keras_private
from nnlib.training import structures


class LinePrograms(NamedTuple):
    """Two compiled functions of the weights that training changes.

    Attributes
    ----------
    along : callable
        ``along(origin, direction, positions, data)``: the losses of shape (n,) at the
        weights origin + position * direction.
    gradient : callable
        ``gradient(origin, data)``: the loss there and its gradient, a list as `origin`.
    """

    along: Callable
    gradient: Callable


def _loss_of(model) -> Callable:
    """The loss that `evaluate` reports, as a function of weights and data."""

    def loss(weights: list, data: tuple):
        x, y, sample_weight = data
        mapping = list(zip(model.trainable_variables, weights, strict=True))
        with keras.StatelessScope(state_mapping=mapping, collect_losses=True):
            predicted = model(x, training=False)
            return model.compute_loss(x, y, predicted, sample_weight)

    return loss


def _moved(origin: list, direction: list, position: Any) -> list:
    return [w + position * d for w, d in zip(origin, direction, strict=True)]


def on_jax(model) -> LinePrograms:
    """The programs that JAX compiles."""
    import jax
    from jax import lax

    loss = _loss_of(model)

    def along(origin, direction, positions, data):
        return lax.map(lambda s: loss(_moved(origin, direction, s), data), positions)

    return LinePrograms(jax.jit(along), jax.jit(jax.value_and_grad(loss)))


def on_tensorflow(model) -> LinePrograms:
    """The programs of TensorFlow, under XLA where all layers support it."""
    import tensorflow as tf

    loss = _loss_of(model)
    compiled = tf.function(
        autograph=False, jit_compile=keras_private.supports_xla(model)
    )

    def along(origin, direction, positions, data):
        def at(position):
            return loss(_moved(origin, direction, position), data)

        return tf.map_fn(at, positions, fn_output_signature="float32")

    def gradient(origin, data):
        with tf.GradientTape() as tape:
            tape.watch(origin)
            value = loss(origin, data)
        found = tape.gradient(value, origin, unconnected_gradients="zero")
        return value, [tf.convert_to_tensor(each) for each in found]  # not sparse

    def of_tensors(function):
        function = compiled(function)
        return lambda *given: function(*structures.mapped(tf.convert_to_tensor, given))

    return LinePrograms(of_tensors(along), of_tensors(gradient))
