"""Where the real data lie, what they must be, and how their files are read.

Whatever a file's form, it is read into a dictionary of arrays and it is these arrays
whose form is checked and whose checksum is known: one checksum serves every mirror.
CIFAR-10 alone is checked by the checksum of its authors' archive. No form needs
unpickling.
"""

import csv
import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

Arrays = dict[str, np.ndarray]
KEYS = ("x_train", "y_train", "x_test", "y_test")
COLUMNS = (  # of Hitters
    "AtBat", "Hits", "HmRun", "Runs", "RBI", "Walks", "Years", "CAtBat", "CHits",
    "CHmRun", "CRuns", "CRBI", "CWalks", "League", "Division", "PutOuts", "Assists",
    "Errors", "Salary", "NewLeague",
)  # fmt: skip
LETTERS = {"League": "AN", "Division": "EW", "NewLeague": "AN"}


class BadCopyError(ValueError):
    """A file that is damaged, incomplete or not what it should be."""


@dataclass(frozen=True)
class Real:
    """A real data set: its file, its mirrors, its checksum and its shapes."""

    filename: str  # in $NNLIB_DATA and in the cache
    source: str
    class_names: tuple[str, ...]
    mirrors: tuple[tuple[str, ...], ...]  # the addresses to fetch, for each mirror
    decode: Callable[[list[bytes]], Arrays]  # what was fetched -> arrays
    shape: tuple[int, ...]  # of all training inputs, or of each column
    sha256: str  # of the arrays' content
    tests: int = 10000  # how many test inputs there are; a table is split later
    of_archive: bool = False  # sha256 is that of the one file to fetch instead

    @property
    def archive(self) -> str:
        """The name of that file."""
        return self.mirrors[0][0].rsplit("/")[-1]


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
    files = [path.read_bytes()]
    arrays = checked(lambda: real.decode(files), real)
    return arrays, is_genuine(files, arrays, real)


def read(path: Path, real: Real) -> Arrays:
    """Read a file of ``$NNLIB_DATA`` or of the cache; BadCopyError if it is damaged."""
    decode = decode_csv if real.filename.endswith(".csv") else decode_npz
    return checked(lambda: decode([path.read_bytes()]), real)


def checked(decode: Callable[[], Arrays], real: Real) -> Arrays:
    """What `decode` finds, in the form it must have; BadCopyError if that is amiss."""
    try:
        arrays = decode()
    except BadCopyError:
        raise
    except Exception as error:  # there is no end to what a damaged file may raise
        text = f"damaged or unreadable ({type(error).__name__}: {error})"
        raise BadCopyError(text) from error
    return _table(arrays, real) if "Salary" in arrays else _images(arrays, real)


def _images(arrays: Arrays, real: Real) -> Arrays:
    """Images and labels as uint8, without the last axis of length 1 that some have."""
    good = {}
    for key in KEYS:
        shape = (real.shape[0] if "train" in key else real.tests, *real.shape[1:])
        top = 255
        if key.startswith("y"):
            shape, top = shape[:1], len(real.class_names) - 1
        array = arrays[key]
        if array.shape == (*shape, 1):
            array = array[..., 0]
        _demand(
            array.shape == shape and array.dtype.kind in "iu",
            f"{key} holds {array.dtype} of shape {array.shape}, not integers of "
            f"shape {shape}",
        )
        low, high = array.min(), array.max()
        _demand(
            low >= 0 and high <= top,
            f"{key} goes from {low} to {high}, not from 0 to {top}",
        )
        good[key] = array.astype(np.uint8, copy=False)
    return good


def _table(arrays: Arrays, real: Real) -> Arrays:
    """The columns as they are, where nothing is missing but some salaries."""
    for key, column in arrays.items():
        _demand(column.shape == real.shape, f"{len(column)} rows, not {real.shape[0]}")
        if key in LETTERS:
            _demand(
                set(column) == set(LETTERS[key]),
                f"{key} does not hold {' and '.join(LETTERS[key])}",
            )
        else:
            known = column[~np.isnan(column)] if key == "Salary" else column
            _demand(
                len(known) > len(column) / 2 and np.isfinite(known).all(),
                f"there are gaps in {key}",
            )
    return arrays


def _demand(good: bool, fault: str) -> None:
    if not good:
        raise BadCopyError(f"of the wrong form: {fault}")


def write(stream: BinaryIO, arrays: Arrays, real: Real) -> None:
    """Write arrays such that :func:`read` reads them."""
    if real.filename.endswith(".csv"):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(arrays)
        columns = map(np.ndarray.tolist, arrays.values())
        writer.writerows(zip(*columns, strict=True))
        stream.write(text.getvalue().encode())
    else:
        np.savez(stream, **arrays)


def decode_idx(files: list[bytes]) -> Arrays:
    """Four gzipped files in the idx form of MNIST (yann.lecun.com/exdb/mnist)."""
    arrays = {}
    for key, packed in zip(KEYS, files, strict=True):
        content = gzip.decompress(packed)
        rank = content[3]
        shape = np.frombuffer(content, ">u4", rank, offset=4)
        pixels = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
        arrays[key] = pixels.reshape(shape.astype(int)).copy()
    return arrays


def decode_cifar(files: list[bytes]) -> Arrays:
    """CIFAR-10's archive for C programs: a label, then 3 x 32 x 32 bytes, an image."""
    batches = {}
    with tarfile.open(fileobj=io.BytesIO(files[0]), mode="r:gz") as archive:
        for member in archive:
            if member.name.endswith(".bin"):
                content = archive.extractfile(member).read()
                batches[member.name.rsplit("/")[-1]] = np.frombuffer(content, np.uint8)
    parts = {
        "train": [batches[f"data_batch_{k}.bin"] for k in range(1, 6)],
        "test": [batches["test_batch.bin"]],
    }
    arrays = {}
    for part, found in parts.items():
        records = np.concatenate(found).reshape(-1, 3073)
        images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        arrays[f"x_{part}"] = np.ascontiguousarray(images)
        arrays[f"y_{part}"] = records[:, 0].copy()
    return arrays


def decode_npz(files: list[bytes]) -> Arrays:
    """NumPy's archive of arrays, as Keras keeps MNIST and :func:`write` all images."""
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
        for key in KEYS:
            stream = archive.open(f"{key}.npy")
            try:
                arrays[key] = np.lib.format.read_array(stream, allow_pickle=False)
            except ValueError as error:  # whose text tells how to unpickle all the same
                raise BadCopyError(f"damaged: {key} holds no numbers") from error
    return arrays


def decode_csv(files: list[bytes]) -> Arrays:
    """The table of Hitters, with or without a first column of names."""
    text = files[0].decode("utf-8-sig")  # Excel puts a mark in front
    table = csv.DictReader(io.StringIO(text), restval="")
    missing = [key for key in COLUMNS if key not in (table.fieldnames or ())]
    _demand(
        not missing,
        f"its first line has no {', '.join(missing)}, with commas between them",
    )
    rows = list(table)
    return {
        key: np.array(
            [row[key] if key in LETTERS else _number(row[key]) for row in rows]
        )
        for key in COLUMNS
    }


def _number(text: str) -> float:
    return np.nan if text in ("", "NA") else float(text)


def _idx(*bases: str) -> tuple[tuple[str, ...], ...]:
    parts = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3")
    parts += ("t10k-labels-idx1",)
    return tuple(tuple(f"{base}{part}-ubyte.gz" for part in parts) for base in bases)


GARMENTS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
SCENES = (
    "airplane", "automobile", "bird", "cat", "deer",
    "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
DIGITS = tuple("0123456789")

REAL = {
    "mnist": Real(
        filename="mnist.npz",
        source="MNIST, handwritten digits (LeCun, Cortes and Burges, CC BY-SA 3.0)",
        class_names=DIGITS,
        mirrors=_idx(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        decode=decode_idx,
        shape=(60000, 28, 28),
        sha256="399f6831a588b2df9458cab2fad1a8fc1666482fe032c8d0b1034801438b5ade",
    ),
    "fashion_mnist": Real(
        filename="fashion_mnist.npz",
        source="Fashion-MNIST, catalog pictures (Xiao, Rasul and Vollgraf, Zalando, "
        "2017, MIT license)",
        class_names=GARMENTS,
        mirrors=_idx(
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ),
        decode=decode_idx,
        shape=(60000, 28, 28),
        sha256="4193f3d23d16f757ac290c23c037d06693e162818a856860f9a421b592c7d18e",
    ),
    "cifar10": Real(
        filename="cifar10.npz",
        source="CIFAR-10, small photographs (Krizhevsky, Learning Multiple Layers of "
        "Features from Tiny Images, 2009, free for research with citation)",
        class_names=SCENES,
        mirrors=(
            ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            (
                "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/"
                "datasets/cifar-10-binary.tar.gz",
            ),
        ),
        decode=decode_cifar,
        shape=(50000, 32, 32, 3),
        sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        of_archive=True,
    ),
    "hitters": Real(
        filename="hitters.csv",
        source="Hitters, 322 baseball players of 1986 and 1987 (James, Witten, Hastie "
        "and Tibshirani, An Introduction to Statistical Learning, package ISLR)",
        class_names=(),
        mirrors=(
            (
                "https://raw.githubusercontent.com/intro-stat-learning/ISLP/main/ISLP/"
                "data/Hitters.csv",
            ),
            ("https://vincentarelbundock.github.io/Rdatasets/csv/ISLR/Hitters.csv",),
        ),
        decode=decode_csv,
        shape=(322,),
        sha256="4e5c177d33117762efc50139348aec0e62539c73f73ea33597ade66b77ba58f7",
    ),
}
