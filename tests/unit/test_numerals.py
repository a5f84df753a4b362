"""Numbers on pictures: one rule for Python and for the front ends."""

import pytest

from nnlib.explore.host import FRONT
from nnlib.figures.numerals import written

# Value, digits, text.
TABLE = [
    (0, 3, "0"),
    (1, 3, "1.00"),
    (-0.5, 3, "-0.500"),
    (0.0123456, 3, "0.0123"),
    (0.125, 2, "0.13"),
    (2.5, 1, "3"),
    (99.97, 2, "100"),
    (99.97, 3, "100"),
    (99.94, 3, "99.9"),
    (0.9996, 3, "1.00"),
    (999.4, 3, "999"),
    (999.6, 3, "1000"),
    (-999.6, 2, "-1000"),
    (1234.5, 3, "1235"),
    (12345, 3, "12345"),
    (99940, 3, "99940"),
    (99960, 3, "1.00e5"),
    (123456, 3, "1.23e5"),
    (-1.234e17, 3, "-1.23e17"),
    (0.001, 3, "0.00100"),
    (0.0009999, 3, "0.00100"),
    (0.00099, 3, "9.90e-4"),
    (-0.000999, 2, "-0.0010"),
    (1.234e-5, 2, "1.2e-5"),
    (9.996e-5, 3, "1.00e-4"),
    (3e-300, 3, "3.00e-300"),
]


@pytest.mark.parametrize(("value", "digits", "text"), TABLE)
def test_numbers_are_written_by_the_rule(value, digits, text):
    assert written(value, digits, zeros=True) == text
    short = written(value, digits)
    assert float(short) == float(text)
    assert short == text or text.rstrip("0").rstrip(".") == short or "e" in text


def test_zeros_at_the_end_are_left_out():
    values = (1, 0.5, 100, 1200, 1e6, 1.5e-7, 0.1)
    told = ["1", "0.5", "100", "1200", "1e6", "1.5e-7", "0.1"]
    assert [written(value) for value in values] == told


def test_what_is_no_number():
    values = [float("nan"), float("inf"), -float("inf")]
    assert [written(value) for value in values] == ["nan", "inf", "-inf"]


def test_the_front_ends_have_the_same_rule(evaluate_module):
    rows = [[value, digits] for value, digits, _ in TABLE]
    expression = "argument.map(([value, digits]) => m.written(value, digits))"
    found = evaluate_module(FRONT / "shared" / "numbers.js", expression, rows)
    ours = [written(value, digits, zeros=True) for value, digits in rows]
    assert [text.replace("−", "-") for text in found] == ours
    assert ours == [text for _, _, text in TABLE]
