"""Random bits that Python and JavaScript draw alike: Tommy Ettinger's mulberry32."""

import numpy as np

STEP = 0x6D2B79F5  # from one state to the next
_MASK = np.uint64(2**32 - 1)


def mulberry32(states: np.ndarray) -> np.ndarray:
    """Scramble states, of which only the lowest 32 bits count.

    Parameters
    ----------
    states : ndarray of uint64

    Returns
    -------
    ndarray of uint64
        Numbers below 2**32.
    """
    s = states & _MASK
    t = (s ^ s >> np.uint64(15)) * (s | np.uint64(1)) & _MASK
    t ^= t + ((t ^ t >> np.uint64(7)) * (t | np.uint64(61)) & _MASK) & _MASK
    return t ^ t >> np.uint64(14)
