"""Loading a data set by its name, from the first place that has it.

The places, in order: the folder ``$NNLIB_DATA``, the cache, the mirrors, and last the
stand-in, which ``NNLIB_DATA=offline`` asks for at once.
"""

import contextlib
import importlib
import os
from pathlib import Path

from nnlib import files, jupyter
from nnlib.arguments import choice
from nnlib.datasets import download
from nnlib.datasets.catalog import REAL
from nnlib.datasets.copies import (
    Arrays,
    BadCopyError,
    Real,
    checksum,
    read,
    read_own,
)
from nnlib.datasets.data import Data

SMALL = ("digits", "moons")  # always at hand: they come with scikit-learn
STAND_INS = {
    "mnist": "handwriting",
    "fashion_mnist": "garments",
    "cifar10": "scenes",
    "hitters": "players",
}


def load(name: str) -> Data:
    """Load a data set; the first time from the network, and without one a stand-in.

    The real data are looked for in the folder that the environment variable
    ``NNLIB_DATA`` names, then in the cache (``nnlib`` in ``$XDG_CACHE_HOME`` or in
    ``~/.cache``), then on two mirrors. A file that is damaged or of another form is
    told of and passed over. Where nothing is left, a stand-in of the same shapes,
    types and class names is generated from a seed, and says so in ``source``.
    ``NNLIB_DATA=offline`` chooses the stand-in at once, without looking anywhere: the
    same on every machine.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "cifar10", "hitters", "digits", "moons"}
        ``"digits"`` and ``"moons"`` come with scikit-learn and are always the same.
        Capitals, spaces and hyphens do not matter: "Fashion-MNIST", "CIFAR 10".

    Returns
    -------
    Data
        Training and test arrays, class names, and what the data are.

    Raises
    ------
    ValueError
        If there is no such data set.
    FileNotFoundError
        If ``NNLIB_DATA`` is neither ``"offline"`` nor a folder.

    Examples
    --------
    >>> data = nnlib.load("digits")
    >>> data.x_train.shape, data.y_train.shape
    ((1350, 8, 8), (1350,))
    >>> ax = nnlib.show_images(data)
    """
    name = _name(name)
    if name in SMALL:
        from nnlib.datasets import small

        return getattr(small, name)()
    return _data(name, *_find(name, REAL[name]))


def _name(name) -> str:
    """The name of a data set, however it is spelled: "Fashion-MNIST", "CIFAR 10"."""
    known = {_letters(each): each for each in (*REAL, *SMALL)}
    spelled = _letters(name) if isinstance(name, str) else name
    found = known.get(spelled) if isinstance(spelled, str) else None
    return found or choice("name", name, known.values())


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _find(name: str, real: Real) -> tuple[Arrays, str, bool]:
    """The arrays, their source, and whether they are only a stand-in."""
    place = os.environ.get("NNLIB_DATA", "")
    if place == "offline":
        return _stand_in(name)
    if place:
        folder = Path(os.path.expanduser(place))
        if not folder.is_dir():
            raise FileNotFoundError(
                f"NNLIB_DATA: there is no folder {place!r}. Set it to a folder with "
                f"{', '.join(r.filename for r in REAL.values())}, to 'offline' for "
                "the generated stand-ins, or unset it"
            )
        paths = [path for path in _own_files(folder, real) if path.is_file()]
        if not paths:
            names = " and no ".join(path.name for path in _own_files(folder, real))
            jupyter.tell(f"{name}: no {names} in NNLIB_DATA ({place}), looking on")
        for path in paths:
            try:
                arrays, genuine = read_own(path, real)
            except BadCopyError as error:
                jupyter.tell(f"{name}: {path} is {error}; left as it is, looking on")
                continue
            if genuine:
                return arrays, real.source, False
            if real.of_archive and path.name == real.filename:
                jupyter.tell(
                    f"{name}: {path} cannot be verified; of this data set only the "
                    f"authors' archive can, {real.archive}"
                )
            return arrays, f"{real.source}; an unverified copy in NNLIB_DATA", False
    return _cached(name, real) or _downloaded(name, real)


def _own_files(folder: Path, real: Real) -> list[Path]:
    """What to look for in a folder, first what can be verified."""
    archives = [real.archive] if real.of_archive else []
    return [folder / name for name in (*archives, real.filename)]


def _stand_in(name: str) -> tuple[Arrays, str, bool]:
    maker = importlib.import_module(f"nnlib.datasets.{STAND_INS[name]}")
    return maker.make(), maker.SOURCE, True


def _cached(name: str, real: Real) -> tuple[Arrays, str, bool] | None:
    path = files.cache_folder() / real.filename
    if not path.is_file():
        return None
    try:
        arrays = read(path, real)
        if not real.of_archive and checksum(arrays) != real.sha256:
            raise BadCopyError("not what was fetched")
        return arrays, real.source, False
    except BadCopyError as error:
        removed = ""
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)  # another process may have been quicker
            removed = "removed, "
        jupyter.tell(f"{name}: {path} is {error}; {removed}fetching it again")
        return None


def _downloaded(name: str, real: Real) -> tuple[Arrays, str, bool]:
    instead = (
        "using the generated stand-in (set NNLIB_DATA to a folder to use your own copy)"
    )
    try:
        arrays = download.fetch(real)
    except download.NoNetworkError:
        jupyter.tell(f"{name}: no network, {instead}")
        return _stand_in(name)
    except BadCopyError as error:
        jupyter.tell(f"{name}: no good copy on the mirrors ({error}), {instead}")
        return _stand_in(name)
    try:
        path = files.cache_folder() / real.filename
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.replacing(path) as stream:
            real.form.write(stream, arrays)
    except OSError as error:
        jupyter.tell(f"{name}: downloaded, but not kept for the next time ({error})")
    return arrays, real.source, False


def _data(name: str, arrays: Arrays, source: str, stand_in: bool = False) -> Data:
    real = REAL[name]
    return Data(
        name=name,
        **real.form.split(arrays),
        class_names=real.class_names,
        source=source,
        stand_in=stand_in,
    )
