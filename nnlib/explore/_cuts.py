"""Cuts: what each hidden node of a small network adds to its answer on the plane."""

import reprlib
from typing import Any, NamedTuple

import numpy as np

from nnlib.arguments import came, choice, finite_array
from nnlib.explore._plane import checked_points, frame_around
from nnlib.explore.host import FRONT, Explorable, class_color, poster
from nnlib.figures import style
from nnlib.networks import topology

ASPECT = 10 / 7  # of the maps
LEAST_NODES, MOST_NODES = 2, 4
MOST_WEIGHT = 1000
ACTIVATIONS = ("tanh", "sigmoid", "relu")


class Net(NamedTuple):
    """A 2-h-1 network, whose output is a sigmoid."""

    kernel: np.ndarray  # (2, h)
    biases: np.ndarray  # (h,)
    outgoing: np.ndarray  # (h,)
    bias: float
    activation: str

    def sums(self, places: np.ndarray) -> np.ndarray:
        """The sum at the output node, before its sigmoid."""
        z = places @ self.kernel + self.biases
        hidden = {"tanh": np.tanh, "sigmoid": _sigmoid, "relu": _relu}[self.activation]
        return hidden(z) @ self.outgoing + self.bias


def cuts(
    network: Any, x: Any, y: Any, *, activation: str = "tanh", place: Any = None
) -> Explorable:
    """Switch off the hidden nodes of a small network, and drag their lines.

    Parameters
    ----------
    network : keras.Model, fitted scikit-learn MLP, or list of four arrays
        A 2-h-1 network with h from 2 to 4, and a sigmoid at its output. As arrays:
        kernel (2, h) and biases (h,) of the hidden layer, kernel (h, 1) and bias (1,)
        of the output, as ``model.get_weights()`` gives them.
    x : array_like of shape (n, 2)
        Up to 1,000 points, of numbers from -10 to 10.
    y : array_like of shape (n,)
        Their classes, 0 or 1.
    activation : {"tanh", "sigmoid", "relu"}
        Of the hidden layer, where `network` is arrays.
    place : array_like of shape (2,), optional
        Where the mark stands at first whose sum is written out; by default in the
        middle.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the network is another one, a weight or bias is beyond -1,000 or 1,000, the
        points and classes do not fit, or the place is not on the map.

    Notes
    -----
    A small map shows what its node adds to the sum at the output, its activation times
    its outgoing weight, through a sigmoid, so that its colors are those of the large
    map. The large map adds them, and the bias of the output. The weights are stored
    with four digits.

    Examples
    --------
    >>> moons = nnlib.load("moons")
    >>> layers = [keras.Input((2,)), keras.layers.Dense(3, "tanh")]
    >>> model = keras.Sequential([*layers, keras.layers.Dense(1, "sigmoid")])
    >>> model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    >>> trainer = nnlib.Trainer(model)
    >>> history = trainer.fit(moons.x_train, moons.y_train, epochs=100, verbose=0)
    >>> three = nnlib.explore.cuts(model, moons.x_train, moons.y_train)
    """
    net = _net(network, activation)
    places, labels = checked_points(x, y)
    frame = frame_around(places, ASPECT)
    nodes = len(net.biases)
    return Explorable(
        FRONT / "cuts" / "cuts.js",
        {
            "activation": net.activation,
            "on": [True] * nodes,
            "place": _place(place, frame),
            "places": places.tolist(),
            "labels": labels.tolist(),
            "frame": frame,
            "colors": [class_color(0), class_color(1)],
        },
        trained={
            "nodes": [
                {"w": net.kernel[:, j].tolist(), "b": float(net.biases[j])}
                for j in range(nodes)
            ],
            "outgoing": net.outgoing.tolist(),
            "bias": net.bias,
        },
        poster=poster(
            lambda ax: _draw(net, places, labels, frame, ax), size=(640, 440)
        ),
        description=_describe(nodes, net.activation, len(places)),
        size=(1200, 540),
    )


def _place(place: Any, frame: list[list[float]]) -> list[float]:
    """Read a place on the map, or take its middle."""
    if place is None:
        return [sum(limits) / 2 for limits in frame]
    (left, right), (low, high) = frame
    wanted = f"two numbers, from {left:g} to {right:g} and from {low:g} to {high:g}"
    at = finite_array("place", place, wanted)
    if at.shape != (2,) or not left <= at[0] <= right or not low <= at[1] <= high:
        raise ValueError(f"place: {came(place)} came; give {wanted}")
    return at.tolist()


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))  # which does not overflow


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _net(network: Any, activation: str) -> Net:
    """Read the weights of a model, or take them as they are."""
    wanted = (
        f"a 2-h-1 network with {LEAST_NODES} to {MOST_NODES} hidden nodes, biases, and "
        "a sigmoid at its output, or its four arrays of weights"
    )
    if isinstance(network, (list, tuple)):
        choice("activation", activation, ACTIVATIONS)
        if len(network) != 4:
            raise ValueError(f"network: {len(network)} parts came; give {wanted}")
        arrays = [finite_array("network", part, wanted) for part in network]
    else:
        activation, arrays = _read(network, wanted)
    shapes = [array.shape for array in arrays]
    nodes = shapes[0][-1] if shapes[0] else 0
    fits = shapes == [(2, nodes), (nodes,), (nodes, 1), (1,)]
    if not fits or not LEAST_NODES <= nodes <= MOST_NODES:
        raise ValueError(f"network: the shapes {shapes} came; give {wanted}")
    most = max(np.abs(array).max() for array in arrays)
    if most > MOST_WEIGHT:
        raise ValueError(
            f"network: a weight or bias of size {most:g} came; give numbers from "
            f"{-MOST_WEIGHT:,} to {MOST_WEIGHT:,}"
        )
    kernel, biases, outgoing, bias = (_rounded(array) for array in arrays)
    return Net(kernel, biases, outgoing[:, 0], float(bias[0]), activation)


def _read(network: Any, wanted: str) -> tuple[str, list[np.ndarray]]:
    """Read the hidden activation and the four arrays of a model."""
    if not hasattr(network, "predict"):
        raise ValueError(f"network: {reprlib.repr(network)} came; give {wanted}")
    found = topology.dense_network(network)
    kernels, biases = found.kernels or (), found.biases or ()
    pairs = zip(kernels, biases, strict=True)
    arrays = [part for pair in pairs for part in pair if part is not None]
    if len(kernels) != 2 or len(arrays) != 4:
        raise ValueError(f"network: sizes {found.sizes} came; give {wanted}")
    names = [getattr(each, "name", "unknown") for each in found.activations or ()]
    if names[0] not in ACTIVATIONS or names[1] != "sigmoid":
        raise ValueError(
            f"network: the activations {' and '.join(names)} came; give one of "
            f"{', '.join(ACTIVATIONS)} in the hidden layer and sigmoid behind it"
        )
    return names[0], arrays


def _rounded(array: np.ndarray) -> np.ndarray:
    flat = [float(f"{value:.4g}") for value in array.ravel()]
    return np.reshape(flat, array.shape)


def _describe(nodes: int, activation: str, count: int) -> str:
    return (
        f"A network of 2 inputs, {nodes} hidden {activation} nodes and one output, on "
        f"{count} points of two classes. A small map for each hidden node shows its "
        "line, and what the node adds to the sum at the output; a large map shows the "
        "answer. Each node can be switched off, its line moved and turned; how many "
        "points are right is told, and for a place that is chosen the sum is written."
    )


def _draw(net: Net, places: np.ndarray, labels: np.ndarray, frame, ax) -> None:
    x0, x1 = (np.linspace(*limits, 101) for limits in frame)
    grid = np.stack(np.meshgrid(x0, x1), axis=-1)
    answers = _sigmoid(net.sums(grid))
    ax.contourf(x0, x1, answers, levels=10, cmap="RdBu", alpha=0.6)
    for kind, mark in enumerate("o^"):
        color = style.CLASSES[kind]
        ax.plot(*places[labels == kind].T, mark, color=color, markersize=5)
    ax.set(xlabel="input $x_0$", ylabel="input $x_1$", aspect="equal")
