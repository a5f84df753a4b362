"""Pictures of paths: on their surface, and their losses step by step."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.descent.paths import Path
from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import CURVE, label_ends
from nnlib.figures.numerals import written
from nnlib.surfaces.functions import Surface, get
from nnlib.surfaces.plots import plot_surface

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TOO_HIGH = 1e3  # times the loss at the start, above which a curve is not drawn


def plot_paths(
    surface: "Surface | str | Callable", paths: Any, *, ax: "Axes | None" = None
) -> "Axes":
    """Draw paths on the contours of their surface, from a ring to a dot at their ends.

    Beside its name stands the loss at its end, over the surface's lowest value. A path
    that leaves the picture ends with an arrow at the border, and beside its name
    stands the step at which it left. Of more than 21 paths all are drawn, in colors
    that come again, and the first 20 are named. Paths named after optimizers have the
    colors of `nnlib.explore.race`.

    Parameters
    ----------
    surface : Surface, str or callable
    paths : Path, sequence of Path, or dict of str to Path
        With a dictionary the names are its own, else the optimizers'.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If there are no paths, one is of another surface, or ``ax`` is no plain axes.

    Examples
    --------
    >>> rules = {"SGD": keras.optimizers.SGD(0.09), "Adam": keras.optimizers.Adam(0.2)}
    >>> paths = {name: nnlib.descend(rule, "ravine") for name, rule in rules.items()}
    >>> ax = nnlib.plot_paths("ravine", paths)
    """
    surface = get(surface)
    paths = read_paths(paths, surface)
    with drawing_on(plot_surface(surface, ax=ax)) as ax:
        lines = [
            _draw(ax, name, path, look)
            for (name, path), look in zip(paths.items(), looks(paths), strict=True)
        ]
        for start in {tuple(path.points[0]): None for path in paths.values()}:
            ax.plot(
                *start,
                "o",
                markersize=11,
                markerfacecolor="white",
                markeredgecolor=style.BLACK,
                markeredgewidth=2,
                zorder=6,
            )
        draw_legend(ax, lines)
    return ax


def plot_losses(paths: Any, *, ax: "Axes | None" = None) -> "Axes":
    """Draw the losses of paths, on a logarithmic scale, each with its name at its end.

    A curve that rises beyond a thousand times the loss at the start ends there with
    an arrowhead. What is drawn is the height over the surface's lowest value. Where a
    path goes below that, or all are level with it from the start, the scale cannot be
    logarithmic: then the losses themselves are drawn on a linear one. Of more than 21
    curves the first 20 are named.

    Parameters
    ----------
    paths : Path, sequence of Path, or dict of str to Path
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If there are no paths, or ``ax`` is no plain axes.

    Examples
    --------
    >>> rules = {"SGD": keras.optimizers.SGD(0.09), "Adam": keras.optimizers.Adam(0.2)}
    >>> paths = {name: nnlib.descend(rule, "ravine") for name, rule in rules.items()}
    >>> ax = nnlib.plot_losses(paths)
    """
    paths = read_paths(paths)
    with drawing_on(ax) as ax:
        heights = {k: path.losses - path.surface.lowest for k, path in paths.items()}
        highest = max(values[0] for values in heights.values())
        linear = not highest > 0 or min(map(np.min, heights.values())) < 0
        if linear:
            heights = {k: path.losses for k, path in paths.items()}
            highest = max(np.abs(values[0]) for values in heights.values())
        ax.set(xlabel="step", ylabel="loss", yscale="linear" if linear else "log")
        top = TOO_HIGH * highest if highest else np.inf
        lines = []
        for (name, values), (color, dash) in zip(
            heights.items(), looks(heights), strict=True
        ):
            over = np.flatnonzero(values > top)
            last = over[0] if len(over) else paths[name].diverged
            if last:
                end = top if np.isfinite(top) else values[last - 1]
                values = np.append(values[:last], end)
            (line,) = ax.plot(
                values,
                color=color,
                ls=dash,
                marker="^" if last else None,
                markevery=[-1],
                label=name,
                gid=CURVE,
            )
            lines.append(style.mark_trained(line))
        style.mark_trained(ax.yaxis)
        for line in unnamed_last(lines):
            line.set_gid(None)
        if unnamed := len(unnamed_last(lines)):
            ax.set_title(f"{unnamed} of {len(paths)} curves have no name here")
        label_ends(ax)
    return ax


def read_paths(paths: Any, surface: Surface | None = None) -> dict[str, Path]:
    """Name paths.

    Raises
    ------
    ValueError
        If there are none, or one is of another surface than the one given.
    """
    try:
        if isinstance(paths, Mapping):
            named = dict(paths)
        else:
            named = _by_optimizer([paths] if isinstance(paths, Path) else paths)
    except (TypeError, AttributeError):  # nothing to go through, or other things
        named = {}
    if not named or not all(isinstance(path, Path) for path in named.values()):
        raise ValueError(
            f"paths: {paths!r} came; give what nnlib.descend returned, one, a list, or "
            "a dictionary of names and paths"
        )
    for name, path in named.items():
        if surface is not None and path.surface is not surface:
            other = "another " * (path.surface.name == surface.name)
            raise ValueError(
                f"paths: {name!r} is a path on {path.surface.name}, and the surface is "
                f"{other}{surface.name}; draw it on its own, which is path.surface"
            )
    return named


def _by_optimizer(paths: Iterable[Path]) -> dict[str, Path]:
    """Name paths after their optimizers, with numbers where those are alike."""
    named: dict[str, Path] = {}
    for path in paths:
        name, number = path.optimizer, 1
        while name in named:
            number += 1
            name = f"{path.optimizer} {number}"
        named[name] = path
    return named


def looks(names: Iterable[str]) -> list[tuple]:
    """Color and dash pattern of each line; the 22nd is as the first.

    Where all names are those of optimizers, each has its own look; else the colors
    follow one another.
    """
    names = list(names)
    own = [look for look in map(style.optimizer_look, names) if look]
    if len(own) == len(names):
        return own
    in_order = itertools.cycle(itertools.product(style.DASHES, style.CYCLE))
    return [(color, dash) for (dash, color), _ in zip(in_order, names, strict=False)]


def unnamed_last(lines: Sequence) -> list:
    """Those of the lines that are not to be named: none where no two look alike.

    Else all but a few that can still be read.
    """
    different = len(style.DASHES) * len(style.CYCLE)
    return list(lines[different - 1 :] if len(lines) > different else ())


def draw_legend(ax: "Axes", lines: Sequence) -> None:
    """Name lines beside the axes; of too many say how many others there are."""
    unnamed = unnamed_last(lines)
    for line in unnamed:
        line.set_label(f"_{line.get_label()}")  # which no legend shows
    if unnamed:
        ax.plot([], [], ls="", label=f"and {len(unnamed)} more")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=14, handlelength=1.6)


def _draw(ax, name: str, path: Path, look: tuple) -> Any:
    """Draw a path up to its end or to the border; return its line."""
    color, dash = look
    inside, crossing = _until_border(path)
    end = f"loss {written(path.losses[-1] - path.surface.lowest, 2)}"
    (line,) = ax.plot(
        *inside.T,
        color=color,
        ls=dash,
        lw=2,
        marker=None if path.left else "o",
        markevery=[-1],
        label=f"{name}: {f'leaves at step {path.left}' if path.left else end}",
        zorder=4,
    )
    style.mark_trained(line)
    if crossing is not None:
        arrow = ax.annotate(
            "",
            xy=crossing,
            xytext=inside[-1],
            arrowprops={"color": color, "arrowstyle": "-|>", "lw": 2, "shrinkA": 0},
            zorder=4,
        )
        style.mark_trained(arrow)
    return line


def _until_border(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """The points before a path leaves the bounds, and where it crosses them."""
    outside = np.flatnonzero(~path.surface.inside(path.points))
    if not len(outside):
        if path.diverged:
            return path.points, path.points[-1]
        return path.points, None
    first = outside[0]
    before, after = path.points[first - 1], path.points[first]
    low, high = np.transpose(path.surface.bounds)
    move = after - before
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(move > 0, (high - before) / move, (low - before) / move)
    return path.points[:first], before + np.nanmin(shares[move != 0]) * move
