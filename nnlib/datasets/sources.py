"""Where the real data lie, what they must be, and how their files are read.

Whatever a file's form, it is read into a dictionary of arrays and it is these arrays
whose checksum is known: one checksum serves every mirror. CIFAR-10 alone is checked
by the checksum of its authors' archive. No form needs unpickling.
"""

import csv
import gzip
import hashlib
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

Arrays = dict[str, np.ndarray]
KEYS = ("x_train", "y_train", "x_test", "y_test")
NUMBERS = (
    "AtBat", "Hits", "HmRun", "Runs", "RBI", "Walks", "Years", "CAtBat", "CHits",
    "CHmRun", "CRuns", "CRBI", "CWalks", "PutOuts", "Assists", "Errors", "Salary",
)  # fmt: skip
LETTERS = ("League", "Division", "NewLeague")
DAMAGE = (
    ValueError, LookupError, OSError, EOFError, csv.Error,
    tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip  # what reading a damaged file may raise


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
    of_archive: bool = False  # sha256 is that of the one file to fetch instead


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


def read(stream: BinaryIO, real: Real) -> Arrays:
    """Read a file of ``$NNLIB_DATA`` or of the cache; BadCopyError if it is damaged."""
    try:
        if real.filename.endswith(".csv"):
            arrays = decode_csv([stream.read()])
        else:
            with np.load(stream, allow_pickle=False) as archive:
                arrays = {key: archive[key] for key in KEYS}
            arrays |= {key: arrays[key].ravel() for key in ("y_train", "y_test")}
    except DAMAGE as error:
        raise BadCopyError(f"damaged or incomplete: {error}") from error
    first = next(iter(arrays.values()))
    if first.shape != real.shape:
        raise BadCopyError(f"of shape {first.shape} instead of {real.shape}")
    return arrays


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


def decode_csv(files: list[bytes]) -> Arrays:
    """The table of Hitters, with or without a first column of names."""
    rows = list(csv.DictReader(io.StringIO(files[0].decode())))
    keys = [key for key in rows[0] if key in NUMBERS + LETTERS]
    columns = {key: [row[key] for row in rows] for key in keys}
    return {
        key: np.array(columns[key])
        if key in LETTERS
        else np.array([float(v) if v not in ("", "NA") else np.nan for v in column])
        for key, column in columns.items()
    }


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
