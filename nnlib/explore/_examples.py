"""Examples with the probabilities that a network gave their classes."""

import math
from typing import Any

import numpy as np

from nnlib.arguments import class_names, finite_array
from nnlib.explore._pictures import squares, thumbnails

MOST_CLASSES, NAME_LETTERS = 20, 30
_IMAGES = (
    "images of shape (n, rows, columns), (n, rows, columns, 3), or (n, pixels) of "
    "square ones"
)


def shares(argument: str, values: Any, axes: int) -> np.ndarray:
    """Return probabilities with an axis of two to 20 classes at the end.

    Parameters
    ----------
    argument : str
    values : array_like of shape (..., classes), (..., 1) or (...)
        Of one output, the probability of class 1.
    axes : int
        How many they are, that of the classes included.

    Returns
    -------
    ndarray of shape (..., classes)

    Raises
    ------
    ValueError
        If they are none; the message names `argument`.
    """
    first = {2: "examples", 3: "epochs, examples"}[axes]
    wanted = f"probabilities from 0 to 1, an array of shape ({first}, classes)"
    array = finite_array(argument, values, wanted)
    if array.ndim == axes - 1:
        array = array[..., None]
    if array.ndim == axes and array.shape[-1] == 1:
        array = np.concatenate([1 - array, array], axis=-1)
    if array.ndim != axes or not array.size or array.shape[-1] > MOST_CLASSES:
        raise ValueError(
            f"{argument}: shape {np.shape(values)} came; give {wanted}, of 2 to "
            f"{MOST_CLASSES} classes"
        )
    low, high = float(array.min()), float(array.max())
    if low < -1e-6 or high > 1 + 1e-6:
        raise ValueError(
            f"{argument}: numbers from {low:.3g} to {high:.3g} came; give {wanted}; "
            "keras.ops.softmax makes them of logits"
        )
    return np.clip(array, 0, 1)


def names_of(names: Any, count: int) -> list[str]:
    """Return what the classes are called; by default, their numbers.

    Raises
    ------
    ValueError
        If there is not a name of 1 to 30 letters for each, or a name comes twice.
    """
    given = list(range(count)) if names is None else names
    return class_names("class_names", given, count, NAME_LETTERS)


def check_labels(labels: np.ndarray, count: int) -> None:
    """Refuse labels that are beyond the classes of the probabilities.

    Raises
    ------
    ValueError
        If a label is.
    """
    if labels.max() >= count:
        raise ValueError(
            f"y: class {labels.max()} came, and the probabilities are of {count} "
            f"classes; give whole numbers from 0 to {count - 1}"
        )


def pictures_of(images: Any, count: int) -> np.ndarray:
    """Return images as (n, side, side, channels), of one channel or three.

    Raises
    ------
    ValueError
        If they are none, or not `count`.
    """
    array = finite_array("images", images, _IMAGES)
    side = math.isqrt(array.shape[1]) if array.ndim == 2 else 0
    if side and side**2 == array.shape[1]:
        array = array.reshape(-1, side, side)
    if array.ndim == 3:
        array = array[..., None]
    right = array.ndim == 4 and array.shape[-1] in (1, 3) and array.size
    if not right or len(array) != count:
        raise ValueError(
            f"images: shape {np.shape(images)} came; give {_IMAGES}, one for each of "
            f"the {count} examples"
        )
    return np.stack([squares(channel) for channel in np.moveaxis(array, -1, 0)], -1)


def packed_pictures(pictures: np.ndarray, side: int) -> str:
    """Pack images, each channel a map of its own: red, green, blue of the first, ..."""
    count, rows, _, channels = pictures.shape
    maps = np.moveaxis(pictures, -1, 1).reshape(count * channels, rows, rows)
    return thumbnails(maps, side)


def percents(values: np.ndarray) -> np.ndarray:
    """Quantize probabilities to whole percents, each a byte.

    The greatest one stays the first that is greatest: what ties with it is rounded
    down, and below it.
    """
    rounded = np.round(100 * values).astype(int)
    answer = values.argmax(axis=-1)[..., None]
    most = np.take_along_axis(rounded, answer, -1)
    before = np.arange(values.shape[-1]) < answer
    return np.maximum(0, rounded - ((rounded == most) & before)).astype(np.uint8)
