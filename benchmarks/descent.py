"""How fast a path is: `descend` and eager TensorFlow, the race and a plain slider.

Run it as ``python benchmarks/descent.py``; the race needs Chromium, or its path in
CHROMIUM. All is measured in one run: eleven optimizers, 100 steps each on Beale's
surface; of the race all its optimizers, 500 steps.
"""

import functools
import io
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = 100
EAGER = """
import json, time
import tensorflow as tf, keras
from descent import STEPS, optimizers
from nnlib import surfaces

def way(optimizer):
    w = tf.Variable((0.8, 1.6))
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = surfaces.beale(w[0], w[1])
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return w.numpy().tolist()

took = []
for _ in range(3):
    start = time.perf_counter()
    ends = [way(optimizer) for optimizer in optimizers().values()]
    took.append(time.perf_counter() - start)
print(json.dumps({"took": took, "ends": ends}))
"""


def optimizers() -> dict:
    from keras import optimizers as o

    return {
        "SGD": o.SGD(0.01),
        "momentum": o.SGD(0.002, momentum=0.9),
        "Nesterov": o.SGD(0.002, momentum=0.9, nesterov=True),
        "Adagrad": o.Adagrad(0.5),
        "RMSprop": o.RMSprop(0.05),
        "Adadelta": o.Adadelta(5.0),
        "Adam": o.Adam(0.2),
        "Adamax": o.Adamax(0.2),
        "Nadam": o.Nadam(0.2),
        "AdamW": o.AdamW(0.2),
        "Lion": o.Lion(0.02),
    }


def paths() -> dict:
    import nnlib

    found = {}
    for name, optimizer in optimizers().items():
        found[name] = nnlib.descend(optimizer, "beale", (0.8, 1.6), STEPS)
    return found


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def frames(rounds: int = 10) -> float:
    """Frames a second of a slider that draws all paths in matplotlib anew."""
    import ipywidgets
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    from IPython.utils.capture import capture_output

    import nnlib

    found = paths()

    def draw(step):
        cut = {
            k: (path.points[: step + 1], path.losses[: step + 1])
            for k, path in found.items()
        }
        figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
        nnlib.plot_surface("beale", ax=left)
        for points, losses in cut.values():
            left.plot(*points.T)
            right.plot(losses)
        right.set_yscale("log")
        figure.savefig(io.BytesIO(), format="png")
        plt.close(figure)

    with capture_output():
        slider = ipywidgets.interactive(draw, step=(0, STEPS))
        slider.update()
        took = []
        for step in range(1, rounds + 1):
            move = functools.partial(setattr, slider.children[0], "value", step)
            took.append(seconds(move))
    return 1 / statistics.median(took)


TIMED = """() => {
  window.took = [];
  const plain = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => plain((now) => {
    const start = performance.now();
    draw(now);
    window.took.push([start, performance.now() - start]);
  });
}"""
LOADED = """() => new Promise((done) => {
  const look = () => document.querySelector("[data-nnlib]")?.shadowRoot
    ?.querySelector("button") ? done(performance.now()) : setTimeout(look, 1);
  look();
})"""


def race_in_chromium() -> dict:
    """Milliseconds of a frame's script, frames a second, and until it can be used."""
    from playwright.sync_api import sync_playwright

    import nnlib
    from nnlib.explore._race import OPTIMIZERS

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "race.html"
        nnlib.explore.race(list(OPTIMIZERS), steps=500).save(path)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.add_init_script(f"({TIMED})()")
        page.goto(path.as_uri())
        loaded = page.evaluate(LOADED)
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(8000)
        took = page.evaluate("window.took")
        browser.close()
    starts, scripts = zip(*took, strict=True)
    drawn = [b - a for a, b in itertools.pairwise(starts)]
    return {
        "KB": path_size(nnlib.explore.race()),
        "loaded": loaded,
        "script": statistics.median(scripts),
        "slow": sorted(scripts)[int(0.95 * len(scripts))],
        "frames": 1000 / statistics.median(drawn),
    }


def path_size(explorable) -> float:
    """Kilobytes of an explorable's output."""
    return len(explorable._repr_mimebundle_()["text/html"].encode()) / 1000


def main() -> None:
    started = subprocess.run(
        [sys.executable, "-c", EAGER],
        env=os.environ
        | {
            "KERAS_BACKEND": "tensorflow",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if started.returncode:
        sys.exit(started.stderr)
    eager = json.loads(started.stdout.splitlines()[-1])
    import keras  # noqa: F401 - what every lecture has imported by then

    first = seconds(paths)
    later = [seconds(paths) for _ in range(9)]
    found = paths()
    apart = max(
        abs(a - b)
        for path, end in zip(found.values(), eager["ends"], strict=True)
        for a, b in zip(path.points[-1], end, strict=True)
    )
    best = statistics.median(later)
    print(f"{len(found)} optimizers, {STEPS} steps on Beale's surface")
    print(f"descend, the first time    {first:8.3f} s")
    print(
        f"descend, from then on      {best:8.4f} s "
        f"({min(later):.4f} to {max(later):.4f})"
    )
    slow = eager["took"]
    print(f"TensorFlow, eager, first   {slow[0]:8.3f} s")
    print(f"TensorFlow, eager, later   {min(slow[1:]):8.3f} s")
    print(f"that is {min(slow[1:]) / best:.0f} times; ends differ by {apart:.1g}")
    race = race_in_chromium()
    print(
        f"the race: {race['frames']:.0f} frames a second, script a frame "
        f"{race['script']:.2f} ms (95 %: {race['slow']:.2f}), usable after "
        f"{race['loaded']:.0f} ms, {race['KB']:.0f} kB"
    )
    print(f"a slider of ipywidgets with matplotlib: {frames():.1f} frames a second")


ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("KERAS_BACKEND", "jax")
    main()
