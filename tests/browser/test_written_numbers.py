"""Every front end writes numbers as Python does."""

import pytest

from nnlib.explore.host import FRONT
from tests.written_numbers import TABLE


@pytest.mark.parametrize("name", ["race", "backprop", "activations", "signals"])
def test_numbers_are_written_by_the_rule(evaluate_module, name):
    rows = [[value, digits] for value, digits, _ in TABLE]
    expression = "argument.map(([value, digits]) => m.written(value, digits))"
    found = evaluate_module(FRONT / name / f"{name}.js", expression, rows)
    assert [text.replace("−", "-") for text in found] == [row[2] for row in TABLE]
