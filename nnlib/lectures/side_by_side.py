"""Work done in several threads at once, all of which one interrupt ends."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

_HEARING = 0.2  # seconds from an interrupt to its effect
_Result = TypeVar("_Result")


def run(
    works: Sequence[Callable[[threading.Event], _Result]],
    at_once: int,
    ended: Callable[[int, Future[_Result]], None],
) -> None:
    """Do works side by side, the first ones first.

    The threads have no event loop: this one may have, as in Jupyter.

    Parameters
    ----------
    works : sequence of callable
        Each takes an event; when it is set, the work ends as soon as it can.
    at_once : int
    ended : callable
        Told in this thread of each work that has ended: ``ended(number, future)``.

    Raises
    ------
    KeyboardInterrupt
        If this is interrupted, and whatever `ended` raises: once all works have ended.
    """
    stop = threading.Event()

    def begin(work: Callable[[threading.Event], _Result]) -> _Result:
        if stop.is_set():  # it waited for a thread that was stopped
            raise KeyboardInterrupt
        return work(stop)

    with ThreadPoolExecutor(at_once) as threads:
        try:
            left = {threads.submit(begin, work): k for k, work in enumerate(works)}
            while left:
                # The system may give an interrupt to another thread; this one, which
                # alone can heed it, learns of it when it wakes.
                done = wait(left, _HEARING, return_when=FIRST_COMPLETED).done
                for future in sorted(done, key=left.__getitem__):
                    ended(left.pop(future), future)
        finally:
            stop.set()
