"""The learning rate: steps of gradient descent on a parabola, or on a real loss."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.arguments import as_number, checked_number
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.training.line import LossAlongLine

CURVATURES = (0.25, 8.0)  # the least and the greatest
OFFERED = (1.0, 0.5, 2.0, 4.0)  # where none are given
RATES = (0.01, 10.0)  # of a parabola
STEPS = 2**20 - 1  # in which losses are stored
MOST = 400  # places on a line


def rate(
    line: LossAlongLine | None = None,
    *,
    curvature: float | Sequence[float] | None = None,
    learning_rate: float | None = None,
    start: float | None = None,
) -> Explorable:
    """Choose a learning rate, and watch the steps of gradient descent with it.

    Parameters
    ----------
    line : LossAlongLine, optional
        A real loss to begin with, from ``nnlib.training.loss_along_line(model, x, y)``;
        the page can switch to the parabola.
    curvature : float or sequence of float, optional
        That of the parabola, from 0.25 to 8, or those among which the page lets one
        choose. By default 1, 0.5, 2 and 4; beside a line 1.
    learning_rate : float, optional
        At first: of a parabola from 0.01 to 10, by default 0.1; of a line above 0, by
        default a small one.
    start : float, optional
        Where the ball lies at first: on a parabola from -7 to 9, whose minimum is at 1;
        on a line within its ends, by default at the model's weights, or at those that
        it goes towards, whichever have the higher loss.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the line is none, or a number is out of range.

    Notes
    -----
    The parabola is a/2 (w - 1)^2 with curvature a. Of a real loss the page draws a
    smooth curve, a cubic spline, through the losses of the line, stored in a million
    steps, and takes the slope of what it draws. What a step along a line is, and what
    it is not, `nnlib.training.loss_along_line` says.

    Examples
    --------
    >>> steps = nnlib.explore.rate(curvature=2, learning_rate=0.9)
    >>> page = steps.save("rate.html")
    """
    if line is not None and not isinstance(line, LossAlongLine):
        raise ValueError(
            f"line: {line!r} came; give nnlib.training.loss_along_line(model, x, y)"
        )
    curvatures = _curvatures(curvature, line)
    state = {
        "chosen": 0,
        "rate": _rate(learning_rate, line),
        "start": _start(start, line),
        "taken": [],
    }
    data: dict[str, Any] = {"curvatures": curvatures, "state": state}
    trained = None
    if line is not None:
        data["direction"] = line.direction
        state["chosen"] = len(curvatures)
        trained = {"line": _stored(line)}

    def draw(ax):
        _draw(line, curvatures[0], state["start"], ax)

    return Explorable(
        FRONT / "rate" / "rate.js",
        data,
        poster=poster(draw, size=(640, 320)),
        description=_describe(line, curvatures[0], state["rate"]),
        size=(1200, 540),
        trained=trained,
    )


def _curvatures(curvature: Any, line: LossAlongLine | None) -> list[float]:
    if curvature is None:
        return list(OFFERED if line is None else OFFERED[:1])
    several = isinstance(curvature, (Sequence, np.ndarray))
    if isinstance(curvature, str) or (several and len(curvature) == 0):
        raise ValueError(
            f"curvature: {curvature!r} came; give a number or a list of numbers"
        )
    given = curvature if several else [curvature]
    checked = (checked_number("curvature", each, *CURVATURES) for each in given)
    return list(dict.fromkeys(checked))


def _rate(learning_rate: Any, line: LossAlongLine | None) -> float | None:
    if learning_rate is None:
        return None if line is not None else 0.1
    if line is None:
        return checked_number("learning_rate", learning_rate, *RATES)
    number = as_number(learning_rate)
    if number is None or number <= 0:
        raise ValueError(
            f"learning_rate: {learning_rate!r} came; give a number above 0"
        )
    return number


def _start(start: Any, line: LossAlongLine | None) -> float | None:
    if start is None:
        return None
    if line is None:
        return checked_number("start", start, -7, 9)
    first, last = line.positions[[0, -1]].tolist()
    return checked_number("start", start, first, last)


def _stored(line: LossAlongLine) -> dict[str, Any]:
    """The line, its losses as whole numbers."""
    places = line.positions
    if len(line) > MOST:
        places = np.linspace(places[0], places[-1], MOST)
    losses = np.interp(places, line.positions, line.losses)
    low, high = losses.min(), losses.max()
    levels = np.round((losses - low) / ((high - low) or 1.0) * STEPS)
    ends = {"first": places[0], "last": places[-1], "low": low, "high": high}
    return {
        **{name: float(f"{value:.9g}") for name, value in ends.items()},
        "start": float(f"{line.start:.6g}"),
        "levels": levels.astype(int).tolist(),
        "steps": STEPS,
    }


def _describe(line: LossAlongLine | None, curvature: float, rate: float | None) -> str:
    if line is None:
        what = f"on a parabola of curvature {curvature:g}, with learning rate {rate:g}"
    else:
        what = f"on a real loss along a line through weight space, {line.direction}"
        what += " from the model on" if line.direction.startswith("minus") else ""
    return (
        f"Gradient descent {what}. The loss, the learning rate and the start can be "
        "changed. Step draws one step: the tangent at the ball, the step, which is the "
        "learning rate times the slope, as an arrow along the axis, and where it "
        "lands; Play goes on, Again goes back to the start. Beside it stands the loss "
        "after each step, below what the steps have done, in words."
    )


def _draw(line: LossAlongLine | None, curvature: float, start: Any, ax: Any) -> None:
    if line is None:
        w = np.linspace(-7, 9, 200)
        losses, own, name = curvature / 2 * (w - 1) ** 2, _own_start(curvature), "w"
        ax.set_ylim(-1, 21)
    else:
        w, losses, own, name = line.positions, line.losses, line.start, "s"
    ball = own if start is None else start
    ax.plot(w, losses, color=style.GRAY)
    ax.plot(ball, np.interp(ball, w, losses), "o", color=style.BLUE, markersize=14)
    ax.set(xlabel=name, ylabel="loss")


def _own_start(curvature: float) -> float:
    """Where the page's ball lies on a parabola: at a loss of 12, if that is seen."""
    return round(1 - min(7, round(float(np.sqrt(24 / curvature)), 1)), 1)
