"""Start here: its self-check."""

from pathlib import Path

import numpy as np

LECTURE = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"


def test_weights(say):
    for right in (228, 228.0, np.int64(228)):
        assert say("check_weights", right) == "Right."
    for wrong, hint in [
        (255, "weights and biases"),
        (27, "the biases, one for each node"),
        (31, "a line between two of them"),
        (1728, "add the three products"),
        (84, "lines between them are missing"),
        (192, "lines to the outputs are missing"),
        (180, "lines from the inputs are missing"),
        (144, "there are more"),
        (229, "229 is not it"),
        ("228", "'228' is not it"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_weights", wrong)
