"""The rate finder: choose a rate on its curve, then see its rule and real trainings."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib.arguments import as_number, choice, finite_array, short_text
from nnlib.explore._scores import BEST, counted, kept, of_seeds
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.training.rate_finder import FEWEST, RateFinder, limits, lowest, suggested

MOST = 1000  # batches that are drawn
TRAINED, SCORE_LETTERS = (2, 20), 30  # the least and the most
STEPS = 10_000  # in which the losses that are seen are stored
SMOOTHING = 0.95  # of losses that come without: what `find_rate` takes by default


def rate_finder(
    found: RateFinder | tuple[Any, Any],
    scores: Mapping[float, Any] | None = None,
    *,
    score: str = "validation accuracy",
    best: str = "max",
) -> Explorable:
    """Choose a rate on a finder's curve, then see its rule and what training says.

    Parameters
    ----------
    found : RateFinder, or a pair of array_like of shape (n,)
        What `Trainer.find_rate` returned; or the rates of ten batches or more, rising,
        and the loss of each batch, which is then smoothed, and a rate suggested, as
        `Trainer.find_rate` does by default. From the second loss on, any may be
        infinite or no number.
    scores : mapping of float to array_like of shape (seeds,), optional
        Of 2 to 20 rates, rising, the scores of real trainings with 1 to 40 seeds.
    score : str, default "validation accuracy"
        What the scores are, up to 30 letters.
    best : {"max", "min"}
        Whether a high score is good, or, as of a loss, a low one.

    Returns
    -------
    Explorable
        It begins with the two curves and a line that is dragged along them; the rule
        and the scores are shown when they are asked for. Shown by a notebook as the
        last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If it is no finder's result, a rate is none or does not rise, a score is no
        finite number, or there are fewer or more of anything than are told above.

    Notes
    -----
    The losses that are seen are those of `RateFinder.plot`: what explodes leaves the
    picture above. They are stored in 10,000 steps; of more than 1,000 batches, 1,000
    are drawn. Scores are kept in five significant digits. Where some are far worse than
    most their axis is broken, as that of `nnlib.explore.sweep`.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    >>> found = nnlib.Trainer(model).find_rate(data.x_train, data.y_train)
    >>> curve = nnlib.explore.rate_finder(found)
    """
    if not isinstance(found, RateFinder):
        found = _suggested(found)
    tried, held = ([], None) if scores is None else _trainings(scores)
    short_text("score", score, SCORE_LETTERS)
    choice("best", best, BEST)
    return Explorable(
        FRONT / "rate_finder" / "rate_finder.js",
        {
            "tried": [kept(rate) for rate in tried],
            "score": score,
            "best": best,
            "steps": STEPS,
            "state": {"rate": None, "rule": False, "training": False},
        },
        trained={"found": _stored(found), "scores": held},
        poster=poster(lambda ax: _draw(found, ax), size=(640, 360)),
        description=_describe(found, tried, held, score, best),
        size=(1200, 540),
    )


def _suggested(found: Any) -> RateFinder:
    """What a finder would say of rates and losses."""
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise ValueError(
            f"found: {found!r} came; give what Trainer.find_rate returned, or a pair "
            "of rates and losses"
        )
    wanted = f"the rates of {FEWEST} batches or more, positive and rising"
    rates = finite_array("found[0]", found[0], wanted)
    if rates.ndim != 1 or len(rates) < FEWEST:
        raise ValueError(f"found[0]: shape {rates.shape} came; give {wanted}")
    if rates[0] <= 0 or not (np.diff(rates) > 0).all():
        raise ValueError(
            f"found[0]: {rates[0]:.3g} to {rates[-1]:.3g} came; give {wanted}"
        )
    losses = _losses(found[1], len(rates))
    with np.errstate(all="ignore"):
        return suggested(rates, losses, SMOOTHING)


def _losses(came: Any, count: int) -> np.ndarray:
    """The losses of all batches, of which the first is a number."""
    wanted = f"a loss for each of the {count} rates, the first of them finite"
    try:
        losses = np.asarray(came)
        if losses.dtype.kind not in "iuf":
            raise TypeError
        losses = losses.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"found[1]: {came!r} came; give {wanted}") from None
    if losses.shape != (count,):
        raise ValueError(f"found[1]: shape {losses.shape} came; give {wanted}")
    if not np.isfinite(losses[0]):
        raise ValueError(f"found[1]: {losses[0]} came first; give {wanted}")
    return losses


def _trainings(scores: Any) -> tuple[list[float], list[list[float]]]:
    """The rates, and the scores of their seeds."""
    tried = _tried(scores)
    return tried, [of_seeds(f"scores[{rate!r}]", scores[rate]) for rate in tried]


def _tried(scores: Any) -> list[float]:
    """The rates of the trainings as they are keys; they rise."""
    if not isinstance(scores, Mapping) or not TRAINED[0] <= len(scores) <= TRAINED[1]:
        raise ValueError(
            f"scores: {scores!r} came; give a dictionary that has for each of "
            f"{TRAINED[0]} to {TRAINED[1]} rates the scores of its seeds, such as "
            "{0.001: [0.7, 0.8], 0.01: [0.8, 0.9]}"
        )
    tried = list(scores)
    before = 0.0
    for rate in tried:
        number = as_number(rate)
        if number is None or number <= 0:
            raise ValueError(f"scores: the rate {rate!r} came; give a number above 0")
        if number <= before:
            raise ValueError(
                f"scores: the rate {rate!r} came after {before:g}; give rates that rise"
            )
        before = number
    return tried


def _stored(found: RateFinder) -> dict[str, Any]:
    """What the page draws, its losses as whole numbers of steps."""
    low, high = limits(found)
    count = len(found.rates)
    drawn = np.arange(count)
    if count > MOST:
        drawn = np.unique(np.linspace(0, count - 1, MOST).round().astype(int))
    least = None
    if found.suggestion is not None:
        place = lowest(found.smoothed)
        loss = _levels(found.smoothed[place : place + 1], low, high)[0]
        least = {"rate": kept(found.rates[place]), "loss": loss}
    return {
        "rates": [kept(rate) for rate in found.rates[drawn]],
        "losses": _levels(found.losses[drawn], low, high),
        "smoothed": _levels(found.smoothed[drawn], low, high),
        "limits": [kept(low), kept(high)],
        "least": least,
        "suggestion": found.suggestion,
    }


def _levels(losses: np.ndarray, low: float, high: float) -> list[int | None]:
    """Losses in steps from the lowest that is seen; None is no number."""
    steps = np.clip((losses - low) / (high - low), -1, 2) * STEPS
    return [None if np.isnan(step) else round(step) for step in steps.tolist()]


def _describe(
    found: RateFinder,
    tried: list[float],
    held: list[list[float]] | None,
    score: str,
    best: str,
) -> str:
    told = (
        "A learning-rate finder: the loss of each batch, pale, and the smoothed loss, "
        "blue, against the learning rate, which grows from batch to batch on a "
        f"logarithmic axis from {_written(found.rates[0])} on. A line, which is "
        "dragged along or moved by the arrow keys, says the rate that is chosen. A "
        "button, The rule, marks the rate that the finder suggests and shows why, or "
        "says that there is no clear fall."
    )
    if held is None:
        return told
    seeds = counted({len(seeds) for seeds in held})
    return (
        f"{told} A button, What training says, shows below the {score} of trainings "
        f"at {len(tried)} rates ({', '.join(map(_written, tried))}) with {seeds} "
        f"each: a dot for each seed and a tick at their mean; {BEST[best]} is better. "
        "It tells the trained rate nearest to the line."
    )


def _written(rate: float) -> str:
    return written(float(rate), 3).replace("-", "−")


def _draw(found: RateFinder, ax) -> None:
    """Draw the curves, and nothing that answers."""
    ax.plot(found.rates, found.losses, color=style.PALE, linewidth=1.5)
    ax.plot(found.rates, found.smoothed, color=style.BLUE)
    ax.set(xscale="log", xlabel="learning rate", ylabel="loss of the batch")
    ax.set_ylim(limits(found))
