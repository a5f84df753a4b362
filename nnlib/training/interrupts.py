"""Interrupts that are not lost."""

import contextlib
import signal
import threading
from collections.abc import Generator


@contextlib.contextmanager
def noted() -> Generator[list]:
    """Note the interrupts that come, so that a lost one can be raised later.

    Python raises KeyboardInterrupt in whatever the main thread runs. Where that is a
    ``__del__`` or a callback of the garbage collector, as JAX has one, the exception is
    printed and forgotten: who trains in other threads meanwhile would go on for hours.

    Yields
    ------
    list
        Empty until an interrupt comes; always empty outside the main thread, where
        Python raises none.
    """
    came: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    here = threading.current_thread() is threading.main_thread()
    if not here or not callable(before):
        yield came
        return

    def note(number, frame):
        came.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)
