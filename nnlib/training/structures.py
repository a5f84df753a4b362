"""Structures of arrays, the data of a fit: converted, split, checked, in batches."""

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.training import inputs, targets

_PARTS = ("x", "y", "sample_weight")


class NotArraysError(TypeError):
    """Data that are no arrays of numbers, such as a generator or a sparse matrix."""


def as_arrays(data: Any) -> Any:
    """Convert a structure of array-likes as Keras' `fit` does.

    Parameters
    ----------
    data : array_like, or list, tuple or dict of them; None stays None
        NumPy, JAX, TensorFlow or torch arrays, or pandas' tables.

    Returns
    -------
    The same structure of NumPy arrays, floating ones in Keras' `floatx`.

    Raises
    ------
    NotArraysError
    """
    return mapped(_as_array, data)


def _as_array(data: Any) -> np.ndarray:
    if not hasattr(data, "__array__") or not hasattr(data, "shape"):
        raise NotArraysError(type(data).__name__)
    array = np.asarray(data)
    if type(data).__name__ == "Series":
        array = array[:, np.newaxis]  # as Keras takes a pandas Series
    if array.dtype.kind not in "fiub" or not array.ndim:
        raise NotArraysError(f"{array.dtype} of shape {array.shape}")
    if array.dtype.kind == "f" and array.dtype != keras.config.floatx():
        array = array.astype(keras.config.floatx())
    return array


def leaves(data: Any) -> list[np.ndarray]:
    """All arrays of a structure, those of a dict in the order of its sorted keys."""
    return [leaf for leaf in keras.tree.flatten(data) if leaf is not None]


def mapped(function, data: Any) -> Any:
    """A structure with a function applied to each array; None stays None."""
    return keras.tree.map_structure(function, data, none_is_leaf=False)


def count(data: tuple) -> int:
    """How many examples there are."""
    return len(leaves(data)[0])


def parts(n: int, batch_size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (first example, batches, batch size): of full batches, then of the rest."""
    full = n // batch_size
    if full:
        yield 0, full, batch_size
    if n % batch_size:
        yield full * batch_size, 1, n % batch_size


def split(data: tuple, share: float) -> tuple[tuple, tuple]:
    """Split off the last `share` of all examples, as `validation_split` says."""
    n = len(leaves(data)[0])
    at = math.floor(n * (1.0 - share))
    if not 0 < at < n:
        raise ValueError(
            f"validation_split: {share!r} of {n:,} examples leaves a part without "
            "any; give a number between 0 and 1 that leaves some on both sides"
        )
    return mapped(lambda a: a[:at], data), mapped(lambda a: a[at:], data)


def weighted(data: tuple, class_weight: dict | None) -> tuple:
    """Turn the weights of classes into weights of examples, one array an output.

    Raises
    ------
    ValueError
        If both kinds of weights came, as Keras refuses them, or weights of classes for
        several outputs, or weights of other outputs than the labels have.
    """
    x, y, sample_weight = data
    several = isinstance(y, (list, tuple, dict))
    if class_weight is not None and sample_weight is not None:
        raise ValueError(
            "class_weight, sample_weight: both came; multiply each example's weight by "
            "that of its class, and give sample_weight alone"
        )
    if class_weight is not None and several:
        raise ValueError(
            f"class_weight: it came with {len(y)} outputs, and is for models with one; "
            "give sample_weight, an array for each output"
        )
    if class_weight is not None:
        sample_weight = keras_private.weights_of_classes(y, class_weight)
    if sample_weight is None or not several:
        return x, y, sample_weight
    if not isinstance(sample_weight, (list, tuple, dict)):
        return x, y, mapped(lambda _: sample_weight, y)
    same_kind = isinstance(sample_weight, dict) == isinstance(y, dict)
    if not same_kind or _names(y) != _names(sample_weight):
        raise ValueError(
            f"sample_weight: weights for {_outputs(sample_weight)} came, and labels "
            f"for {_outputs(y)}; give each output an array, of ones where all count "
            "alike"
        )
    return x, y, sample_weight


def _names(parts: list | tuple | dict) -> set:
    return set(parts) if isinstance(parts, dict) else set(range(len(parts)))


def _outputs(parts: list | tuple | dict) -> str:
    if isinstance(parts, dict):
        return ", ".join(map(repr, parts))
    return f"{len(parts)} output{'s' * (len(parts) != 1)}"


def check(data: tuple, model, argument: str = "") -> None:
    """Refuse arrays that cannot be trained on.

    Raises
    ------
    ValueError
        If arrays are of different length or empty, hold NaN or infinity, or do not fit
        the model's inputs, its outputs or its loss. It names `argument` or, without
        one, x, y or sample_weight.

    Warns
    -----
    UserWarning
        If Keras trains with them, and cannot train what was meant.
    """
    x, y, _ = data
    names = [f"{argument}, its {own}" if argument else own for own in _PARTS]
    if not leaves(x):
        raise ValueError(f"{argument or 'x'}: None came; give an array of examples")
    meant = targets.may_have_gaps(model, x, y)
    if inputs.may_have_gaps(model):
        meant = meant + leaves(x)
    lengths: dict[int, str] = {}
    for name, part in zip(names, data, strict=True):
        for array in leaves(part):
            lengths.setdefault(len(array), name)
            if not len(array):
                raise ValueError(f"{name}: no examples came; give one at least")
            if not any(array is each for each in meant):
                _check_finite(array, name)
    inputs.check(x, y, model, names[0])
    if len(lengths) > 1:
        (n, first), (m, other) = list(lengths.items())[:2]
        raise ValueError(
            f"{other}: {m:,} examples came, and {n:,} in {first}; give as many"
        )
    targets.check(x, y, model, names[1])


def _check_finite(array: np.ndarray, name: str) -> None:
    if array.dtype.kind != "f" or not array.size:
        return
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):  # in one pass: then so is each of them
            return
    for row, example in enumerate(array):
        if not np.isfinite(example).all():
            nan = np.isnan(example).any()
            raise ValueError(
                f"{name}: {'NaN' if nan else 'infinity'} came, first in example "
                f"{row:,}; leave out such examples, or "
                + ("fill the gaps" if nan else "give them numbers")
            )
