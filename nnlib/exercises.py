"""Self-checks of exercises: every right answer passes, usual mistakes get a hint."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlib.agreement import agree


def self_check(
    answer: Any,
    right: Any,
    mistakes: Mapping[str, Any] | None = None,
    *,
    within: float = 1e-6,
) -> None:
    """Say whether an answer to an exercise is right, and if not, what to look at.

    Parameters
    ----------
    answer : callable or any value
        What the student wrote: a function, or a number, a shape, an array.
    right : sequence of (tuple, value), or value
        For a function, cases: the arguments and what it should return. For anything
        else, the right value.
    mistakes : dict of str to (callable or value), optional
        A hint for each usual mistake, with the function or value that makes it. The
        hint is given if the answer agrees with the mistake, for a function on every
        case.
    within : float, default 1e-6
        How far numbers may lie apart and still count as equal.

    Examples
    --------
    >>> nnlib.self_check(lambda x: 2 * x, [((3,), 6), ((4,), 8)])
    Right.
    """
    cases = isinstance(right, list) and all(
        isinstance(case, tuple) and len(case) == 2 for case in right
    )
    if _is_nothing(answer):
        verdict = "Nothing to check yet: put your answer in place of the three dots."
    elif cases and callable(answer):
        verdict = _check_function(answer, right, mistakes or {}, within)
    elif cases or callable(answer):
        asked = "a function" if cases else "a value"
        verdict = f"Not yet: {asked} is asked, and this is {_short(answer)}."
    else:
        verdict = _check_value(answer, right, mistakes or {}, within)
    print(verdict)


def _check_value(answer, right, mistakes, within) -> str:
    if agree(answer, right, within):
        return "Right."
    for hint, wrong in mistakes.items():
        if agree(answer, wrong, within):
            return f"Not yet. {hint}"
    return f"Not yet: {_short(answer)} is not it{_asked(answer, right)}."


def _is_nothing(answer) -> bool:
    """Whether the three dots still stand there, or one for each number asked."""
    if isinstance(answer, (tuple, list)) and answer:
        return all(map(_is_nothing, answer))
    return answer is ... or answer is None


def _asked(answer, right) -> str:
    """What kind of answer is asked, if it is another kind than the one that came."""
    if isinstance(right, tuple) and not isinstance(answer, (tuple, list, np.ndarray)):
        return f"; a tuple of {len(right)} is asked"
    if isinstance(right, (int, float)) and not isinstance(
        answer, (int, float, np.number)
    ):
        return "; a number is asked"
    return ""


def _check_function(
    answer: Callable, cases: Sequence, mistakes: Mapping[str, Callable], within: float
) -> str:
    values, misses = [], []
    for arguments, expected in cases:
        try:
            value = _call(answer, arguments)
        except (Exception, SystemExit) as error:  # whatever a student's code may do
            told = " ".join(str(error).splitlines()[:1])
            return (
                f"Not yet: for {_arguments(arguments)} it stops with "
                f"{type(error).__name__}: {told}"
            )
        if _is_nothing(value):
            return "Nothing to check yet: your function returns nothing so far."
        values.append(value)
        if not agree(value, expected, within):
            misses.append((arguments, value, expected))
    if not misses:
        return "Right."
    for hint, wrong in mistakes.items():
        if all(
            agree(value, _call(wrong, arguments), within)
            for value, (arguments, _) in zip(values, cases, strict=True)
        ):
            return f"Not yet. {hint}"
    arguments, value, expected = misses[0]
    return (
        f"Not yet: for {_arguments(arguments)} it returns "
        f"{_difference(value, expected, within)} is right."
    )


def _call(function: Callable, arguments: tuple):
    """Call it with arguments of its own: it may change what it gets."""
    return function(*copy.deepcopy(arguments))


def _difference(value, expected, within) -> str:
    """Both, or of large arrays the first numbers that differ."""
    try:
        a, b = np.asarray(value), np.asarray(expected)
    except ValueError:  # ragged: no array
        return f"{_short(value)}, and {_short(expected)}"
    if a.shape != b.shape or a.size <= 6 or not a.dtype.kind == b.dtype.kind == "f":
        return f"{_short(value)}, and {_short(expected)}"
    place = tuple(np.argwhere(~(np.abs(a - b) <= within))[0].tolist())
    return f"{a[place]:.6g} at {place}, and {b[place]:.6g}"


def _arguments(arguments) -> str:
    return ", ".join(_short(argument) for argument in arguments) or "no arguments"


def _short(value) -> str:
    if callable(value):
        return "a function"
    if isinstance(value, np.ndarray) and value.size > 6:
        return f"an array of shape {value.shape}"
    several = list, tuple, np.ndarray
    if isinstance(value, (list, tuple)) and any(isinstance(v, several) for v in value):
        return f"a list of {len(value)} arrays"
    text = repr(value.tolist() if hasattr(value, "tolist") else value)
    return text if len(text) <= 60 else text[:57] + "..."
