"""Axes to draw on: those that came, or those of a new figure."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nnlib.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@contextmanager
def drawing_on(
    ax: "Axes | None", *, figsize: tuple[float, float] | None = None
) -> "Generator[Axes]":
    """Give axes to draw on, and have the figure defaults of the lectures meanwhile.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, or None
        What a caller gave; with None they are those of a new figure.
    figsize : tuple of float, optional
        Width and height of a new figure in inches.

    Yields
    ------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `ax` is no axes, or has another projection.
    """
    from matplotlib.axes import Axes

    if ax is not None and (not isinstance(ax, Axes) or ax.name != "rectilinear"):
        raise ValueError(f"ax: {ax!r} came; give plain axes, as of plt.subplots()")
    with style.applied():
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.figure(figsize=figsize).add_subplot()
        yield ax
