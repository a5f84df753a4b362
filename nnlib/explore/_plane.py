"""The plane of two inputs: points of two classes, and a frame with equal axes."""

from typing import Any

import numpy as np

from nnlib.arguments import finite_array

MOST_POINTS, FARTHEST = 1000, 10
_MARGIN = 0.08  # of the frame, around the points
_WANTED = (
    f"an array of shape (n, 2) with 1 to {MOST_POINTS:,} points, of numbers from "
    f"{-FARTHEST} to {FARTHEST}"
)


def checked_points(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return points, rounded as they are stored, and their classes, 0 and 1."""
    places = finite_array("x", x, _WANTED)
    if places.ndim != 2 or places.shape[1] != 2 or not 1 <= len(places) <= MOST_POINTS:
        raise ValueError(f"x: shape {places.shape} came; give {_WANTED}")
    if np.abs(places).max() > FARTHEST:
        raise ValueError(
            f"x: numbers up to {np.abs(places).max():g} came; give {_WANTED}, for "
            "example standardized"
        )
    wanted = f"a class, 0 or 1, for each of the {len(places)} points"
    labels = finite_array("y", y, wanted)
    if labels.shape == (len(places), 1):
        labels = labels[:, 0]
    if labels.shape != (len(places),):
        raise ValueError(f"y: shape {labels.shape} came; give {wanted}")
    if not np.isin(labels, [0, 1]).all():
        other = labels[~np.isin(labels, [0, 1])][0]
        raise ValueError(f"y: {other:g} came; give {wanted}")
    return np.round(places, 3), labels.astype(int)


def frame_around(places: np.ndarray, aspect: float) -> list[list[float]]:
    """Low and high of both inputs on one scale; `aspect` is width to height."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle, spread = (low + high) / 2, (1 + 2 * _MARGIN) * (high - low)
    height = max(spread[0] / aspect, spread[1]) or 1.0
    half = height / 2 * np.array([aspect, 1])
    return np.round(np.stack([middle - half, middle + half], axis=1), 4).tolist()
