"""A slope: a dot on the loss of one weight, and the two passes that find its slope."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.arguments import came, checked_number, finite_array
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style

FEWEST, MOST = 5, 400  # places


def slope(
    places: Sequence[float] | np.ndarray,
    losses: Sequence[float] | np.ndarray,
    *,
    start: float | None = None,
    h: float | None = None,
    near: float | None = None,
) -> Explorable:
    """Drag a dot along the loss of one weight, and see its slope there.

    Parameters
    ----------
    places : array of shape (n,)
        Values of the weight, 5 to 400, rising in equal steps.
    losses : array of shape (n,)
        The loss at each of them.
    start : float, optional
        Where the dot lies at first; by default in the middle.
    h : float, optional
        Shows two passes at first this far to the left and to the right of the dot, the
        line through them, and its slope, the central difference. From a thousandth of
        the greatest power of ten within a quarter of the width to that quarter, rounded
        down to one digit: from 0.001 to 2 for weights from -5 to 5. By default the
        page has no passes.
    near : float, optional
        Shows at first only the piece of the curve this far to the left and to the right
        of the dot, as large as the picture, and a button for the whole curve. From a
        hundredth to a quarter of the width; not with `h`.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If places and losses are not as many numbers, the places do not rise in equal
        steps, a number is out of range, or both `h` and `near` are given.

    Notes
    -----
    The page draws a smooth curve, a natural cubic spline, through the losses, rounded
    to twelve digits; it takes losses and slopes of what it draws. A button shows the
    slope: its line and, where a unit of the weight is seen well, the rise over it.

    Examples
    --------
    >>> w = np.linspace(-3, 3, 61)
    >>> dragged = nnlib.explore.slope(w, np.log1p(np.exp(-w)), start=-1)
    >>> page = dragged.save("slope.html")
    """
    x, y = _row("places", places), _row("losses", losses)
    if not FEWEST <= len(x) <= MOST or len(x) != len(y):
        raise ValueError(
            f"places: {len(x)} came with {len(y)} losses; give {FEWEST} to {MOST}, and "
            "a loss for each"
        )
    gaps = np.diff(x)
    width = x[-1] - x[0]
    if width <= 0 or np.abs(gaps - width / len(gaps)).max() > 1e-6 * width:
        raise ValueError(
            "places: they do not rise in equal steps; give np.linspace(first, last, n)"
        )
    view = x[[0, -1]].tolist()
    reach = None if h is None else checked_number("h", h, *_reaches(width))
    if near is not None:
        if reach is not None:
            raise ValueError(f"near: {came(near)} came with h {h}; give one of the two")
        near = checked_number("near", near, width / 100, width / 4)
    margin = reach or 0.0
    low, high = view[0] + margin, view[1] - margin
    middle = (low + high) / 2
    at = checked_number("start", middle if start is None else start, low, high)
    state = {"w": float(f"{at:.6g}"), "h": reach, "slope": False}
    data: dict[str, Any] = {"view": view, "state": state}
    if near is not None:
        data |= {"near": near, "state": state | {"whole": False}}
    rounded = [float(f"{loss:.12g}") for loss in y]
    return Explorable(
        FRONT / "slope" / "slope.js",
        data,
        poster=poster(lambda ax: _draw(x, y, at, ax), size=(640, 320)),
        description=_describe(view, state, near),
        size=(1200, 426),
        trained={"losses": rounded},
    )


def _row(name: str, given: Any) -> np.ndarray:
    """Check that an argument is a row of numbers."""
    wanted = "a row of finite numbers"
    row = finite_array(name, given, wanted)
    if row.ndim != 1:
        raise ValueError(f"{name}: array of shape {row.shape} came; give {wanted}")
    return row


def _reaches(width: float) -> tuple[float, float]:
    """Tell the least h and the greatest."""
    power = 10.0 ** np.floor(np.log10(width / 4))
    return float(power / 1000), float(power * np.floor(width / 4 / power))


def _describe(view: list[float], state: dict[str, Any], near: float | None) -> str:
    told = (
        f"The loss over one weight, from {view[0]:g} to {view[1]:g}, with a dot at "
        f"{state['w']:.3g} that can be dragged along the curve. A button shows the "
        "slope at the dot: a line that touches the curve, and its number."
    )
    if near is not None:
        told += (
            f" At first only the piece {near:g} to both sides of the dot is seen; "
            "another button shows the whole curve."
        )
    if state["h"] is None:
        return told
    return (
        f"{told} Two passes lie h to the left and to the right, at first "
        f"{state['h']:g}; a slider changes h, and the slope of the line through both, "
        "the central difference, is told."
    )


def _draw(x: np.ndarray, y: np.ndarray, at: float, ax: Any) -> None:
    ax.plot(x, y, color=style.GRAY)
    ax.plot(at, np.interp(at, x, y), "o", color=style.BLACK, markersize=12)
    ax.set(xlabel="w", ylabel="loss L")
