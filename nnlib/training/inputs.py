"""Whether the inputs of a fit fit the model: their shapes, and gaps in them."""

import math
from typing import Any

import keras
import numpy as np

from nnlib.training import pairing

# Layers of Keras that may stand first to deal with gaps, infinity or text.
_DEALS_WITH_ANYTHING = (
    "Masking",
    "Lambda",
    "Discretization",
    "Hashing",
    "IntegerLookup",
    "StringLookup",
    "TextVectorization",
    "TFSMLayer",
    "JaxLayer",
    "FlaxLayer",
)


def may_have_gaps(model) -> bool:
    """Whether a model may deal with NaN, infinity or text in its inputs.

    That is one of one's own making, or with a layer that comes first and is one's own,
    or of Keras' layers for masks and preprocessing.
    """
    if pairing.trains_its_own_way(model) or not pairing.has_known_layers(model):
        return True
    first = pairing.first_operations(model)
    return not first or any(map(_deals_with_anything, first))


def _deals_with_anything(operation) -> bool:
    if isinstance(operation, keras.layers.Wrapper):
        return _deals_with_anything(operation.layer)
    if isinstance(operation, keras.Model):
        return may_have_gaps(operation)
    if not isinstance(operation, keras.Layer) or not pairing.is_of_keras(operation):
        return True
    return type(operation).__name__ in _DEALS_WITH_ANYTHING


def check(x: Any, y: Any, model, name: str) -> None:
    """Refuse inputs of a shape that a model does not take.

    Parameters
    ----------
    x, y : ndarray, or list, tuple or dict of them
    model : keras.Model
    name : str
        How a message calls `x`.

    Raises
    ------
    ValueError
        It says what came, what the model takes, and what would fit.
    """
    if pairing.trains_its_own_way(model):
        return
    _check_number(x, y, model, name)
    for own, array, wanted in pairing.inputs(model, x, name):
        if not _is_taken(array.shape, wanted):
            shown = (None, *wanted[1:])
            raise ValueError(
                f"{own}: shape {array.shape} came, and the model takes {shown}; "
                f"{_remedy(array, wanted[1:], own, y)}"
            )
    if isinstance(model, keras.Sequential) and not model.built:
        _check_rank(x, model, name)


def _check_number(x: Any, y: Any, model, name: str) -> None:
    """Refuse too few inputs; Keras drops what is too much, with a warning."""
    names = pairing.input_names(model)
    if isinstance(x, (list, tuple)) and _are_examples(x, y) and len(x) > len(names):
        raise ValueError(
            f"{name}: a list of {len(x):,} arrays came, one for each example; make one "
            f"array of it: np.array({name.rsplit(' ', 1)[-1]})"
        )
    if len(names) < 2 and not isinstance(x, dict):
        return
    listed = ", ".join(map(repr, names))
    if isinstance(x, dict) and names:
        missing = [each for each in names if each not in x]
        if missing:
            keys = ", ".join(map(repr, x))
            raise ValueError(
                f"{name}: a dict with the names {keys} came, without {missing[0]!r}; "
                f"the model takes {listed}"
            )
    count = len(x) if isinstance(x, (list, tuple)) else 1
    if not isinstance(x, dict) and count < len(names):
        arrays = "an array" if count == 1 else f"{count} arrays"
        raise ValueError(
            f"{name}: {arrays} came, and the model has {len(names)} inputs; give a "
            f"list of arrays, one each for {listed}"
        )


def _are_examples(x: list | tuple, y: Any) -> bool:
    """Whether a list holds an array for each example, and not for each input."""
    return isinstance(y, np.ndarray) and len(x) == len(y) != len(x[0])


def _check_rank(x: Any, model, name: str) -> None:
    """Refuse what the first layer of a model without an Input does not take."""
    spec = getattr(model.layers[0], "input_spec", None) if model.layers else None
    spec = spec[0] if isinstance(spec, (list, tuple)) and len(spec) == 1 else spec
    least = getattr(spec, "min_ndim", None) or getattr(spec, "ndim", None)
    if least is None or not isinstance(x, np.ndarray) or x.ndim >= least:
        return
    layer, own = type(model.layers[0]).__name__, name.rsplit(" ", 1)[-1]
    raise ValueError(
        f"{name}: shape {x.shape} came, and the first layer, {layer}, takes arrays of "
        f"{least} axes, examples first; {own}[..., np.newaxis] has one more"
    )


def _is_taken(came: tuple, wanted: tuple) -> bool:
    """Whether Keras takes an array: it drops or adds an axis of length 1 at the end."""
    if len(came) == len(wanted) + 1 and came[-1] == 1:
        came = came[:-1]
    elif len(came) == len(wanted) - 1 and wanted[-1] == 1:
        came = (*came, 1)
    return pairing.is_like(came[1:], wanted[1:])


def _remedy(array: np.ndarray, wanted: tuple, name: str, y: Any) -> str:
    n, came = len(array), array.shape[1:]
    name = name.rsplit(" ", 1)[-1]
    others = len(y) if isinstance(y, np.ndarray) else None
    if pairing.is_like(array.shape, wanted):
        return f"{name}[np.newaxis] makes a batch of this one example"
    if array.ndim == 2 and pairing.is_like((n,), wanted) and others in (None, *came):
        return f"{name}.T has the examples first"
    if len(came) > 1:
        for move, moved in (
            ((1, -1), (*came[1:], came[0])),
            ((-1, 1), (came[-1], *came[:-1])),
        ):
            if pairing.is_like(moved, wanted):
                return f"np.moveaxis({name}, {move[0]}, {move[1]}) fits"
    size = math.prod(came)
    if None not in wanted and math.prod(wanted) == size:
        return f"{name}.reshape{(n, *wanted)} fits"
    return f"keras.Input({came}) begins a model that takes this"
