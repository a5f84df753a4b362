"""A loss that is not a number any more: where it happened, and why."""

import numpy as np

from nnlib import keras_private

_SETTLED = 100  # batches, after which a sudden NaN is not the learning rate's doing


class LossError(ValueError):
    """A loss that is not a number any more."""


class NaNLoss(Exception):
    """Stops a fit: (epoch, batch, losses before it in the epoch), for `diagnosis`."""


def diagnosis(model, epoch: int, batch: int, seen: np.ndarray) -> str:
    """Say where a loss became NaN, and the likely cause.

    Parameters
    ----------
    model : keras.Model
    epoch, batch : int
        Counted from 0.
    seen : ndarray
        Losses before it in the epoch.

    Returns
    -------
    str
        For a `LossError`; the model must be as it was before by then.
    """
    seen = seen[np.isfinite(seen)]
    settled = epoch > 0 or batch >= _SETTLED
    where = f"loss: NaN from batch {batch + 1:,} of epoch {epoch + 1} on"
    rate = keras_private.as_numpy(model.optimizer.learning_rate)
    weights = map(keras_private.as_numpy, model.trainable_variables)
    if any(np.isnan(w.min()) for w in weights if w.size):
        cause = "for the model's weights hold NaN already: make a new one"
    elif batch == epoch == 0:
        cause = "from the start: look for a logarithm or a division of 0 in the loss, "
        cause += "or for inputs so large that they overflow"
    elif seen.size and settled and seen[-1] < 2 * seen[0]:
        cause = f"though its mean was {seen[-1]:.3g} until then: look for a logarithm "
        cause += "or a division of 0, as of probabilities that all become 0"
    else:
        before = f"; its mean was {seen[-1]:.3g} until then" if seen.size else ""
        cause = f"most likely the learning rate, {rate:.3g}, is too large{before}: "
        cause += "lower it, or clip the gradients with the optimizer's clipnorm=1.0"
    return f"{where}, {cause}. The model is as it was before"
