"""Labs: figures with controls, for a running kernel, where Python must compute."""

from nnlib.labs._boundary import boundary, points
from nnlib.labs._updates import updates
from nnlib.labs.lab import Lab

__all__ = ["Lab", "boundary", "points", "updates"]
