"""What a lecture's cells need: set-up in a line, checked claims, a switch of scale."""

import datetime
import json
import os
import random
from typing import Any

import numpy as np

from nnlib.agreement import agree

# What Keras writes to its configuration file when there is none, whatever backend it
# runs on. A file with just this is nobody's choice.
_KERAS_DEFAULTS = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}
_SHORT = 8  # numbers that a claim still writes out
_seed: int | None = None  # what setup() was given, for the record of the claims


def setup(seed: int | None = 0) -> None:
    """Prepare a notebook: style, seeds, backend, descriptions; say so in one line.

    The backend of Keras is the one that ``KERAS_BACKEND`` or Keras' configuration
    file names, else JAX, else TensorFlow. (Keras writes a file that names TensorFlow
    when it is first imported; one left like this does not count.) Every matplotlib
    figure that the notebook shows from here on carries its description (see
    `describe`) as plain text, and looks as `nnlib.style` says.

    Parameters
    ----------
    seed : int, optional
        Seed of Python's, NumPy's and Keras' random numbers; ``NNLIB_SEED`` overrides
        it. None leaves them alone.

    Raises
    ------
    ImportError
        If neither JAX nor TensorFlow is installed.
    ValueError
        If the seed is not a whole number from 0.
    """
    global _seed
    from nnlib import style

    if os.environ.get("NNLIB_SEED"):
        _seed = _checked_seed("NNLIB_SEED", os.environ["NNLIB_SEED"])
    else:
        _seed = _checked_seed("seed", seed)
    _choose_backend()
    import keras

    if _seed is not None:
        _seed_everything(_seed)
    style.apply()
    _prepare_display()
    print(f"Keras {keras.__version__} on {_backend_name()}, {_device()}")


def claim(
    what: str,
    value: Any,
    expected: Any,
    *,
    within: float = 0.0,
    published: str | None = None,
    data: Any = None,
) -> None:
    """State a number of the lecture beside the number that the lecture found.

    Parameters
    ----------
    what : str
        What is claimed, in a few words: "test accuracy".
    value : number, str, tuple, or array_like
        What this run found.
    expected : like `value`, or dict
        What the text says. Where it depends on the data, ``{"real": ...,
        "stand-in": ...}``, and `data` tells which holds.
    within : float, default 0
        How far a number, or every number of an array, may lie from the expected one.
    published : str, optional
        The row of the published numbers that this one stands for.
    data : Data, optional
        What `nnlib.load` returned; recorded with the claim.

    Raises
    ------
    AssertionError
        If the claim does not hold; the message says what was seen.

    Notes
    -----
    With ``NNLIB_CLAIMS=FILE`` the claim is also appended to that file as one line of
    JSON.

    Examples
    --------
    >>> nnlib.claim("weights of 784-10", 784 * 10, 7840)
    weights of 784-10: 7840: holds
    """
    if not isinstance(within, (int, float)) or not 0 <= within < np.inf:
        raise ValueError(f"within: {within!r} came; give a number from 0")
    if isinstance(expected, dict):
        expected = _expected_of(data, expected)
    _record_claim(what, value, expected, published, data)
    margin = f" +- {within:g}" if within else ""
    told = f"{_told(expected)}{margin}"
    if not agree(value, expected, within):
        seen = _told(value)
        if seen == _told(expected):  # alike but for digits not shown
            seen, told = repr(value), f"{expected!r}{margin}"
        raise AssertionError(
            f"{what}: the text says {told}, this run saw {seen}"
            f"{_farthest(value, expected)}"
        )
    if np.size(value) > _SHORT:
        told = f"{np.size(value):,} values agree{f' within {within:g}' * bool(within)}"
    print(f"{what}: {told}: holds")


def scale(class_size: int, *, full: int) -> int:
    """Choose how much to compute: what a class waits for, or what a paper did.

    Parameters
    ----------
    class_size : int
        For a class, which waits for seconds.
    full : int
        Under ``NNLIB_SCALE=full``, as the published experiment had it.

    Returns
    -------
    int
        One of the two.

    Raises
    ------
    ValueError
        If ``NNLIB_SCALE`` is neither empty, "class" nor "full".
    """
    chosen = os.environ.get("NNLIB_SCALE") or "class"
    if chosen not in ("class", "full"):
        raise ValueError(
            f"NNLIB_SCALE: {chosen!r} came; set it to 'full', 'class' or nothing"
        )
    return full if chosen == "full" else class_size


def _expected_of(data, expected: dict):
    """The expectation for these data, of one for real ones and one for stand-ins."""
    if set(expected) != {"real", "stand-in"} or not hasattr(data, "stand_in"):
        raise ValueError(
            f"expected, data: {expected!r} and {type(data).__name__} came; give "
            f"{{'real': ..., 'stand-in': ...}} and data=, what nnlib.load returned"
        )
    return expected["stand-in" if data.stand_in else "real"]


def _farthest(value, expected) -> str:
    """Where two arrays of numbers differ most, or nothing."""
    try:
        with np.errstate(invalid="ignore"):
            apart = np.abs(np.asarray(value, float) - np.asarray(expected, float))
    except (TypeError, ValueError):
        return ""
    if not apart.ndim or not np.isfinite(apart).any():
        return ""
    place = np.unravel_index(np.nanargmax(apart), apart.shape)
    place = ", ".join(map(str, place))
    return f"; they differ most, by {np.nanmax(apart):.3g}, at [{place}]"


def _checked_seed(name: str, seed) -> int | None:
    if seed is None:
        return None
    try:
        number = int(seed)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number < 2**32 or isinstance(seed, float):
        raise ValueError(
            f"{name}: {seed!r} came; give a whole number from 0 to {2**32 - 1}"
        )
    return number


def _seed_everything(seed: int) -> None:
    """Do what keras.utils.set_random_seed does, on JAX without loading TensorFlow."""
    import sys

    import keras

    if keras.backend.backend() != "jax" or sys.modules.get("tensorflow"):
        keras.utils.set_random_seed(seed)
        return
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - the state that scikit-learn draws from
    keras.utils.clear_session()  # the next seed generator draws from Python's


def _choose_backend() -> None:
    """Name a backend for Keras, unless somebody has: it reads this when imported."""
    import importlib.util
    import sys

    if "keras" in sys.modules or os.environ.get("KERAS_BACKEND"):
        return
    home = os.environ.get("KERAS_HOME", os.path.expanduser("~/.keras"))
    try:
        with open(os.path.join(home, "keras.json"), encoding="utf-8") as file:
            settings = json.load(file)
    except (OSError, ValueError):
        settings = {}
    if settings != _KERAS_DEFAULTS and "backend" in settings:
        return
    for backend in ("jax", "tensorflow"):
        if importlib.util.find_spec(backend):
            os.environ["KERAS_BACKEND"] = backend
            return
    raise ImportError(
        "Keras needs a backend and neither JAX nor TensorFlow is installed; "
        "install one: pip install jax"
    )


def _backend_name() -> str:
    import keras

    names = {"jax": "JAX", "tensorflow": "TensorFlow", "torch": "PyTorch"}
    return names.get(keras.backend.backend(), keras.backend.backend())


def _device() -> str:
    """The device, and from the machine's own speed what an epoch will take."""
    import keras

    if keras.backend.backend() == "torch":
        import torch

        devices = ["gpu"] * torch.cuda.device_count()
    else:
        try:
            devices = keras.distribution.list_devices()
        except AttributeError:  # a backend without devices, such as NumPy
            devices = []
    kinds = [name.split(":")[0] for name in devices]
    if kinds and "cpu" not in kinds:
        return f"{len(kinds)} {kinds[0].upper()}"
    seconds = 6 * 669_706 * 60_000 / _matrix_rate()
    return (
        f"no GPU, {os.cpu_count()} CPU cores: an epoch of 784-512-512-10 on 60,000 "
        f"images takes {seconds:.1g} s or more"
    )


def _matrix_rate() -> float:
    """Floating-point operations a second in a single-precision matrix product."""
    import time

    a = np.ones((1024, 1024), np.float32)
    a @ a
    start = time.perf_counter()
    for _ in range(3):
        a @ a
    return 3 * 2 * 1024**3 / (time.perf_counter() - start)


def _prepare_display() -> None:
    """Sharp figures that carry their descriptions; axes on a last line say nothing."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nnlib.descriptions import describe

    if hasattr(shell, "kernel"):
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")  # first: it discards what is registered
    formatters = shell.display_formatter
    formatters.formatters["text/plain"].for_type(
        Figure, lambda figure, printer, cycle: printer.text(describe(figure))
    )
    formatters.ipython_display_formatter.for_type(Axes, lambda axes: None)


def _told(value) -> str:
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return str(value)
    if array.size > _SHORT and array.dtype.kind in "biuf":
        return f"an array of shape {array.shape}"
    return str(value)


def _record_claim(what, value, expected, published, data) -> None:
    path = os.environ.get("NNLIB_CLAIMS")
    if not path:
        return
    import importlib.metadata

    def plain(thing):
        if isinstance(thing, np.generic):
            return thing.item()
        return _told(thing) if np.size(thing) > _SHORT else thing

    line = {
        "lecture": os.environ.get("NNLIB_LECTURE"),
        "what": what,
        "value": plain(value),
        "expected": plain(expected),
        "published": published,
        "seed": _seed,
        "source": getattr(data, "source", None),
        "scale": os.environ.get("NNLIB_SCALE") or "class",
        "versions": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy")
        },
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    text = json.dumps(line, default=lambda x: getattr(x, "tolist", x.__str__)())
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise OSError(f"NNLIB_CLAIMS: {path!r} cannot be written, {error}") from None
