"""Checks the numbers that a schedule is made of."""

import reprlib
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import as_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_MOST = 10**8  # steps
_RULES = {
    "above 0": lambda x: x > 0,
    "from 0": lambda x: x >= 0,
    "from 0 and below 1": lambda x: (x >= 0) & (x < 1),
    "from 1": lambda x: x >= 1,
    "whole and from 0": lambda x: (x >= 0) & (x == np.floor(x)),
    "whole and from 1": lambda x: (x >= 1) & (x == np.floor(x)),
}


def every_step(epochs: int, steps_per_epoch: int) -> np.ndarray:
    """Number the steps of all epochs from 0."""
    check("whole and from 1", epochs=epochs, steps_per_epoch=steps_per_epoch)
    steps = int(epochs) * int(steps_per_epoch)
    if steps > _MOST:
        raise ValueError(
            f"epochs, steps_per_epoch: {steps:,} steps came; give at most {_MOST:,}"
        )
    return np.arange(steps)


def check(rule: str, **values: Any) -> None:
    """Refuse what is no number that keeps a rule."""
    for name, value in values.items():
        number = as_number(value)
        if number is None or not _RULES[rule](number):
            raise ValueError(f"{name}: {value!r} came; give a number {rule}")


def check_rising(**values: Any) -> None:
    """Refuse numbers that are below 0 or do not rise."""
    check("from 0", **values)
    (below, least), *others = values.items()
    for name, value in others:
        if value <= least:
            raise ValueError(f"{name}: {value!r} came; give more than {below}, {least}")
        below, least = name, value


def read_row(name: str, values: "ArrayLike", rule: str = "above 0") -> np.ndarray:
    """Make a read-only row of floating-point numbers that keep a rule."""
    try:
        row = np.array(values, dtype=float)
    except (TypeError, ValueError):
        row = np.empty(0)
    if row.ndim != 1 or not row.size:
        raise ValueError(
            f"{name}: {reprlib.repr(values)} came; give a row of numbers {rule}"
        )
    wrong = np.flatnonzero(~(np.isfinite(row) & _RULES[rule](row)))
    if wrong.size:
        i = wrong[0]
        raise ValueError(f"{name}: {row[i]:g} came at [{i}]; give numbers {rule}")
    row.flags.writeable = False
    return row
