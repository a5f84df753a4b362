"""Dropout: which nodes fall out at a step, what the others carry, their mean."""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nnlib.arguments import checked_bool, checked_number, layer_sizes
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.explore.mulberry32 import STEP, mulberry32
from nnlib.figures import style
from nnlib.figures.numerals import written

MOST_RATE, MOST_NODES, MOST_LAYERS = 0.9, 6, 4
STEPS = 300  # of the poster
_WEIGHTS_SEED = 686  # with it no two nodes of the default network are alike


class Net(NamedTuple):
    """A network without biases: ReLU in the hidden layers, a linear output."""

    sizes: list[int]
    inputs: np.ndarray
    kernels: list[np.ndarray]

    def forward(self, mask: Sequence[np.ndarray] = (), scale: float = 1.0) -> float:
        """The output; of the hidden layers, what a mask leaves is scaled."""
        a = self.inputs
        for layer, kernel in enumerate(self.kernels[:-1]):
            a = np.maximum(0, a @ kernel)
            if len(mask):
                a = np.where(mask[layer], a * scale, 0)
        return float((a @ self.kernels[-1])[0])


def dropout(
    sizes: Sequence[int] = (3, 6, 1), *, rate: float = 0.5, scaling: bool = True
) -> Explorable:
    """Watch dropout: who falls out, what the others carry, the mean over many steps.

    Parameters
    ----------
    sizes : sequence of int
        Nodes of each layer: inputs, one or two hidden layers with dropout, one output;
        1 to 6 nodes each.
    rate : float
        The probability at the start that a hidden node falls out, 0 to 0.9.
    scaling : bool
        Whether at the start those that stay are divided by ``1 - rate``, as
        `keras.layers.Dropout` does.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If `sizes` are not three or four whole numbers from 1 to 6 with one output, the
        rate is out of range, or `scaling` is neither True nor False.

    Notes
    -----
    The hidden layers are ReLU, the output is linear, there are no biases, and the
    weights are fixed. With one hidden layer the mean of the scaled outputs over all
    masks is the output without dropout; with two it is not quite, for a ReLU follows
    the first masks. The page goes through all masks to say which mean it is.

    References
    ----------
    Srivastava et al., Dropout: a simple way to prevent neural networks from
    overfitting, JMLR 15 (2014), who scale at test time; Keras scales in training.

    Examples
    --------
    >>> watched = nnlib.explore.dropout((3, 6, 1), rate=0.5)
    >>> page = watched.save("dropout.html")
    """
    net = network_of(_sizes(sizes))
    rate = checked_number("rate", rate, 0, MOST_RATE)
    state = {
        "rate": rate,
        "scaling": checked_bool("scaling", scaling),
        "training": True,
        "step": 0,
        "most_rate": MOST_RATE,
        "network": {
            "sizes": net.sizes,
            "inputs": net.inputs.tolist(),
            "kernels": [kernel.tolist() for kernel in net.kernels],
        },
    }
    return Explorable(
        FRONT / "dropout" / "dropout.js",
        state,
        poster=poster(lambda ax: _draw(net, rate, scaling, ax), size=(640, 320)),
        description=_describe(net, rate, scaling),
        size=(1200, 540),
    )


def network_of(sizes: list[int]) -> Net:
    """Make the network of these sizes: every node is active while none falls out."""
    streams = itertools.count(1)

    def drawn(count: int) -> np.ndarray:
        """Of both signs, from 0.2 to 1 in size, with one decimal."""
        first = (_WEIGHTS_SEED * 64 + next(streams)) * 2**15
        states = np.arange(first, first + count, dtype=np.uint64) * np.uint64(STEP)
        numbers = mulberry32(states)
        size = 0.2 + (numbers >> np.uint64(8)) % np.uint64(9) / 10
        return np.round(np.where(numbers & np.uint64(1), size, -size), 1)

    a = inputs = drawn(sizes[0])
    kernels = []
    for before, after in itertools.pairwise(sizes):
        kernel = drawn(before * after).reshape(before, after)
        kernel = kernel * np.where(a @ kernel < 0, -1, 1)
        kernels.append(kernel)
        a = a @ kernel
    return Net(sizes, inputs, kernels)


def mask_of(step: int, sizes: list[int], rate: float) -> list[np.ndarray]:
    """Draw the page's mask of a step, from 1: of each hidden layer, who stays."""
    nodes = sum(sizes[1:-1])
    first = (step - 1) * nodes + 1
    states = np.arange(first, first + nodes, dtype=np.uint64) * np.uint64(STEP)
    kept = (mulberry32(states) + 0.5) / 2**32 >= rate
    return np.split(kept, np.cumsum(sizes[1:-1])[:-1])


def outputs_of(net: Net, rate: float, scaling: bool, steps: int) -> np.ndarray:
    """The outputs of the page's first steps."""
    scale = 1 / (1 - rate) if scaling else 1.0
    masks = (mask_of(step, net.sizes, rate) for step in range(1, steps + 1))
    return np.array([net.forward(mask, scale) for mask in masks])


def mean_over_masks(net: Net, rate: float, scaling: bool) -> float:
    """The mean of the output over all masks, each as probable as it is."""
    scale, total = 1 / (1 - rate) if scaling else 1.0, 0.0
    for mask in _masks(net.sizes[1:-1]):
        kept = sum(int(layer.sum()) for layer in mask)
        out = sum(net.sizes[1:-1]) - kept
        total += (1 - rate) ** kept * rate**out * net.forward(mask, scale)
    return total


def _masks(hidden: list[int]) -> Iterator[list[np.ndarray]]:
    for kept in itertools.product([False, True], repeat=sum(hidden)):
        yield np.split(np.array(kept), np.cumsum(hidden)[:-1])


def _sizes(sizes: Sequence[int]) -> list[int]:
    found = layer_sizes(sizes, layers=MOST_LAYERS, nodes=MOST_NODES, example=(3, 6, 1))
    if len(found) < 3 or found[-1] != 1:
        raise ValueError(
            f"sizes: {sizes!r} came; give inputs, one or two hidden layers, in which "
            "nodes fall out, and one output, such as (3, 6, 1)"
        )
    return found


def _describe(net: Net, rate: float, scaling: bool) -> str:
    layers = f"{', '.join(map(str, net.sizes[:-1]))} and {net.sizes[-1]}"
    what = f"divided by {1 - rate:g}" if scaling else "left as they are"
    return (
        f"Dropout in a network of {layers} nodes, each hidden node with probability "
        f"{rate:g}; those that stay are {what}. Without dropout the output is "
        f"{written(net.forward())}; its mean over all {2 ** sum(net.sizes[1:-1]):,} "
        f"masks is {written(mean_over_masks(net, rate, scaling))}. Steps draw one mask "
        "after another; the nodes that fall out, the numbers of all nodes, the output "
        "of every step and the mean so far follow. The rate can be changed, the "
        "scaling switched off, and training changed to test, where no node falls out."
    )


def _draw(net: Net, rate: float, scaling: bool, ax) -> None:
    outputs, steps = outputs_of(net, rate, scaling, STEPS), np.arange(1, STEPS + 1)
    ax.plot(steps, outputs, "o", color=style.OUTPUT, markersize=4, label="output")
    means = np.cumsum(outputs) / steps
    ax.plot(steps, means, color=style.BLACK, label="mean so far")
    plain = net.forward()
    ax.axhline(plain, color=style.GREEN, linestyle="--", label="without dropout")
    ax.set(xscale="log", xlabel="step", ylabel="output")
    ax.legend()
