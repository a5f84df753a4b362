"""Learning-rate schedules as arrays: what is plotted is the very array that trains.

Each function returns a :class:`Schedule` of ``epochs * steps_per_epoch`` rates, the
i-th for the i-th training step, counted from 0. That step lies in the epoch
``i // steps_per_epoch``; by default there is one rate an epoch. ``epochs`` and
``steps_per_epoch`` are whole, all other lengths in epochs may be fractions. A
ValueError names the argument that is wrong, what came and what would do.
"""

from nnlib.schedules.formulas import (
    constant,
    cosine,
    cosine_restarts,
    cyclical,
    exponential,
    one_cycle,
    piecewise,
    power,
    step,
    time_based,
    warm_up,
)
from nnlib.schedules.keras_schedules import from_keras
from nnlib.schedules.schedule import Schedule

__all__ = [
    "Schedule",
    "constant",
    "cosine",
    "cosine_restarts",
    "cyclical",
    "exponential",
    "from_keras",
    "one_cycle",
    "piecewise",
    "power",
    "step",
    "time_based",
    "warm_up",
]
