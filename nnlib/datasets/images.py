"""Data sets of images: the forms of their files, and the form that they must have."""

import gzip
import io
import tarfile
import zipfile
from typing import BinaryIO

import numpy as np

from nnlib.datasets.copies import (
    WIDEST,
    Arrays,
    BadCopyError,
    Form,
    Real,
    demand,
)

KEYS = ("x_train", "y_train", "x_test", "y_test")


def check(arrays: Arrays, real: Real) -> Arrays:
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
        demand(
            array.shape == shape and array.dtype.kind in "iu",
            f"{key} holds {array.dtype} of shape {array.shape}, not integers of "
            f"shape {shape}",
        )
        low, high = array.min(), array.max()
        demand(
            low >= 0 and high <= top,
            f"{key} goes from {low} to {high}, not from 0 to {top}",
        )
        good[key] = array.astype(np.uint8, copy=False)
    return good


def _unzipped(packed: bytes, most: int) -> bytes:
    """What is gzipped, read no further than `most`."""
    with gzip.open(io.BytesIO(packed)) as file:
        content = file.read(most + 1)
    demand(len(content) <= most, f"it holds more than {most:,} bytes")
    return content


def decode_idx(files: list[bytes], most: int) -> Arrays:
    """Four gzipped files in the idx form of MNIST (yann.lecun.com/exdb/mnist)."""
    arrays = {}
    for key, packed in zip(KEYS, files, strict=True):
        content = _unzipped(packed, most)
        rank = content[3]
        shape = np.frombuffer(content, ">u4", rank, offset=4)
        pixels = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
        arrays[key] = pixels.reshape(shape.astype(int)).copy()
    return arrays


def decode_cifar(files: list[bytes], most: int) -> Arrays:
    """CIFAR-10's archive for C programs: a label, then 3 x 32 x 32 bytes, an image."""
    batches, content = {}, io.BytesIO(_unzipped(files[0], most))
    with tarfile.open(fileobj=content, mode="r:") as archive:
        for member in archive:
            # Neither a link nor a sparse file, which is larger than what holds it.
            whole = member.isreg() and not member.issparse()
            file = archive.extractfile(member) if whole else None
            if file and member.name.endswith(".bin"):
                batch = np.frombuffer(file.read(), np.uint8)
                batches[member.name.rsplit("/")[-1]] = batch
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


def decode_npz(files: list[bytes], most: int) -> Arrays:
    """NumPy's archive of arrays, as Keras keeps MNIST and :func:`write` all images."""
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
        for key in KEYS:
            member = archive.getinfo(f"{key}.npy")
            demand(member.file_size <= WIDEST * most, f"{key} is far too large")
            # The others unpack a part whole, however large it is.
            known = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            demand(known, f"{key} is packed as no .npz is")
            stream = archive.open(member)
            try:
                arrays[key] = np.lib.format.read_array(stream, allow_pickle=False)
            except ValueError as error:  # whose text tells how to unpickle all the same
                raise BadCopyError(f"damaged: {key} holds no numbers") from error
    return arrays


def write_npz(stream: BinaryIO, arrays: Arrays) -> None:
    """Write arrays such that :func:`decode_npz` reads them."""
    np.savez(stream, allow_pickle=False, **arrays)


IMAGES = Form(decode_npz, write_npz, check, split=dict)  # they are split already
