"""Whether the labels of a fit fit the model's outputs and their losses."""

import os
import sys
import warnings
from typing import Any

import keras
import numpy as np

from nnlib.training import pairing
from nnlib.training.pairing import Target

_SPARSE = "sparse_categorical_crossentropy"
_ROWS = ("categorical_crossentropy", "categorical_focal_crossentropy")
_BINARY = ("binary_crossentropy", "binary_focal_crossentropy")
_NUMBER_BY_NUMBER = (
    *_BINARY,
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
    "poisson",
    "hinge",
    "squared_hinge",
    "categorical_hinge",
    "kl_divergence",
    "cosine_similarity",
)
_BLOCK = 1 << 20  # numbers that are looked at together, for nothing large is copied
_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep


def may_have_gaps(model, x: Any, y: Any) -> list[np.ndarray]:
    """List the labels in which NaN or infinity may be meant.

    Those are the labels that a loss of one's own, or a `train_step`, is given.
    """
    known = pairing.targets(model, x, y, "y")
    own = any(map(pairing.is_own_loss, pairing.losses(model)))
    if pairing.trains_its_own_way(model) or (own and not known):
        return keras.tree.flatten(y)
    return [target.labels for target in known if target.loss is None]


def check(x: Any, y: Any, model, name: str) -> None:
    """Refuse labels that do not fit, and warn of what trains to no use.

    Parameters
    ----------
    x, y : ndarray, or list, tuple or dict of them
    model : keras.Model
    name : str
        How a message calls `y`.

    Raises
    ------
    ValueError
        It says what came, what the loss takes, and what would fit.

    Warns
    -----
    UserWarning
        If Keras trains with them, and cannot train what was meant.
    """
    if pairing.trains_its_own_way(model):
        return
    if y is None:
        _check_needless(model, name)
        return
    for target in pairing.targets(model, x, y, name):
        _check_target(target)


def _check_needless(model, name: str) -> None:
    losses = pairing.losses(model)
    own = [loss for loss in losses if isinstance(loss, keras.Loss)]
    if losses and not any(map(pairing.is_own_loss, own)):
        raise ValueError(
            f"{name}: None came, and the model's loss compares its outputs with "
            "labels; give as many as there are examples"
        )


def _check_target(target: Target) -> None:
    if not target.labels.size or target.options.get("axis", -1) != -1:
        return
    if target.loss == _SPARSE:
        _check_classes(target)
    elif target.loss in _ROWS:
        _check_rows(target)
    elif target.loss in _NUMBER_BY_NUMBER:
        _check_numbers(target)


def _check_classes(target: Target) -> None:
    """Labels that are numbers of classes."""
    y, shape = target.labels, target.shape
    if shape is not None and len(shape) > 1:
        came = y.shape
        while len(came) >= len(shape) and came[-1] == 1:
            came = came[:-1]
        if not pairing.is_like(came[1:], shape[1:-1]):
            raise ValueError(
                f"{target.name}: shape {y.shape} came, {_one_each(target, shape)}"
            )
    if y.dtype.kind == "f" and (number := _first_broken(y)) is not None:
        raise ValueError(
            f"{target.name}: {number:g} came among the labels, and {_SPARSE} takes "
            "whole numbers, each the number of a class, from 0"
        )
    units = shape[-1] if shape else None
    if target.options.get("ignore_class") is not None or not isinstance(units, int):
        return
    low, high = float(y.min()), float(y.max())
    if low < 0 or high >= units:
        outputs = f"{units} outputs take 0 to {units - 1}"
        remedy = "count the classes from 0"
        if units == 1:
            outputs = "one output takes 0 only"
            remedy = "take binary_crossentropy with activation='sigmoid' for two "
            remedy += "classes, or as many units as classes"
        elif low == 0:
            remedy += f", or give the last layer {int(high) + 1} units"
        raise ValueError(
            f"{target.name}: labels from {low:g} to {high:g} came, and the model's "
            f"{outputs}; {remedy}"
        )


def _one_each(target: Target, shape: tuple) -> str:
    y, units = target.labels, shape[-1]
    wanted = (len(y), *shape[1:-1])
    remedy = (
        f"and {_SPARSE} takes the number of a class for each example, shape {wanted}"
    )
    if y.ndim == len(shape) and y.shape[-1] == units:
        took = "categorical_crossentropy"
        remedy += f"; take {took}, or give {target.name}.argmax(axis=-1)"
    return remedy


def _check_rows(target: Target) -> None:
    """Labels that are rows of probabilities."""
    y, shape = target.labels, target.shape
    if shape is not None:
        _check_shape(target, shape)
        if y.ndim != len(shape):
            return
    elif y.ndim == 1 or y.shape[-1] == 1:
        return  # as many as the outputs, which are not known
    if shape is not None and shape[-1] == 1:
        return  # a softmax over one unit, of which Keras warns
    row = _first_uneven(y)
    if row is not None:
        _warn(
            f"{target.name}: a row with the sum {row.sum():.3g} came, "
            f"and {target.loss} takes probabilities of classes that exclude each "
            "other, with the sum 1; where more than one class may be right, take "
            "activation='sigmoid' with the loss binary_crossentropy"
        )


def _check_numbers(target: Target) -> None:
    """Labels that are compared with the outputs number by number."""
    if target.shape is not None:
        _check_shape(target, target.shape)
    if target.loss not in _BINARY:
        return
    low, high = target.labels.min(), target.labels.max()
    if low >= 0 and high <= 1:
        return
    if low >= -1 and high <= 1:
        remedy = "0 stands for the other class, not -1"
    elif target.shape is not None and target.shape[-1] == 1 and high < 100:
        remedy = (
            "for more classes give the last layer as many units, with softmax, and "
        )
        remedy += f"take {_SPARSE}"
    else:
        remedy = "scale them to between 0 and 1"
    _warn(
        f"{target.name}: labels from {low:g} to {high:g} came, and {target.loss} takes "
        f"0 and 1, or what lies between; {remedy}"
    )


def _check_shape(target: Target, output: tuple) -> None:
    """Refuse or warn where labels and outputs differ in shape."""
    y = target.labels
    came, given = _squeezed(y.shape, output)
    if pairing.is_like(came[1:], given[1:]):
        return
    units = output[-1] if len(output) > 1 else 1
    what = f"shape {y.shape} came, and the model's output has {(None, *output[1:])}"
    broadcast = target.loss not in (*_BINARY, *_ROWS) and len(came) == len(given)
    if broadcast and all(
        a == b or 1 in (a, b) or b is None
        for a, b in zip(came[1:], given[1:], strict=True)
    ):
        _warn(
            f"{target.name}: {what}; Keras compares each number with several, which is "
            f"hardly meant. {_remedy(target, output, units)}"
        )
        return
    raise ValueError(
        f"{target.name}: {what}; {target.loss}: {_remedy(target, output, units)}"
    )


def _remedy(target: Target, output: tuple, units: int | None) -> str:
    y = target.labels
    one_each = y.ndim == len(output) - 1 or y.shape[-1] == 1
    if one_each and units is not None and _are_classes(y, units):
        remedy = (
            f"for numbers of classes give keras.utils.to_categorical({target.name}, "
        )
        remedy += f"{units})"
        if target.loss in _ROWS:
            remedy += f", or take the loss {_SPARSE}"
        return remedy
    if y.ndim == len(output) or (y.ndim == 1 and len(output) == 2):
        given = _counted(y.shape[-1] if y.ndim > 1 else 1, "unit")
        return f"give {_counted(units, 'number')} an example, or the last layer {given}"
    return f"give labels of shape {(len(y), *output[1:])}"


def _counted(number: int | None, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _are_classes(y: np.ndarray, units: int) -> bool:
    whole = y.dtype.kind in "iub" or _first_broken(y) is None
    return whole and y.min() >= 0 and y.max() < units


def _squeezed(came: tuple, given: tuple) -> tuple[tuple, tuple]:
    """Both shapes as Keras makes their ranks equal, and then the labels' batch free."""
    came, given = (None, *came[1:]), (None, *given[1:])
    if len(came) == len(given) + 1 and came[-1] == 1:
        return came[:-1], given
    if len(given) == len(came) + 1 and given[-1] == 1:
        return (came, given[:-1]) if len(came) > 1 else ((*came, 1), given)
    return came, given


def _first_broken(y: np.ndarray) -> float | None:
    """The first number that is not whole."""
    flat = y.reshape(-1)
    for start in range(0, len(flat), _BLOCK):
        block = flat[start : start + _BLOCK]
        broken = block != np.floor(block)
        if broken.any():
            return block[broken.argmax()]
    return None


def _first_uneven(y: np.ndarray) -> np.ndarray | None:
    """The first row whose sum is not 1."""
    rows = y.reshape(-1, y.shape[-1])
    size = max(1, _BLOCK // y.shape[-1])
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        uneven = np.abs(block.sum(axis=-1, dtype="float64") - 1) > 1e-3
        if uneven.any():
            return block[uneven.argmax()]
    return None


def _warn(message: str) -> None:
    """Warn at the line outside of nnlib that called it."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
