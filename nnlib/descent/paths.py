"""`descend`: where an optimizer of Keras goes on a surface, and what it saw there."""

import dataclasses
import math
import numbers
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer
from nnlib.figures.numerals import written
from nnlib.surfaces.functions import Surface, get

if TYPE_CHECKING:
    import keras

_MOST = 1_000_000  # steps
_ARRIVED = 0.01  # of the surface's diagonal, within which a minimum is reached


@dataclasses.dataclass(frozen=True, eq=False)
class Path:
    """The way of an optimizer.

    Attributes
    ----------
    surface : Surface
    optimizer : str
        Its name.
    points : ndarray of float64, shape (steps + 1, 2)
        The start, and the point after each update; fewer where it overflows.
    losses : ndarray of float64, shape (steps + 1,)
        The surface's values there.
    gradients : ndarray of float64, shape (steps, 2)
        The gradient that each update used.
    rates : ndarray of float32, shape (steps,)
        The learning rate of each update.
    diverged : int or None
        The update that overflowed, counted from 1; `points` end before it.
    converged : int or None
        The update after which it stays near one minimum: within one percent of the
        surface's diagonal.
    minimum : int or None
        Which of the surface's minima that is.

    Examples
    --------
    >>> path = nnlib.descend(keras.optimizers.SGD(0.05), "ravine", steps=50)
    >>> path.points.shape
    (51, 2)
    >>> path.steps_to(0.5)
    12
    """

    surface: Surface
    optimizer: str
    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    rates: np.ndarray
    diverged: int | None
    converged: int | None
    minimum: int | None

    def __len__(self):
        return len(self.points)

    def __repr__(self):
        x, y = self.points[-1]
        way = f"{len(self) - 1} steps of {self.optimizer} on {self.surface.name}"
        if self.diverged:
            way += f", diverged at step {self.diverged}"
        elif self.converged is not None:
            way += f", converged at step {self.converged}"
        end = f"({written(x, 4)}, {written(y, 4)})"
        return f"<Path: {way}, ends at {end}, loss {written(self.losses[-1])}>"

    @property
    def left(self) -> int | None:
        """The update that first left the surface's bounds; None if it stayed within."""
        outside = np.flatnonzero(~self.surface.inside(self.points))
        if len(outside):
            return int(outside[0])
        return self.diverged

    def steps_to(self, loss: float) -> float:
        """How many updates it took to a loss: infinity if it never came there.

        Raises
        ------
        ValueError
            If the loss is no number.
        """
        if not isinstance(loss, numbers.Real) or math.isnan(loss):
            raise ValueError(f"loss: {loss!r} came; give a number")
        there = np.flatnonzero(self.losses <= loss)
        return int(there[0]) if len(there) else math.inf


def descend(
    optimizer: "keras.optimizers.Optimizer | str",
    surface: "Surface | str | Callable" = "beale",
    start: Any = None,
    steps: int = 100,
    *,
    schedule: Any = None,
) -> Path | list[Path]:
    """Let an optimizer of Keras find its way down a surface.

    Parameters
    ----------
    optimizer : keras.optimizers.Optimizer or str
        Any; its settings count and its state does not: a copy starts anew.
    surface : Surface, str or callable, default "beale"
        What :func:`nnlib.surfaces.get` takes, a function of x and y among it.
    start : array_like of shape (2,) or (n_starts, 2), optional
        Within the surface's bounds; by default the surface's own. With many starts,
        all descend at once.
    steps : int, default 100
        How many updates.
    schedule : Schedule, array_like of shape (steps,), or callable, optional
        The learning rate at each update, as for `Trainer.fit`.

    Returns
    -------
    Path, or a list of them if many starts are given

    Raises
    ------
    ValueError
        If there is no such optimizer or surface, the backend cannot follow the
        surface's function, a start is no point within the bounds, `steps` is not a
        whole number from 1 to 1,000,000, or the schedule does not fit.

    Notes
    -----
    The updates are Keras' own, in the backend's float32. On JAX all of them are one
    compiled program, kept for the next call with such an optimizer. Where the surface
    has no gradient of its own the backend differentiates it, and a line says so.

    Examples
    --------
    >>> path = nnlib.descend(keras.optimizers.Adam(0.2), "beale", start=(0.8, 1.6))
    >>> path.points[-1].round(2)
    array([2.81, 0.45])
    >>> ax = nnlib.plot_paths("beale", path)
    """
    from nnlib.descent import steps as engine  # and with it Keras, which takes seconds

    surface = get(surface)
    optimizer = _checked_optimizer(optimizer)
    starts = surface.checked_points(surface.start if start is None else start)
    steps = checked_integer("steps", steps, 1, _MOST)
    controls, rates = engine.controls_and_rates(schedule, optimizer, steps)
    engine.check(surface, np.atleast_2d(starts)[0])
    if surface.df is None:
        print(f"{surface.name} has no gradient: the backend differentiates it")
    points, gradients = engine.take(
        optimizer, surface, np.atleast_2d(starts), steps, controls
    )
    name = type(optimizer).__name__
    paths = [
        path_of(surface, name, *arrays, rates)
        for arrays in zip(points, gradients, strict=True)
    ]
    return paths if starts.ndim == 2 else paths[0]


def _checked_optimizer(optimizer) -> "keras.optimizers.Optimizer":
    import keras

    base = keras.optimizers.Optimizer  # which has no updates
    if isinstance(optimizer, base) and type(optimizer) is not base:
        return optimizer
    # Not keras.optimizers.get, which loads TensorFlow to read a name.
    known = {name.lower(): kind for name, kind in vars(keras.optimizers).items()}
    kind = known.get(optimizer.lower()) if isinstance(optimizer, str) else None
    # What a name alone does not make: the base of all, and one around another.
    only_made = base, keras.optimizers.LossScaleOptimizer
    if isinstance(kind, type) and issubclass(kind, base) and kind not in only_made:
        return kind()
    raise ValueError(
        f"optimizer: {optimizer!r} came; give an optimizer of Keras, such as "
        "keras.optimizers.Adam(0.2), or its name"
    )


def path_of(
    surface: Surface,
    name: str,
    points: np.ndarray,
    gradients: np.ndarray,
    rates: np.ndarray,
) -> Path:
    """Tell of a way what there is to tell, up to where it overflows.

    Parameters
    ----------
    surface : Surface
    name : str
        Of the optimizer.
    points : ndarray, shape (steps + 1, 2)
    gradients : ndarray, shape (steps, 2)
    rates : ndarray, shape (steps,)

    Returns
    -------
    Path
    """
    points, gradients = points.astype(float), gradients.astype(float)
    with np.errstate(over="ignore", invalid="ignore"):
        losses = surface.heights(points[:, 0], points[:, 1])
    lost = np.flatnonzero(~(np.isfinite(losses) & np.isfinite(points).all(axis=1)))
    diverged = int(lost[0]) if len(lost) else None
    points, losses = points[:diverged], losses[:diverged]
    which, distance = surface.nearest_minimum(points)
    away = np.flatnonzero((distance > _ARRIVED * surface.size) | (which != which[-1]))
    converged = int(away[-1]) + 1 if len(away) else 0
    if diverged or converged == len(points):
        converged = None
    return Path(
        surface=surface,
        optimizer=name,
        points=points,
        losses=losses,
        gradients=gradients[: len(points) - 1],
        rates=rates[: len(points) - 1],
        diverged=diverged,
        converged=converged,
        minimum=None if converged is None else int(which[-1]),
    )
