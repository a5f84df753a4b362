"""Patience: where early stopping would have ended trainings, and what it would keep."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib.arguments import (
    checked_integer,
    checked_number,
    choice,
    finite_array,
    short_text,
)
from nnlib.explore._scores import BEST, kept
from nnlib.explore.host import FRONT, Explorable, drawable, poster
from nnlib.figures import style

EPOCHS, TRAININGS = (3, 1000), (1, 30)  # the least and the most
MOST_VALUES = 4500  # of all trainings
WATCHED_LETTERS = 30
FIRST = 1  # the patience at first
_WANTED = (
    'the values of all epochs, such as history.history["val_loss"], or a row of them '
    "for each training"
)


def patience(
    values: Any,
    *,
    watched: str = "validation loss",
    best: str = "min",
    min_delta: float = 0.0,
    most: int | None = None,
) -> Explorable:
    """Slide the patience of early stopping, see when it ends and what it keeps.

    Parameters
    ----------
    values : array_like of shape (epochs,) or (trainings, epochs)
        What is watched, such as the validation loss, after each of 3 to 1,000 epochs
        of 1 to 30 trainings, 4,500 finite numbers at most. They were trained to their
        end, without early stopping.
    watched : str, default "validation loss"
        What the values are: up to 30 letters.
    best : {"min", "max"}
        Whether a low value is good, or, as of an accuracy, a high one: what Keras
        calls the mode.
    min_delta : float, default 0.0
        By how much a value must be better than the best one before to count as a new
        best: 0 or more.
    most : int, optional
        The greatest patience of the slider, 1 or more and less than the epochs; by
        default a third of the epochs.

    Returns
    -------
    Explorable
        The curve of a training up to the epoch at which it would have been stopped;
        what came later is drawn when it is asked for. Of several trainings a second
        plot shows what each patience that was tried costs and keeps, as means over
        all of them. It begins at patience 1. Shown by a notebook as the last value of
        a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the values are no finite numbers, the trainings differ in length, `best` is
        not known, `most` is no such number, or there are fewer or more of anything
        than are told above.

    Notes
    -----
    The rule is that of ``keras.callbacks.EarlyStopping`` with
    ``restore_best_weights=True``: it stops after `patience` epochs in a row without a
    new best, and keeps the epoch of the last new best; a patience of 0 acts like 1.
    An axis shows what has been seen so far, and grows with it, so that it tells nothing
    of what comes later.

    A training that would not have been stopped counts with all its epochs, so that the
    mean of the epochs is then too small; the page says how many these are.

    Which epoch is a new best is found from the values as they came, compared as 32-bit
    numbers, as Keras does; drawn and told they are in five significant digits.

    References
    ----------
    L. Prechelt, Early stopping, but when?, in: Neural Networks: Tricks of the Trade
    (1998), compares such rules by what they cost and what they keep.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy")
    >>> x, y, held = data.x_train, data.y_train, (data.x_test, data.y_test)
    >>> trainer = nnlib.Trainer(model)
    >>> history = trainer.fit(x, y, validation_data=held, epochs=60, verbose=0)
    >>> waiting = nnlib.explore.patience(history.history["val_loss"])
    """
    table = _values(values)
    short_text("watched", watched, WATCHED_LETTERS)
    choice("best", best, ("min", "max"))
    least_gain = checked_number("min_delta", min_delta, 0)
    gains = _gains(table, best, least_gain)
    most = _most(most, table.shape[1])
    return Explorable(
        FRONT / "patience" / "patience.js",
        {
            "watched": watched,
            "best": best,
            "most": most,
            "state": {"patience": FIRST, "training": 0, "later": False},
        },
        trained={
            "values": [[kept(value) for value in row] for row in table.tolist()],
            "gains": ["".join("01"[gain] for gain in row) for row in gains.tolist()],
        },
        poster=poster(
            lambda ax: _draw(table[0], gains[0], watched, ax), size=(640, 320)
        ),
        description=_describe(table.shape, watched, best, most, least_gain),
        size=(1200, 540),
    )


def _values(values: Any) -> np.ndarray:
    """The values, a row for each training."""
    rows = list(values) if isinstance(values, (list, tuple)) else []
    if any(_is_history(each) for each in (values, *rows)):
        raise ValueError(f"values: a history came; give {_WANTED}")
    sized = [row for row in rows if hasattr(row, "__len__") and np.iterable(row)]
    lengths = sorted(set(map(len, sized)))
    if len(lengths) > 1:
        told = " and ".join(map(str, lengths))
        raise ValueError(
            f"values: trainings of {told} epochs came; give as many of each one"
        )
    table = finite_array("values", values, _WANTED)
    if table.ndim not in (1, 2):
        raise ValueError(f"values: shape {table.shape} came; give {_WANTED}")
    table = np.atleast_2d(table)
    trainings, epochs = table.shape
    for count, (least, most), what in (
        (trainings, TRAININGS, "trainings"),
        (epochs, EPOCHS, "epochs"),
    ):
        if not least <= count <= most:
            raise ValueError(f"values: {count:,} {what} came; give {least} to {most:,}")
    if table.size > MOST_VALUES:
        raise ValueError(
            f"values: {trainings} trainings of {epochs} epochs came, {table.size:,} "
            f"numbers; give at most {MOST_VALUES:,}"
        )
    return table


def _most(most: Any, epochs: int) -> int:
    """The greatest patience of the slider."""
    if most is None:
        return max(FIRST, round(epochs / 3))
    return checked_integer("most", most, FIRST, epochs - 1)


def _is_history(value: Any) -> bool:
    return isinstance(value, Mapping) or hasattr(value, "history")


def _gains(table: np.ndarray, best: str, min_delta: float) -> np.ndarray:
    """Whether each epoch is a new best: compared in 32 bits, as Keras does."""
    falling = table if best == "min" else -table
    with np.errstate(over="ignore"):
        wanted = (falling + min_delta).astype(np.float32)
        reached = falling.astype(np.float32)
    gains = np.zeros(table.shape, bool)
    gains[:, 0] = True  # before it there is none
    least = reached[:, 0]
    for epoch in range(1, table.shape[1]):
        gains[:, epoch] = wanted[:, epoch] < least
        least = np.where(gains[:, epoch], reached[:, epoch], least)
    return gains


def _describe(
    shape: tuple[int, ...], watched: str, best: str, most: int, min_delta: float
) -> str:
    trainings, epochs = shape
    several = trainings > 1
    of = f"{trainings} trainings" if several else "a training"
    gain = f" by more than {min_delta:g}" if min_delta else ""
    told = (
        f"Early stopping on the {watched} of {of} of {epochs} epochs; {BEST[best]} is "
        f"better. A slider sets the patience, 0 to {most} epochs without a new best"
        f"{gain}; it begins at {FIRST}. A curve goes up to the epoch at which the "
        "training would have been stopped, with a ring at the epoch that is kept; a "
        "button shows what came later."
    )
    if several:
        told += (
            " A list chooses the training. A second plot has a point for each patience "
            f"tried: the epochs trained and the {watched} kept, means over all "
            "trainings."
        )
    return told


def _draw(values: np.ndarray, gains: np.ndarray, watched: str, ax) -> None:
    """Draw what is seen at the first patience, and nothing of what comes later."""
    pauses = [epoch for epoch in range(1, len(values)) if not gains[epoch]]
    end = pauses[0] if pauses else len(values) - 1  # at a patience of 1
    ring = np.flatnonzero(gains[: end + 1])[-1]
    count = np.arange(1, len(values) + 1)
    ax.plot(count[: end + 1], values[: end + 1], "o-", color=style.VERMILION)
    ax.plot(
        count[ring],
        values[ring],
        "o",
        color=style.BLACK,
        fillstyle="none",
        markersize=16,
        mew=3,
    )
    ax.set(xlabel="epoch", ylabel=drawable(watched), xlim=(0, len(values) + 1))
    ax.margins(y=0.25)
