"""Numbers as text: bytes, and maps, of which a smooth one takes a tenth."""

import base64
from collections.abc import Iterator

import numpy as np

# A nibble of a packed map is a difference, or one of these.
ESCAPE, RUN, LONG_RUN = 13, 14, 15
SHORTEST, LONGEST, MOST = 3, 18, 18 + 255  # zeros of a run, of a short run, of any


def text_of(values: np.ndarray) -> str:
    """Write bytes, or whole numbers of 16 bits, the low byte first, as base64."""
    data = np.ascontiguousarray(values, np.dtype(values.dtype).newbyteorder("<"))
    return base64.b64encode(data.tobytes()).decode()


def packed(maps: np.ndarray) -> str:
    """Pack maps as differences from what their neighbors tell, as base64.

    Parameters
    ----------
    maps : ndarray of uint8, shape (maps, rows, columns)

    Returns
    -------
    str
        ``front/shared/packed.js`` reads it. A difference goes around 256 and is
        counted 0, -1, 1, -2, 2, ...; up to 12 it takes a nibble, else three, the first
        `ESCAPE`. Of zeros 3 to 18 take two nibbles, and up to 273 three.
    """
    wide = np.pad(maps.astype(int), [(0, 0), (1, 0), (1, 0)])
    told = wide[:, :-1, 1:] + wide[:, 1:, :-1] - wide[:, :-1, :-1]
    difference = (maps - told + 128) % 256 - 128
    counted = np.where(difference < 0, -2 * difference - 1, 2 * difference)
    nibbles = list(_nibbles(counted.ravel().tolist()))
    if len(nibbles) % 2:
        nibbles.append(0)
    pairs = np.array(nibbles, np.uint8).reshape(-1, 2)
    return text_of(16 * pairs[:, 0] + pairs[:, 1])


def _nibbles(counted: list[int]) -> Iterator[int]:
    at = 0
    while at < len(counted):
        zeros = 0
        while zeros < MOST and at + zeros < len(counted) and counted[at + zeros] == 0:
            zeros += 1
        if zeros < SHORTEST:
            value, zeros = counted[at], 1
            yield from [value] if value < ESCAPE else [ESCAPE, value >> 4, value & 15]
        elif zeros <= LONGEST:
            yield from (RUN, zeros - SHORTEST)
        else:
            yield from (LONG_RUN, zeros - LONGEST >> 4, zeros - LONGEST & 15)
        at += zeros
