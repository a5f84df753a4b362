"""The paths that Keras' optimizers take on a surface: `descend`, and their pictures."""

from nnlib.descent.animation import animate_paths
from nnlib.descent.paths import Path, descend
from nnlib.descent.plots import plot_losses, plot_paths

__all__ = ["Path", "animate_paths", "descend", "plot_losses", "plot_paths"]
