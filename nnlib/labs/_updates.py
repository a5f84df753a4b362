"""What mini-batches do to the weights of a network: the lab of the real updates."""

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer
from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.keras_private import as_numpy
from nnlib.labs.lab import Lab
from nnlib.networks.drawing import draw
from nnlib.networks.models import dense_layers
from nnlib.networks.topology import dense_network

if TYPE_CHECKING:
    import keras
    from matplotlib.axes import Axes

_MOST_NODES = 16  # of a layer that is drawn whole


@dataclasses.dataclass(frozen=True)
class Updates:
    """The weights of a model before some updates and after each of them.

    Attributes
    ----------
    batches : list of ndarray of int
        Which examples were in each batch.
    weights : list of list of ndarray
        ``model.get_weights()``, before the first update and after each.
    dense : list of list of (ndarray, ndarray or None)
        Of these, the kernel and the biases of each Dense layer: what is drawn.
    batch_losses : ndarray of shape (updates,)
        The loss of each batch, before the update that it makes.
    losses : ndarray of shape (updates + 1,)
        The loss of all examples, before the first update and after each.
    """

    batches: list[np.ndarray]
    weights: list[list[np.ndarray]]
    dense: list[list[tuple[np.ndarray, np.ndarray | None]]]
    batch_losses: np.ndarray
    losses: np.ndarray


def updates(
    model: "keras.Model",
    x: Any,
    y: Any,
    *,
    batch_size: int = 16,
    updates: int = 100,
    seed: int = 0,
) -> Lab:
    """Drag through the updates that real mini-batches make to a network.

    The network is drawn with its weights: blue and solid where positive, red and
    dashed where negative, as wide as they are, on one scale for all updates. Beside it
    are the loss of each batch and that of all examples.

    Parameters
    ----------
    model : keras.Model
        Compiled: a chain of Dense layers of up to 16 nodes, with what
        :func:`nnlib.draw_network` takes between them. Its own optimizer makes the
        updates, from the weights that it has; it is left as it was.
    x, y : array_like
        The examples, along the first axis.
    batch_size : int, default 16
        Examples in a batch; the last batch of an epoch may be smaller, as in `fit`.
    updates : int, default 100
        How many.
    seed : int, default 0
        Of the order of the examples, drawn anew in every epoch.

    Returns
    -------
    Lab
        With one control, ``update``.

    Raises
    ------
    ValueError
        If the model is not compiled, not a chain of Dense layers, or too wide; if `x`
        and `y` differ in length; if a number is no whole number from 1; or if the loss
        is no longer finite.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile("sgd", "binary_crossentropy")
    >>> lab = nnlib.labs.updates(model, data.x_train, data.y_train, updates=30)
    """
    from matplotlib.figure import Figure

    made = record_updates(
        model, x, y, batch_size=batch_size, updates=updates, seed=seed
    )
    with style.applied():
        figure = Figure(figsize=(11, 4.4), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[3, 2])
        network = draw(dense_network(model), left, weighted=True)
        now, dot = _draw_losses(made, right)
    arrays = (array for layers in made.dense for layer in layers for array in layer)
    largest = max(np.abs(array).max() for array in arrays if array is not None)

    def show(update: int) -> str:
        for edges, (kernel, bias) in zip(
            network.edges, made.dense[update], strict=True
        ):
            edges.show_weights(kernel, bias, largest)
        now.set_data(np.arange(update + 1), made.losses[: update + 1])
        dot.set_data([update], [made.losses[update]])
        left.set_title(f"after {update} update{'s' * (update != 1)}")
        return _sentence(made, update)

    lines = [edges.lines for edges in network.edges]
    nodes = [*network.nodes, *filter(None, network.biases)]
    moving = [*lines, *nodes, left.title, now, dot]
    return Lab(figure, show, {"update": (0, len(made.batch_losses))}, moving=moving)


def record_updates(
    model: "keras.Model",
    x: Any,
    y: Any,
    *,
    batch_size: int = 16,
    updates: int = 100,
    seed: int = 0,
) -> Updates:
    """Let a model take some updates, keep its weights, and put all back.

    The parameters and errors are those of `updates`.

    Returns
    -------
    Updates
    """
    x, y = np.asarray(x), np.asarray(y)
    _check(model, x, y)
    batch_size = checked_integer("batch_size", batch_size, 1)
    updates = checked_integer("updates", updates, 1)
    batches = _batches(len(x), batch_size, updates, seed)
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    before = [as_numpy(variable).copy() for variable in variables]
    weights, dense = [_weights(model)], [_dense(model)]
    batch_losses, losses = [], [_loss(model, x, y)]
    try:
        for rows in batches:
            model.reset_metrics()  # or the loss is a mean over the batches so far
            logs = model.train_on_batch(x[rows], y[rows], return_dict=True)
            batch_losses.append(float(logs["loss"]))
            losses.append(_loss(model, x, y))
            weights.append(_weights(model))
            dense.append(_dense(model))
            if not np.isfinite(losses[-1]):
                raise ValueError(
                    f"model: after {len(batch_losses)} updates its loss is "
                    f"{losses[-1]}; compile it with a smaller learning rate"
                )
    finally:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        model.reset_metrics()
    return Updates(batches, weights, dense, np.array(batch_losses), np.array(losses))


def _check(model, x: np.ndarray, y: np.ndarray) -> None:
    from nnlib.training.compiled import checked_model

    checked_model("model", model)
    widest = max(dense_network(model).sizes)
    if widest > _MOST_NODES:
        raise ValueError(
            f"model: a layer of {widest} nodes came; up to {_MOST_NODES} can be seen "
            "one by one"
        )
    if not len(x) or len(x) != len(y):
        raise ValueError(
            f"x, y: {len(x)} and {len(y)} examples came; give as many of one as "
            "of the other, at least one"
        )


def _batches(n: int, size: int, count: int, seed: int) -> list[np.ndarray]:
    """The examples of each batch, epoch after epoch in a new order."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        order = rng.permutation(n)
        found += [order[start : start + size] for start in range(0, n, size)]
    return found[:count]


def _weights(model) -> list[np.ndarray]:
    return [as_numpy(variable).copy() for variable in model.weights]


def _dense(model) -> list[tuple[np.ndarray, np.ndarray | None]]:
    return [
        (
            as_numpy(layer.kernel).copy(),
            as_numpy(layer.bias).copy() if layer.use_bias else None,
        )
        for layer in dense_layers(model)
    ]


def _loss(model, x: np.ndarray, y: np.ndarray) -> float:
    model.reset_metrics()
    return float(model.test_on_batch(x, y, return_dict=True)["loss"])


def _draw_losses(made: Updates, ax: "Axes") -> tuple:
    """Draw what stays; return the line up to now and its end."""
    count = len(made.batch_losses)
    drawn = [
        *ax.plot(np.arange(count) + 1, made.batch_losses, ".", color=style.PALE),
        *ax.plot(made.losses, color=style.GRAY, linewidth=1.5),
        *(moving := ax.plot([], [], color=style.ACCENT)),
        *(dot := ax.plot([], [], "o", color=style.ACCENT)),
        ax.text(0.98, 0.97, "of all examples", color=style.ACCENT),
        ax.text(0.98, 0.87, "of each batch", color=style.GRAY),
    ]
    for text in drawn[-2:]:
        text.set(transform=ax.transAxes, ha="right", va="top")
    ax.set(xlabel="updates", ylabel="loss", xlim=(-0.02 * count, 1.02 * count))
    ax.set_ylim(bottom=0)
    for artist in (*drawn, ax.yaxis):
        style.mark_trained(artist)
    return moving[0], dot[0]


def _sentence(made: Updates, update: int) -> str:
    count = len(made.batch_losses)
    text = f"After {update} of {count} updates the loss of all examples is "
    text += f"{written(made.losses[update])}."
    if update < count:
        text += (
            f" The next batch, {len(made.batches[update])} examples, has a loss of "
            f"{written(made.batch_losses[update])}."
        )
    return text
