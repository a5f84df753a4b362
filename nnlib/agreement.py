"""Whether two results agree: numbers within a margin, everything else exactly."""

from typing import Any

import numpy as np

_KNOWN = (
    *(bool, int, float, complex, str, bytes, range, dict, set, frozenset, list, tuple),
    *(type(None), type(...), np.ndarray, np.generic),
)


def agree(a: Any, b: Any, within: float = 0.0) -> bool:
    """Compare two numbers, texts, or (nested) sequences and arrays of them.

    Parameters
    ----------
    a, b : number, str, sequence or array_like
        Lists, tuples and arrays of the same shape count as the same; True is 1.
    within : float, default 0
        How far numbers may lie apart, but for a rounding error where this is not 0.
        NaN and infinity agree with nothing.

    Returns
    -------
    bool
    """
    if isinstance(a, (str, bytes)) or isinstance(b, (str, bytes)):
        return type(a) is type(b) and a == b
    try:
        first, second = np.asarray(a), np.asarray(b)
    except ValueError:  # ragged
        first = second = np.empty(0, dtype=object)
    if all(array.dtype.kind in "biuf" for array in (first, second)):
        return first.shape == second.shape and _near(first, second, within)
    if all(isinstance(x, (list, tuple, np.ndarray)) for x in (a, b)):
        same = len(a) == len(b)
        return same and all(agree(x, y, within) for x, y in zip(a, b, strict=True))
    if not all(isinstance(x, _KNOWN) for x in (a, b)):
        return a is b  # nobody knows what a stranger's object says to ==
    equal = a == b
    return bool(np.size(equal) and np.all(equal))  # nothing agrees with no numbers


def _near(a: np.ndarray, b: np.ndarray, within: float) -> bool:
    with np.errstate(invalid="ignore"):
        room = within + 4 * (_spacing(a) + _spacing(b)) if within else np.zeros(a.shape)
        if a.dtype.kind == b.dtype.kind == "f":
            return bool(np.all(np.abs(a - b) <= room))
    triples = zip(*(x.ravel().tolist() for x in (a, b, room)), strict=True)
    return all(abs(x - y) <= r for x, y, r in triples)  # Python's integers are exact


def _spacing(array: np.ndarray) -> np.ndarray:
    """How far the floating-point numbers lie apart there; integers are exact."""
    if array.dtype.kind != "f":
        return np.zeros(array.shape)
    return np.spacing(np.abs(array)).astype(float)
