"""Pictures of a data set, which always say where the images come from."""

import textwrap
from collections.abc import Iterable
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from nnlib import style
from nnlib.datasets.data import Data

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 0.12  # between two images, as a part of an image
LINE = 0.2  # of a line of text, likewise
SIZE = 15  # points


def show_images(
    images: Data | np.ndarray,
    labels: Iterable[int | str] | None = None,
    *,
    source: Data | str | None = None,
    columns: int = 5,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw images side by side, with a label under each and their source below.

    Parameters
    ----------
    images : Data or ndarray, shape (n, height, width) or (n, height, width, 3)
        A data set, of which the first training image of each class is shown, or the
        images to show. Without colors, ink is dark on white, from 0 to 1 if the images
        are floats; if they are integers, up to the largest of the data set, or 255.
    labels : iterable of int or str, optional
        What to write under each image: a text, which may have two lines, or a class
        number, if `source` is a data set.
    source : Data or str, optional
        Where `images` come from, written below them; must be given if they are an
        array.
    columns : int, default 5
        How many images stand side by side.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `source` is missing, `images` are of another shape or none, there are not
        as many labels as images, a label is no class number, or `columns` is not a
        whole number above 0.
    """
    if isinstance(images, Data):
        source = images
        images, labels = _one_of_each(source)
    if not isinstance(source, Data) and not (isinstance(source, str) and source):
        raise ValueError(
            f"source: {source!r} came, but an array of images does not say where they "
            "come from. Give the data set they are from, source=data, or a sentence"
        )
    names = source.class_names if isinstance(source, Data) else ()
    sentence = source.source if isinstance(source, Data) else source
    images = np.asarray(images)
    formed = images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)
    if not formed or images.size == 0 or images.dtype.kind not in "buif":
        raise ValueError(
            f"images: an array of shape {images.shape} came, of {images.dtype}, but "
            "numbers of shape (n, height, width) or (n, height, width, 3) are needed; "
            "one image is images[:1]"
        )
    if not isinstance(columns, Integral) or columns < 1:
        raise ValueError(f"columns: {columns!r} came; give a whole number above 0")
    texts = _texts(labels, names, len(images))

    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    lines = max((text.count("\n") + 1 for text in texts if text), default=0)
    aspect = images.shape[1] / images.shape[2]
    height = aspect + lines * LINE + GAP  # of a row; the width of an image is 1
    if ax is None:
        import matplotlib.pyplot as plt

        width = 9.0
        tall = width / columns * rows * height
        _, ax = plt.subplots(figsize=(width, tall + 0.7), layout="constrained")
    top = 1
    if images.dtype.kind in "iu":
        top = source.x_train.max() if isinstance(source, Data) else 255
    for k, (image, text) in enumerate(zip(images, texts, strict=True)):
        left, upper = k % columns * (1 + GAP), k // columns * height
        extent = (left, left + 1, upper + aspect, upper)
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=top, extent=extent)
        place = (left + 0.5, upper + aspect + 0.03)
        ax.text(*place, text, ha="center", va="top", size=SIZE, parse_math=False)
    ax.set(
        xlim=(0, columns * (1 + GAP) - GAP),
        ylim=(rows * height - GAP, 0),
        aspect="equal",
        xticks=[],
        yticks=[],
    )
    ax.spines[:].set_visible(False)
    # A letter is about half as wide as high: no line is wider than the axes.
    letters = 72 * ax.bbox.width / ax.figure.dpi / (0.55 * SIZE)
    sentence = textwrap.fill(sentence, max(int(letters), 10))
    ax.set_xlabel(sentence, fontsize=SIZE, color=style.BLACK, parse_math=False)
    return ax


def _one_of_each(data: Data) -> tuple[np.ndarray, np.ndarray]:
    if data.x_train.ndim < 3:
        raise ValueError(f"images: the data set {data.name!r} has no images")
    labels, first = np.unique(data.y_train, return_index=True)
    return data.x_train[first], labels


def _texts(labels: Iterable | None, names: tuple[str, ...], count: int) -> list[str]:
    if labels is None:
        return [""] * count
    if isinstance(labels, str) or not np.iterable(labels):
        raise ValueError(
            f"labels: {labels!r} came; give a list, a label for each image"
        )
    labels = list(labels)
    if len(labels) != count:
        raise ValueError(f"labels: {len(labels)} came, but there are {count} images")
    for k, label in enumerate(labels):
        if names and not isinstance(label, str):
            if not isinstance(label, Integral) or not 0 <= label < len(names):
                raise ValueError(
                    f"labels: {label!r} came; give class numbers from 0 to "
                    f"{len(names) - 1}, or texts"
                )
            labels[k] = names[label]
    return [str(label) for label in labels]
