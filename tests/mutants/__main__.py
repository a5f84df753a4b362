"""Put 100 small faults into a copy of the project: does `make test` see them?

`make mutants` tries those that are not in the table `hundred.md` yet, writes it, and
fails where nothing sees a mutant and `survivors.toml` does not say why.
"""

import argparse
import concurrent.futures
import queue
import sys
import tempfile
from pathlib import Path

from tests.mutants import drawing, table
from tests.mutants.catching import Project
from tests.mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Draw mutants, try and tell of each; returns 1 where one is seen by nothing."""
    options = _options()
    drawn = drawing.draw(ROOT, options.count, options.seed)
    rows = {} if options.again else table.read()
    rows = {mutant.key: rows[mutant.key] for mutant in drawn if mutant.key in rows}
    wanted = [
        mutant
        for mutant in drawn
        if mutant.key not in rows and (options.kind or "") in mutant.kind
    ]
    found = _tried(wanted, options.jobs)
    reasons = drawing.survivors()
    missed = {m for m, step in found.items() if step is None and m.key not in reasons}
    for mutant, step in found.items():
        if mutant not in missed:
            rows[mutant.key] = table.row(mutant, step, reasons.get(mutant.key))
    table.write({m.key: rows[m.key] for m in drawn if m.key in rows})
    print(f"{len(rows)} of {len(drawn)} mutants are in {table.TABLE.name}.")
    for mutant in missed:
        print(f"Nothing sees {mutant.key}, {mutant}")
    return bool(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", help="only mutants of a kind whose name has this")
    parser.add_argument("--again", action="store_true", help="also those in the table")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _tried(wanted: list[Mutant], jobs: int) -> dict[Mutant, str | None]:
    """Return for each mutant the step that saw it, or None."""
    found: dict[Mutant, str | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        free: queue.Queue[Project] = queue.Queue()
        for number in range(jobs):
            free.put(Project(ROOT, Path(folder) / str(number)))

        def try_group(group: list[Mutant]) -> None:
            project = free.get()
            try:
                for mutant, step in project.tried(group):
                    found[mutant] = step
                    print(f"{step or 'NOTHING'} <- {mutant}", flush=True)
            finally:
                free.put(project)

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            list(pool.map(try_group, drawing.groups(wanted)))
            steps = sorted({step for step in found.values() if step})
            broken = [step for step in steps if not free.queue[0].passes(step.split())]
    if broken:
        raise SystemExit(f"Without a mutant these fail, too: {'; '.join(broken)}")
    return found


if __name__ == "__main__":
    sys.exit(main())
