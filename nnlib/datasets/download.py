"""Fetching real data from the first mirror that has them whole.

Whether there is a network is found out within :data:`PATIENCE` seconds, whatever
the name server does, and that there is none is remembered for a minute, so that a
lecture without one waits once. What a mirror says is believed once its checksum is
known: no more is read than the data set has, it leads to no other kind of address, and
its certificate must be good.
"""

import http.client
import queue
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request

from nnlib import progress
from nnlib.datasets.copies import (
    Arrays,
    BadCopyError,
    Real,
    checked,
    in_short,
    is_genuine,
)

PATIENCE = 2.5  # seconds until one of the mirrors must have answered
STALL = 10.0  # seconds without a byte until a download is given up
SLOWEST = 1000  # bytes a second, on the whole, below which it is given up, too
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
            return _genuine([_get(address, real.most) for address in mirror], real)
        # A ValueError, too, is what a strange header leads to.
        except (OSError, http.client.HTTPException, ValueError) as error:
            failures.append(f"{mirror[0].split('/')[2]}: {_why(error)}")
    raise BadCopyError("; ".join(failures))


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
    reason = getattr(error, "reason", None)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted, {reason.verify_message}"
    return in_short(error)


def _genuine(files: list[bytes], real: Real) -> Arrays:
    arrays = checked(lambda: real.decode(files, real.most), real)
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
            with _open(mirror[0], PATIENCE):
                answers.put((mirror, True))
        except urllib.error.HTTPError as error:  # the download will say what is wrong
            error.close()
            answers.put((mirror, True))
        except Exception as error:  # whatever it is, a thread may not print it
            reason = getattr(error, "reason", error)
            # It will say what is wrong with a certificate or a header, too.
            answered = isinstance(reason, ssl.SSLError) or not isinstance(
                error, OSError
            )
            answers.put((mirror, answered))

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


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Goes where an answer leads, but from https to nothing else."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if not newurl.lower().startswith(f"{req.type}:"):
            said = f"it leads to another kind of address, {newurl}"
            raise urllib.error.HTTPError(req.full_url, code, said, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(address: str, timeout: float):
    return urllib.request.build_opener(_SameScheme).open(address, timeout=timeout)


def _get(address: str, most: int) -> bytes:
    parts, came, begun = [], 0, time.monotonic()
    with _open(address, STALL) as response:
        size = response.length or 0
        with progress.bar(
            desc=address.rsplit("/")[-1],
            total=size or None,
            unit="B",
            unit_scale=True,
            delay=2,  # for what takes longer
            file=sys.stdout,
        ) as shown:
            while part := response.read1(1 << 18):
                parts.append(part)
                came += len(part)
                shown.update(len(part))
                if max(came, size) > most:
                    raise BadCopyError(f"more than {most:,} bytes come")
                if time.monotonic() - begun > STALL + came / SLOWEST:
                    raise BadCopyError(f"only {came:,} bytes came so far")
    if size and came != size:
        raise BadCopyError(f"only {came:,} of {size:,} bytes came")
    return b"".join(parts)
