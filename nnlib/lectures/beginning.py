"""A lecture to begin with: a slide of each kind, an exercise with its check."""

import re
import unicodedata
from pathlib import Path

import nbformat

from nnlib import cells, files

_TEMPLATE = Path(__file__).with_suffix(".ipynb")


def write(title: str, output: str | Path | None = None) -> Path:
    """Write a notebook to begin a lecture with; it can be run as it is.

    Parameters
    ----------
    title : str
        Of the lecture, on its first slide.
    output : path, optional
        The file to write; without one its name is made of the title, in this folder.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If the title is empty, or ``output`` cannot be written.
    FileExistsError
        If there is such a file.
    """
    title = " ".join(title.split())
    if not title:
        raise ValueError("title: an empty one came; give the title of the lecture")
    output = Path(output or f"{_name(title)}.ipynb").expanduser()
    files.prepare(output, _TEMPLATE)
    if output.exists():
        raise FileExistsError(f"{output} is there already; --output names another file")
    nb = cells.read(_TEMPLATE)
    nb.cells[0].source = nb.cells[0].source.replace("# Title", f"# {title}", 1)
    files.replace(output, nbformat.v4.writes_json(nb) + "\n")
    return output


def _name(title: str) -> str:
    """Return a name for a file, of letters that every system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", plain.lower())) or "lecture"
