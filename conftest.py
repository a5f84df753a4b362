"""Every test, and every kernel that a test starts, sees the same world."""

import os

os.environ |= {
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
for name in ("NNLIB_SCALE", "NNLIB_SEED", "NNLIB_CLAIMS"):
    os.environ.pop(name, None)
