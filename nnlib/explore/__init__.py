"""Explorables: pages of one drawing a student can drag, without a kernel or network."""

from nnlib.explore.activations import activations
from nnlib.explore.backprop import backprop
from nnlib.explore.host import Explorable
from nnlib.explore.network import network
from nnlib.explore.race import race
from nnlib.explore.signals import signals

__all__ = ["Explorable", "activations", "backprop", "network", "race", "signals"]
