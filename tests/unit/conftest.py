"""No test leaves figures to the next one; outputs are compared as lectures' are."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def _figures_are_closed():
    yield
    plt.close("all")


@pytest.fixture
def compared():
    """Leave out of an output what differs between machines: ``compared(html)``."""
    rules = configparser.ConfigParser(interpolation=None)
    rules.read(Path(__file__).parents[1] / "sanitize.cfg")
    rules = [rule for rule in rules.values() if "regex" in rule]

    def compared(output):
        for rule in rules:
            output = re.sub(rule["regex"], rule["replace"], output)
        return output

    return compared


@pytest.fixture
def frameworks_of():
    """What of Keras and its backends a call imports, as a new Python prints."""

    def frameworks_of(call):
        code = (
            f"import sys, nnlib; {call}; "
            "print({'keras', 'jax', 'tensorflow'} & set(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        return done.stdout

    return frameworks_of
