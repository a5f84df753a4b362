"""Surfaces to descend: functions of two variables with known minima; and their plot.

Each is an attribute by its name, as in ``nnlib.surfaces.beale``.
"""

from nnlib.surfaces.functions import NAMES, Surface, get
from nnlib.surfaces.plots import plot_surface
from nnlib.surfaces.stored import from_values

__all__ = ["NAMES", "Surface", "from_values", "get", "plot_surface", *NAMES]


def __getattr__(name: str):
    if name in NAMES:
        return get(name)
    raise AttributeError(f"module 'nnlib.surfaces' has no attribute {name!r}")
