"""Numbers on pictures: one rule for Python and for the front ends."""

import re

import pytest

from nnlib.explore.host import FRONT
from nnlib.numerals import written
from tests.written_numbers import TABLE


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


def test_all_front_ends_have_the_same_rule():
    rule = re.compile(r"export function written\(.*?^}\n", re.S | re.M)
    names = ("race", "backprop", "activations", "signals")
    found = [
        rule.search((FRONT / name / f"{name}.js").read_text("utf-8")) for name in names
    ]
    assert len({match[0] for match in found}) == 1
