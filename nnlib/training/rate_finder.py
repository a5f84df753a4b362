"""What the learning-rate finder saw: the losses, the rate they suggest, the plot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST = 10  # batches, that say anything
_TINY = 1e-6  # of a loss, which is rounding
_NOISES = 3.0  # so many standard errors must the loss fall


@dataclass(frozen=True, eq=False, repr=False)
class RateFinder:
    """What `Trainer.find_rate` saw; ``print`` tells the suggestion and its reason.

    Attributes
    ----------
    rates : ndarray of shape (n,)
        The learning rate of each batch, rising by the same factor.
    losses : ndarray of shape (n,)
        The loss of that batch alone, before its update.
    smoothed : ndarray of shape (n,)
        Their exponential mean, without the bias of its beginning.
    suggestion : float or None
        A learning rate to train with, of two digits; None if the loss never fell.
    reason : str
        How it was chosen, or why there is none.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    >>> found = nnlib.Trainer(model).find_rate(data.x_train, data.y_train)
    >>> ax = found.plot()
    """

    rates: np.ndarray = field(repr=False)
    losses: np.ndarray = field(repr=False)
    smoothed: np.ndarray = field(repr=False)
    suggestion: float | None
    reason: str

    def __repr__(self):
        if self.suggestion is None:
            return f"No learning rate is suggested: {self.reason}"
        return f"Suggested learning rate {self.suggestion:.2g}: {self.reason}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict:
        html = f'<span class="trained">{escape(repr(self))}</span>'
        return {"text/html": html, "text/plain": "What a learning-rate finder saw."}

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the losses against the rate, and mark the suggestion if there is one.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            If ``ax`` is no plain axes.
        """
        from matplotlib.ticker import LogLocator

        with drawing_on(ax) as ax:
            drawn = [
                *ax.plot(self.rates, self.losses, color=style.PALE, linewidth=1.5),
                *ax.plot(self.rates, self.smoothed, color=style.BLUE),
                *self._mark(ax),
            ]
            ax.set(xscale="log", xlabel="learning rate", ylabel="loss of the batch")
            ax.xaxis.set_major_locator(LogLocator(numticks=8))
            ax.set_ylim(limits(self))
            for artist in (*drawn, ax.xaxis, ax.yaxis):
                style.mark_trained(artist)
        return ax

    def _mark(self, ax) -> Iterator:
        """A line at the suggestion with its number, or the words that there is none."""
        place = {"color": style.ACCENT, "va": "top"}
        if self.suggestion is None:
            corner = {"xycoords": "axes fraction", "ha": "center"}
            yield ax.annotate("no clear fall", (0.5, 1), **place, **corner)
            return
        yield ax.axvline(self.suggestion, color=style.ACCENT, linestyle="--")
        yield ax.annotate(
            f" {self.suggestion:.2g}",
            (self.suggestion, 1),
            xycoords=("data", "axes fraction"),
            **place,
        )


def limits(found: RateFinder) -> tuple[float, float]:
    """Tell which losses a picture shows: what explodes is left out above."""
    seen = found.losses[np.isfinite(found.losses)]
    low = np.percentile(seen, 1)
    high = 1.5 * max(found.smoothed[0] - low, np.median(seen) - low, 1e-9)
    return float(low - 0.1 * high), float(low + high)


def lowest(smoothed: np.ndarray) -> int:
    """Find where the smoothed loss was least; its first tenth does not count."""
    first = _first(smoothed)
    return first + int(np.nanargmin(smoothed[first:]))


def _smoothed(losses: np.ndarray, share: float) -> np.ndarray:
    """The exponential mean, divided by what its beginning at 0 takes away."""
    mean, means = 0.0, []
    for i, loss in enumerate(losses, 1):
        mean = share * mean + (1 - share) * loss
        means.append(mean / (1 - share**i))
    return np.array(means)


@dataclass(frozen=True)
class _Fall:
    """How a loss fell.

    Attributes
    ----------
    start : float
        The mean of the first losses, a tenth of all.
    depth : float
        How far below it the least mean of a fifth of all, one after another, lies.
    error : float
        The standard error of the depth, from how much the losses differ from batch to
        batch until then.
    """

    start: float
    depth: float
    error: float


def _fall(losses: np.ndarray) -> _Fall:
    few, many = _first(losses), max(len(losses) // 5, 3)
    start = float(np.mean(losses[:few]))
    means = np.convolve(losses, np.full(many, 1 / many), mode="valid")
    least = int(np.argmin(means))
    until = losses[: max(least + many, FEWEST)]
    noise = max(np.std(np.diff(until)) / np.sqrt(2), _TINY * np.abs(until).max())
    error = float(noise * np.sqrt(1 / few + 1 / many))
    return _Fall(start, start - float(means[least]), error)


def _first(losses: np.ndarray) -> int:
    """How many losses count as its beginning."""
    return max(len(losses) // 10, 5)


def exploded(losses: np.ndarray, share: float) -> bool:
    """Whether the loss has left the range in which it began and fell.

    What counts is how far it fell, not its level, which may be below 0.
    """
    smoothed = _smoothed(losses, share)
    if not np.isfinite(smoothed[-1]):
        return True
    fall = _fall(losses)
    return smoothed[-1] - fall.start > max(fall.depth, 3 * _NOISES * fall.error)


def suggested(rates: np.ndarray, losses: np.ndarray, share: float) -> RateFinder:
    """Suggest a rate from the losses, smoothed with a share of the past.

    Raises
    ------
    ValueError
        If there are too few losses, or none of them is a number.
    """
    if len(losses) < FEWEST and np.isfinite(losses).all():
        raise ValueError(
            f"x: {len(losses)} batches came; give {FEWEST} at least, as arrays or as "
            "a data set that can be gone through again"
        )
    smoothed = _smoothed(losses, share)
    finite = np.isfinite(smoothed)
    if not finite.any():
        raise ValueError(
            f"x, y: the loss is {losses[0]} from the first batch on, whatever the "
            "rate; look at the inputs and the loss"
        )
    seen = f"{len(rates)} batches from {rates[0]:.1g} to {rates[-1]:.2g}"
    if why := _why_none(losses[finite]):
        return RateFinder(rates, losses, smoothed, None, f"{why}; {seen}")
    least = rates[lowest(smoothed)]
    reason = f"a tenth of {least:.2g}, where the smoothed loss was least; {seen}"
    return RateFinder(rates, losses, smoothed, float(f"{least / 10:.2g}"), reason)


def _why_none(losses: np.ndarray) -> str:
    """Why no rate can be suggested; empty if one can."""
    if len(losses) < FEWEST:
        return "the loss overflowed at once, so the lowest rate is too large"
    fall = _fall(losses)
    if fall.depth > _NOISES * fall.error:
        return ""
    return (
        "the loss never fell by more than it differs from batch to batch, so the model "
        "is trained already or finds nothing to learn"
    )
