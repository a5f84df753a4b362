"""What a fit shows: curves that grow, the time left, in the end a figure and a line."""

import os
import shutil
import sys
from time import perf_counter

import numpy as np

from nnlib import jupyter
from nnlib.training.curves import digits, draw_figure, shown
from nnlib.training.fit_progress import FitProgress, in_words, listed
from nnlib.training.live import picture

_INTERVAL = 0.2  # seconds between two redraws, at least
_SHARE = 0.03  # of the run's time for all redraws, at most


class Board:
    """The board of one fit.

    In a notebook the curves grow in one display, which the final figure replaces; in
    a terminal a line counts; a line at the end sums up. With ``NNLIB_LIVE=0`` there are
    only the figure and the line, and nothing in them differs from run to run.

    Parameters
    ----------
    epochs : int
        The number of the last epoch, as in ``fit``.
    first_epoch : int, default 0
        ``initial_epoch`` of ``fit``.
    verbose : {"auto", 0, 1, 2}
        0: nothing; 2: a printed line an epoch; else as above.
    engine : str
        Which engine trains.
    history : dict of str to list of float, optional
        That of the fit that this one continues.
    """

    def __init__(
        self,
        epochs: int,
        first_epoch: int = 0,
        verbose: int | str = "auto",
        engine: str = "jax",
        history: dict | None = None,
    ):
        self._progress = FitProgress(epochs, first_epoch, engine, history)
        self._view = _view(verbose)(self._progress)

    def step(self, epoch: int, done: int, steps: int | None, logs: dict) -> None:
        """Tell that `done` of `steps` batches of an epoch are through."""
        progress = self._progress
        progress.epoch, progress.logs = epoch, _numbers(logs)
        progress.share = done / steps if steps else 0.0
        progress.mark()
        self._view.step()

    def epoch(self, epoch: int, logs: dict) -> None:
        """Tell that an epoch has ended, with these logs."""
        logs = _numbers(logs)
        seconds = self._progress.end_epoch(epoch, logs)
        self._view.epoch(epoch, logs, seconds)

    @property
    def ended(self) -> int:
        """Epochs that have ended."""
        return self._progress.ended

    def close(self, reason: str | None = None) -> None:
        """Show what remains; `reason` tells why the fit ended early."""
        progress = self._progress
        progress.share, progress.logs = 0.0, {}  # of an epoch that has not ended
        self._view.close(f"; {reason}" if reason else "")


def _numbers(logs: dict) -> dict:
    """The logs without metrics that are arrays, such as a value for each class."""
    return {name: value for name, value in logs.items() if np.ndim(value) == 0}


def _view(verbose) -> type:
    if verbose == 2:
        return _Lines
    if verbose == 0:
        return _Silent
    return _Notebook if jupyter.shell() else _Terminal


class _Silent:
    """Nothing."""

    def __init__(self, progress: FitProgress):
        self.progress = progress

    def step(self) -> None:
        pass

    def epoch(self, epoch: int, logs: dict, seconds: float) -> None:
        pass

    def close(self, reason: str) -> None:
        pass


class _Lines(_Silent):
    """A printed line an epoch."""

    def __init__(self, progress):
        super().__init__(progress)
        print(f"Training {progress.engine}", flush=True)

    def epoch(self, epoch, logs, seconds):
        values = listed({name: digits(value) for name, value in logs.items()})
        number = f"epoch {epoch + 1}/{self.progress.epochs}"
        print(f"{number}: {in_words(seconds)}, {values}", flush=True)

    def close(self, reason):
        if reason:
            print(f"{self.progress.summary(everywhere=True)}{reason}", flush=True)


class _Live(_Silent):
    """Something that is drawn again and again, and keeps to its share of the time."""

    def __init__(self, progress):
        super().__init__(progress)
        self.everywhere = os.environ.get("NNLIB_LIVE") == "0"
        self.live = not self.everywhere
        self.spent = self.cost = 0.0
        self.last = progress.start

    def redraw(self) -> None:
        raise NotImplementedError

    def step(self):
        now = perf_counter()
        if not self.live or now - self.last < _INTERVAL:
            return
        if self.spent + self.cost <= _SHARE * (now - self.progress.start):
            self.timed_redraw()

    def timed_redraw(self) -> None:
        start = perf_counter()
        self.redraw()
        self.last = perf_counter()
        self.cost = self.last - start
        self.spent += self.cost

    def epoch(self, epoch, logs, seconds):
        self.step()

    def close(self, reason):
        summary = self.progress.summary(everywhere=self.everywhere)
        print(f"{summary}{reason}", flush=True)


class _Terminal(_Live):
    """A line that counts."""

    def __init__(self, progress):
        super().__init__(progress)
        self.live = self.live and sys.stdout.isatty()
        self.wide = 0

    def redraw(self):
        progress = self.progress
        bar = "#" * round(20 * progress.part)
        latest = listed(progress.latest())
        line = f"{progress.number} [{bar:.<20}] {progress.left()}  {latest}"
        self._write(line[: shutil.get_terminal_size().columns - 1].rstrip())

    def _write(self, line: str) -> None:
        sys.stdout.write(f"\r{line:{self.wide}}")
        sys.stdout.flush()
        self.wide = len(line)

    def close(self, reason):
        if self.wide:
            self._write("")
            sys.stdout.write("\r")
        super().close(reason)


class _Notebook(_Live):
    """One display: the live picture, and in the end the figure."""

    def __init__(self, progress):
        super().__init__(progress)
        self.handle = None
        if self.live:
            self.timed_redraw()

    def redraw(self):
        number = f"{self.progress.number} {self.progress.engine}"
        self._show({"text/html": picture(self.progress), "text/plain": number})

    def _show(self, data: dict, metadata: dict | None = None) -> None:
        from IPython.display import display

        metadata = metadata or {}
        if self.handle is not None:
            self.handle.update(data, metadata=metadata, raw=True)
        else:  # without an id where it stays
            options = {"display_id": True} if self.live else {}
            self.handle = display(data, metadata=metadata, raw=True, **options)

    def close(self, reason):
        if shown(self.progress.curves):
            self._show(*_bundle(draw_figure(self.progress.curves)))
        elif self.handle is not None:
            self._show({"text/plain": "No epoch has ended."})
        super().close(reason)


def _bundle(figure) -> tuple[dict, dict]:
    """What a notebook stores of a figure, whether or not matplotlib is set up in it."""
    data, metadata = jupyter.shell().display_formatter.format(figure)
    if not any(mime.startswith("image/") for mime in data):
        from IPython.core.pylabtools import print_figure

        data["image/png"] = print_figure(figure, base64=True)
    return data, metadata
