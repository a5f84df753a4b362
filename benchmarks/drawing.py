"""Drawing networks: seconds to draw and save, beside an empty figure, in one run."""

import io
import statistics
import time
from collections.abc import Callable

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

import nnlib

ROUNDS = 15


def draw_and_save(draw: Callable) -> float:
    start = time.perf_counter()
    figure = plt.figure()
    draw(figure.add_subplot())
    figure.savefig(io.BytesIO(), format="png")
    seconds = time.perf_counter() - start
    plt.close(figure)
    return seconds


CASES = {
    "an empty figure": lambda ax: ax,
    "5-12-12-12-12-12-12-5": lambda ax: nnlib.draw_network(
        [5, 12, 12, 12, 12, 12, 12, 5], ax=ax
    ),
    "130-131, 17,030 edges": lambda ax: nnlib.draw_network(
        [130, 131], max_nodes=131, ax=ax
    ),
    "784-512-512-10, ellipses": lambda ax: nnlib.draw_network(
        [784, 512, 512, 10], counts=True, ax=ax
    ),
}


def main() -> None:
    nnlib.style.apply()
    for draw in CASES.values():
        draw_and_save(draw)  # fonts and caches
    seconds = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, draw in CASES.items():
            seconds[name].append(draw_and_save(draw))
    empty = statistics.median(seconds["an empty figure"])
    print(f"median of {ROUNDS} rounds (least to greatest), and against an empty figure")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(
            f"{name:26} {median:.3f} s ({min(times):.3f} to {max(times):.3f})"
            f"  {median / empty:.2f} x"
        )


if __name__ == "__main__":
    main()
