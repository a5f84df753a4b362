"""A lecture as one file that brings nnlib along: no repository, no installation."""

import base64
import functools
import io
import lzma
import tarfile
import textwrap
from pathlib import Path

from nbformat.v4 import new_code_cell

import nnlib
from nnlib.explore.bundle import without_comments
from nnlib.explore.host import FRONT
from nnlib.lectures import student

_PACKAGE = Path(nnlib.__file__).parent
_LICENSE = _PACKAGE.parent / "LICENSE"
_CELL = '''\
# @title Run this cell first: it unpacks nnlib ({size} kB, MIT License) and imports it
import base64
import io
import os
import sys
import tarfile
import tempfile

PACKED = """
{packed}
"""

place = tempfile.mkdtemp(prefix="nnlib-")
content = io.BytesIO(base64.b85decode(PACKED.replace("\\n", "")))
with tarfile.open(fileobj=content, mode="r:xz") as archive:
    archive.extractall(place, filter="data")
for name in [name for name in sys.modules if name.partition(".")[0] == "nnlib"]:
    del sys.modules[name]
sys.path.insert(0, place)
paths = [place, os.environ.get("PYTHONPATH")]  # of the processes that are started here
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
import nnlib
'''


def write(notebook: str | Path, output: str | Path | None = None) -> Path:
    """Write the students' copy of a notebook with nnlib in its first cell.

    It runs where there are Python, Keras and matplotlib: in Colab, Kaggle, VS Code or
    a JupyterHub, without a repository, pip or a network. The same notebook gives the
    same bytes.

    Parameters
    ----------
    notebook : path
    output : path, optional
        The file to write; ``build/bundles/NAME.ipynb`` without one.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If ``output`` is the notebook itself or cannot be written.
    """
    return student.write_copy(notebook, output, "bundles", _with_nnlib)


def _with_nnlib(nb):
    """The students' copy, with a folded cell before all others."""
    nb = student.for_students(nb)
    metadata = {"slideshow": {"slide_type": "skip"}}
    unpacking = new_code_cell(_unpacking(), id="nnlib", metadata=metadata)
    student.fold(unpacking)
    nb.cells.insert(0, unpacking)
    return nb


@functools.cache
def _unpacking() -> str:
    """Return the code of the cell that brings nnlib along; packing takes seconds."""
    packed = base64.b85encode(_archive()).decode()
    size = round(len(packed) / 1000)
    return _CELL.format(size=size, packed="\n".join(textwrap.wrap(packed, 1000)))


def _archive() -> bytes:
    """Return nnlib and its license as a tar file: the same bytes each time."""
    raw = io.BytesIO()
    every = filter(Path.is_file, _PACKAGE.rglob("*"))
    paths = [path for path in every if _needed(path)]
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in [_LICENSE, *sorted(paths)]:
            if not path.exists():  # an installed package lies without its repository
                continue
            name = path.relative_to(_PACKAGE.parent).as_posix()
            entry = tarfile.TarInfo(name if path != _LICENSE else "nnlib/LICENSE")
            content = _content(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return lzma.compress(raw.getvalue(), preset=9)


def _content(path: Path) -> bytes:
    """Return the bytes of a file, without what an explorable leaves out anyway."""
    if path.suffix == ".js" and FRONT in path.parents:
        return without_comments(path.read_text("utf-8")).encode()
    return path.read_bytes()


def _needed(path: Path) -> bool:
    return "__pycache__" not in path.parts and not path.name.endswith("_test.js")
