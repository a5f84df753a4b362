"""What a dense network is made of: sizes, weights, activations, and their numbers."""

import dataclasses
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from typing import Any

import numpy as np

from nnlib import activations as known
from nnlib.activations import Activation
from nnlib.arguments import as_integer, finite_array
from nnlib.networks import models

_OPEN = "f"  # how an activation that is left open is asked for, and shown


@dataclasses.dataclass(frozen=True)
class DenseNetwork:
    """A fully connected feed-forward network, whoever made it.

    Attributes
    ----------
    sizes : tuple of int
        Nodes of each layer, the input first.
    bias : tuple of bool
        For each layer after the input, whether it has biases.
    activations : tuple of (Activation or None), or None
        For each layer after the input, its activation; None for one that is left
        open or has no name here. None altogether where they are not known.
    kernels : tuple of ndarray, or None
        For each layer after the input, its weights, of shape (inputs, units).
    biases : tuple of (ndarray or None), or None
        For each layer after the input, its biases, of shape (units,).
    trained : bool
        Whether the weights are a model's own, whose last digits nobody promises.
    steps : tuple of callable, or None
        For each layer after the input, a function from the activations of the layer
        before to its own, where a model computes them itself.

    Examples
    --------
    >>> net = nnlib.networks.DenseNetwork(sizes=(2, 3, 1), bias=(True, False))
    >>> net.counts({})
    (9, 3)
    >>> ax = nnlib.draw_network(net, counts=True)
    """

    sizes: tuple[int, ...]
    bias: tuple[bool, ...]
    activations: tuple[Activation | None, ...] | None = None
    kernels: tuple[np.ndarray, ...] | None = None
    biases: tuple[np.ndarray | None, ...] | None = None
    trained: bool = False
    steps: tuple[Callable[[np.ndarray], np.ndarray], ...] | None = None

    def counts(self, dropped: Mapping[int, Collection[int]]) -> tuple[int, int]:
        """How many weights and biases there are, without those of dropped nodes."""
        left = [n - len(dropped.get(k, ())) for k, n in enumerate(self.sizes)]
        weights = sum(a * b for a, b in itertools.pairwise(left))
        return weights, sum(
            n for n, has in zip(left[1:], self.bias, strict=True) if has
        )

    def weights(self, layer: int) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the kernel and the biases between a layer and the next."""
        if self.kernels is None or self.biases is None:
            raise ValueError("network: its weights are not known")
        return self.kernels[layer], self.biases[layer]

    def largest_weight(self) -> float:
        """How far from 0 a weight or a bias lies at most."""
        layers = map(self.weights, range(len(self.sizes) - 1))
        arrays = (array for layer in layers for array in layer if array is not None)
        return max(np.abs(array).max() for array in arrays)

    def values(self, x, dropped: Mapping[int, Collection[int]]) -> list[np.ndarray]:
        """Activations of every layer for one input; those of dropped nodes are 0.

        Parameters
        ----------
        x : array_like
            One input, with as many numbers as the network has input nodes.
        dropped : mapping of int to collection of int
            Nodes that are left out, by layer.

        Returns
        -------
        list of ndarray
            One array of shape (nodes,) for each layer, the input first.
        """
        value = finite_array("x", x, "one input, such as x[0]")
        if value.size != self.sizes[0]:
            raise ValueError(
                f"x: an array of shape {value.shape} came; the network takes one input "
                f"of {self.sizes[0]} numbers, so give a single row such as x[0]"
            )
        steps = self.steps or self._own_steps()
        values = []
        for layer, step in enumerate((np.ravel, *steps)):
            value = step(value).copy()
            value[list(dropped.get(layer, ()))] = 0
            values.append(value)
        return values

    def _own_steps(self):
        activations = self.activations or (None,)
        if self.kernels is None or None in activations:
            raise ValueError(
                "x: its activations can only be computed where weights and activations "
                "are known; give weights=True and, say, activations=['relu', 'sigmoid']"
            )

        def step(kernel, bias, activation):
            return lambda a: activation.f(a @ kernel + (0 if bias is None else bias))

        return [
            step(*self.weights(layer), activation)
            for layer, activation in enumerate(activations)
        ]


def dense_network(
    network: Any,
    *,
    bias: bool | None = None,
    activations: Sequence | str | bool | None = None,
    weights: Sequence | bool | None = None,
) -> DenseNetwork:
    """Read sizes, a Keras model or a fitted scikit-learn MLP as a `DenseNetwork`.

    The parameters are those of :func:`nnlib.draw_network`.
    """
    if not isinstance(bias, (bool, np.bool_, type(None))):
        raise ValueError(f"bias: {bias!r} came; give True, False or nothing")
    if isinstance(network, DenseNetwork):
        net = network
    elif models.is_keras(network):
        net = DenseNetwork(**models.read_keras(network), trained=True)
    elif hasattr(network, "hidden_layer_sizes"):
        net = DenseNetwork(**models.read_sklearn(network), trained=True)
    else:
        return _from_sizes(network, bool(bias), activations, weights)
    for name, value in {"weights": weights, "activations": activations}.items():
        if not isinstance(value, (bool, np.bool_, type(None))):
            raise ValueError(
                f"{name}: {value!r} came beside a model; a model has its own, "
                f"so give True, False or nothing"
            )
    if (weights and net.kernels is None) or (activations and net.activations is None):
        raise ValueError("network: its weights or activations are not known")
    return net


def _from_sizes(sizes, bias: bool, activations, weights) -> DenseNetwork:
    sizes = _checked_sizes(sizes)
    layers = len(sizes) - 1
    if isinstance(activations, (bool, np.bool_, type(None))):
        activations = (None,) * layers if activations else None
    else:
        activations = _checked_activations(activations, layers)
    kernels = biases = None
    if not isinstance(weights, (bool, np.bool_, type(None))):
        kernels, biases = _given_weights(weights, sizes, bias)
    elif weights:
        kernels, biases = _random_weights(sizes, bias)
    return DenseNetwork(sizes, (bias,) * layers, activations, kernels, biases)


def _checked_sizes(sizes) -> tuple[int, ...]:
    wanted = "give two or more whole numbers from 1, the input first, such as [2, 3, 1]"
    if hasattr(sizes, "named_steps"):
        raise ValueError("network: a Pipeline came; give its last step, pipeline[-1]")
    if isinstance(sizes, (str, bytes, Mapping, Set)) or not hasattr(sizes, "__iter__"):
        raise ValueError(
            f"network: {sizes!r} is neither sizes, nor a Keras model, nor a "
            f"scikit-learn MLP; for sizes {wanted}"
        )
    found = list(sizes)
    if len(found) < 2:
        what = "no layers" if not found else "one layer alone"
        raise ValueError(f"network: {what} came ({sizes!r}); {wanted}")
    for size in found:
        if (as_integer(size) or 0) < 1:
            raise ValueError(f"network: a layer of {size!r} nodes came; {wanted}")
    return tuple(int(size) for size in found)


def _checked_activations(given, layers: int) -> tuple[Activation | None, ...]:
    if isinstance(given, (str, Activation)):
        given = [given] * layers
    elif not isinstance(given, Sequence):
        raise ValueError(
            f"activations: {given!r} came; give a name, or one for each layer after "
            f"the input, such as ['relu', 'sigmoid']"
        )
    if len(given) != layers:
        raise ValueError(
            f"activations: {len(given)} came for {layers} layers after the input; "
            f"give one for each, or one for all"
        )
    return tuple(None if name == _OPEN else known.get(name) for name in given)


def _random_weights(sizes, bias):
    """Glorot normal kernels and small biases: the same at every call."""
    rng = np.random.default_rng(0)
    kernels, biases = [], []
    for n_in, n_out in itertools.pairwise(sizes):
        kernels.append(rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out)))
        biases.append(rng.normal(0, 0.3, n_out) if bias else None)
    return tuple(kernels), tuple(biases)


def _given_weights(weights, sizes, bias):
    each = [[(m, n), (n,)] if bias else [(m, n)] for m, n in itertools.pairwise(sizes)]
    shapes = list(itertools.chain(*each))
    wanted = f"arrays of shapes {shapes}, in the order of model.get_weights()"
    if isinstance(weights, str) or not isinstance(weights, Sequence):
        raise ValueError(
            f"weights: {weights!r} came; give True for random ones, or {wanted}"
        )
    arrays = [finite_array("weights", array, wanted) for array in weights]
    if [array.shape for array in arrays] != shapes:
        raise ValueError(
            f"weights: arrays of shapes {[array.shape for array in arrays]} came; "
            f"give {wanted}"
        )
    step = 2 if bias else 1
    biases = arrays[1::2] if bias else [None] * len(arrays)
    return tuple(arrays[::step]), tuple(biases)
