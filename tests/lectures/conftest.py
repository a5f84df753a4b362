"""The self-checks of a lecture, which a test module names as LECTURE."""

import keras
import nbformat
import numpy as np
import pytest

import nnlib
from nnlib import cells


@pytest.fixture(scope="module")
def checks(request):
    """The functions that the check cells of the lecture define."""
    found = {"nnlib": nnlib, "np": np, "keras": keras}
    for cell in nbformat.read(request.module.LECTURE, 4).cells:
        if "check" in cells.tags(cell):
            definition, _, _ = cell.source.rpartition("\n\n\n")
            exec(definition, found)
    return found


@pytest.fixture
def say(checks, capsys):
    def say(check, *answers):
        checks[check](*answers)
        return capsys.readouterr().out.strip()

    return say
