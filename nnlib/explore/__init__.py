"""Explorables: pages of one drawing a student can drag, without a kernel or network."""

from nnlib.explore._activations import activations
from nnlib.explore._backprop import backprop
from nnlib.explore._bends import bends
from nnlib.explore._bottleneck import bottleneck
from nnlib.explore._boundary import boundary
from nnlib.explore._convolution import convolution
from nnlib.explore._cuts import cuts
from nnlib.explore._deltas import deltas
from nnlib.explore._dropout import dropout
from nnlib.explore._epochs import epochs, recorder
from nnlib.explore._mistakes import mistakes
from nnlib.explore._moments import moments
from nnlib.explore._network import network
from nnlib.explore._neuron import neuron
from nnlib.explore._overfitting import overfitting
from nnlib.explore._patches import patches
from nnlib.explore._patience import patience
from nnlib.explore._race import race
from nnlib.explore._rate import rate
from nnlib.explore._rate_finder import rate_finder
from nnlib.explore._schedules import schedules
from nnlib.explore._search import search
from nnlib.explore._signals import signals
from nnlib.explore._slope import slope
from nnlib.explore._softmax import softmax
from nnlib.explore._sweep import sweep
from nnlib.explore._updates import updates
from nnlib.explore.host import Explorable

__all__ = [
    "Explorable",
    "activations",
    "backprop",
    "bends",
    "bottleneck",
    "boundary",
    "convolution",
    "cuts",
    "deltas",
    "dropout",
    "epochs",
    "mistakes",
    "moments",
    "network",
    "neuron",
    "overfitting",
    "patches",
    "patience",
    "race",
    "rate",
    "rate_finder",
    "recorder",
    "schedules",
    "search",
    "signals",
    "slope",
    "softmax",
    "sweep",
    "updates",
]
