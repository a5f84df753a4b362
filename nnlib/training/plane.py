"""The loss of a model on a plane through the space of its weights."""

from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.arguments import checked_integer, checked_number
from nnlib.surfaces.stored import StoredSurface, from_values
from nnlib.training.line import checked_data

if TYPE_CHECKING:
    import keras


def loss_on_plane(
    model: "keras.Model",
    x: Any,
    y: Any = None,
    *,
    sample_weight: Any = None,
    reach: float = 1.0,
    places: int = 31,
    seed: int = 0,
) -> StoredSurface:
    """Evaluate a model on a plane through its weights: a surface to descend.

    The plane goes through the weights that the model has, along two directions drawn
    at random; each direction is, variable by variable, as long as the weights
    themselves, so that a step of 1 changes all layers alike. Li, Xu, Taylor, Studer
    and Goldstein, Visualizing the loss landscape of neural nets (2018),
    https://arxiv.org/abs/1712.09913, look at losses so, filter by filter.

    Parameters
    ----------
    model : keras.Model
        Compiled, and best trained, on JAX or TensorFlow. It is left as it is.
    x, y, sample_weight
        As for `keras.Model.evaluate`, arrays. All examples go through the model at
        once, so a few thousand will do.
    reach : float
        How far to go to each side, above 0 and up to 10; at 1 the weights are
        changed by as much as they are.
    places : int, default 31
        How many on each side, 5 to 101: so many times so many losses.
    seed : int
        From which the directions are drawn.

    Returns
    -------
    Surface
        Of stored values, with the model in its middle; what takes a surface takes it:
        `nnlib.plot_surface`, `nnlib.descend`, `nnlib.explore.race`. Its minimum is
        the least of its values.

    Raises
    ------
    ValueError
        If the data are no arrays that fit the model, a number is out of range, or a
        loss is not finite.

    Notes
    -----
    It is a cut through a surface of many dimensions. A descent on it takes the part of
    the gradient that lies in the plane; training takes all of it, and goes elsewhere.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy")
    >>> history = model.fit(data.x_train, data.y_train, epochs=60, verbose=0)
    >>> plane = nnlib.training.loss_on_plane(model, data.x_train, data.y_train)
    >>> race = nnlib.explore.race(["sgd", "adam"], surface=plane)
    """
    from nnlib import keras_private
    from nnlib.training.engines.choice import make_line_programs

    places = checked_integer("places", places, 5, 101)
    reach = checked_number("reach", reach, 0, 10)
    if reach == 0:
        raise ValueError("reach: 0 came; give a number above 0, such as 1")
    chance = np.random.default_rng(checked_integer("seed", seed, 0, 2**31 - 1))
    data = checked_data(model, (x, y, sample_weight))
    programs = make_line_programs(model)
    origin = [keras_private.as_numpy(v) for v in model.trainable_variables]
    across, up = (_directions(origin, chance) for _ in range(2))
    positions = np.linspace(-reach, reach, places)
    rows = []
    for height in positions:
        begin = [
            (w + height * way).astype(w.dtype)
            for w, way in zip(origin, up, strict=True)
        ]
        found = programs.along(begin, across, positions.astype("float32"), data)
        rows.append(keras_private.as_numpy(found).astype(float))
    losses = np.stack(rows)
    if not np.isfinite(losses).all():
        raise ValueError(
            f"reach: a loss is not finite within {reach:g}; give a smaller number"
        )
    row, column = np.unravel_index(losses.argmin(), losses.shape)
    return from_values(
        losses,
        ((-reach, reach), (-reach, reach)),
        name="network",
        minima=((positions[column], positions[row]),),
    )


def _directions(origin: list, chance: np.random.Generator) -> list:
    """A random direction, of each variable as long as its values."""
    ways = []
    for weights in origin:
        way = chance.normal(size=weights.shape)
        length = np.linalg.norm(weights) / (np.linalg.norm(way) or 1)
        ways.append((length * way).astype(weights.dtype))
    return ways
