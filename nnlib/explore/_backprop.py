"""The backpropagation stepper: one example through a small network, there and back."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.arguments import (
    as_number,
    checked_integer,
    choice,
    finite_array,
    layer_sizes,
)
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.explore.mulberry32 import STEP, mulberry32
from nnlib.figures.numerals import written

MAX_LAYERS, MAX_NODES, MOST = 4, 4, 100
ACTIVATIONS = ("sigmoid", "tanh", "relu")
LOSSES = {
    "sigmoid": ("squared_error", "cross_entropy"),
    "linear": ("squared_error",),
    "softmax": ("cross_entropy",),
}
INPUTS = (1.0, 0.5, -1.0, -0.5)

Layers = list[tuple[np.ndarray, np.ndarray]]


def backprop(
    sizes: Sequence[int] = (2, 3, 1),
    *,
    activation: str = "sigmoid",
    output: str = "sigmoid",
    loss: str | None = None,
    x: Sequence[float] | None = None,
    target: Sequence[float] | float | None = None,
    weights: Sequence | None = None,
    learning_rate: float = 0.5,
    seed: int = 0,
) -> Explorable:
    """Step one example through a network: forward, backward, and one update.

    Parameters
    ----------
    sizes : sequence of int
        Nodes of each layer at the start, inputs first and outputs last: two to four
        layers of 1 to 4 nodes.
    activation : {"sigmoid", "tanh", "relu"}
        The activation of the hidden layers.
    output : {"sigmoid", "linear", "softmax"}
        The activation of the output layer; softmax needs two outputs or more.
    loss : {"squared_error", "cross_entropy"}, optional
        Half the squared error, or the cross-entropy (binary after sigmoid,
        categorical after softmax), summed over the outputs. By default the squared
        error, after softmax the cross-entropy; linear outputs have no other.
    x : sequence of float, optional
        The inputs of the example; by default as many as needed of 1, 0.5, -1, -0.5.
    target : float or sequence of float, optional
        What each output should come to: for the cross-entropy from 0 to 1, after
        softmax with a sum of 1. By default 1 for the first and 0 for the others.
    weights : sequence of array_like, optional
        Kernels of shape (inputs, nodes) and biases of shape (nodes,) in turn, as
        Keras' ``model.get_weights()`` has them, or a pair for each layer. By default
        drawn from -1 to 1, biases from -0.5 to 0.5, with two decimals.
    learning_rate : float
        The rate of the update, by plain gradient descent.
    seed : int
        From which the weights are drawn.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the sizes are out of range, a name is not known, a loss does not go with
        the output, or `x`, `target` or `weights` are not as many finite numbers as
        the network needs.

    Examples
    --------
    >>> stepper = nnlib.explore.backprop((2, 3, 1), x=(1, 0.5), target=1)
    >>> page = stepper.save("backprop.html")
    """
    sizes = layer_sizes(sizes, layers=MAX_LAYERS, nodes=MAX_NODES, example=(2, 3, 1))
    output = choice("output", output, LOSSES)
    if output == "softmax" and sizes[-1] == 1:
        raise ValueError(
            "output: 'softmax' came for one output, where it is always 1; give "
            "two outputs or more, or 'sigmoid'"
        )
    loss = _loss(loss, output)
    state = {
        "sizes": sizes,
        "activation": choice("activation", activation, ACTIVATIONS),
        "output": output,
        "loss": loss,
        "x": _numbers("x", INPUTS[: sizes[0]] if x is None else x, (sizes[0],)),
        "target": _target(target, sizes[-1], output, loss),
        "rate": _rate(learning_rate),
        "seed": checked_integer("seed", seed, 0, 2**31 - 1),
        "updates": 0,
    }
    state["weights"] = (
        draw_weights(sizes, seed) if weights is None else _weights(weights, sizes)
    )
    known = {
        "inputs": INPUTS,
        "activations": ACTIVATIONS,
        "losses": LOSSES,
        "max_nodes": MAX_NODES,
        "max_hidden": MAX_LAYERS - 2,
        "most": MOST,
    }
    return Explorable(
        FRONT / "backprop" / "backprop.js",
        {"state": _plain(state), "step": 0} | known,
        poster=poster(lambda ax: _draw(state, ax), size=(640, 340)),
        description=_describe(state),
        size=(1200, 540),
        steps=4 * len(sizes),
    )


def learn(state: dict) -> tuple[float, Layers, float]:
    """Take one step of gradient descent on the example.

    Parameters
    ----------
    state : dict
        What the front end starts from: sizes, weights, the example, the rate...

    Returns
    -------
    tuple
        The loss, the weights after the update, and the loss with those.
    """
    layers, rate = state["weights"], state["rate"]
    activations, loss = _forward(state, layers)
    slopes = {
        "sigmoid": lambda a: a * (1 - a),
        "tanh": lambda a: 1 - a**2,
        "relu": lambda a: (a > 0).astype(float),
        "linear": np.ones_like,
    }
    delta = activations[-1] - state["target"]
    if state["loss"] == "squared_error":
        delta = delta * slopes[state["output"]](activations[-1])
    updated = []
    for (kernel, bias), a in zip(layers[::-1], activations[-2::-1], strict=True):
        updated.insert(0, (kernel - rate * np.outer(a, delta), bias - rate * delta))
        delta = (kernel @ delta) * slopes[state["activation"]](a)
    return loss, updated, _forward(state, updated)[1]


def draw_weights(sizes: Sequence[int], seed: int) -> Layers:
    """Draw round weights: the same as the front end's for the same seed.

    Parameters
    ----------
    sizes : sequence of int
        Nodes of each layer, inputs first.
    seed : int

    Returns
    -------
    list of (ndarray, ndarray)
        A kernel, from -1 to 1, and biases, from -0.5 to 0.5, for each layer.
    """
    count = sum((m + 1) * n for m, n in itertools.pairwise(sizes))
    states = seed + STEP * np.arange(1, count + 1, dtype=np.uint64)
    uniform = iter(mulberry32(states) / 2**32)

    def below(count: int, number: int) -> np.ndarray:
        return np.array([math.floor(next(uniform) * count) for _ in range(number)])

    return [
        ((below(201, m * n).reshape(m, n) - 100) / 100, (below(101, n) - 50) / 100)
        for m, n in itertools.pairwise(sizes)
    ]


def _forward(state: dict, layers: Layers) -> tuple[list[np.ndarray], float]:
    """Return the activations of every layer, and the loss."""
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "linear": lambda z: z,
        "softmax": lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
    }
    a, target = [np.array(state["x"])], np.array(state["target"])
    names = [state["activation"]] * (len(layers) - 1) + [state["output"]]
    with np.errstate(over="ignore"):
        for (kernel, bias), name in zip(layers, names, strict=True):
            z = a[-1] @ kernel + bias
            a.append(functions[name](z))
    if state["loss"] == "squared_error":
        loss = ((a[-1] - target) ** 2).sum() / 2
    elif state["output"] == "softmax":
        loss = target @ (np.logaddexp.reduce(z) - z)
    else:
        loss = (np.logaddexp(0, z) - target * z).sum()
    return a, float(loss)


def _loss(loss: Any, output: str) -> str:
    if loss is None:
        return LOSSES[output][0]
    choice("loss", loss, ("squared_error", "cross_entropy"))
    if loss not in LOSSES[output]:
        raise ValueError(
            f"loss: {loss!r} came with the output {output!r}; give "
            f"{LOSSES[output][0]!r}"
        )
    return loss


def _numbers(argument: str, values: Any, shape: tuple[int, ...]) -> np.ndarray:
    wanted = (
        f"finite numbers of shape {shape}, from {-MOST} to {MOST}"
        if shape
        else f"a number from {-MOST} to {MOST}"
    )
    array = finite_array(argument, values, wanted)
    if array.shape != shape:
        raise ValueError(f"{argument}: the shape {array.shape} came; give {wanted}")
    if not (np.abs(array) <= MOST).all():
        raise ValueError(f"{argument}: {values!r} came; give {wanted}")
    return array


def _target(target: Any, outputs: int, output: str, loss: str) -> np.ndarray:
    if target is None:
        return np.eye(outputs)[0]
    single = outputs == 1 and not hasattr(target, "__len__")
    numbers = _numbers("target", target, () if single else (outputs,)).reshape(-1)
    if loss == "cross_entropy" and not ((numbers >= 0) & (numbers <= 1)).all():
        raise ValueError(
            f"target: {target!r} came; give numbers from 0 to 1 for the cross-entropy"
        )
    if output == "softmax" and not math.isclose(numbers.sum(), 1, abs_tol=1e-6):
        raise ValueError(
            f"target: {target!r} came, with the sum {numbers.sum():g}; give one of 1 "
            "for softmax"
        )
    return numbers


def _weights(weights: Any, sizes: list[int]) -> Layers:
    shapes = [((m, n), (n,)) for m, n in itertools.pairwise(sizes)]
    flat = list(itertools.chain(*shapes))
    wanted = f"arrays of the shapes {flat}, as model.get_weights() has them"
    if isinstance(weights, (str, bytes, dict, set)) or not hasattr(weights, "__iter__"):
        raise ValueError(f"weights: {weights!r} came; give {wanted}")
    arrays = list(weights)
    try:
        if len(arrays) == len(shapes) and all(len(pair) == 2 for pair in arrays):
            arrays = list(itertools.chain(*arrays))
    except TypeError:
        pass
    if len(arrays) != len(flat):
        raise ValueError(f"weights: {len(arrays)} came; give {wanted}")
    found = [
        _numbers(f"weights[{place}]", array, shape)
        for place, (array, shape) in enumerate(zip(arrays, flat, strict=True))
    ]
    return list(zip(found[::2], found[1::2], strict=True))


def _rate(rate: Any) -> float:
    number = as_number(rate)
    if number is None or not 0 < number <= MOST:
        raise ValueError(
            f"learning_rate: {rate!r} came; give a positive number up to {MOST}, such "
            "as 0.5"
        )
    return number


def _plain(value: Any) -> Any:
    """Make arrays lists, for JSON."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def _describe(state: dict) -> str:
    sizes = state["sizes"]
    before, _, after = learn(state)
    before, after, rate = map(written, (before, after, state["rate"]))
    hidden = f"hidden activation {state['activation']}, " if len(sizes) > 2 else ""
    x, target = (", ".join(map(written, state[name])) for name in ("x", "target"))
    return (
        "Backpropagation stepper on a network of "
        f"{', '.join(map(str, sizes[:-1]))} and {sizes[-1]} nodes: {hidden}output "
        f"{state['output']}, loss {state['loss'].replace('_', ' ')}. The example "
        f"has the inputs {x} and the target {target}; the loss is {before} before "
        f"and {after} after one update at learning rate {rate}. "
        "Buttons step forward through the weighted sums and activations of every "
        "layer, back through its deltas and gradients, and to the updated weights, "
        "with the formula of each step; the network, the example, every weight and the "
        "learning rate can be changed."
    )


def _draw(state: dict, ax: Any) -> None:
    from nnlib.networks import draw_network

    flat = list(itertools.chain(*state["weights"]))
    draw_network(state["sizes"], bias=True, weights=flat, labels=True, ax=ax)
