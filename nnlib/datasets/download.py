"""Fetching real data from the first mirror that has them whole.

Whether there is a network is found out within :data:`PATIENCE` seconds, whatever
the name server does, and that there is none is remembered for a minute, so that a
lecture without one waits once.
"""

import http.client
import queue
import sys
import threading
import time
import urllib.error
import urllib.request

from nnlib import progress
from nnlib.datasets.copies import Arrays, BadCopyError, Real, checked, is_genuine

PATIENCE = 2.5  # seconds until one of the mirrors must have answered
STALL = 10.0  # seconds without a byte until a download is given up
MEMORY = 60.0  # seconds for which a missing network is not looked for again

_quiet_until = 0.0  # on the monotonic clock


class NoNetworkError(OSError):
    """None of the mirrors can be reached."""


def fetch(real: Real) -> Arrays:
    """Download a data set and check it.

    Raises
    ------
    NoNetworkError
        If no mirror answers.
    BadCopyError
        If mirrors answer, but none has the right content.
    """
    failures = []
    for mirror in _by_answer(real.mirrors):
        try:
            return _genuine([_get(address) for address in mirror], real)
        except (OSError, http.client.HTTPException, BadCopyError) as error:
            failures.append(f"{mirror[0].split('/')[2]}: {error}")
    raise BadCopyError("; ".join(failures))


def _genuine(files: list[bytes], real: Real) -> Arrays:
    arrays = checked(lambda: real.decode(files), real)
    if not is_genuine(files, arrays, real):
        raise BadCopyError("the checksum differs")
    return arrays


def _by_answer(mirrors: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """The mirrors, all asked at once: the first to answer, then those not heard of.

    In daemon threads, since looking up a name may hang beyond any timeout.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        raise NoNetworkError("no network")
    answers = queue.SimpleQueue()

    def ask(mirror):
        try:
            with urllib.request.urlopen(mirror[0], timeout=PATIENCE):
                answers.put((mirror, True))
        except urllib.error.HTTPError as error:  # the download will say what is wrong
            error.close()
            answers.put((mirror, True))
        except Exception:  # whatever it is, a thread may not print it
            answers.put((mirror, False))

    for mirror in mirrors:
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    waiting = list(mirrors)
    deadline = time.monotonic() + PATIENCE
    while waiting:
        try:
            mirror, answered = answers.get(
                timeout=max(0.0, deadline - time.monotonic())
            )
        except queue.Empty:
            break
        waiting.remove(mirror)
        if answered:
            return [mirror, *waiting]
    _quiet_until = time.monotonic() + MEMORY
    raise NoNetworkError("no network")


def _get(address: str) -> bytes:
    parts = []
    with urllib.request.urlopen(address, timeout=STALL) as response:
        size = int(response.headers.get("Content-Length") or 0)
        with progress.bar(
            desc=address.rsplit("/")[-1],
            total=size or None,
            unit="B",
            unit_scale=True,
            delay=2,  # for what takes longer
            file=sys.stdout,
        ) as shown:
            while part := response.read(1 << 18):
                parts.append(part)
                shown.update(len(part))
    content = b"".join(parts)
    if size and len(content) != size:
        raise BadCopyError(f"only {len(content):,} of {size:,} bytes came")
    return content
