"""What Keras makes of weights once a training ends: with `use_ema`, their average."""

import keras
import numpy as np


def follow(optimizer, surface, start, steps: int) -> np.ndarray:
    """Return the points of a path, each as if the training ended there."""
    weights = keras.Variable(np.array(start, dtype="float32"))
    optimizer.build([weights])
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        slopes = np.stack(surface.df(*np.array(weights.value, dtype=float)))
        optimizer.apply([keras.ops.convert_to_tensor(slopes, "float32")], [weights])
        going_on = np.array(weights.value)
        optimizer.finalize_variable_values([weights])
        points.append(np.array(weights.value, dtype=float))
        weights.assign(going_on)
    return np.stack(points)
