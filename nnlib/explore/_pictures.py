"""Small pictures in a few grays, packed, for explorables that show examples."""

import numpy as np

from nnlib.explore._packed import packed

LEVELS = 16  # grays: paper is 0 on the page, ink 15


def thumbnails(images: np.ndarray, side: int) -> str:
    """Make images small and square, and pack them.

    Parameters
    ----------
    images : ndarray of shape (n, rows, columns)
        The lowest number of all becomes white on the page, the highest black.
    side : int
        Pixels of a row and of a column; each is the mean of those that it covers.

    Returns
    -------
    str
        ``front/shared/packed.js`` reads it.
    """
    parts = images.astype(float)
    for axis in (1, 2):
        edges = np.linspace(0, images.shape[axis], side + 1).round().astype(int)
        sizes = np.maximum(1, np.diff(edges))
        first = np.minimum(edges[:-1], images.shape[axis] - 1)
        rows = [
            parts.take(range(a, a + size), axis=axis).mean(axis=axis)
            for a, size in zip(first, sizes, strict=True)
        ]
        parts = np.stack(rows, axis=axis)
    low, high = images.min(), max(images.max(), images.min() + 1e-9)
    levels = np.round((LEVELS - 1) * (parts - low) / (high - low)).astype(np.uint8)
    return packed(levels)


def squares(images: np.ndarray) -> np.ndarray:
    """The images with as many rows as columns, the least number around them."""
    lacking = max(images.shape[1:]) - np.array(images.shape[1:])
    around = [(0, 0), *((size // 2, size - size // 2) for size in lacking)]
    return np.pad(images, around, constant_values=images.min())
