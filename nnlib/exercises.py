"""Self-checks of exercises: every right answer passes, usual mistakes get a hint."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlib.differences import (
    difference,
    is_nan,
    plain,
    rounds_to,
    same,
    short,
    stops,
)

_NOTHING = "Nothing to check yet: put your answer in place of the three dots."


def self_check(
    answer: Any,
    right: Any,
    mistakes: Mapping[str, Any] | None = None,
    *,
    within: float = 1e-6,
    digits: int | None = None,
) -> None:
    """Say whether an answer to an exercise is right, and if not, what to look at.

    It prints one line and never raises, whatever the answer is.

    Parameters
    ----------
    answer : callable or any value
        What the student wrote: a function, or a number, a shape, an array. Lists,
        tuples, arrays and tensors of any library count as the same.
    right : list of (tuple, value), or value
        For a function, cases: the arguments, a tuple, and what it should return. For
        anything else, the right value.
    mistakes : dict of str to (callable or value), optional
        A hint for each usual mistake, with the function or value that makes it. The
        hint is given if the answer agrees with the mistake, for a function on every
        case.
    within : float, default 1e-6
        How far numbers may lie apart and still count as equal.
    digits : int, optional
        Of a number that a student may round: how many digits it must have, significant
        ones or behind the point. Right is every number to which the right one rounds,
        with as many digits or more.

    Examples
    --------
    >>> nnlib.self_check(lambda x: 2 * x, [((3,), 6), ((4,), 8)])
    Right.
    >>> nnlib.self_check(0.058, 0.0576, digits=2)
    Right.
    """
    try:
        verdict = _verdict(answer, right, mistakes or {}, within, digits)
    except Exception:  # a list within itself, an object that answers nothing
        verdict = "Not yet: this answer cannot be read; give numbers, or what is asked."
    print(verdict)


def _verdict(answer, right, mistakes, within, digits) -> str:
    if _is_nothing(answer):
        return _NOTHING
    if _has_dots(answer):
        return "Nothing to check yet: some of the three dots still stand there."
    if not _are_cases(right):
        return _check_value(answer, right, mistakes, within, digits)
    if callable(answer):
        return _check_function(answer, right, mistakes, within)
    return f"Not yet: a function is asked, and this is {short(answer)}."


def _are_cases(right: Any) -> bool:
    """Whether the right answer is one case or more of a function's."""
    return (
        isinstance(right, list)
        and bool(right)
        and all(
            isinstance(case, tuple) and len(case) == 2 and isinstance(case[0], tuple)
            for case in right
        )
    )


def _check_value(answer, right, mistakes, within, digits) -> str:
    if callable(answer) and not callable(right) and not hasattr(answer, "__array__"):
        return f"Not yet: a value is asked, and this is {short(answer)}."
    rounded = digits is not None and rounds_to(answer, right, digits)
    if rounded or same(answer, right, within):
        return "Right."
    for hint, wrong in mistakes.items():
        if same(answer, wrong, within):
            return f"Not yet. {hint}"
    for hint, wrong in mistakes.items():
        if isinstance(wrong, float) and rounds_to(answer, wrong, digits or 3):
            if isinstance(answer, int) and abs(answer - wrong) >= 1:
                continue  # a count is not rounded to three digits
            return f"Not yet. {hint}"
    if rounded is None:
        return f"Not yet: right so far; give it to {digits} digits."
    if _is_close(answer, right):
        return (
            f"Not yet: {short(answer)} is close; give more digits, or look for a slip."
        )
    wrong = _wrong_part(answer, right, within)
    return f"Not yet: {short(answer)} is not it{wrong or _asked(answer, right)}."


def _wrong_part(answer: Any, right: Any, within: float) -> str:
    """Which part of an answer of several is wrong, where not all are."""
    several = list, tuple, np.ndarray
    answer, right = plain(answer), plain(right)
    if not isinstance(answer, several) or not isinstance(right, several):
        return ""
    if len(answer) != len(right) or any(isinstance(part, several) for part in answer):
        return ""
    fine = [same(a, b, within) for a, b in zip(answer, right, strict=True)]
    if not any(fine):
        return ""
    place = fine.index(False)
    return f": number {place + 1} of {len(fine)}, {short(answer[place])}, is wrong"


def _is_close(answer: Any, right: Any) -> bool:
    """Whether a number lies within two hundredths of the right one, no whole one."""
    if not isinstance(right, (float, np.floating)) or not right:
        return False
    return same(answer, right, 0.02 * abs(right))


def _is_nothing(answer: Any) -> bool:
    """Whether the three dots still stand there, or one for each number asked."""
    if isinstance(answer, (tuple, list)) and answer:
        return all(map(_is_nothing, answer))
    return answer is ... or answer is None


def _has_dots(answer: Any) -> bool:
    """Whether three dots stand somewhere within an answer."""
    if isinstance(answer, (tuple, list)):
        return any(map(_has_dots, answer))
    if isinstance(answer, np.ndarray) and answer.dtype == object:
        return _has_dots(answer.tolist())
    return answer is ...


def _asked(answer: Any, right: Any) -> str:
    """What kind of answer is asked, if it is another kind than the one that came."""
    came = plain(answer)
    if isinstance(right, tuple) and not isinstance(came, (tuple, list, np.ndarray)):
        return f"; a tuple of {len(right)} is asked"
    if isinstance(right, (int, float)) and (
        not isinstance(came, (int, float, np.number, np.ndarray)) or np.ndim(came)
    ):
        return "; a number is asked"
    return ""


def _check_function(
    answer: Callable, cases: Sequence, mistakes: Mapping[str, Callable], within: float
) -> str:
    values = []
    for arguments, _ in cases:
        value, error = stops(_call, answer, arguments)
        if error:
            return f"Not yet: for {_arguments(arguments)} it stops with {error}"
        values.append(value)
    nothing = [_is_nothing(value) for value in values]
    if all(nothing):
        return "Nothing to check yet: your function returns nothing so far."
    if any(nothing):
        arguments, _ = cases[nothing.index(True)]
        return (
            f"Not yet: for {_arguments(arguments)} it returns nothing, and for others "
            "it returns something; is there a return on every way through it?"
        )
    if any(map(_has_dots, values)):
        return "Nothing to check yet: some of the three dots still stand there."
    misses = [
        (arguments, value, expected)
        for (arguments, expected), value in zip(cases, values, strict=True)
        if not same(value, expected, within)
    ]
    if not misses:
        return "Right."
    for hint, wrong in mistakes.items():
        if _makes(wrong, values, cases, within):
            return f"Not yet. {hint}"
    arguments, value, expected = misses[0]
    what = difference(value, expected, within)
    return f"Not yet: for {_arguments(arguments)} it returns {what}."


def _makes(wrong: Callable, values: Sequence, cases: Sequence, within: float) -> bool:
    """Whether a usual mistake gives what came, on every case."""
    for value, (arguments, _) in zip(values, cases, strict=True):
        made, error = stops(_call, wrong, arguments)
        alike = same(value, made, within) or (is_nan(value) and is_nan(made))
        if error or not alike:
            return False
    return True


def _call(function: Callable, arguments: tuple):
    """Call it with arguments of its own: it may change what it gets."""
    return function(*copy.deepcopy(arguments))


def _arguments(arguments: tuple) -> str:
    return ", ".join(short(argument) for argument in arguments) or "no arguments"
