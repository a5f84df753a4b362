"""The curves of a history: at which epochs, their live picture, their figure."""

import itertools
import math
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib import style
from nnlib.labels import apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nnlib.training.board import _Run

_LINES = (("training", "", style.BLUE), ("validation", "val_", style.VERMILION))
Curves = dict[str, tuple[list[int], list[float]]]  # by name: epochs from 1, values

_TOO_LARGE = 1e100  # no axis is of use to it
_FEW = 12  # so many points are marked
_SIZE = style.FIGURE_DEFAULTS["font.size"]


def plot_history(
    history: Any, *, metric: str | None = None, ax: "Axes | None" = None
) -> "Axes":
    """Draw one metric of a history: training solid, validation dashed.

    Parameters
    ----------
    history : keras.callbacks.History, or mapping of str to sequence of float
        What ``fit`` returned, or its ``history``. Where a row is shorter than the
        others, it is taken as that of every second, third ... epoch
        (``validation_freq``); where that does not fit, as that of the last epochs.
    metric : str, optional
        Its name without ``val_``; by default the loss. Of a metric with several
        values, such as one for each class, their mean is drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If it is no history, is empty or has no such metric, or ``ax`` is no plain
        axes.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    curves = _curves_that_came(history)
    names = [
        name.removeprefix("val_") for name, (epochs, _) in curves.items() if epochs
    ]
    names = list(dict.fromkeys(names))
    metric = "loss" if metric is None else metric
    if not names:
        raise ValueError("history: no epoch is in it; give what fit returned")
    if metric not in names:
        raise ValueError(
            f"metric: {metric!r} came; this history has {', '.join(names)}"
        )
    with mpl.rc_context(style.FIGURE_DEFAULTS):
        if ax is None:
            ax = plt.figure().add_subplot()
        _draw(curves, metric, style.checked_axes(ax))
    return ax


def _curves_that_came(history: Any) -> Curves:
    """The curves of what a user takes for a history."""
    rows = getattr(history, "history", history)
    if not hasattr(rows, "items") or not all(
        hasattr(row, "__len__") and not isinstance(row, str) for _, row in rows.items()
    ):
        raise ValueError(
            f"history: {history!r} came; give what fit returned, or a dictionary of "
            "names and values"
        )
    return curves_of(history, value=mean_of)


def draw_figure(curves: Curves) -> "Figure":
    """Draw the loss and, where there is one, the first metric beside it.

    The figure is not one of pyplot's: it is shown only where somebody shows it.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    names = shown(curves)
    with mpl.rc_context(style.FIGURE_DEFAULTS):
        figure = Figure(figsize=(9, 4))
        for k, name in enumerate(names, 1):
            _draw(curves, name, figure.add_subplot(1, len(names), k))
    return figure


def curves_of(
    history: Any,
    last: int | None = None,
    *,
    value: Callable[[Any], float] | None = None,
) -> Curves:
    """Return the values of each name with their epochs, of which `last` is the last.

    `value` makes a number of what is logged, by default `as_float`.
    """
    logged: Mapping = getattr(history, "history", history)
    rows = {name: list(map(value or as_float, row)) for name, row in logged.items()}
    n = max(map(len, rows.values()), default=0)
    numbers = [epoch + 1 for epoch in getattr(history, "epoch", ())]
    if len(numbers) != n:
        before = 0 if last is None else max(last - n, 0)
        numbers = list(range(before + 1, before + n + 1))
    curves = {}
    for name, row in rows.items():
        every = n // (len(row) + 1) + 1
        regular = n // every == len(row)
        at = numbers[every - 1 :: every] if regular else numbers[n - len(row) :]
        curves[name] = at, row
    return curves


def shown(names: Collection[str]) -> list[str]:
    """Return the loss and the first that is neither a loss nor a learning rate."""
    others = (
        name
        for name in names
        if not name.startswith("val_") and not name.endswith(("loss", "learning_rate"))
    )
    return [name for name in ("loss", next(others, None)) if name in names]


def as_float(value: Any) -> float:
    """Return a logged value, which any callback may have put there, as a number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def mean_of(value: Any) -> float:
    """Return a logged value as a number, of several, such as one a class, the mean."""
    try:
        return float(np.mean(np.asarray(value, dtype=float)))
    except (TypeError, ValueError):
        return float("nan")


def digits(value: Any) -> str:
    """Write a logged value with four digits."""
    return f"{as_float(value):.4g}"


def _drawable(value: float) -> bool:
    """Whether a value has a place on an axis."""
    return abs(value) < _TOO_LARGE


# ------------------------------------------------------------------ the figure


def _draw(curves: Curves, metric: str, ax) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.set_title(textwrap.fill(metric.replace("_", " "), 34), loc="left", size=_SIZE)
    ax.set_xlabel("epoch", size=_SIZE)
    ax.tick_params(which="both", labelsize=_SIZE)
    style.mark_trained(ax.yaxis)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))

    first, last, ends = np.inf, -np.inf, []
    for label, prefix, color in _LINES:
        epochs, values = curves.get(prefix + metric, ([], []))
        if not epochs:
            continue
        first, last = min(first, epochs[0]), max(last, epochs[-1])
        points = [(x, y) for x, y in zip(epochs, values, strict=True) if _drawable(y)]
        (line,) = ax.plot(
            epochs,
            [y if _drawable(y) else np.nan for y in values],
            "--" if prefix else "-",
            marker="o" if len(epochs) <= _FEW else "",
            markersize=6,
            color=color,
            label=label,
        )
        style.mark_trained(line)
        ends += [(label, *points[-1], color)] if points else []
    _set_epochs(ax, first, last)
    label_ends(ax, ends)


def _set_epochs(ax, first: int, last: int) -> None:
    """Number the epochs, and leave room for the longest label beyond the last."""
    from matplotlib.ticker import MaxNLocator

    width = ax.get_window_extent().width / ax.get_figure(root=True).dpi * 72
    room = min(6.5 * _SIZE / width, 0.5)
    whole = max(last - first, 1) / (0.96 - room)
    left = first - (0.04 if last > first else 0.3) * whole
    ax.set_xlim(left, left + whole)
    ax.spines.bottom.set_bounds(left, last)
    ax.xaxis.label.set_x(((first + last) / 2 - left) / whole)
    ticks = MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    ax.set_xticks([tick for tick in ticks if first <= tick <= last])


def label_ends(ax, ends) -> None:
    """Name each line beyond its end; names that would overlap move apart."""
    ax.get_ylim()  # lets the scale of y settle
    point = ax.get_figure(root=True).dpi / 72
    heights = [ax.transData.transform((x, y))[1] / point for _, x, y, _ in ends]
    moves = _moves(heights, 1.2 * _SIZE)
    for (label, x, y, color), move in zip(ends, moves, strict=True):
        place = {"xytext": (8, move), "textcoords": "offset points"}
        text = ax.annotate(label, (x, y), color=color, va="center", **place)
        style.mark_trained(text)


def _moves(places: list[float], gap: float) -> list[float]:
    """How far to move names so that they lie a gap apart."""
    return (apart(np.array(places), gap) - places).tolist() if places else []


# ------------------------------------------------------------------ the live picture

_WIDTH, _HEIGHT = 760, 270  # pixels
_TOP, _BOTTOM = 42, 190  # of the axes
_POINTS = 150  # of a line, at most
_LABEL = 128  # the room for "validation 0.1234" beyond the last epoch


def picture(run: "_Run") -> str:
    """Draw the live picture as SVG: the curves so far, a progress bar, the time left.

    It is of one size from the first to the last, and white in dark themes too.
    """
    names = run.metrics()
    width = (_WIDTH - 20) / max(len(names), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{run.number} {escape(run.engine)}" '
        'style="display:block;max-width:100%;height:auto">',
        f'<rect x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="6" '
        f'fill="white" stroke="{style.PALE}"/>',
        '<g font-family="system-ui,Helvetica,Arial,sans-serif" font-size="13" '
        f'fill="{style.BLACK}" style="font-variant-numeric:tabular-nums">',
        *itertools.chain.from_iterable(
            _panel(run, name, 10 + k * width, width) for k, name in enumerate(names)
        ),
        *_bar(run),
        "</g></svg>",
    ]
    return "".join(parts)


def _bar(run) -> Iterator[str]:
    y, width = _HEIGHT - 22, _WIDTH - 40
    yield _text(20, y - 9, f"{run.number} {run.engine}", 'font-weight="600"')
    yield _text(_WIDTH - 20, y - 9, run.times(), 'text-anchor="end"')
    for color, part in ((style.PALE, 1.0), (style.BLUE, run.part)):
        yield (
            f'<rect x="20" y="{y}" width="{part * width:.1f}" height="8" rx="4" '
            f'fill="{color}"/>'
        )


def _panel(run, name: str, left: float, width: float) -> Iterator[str]:
    """Axes, with lines that are named, and their last values told, at their ends."""
    lines = [
        (label, color, bool(prefix), _points(run, prefix + name))
        for label, prefix, color in _LINES
    ]
    lines = [line for line in lines if line[-1]]
    title = name.replace("_", " ")
    longest = int((width - 30) / 7.5)
    title = title if len(title) <= longest else f"{title[: longest - 1]}…"
    yield _text(left + 10, 24, title, 'font-weight="600"')
    values = [y for *_, points in lines for _, y in points if _drawable(y)]
    if not values:
        return
    ticks, step = _ticks(min(values), max(values))
    low, high = ticks[0] * step, ticks[-1] * step
    from_epoch, to_epoch = run.begin, _end(run.epoch + 1, run.epochs)
    x0, x1 = left + 50, left + width - _LABEL
    across = (x1 - x0) / max(to_epoch - from_epoch, 1)
    down = (_BOTTOM - _TOP) / (high - low)

    for tick in ticks:
        y = _BOTTOM - (tick * step - low) * down
        yield f'<path d="M{x0:.0f} {y:.1f}H{x1:.0f}" stroke="{style.PALE}"/>'
        yield _text(x0 - 7, y + 4, f"{tick * step:.6g}", 'text-anchor="end"')
    epochs, every = _ticks(from_epoch + 1, to_epoch, whole=True)
    first = {from_epoch + 1} if every > 2 else set()
    for epoch in {k * every for k in epochs} | first:
        if from_epoch < epoch <= to_epoch:
            x = x0 + (epoch - from_epoch) * across
            yield _text(x, _BOTTOM + 18, f"{epoch:.0f}", 'text-anchor="middle"')
    yield _text(x1 + 26, _BOTTOM + 18, "epoch")

    ends = []
    for label, color, dashed, points in lines:
        here = [
            (x0 + (x - from_epoch) * across, _BOTTOM - (y - low) * down)
            for x, y in points
            if _drawable(y)
        ]
        if here:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in here)
            dash = ' stroke-dasharray="6 4"' if dashed else ""
            yield (
                f'<polyline points="{path}" fill="none" stroke="{color}" '
                f'stroke-width="2.5" stroke-linejoin="round"{dash}/>'
            )
            ends.append((*here[-1], f"{label} {digits(points[-1][1])}", color))
    moves = _moves([end[1] for end in ends], 15)
    for (x, y, label, color), move in zip(ends, moves, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'
        yield _text(x + 8, y + move + 4, label, f'fill="{color}"')


def _points(run, name: str) -> list[tuple[float, float]]:
    """Not too many points of a curve, and the running value of this epoch."""
    epochs, values = run.curves.get(name, ([], []))
    every = len(epochs) // _POINTS + 1
    points = list(zip(epochs[::-every], values[::-every], strict=True))[::-1]
    if name in run.logs:
        points.append((run.epoch + run.share, as_float(run.logs[name])))
    return points


def _end(epoch: int, epochs: int) -> int:
    """The last epoch on the axis: of many, as far as is soon needed."""
    if epochs <= 30:
        return epochs
    power = 10 ** int(math.log10(max(epoch, 10)))
    return min(epochs, next(k * power for k in (2, 5, 10, 20) if k * power > epoch))


def _ticks(low: float, high: float, *, whole: bool = False) -> tuple[range, float]:
    """Up to six multiples, which hold both, of a step of 1, 2 or 5; and the step."""
    least = max(high - low, 0.01 * abs(high), 1e-99) / 5
    power = 10.0 ** math.floor(math.log10(least))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= least)
    if whole:
        step = max(round(step), 1)
    first, last = math.floor(low / step), math.ceil(high / step)
    return range(first, max(last, first + 1) + 1), step


def _text(x: float, y: float, text: str, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(text)}</text>'
