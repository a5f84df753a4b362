"""Claims, the numbers of a lecture that are checked, and the one switch of scale."""

import datetime
import json
import math
import numbers
import os
from typing import Any

import numpy as np

from nnlib.agreement import agree

_SHORT = 8  # numbers that a claim still writes out


def claim(
    what: str,
    value: Any,
    expected: Any,
    *,
    within: float = 0.0,
    published: str | None = None,
    data: Any = None,
) -> None:
    """State a number of the lecture beside the number that the lecture found.

    Parameters
    ----------
    what : str
        What is claimed, in a few words: "test accuracy".
    value : number, str, tuple, or array_like
        What this run found.
    expected : like `value`, or dict
        What the text says. Where it depends on the data, ``{"real": ...,
        "stand-in": ...}``, and `data` tells which holds.
    within : float, default 0
        How far a number, or every number of an array, may lie from the expected one.
    published : str, optional
        The row of the published numbers that this one stands for.
    data : Data, optional
        What `nnlib.load` returned; recorded with the claim.

    Raises
    ------
    AssertionError
        If the claim does not hold; the message says what was seen.

    Notes
    -----
    With ``NNLIB_CLAIMS=FILE`` the claim is also appended to that file as one line of
    JSON.

    Examples
    --------
    >>> nnlib.claim("weights of 784-10", 784 * 10, 7840)
    weights of 784-10: 7840: holds
    """
    if not isinstance(within, numbers.Real) or not 0 <= within < np.inf:
        raise ValueError(f"within: {within!r} came; give a number from 0")
    within = float(within)
    if isinstance(expected, dict):
        expected = _expected_of(data, expected)
    _record_claim(what, value, expected, published, data)
    margin = f" +- {within:g}" if within else ""
    told = f"{_told(expected)}{margin}"
    if not agree(value, expected, within):
        seen = _told(value)
        if seen == _told(expected):  # alike but for digits not shown
            seen, told = repr(value), f"{expected!r}{margin}"
        raise AssertionError(
            f"{what}: the text says {told}, this run saw {seen}"
            f"{_farthest(value, expected)}"
        )
    if _size(value) > _SHORT:
        told = f"{_size(value):,} values agree{f' within {within:g}' * bool(within)}"
    print(f"{what}: {told}: holds")


def scale(class_size: int, *, full: int) -> int:
    """Choose how much to compute: what a class waits for, or what a paper did.

    Parameters
    ----------
    class_size : int
        For a class, which waits for seconds.
    full : int
        Under ``NNLIB_SCALE=full``, as the published experiment had it.

    Returns
    -------
    int
        One of the two.

    Raises
    ------
    ValueError
        If one of them is no number, or ``NNLIB_SCALE`` is neither empty, "class" nor
        "full".
    """
    for name, size in {"class_size": class_size, "full": full}.items():
        if not isinstance(size, numbers.Real) or isinstance(size, bool):
            raise ValueError(f"{name}: {size!r} came; give a number, such as 8")
    chosen = os.environ.get("NNLIB_SCALE") or "class"
    if chosen not in ("class", "full"):
        raise ValueError(
            f"NNLIB_SCALE: {chosen!r} came; set it to 'full', 'class' or nothing"
        )
    return full if chosen == "full" else class_size


def _expected_of(data, expected: dict):
    """The expectation for these data, of one for real ones and one for stand-ins."""
    if set(expected) != {"real", "stand-in"} or not hasattr(data, "stand_in"):
        raise ValueError(
            f"expected, data: {expected!r} and {type(data).__name__} came; give "
            f"{{'real': ..., 'stand-in': ...}} and data=, what nnlib.load returned"
        )
    return expected["stand-in" if data.stand_in else "real"]


def _farthest(value, expected) -> str:
    """Where two arrays of numbers differ most, or nothing."""
    try:
        with np.errstate(invalid="ignore"):
            apart = np.abs(np.asarray(value, float) - np.asarray(expected, float))
    except (TypeError, ValueError):
        return ""
    if np.shape(value) != np.shape(expected) or not apart.ndim:
        return ""
    if not np.isfinite(apart).any():
        return ""
    place = np.unravel_index(np.nanargmax(apart), apart.shape)
    place = ", ".join(map(str, place))
    return f"; they differ most, by {np.nanmax(apart):.3g}, at [{place}]"


def _told(value) -> str:
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return f"{value:,}"
    if _size(value) > _SHORT:
        return f"an array of shape {np.shape(value)}"
    return str(value)


def _size(value) -> int:
    """How many numbers an array has; 1 for everything that is none."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return 1
    return array.size if array.dtype.kind in "biuf" else 1


def _record_claim(what, value, expected, published, data) -> None:
    path = os.environ.get("NNLIB_CLAIMS")
    if not path:
        return
    import importlib.metadata

    from nnlib import notebook

    line = {
        "lecture": os.environ.get("NNLIB_LECTURE"),
        "what": what,
        "value": _plain(value),
        "expected": _plain(expected),
        "published": published,
        "seed": notebook.seed_in_use,
        "source": getattr(data, "source", None),
        "scale": os.environ.get("NNLIB_SCALE") or "class",
        "versions": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy")
        },
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
    }
    text = json.dumps(line, default=str, allow_nan=False)
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise OSError(f"NNLIB_CLAIMS: {path!r} cannot be written, {error}") from None


def _plain(thing):
    """What JSON can hold of it; NaN and infinity, which it has not, as text."""
    if _size(thing) > _SHORT:
        return _told(thing)
    if isinstance(thing, (list, tuple)):
        return [_plain(part) for part in thing]
    if not isinstance(thing, (str, int, float)):
        array = np.asarray(thing)
        if array.dtype.kind in "biuf" or isinstance(thing, np.ndarray):
            return _plain(array.tolist())
    if isinstance(thing, float) and not math.isfinite(thing):
        return str(thing)
    return thing if isinstance(thing, (str, int, float, type(None))) else str(thing)
