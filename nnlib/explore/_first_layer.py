"""The first dense layer of a model that looks at images: its weights and answers."""

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.keras_private import as_numpy
from nnlib.networks.models import is_keras, leaf_layers

if TYPE_CHECKING:
    import keras


@dataclasses.dataclass(frozen=True)
class FirstLayer:
    """The first Dense layer of a model, and what comes before it.

    Attributes
    ----------
    model : keras.Model
    layer : keras.layers.Dense
    before : list of keras.Layer
        They leave the pixels apart, and in their order.
    kernel : ndarray of shape (pixels, units)
    """

    model: "keras.Model"
    layer: "keras.layers.Dense"
    before: list["keras.Layer"]
    kernel: np.ndarray

    def takes(self, pixels: int) -> bool:
        """Whether the model takes so many pixels, and the layer all of them."""
        shapes = [tensor.shape[1:] for tensor in self.model.inputs]
        sizes = [math.prod(size or 0 for size in shape) for shape in shapes]
        return sizes == [pixels] and len(self.kernel) == pixels

    def answers(self, images: np.ndarray) -> np.ndarray:
        """What each node answers to images, w · x + b, before its activation.

        Parameters
        ----------
        images : ndarray of shape (n, rows, columns)

        Returns
        -------
        ndarray of shape (n, units)
        """
        import keras

        shape = self.model.inputs[0].shape[1:]
        a = images.reshape(len(images), *shape).astype(np.float32)
        a = keras.ops.convert_to_tensor(a)
        for layer in self.before:
            a = layer(a)
        flat = keras.ops.convert_to_numpy(a).reshape(len(images), -1).astype(float)
        bias = as_numpy(self.layer.bias) if self.layer.use_bias else 0
        return flat @ self.kernel + bias


def first_layer(argument: str, model: Any) -> FirstLayer:
    """Find the first Dense layer of a model, also in models within it.

    Raises
    ------
    ValueError
        If it is no built model of known layers, has no Dense layer, or has one before
        it that mixes the pixels; the message names `argument`.
    """
    from keras.layers import Dense, InputLayer

    from nnlib.training import pairing

    wanted = "give a built Sequential or functional model with a Dense layer"
    if not is_keras(model) or not pairing.has_known_layers(model) or not model.built:
        raise ValueError(f"{argument}: {model!r} came; {wanted}")
    layers = [each for each in leaf_layers(model) if not isinstance(each, InputLayer)]
    found = next((layer for layer in layers if isinstance(layer, Dense)), None)
    if found is None:
        raise ValueError(f"{argument}: {model.name!r} has no Dense layer; {wanted}")
    before = list(itertools.takewhile(lambda layer: layer is not found, layers))
    for layer in before:
        if not _keeps_pixels(layer):
            raise ValueError(
                f"{argument}: the layer {layer.name!r}, a {type(layer).__name__}, "
                "stands before the first Dense layer; give a model whose first Dense "
                "layer reads the pixels themselves"
            )
    kernel = as_numpy(found.kernel).astype(float)
    if not np.isfinite(kernel).all():
        raise ValueError(
            f"{argument}: its weights hold NaN or infinity; did the training diverge?"
        )
    return FirstLayer(model, found, before, kernel)


def _keeps_pixels(layer: "keras.Layer") -> bool:
    from keras import layers as k

    pixelwise = (
        *(k.Flatten, k.Reshape, k.Rescaling, k.Normalization),
        *(k.BatchNormalization, k.Dropout, k.AlphaDropout),
        *(k.GaussianDropout, k.GaussianNoise),
    )
    return isinstance(layer, pixelwise)


def copied(argument: str, model: Any, first: FirstLayer) -> FirstLayer:
    """Find the same layer in a copy of the model that has weights of its own.

    Raises
    ------
    ValueError
        If it is no such copy; the message names `argument`.
    """
    other = first_layer(argument, model)
    if other.layer is first.layer:
        raise ValueError(
            f"{argument}: {model.name!r} shares its first Dense layer with model, so "
            "that training one trains both; give a copy, made by "
            "keras.models.clone_model and set_weights"
        )
    if other.kernel.shape != first.kernel.shape:
        raise ValueError(
            f"{argument}: its first Dense layer has weights of shape "
            f"{other.kernel.shape}, that of model {first.kernel.shape}; give a copy "
            "of that layer"
        )
    return other
