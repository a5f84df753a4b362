"""What is a number, a whole number and an array of numbers, and what is none."""

from fractions import Fraction

import numpy as np
import pytest

from nnlib.arguments import (
    as_integer,
    as_number,
    checked_integer,
    checked_number,
    class_names,
    finite_array,
    short_text,
)


@pytest.mark.parametrize("value", [3, np.uint8(3), np.array(3)])
def test_whole_numbers(value):
    assert as_integer(value) == as_number(value) == 3
    assert type(as_integer(value)) is int
    assert type(as_number(value)) is float


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), Fraction(1, 2)])
def test_numbers(value):
    assert as_number(value) == 0.5
    assert as_integer(value) is None


@pytest.mark.parametrize(
    "value",
    [True, np.True_, "1", b"1", None, 1j, [1], np.ones(1), [[1], [1, 2]]]
    + [np.nan, np.inf, 10**400],
)
def test_no_numbers(value):
    assert as_number(value) is None


def test_bounds_are_told():
    with pytest.raises(ValueError, match=r"n: 0 came; give a whole number from 1$"):
        checked_integer("n", 0, 1)
    with pytest.raises(
        ValueError, match=r"n: 1.5 came; give a whole number from 1 to "
    ):
        checked_integer("n", 1.5, 1, 2000)
    with pytest.raises(ValueError, match=r"z: -1 came; give a number from 0$"):
        checked_number("z", -1, 0)
    with pytest.raises(ValueError, match=r"z: nan came; give a number from 0 to 1$"):
        checked_number("z", np.nan, 0, 1)


@pytest.mark.parametrize(
    "values", [[True], ["1"], [1j], [[1], [1, 2]], [object()], [{}]]
)
def test_no_arrays_of_numbers(values):
    with pytest.raises(ValueError, match=r"^x: \[.* came; give a row$"):
        finite_array("x", values, "a row")


def test_arrays_of_numbers_are_finite_and_new():
    given = np.arange(3.0)
    found = finite_array("x", given, "a row")
    assert found.tolist() == [0, 1, 2]
    assert not np.shares_memory(found, given)
    with pytest.raises(ValueError, match=r"^x: NaN or infinity came; give a row"):
        finite_array("x", [1, np.inf], "a row")


@pytest.mark.parametrize("text", ["", " \n", "four", None, 3])
def test_no_short_texts(text):
    with pytest.raises(ValueError, match=r"^note: .* came; give 1 to 3 letters$"):
        short_text("note", text, 3)


def test_half_a_letter_cannot_be_written():
    with pytest.raises(ValueError, match=r"^note: 'x\\ud83d' came, with half of a sur"):
        short_text("note", "x\ud83d", 3)
    assert short_text("note", "x\U0001f600", 3) == "x\U0001f600"


def test_names_are_texts_or_whole_numbers():
    for names in (["a", " b\n c "], ("a", "b c"), np.array(["a", "b c"])):
        found = class_names("names", names, 2, 9)
        assert found == ["a", "b c"]
        assert {type(name) for name in found} == {str}
    assert class_names("names", np.arange(2), 2, 9) == ["0", "1"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("ab", "'ab' came; give a name of 1 to 9 letters for each of the 2 classes"),
        ({"a", "b"}, ".* came; give a name of 1 to 9 letters for each"),
        (["a"], ".* came; give a name of 1 to 9 letters for each"),
        (["a", None], ".* came; give a name of 1 to 9 letters for each"),
        (["a", " "], "a name: ' ' came; give 1 to 9 letters"),
        (["a", 10 * "b"], "a name: 'bbbbbbbbbb' came; give 1 to 9 letters"),
        (["a", "a "], "'a' came twice; give each class a name"),
    ],
)
def test_no_names_of_classes(names, told):
    with pytest.raises(ValueError, match=f"^names: {told}"):
        class_names("names", names, 2, 9)
