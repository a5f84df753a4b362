"""Writing the site: all of it first, then put in the place of the one before."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nnlib import files, progress
from nnlib.decks.deck import write_slides
from nnlib.lectures import bundling, student
from nnlib.site import documents, explorables, lecture, links, reading, sharing
from nnlib.site.index import PATH, index
from nnlib.site.navigation import above, filled

_REFERENCE = "reference"  # which another tool writes
# What a site consists of; all else in its folder is somebody else's.
_OURS = ("lectures", "decks", "student", "bundles", "explorables", sharing.FOLDER)
_PAGES = (PATH, explorables.LIST, *(f"{n}.html" for n in documents.NAMES))


def write(notebooks: Sequence[str | Path], output: str | Path = "build/site") -> Path:
    """Write the site of lectures, for any static host or a USB stick.

    It holds these lectures and no others: each as slides, as a page to read, as a
    notebook for students and as a single file. Nothing is executed: the outputs are
    those of the last run, or those in the notebook.

    Parameters
    ----------
    notebooks : sequence of path
        In the order in which they are read. Their names differ.
    output : path
        The folder. A site that is there is replaced, and its ``reference`` stays.

    Returns
    -------
    Path
        The page to begin with.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    ValueError
        If one has not been run, or what it shows cannot be put on a page; or if
        ``output`` holds other things or cannot be written.
    """
    output = Path(output).expanduser()
    paths = [Path(notebook) for notebook in notebooks]
    files.refuse_same_names(paths)
    _refuse_others(output)
    lectures = [lecture.read(path) for path in paths]
    files.prepare(output / PATH, paths[0])
    with _within(output) as folder:
        made = Path(folder)
        _write(lectures, made, has_reference=(output / _REFERENCE).is_dir())
        for name in (*_PAGES, *_OURS):
            _replace(output / name, made / name)
    return output / PATH


def _write(lectures: list[lecture.Lecture], folder: Path, *, has_reference: bool):
    readings, pages, kept = [], {}, {}
    with progress.bar(total=len(lectures), unit="lecture", disable=None) as bar:
        for one in lectures:
            notebooks = {
                f"student/{one.name}.ipynb": student.write,
                f"bundles/{one.name}.ipynb": bundling.write,
            }
            for path, write_copy in notebooks.items():
                kept[path] = write_copy(one.notebook, folder / path).read_bytes()
            path = f"decks/{one.name}.html"
            write_slides(one.nb, one.notebook, folder / path)
            pages[path] = (folder / path).read_text("utf-8")
            readings.append(reading.read(one))
            bar.update()
    pages |= _pages_of(lectures, readings)

    pages = {
        path: sharing.share(html, above(path), kept) for path, html in pages.items()
    }
    known = {*pages, *kept, *[f"{_REFERENCE}/index.html"] * has_reference}
    for path, html in pages.items():
        whole = filled(links.without_dead(html, path, known), path, known)
        kept[path] = whole.encode()
    for path, content in kept.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _pages_of(lectures, readings: list[reading.Reading]) -> dict[str, str]:
    """Return the path and the HTML of each page that is no deck."""
    around = zip([None, *lectures], readings, [*lectures[1:], None], strict=False)
    found = [explorable for one in readings for explorable in one.explorables]
    return {
        PATH: index(readings),
        explorables.LIST: explorables.listed(found),
        **{one.path: explorables.alone(one) for one in found},
        **{f"{name}.html": documents.document(name) for name in documents.NAMES},
        **{
            f"lectures/{one.lecture.name}.html": reading.write(one, before, after)
            for before, one, after in around
        },
    }


def _within(output: Path) -> tempfile.TemporaryDirectory:
    """Make the folder in which a site is made before it takes its place."""
    try:
        return tempfile.TemporaryDirectory(dir=output, prefix=".site-")
    except OSError as error:
        raise ValueError(
            f"output: {output} cannot be written, {error.strerror}"
        ) from None


def _refuse_others(output: Path) -> None:
    """Refuse a folder whose files a site would replace or lie among."""
    if not output.is_dir():
        return
    seen = {path.name for path in output.iterdir() if path.name[0] != "."}
    # Without a first page the folders are those of other commands, as in build.
    ours = {*_OURS, *_PAGES} if PATH in seen else set()
    others = sorted(seen - ours - {_REFERENCE})
    if others:
        raise ValueError(
            f"output: {output} holds other things ({others[0]}); name an empty folder, "
            "or one that does not exist"
        )


def _replace(place: Path, made: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    if made.exists():
        made.replace(place)
