"""Claims hold, or say what was seen; and the switch of scale."""

import json

import keras
import numpy as np
import pytest

import nnlib
from nnlib.datasets import Data


def data(stand_in):
    empty = np.empty(0)
    return Data("sample", empty, empty, empty, empty, ("a",), "made up", stand_in)


def test_claim_that_holds(capsys):
    nnlib.claim("test accuracy", 0.8831, 0.88, within=0.01)
    nnlib.claim("weights", 101_770, 101_770)
    nnlib.claim("shape", (60000, 28, 28), (60000, 28, 28))
    nnlib.claim("name", "relu", "relu")
    nnlib.claim("converged", np.True_, True)
    nnlib.claim("both", np.array([1.0, 2.0]), [1, 2])
    nnlib.claim("many", np.ones((3, 4)), np.ones((3, 4)) + 1e-9, within=1e-6)
    nnlib.claim("at the margin", 0.89, 0.88, within=0.01)
    nnlib.claim("beside an integer", 1.1, 1, within=0.1)
    nnlib.claim("single precision", np.float32(0.91), 0.9, within=np.float32(0.01))
    assert capsys.readouterr().out.splitlines() == [
        "test accuracy: 0.88 +- 0.01: holds",
        "weights: 101,770: holds",
        "shape: (60000, 28, 28): holds",
        "name: relu: holds",
        "converged: True: holds",
        "both: [1, 2]: holds",
        "many: 12 values agree within 1e-06: holds",
        "at the margin: 0.88 +- 0.01: holds",
        "beside an integer: 1 +- 0.1: holds",
        "single precision: 0.9 +- 0.01: holds",
    ]


@pytest.mark.parametrize(
    ("value", "expected", "within"),
    [
        (0.895, 0.88, 0.01),
        (float("nan"), 0.88, 0.01),
        (float("inf"), float("inf"), 0.1),
        (9, 8, 0),
        (10**17 + 1, 10**17, 0),
        (["a", 1], ["a", "1"], 0),
        ([[1], [2, 3]], [[1], [2]], 0),
        (0.1 + 0.2, 0.3, 0),
        (0.8900001, 0.88, 0.01),
        (10**17 + 2, 10**17, 1),
        ([float("inf"), 1], [1, 1], 0.5),
        ((3, 4), (4, 3), 0),
        ((3, 4), (3, 4, 1), 0),
        ("relu", "tanh", 0),
        (True, False, 0),
        (np.ones(12), np.zeros(12), 0.5),
    ],
)
def test_claim_that_does_not_hold(value, expected, within):
    with pytest.raises(AssertionError, match=r"^what: the text says .*this run saw"):
        nnlib.claim("what", value, expected, within=within)


def test_claim_by_data_source(capsys):
    expected = {"real": 0.88, "stand-in": 0.93}
    nnlib.claim("accuracy", 0.93, expected, within=0.01, data=data(stand_in=True))
    nnlib.claim("accuracy", 0.88, expected, within=0.01, data=data(stand_in=False))
    with pytest.raises(AssertionError, match=r"says 0\.93"):
        nnlib.claim("accuracy", 0.88, expected, within=0.01, data=data(stand_in=True))
    for wrong, given in [(expected, None), (expected, "x"), ({"real": 1}, data(True))]:
        with pytest.raises(ValueError, match=r"^expected, data: .* and data=, what"):
            nnlib.claim("accuracy", 0.88, wrong, within=0.01, data=given)


@pytest.mark.parametrize("within", [-1, float("nan"), float("inf"), [0.1], "0.1"])
def test_claim_with_a_wrong_margin(within):
    with pytest.raises(ValueError, match=r"^within: .* came; give a number from 0"):
        nnlib.claim("accuracy", 0.88, 0.88, within=within)


def test_a_claim_that_fails_says_where():
    with pytest.raises(AssertionError, match=r"says 0\.3, .*0\.30000000000000004"):
        nnlib.claim("sum", 0.1 + 0.2, 0.3)
    seen = np.zeros((3, 4))
    seen[2, 1] = 0.5
    with pytest.raises(AssertionError, match=r"differ most, by 0\.5, at \[2, 1\]"):
        nnlib.claim("zeros", seen, np.zeros((3, 4)), within=0.1)
    with pytest.raises(AssertionError, match=r"shape \(9, 9\), .*shape \(9, 1\)$"):
        nnlib.claim("ones", np.ones((9, 1)), np.ones((9, 9)))


class Tensor:
    def __array__(self, dtype=None, copy=None):
        return np.array([1, 2])


def test_claims_of_any_kind_can_be_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_CLAIMS", str(tmp_path / "claims.jsonl"))
    nnlib.claim("kinds", {"a"}, {"a"})
    nnlib.claim("array", np.arange(3), [0, 1, 2])
    nnlib.claim("many", np.arange(30), np.arange(30))
    nnlib.claim("ragged", [[1], [2, 3]], [[1], [2, 3]])
    nnlib.claim("tensor", Tensor(), [1, 2])
    nnlib.claim("words", np.array(["a", "b"]), np.array(["a", "b"]))
    for nothing in (float("nan"), [np.nan, 1], np.array([np.inf, 2])):
        with pytest.raises(AssertionError):
            nnlib.claim("nothing", nothing, 1)
    lines = (tmp_path / "claims.jsonl").read_text().splitlines()
    values = [json.loads(s, parse_constant=pytest.fail)["value"] for s in lines]
    many = "an array of shape (30,)"
    assert values[:4] == ["{'a'}", [0, 1, 2], many, [[1], [2, 3]]]
    assert values[4:] == [[1, 2], ["a", "b"], "nan", ["nan", 1], ["inf", 2]]
    monkeypatch.setenv("NNLIB_CLAIMS", str(tmp_path))
    with pytest.raises(OSError, match=r"^NNLIB_CLAIMS: .* cannot be written"):
        nnlib.claim("a", 1, 1)


def test_claims_are_recorded(tmp_path, monkeypatch):
    file = tmp_path / "claims.jsonl"
    monkeypatch.setenv("NNLIB_CLAIMS", str(file))
    monkeypatch.setenv("NNLIB_LECTURE", "06_keras")
    nnlib.claim(
        "accuracy", np.float32(0.5), 0.5, published="row", data=data(stand_in=True)
    )
    with pytest.raises(AssertionError):
        nnlib.claim("shape", (2, 3), (3, 2))
    held, failed = map(json.loads, file.read_text().splitlines())
    assert held["lecture"] == "06_keras"
    assert held["what"] == "accuracy"
    assert held["value"] == held["expected"] == 0.5
    assert held["published"] == "row"
    assert held["source"] == "made up"
    assert held["scale"] == "class"
    assert held["versions"]["keras"] == keras.__version__
    assert failed["value"] == [2, 3]


def test_scale(monkeypatch):
    assert nnlib.scale(8, full=50) == 8
    monkeypatch.setenv("NNLIB_SCALE", "full")
    assert nnlib.scale(8, full=50) == 50
    for wrong in ({"class_size": "x", "full": 5}, {"class_size": 5, "full": None}):
        with pytest.raises(ValueError, match=r"^(class_size|full): .* give a number"):
            nnlib.scale(**wrong)
    monkeypatch.setenv("NNLIB_SCALE", "huge")
    with pytest.raises(
        ValueError, match=r"^NNLIB_SCALE: 'huge' came; set it to 'full'"
    ):
        nnlib.scale(8, full=50)
