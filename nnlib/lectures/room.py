"""How many lectures there is room for at once."""

import contextlib
import os
from pathlib import Path

AT_MOST = 4
_LECTURE = 2_000_000_000  # bytes that a lecture takes: a backend, its data, figures
_REST = 3_000_000_000  # that are left to everything else
_LIMITS = ("memory.max", "memory/memory.limit_in_bytes")  # of a container
_CONTAINER = Path("/sys/fs/cgroup")


def lectures() -> int:
    """Return how many lectures the cores and the memory allow to run at once.

    Returns
    -------
    int
        1 to `AT_MOST`: a core for each, and 2 GB beside 3 GB for everything else.
    """
    return max(1, min(AT_MOST, len(_cores()), (_memory() - _REST) // _LECTURE))


def shares(at_once: int) -> list[set[int]]:
    """Share the cores that this process may use among lectures.

    Parameters
    ----------
    at_once : int
        How many lectures run at once.

    Returns
    -------
    list of set of int
        As many shares, none empty: where there are too few cores, each has all.
    """
    cores = _cores()
    return [set(cores[place::at_once] or cores) for place in range(at_once)]


def _cores() -> list[int]:
    """The numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _memory() -> int:
    """Return the bytes of memory of this machine, or of the container."""
    known = [AT_MOST * _LECTURE + _REST]  # where the system says nothing: Windows
    with contextlib.suppress(AttributeError, ValueError):
        known = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for name in _LIMITS:
        with contextlib.suppress(OSError, ValueError):  # there is none, or "max"
            known.append(int((_CONTAINER / name).read_text()))
    return min(known)
