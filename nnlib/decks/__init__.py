"""From a notebook's stored outputs to one slide file that needs no network."""

from pathlib import Path

from nnlib import cells


def write(notebook: str | Path, output: str | Path | None = None) -> Path:
    """Write the slides of a notebook as one HTML file; nothing is executed.

    The file holds everything it shows: reveal.js, mathematics, fonts, pictures and
    explorables. In it, S opens the speaker notes, O the overview, ? the other keys;
    with ``?print-pdf`` after its address the browser prints one slide a page.

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
        If it is no notebook, has not been run, or holds an error.
    """
    from nnlib.decks import page, slides

    notebook = Path(notebook)
    output = Path(output or Path("build", "decks", notebook.stem).with_suffix(".html"))
    stacks = slides.stacks(cells.read(notebook), notebook)
    cells.replace(output, page.page(stacks, fallback_title=notebook.stem))
    return output
