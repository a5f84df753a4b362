"""Reading a lecture notebook: its cells, their slide types and tags."""

import json
import textwrap
from pathlib import Path

SLIDE_TYPES = ("slide", "subslide", "fragment", "notes", "skip", "-")
TAGS = (
    "hide-input",
    "hide-output",
    "remove-cell",
    "raises-exception",
    "question",
    "left",
    "right",
    "one-by-one",
    "walk",
    "exercise",
    "check",
    "solution",
)
# Jupyter Book and nbconvert have several words for one thing.
_ALSO = {
    "remove-input": "hide-input",
    "remove-output": "hide-output",
    "hide-cell": "remove-cell",
}
_HIDDEN = {"source_hidden": "hide-input", "outputs_hidden": "hide-output"}


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
        If it is a folder, or holds no valid notebook of nbformat 4. Missing cell ids
        are let pass.
    """
    import nbformat

    path = Path(notebook)
    if path.is_dir():
        raise ValueError(f"{path}: a folder, not a notebook; name a file in it")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such notebook")
    try:
        text = path.read_text("utf-8-sig")
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{path}: not a notebook, its content is not JSON") from None
    if not isinstance(content, dict):
        content = {}
    if content.get("nbformat", 4) != 4:
        raise ValueError(
            f"{path}: nbformat is {content['nbformat']!r}, not 4; "
            "open it in JupyterLab and save it"
        )
    if not isinstance(content.get("cells"), list):
        raise ValueError(f"{path}: not a notebook, it holds no cells")
    _check(content, path)
    if "\\u" in text:
        try:
            json.dumps(content, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError(
                f"{path}: no valid notebook, it holds half of a surrogate pair, which "
                "no file can"
            ) from None
    try:
        return nbformat.v4.reads_json(text)
    except RecursionError:
        raise ValueError(f"{path}: no valid notebook, nested too deeply") from None
    except (AttributeError, TypeError) as error:  # over what it has no rule for
        raise ValueError(f"{path}: no valid notebook, {error}") from None


def _check(content: dict, path: Path) -> None:
    """Refuse what is not as nbformat 4 wants it, whether or not cells have ids."""
    from nbformat.validator import iter_validate

    content["cells"] = [
        cell | {"id": str(number)} if isinstance(cell, dict) else cell
        for number, cell in enumerate(content["cells"])
    ]
    if content.get("nbformat_minor") in range(5):
        content["nbformat_minor"] = 5  # the first with ids
    errors = iter_validate(content, version=4, version_minor=5, relax_add_props=True)
    for error in errors:
        place = list(error.absolute_path)
        if place[:1] == ["cells"] and len(place) > 1:
            place[:2] = [f"cell {place[1] + 1}"]
        what = textwrap.shorten(error.message, 90, placeholder=" ...")
        raise ValueError(
            ": ".join([f"{path}: no valid notebook", *map(str, place), what])
        )


def place(number: int, cell) -> str:
    """Return how a message names a cell: JupyterLab shows no numbers of cells."""
    first = cell.source.strip().partition("\n")[0] or "empty"
    first = "".join(letter if letter.isprintable() else " " for letter in first)
    return f"cell {number} ({first if len(first) < 60 else first[:56] + '...'})"


def tags(cell) -> list[str]:
    """Return the tags of a cell, each by the word that we use for it.

    What is folded in JupyterLab has the tag that hides it.
    """
    given = [tag.replace("_", "-") for tag in cell.metadata.get("tags", [])]
    flags = cell.metadata.get("jupyter", {})
    given += [tag for flag, tag in _HIDDEN.items() if flags.get(flag)]
    return list(dict.fromkeys(_ALSO.get(tag, tag) for tag in given))


def slide_type(cell, default: str | None = "-") -> str | None:
    """Return the slide type of a cell; without one it continues its slide."""
    slideshow = cell.metadata.get("slideshow")
    kind = slideshow.get("slide_type") if isinstance(slideshow, dict) else None
    return kind or default


def is_withheld(cell) -> bool:
    """Tell whether a copy for students leaves this cell out."""
    return "solution" in tags(cell) or slide_type(cell) == "notes"


def has_code(cell) -> bool:
    """Tell whether running the notebook runs this cell."""
    return cell.cell_type == "code" and bool(cell.source.strip())
