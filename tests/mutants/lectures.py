"""Mutants of lectures: of their code, their words, their slides and their checks."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from nnlib import cells
from tests.mutants import faults
from tests.mutants.mutant import Mutant
from tests.mutants.spans import Spans

OF_ONE_CELL = {  # what is seen in the output of the cell itself
    "a plotted value": faults.plotted_values,
    "a title": faults.titles,
    "a label": faults.labels,
    "a missing line": faults.missing_lines,
    "an edge": faults.edges,
    "a claimed number": faults.claims,
    "an explorable's data": faults.explored_numbers,
}
OF_CODE = OF_ONE_CELL | {
    "an optimizer's rate": faults.rates,
    "a sorted order": faults.orders,
}
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.\-/:^{])\d[\d,]*(?:\.\d+)?(?![\w\-/}:])")
LINK = re.compile(r"\]\(([^)\s]+)\)")
SLIDE = re.compile(r"\bslide (\d+)")
# What a slide would lose; a first slide of a section is a slide like others.
TYPES = {"fragment": "-", "notes": "-", "skip": "-", "subslide": "-", "-": "fragment"}


def mutants(root: Path) -> Iterator[Mutant]:
    """Go through all faults of all lectures below `root`."""
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        nb = cells.read(path)
        name = str(path.relative_to(root))
        for number, cell in enumerate(nb.cells):
            for kind, change, edit in of_cell(cell):
                put = functools.partial(_put, number=number, edit=edit)
                yield Mutant(kind, name, f"cell {cell.id}", change, put)


def code_number(root: Path, mutant: Mutant) -> int:
    """Return which of the cells with code, from 0, a mutant of a lecture is in."""
    code = [
        cell
        for cell in cells.read(root / mutant.path).cells
        if cell.cell_type == "code"
    ]
    return [f"cell {cell.id}" for cell in code].index(mutant.place)


def until(text: str, last: int) -> str:
    """Return the text of a lecture without what follows its code cell `last`."""
    nb = nbformat.reads(text, 4)
    code = [place for place, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    nb.cells = nb.cells[: code[last] + 1]
    return nbformat.writes(nb)


def of_cell(cell) -> Iterator[tuple[str, str, Callable]]:
    """Yield each fault of a cell: its kind, what changes, and who changes the cell."""
    tags = cells.tags(cell)
    if cell.cell_type == "markdown":
        yield from _of_text(cell)
    elif "check" in tags:
        yield from _of_code(cell, {"a check": faults.comparisons})
    elif not {"exercise", "solution"} & set(tags) and "%pip" not in cell.source:
        yield from _of_code(cell, OF_CODE)
    yield from _of_place(cell)


def _of_code(cell, kinds: dict) -> Iterator[tuple[str, str, Callable]]:
    spans = Spans(cell.source)
    for kind, find in kinds.items():
        for change, source in find(spans):
            yield kind, change, functools.partial(_set_source, source=source)


def _of_text(cell) -> Iterator[tuple[str, str, Callable]]:
    source = cell.source
    shown = cells.slide_type(cell) != "skip" and "exercise" not in cells.tags(cell)
    spots = [("a link", match, 1, _other_address) for match in LINK.finditer(source)]
    if shown:
        plain = FORMULA.sub(lambda found: " " * len(found[0]), source)
        plain = LINK.sub(lambda found: " " * len(found[0]), plain)
        spots += [
            ("a number in a sentence", match, 0, _other_number)
            for match in NUMBER.finditer(plain)
            if len(re.sub(r"\D", "", match[0])) > 1
        ]
        spots += [
            ("a slide in a note", match, 1, _next) for match in SLIDE.finditer(plain)
        ]
    for kind, match, group, other in spots:
        start, end = match.span(group)
        new = other(match[group])
        changed = source[:start] + new + source[end:]
        near = " ".join(source[max(0, start - 30) : end + 20].split())
        edit = functools.partial(_set_source, source=changed)
        yield kind, f"{near}: {match[group]} to {new}", edit
    if shown:
        for found in FORMULA.finditer(source):
            yield from _of_formula(source, found)


def _of_formula(source: str, found: re.Match) -> Iterator[tuple[str, str, Callable]]:
    if "=" not in found[0] and "leftarrow" not in found[0]:
        return
    for sign in re.finditer(r"[+\-]", found[0]):
        place = found.start() + sign.start()
        other = "-" if sign[0] == "+" else "+"
        changed = source[:place] + other + source[place + 1 :]
        near = " ".join(source[max(found.start(), place - 30) : place + 20].split())
        yield (
            "a formula's sign",
            f"{near}: {sign[0]} to {other}",
            functools.partial(_set_source, source=changed),
        )


def _of_place(cell) -> Iterator[tuple[str, str, Callable]]:
    there = cells.slide_type(cell)
    if there in TYPES:
        yield (
            "a slide's metadata",
            f"{there} to {TYPES[there]}",
            functools.partial(_set_type, kind=TYPES[there]),
        )
    for tag in cells.tags(cell):
        yield (
            "a slide's metadata",
            f"without {tag}",
            functools.partial(_drop_tag, tag=tag),
        )


def _other_address(address: str) -> str:
    if address.startswith("http"):
        return re.sub(r"(\w)(/?)$", r"\1x\2", address)
    return f"x{address}"


def _other_number(number: str) -> str:
    """Return the number with its first digit raised, 9 to 8."""
    place = next(k for k, digit in enumerate(number) if digit in "123456789")
    digit = int(number[place])
    return number[:place] + str(digit + 1 if digit < 9 else 8) + number[place + 1 :]


def _next(number: str) -> str:
    return str(int(number) + 1)


def _set_source(cell, source: str) -> None:
    cell.source = source


def _set_type(cell, kind: str) -> None:
    cell.metadata.slideshow = {"slide_type": kind}


def _drop_tag(cell, tag: str) -> None:
    cell.metadata.tags = [other for other in cells.tags(cell) if other != tag]
    cell.metadata.pop("jupyter", None)  # what JupyterLab folds has a tag, too


def _put(text: str, number: int, edit: Callable) -> str:
    nb = nbformat.reads(text, 4)
    edit(nb.cells[number])
    return nbformat.writes(nb) + "\n"
