"""Labs: figures with controls, for a running kernel, where Python must compute."""

from nnlib.labs.boundary import boundary
from nnlib.labs.lab import Lab
from nnlib.labs.updates import updates

__all__ = ["Lab", "boundary", "updates"]
