"""The lectures at full scale on the real data, against published numbers.

``python benchmarks/results.py`` runs every lecture that claims a published number, with
one seed after the other until each number has several, and writes RESULTS.md from its
claims. A lecture may train several seeds in one run and claim all their numbers. Runs
that are complete are kept in build/results and not done again while the code of their
lecture stays as it is: it can be stopped and started at will. With numbers of lectures
(``python benchmarks/results.py 08``) only these are run, and the rows of the others
stay as they are. The data come from NNLIB_DATA, the cache or the network.
"""

import argparse
import concurrent.futures
import csv
import dataclasses
import datetime
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
from tqdm import tqdm

from nnlib import cells, datasets, files
from nnlib.lectures import running

HERE = Path(__file__).parent
RUNS = HERE.parent / "build" / "results"
SETTINGS = {
    "NNLIB_SCALE": "full",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


@dataclasses.dataclass
class Result:
    """What our runs found for one published number, or for a range of them."""

    row: dict[str, str]
    values: list[float]
    seconds: list[float]

    @property
    def published(self) -> list[float]:
        """The number; of a range, as in "0.83 to 1.00", the least and the greatest.

        Of a mean with its spread, as in "0.68 +- 0.29", the mean.
        """
        number = self.row["published"].partition(" +- ")[0]
        return [float(end) for end in number.split(" to ")]

    @property
    def seeds(self) -> int:
        """How many of our trainings there are."""
        return len(self.values) // len(self.published)

    @property
    def covers(self) -> bool:
        """Whether the published number lies where ours do: 2 standard deviations.

        A range is covered by the range of ours.
        """
        if len(self.published) > 1:
            least, greatest = self.published
            return min(self.values) <= least and greatest <= max(self.values)
        mean = statistics.mean(self.values)
        spread = statistics.stdev(self.values) if len(self.values) > 1 else 0.0
        return abs(self.published[0] - mean) <= 2 * spread

    def line(self, why: str) -> str:
        """A row of the table."""
        row = self.row
        mean = statistics.mean(self.values)
        exact = mean == int(mean) and len(set(self.values)) == 1
        digits = ",.0f" if exact else ".4g"
        ours = "" if len(self.published) > 1 else f"{mean:{digits}}"
        spread = "" if exact else f"{min(self.values):.4g} to {max(self.values):.4g}"
        published = " to ".join(f"{number:{digits}}" for number in self.published)
        told = "yes" if self.covers else f"no: {why or 'not looked into yet'}"
        each = f"{statistics.mean(self.seconds):.0f}"
        cells = (row["id"], row["setup"], row["metric"], published, ours, spread)
        return "| " + " | ".join((*cells, each, told)) + " |"


def claimed(notebook: Path) -> set[str]:
    """The published numbers that a lecture says it stands for."""
    rows = {row["id"] for row in published()}
    source = "\n".join(cell.source for cell in cells.read(notebook).cells)
    return {name for name in rows if f'published="{name}"' in source}


def published() -> list[dict[str, str]]:
    """The rows of published_results.csv with a number; of a figure there is none."""
    with open(HERE / "published_results.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["published"]]


def where() -> str:
    """What computes here: the device, and the versions of the libraries."""
    asked = "import jax; print(jax.devices()[0].device_kind)"
    command = [sys.executable, "-c", asked]
    kind = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    device = f"{os.cpu_count()} cores"
    if kind.strip() != "cpu":
        device = f"one {kind.strip()} and {device}"
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name.lower())}"
        for name in ("Keras", "JAX", "NumPy")
    )
    return f"{device}, with {versions} and Python {platform.python_version()}"


def run(notebook: Path, seed: int, on: str) -> list[dict]:
    """Run a lecture with a seed, or find what such a run has claimed before."""
    nb = cells.read(notebook)
    sources = json.dumps([c.source for c in nb.cells if c.cell_type == "code"])
    key = hashlib.sha256(sources.encode()).hexdigest()[:12]
    done = RUNS / f"{notebook.stem}-seed{seed}-{key}.jsonl"
    if not done.exists():
        RUNS.mkdir(parents=True, exist_ok=True)
        part = done.with_suffix(".part")
        part.unlink(missing_ok=True)
        start = datetime.datetime.now(datetime.UTC).isoformat()
        part.write_text(json.dumps({"time": start, "published": None, "on": on}) + "\n")
        own = {"NNLIB_SEED": str(seed), "NNLIB_CLAIMS": str(part)}
        running.execute(nb, notebook, SETTINGS | own)
        part.replace(done)
    return [json.loads(line) for line in done.read_text("utf-8").splitlines()]


def runs_of(notebook: Path, seeds: int, on: str) -> list[list[dict]]:
    """Run a lecture until each of its published numbers has so many seeds."""
    wanted, runs, least = claimed(notebook), [], 0
    while least < seeds:
        runs.append(run(notebook, len(runs), on))
        found = {result.row["id"]: result.seeds for result in collect(runs)}
        if wanted - set(found):
            sys.exit(f"{notebook.name}: {sorted(wanted - set(found))} came in no claim")
        least = min(found.values())
    return runs


def collect(runs: list[list[dict]]) -> list[Result]:
    """Gather what the runs claim; a claim's seconds are those since the one before."""
    results = {row["id"]: Result(row, [], []) for row in published()}
    for claims in runs:
        times = [datetime.datetime.fromisoformat(claim["time"]) for claim in claims]
        for claim, before, at in zip(claims[1:], times, times[1:], strict=False):
            if claim["published"]:
                result = results[claim["published"]]
                result.values += np.ravel(claim["value"]).tolist()
                result.seconds.append((at - before).total_seconds())
                if "stand-in" in (claim["source"] or ""):
                    sys.exit(f"{claim['what']}: run on {claim['source']}")
    return [result for result in results.values() if result.values]


def kept() -> tuple[dict[str, str], set[str]]:
    """The rows of RESULTS.md by their names, and what computed them."""
    text = (HERE / "RESULTS.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    on = re.search(r"seeds or more, on (.+)\.$", text, re.MULTILINE)
    return {line.split(" | ")[0][2:]: line for line in lines}, set(on[1].split("; "))


def write(
    results: list[Result], seeds: int, on: set[str], before: dict[str, str]
) -> None:
    """Write RESULTS.md, with rows from before where there are no new ones."""
    why = tomllib.loads((HERE / "differences.toml").read_text("utf-8"))
    new = {one.row["id"]: one.line(why.get(one.row["id"], "")) for one in results}
    lines = before | new
    names = [row["id"] for row in published() if row["id"] in lines]
    rows = "\n".join(lines[name] for name in names)
    head = ("row", "set-up", "metric", "published", "ours, mean", "least to greatest")
    head = " | ".join((*head, "seconds", "covered"))
    text = f"""# The lectures' numbers against published ones

Written by `python benchmarks/results.py` from the claims of the lectures, run at full
scale on the real data: {seeds} seeds or more, on {"; ".join(sorted(on))}.
What was published is mostly one run with one seed. Seconds are those of one run since
the claim before, with compiling: of several numbers from one comparison the first has
them all. A published number is covered if it lies within two standard deviations of our
mean, a range if it lies within ours.

| {head} |
|{" --- |" * 8}
{rows}
"""
    files.replace(HERE / "RESULTS.md", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("lectures", nargs="*", metavar="NN", help="only these lectures")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1, help="lectures at a time")
    options = parser.parse_args()
    if "stand-in" in datasets.load("mnist").source:
        sys.exit("the real data are not here: set NNLIB_DATA to their folder")
    notebooks = [
        path
        for path in sorted((HERE.parent / "notebooks").glob("*.ipynb"))
        if claimed(path) and (not options.lectures or path.name[:2] in options.lectures)
    ]
    on = where()
    if options.jobs > 1:
        on += f", {options.jobs} lectures at a time"
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        begun = [pool.submit(runs_of, path, options.seeds, on) for path in notebooks]
        for _ in tqdm(concurrent.futures.as_completed(begun), total=len(begun)):
            pass
    failed = [str(one.exception()) for one in begun if one.exception()]
    if failed:
        sys.exit("\n".join(failed))  # the other runs are kept
    runs = [claims for one in begun for claims in one.result()]
    results = collect(runs)
    before, machines = kept() if options.lectures else ({}, set())
    machines |= {claims[0]["on"] for claims in runs}
    write(results, options.seeds, machines, before)
    print(f"{len(results)} rows in {HERE / 'RESULTS.md'}")


if __name__ == "__main__":
    main()
