"""Which backend Keras gets, where nnlib is the first to import it."""

import importlib.metadata
import importlib.util
import json
import os
import platform
import sys

# What Keras writes to its configuration file when there is none, whatever backend it
# runs on. A file with just this is nobody's choice.
_KERAS_DEFAULTS = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}

# Where a processor multiplies matrices of bfloat16 (AVX512_BF16), these compile some
# training steps to wrong ones: a fit learns something else than its losses tell.
_WRONG_ON_BFLOAT16 = {"0.7.2", "0.8.0", "0.8.1"}
_WITHOUT_BFLOAT16 = "--xla_cpu_max_isa=AVX512_VNNI"


def choose() -> str | None:
    """Name a backend for Keras, unless somebody has: it reads this when imported.

    Returns
    -------
    str or None
        That of ``KERAS_BACKEND`` or of Keras' configuration file, else JAX, else
        TensorFlow, else None. Where Keras is imported already, it may run on another.
        A version of JAX that is wrong on some processors is kept from what it gets
        wrong there.
    """
    chosen = _somebodys()
    if chosen is None:
        both = ("jax", "tensorflow")
        chosen = next((name for name in both if importlib.util.find_spec(name)), None)
        if chosen is not None and "keras" not in sys.modules:
            os.environ["KERAS_BACKEND"] = chosen
    if chosen == "jax":
        _spare_a_fault()
    return chosen


def _spare_a_fault() -> None:
    """Let JAX do without what some versions compute wrongly on some processors.

    XLA reads its flags once, when JAX computes for the first time.
    """
    flags = os.environ.get("XLA_FLAGS", "")
    if platform.machine() not in ("x86_64", "AMD64") or "xla_cpu_max_isa" in flags:
        return
    try:
        version = importlib.metadata.version("jaxlib")
    except importlib.metadata.PackageNotFoundError:
        return
    if version in _WRONG_ON_BFLOAT16:
        os.environ["XLA_FLAGS"] = f"{flags} {_WITHOUT_BFLOAT16}".strip()


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
