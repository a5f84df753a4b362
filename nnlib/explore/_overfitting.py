"""Overfitting: the decision boundaries of one or two networks over their epochs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer, finite_array
from nnlib.explore import _overfitting_maps as maps
from nnlib.explore import _training
from nnlib.explore.host import FRONT, Explorable, class_color, drawable, poster
from nnlib.figures import style

if TYPE_CHECKING:
    import keras

MOST_MODELS, MOST_CLASSES = 2, 6
LOOKS = 24  # maps of a model
_MARKS = "o^sDvP"  # of the classes


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
        The maps of 24 epochs, most of them early ones (of fewer, where they are very
        ragged), and the curves, which are hidden until they are asked for, with a
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
    100 points are shown; all are trained on.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> def build(n):
    ...     layers = [keras.layers.Dense(n, "relu"), keras.layers.Dense(1, "sigmoid")]
    ...     model = keras.Sequential([keras.Input((2,)), *layers])
    ...     model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    ...     return model
    >>> models = {"4 units": build(4), "256 units": build(256)}
    >>> x, y, held = data.x_train, data.y_train, (data.x_test, data.y_test)
    >>> maps = nnlib.explore.overfitting(models, x, y, validation_data=held)
    """
    named = _models(models)
    epochs = checked_integer("epochs", epochs, 2, _training.MOST_EPOCHS)
    batch_size = checked_integer("batch_size", batch_size, 1)
    sets = _sets(x, y, validation_data)
    count = int(max(s.y.max() for s in sets.values())) + 1
    _check_classes(count, named)
    bounds = maps.bounds(sets)
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
    trained = {
        name: maps.trained(model, bounds, at, fit) for name, model in named.items()
    }
    shown = maps.metrics(trained)
    classes = max(2, count)
    return Explorable(
        FRONT / "overfitting" / "overfitting.js",
        {
            "models": list(named),
            "side": maps.SIDE,
            "aspect": maps.aspect(bounds),
            "classes": classes,
            "colors": [class_color(number) for number in range(classes)],
            "points": {name: maps.points(s, bounds) for name, s in sets.items()},
            "metrics": shown,
            "metric": "",
            "kept": maps.kept(at),
        },
        trained=maps.stored(trained, shown, at),
        poster=poster(
            lambda ax: _draw(trained, sets, bounds, classes, ax), size=(640, 320)
        ),
        description=_describe(list(named), sets, at, shown),
        size=(1200, 540),
    )


def _models(models: Any) -> "dict[str, keras.Model]":
    from nnlib.training.compiled import checked_model

    if not isinstance(models, Mapping) or not 1 <= len(models) <= MOST_MODELS:
        raise ValueError(
            f"models: {models!r} came; give one or two by name, such as "
            '{"4 units": small, "512 units": large}'
        )
    named = {str(name): model for name, model in models.items()}
    for name, model in named.items():
        argument = f"models: {name!r}"
        shape = getattr(checked_model(argument, model), "input_shape", (None, 2))
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


def _sets(x: Any, y: Any, validation_data: Any) -> dict[str, maps.Set]:
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
        sets[name] = maps.Set(points, labels)
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


def _shown(examples: maps.Set) -> str:
    count = len(examples.x)
    return f"{maps.POINTS} of {count}" if count > maps.POINTS else str(count)


def _describe(
    names: list[str], sets: dict[str, maps.Set], at: list[int], metrics: list[str]
) -> str:
    who = " and ".join(names)
    return (
        f"Overfitting, seen on the plane of two inputs: the decision boundary of {who} "
        f"over {at[-1]} epochs. "
        f"{_shown(sets['training'])} training points are filled, "
        f"{_shown(sets['validation'])} validation points hollow; the shape and color "
        "of a point are its class, and the color of the plane is the class that the "
        "network says there, the paler the less certain. Below, the curves of the "
        f"{' or the '.join(metrics)} can be shown up to that epoch, solid of training, "
        "dashed of validation. A slider chooses the epoch, Play goes through all."
    )


def _draw(
    trained: dict[str, maps.Trained],
    sets: dict[str, maps.Set],
    bounds: np.ndarray,
    classes: int,
    ax,
) -> None:
    """Draw the maps of the last epoch: a page that cannot be played shows the end."""
    axes = ax.get_figure().subplots(1, len(trained), squeeze=False)[0]
    ax.remove()
    for ax, (name, run) in zip(axes, trained.items(), strict=True):
        ax.set(
            title=drawable(name), xticks=[], yticks=[], xlim=bounds[0], ylim=bounds[1]
        )
        ax.set_box_aspect(1 / maps.aspect(bounds))
        said = np.minimum(run.maps[-1] // (256 // classes), classes - 1)
        look = {"cmap": "gray_r", "vmin": 0, "vmax": 7, "aspect": "auto"}
        ax.imshow(said, extent=bounds.ravel(), interpolation="nearest", **look)
        for examples, filled in zip(sets.values(), (True, False), strict=True):
            for number in range(classes):
                color = style.CLASSES[number]
                ax.plot(
                    *examples.x[examples.y == number].T,
                    _MARKS[number],
                    markersize=5,
                    markeredgecolor=color,
                    markerfacecolor=color if filled else "white",
                )
