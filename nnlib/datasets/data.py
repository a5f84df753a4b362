"""`Data`: what every data set looks like once it is loaded."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Data:
    """A data set, split into a training and a test set.

    Attributes
    ----------
    name : str
        What :func:`nnlib.load` was asked for.
    x_train, x_test : ndarray
        Inputs, one a row: images as uint8 from 0 to 255 of shape ``(n, height,
        width)`` or ``(n, height, width, 3)``, anything else as float64 ``(n, d)``.
    y_train, y_test : ndarray, shape (n,)
        Class numbers (uint8), or the value to predict (float64).
    class_names : tuple of str
        What the class numbers mean; empty for a regression.
    source : str
        What the data are, where they come from and on what terms, in one sentence.
    stand_in : bool
        Whether the data were generated in place of the real ones.
    feature_names : tuple of str
        What the columns of ``x_train`` mean; empty for images.
    table : dict of str to ndarray
        The raw columns before any coding, all rows; only for ``"hitters"``.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> data.x_train.shape, data.y_train.shape, data.x_test.shape
    ((75, 2), (75,), (25, 2))
    >>> data.class_names
    ('upper moon', 'lower moon')
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str
    stand_in: bool = False
    feature_names: tuple[str, ...] = ()
    table: dict[str, np.ndarray] = field(default_factory=dict)

    def __repr__(self):
        train, test = self.x_train, self.x_test
        return (
            f"{self.name}: {len(train):,} for training and {len(test):,} for testing, "
            f"each {train.dtype} {train.shape[1:]}\n{self.source}"
        )
