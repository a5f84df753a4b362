"""Memory: what is free goes back to the system, once a program was compiled."""

import ctypes
import sys

import keras
import numpy as np
import psutil
import pytest

import nnlib
from nnlib.training import memory

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X[:, 0] > 0).astype("float32")


def classifier():
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
    made.compile("sgd", "binary_crossentropy")
    return made


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep nothing")
def test_what_the_c_library_keeps_is_given_back():
    library, size = ctypes.CDLL(None), 64_000  # from 128 kB nothing is kept
    library.malloc.restype = ctypes.c_void_p
    library.free.argtypes = [ctypes.c_void_p]
    parts = [library.malloc(size) for _ in range(3000)]
    for part in parts:
        ctypes.memset(part, 1, size)
    for part in parts[:-1]:  # the last one stays above them
        library.free(part)
    resident = psutil.Process().memory_info().rss
    memory.give_back()
    given = resident - psutil.Process().memory_info().rss
    library.free(parts[-1])
    assert given > 0.9 * size * len(parts)


def test_a_fit_that_compiled_and_a_comparison_give_back(monkeypatch):
    calls = []
    monkeypatch.setattr(memory, "give_back", lambda: calls.append(1))
    trainer = nnlib.Trainer(classifier())
    trainer.fit(X, Y, verbose=0)
    assert len(calls) == 1
    trainer.fit(X, Y, verbose=0)
    assert len(calls) == 1  # nothing was compiled
    nnlib.compare({"a": classifier}, X, Y, seeds=2, epochs=1, verbose=0)
    assert len(calls) == 2
