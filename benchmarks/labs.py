"""How soon the labs answer: from a slider's new value to the new picture.

Run it as ``python benchmarks/labs.py``. Measured in the kernel, without the way to the
page; beside it what the same figure takes when all of it is drawn again.
"""

import io
import statistics
import time

import numpy as np


def milliseconds(call, *args, **options) -> float:
    start = time.perf_counter()
    call(*args, **options)
    return 1000 * (time.perf_counter() - start)


def told(times: list[float]) -> str:
    low, high = min(times), max(times)
    return f"{statistics.median(times):7.2f} ms ({low:.2f} to {high:.2f})"


def main() -> None:
    import nnlib

    nnlib.setup(seed=0)
    import keras
    from sklearn.datasets import load_wine

    wine = load_wine()
    x = wine.data[:, :4]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = np.eye(3)[wine.target]
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, activation="sigmoid"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy")

    start = time.perf_counter()
    lab = nnlib.labs.updates(model, x, y)
    print(f"updates, a hundred of them      {time.perf_counter() - start:7.2f} s")
    last = lab.choices()["update"][-1]
    first = [milliseconds(lab.set, update=k) for k in range(1, last + 1)]
    again = [milliseconds(lab.set, update=k) for k in range(last)]
    whole = [
        milliseconds(lab.figure.savefig, io.BytesIO(), format="png") for _ in range(20)
    ]
    print(f"an update, the first time       {told(first)}")
    print(f"an update, from then on         {told(again)}")
    print(f"the whole figure drawn again    {told(whole)}")

    start = time.perf_counter()
    lab = nnlib.labs.boundary()
    print(f"boundary, two trainings         {time.perf_counter() - start:7.2f} s")
    first = [milliseconds(lab.set, layers=k) for k in (2, 3, 4)]
    again = [milliseconds(lab.set, layers=k) for k in (3, 2, 1)]
    print(f"another number of layers        {told(first)}")
    print(f"from then on                    {told(again)}")


if __name__ == "__main__":
    main()
