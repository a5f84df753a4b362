"""Arguments: whole numbers, numbers, arrays, names and layer sizes, read or refused.

An error names the argument, what came and what to give: "steps: 0 came; give ...".
"""

import difflib
import math
import operator
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import numpy as np

_Number = TypeVar("_Number", int, float)
_LETTERS = 300  # of what came, in an error


def came(value: Any, write: Callable[[Any], str] = repr) -> str:
    """Return how an error writes what came: at most some letters, whatever it is."""
    try:
        text = write(value)
    except Exception:  # a stranger's object, or a number of thousands of digits
        return f"something of the type {type(value).__name__}"
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}..."


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
    except Exception:  # whatever a stranger's object says
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
        raise ValueError(f"{argument}: {came(value)} came; give {kind} {bounds}")
    return number


def checked_bool(argument: str, value: Any) -> bool:
    """Return True or False as it is, and refuse what only counts as such.

    Raises
    ------
    ValueError
        If it is neither; the message names `argument`.
    """
    if not isinstance(value, bool):
        raise ValueError(f"{argument}: {came(value)} came; give True or False")
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
    except Exception:  # whatever a stranger's object says
        typed = isinstance(values, np.ndarray) and values.dtype.kind != "O"
        what = f"an array of {values.dtype}" if typed else came(values)
        raise ValueError(f"{argument}: {what} came; give {wanted}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{argument}: NaN or infinity came; give {wanted}")
    return array


def unknown(argument: str, name: Any, known: Collection[str]) -> str:
    """Say that a name is not known, and which one is like it."""
    close = difflib.get_close_matches(came(name, str).lower(), known, n=1)
    guess = f"; did you mean {close[0]!r}?" if close else "."
    return f"{argument}: there is no {came(name)}{guess} Known: {', '.join(known)}"


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
        raise ValueError(f"{argument}: {came(text)} came; give 1 to {most} letters")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(
            f"{argument}: {came(text)} came, with half of a surrogate pair; give a "
            "text that UTF-8 can write"
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
    if not listed or not all(_is_name(name, most) for name in given):
        raise ValueError(
            f"{argument}: {came(names)} came; give a name of 1 to {most} letters for "
            f"each of the {count} classes"
        )
    texts = [short_text(f"{argument}: a name", str(name), most) for name in given]
    found = [" ".join(text.split()) for text in texts]  # as a page shows them
    twice = [name for name in found if found.count(name) > 1]
    if twice:
        raise ValueError(
            f"{argument}: {twice[0]!r} came twice; give each class a name of its own"
        )
    return found


def _is_name(name: Any, most: int) -> bool:
    """Whether it is a text, or a number that Python writes."""
    return isinstance(name, str) or (isinstance(name, int) and abs(name) < 10**most)


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
    wrong = isinstance(sizes, (set, dict, bytes)) or getattr(sizes, "ndim", 1) == 0
    listed = hasattr(sizes, "__iter__") and not wrong
    whole = [as_integer(size) for size in sizes] if listed else []
    found = [size for size in whole if size is not None]
    if not listed or len(found) < len(whole):
        raise ValueError(f"sizes: {came(sizes)} came; {wanted}")
    if not 2 <= len(found) <= layers:
        raise ValueError(f"sizes: {came(sizes)} came, {len(found)} layers; {wanted}")
    for size in found:
        if not 1 <= size <= nodes:
            raise ValueError(
                f"sizes: {came(sizes)} came, with a layer of {came(size)}; {wanted}"
            )
    return found
