"""A progress bar, where there is tqdm, that an interrupt never locks up."""

import contextlib
import functools
import threading


def bar(**options):
    """Open a bar that goes when its ``with`` ends: ``as shown``, ``shown.update(n)``.

    tqdm's own lock is two locks, one of which starts a process: an interrupt between
    them leaves one locked, and the bar then waits for itself for ever.

    Parameters
    ----------
    **options
        What `tqdm.tqdm` takes: ``total``, ``desc``, ``unit``, ``file``, ...

    Returns
    -------
    context manager
        Without tqdm its ``update`` shows nothing.
    """
    try:
        kind = _kind()
    except ImportError:
        return contextlib.nullcontext(_Nothing())
    return kind(leave=False, miniters=1, **options)


@functools.cache
def _kind():
    from tqdm import tqdm

    class Bar(tqdm):
        _lock = threading.RLock()
        monitor_interval = 0  # no thread: with miniters=1 there is nothing to watch

    return Bar


class _Nothing:
    def update(self, count=1) -> None:
        pass
