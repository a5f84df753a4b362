"""What a figure shows, in words: for a screen reader, and for the tests.

The same text is what a deck puts in ``alt`` and what a notebook's regression test
compares, so it names every mark and every number that a viewer could see, and no color.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def describe(figure: "Figure") -> str:
    """Describe a matplotlib figure in plain text.

    For every axes: its title, axis names and ranges; each line, scatter, bar chart,
    image, and collection with how many points it has and their first, last, least,
    greatest and mean values to three digits; texts and legend. Colors are left out, and
    so are the values of what `nnlib.style.mark_trained` marked.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        One line for each thing to see.

    Raises
    ------
    TypeError
        If it is not a figure.
    """
    from matplotlib.figure import FigureBase

    if not isinstance(figure, FigureBase):
        raise TypeError(
            f"figure: a {type(figure).__name__} came; give a matplotlib figure, "
            f"such as ax.figure"
        )
    figure.draw_without_rendering()  # layout and ticks are settled only then
    shown = [ax for ax in figure.axes if ax.get_visible()]
    lines = [f"Figure with {_some(len(shown), 'plot')}."]
    if figure.get_suptitle():
        lines.append(f'Title "{_plain(figure.get_suptitle())}".')
    lines += [
        f'Text "{_plain(text.get_text())}".'
        for text in figure.texts
        if text.get_text() and text is not figure._suptitle
    ]
    for number, ax in enumerate(shown, 1):
        head, *rest = _describe_axes(ax)
        lines.append(f"Plot {number}: {head}" if len(shown) > 1 else head)
        lines += [f"- {line}" for line in rest]
    return "\n".join(lines)


def _describe_axes(ax) -> list[str]:
    parts = [part for part in (_titles(ax), _own_label(ax)) if part]
    if ax.axison:
        parts += [_describe_axis(ax, name) for name in "xy"]
    lines = ["; ".join(parts) + "." if parts else "no axes."]
    bars = {id(patch) for box in ax.containers for patch in getattr(box, "patches", ())}
    lines += [line for box in ax.containers for line in _describe_container(box)]
    lines += [_describe_line(line) for line in _seen(ax.lines)]
    lines += [_describe_image(image) for image in _seen(ax.images)]
    lines += [_describe_collection(thing) for thing in _seen(ax.collections)]
    lines += _describe_patches([p for p in _seen(ax.patches) if id(p) not in bars])
    texts = [_plain(text.get_text()) for text in _seen(ax.texts)]
    if any(texts):
        lines.append(f"texts: {', '.join(text for text in texts if text)}")
    places = [text.get_position() for text in _seen(ax.texts) if text.get_text()]
    if places and ax.axison:
        lines.append(f"texts at {_range_of_points(np.array(places, dtype=float))}")
    if ax.get_legend() is not None:
        names = [_plain(text.get_text()) for text in ax.get_legend().get_texts()]
        lines.append(f"legend: {', '.join(names)}")
    return lines


def _seen(artists) -> Iterator:
    return (artist for artist in artists if artist.get_visible())


def _titles(ax) -> str:
    titles = (ax.get_title(where) for where in ("left", "center", "right"))
    return ", ".join(f'"{_plain(title)}"' for title in titles if title)


def _own_label(artist) -> str:
    label = str(artist.get_label())
    return "" if label.startswith(("_", "<")) else _plain(label)


def _describe_axis(ax, name: str) -> str:
    axis = getattr(ax, f"{name}axis")
    low, high = axis.get_view_interval()
    label = f' "{_plain(axis.get_label_text())}"' if axis.get_label_text() else ""
    text = f"{name} axis{label} from {_number(low)} to {_number(high)}"
    if axis.get_scale() != "linear":
        text += f" ({axis.get_scale()})"
    ticks = [_plain(t.get_text()) for t in axis.get_ticklabels() if t.get_text()]
    if any(not _is_number(tick) for tick in ticks) and axis.get_scale() == "linear":
        text += f", ticks {', '.join(ticks)}"
    return text


def _describe_container(box) -> list[str]:
    if not hasattr(box, "patches"):
        return []
    upright = getattr(box, "orientation", "vertical") != "horizontal"
    sizes = [p.get_height() if upright else p.get_width() for p in box.patches]
    starts = [p.get_y() if upright else p.get_x() for p in box.patches]
    places = [p.get_x() if upright else p.get_y() for p in box.patches]
    text = f"{_name('bars', box)}: {len(sizes)}, lengths {_statistics(sizes)}"
    if np.any(starts):
        text += f", starting {_statistics(starts)}"
    return [f"{text}, places {_statistics(places)}"]


def _describe_line(line) -> str:
    x, y = (np.ravel(_floats(data)) for data in line.get_data(orig=False))
    kind = "line" if line.get_linestyle() not in ("None", "none", "") else "points"
    text = f"{_name(kind, line)}: {_some(len(x), 'point')}"
    if _is_trained(line):
        return f"{text}, of trained values"
    return f"{text}, x {_statistics(x)}, y {_statistics(y, at=x)}"


def _describe_image(image) -> str:
    values = _floats(image.get_array())
    shape = " x ".join(map(str, values.shape))
    extent = " ".join(map(_number, image.get_extent()))
    left = np.arange(values.shape[1]) if values.ndim > 1 else None
    tilt = np.nanmean(values.reshape(*values.shape[:2], -1).mean(-1) * left)
    return (
        f"{_name('image', image)}: {shape} in {extent}, {_statistics(values.ravel())}, "
        f"mean of value times column {_number(tilt)}"
    )


def _describe_collection(thing) -> str:
    from matplotlib import collections
    from matplotlib.contour import ContourSet
    from matplotlib.quiver import Quiver

    if isinstance(thing, ContourSet):
        levels = _statistics(thing.levels)
        return f"{_name('contours', thing)}: {len(thing.levels)} levels {levels}"
    if isinstance(thing, collections.LineCollection):
        segments = thing.get_segments()
        points = np.concatenate(segments) if len(segments) else np.empty((0, 2))
        starts = np.array([s[0] for s in segments if len(s)]).reshape(-1, 2)
        text = f"{_name('segments', thing)}: {len(segments)}"
        if len(points):
            text += f", {_range_of_points(points)}, from {_range_of_points(starts)}"
        if _is_trained(thing):
            return f"{text}, of trained values"
        widths = np.broadcast_to(thing.get_linewidths(), len(segments))
        if len(set(widths.tolist())) > 1:
            text += f", widths {_statistics(widths)}"
    elif isinstance(thing, collections.QuadMesh):
        text = f"{_name('mesh', thing)}: {thing.get_coordinates().shape[:2]}"
    elif _lies_at_offsets(thing):
        offsets = _floats(thing.get_offsets())
        text = f"{_name('points', thing)}: {len(offsets)}, {_range_of_points(offsets)}"
        sizes = getattr(thing, "get_sizes", lambda: ())()
        if len(set(np.ravel(sizes).tolist())) > 1:
            text += f", sizes {_statistics(sizes)}"
        if isinstance(thing, Quiver):
            text += f", arrows x {_statistics(thing.U)}, y {_statistics(thing.V)}"
    else:
        paths = [path.vertices for path in thing.get_paths() if len(path.vertices)]
        text = f"{_name('areas', thing)}: {len(paths)}"
        if paths:
            text += f", {_range_of_points(np.concatenate(paths))}"
    if thing.get_array() is not None and not _is_trained(thing):
        text += f", values {_statistics(_floats(thing.get_array()))}"
    return text


def _lies_at_offsets(thing) -> bool:
    """Whether a collection's marks are copies of one, each at a place of its own."""
    from matplotlib.collections import EllipseCollection, PathCollection

    offsets = thing.get_offsets()
    marks = isinstance(thing, (EllipseCollection, PathCollection))
    return marks or len(offsets) > 1 or bool(np.any(offsets))


def _describe_patches(patches) -> list[str]:
    lines = []
    for kind, count in Counter(type(patch).__name__ for patch in patches).items():
        same = [patch for patch in patches if type(patch).__name__ == kind]
        paths = [p.get_patch_transform().transform(p.get_path().vertices) for p in same]
        corners = np.array(
            [end for path in paths for end in (path.min(0), path.max(0))]
        )
        names = [name for patch in same if (name := _own_label(patch))]
        named = f' "{", ".join(names)}"' if names else ""
        lines.append(f"{kind}{named}: {count}, {_range_of_points(corners)}")
    return lines


# ------------------------------------------------------- words and numbers


def _name(kind: str, artist) -> str:
    label = _own_label(artist)
    return f'{kind} "{label}"' if label else kind


def _floats(values) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)


def _is_trained(artist) -> bool:
    return getattr(artist, "nnlib_trained", False)


def _some(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def _plain(text: str) -> str:
    return " ".join(text.replace("$", "").split())


def _is_number(text: str) -> bool:
    try:
        float(text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return False
    return True


def _number(value: float, scale: float = 0.0) -> str:
    """Three digits; 0 for what is only rounding error beside `scale`."""
    if abs(value) <= 1e-9 * scale or abs(value) < 1e-300:
        value = 0.0
    return f"{value:.3g}"


def _statistics(values, at=None) -> str:
    values = np.ravel(np.asarray(values, dtype=float))
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "no values"
    scale = float(np.abs(finite).max())
    if finite.size == 1 or np.ptp(finite) == 0:
        text = f"all {_number(finite[0])}" if finite.size > 1 else _number(finite[0])
    else:
        least, greatest = _number(finite.min(), scale), _number(finite.max(), scale)
        if at is not None:
            here = np.asarray(at, dtype=float)[np.isfinite(values)]
            least += f" at {_number(here[finite.argmin()])}"
            greatest += f" at {_number(here[finite.argmax()])}"
        text = (
            f"{_number(finite[0], scale)} to {_number(finite[-1], scale)}, "
            f"least {least}, greatest {greatest}, mean {_number(finite.mean(), scale)}"
        )
    lost = values.size - finite.size
    return f"{text} ({lost} not finite)" if lost else text


def _range_of_points(points: np.ndarray) -> str:
    return f"x {_statistics(points[:, 0])}; y {_statistics(points[:, 1])}"
