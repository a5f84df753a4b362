"""The sweep: methods compared at each value of a setting, and each at its own best."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib.arguments import as_number, checked_bool, choice, finite_array, short_text
from nnlib.explore._scores import BEST, counted, of_seeds
from nnlib.explore.host import FRONT, Explorable, drawable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

METHODS, VALUES = (2, 8), (2, 20)  # the least and the most
_BUTTON = (
    "; a button shows each method at the value where its own mean is best, and says "
    "which."
)
NAME_LETTERS, SETTING_LETTERS, SCORE_LETTERS, DOT_LETTERS = 20, 24, 30, 16


def sweep(
    scores: Mapping[float, Mapping[str, Any]],
    *,
    setting: str,
    score: str,
    reference: str | None = None,
    best: str = "max",
    limits: tuple[float, float] | None = None,
    own_best: bool = True,
    dot: str = "a seed",
) -> Explorable:
    """Slide a setting, see who is ahead at each value; then each method at its best.

    Parameters
    ----------
    scores : mapping of float to mapping of str to array_like of shape (seeds,)
        For each of 2 to 20 values of the setting, rising, the scores of each of 2 to 8
        methods with 1 to 40 seeds, such as ``runs.last("val_accuracy")`` of
        `nnlib.compare` tells them. The names of the methods are the same at every
        value, and in the same order; they have up to 20 letters.
    setting : str
        What the values are of, such as "base rate": up to 24 letters.
    score : str
        What the scores are, such as "validation accuracy": up to 30 letters.
    reference : str, optional
        The method that the others are compared with: it is gray, and a line at its
        mean goes through all rows.
    best : {"max", "min"}
        Whether a high score is good, or, as of a loss, a low one.
    limits : tuple of two floats, optional
        Where the axis of the scores begins and ends, in place of what the notes say.
    own_best : bool, default True
        Whether a button shows each method at its own best value. It means nothing where
        the rows are scores of one method, as of its training and validation set.
    dot : str, default "a seed"
        What each of a row's scores belongs to, such as "a setting": up to 16 letters.

    Returns
    -------
    Explorable
        A row for each method: a dot for each score, a tick at their mean, and a dot
        alone where no row has more than one score. It begins at the first value. Shown
        by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the values do not rise, the methods differ, a score is no finite number or
        lies outside the limits, or there are fewer or more of anything than are told
        above.

    Notes
    -----
    The axis is the same for all values. Where some scores are far worse than most, and
    the others would be drawn five times smaller for it, it is broken: they have a gray
    part of their own, on another scale, at the worse end. They are far if they lie
    more than twice as far below the median of all scores as the best one lies above it
    (of losses, the other way around).

    The best value of a method is that of its best mean, the first of several alike.
    What is chosen by a score looks better by it than it is, the more so the fewer the
    seeds and the more the values: a test set tells how good it is.

    Scores are kept in five significant digits.

    Examples
    --------
    >>> scores = {
    ...     0.01: {"SGD": [0.61, 0.64, 0.60], "Adam": [0.84, 0.86, 0.85]},
    ...     0.1: {"SGD": [0.82, 0.80, 0.83], "Adam": [0.81, 0.79, 0.84]},
    ...     1.0: {"SGD": [0.86, 0.88, 0.85], "Adam": [0.60, 0.52, 0.66]},
    ... }
    >>> slider = nnlib.explore.sweep(scores, setting="learning rate", score="accuracy")
    """
    values = _values(scores)
    methods = _methods(scores, values)
    found = [
        [
            of_seeds(f"scores[{value!r}][{name!r}]", scores[value][name])
            for name in methods
        ]
        for value in values
    ]
    setting = short_text("setting", setting, SETTING_LETTERS)
    score = short_text("score", score, SCORE_LETTERS)
    if reference is not None:
        reference = choice("reference", reference, methods)
    choice("best", best, BEST)
    own_best = checked_bool("own_best", own_best)
    dot = short_text("dot", dot, DOT_LETTERS)
    if limits is not None:
        limits = _limits(limits, found)
    labels = [written(float(value), 6).replace("-", "−") for value in values]
    return Explorable(
        FRONT / "sweep" / "sweep.js",
        {
            "setting": setting,
            "score": score,
            "best": best,
            "limits": limits,
            "values": labels,
            "methods": methods,
            "reference": None if reference is None else methods.index(reference),
            "ownBest": own_best,
            "dot": dot,
            "state": {"at": 0, "each": False},
        },
        trained={"scores": found},
        poster=poster(
            lambda ax: _draw(found[0], methods, reference, score, ax), size=(640, 400)
        ),
        description=_describe(
            labels, methods, found, setting, score, best, reference, dot
        )
        + (_BUTTON if own_best else "."),
        size=(1200, 204 + min(84 * len(methods), 336)),  # as high as its rows
    )


def _values(scores: Any) -> list[float]:
    """The values of the setting as they are keys; they rise."""
    if not isinstance(scores, Mapping) or not VALUES[0] <= len(scores) <= VALUES[1]:
        raise ValueError(
            f"scores: {scores!r} came; give a dictionary that has for each of "
            f"{VALUES[0]} to {VALUES[1]} values the scores of all methods, such as "
            '{0.01: {"plain": [0.8, 0.9], "dropout": [0.7, 0.9]}, ...}'
        )
    values = list(scores)
    for value in values:
        if as_number(value) is None:
            raise ValueError(f"scores: the value {value!r} came; give a number")
    for before, value in itertools.pairwise(values):
        if value <= before:
            raise ValueError(
                f"scores: {value!r} came after {before!r}; give values that rise"
            )
    return values


def _methods(scores: Mapping[float, Any], values: list[float]) -> list[str]:
    """The names of the methods, which are the same at all values."""
    for value in values:
        if not isinstance(scores[value], Mapping):
            raise ValueError(
                f"scores[{value!r}]: {scores[value]!r} came; give a dictionary of "
                "methods by name"
            )
        names, first = list(scores[value]), list(scores[values[0]])
        if names != first:
            raise ValueError(
                f"scores[{value!r}]: the methods {names!r} came; give those of "
                f"{values[0]!r} in their order, {first!r}"
            )
    if not METHODS[0] <= len(first) <= METHODS[1]:
        raise ValueError(
            f"scores: {len(first)} methods came; give {METHODS[0]} to {METHODS[1]}"
        )
    return [short_text("scores: a method", name, NAME_LETTERS) for name in first]


def _limits(limits: Any, found: list[list[list[float]]]) -> tuple[float, float]:
    """The ends of the axis, which hold all scores."""
    wanted = "two numbers with all scores between them, such as (0, 1)"
    ends = finite_array("limits", limits, wanted)
    scores = [score for row in found for seeds in row for score in seeds]
    low, high = min(scores), max(scores)
    if (
        ends.shape != (2,)
        or not ends[0] <= low <= high <= ends[1]
        or ends[0] == ends[1]
    ):
        raise ValueError(
            f"limits: {limits!r} came for {low:g} to {high:g}; give {wanted}"
        )
    return float(ends[0]), float(ends[1])


def _describe(
    labels: list[str],
    methods: list[str],
    found: list[list[list[float]]],
    setting: str,
    score: str,
    best: str,
    reference: str | None,
    dot: str,
) -> str:
    counts = {len(seeds) for row in found for seeds in row}
    gray = "" if reference is None else f" {reference} is gray, to be compared with."
    where = f"{len(labels)} values of {setting} ({', '.join(labels)})"
    if counts == {1}:  # counted or computed as often as trained
        told = (
            f"{len(methods)} rows ({', '.join(methods)}), each with one number at each "
            f"of {where}. A dot shows it, {score}"
        )
    elif dot == "a seed":
        told = (
            f"{len(methods)} methods ({', '.join(methods)}), each trained at {where} "
            f"with {counted(counts)} each. A row for each method has a dot for the "
            f"{score} of each seed and a tick at their mean"
        )
    else:
        told = (
            f"{len(methods)} rows ({', '.join(methods)}), each with up to "
            f"{max(counts)} numbers at each of {where}. A row has a dot for each "
            f"{score}, that of {dot}, and a tick at their mean"
        )
    return (
        f"{told}, on one axis for all values; {BEST[best]} is better.{gray} It begins "
        f"at {labels[0]}. A slider chooses the value"
    )


def _draw(
    found: list[list[float]], methods: list[str], reference: str | None, score: str, ax
) -> None:
    """Draw the first value."""
    for row, (name, seeds) in enumerate(zip(methods, found, strict=True)):
        color = style.GRAY if name == reference else style.BLUE
        ax.plot(seeds, [row] * len(seeds), "o", color=color, alpha=0.75)
        if len(seeds) > 1:
            ax.plot(np.mean(seeds), row, "|", color=style.BLACK, markersize=20, mew=3)
    names = list(map(drawable, methods))
    ax.set(xlabel=drawable(score), yticks=range(len(methods)), yticklabels=names)
    ax.invert_yaxis()
