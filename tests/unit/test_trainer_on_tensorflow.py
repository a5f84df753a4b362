"""The trainer on TensorFlow, a file of its own to run beside the one on JAX."""

import os
import subprocess
import sys
from pathlib import Path


def test_trainer_on_tensorflow():
    """All that `on_tensorflow.py` tests, in a process with that backend."""
    command = [sys.executable, "-m", "pytest", "-q", "--noconftest", "-p", "no:nbval"]
    command += ["-o", "addopts=", str(Path(__file__).with_name("on_tensorflow.py"))]
    settings = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]
