"""Training Keras models: the trainer, schedules, the rate finder, comparisons.

The names that notebooks use are `nnlib.Trainer`, `nnlib.compare`, `nnlib.schedules` and
`nnlib.plot_history`; Keras is imported only with those that need it.
"""

from nnlib.training import schedules

__all__ = ["schedules"]
