"""What belongs together in a fit: arrays and inputs; labels, outputs and losses."""

import dataclasses
from typing import Any

import keras
import numpy as np


@dataclasses.dataclass(frozen=True)
class Target:
    """The labels of one output, and what they are compared with.

    Attributes
    ----------
    name : str
        How a message calls them: "y", or "y['price']".
    labels : ndarray
    loss : str or None
        The name of the function in `keras.losses`; None for a loss of one's own.
    options : dict
        What that loss was made with.
    shape : tuple or None
        That of the output, None where a dimension, or all of it, is not known.
    """

    name: str
    labels: np.ndarray
    loss: str | None
    options: dict
    shape: tuple | None


def is_of_keras(thing: Any) -> bool:
    """Whether a function or an object is Keras' own, and not of a user's class."""
    module = getattr(thing, "__module__", None) or ""
    return module.split(".")[0] == "keras"


def trains_its_own_way(model) -> bool:
    """Whether a model has a `train_step` or a `compute_loss` of its own."""
    return any(
        getattr(type(model), name) is not getattr(keras.Model, name)
        for name in ("train_step", "compute_loss")
    )


def has_known_layers(model) -> bool:
    """Whether a model is Sequential or functional, without a `call` of its own."""
    return hasattr(type(model), "inputs") and is_of_keras(type(model).call)


def input_names(model) -> list[str]:
    """The names of the inputs, where they are known."""
    return _ends(model, "input")[0]


def inputs(model, x: Any, name: str) -> list[tuple[str, np.ndarray, tuple]]:
    """List (name, array, shape of the input), where it is known which goes where.

    Parameters
    ----------
    model : keras.Model
    x : ndarray, or list, tuple or dict of them
    name : str
        How a message calls `x`.
    """
    names, tensors = _ends(model, "input")
    parts = _parts(x, names, name)
    if parts is None:
        return []
    return [
        (own, array, tuple(tensor.shape))
        for (own, array), tensor in zip(parts, tensors, strict=True)
    ]


def targets(model, x: Any, y: Any, name: str) -> list[Target]:
    """List the labels of each output, where it is known which go where.

    Parameters
    ----------
    model : keras.Model
    x, y : ndarray, or list, tuple or dict of them
    name : str
        How a message calls `y`.
    """
    names, outputs = _ends(model, "output")
    shapes = [tuple(output.shape) for output in outputs] or [_shape(model, x)]
    names = names or [""]
    parts = _parts(y, names, name)
    losses = _losses(model.loss, names)
    if parts is None or losses is None:
        return []
    return [
        Target(*part, *_known(loss), shape)
        for part, loss, shape in zip(parts, losses, shapes, strict=True)
        if loss is not None
    ]


def losses(model) -> list[Any]:
    """All losses that a model was compiled with, in no particular order."""
    loss = model.loss
    if isinstance(loss, dict) and "class_name" not in loss:
        loss = list(loss.values())
    listed = loss if isinstance(loss, (list, tuple)) else [loss]
    return [one for one in listed if one is not None]


def is_own_loss(loss: Any) -> bool:
    """Whether a loss is not one of `keras.losses`."""
    return _known(loss)[0] is None


def _ends(model, end: str) -> tuple[list[str], list]:
    """The names and symbolic tensors at the "input" or "output" of a known model."""
    if not has_known_layers(model):
        return [], []
    if isinstance(model, keras.Sequential):
        tensors = getattr(model, f"{end}s", [])  # none, as long as it is not built
        return [tensor.name for tensor in tensors], list(tensors)
    structure = getattr(model, end)
    if isinstance(structure, dict):
        names, tensors = list(structure), list(structure.values())
    else:
        tensors = keras.tree.flatten(structure)
        names = [tensor.name for tensor in tensors]
        if end == "output":
            names = list(model.output_names)
    if not all(isinstance(tensor, keras.KerasTensor) for tensor in tensors):
        return [], []
    return names, tensors


def _shape(model, x: Any) -> tuple | None:
    """The output shape of a Sequential that is not yet built, left as it is."""
    layers = getattr(model, "layers", ())
    plain = isinstance(model, keras.Sequential) and has_known_layers(model)
    if not plain or not layers or not isinstance(x, np.ndarray):
        return None
    shape = (None, *x.shape[1:])
    for layer in layers:
        rule = type(layer).compute_output_shape
        if not is_of_keras(layer) or rule is keras.Layer.compute_output_shape:
            return None  # it would have to be called, and built
        try:
            shape = layer.compute_output_shape(shape)
        except Exception:  # the inputs do not fit, which is told elsewhere
            return None
        if not isinstance(shape, tuple):
            return None
    return shape


def _parts(data: Any, names: list[str], name: str) -> list[tuple[str, Any]] | None:
    """The array of each name, with what a message calls it."""
    if isinstance(data, np.ndarray):
        return [(name, data)] if len(names) == 1 else None
    if isinstance(data, dict) and set(names) == set(data):
        found = [(f"{name}[{key!r}]", data[key]) for key in names]
    elif isinstance(data, (list, tuple)) and len(data) == len(names):
        found = [(f"{name}[{k}]", part) for k, part in enumerate(data)]
    else:
        return None
    return found if all(isinstance(part, np.ndarray) for _, part in found) else None


def _losses(loss: Any, names: list[str]) -> list | None:
    if isinstance(loss, dict) and "class_name" not in loss:
        return [loss[name] for name in names] if set(names) == set(loss) else None
    if isinstance(loss, (list, tuple)):
        return list(loss) if len(loss) == len(names) else None
    return [loss] * len(names)


def _known(loss: Any) -> tuple[str | None, dict]:
    """The name of a loss of Keras, and its options."""
    if isinstance(loss, (str, dict)):
        try:
            loss = keras.losses.get(loss)
        except ValueError:  # "crossentropy", which is whichever the labels fit
            return None, {}
    function = getattr(loss, "fn", loss)
    if not is_of_keras(loss) or not is_of_keras(function):
        return None, {}
    options = loss.get_config() if isinstance(loss, keras.Loss) else {}
    return getattr(function, "__name__", None), options


def is_like(came: tuple, wanted: tuple) -> bool:
    """Whether a shape is one that is wanted, of which None may be any length."""
    return len(came) == len(wanted) and all(
        b is None or a == b for a, b in zip(came, wanted, strict=True)
    )


def first_operations(model) -> list:
    """List the layers that the inputs reach first, where they are known."""
    if isinstance(model, keras.Sequential):
        return model.layers[:1] if has_known_layers(model) else []
    _, tensors = _ends(model, "input")
    found = []
    for operation in model.operations if tensors else ():
        if isinstance(operation, keras.layers.InputLayer):
            continue
        own = keras.tree.flatten(_input_of(operation))
        if any(tensor is known for tensor in own for known in tensors):
            found.append(operation)
    return found


def _input_of(operation) -> Any:
    try:
        return operation.input
    except (AttributeError, ValueError):  # used more than once
        return []
