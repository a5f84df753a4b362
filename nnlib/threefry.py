"""Threefry, the hash behind JAX's random numbers, for a CPU: compiled in one piece.

JAX gives a CPU the twenty rounds as a loop, whose parts XLA compiles one by one: two
seconds and more for every shape of initial weights and for every layer with dropout.
Written out it is one part, takes a tenth of that, and the bits are the same.
"""

import numpy as np

_TURNS = ((13, 15, 26, 6), (17, 29, 16, 24))  # bits, of four rounds each
_PARITY = np.uint32(0x1BD11BDA)


def threefry2x32(key1, key2, x1, x2) -> tuple:
    """Hash pairs of numbers with a key, in twenty rounds.

    Source: Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3
    (2011).

    Parameters
    ----------
    key1, key2, x1, x2 : ndarray or jax.Array of uint32
        Of shapes that fit each other.

    Returns
    -------
    tuple of two arrays of uint32
    """
    keys = key1, key2, key1 ^ key2 ^ _PARITY
    x1, x2 = x1 + keys[0], x2 + keys[1]
    for group in range(5):
        for turn in _TURNS[group % 2]:
            x1 = x1 + x2
            x2 = x1 ^ (x2 << np.uint32(turn) | x2 >> np.uint32(32 - turn))
        x1 = x1 + keys[(group + 1) % 3]
        x2 = x2 + keys[(group + 2) % 3] + np.uint32(group + 1)
    return x1, x2


def write_out() -> None:
    """Let JAX compile the hash written out, on CPUs."""
    from jax.extend.core.primitives import threefry2x32_p
    from jax.interpreters import mlir

    rule = mlir.lower_fun(threefry2x32, multiple_results=True)
    mlir.register_lowering(threefry2x32_p, rule, platform="cpu")
