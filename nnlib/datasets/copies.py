"""Copies of the real data sets: how one is read, and known to be genuine.

Whatever a file's form, it is read into a dictionary of arrays and it is these arrays
whose form is checked and whose checksum is known: one checksum serves every mirror.
CIFAR-10 alone is checked by the checksum of its authors' archive. No form needs
unpickling, and nothing is unpacked that holds more than the data set.
"""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

Arrays = dict[str, np.ndarray]
WIDEST = 8  # bytes of a number in one's own file; in those of the mirrors it has one
_LETTERS = 400  # of an error


class BadCopyError(ValueError):
    """A file that is damaged, incomplete or not what it should be."""


@dataclass(frozen=True)
class Form:
    """What all images have in common, or all tables."""

    decode: Callable[[list[bytes], int], Arrays]  # as that of Real, of one's own files
    write: Callable[[BinaryIO, Arrays], None]  # a file that `decode` reads
    check: Callable[[Arrays, "Real"], Arrays]  # raises a BadCopyError
    split: Callable[[Arrays], dict[str, Any]]  # into the fields of Data


@dataclass(frozen=True)
class Real:
    """A real data set: its file, its mirrors, its checksum and its shapes."""

    filename: str  # in $NNLIB_DATA and in the cache
    source: str
    class_names: tuple[str, ...]
    mirrors: tuple[tuple[str, ...], ...]  # the addresses to fetch, for each mirror
    form: Form
    decode: Callable[[list[bytes], int], Arrays]  # what was fetched, `most` -> arrays
    shape: tuple[int, ...]  # of all training inputs, or of each column
    sha256: str  # of the arrays' content
    tests: int = 10000  # how many test inputs there are; a table is split later
    of_archive: bool = False  # sha256 is that of the one file to fetch instead

    @property
    def archive(self) -> str:
        """The name of that file."""
        return self.mirrors[0][0].rsplit("/")[-1]

    @property
    def most(self) -> int:
        """The bytes that a file of it may hold, unpacked: its numbers and some more."""
        return (self.shape[0] + self.tests) * math.prod(self.shape[1:]) + 1_000_000


def checksum(arrays: Arrays) -> str:
    """The SHA-256 of some arrays: names, types, shapes and content."""
    digest = hashlib.sha256()
    for key in sorted(arrays):
        array = np.ascontiguousarray(arrays[key])
        digest.update(f"{key} {array.dtype.str} {array.shape} ".encode())
        digest.update(array.data if array.dtype.kind != "U" else array.tobytes())
    return digest.hexdigest()


def is_genuine(files: list[bytes], arrays: Arrays, real: Real) -> bool:
    """Whether what was fetched is the data set, by its checksum."""
    if real.of_archive:
        return hashlib.sha256(files[0]).hexdigest() == real.sha256
    return checksum(arrays) == real.sha256


def read_own(path: Path, real: Real) -> tuple[Arrays, bool]:
    """Read a file of ``$NNLIB_DATA``, and tell whether it is known to be genuine."""
    if not real.of_archive:
        arrays = read(path, real)
        return arrays, checksum(arrays) == real.sha256
    if path.name != real.archive:
        return read(path, real), False  # no checksum of its arrays is known
    files = [_content(path, real)]
    arrays = checked(lambda: real.decode(files, real.most), real)
    return arrays, is_genuine(files, arrays, real)


def read(path: Path, real: Real) -> Arrays:
    """Read a file of ``$NNLIB_DATA`` or of the cache; BadCopyError if it is damaged."""
    content = _content(path, real)
    return checked(lambda: real.form.decode([content], real.most), real)


def _content(path: Path, real: Real) -> bytes:
    try:
        demand(path.stat().st_size <= WIDEST * real.most, "it is far too large")
        return path.read_bytes()
    except OSError as error:
        raise BadCopyError(f"unreadable, {error.strerror}") from None


def checked(decode: Callable[[], Arrays], real: Real) -> Arrays:
    """What `decode` finds, in the form it must have; BadCopyError if that is amiss."""
    try:
        arrays = decode()
    except BadCopyError:
        raise
    except Exception as error:  # there is no end to what a damaged file may raise
        text = f"damaged or unreadable ({type(error).__name__}: {in_short(error)})"
        raise BadCopyError(text) from error
    return real.form.check(arrays, real)


def demand(good: bool, fault: str) -> None:
    """Refuse a copy of the wrong form, and say what is wrong."""
    if not good:
        raise BadCopyError(f"of the wrong form: {in_short(fault)}")


def in_short(said: object) -> str:
    """What a file or a mirror made an error say: a line, and nothing but letters."""
    text = "".join(c if c.isprintable() else " " for c in str(said))
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]} ..."
