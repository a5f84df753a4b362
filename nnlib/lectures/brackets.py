"""What is wrong with a formula, as far as its brackets tell."""

import re

_OPENING = {"}": "{", "right": "left", "end": "begin"}
_TOKEN = re.compile(
    r"\\(begin|end)\s*\{([^{}]*)\}|\\(left|right)(?![A-Za-z])|([{}])|\\.|%[^\n]*", re.S
)


def problem(formula: str) -> str | None:
    r"""Return what is not closed or closes nothing in TeX, or None.

    Looked at are ``{}``, ``\begin`` with ``\end``, and ``\left`` with ``\right``.
    """
    still_open = []
    for token in _TOKEN.finditer(formula):
        kind, name = token[1] or token[3] or token[4], token[2]
        if kind in _OPENING.values():
            still_open.append((kind, name, token[0]))
        elif kind:
            if not still_open or still_open[-1][:2] != (_OPENING[kind], name):
                inside = f", within {still_open[-1][2]}" if still_open else ""
                return f"{token[0]} closes nothing{inside}"
            still_open.pop()
    return f"{still_open[-1][2]} is not closed" if still_open else None
