"""Explorables: pages of one drawing a student can drag, without a kernel or network."""

from nnlib.explore.host import Explorable
from nnlib.explore.network import network
from nnlib.explore.race import race

__all__ = ["Explorable", "network", "race"]
