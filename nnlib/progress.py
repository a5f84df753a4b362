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
        Threads may share it. Its ``set_description`` is tqdm's; what is printed within
        ``with shown.aside():`` has a line of its own. Without tqdm it shows nothing.
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

        def update(self, n=1):
            with self._lock:  # tqdm counts outside of it
                return super().update(n)

        @contextlib.contextmanager
        def aside(self):
            with self._lock:
                self.clear(nolock=True)
                yield
                self.refresh(nolock=True)

    return Bar


class _Nothing:
    def update(self, count=1) -> None:
        pass

    def set_description(self, words) -> None:
        pass

    def aside(self):
        return contextlib.nullcontext()
