"""Arguments: whole numbers, numbers, arrays, names and layer sizes, read or refused.

An error names the argument, what came and what to give: "steps: 0 came; give ...".
"""

import difflib
import math
import operator
import reprlib
from collections.abc import Collection
from typing import Any, TypeVar

import numpy as np

_Number = TypeVar("_Number", int, float)


def as_integer(value: Any) -> int | None:
    """Return a whole number as an int, and None for anything else, True included."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def checked_integer(
    argument: str, value: Any, least: int, most: int | None = None
) -> int:
    """Return a whole number within bounds as an int.

    Raises
    ------
    ValueError
        If it is none; the message names `argument`.
    """
    return _bounded(argument, value, as_integer(value), "a whole number", least, most)


def as_number(value: Any) -> float | None:
    """Return a finite number as a float, and None for anything else, True included."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return None
    try:
        number = math.nan if np.ndim(value) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def checked_number(
    argument: str, value: Any, least: float, most: float | None = None
) -> float:
    """Return a finite number within bounds as a float.

    Raises
    ------
    ValueError
        If it is none; the message names `argument`.
    """
    return _bounded(argument, value, as_number(value), "a number", least, most)


def _bounded(
    argument: str,
    value: Any,
    number: _Number | None,
    kind: str,
    least: float,
    most: float | None,
) -> _Number:
    """Return the number that was made of a value, if it is one within bounds."""
    if number is None or number < least or (most is not None and number > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most:,}"
        raise ValueError(f"{argument}: {value!r} came; give {kind} {bounds}")
    return number


def checked_bool(argument: str, value: Any) -> bool:
    """Return True or False as it is, and refuse what only counts as such.

    Raises
    ------
    ValueError
        If it is neither; the message names `argument`.
    """
    if not isinstance(value, bool):
        raise ValueError(f"{argument}: {value!r} came; give True or False")
    return value


def finite_array(argument: str, values: Any, wanted: str) -> np.ndarray:
    """Return finite real numbers as an array of floats; True is none.

    Parameters
    ----------
    argument : str
    values : array_like
    wanted : str
        What to give, for the error.

    Raises
    ------
    ValueError
        If they are none; the message names `argument`.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind in "bcmMSU":  # truths, complex numbers, times, texts
            raise TypeError
        if array.dtype.kind == "O" and None in array.ravel().tolist():  # or it is NaN
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        typed = isinstance(values, np.ndarray) and values.dtype.kind != "O"
        came = f"an array of {values.dtype}" if typed else reprlib.repr(values)
        raise ValueError(f"{argument}: {came} came; give {wanted}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{argument}: NaN or infinity came; give {wanted}")
    return array


def unknown(argument: str, name: Any, known: Collection[str]) -> str:
    """Say that a name is not known, and which one is like it."""
    close = difflib.get_close_matches(str(name).lower(), known, n=1)
    guess = f"; did you mean {close[0]!r}?" if close else "."
    return f"{argument}: there is no {name!r}{guess} Known: {', '.join(known)}"


def choice(argument: str, name: Any, known: Collection[str]) -> str:
    """Return a name that is known, and refuse any other.

    Raises
    ------
    ValueError
        If it is not known; the message names `argument`.
    """
    if isinstance(name, str) and name in known:
        return name
    raise ValueError(unknown(argument, name, known))


def short_text(argument: str, text: Any, most: int) -> str:
    """Return a text of one letter or more, and so many at most; a blank is none.

    Raises
    ------
    ValueError
        If it is none, or cannot be written to a file; the message names `argument`.
    """
    if not isinstance(text, str) or not text.strip() or len(text) > most:
        raise ValueError(f"{argument}: {text!r} came; give 1 to {most} letters")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(
            f"{argument}: {text!r} came, with half of a surrogate pair; give a text "
            "that UTF-8 can write"
        )
    return text


def class_names(argument: str, names: Any, count: int, most: int) -> list[str]:
    """Return a name of its own for each class; a whole number is a name, too.

    Raises
    ------
    ValueError
        If there are not as many, a name has no letter or more than `most`, or two
        look the same; the message names `argument`.
    """
    given = names.tolist() if hasattr(names, "tolist") else names
    listed = isinstance(given, (list, tuple)) and len(given) == count
    if not listed or not all(isinstance(name, (str, int)) for name in given):
        raise ValueError(
            f"{argument}: {names!r} came; give a name of 1 to {most} letters for each "
            f"of the {count} classes"
        )
    texts = [short_text(f"{argument}: a name", str(name), most) for name in given]
    found = [" ".join(text.split()) for text in texts]  # as a page shows them
    twice = [name for name in found if found.count(name) > 1]
    if twice:
        raise ValueError(
            f"{argument}: {twice[0]!r} came twice; give each class a name of its own"
        )
    return found


def layer_sizes(sizes: Any, *, layers: int, nodes: int, example: tuple) -> list[int]:
    """Return the nodes of each layer, inputs first, as ints.

    Parameters
    ----------
    sizes : sequence of int
    layers, nodes : int
        How many there may be at most: layers, and nodes in one of them.
    example : tuple of int
        Sizes that an error shows.

    Raises
    ------
    ValueError
        If they are not two or more whole numbers from 1, or more than there may be.
    """
    wanted = (
        f"give two to {layers} whole numbers from 1 to {nodes}, inputs first and "
        f"outputs last, such as {example}"
    )
    listed = hasattr(sizes, "__iter__") and not isinstance(sizes, (set, dict, bytes))
    whole = [as_integer(size) for size in sizes] if listed else []
    found = [size for size in whole if size is not None]
    if not listed or len(found) < len(whole):
        raise ValueError(f"sizes: {sizes!r} came; {wanted}")
    if not 2 <= len(found) <= layers:
        raise ValueError(f"sizes: {sizes!r} came, {len(found)} layers; {wanted}")
    for size in found:
        if not 1 <= size <= nodes:
            raise ValueError(f"sizes: {sizes!r} came, with a layer of {size}; {wanted}")
    return found
