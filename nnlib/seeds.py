"""One seed for all random numbers: Python's, NumPy's and Keras'."""

import contextlib
import random
import sys
from collections.abc import Generator

import numpy as np

from nnlib import keras_private


def seed_everything(seed: int) -> None:
    """Do what keras.utils.set_random_seed does, on JAX without loading TensorFlow."""
    import keras

    if keras.backend.backend() != "jax" or sys.modules.get("tensorflow"):
        keras.utils.set_random_seed(seed)
        return
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - the state that scikit-learn draws from
    keras_private.set_seed(seed)


@contextlib.contextmanager
def undisturbed() -> Generator[None]:
    """Give Python's and NumPy's random numbers back as they were."""
    before = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002


class Randoms:
    """Random numbers at the moment when this is made, to be gone on with later.

    Parameters
    ----------
    seed : int
        That of `seed_everything`, from which they came there.
    """

    def __init__(self, seed: int):
        self._seed, self._pythons = seed, random.getstate()
        self._numpys = np.random.get_state()  # noqa: NPY002
        self._generator = keras_private.generator()

    def resume(self) -> None:
        """Go on from that moment with Python's, NumPy's and Keras' numbers."""
        seed_everything(self._seed)
        random.setstate(self._pythons)
        np.random.set_state(self._numpys)  # noqa: NPY002
        keras_private.set_generator(self._generator)

    def numpys(self) -> np.random.RandomState:
        """Make a generator that draws what NumPy's own would draw from there on."""
        copy = np.random.RandomState()
        copy.set_state(self._numpys)
        return copy
