"""Pictures of a data set, which say where the images come from."""

import textwrap
from collections.abc import Iterable
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from nnlib.arguments import checked_integer
from nnlib.datasets.data import Data
from nnlib.figures import style
from nnlib.figures.axes import drawing_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 0.12  # between two images, as a part of an image
LINE = 0.2  # of a line of text, likewise
SIZE = 15  # points
WIDTH = 9.0  # inches, of a new figure


def show_images(
    images: Data | np.ndarray,
    labels: Iterable[int | str] | None = None,
    *,
    source: Data | str | None = None,
    columns: int = 5,
    max_images: int = 25,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw images side by side, with a label under each and their source below.

    Parameters
    ----------
    images : Data or array_like, shape (n, height, width), (n, height, width, 1) or \
(n, height, width, 3)
        A data set, of which the first training image of each class is shown, or the
        images to show. Without colors, ink is dark on white. The scale is that of the
        data: from 0, or the least value if that is below, to 1 for floats up to 1, to
        255 for bytes, else to the greatest value of the data set or of all `images`.
    labels : iterable of int or str, optional
        What to write under each image: a text, which may have two lines, or a class
        number, if `source` is a data set. Of shape (n,) or (n, 1).
    source : Data or str, optional
        Where `images` come from, written below them. Pictures of your own need none;
        give the data set for images out of one, which may be a generated stand-in.
    columns : int, default 5
        How many images stand side by side.
    max_images : int, default 25
        Of more images the first so many are drawn, and it is said how many there are.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if there is none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `source` is neither, `images` are of another shape or none, there are not
        as many labels as images, a label is no class number, or `columns` or
        `max_images` is not a whole number above 0.

    Examples
    --------
    >>> data = nnlib.load("fashion_mnist")
    >>> ax = nnlib.show_images(data.x_test[:10], data.y_test[:10], source=data)
    """
    if isinstance(images, Data):
        source = images
        images, labels = _one_of_each(source)
    known = source is None or isinstance(source, Data) or isinstance(source, str)
    if not known or source == "":
        raise ValueError(
            f"source: {source!r} came; give the data set that the images are from, "
            "source=data, or a sentence, or nothing"
        )
    names = source.class_names if isinstance(source, Data) else ()
    sentence = source.source if isinstance(source, Data) else source or ""
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    formed = images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)
    if not formed or images.size == 0 or images.dtype.kind not in "buif":
        raise ValueError(
            f"images: an array of shape {images.shape} came, of {images.dtype}, but "
            "numbers of shape (n, height, width) or (n, height, width, 3) are needed; "
            "one image is images[:1]"
        )
    columns = checked_integer("columns", columns, 1)
    max_images = checked_integer("max_images", max_images, 1)
    texts = _texts(labels, names, len(images))
    low, top = _scale(images, source)
    if len(images) > max_images:
        sentence = f"{max_images:,} of {len(images):,} images. {sentence}".strip()
        images, texts = images[:max_images], texts[:max_images]
    if images.ndim == 4 and images.dtype != np.uint8:
        # Matplotlib takes bytes as they are, and cuts others off at 0 and 1.
        images = np.nan_to_num((images.astype(float) - low) / (top - low))
    else:
        images = images.astype(float) if images.dtype.kind == "b" else images

    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    lines = max((text.count("\n") + 1 for text in texts if text), default=0)
    aspect = images.shape[1] / images.shape[2]
    height = aspect + lines * LINE + GAP  # of a row; the width of an image is 1
    size = WIDTH, WIDTH / columns * rows * height + 0.7
    with drawing_on(ax, figsize=size) as ax:
        for k, (image, text) in enumerate(zip(images, texts, strict=True)):
            left, upper = k % columns * (1 + GAP), k // columns * height
            extent = (left, left + 1, upper + aspect, upper)
            ax.imshow(image, cmap="gray_r", vmin=low, vmax=top, extent=extent)
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


def _scale(images: np.ndarray, source: Data | str | None) -> tuple[float, float]:
    """The values that are white and black, or without and with all of a color."""
    finite = images[np.isfinite(images)].astype(float)
    least, greatest = finite.min(initial=0), finite.max(initial=0)
    if images.dtype.kind in "fb" and greatest <= 1:
        return least, 1.0
    if isinstance(source, Data) and greatest <= (whole := float(source.x_train.max())):
        return least, whole
    if images.dtype == np.uint8:
        return 0.0, 255.0
    return least, max(greatest, least + 1)


def _one_of_each(data: Data) -> tuple[np.ndarray, np.ndarray]:
    if data.x_train.ndim < 3:
        raise ValueError(f"images: the data set {data.name!r} has no images")
    labels, first = np.unique(data.y_train, return_index=True)
    return data.x_train[first], labels


def _alone(label):
    """What is in an array of one."""
    return np.asarray(label).item() if getattr(label, "size", 0) == 1 else label


def _texts(labels: Iterable | None, names: tuple[str, ...], count: int) -> list[str]:
    if labels is None:
        return [""] * count
    if isinstance(labels, str) or not np.iterable(labels):
        raise ValueError(
            f"labels: {labels!r} came; give a list, a label for each image"
        )
    labels = [_alone(label) for label in labels]
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
