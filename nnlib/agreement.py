"""Whether two results agree: numbers within a margin, everything else exactly."""

from typing import Any

import numpy as np


def agree(a: Any, b: Any, within: float = 0.0) -> bool:
    """Compare two numbers, texts, or (nested) sequences and arrays of them.

    Parameters
    ----------
    a, b : number, str, sequence or array_like
        Lists, tuples and arrays of the same shape count as the same; True is 1.
    within : float, default 0
        How far numbers may lie apart. NaN and infinity agree with nothing.

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
    return bool(np.all(a == b))


def _near(a: np.ndarray, b: np.ndarray, within: float) -> bool:
    if a.dtype.kind == b.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            return bool(np.all(np.abs(a - b) <= within))
    pairs = zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)
    return all(abs(x - y) <= within for x, y in pairs)  # Python's integers are exact
