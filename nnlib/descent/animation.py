"""Paths in motion, for a film."""

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib import files
from nnlib.arguments import as_number
from nnlib.descent.plots import draw_legend, looks, read_paths
from nnlib.figures.axes import drawing_on
from nnlib.surfaces.functions import Surface, get
from nnlib.surfaces.plots import plot_surface

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

_MOST = 1000  # steps a second: a picture lasts a millisecond at least


def animate_paths(
    surface: "Surface | str | Callable",
    paths: Any,
    *,
    file: Any = None,
    fps: float = 20,
    ax: "Axes | None" = None,
) -> "FuncAnimation":
    """Let paths grow step by step; of more than 21 the first 20 are named.

    Parameters
    ----------
    surface : Surface, str or callable
    paths : Path, sequence of Path, or dict of str to Path
    file : str or pathlib.Path, optional
        Where to save it: ``.mp4``, for which ffmpeg must be installed, or ``.gif``;
        ``~`` is the user's folder.
    fps : float, default 20
        Steps a second.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Keep it as long as it is to move.

    Raises
    ------
    ValueError
        If there are no paths, one is of another surface, ``fps`` is not above 0 and
        at most 1,000, ``ax`` is no plain axes, or the file cannot be written, for its
        kind or its place.

    Examples
    --------
    >>> path = nnlib.descend(keras.optimizers.SGD(0.09), "ravine", steps=10)
    >>> moving = nnlib.animate_paths("ravine", path, file="ravine.gif")
    """
    from matplotlib.animation import FuncAnimation

    surface = get(surface)
    paths = read_paths(paths, surface)
    _check_fps(fps)
    if file is not None:
        file = files.to_write("file", file)
        writer = _writer(str(file))
    with drawing_on(plot_surface(surface, ax=ax)) as ax:
        lines, heads = [], []
        for name, (color, dash) in zip(paths, looks(paths), strict=True):
            lines += ax.plot([], [], color=color, ls=dash, lw=2, label=name, zorder=4)
            heads += ax.plot([], [], "o", color=color, markersize=9, zorder=6)
        draw_legend(ax, lines)
    trails = [path.points for path in paths.values()]

    def show(step: int):
        for line, head, trail in zip(lines, heads, trails, strict=True):
            trail = trail[: step + 1]
            line.set_data(*trail.T)
            head.set_data(*trail[-1:].T)
        ax.set_title(f"step {step}")

    frames = max(map(len, trails))
    figure = ax.figure.get_figure(root=True)
    animation = FuncAnimation(figure, show, np.arange(frames), interval=1000 / fps)
    if file is not None:
        # The stub asks for a whole number; a real one does.
        animation.save(file, writer=writer, fps=fps)  # ty: ignore[invalid-argument-type]
    return animation


def _check_fps(fps) -> None:
    number = as_number(fps)
    if number is None or not 0 < number <= _MOST:
        raise ValueError(f"fps: {fps!r} came; give a number above 0, at most {_MOST:,}")


def _writer(file: str) -> str:
    """What writes a film into such a file."""
    if file.endswith(".gif"):
        return "pillow"
    if not file.endswith(".mp4"):
        raise ValueError(f"file: {file!r} came; give a name that ends in .mp4 or .gif")
    if shutil.which("ffmpeg") is None:
        raise ValueError(
            f"file: {file!r} came, and ffmpeg, which writes .mp4, is not installed; "
            "install it, or give a name that ends in .gif"
        )
    return "ffmpeg"
