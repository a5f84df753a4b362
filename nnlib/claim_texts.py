"""What a claim shows: what this run found, beside what the text says."""

import math
import re
from html import escape
from typing import Any

import numpy as np

from nnlib import jupyter

SHORT = 8  # numbers that a claim still writes out
_DIRECTED = re.compile(r"\b(ahead|behind|better|worse|more|fewer|less|faster|slower)\b")
_RATIO = re.compile(r" / | over |\btimes\b|\bfactor\b")
_MARGIN = re.compile(
    r"(?P<what>.*): (?P<said>-?[\d,.e+-]+) ± (?P<within>[\d.e+-]+) in the text"
)


def show(what: str, value: Any, said: Any) -> None:
    """In a notebook a line that the deck shows as an answer; elsewhere print one."""
    text = _in_short(value, said)
    shown = _found(value, said) if said.inexact else text
    if jupyter.shell() is None:
        beside = f" (the text: {text})" if said.inexact else ""
        print(f"{what}: {shown}{beside}" if shown else what)
        return
    from IPython.display import display

    plain = f"{what}: {text}" if text else what
    plain += " in the text" if said.inexact else ""
    if said.excluded:
        plain += f", not {' or '.join(map(in_words, said.excluded))}"
    html = _html(what, shown, _beside(value, text, said), said)
    display({"text/html": html, "text/plain": plain}, raw=True)


def _html(what: str, shown: str, text: str, said: Any) -> str:
    number = beside = ""
    if shown:
        kind = ' class="found"' if said.inexact else ""
        number = f": <b{kind}>{escape(shown)}</b>"
    if text:
        beside = f" <small>({escape(text)})</small>"
    return f'<div class="nnlib-claim">✓ {escape(what)}{number}{beside}</div>'


def _beside(value: Any, text: str, said: Any) -> str:
    """What the text says, but for margins that only round; the same in every run."""
    if not said.inexact:
        return ""
    if said.directed:
        return f"the text: {text}"
    if size(value) > SHORT:
        return f"{size(value):,} values, within {said.within:g}"
    largest = np.max(np.abs(np.asarray(said.expected, float)))
    if said.within <= 1e-6 * max(largest, 1.0):
        return ""
    rounds = said.within <= 0.01 * largest
    return f"the text: {in_words(said.expected) if rounds else text}"


def _in_short(value: Any, said: Any) -> str:
    """What the text says, without the numbers of a large array."""
    if isinstance(said.expected, (bool, np.bool_)):
        return "" if said.expected else "no"
    if not said.directed and size(value) > SHORT:
        margin = f" within {said.within:g}" if said.within else ""
        return f"{size(value):,} values agree{margin}"
    return said.in_words()


def _found(value: Any, said: Any) -> str:
    """What this run found, to the digits that matter."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return in_words(value)
    if array.dtype.kind not in "iuf":
        return in_words(value)
    if array.size > SHORT and said.directed:
        return f"from {array.min():.4g} to {array.max():.4g}"
    if array.size > SHORT:
        apart = np.abs(array.astype(float) - np.asarray(said.expected, float))
        return f"at most {apart.max():.2g} apart"
    return ", ".join(_rounded(one, said.within) for one in array.ravel().tolist())


def _rounded(number: float, within: float) -> str:
    """A number to a fifth of its margin or finer, or to four digits."""
    if isinstance(number, int):
        return f"{number:,}"
    if within > 1e-4 * abs(number):
        places = max(0, math.ceil(math.log10(5 / within)))
        if places <= 6:
            return f"{number:,.{places}f}"
    return f"{number:.4g}"


def includes_none(text: str) -> bool:
    """Tell whether a claim about a difference would also hold if there were none.

    Parameters
    ----------
    text : str
        The plain text of the claim's output.
    """
    found = _MARGIN.fullmatch(text.partition(", not ")[0])
    if not found:
        return False
    what, said, within = (
        found["what"],
        float(found["said"].replace(",", "")),
        float(found["within"]),
    )
    none = 1.0 if _RATIO.search(what) else 0.0
    if said == none:
        return _DIRECTED.search(what) is not None
    return abs(said - none) <= within


def in_words(value: Any) -> str:
    """Return a value as text; of a large array its shape."""
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return f"{value:,}"
    if size(value) > SHORT:
        return f"an array of shape {np.shape(value)}"
    return _listed(value)


def _listed(value: Any) -> str:
    """A short sequence, its numbers without commas of their own."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        parts = ", ".join(map(_listed, value))
        if isinstance(value, list):
            return f"[{parts}]"
        return f"({parts},)" if len(value) == 1 else f"({parts})"
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    return str(value)


def size(value: Any) -> int:
    """How many numbers an array has; 1 for everything that is none."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return 1
    return array.size if array.dtype.kind in "biuf" else 1
