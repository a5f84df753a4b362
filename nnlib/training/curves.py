"""The curves of a history: at which epochs, and their figure."""

import itertools
import textwrap
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = (("training", "", style.BLUE), ("validation", "val_", style.VERMILION))
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

    Examples
    --------
    >>> history = {"loss": [0.9, 0.5, 0.3, 0.2], "val_loss": [0.9, 0.6, 0.5, 0.55]}
    >>> ax = nnlib.plot_history(history)
    """
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
    with drawing_on(ax) as ax:
        _draw(curves, metric, ax)
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
    from matplotlib.figure import Figure

    names = shown(curves)
    with style.applied():
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
    return [name for name in ("loss", *itertools.islice(others, 1)) if name in names]


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


def drawable(value: float) -> bool:
    """Whether a value has a place on an axis."""
    return abs(value) < _TOO_LARGE


def _draw(curves: Curves, metric: str, ax) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.set_title(textwrap.fill(metric.replace("_", " "), 34), loc="left", size=_SIZE)
    ax.set_xlabel("epoch", size=_SIZE)
    ax.tick_params(which="both", labelsize=_SIZE)
    style.mark_trained(ax.yaxis)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))

    drawn, ends = [], []
    for label, prefix, color in LINES:
        epochs, values = curves.get(prefix + metric, ([], []))
        if not epochs:
            continue
        drawn += epochs
        points = [(x, y) for x, y in zip(epochs, values, strict=True) if drawable(y)]
        (line,) = ax.plot(
            epochs,
            [y if drawable(y) else np.nan for y in values],
            "--" if prefix else "-",
            marker="o" if len(epochs) <= _FEW else "",
            markersize=6,
            color=color,
            label=label,
        )
        style.mark_trained(line)
        ends += [(label, *points[-1], color)] if points else []
    _set_epochs(ax, min(drawn), max(drawn))
    for text in name_ends(ax, ends):
        style.mark_trained(text)


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
