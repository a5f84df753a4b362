"""Epochs: the curves of a training run, and what it said of some examples."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import as_number
from nnlib.explore import _examples
from nnlib.explore._packed import text_of
from nnlib.explore._training import classes
from nnlib.explore.host import FRONT, Explorable, drawable, poster

if TYPE_CHECKING:
    import keras

EXAMPLES, MOST_EPOCHS = 8, 100  # that are shown
_SHARPEST, _STEPS = 28, 65_535


def recorder(x: Any) -> "keras.callbacks.Callback":
    """Make a callback that keeps a model's answers before training and after epochs.

    Parameters
    ----------
    x : array_like
        Examples as the model takes them; eight are shown, chosen among them.

    Returns
    -------
    keras.callbacks.Callback
        Its ``probabilities`` is a list of what the model gives for `x`: before the
        training, and after each epoch. `epochs` takes it.

    Examples
    --------
    >>> data = nnlib.load("digits")
    >>> kept = nnlib.explore.recorder(data.x_test[:100])
    >>> kept.probabilities
    []
    """
    import keras

    if isinstance(x, (list, tuple)) and not any(hasattr(each, "shape") for each in x):
        x = np.asarray(x)  # of numbers; one of arrays are several inputs

    class Recorder(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.probabilities: list[np.ndarray] = []

        def keep(self) -> None:
            answers = self.model.predict_on_batch(x)
            self.probabilities.append(np.asarray(answers))

        def on_train_begin(self, logs: dict | None = None) -> None:
            self.probabilities.clear()
            self.keep()

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.keep()

    return Recorder()


def epochs(
    history: Any,
    probabilities: Any,
    y: Any,
    images: Any = None,
    *,
    before: Mapping[str, float] | None = None,
    metric: str = "loss",
    class_names: Sequence[str] | None = None,
) -> Explorable:
    """Go through a training run: its curves, and its answers to eight examples.

    Parameters
    ----------
    history : keras.callbacks.History or mapping of str to sequence of float
        What `fit` returned: for each metric a number an epoch, two epochs or more.
    probabilities : array_like of shape (epochs, n, classes) or callback
        Of n examples, after each epoch, or with one row more, before the first; of
        one output, the probability of class 1. Or the `recorder` that kept them.
    y : array_like of shape (n,), (n, 1) or (n, classes)
        The labels of the examples.
    images : array_like of shape (n, rows, columns), optional
        Their pictures, gray; with a last axis of 3, in color; or flat ones that are
        square, (n, pixels). Without them, the examples are numbered, from 1.
    before : mapping of str to float, optional
        The metrics of the history before the first epoch, where the curves then begin;
        without it, at epoch 1.
    metric : str, default "loss"
        The curve at the start: a name of the history without ``val_``.
    class_names : sequence of str, optional
        What the classes are called, 30 letters each at most; by default their numbers.

    Returns
    -------
    Explorable
        A slider over the epochs, the curves up to the one shown, and eight examples
        with the probabilities of that epoch. Shown by a notebook as the last value of
        a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the history and the arrays do not fit each other, the labels are no
        classes, the probabilities are not between 0 and 1, or what was `before` lacks
        a metric or the probabilities.

    Notes
    -----
    Of more than eight examples, one is the one that grew surer of a wrong answer by
    most: of those that are wrong at the end, the one whose answer gained the greatest
    probability since the first epoch. The others are the first ones, in their order.
    Of more than 100 epochs, 100 are kept, evenly spaced.

    Examples
    --------
    >>> data = nnlib.load("digits")
    >>> layers = [keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
    >>> model = keras.Sequential([keras.Input((8, 8)), *layers])
    >>> model.compile("adam", "sparse_categorical_crossentropy")
    >>> kept, trainer = nnlib.explore.recorder(data.x_test), nnlib.Trainer(model)
    >>> options = {"epochs": 9, "verbose": 0, "callbacks": [kept]}
    >>> history = trainer.fit(data.x_train, data.y_train, **options)
    >>> run = nnlib.explore.epochs(history, kept, data.y_test, data.x_test)
    """
    curves = _curves(history)
    last = len(next(iter(curves.values())))
    given = _given(probabilities, last)
    count, kinds = given.shape[1:]
    labels = classes("y", y, count)
    _examples.check_labels(labels, kinds)
    names = _examples.names_of(class_names, kinds)
    metrics = [name for name in curves if not name.startswith("val_")]
    if metric not in metrics:
        raise ValueError(f"metric: {metric!r} came; give one of {', '.join(metrics)}")
    first = last + 1 - len(given)  # 0, if the answers before the training are there
    begin = 1
    if before is not None:
        curves, begin = _begun(curves, before, first), 0
    shown = chosen(given, labels, 1 - first)
    at = np.unique(np.linspace(first, last, MOST_EPOCHS).round().astype(int))
    limits = {name: _limits(curves, name) for name in metrics}
    data: dict[str, Any] = {"channels": 0, "side": 0}
    trained: dict[str, Any] = {
        "shown": shown.tolist(),
        "labels": labels[shown].tolist(),
        "percents": text_of(_examples.percents(given[at - first][:, shown])),
        "limits": limits,
        "curves": {
            name: text_of(_steps(row[np.maximum(at - begin, 0)], limits[_plain(name)]))
            for name, row in curves.items()
        },
    }
    if images is not None:
        pictures = _examples.pictures_of(images, count)[shown]
        side = min(_SHARPEST, pictures.shape[1])
        data = {"channels": pictures.shape[-1], "side": side}
        trained["pictures"] = _examples.packed_pictures(pictures, side)
    return Explorable(
        FRONT / "epochs" / "epochs.js",
        {
            "names": names,
            "epochs": at.tolist(),
            "metrics": metrics,
            "begin": begin,
            "state": {"metric": metric, "example": 0},
            **data,
        },
        trained=trained,
        poster=poster(lambda ax: _draw(curves, metric, begin, ax), size=(640, 320)),
        description=_describe(last, len(shown), metrics),
        size=(1200, 540),
    )


def chosen(given: np.ndarray, labels: np.ndarray, learning: int) -> np.ndarray:
    """Choose eight examples, one that grew surer of a wrong answer.

    Parameters
    ----------
    given : ndarray of shape (epochs, n, classes)
    labels : ndarray of int, shape (n,)
    learning : int
        The place of the first epoch: before it, answers are accidents.
    """
    count, end = len(labels), given[-1].argmax(axis=1)
    everyone = np.arange(count)
    gained = given[-1, everyone, end] - given[learning, everyone, end]
    gained = np.where(end == labels, -1, gained)
    surer = int(gained.argmax())
    shown = list(range(min(count, EXAMPLES)))
    if gained[surer] > 0 and surer not in shown:
        shown.insert(surer % EXAMPLES, surer)  # not always the last one
    return np.array(shown[:EXAMPLES])


def _curves(history: Any) -> dict[str, np.ndarray]:
    found = getattr(history, "history", history)
    wanted = "what fit returned, or a mapping of names to a number an epoch"
    if not isinstance(found, Mapping) or not found:
        raise ValueError(f"history: {history!r} came; give {wanted}")
    curves = {}
    for name, row in found.items():
        values = np.asarray(row, dtype=object)
        try:
            curves[str(name)] = np.array([np.mean(value) for value in values], float)
        except (TypeError, ValueError):
            raise ValueError(
                f"history: {name!r} has no numbers; give {wanted}"
            ) from None
    lengths = {len(row) for row in curves.values()}
    if len(lengths) != 1 or min(lengths) < 2:
        raise ValueError(
            f"history: curves of {sorted(lengths)} epochs came; give {wanted}, all of "
            "as many epochs, two or more"
        )
    broken = [name for name, row in curves.items() if not np.isfinite(row).all()]
    if broken:
        raise ValueError(
            f"history: {broken[0]!r} holds NaN or infinity; did the training diverge?"
        )
    kept = {n: row for n, row in curves.items() if _plain(n) in curves}
    if not kept:
        raise ValueError(f"history: only {', '.join(curves)} came; give {wanted}")
    return kept


def _begun(
    curves: dict[str, np.ndarray], before: Mapping[str, float], first: int
) -> dict[str, np.ndarray]:
    """Put what was before the first epoch in front of each curve."""
    known = before if isinstance(before, Mapping) else {}
    numbers = [as_number(known.get(name)) for name in curves]
    if None in numbers:
        raise ValueError(
            f"before: {before!r} came; give a number for each of {', '.join(curves)}"
        )
    if first:
        raise ValueError(
            "before: it came without the probabilities before the training; give both"
        )
    both = zip(curves.items(), numbers, strict=True)
    return {name: np.array([number, *row]) for (name, row), number in both}


def _plain(name: str) -> str:
    return name.removeprefix("val_")


def _given(probabilities: Any, last: int) -> np.ndarray:
    values = getattr(probabilities, "probabilities", probabilities)
    if values is not probabilities and not values:
        raise ValueError(
            "probabilities: a recorder came that has seen no training; give one that "
            "was among the callbacks of fit"
        )
    given = _examples.shares("probabilities", values, 3)
    if len(given) not in (last, last + 1):
        raise ValueError(
            f"probabilities: those of {len(given)} epochs came, and the history has "
            f"{last}; give as many, or one more for those before the training"
        )
    return given


def _limits(curves: dict[str, np.ndarray], name: str) -> list[float]:
    """From the least to the greatest of a metric, with some room."""
    both = np.concatenate([row for n, row in curves.items() if _plain(n) == name])
    low, high = float(both.min()), float(both.max())
    room = 0.06 * (high - low) or 0.06 * abs(high) or 1.0
    return [float(f"{low - room:.4g}"), float(f"{high + room:.4g}")]


def _steps(row: np.ndarray, limits: list[float]) -> np.ndarray:
    low, high = limits
    share = np.clip((row - low) / ((high - low) or 1), 0, 1)
    return np.round(_STEPS * share).astype(np.uint16)


def _describe(last: int, examples: int, metrics: list[str]) -> str:
    return (
        f"A training run of {last} epochs. A slider chooses the epoch, Play goes "
        f"through all. The curves of the {' or the '.join(metrics)} are drawn up to "
        "that epoch, solid of training, dashed of validation. "
        f"{examples} examples are shown with the answer at that epoch, right or "
        "wrong, and a bar for the probability of each class; one is chosen, and its "
        "bars are shown with their names."
    )


def _draw(curves: dict[str, np.ndarray], metric: str, begin: int, ax: Any) -> None:
    for name, look in ((metric, "-"), (f"val_{metric}", "--")):
        if name in curves:
            row = curves[name]
            ax.plot(np.arange(begin, len(row) + begin), row, look, color="k")
    ax.set(xlabel="epoch", ylabel=drawable(metric))
