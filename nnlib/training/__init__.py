"""Training Keras models: the trainer, the rate finder, comparisons.

The names that notebooks use are `nnlib.Trainer`, `nnlib.compare` and
`nnlib.plot_history`; Keras is imported only with those that need it.
"""

from nnlib import schedules

__all__ = ["schedules"]  # which lived here before it was a package of its own
