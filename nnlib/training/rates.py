"""The learning-rate finder: each batch's own loss while the rate grows."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from nnlib import style
from nnlib.training import data as d
from nnlib.training import internals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PART = 10  # batches between two looks whether the loss has exploded
_EXPLODED = 4.0  # times the least smoothed loss


@dataclass(frozen=True, eq=False)
class RateFinder:
    """What `Trainer.find_rate` saw.

    Attributes
    ----------
    rates : ndarray of shape (n,)
        The learning rate of each batch, rising by the same factor.
    losses : ndarray of shape (n,)
        The loss of that batch alone, before its update.
    smoothed : ndarray of shape (n,)
        Their exponential mean, without the bias of its beginning.
    suggestion : float
        A learning rate to train with.
    reason : str
        How it was chosen.
    """

    rates: np.ndarray = field(repr=False)
    losses: np.ndarray = field(repr=False)
    smoothed: np.ndarray = field(repr=False)
    suggestion: float
    reason: str

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the losses against the rate, and mark the suggestion.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        import matplotlib as mpl
        import matplotlib.pyplot as plt
        from matplotlib.ticker import LogLocator

        with mpl.rc_context(style.FIGURE_DEFAULTS):
            if ax is None:
                ax = plt.figure().add_subplot()
            drawn = [
                *ax.plot(self.rates, self.losses, color=style.PALE, linewidth=1.5),
                *ax.plot(self.rates, self.smoothed, color=style.BLUE),
                ax.axvline(self.suggestion, color=style.ACCENT, linestyle="--"),
                ax.annotate(
                    f" {self.suggestion:.1g}",
                    (self.suggestion, 1),
                    xycoords=("data", "axes fraction"),
                    color=style.ACCENT,
                    va="top",
                ),
            ]
            ax.set(xscale="log", xlabel="learning rate", ylabel="loss of the batch")
            ax.xaxis.set_major_locator(LogLocator(numticks=8))
            low = np.nanpercentile(self.losses, 1)  # what explodes is left out above
            high = 1.5 * max(self.smoothed[0] - low, 1e-9)
            ax.set_ylim(low - 0.1 * high, low + high)
            for artist in (*drawn, ax.xaxis, ax.yaxis):
                style.mark_trained(artist)
        return ax


def find_rate(
    model,
    x: Any,
    y: Any = None,
    *,
    batch_size: int = 32,
    sample_weight: Any = None,
    lowest: float = 1e-6,
    highest: float = 10.0,
    steps: int = 200,
    smoothing: float = 0.95,
    seed: int = 0,
) -> RateFinder:
    """Train with a rate that grows from batch to batch, on copies of all weights.

    Smith, Cyclical learning rates for training neural networks (2017),
    https://arxiv.org/abs/1506.01186, section 3.3. It ends early once the smoothed loss
    is four times its least. The suggestion is a tenth of the rate at which the
    smoothed loss was least, where it still falls fast.

    Parameters
    ----------
    model : keras.Model
        Compiled, with a number as the learning rate of its optimizer.
    x, y, sample_weight : as for `keras.Model.fit`
        Arrays.
    batch_size : int, default 32
    lowest, highest : float
        The rates of the first and of the last batch, above 0.
    steps : int, default 200
        Batches, at least 10; the data are gone through again where they are fewer.
    smoothing : float, default 0.95
        The share of the past in the exponential mean, from 0 and below 1.
    seed : int, default 0
        Of the order of the examples.

    Returns
    -------
    RateFinder

    Raises
    ------
    ValueError
        If the rates, the data or the optimizer do not fit, or the loss is never a
        number. The model is as it was, whatever happens.
    """
    if not 0 < lowest < highest < np.inf:
        raise ValueError(
            f"lowest, highest: {lowest!r} and {highest!r} came; give two rates above "
            "0, the smaller first"
        )
    if not steps >= 10 or not 0 <= smoothing < 1 or not batch_size >= 1:
        raise ValueError(
            f"steps, smoothing, batch_size: {steps!r}, {smoothing!r}, {batch_size!r} "
            "came; give at least 10, a share from 0 and below 1, and at least 1"
        )
    try:
        data = d.as_arrays((x, y, sample_weight))
    except d.NotArraysError as error:
        raise ValueError(f"x, y: {error} came; give arrays") from None
    d.check(data, model)
    rows = _rows(d.count(data), batch_size, steps, seed)
    internals.build(model, lambda: d.mapped(lambda a: a[rows[0]], data))
    if internals.learning_rate(model.optimizer) is None:
        raise ValueError(
            "model: its optimizer was made with a schedule; compile it with a number "
            "as the learning rate"
        )
    rates = np.geomspace(lowest, highest, steps)
    losses = np.array(_losses(model, data, rows, rates, smoothing))
    return _found(rates[: len(losses)], losses, smoothing)


def _rows(n: int, batch_size: int, steps: int, seed: int) -> np.ndarray:
    """The examples of each batch, of shape (steps, batch_size)."""
    rng, size = np.random.default_rng(seed), min(batch_size, n)
    epochs = -(-steps // (n // size))
    orders = [rng.permutation(n)[: n // size * size] for _ in range(epochs)]
    return np.concatenate(orders).reshape(-1, size)[:steps].astype("int32")


def _losses(model, data, rows, rates, smoothing) -> list[float]:
    """The loss of each batch, until it explodes."""
    engine = _engine(model)
    before = engine.snapshot()
    given, controls = engine.put(data), {"learning_rate": rates.astype("float32")}
    losses: list[float] = []
    try:
        for start in range(0, len(rows), _PART):
            stop = min(start + _PART, len(rows))
            new, _ = engine.train(given, rows, controls, start, stop)
            losses += new[start:stop].tolist()
            smoothed = _smoothed(np.array(losses), smoothing)
            if not np.isfinite(smoothed[-1]) or (
                smoothed[-1] > _EXPLODED * smoothed.min()
            ):
                break
    finally:
        engine.restore(before)
        engine.store()
    return losses


def _engine(model):
    if keras.backend.backend() == "jax":
        from nnlib.training.jax_engine import JaxEngine

        return JaxEngine(model, fresh_losses=True)
    if keras.backend.backend() == "tensorflow":
        from nnlib.training.tensorflow_engine import TensorFlowEngine

        return TensorFlowEngine(model, fresh_losses=True)
    raise ValueError(
        f"model: it is on {keras.backend.backend()}; find_rate needs JAX or TensorFlow"
    )


def _smoothed(losses: np.ndarray, share: float) -> np.ndarray:
    """The exponential mean, divided by what its beginning at 0 takes away."""
    mean, means = 0.0, []
    for i, loss in enumerate(losses, 1):
        mean = share * mean + (1 - share) * loss
        means.append(mean / (1 - share**i))
    return np.array(means)


def _found(rates: np.ndarray, losses: np.ndarray, share: float) -> RateFinder:
    smoothed = _smoothed(losses, share)
    finite = np.isfinite(smoothed)
    if not finite.any():
        raise ValueError(
            f"x, y: the loss is {losses[0]} from the first batch on, whatever the "
            "rate; look at the inputs and the loss"
        )
    least = rates[finite][smoothed[finite].argmin()]
    suggestion = max(least / 10, rates[0])
    reason = (
        f"a tenth of {least:.2g}, where the smoothed loss was least; "
        f"{len(rates)} batches from {rates[0]:.1g} to {rates[-1]:.2g}"
    )
    return RateFinder(rates, losses, smoothed, float(suggestion), reason)
