"""The files beside a lecture: found where it runs, and seen when they change."""

import contextlib
import os
import re
import shutil
from pathlib import Path

_LARGE = 100_000_000  # bytes of a file that is not copied where no link can be made


def link(notebook: Path, folder: str | Path) -> None:
    """Let all that lies beside a lecture be found in the folder in which it runs.

    Notebooks and hidden files are left out. Where links need a privilege, files are
    copied.
    """
    for path in _beside(notebook):
        with contextlib.suppress(OSError):
            try:
                os.symlink(path.absolute(), Path(folder, path.name))
            except OSError:
                if path.is_file() and path.stat().st_size <= _LARGE:
                    shutil.copy2(path, folder)


def named(notebook: Path, sources: list[str]) -> list[tuple[str, int, int]]:
    """Return name, size and time of each file beside a lecture that its code names.

    Parameters
    ----------
    notebook : path
    sources : list of str
        Of its code cells. ``import helper`` names ``helper.py``.
    """
    words = set(re.findall(r"[\w.\-]+", "\n".join(sources)))
    files = []
    for path in _beside(notebook):
        if not {path.name, path.stem} & words and path.name not in "".join(sources):
            continue
        files += (
            [f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path]
        )
    stats = [(str(file), file.stat()) for file in files]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


def _beside(notebook: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(
            path
            for path in notebook.parent.iterdir()
            if path.suffix != ".ipynb" and path.name[0] not in "._"
        )
    return []
