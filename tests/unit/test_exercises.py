"""Self-checks: right answers however written, hints for usual mistakes."""

import sys

import numpy as np
import pytest

import nnlib

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
        (lambda x: (3, [1]), "Not yet: for [1, 2] it returns a list of 2 arrays, and"),
        (lambda x: [[[1], [2, 3]], 4], "Not yet: for [1, 2] it returns a list of 2"),
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
        ([[1], [2, 3]], "Not yet: a list of 2 arrays is not it."),
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
        "Not yet: for [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]], a list of 2 arrays it stops"
    )


def test_tolerance(capsys):
    assert said(capsys, 0.333333, 1 / 3, within=1e-3) == "Right."
    assert said(capsys, 0.33, 1 / 3).startswith("Not yet")


def test_dots_for_each_number_are_no_answer_yet(capsys):
    for answer, right in [((..., ...), (1, 2)), (lambda x: [..., ...], [((1,), [1])])]:
        assert "Nothing to check yet" in said(capsys, answer, right)


def test_an_argument_that_is_a_function_is_called_so(capsys):
    told = said(capsys, lambda f: f(-3), [((abs,), 4)])
    assert "for a function it returns 3" in told


def test_a_ragged_list_beside_a_number_of_numpys(capsys):
    told = said(capsys, [[1, 2], [3]], np.float64(3.0))
    assert told.startswith("Not yet: a list of 2 arrays is not it")
