"""One neuron with two inputs: its map, its line, the arrow of its weights."""

from typing import Any

import numpy as np

from nnlib.arguments import checked_number, choice, finite_array
from nnlib.explore._plane import checked_points, frame_around
from nnlib.explore.host import FRONT, Explorable, class_color, poster
from nnlib.figures import style

ASPECT = 4 / 3  # of the map
MOST_WEIGHT, MOST_BIAS = 5, 10
ACTIVATIONS = ("sigmoid", "step", "relu")
_FRAME = [[-3.0, 3.0], [-2.25, 2.25]]  # where there are no points


def neuron(
    weights: Any = (1.0, 2.0),
    bias: float = -1.0,
    *,
    activation: str = "sigmoid",
    x: Any = None,
    y: Any = None,
) -> Explorable:
    """Drag the weights and the bias of a neuron, and see where it draws its line.

    Parameters
    ----------
    weights : array_like of shape (2,)
        The weights at the start, -5 to 5.
    bias : float
        The bias at the start, -10 to 10.
    activation : {"sigmoid", "step", "relu"}
        The activation at the start.
    x : array_like of shape (n, 2), optional
        Up to 1,000 points, of numbers from -10 to 10.
    y : array_like of shape (n,), optional
        Their classes, 0 or 1; needed with `x`.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If a number is out of range, the activation is unknown, or the points and
        classes do not fit.

    Notes
    -----
    The line is where ``z = w_0 x_0 + w_1 x_1 + b`` is 0. The arrow of the weights is
    perpendicular to it and is drawn at half its length. A point counts as right if
    z > 0 for class 1, and not for class 0, whatever the activation.

    Examples
    --------
    >>> moons = nnlib.load("moons")
    >>> one = nnlib.explore.neuron((1, -1), 0.5, x=moons.x_train, y=moons.y_train)
    >>> page = one.save("neuron.html")
    """
    wanted = f"two numbers from {-MOST_WEIGHT} to {MOST_WEIGHT}"
    w = finite_array("weights", weights, wanted)
    if w.shape != (2,) or np.abs(w).max() > MOST_WEIGHT:
        raise ValueError(f"weights: {weights!r} came; give {wanted}")
    b = checked_number("bias", bias, -MOST_BIAS, MOST_BIAS)
    choice("activation", activation, ACTIVATIONS)
    places, labels = np.empty((0, 2)), np.empty(0, int)
    if x is not None or y is not None:
        places, labels = checked_points(x, y)
    frame = frame_around(places, ASPECT) if len(places) else _FRAME
    (left, right), (low, high) = frame
    return Explorable(
        FRONT / "neuron" / "neuron.js",
        {
            "w0": float(w[0]),
            "w1": float(w[1]),
            "b": b,
            "activation": activation,
            "place": [
                round(left + 0.75 * (right - left), 2),
                round(low + 0.25 * (high - low), 2),
            ],
            "places": places.tolist(),
            "labels": labels.tolist(),
            "frame": frame,
            "colors": [class_color(0), class_color(1)],
        },
        poster=poster(
            lambda ax: _draw(w, b, activation, places, labels, frame, ax),
            size=(640, 400),
        ),
        description=_describe(w, b, activation, places, labels),
        size=(1200, 540),
    )


def answer(activation: str, z: np.ndarray) -> np.ndarray:
    """What the neuron answers to its sum."""
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-z))
    return np.maximum(z, 0) if activation == "relu" else (z > 0).astype(float)


def right(w: np.ndarray, b: float, places: np.ndarray, labels: np.ndarray) -> int:
    """How many points are on the side of the line of their class."""
    return int(((places @ w + b > 0) == labels).sum())


def _describe(w: np.ndarray, b: float, activation: str, places, labels) -> str:
    told = (
        f"One neuron with two inputs, weights {w[0]:g} and {w[1]:g}, bias {b:g} and "
        f"the activation {activation}: a map of its answer over the plane, the line "
        "where its sum z is 0, and the arrow of its weights, perpendicular to it. "
        "Weights and bias can be changed with sliders, the line moved and turned; at "
        "a place that is pointed at, the sum and the answer are computed."
    )
    if not len(places):
        return told
    count = right(w, b, places, labels)
    return f"{told} Of {len(places)} points, {count} are on the right side of the line."


def _draw(w: np.ndarray, b: float, activation: str, places, labels, frame, ax) -> None:
    x0, x1 = (np.linspace(*limits, 121) for limits in frame)
    z = w[0] * x0 + w[1] * x1[:, None] + b
    ax.contourf(x0, x1, answer(activation, z), levels=10, cmap="RdBu", alpha=0.6)
    if w.any():
        ax.contour(x0, x1, z, levels=[0], colors=style.BLACK)
    for kind, mark in enumerate("o^"):
        color = style.CLASSES[kind]
        ax.plot(*places[labels == kind].T, mark, color=color, markersize=5)
    ax.set(xlabel="input $x_0$", ylabel="input $x_1$", aspect="equal")
