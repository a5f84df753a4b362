"""The table of mutants that were tried: what sees each, or why nothing does."""

import re
from pathlib import Path

from tests.mutants.mutant import Mutant

TABLE = Path(__file__).with_name("hundred.md")
HEAD = """# A hundred small faults, and what sees them

Written by `make mutants`. What nothing sees has its reason in `survivors.toml`.

| key | kind | where | what | seen by |
| --- | --- | --- | --- | --- |
"""


def read() -> dict[str, str]:
    """Return the rows of the table by the keys of their mutants."""
    lines = TABLE.read_text("utf-8").splitlines() if TABLE.exists() else []
    found = (re.match(r"\| (\w{10}) \|", line) for line in lines)
    return {row[1]: row.string for row in found if row}


def steps() -> dict[str, str]:
    """Return what sees each mutant, by their keys, where something does."""
    found = {key: re.search(r"\| `([^`]+)` \|$", row) for key, row in read().items()}
    return {key: step[1] for key, step in found.items() if step}


def row(mutant: Mutant, step: str | None, reason: str | None) -> str:
    """Return the row of a mutant."""
    by = f"`{step}`" if step else f"nothing: {_plain(reason or '')}"
    where = f"{mutant.path}, {mutant.place}"
    parts = map(_plain, (mutant.key, mutant.kind, where, mutant.change))
    return f"| {' | '.join([*parts, by])} |"


def write(rows: dict[str, str]) -> None:
    """Write the table anew."""
    TABLE.write_text(HEAD + "".join(f"{row}\n" for row in rows.values()), "utf-8")


def _plain(text: str) -> str:
    return re.sub(r"([|*_`$<])", r"\\\1", " ".join(text.split()))
