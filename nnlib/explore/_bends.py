"""Bends: a few ReLUs on one input, dragged until their sum follows a curve."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.arguments import checked_integer, choice, finite_array
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

LEAST_NODES, MOST_NODES = 3, 8
LEAST_SPREAD, DIGITS = 0.1, 4  # of a curve's values
SAMPLES = 161  # of a curve, from the first input to the last
END = 4.0  # the inputs go from 0 to this
_MOST_VALUES = 1000
_OWN = "your curve"


def _step(x: np.ndarray) -> np.ndarray:
    return np.clip(4 * (x - 1.9), -1, 1)


TARGETS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "bump": lambda x: 2 * np.exp(-2 * (x - 1.7) ** 2),
    "parabola": lambda x: (x - 1.5) ** 2 / 2 - 1,
    "sine": lambda x: np.sin(1.8 * x),
    "step": _step,
}


def bends(target: Any = "bump", *, nodes: int = 4) -> Explorable:
    """Drag the corners and slopes of a few ReLUs until their sum follows a curve.

    Parameters
    ----------
    target : {"bump", "parabola", "sine", "step"}, callable or array_like of shape (n,)
        The curve to follow: by name, as a function that takes an array of inputs from
        0 to 4 and returns as many values, or as 2 to 1,000 values at evenly spaced
        inputs from 0 to 4.
    nodes : int
        Hidden nodes at the start, 3 to 8.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the target is none of these, raises an error, holds NaN or infinity, has
        values beyond -100 or 100 or nearly the same everywhere, or `nodes` is out of
        range.

    Notes
    -----
    The network is ``b + sum_j v_j max(0, x - c_j)``: node j is 0 up to its corner
    c_j; a node that is turned is ``max(0, c_j - x)``. All v_j are 0 at the start. The
    error is the mean of the squared differences at 161 inputs. Sliders reach as far as
    the curve asks for. The button fits b and
    the weights v_j by least squares, and leaves the corners where they are.

    Examples
    --------
    >>> curve = nnlib.explore.bends("sine", nodes=5)
    >>> own = nnlib.explore.bends(lambda x: np.cos(3 * x) / (1 + x), nodes=6)
    >>> page = own.save("bends.html")
    """
    count = checked_integer("nodes", nodes, LEAST_NODES, MOST_NODES)
    x = np.linspace(0, END, SAMPLES)
    curves = {name: make(x) for name, make in TARGETS.items()}
    if isinstance(target, str):
        name = choice("target", target, list(TARGETS))
    else:
        name, curves = _OWN, {_OWN: _own(target, x), **curves}
    curves = {key: np.round(values, DIGITS) for key, values in curves.items()}
    return Explorable(
        FRONT / "bends" / "bends.js",
        {
            "end": END,
            "curves": {key: values.tolist() for key, values in curves.items()},
            "target": name,
            "nodes": [
                {"corner": float(corner), "weight": 0.0, "turned": False}
                for corner in corners_of(count)
            ],
            "bias": 0.0,
            "chosen": 0,
        },
        poster=poster(lambda ax: _draw(x, curves[name], ax), size=(640, 320)),
        description=_describe(name, count, curves[name]),
        size=(1200, 540),
    )


def corners_of(count: int) -> np.ndarray:
    """Corners that are evenly spaced, the first at input 0."""
    return np.round(np.arange(count) * END / count, 2)


def _own(target: Any, x: np.ndarray) -> np.ndarray:
    """Sample a curve of one's own."""
    if callable(target):
        wanted = (
            f"a function of an array of {len(x)} inputs that returns as many numbers"
        )
        try:
            returned = target(x.copy())
        except Exception as error:
            raise ValueError(f"target: it raised {error!r}; give {wanted}") from error
        values = finite_array("target", returned, wanted)
        if values.shape != x.shape:
            raise ValueError(
                f"target: it returned the shape {values.shape}; give {wanted}"
            )
    else:
        wanted = f"a name, a function, or 2 to {_MOST_VALUES:,} numbers"
        values = finite_array("target", target, wanted)
        if values.ndim != 1 or not 2 <= len(values) <= _MOST_VALUES:
            raise ValueError(f"target: shape {values.shape} came; give {wanted}")
        values = np.interp(x, np.linspace(0, END, len(values)), values)
    if np.ptp(np.round(values, DIGITS)) < LEAST_SPREAD or np.abs(values).max() > 100:
        raise ValueError(
            f"target: values from {values.min():g} to {values.max():g} came; give a "
            f"curve of values from -100 to 100, of which two differ by {LEAST_SPREAD} "
            "or more"
        )
    return values


def _describe(name: str, count: int, values: np.ndarray) -> str:
    error = float(np.mean(values**2))
    return (
        f"A network of {count} hidden ReLU nodes on one input and a target curve, "
        f"{name}, for inputs from 0 to {END:g}. All weights are 0 at the start, and "
        f"the mean squared error is {written(error)}. Corner and weight of each node "
        "can be dragged; the sum, each node's part and the error follow. A button fits "
        "the weights by least squares. The number of nodes and the curve can be chosen."
    )


def _draw(x: np.ndarray, values: np.ndarray, ax) -> None:
    ax.plot(x, values, color=style.GRAY, linestyle="--", linewidth=4, label="target")
    ax.plot(x, 0 * x, color=style.ORANGE, label="sum")
    ax.set(xlabel="input $x$", ylabel="value")
    ax.legend()
