"""What artists show: how many marks there are, where, and with what values."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from matplotlib.collections import (
    EllipseCollection,
    LineCollection,
    PathCollection,
    QuadMesh,
)
from matplotlib.colors import Normalize
from matplotlib.contour import ContourSet
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.quiver import Quiver

from nnlib.descriptions.numbers import (
    course,
    digits_of,
    floats,
    number,
    some,
    spread,
)
from nnlib.descriptions.words import own_label, seen
from nnlib.figures.style import is_trained

_NOWHERE = np.empty((0, 2))


@dataclass
class Mark:
    """What is seen of an artist, or of several of one kind."""

    kind: str
    count: str
    places: np.ndarray = field(default_factory=lambda: _NOWHERE)  # (n, 2), of data
    notes: list[str] = field(default_factory=list)  # more to tell
    values: list[np.ndarray] = field(default_factory=list)  # of which the order counts
    shares: np.ndarray = field(default_factory=lambda: _NOWHERE)  # of the axes
    is_course: bool = False  # it leads from place to place


def readers(parent) -> Iterator[tuple[Callable[..., Mark], list]]:
    """Find the artists on axes or on a bare figure, alike ones together.

    Yields
    ------
    tuple
        What makes a `Mark` of them, and a list of them.
    """
    boxes = [
        box for box in getattr(parent, "containers", ()) if hasattr(box, "patches")
    ]
    bars = {patch for box in boxes for patch in box.patches}
    patches = defaultdict(list)
    for patch in seen(parent.patches):
        if patch not in bars:
            patches[type(patch), is_trained(patch)].append(patch)
    yield from ((_read_bars, [box]) for box in boxes if any(seen(box.patches)))
    yield from ((_read_line, [line]) for line in seen(parent.lines))
    yield from ((_read_image, [image]) for image in seen(parent.images))
    collections = getattr(parent, "collections", ())
    yield from ((_read_collection, [thing]) for thing in seen(collections))
    yield from ((_read_patches, alike) for alike in patches.values())


def _read_bars(box) -> Mark:
    upright = int(getattr(box, "orientation", "vertical") != "horizontal")
    bounds = floats([p.get_bbox().bounds for p in seen(box.patches)])
    starts, lengths = bounds[:, upright], bounds[:, 2 + upright]
    widths = bounds[:, 3 - upright]
    middles = bounds[:, 1 - upright] + widths / 2
    notes = [f"lengths {course(lengths, middles, few=12)}", f"at {course(middles)}"]
    if np.any(starts):
        notes.append(f"starting {course(starts)}")
    values = [lengths, middles, starts, widths]
    return Mark(_named("bars", box), f"{len(bounds)}", notes=notes, values=values)


def _read_line(line) -> Mark:
    style = MarkerStyle(line.get_marker() or "None")
    path = style.get_path().transformed(style.get_transform())
    marker = _marker(path) if len(_vertices(path)) else ""
    if line.get_linestyle() in ("None", "none", " ", ""):
        kind = _points(marker)
    else:
        dash = {"--": "dashed", "-.": "dash-dotted", ":": "dotted"}
        steps = line.get_drawstyle().removeprefix("default")
        words = [dash.get(line.get_linestyle()), steps, "line"]
        words += [f"with {marker} marks"] if marker else []
        kind = " ".join(filter(None, words))
    in_space = hasattr(line, "get_data_3d")
    data = line.get_data_3d() if in_space else line.get_data(orig=False)
    values = [np.ravel(floats(v)) for v in data]
    n = len(values[0])
    mark = Mark(_named(kind, line), f"{n}" if "points" in kind else some(n, "point"))
    if in_space:
        named = zip("xyz", values, strict=True)
        mark.notes = [f"{name} {course(v)}" for name, v in named]
        mark.values = values
    else:
        mark.places = _in_data(np.stack(values, axis=1), line, line.get_transform())
        mark.is_course = True
    return mark


def _in_data(places, artist, transform) -> np.ndarray:
    """Return data coordinates even where others were given, as in ``ax.axhline``."""
    if artist.axes is None or transform == artist.axes.transData:
        return places
    places = (transform - artist.axes.transData).transform(places)
    span = np.ptp(artist.axes.viewLim.get_points(), axis=0)
    return np.where(np.abs(places) < 1e-9 * span, 0, places)  # not 1e-17, but 0


def _named(kind: str, artist) -> str:
    label = own_label(artist)
    return f'{kind} "{label}"' if label else kind


def _points(marker: str) -> str:
    return "points" if marker in ("", "circle") else f"{marker} points"


def _vertices(path: Path) -> np.ndarray:
    return np.asarray(path.vertices)


def _marker(path: Path) -> str:
    outline = _vertices(path)
    for marker, name in MarkerStyle.markers.items():
        style = MarkerStyle(marker)
        known = _vertices(style.get_path().transformed(style.get_transform()))
        if known.shape == outline.shape and np.allclose(known, outline):
            return str(name).replace("_", " ")
    return f"{len(outline)}-cornered"


def _read_image(image) -> Mark:
    values = floats(image.get_array())
    if image.origin == "lower":
        values = values[::-1]
    return Mark(
        _named("image", image),
        " x ".join(map(str, values.shape)),
        np.reshape(image.get_extent(), (2, 2)).T,
        _shades(image, values),
        [values],
    )


def _shades(thing, values) -> list[str]:
    """Tell its values, and where its colors end if that is not where they do."""
    parts, norm = [f"values {spread(values)}"], thing.norm
    ends = [end for end in (norm.vmin, norm.vmax) if end is not None]
    digits = digits_of(ends)
    ends = [number(end, digits=digits) for end in ends]
    finite = values[np.isfinite(values)]
    reach = [number(f(finite), digits=digits) for f in (np.min, np.max) if finite.size]
    if reach and ends and ends != reach:
        parts.append(f"shades from {' to '.join(ends)}")
    if type(norm) is not Normalize:
        parts.append(" ".join([f"shades by {type(norm).__name__}", *_settings(norm)]))
    return parts


def _settings(norm) -> Iterator[str]:
    for name in ("vcenter", "gamma", "linthresh", "boundaries"):
        if hasattr(norm, name):
            yield f"{name} {spread(floats(getattr(norm, name)))}"


def _read_collection(thing) -> Mark:
    if isinstance(thing, ContourSet):
        notes = [f"levels {course(thing.levels)}"]
        name, count = _named("contours", thing), len(thing.levels)
        return Mark(name, f"{count}", notes=notes, shares=_outlines(thing))
    if isinstance(thing, LineCollection):
        mark = _read_segments(thing)
    elif isinstance(thing, QuadMesh):
        corners = floats(thing.get_coordinates())
        count = " x ".join(str(n - 1) for n in corners.shape[:2])
        mark = Mark(_named("mesh", thing), count, corners.reshape(-1, 2))
    elif _lies_at_offsets(thing):
        mark = _read_points(thing)
    else:
        paths = [path for path in thing.get_paths() if len(path.vertices)]
        places = np.concatenate([_NOWHERE, *map(_corners, paths)])
        mark = Mark(_named("areas", thing), f"{len(paths)}", places)
    if thing.get_array() is not None:
        values = floats(thing.get_array())
        mark.notes += _shades(thing, values)
        mark.values.append(values)
    return mark


def _outlines(contours) -> np.ndarray:
    """Sum up the lines of each level: their length, and where they lie.

    A value that meets a level but for its rounding error gives a line one corner more
    or less; such sums stay the same.
    """
    transform = contours.axes.transData - contours.axes.transAxes
    sums = []
    for path in contours.get_paths():
        here = transform.transform(path.vertices)
        going_on = path.codes[1:] != Path.MOVETO if len(here) else []
        middle = (here[1:] + here[:-1])[going_on] / 2
        length = np.hypot(*(here[1:] - here[:-1])[going_on].T)
        sums.append([length.sum(), length @ middle.prod(axis=1), *(length @ middle)])
    return np.reshape(sums, (-1, 2))


def _read_segments(thing) -> Mark:
    segments = thing.get_segments()
    count = len(segments)
    widths = np.resize(floats(thing.get_linewidths()), count)
    dashes = [float(dashes is not None) for _, dashes in thing.get_linestyles()]
    dashed = np.resize(dashes, count)
    notes = [f"{np.count_nonzero(dashed)} dashed"] if dashed.any() else []
    if len(set(widths.tolist())) > 1:
        notes.append(f"widths {spread(widths)}")
    places = np.concatenate([_NOWHERE, *segments])
    return Mark(_named("segments", thing), f"{count}", places, notes, [widths, dashed])


def _lies_at_offsets(thing) -> bool:
    """Whether its marks are copies of one, each at a place of its own."""
    offsets = thing.get_offsets()
    marks = isinstance(thing, (EllipseCollection, PathCollection))
    return marks or len(offsets) > 1 or bool(np.any(offsets))


def _read_points(thing) -> Mark:
    places = floats(thing.get_offsets()).reshape(-1, 2)
    is_scatter = isinstance(thing, PathCollection) and len(thing.get_paths()) == 1
    kind = _points(_marker(thing.get_paths()[0])) if is_scatter else "points"
    mark = Mark(_named(kind, thing), f"{len(places)}", places)
    sizes = np.ravel(getattr(thing, "get_sizes", list)())
    if len(set(sizes.tolist())) > 1:
        mark.notes.append(f"sizes {spread(sizes)}")
        mark.values.append(sizes)
    if isinstance(thing, Quiver):
        u, v = floats(thing.U), floats(thing.V)
        mark.notes += [f"arrows x {spread(u)}", f"y {spread(v)}"]
        mark.values += [u, v]
    return mark


def _read_patches(*patches) -> Mark:
    labels = [label for patch in patches if (label := own_label(patch))]
    kind = type(patches[0]).__name__.removeprefix("Fancy").removesuffix("Patch")
    kind += f' "{", ".join(labels)}"' if labels else ""
    places = np.concatenate([_NOWHERE, *map(_patch_corners, patches)])
    return Mark(kind, f"{len(patches)}", places)


def _patch_corners(patch) -> np.ndarray:
    ends = getattr(patch, "_posA_posB", None)
    if isinstance(patch, FancyArrowPatch) and ends is not None:
        return floats(ends)  # its path depends on the layout
    places = patch.get_patch_transform().transform(_corners(patch.get_path()))
    return _in_data(places, patch, patch.get_data_transform())


def _corners(path: Path) -> np.ndarray:
    """Return the vertices; the last of a closed path is of no meaning."""
    if path.codes is None:
        return _vertices(path)
    return _vertices(path)[np.asarray(path.codes) != Path.CLOSEPOLY]
