"""A lecture for students: what they shall find themselves is not in it."""

from collections.abc import Callable
from pathlib import Path

import nbformat

from nnlib import cells, files
from nnlib.decks.blocks import is_explorable

_TITLE = "# @title Check: run this cell\n"  # as Colab wants it, a comment elsewhere


def write(notebook: str | Path, output: str | Path | None = None) -> Path:
    """Write a copy of a notebook for students.

    It has neither ``solution`` cells nor speaker notes, nor outputs but explorables,
    which need no kernel. The code of its ``check`` cells is folded, in JupyterLab and
    in Colab.

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
    return write_copy(notebook, output, "student", for_students)


def write_copy(
    notebook: str | Path, output: str | Path | None, folder: str, made: Callable
) -> Path:
    """Write what is made of a notebook; return the file.

    Parameters
    ----------
    notebook : path
    output : path or None
        The file; ``build/FOLDER/NAME.ipynb`` without one.
    folder : str
    made : callable
        Of the notebook that was read, returning the one to write.
    """
    notebook = Path(notebook)
    output = Path(output or Path("build", folder, notebook.name)).expanduser()
    nb = cells.read(notebook)
    files.prepare(output, notebook)
    files.replace(output, nbformat.v4.writes_json(made(nb)) + "\n")
    return output


def for_students(nb):
    """Make of a notebook that was read the one for students; return it.

    Parameters
    ----------
    nb : nbformat.NotebookNode
    """
    nb.cells = [cell for cell in nb.cells if not cells.is_withheld(cell)]
    nb.metadata.pop("widgets", None)
    for cell in nb.cells:
        if cell.cell_type == "code":
            kept = [
                output
                for output in cell.outputs
                if is_explorable(output.get("data", {}).get("text/html", ""))
            ]
            cell.update(outputs=kept, execution_count=None)
            for output in kept:
                if "execution_count" in output:
                    output.execution_count = None
        if "check" in cells.tags(cell):
            fold(cell)
            if not cell.source.startswith(_TITLE):
                cell.source = _TITLE + cell.source
    return nb


def fold(cell) -> None:
    """Fold the code of a cell, in JupyterLab and in Colab."""
    cell.metadata.setdefault("jupyter", {})["source_hidden"] = True
    cell.metadata["cellView"] = "form"
