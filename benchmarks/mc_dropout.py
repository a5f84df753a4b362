"""How fast MC dropout is: a hundred passes by `mc_dropout` and by loops over Keras.

Run it as ``python benchmarks/mc_dropout.py``. Every backend runs in a process of its
own; what is told is the best of five calls after the first. The network is
784-300-100-10 with 1,000 examples, with dropout of its hidden layers alone, and of its
inputs, too: then four of five random numbers are for inputs.
"""

import json
import os
import subprocess
import sys
import time

PASSES, EXAMPLES = 100, 1000
WAYS = ("mc_dropout", "model(x, training=True)", "predict")


def build(*, of_inputs: bool):
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((784,)),
            *[layers.Dropout(0.2)] * of_inputs,
            layers.Dense(300, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(100, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def call_of(way: str, model, x):
    """A function that takes all passes, as one would write it."""
    import numpy as np

    import nnlib

    if way == "mc_dropout":
        return lambda: nnlib.mc_dropout(model, x, PASSES)
    if way == "predict":  # without dropout: the least that a loop would take
        return lambda: [model.predict(x, verbose=0) for _ in range(PASSES)]
    return lambda: np.stack([model(x, training=True) for _ in range(PASSES)])


def measure() -> dict:
    """Seconds of the first call, and of the best of five others."""
    import numpy as np

    x = np.random.default_rng(0).random((EXAMPLES, 784), dtype="float32")
    found = {}
    for of_inputs in (False, True):
        model = build(of_inputs=of_inputs)
        for way in WAYS:
            call, took = call_of(way, model, x), []
            for _ in range(6):
                start = time.perf_counter()
                call()
                took.append(time.perf_counter() - start)
            found[f"{way}{', of inputs, too' * of_inputs}"] = took[0], min(took[1:])
    return found


def main() -> None:
    if os.environ.get("MEASURE"):
        print(json.dumps(measure()))
        return
    for backend in ("jax", "tensorflow"):
        settings = {"KERAS_BACKEND": backend, "MEASURE": "1"}
        done = subprocess.run(
            [sys.executable, __file__],
            env=os.environ | settings | {"TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            text=True,
            check=True,
        )
        for way, (first, best) in json.loads(done.stdout.splitlines()[-1]).items():
            print(f"{backend:11} {way:42} first {first:6.2f} s, then {best:6.2f} s")


if __name__ == "__main__":
    main()
