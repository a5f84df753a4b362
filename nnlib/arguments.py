"""Arguments: whole numbers, names and layer sizes, read or refused."""

import difflib
import operator
from collections.abc import Collection
from typing import Any


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
    number = as_integer(value)
    if number is None or number < least or (most is not None and number > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most:,}"
        raise ValueError(f"{argument}: {value!r} came; give a whole number {bounds}")
    return number


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
        f"two to {layers} whole numbers from 1 to {nodes} would do, inputs first and "
        f"outputs last, such as {example}"
    )
    listed = hasattr(sizes, "__iter__") and not isinstance(sizes, (set, dict, bytes))
    whole = [as_integer(size) for size in sizes] if listed else [None]
    if None in whole:
        raise ValueError(f"sizes: got {sizes!r}; {wanted}")
    if not 2 <= len(whole) <= layers:
        raise ValueError(f"sizes: got {sizes!r}, {len(whole)} layers; {wanted}")
    for size in whole:
        if not 1 <= size <= nodes:
            raise ValueError(f"sizes: got {sizes!r}, with a layer of {size}; {wanted}")
    return whole
