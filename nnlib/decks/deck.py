"""Writing the deck of a notebook: read, laid out on slides, made one page."""

import warnings
from collections import Counter
from pathlib import Path

from nnlib import cells, files
from nnlib.decks import page, slides

LARGE = 4_000_000  # characters, about as many bytes


def write(notebook: str | Path, output: str | Path | None = None) -> Path:
    """Write the slides of a notebook as one HTML file; none of its code is run.

    The file holds everything it shows: reveal.js, formulas, pictures and explorables.
    In it, S opens the speaker notes, O the overview, ? the other keys; with
    ``?print-pdf`` after its address the browser prints one slide a page.

    Markdown, HTML and scripts in it are the author's, and run where the deck is opened:
    make decks of notebooks that you trust, as in Jupyter. All else is shown as letters:
    code, what is printed, labels and descriptions of figures, the data of explorables.
    No more than the notebook's own folder is put in, and no notebook is trusted for
    saying so.

    Cells before the first slide form an opening slide. Cells with the tag ``check``
    or ``solution`` are on no slide.

    Parameters
    ----------
    notebook : path
        A notebook that has been run.
    output : path, optional
        The file to write; ``build/decks/NAME.html`` without one.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    ValueError
        If it is no notebook, has not been run, holds an error, or what it shows
        cannot be put into a deck; or if ``output`` cannot be written.

    Warns
    -----
    UserWarning
        If an output cannot be shown without a kernel or a network, or the file is over
        4 MB; the cell is named.
    """
    output, _ = written(notebook, output)
    return output


def written(
    notebook: str | Path, output: str | Path | None = None
) -> tuple[Path, slides.Talk]:
    """Write the slides of a notebook as `write` does; return the file and the slides.

    Parameters
    ----------
    notebook : path
    output : path, optional
    """
    notebook = Path(notebook)
    output = Path(output or Path("build", "decks", notebook.stem).with_suffix(".html"))
    output = output.expanduser()
    return output, write_slides(cells.read(notebook), notebook, output)


def write_slides(nb, notebook: Path, output: Path) -> slides.Talk:
    """Write the slides of a notebook that was read already, and return them.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        Which has been run.
    notebook : Path
        How messages name it, and where its pictures lie.
    output : Path
    """
    talk = slides.make(nb, notebook)
    files.prepare(output, notebook)
    html = page.page(talk)
    files.replace(output, html)
    for number, told in talk.left_out:
        warnings.warn(
            f"{notebook}: {cells.place(number, nb.cells[number - 1])} shows {told}",
            stacklevel=3,
        )
    if len(html) > LARGE:
        sizes = Counter()
        for slide in talk.slides:
            for block in slide.blocks + slide.notes:
                sizes[block.cell] += len(block.html)
        [(number, size)] = sizes.most_common(1)
        place = cells.place(number, nb.cells[number - 1])
        warnings.warn(
            f"{output} takes {len(html) / 1e6:.1f} MB, which is slow to open; {place} "
            f"alone takes {size / 1e6:.1f} MB: show less there",
            stacklevel=3,
        )
    return talk
