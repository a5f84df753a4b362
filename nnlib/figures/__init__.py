"""What all pictures share: colors and defaults, axes, names of curves, numbers."""

from nnlib.figures import style

__all__ = ["style"]
