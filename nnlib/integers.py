"""Whole numbers that come as arguments: one, or the sizes of a network's layers."""

import operator
from typing import Any


def as_integer(value: Any) -> int | None:
    """Return a whole number as an int, and None for anything else, True included."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def checked_integer(name: str, value: Any, least: int, most: int | None = None) -> int:
    """Return an argument that is a whole number within bounds as an int.

    Raises
    ------
    ValueError
        If it is none; the message has the argument's `name`.
    """
    number = as_integer(value)
    if number is None or number < least or (most is not None and number > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most:,}"
        raise ValueError(f"{name}: {value!r} came; give a whole number {bounds}")
    return number


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
