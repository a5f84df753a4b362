"""Reading a lecture notebook: its cells, their slide types and tags."""

import json
import os
import tempfile
from pathlib import Path

SLIDE_TYPES = ("slide", "subslide", "fragment", "notes", "skip", "-")
TAGS = ("hide-input", "exercise", "check", "solution")


def read(notebook: str | Path):
    """Read a notebook file.

    Parameters
    ----------
    notebook : path
        An ``.ipynb`` file of nbformat 4.

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it holds no notebook of nbformat 4.
    """
    import nbformat

    path = Path(notebook)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such notebook")
    text = path.read_bytes()
    try:
        content = json.loads(text)
    except ValueError:
        raise ValueError(f"{path}: not a notebook, its content is not JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError(f"{path}: not a notebook, it holds no cells")
    if content.get("nbformat") != 4:
        raise ValueError(
            f"{path}: nbformat is {content.get('nbformat')}, not 4; "
            "open it in JupyterLab and save it"
        )
    try:
        return nbformat.v4.reads_json(text.decode())
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not a whole notebook, {error} is missing") from None


def save(nb, path: Path) -> None:
    """Write a notebook, whole or not at all."""
    import nbformat

    replace(path, nbformat.v4.writes_json(nb) + "\n")


def replace(path: Path, text: str) -> None:
    """Give a file a new content, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def tags(cell) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def slide_type(cell) -> str:
    """Return the slide type of a cell; without one it continues its slide."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "-"


def has_code(cell) -> bool:
    """Tell whether running the notebook runs this cell."""
    return cell.cell_type == "code" and bool(cell.source.strip())
