"""Patches: what the nodes of a first dense layer look for, and what a task changed."""

import dataclasses
import math
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer, finite_array
from nnlib.explore._first_layer import FirstLayer, copied, first_layer
from nnlib.explore._packed import packed
from nnlib.explore._pictures import squares, thumbnails
from nnlib.explore._training import classes
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style

if TYPE_CHECKING:
    import keras

LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
LEVELS = 31  # of the colors of positive weights, and as many of negative ones
MOST_NODES = 24
NAME_LETTERS, CLASS_LETTERS = 7, 14
ANSWERS = 4  # pictures that a node answers to most, and as many of least
_SHARPEST = 28  # pixels of a side of a picture
_SIDES = (24, 20, 18, 16, 14, 12, 10, 8)  # where there is less room
_OF_WEIGHTS, _OF_ALL = 50_000, 60_000  # letters that they take, and with pictures
_OF_POSTER = 4  # nodes
_WITHIN = 0.995  # of the weights lie between the ends of their colors
_IMAGES = "images of shape (n, rows, columns), or (n, pixels) of square ones"


@dataclasses.dataclass(frozen=True)
class _Kind:
    """Something that is shown of each node: its weights, or how these moved."""

    name: str
    values: np.ndarray  # (pixels, units)
    size: np.ndarray  # (units,) length of the weights; how far they moved, in percent


def patches(
    model: "keras.Model",
    x: Any,
    *,
    before: "keras.Model | None" = None,
    after: "keras.Model | None" = None,
    names: Sequence[str] = ("A", "B"),
    y: Any = None,
    class_names: Sequence[str] | None = None,
    nodes: int = 20,
    chosen: int = 0,
    grid: str = "weights",
) -> Explorable:
    """See the weights of a first dense layer as images, and what training did to them.

    Parameters
    ----------
    model : keras.Model
        Built; Sequential or functional, trained on a first task, A. Before its first
        Dense layer only layers that leave the pixels apart: Flatten, Rescaling, ...
    x : array_like of shape (n, rows, columns), (n, rows, columns, 1) or (n, pixels)
        Two or more images, as the model takes them or flat; (n, pixels) are square.
    before : keras.Model, optional
        A copy of `model` before it was trained: what it learned on A is then the
        difference of its weights from those it began with.
    after : keras.Model, optional
        A copy of `model` whose first Dense layer was trained further, on another
        task, B. Its other layers may differ.
    names : pair of str, default ("A", "B")
        What the tasks are called, 7 letters each at most.
    y : array_like of shape (n,), (n, 1) or (n, classes), optional
        The classes of the images, told beside them.
    class_names : sequence of str, optional
        What the classes are called, 14 letters each at most; by default their numbers.
    nodes : int, default 20
        How many nodes are shown, 1 to 24.
    chosen : int, default 0
        Which of those shown is chosen at first, counted from 0.
    grid : {"weights", "learned", "changed"}, default "weights"
        What the grid shows at first: the weights on A, what A learned (with `before`),
        or how B changed them (with `after`). The large image of it is then open.

    Returns
    -------
    Explorable
        A grid of nodes to choose from, the weights of the chosen one on A, and behind
        buttons the pictures that it answers to most and least, what it learned on A
        (with `before`), its weights on B and how they changed (with `after`).
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If a model has no such layer, the models share it or differ in its size, the
        images do not fit, the model that `grid` needs did not come, or there is too
        much to show: 50,000 letters, of which a weight and a change take one at most.

    Notes
    -----
    The nodes are put in order of how much they changed to `after`, else since `before`,
    else of the length of their weights. Of this order those shown are evenly spaced,
    first and last included, so that they stand for the whole layer.

    A node's answer to an image x is z = w · x + b, before its activation, with its
    weights on A. How much it changed is the length of the difference divided by the
    length of its weights before, ``|w_B - w_A| / |w_A|``, in percent; the median is
    over all nodes of the layer. Images of one kind have one scale, for all nodes shown:
    99.5 percent of the weights lie within it, and those beyond have the color of its
    end.

    A pixel that is 0 in all images of a task has a gradient of 0: without decay of the
    weights, its weights stay as they were. After a short training the random weights
    of the start outweigh what was learned, and only `before` tells these apart.

    Examples
    --------
    >>> data = nnlib.load("digits")
    >>> first = [keras.Input((8, 8)), keras.layers.Flatten()]
    >>> last = [keras.layers.Dense(32, "relu"), keras.layers.Dense(10, "softmax")]
    >>> model = keras.Sequential(first + last)
    >>> model.compile("adam", "sparse_categorical_crossentropy")
    >>> trainer = nnlib.Trainer(model)
    >>> history = trainer.fit(data.x_train, data.y_train, epochs=20, verbose=0)
    >>> grid = nnlib.explore.patches(model, data.x_test, y=data.y_test)
    """
    layer = first_layer("model", model)
    images = _images(x)
    count, rows, columns = images.shape
    if not layer.takes(rows * columns):
        raise ValueError(
            f"x: images of {rows} x {columns} pixels came, and {model.name!r} or its "
            f"first Dense layer, of {len(layer.kernel)} inputs, takes others; give "
            f"{_IMAGES}"
        )
    first, second = _task_names(names)
    kinds = _kinds(layer, before, after)
    at_first = _at_first(grid, kinds)
    units = layer.kernel.shape[1]
    nodes = min(checked_integer("nodes", nodes, 1, MOST_NODES), units)
    place = checked_integer("chosen", chosen, 0, nodes - 1)
    labels = None if y is None else classes("y", y, count)
    captions = _captions(class_names, labels)
    shown = _chosen(kinds, nodes)
    answers = layer.answers(images)[:, shown]
    weights = {kind.name: _quantized(kind.values[:, shown]) for kind in kinds}
    texts = {
        name: _shortest(levels.T.reshape(nodes, rows, columns))
        for name, (levels, _) in weights.items()
    }
    length = _checked_length(texts, nodes)
    return Explorable(
        FRONT / "patches" / "patches.js",
        {
            "names": [first, second],
            "kinds": [kind.name for kind in kinds],
            "rows": rows,
            "columns": columns,
            "levels": LEVELS,
            "units": units,
            "count": count,
            "captions": captions,
            "state": {
                "node": place,
                "pictures": False,
                "open": [] if grid == "weights" else [grid],
                "grid": grid,
                "sorted": False,
            },
        },
        trained={
            "nodes": shown.tolist(),
            "weights": texts,
            "limits": {name: limit for name, (_, limit) in weights.items()},
            "moved": {k.name: _told(k.size, shown) for k in kinds[1:]},
            **_pictured(images, answers, labels, _OF_ALL - length),
        },
        poster=poster(
            lambda ax: _draw(
                at_first.values[:, shown[:_OF_POSTER]], (rows, columns), ax
            ),
            size=(640, 180),
        ),
        description=_describe((first, second), kinds, (nodes, units), count),
        size=(1200, 540),
    )


def _images(x: Any) -> np.ndarray:
    """The images as (n, rows, columns)."""
    array = finite_array("x", x, _IMAGES)
    shape = array.shape
    if array.ndim == 4 and shape[-1] == 1:
        array = array[..., 0]
    side = math.isqrt(shape[1]) if array.ndim == 2 else 0
    if side and side**2 == shape[1]:
        array = array.reshape(-1, side, side)
    if array.ndim != 3 or len(array) < 2 or 0 in array.shape:
        raise ValueError(f"x: shape {shape} came; give two or more {_IMAGES}")
    return array


def _task_names(names: Any) -> tuple[str, str]:
    listed = isinstance(names, (list, tuple)) and len(names) == 2
    right = listed and all(
        isinstance(name, str) and 1 <= len(name) <= NAME_LETTERS for name in names
    )
    if not right or names[0] == names[1]:
        raise ValueError(
            f"names: {names!r} came; give two names of tasks that differ, each of 1 to "
            f"{NAME_LETTERS} letters"
        )
    return names[0], names[1]


def _kinds(layer: FirstLayer, before: Any, after: Any) -> list[_Kind]:
    """What is shown of the nodes: weights, what was learned, what changed later."""
    own = layer.kernel
    kinds = [_Kind("weights", own, np.linalg.norm(own, axis=0))]
    if before is not None:
        start = copied("before", before, layer).kernel
        kinds.append(_Kind("learned", own - start, _share(own - start, start)))
    if after is not None:
        end = copied("after", after, layer).kernel
        kinds.append(_Kind("changed", end - own, _share(end - own, own)))
    return kinds


def _at_first(grid: Any, kinds: list[_Kind]) -> _Kind:
    """What the grid shows at first."""
    for kind in kinds:
        if kind.name == grid:
            return kind
    names = " or ".join(repr(kind.name) for kind in kinds)
    raise ValueError(
        f"grid: {grid!r} came; give {names} ('learned' needs before, 'changed' after)"
    )


def _share(difference: np.ndarray, start: np.ndarray) -> np.ndarray:
    """How much the weights of each node moved, in percent of their length before."""
    lengths = np.linalg.norm(start, axis=0)
    return 100 * np.linalg.norm(difference, axis=0) / np.where(lengths, lengths, 1)


def _captions(class_names: Any, labels: np.ndarray | None) -> list[str]:
    """What each class is called; nothing, where the classes are not known."""
    if labels is None:
        if class_names is not None:
            raise ValueError("class_names: they came without y; give y, the classes")
        return []
    kinds = int(labels.max()) + 1
    if class_names is None:
        return [str(number) for number in range(kinds)]
    listed = hasattr(class_names, "__iter__") and not isinstance(class_names, str)
    names = [str(name) for name in class_names] if listed else []
    fitting = all(1 <= len(name) <= CLASS_LETTERS for name in names)
    if len(names) < kinds or not fitting:
        raise ValueError(
            f"class_names: {class_names!r} came; give a name of 1 to {CLASS_LETTERS} "
            f"letters for each of the {kinds} classes"
        )
    return names


def _chosen(kinds: list[_Kind], nodes: int) -> np.ndarray:
    """Nodes evenly spaced in the order of how much they changed, by their number."""
    order = np.argsort(kinds[-1].size, kind="stable")
    at = np.linspace(0, len(order) - 1, nodes) if nodes > 1 else [len(order) - 1]
    return np.sort(order[np.round(at).astype(int)])


def _quantized(values: np.ndarray) -> tuple[np.ndarray, float]:
    """The weights in steps, 0 to 2 `LEVELS`, and the weight of the last step."""
    limit = _rounded_up(float(np.quantile(np.abs(values), _WITHIN)))
    if limit == 0:  # few moved, or none
        limit = _rounded_up(float(np.abs(values).max()))
    shares = np.clip(values / (limit or 1), -1, 1)
    return LEVELS + np.round(LEVELS * shares).astype(int), limit


def _shortest(maps: np.ndarray) -> dict[str, str]:
    """Write maps of steps: a letter for each weight, or, if it is shorter, packed."""
    letters = "".join(LETTERS[step] for step in maps.ravel())
    # What is 0 nearly everywhere takes least when 0 is the step 0, around 256.
    smooth = packed(((maps - LEVELS) % 256).astype(np.uint8))
    return {"letters": letters} if len(letters) <= len(smooth) else {"packed": smooth}


def _checked_length(texts: dict[str, dict[str, str]], nodes: int) -> int:
    """How many letters the weights take, if there is room for so many."""
    length = sum(len(text) for each in texts.values() for text in each.values())
    if length > _OF_WEIGHTS:
        raise ValueError(
            f"nodes: {nodes} came, and their weights and changes take {length:,} "
            f"letters; give at most {nodes * _OF_WEIGHTS // length}, or smaller images"
        )
    return length


def _rounded_up(value: float) -> float:
    """The next number of two digits."""
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.ceil(value / unit - 1e-9) * unit:.2g}")


def _told(moved: np.ndarray, shown: np.ndarray) -> dict[str, Any]:
    return {
        "each": [float(f"{value:.4g}") for value in moved[shown]],
        "median": float(f"{np.median(moved):.4g}"),
    }


def _pictured(
    images: np.ndarray, answers: np.ndarray, labels: np.ndarray | None, room: int
) -> dict[str, Any]:
    """The images that a node answers to most and least, as sharp as there is room."""
    few = min(ANSWERS, len(images) // 2)
    order = np.argsort(answers, axis=0, kind="stable")
    found = np.concatenate([order[::-1][:few], order[:few]])  # (2 few, nodes)
    some, places = np.unique(found, return_inverse=True)
    square = squares(images[some])
    sharpest = min(_SHARPEST, square.shape[1])
    sides = [sharpest, *(side for side in _SIDES if side < sharpest)]
    texts = ((side, thumbnails(square, side)) for side in sides)
    side, text = next(
        pair for pair in texts if len(pair[1]) <= room or pair[0] == sides[-1]
    )
    values = np.take_along_axis(answers, found, axis=0)
    return {
        "side": side,
        "pictures": text,
        "labels": [] if labels is None else labels[some].tolist(),
        "found": places.reshape(found.shape).T.tolist(),
        "answers": [[float(f"{z:.4g}") for z in row] for row in values.T],
    }


def _describe(
    names: tuple[str, str], kinds: list[_Kind], nodes: tuple[int, int], count: int
) -> str:
    first, second = names
    shown, units = nodes
    known = [kind.name for kind in kinds]
    told = (
        f"The weights of {shown} of the {units} nodes in the first dense layer of a "
        f"network trained on {first}, each as an image: blue is positive, orange "
        "negative, white zero. One is chosen in a grid and shown large. A button shows "
        f"which of {count:,} pictures it answers to most and least."
    )
    if "learned" in known:
        told += f" Another shows what it learned on {first}, since its first weights."
    if "changed" in known:
        told += (
            f" Another shows its weights after a training on {second}, the change, and "
            "how much each node changed; the grid can then be sorted by that."
        )
    if len(kinds) > 1:
        told += " A list chooses which of these images the grid shows."
    return told


def _draw(weights: np.ndarray, shape: tuple[int, int], ax: Any) -> None:
    """Draw the weights of a few nodes: all that is seen before a button is pressed."""
    from matplotlib.colors import LinearSegmentedColormap

    gap = np.full((shape[0], max(1, shape[1] // 9)), np.nan)
    sheet = np.hstack([part for one in weights.T for part in (one.reshape(shape), gap)])
    colors = LinearSegmentedColormap.from_list(
        "weights", [style.NEGATIVE, "white", style.POSITIVE]
    )
    limit = float(np.quantile(np.abs(weights), _WITHIN)) or 1.0
    ax.imshow(sheet, cmap=colors, vmin=-limit, vmax=limit)
    ax.axis("off")
