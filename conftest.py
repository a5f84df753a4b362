"""Every test, and every kernel that a test starts, sees the same world."""

import os
from pathlib import Path

os.environ |= {
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # What one test has compiled, another one need not.
    "JAX_COMPILATION_CACHE_DIR": str(Path(__file__).parent / ".pytest_cache/programs"),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
}
for name in ("NNLIB_SCALE", "NNLIB_SEED", "NNLIB_CLAIMS"):
    os.environ.pop(name, None)
