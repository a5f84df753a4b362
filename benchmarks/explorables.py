"""How every explorable behaves while it is dragged: bytes, first reaction, frames.

``python benchmarks/explorables.py [NAME ...]`` takes what the example in the docstring
of each explorable makes, and what `LARGE` adds, and opens it in Chromium (its path in
CHROMIUM) at 1280x720. Real mouse events drag its surface, else its longest slider; what
has neither is clicked here and there. A star marks what misses its limit.

- kB of the output, at most 100.
- usable: milliseconds from the navigation until the frame after the first press is
  painted, the median of some rounds, at most 300.
- frames a second while it is dragged, 60, from the times of requestAnimationFrame; and
  the milliseconds between two frames that 95 of 100 stay below.
- script: milliseconds of JavaScript between two frames in the page's main thread, at
  most 4, from Chromium's trace, with the layout that it asks for: the median, and what
  95 of 100 stay below.
"""

import argparse
import contextlib
import doctest
import io
import json
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SECONDS = 4  # of dragging
ROUNDS = 5  # of opening the page
HEADS = ("kB", "usable", "frames", "95 %", "script", "95 %")
# Beside the examples of the docstrings: as much at once as a lecture could want.
LARGE = {
    "race of all": "nnlib.explore.race(list(nnlib.explore._race.OPTIMIZERS))",
    "race, many starts": "nnlib.explore.race(['sgd'], surface='ravine', many=True)",
    "race, a network": "nnlib.explore.race(['sgd', 'adam'], surface="
    "nnlib.surfaces.from_values(np.random.default_rng(0).uniform(size=(31, 31)), "
    "((-1, 1), (-1, 1))))",
    "network 8-8-8-8-8-8": "nnlib.explore.network((8, 8, 8, 8, 8, 8))",
    "signals, 50 layers": "nnlib.explore.signals(depth=50)",
}
# The box of what is dragged, once it is there, and whether it is clicked instead.
MAIN = """() => {
  const root = document.querySelector("[data-nnlib]")?.shadowRoot;
  const box = (element) => element.getBoundingClientRect();
  const widest = (selector) => [...root?.querySelectorAll(selector) ?? []]
    .filter((element) => element.checkVisibility() && !element.disabled)
    .sort((a, b) => box(b).width - box(a).width)[0];
  const dragged = widest("[role=application]") ??
    widest("input[type=range], [role=slider]");
  const main = dragged ??
    widest("[role=radiogroup], [role=grid], input[type=checkbox]");
  if (!main) return null;
  main.scrollIntoView({ block: "nearest" });
  return { ...box(main).toJSON(), clicked: !dragged };
}"""
# Keeps the time at which the frame after the first press was painted.
PRESSED = """
addEventListener("pointerdown", () => requestAnimationFrame(() => setTimeout(() =>
  globalThis.painted = performance.now())), { once: true, capture: true });
"""
# Frames, marked in the trace as well.
COUNT = """() => {
  const tick = () => {
    performance.mark("frame");
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
CATEGORIES = ["devtools.timeline", "blink.user_timing", "v8.execute"]
SCRIPTS = {
    "EvaluateScript",
    "EventDispatch",
    "FireAnimationFrame",
    "FireIdleCallback",
    "FunctionCall",
    "RunMicrotasks",
    "TimerFire",
}


@dataclass
class Measured:
    """What was measured of an explorable; times in milliseconds."""

    name: str
    size: float
    usable: float
    between: list[float]
    scripts: list[float]
    moved: bool

    def row(self) -> str:
        """Return a line of the table, with a star at what misses its limit."""
        frames = 1000 / statistics.mean(self.between)
        cells = [
            _cell(self.size, 100, "6.1f"),
            _cell(self.usable, 300, "6.0f"),
            _cell(frames, 59, "6.1f", least=True),  # 60, but for the edges of the count
            f"{_high(self.between):6.1f} ",
            _cell(statistics.median(self.scripts), 4, "6.2f"),
            _cell(_high(self.scripts), 4, "6.2f"),
        ]
        told = "" if self.moved else "  nothing moved"
        return f"{self.name:20} {' '.join(cells)}{told}"


def _cell(value: float, limit: float, form: str, *, least: bool = False) -> str:
    missed = value < limit if least else value > limit
    return f"{value:{form}}{'*' if missed else ' '}"


def _high(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def explorables(names: list[str]) -> Iterator[tuple[str, str]]:
    """Give each explorable's name, and the HTML of what its example makes."""
    import keras
    import numpy as np

    import nnlib

    with contextlib.redirect_stdout(io.StringIO()):
        nnlib.setup(seed=0)
    given = {"nnlib": nnlib, "keras": keras, "np": np}
    for name in nnlib.explore.__all__:
        documented = getattr(nnlib.explore, name)
        if isinstance(documented, type) or (names and name not in names):
            continue
        known = dict(given)
        for example in doctest.DocTestParser().get_examples(documented.__doc__):
            exec(compile(example.source, name, "single"), known)
        made = [v for v in known.values() if isinstance(v, nnlib.explore.Explorable)]
        if made:  # a callback is none
            yield name, made[-1]._repr_mimebundle_()["text/html"]
    for name, call in LARGE.items():
        if not names or name in names:
            yield name, eval(call, given)._repr_mimebundle_()["text/html"]


def measure(browser: Browser, name: str, html: str, folder: Path) -> Measured:
    """Open a page of an explorable some times, and drag in the last."""
    file = folder / "explorable.html"
    file.write_text(f'<!doctype html><meta charset="utf-8">\n{html}', "utf-8")
    usable = []
    for _ in range(ROUNDS):
        with browser.new_page(viewport={"width": 1280, "height": 720}) as page:
            box, painted = press(page, file.as_uri())
            usable.append(painted)
            if len(usable) == ROUNDS:
                before = page.screenshot()
                between, scripts = read(drag(browser, page, box))
                moved = page.screenshot() != before
    size = len(html.encode()) / 1000
    return Measured(name, size, statistics.median(usable), between, scripts, moved)


def press(page: Page, address: str) -> tuple[dict[str, float], float]:
    """Open a page and press; return where, and when that was painted."""
    page.add_init_script(PRESSED)
    page.goto(address, wait_until="commit")
    box = page.wait_for_function(MAIN, polling="raf").json_value()
    page.mouse.move(*_at(box, 0))
    page.mouse.down()
    painted = page.wait_for_function("globalThis.painted", polling="raf")
    return box, painted.json_value()


def drag(browser: Browser, page: Page, box: dict[str, float]) -> bytes:
    """Move the pressed pointer through a box; return the trace."""
    page.evaluate(COUNT)
    page.wait_for_timeout(500)
    browser.start_tracing(page=page, categories=CATEGORIES)
    start = time.perf_counter()
    while (now := time.perf_counter() - start) < SECONDS:
        page.mouse.move(*_at(box, now))
        if box["clicked"]:
            page.mouse.up()
            page.mouse.down()
    trace = browser.stop_tracing()
    page.mouse.move(*_at(box, 0.5))
    page.mouse.up()
    return trace


def _at(box: dict[str, float], seconds: float) -> tuple[float, float]:
    """Where the pointer is: to and fro in 2 seconds, up and down a little quicker."""
    x = 0.5 + 0.42 * math.sin(math.pi * seconds)
    y = 0.5 + (0.4 * math.sin(4.4 * seconds) if box["height"] > 60 else 0)
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def read(trace: bytes) -> tuple[list[float], list[float]]:
    """Return the milliseconds between frames, and those of script in each."""
    events = json.loads(trace)["traceEvents"]
    marks = [e for e in events if e.get("name") == "frame"]
    thread = marks[0]["pid"], marks[0]["tid"]
    frames = sorted({mark["ts"] for mark in marks})
    ran = sorted(
        (e["ts"], e["ts"] + e["dur"])
        for e in events
        if e.get("name") in SCRIPTS
        and e["ph"] == "X"
        and (e["pid"], e["tid"]) == thread
    )
    outer = []
    for start, end in ran:
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    scripts = [
        sum(end - start for start, end in outer if one <= start < other) / 1000
        for one, other in pairwise(frames)
    ]
    return [(other - one) / 1000 for one, other in pairwise(frames)], scripts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", metavar="NAME", nargs="*", help="default: all")
    names = parser.parse_args().names
    print(f"{'':20} {''.join(f'{head:>6}  ' for head in HEADS)}")
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        for name, html in explorables(names):
            print(measure(browser, name, html, Path(folder)).row(), flush=True)
        browser.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ |= {"NNLIB_DATA": "offline", "NNLIB_LIVE": "0", "MPLBACKEND": "agg"}
    os.environ.setdefault("KERAS_BACKEND", "jax")
    main()
