"""Data sets: real copies where there are any, honest stand-ins where there are not.

A real copy is looked for in ``$NNLIB_DATA``, in the cache and on two mirrors. A
stand-in is generated from a seed and says so. Nothing is ever unpickled.
"""

from nnlib.datasets.data import Data
from nnlib.datasets.loading import load
from nnlib.datasets.show import show_images

__all__ = ["Data", "load", "show_images"]
