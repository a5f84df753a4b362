"""A kernel that runs the cells of a lecture; no wait on it is without a limit."""

import asyncio
import itertools
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
)
from nbconvert.filters import strip_ansi

from nnlib import cells
from nnlib.decks import text

SECONDS = {"class": 600, "full": 6 * 3600}  # that a cell may take, at each scale
_LIMIT = "NNLIB_CELL_TIMEOUT"
_CHARACTERS = 20_000_000  # that a cell may show; a long animation has five million
_LEAST = 200  # characters that an output counts for, however short
_START = 120  # seconds that a kernel may take to start, or a cell, if that is more
_ARRIVAL = 60  # seconds from the end of a cell to the last of its outputs
_HEEDING = 2  # seconds from a cancellation to its effect
_GLANCE = 0.1  # seconds after which a stop is noticed
_KILLING = 10  # seconds to the end of a kernel


class LectureError(ValueError):
    """A lecture did not run through; the message says where and why."""


def run(
    nb,
    notebook: Path,
    folder: str,
    environment: dict[str, str],
    stop: threading.Event,
    executed: Callable[[], object],
) -> None:
    """Run all cells of a notebook in a fresh kernel of this Python.

    A cell with the tag ``raises-exception`` must fail, and the next ones are run.
    Nobody answers a cell that asks for input, and no front end answers a widget: what
    an Output widget or `interact` shows first is an output of its cell. The kernel is
    gone at the end, also where this is stopped.

    Parameters
    ----------
    nb : nbformat.NotebookNode
        Its outputs are written into it.
    notebook : path
        How messages name it.
    folder : str
        Where the kernel runs.
    environment : dict
        All variables of the kernel. ``NNLIB_CELL_TIMEOUT`` are the seconds that a cell
        may take; without it `SECONDS` of the scale.
    stop : threading.Event
        Set by another thread, it ends the run: this thread, which must not have an
        event loop, hears of no interrupt.
    executed : callable
        Called after each cell.

    Raises
    ------
    LectureError
        If a cell fails, does not end or shows too much, or if the kernel does not
        start or dies.
    ValueError
        If the limit is no number.
    KeyboardInterrupt
        If it was stopped.
    """
    client = _Client(nb, seconds(environment), executed)
    try:
        asyncio.run(_with_kernel(client, stop, cwd=folder, env=environment))
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        raise LectureError(_failure(notebook, client, error)) from None
    if stop.is_set():
        raise KeyboardInterrupt
    for number, cell in enumerate(nb.cells, 1):
        if cells.has_code(cell) and "raises-exception" in cells.tags(cell):
            if not any(output.output_type == "error" for output in cell.outputs):
                raise LectureError(
                    f"{place(notebook, number, cell)} has the tag raises-exception, "
                    "and raises none; take the tag away"
                )


def seconds(environment: dict[str, str]) -> int:
    """Return the seconds that a cell may take in this environment."""
    scale = environment.get("NNLIB_SCALE")
    given = environment.get(_LIMIT) or SECONDS["full" if scale == "full" else "class"]
    try:
        seconds = int(given)
    except ValueError:
        seconds = 0
    if seconds < 1:
        raise ValueError(f"{_LIMIT}: {given!r} came; give whole seconds, such as 3600")
    return seconds


class _Client(NotebookClient):
    """Keeps where it is, and lets no cell show without end."""

    def __init__(self, nb, limit: int, executed) -> None:
        self.place = None
        self.shown = 0
        self.limit = limit
        self.manager = _ThisPython()
        super().__init__(
            nb,
            km=self.manager,
            timeout=limit,
            iopub_timeout=_ARRIVAL,
            raise_on_iopub_timeout=True,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=False,  # takes hours for a long line
            on_cell_execute=self._starts,
            on_cell_executed=self._ends,
        )
        self.executed = executed
        self.widget_registry = {"@jupyter-widgets/output": {"OutputModel": _Output}}

    def _starts(self, cell, cell_index) -> None:
        self.place = cell_index + 1, cell
        self.shown = 0

    def _ends(self, cell, cell_index, execute_reply) -> None:
        cell.outputs = merged(cell.outputs)
        self.executed()

    def process_message(self, msg, cell, cell_index):
        """Take a message of the kernel, and count what it shows."""
        content = msg["content"]
        if msg["msg_type"] == "clear_output":
            self.shown = 0
        elif msg["msg_type"] == "stream":
            self.shown += max(len(content["text"]), _LEAST)
        elif msg["msg_type"] in ("display_data", "execute_result"):
            size = sum(len(str(data)) for data in content["data"].values())
            self.shown += max(size, _LEAST)
        if self.shown > _CHARACTERS and self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()
        return super().process_message(msg, cell, cell_index)


def merged(outputs: list) -> list:
    """Make one output of all of a stream, as a terminal shows it; stdout is first."""
    parts = {"stdout": [], "stderr": []}
    for output in outputs:
        if output.output_type == "stream":
            parts[output.name].append(output.text)
    merged = []
    for output in outputs:
        if output.output_type == "stream":
            if not parts[output.name]:
                continue
            output.text = text.as_terminal("".join(parts[output.name]))
            parts[output.name] = []
        merged.append(output)
    for place, (one, other) in enumerate(itertools.pairwise(merged)):
        if one.get("name") == "stderr" and other.get("name") == "stdout":
            merged[place : place + 2] = other, one  # they come in any order
    return merged


class _Output:
    """An Output widget whose first state is stored where the kernel shows it.

    The one of nbclient answers the kernel on the channel on which nbclient waits for
    the end of the cell, which then never comes.
    """

    def __init__(self, comm_id, state, kernel_client, client) -> None:
        self.client = client
        self.parent = None  # the cell whose outputs it takes
        self.held = []
        self.clears = False

    def handle_msg(self, msg) -> None:
        """Begin or end to take outputs."""
        state = msg["content"]["data"].get("state", {})
        if "msg_id" not in state:
            return
        if self.parent:
            self.client.remove_output_hook(self.parent, self)
        self.parent = state["msg_id"]
        if self.parent:
            self.client.register_output_hook(self.parent, self)

    def output(self, outs, msg, display_id, cell_index) -> None:
        """Take an output."""
        if self.clears:
            self._clear(outs, cell_index)
        hooks = self.client.output_hook_stack.pop(self.parent)
        try:
            self.held.append(self.client.output(outs, msg, display_id, cell_index))
        finally:
            self.client.output_hook_stack[self.parent] = hooks

    def clear_output(self, outs, msg, cell_index) -> None:
        """Take away what it took, and nothing else; on demand when more comes."""
        self.clears = True
        if not msg["content"].get("wait"):
            self._clear(outs, cell_index)

    def _clear(self, outs, cell_index) -> None:
        mine = {id(output) for output in self.held}
        if any(id(output) in mine for output in outs):
            outs[:] = [output for output in outs if id(output) not in mine]
            self.client.clear_display_id_mapping(cell_index)
        self.held.clear()
        self.clears = False


class _ThisPython(AsyncKernelManager):
    """Starts the Python that runs this, whatever kernels are installed."""

    @property
    def kernel_spec(self):
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, language="python")


async def _with_kernel(client: _Client, stop: threading.Event, **options) -> None:
    """Run the cells until they end or `stop` is set; then the kernel ends, too."""
    before, ended = asyncio.all_tasks(), False
    try:
        work = asyncio.ensure_future(_work(client, **options))
        waiting = asyncio.ensure_future(_is_set(stop))
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            work.result()
            ended = True
    finally:
        left = asyncio.all_tasks() - before
        for task in left:  # nbclient leaves some where a cell did not end
            task.cancel()
        # A cancellation is not always heeded while a kernel starts.
        done, _ = await asyncio.wait(left, timeout=_HEEDING)
        for task in done:
            task.cancelled() or task.exception()  # seen, and of no more interest
        if client.manager.has_kernel:
            ending = client.manager.shutdown_kernel(now=not ended)
            await asyncio.wait_for(ending, _KILLING)
        if client.kc:
            client.kc.stop_channels()


async def _is_set(stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(_GLANCE)


async def _work(client: _Client, **options) -> None:
    # What asks past the kernel finds the end of a file.
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    await client.manager.start_kernel(**quiet, **options)
    client.kc = channels = client.manager.client()
    channels.start_channels()
    await channels.wait_for_ready(timeout=max(_START, client.limit))
    channels.allow_stdin = False
    await client.async_execute()


def _failure(notebook: Path, client: _Client, error: Exception) -> str:
    if client.place is None:
        return f"{notebook}: no kernel starts: {error}; is ipykernel installed?"
    number, cell = client.place
    return f"{place(notebook, number, cell)} {_what(client, cell, error)}"


def place(notebook: Path, number: int, cell) -> str:
    """Return how a message names a cell of a notebook."""
    return f"{notebook}: {cells.place(number, cell)}"


def _what(client: _Client, cell, error: Exception) -> str:
    failed = [o for o in cell.outputs if o.output_type == "error"]
    if client.shown > _CHARACTERS:
        return (
            f"shows more than {_CHARACTERS / 1e6:.0f} million characters or "
            f"{_CHARACTERS // _LEAST // 1000} thousand outputs; does it print for ever?"
        )
    if isinstance(error, CellTimeoutError) and "IOPub" in str(error):
        return f"ended, but its outputs did not all come within {_ARRIVAL} s"
    if isinstance(error, CellTimeoutError):
        return (
            f"did not end within {client.limit} s; "
            f"{_LIMIT}={2 * client.limit} gives each cell more time"
        )
    if not failed:
        return "killed its kernel; the memory may have run out"
    if failed[0].ename == "StdinNotImplementedError":
        return (
            "asks for input, which nobody gives while a lecture is run; "
            "write the answer into the cell"
        )
    traceback = strip_ansi("\n".join(failed[0].traceback))
    line = re.search(r"^-+> *(\d+) +(.*)", traceback, re.MULTILINE)
    where = f", line {line[1]}: {line[2]}" if line else ""
    # IPython invents a file's name for a cell; a wrong syntax is told with it.
    evalue = re.sub(r" \(\d+\.py, (line \d+)\)$", r", \1", failed[0].evalue)
    return f"fails with {failed[0].ename}: {evalue}{where}"
