"""One filter of a convolution: it slides over a picture and answers everywhere."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib.arguments import checked_integer, finite_array, short_text
from nnlib.explore._packed import text_of
from nnlib.explore.host import FRONT, Explorable, poster

SIDES, FILTER_SIDES = (8, 40), (3, 5)  # of the picture, of a filter: least and most
FILTERS, NAME_LETTERS = (1, 8), 24
MOST_WEIGHT, MOST_STRIDE = 99, 4
WHITE_TO_BLACK = 255  # steps of a pixel
_KNOWN = {
    "ink at the right": [[-1, 0, 1]] * 3,
    "ink below": [[-1] * 3, [0] * 3, [1] * 3],
    "a spot": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
}


def convolution(
    picture: Any,
    filters: Mapping[str, Any] | None = None,
    *,
    stride: int = 1,
    dense: Any = None,
) -> Explorable:
    """Slide a filter over a picture, move the picture, and see the answers move along.

    Parameters
    ----------
    picture : array_like of shape (rows, columns)
        8 to 40 of each. The least number is paper, 0, the greatest ink, 1.
    filters : mapping of str to array_like of shape (size, size), optional
        Up to eight, of one size from 3 to 5, with weights from -99 to 99, by names of
        up to 24 letters. The first is there at the start; by default three of size 3.
    stride : int, default 1
        Pixels from one place to the next, 1 to 4.
    dense : array_like of shape (rows * columns,) or (rows, columns), optional
        The weights of one dense node, whose answer to the same picture is told, too.

    Returns
    -------
    Explorable
        The picture, the filter and its answers, which appear where the filter has
        been: it is dragged, or Play slides it over all places. Every weight can be
        changed by a click, and the picture moved to the side, up and down. Shown by a
        notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the picture, a filter, the stride or the dense weights have another shape or
        range.

    Notes
    -----
    An answer is the sum of the products of the weights and the pixels that lie under
    them, without padding, so that a picture of n rows has (n - size) // stride + 1
    rows of answers. ``keras.layers.Conv2D`` computes the same, before its bias and
    activation function. What a move brings in is paper; what leaves is lost. Pixels are
    rounded to steps of 1/255, dense weights to three digits.

    Examples
    --------
    >>> digits = nnlib.load("mnist")
    >>> sliding = nnlib.explore.convolution(digits.x_train[0])
    >>> page = sliding.save("convolution.html")
    """
    pixels = _pixels(picture)
    known = _filters(filters)
    step = checked_integer("stride", stride, 1, MOST_STRIDE)
    weights = _dense(dense, pixels)
    rows, columns = pixels.shape
    first = next(iter(known))
    size = len(known[first])
    return Explorable(
        FRONT / "convolution" / "convolution.js",
        {
            "rows": rows,
            "columns": columns,
            "size": size,
            "stride": step,
            "names": list(known),
            "filters": [each.ravel().tolist() for each in known.values()],
            "state": {
                "weights": known[first].ravel().tolist(),
                "right": 0,
                "below": 0,
                "row": 0,
                "column": 0,
                "open": False,
            },
        },
        trained={"picture": text_of(pixels), "dense": weights},
        poster=poster(lambda ax: _draw(pixels, ax), size=(640, 320)),
        description=(
            f"A filter of {size} by {size} weights on a picture of {rows} by {columns} "
            "pixels. The filter can be dragged over the picture, or slides over all of "
            "its places; the answer at each place, the sum of weights times pixels, is "
            "a pixel of a second picture. The weights can be changed, and the picture "
            "moved: the answers move along."
        ),
        size=(1200, 500),
    )


def _pixels(picture: Any) -> np.ndarray:
    least, most = SIDES
    wanted = (
        f"a picture of {least} to {most} rows and columns, such as digits.x_train[0]"
    )
    found = finite_array("picture", picture, wanted)
    if found.ndim != 2 or not all(least <= side <= most for side in found.shape):
        raise ValueError(f"picture: the shape {found.shape} came; give {wanted}")
    span = np.ptp(found) or 1
    return np.round(WHITE_TO_BLACK * (found - found.min()) / span).astype(np.uint8)


def _filters(filters: Mapping[str, Any] | None) -> dict[str, np.ndarray]:
    given = _KNOWN if filters is None else filters
    if not isinstance(given, Mapping) or not FILTERS[0] <= len(given) <= FILTERS[1]:
        raise ValueError(
            f"filters: {filters!r} came; give a dictionary of one to {FILTERS[1]} "
            "names and squares of weights, such as {'edge': [[-1, 0, 1]] * 3}"
        )
    least, most = FILTER_SIDES
    wanted = (
        f"squares of one size, of {least} to {most} rows of weights from "
        f"{-MOST_WEIGHT} to {MOST_WEIGHT}"
    )
    found = {
        short_text("filters", name, NAME_LETTERS): finite_array("filters", each, wanted)
        for name, each in given.items()
    }
    shapes = {each.shape for each in found.values()}
    size = len(next(iter(found.values())))
    if shapes != {(size, size)} or not least <= size <= most:
        raise ValueError(f"filters: the shapes {sorted(shapes)} came; give {wanted}")
    if max(np.abs(each).max() for each in found.values()) > MOST_WEIGHT:
        raise ValueError(f"filters: a weight beyond {MOST_WEIGHT} came; give {wanted}")
    return found


def _dense(dense: Any, pixels: np.ndarray) -> list[float] | None:
    if dense is None:
        return None
    wanted = f"a weight for each of the {pixels.size} pixels"
    found = finite_array("dense", dense, wanted)
    if found.shape not in (pixels.shape, (pixels.size,)):
        raise ValueError(f"dense: the shape {found.shape} came; give {wanted}")
    return [float(f"{weight:.3g}") for weight in found.ravel()]


def _draw(pixels: np.ndarray, ax: Any) -> None:
    ax.imshow(pixels, cmap="gray_r")
    ax.set(xticks=[], yticks=[])
