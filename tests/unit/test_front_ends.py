"""What every front end is: a folder, short functions, short lines."""

import itertools
import re

import pytest

from nnlib.explore.bundle import bundle
from nnlib.explore.host import FRONT

MODULES = sorted(FRONT.rglob("*.js"))
ENTRIES = [path for path in MODULES if path.stem == path.parent.name]
MOST_LINES, MOST_CHARACTERS = 60, 100


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.stem)
def test_what_ships_is_what_its_modules_say(entry, evaluate_module):
    assert bundle(entry) == bundle(entry)
    assert evaluate_module(entry, "typeof m.default.render") == "function"


def test_every_explorable_is_a_folder_with_an_entry_and_a_style():
    folders = {path.name for path in FRONT.iterdir() if path.is_dir()} - {"shared"}
    assert folders == {path.stem for path in ENTRIES}
    assert all(path.with_suffix(".css").is_file() for path in ENTRIES)


def functions(source):
    """Find the functions of formatted code: where each begins, and its lines."""
    lines = source.splitlines()
    for begin, line in enumerate(lines):
        if not re.search(r"(\bfunction\b.*|=>|^\s*(?:async )?\w+\(.*\)) \{$", line):
            continue
        if re.match(r"\s*(if|for|while|switch|catch|\} else)\b", line):
            continue
        depth = re.match(r"\s*", line)[0]
        rest = itertools.takewhile(
            lambda each, depth=depth: not re.match(depth + r"[})]", each),
            lines[begin + 1 :],
        )
        yield begin + 1, 2 + len(list(rest))


def test_functions_are_found():
    source = "function f() {\n  a.map((x) => {\n    x;\n  });\n  if (a) {\n  }\n}\n"
    assert list(functions(source)) == [(1, 7), (2, 3)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_functions_and_lines_are_short(module):
    source = module.read_text("utf-8")
    long = [(line, n) for line, n in functions(source) if n > MOST_LINES]
    assert long == []
    assert max(map(len, source.splitlines())) <= MOST_CHARACTERS
