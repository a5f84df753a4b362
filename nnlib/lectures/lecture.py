"""Lectures to be run, and what is kept of a run: a deck, or outputs in their place."""

import abc
import base64
import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from nnlib import cells, files
from nnlib.decks.deck import write_slides
from nnlib.decks.pictures import shrink
from nnlib.decks.slides import Talk
from nnlib.lectures import dependencies, kernel
from nnlib.lectures.kernel import LectureError

COMMITTED = {
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "3",  # what TensorFlow tells of this machine
}
_MARK = "nnlib_run"  # where a run notebook says from what it was made, and when


class Lecture(abc.ABC):
    """A lecture to be run, and what is to be done with it then.

    Parameters
    ----------
    notebook : path
        It is read now: what is edited later is not run.
    environment : dict, optional
        Variables that its kernel sees beside those of this process.

    Attributes
    ----------
    nb : nbformat.NotebookNode
    unchanged_since : str or None
        When it was run, if it need not be run again.
    took : float or None
        The seconds of its run, or of the one before.
    deck : Path or None
        The file of its slides, if they are to be written.
    talk : Talk or None
        The slides, once they are written.

    Raises
    ------
    ValueError
        If the lecture cannot be read.
    """

    def __init__(self, notebook: str | Path, environment: dict[str, str] | None = None):
        self.notebook = Path(notebook)
        self.nb = cells.read(self.notebook)
        self.environment = environment or {}
        self.unchanged_since: str | None = None
        self.took: float | None = None
        self.deck: Path | None = None
        self.talk: Talk | None = None

    @abc.abstractmethod
    def keep(self) -> None:
        """Write what the run has brought."""


class ForDeck(Lecture):
    """A lecture that is run where it has changed, for its deck.

    Parameters
    ----------
    notebook : path
    output : path
        The folder for ``lectures/NAME.ipynb``, with outputs, and ``decks/NAME.html``.
    force : bool
        Run the lecture whether or not it, nnlib, the libraries or the environment
        have changed since. It is run, too, where ``NNLIB_CLAIMS`` asks for claims.

    Raises
    ------
    ValueError
        If the lecture cannot be read, or the output cannot be written.
    """

    def __init__(
        self,
        notebook: str | Path,
        output: str | Path = "build",
        *,
        force: bool = False,
    ):
        super().__init__(notebook)
        deck = Path(output, "decks", f"{self.notebook.stem}.html")
        self.deck = self._slides = deck
        self._result = Path(output, "lectures", self.notebook.name)
        for path in (self._result, deck):
            files.prepare(path, self.notebook)
        self._key = dependencies.key(self.nb, self.notebook)
        before, mark = _run_before(self._result)
        self.took = mark.get("seconds")
        asked = force or os.environ.get("NNLIB_CLAIMS")  # only a run writes claims
        if mark.get("key") == self._key and not asked:
            self.nb, self.unchanged_since = before, mark["at"]

    def keep(self) -> None:
        """Write the lecture with its outputs, if it was run now, and its deck."""
        if self.unchanged_since is None:
            at = datetime.now().isoformat(" ", "minutes")
            mark = {"key": self._key, "at": at, "seconds": self.took}
            self.nb.metadata[_MARK] = mark
            text = nbformat.v4.writes_json(self.nb) + "\n"
            files.replace(self._result, text)
            self.nb = nbformat.v4.reads_json(text)  # in one form, whatever cells showed
        self.talk = write_slides(self.nb, self.notebook, self._slides)


class InPlace(Lecture):
    """A lecture whose outputs are kept in its own file, ready to be committed.

    The lecture sees generated data, no live plots and the JAX backend, so that its
    outputs are the same on every machine.
    """

    def __init__(self, notebook: str | Path):
        super().__init__(notebook, COMMITTED)
        self._before = self.notebook.read_bytes()

    def keep(self) -> None:
        """Write the outputs into the notebook.

        Raises
        ------
        LectureError
            If a cell wrote to stderr, or the file was edited meanwhile. It stays as
            it is.
        """
        for number, cell in enumerate(self.nb.cells, 1):
            for out in cell.get("outputs", []):
                self._make_ready(out, kernel.place(self.notebook, number, cell))
        if self.notebook.read_bytes() != self._before:
            raise LectureError(
                f"{self.notebook}: it was edited while it ran; run it again"
            )
        files.replace(self.notebook, nbformat.v4.writes_json(self.nb) + "\n")

    @staticmethod
    def _make_ready(out, place: str) -> None:
        if out.get("name") == "stderr":
            first = out.text.strip().splitlines()[0]
            raise LectureError(f"{place} writes to stderr: {first}")
        if "image/png" in out.get("data", {}):
            try:
                small, _ = shrink(base64.b64decode(out.data["image/png"]))
            except ValueError as error:
                raise LectureError(f"{place} shows {error}") from None
            out.data["image/png"] = base64.b64encode(small).decode()


def as_run(notebook: Path, output: str | Path = "build"):
    """Return a notebook with the outputs of its last run, else with those it stores.

    Parameters
    ----------
    notebook : path
    output : path
        The folder of `ForDeck`. A run that was before the notebook, nnlib, the
        libraries or the environment changed does not count.
    """
    nb = cells.read(notebook)
    before, mark = _run_before(Path(output, "lectures", notebook.name))
    return before if mark.get("key") == dependencies.key(nb, notebook) else nb


def _run_before(result: Path) -> tuple[Any, dict]:
    """What an earlier run has written, or None, and from what it was made."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        nb = cells.read(result)
        return nb, nb.metadata.get(_MARK, {})
    return None, {}
