"""Put 100 small faults into a copy of the project: does `make test` see them?

`make mutants` tries those that are not in the table `hundred.md` yet, writes it, and
fails where nothing sees a mutant and `survivors.toml` does not say why. With
`--of-the-day` it tries a dozen of those that the table says are seen.
"""

import argparse
import concurrent.futures
import datetime
import functools
import queue
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.mutants import drawing, table
from tests.mutants.catching import Project
from tests.mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]
Found = tuple[Mutant, str | None]  # a mutant, and the step that saw it
Trial = Callable[[Project, list[Mutant]], Iterable[Found]]


def main() -> int:
    """Draw mutants, try and tell of each; returns 1 where one is seen by nothing."""
    options = _options()
    drawn = drawing.draw(ROOT, options.count, options.seed)
    missed = (_of_the_day if options.of_the_day else _hundred)(drawn, options)
    for mutant in missed:
        print(f"Nothing sees {mutant.key}, {mutant}")
    return bool(missed)


def _hundred(drawn: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Try what the table does not have, write it; return what is seen by nothing."""
    rows = {} if options.again else table.read()
    rows = {mutant.key: rows[mutant.key] for mutant in drawn if mutant.key in rows}
    wanted = [
        mutant
        for mutant in drawn
        if mutant.key not in rows and (options.kind or "") in mutant.kind
    ]
    reasons, missed = drawing.survivors(), []
    for mutant, step in _tried(drawing.groups(wanted), Project.tried, options.jobs):
        if step is None and mutant.key not in reasons:
            missed.append(mutant)
            continue
        rows[mutant.key] = table.row(mutant, step, reasons.get(mutant.key))
        table.write({m.key: rows[m.key] for m in drawn if m.key in rows})
    print(f"{len(rows)} of {len(drawn)} mutants are in {table.TABLE.name}.")
    return missed


def _of_the_day(drawn: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Try a dozen again by the steps of the table; return what is not seen now."""
    steps = table.steps()
    chosen = drawing.of_the_day(drawn, steps, datetime.date.today())
    known = sum(mutant.key in steps for mutant in drawn)
    print(f"{known} of {len(drawn)} mutants are in {table.TABLE.name}.")
    again = functools.partial(Project.tried_again, steps=steps)
    found = _tried(chosen, again, options.jobs)
    return [mutant for mutant, step in found if step is None]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", help="only mutants of a kind whose name has this")
    parser.add_argument("--again", action="store_true", help="also those in the table")
    parser.add_argument(
        "--of-the-day", action="store_true", help="a dozen of the table, again"
    )
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _tried(groups: list[list[Mutant]], try_group: Trial, jobs: int) -> Iterator[Found]:
    """Yield each mutant with the step that saw it, or None, some at a time."""
    clean: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        free: queue.Queue[Project] = queue.Queue()
        for number in range(jobs):
            free.put(Project(ROOT, Path(folder) / str(number)))

        def in_a_free_copy(group: list[Mutant]) -> list[Found]:
            project = free.get()
            try:
                told = list(try_group(project, group))
                _ask_without_mutant(project, {step for _, step in told if step}, clean)
            finally:
                free.put(project)
            return told

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            futures = [pool.submit(in_a_free_copy, group) for group in groups]
            for future in concurrent.futures.as_completed(futures):
                for mutant, step in future.result():
                    print(f"{step or 'NOTHING'} <- {mutant}", flush=True)
                    yield mutant, step


def _ask_without_mutant(project: Project, steps: set[str], clean: set[str]) -> None:
    """Raise where a step fails anyway; whole lectures are left to `make test`."""
    for step in steps - clean:
        if step.startswith("pytest notebooks/"):
            continue
        if not project.passes(step.split()):
            raise SystemExit(f"Without a mutant this fails, too: {step}")
        clean.add(step)


if __name__ == "__main__":
    sys.exit(main())
