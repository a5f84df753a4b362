"""The search: grid, random and pruned search for two settings, on stored trainings."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib.arguments import as_integer, as_number, choice, finite_array, short_text
from nnlib.explore._packed import text_of
from nnlib.explore._scores import BEST, kept
from nnlib.explore.host import FRONT, Explorable, drawable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

VALUES, SEEDS, EPOCHS = (3, 24), (2, 30), (2, 200)  # the least and the most
MOST_SCORES = 6400  # of all values, seeds and epochs
SETTING_LETTERS, SCORE_LETTERS = 16, 30
USUAL_GRID = 4  # values of each setting, where there are as many
DRAWS = 200  # that are played at once
STEPS = 2**16 - 1  # in which scores are stored
WAYS = {
    "grid": "evenly spaced values, shifted by chance",
    "random": "both values drawn for each trial, no place twice until all were",
    "pruned": "the random draws, of which bad ones end after few epochs",
}
_MARGIN = 0.055  # of the plane, beyond the first and the last value


def search(
    scores: Any,
    *,
    settings: Mapping[str, Any],
    score: str = "validation accuracy",
    test: Any = None,
    best: str = "max",
    grid: tuple[int, int] | None = None,
) -> Explorable:
    """Search two settings by grid, at random and with pruning, on stored trainings.

    Parameters
    ----------
    scores : array_like of shape (values, values, seeds, epochs)
        The score after each of 2 to 200 epochs of trainings with 2 to 30 seeds, at
        each pair of 3 to 24 values of the first and the second setting: 6,400 finite
        numbers at most.
    settings : mapping of str to array_like of shape (values,)
        The values of two settings by name, such as ``{"learning rate": [0.01, 0.1,
        1.0], "nodes": [8, 32, 128]}``; they rise. The names have up to 16 letters.
    score : str, default "validation accuracy"
        What the scores are, up to 30 letters.
    test : array_like of shape (values, values, seeds), optional
        The score of each training on new data, after its last epoch.
    best : {"max", "min"}
        Whether a high score is good, or, as of a loss, a low one.
    grid : tuple of two ints, optional
        How many values of each setting the grid has; by default 4, or all of 3. Each
        search has the epochs that this grid takes.

    Returns
    -------
    Explorable
        Trials fall one by one onto the plane of the two settings; beside it the best
        so far is drawn against the epochs spent. It begins with the grid, before the
        first trial. What else can be asked is there once a search is over. Shown by a
        notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there are not two settings, their values do not rise, an array has another
        shape or a number that is not finite, or there are fewer or more of anything
        than are told above.

    Notes
    -----
    A trial trains one seed, which is drawn, at a pair of stored values; its score is
    that after its last epoch. A random draw takes every pair with the same
    probability, none a second time before all were drawn. The grid's values lie as
    evenly as stored values can, and are shifted by chance, so that each value is as
    likely as any other there, too; its trials come in an order that is drawn.

    The pruned search has the random draws, and ends bad ones early by asynchronous
    successive halving: after 1, 2, 4, ... epochs a trial goes on if fewer than half of
    the trials that came as far, itself among them, are better. What it saves goes to
    more trials. Of a search only trials that were trained to their end can win.

    What a trial is worth is the mean of all seeds at its values. What many draws find
    is told as the mean over draws 1 to 200, and where nine of ten of them lie.

    A setting has a logarithmic axis if its values are positive and their ratios differ
    less than their distances. Scores are stored in 65,535 steps. The best third
    of the trainings has most of their axis; the others have a gray part of their own,
    on another scale.

    References
    ----------
    J. Bergstra and Y. Bengio, Random search for hyper-parameter optimization, Journal
    of Machine Learning Research 13 (2012): why random draws find more than a grid where
    few settings matter. L. Li et al., A system for massively parallel hyperparameter
    tuning, MLSys (2020): asynchronous successive halving.

    Examples
    --------
    >>> from functools import partial
    >>> data, nodes, rates = nnlib.load("moons"), (2, 8, 32), (0.01, 0.1, 1.0)
    >>> def build(r, n):
    ...     layers = [keras.layers.Dense(n, "relu"), keras.layers.Dense(1, "sigmoid")]
    ...     model = keras.Sequential([keras.Input((2,)), *layers])
    ...     model.compile(keras.optimizers.SGD(r), "bce", metrics=["accuracy"])
    ...     return model
    >>> plans = {f"{r} {n}": partial(build, r, n) for r in rates for n in nodes}
    >>> x, y, fit = data.x_train, data.y_train, {"seeds": 3, "epochs": 8, "verbose": 0}
    >>> runs = nnlib.compare(plans, x, y, **fit)
    >>> scores = [[run["accuracy"] for run in runs.histories[name]] for name in plans]
    >>> scores = np.reshape(scores, (3, 3, 3, 8))
    >>> settings = {"learning rate": rates, "nodes": nodes}
    >>> trials = nnlib.explore.search(scores, settings=settings, score="accuracy")
    """
    names, values = _settings(settings)
    table = _scores(scores, names, values)
    tested = None if test is None else _test(test, table.shape)
    score = short_text("score", score, SCORE_LETTERS)
    choice("best", best, BEST)
    taken = _grid(grid, table.shape)
    labels = [[_written(value) for value in row] for row in values]
    places = [_places(row) for row in values]
    return Explorable(
        FRONT / "search" / "search.js",
        {
            "settings": names,
            "labels": labels,
            "places": places,
            "score": score,
            "best": best,
            "shape": table.shape,
            "grid": taken,
            "draws": DRAWS,
            "steps": STEPS,
            "state": {
                "way": "grid",
                "draw": 1,
                "at": dict.fromkeys(WAYS, 0),
                "over": False,
                "worth": False,
                "map": False,
                "many": False,
            },
        },
        trained={
            "scores": _stored(table),
            "test": None if tested is None else _stored(tested),
        },
        poster=poster(lambda ax: _draw(names, labels, places, ax), size=(640, 400)),
        description=_describe(names, labels, table.shape, taken, score, best, tested),
        size=(1200, 540),
    )


def _settings(settings: Any) -> tuple[list[str], list[list[float]]]:
    """The names of both settings, and their values, which rise."""
    if not isinstance(settings, Mapping) or len(settings) != 2:
        raise ValueError(
            f"settings: {settings!r} came; give a dictionary with the values of two "
            'settings, such as {"learning rate": [0.01, 0.1, 1.0], "nodes": [8, 32, '
            "128]}"
        )
    names = [short_text("settings: a name", name, SETTING_LETTERS) for name in settings]
    return names, [_values(name, settings[name]) for name in names]


def _values(name: str, came: Any) -> list[float]:
    argument, wanted = f"settings[{name!r}]", f"{VALUES[0]} to {VALUES[1]} numbers"
    if isinstance(came, (str, bytes, Mapping)) or not hasattr(came, "__iter__"):
        raise ValueError(f"{argument}: {came!r} came; give {wanted} that rise")
    values = []
    for value in came:
        number = as_number(value)
        if number is None:
            raise ValueError(f"{argument}: {value!r} came; give {wanted} that rise")
        values.append(number)
    if not VALUES[0] <= len(values) <= VALUES[1]:
        raise ValueError(f"{argument}: {len(values)} came; give {wanted} that rise")
    for before, value in itertools.pairwise(values):
        if value <= before:
            raise ValueError(
                f"{argument}: {value:g} came after {before:g}; give numbers that rise"
            )
    return values


def _scores(came: Any, names: list[str], values: list[list[float]]) -> np.ndarray:
    """The scores of all trainings after each epoch."""
    counts = tuple(map(len, values))
    wanted = (
        f"finite numbers of shape ({counts[0]}, {counts[1]}, seeds, epochs): for each "
        f"{names[0]} and each {names[1]} the score after each epoch of each seed"
    )
    table = finite_array("scores", came, wanted)
    if table.ndim != 4 or table.shape[:2] != counts:
        raise ValueError(f"scores: shape {table.shape} came; give {wanted}")
    for count, (least, most), what in (
        (table.shape[2], SEEDS, "seeds"),
        (table.shape[3], EPOCHS, "epochs"),
    ):
        if not least <= count <= most:
            raise ValueError(f"scores: {count} {what} came; give {least} to {most}")
    if table.size > MOST_SCORES:
        raise ValueError(
            f"scores: {table.size:,} numbers came; give at most {MOST_SCORES:,}, with "
            "fewer values, seeds or epochs"
        )
    return table


def _test(came: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The scores of all trainings on new data."""
    wanted = f"finite numbers of shape {shape[:3]}: one for each training of the scores"
    table = finite_array("test", came, wanted)
    if table.shape != shape[:3]:
        raise ValueError(f"test: shape {table.shape} came; give {wanted}")
    return table


def _grid(came: Any, shape: tuple[int, ...]) -> list[int]:
    """How many values of each setting the grid has."""
    if came is None:
        came = [min(USUAL_GRID, count) for count in shape[:2]]
    listed = isinstance(came, (tuple, list)) and len(came) == 2
    taken = [count for each in came if (count := as_integer(each))] if listed else []
    if len(taken) != 2 or any(
        not 2 <= count <= most for count, most in zip(taken, shape[:2], strict=True)
    ):
        raise ValueError(
            f"grid: {came!r} came; give how many values of both settings it has, from "
            f"(2, 2) to ({shape[0]}, {shape[1]})"
        )
    return taken


def _is_logarithmic(values: list[float]) -> bool:
    """Whether the ratios of values differ less than their distances."""
    if values[0] <= 0:
        return False
    gaps = [np.diff(values), np.diff(np.log(values))]
    linear, logarithmic = (np.std(gap) / np.mean(gap) for gap in gaps)
    return bool(logarithmic < linear)


def _places(values: list[float]) -> list[float]:
    """Where values are along an axis, as shares of its length."""
    along = np.log(values) if _is_logarithmic(values) else np.array(values)
    shares = (along - along[0]) / (along[-1] - along[0])
    return [kept(_MARGIN + (1 - 2 * _MARGIN) * share) for share in shares]


def _stored(table: np.ndarray) -> dict[str, Any]:
    """Scores as whole numbers of steps between the least and the greatest."""
    low, high = float(table.min()), float(table.max())
    wide = (high - low) or 1.0
    levels = np.clip(np.round((table - low) / wide * STEPS), 0, STEPS)
    return {"limits": [low, high], "levels": text_of(levels.astype(np.uint16))}


def _written(value: float) -> str:
    return written(value, 3).replace("-", "−")


def _describe(
    names: list[str],
    labels: list[list[str]],
    shape: tuple[int, ...],
    grid: list[int],
    score: str,
    best: str,
    tested: np.ndarray | None,
) -> str:
    axes = " and ".join(
        f"{name} ({len(row)} values from {row[0]} to {row[-1]})"
        for name, row in zip(names, labels, strict=True)
    )
    ways = "; ".join(f"{way}: {told}" for way, told in WAYS.items())
    new = "" if tested is None else ", and its score on new data"
    budget = grid[0] * grid[1] * shape[3]
    return (
        f"A search for the best {score} over {axes}, on stored trainings with "
        f"{shape[2]} seeds of {shape[3]} epochs; {BEST[best]} is better. Trials fall "
        "one by one onto the plane of both settings, and a line beside it is the best "
        f"so far against the epochs spent. A choice of three ways ({ways}), each with "
        f"{budget} epochs; the grid has {grid[0]} times {grid[1]} values. "
        "Buttons play, step and start over, and a slider goes through the trials. "
        f"After a search further buttons make another draw, play {DRAWS} draws at "
        "once, show what the winner is worth, the mean of all seeds "
        f"at its values{new}, and show the means of all values as a map."
    )


def _draw(
    names: list[str], labels: list[list[str]], places: list[list[float]], ax
) -> None:
    """Draw the values that can be tried, and nothing that was found."""
    across, up = np.meshgrid(*places)
    ax.plot(across.ravel(), up.ravel(), ".", color=style.GRAY, markersize=4)
    first, second = map(drawable, names)
    ax.set(xlabel=first, ylabel=second, xlim=(0, 1), ylim=(0, 1))
    every = [max(1, len(row) // 4) for row in labels]
    ax.set_xticks(places[0][:: every[0]], labels[0][:: every[0]])
    ax.set_yticks(places[1][:: every[1]], labels[1][:: every[1]])
