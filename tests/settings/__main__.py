"""Run the tests in settings that must not matter, and keep a table of what ran where.

`make settings` runs everything in each, one after the other, which takes many hours;
`python -m tests.settings "Python 3.12" --tests tests/unit` runs some in one.
"""

import argparse
import tempfile
from pathlib import Path

from tests.settings import running, table
from tests.settings.settings import all_settings, named

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run, tell, and write the table; returns 1 where a test failed."""
    parser = argparse.ArgumentParser(prog="make settings", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the settings' names")
    parser.add_argument("--tests", nargs="+", default=[], help="what pytest runs")
    options = parser.parse_args()
    wrong = 0
    for setting in named(all_settings(ROOT), options.names):
        with tempfile.TemporaryDirectory() as folder:
            outcome = running.run(setting, ROOT, Path(folder), options.tests)
        table.keep(outcome)
        print(table.row(outcome), *outcome.failed, sep="\n", flush=True)
        wrong |= bool(outcome.failed)
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
