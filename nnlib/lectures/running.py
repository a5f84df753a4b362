"""Running lectures, several at a time, each from top to bottom in a fresh kernel."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import Event

from nnlib import cells, progress
from nnlib.decks.blocks import WIDGET
from nnlib.lectures import kernel, neighbors, room, side_by_side
from nnlib.lectures.lecture import Lecture

# How many threads share a sum, in XLA (NPROC), OpenMP and OpenBLAS: with another number
# it is summed in another order, and a training ends elsewhere.
ONE_THREAD = {"NPROC": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_BAR = (
    "{desc}{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} cells [{elapsed}<{remaining}]"
)
_WIDTH = 40  # letters; of longer names there is what stands before the first "_"


def run(
    lectures: Sequence[Lecture],
    ended: Callable[[Lecture, Callable[[], None]], None],
    jobs: int | None = None,
) -> None:
    """Run lectures, several at a time, those that take longest first.

    Parameters
    ----------
    lectures : sequence of Lecture
    ended : callable
        Told of each lecture that has ended, one after the other in this thread:
        ``ended(lecture, keep)``. Calling ``keep()`` keeps the lecture, or raises why
        it failed: `LectureError`, or an `OSError` where it cannot be written.
    jobs : int, optional
        How many at a time; without it, as many as there is `room` for.

    Raises
    ------
    KeyboardInterrupt
        If it is interrupted: once all kernels have ended. What was kept stays.
    """
    todo = [lecture for lecture in lectures if lecture.unchanged_since is None]
    for lecture in lectures:
        if lecture not in todo:
            ended(lecture, lecture.keep)
    if not todo:
        return
    at_once = min(jobs or room.lectures(), len(todo))
    if at_once > 1:
        todo.sort(key=_longest_first)
    total = sum(cells.has_code(cell) for lecture in todo for cell in lecture.nb.cells)
    # The line of a bar is a mess in a log; there the lectures that have ended do.
    with progress.bar(total=total, bar_format=_BAR, disable=None) as bar:

        def end(number: int, run: Future[None]) -> None:
            def keep() -> None:
                run.result()
                todo[number].keep()

            with bar.aside():
                ended(todo[number], keep)

        names: list[str] = []
        shares = room.shares(at_once)
        works = [partial(_run, lecture, shares, bar, names) for lecture in todo]
        side_by_side.run(works, at_once, end)


def _longest_first(lecture: Lecture) -> tuple[bool, float]:
    """Order by the seconds of the last run; before them, where none is known, by code.

    So the last one to end does not begin late, and keeps no core waiting. How long the
    code is tells more than the size of the file, which is that of its pictures.
    """
    if lecture.took is None:
        code = (cell.source for cell in lecture.nb.cells if cells.has_code(cell))
        return False, -sum(map(len, code))
    return True, -lecture.took


def _run(
    lecture: Lecture, shares: list[set[int]], bar, names: list[str], stop: Event
) -> None:
    """Run a lecture with a share of the cores, and let the bar name it meanwhile."""
    name = lecture.notebook.stem
    names.append(name)
    bar.set_description(_in_short(names))
    share = shares.pop()
    start = time.monotonic()
    try:
        _keep_to(share)
        _execute(lecture.nb, lecture.notebook, lecture.environment, stop, bar.update)
    finally:
        lecture.took = round(time.monotonic() - start, 1)
        shares.append(share)
        names.remove(name)
        bar.set_description(_in_short(names))


def _in_short(names: list[str]) -> str:
    whole = ", ".join(names)
    short = ", ".join(name.partition("_")[0] for name in names)
    return whole if len(whole) < _WIDTH else short


def _keep_to(cores: set[int]) -> None:
    """Let the kernel that this thread starts keep to some cores.

    Threads of JAX and TensorFlow wait by spinning: with as many for each lecture as
    there are cores they take them from each other, and two lectures at once take longer
    than one after the other.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)  # of this thread, and of what it starts


def execute(nb, notebook: Path, environment: dict[str, str] | None = None) -> None:
    """Run all cells of ``nb`` in a fresh kernel of this Python, in a folder of its own.

    What lies beside the notebook is found there; what the cells write is gone.

    What is stored with the outputs is only what is the same in every run. Numbers do
    not depend on how many cores there are, unless the environment says how many
    threads share a sum.

    Raises
    ------
    LectureError
        If a cell fails, or does not end within its time.
    """

    def ended(_, run: Future[None]) -> None:
        run.result()

    def work(stop: Event) -> None:
        _execute(nb, notebook, environment or {}, stop, lambda: None)

    side_by_side.run([work], 1, ended)


def _execute(
    nb,
    notebook: Path,
    environment: dict[str, str],
    stop: Event,
    executed: Callable[[], object],
) -> None:
    _neutral(nb)
    env = ONE_THREAD | os.environ
    env |= {"PYTHONPATH": _python_path(), "NNLIB_LECTURE": notebook.stem} | environment
    for name in {"NNLIB_DATA", "NNLIB_CLAIMS"} & env.keys():
        if env[name] not in ("", "offline"):
            env[name] = os.path.abspath(env[name])  # the kernel runs elsewhere
    with tempfile.TemporaryDirectory() as folder:
        neighbors.link(notebook, folder)
        kernel.run(nb, notebook, folder, env, stop, executed)
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
            data = output.get("data", {})
            if data.pop(WIDGET, None) and set(data) == {"text/plain"}:
                # Nothing else of it is left, and its name is nothing to look at.
                output.metadata["nnlib"] = {"widget": True}
