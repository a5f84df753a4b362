"""What an engine must do to train a model, many batches a program."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np


class Engine(Protocol):
    """Trains and evaluates one model, which is built and compiled.

    Between `load` and `store` the model's variables need not hold the state of the
    training: who looks at the model or changes it calls `store` before and `load`
    afterwards. Whatever an engine does, the numbers are those of Keras' own `fit`.

    Attributes
    ----------
    model : keras.Model
    """

    model: Any

    def load(self) -> None:
        """Take the state from the model's variables."""

    def store(self) -> None:
        """Write the state into the model's variables."""

    def snapshot(self) -> Any:
        """Return the state, for `restore`."""

    def restore(self, snapshot: Any) -> None:
        """Go back to an earlier state."""

    def reset_metrics(self) -> None:
        """Begin the means of the metrics anew."""

    def put(self, arrays: Any) -> Any:
        """Bring a structure of NumPy arrays to where `train` and `evaluate` want it."""

    def train(
        self, data: Any, order: np.ndarray, controls: Mapping, start: int, stop: int
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Train on the batches from `start` to `stop`.

        Parameters
        ----------
        data : structure of arrays, from `put`
            (x, y, sample_weight), with None for what is missing.
        order : ndarray of int32, shape (steps, batch_size)
            The examples of each batch.
        controls : dict of str to ndarray of float32, shape (steps,)
            What a schedule sets at each step: ``learning_rate``, ``momentum``.
        start, stop : int

        Returns
        -------
        losses : ndarray of float32, shape (steps,)
            Behind each batch trained on, the mean loss since the metrics were reset.
        logs : dict of str to float
            The metrics' results.
        """

    def evaluate(self, data: Any, batch_size: int) -> dict[str, Any]:
        """Evaluate on all examples in their order, as `keras.Model.evaluate`."""
