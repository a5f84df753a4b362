"""What a lecture's outputs depend on: cells, files, nnlib, libraries, switches."""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import platform
from pathlib import Path

from nnlib.lectures import neighbors

_PACKAGE = Path(__file__).parents[1]
_NOT_COMPUTING = ("decks", "lectures", "site", "cells.py", "__main__.py")
_SWITCHES = ("NNLIB_SCALE", "NNLIB_SEED", "NNLIB_LIVE", "NNLIB_DATA", "KERAS_BACKEND")
_LIBRARIES = ("keras", "jax", "tensorflow", "numpy", "matplotlib")


def key(nb, notebook: Path) -> str:
    """Return a hash of all that a run of a notebook depends on.

    Parameters
    ----------
    nb : nbformat.NotebookNode
    notebook : path
        Beside which the files lie that its code names.
    """
    sources = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    parts = [
        neighbors.named(notebook, sources),
        [(cell.cell_type, cell.source, cell.metadata) for cell in nb.cells],
        platform.python_version(),
        [_version(name) for name in _LIBRARIES],
        {name: os.environ.get(name) for name in _SWITCHES},
        _stat(Path(os.environ.get("NNLIB_DATA", ""))),
    ]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        if inside.parts[0] in _NOT_COMPUTING or "__pycache__" in inside.parts:
            continue
        if path.is_file():
            digest.update(f"\0{inside.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _version(library: str) -> str | None:
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(library)
    return None


def _stat(folder: Path) -> list:
    if not folder.parts or not folder.is_dir():
        return []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
