"""The bottleneck: the plane of a layer of two nodes over the epochs of a training."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer, choice
from nnlib.explore import _training
from nnlib.explore._packed import text_of
from nnlib.explore._pictures import thumbnails
from nnlib.explore.host import FRONT, Explorable, class_color, drawable, poster
from nnlib.figures import style

if TYPE_CHECKING:
    import keras

LOOKS, SHOWN, MOST_CLASSES, MOST_LETTERS = 20, 500, 14, 14
ASPECT = 500 / 420  # of the frame, width to height
PICTURED, SIDE = 300, 14  # shown with images; pixels of these
_MOST_OF_IMAGES = 32_000  # characters that they may take
_BEYOND = 0.01  # of the points at an epoch, on each side: a few would take all room
_MARGIN = 0.04  # of the frame, around the others
_MARKS = "o^"  # of the first seven classes, and of the others


def bottleneck(
    model: "keras.Model",
    x: Any,
    y: Any,
    *,
    epochs: int = 30,
    validation_data: tuple[Any, Any] | None = None,
    class_names: Sequence[str] | None = None,
    layer: str | None = None,
    batch_size: int = 32,
) -> Explorable:
    """Train a classifier, and see its classes part in the plane of two of its nodes.

    Parameters
    ----------
    model : keras.Model
        Compiled; Sequential or functional, with a Dense layer of two units that is not
        its last layer. It is trained by `Trainer.fit`, and is trained afterwards.
    x : array_like of shape (n, ...)
        The training data.
    y : array_like of shape (n,), (n, 1) or (n, classes)
        Their classes, as the model's loss takes them: up to 14.
    epochs : int, default 30
        How many, 2 to 10,000.
    validation_data : (array_like, array_like), optional
        More of the same, from which nothing is learned: their accuracy is told, too.
    class_names : sequence of str, optional
        What the classes are called, 14 letters each at most; by default their numbers.
    layer : str, optional
        The name of the layer whose two outputs are shown, where it is not the only
        Dense layer of two units.
    batch_size : int, default 32
        Examples in a batch.

    Returns
    -------
    Explorable
        Up to 500 of the training examples at up to 20 epochs, in a frame that stays,
        with a slider and Play; of images 300, and the one pointed at is shown.
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the model is not compiled or has no such layer, the labels or the names do
        not fit, or a number is out of range.

    Notes
    -----
    Along each axis the frame leaves out the outermost hundredth of the points on
    either side; they are drawn hollow, at its border. The name of a class stands at
    the median of its examples. The order of the examples is that of Keras' seed, as in
    `fit`.

    Examples
    --------
    >>> data, layers = nnlib.load("digits"), keras.layers
    >>> first = [keras.Input((8, 8)), layers.Rescaling(1 / 16), layers.Flatten()]
    >>> last = [layers.Dense(32, "relu"), layers.Dense(2), layers.Dense(10, "softmax")]
    >>> model = keras.Sequential(first + last)
    >>> model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    >>> plane = nnlib.explore.bottleneck(model, data.x_train, data.y_train, epochs=20)
    """
    from nnlib.training import inputs
    from nnlib.training.compiled import checked_model

    checked_model("model", model)
    narrow = _layer(model, layer)
    epochs = checked_integer("epochs", epochs, 2, _training.MOST_EPOCHS)
    batch_size = checked_integer("batch_size", batch_size, 1)
    x = np.asarray(x)
    labels = _training.classes("y", y, len(x) if x.ndim else 0)
    names = _names(class_names, int(labels.max()) + 1)
    inputs.check(x, np.asarray(y), model, "x")
    images = _images(x)
    chosen = _training.some(len(x), SHOWN if images is None else PICTURED)
    at = _training.looked_at(epochs, LOOKS)
    looks, history = _training.train(
        model,
        _look(model, narrow, x[chosen]),
        at,
        x=x,
        y=np.asarray(y),
        batch_size=batch_size,
        validation_data=validation_data,
    )
    points = np.stack(looks)
    frame, metric = _frame(points), _metric(history)
    return Explorable(
        FRONT / "bottleneck" / "bottleneck.js",
        {
            "epochs": at,
            "names": names,
            "colors": [class_color(number) for number in range(len(names))],
            "labels": text_of(labels[chosen].astype(np.uint8)),
            "metric": metric,
            "side": SIDE,
            "images": "" if images is None else _thumbnails(images[chosen]),
            "chosen": None,
            "found": -1,
        },
        trained={
            "points": text_of(_training.bytes_over(points, frame[:, 0], frame[:, 1])),
            "frame": frame.tolist(),
            "values": _values(history, metric, at),
        },
        poster=poster(
            lambda ax: _draw(points[-1], labels[chosen], names, frame, ax),
            size=(640, 400),
        ),
        description=_describe(names, at, len(chosen)),
        size=(1200, 540),
    )


def _layer(model: "keras.Model", name: str | None) -> "keras.Layer":
    """Find the layer: the one that is named, or the only Dense layer of two units."""
    import keras

    from nnlib.training import pairing

    known = pairing.has_known_layers(model) and model.built
    if not known or len(model.inputs) != 1:
        raise ValueError(
            f"model: {model.name!r} came; give a Sequential or functional model with "
            "one keras.Input(...)"
        )
    if name is not None:
        choice("layer", name, [layer.name for layer in model.layers])
        layer = model.get_layer(name)
        if tuple(getattr(layer.output, "shape", ())[1:]) != (2,):
            raise ValueError(
                f"layer: {name!r} gives {layer.output.shape[1:]} for each example; "
                "give a layer of two units"
            )
        return layer
    found = [
        layer
        for layer in model.layers[:-1]
        if isinstance(layer, keras.layers.Dense) and layer.units == 2
    ]
    if len(found) != 1:
        many = f"{len(found)} hidden Dense layers" if found else "no hidden Dense layer"
        remedy = (
            f"name one of them, layer={found[0].name!r}"
            if found
            else "put keras.layers.Dense(2) before the last layer"
        )
        raise ValueError(f"model: {model.name!r} has {many} of two units; {remedy}")
    return found[0]


def _look(model: "keras.Model", layer: "keras.Layer", x: np.ndarray):
    """Make a function that tells the two outputs of the layer, as the model is then."""
    import keras

    part = keras.Model(model.inputs[0], layer.output)

    def look() -> np.ndarray:
        found = keras.ops.convert_to_numpy(part(x, training=False)).astype(float)
        if not np.isfinite(found).all():
            raise ValueError(
                f"model: {layer.name!r} gives NaN or infinity; a lower learning rate "
                "may help"
            )
        return found

    return look


def _names(class_names: Any, classes: int) -> list[str]:
    if classes > MOST_CLASSES:
        raise ValueError(f"y: {classes} classes came; give at most {MOST_CLASSES}")
    if class_names is None:
        return [str(number) for number in range(classes)]
    listed = hasattr(class_names, "__iter__") and not isinstance(class_names, str)
    names = [str(name) for name in class_names] if listed else []
    if not classes <= len(names) <= MOST_CLASSES:
        raise ValueError(
            f"class_names: {class_names!r} came; give a name for each of the {classes} "
            f"classes, at most {MOST_CLASSES}"
        )
    long = [name for name in names if not 1 <= len(name) <= MOST_LETTERS]
    if long:
        raise ValueError(
            f"class_names: {long[0]!r} came; give 1 to {MOST_LETTERS} letters"
        )
    return names


def _images(x: np.ndarray) -> np.ndarray | None:
    """The examples as gray images, if they are images."""
    if x.ndim == 2 and x.shape[1] == 784:
        x = x.reshape(-1, 28, 28)
    if x.ndim == 4 and x.shape[-1] in (1, 3):
        x = x.mean(axis=-1)
    return x if x.ndim == 3 and min(x.shape[1:]) >= 8 else None


def _thumbnails(images: np.ndarray) -> str:
    """Pack small images in a few grays; none, where they are too rich in detail."""
    text = thumbnails(images, SIDE)
    return text if len(text) <= _MOST_OF_IMAGES else ""


def _frame(points: np.ndarray) -> np.ndarray:
    """Low and high of both axes, on one scale, around most points of every epoch."""
    low, high = np.quantile(points, [_BEYOND, 1 - _BEYOND], axis=1)
    low, high = low.min(axis=0), high.max(axis=0)
    middle, spread = (low + high) / 2, (1 + 2 * _MARGIN) * (high - low)
    unit = max(spread[0] / ASPECT, spread[1]) or 1.0
    half = unit / 2 * np.array([ASPECT, 1])
    found = np.stack([middle - half, middle + half], axis=1)
    return np.array([[float(f"{value:.4g}") for value in row] for row in found])


def _metric(history: dict[str, list[float]]) -> str:
    """The first metric, or the loss where there is none."""
    from nnlib.training.curves import shown

    return shown(list(history))[-1]


def _values(
    history: dict[str, list[float]], metric: str, at: list[int]
) -> dict[str, list[float]]:
    """What the metric was at the epochs from 1 on, in four digits."""
    return {
        name: [float(f"{history[key][epoch - 1]:.4g}") for epoch in at[1:]]
        for name, key in (("training", metric), ("validation", f"val_{metric}"))
        if key in history
    }


def _describe(names: list[str], at: list[int], count: int) -> str:
    return (
        f"The plane of two nodes of a network over {at[-1]} epochs of training, stored "
        f"at {len(at)} of them: each of {count} training examples is a point, with the "
        "color and the shape of its class. The name of each class stands at the median "
        f"of its points: {', '.join(names)}. Hollow points lie beyond the border. A "
        "slider chooses the epoch, Play goes through all of them, and a class can be "
        "chosen: the others then fade."
    )


def _draw(
    points: np.ndarray, labels: np.ndarray, names: list[str], frame: np.ndarray, ax
) -> None:
    """Draw the last epoch: a page that cannot be played shows the end."""
    ax.set(xlabel="node 1", ylabel="node 2", xlim=frame[0], ylim=frame[1])
    for number, name in enumerate(names):
        color = style.CLASSES[number % len(style.CLASSES)]
        mark = _MARKS[number // len(style.CLASSES)]
        own = points[labels == number]
        ax.plot(*own.T, mark, color=color, markersize=5, label=drawable(name))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), handletextpad=0)
