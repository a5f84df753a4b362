"""The picture of a surface: contours that stand the closer the steeper it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.surfaces.functions import Surface, get

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEVELS = 14


def plot_surface(
    surface: str | Surface | Callable = "beale", *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the contours of a surface at logarithmic heights, and its minima as stars.

    Heights are counted from the lowest value, or from the lowest that is seen where
    that lies below. A surface of one height has no contours.
    Both axes have one scale, so that a gradient is perpendicular to its contour.

    Parameters
    ----------
    surface : str, Surface or callable, default "beale"
        What :func:`get` takes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If there is no such surface, it has no finite value, or ``ax`` is no plain
        axes.

    Examples
    --------
    >>> ax = nnlib.plot_surface("himmelblau")
    """
    surface = get(surface)
    with drawing_on(ax, figsize=(9, 6)) as ax:
        x, y = (np.linspace(*bounds, 241) for bounds in surface.bounds)
        heights = _heights(surface, x, y)
        levels = heights_of_contours(heights)
        # Without smooth edges a picture takes a quarter of the bytes.
        plain: dict[str, Any] = {"antialiased": False, "levels": levels}
        grays = _grays(len(levels) - 1)
        if len(levels) > 1:
            ax.contourf(x, y, heights, colors=grays, extend="both", **plain)
            ax.contour(x, y, heights, colors="#A6A6A6", linewidths=0.5, **plain)
        if surface.minima:
            ax.plot(
                *np.transpose(surface.minima),
                "*",
                color=style.YELLOW,
                markeredgecolor=style.BLACK,
                markersize=17,
                zorder=5,
                label="minimum" if len(surface.minima) == 1 else "minima",
            )
        ax.set(xlim=surface.bounds[0], ylim=surface.bounds[1], xlabel="x", ylabel="y")
        ax.set_aspect("equal")  # angles and lengths are looked at
    return ax


def _heights(surface: Surface, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Values on a grid, over the lowest value; masked where there are none."""
    heights = np.ma.masked_invalid(surface.heights(*np.meshgrid(x, y)))
    if not heights.count():
        raise ValueError(
            f"surface: {surface.name} has no finite value within its bounds, "
            f"{surface.bounds}"
        )
    return heights - min(surface.lowest, heights.min())


def heights_of_contours(heights: np.ndarray) -> np.ndarray:
    """Logarithmic levels over the lowest point, from the third percent to the top.

    Parameters
    ----------
    heights : ndarray
        Values on a grid, over the lowest value; all alike, they have one level.
    """
    finite = np.ma.masked_invalid(heights).compressed()
    low, high = np.percentile(finite, (0.3, 100))
    if not low < high:
        return np.array([high])
    return np.geomspace(max(low, high * 1e-6), high, _LEVELS)


def _grays(count: int) -> list[tuple[float, float, float]]:
    """From white to a middle gray, on which every color of the lines is seen."""
    levels = np.linspace(1.0, 0.72, count + 2)
    return [(level, level, level) for level in levels]
