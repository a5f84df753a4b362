"""Files to write: where they go, and each of them whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, BinaryIO


def cache_folder() -> Path:
    """Return the user's folder for what can be had again: data sets and programs."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(caches, "nnlib")


def to_write(argument: str, path: Any) -> Path:
    """Return the path of a file that can be written; ``~`` is the user's folder.

    Parameters
    ----------
    argument : str
        What an error calls it.
    path : str or pathlib.Path

    Raises
    ------
    ValueError
        If it is no path, a folder, or in a folder that does not exist.
    """
    try:
        file = Path(path).expanduser()
    except (TypeError, RuntimeError) as error:
        raise ValueError(
            f"{argument}: {path!r} came ({error}); give the name of a file"
        ) from None
    if os.path.isdir(file):  # which no name is too long for
        raise ValueError(
            f"{argument}: {str(path)!r} is a folder; give the name of a file in it"
        )
    if not os.path.isdir(file.parent):
        raise ValueError(
            f"{argument}: {str(path)!r} came, and there is no folder "
            f"{str(file.parent)!r}; make it, or give a file in one that exists"
        )
    return file


def refuse_same_names(notebooks: Iterable[str | Path]) -> None:
    """Refuse notebooks of which one's files would be written over the other's.

    Raises
    ------
    ValueError
        If two of them have the same name.
    """
    seen: dict[str, str | Path] = {}
    for notebook in notebooks:
        other = seen.setdefault(Path(notebook).stem, notebook)
        if other is not notebook:
            raise ValueError(
                f"{other} and {notebook} have the same name and would be written to "
                "the same files; rename one of them"
            )


def prepare(output: Path, notebook: Path) -> None:
    """Make the folder of an output, before there is anything to lose.

    Raises
    ------
    ValueError
        If the output is a folder or the notebook itself, or has no place.
    """
    if output.is_dir():
        raise ValueError(f"output: {output} is a folder; name a file")
    if output.exists() and output.samefile(notebook):
        raise ValueError(f"output: {output} is the lecture itself; name another file")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"output: {output} cannot be written, {error.strerror}: {error.filename}"
        ) from None


def replace(path: Path, text: str) -> None:
    """Give a file a new text, in UTF-8, whole or not at all."""
    content = text.encode("utf-8")
    with replacing(path) as stream:
        stream.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """Write a file under another name beside it, which then takes its place.

    A file that was there keeps its permissions, and a link leads where it led. Where
    the writing fails or is interrupted, everything is as before.

    Raises
    ------
    OSError
        If it cannot be written; the message names it.
    """
    place, name = Path(os.path.realpath(path)), None
    try:
        if place.exists() and not place.is_file():
            raise OSError("it is no file")  # not /dev/null, which would be gone
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with open(handle, "wb") as stream:
            yield stream
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        os.chmod(name, mode)
        os.replace(name, place)
    except BaseException as error:
        if name:
            os.unlink(name)
        if isinstance(error, OSError):
            why = error.strerror or error
            raise OSError(f"{path}: cannot be written, {why}") from None
        raise
