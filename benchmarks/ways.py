"""What `speed.py` measures: subjects, sizes, our way and what one would do instead."""

import functools
import io
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import training

LECTURES = Path(__file__).parents[1] / "notebooks"
LECTURE = str(LECTURES / "02_backpropagation.ipynb")
RUN = ("-m", "nnlib", "run", "--force", "--output", "run", LECTURE)
EXECUTE = (*"-m nbconvert --execute --to slides --output-dir slides".split(), LECTURE)
EXAMPLES = 7_680
STEPS = 100


@dataclass(frozen=True)
class Way:
    """A function from the sizes to seconds, and the backend that it needs."""

    seconds: Callable[[Iterable[int]], dict[int, float]]
    backend: str = "jax"


@dataclass(frozen=True)
class Subject:
    """What is timed, what its sizes count, and the ways, ours first."""

    counts: str
    sizes: tuple[int, ...]
    ways: dict[str, Way]
    work: Callable[[int], float] | None = None  # operations, of what trains
    devices: tuple[str, ...] = ("cpu",)


def each(measure: Callable[[int], Callable[[], object]], rounds: int = 3) -> Callable:
    """Return what prepares and times every size: the median of some rounds, warmed."""

    def seconds(sizes: Iterable[int]) -> dict[int, float]:
        found = {}
        for size in sizes:
            do = measure(size)
            do()
            found[size] = statistics.median(clocked(do) for _ in range(rounds))
        return found

    return seconds


def clocked(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def epoch(batch_size: int, precision: str, *, trainer: bool) -> Callable:
    """Seconds of an epoch of a dense network, from the second one on."""

    def seconds(sizes):
        import keras

        keras.config.set_dtype_policy(precision)
        examples, found = training.data((784, 10), EXAMPLES), {}
        for units in sizes:
            model = training.build((784, units, units, 10), "rmsprop")
            took = training.seconds_of_epochs(model, trainer, examples, batch_size, 4)
            found[units] = statistics.median(took[1:])
        return found

    return seconds


def operations(examples: int, layers: tuple[int, ...]) -> int:
    """Of an epoch: three products for each matrix, but none for the slope of x."""
    sizes = [a * b for a, b in itertools.pairwise(layers)]
    return 2 * examples * (3 * sum(sizes) - sizes[0])


def of_training(
    batch_size: int,
    precision: str = "float32",
    devices: tuple[str, ...] = ("cpu", "gpu"),
) -> Subject:
    ours, theirs = (epoch(batch_size, precision, trainer=t) for t in (True, False))
    return Subject(
        "nodes in each of two hidden layers",
        (32, 128, 512),
        {
            "Trainer on JAX": Way(ours),
            "Trainer on TensorFlow": Way(ours, "tensorflow"),
            "fit on JAX": Way(theirs),
            "fit on TensorFlow": Way(theirs, "tensorflow"),
        },
        work=lambda n: operations(EXAMPLES, (784, n, n, 10)),
        devices=devices,
    )


def members(count: int) -> Callable[[], object]:
    import nnlib

    x, y = training.data((2, 1), 2_000)
    models = {"": lambda: training.build((2, 16, 16, 1), "adam")}
    return lambda: nnlib.compare(models, x, y, seeds=count, epochs=20, verbose=0)


def one_by_one(count: int) -> Callable[[], object]:
    x, y = training.data((2, 1), 2_000)

    def train():
        for _ in range(count):
            training.build((2, 16, 16, 1), "adam").fit(x, y, epochs=20, verbose=0)

    return train


def beside_each_other(steps: int) -> Callable[[], object]:
    from keras import optimizers

    import nnlib

    def paths():
        for optimizer in (
            optimizers.SGD(0.002, momentum=0.9),
            optimizers.RMSprop(0.05),
            optimizers.Adam(0.2),
        ):
            nnlib.descend(optimizer, "beale", (0.8, 1.6), steps)

    return paths


def eagerly(steps: int) -> Callable[[], object]:
    """What a notebook does by hand: a tape, a gradient, a step of the optimizer."""
    import tensorflow as tf
    from keras import optimizers

    from nnlib import surfaces

    def paths():
        for optimizer in (
            optimizers.SGD(0.002, momentum=0.9),
            optimizers.RMSprop(0.05),
            optimizers.Adam(0.2),
        ):
            w = tf.Variable((0.8, 1.6))
            for _ in range(steps):
                with tf.GradientTape() as tape:
                    loss = surfaces.beale(w[0], w[1])
                optimizer.apply_gradients([(tape.gradient(loss, w), w)])

    return paths


def drawn(nodes: int) -> Callable[[], object]:
    import nnlib

    return lambda: saved(
        lambda ax: nnlib.draw_network([nodes, nodes], max_nodes=nodes, ax=ax)
    )


def by_hand(nodes: int) -> Callable[[], object]:
    """A circle for each node and a line for each edge."""

    def draw(ax):
        from matplotlib.patches import Circle

        heights = [k / nodes for k in range(nodes)]
        for start, end in itertools.product(heights, heights):
            ax.plot([0, 1], [start, end], color="gray", lw=0.5)
        for x, y in itertools.product((0, 1), heights):
            ax.add_patch(Circle((x, y), 0.4 / nodes, zorder=3))

    return lambda: saved(draw)


def saved(draw: Callable) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure = plt.figure()
    draw(figure.add_subplot())
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)


def frames_of_race(sizes: Iterable[int]) -> dict[int, float]:
    """Seconds of script that a frame of the race takes in Chromium, while it plays."""
    from explorables import CATEGORIES, COUNT, read
    from playwright.sync_api import sync_playwright

    import nnlib

    names, found = list(nnlib.explore._race.OPTIMIZERS), {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        for count in sizes:
            path = Path(folder) / "race.html"
            nnlib.explore.race(names[:count], steps=500).save(path)
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(path.as_uri())
            page.get_by_role("button", name="Play").click()
            page.evaluate(COUNT)
            browser.start_tracing(page=page, categories=CATEGORIES)
            page.wait_for_timeout(3000)
            _, scripts = read(browser.stop_tracing())
            found[count] = statistics.median(scripts) / 1000
            page.close()
        browser.close()
    return found


def slider(count: int) -> Callable[[], object]:
    """A slider of ipywidgets that draws the paths in matplotlib anew."""
    import ipywidgets
    from IPython.utils.capture import capture_output
    from keras import optimizers

    import nnlib

    paths = [
        nnlib.descend(optimizers.SGD(0.002 * (1 + k)), "beale", (0.8, 1.6), STEPS)
        for k in range(count)
    ]

    def draw(step):
        def both(ax):
            nnlib.plot_surface("beale", ax=ax)
            for path in paths:
                ax.plot(*path.points[: step + 1].T)

        saved(both)

    with capture_output():
        made = ipywidgets.interactive(draw, step=(0, STEPS))
        made.update()
    steps = itertools.cycle(range(1, STEPS))
    return lambda: setattr(made.children[0], "value", next(steps))


def deck(cells: int) -> Callable[[], object]:
    from nnlib import decks

    return lambda: decks.write(part_of_a_lecture(cells), "deck.html")


def exported(cells: int) -> Callable[[], object]:
    """Jupyter's slides, which take their library and their formulas from the net."""
    from nbconvert import SlidesExporter

    def export():
        page, _ = SlidesExporter().from_filename(part_of_a_lecture(cells))
        Path("deck.html").write_text(page, "utf-8")

    return export


@functools.cache
def part_of_a_lecture(cells: int) -> str:
    """The file of the first cells of lecture 1, as it is stored."""
    import nbformat

    lecture = nbformat.read(LECTURES / "01_networks.ipynb", 4)
    lecture.cells = lecture.cells[:cells]
    nbformat.write(lecture, f"{cells}.ipynb")
    return f"{cells}.ipynb"


def process(*arguments: str) -> Callable:
    """Seconds of a Python of its own."""

    def seconds(sizes: Iterable[int]) -> dict[int, float]:
        command = [sys.executable, *arguments]
        run = functools.partial(
            subprocess.run, command, check=True, capture_output=True
        )
        return {size: clocked(run) for size in sizes}

    return seconds


SUBJECTS = {
    "An epoch of 7,680 examples in batches of 32": of_training(32),
    "An epoch of 7,680 examples in batches of 512": of_training(512),
    "An epoch in batches of 512, mixed precision": of_training(
        512, "mixed_float16", devices=("gpu",)
    ),
    "Seeds of 2-16-16-1, 20 epochs of 2,000 points": Subject(
        "seeds",
        (1, 4, 16),
        {"compare": Way(each(members, 1)), "fit, one by one": Way(each(one_by_one, 1))},
        work=lambda n: n * 20 * operations(2_000, (2, 16, 16, 1)),
        devices=("cpu", "gpu"),
    ),
    "Paths of three optimizers on Beale's surface": Subject(
        "steps",
        (30, 100, 300),
        {
            "descend": Way(each(beside_each_other)),
            "a tape in a loop": Way(each(eagerly, 1), "tensorflow"),
        },
    ),
    "A drawing of a network, saved": Subject(
        "nodes in each of two layers",
        (5, 10, 20, 40),
        {"draw_network": Way(each(drawn)), "circles and lines": Way(each(by_hand))},
    ),
    "A frame of moving paths": Subject(
        "paths",
        (1, 4, 11),
        {
            "explore.race": Way(frames_of_race),
            "ipywidgets and matplotlib": Way(each(slider)),
        },
    ),
    "A deck": Subject(
        "cells of the lecture",
        (25, 50, 100),
        {"nnlib deck": Way(each(deck)), "nbconvert --to slides": Way(each(exported))},
    ),
    "An import": Subject(
        "",
        (1,),
        {
            "nnlib": Way(process("-c", "import nnlib")),
            "keras": Way(process("-c", "import keras")),
        },
    ),
    "Lecture 2, run, its slides written": Subject(
        "",
        (1,),
        {
            "nnlib run": Way(process(*RUN)),
            "nbconvert --execute --to slides": Way(process(*EXECUTE)),
        },
    ),
}
