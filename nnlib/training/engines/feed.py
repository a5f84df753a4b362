"""Data for compiled loops on JAX: on the device, or from the host part by part.

On a CPU the host's memory is the device's, and large arrays are not kept twice: those
that JAX cannot use where they lie are gathered in parts of a megabyte.
"""

from collections.abc import Iterator, Mapping

import jax
import numpy as np

from nnlib.training import structures

_LARGE = 2**25  # bytes, from which an array is not copied
_PART = 2**20  # bytes of a part
_ALIGNED = 64  # bytes, that JAX wants an array to begin at a multiple of


def put(arrays):
    """Bring a structure of NumPy arrays to the device, or leave it where it lies."""
    if jax.default_backend() == "cpu" and any(map(_stays, structures.leaves(arrays))):
        return arrays
    return jax.tree.map(lambda a: jax.device_put(a, may_alias=True), arrays)


def _stays(array: np.ndarray) -> bool:
    usable = array.flags.c_contiguous and array.ctypes.data % _ALIGNED == 0
    return array.nbytes > _LARGE and not usable


def batches(
    data, order: np.ndarray, controls: Mapping, start: int, stop: int
) -> Iterator[tuple]:
    """Cut the batches from `start` to `stop` into parts of one shape.

    Yields
    ------
    data, order, controls, start, stop
        Of the part, as `JaxEngine.train` takes them; on the device.
    steps : slice
        Where the steps of the part's order lie in the order given.
    """
    if not isinstance(structures.leaves(data)[0], np.ndarray):
        yield data, order, controls, start, stop, slice(0, len(order))
        return
    each, size = min(_batches_a_part(data, order.shape[1]), len(order)), order.shape[1]
    here = np.arange(each * size, dtype="int32").reshape(each, size)
    for first in range(start, stop, each):
        last = min(first + each, stop)
        rows = order[first:last].ravel()
        part = structures.mapped(lambda a: _gathered(a, rows, each * size), data)  # noqa: B023
        now = {name: _padded(c[first:last], each) for name, c in controls.items()}
        yield part, here, now, 0, last - first, slice(first, first + each)


def slices(data, first: int, steps: int, size: int) -> Iterator[tuple]:
    """Cut batches in their order into parts.

    Yields
    ------
    data, first, steps
        Of the part.
    """
    if not isinstance(structures.leaves(data)[0], np.ndarray):
        yield data, first, steps
        return
    each = _batches_a_part(data, size)
    for start in range(0, steps, each):
        count = min(each, steps - start)
        rows = np.arange(count * size) + first + start * size
        part = structures.mapped(lambda a: _gathered(a, rows, each * size), data)  # noqa: B023
        yield part, 0, count


def _batches_a_part(data, size: int) -> int:
    row = sum(array[:1].nbytes for array in structures.leaves(data))
    return max(1, _PART // (row * size))


def _gathered(array: np.ndarray, rows: np.ndarray, length: int):
    """Some rows as a new array that JAX can use where it lies; what follows is junk."""
    shape = (length, *array.shape[1:])
    memory = np.empty(length * array[:1].nbytes + _ALIGNED, "uint8")
    offset = -memory.ctypes.data % _ALIGNED
    part = np.ndarray(shape, array.dtype, memory, offset)
    np.take(array, rows, axis=0, out=part[: len(rows)], mode="clip")
    return jax.device_put(part, may_alias=True)


def _padded(values: np.ndarray, length: int) -> np.ndarray:
    return np.pad(values, (0, length - len(values)))
