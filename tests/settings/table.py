"""The table of what ran where: the latest outcome of each setting and of what ran."""

from pathlib import Path

from tests.settings.running import SHOWN, Outcome

TABLE = Path(__file__).with_name("table.md")
COLUMNS = ["setting", "ran", "Python", *SHOWN, "passed", "failed", "skipped", "minutes",
           "date"]  # fmt: skip
HEAD = f"""# What ran where

Written by `make settings`; a row is the latest run of its tests in its setting.

| {" | ".join(COLUMNS)} |
|{" --- |" * len(COLUMNS)}
"""


def row(outcome: Outcome) -> str:
    """Return the row of an outcome."""
    parts = [
        outcome.setting,
        f"`{outcome.ran}`",
        *outcome.versions,
        outcome.passed,
        len(outcome.failed),
        outcome.skipped,
        f"{outcome.seconds / 60:.1f}",
        outcome.date,
    ]
    return f"| {' | '.join(map(str, parts))} |"


def keep(outcome: Outcome, file: Path = TABLE) -> None:
    """Put an outcome into the table, in place of the earlier one of the same."""
    text = file.read_text("utf-8") if file.exists() else HEAD
    rows = [line for line in text.removeprefix(HEAD).splitlines() if line]
    begins = row(outcome).split(" | ")[:2]
    others = [line for line in rows if line.split(" | ")[:2] != begins]
    file.write_text(
        HEAD + "".join(f"{line}\n" for line in [*others, row(outcome)]), "utf-8"
    )
