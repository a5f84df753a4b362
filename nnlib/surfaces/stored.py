"""A surface of stored values, smooth between them."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnlib.arguments import finite_array
from nnlib.surfaces.functions import Surface, ops_of

_SIDES = (4, 101)  # of the grid, the least and the most
_WANTED = "a table of 4 to 101 rows and columns, a row for each y from the least on"


@dataclass(frozen=True, eq=False, repr=False)
class StoredSurface(Surface):
    """A surface of values on a grid.

    Attributes
    ----------
    values : ndarray of float64, shape (rows, columns)
        With the precision of float32; a row for each y.
    """

    values: np.ndarray = field(default_factory=lambda: np.zeros((4, 4)))


def from_values(
    values: Any,
    bounds: tuple[tuple[float, float], tuple[float, float]],
    *,
    name: str = "stored",
    start: tuple[float, float] | None = None,
    minima: tuple[tuple[float, float], ...] = (),
) -> StoredSurface:
    """Make a surface of values on a grid, such as measured or costly ones.

    Parameters
    ----------
    values : array_like of shape (rows, columns)
        Finite, 4 to 101 rows and columns: a row for each y from the least to the
        greatest of the bounds, a column for each x.
    bounds : ((float, float), (float, float))
        Least and greatest x, least and greatest y: of the outer values.
    name : str
    start : (float, float), optional
        A good point to start from; by default the corner with the highest value, a
        tenth of the way inwards.
    minima : tuple of (float, float)
        Where its least values are known to be.

    Returns
    -------
    Surface
        Between the values it is a cubic in x and in y (Keys, Cubic convolution
        interpolation for digital image processing, 1981): it meets them, and its
        slopes have no steps. Beyond the bounds, where nothing is known, it rises: by
        all that the values differ at half a side from them.

    Raises
    ------
    ValueError
        If the values are no such table, or the bounds no two intervals.

    Examples
    --------
    >>> y, x = np.mgrid[-1:1:21j, -2:2:41j]
    >>> ring = nnlib.surfaces.from_values((x**2 + y**2 - 1) ** 2, ((-2, 2), (-1, 1)))
    >>> path = nnlib.descend(keras.optimizers.SGD(0.02), ring, steps=40)
    >>> ax = nnlib.plot_paths(ring, path)
    """
    table = finite_array("values", values, _WANTED)
    least, most = _SIDES
    if table.ndim != 2 or not all(least <= side <= most for side in table.shape):
        raise ValueError(f"values: shape {table.shape} came; give {_WANTED}")
    table = table.astype(np.float32).astype(float)
    Surface(name, len, bounds=bounds, start=_middle(bounds))  # which checks them
    ((left, right), (low, high)) = bounds
    look = _Look(table, bounds)
    return StoredSurface(
        name,
        lambda x, y: look(x, y)[0],
        lambda x, y: look(x, y)[1:],
        minima=tuple((float(x), float(y)) for x, y in minima),
        lowest=float(table.min()),
        bounds=((float(left), float(right)), (float(low), float(high))),
        start=_corner(table, bounds) if start is None else start,
        values=table,
    )


def _middle(bounds: Any) -> tuple[float, float]:
    try:
        ((left, right), (low, high)) = bounds
        return (left + right) / 2, (low + high) / 2
    except (TypeError, ValueError):
        return 0.0, 0.0  # they are refused


def _corner(table: np.ndarray, bounds: Any) -> tuple[float, float]:
    ends = [(row, column) for row in (0, -1) for column in (0, -1)]
    row, column = max(ends, key=lambda end: table[end])
    shares = [0.9 if end else 0.1 for end in (column, row)]
    x, y = (
        round(low + share * (high - low), _digits(high - low))
        for share, (low, high) in zip(shares, bounds, strict=True)
    )
    return x, y


def _digits(width: float) -> int:
    """Digits after the point that tell places in a range apart."""
    return max(6, 6 - math.floor(math.log10(width)))


class _Look:
    """The value and both slopes at a place."""

    def __init__(self, table: np.ndarray, bounds: Any):
        self._rows, self._columns = table.shape
        self._flat, self._bounds = table.ravel(), bounds
        self._range = float(np.ptp(table))

    def __call__(self, x: Any, y: Any) -> tuple:
        ops = ops_of(x)
        sides = (self._columns, self._rows)
        places, walls, scales = [], [], []
        for value, side, (low, high) in zip((x, y), sides, self._bounds, strict=True):
            scale = (side - 1) / (high - low)
            inner = ops.clip(value, low, high)
            share = (inner - low) * scale
            cell = ops.clip(ops.floor(share), 0, side - 2)
            places.append((cell, _cubic(share - cell)))
            beyond = (value - inner) / (high - low)
            walls.append((4 * self._range * beyond**2, 8 * self._range * beyond))
            known = ops.where(
                inner == value, scale, 0.0
            )  # beyond, values do not change
            scales.append(known)
        (column, across), (row, up) = places
        near = [
            [self._at(ops, column + i - 1, row + j - 1) for i in range(4)]
            for j in range(4)
        ]

        def total(along, upwards):
            return (
                sum(
                    upwards[j] * sum(along[i] * near[j][i] for i in range(4))
                    for j in range(4)
                )
                / 4
            )

        sides = [high - low for low, high in self._bounds]
        return (
            total(across[0], up[0]) + walls[0][0] + walls[1][0],
            total(across[1], up[0]) * scales[0] + walls[0][1] / sides[0],
            total(across[0], up[1]) * scales[1] + walls[1][1] / sides[1],
        )

    def _at(self, ops: Any, column: Any, row: Any) -> Any:
        column = ops.clip(column, 0, self._columns - 1)
        row = ops.clip(row, 0, self._rows - 1)
        place = row * self._columns + column
        if ops is np:
            # Where a place is not a number its weights are none, and so the value.
            return self._flat[np.nan_to_num(place).astype(int)]
        table = ops.convert_to_tensor(self._flat, dtype=place.dtype)
        return ops.take(table, ops.cast(place, "int32"))


def _cubic(t: Any) -> tuple[list, list]:
    """Weights of four values around a place, and their slopes; both times two."""
    values = [
        ((2 - t) * t - 1) * t,
        (3 * t - 5) * t * t + 2,
        ((4 - 3 * t) * t + 1) * t,
        (t - 1) * t * t,
    ]
    slopes = [
        (4 - 3 * t) * t - 1,
        (9 * t - 10) * t,
        (8 - 9 * t) * t + 1,
        (3 * t - 2) * t,
    ]
    return values, slopes
