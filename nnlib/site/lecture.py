"""A lecture as the site shows it: what its first slides say of it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nnlib import cells
from nnlib.decks import blocks, look, text
from nnlib.lectures.lecture import as_run

_MINUTES = re.compile(r"About (\d+ minutes(?: of talk and \d+ of [\w ]*\w)?)")
_GOALS = re.compile(r"#+ (After .* you can)\s*$", re.MULTILINE)
# What one cell of Markdown defines in TeX, the formulas of others use.
_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|def|let|Declare\w+)\b")


@dataclass
class Lecture:
    """A run notebook, and what the index tells of it, as HTML."""

    notebook: Path
    nb: Any
    title: str
    minutes: str  # in words, or ""
    goals: str  # with the heading that they have on their slide, or ""
    definitions: str  # what its formulas take for granted
    language: str  # as HTML has it

    @property
    def name(self) -> str:
        """How its files are called."""
        return self.notebook.stem

    @property
    def address(self) -> str:
        """The name as links write it, whatever letters it has."""
        return quote(self.name)


def read(notebook: Path) -> Lecture:
    """Read a notebook with the outputs of its last run.

    Raises
    ------
    ValueError
        If a cell has not been run, or there is no such look.
    """
    nb = as_run(notebook)
    for number, cell in enumerate(nb.cells, 1):
        if cells.has_code(cell) and cell.execution_count is None:
            raise ValueError(
                f"{notebook}: {cells.place(number, cell)} has not been run; "
                f"python -m nnlib run {notebook} runs the notebook, and a site is made "
                "of that run"
            )
    return Lecture(
        notebook,
        nb,
        title=_title(nb, notebook),
        minutes=_minutes(nb),
        goals=_goals(nb),
        definitions=_definitions(nb),
        language=look.read(nb, notebook).language,
    )


def _title(nb, notebook: Path) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.strip():
            first = blocks.pieces(cell, notebook.parent)[0]
            return first.html if first.kind in blocks.TITLES else notebook.stem
    return notebook.stem


def _minutes(nb) -> str:
    """Read the minutes in the first notes."""
    notes = (cell for cell in nb.cells if cells.slide_type(cell) == "notes")
    first = next(notes, None)
    found = first and _MINUTES.match(first.source)
    return found[1] if found else ""


def _goals(nb) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and _GOALS.match(cell.source):
            return text.markdown(_GOALS.sub(r"\1", cell.source, count=1))
    return ""


def _definitions(nb) -> str:
    return "".join(
        text.without_pictures(cell.source)
        for cell in nb.cells
        if cell.cell_type == "markdown" and _DEFINITION.search(cell.source)
    )
