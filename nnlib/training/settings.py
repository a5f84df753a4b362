"""The numbers and choices of a fit: what `fit` takes, refused early where it is odd."""

from collections.abc import Collection, Mapping
from typing import Any

from nnlib.arguments import as_integer, as_number, checked_integer
from nnlib.training.call import FitCall

_LEAST = {  # of the whole numbers that a fit takes
    "batch_size": 1,
    "validation_batch_size": 1,
    "steps_per_epoch": 1,
    "validation_steps": 1,
    "epochs": 0,
    "initial_epoch": 0,
}


def check(call: FitCall) -> None:
    """Refuse odd settings of a fit.

    Parameters
    ----------
    call : FitCall

    Raises
    ------
    ValueError
        If one of them is nothing that `fit` could mean; the message names it.
    """
    import keras

    for name, least in _LEAST.items():
        number = getattr(call, name)
        if number is not None or name in ("epochs", "initial_epoch"):
            checked_integer(name, number, least)
    share = as_number(call.validation_split)
    if share is None or not 0 <= share < 1:
        raise ValueError(
            f"validation_split: {call.validation_split!r} came; give a number from 0 "
            "to below 1, the share of the examples to validate with"
        )
    _check_frequency(call.validation_freq)
    if not any(call.verbose is v or call.verbose == v for v in ("auto", 0, 1, 2)):
        raise ValueError(f"verbose: {call.verbose!r} came; give 'auto', 0, 1 or 2")
    if not isinstance(call.shuffle, (bool, int)) and call.shuffle != "batch":
        raise ValueError(f"shuffle: {call.shuffle!r} came; give True, False or 'batch'")
    weights = call.class_weight
    if weights is not None and not isinstance(weights, Mapping):
        raise ValueError(
            f"class_weight: {weights!r} came; give a dictionary of class numbers and "
            "their weights, such as {0: 1.0, 1: 2.5}"
        )
    callbacks = call.callbacks
    if isinstance(callbacks, keras.callbacks.CallbackList) or callbacks is None:
        return
    several = isinstance(callbacks, (list, tuple))
    for callback in callbacks if several else [callbacks]:
        if not isinstance(callback, keras.callbacks.Callback):
            raise ValueError(
                f"callbacks: {callback!r} came; give objects of keras.callbacks, such "
                "as [keras.callbacks.EarlyStopping(patience=3)]"
            )


def _check_frequency(frequency: Any) -> None:
    several = isinstance(frequency, Collection) and not isinstance(frequency, str)
    whole = [as_integer(n) for n in (frequency if several else [frequency])]
    if any(n is None or n < 1 for n in whole):
        raise ValueError(
            f"validation_freq: {frequency!r} came; give a whole number from 1, or the "
            "epochs, counted from 1, that end with a validation"
        )
