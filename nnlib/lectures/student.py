"""A lecture for students: without solutions, without outputs."""

from pathlib import Path

import nbformat

from nnlib import cells, files


def write(notebook: str | Path, output: str | Path | None = None) -> Path:
    """Write a copy of a notebook without its ``solution`` cells and its outputs.

    Parameters
    ----------
    notebook : path
    output : path, optional
        The file to write; ``build/student/NAME.ipynb`` without one.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If ``output`` is the notebook itself or cannot be written.
    """
    notebook = Path(notebook)
    output = Path(output or Path("build", "student", notebook.name)).expanduser()
    nb = cells.read(notebook)
    files.prepare(output, notebook)
    nb.cells = [cell for cell in nb.cells if "solution" not in cells.tags(cell)]
    nb.metadata.pop("widgets", None)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    files.replace(output, nbformat.v4.writes_json(nb) + "\n")
    return output
