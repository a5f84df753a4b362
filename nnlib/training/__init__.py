"""Training Keras models: the trainer, the rate finder, comparisons, a line of losses.

The names that notebooks use are `nnlib.Trainer`, `nnlib.compare`,
`nnlib.plot_history` and `nnlib.training.loss_along_line`; Keras is imported only with
those that need it.
"""

from nnlib import schedules
from nnlib.training.line import LossAlongLine, loss_along_line
from nnlib.training.plane import loss_on_plane

# The schedules lived here before they were a package of their own.
__all__ = ["LossAlongLine", "loss_along_line", "loss_on_plane", "schedules"]
