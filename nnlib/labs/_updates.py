"""What mini-batches do to the weights of a network: the lab of the real updates."""

from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.explore.recording import Updates, record_updates
from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.labs.lab import Lab
from nnlib.networks.drawing import draw
from nnlib.networks.topology import dense_network

if TYPE_CHECKING:
    import keras
    from matplotlib.axes import Axes


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
        or `y` holds NaN, infinity or text, or does not fit the model; if a number is no
        whole number from 1; or if the loss is no longer finite.

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
