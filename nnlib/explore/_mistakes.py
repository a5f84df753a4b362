"""Mistakes: a confusion matrix whose cells show their pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.explore import _examples
from nnlib.explore._packed import text_of
from nnlib.explore._training import classes
from nnlib.explore.host import FRONT, Explorable, poster

MOST_PICTURES = 6  # of a cell
_SHARPEST = 28  # pixels of a side of a picture
_SIDES = (24, 20, 16, 14, 12, 10, 8)  # where there is less room
_LETTERS = 56_000  # that pictures and probabilities take


def mistakes(
    y: Any,
    probabilities: Any,
    images: Any,
    *,
    class_names: Sequence[str] | None = None,
) -> Explorable:
    """See whom a classifier takes for whom, and the pictures of which it does.

    Parameters
    ----------
    y : array_like of shape (n,), (n, 1) or (n, classes)
        The labels of the examples: numbers of classes from 0, or one-hot rows.
    probabilities : array_like of shape (n, classes), (n, 1) or (n,)
        What a model's `predict` gave, of 2 to 20 classes; of one output, the
        probability of class 1. The answer is the class with the largest.
    images : array_like of shape (n, rows, columns)
        The pictures, gray; with a last axis of 3, in color; or flat ones that are
        square, (n, pixels).
    class_names : sequence of str, optional
        What the classes are called, 30 letters each at most; by default their numbers.

    Returns
    -------
    Explorable
        The confusion matrix, whose cells tell nothing until they are opened, one by
        one or all at once. An open cell shows some of its pictures, each with a bar
        for the probability of each class. Shown by a notebook as the last value of a
        cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, the labels are no classes, or the
        probabilities are not between 0 and 1.

    Notes
    -----
    Of a cell up to six pictures are shown, those of which the network was surest, the
    first of equal ones before the others. All are counted. Where six of each cell at
    28 x 28 pixels and 16 shades do not fit into 100 kB, fewer or smaller ones are kept.
    The probabilities are in whole percents.

    Examples
    --------
    >>> data = nnlib.load("digits")
    >>> layers = [keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    >>> model = keras.Sequential([keras.Input((8, 8)), *layers])
    >>> model.compile("adam", "sparse_categorical_crossentropy")
    >>> history = nnlib.Trainer(model).fit(data.x_train, data.y_train, verbose=0)
    >>> answers = model.predict(data.x_test, verbose=0)
    >>> matrix = nnlib.explore.mistakes(data.y_test, answers, data.x_test)
    """
    given = _examples.shares("probabilities", probabilities, 2)
    count, kinds = given.shape
    labels = classes("y", y, count)
    _examples.check_labels(labels, kinds)
    pictures = _examples.pictures_of(images, count)
    names = _examples.names_of(class_names, kinds)
    answers = given.argmax(axis=1)
    table = np.zeros((kinds, kinds), int)
    np.add.at(table, (labels, answers), 1)
    return Explorable(
        FRONT / "mistakes" / "mistakes.js",
        {
            "names": names,
            "channels": pictures.shape[-1],
            "state": {"row": 0, "column": 0, "picture": 0, "open": [0], "all": False},
        },
        trained={"counts": table.tolist(), **_kept(labels, given, pictures)},
        poster=poster(lambda ax: _draw(table, ax), size=(480, 480)),
        description=_describe(names, count),
        size=(1200, 540),
    )


def _kept(
    labels: np.ndarray, given: np.ndarray, pictures: np.ndarray
) -> dict[str, Any]:
    """The surest pictures of each cell, as many and as sharp as there is room."""
    cells = labels * given.shape[1] + given.argmax(axis=1)
    order = np.lexsort((-given.max(axis=1), cells))
    starts = np.flatnonzero(np.diff(cells[order], prepend=-1))
    sizes = np.diff([*starts, len(order)])
    places = np.arange(len(order)) - np.repeat(starts, sizes)  # in its cell
    sharpest = min(_SHARPEST, pictures.shape[1])
    sides = [sharpest, *(side for side in _SIDES if side < sharpest)]
    sizes = [(side, each) for side in sides for each in (MOST_PICTURES, 4, 3)]
    for side, each in [*sizes, (sides[-1], 2), (sides[-1], 1)]:
        found = order[places < each]
        percents = text_of(_examples.percents(given[found]))
        text = _examples.packed_pictures(pictures[found], side)
        if len(text) + len(percents) <= _LETTERS:
            break
    return {"each": each, "side": side, "pictures": text, "percents": percents}


def _describe(names: list[str], count: int) -> str:
    return (
        f"Mistakes: the confusion matrix of {len(names)} classes "
        f"({', '.join(names)}) and {count:,} pictures. A row is a label, a column an "
        "answer of the network. A cell that is chosen tells how many pictures it "
        "holds, and shows those of which the network was surest, each with a bar for "
        "the probability of each class. A button opens all cells."
    )


def _draw(table: np.ndarray, ax: Any) -> None:
    """Draw the matrix without names: not every font has the letters of every name."""
    share = table / np.maximum(1, table.sum(axis=1, keepdims=True))
    ax.imshow(share, cmap="gray_r", vmin=0, vmax=1)
    ax.set(xlabel="answer", ylabel="label", xticks=[], yticks=[])
