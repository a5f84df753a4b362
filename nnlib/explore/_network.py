"""The network builder: drag the layers, see the network, its counts and its code."""

import itertools
from collections.abc import Sequence

from nnlib.arguments import checked_bool, choice, layer_sizes
from nnlib.explore.host import FRONT, Explorable, poster

MAX_NODES, MAX_HIDDEN = 12, 6
ACTIVATIONS = ("relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "linear")
OUTPUTS = ("softmax", "sigmoid", "linear")


def network(
    sizes: Sequence[int] = (4, 5, 3),
    *,
    bias: bool = True,
    activation: str = "relu",
    output: str = "softmax",
) -> Explorable:
    """Build dense networks by dragging: drawing, parameters and Keras code at once.

    Parameters
    ----------
    sizes : sequence of int
        Nodes of each layer at the start, inputs first and outputs last: two to eight
        layers of 1 to 12 nodes.
    bias : bool
        Whether every layer but the input has biases.
    activation : {"relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "linear"}
        The activation of the hidden layers.
    output : {"softmax", "sigmoid", "linear"}
        The activation of the output layer.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If `sizes` are not two to eight whole numbers from 1 to 12, or there is no
        such activation.

    Examples
    --------
    >>> builder = nnlib.explore.network((2, 3, 1), output="sigmoid")
    >>> page = builder.save("network.html")
    """
    sizes = layer_sizes(
        sizes, layers=MAX_HIDDEN + 2, nodes=MAX_NODES, example=(4, 5, 3)
    )
    state = {
        "sizes": sizes,
        "bias": checked_bool("bias", bias),
        "activation": choice("activation", activation, ACTIVATIONS),
        "output": choice("output", output, OUTPUTS),
    }
    choices = {
        "activations": ACTIVATIONS,
        "outputs": OUTPUTS,
        "max_nodes": MAX_NODES,
        "max_hidden": MAX_HIDDEN,
    }
    return Explorable(
        FRONT / "network" / "network.js",
        state | choices,
        poster=poster(lambda ax: _draw(sizes, bias=bias, ax=ax), size=(640, 320)),
        description=_describe(sizes, bias=bias),
        size=(1200, 540),
    )


def _describe(sizes: list[int], *, bias: bool) -> str:
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    biases = sum(sizes[1:]) if bias else 0
    layers = f"{', '.join(map(str, sizes[:-1]))} and {sizes[-1]}"
    return (
        f"Network builder, starting with layers of {layers} nodes: {weights} weights "
        f"and {biases} biases, {weights + biases} parameters. Sliders change the "
        "number of inputs, hidden layers, nodes in each hidden layer and outputs; "
        "biases and activations can be chosen; the drawing, the counts and the same "
        "network as Keras code follow."
    )


def _draw(sizes: list[int], *, bias: bool, ax) -> None:
    from nnlib.networks import draw_network

    draw_network(sizes, bias=bias, ax=ax)
