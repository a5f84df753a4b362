"""Names at the ends of curves, where they are read without a legend."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnlib.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

CURVE = "curve"  # the gid of what has or is such a name


def named(artists) -> list:
    """Those of the artists that have or are a name at the end of a curve."""
    return [artist for artist in artists if artist.get_gid() == CURVE]


def label_ends(ax) -> None:
    """Name each curve beyond its end: the right one, or the left if less crowded."""
    from matplotlib.ticker import MaxNLocator

    for label in named(ax.texts):
        label.remove()
    lines = named(ax.lines)
    drawn = [line.get_xydata()[np.isfinite(line.get_ydata())] for line in lines]
    labels = [ax.text(0, 0, line.get_label(), gid=CURVE) for line in lines]
    width, height = np.max([label.get_window_extent().size for label in labels], axis=0)
    frame, point = ax.get_window_extent(), ax.figure.dpi / 72
    ax.get_ylim()  # lets the scale of y settle

    places = []
    for end in (-1, 0):
        y = ax.transData.transform([xy[end] for xy in drawn])[:, 1]
        shifts = apart(y, height, frame.y0, frame.y1) - y
        places.append((round(np.abs(shifts).sum()), end, shifts / point))
    _, end, shifts = min(places, key=lambda place: place[0])  # the right one in a draw
    for label, line, xy, shift in zip(labels, lines, drawn, shifts, strict=True):
        label.remove()
        text = _write(ax, label.get_text(), xy[end], shift, line.get_color(), end)
        text.set_gid(CURVE)

    first, last = min(xy[0, 0] for xy in drawn), max(xy[-1, 0] for xy in drawn)
    # A part of the whole width, in steps: fonts differ a little between machines.
    room = min(np.ceil((width + 16 * point) / frame.width * 20) / 20, 0.6)
    whole = (last - first) / (0.98 - room)
    left = first - 0.02 * whole if end else last + 0.02 * whole - whole
    ax.set_xlim(left, left + whole)
    ticks = np.clip((1 - room) * frame.width / point // 40, 2, 6)
    ticks = MaxNLocator(int(ticks), steps=[1, 2, 5, 10]).tick_values(first, last)
    ax.set_xticks([tick for tick in ticks if first <= tick <= last])


def name_ends(
    ax: "Axes", ends: Sequence[tuple[str, float, float, str]]
) -> "list[Annotation]":
    """Write names beyond the right ends of curves, where there is room for them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    ends : sequence of (str, float, float, str)
        For each curve its name, the x and y of its end, and its color.
    """
    ax.get_ylim()  # lets the scale of y settle
    point = ax.figure.dpi / 72
    heights = [ax.transData.transform((x, y))[1] / point for _, x, y, _ in ends]
    shifts = moves_apart(heights, 1.2 * style.FIGURE_DEFAULTS["font.size"])
    return [
        _write(ax, name, (x, y), shift, color)
        for (name, x, y, color), shift in zip(ends, shifts, strict=True)
    ]


def _write(ax, name, xy, shift: float, color, end: int = -1) -> "Annotation":
    """Write a name beside the last point of a curve, or (`end` is 0) the first."""
    return ax.annotate(
        name,
        xy,
        xytext=(8 if end else -8, shift),
        textcoords="offset points",
        ha="left" if end else "right",
        va="center",
        color=color,
    )


def moves_apart(places: list[float], gap: float) -> list[float]:
    """How far to move names so that they lie a gap apart."""
    return (apart(np.array(places), gap) - places).tolist() if places else []


def apart(y, gap, low=-np.inf, high=np.inf) -> np.ndarray:
    """Move y as little as needed to lie ``gap`` apart, between low and high."""
    order = np.argsort(y, kind="stable")
    steps = gap * np.arange(len(y))
    free = y[order] - steps  # two are too close where this falls
    up, down = np.maximum.accumulate(free), np.minimum.accumulate(free[::-1])[::-1]
    middle = np.clip((up + down) / 2, low + gap / 2, high - gap / 2 - steps[-1])
    spread = np.empty_like(y)
    spread[order] = middle + steps
    return spread
