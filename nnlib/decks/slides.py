"""Which cell stands on which slide."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnlib import cells
from nnlib.decks import look, mathematics, text, timing
from nnlib.decks.blocks import TITLES, Block, blocks
from nnlib.decks.look import Look

SIDES = ("left", "right")  # tags of cells that stand side by side


@dataclass
class Slide:
    """One slide: what is shown, in order, and what is only said."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    section: str = ""
    seconds: int = 0  # that are planned for it

    @property
    def heading(self) -> str | None:
        """The HTML of its title, where it begins with one."""
        first = self.blocks[0] if self.blocks else None
        return first.html if first and first.kind in TITLES else None


@dataclass
class Talk:
    """All slides of a notebook, and what they share.

    Attributes
    ----------
    name : str
        Of the notebook; its title, where no slide has one.
    stacks : list of lists of Slide
        A slide, and those below it.
    look : Look
    glyphs : str
        The SVG of the glyphs of all formulas, to stand once on their page.
    """

    name: str
    stacks: list[list[Slide]]
    look: Look
    glyphs: str = ""
    seconds: int = 0  # that are planned for it, without its exercises

    @property
    def slides(self) -> list[Slide]:
        """All slides, in order."""
        return list(itertools.chain.from_iterable(self.stacks))

    @property
    def left_out(self) -> list[tuple[int, str]]:
        """The numbers of cells, and what of them is not seen in every hall."""
        shown = itertools.chain.from_iterable(slide.blocks for slide in self.slides)
        return [(block.cell, block.told) for block in shown if block.told]


def on_slides(cell) -> bool:
    """Tell whether a cell is shown or said in a deck."""
    return not (
        cells.slide_type(cell) == "skip"
        or {"check", "solution", "remove-cell"} & set(cells.tags(cell))
        or not cell.source.strip()
    )


def group_cells(nb) -> list[list[list[tuple[int, Any]]]]:
    """Group cells: stacks of slides of (number of the cell, cell).

    A slide opens a stack, a subslide goes below it, everything else joins the slide
    before; what comes before the first slide opens one itself. An empty cell begins
    the slide of what follows it.
    """
    stacks: list[list[list]] = []
    for number, cell in enumerate(nb.cells, 1):
        kind = cells.slide_type(cell)
        begins = kind in ("slide", "subslide") and not cell.source.strip()
        if not begins and not on_slides(cell):
            continue
        if kind == "slide" or not stacks:
            stacks.append([[]])
        elif kind == "subslide":
            stacks[-1].append([])
        if not begins:
            stacks[-1][-1].append((number, cell))
    shown = [[slide for slide in stack if slide] for stack in stacks]
    return [stack for stack in shown if stack]


def make(nb, notebook: Path) -> Talk:
    """Return the slides of a notebook, from its stored outputs.

    Parameters
    ----------
    nb : nbformat.NotebookNode
    notebook : Path
        How messages name it, and beside which its pictures lie.

    Raises
    ------
    ValueError
        If there is no slide, a cell has not been run or holds an error, or what it
        shows cannot be put on a slide.
    """
    _refuse_what_failed(nb, notebook)
    grouped = group_cells(nb)
    if not grouped:
        raise ValueError(f"{notebook}: no cell of it belongs on a slide")
    stacks = [[_slide(members, notebook) for members in stack] for stack in grouped]
    talk = Talk(notebook.stem, stacks, look.read(nb, notebook))
    planned = timing.plan(nb, list(itertools.chain.from_iterable(grouped)))
    for slide, part in zip(talk.slides, planned, strict=True):
        slide.section, slide.seconds = part.section, part.seconds
    talk.seconds = sum(part.seconds for part in planned if part.in_talk)
    talk.glyphs = _set_formulas(nb, talk.slides, notebook)
    title = None
    for slide in talk.slides:
        if slide.heading is None and title is not None:
            slide.blocks.insert(0, Block("again", title))
        title = slide.heading
    return talk


def _set_formulas(nb, all_slides: list[Slide], notebook: Path) -> str:
    """Set the formulas of all slides; return the glyphs that they share."""
    found: list[tuple[int, Block | None, str, bool]] = [
        (b.cell, b, b.html, False) for s in all_slides for b in s.blocks
    ]
    found += [(b.cell, b, b.html, True) for s in all_slides for b in s.notes]
    # A cell that is on no slide may define what others use.
    found += [
        (number, None, text.without_pictures(cell.source), True)
        for number, cell in enumerate(nb.cells, 1)
        if cell.cell_type == "markdown" and not on_slides(cell)
    ]
    found.sort(key=lambda piece: piece[0])
    made, problems, glyphs = mathematics.put_in([piece[2:] for piece in found])
    for (number, block, *_), html, problem in zip(found, made, problems, strict=True):
        if block and problem:
            where = cells.place(number, nb.cells[number - 1])
            raise ValueError(f"{notebook}: {where}: {problem}")
        if block:
            block.html = html
    return glyphs


def _slide(members, notebook: Path) -> Slide:
    slide, step = Slide(), -1
    for number, cell in members:
        try:
            found = blocks(cell, notebook.parent)
        except (OSError, ValueError) as error:
            where = cells.place(number, cell)
            raise ValueError(f"{notebook}: {where}: {error}") from None
        kind, tags = cells.slide_type(cell), cells.tags(cell)
        one_by_one = "one-by-one" in tags and kind != "notes"
        if kind == "fragment" and not one_by_one:
            step += 1
        shown_with = step if step >= 0 and kind != "notes" else None
        for block in found:
            block.cell, block.step = number, shown_with
            block.side = next((side for side in SIDES if side in tags), "")
            if one_by_one and block.kind == "code":
                block.html, step = text.lit(block.html, step)
            elif one_by_one:
                block.html, step = text.one_by_one(block.html, step)
            elif "walk" in tags:
                block.html, step = text.walked(block.html, step)
        (slide.notes if kind == "notes" else slide.blocks).extend(found)
    return slide


def _refuse_what_failed(nb, notebook: Path) -> None:
    for number, cell in enumerate(nb.cells, 1):
        if cell.cell_type != "code":
            continue
        meant = "raises-exception" in cells.tags(cell)
        for output in cell.outputs:
            if output.output_type == "error" and not meant:
                raise ValueError(
                    f"{notebook}: {cells.place(number, cell)} holds an error "
                    f"({output.ename}: {output.evalue}); mend it and run the "
                    "notebook, or give the cell the tag raises-exception"
                )
        if cells.has_code(cell) and on_slides(cell) and cell.execution_count is None:
            raise ValueError(
                f"{notebook}: {cells.place(number, cell)} has not been run; "
                f"python -m nnlib run {notebook} runs the notebook and writes its deck"
            )
