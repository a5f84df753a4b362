"""How fast an epoch is: Keras' `fit` and the trainer, on TensorFlow and on JAX.

Every way runs in a process of its own, one after the other, in one run; what is told is
the median of the second epoch on. A backend that is not installed is left out. Run it
as ``python benchmarks/training.py``, with the names of nets for some of them;
``--repeats 3`` runs everything three times and tells the spread.
"""

import argparse
import importlib.util
import itertools
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

NETS = {  # layers, batch size, optimizer, examples, epochs
    "784-128-10": ((784, 128, 10), 32, "adam", 60_000, 4),
    "784-512-512-10": ((784, 512, 512, 10), 32, "rmsprop", 60_000, 4),
    "784-512-512-10, batch 512": ((784, 512, 512, 10), 512, "rmsprop", 60_000, 5),
    "2-16-16-1": ((2, 16, 16, 1), 32, "adam", 2_000, 60),
    "convolutions 16-32-64": ((784, 16, 32, 64, 10), 32, "adam", 2_048, 4),
}
_CONVOLUTIONAL = {"convolutions 16-32-64"}  # 3 x 3, each on half the side
WAYS = {  # backend, whether the trainer trains, what is compiled otherwise
    "TensorFlow fit": ("tensorflow", False, {}),
    "TensorFlow fit, XLA, 100 steps": (
        "tensorflow",
        False,
        {"jit_compile": True, "steps_per_execution": 100},
    ),
    "TensorFlow trainer": ("tensorflow", True, {}),
    "JAX fit": ("jax", False, {}),
    "JAX trainer": ("jax", True, {}),
}


def build(sizes, optimizer, convolutional=False, **options):
    import keras

    *hidden, last = sizes[1:]
    model = keras.Sequential([keras.Input(sizes[:1])])
    if convolutional:
        side = math.isqrt(sizes[0])
        model.add(keras.layers.Reshape((side, side, 1)))
        for filters in hidden:
            model.add(keras.layers.Conv2D(filters, 3, 2, "same", activation="relu"))
        model.add(keras.layers.GlobalAveragePooling2D())
    else:
        for units in hidden:
            model.add(keras.layers.Dense(units, activation="relu"))
    binary = last == 1
    model.add(keras.layers.Dense(last, activation="sigmoid" if binary else "softmax"))
    loss = "binary_crossentropy" if binary else "sparse_categorical_crossentropy"
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"], **options)
    return model


def products(sizes, convolutional: bool) -> int:
    """How many products an example takes on its way through the network."""
    if not convolutional:
        return sum(a * b for a, b in itertools.pairwise(sizes))
    side, total = math.isqrt(sizes[0]), sizes[-2] * sizes[-1]
    for channels, filters in itertools.pairwise((1, *sizes[1:-1])):
        side = math.ceil(side / 2)
        total += side**2 * 9 * channels * filters
    return total


def data(sizes, n):
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.random((n, sizes[0]), dtype="float32")
    return x, rng.integers(0, max(sizes[-1], 2), n)


def measure(net: str, way: str) -> dict:
    """Train in this process; returns seconds an epoch and the peak memory."""
    sizes, batch_size, optimizer, n, epochs = NETS[net]
    _, trainer, options = WAYS[way]
    model = build(sizes, optimizer, net in _CONVOLUTIONAL, **options)
    seconds = seconds_of_epochs(model, trainer, data(sizes, n), batch_size, epochs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": seconds[0], "epoch": statistics.median(seconds[1:]), "MB": peak}


def seconds_of_epochs(
    model, trainer: bool, examples, batch_size, epochs
) -> list[float]:
    """Train with the trainer or Keras' `fit`; returns the seconds of each epoch."""
    import keras

    import nnlib

    class Clock(keras.callbacks.Callback):
        async_safe = True

        def on_epoch_end(self, epoch, logs=None):
            ends.append(time.perf_counter())

    fit = nnlib.Trainer(model).fit if trainer else model.fit
    ends = [time.perf_counter()]
    fit(*examples, batch_size, epochs=epochs, verbose=0, callbacks=[Clock()])
    return [b - a for a, b in itertools.pairwise(ends)]


def seeds(sizes, n, count: int) -> dict:
    """Seconds of a comparison of one seed and of several, and of each epoch in it."""
    import nnlib

    x, y = data(sizes, n)

    def seconds(number, epochs):
        models = {"": lambda: build(sizes, "adam")}
        options = {"seeds": number, "epochs": epochs, "verbose": 0}
        return nnlib.compare(models, x, y, **options).seconds[""]

    seconds(1, 1)  # imports
    took = {}
    for number in (1, count):
        short, long = seconds(number, 100), seconds(number, 1100)
        took[str(number)] = {"fit": short, "epoch": (long - short) / 1000}
    return took


def at_once() -> dict:
    """Seconds of eight networks in a comparison, one at a time and as it trains them.

    They differ in their width, so that each has a program of its own.
    """
    import nnlib
    from nnlib.training.engines import choice

    x, y = data((784, 10), 2048)
    models = {str(n): partial(build, (784, n, 100, 10), "sgd") for n in range(200, 208)}

    def seconds(count):
        choice._AT_ONCE = count
        started = time.perf_counter()
        nnlib.compare(models, x, y, seeds=3, epochs=10, verbose=0)
        return time.perf_counter() - started

    several = choice._AT_ONCE
    return {"cold": seconds(several), "one": seconds(1), "several": seconds(several)}


def in_turn() -> dict:
    """Seconds an epoch of five networks, all at once and one after the other."""
    import nnlib
    from nnlib.training.engines import choice

    def seconds(sizes, optimizer, numbers):
        choice._AT_HAND = numbers
        x, y = data(sizes, 2048)

        def fit(epochs):
            models = {"": lambda: build(sizes, optimizer)}
            return nnlib.compare(models, x, y, epochs=epochs, verbose=0).seconds[""]

        fit(1)  # compiles
        short, long = fit(1), fit(31)
        return (long - short) / 30

    return {
        f"{'-'.join(map(str, sizes))}, {optimizer}": [
            seconds(sizes, optimizer, numbers) for numbers in (math.inf, 0)
        ]
        for sizes in [(784, 100, 10), (784, 300, 100, 10)]
        for optimizer in ("sgd", "nadam")
    }


def matrix_rate() -> float:
    """Floating-point operations a second in NumPy's single-precision product."""
    import numpy as np

    a = np.ones((2048, 2048), "float32")
    a @ a
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * 2048**3 / best


def in_own_process(backend: str, *arguments: str, **environment: str) -> dict:
    settings = {"KERAS_BACKEND": backend, **environment}
    return answer_of([__file__, *arguments], settings)


def answer_of(arguments: list[str], settings: dict[str, str], folder=None) -> dict:
    """Run a Python of its own; returns the JSON in its last line."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments[-3:])}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def told(values: list[float], digits: str = ".3g") -> str:
    middle = f"{statistics.median(values):{digits}}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):{digits}}-{max(values):{digits}})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("nets", nargs="*", metavar="NET", help=", ".join(NETS))
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    unknown = set(options.nets) - set(NETS)
    if unknown:
        parser.error(f"there is no net {', '.join(unknown)}; known: {', '.join(NETS)}")
    ways = {
        way: backend
        for way, (backend, *_) in WAYS.items()
        if importlib.util.find_spec(backend)
    }
    limit = matrix_rate()
    print(f"{os.cpu_count()} cores, matrix products at {limit / 1e9:.0f} GFLOP/s")
    for net in options.nets or NETS:
        sizes, batch_size, optimizer, n, _ = NETS[net]
        print(f"\n{net}, batch {batch_size}, {optimizer}, {n:,} examples")
        print(f"{'':32}{'epoch, s':24}{'first, s':20}{'peak, MB':20}of the limit")
        found: dict[str, list] = {way: [] for way in ways}
        for _ in range(options.repeats):
            for way, backend in ways.items():
                found[way].append(in_own_process(backend, "--one", net, way))
        work = 6 * products(sizes, net in _CONVOLUTIONAL) * n
        for way, runs in found.items():
            epoch, first, peak = (
                [r[k] for r in runs] for k in ("epoch", "first", "MB")
            )
            share = work / statistics.median(epoch) / limit
            print(
                f"{way:32}{told(epoch):24}{told(first):20}{told(peak, '.0f'):20}"
                f"{share:.0%}"
            )
        trainers = [way for way in ways if way.endswith("trainer")]
        fits = [way for way in ways if way.endswith("fit")]
        for way, fit in itertools.product(trainers, fits):
            ratios = [
                a["epoch"] / b["epoch"]
                for a, b in zip(found[fit], found[way], strict=True)
            ]
            print(f"{way}: {told(ratios)} times as fast as {fit}")
    if not options.nets and "JAX trainer" in ways:
        with tempfile.TemporaryDirectory() as cache:
            settings = {
                "JAX_COMPILATION_CACHE_DIR": cache,
                "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            }
            for net in NETS:
                one = ("--one", net, "JAX trainer")
                in_own_process("jax", *one, **settings)
                warm = in_own_process("jax", *one, **settings)["first"]
                print(f"{net}: first epoch {warm:.2g} s with a warm compilation cache")
            warm = in_own_process("jax", "--at-once", **settings)
            turns = in_own_process("jax", "--in-turn", **settings)
        one, eight = in_own_process("jax", "--seeds").values()
        print(
            f"8 seeds of 2-16-16-1: {eight['epoch'] / one['epoch']:.2g} times one an "
            f"epoch, {eight['fit'] / one['fit']:.2g} times with compiling, 100 epochs"
        )
        for net, (together, apart) in turns.items():
            print(
                f"5 seeds of {net}: an epoch of 2,048 examples {together:.2g} s all at "
                f"once, {apart:.2g} s in turn"
            )
        print(
            f"8 networks, 3 seeds, 10 epochs of 2,048 examples, compiled before: one "
            f"at a time {warm['one']:.3g} s, several at once {warm['several']:.3g} s"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(*sys.argv[2:])))
    elif sys.argv[1:] == ["--seeds"]:
        print(json.dumps(seeds((2, 16, 16, 1), 2_000, 8)))
    elif sys.argv[1:] == ["--at-once"]:
        print(json.dumps(at_once()))
    elif sys.argv[1:] == ["--in-turn"]:
        print(json.dumps(in_turn()))
    else:
        main()
