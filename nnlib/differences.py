"""How two results differ, in words: the first number, its place, both shapes."""

import math
import numbers
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.agreement import agree

_SHORT = 60  # characters of a value that is told whole
_FEW = 6  # numbers of an array that is told whole
_TOLD = int, float, complex, bool, str, bytes, type(None), type(...), range
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def same(a: Any, b: Any, within: float) -> bool:
    """Whether two results agree; what cannot be compared does not."""
    try:
        return agree(plain(a), plain(b), within)
    except Exception:  # whatever a stranger's object does when it is compared
        return False


def is_nan(value: Any) -> bool:
    """Whether a result is nothing but NaN, which equals nothing."""
    array = _numbers(plain(value))
    if array is None or array.dtype.kind != "f" or not array.size:
        return False
    return bool(np.isnan(array).all())


def difference(value: Any, expected: Any, within: float) -> str:
    """Say what came and what is right: the first number that differs, or shapes.

    Parameters
    ----------
    value, expected : any
        Two results that do not agree.
    within : float
        How far numbers may lie apart.

    Returns
    -------
    str
        Such as "3, and 4 is right" or "in the second part -1 at (2, 1), and 7 is
        right".
    """
    value, expected = plain(value), plain(expected)
    if _parts(value) and _parts(expected):
        if len(value) != len(expected):
            return (
                f"{len(value)} part{'s' * (len(value) != 1)}, and {len(expected)} "
                f"{'are' if len(expected) > 1 else 'is'} right"
            )
        for place, (a, b) in enumerate(zip(value, expected, strict=True)):
            if not same(a, b, within):
                what = difference(a, b, within)
                return f"in {_ordinal(place)} part {what}"
    a, b = _numbers(value), _numbers(expected)
    if a is None or b is None or (a.size <= 1 and not a.ndim and not b.ndim):
        return _both(value, expected)
    if a.shape != b.shape:
        if a.ndim and b.ndim and max(a.size, b.size) > _FEW:
            return f"an array of shape {a.shape}, and the shape {b.shape} is right"
        return _both(value, expected)
    if a.size <= _FEW and _differ(short(value), short(expected)):
        return _both(value, expected)
    place = tuple(np.argwhere(~_near(a, b, within))[0].tolist())
    at = place[0] if len(place) == 1 else place
    first, second = _two_numbers(a[place].item(), b[place].item())
    return f"{first} at {at}, and {second} is right"


def short(value: Any) -> str:
    """Return a value as a student would write it, or what it is, without addresses."""
    value = plain(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if _is_keras(value):
        return f"a Keras {type(value).__name__}"
    if callable(value):
        return "a function"
    if isinstance(value, np.ndarray) and value.size > _FEW:
        return f"an array of shape {value.shape}"
    if _parts(value):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return f"a {kind} of {len(value)} parts"
    text = _written(value)
    return text if len(text) <= _SHORT else text[: _SHORT - 3] + "..."


def plain(value: Any) -> Any:
    """Make an array of a tensor of any library, and leave everything else."""
    if isinstance(value, numbers.Rational) and not isinstance(value, (int, np.generic)):
        return float(value)
    known = isinstance(value, (np.ndarray, np.generic, type))
    if known or not hasattr(value, "__array__"):
        return value
    inner = value.value if _is_keras(value) and hasattr(value, "value") else value
    try:
        return np.asarray(inner)
    except Exception:  # symbolic, deleted, on another device
        return value


def _is_keras(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "keras" and not callable(
        getattr(type(value), "__wrapped__", None)
    )


def _written(value: Any) -> str:
    """The value in Python, with plain numbers; what has no short text by its name."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        inside = ", ".join(_written(part) for part in value)
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, dict):
        pairs = (f"{_written(k)}: {_written(v)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, float) and math.isfinite(value):
        text = f"{value:.6g}"
        return text if float(text) == value else repr(value)
    if type(value) in _TOLD:
        return "..." if value is ... else repr(value)
    if callable(value):
        return short(value)
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _parts(value: Any) -> bool:
    """Whether it is a sequence of several arrays or sequences."""
    several = list, tuple, np.ndarray
    return isinstance(value, (list, tuple)) and any(
        isinstance(plain(part), several) for part in value
    )


def _numbers(value: Any) -> np.ndarray | None:
    try:
        array = np.asarray(value)
    except Exception:
        return None
    return array if array.dtype.kind in "biuf" else None


def _near(a: np.ndarray, b: np.ndarray, within: float) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.abs(a.astype(float) - b.astype(float)) <= within


def _both(value: Any, expected: Any) -> str:
    a, b = _numbers(value), _numbers(expected)
    if a is not None and b is not None and a.ndim == b.ndim == 0:
        first, second = _two_numbers(a.item(), b.item())
    else:
        first, second = short(value), short(expected)
        if first == second:
            first = f"{first}, of another kind"
    return f"{first}, and {second} is right"


def _differ(first: str, second: str) -> bool:
    return first != second and not first.endswith("...")


def _two_numbers(a: Any, b: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    if isinstance(a, int) and isinstance(b, int):
        return str(a), str(b)

    def written(number: Any, digits: int) -> str:
        return str(number) if isinstance(number, bool) else f"{number:.{digits}g}"

    for digits in (6, 9, 12, 15, 17):
        first, second = written(a, digits), written(b, digits)
        if first != second:
            break
    return first.replace("nan", "NaN"), second.replace("nan", "NaN")


def _ordinal(place: int) -> str:
    return f"the {_ORDINALS[place]}" if place < len(_ORDINALS) else f"part {place}, the"


def rounds_to(answer: Any, right: float, digits: int) -> bool | None:
    """Tell whether a number is a right rounding of another one.

    Parameters
    ----------
    answer : number
        As a student wrote it: 0.06, 0.058 and 0.0576 round 0.0576 rightly.
    right : float
    digits : int
        How many the answer must have: significant ones, or behind the point. With
        more, it must lie within half a unit of the last of these.

    Returns
    -------
    bool or None
        None where it rounds rightly and has too few digits.
    """
    array = _numbers(plain(answer))
    if array is None or array.ndim or array.dtype.kind == "b":
        return False
    if not np.isfinite(array).all():
        return False
    # The shortest text that is this number in its own precision.
    text = np.format_float_positional(array.flat[0], trim="-")
    number, behind = float(text), len(text.partition(".")[2])
    magnitude = math.floor(math.log10(abs(right))) + 1 if right else 1
    if right and abs(number - right) <= 0.5 * 10.0 ** (magnitude - digits):
        return True
    if abs(number - right) > 0.5 * 10.0**-behind * (1 + 1e-9) + 1e-6 * abs(right):
        return False
    needed = min(digits, max(digits - magnitude, 0))
    if behind >= needed or number == right:
        return True
    return None if number else False


def stops(call: Callable, *arguments: Any) -> tuple[Any, str]:
    """Return what a call returns and, if it stops with an error, how."""
    try:
        return call(*arguments), ""
    except (Exception, SystemExit) as error:  # whatever a student's code may do
        try:
            text = _without_addresses(" ".join(str(error).splitlines()[:1]))
        except Exception:
            text = ""
        return None, f"{type(error).__name__}: {text}".rstrip(": ")


def _without_addresses(text: str) -> str:
    """Without what Python writes of objects: <function f.<locals>.g at 0x7f...>."""
    shorter = re.sub("<[^<>]*>", "...", text)
    return text if shorter == text else _without_addresses(shorter)
