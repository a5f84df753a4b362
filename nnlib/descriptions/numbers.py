"""Numbers for listeners: few, of few digits, and the same on every processor."""

from collections.abc import Callable
from functools import partial

import numpy as np

_FEW = 6  # so many numbers are told one by one


def floats(values) -> np.ndarray:
    """Return them as an array of floats, with NaN for what is masked."""
    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)


def some(n: int, thing: str) -> str:
    """Count things: ``1 point``, ``2 points``."""
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def number(value: float, scale: float = 0.0, digits: int = 3) -> str:
    """Three digits; 0 for what is only rounding error beside `scale`.

    A whole number below a million is told exactly.
    """
    if not np.isfinite(value):
        return "missing"
    if abs(value) <= 1e-9 * scale or abs(value) < 1e-300:
        value = 0.0
    if abs(value) < 1e6 and abs(value - round(value)) <= 2e-7 * abs(value):
        return f"{round(value)}"
    # First to three more, so that a rounding error at a tie (2.125) tips nothing.
    return f"{float(f'{value:.{digits + 3}g}'):.{digits}g}"


def digits_of(values) -> int:
    """As many digits, from three to six, as tell values of this spread apart."""
    values, scale = np.ravel(values), _scale(values)
    finite = values[np.isfinite(values)] / (scale or 1)
    span = np.ptp(finite) if finite.size else 0
    # The little more lets no rounding error tip a power of ten.
    return int(np.clip(3 + np.floor(1e-4 - np.log10(max(span, 1e-9))), 3, 6))


def spread(values) -> str:
    """Tell values whose order does not matter to a listener."""
    values = np.ravel(values)
    if (brief := _brief(values)) is not None:
        return brief
    finite, tell = values[np.isfinite(values)], _teller(values)
    ends = f"{tell(finite.min())} and {tell(finite.max())}"
    return f"between {ends}, mean {tell(_mean(finite))}{_lost(values)}"


def course(values, at=None, few: int = _FEW) -> str:
    """Tell how values go on from the first to the last, with extremes at places."""
    values = np.ravel(values)
    if (brief := _brief(values, few)) is not None:
        return brief
    finite, tell = values[np.isfinite(values)], _teller(values)
    first, last = finite[0], finite[-1]
    text = f"from {tell(first)} to {tell(last)}"
    steps = np.diff(finite / _scale(values))
    if np.ptp(steps) <= 1e-9:  # evenly: no more to tell
        return text + _lost(values)
    for name, k in (("least", finite.argmin()), ("greatest", finite.argmax())):
        if finite[k] in (first, last):
            continue
        text += f", {name} {tell(finite[k])}"
        if at is not None:
            here = np.ravel(at)[np.isfinite(values)]
            text += f" at {_teller(here)(here[k])}"
    return f"{text}, mean {tell(_mean(finite))}{_lost(values)}"


def _brief(values, few: int = _FEW) -> str | None:
    """All of few values, or what is one value or none."""
    finite, tell = values[np.isfinite(values)], _teller(values)
    if not finite.size:
        return "no values"
    if values.size > 1 and np.ptp(finite / (_scale(values) or 1)) <= 1e-9:
        return f"all {tell(finite[0])}{_lost(values)}"
    if values.size <= few:
        return ", ".join(map(tell, values))
    return None


def _teller(values) -> Callable[[float], str]:
    """`number` with the scale and the digits of these values."""
    return partial(number, scale=_scale(values), digits=digits_of(values))


def _scale(values) -> float:
    values = np.abs(np.ravel(values))
    return float(values[np.isfinite(values)].max(initial=0))


def _mean(finite) -> float:
    scale = _scale(finite)
    return (finite / scale).mean() * scale  # too large sums are none


def _lost(values) -> str:
    lost = np.count_nonzero(~np.isfinite(values))
    return f" ({lost} missing)" if lost else ""


class Order:
    """One number for many values in their order, which nobody would listen to.

    It differs when values are exchanged or marks moved: the sum of all values, each
    array on a scale of its own, times weights of which no two are alike.
    """

    def __init__(self):
        self._parts = []

    def add(self, values) -> None:
        """Add values in units of their spread: what is told gives their size."""
        values = np.ravel(values)
        values = values / (_scale(values) or 1)
        finite = values[np.isfinite(values)]
        mean, deviation = (finite.mean(), finite.std()) if finite.size else (0, 0)
        if deviation <= 1e-9:  # rounding errors alone
            mean, deviation, values = 0, 1, np.where(np.isfinite(values), 0, values)
        self._add((values - mean) / deviation)

    def add_places(self, places, ax=None) -> None:
        """Add places in shares of the axes; on no axes they are that already."""
        places = np.reshape(places, (-1, 2))
        if ax is not None:
            places = (ax.transData - ax.transAxes).transform(places)
        self._add(np.ravel(places))

    def _add(self, values) -> None:
        values = np.clip(np.nan_to_num(values, nan=-2), -10, 10)
        self._parts.append(values / max(1, values.size) ** 0.5)

    def __str__(self):
        values = np.concatenate([np.zeros(1), *self._parts])
        total = float(values @ np.cos(np.arange(values.size) ** 2.0))
        return f"{round(total, 4) + 0.0:.4f}"
