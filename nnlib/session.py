"""The session of a notebook, set up: style, seeds, backend, figures that describe."""

import math
import os
import time

import numpy as np

from nnlib import files, threefry
from nnlib.arguments import checked_integer

_PRODUCTS = 10  # that are timed to measure the machine
_PATIENCE = 0.5  # seconds for them
_LARGEST_SEED = 2**32 - 1  # that NumPy takes
seed_in_use: int | None = None  # as setup() chose it, for the record of the claims


def setup(seed: int | None = 0, *, precision: str | None = None) -> None:
    """Prepare a notebook: style, seeds, backend, descriptions; say so in one line.

    The backend of Keras is the one that ``KERAS_BACKEND`` or Keras' configuration
    file names, else JAX, else TensorFlow. (Keras writes a file that names TensorFlow
    when it is first imported; one left like this does not count.) The line says so
    where Keras was imported before, on another one. Every matplotlib
    figure that the notebook shows from here on carries its description (see
    `describe`) as plain text, and looks as `nnlib.style` says. On JAX, programs that
    were compiled once are kept for the next session, in the folder that the setting
    ``JAX_COMPILATION_CACHE_DIR`` names or in ``~/.cache/nnlib/programs``, and on a CPU
    its random numbers are compiled in another way, bit by bit the same (see
    `nnlib.threefry`). A GPU multiplies matrices of float32 in float32: by themselves
    both backends round their entries to 10 bits there (TensorFloat32), so that what
    agrees to six digits on a laptop agrees to four. ``JAX_DEFAULT_MATMUL_PRECISION``
    overrides it.

    Parameters
    ----------
    seed : int, optional
        Seed of Python's, NumPy's and Keras' random numbers; ``NNLIB_SEED`` overrides
        it. None leaves them alone.
    precision : str, optional
        Of the layers made from here on: ``"mixed_float16"`` or ``"mixed_bfloat16"``
        let a GPU compute with half as many bits and keep the weights in float32; any
        policy of `keras.config.set_dtype_policy` will do.

    Raises
    ------
    ImportError
        If neither JAX nor TensorFlow is installed.
    ValueError
        If the seed is not a whole number from 0, or there is no such precision.

    Examples
    --------
    >>> nnlib.setup(seed=0)
    Keras ... on ...
    """
    global seed_in_use
    from nnlib import backend
    from nnlib.figures import style
    from nnlib.seeds import seed_everything

    if given := os.environ.get("NNLIB_SEED", "").strip():
        whole = int(given) if given.isdecimal() else given
        seed = checked_integer("NNLIB_SEED", whole, 0, _LARGEST_SEED)
    elif seed is not None:
        seed = checked_integer("seed", seed, 0, _LARGEST_SEED)
    seed_in_use = seed
    chosen = backend.choose()
    if chosen is None:
        raise ImportError(
            "Keras needs a backend and neither JAX nor TensorFlow is installed; "
            "install one: pip install jax"
        )
    import keras

    if precision is not None:
        _set_precision(precision)
    if seed_in_use is not None:
        seed_everything(seed_in_use)
    _multiply_in_full()
    if keras.backend.backend() == "jax":
        _keep_programs()
        threefry.write_out()
    style.apply()
    _prepare_display()
    details = f", {precision}" if precision else ""
    used = keras.backend.backend()
    if used != chosen:
        details += (
            f". Keras was imported before nnlib.setup(), so it is too late for "
            f"{_backend_name(chosen)}: restart, and call nnlib.setup() first"
        )
    print(f"Keras {keras.__version__} on {_backend_name(used)}, {_device()}{details}")


def _set_precision(policy: str) -> None:
    import keras

    try:
        keras.config.set_dtype_policy(policy)
    except (TypeError, ValueError):
        raise ValueError(
            f"precision: {policy!r} came; give 'mixed_float16', 'mixed_bfloat16', "
            "'float32' or another policy of Keras"
        ) from None


def _multiply_in_full() -> None:
    """Let a GPU keep all bits of float32 in a matrix product."""
    import keras

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_tensor_float_32_execution(False)
    elif keras.backend.backend() == "jax":
        import jax

        # ty: ignore[missing-attribute] -- JAX adds its settings as it starts
        chosen = jax.config.jax_default_matmul_precision
        if chosen is None and jax.default_backend() != "cpu":
            jax.config.update("jax_default_matmul_precision", "float32")


def _keep_programs() -> None:
    """Let JAX find what it has compiled before, where the folder can be written."""
    import jax

    # ty: ignore[missing-attribute] -- JAX adds its settings as it starts
    if jax.config.jax_compilation_cache_dir is not None:
        return
    folder = files.cache_folder() / "programs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(folder, os.W_OK):
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)


def _backend_name(backend: str) -> str:
    names = {"jax": "JAX", "tensorflow": "TensorFlow", "torch": "PyTorch"}
    return names.get(backend, backend)


def _device() -> str:
    """The device, and from the machine's own speed what an epoch will take."""
    import keras

    if keras.backend.backend() == "torch":
        import torch  # ty: ignore[import-not-found] -- nobody need install it

        devices = ["gpu"] * torch.cuda.device_count()
    else:
        try:
            devices = keras.distribution.list_devices()
        except AttributeError:  # a backend without devices, such as NumPy
            devices = []
    kinds = [name.split(":")[0] for name in devices]
    if kinds and "cpu" not in kinds:
        return f"{len(kinds)} {kinds[0].upper()}"
    seconds = _one_digit(6 * 669_706 * 60_000 / _matrix_rate())
    return (
        f"no GPU, {os.cpu_count()} CPU cores: an epoch of 784-512-512-10 on 60,000 "
        f"images takes about {seconds} s or more"
    )


def _one_digit(number: float) -> str:
    """Write a number rounded to one digit, without an exponent."""
    rounded = float(f"{number:.1g}")
    return f"{rounded:,.{max(0, -math.floor(math.log10(rounded)))}f}"


def _matrix_rate() -> float:
    """Floating-point operations a second in a single-precision matrix product.

    It is that of the fastest of several: what else the machine does slows some down.
    """
    a = np.ones((1024, 1024), np.float32)
    a @ a  # wakes the threads
    begun = time.perf_counter()
    fastest = math.inf
    for _ in range(_PRODUCTS):
        start = time.perf_counter()
        a @ a
        end = time.perf_counter()
        fastest = min(fastest, end - start)
        if end - begun > _PATIENCE:
            break
    return 2 * 1024**3 / fastest


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

        set_matplotlib_formats("retina")

    def described(figure, printer, cycle):
        printer.text(describe(figure))

    # IPython's own hook. What is registered for a type is lost where somebody chooses
    # other formats later, as with %config InlineBackend.figure_formats.
    Figure._repr_pretty_ = described  # ty: ignore[missing-attribute]
    formatter = shell.display_formatter.ipython_display_formatter
    formatter.for_type(Axes, lambda axes: None)
