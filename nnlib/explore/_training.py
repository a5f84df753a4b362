"""Training for an explorable: looks at a model before it and after some epochs."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nnlib import progress

if TYPE_CHECKING:
    import keras

_Look = TypeVar("_Look")
MOST_EPOCHS = 10_000


def looked_at(epochs: int, looks: int) -> list[int]:
    """Choose epochs to look at: 0, which is before the training, and others.

    They are as far apart as squares: the first ones change most, and on a linear axis
    the last ones are still seen to move.

    Parameters
    ----------
    epochs : int
        The last one.
    looks : int
        How many there are at most.
    """
    counted = np.arange(looks)
    squares = np.round(epochs * (counted / (looks - 1)) ** 2).astype(int)
    # Rounding joins the first ones; the numbers from 0 on are as many and no closer.
    return np.unique(np.minimum(np.maximum(counted, squares), epochs)).tolist()


def train(
    model: "keras.Model",
    look: Callable[[], _Look],
    at: Sequence[int],
    **fit: Any,
) -> tuple[list[_Look], dict[str, list[float]]]:
    """Train a model, and look at it.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    look : callable
        Called before the training and after those epochs; what it returns is kept.
    at : sequence of int
        The epochs, 0 first; the last one ends the training.
    **fit
        Arguments of `Trainer.fit`: ``x``, ``y``, ``batch_size``, ...

    Returns
    -------
    looks : list
        What `look` returned.
    history : dict of str to list of float
        As in Keras' ``History.history``.
    """
    import keras

    from nnlib.training.curves import mean_of
    from nnlib.training.trainer import Trainer

    trainer, looks = Trainer(model), []
    hidden = os.environ.get("NNLIB_LIVE") == "0"

    def ended(epoch: int, logs: Mapping | None = None) -> None:
        if epoch + 1 in at:
            looks.append(look())
        shown.update()

    looks.append(look())
    with progress.bar(
        total=at[-1], unit="epoch", desc=model.name, file=sys.stdout, disable=hidden
    ) as shown:
        ends = keras.callbacks.LambdaCallback(on_epoch_end=ended)
        history = trainer.fit(epochs=at[-1], callbacks=[ends], verbose=0, **fit).history
    return looks, {name: list(map(mean_of, row)) for name, row in history.items()}


def classes(argument: str, y: Any, count: int) -> np.ndarray:
    """Return labels as the numbers of classes.

    Parameters
    ----------
    argument : str
    y : array_like of shape (count,), (count, 1) or (count, classes)
        Whole numbers from 0, or rows with a 1 where the class is.
    count : int
        How many examples there are.

    Returns
    -------
    ndarray of int, shape (count,)

    Raises
    ------
    ValueError
        If they are none, or as many as there are not; the message names `argument`.
    """
    try:
        labels = np.asarray(y)
    except ValueError:  # rows of different lengths
        labels = np.empty(())
    if labels.ndim == 0 or len(labels) != count:
        came = f"shape {labels.shape}" if labels.ndim else repr(y)
        raise ValueError(
            f"{argument}: {came} came; give a label for each of the {count} examples"
        )
    if labels.ndim == 2 and labels.shape[1] > 1:
        labels = labels.argmax(axis=1)
    labels = labels.reshape(count, -1)[:, 0]
    numbers = labels.dtype.kind in "buif"
    if not numbers or (labels < 0).any() or (labels != labels.round()).any():
        raise ValueError(
            f"{argument}: {labels[:3].tolist()} ... came; give whole numbers from 0, "
            "each the number of a class"
        )
    return labels.astype(int)


def some(count: int, most: int) -> np.ndarray:
    """Choose at most so many of some examples, always the same ones, in their order."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def bytes_over(values: np.ndarray, low: Any, high: Any) -> np.ndarray:
    """Quantize values to 8 bits between two limits."""
    share = (np.asarray(values) - low) / (np.asarray(high) - low)
    return np.clip(np.round(255 * share), 0, 255).astype(np.uint8)
