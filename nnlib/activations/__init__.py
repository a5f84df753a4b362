"""Activation functions: formulas, values, derivatives (functions), and their plots."""

from nnlib.activations.functions import NAMES, Activation, get
from nnlib.activations.plots import plot_activation

__all__ = ["NAMES", "Activation", "get", "plot_activation"]
