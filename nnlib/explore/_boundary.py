"""Boundary: what trained networks make of the plane, side by side, as stored maps."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from nnlib.arguments import finite_array, short_text
from nnlib.explore import _training
from nnlib.explore._overfitting_maps import POINTS, Set, points
from nnlib.explore._packed import packed
from nnlib.explore.host import FRONT, Explorable, class_color, drawable, poster
from nnlib.figures import style

MOST_SIDES, MOST_STEPS, MOST_DATA = 2, 6, 6
NAME_LETTERS, NOTE_LETTERS = 16, 90
LEVELS = 64  # of a map's logits
SIDES = (
    80,
    64,
    56,
    48,
    40,
    32,
    24,
)  # points along each side of a map, as there is room
_LEAST_LOGIT, _SUREST = 5.0, 30.0  # to which the levels reach
_MOST_OF_MAPS = 52_000  # characters
_MARGIN = 0.05  # of the plane, around the points shown
_SETS = "(x, y, x_new, y_new), points of two numbers and their classes, 0 or 1"


class _Data(NamedTuple):
    """Points to learn from and new ones, and the square of the plane around them."""

    known: Set
    new: Set
    bounds: np.ndarray


def boundary(
    models: Mapping[Any, Any],
    data: Any,
    *,
    steps: str = "Hidden layers",
    note: str = "",
) -> Explorable:
    """Compare the decision boundaries of trained classifiers, on points of two classes.

    Parameters
    ----------
    models : mapping
        Trained classifiers of two numbers, by ``(name, step, data)``: what each side
        is called (one or two names), a number of the slider, and whose points it
        learned, such as ``("ReLU", 1, "moons")``; ``(name, step)`` or ``name`` will do
        where there is one set of data, or one step. A classifier is a Keras model with
        sigmoid or softmax, anything with scikit-learn's ``predict_proba``, or a
        function of an array of shape (n, 2) that returns probabilities of class 1.
    data : mapping of str to tuple, or tuple
        ``(x, y, x_new, y_new)`` by name, or one of them: the points that were learned
        and new ones, of shape (n, 2), and their classes, 0 or 1.
    steps : str, default "Hidden layers"
        What the slider counts.
    note : str, optional
        A sentence below the maps: how they were trained, and from which seed.

    Returns
    -------
    Explorable
        The maps of one or two classifiers, a list of the data and a slider of the
        steps; the new points, and the accuracy on them, wait behind a button. Shown by
        a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If a model is missing or there are too many (two names, six steps, six sets of
        data), or the models, the points or their classes do not fit.

    Notes
    -----
    Nothing is trained here. A map is the logit of class 1 at 24 to 80 points along
    each side, as many as there is room for, in 64 levels; between its points it is
    linear. The accuracies are of all points, of which at most 100 of each are shown.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> points = data.x_train, data.y_train, data.x_test, data.y_test
    >>> from sklearn.neural_network import MLPClassifier
    >>> fitted = {
    ...     name: MLPClassifier(10, activation=name, solver="lbfgs", random_state=0)
    ...     .fit(data.x_train, data.y_train) for name in ("relu", "tanh")
    ... }
    >>> compared = nnlib.explore.boundary(fitted, points, note="10 nodes, seed 0")
    """
    sets = _data(data)
    names, counts, chosen = _chosen(models, list(sets))
    steps = short_text("steps", steps, NAME_LETTERS)
    if note != "":
        note = short_text("note", note, NOTE_LETTERS)
    ask = {key: _asked(key, model) for key, model in chosen.items()}
    side, maps, limits = _mapped(ask, sets)
    right = [
        [_accuracy(classify, part) for part in (sets[key[2]].known, sets[key[2]].new)]
        for key, classify in ask.items()
    ]
    first = {name: ask[name, counts[0], next(iter(sets))] for name in names}
    return Explorable(
        FRONT / "boundary" / "boundary.js",
        {
            "names": names,
            "counts": counts,
            "steps": steps,
            "note": note,
            "sets": list(sets),
            "levels": LEVELS,
            "colors": [class_color(number) for number in range(2)],
            "points": [
                [points(part, each.bounds) for part in (each.known, each.new)]
                for each in sets.values()
            ],
            "data": 0,
            "step": 0,
            "tested": False,
        },
        trained={"side": side, "maps": maps, "limits": limits, "right": right},
        poster=poster(
            lambda ax: _draw(first, next(iter(sets.values())), ax), size=(640, 320)
        ),
        description=_describe(names, counts, steps, sets, note),
        size=(1200, 540),
    )


def _data(data: Any) -> dict[str, _Data]:
    named = data if isinstance(data, Mapping) else {"": data}
    if not 1 <= len(named) <= MOST_DATA:
        raise ValueError(f"data: {len(named)} sets came; give 1 to {MOST_DATA}")
    found = {}
    for name, each in named.items():
        if not isinstance(each, (tuple, list)) or len(each) != 4:
            raise ValueError(
                f"data: a {type(each).__name__} came for {name!r}; give {_SETS}"
            )
        if isinstance(data, Mapping):
            short_text("data: a name", name, NAME_LETTERS)
        x, y, x_new, y_new = each
        known, new = _set("x", x, y), _set("x_new", x_new, y_new)
        found[name] = _Data(known, new, _square([known.x, new.x]))
    return found


def _set(argument: str, x: Any, y: Any) -> Set:
    places = finite_array(f"data: {argument}", x, "points of two numbers")
    if places.ndim != 2 or places.shape[1] != 2 or not len(places):
        raise ValueError(
            f"data: {argument}: shape {places.shape} came; give points of two numbers, "
            "an array of shape (n, 2)"
        )
    labels = _training.classes(f"data: {argument.replace('x', 'y')}", y, len(places))
    if labels.max() > 1:
        raise ValueError(
            f"data: {argument.replace('x', 'y')}: class {labels.max()} came; give the "
            "classes 0 and 1"
        )
    return Set(places, labels)


def _square(parts: list[np.ndarray]) -> np.ndarray:
    """Low and high of both coordinates: a square, so that both have one scale."""
    places = np.concatenate([x[_training.some(len(x), POINTS)] for x in parts])
    low, high = places.min(axis=0), places.max(axis=0)
    half = (0.5 + _MARGIN) * (float((high - low).max()) or 1.0)
    middle = (low + high) / 2
    return np.stack([middle - half, middle + half], axis=1)


def _chosen(
    models: Any, sets: list[str]
) -> tuple[list[str], list[int], dict[tuple, Any]]:
    """Return names, steps, and the models of all of them and of the data, in order."""
    if not isinstance(models, Mapping) or not models:
        raise ValueError(
            f"models: {models!r:.60} came; give trained classifiers by (name, step, "
            'data), such as {("ReLU", 1, "moons"): model}'
        )
    whole = {}
    for key, model in models.items():
        parts = key if isinstance(key, tuple) else (key,)
        name, step, name_of_data = (*parts, *(1, sets[0])[len(parts) - 1 :])[:3]
        if len(parts) not in (1, 2, 3) or name_of_data not in sets:
            raise ValueError(
                f"models: the key {key!r} came; give (name, step, data), the data one "
                f"of {', '.join(map(repr, sets))}"
            )
        if isinstance(step, bool) or not isinstance(step, (int, np.integer)):
            raise ValueError(f"models: step {step!r} of {key!r} is no whole number")
        short_text("models: a name", name, NAME_LETTERS)
        whole[name, int(step), name_of_data] = model
    names = list(dict.fromkeys(str(name) for name, _, _ in whole))
    counts = sorted({step for _, step, _ in whole})
    if len(names) > MOST_SIDES or len(counts) > MOST_STEPS:
        raise ValueError(
            f"models: {len(names)} names and {len(counts)} steps came; give at most "
            f"{MOST_SIDES} and {MOST_STEPS}"
        )
    wanted = list(itertools.product(names, counts, sets))
    for key in wanted:
        if key not in whole:
            raise ValueError(f"models: {key!r} is missing; give each of its own")
    return names, counts, {key: whole[key] for key in wanted}


def _asked(key: tuple, model: Any) -> Callable[[np.ndarray], np.ndarray]:
    """Make a function that asks a model for the probabilities of class 1."""

    def ask(x: np.ndarray) -> np.ndarray:
        if hasattr(model, "predict_proba"):
            found = model.predict_proba(x)
        elif hasattr(model, "predict_on_batch"):
            found = model.predict_on_batch(x.astype("float32"))
        elif callable(model):
            found = model(x)
        else:
            raise ValueError(
                f"models: {model!r:.60} came for {key!r}; give a trained classifier, "
                "or a function that returns probabilities"
            )
        n = len(x)
        answer = f"models: the answer of {key!r} to {n} points"
        wanted = (
            f"probabilities of class 1, of shape ({n},) or ({n}, 1), or of both "
            f"classes, ({n}, 2)"
        )
        if isinstance(found, np.ndarray) and found.dtype.kind == "b":
            found = found.astype(float)
        found = finite_array(answer, found, wanted)
        if found.shape not in {(n,), (n, 1), (n, 2)}:
            raise ValueError(f"{answer}: shape {found.shape} came; give {wanted}")
        found = found.reshape(n, -1)[:, -1]
        if found.min() < -1e-6 or found.max() > 1 + 1e-6:
            raise ValueError(
                f"{answer}: {found.min():.3g} to {found.max():.3g} came; give a "
                "classifier that ends in probabilities"
            )
        return np.clip(found, 0, 1)

    return ask


def _mapped(ask: dict, sets: dict[str, _Data]) -> tuple[int, list[str], list[float]]:
    """Pack a map of each model, as fine as there is room."""
    side, maps, limits = SIDES[-1], [], []
    for side in SIDES:
        found = [
            _map(classify, sets[key[2]].bounds, side) for key, classify in ask.items()
        ]
        maps, limits = (
            [packed(levels[None]) for levels, _ in found],
            [limit for _, limit in found],
        )
        if sum(map(len, maps)) <= _MOST_OF_MAPS:
            break
    return side, maps, limits


def _map(classify: Any, bounds: np.ndarray, side: int) -> tuple[np.ndarray, float]:
    """Quantize the logits of the plane; where they are steep, levels reach farther."""
    across = np.linspace(*bounds[0], side)
    down = np.linspace(*bounds[1][::-1], side)  # from the top down, as pictures are
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    logits = _logits(classify(grid))
    limit = float(np.clip(np.median(np.abs(logits)), _LEAST_LOGIT, _SUREST))
    limit = float(f"{limit:.2g}")
    share = (np.clip(logits, -limit, limit) / limit + 1) / 2
    levels = np.round((LEVELS - 1) * share).astype(np.uint8)
    return levels.reshape(side, side), limit


def _logits(probabilities: np.ndarray) -> np.ndarray:
    tiny = np.exp(-_SUREST)
    yes = np.clip(probabilities, tiny, None)
    return np.log(yes) - np.log(np.clip(1 - probabilities, tiny, None))


def _accuracy(classify: Any, part: Set) -> float:
    return round(float(np.mean((classify(part.x) > 0.5) == part.y)), 4)


def _describe(
    names: list[str], counts: list[int], steps: str, sets: dict[str, _Data], note: str
) -> str:
    told = f"Decision boundaries of {' and '.join(names)} on points of two classes"
    if len(sets) > 1:
        told += f" ({', '.join(sets)}), which a list chooses"
    if len(counts) > 1:
        listed = f"{counts[0]} to {counts[-1]}"
        told += f", for {listed} on a slider: {steps.lower()}"
    first = next(iter(sets.values()))
    return (
        f"{told}. {len(first.known.x)} known points are filled; a button shows new "
        f"ones, hollow, with the accuracy on {len(first.new.x):,} of them. The shape "
        "and color of a point are its class; the color of the plane is the class told "
        f"there, the paler the less certain, and a line is the boundary. {note}"
    ).strip()


def _draw(ask: dict[str, Any], data: _Data, ax: Any) -> None:
    axes = ax.get_figure().subplots(1, len(ask), squeeze=False)[0]
    ax.remove()
    for ax, (name, classify) in zip(axes, ask.items(), strict=True):
        levels, _ = _map(classify, data.bounds, SIDES[-1])
        ax.imshow(
            levels >= LEVELS / 2,
            extent=data.bounds.ravel(),
            cmap="gray_r",
            vmin=0,
            vmax=7,
            interpolation="nearest",
        )
        for number, mark in enumerate("o^"):
            places = data.known.x[data.known.y == number]
            ax.plot(*places.T, mark, color=style.CLASSES[number], markersize=5)
        ax.set(title=drawable(name), xticks=[], yticks=[])
