"""The learning-rate finder: each batch's own loss while the rate grows."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.arguments import as_number, checked_integer
from nnlib.training import structures
from nnlib.training.compiled import checked_model
from nnlib.training.engines.choice import make_engine
from nnlib.training.engines.engine import Engine
from nnlib.training.rate_finder import FEWEST, RateFinder, exploded, suggested

_PART = 10  # batches between two looks whether the loss has exploded
_MOST = 100_000


def find_rate(
    model,
    x: Any,
    y: Any = None,
    *,
    batch_size: int | None = None,
    sample_weight: Any = None,
    class_weight: dict[int, float] | None = None,
    lowest: float = 1e-6,
    highest: float = 10.0,
    steps: int = 200,
    smoothing: float = 0.95,
    seed: int = 0,
) -> RateFinder:
    """Train with a rate that grows from batch to batch, on copies of all weights.

    Smith, Cyclical learning rates for training neural networks (2017),
    https://arxiv.org/abs/1506.01186, section 3.3. The suggestion is a tenth of the rate
    at which the smoothed loss was least, where it still falls fast. There is none if
    the loss never fell by more than it differs from batch to batch, as that of a model
    which is trained already. It ends early once the smoothed loss is as far above its
    beginning as it ever fell below.

    Parameters
    ----------
    model : keras.Model
        Compiled, with a number as the learning rate of its optimizer.
    x, y, sample_weight, class_weight
        As for `keras.Model.fit`. Batches of a generator, a data set or a
        `keras.utils.PyDataset` are used as they come; a generator is then as many
        batches further.
    batch_size : int, optional
        Of arrays, by default 32.
    lowest, highest : float
        The rates of the first and of the last batch, above 0.
    steps : int, default 200
        Batches, at least 10; the data are gone through again where they are fewer.
    smoothing : float, default 0.95
        The share of the past in the exponential mean, from 0 and below 1.
    seed : int, default 0
        Of the order of the examples, where they are arrays.

    Returns
    -------
    RateFinder

    Raises
    ------
    ValueError
        If the rates, the data or the optimizer do not fit, or the loss is never a
        number. The model is as it was, whatever happens.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
    >>> found = nnlib.Trainer(model).find_rate(
    ...     data.x_train, data.y_train, lowest=1e-4, highest=10, steps=100
    ... )
    >>> ax = found.plot()
    """
    checked_model("model", model)
    keras_private.check_alive(model)
    _check_rates(lowest, highest, smoothing)
    steps = checked_integer("steps", steps, FEWEST, _MOST)
    seed = checked_integer("seed", seed, 0)
    if keras_private.is_stream(x):
        batches = _Stream(model, x, (y, sample_weight, batch_size), class_weight)
    else:
        size = (
            32 if batch_size is None else checked_integer("batch_size", batch_size, 1)
        )
        data = _arrays(model, (x, y, sample_weight), class_weight)
        batches = _Arrays(data, _rows(structures.count(data), size, steps, seed))
    keras_private.build(model, batches.first)
    if keras_private.learning_rate(model.optimizer) is None:
        raise ValueError(
            "model: its optimizer was made with a schedule; compile it with a number "
            "as the learning rate"
        )
    rates = np.geomspace(lowest, highest, steps)
    losses = np.array(_losses(model, batches, rates, smoothing))
    return suggested(rates[: len(losses)], losses, smoothing)


def _check_rates(lowest, highest, smoothing) -> None:
    low, high = as_number(lowest), as_number(highest)
    if low is None or high is None or not 0 < low < high:
        raise ValueError(
            f"lowest, highest: {lowest!r} and {highest!r} came; give two rates above "
            "0, the smaller first"
        )
    share = as_number(smoothing)
    if share is None or not 0 <= share < 1:
        raise ValueError(
            f"smoothing: {smoothing!r} came; give a share from 0 and below 1"
        )


def _arrays(model, data: tuple, class_weight) -> tuple:
    """(x, y, sample_weight) as arrays that fit the model."""
    try:
        data = structures.as_arrays(data)
    except structures.NotArraysError as error:
        raise ValueError(f"x, y: {error} came; give arrays") from None
    structures.check(data, model)
    return structures.weighted(data, class_weight)


def _rows(n: int, batch_size: int, steps: int, seed: int) -> np.ndarray:
    """The examples of each batch, of shape (steps, batch_size)."""
    rng, size = np.random.default_rng(seed), min(batch_size, n)
    epochs = -(-steps // (n // size))
    orders = [rng.permutation(n)[: n // size * size] for _ in range(epochs)]
    return np.concatenate(orders).reshape(-1, size)[:steps].astype("int32")


class _Arrays:
    """Batches of arrays that an engine holds as a whole."""

    def __init__(self, data: tuple, rows: np.ndarray):
        self._data, self._rows = data, rows

    def first(self) -> tuple:
        """The first batch."""
        return structures.mapped(lambda a: a[self._rows[0]], self._data)

    def parts(self, engine: Engine) -> Iterator[tuple]:
        """Yield (data, rows, start, stop) for the engine's `train`, part by part."""
        given, steps = engine.put(self._data), len(self._rows)
        for start in range(0, steps, _PART):
            yield given, self._rows, start, min(start + _PART, steps)


class _Stream:
    """Batches as they come, of which an engine holds some at a time.

    Those of another size than the first are left out, such as the last of an epoch.
    """

    def __init__(self, model, stream, others: tuple, class_weight):
        if any(other is not None for other in others):
            raise ValueError(
                f"x: {type(stream).__name__} came, whose batches hold the labels and "
                "weights; leave out y, sample_weight and batch_size"
            )
        self._arrays = lambda batch: _arrays(model, batch, class_weight)
        self._batches = keras_private.batches_of(stream)
        first = next(map(self._arrays, self._batches), None)
        if first is None:
            raise ValueError(f"x: {type(stream).__name__} came, without any batch")
        self._first: tuple = first

    def first(self) -> tuple:
        """The first batch."""
        return self._first

    def parts(self, engine: Engine) -> Iterator[tuple]:
        """Yield (data, rows, start, stop) for the engine's `train`, part by part."""
        size = structures.count(self._first)
        batches = self._of_size(size)
        while part := list(islice(batches, _PART)):
            data = keras.tree.map_structure(_joined, *part)
            rows = np.arange(len(part) * size, dtype="int32").reshape(-1, size)
            yield engine.put(data), rows, 0, len(part)

    def _of_size(self, size: int) -> Iterator[tuple]:
        yield self._first
        for batch in map(self._arrays, self._batches):
            if structures.count(batch) == size:
                yield batch


def _joined(*arrays):
    return None if arrays[0] is None else np.concatenate(arrays)


def _losses(model, batches, rates, smoothing) -> list[float]:
    """The loss of each batch, until it explodes or there are no more."""
    engine = make_engine(model, reset_each_batch=True)
    before = engine.snapshot()
    losses: list[float] = []
    try:
        for data, rows, start, stop in batches.parts(engine):
            stop = min(stop, start + len(rates) - len(losses))
            controls = np.zeros(len(rows), "float32")
            controls[start:stop] = rates[len(losses) :][: stop - start]
            controls = {"learning_rate": controls}
            new, _ = engine.train(data, rows, controls, start, stop)
            losses += new[start:stop].tolist()
            if len(losses) == len(rates) or exploded(np.array(losses), smoothing):
                break
    finally:
        engine.restore(before)
        engine.store()
    return losses
