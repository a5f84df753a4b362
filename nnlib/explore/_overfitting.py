"""Overfitting: the decision boundaries of one or two networks over their epochs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nnlib.arguments import checked_integer, finite_array
from nnlib.explore import _training
from nnlib.explore._packed import packed, text_of
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style

if TYPE_CHECKING:
    import keras

MOST_MODELS, MOST_CLASSES = 2, 6
LOOKS, SIDE = 24, 40  # stored maps of a model, and probabilities along each side
POINTS, CURVE = 150, 240  # shown of each set; epochs at which the curves are kept
_MARGIN = 0.08  # of the plane around the points
_MARKS = "o^sDvP"  # of the classes


class Trained(NamedTuple):
    """What is stored of a training."""

    maps: np.ndarray  # uint8, (looks, SIDE, SIDE)
    history: dict[str, list[float]]


class Set(NamedTuple):
    """Examples of two numbers, and their classes."""

    x: np.ndarray
    y: np.ndarray


def overfitting(
    models: "Mapping[str, keras.Model]",
    x: Any,
    y: Any,
    *,
    validation_data: tuple[Any, Any],
    epochs: int = 300,
    batch_size: int = 32,
) -> Explorable:
    """Train classifiers of two inputs, and see their boundaries over the epochs.

    Parameters
    ----------
    models : mapping of str to keras.Model
        One or two compiled models, by what they are called: each takes two numbers
        and has one output (sigmoid, or a logit that its loss knows of) or one for each
        class. They are trained by `Trainer.fit`, and are trained afterwards.
    x : array_like of shape (n, 2)
        The training data.
    y : array_like of shape (n,), (n, 1) or (n, classes)
        Their classes, as the models' losses take them: two to six.
    validation_data : (array_like, array_like)
        More of the same, from which nothing is learned.
    epochs : int, default 300
        How many, 2 to 10,000.
    batch_size : int, default 32
        Examples in a batch.

    Returns
    -------
    Explorable
        The maps of up to 24 epochs, most of them early ones, and the curves, with a
        slider and Play. Shown by a notebook as the last value of a cell;
        ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the models are not one or two compiled classifiers of two inputs, the data
        or the labels do not fit, or a number is out of range.

    Notes
    -----
    The order of the examples is that of Keras' seed, as in `fit`. Of each set at most
    150 points are shown; all are trained on.

    Examples
    --------
    >>> nnlib.explore.overfitting(
    ...     {"4 units": small, "512 units": large}, x, y, validation_data=(xv, yv)
    ... )
    """
    named = _models(models)
    epochs = checked_integer("epochs", epochs, 2, _training.MOST_EPOCHS)
    batch_size = checked_integer("batch_size", batch_size, 1)
    sets = _sets(x, y, validation_data)
    count = int(max(s.y.max() for s in sets.values())) + 1
    _check_classes(count, named)
    bounds = _bounds(sets)
    at = _training.looked_at(epochs, LOOKS)
    fit = {
        "x": sets["training"].x.astype("float32"),
        "y": np.asarray(y),
        "validation_data": (
            sets["validation"].x.astype("float32"),
            np.asarray(validation_data[1]),
        ),
        "batch_size": batch_size,
    }
    trained = {name: _trained(model, bounds, at, fit) for name, model in named.items()}
    shown = _metrics(trained)
    classes = max(2, count)
    return Explorable(
        FRONT / "overfitting" / "overfitting.js",
        {
            "models": list(named),
            "epochs": at,
            "side": SIDE,
            "classes": classes,
            "colors": _colors(classes),
            "points": {name: _points(s, bounds) for name, s in sets.items()},
            "metrics": shown,
            "metric": shown[0],
            "kept": _kept(at),
        },
        trained=_stored(trained, shown, at),
        poster=poster(lambda ax: _draw(trained, sets, bounds, ax), size=(640, 320)),
        description=_describe(list(named), sets, at),
        size=(1200, 540),
    )


def _models(models: Any) -> "dict[str, keras.Model]":
    if not isinstance(models, Mapping) or not 1 <= len(models) <= MOST_MODELS:
        raise ValueError(
            f"models: {models!r} came; give one or two by name, such as "
            '{"4 units": small, "512 units": large}'
        )
    named = {str(name): model for name, model in models.items()}
    for name, model in named.items():
        argument = f"models: {name!r}"
        shape = getattr(
            _training.checked_model(argument, model), "input_shape", (None, 2)
        )
        if isinstance(shape, tuple) and shape[-1] == 2 and len(shape) == 2:
            continue
        took = shape[1:] if isinstance(shape, tuple) else shape
        raise ValueError(
            f"{argument}: a model came that takes {took}; give one that takes two "
            "numbers, keras.Input((2,))"
        )
    if len({id(model) for model in named.values()}) < len(named):
        raise ValueError("models: the same one came twice; give each its own")
    return named


def _sets(x: Any, y: Any, validation_data: Any) -> dict[str, Set]:
    if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
        raise ValueError(
            f"validation_data: {validation_data!r} came; give (x_val, y_val)"
        )
    sets = {}
    for name, argument, x_of, y_of in (
        ("training", "", x, y),
        ("validation", "validation_data: ", *validation_data),
    ):
        wanted = "two numbers for each example, an array of shape (n, 2)"
        points = finite_array(f"{argument}x", x_of, wanted)
        if points.ndim != 2 or points.shape[1] != 2 or not len(points):
            raise ValueError(f"{argument}x: shape {points.shape} came; give {wanted}")
        labels = _training.classes(f"{argument}y", y_of, len(points))
        sets[name] = Set(points, labels)
    return sets


def _check_classes(count: int, models: "dict[str, keras.Model]") -> None:
    if count > MOST_CLASSES:
        raise ValueError(f"y: {count} classes came; give two to {MOST_CLASSES}")
    for name, model in models.items():
        shape = getattr(model, "output_shape", None)
        units = shape[-1] if isinstance(shape, tuple) else None
        if units is not None and count > max(2, units):
            raise ValueError(
                f"y: classes up to {count - 1} came, and {name!r} has {units} outputs; "
                "count the classes from 0, or give the model an output for each"
            )


def _bounds(sets: dict[str, Set]) -> np.ndarray:
    """Low and high of both coordinates, with a margin, in round numbers."""
    points = np.concatenate([s.x for s in sets.values()])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * np.where(high > low, high - low, 1)
    found = np.stack([low - margin, high + margin], axis=1)
    return np.array([[float(f"{value:.3g}") for value in row] for row in found])


def _trained(model: Any, bounds: np.ndarray, at: list[int], fit: dict) -> Trained:
    (left, right), (low, high) = bounds
    # From the top down, as pictures are.
    across, down = np.linspace(left, right, SIDE), np.linspace(high, low, SIDE)
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    probabilities = _probabilities(model, grid.astype("float32"), fit)
    looks, history = _training.train(model, probabilities, at, **fit)
    maps = np.stack([_map(look) for look in looks])
    return Trained(maps.reshape(-1, SIDE, SIDE), history)


def _probabilities(model: Any, grid: np.ndarray, fit: dict):
    """Make a function that asks the model, as it is then, for its probabilities."""
    import keras

    from nnlib.training import pairing

    targets = pairing.targets(model, fit["x"], fit["y"], "y")
    logits = any(target.options.get("from_logits") for target in targets)

    def look() -> np.ndarray:
        answer = model(grid, training=False)
        if logits:
            one = answer.shape[-1] == 1
            answer = keras.ops.sigmoid(answer) if one else keras.ops.softmax(answer)
        found = keras.ops.convert_to_numpy(answer).astype(float)
        found = found.reshape(len(grid), -1)
        if found.min() < -1e-6 or found.max() > 1 + 1e-6:
            raise ValueError(
                f"models: outputs from {found.min():.3g} to {found.max():.3g} came; "
                "give a classifier: sigmoid or softmax at the end, or a loss with "
                "from_logits=True"
            )
        return found

    return look


def _map(probabilities: np.ndarray) -> np.ndarray:
    """Quantize: of two classes the probability of class 1, else class and certainty."""
    count = probabilities.shape[1]
    if count <= 2:
        return _training.bytes_over(probabilities[:, -1], 0, 1)
    steps = 256 // count
    certain = (probabilities.max(axis=1) - 1 / count) / (1 - 1 / count)
    level = np.clip(np.round(certain * (steps - 1)), 0, steps - 1)
    return (probabilities.argmax(axis=1) * steps + level).astype(np.uint8)


def _points(examples: Set, bounds: np.ndarray) -> dict[str, Any]:
    """Where points are, as shares of the plane in 8 bits, and their classes."""
    chosen = _training.some(len(examples.x), POINTS)
    at = _training.bytes_over(examples.x[chosen], bounds[:, 0], bounds[:, 1])
    return {
        "count": len(examples.x),
        "at": text_of(at),
        "classes": text_of(examples.y[chosen].astype(np.uint8)),
    }


def _metrics(trained: dict[str, Trained]) -> list[str]:
    """The loss, and the first metric that all models have."""
    from nnlib.training.curves import shown

    lists = [shown(list(run.history)) for run in trained.values()]
    return [name for name in lists[0] if all(name in names for names in lists)]


def _kept(at: list[int]) -> list[int]:
    """The epochs at which the curves are kept, from 1."""
    even = np.linspace(1, at[-1], min(CURVE, at[-1])).round().astype(int)
    return sorted({*even.tolist(), *at[1:]})


def _stored(
    trained: dict[str, Trained], metrics: list[str], at: list[int]
) -> dict[str, Any]:
    kept = np.array(_kept(at)) - 1
    limits, curves = {}, []
    for metric in metrics:
        names = (metric, f"val_{metric}")
        rows = [[run.history[name] for name in names] for run in trained.values()]
        high = float(np.max(rows)) or 1.0
        low = 0.0 if metric == "loss" else float(np.min(rows))
        low, high = float(f"{low:.4g}"), float(f"{high * 1.001:.4g}")
        limits[metric] = [low, max(high, low + 1e-6)]
        for row in (row for pair in rows for row in pair):
            share = (np.array(row)[kept] - low) / (limits[metric][1] - low)
            words = np.clip(np.round(65535 * share), 0, 65535).astype(np.uint16)
            curves.append(text_of(words))
    per = 2 * len(trained)
    return {
        "maps": [packed(run.maps) for run in trained.values()],
        "limits": limits,
        "curves": {
            metric: curves[number * per : (number + 1) * per]
            for number, metric in enumerate(metrics)
        },
    }


def _colors(classes: int) -> list[str]:
    """Name the CSS variables of the classes' colors."""
    known = {
        value: name.lower()
        for name, value in vars(style).items()
        if name.isupper() and isinstance(value, str)
    }
    return [known[style.CYCLE[number]] for number in range(classes)]


def _describe(names: list[str], sets: dict[str, Set], at: list[int]) -> str:
    who = " and ".join(names)
    return (
        f"Overfitting, seen on the plane of two inputs: the decision boundary of {who} "
        f"over {at[-1]} epochs, stored at {len(at)} of them. "
        f"{len(sets['training'].x)} training points are filled, "
        f"{len(sets['validation'].x)} validation points hollow; the shape and color of "
        "a point are its class, and the color of the plane is the class that the "
        "network says there, the paler the less certain. Below are the curves of "
        "training, solid, and validation, dashed, up to the epoch shown. A slider "
        "chooses the epoch, Play goes through all of them, and the curves can be those "
        "of the loss or of the accuracy."
    )


def _draw(
    trained: dict[str, Trained], sets: dict[str, Set], bounds: np.ndarray, ax
) -> None:
    """Draw the maps of the last epoch: a page that cannot be played shows the end."""
    figure = ax.get_figure()
    ax.remove()
    for ax, (name, run) in zip(
        np.ravel(figure.subplots(1, len(trained), squeeze=False)),
        trained.items(),
        strict=True,
    ):
        ax.set_title(name)
        ax.set(xticks=[], yticks=[], xlim=bounds[0], ylim=bounds[1])
        top = run.maps[-1] >= 128
        ax.imshow(
            np.where(top[..., None], 217, 240) * np.ones(3) / 255,
            extent=bounds.ravel(),
            aspect="auto",
            interpolation="nearest",
        )
        for examples, filled in zip(sets.values(), (True, False), strict=True):
            for number in range(int(examples.y.max()) + 1):
                color = style.CYCLE[number]
                ax.plot(
                    *examples.x[examples.y == number].T,
                    _MARKS[number],
                    markersize=5,
                    markeredgecolor=color,
                    markerfacecolor=color if filled else "white",
                )
