"""Which section a slide belongs to, and when it is talked about: as its notes say."""

import re
from typing import Any, NamedTuple

from nnlib import cells

Members = list[tuple[int, Any]]  # the cells of a slide, with their numbers
_TALK = re.compile(r"About (\d+) minutes\b|Etwa (\d+) Minuten\b")
_SLIDE = re.compile(r"\((\d+(?:[.,]\d+)?) min\.?\)\s*")
_EXERCISE = re.compile(r"\((\d+) (?:minutes?|Minuten?)\)\s*$")
_SECTION = re.compile(r"\*\*([^*]+?)[,:] (\d+) (?:minutes|Minuten)\b")


def minutes_of_talk(nb) -> int | None:
    """Return how long the talk takes: "About 75 minutes" in its first note."""
    said = [_TALK.match(c.source) for c in nb.cells if cells.slide_type(c) == "notes"]
    return next((int(m[1] or m[2]) for m in said if m), None)


def minutes_of_slide(members: Members) -> float | None:
    """Return the minutes of a slide: "(3 min)" in its notes, or of its exercise."""
    for _, cell in members:
        if cells.slide_type(cell) == "notes" and (said := _SLIDE.match(cell.source)):
            return float(said[1].replace(",", "."))
        if "exercise" in cells.tags(cell):
            said = _EXERCISE.search(cell.source.strip().partition("\n")[0])
            return float(said[1]) if said else 0.0
    return None


def section_begun(members: Members) -> str | None:
    """Return the section that begins with a slide, as its notes name it.

    "**Small weights: 12 minutes for this section.**" stands at the beginning of a
    note, after the minutes of its slide.
    """
    for _, cell in members:
        if cells.slide_type(cell) == "notes":
            if begun := _SECTION.match(_without_minutes(cell.source)):
                return begun[1]
    return None


def without_plan(note: str) -> str:
    """Return a note without its minutes and the section that begins with it."""
    rest = _without_minutes(note)
    begun = _SECTION.match(rest)
    return rest[len(begun[0]) :].partition("**")[2] if begun else rest


def _without_minutes(note: str) -> str:
    return _SLIDE.sub("", note, count=1) if _SLIDE.match(note) else note


class Planned(NamedTuple):
    """What is planned for a slide."""

    section: str
    seconds: int
    in_talk: bool  # not in the exercises, which end the talk


def plan(nb, slides: list[Members]) -> list[Planned]:
    """Return what is planned for each slide.

    What no note says is shared by the slides of the talk that say nothing; where the
    length of the talk is not said, they have none.
    """
    talk = minutes_of_talk(nb) or 0
    said = [minutes_of_slide(members) for members in slides]
    end = _end_of_talk(slides)
    rest = max(0.0, talk - sum(filter(None, said[:end])))
    share = rest / max(1, said[:end].count(None))
    planned, section = [], ""
    for number, (members, minutes) in enumerate(zip(slides, said, strict=True)):
        in_talk = number < end
        section = (section_begun(members) or section) if in_talk else ""
        minutes = share * in_talk if minutes is None else minutes
        planned.append(Planned(section, round(60 * minutes), in_talk))
    return planned


def _end_of_talk(slides: list[Members]) -> int:
    """Return the number of the first slide of the exercises."""
    for number, members in enumerate(slides):
        title = members[0][1].source.strip().partition("\n")[0]
        tagged = any("exercise" in cells.tags(cell) for _, cell in members)
        if tagged or title in ("## Exercises", "## Übungen"):
            return number
    return len(slides)
