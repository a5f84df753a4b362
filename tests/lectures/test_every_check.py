"""Every check of every lecture: no answer stops it, the dots are no answer yet."""

import ast
import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager

import nnlib
from nnlib import cells
from tests.hostile import Broken

LECTURES = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def stops(*arguments, **options):
    raise ValueError("one\ntwo")


NONSENSE = {
    "text": "x",
    "an empty list": [],
    "a dictionary": {"a": 1},
    "ragged": (1, (2,)),
    "not a number": float("nan"),
    "a negative number": -1,
    "infinite": [float("inf")] * 3,
    "an object": object(),
    "a broken object": Broken(),
    "an array of text": np.array(["x", "y"]),
    "an empty array": np.zeros((0, 3)),
    "a function that stops": stops,
    "a function that returns nothing": lambda *a, **b: None,
    "a function that returns text": lambda *a, **b: "x",
    "a function that returns a dictionary": lambda *a, **b: {"a": 1},
    "a function that returns ragged lists": lambda *a, **b: [[1], [2, 3]],
    "a function without arguments": lambda: 1,
    "a class": keras.layers.Dense,
    "a layer": keras.layers.Dense(2),
    "an empty model": keras.Sequential(),
}


def found_checks():
    """Each check cell's name, number of answers, and source without its call."""
    for lecture in LECTURES:
        for cell in nbformat.read(lecture, 4).cells:
            if "check" not in cells.tags(cell):
                continue
            *body, last = ast.parse(cell.source).body
            assert isinstance(last, ast.Expr)
            assert isinstance(last.value, ast.Call)
            name, source = last.value.func.id, ast.unparse(ast.Module(body, []))
            count = len(last.value.args) + len(last.value.keywords)
            label = f"{lecture.stem[:2]}-{name}"
            yield pytest.param(name, count, source, id=label)


CHECKS = list(found_checks())


@pytest.fixture
def verdict(capsys):
    def run(name, source, *answers):
        scope = {"nnlib": nnlib, "np": np, "keras": keras}
        exec(source, scope)
        scope[name](*answers)
        return capsys.readouterr().out.strip()

    return run


@pytest.mark.parametrize(("name", "count", "source"), CHECKS)
def test_the_dots_are_no_answer_yet(name, count, source, verdict):
    assert "Nothing to check yet" in verdict(name, source, *[...] * count)


@pytest.mark.parametrize(("name", "count", "source"), CHECKS)
def test_no_answer_stops_a_check_or_shows_its_inside(name, count, source, verdict):
    for what, answer in NONSENSE.items():
        told = verdict(name, source, *[answer] * count)
        assert told, what
        assert "Right." not in told, what
        assert not re.search(r"0x[0-9a-f]{6}|np\.\w+\(|Traceback|<class", told), what


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_cells_touch_only_public_names(lecture):
    """Another module is there only if something has loaded it: not for every reader."""
    code = [c.source for c in nbformat.read(lecture, 4).cells if c.cell_type == "code"]
    trees = [ast.parse(TransformerManager().transform_cell(source)) for source in code]
    touched = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "nnlib"
        and f"import nnlib.{node.attr}" not in ast.unparse(tree)
    }
    assert touched
    assert touched <= set(nnlib.__all__)
