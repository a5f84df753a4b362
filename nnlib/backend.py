"""Which backend Keras gets, where nnlib is the first to import it."""

import importlib.util
import json
import os
import sys

# What Keras writes to its configuration file when there is none, whatever backend it
# runs on. A file with just this is nobody's choice.
_KERAS_DEFAULTS = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}


def choose() -> str | None:
    """Name a backend for Keras, unless somebody has: it reads this when imported.

    Returns
    -------
    str or None
        That of ``KERAS_BACKEND`` or of Keras' configuration file, else JAX, else
        TensorFlow, else None. Where Keras is imported already, it may run on another.
    """
    chosen = _somebodys()
    if chosen is None:
        both = ("jax", "tensorflow")
        chosen = next((name for name in both if importlib.util.find_spec(name)), None)
        if chosen is not None and "keras" not in sys.modules:
            os.environ["KERAS_BACKEND"] = chosen
    return chosen


def _somebodys() -> str | None:
    """The backend that the environment or a configuration file names."""
    if os.environ.get("KERAS_BACKEND"):
        return os.environ["KERAS_BACKEND"]
    home = os.environ.get("KERAS_HOME", os.path.expanduser("~/.keras"))
    try:
        with open(os.path.join(home, "keras.json"), encoding="utf-8") as file:
            settings = json.load(file)
    except (OSError, ValueError):
        settings = {}
    if settings != _KERAS_DEFAULTS and "backend" in settings:
        return settings["backend"]
    return None
