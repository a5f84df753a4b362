"""Claims, the numbers of a lecture that are checked, and the one switch of scale."""

import dataclasses
import datetime
import json
import math
import os
from typing import Any

import numpy as np

from nnlib.agreement import agree
from nnlib.arguments import as_number, came, checked_number
from nnlib.claim_texts import SHORT, in_words, show, size


def claim(
    what: str,
    value: Any,
    expected: Any = None,
    *,
    within: float | dict = 0.0,
    against: Any = None,
    at_least: float | dict | None = None,
    at_most: float | dict | None = None,
    published: str | None = None,
    data: Any = None,
) -> None:
    """State a number of the lecture beside the number that the lecture found.

    Parameters
    ----------
    what : str
        What is claimed, in a few words: "test accuracy".
    value : number, str, tuple, or array_like
        What this run found.
    expected : like `value`
        What the text says.
    within : float, default 0
        How far a number, or every number of an array, may lie from the expected one.
    against : like `expected`, or a list of such, optional
        What the sentence in the text excludes: 0 for a difference, 1 for a ratio; of an
        array one number stands for all. The claim is refused where it would let that
        pass. A list is several.
    at_least, at_most : number, optional
        In place of `expected`: bounds for the number, or for every number of an array.
    published : str, optional
        The row of the published numbers that this one stands for.
    data : Data, optional
        What `nnlib.load` returned; recorded with the claim. Where `expected`, `within`,
        `against` or a bound depend on the data, give ``{"real": ..., "stand-in":
        ...}``, and `data` tells which holds.

    Raises
    ------
    AssertionError
        If the claim does not hold; the message says what was seen.
    ValueError
        If the margin, or a bound, reaches what `against` excludes, so that the claim
        would hold where its sentence is false; or if arguments do not fit each other.

    Notes
    -----
    A notebook shows what this run found and, beside it, what the text says. The plain
    text of that output has the text's numbers alone, so that it is the same for every
    seed and on every machine. With ``NNLIB_CLAIMS=FILE`` the claim is also appended to
    that file as one line of JSON.

    Examples
    --------
    >>> nnlib.claim("weights of 784-10", 784 * 10, 7840)
    weights of 784-10: 7,840
    >>> nnlib.claim("ahead by", 0.0412, 0.04, within=0.03, against=0)
    ahead by: 0.041 (the text: 0.04 ± 0.03)
    >>> nnlib.claim("splits in which it is ahead, of 10", 9, at_least=8)
    splits in which it is ahead, of 10: 9 (the text: at least 8)
    """
    said = _read(expected, within, against, at_least, at_most, data)
    _record_claim(what, value, said, published, data)
    if not said.allows(value):
        seen, text = in_words(value), said.in_words()
        if seen == text:  # alike but for digits not shown
            seen, text = repr(value), repr(said.expected)
        far = "" if said.directed else _farthest(value, said.expected)
        raise AssertionError(f"{what}: the text says {text}, this run saw {seen}{far}")
    show(what, value, said)


def scale(class_size: int, *, full: int) -> int:
    """Choose how much to compute: what a class waits for, or what a paper did.

    Parameters
    ----------
    class_size : int
        For a class, which waits for seconds.
    full : int
        Under ``NNLIB_SCALE=full``, as the published experiment had it.

    Returns
    -------
    int
        One of the two.

    Raises
    ------
    ValueError
        If one of them is no number, or ``NNLIB_SCALE`` is neither empty, "class" nor
        "full".

    Examples
    --------
    >>> nnlib.scale(8, full=50)
    8
    """
    for name, given in {"class_size": class_size, "full": full}.items():
        if as_number(given) is None:
            raise ValueError(f"{name}: {came(given)} came; give a number, such as 8")
    chosen = os.environ.get("NNLIB_SCALE") or "class"
    if chosen not in ("class", "full"):
        raise ValueError(
            f"NNLIB_SCALE: {chosen!r} came; set it to 'full', 'class' or nothing"
        )
    return full if chosen == "full" else class_size


@dataclasses.dataclass(frozen=True)
class _Said:
    """What the text says, and what it excludes."""

    expected: Any
    within: float
    at_least: float | None
    at_most: float | None
    excluded: list

    @property
    def inexact(self) -> bool:
        return self.directed or self.within > 0

    @property
    def directed(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    def allows(self, value: Any) -> bool:
        """Whether a value agrees with the text."""
        if not self.directed:
            return agree(value, self.expected, self.within)
        try:
            found = np.asarray(value, float)
        except (TypeError, ValueError):
            return False
        low = -np.inf if self.at_least is None else self.at_least
        high = np.inf if self.at_most is None else self.at_most
        return bool(found.size and np.all((found >= low) & (found <= high)))

    def in_words(self) -> str:
        """What the text says; of many numbers only how near they are to others."""
        if self.directed:
            bounds = {"at least": self.at_least, "at most": self.at_most}
            limits = [f"{k} {in_words(v)}" for k, v in bounds.items() if v is not None]
            return " and ".join(limits)
        margin = f" ± {self.within:g}" if self.within else ""
        return f"{in_words(self.expected)}{margin}"


def _read(expected, within, against, at_least, at_most, data) -> _Said:
    """What a claim says for these data; refuses what could not fail."""
    given = {
        "expected": expected,
        "within": within,
        "against": against,
        "at_least": at_least,
        "at_most": at_most,
    }
    given = {name: _for_data(name, v, data) for name, v in given.items()}
    margin = checked_number("within", given["within"], 0)
    bounds = [given["at_least"], given["at_most"]]
    if (given["expected"] is None) == (bounds == [None, None]):
        raise ValueError(
            "expected, at_least, at_most: "
            f"{given['expected']!r}, {bounds[0]!r} and {bounds[1]!r} came; give what "
            "the text says, or one bound or two"
        )
    for name in ("at_least", "at_most"):
        bound = given[name]
        if bound is not None and as_number(bound) is None:
            raise ValueError(f"{name}: {bound!r} came; give a number")
    if bounds != [None, None] and margin:
        raise ValueError(f"within: {margin!r} came beside a bound; move the bound")
    if None not in bounds and bounds[0] > bounds[1]:
        raise ValueError(f"at_least, at_most: {bounds[0]!r} and {bounds[1]!r} came")
    excluded = _excluded(given["against"], given["expected"])
    said = _Said(given["expected"], margin, *bounds, excluded)
    for one in excluded:
        if said.allows(one):
            raise ValueError(
                f"against: {in_words(one)} is what the sentence excludes, and "
                f"{said.in_words()} lets it pass; narrow that, or weaken the sentence"
            )
    return said


def _for_data(name: str, given: Any, data: Any):
    """An argument for these data, of one for real ones and one for stand-ins."""
    if not isinstance(given, dict):
        return given
    if set(given) != {"real", "stand-in"} or not hasattr(data, "stand_in"):
        raise ValueError(
            f"{name}, data: {given!r} and {type(data).__name__} came; give "
            "{'real': ..., 'stand-in': ...} and data=, what nnlib.load returned"
        )
    return given["stand-in" if data.stand_in else "real"]


def _excluded(against: Any, expected: Any) -> list:
    """The values that a sentence excludes, each in the shape of the expected one."""
    several = against if isinstance(against, list) else [against]
    several = [one for one in several if one is not None]
    if several and isinstance(expected, (list, tuple, np.ndarray)):
        shape = np.shape(expected)
        return [np.full(shape, one) if np.ndim(one) == 0 else one for one in several]
    return several


def _farthest(value, expected) -> str:
    """Where two arrays of numbers differ most, or nothing."""
    try:
        with np.errstate(invalid="ignore"):
            apart = np.abs(np.asarray(value, float) - np.asarray(expected, float))
    except (TypeError, ValueError):
        return ""
    if np.shape(value) != np.shape(expected) or not apart.ndim:
        return ""
    if not np.isfinite(apart).any():
        return ""
    place = np.unravel_index(np.nanargmax(apart), apart.shape)
    place = ", ".join(map(str, place))
    return f"; they differ most, by {np.nanmax(apart):.3g}, at [{place}]"


def _record_claim(what, value, said, published, data) -> None:
    path = os.environ.get("NNLIB_CLAIMS")
    if not path:
        return
    import importlib.metadata

    from nnlib import session

    line = {
        "lecture": os.environ.get("NNLIB_LECTURE"),
        "what": what,
        "value": _plain(value),
        "expected": _plain(said.expected),
        "at_least": _plain(said.at_least),
        "at_most": _plain(said.at_most),
        "published": published,
        "seed": session.seed_in_use,
        "source": getattr(data, "source", None),
        "scale": os.environ.get("NNLIB_SCALE") or "class",
        "versions": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy")
        },
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
    }
    text = json.dumps(line, default=str, allow_nan=False)
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise OSError(f"NNLIB_CLAIMS: {path!r} cannot be written, {error}") from None


def _plain(thing):
    """What JSON can hold of it; NaN and infinity, which it has not, as text."""
    if size(thing) > SHORT:
        return in_words(thing)
    if isinstance(thing, (list, tuple)):
        return [_plain(part) for part in thing]
    if not isinstance(thing, (str, int, float)):
        array = np.asarray(thing)
        if array.dtype.kind in "biuf" or isinstance(thing, np.ndarray):
            return _plain(array.tolist())
    if isinstance(thing, float) and not math.isfinite(thing):
        return str(thing)
    return thing if isinstance(thing, (str, int, float, type(None))) else str(thing)
