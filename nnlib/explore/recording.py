"""Recording of updates: the weights of a network after each of some real batches."""

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer
from nnlib.keras_private import as_numpy
from nnlib.networks.models import dense_layers
from nnlib.networks.topology import dense_network

if TYPE_CHECKING:
    import keras

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

    The parameters and errors are those of :func:`nnlib.explore.updates`.

    Returns
    -------
    Updates
    """
    x, y = (part if part is None else np.asarray(part) for part in (x, y))
    _check(model, x, y)
    batch_size = checked_integer("batch_size", batch_size, 1)
    updates = checked_integer("updates", updates, 1)
    seed = checked_integer("seed", seed, 0)
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


def _check(model, x: np.ndarray | None, y: np.ndarray | None) -> None:
    from nnlib.training import not_numbers
    from nnlib.training.call import FitCall
    from nnlib.training.compiled import checked_model
    from nnlib.training.line import checked_data

    checked_model("model", model)
    widest = max(dense_network(model).sizes)
    if widest > _MOST_NODES:
        raise ValueError(
            f"model: a layer of {widest} nodes came; up to {_MOST_NODES} can be seen "
            "one by one"
        )
    not_numbers.check(FitCall(x, y), model)
    checked_data(model, (x, y, None))


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
