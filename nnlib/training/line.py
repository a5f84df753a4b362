"""The loss of a model along a straight line through the space of its weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer, finite_array

if TYPE_CHECKING:
    import keras

MINUS_GRADIENT, TOWARDS = "minus the gradient", "towards other weights"
_CLIMB = 0.25  # of its fall: so far above its beginning the loss has turned
_BEHIND, _BEYOND = 0.3, 3.0  # of the way until then, backwards and in all


@dataclass(frozen=True, eq=False)
class LossAlongLine:
    """The loss at evenly spaced places along a line through weight space.

    Attributes
    ----------
    positions : ndarray of shape (n,)
        Rising. Position s stands for the weights w + s * u, where w are the model's and
        u is a direction of length 1: s is a length in weight space, and 0 is the model.
    losses : ndarray of shape (n,)
        Finite: the loss with these weights over all examples, regularization included,
        as `evaluate` reports it.
    direction : {"minus the gradient", "towards other weights"}
        Where the line goes from 0 on.
    start : float
        Where to begin a descent: at the model, or at the other weights if the line goes
        there and their loss is higher.

    Examples
    --------
    >>> places = np.linspace(-1, 3, 41)
    >>> line = nnlib.training.LossAlongLine(
    ...     places, (places - 1) ** 2, "minus the gradient"
    ... )
    >>> steps = nnlib.explore.rate(line)
    """

    positions: np.ndarray = field(repr=False)
    losses: np.ndarray = field(repr=False)
    direction: str
    start: float = 0.0

    def __len__(self) -> int:
        return len(self.positions)


def loss_along_line(
    model: "keras.Model",
    x: Any,
    y: Any = None,
    *,
    sample_weight: Any = None,
    towards: "Sequence[np.ndarray] | None" = None,
    ends: tuple[float, float] | None = None,
    places: int = 201,
) -> LossAlongLine:
    """Evaluate a model along a line through the space of its weights.

    The line begins at the weights that the model has and goes in the direction of minus
    the gradient there, or towards other weights. Goodfellow, Vinyals and Saxe,
    Qualitatively characterizing neural network optimization problems (2015),
    https://arxiv.org/abs/1412.6544, look at losses so.

    Parameters
    ----------
    model : keras.Model
        Compiled, on JAX or TensorFlow. It is left as it is.
    x, y, sample_weight
        As for `keras.Model.evaluate`, arrays. All examples go through the model at
        once, so a few thousand will do.
    towards : sequence of array_like, optional
        Weights as ``model.get_weights()`` returns them, such as those before or after
        training. Of variables that are not trained the model's own values are used.
    ends : (float, float), optional
        The first and the last position, lengths in weight space, 0 being the model's
        weights. By default the line goes from half the distance to `towards` behind the
        model to half of it beyond `towards`; along the gradient, three times as far as
        where the loss, once it has fallen, is above its beginning, so that steep and
        flat parts are seen.
    places : int, default 201
        How many positions, 20 to 2,000.

    Returns
    -------
    LossAlongLine

    Raises
    ------
    ValueError
        If the data are no arrays that fit the model, `towards` has other shapes or no
        distance, the gradient is 0, the ends are not rising, or a loss is not finite.

    Notes
    -----
    A step of gradient descent on this curve, from s to s - rate * dL/ds, is the part of
    a step over all examples at once that lies along the line: dL/ds is the component of
    the gradient in the direction u. Along minus the gradient the first step, at
    s = 0, is the whole step, with the same learning rate. Everywhere else the gradient
    also points away from the line, where training goes and this curve does not.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile("sgd", "binary_crossentropy")
    >>> line = nnlib.training.loss_along_line(model, data.x_train, data.y_train)
    >>> line.losses.shape
    (201,)
    >>> steps = nnlib.explore.rate(line)
    """
    places = checked_integer("places", places, 20, 2000)
    checked_ends = None if ends is None else _checked_ends(ends)
    data = checked_data(model, (x, y, sample_weight))
    line = _Line(model, data, towards)
    if checked_ends is not None:
        ends = checked_ends
    elif towards is not None:
        ends = (-0.5 * line.length, 1.5 * line.length)
    else:
        ends = line.ends_along_gradient(places)
    positions = np.linspace(*ends, places)
    losses = line.losses(positions)
    if not np.isfinite(losses).all():
        where = positions[np.argmin(np.isfinite(losses))]
        raise ValueError(
            f"ends: the loss is not finite at {where:.3g}; give ends closer to 0 than "
            f"{ends[0]:.3g} and {ends[1]:.3g}"
        )
    if towards is None:
        return LossAlongLine(positions, losses, MINUS_GRADIENT)
    start = max(0.0, line.length, key=lambda s: np.interp(s, positions, losses))
    return LossAlongLine(positions, losses, TOWARDS, float(np.clip(start, *ends)))


def checked_data(model, data: tuple) -> tuple:
    """(x, y, sample_weight) as arrays that fit a compiled model."""
    from nnlib import keras_private
    from nnlib.training import structures

    if not getattr(model, "compiled", False):
        raise ValueError(f"model: {model!r} came; give a compiled Keras model")
    keras_private.check_alive(model)
    try:
        data = structures.as_arrays(data)
    except structures.NotArraysError as error:
        raise ValueError(f"x, y: {error} came; give arrays") from None
    structures.check(data, model)
    data = structures.weighted(data, None)
    keras_private.build(model, lambda: data)
    return data


def _checked_ends(ends: Any) -> tuple[float, float]:
    wanted = "two numbers that rise, such as (-1, 5)"
    row = finite_array("ends", ends, wanted)
    if row.shape != (2,) or row[0] >= row[1]:
        raise ValueError(f"ends: {ends!r} came; give {wanted}")
    return float(row[0]), float(row[1])


class _Line:
    """A line through weight space, and the losses on it.

    Attributes
    ----------
    length : float
        Of the way to the other weights, or of the gradient.
    loss : float or None
        At the model, where the line goes along the gradient.
    """

    def __init__(self, model, data: tuple, towards: "Sequence[np.ndarray] | None"):
        from nnlib import keras_private
        from nnlib.training.engines.choice import make_line_programs

        self._programs, self._data = make_line_programs(model), data
        self.loss = None
        variables = model.trainable_variables
        self._origin = [keras_private.as_numpy(v) for v in variables]
        if towards is None:
            loss, found = self._programs.gradient(self._origin, data)
            self.loss = float(keras_private.as_numpy(loss))
            ways = [-keras_private.as_numpy(each) for each in found]
        else:
            others = _others(model, towards)
            ways = [to - w for to, w in zip(others, self._origin, strict=True)]
        self.length = float(
            np.sqrt(sum(np.sum(np.square(w, dtype=float)) for w in ways))
        )
        if not (np.isfinite(self.length) and self.length > 0):
            what = "the gradient of the loss" if towards is None else "the way"
            raise ValueError(
                f"towards: {what} has length {self.length:g}; give other weights"
            )
        self._direction = [
            (way / self.length).astype(w.dtype)
            for way, w in zip(ways, self._origin, strict=True)
        ]

    def losses(self, positions: np.ndarray) -> np.ndarray:
        """Compute the losses at positions, in float64."""
        from nnlib import keras_private

        found = self._programs.along(
            self._origin, self._direction, positions.astype("float32"), self._data
        )
        return keras_private.as_numpy(found).astype(float)

    def ends_along_gradient(self, places: int) -> tuple[float, float]:
        """Go on beyond where the loss, once it has fallen, is above its beginning.

        So many places are looked at as the line will have: that is one program.
        """
        reach = abs(self.loss or 1.0) / self.length  # of a straight fall to 0
        scanned = np.concatenate([[0], reach * np.geomspace(1e-4, 3000, places - 1)])
        losses = self.losses(scanned)
        fall = losses[0] - np.fmin.accumulate(losses)
        rounding = 1e-3 * abs(losses[0])
        high = ~(losses <= losses[0] + _CLIMB * fall + rounding)  # or it is not finite
        turn = scanned[np.argmax(high) if high.any() else np.nanargmin(losses)]
        return -_BEHIND * float(turn), _BEYOND * float(turn)


def _others(model, towards: Any) -> list[np.ndarray]:
    """Of weights as `get_weights` returns them, those that training changes."""
    shapes = [tuple(v.shape) for v in model.weights]
    given = [np.asarray(each) for each in towards]
    if [each.shape for each in given] != shapes:
        raise ValueError(
            f"towards: arrays of shapes {[each.shape for each in given]} came; give "
            f"weights as model.get_weights() returns them, {shapes}"
        )
    by_place = dict(zip((id(v) for v in model.weights), given, strict=True))
    return [by_place[id(v)] for v in model.trainable_variables]
