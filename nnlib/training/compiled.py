"""A compiled Keras model, or an error that says what to give."""

from typing import Any

import keras


def checked_model(argument: str, model: Any) -> keras.Model:
    """Return a compiled Keras model, and refuse anything else.

    Raises
    ------
    ValueError
        The message names `argument`.
    """
    if not isinstance(model, keras.Model) or not model.compiled:
        raise ValueError(
            f"{argument}: {model!r} came; give a Keras model after "
            "model.compile(optimizer=..., loss=...)"
        )
    return model
