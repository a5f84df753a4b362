"""Names out of a few: a wrong one is told with what was likely meant."""

import difflib
from collections.abc import Collection
from typing import Any


def unknown(argument: str, name: Any, known: Collection[str]) -> str:
    """Say that a name is not known, and which one is like it."""
    close = difflib.get_close_matches(str(name).lower(), known, n=1)
    guess = f"; did you mean {close[0]!r}?" if close else "."
    return f"{argument}: there is no {name!r}{guess} Known: {', '.join(known)}"


def choice(argument: str, name: Any, known: Collection[str]) -> str:
    """Return a name that is known, and refuse any other.

    Raises
    ------
    ValueError
        If it is not known; the message names `argument`.
    """
    if isinstance(name, str) and name in known:
        return name
    raise ValueError(unknown(argument, name, known))
