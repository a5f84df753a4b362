"""Explorables: pages of one drawing a student can drag, without a kernel or network."""

from .host import Explorable
from .network import network

__all__ = ["Explorable", "network"]
