"""Describe a figure: its plots, their axes and marks, and the words around them."""

import contextlib
import logging
import warnings
from collections.abc import Iterator

import numpy as np
from matplotlib import ticker
from matplotlib.figure import Figure, FigureBase

from nnlib.descriptions.marks import Mark, readers
from nnlib.descriptions.numbers import (
    Order,
    course,
    digits_of,
    number,
    some,
    spread,
)
from nnlib.descriptions.words import (
    describe_box,
    describe_texts,
    own_label,
    plain,
    says,
    seen,
    words_of,
)
from nnlib.figures.style import is_trained


def describe(figure: Figure) -> str:
    """Describe a matplotlib figure in plain text.

    The same text is what a deck puts in ``alt`` and what a notebook's regression test
    compares, so it differs when anything but a color does.

    For every plot: where it lies; its title, axis names, ranges and own ticks; each
    line, scatter, bar chart, image and collection with how many there are, and its
    values to three digits, or up to six where they are close together: all of six, or
    else the first, last, least, greatest and mean. Places are told along axes with
    ticks only. Then texts, legends, tables and insets. The last line is one number for
    all places and values in their order: it differs when two are exchanged. The values
    of what `nnlib.style.mark_trained` marked are left out everywhere.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any part of it stands for the whole figure.

    Returns
    -------
    str
        One line for each thing to see.

    Raises
    ------
    TypeError
        If it is not a figure.

    Examples
    --------
    >>> figure, ax = plt.subplots()
    >>> line = ax.plot([1, 2, 3], [0.5, 0.2, 0.1], label="loss")
    >>> print(nnlib.describe(figure))
    Figure with 1 plot.
    x axis from 0.9 to 3.1; y axis from 0.08 to 0.52.
    - line "loss": 3 points; x 1, 2, 3; y 0.5, 0.2, 0.1
    Order of all values: -0.1534.
    """
    if not isinstance(figure, FigureBase):
        raise TypeError(
            f"figure: a {type(figure).__name__} came; give a matplotlib figure, "
            f"such as ax.figure"
        )
    figure = figure.get_figure(root=True)
    with np.errstate(all="ignore"):  # a curve may reach the largest numbers there are
        _settle(figure)
        return "\n".join(_describe_figure(figure))


def _settle(figure) -> None:
    """Draw to nowhere: layout and ticks are settled only then."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        # Whoever draws the figure is told what is wrong with it (a missing glyph, too
        # little room, numbers too large); a description must not say it once more.
        with warnings.catch_warnings(), contextlib.suppress(Exception):
            warnings.simplefilter("ignore")
            figure.draw_without_rendering()
    finally:
        logger.setLevel(level)


def _describe_figure(figure) -> Iterator[str]:
    shown = list(seen(figure.axes))
    order = Order()
    yield f"Figure with {some(len(shown), 'plot')}."
    for part in _parts(figure):
        if part.get_suptitle():
            yield f'Title "{words_of(part._suptitle)}".'
        yield from _describe_marks(part, None, order)
    cells = _attempt({}, _cells, [ax for ax in shown if not _is_color_bar(ax)])
    for k, ax in enumerate(shown, 1):
        name = f"Plot {k}{cells.get(ax, '')}: " if len(shown) > 1 else ""
        head, *rest = _attempt([type(ax).__name__], _describe_axes, ax, order)
        yield from (f"{name}{head}", *rest)
    yield f"Order of all values: {order}."


def _parts(figure) -> Iterator:
    yield figure
    for part in figure.subfigs:
        yield from _parts(part)


def _cells(axes) -> dict:
    """The row and column of plots, after their corners as they were before layout."""
    corners = {}
    for ax in axes:
        spec, part = ax.get_subplotspec(), ax.figure
        box = spec.get_position(part) if spec else ax.get_position(original=True)
        whole = part.get_figure(root=True).transSubfigure
        corner = (part.transSubfigure - whole).transform((box.x0, box.y1))
        corners[ax] = tuple(np.round(corner, 2).tolist())
    columns = sorted({x for x, _ in corners.values()})
    rows = sorted({y for _, y in corners.values()}, reverse=True)
    return {
        ax: f" (row {rows.index(y) + 1}, column {columns.index(x) + 1})"
        for ax, (x, y) in corners.items()
        if len(corners) > 1
    }


def _is_color_bar(ax) -> bool:
    return ax.get_label() == "<colorbar>"


def _attempt(otherwise, do, *args):
    """What `do` gives, or else that: nothing that was drawn is beyond description."""
    try:
        return do(*args)
    except Exception:
        return otherwise


# ------------------------------------------------------------------ a plot


def _describe_axes(ax, order: Order) -> list[str]:
    sides = ("left", "center", "right") if hasattr(ax, "get_title") else ()
    titles = [f'"{plain(title)}"' for side in sides if (title := ax.get_title(side))]
    if titles and is_trained(ax.title):
        titles = ["title of trained values"]
    parts = ["color bar" if _is_color_bar(ax) else "", ", ".join(titles), own_label(ax)]
    axison = getattr(ax, "_axis3don", ax.axison)
    for name in "xyz" if axison else "":
        axis = getattr(ax, f"{name}axis", None)
        if axis and axis.get_visible() and (axis.get_label_text() or _has_ticks(axis)):
            parts.append(_attempt(f"{name} axis", _describe_axis, name, axis))
    if hasattr(ax, "elev"):
        parts.append(f"seen from {number(ax.elev)} and {number(ax.azim)} degrees")
    lines = [f"{'; '.join(filter(None, parts)) or 'no axes'}."]
    if not _is_color_bar(ax):
        lines += [f"- {line}" for line in _describe_marks(ax, ax, order)]
    for inner in seen(ax.child_axes):
        order.add_places((inner.transAxes - ax.transAxes).transform([(0, 0), (1, 1)]))
        head, *rest = _describe_axes(inner, order)
        lines += [f"- inside: {head}", *(f"  {line}" for line in rest)]
    return lines


def _has_ticks(axis) -> bool:
    return axis.get_visible() and _attempt(1, lambda: len(axis.get_majorticklocs())) > 0


def _describe_axis(name: str, axis) -> str:
    label = f' "{words_of(axis.label)}"' if axis.get_label_text() else ""
    text = f"{name} axis{label}"
    low, high = axis.get_view_interval()
    if is_trained(axis):
        return f"{text} of trained values"
    if _has_ticks(axis):
        digits = digits_of([low, high])
        text += f" from {number(low, 0, digits)} to {number(high, 0, digits)}"
    if axis.get_scale() != "linear":
        text += f" ({axis.get_scale()})"
    ticks = _ticks(axis, *sorted((low, high)))
    return f"{text}, ticks {', '.join(ticks)}" if ticks else text


def _ticks(axis, low: float, high: float) -> list[str]:
    """Tell ticks that somebody chose, or that are words."""
    numbers = ticker.ScalarFormatter, ticker.LogFormatter, ticker.LogitFormatter
    are_words = not isinstance(axis.get_major_formatter(), numbers)
    chosen = isinstance(axis.get_major_locator(), ticker.FixedLocator)
    if not chosen and not are_words:
        return []
    labels = [plain(label.get_text()) for label in axis.get_ticklabels()]
    found, room = [], 1e-9 * (high - low)
    places = axis.get_majorticklocs()
    for k, (place, label) in enumerate(zip(places, labels, strict=True)):
        if low - room <= place <= high + room:
            at = number(place, high - low, digits_of([low, high]))
            evident = not chosen or k == place or label == at
            named = label if evident else f"{label} at {at}"
            found.append(named if are_words and label else at)
    return found


def _describe_marks(parent, ax, order: Order) -> Iterator[str]:
    """Tell what is on axes, or (`ax` is None) on a bare figure."""
    scaled = [
        x for x in "xy" if ax and ax.axison and _has_ticks(getattr(ax, f"{x}axis"))
    ]

    def tell(read, artists):
        return _tell(read(*artists), any(map(is_trained, artists)), scaled, ax, order)

    for read, artists in readers(parent):
        yield _attempt(type(artists[0]).__name__, tell, read, artists)
    suptitle = getattr(parent, "_suptitle", None)
    texts = [t for t in seen(parent.texts) if says(t) and t is not suptitle]
    if texts:
        yield describe_texts(texts, ax, order, with_places=len(scaled) == 2)
    legends = parent.legends if ax is None else filter(None, [ax.legend_])
    for box in seen([*legends, *parent.artists, *getattr(parent, "tables", ())]):
        yield _attempt(type(box).__name__, describe_box, box)


def _tell(mark: Mark, trained: bool, scaled: list[str], ax, order: Order) -> str:
    if trained:
        return f"{mark.kind}: {mark.count}, of trained values"
    parts = [f"{mark.kind}: {mark.count}"]
    for k, name in enumerate("xy"):
        if name in scaled and len(mark.places):
            values, at = mark.places[:, k], mark.places[:, 0] if k else None
            numbers = course(values, at) if mark.is_course else spread(values)
            parts.append(f"{name} {numbers}")
    order.add_places(mark.places, ax)
    order.add_places(mark.shares)
    for values in mark.values:
        order.add(values)
    return "; ".join(parts + mark.notes)
