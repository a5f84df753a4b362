"""Pictures of a data set, which always say where the images come from."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnlib import style
from nnlib.datasets.data import Data

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 0.12  # between two images, as a part of an image
LINE = 0.2  # of a line of text, likewise
SIZE = 14  # points


def show_images(
    images: Data | np.ndarray,
    labels: Sequence | None = None,
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
    labels : sequence of int or str, optional
        What to write under each image: a text, which may have two lines, or a class
        number, if `source` is a data set.
    source : Data or str, optional
        Where `images` come from; must be given if they are an array.
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
        If `source` is missing or there are not as many labels as images, or the
        images are none.
    """
    if isinstance(images, Data):
        source = images
        images, labels = _one_of_each(source)
    if source is None:
        raise ValueError(
            "source: an array of images does not say where they come from. Give the "
            "data set they are from, source=data, or a sentence"
        )
    names = source.class_names if isinstance(source, Data) else ()
    sentence = source.source if isinstance(source, Data) else source
    images = np.asarray(images)
    if images.ndim not in (3, 4) or len(images) == 0:
        raise ValueError(
            f"images: an array of shape {images.shape} came, but (n, height, width) "
            "or (n, height, width, 3) is needed; one image is images[:1]"
        )
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
        _, ax = plt.subplots(figsize=(width, tall + 0.6), layout="constrained")
    top = 1
    if images.dtype.kind in "iu":
        top = source.x_train.max() if isinstance(source, Data) else 255
    for k, (image, text) in enumerate(zip(images, texts, strict=True)):
        left, upper = k % columns * (1 + GAP), k // columns * height
        extent = (left, left + 1, upper + aspect, upper)
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=top, extent=extent)
        ax.text(
            left + 0.5, upper + aspect + 0.03, text, ha="center", va="top", size=SIZE
        )
    ax.set(
        xlim=(0, columns * (1 + GAP) - GAP),
        ylim=(rows * height - GAP, 0),
        aspect="equal",
        xticks=[],
        yticks=[],
    )
    ax.spines[:].set_visible(False)
    ax.set_xlabel(textwrap.fill(sentence, 76), fontsize=SIZE, color=style.GREY)
    return ax


def _one_of_each(data: Data) -> tuple[np.ndarray, np.ndarray]:
    if data.x_train.ndim < 3:
        raise ValueError(f"images: the data set {data.name!r} has no images")
    labels, first = np.unique(data.y_train, return_index=True)
    return data.x_train[first], labels


def _texts(labels: Sequence | None, names: tuple[str, ...], count: int) -> list[str]:
    if labels is None:
        return [""] * count
    if len(labels) != count:
        raise ValueError(f"labels: {len(labels)} came, but there are {count} images")
    return [
        names[label] if names and not isinstance(label, str) else str(label)
        for label in labels
    ]
