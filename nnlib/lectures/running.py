"""Running lectures, each from top to bottom in a fresh kernel."""

import base64
import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from nnlib import cells, files
from nnlib.decks.deck import write_slides
from nnlib.decks.pictures import shrink
from nnlib.lectures import dependencies, kernel
from nnlib.lectures.kernel import LectureError

COMMITTED = {
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "3",  # what TensorFlow tells of this machine
}
_MARK = "nnlib_run"  # where a run notebook says from what it was made, and when


class Ran(NamedTuple):
    """A lecture that `run` has run, or has found unchanged."""

    nb: Any  # a nbformat.NotebookNode, with outputs
    deck: Path
    unchanged_since: str | None  # when it was run, if it was not run now


def run(
    notebook: str | Path, output: str | Path = "build", *, force: bool = False
) -> Ran:
    """Run a lecture where it has changed, and write its deck.

    Parameters
    ----------
    notebook : path
    output : path
        The folder for ``lectures/NAME.ipynb``, with outputs, and ``decks/NAME.html``.
    force : bool
        Run the lecture whether or not it, nnlib, the libraries or the environment
        have changed since. It is run, too, where ``NNLIB_CLAIMS`` asks for claims.

    Returns
    -------
    Ran
        The lecture with its outputs, its deck, and whether it was run now.

    Raises
    ------
    LectureError
        If a cell fails. The files of the last good run stay.
    ValueError
        If the lecture cannot be read, or the output cannot be written.
    """
    notebook, output = Path(notebook), Path(output)
    nb = cells.read(notebook)
    result = output / "lectures" / notebook.name
    deck = output / "decks" / f"{notebook.stem}.html"
    for path in (result, deck):
        files.prepare(path, notebook)
    key, before = dependencies.key(nb), _run_before(result)
    mark = before.metadata.get(_MARK, {}) if before else {}
    asked = force or bool(os.environ.get("NNLIB_CLAIMS"))  # only a run writes claims
    unchanged_since = mark["at"] if mark.get("key") == key and not asked else None
    if unchanged_since is not None:
        nb = before
    else:
        execute(nb, notebook)
        at = datetime.now().isoformat(" ", "minutes")
        nb.metadata[_MARK] = {"key": key, "at": at}
        text = nbformat.v4.writes_json(nb) + "\n"
        files.replace(result, text)
        nb = nbformat.v4.reads_json(text)  # in one form, whatever the cells showed
    write_slides(nb, notebook, deck)
    return Ran(nb, deck, unchanged_since)


def run_in_place(notebook: str | Path) -> None:
    """Run a lecture and keep the outputs in its own file, ready to be committed.

    The lecture sees generated data, no live plots and the JAX backend, so that its
    outputs are the same on every machine.

    Raises
    ------
    LectureError
        If a cell fails or writes to stderr. The file stays as it was.
    """
    notebook = Path(notebook)
    nb = cells.read(notebook)
    execute(nb, notebook, COMMITTED)
    for number, cell in enumerate(nb.cells, 1):
        for out in cell.get("outputs", []):
            if out.get("name") == "stderr":
                raise LectureError(
                    f"{kernel.place(notebook, number, cell)} writes to stderr: "
                    f"{out.text.strip().splitlines()[0]}"
                )
            if "image/png" in out.get("data", {}):
                try:
                    small, _ = shrink(base64.b64decode(out.data["image/png"]))
                except ValueError as error:
                    raise LectureError(
                        f"{kernel.place(notebook, number, cell)} shows {error}"
                    ) from None
                out.data["image/png"] = base64.b64encode(small).decode()
    files.replace(notebook, nbformat.v4.writes_json(nb) + "\n")


def execute(nb, notebook: Path, environment: dict[str, str] | None = None) -> None:
    """Run all cells of ``nb`` in a fresh kernel of this Python, in an empty folder.

    What is stored with the outputs is only what is the same in every run.

    Raises
    ------
    LectureError
        If a cell fails, or does not end within its time.
    """
    _neutral(nb)
    env = os.environ | {"PYTHONPATH": _python_path(), "NNLIB_LECTURE": notebook.stem}
    env |= environment or {}
    for name in {"NNLIB_DATA", "NNLIB_CLAIMS"} & env.keys():
        if env[name] not in ("", "offline"):
            env[name] = os.path.abspath(env[name])  # the kernel runs elsewhere
    with tempfile.TemporaryDirectory() as folder:
        kernel.run(nb, notebook, folder, env)
    _neutral(nb)


def _python_path() -> str:
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return os.pathsep.join(filter(None, paths))


def _neutral(nb) -> None:
    """Take away what differs between machines and runs without meaning anything."""
    nb.metadata.pop("widgets", None)
    nb.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    nb.metadata["language_info"] = {"name": "python"}
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and not cells.has_code(cell):
            cell.update(execution_count=None, outputs=[])
        for output in cell.get("outputs", []):
            # Without a kernel a widget cannot be shown, and its number is random.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)


def _run_before(result: Path):
    """What an earlier run has written, or None."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        return cells.read(result)
    return None
