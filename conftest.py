"""Every test, and every kernel that a test starts, sees the same world."""

import os
from pathlib import Path

os.environ |= {
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # What one test has compiled, another one need not; of two processes each has its
    # own, for one would read what the other has half written.
    "JAX_COMPILATION_CACHE_DIR": str(
        Path(__file__).parent
        / ".pytest_cache/programs"
        / os.environ.get("PYTEST_XDIST_WORKER", "")
    ),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    # As `nnlib run` does: what is computed must not hang on how many cores there are.
    # And threads wait by spinning: with a process for every core those of NumPy's
    # products take a lecture's cell from 5 seconds to 50.
    "NPROC": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
if "PYTEST_XDIST_WORKER" in os.environ and hasattr(os, "sched_setaffinity"):
    # TensorFlow has as many threads as a process has cores: each has its own.
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    count = int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    from nnlib.lectures import room

    os.sched_setaffinity(0, room.shares(count)[number])
for name in ("NNLIB_SCALE", "NNLIB_SEED", "NNLIB_CLAIMS"):
    os.environ.pop(name, None)

pytest_plugins = ["tests.budgets"]

# What takes longest comes first, so that no process waits for one at the end: the
# lectures, and of the other files these.
LONGEST = (
    "test_bundle_on_colab.py",
    "test_trainer.py",
    "test_trainer_on_tensorflow.py",
    "test_comparison.py",
    "test_backprop_stepper.py",
    "test_slides.py",
    "test_in_webkit.py",
    "test_race.py",
    "test_rate_explorer.py",
    "test_kernel.py",
    "test_jupyterlab.py",
    "test_labels_that_do_not_fit.py",
    "test_session.py",
    "test_labs.py",
    "test_signals.py",
    "test_trained_explorables.py",
    "test_what_fit_takes.py",
    "test_descent.py",
    "test_network_builder.py",
    "test_schedule_explorer.py",
    "test_explore_schedules.py",
    "test_activation_gallery.py",
    "test_06_keras.py",
    "test_descriptions.py",
    "test_lecture_decks.py",
    "test_packaging.py",
    "test_regressions.py",
)


def pytest_collection_modifyitems(items):
    """Bring the longest files to the front; within a file nothing moves."""

    def rank(item):
        name = item.path.name
        if name.endswith(".ipynb"):
            return -1
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    items.sort(key=rank)
