"""What of a lecture deserves a second look, though it can be committed."""

import itertools
import re
from collections.abc import Iterator

from nnlib import cells
from nnlib.decks import slides, timing
from nnlib.decks.fitting import Fit

SLIDES = 36  # of a talk of 75 minutes
SECONDS = 90  # that a slide takes at least, on the average
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


def advice(nb, fit: Fit) -> list[str]:
    """Return what to look at again, a sentence each.

    Parameters
    ----------
    nb : nbformat.NotebookNode
    fit : Fit
        How its slides fit.
    """
    return [*_length(nb), *_terms(nb), *_letters(fit)]


def _length(nb) -> Iterator[str]:
    groups = list(itertools.chain.from_iterable(slides.group_cells(nb)))
    count = sum(part.in_talk for part in timing.plan(nb, groups))
    if count > SLIDES:
        yield (
            f"{count} slides of talk, and {SLIDES} are what 75 minutes hold; let some "
            "be exercises, or leave them out"
        )
    minutes = timing.minutes_of_talk(nb)
    if minutes and 60 * minutes < SECONDS * count:
        yield (
            f"{60 * minutes / count:.0f} seconds for each of {count} slides in the "
            f"{minutes} minutes that its notes say; below {SECONDS} nobody can follow"
        )


def _terms(nb) -> Iterator[str]:
    """Terms that are explained in notes, which the class never sees."""
    shown = "\n".join(
        cell.source.lower()
        for cell in nb.cells
        if cell.cell_type == "markdown" and cells.slide_type(cell) != "notes"
    )
    notes = [c.source for c in nb.cells if cells.slide_type(c) == "notes"]
    bold = [term for note in notes for term in _BOLD.findall(timing.without_plan(note))]
    hidden = [
        t for t in dict.fromkeys(bold) if f"**{t.lower().rstrip('.')}" not in shown
    ]
    if hidden:
        yield (
            f"bold in notes only: {', '.join(hidden)}; say on a slide what they mean"
        )


def _letters(fit: Fit) -> Iterator[str]:
    if fit.small_figures:
        places = ", ".join(
            f"{number} ({pixels})" for number, pixels in fit.small_figures
        )
        yield (
            "letters of 15 points in figures have fewer than 20 pixels on the slides "
            f"(pixels) {places}; draw these figures smaller, or show less beside them"
        )
