"""Mutants of what lies behind the lectures: the package, its JavaScript."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.mutants import faults
from tests.mutants.mutant import Mutant
from tests.mutants.spans import Spans

ACTIVATIONS = "nnlib/activations/functions.py"
# Between two words or numbers, with spaces: no sign of a number, no arrow, no comment.
OPERATOR = re.compile(r"(?<=[\w)\]] )[-+*/](?= [\w(-])")
OTHERS = {"+": "-", "-": "+", "*": "/", "/": "*"}
LISTENER = re.compile(r'addEventListener\("\w+", \([^)]*\) => \{')
FRONT = "nnlib/explore/front"


def mutants(root: Path) -> Iterator[Mutant]:
    """Go through all faults of all sources below `root`."""
    for path in sorted((root / "nnlib").rglob("*.py")):
        name = str(path.relative_to(root))
        if name == ACTIVATIONS:
            yield from _of_python(path, name, "an activation's sign", faults.signs)
        else:
            yield from _of_python(path, name, "an operator of nnlib", faults.operators)
    for path in sorted((root / FRONT).rglob("*.js")):
        if not path.name.endswith("_test.js"):
            yield from _of_script(path, str(path.relative_to(root)))


def _of_python(
    path: Path, name: str, kind: str, find: Callable[[Spans], faults.Found]
) -> Iterator[Mutant]:
    spans = Spans(path.read_text("utf-8"))
    for change, source in find(spans):
        line = _first_difference(spans.source, source)
        yield Mutant(kind, name, line, change, functools.partial(_whole, new=source))


def _of_script(path: Path, name: str) -> Iterator[Mutant]:
    text = path.read_text("utf-8")
    spots = []
    if path.name in ("maths.js", "rules.js"):
        spots = [
            ("an explorable's mathematics", found, OTHERS[found[0]])
            for found in OPERATOR.finditer(text)
            if not re.search(
                r'//|\*|"|`', _line(text, found.start()).split(found[0])[0]
            )
        ]
    spots += [
        ("a callback that raises", found, f'{found[0]} throw new Error("mutant");')
        for found in LISTENER.finditer(text)
    ]
    for kind, found, new in spots:
        changed = text[: found.start()] + new + text[found.end() :]
        line = _line(text, found.start()).strip()
        change = f"{line}: {found[0]} to {new}" if len(new) == 1 else line
        put = functools.partial(_whole, new=changed)
        yield Mutant(kind, name, _first_difference(text, changed), change, put)


def _line(text: str, place: int) -> str:
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[start:end]


def _first_difference(old: str, new: str) -> str:
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    return f"line {next(k for k, (a, b) in enumerate(pairs, 1) if a != b)}"


def _whole(text: str, new: str) -> str:
    return new
