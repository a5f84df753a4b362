"""Our ways beside what one would do instead, in one run: seconds, ratios, growth.

``python benchmarks/speed.py`` writes SPEED.md and speed.svg beside it. The ways of a
subject run in turn, each in a process of its own, ``--repeats`` times; the browser's
needs Chromium, or its path in CHROMIUM. ``--device gpu`` measures on a GPU what trains,
and writes SPEED_gpu.md and speed_gpu.svg.
"""

import argparse
import datetime
import importlib.metadata
import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median

import training
from ways import SUBJECTS

HERE = Path(__file__).parent
PACKAGES = ("keras", "jax", "tensorflow", "numpy", "matplotlib", "nbconvert")
GPU = {"cpu": {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}, "gpu": {}}
CODE = """
import json, sys
from ways import SUBJECTS
name, way, device = sys.argv[1:]
if device == "gpu":
    import nnlib
    assert "GPU" in str(nnlib.setup(seed=0)), "there is no GPU"
subject = SUBJECTS[name]
print(json.dumps(subject.ways[way].seconds(subject.sizes)))
"""

Seconds = dict[str, dict[int, list[float]]]  # way, size, repeats


RATE = "import json, training; print(json.dumps(training.matrix_rate()))"


def matrix_rate() -> float:
    """Operations a second of NumPy's product on all cores, at its best."""
    settings = {"PYTHONPATH": str(HERE), "OPENBLAS_NUM_THREADS": str(os.cpu_count())}
    return max(training.answer_of(["-c", RATE], settings) for _ in range(3))


def measured(name: str, repeats: int, device: str) -> Seconds:
    """Run the ways of a subject in turn, some times."""
    subject = SUBJECTS[name]
    found: Seconds = {way: {size: [] for size in subject.sizes} for way in subject.ways}
    for _ in range(repeats):
        for way, of_size in found.items():
            took = in_own_process(subject.ways[way].backend, device, name, way)
            for size, runs in of_size.items():
                runs.append(took[str(size)])
    return found


def in_own_process(backend: str, device: str, name: str, way: str) -> dict:
    paths = os.pathsep.join([str(HERE), str(HERE.parent)])
    settings = {"KERAS_BACKEND": backend, "PYTHONPATH": paths, **GPU[device]}
    settings |= {"NNLIB_LIVE": "0", "NNLIB_DATA": "offline"}
    with tempfile.TemporaryDirectory() as folder:
        return training.answer_of(["-c", CODE, name, way, device], settings, folder)


def report(found: dict[str, Seconds], repeats: int, picture: str):
    """Give the lines of the report."""
    limit = matrix_rate()
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in PACKAGES)
    yield from (
        "# How fast it is, beside what one would do instead",
        "",
        f"Written by `python benchmarks/speed.py` on {datetime.date.today()}: "
        f"{os.cpu_count()} cores ({processor()}), matrix products at "
        f"{limit / 1e9:.0f} GFLOP/s; Python {platform.python_version()}, {versions}.",
        "",
        f"Seconds, the median of {repeats} runs in turn; *times* is how many of ours "
        "the other way takes, with the least and the greatest of the runs.",
        "",
        f"![seconds against size]({picture})",
    )
    for name, seconds in found.items():
        subject = SUBJECTS[name]
        ours, *others = seconds
        heads = [subject.counts, ours, *others]
        heads[2:] = [cell for other in others for cell in (other, "times")]
        if subject.work:
            heads.append(f"{ours}: share of the matrix rate")
        yield from ("", f"## {name}", "", row(heads), row(["---:"] * len(heads)))
        for size in subject.sizes:
            runs = seconds[ours][size]
            cells = [f"{size:,}" if subject.counts else "", f"{median(runs):.3g}"]
            for other in others:
                slow = seconds[other][size]
                ratios = [b / a for a, b in zip(runs, slow, strict=True)]
                cells += [f"{median(slow):.3g}", training.told(ratios)]
            if subject.work:
                cells.append(f"{subject.work(size) / median(runs) / limit:.0%}")
            yield row(cells)


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def processor() -> str:
    """Return the name of the processor, as Linux knows it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def draw(found: dict[str, Seconds], picture: Path) -> None:
    """Draw seconds against size, a panel for each subject that has sizes."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

    from nnlib.figures import labels, style

    style.apply()
    grown = {k: v for k, v in found.items() if len(SUBJECTS[k].sizes) > 1}
    rows = -(-len(grown) // 2)
    figure, axes = plt.subplots(
        rows, 2, figsize=(13, 3.6 * rows), layout="constrained", squeeze=False
    )
    for ax in axes.flat[len(grown) :]:
        ax.remove()
    for ax, (name, seconds) in zip(axes.flat, grown.items(), strict=False):
        sizes, ends = SUBJECTS[name].sizes, []
        for way, of_size in seconds.items():
            middle = [median(of_size[size]) for size in sizes]
            (line,) = ax.loglog(sizes, middle, "o-", markersize=5)
            ends.append((way, sizes[-1], middle[-1], line.get_color()))
        ax.set_title(name, loc="left", fontsize=13)
        ax.set(xlabel=SUBJECTS[name].counts, ylabel="seconds")
        ax.set_xticks(sizes, [f"{size:,}" for size in sizes], minor=False)
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter(FormatStrFormatter("%g"))
        ax.yaxis.set_minor_formatter(NullFormatter())
        labels.name_ends(ax, ends)
    figure.savefig(picture, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "subjects", nargs="*", help="default: all; words of their names"
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--device", choices=GPU, default="cpu")
    parser.add_argument("--output", type=Path, default=HERE, metavar="FOLDER")
    options = parser.parse_args()
    end = "_gpu" if options.device == "gpu" else ""
    found = {}
    for name, subject in SUBJECTS.items():
        asked = not options.subjects or any(word in name for word in options.subjects)
        if asked and options.device in subject.devices:
            print(name, flush=True)
            found[name] = measured(name, options.repeats, options.device)
    if not found:
        parser.error(f"there is no such subject; there are: {'; '.join(SUBJECTS)}")
    draw(found, options.output / f"speed{end}.svg")
    text = "\n".join(report(found, options.repeats, f"speed{end}.svg"))
    (options.output / f"SPEED{end}.md").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    main()
