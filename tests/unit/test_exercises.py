"""Self-checks: right answers however written, hints for usual mistakes."""

import re
import sys
from fractions import Fraction

import jax.numpy as jnp
import keras
import numpy as np
import pytest

import nnlib
from nnlib.differences import difference
from tests.hostile import NoArray

CASES = [(([1, 2],), 3), (([4],), 4)]
HINTS = {"That is the greatest.": max, "That is the first.": lambda x: x[0]}


def said(capsys, answer, right, mistakes=None, **options):
    nnlib.self_check(answer, right, mistakes, **options)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("answer", [sum, lambda x: np.sum(x), lambda x: float(sum(x))])
def test_right_functions(answer, capsys):
    assert said(capsys, answer, CASES, HINTS) == "Right."


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (max, "Not yet. That is the greatest."),
        (lambda x: x[0], "Not yet. That is the first."),
        (min, "Not yet. That is the first."),
        (lambda x: 2 * sum(x), "Not yet: for [1, 2] it returns 6, and 3 is right."),
        (lambda x: x[9], "Not yet: for [1, 2] it stops with IndexError: list index"),
        (lambda x: ..., "Nothing to check yet: your function returns nothing"),
        (lambda x: None, "Nothing to check yet: your function returns nothing"),
        (lambda x: "3", "Not yet: for [1, 2] it returns '3', and 3 is right."),
        (lambda x: [3], "Not yet: for [1, 2] it returns [3]"),
        (lambda x: (3, [1]), "Not yet: for [1, 2] it returns a tuple of 2 parts, and"),
        (
            lambda x: [[[1], [2, 3]], 4],
            "Not yet: for [1, 2] it returns a list of 2 parts, and",
        ),
    ],
)
def test_wrong_functions(answer, verdict, capsys):
    assert said(capsys, answer, CASES, HINTS).startswith(verdict)


@pytest.mark.parametrize("answer", [(2, 3), [2, 3], np.array([2.0, 3.0])])
def test_right_values(answer, capsys):
    assert said(capsys, answer, (2, 3)) == "Right."


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (..., "Nothing to check yet"),
        (None, "Nothing to check yet"),
        ((3, 2), "Not yet. Turned around."),
        ((2, 3, 1), "Not yet: (2, 3, 1) is not it."),
        ([[1], [2, 3]], "Not yet: a list of 2 parts is not it."),
        ("2, 3", "Not yet: '2, 3' is not it; a tuple of 2 is asked."),
        (np.zeros((9, 9)), "Not yet: an array of shape (9, 9) is not it."),
    ],
)
def test_wrong_values(answer, verdict, capsys):
    found = said(capsys, answer, (2, 3), {"Turned around.": (3, 2)})
    assert found.startswith(verdict)


def test_functions_that_change_what_they_get(capsys):
    def popping(x):
        total = 0
        while x:
            total += x.pop()
        return total

    assert said(capsys, popping, CASES, HINTS) == "Right."


def test_large_arrays_are_told_by_the_first_number_that_differs(capsys):
    x = np.arange(12.0).reshape(4, 3)
    found = said(capsys, lambda x: np.where(x == 7, -1, x), [((x,), x)])
    assert found == (
        "Not yet: for an array of shape (4, 3) it returns -1 at (2, 1), and 7 is right."
    )


def test_wrong_kinds_of_answers(capsys):
    assert said(capsys, 3, CASES) == "Not yet: a function is asked, and this is 3."
    told = "Not yet: a value is asked, and this is a function."
    assert said(capsys, len, 3) == told
    assert "it stops with SystemExit" in said(capsys, lambda x: sys.exit(), CASES)

    def long(x):
        raise ValueError("one\ntwo")

    assert said(capsys, long, CASES).endswith("ValueError: one")


def test_functions_that_sort_in_place_leave_the_cases_alone(capsys):
    def answer(x):
        x.sort()
        return x[0]

    cases = [(([3, 1],), 3)]
    hints = {"That is the least.": min}
    assert said(capsys, answer, cases, hints) == "Not yet. That is the least."
    assert cases == [(([3, 1],), 3)]


def test_a_number_is_asked(capsys):
    assert said(capsys, "4", 4) == "Not yet: '4' is not it; a number is asked."


def test_arguments_are_told_briefly(capsys):
    cases = [((np.ones((2, 3)), [np.ones((3, 4)), np.ones(4)]), 1)]
    found = said(capsys, lambda x, parameters: 1 / 0, cases)
    assert found.startswith(
        "Not yet: for [[1, 1, 1], [1, 1, 1]], a list of 2 parts it stops"
    )


def test_tolerance(capsys):
    assert said(capsys, 0.333333, 1 / 3, within=1e-3) == "Right."
    assert said(capsys, 0.33, 1 / 3).startswith("Not yet")


def test_dots_for_each_number_are_no_answer_yet(capsys):
    for answer, right in [((..., ...), (1, 2)), (lambda x: [..., ...], [((1,), [1])])]:
        assert "Nothing to check yet" in said(capsys, answer, right)


@pytest.mark.parametrize(
    ("came", "right", "told"),
    [
        ([1, 2], [1, 3], "[1, 2], and [1, 3] is right"),
        (
            (np.zeros(3), [1.0]),
            (np.zeros(3), [2.0]),
            "in the second part [1], and [2] i",
        ),
        (
            [np.zeros(9), 1],
            [np.eye(3), 1],
            "in the first part an array of shape (9,), ",
        ),
        ([[1], [2, 3]], [[1], [2, 3], [4]], "2 parts, and 3 are right"),
        (np.float64(0.5), 0.25, "0.5, and 0.25 is right"),
        (0.12345678, 0.12345699, "0.12345678, and 0.12345699 is right"),
        (float("nan"), 0.5, "NaN, and 0.5 is right"),
        ([0.1, float("nan")], [0.1, 0.2], "[0.1, nan], and [0.1, 0.2] is right"),
        ([np.float64(1.5)], [2.5], "[1.5], and [2.5] is right"),
        ("relu", "tanh", "'relu', and 'tanh' is right"),
        ({"a": 1}, [1.0], "{'a': 1}, and [1] is right"),
        ([1, 2, 3], [1, 2], "[1, 2, 3], and [1, 2] is right"),
        (np.arange(8.0), np.arange(8.0) + np.eye(8)[5], "5 at 5, and 6 is"),
        (np.zeros((3, 3)), np.eye(3), "0 at (0, 0), and 1 is right"),
        (True, 0, "True, and 0 is right"),
        (object(), 3, "an object, and 3 is right"),
        (keras.layers.Dense, 3, "the class Dense, and 3 is right"),
        (keras.layers.Dense(2), 3, "a Keras Dense, and 3 is right"),
    ],
)
def test_how_two_results_differ(came, right, told):
    assert difference(came, right, 1e-6).startswith(told)


@pytest.mark.parametrize("answer", [0.06, 0.058, 0.0576, 0.0577, np.float32(0.058)])
def test_a_number_may_be_rounded(answer, capsys):
    assert said(capsys, answer, 0.05762, digits=2) == "Right."


@pytest.mark.parametrize(
    ("answer", "right", "digits", "verdict"),
    [
        (0.05, 0.0576, 2, "Not yet: 0.05 is not it."),
        (0.175, 1 / 6, 2, "Not yet: 0.175 is not it."),
        (0.174, 1 / 6, 2, "Not yet: 0.174 is not it."),
        (2.72, 2.7144, 3, "Not yet: 2.72 is close"),
        (0.057, 0.0576, 2, "Not yet: 0.057 is close; give more digits, or look for"),
        (0.06, 0.0576, 3, "Not yet: right so far; give it to 3 digits."),
        (0.1, 0.0576, 2, "Not yet: right so far; give it to 2 digits."),
        (-0.0576, 0.0576, 2, "Not yet. The sign is turned around."),
        (-0.06, 0.0576, 2, "Not yet. The sign is turned around."),
        (0, 0.0576, 2, "Not yet: 0 is not it."),
        ([0.06], 0.0576, 2, "Not yet: [0.06] is not it; a number is asked."),
        (True, 1.2, 1, "Not yet: True is not it."),
        ("0.06", 0.0576, 2, "Not yet: '0.06' is not it; a number is asked."),
        (float("nan"), 0.0576, 2, "Not yet: nan is not it."),
        ([0.06, 0.06], 0.0576, 2, "Not yet: [0.06, 0.06] is not it; a number is asked"),
    ],
)
def test_a_number_that_is_rounded_wrongly(answer, right, digits, verdict, capsys):
    hints = {"The sign is turned around.": -right}
    assert said(capsys, answer, right, hints, digits=digits).startswith(verdict)


def test_a_count_is_no_rounding_of_a_fraction(capsys):
    hints = {"Round up.": 17_187.5}
    assert said(capsys, 17_187.5, 17_200, hints) == "Not yet. Round up."
    assert said(capsys, 17_187, 17_200, hints) == "Not yet. Round up."
    assert "Round up." not in said(capsys, 17_220, 17_200, hints)


def test_large_numbers_may_be_rounded_to_whole_ones(capsys):
    for answer in (20, 19.9, 19.93):
        assert said(capsys, answer, 19.93, digits=2) == "Right."
    assert said(capsys, 19, 19.93, digits=2).startswith("Not yet: 19 is not it")


def test_a_value_may_be_a_list_of_pairs_or_empty(capsys):
    pairs = [(1, 2), (3, 4)]
    assert said(capsys, ((1, 2), [3, 4]), pairs) == "Right."
    assert said(capsys, [(1, 2), (3, 5)], pairs).startswith(
        "Not yet: a list of 2 parts"
    )
    assert said(capsys, [], []) == "Right."
    assert said(capsys, [1], []) == "Not yet: [1] is not it."


def test_tensors_count_as_arrays(capsys):
    for tensor in (jnp.ones(3), keras.ops.ones(3), keras.Variable(np.ones(3))):
        assert said(capsys, tensor, [1, 1, 1]) == "Right."
        assert said(capsys, lambda x, t=tensor: t, [((0,), np.ones(3))]) == "Right."


def test_a_function_that_returns_nothing_on_one_way(capsys):
    def positive(x):
        if x > 0:
            return x

    told = said(capsys, positive, [((1,), 1), ((-2,), 0)])
    assert told.startswith("Not yet: for -2 it returns nothing, and for others it ret")


def test_dots_that_are_left_somewhere(capsys):
    left = "Nothing to check yet: some of the three dots still stand there."
    assert said(capsys, [[1, ...], [2, 3]], [[1, 1], [2, 3]]) == left
    assert said(capsys, lambda x: (x, ...), [((1,), (1, 2))]) == left


def test_a_mistake_that_stops_is_no_hint(capsys):
    cases = [((np.ones((2, 3)),), 6.0)]
    told = said(capsys, lambda x: 7.0, cases, {"Turned.": lambda x: x @ x})
    assert told.endswith("it returns 7, and 6 is right.")


def test_the_wrong_part_of_several_is_told(capsys):
    told = said(capsys, (2, 4, 5), (2, 3, 5))
    assert told == "Not yet: (2, 4, 5) is not it: number 2 of 3, 4, is wrong."
    assert said(capsys, 3, (2, 3)) == "Not yet: 3 is not it; a tuple of 2 is asked."


def test_usual_mistakes_are_known_when_they_are_rounded(capsys):
    hints = {"That is the variance.": 19.9316, "Half of it.": 17187.5}
    assert said(capsys, 19.93, 4.4645, hints) == "Not yet. That is the variance."
    assert said(capsys, 17188, 4.4645, hints) == "Not yet. Half of it."
    assert said(capsys, 21, 4.4645, hints) == "Not yet: 21 is not it."


def test_fractions_are_numbers(capsys):
    assert said(capsys, Fraction(1, 6), 1 / 6) == "Right."
    assert said(capsys, Fraction(1, 6), 1 / 6, digits=2) == "Right."


class AlwaysEqual:
    """Says that it is equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


class Mute:
    """Answers nothing that is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError


def endless():
    while True:
        yield 1


def endless_list():
    inside = []
    inside.append(inside)
    return inside


def recursive(x):
    return recursive(x)


NONSENSE = [
    "x", "", b"x", [], (), {}, {"a": [1]}, {1, 2}, (1, (2,)), [[1], [2, 3]],
    AlwaysEqual(), [AlwaysEqual()] * 2, lambda *a: AlwaysEqual(), Mute(),
    endless_list(), 10**5000, float("nan"), float("inf"), -1, 10**400,
    1j, True, object(), NoArray(), [NoArray()],
    endless(), range(3), recursive, len, keras.layers.Dense, keras.layers.Dense(2),
    keras.Sequential(), keras.Input((3,)), np.array([None, 1]), np.array("x"),
    np.zeros(0), type, Exception("x"), Exception, lambda: 1, lambda *a: endless(),
    lambda *a: NoArray(),
]  # fmt: skip


@pytest.mark.parametrize(
    "right", [3, 0.5, (1, 2), "x1", [1.0, 2.0], [((1,), 2)], {"b": 1}]
)
def test_no_answer_makes_a_check_stop_or_show_its_inside(right, capsys):
    for answer in NONSENSE:
        told = said(
            capsys, answer, right, {"No.": 7 if right == 3 else len}, digits=None
        )
        assert told.startswith("Not yet")
        assert told.count("\n") == 0
        assert not re.search(r"0x[0-9a-f]{6}|np\.float64\(|Traceback", told)
    capsys.readouterr()


def test_an_argument_that_is_a_function_is_called_so(capsys):
    told = said(capsys, lambda f: f(-3), [((abs,), 4)])
    assert "for a function it returns 3" in told
