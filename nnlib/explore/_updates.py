"""Updates: what real mini-batches did to the weights of a network, step by step."""

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer
from nnlib.explore._packed import text_of
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.explore.recording import Updates, record_updates
from nnlib.keras_private import as_numpy
from nnlib.networks.topology import dense_network

if TYPE_CHECKING:
    import keras

LEVELS = 32_767  # of positive weights, and as many of negative ones
_MOST = 22_000  # weights and biases, of all updates together


def updates(
    model: "keras.Model",
    x: Any,
    y: Any,
    *,
    batch_size: int = 16,
    updates: int = 100,
    example: int = 0,
    seed: int = 0,
) -> Explorable:
    """Drag through the updates that real mini-batches made to a network.

    The network is drawn with its weights: blue and solid where positive, orange and
    dashed where negative, as wide as they are, on one scale for all updates. Beside it
    grow the loss of all examples and that of each batch. It needs no kernel; with one,
    :func:`nnlib.labs.updates` shows the same.

    Parameters
    ----------
    model : keras.Model
        Compiled: a chain of Dense layers of up to 16 nodes, with what
        :func:`nnlib.draw_network` takes between them. Its own optimizer makes the
        updates, from the weights that it has; it is left as it was.
    x, y : array_like
        The examples, along the first axis. Where the outputs are a softmax, or one of
        a sigmoid, and the labels are classes (0 and 1 for a sigmoid), right answers
        are counted.
    batch_size : int, default 16
        Examples in a batch; the last batch of an epoch may be smaller, as in `fit`.
    updates : int, default 100
        How many.
    example : int, default 0
        The number of the example whose answer is shown beside the outputs, where these
        are up to 6, and right answers are counted.
    seed : int, default 0
        Of the order of the examples, drawn anew in every epoch.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the model is not compiled, not a chain of Dense layers, or too wide; if `x`
        or `y` holds NaN, infinity or text, or does not fit the model; if a number is
        out of range; if the loss is no longer finite; or if there are more than 22,000
        weights and biases to store.

    Notes
    -----
    A weight is stored in 65,534 steps between the largest one of all updates and its
    opposite, and keeps its sign.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile("sgd", "binary_crossentropy")
    >>> shown = nnlib.explore.updates(model, data.x_train, data.y_train, updates=30)
    """
    made = record_updates(
        model, x, y, batch_size=batch_size, updates=updates, seed=seed
    )
    x, y = np.asarray(x), np.asarray(y)
    example = checked_integer("example", example, 0, len(x) - 1)
    states = np.stack([_flat(layers) for layers in made.dense])
    if states.size > _MOST:
        raise ValueError(
            f"updates: {updates} came, and {states.shape[1]} weights and biases after "
            f"each; give at most {_MOST // states.shape[1] - 1}"
        )
    net = dense_network(model)
    wanted = _classes(net, y)
    outputs = None if wanted is None else _outputs(model, made, x)
    return Explorable(
        FRONT / "updates" / "updates.js",
        {
            "sizes": list(net.sizes),
            "bias": [bias is not None for _, bias in made.dense[0]],
            "examples": len(x),
            "update": 0,
            "example": example,
            "wanted": None if wanted is None else int(wanted[example]),
        },
        trained={
            "weights": text_of(_quantized(states)),
            "losses": _rounded(made.losses),
            "batch_losses": _rounded(made.batch_losses),
            **_answers(outputs, wanted, example),
        },
        poster=poster(lambda ax: _draw(net, ax), size=(640, 340)),
        description=_describe(net.sizes, len(x), len(made.batches), wanted is not None),
        size=(1200, 540),
    )


def _flat(layers: list[tuple[np.ndarray, np.ndarray | None]]) -> np.ndarray:
    arrays = itertools.chain.from_iterable(layers)
    return np.concatenate([array.ravel() for array in arrays if array is not None])


def _quantized(states: np.ndarray) -> np.ndarray:
    """The weights in steps, 0 to 2 `LEVELS`, each with its sign."""
    steps = np.round(LEVELS * states / max(1e-12, np.abs(states).max())).astype(int)
    steps[steps == 0] = np.sign(states)[steps == 0]
    return (steps + LEVELS).astype(np.uint16)


def _classes(net: Any, y: np.ndarray) -> np.ndarray | None:
    """The class of each example; none, where outputs or labels are of no classes."""
    last, outputs = getattr(net.activations[-1], "name", None), net.sizes[-1]
    if (last, outputs == 1) not in (("softmax", False), ("sigmoid", True)):
        return None
    if y.ndim == 2 and y.shape[1] == outputs > 1:
        return y.argmax(axis=1)
    known = y.size == len(y) and np.isin(y, np.arange(max(2, outputs))).all()
    return y.reshape(len(y)).astype(int) if known else None


def _outputs(model: Any, made: Updates, x: np.ndarray) -> np.ndarray:
    """What the model answers before the first update and after each."""
    before, found = [as_numpy(weight).copy() for weight in model.weights], []
    try:
        for weights in made.weights:
            model.set_weights(weights)
            found.append(np.asarray(model.predict_on_batch(x)))
    finally:
        model.set_weights(before)
    return np.stack(found)  # (updates + 1, examples, outputs)


def _answers(
    outputs: np.ndarray | None, wanted: np.ndarray | None, example: int
) -> dict[str, Any]:
    """How many answers are right after each update, and those to the example."""
    if outputs is None or wanted is None:
        return {"right": None, "answers": None}
    single = outputs.shape[2] == 1
    named = outputs[..., 0] > 0.5 if single else outputs.argmax(axis=2)
    return {
        "right": (named == wanted).sum(axis=1).tolist(),
        "answers": outputs[:, example].astype(float).round(3).tolist(),
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


def _describe(sizes: Any, examples: int, count: int, answers: bool) -> str:
    told = (
        f"Updates of a network of {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} "
        f"nodes by {count} batches of {examples} examples, made before. A slider goes "
        "through them: each weight is a line, blue and solid where positive, orange "
        "and dashed where negative, as wide as it is large, with a ring where its sign "
        "is another one than at the start. Beside it the losses of all examples and of "
        "each batch are drawn up to the update"
    )
    return f"{told}, and the right answers counted." if answers else f"{told}."


def _draw(net: Any, ax: Any) -> None:
    from nnlib.networks import draw_network

    draw_network(list(net.sizes), bias=any(net.bias), ax=ax)
