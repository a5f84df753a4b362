"""Claims hold, or say what was seen; and the switch of scale."""

import json
import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

import nnlib
from nnlib import claim_texts
from nnlib.datasets import Data
from nnlib.lectures import running


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
        "test accuracy: 0.883 (the text: 0.88 ± 0.01)",
        "weights: 101,770",
        "shape: (60000, 28, 28)",
        "name: relu",
        "converged",
        "both: [1, 2]",
        "many: at most 1e-09 apart (the text: 12 values agree within 1e-06)",
        "at the margin: 0.890 (the text: 0.88 ± 0.01)",
        "beside an integer: 1.10 (the text: 1 ± 0.1)",
        "single precision: 0.910 (the text: 0.9 ± 0.01)",
    ]


def test_bounds_hold_for_every_number(capsys):
    nnlib.claim("splits, of 10", 9, at_least=8, against=5)
    nnlib.claim("seeds", [0.9512, 0.97], at_least=0.95)
    nnlib.claim("between", np.float32(0.5), at_least=0.2, at_most=5)
    nnlib.claim("many", np.linspace(0, 1, 20), at_most=1.0)
    assert capsys.readouterr().out.splitlines() == [
        "splits, of 10: 9 (the text: at least 8)",
        "seeds: 0.9512, 0.97 (the text: at least 0.95)",
        "between: 0.5 (the text: at least 0.2 and at most 5)",
        "many: from 0 to 1 (the text: at most 1)",
    ]
    for value in (
        7,
        [9, 7],
        float("nan"),
        [],
        "nine",
        [9, float("nan")],
        [[9], [9, 9]],
    ):
        with pytest.raises(
            AssertionError, match=r"^splits: the text says at least 8, th"
        ):
            nnlib.claim("splits", value, at_least=8)
    with pytest.raises(
        AssertionError, match="at least 0 and at most 1, this run saw 2"
    ):
        nnlib.claim("share", 2, at_least=0, at_most=1)


@pytest.mark.parametrize(
    "said",
    [
        {"expected": 0.04, "within": 0.05, "against": 0},
        {"expected": 0.04, "within": 0.04, "against": 0},
        {"expected": 1.5, "within": 0.5, "against": [3, 1]},
        {"expected": (1, 2), "within": 1, "against": (2, 2)},
        {"expected": [1, 1.2], "within": 0.3, "against": 1},
        {"expected": 3, "against": 3},
        {"at_least": 0.5, "against": 0.5},
        {"at_least": 0.5, "against": 0.6},
        {"at_most": 5, "against": [7, 4]},
    ],
)
def test_a_claim_that_lets_pass_what_its_sentence_excludes_is_refused(said):
    with pytest.raises(ValueError, match=r"^against: .* is what the sentence excludes"):
        nnlib.claim("what", said.get("expected", 2), **said)


def test_a_claim_keeps_away_from_what_its_sentence_excludes():
    nnlib.claim("ahead by", 0.05, 0.04, within=0.03, against=0)
    nnlib.claim("ratio", 1.4, 1.5, within=0.4, against=[1, 2])
    nnlib.claim("both", (1, 2), (1, 2), within=0.1, against=(2, 1))
    nnlib.claim("ones", np.ones(9), np.ones(9), within=0.5, against=[0, np.arange(9)])
    nnlib.claim("splits", 9, at_least=8, against=5)
    with pytest.raises(
        AssertionError, match=r"says 0\.04 ± 0\.03, this run saw 0\.005"
    ):
        nnlib.claim("ahead by", 0.005, 0.04, within=0.03, against=0)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "^expected, at_least, at_most: None, None and None came; give what the"),
        ({"expected": 1, "at_least": 0}, "^expected, at_least, at_most: 1, 0 and None"),
        ({"at_least": "8"}, "^at_least: '8' came; give a number"),
        ({"at_most": float("nan")}, "^at_most: nan came; give a number"),
        ({"at_least": 2, "at_most": 1}, "^at_least, at_most: 2 and 1 came"),
        ({"at_least": 1, "within": 0.1}, "^within: 0.1 came beside a bound; move the"),
    ],
)
def test_what_a_text_cannot_say(said, message):
    with pytest.raises(ValueError, match=message):
        nnlib.claim("what", 1, **said)


def run(*sources):
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    running.execute(nb, Path("sample.ipynb"))
    return nb


def test_what_a_run_found_stands_apart_from_what_is_compared(compared):
    sources = "import nnlib", "nnlib.claim('a < b', {}, 0.88, within=0.02, against=0.8)"
    outputs = [
        run(sources[0], sources[1].format(value)).cells[1].outputs[0].data
        for value in (0.8831, 0.87123)
    ]
    plain = {data["text/plain"] for data in outputs}
    assert plain == {"a < b: 0.88 ± 0.02 in the text, not 0.8"}
    html = (
        '<div class="nnlib-claim">✓ a &lt; b: <b class="found">{}</b> '
        "<small>(the text: 0.88 ± 0.02)</small></div>"
    )
    assert [data["text/html"] for data in outputs] == [
        html.format("0.883"),
        html.format("0.871"),
    ]
    assert len({compared(data["text/html"]) for data in outputs}) == 1


@pytest.mark.parametrize(
    ("expected", "within", "beside"),
    [
        ("0.978", "0.0005", "(the text: 0.978)"),
        ("[1, 0.98]", "0.0005", "(the text: [1, 0.98])"),
        ("0.978", "1e-9", ""),
        ("0", "1e-9", ""),
        ("0", "0.1", "(the text: 0 ± 0.1)"),
    ],
)
def test_a_margin_that_only_rounds_is_not_shown(expected, within, beside):
    claim = f"nnlib.claim('a', {expected}, {expected}, within={within})"
    (output,) = run("import nnlib", claim).cells[1].outputs
    shown = re.findall("<small>(.*?)</small>", output.data["text/html"])
    assert shown == [beside] * bool(beside)
    assert f"± {float(within):g} in the text" in output.data["text/plain"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Adam ahead of RMSprop by: 0.003 ± 0.012 in the text", True),
        ("linear is better by: 25 ± 45 in the text", True),
        ("loss, deep / flat: 1.1 ± 0.2 in the text", True),
        ("ahead by: 0 ± 0.01 in the text", True),
        ("gap: 0.13 ± 0.1 in the text", False),
        ("ahead by: 0.04 ± 0.03 in the text, not 0", False),
        ("largest difference: 0 ± 1e-05 in the text", False),
        ("deep / flat: 1,200 ± 200 in the text", False),
        ("same place / there: 1 ± 0.01 in the text", False),
        ("splits in which it is ahead: at least 8 in the text", False),
        ("weights: 7,840", False),
    ],
)
def test_a_difference_whose_margin_includes_none_is_seen(text, found):
    assert claim_texts.includes_none(text) is found


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
    nnlib.claim(
        "ahead",
        0.05,
        0.04,
        within={"real": 0.01, "stand-in": 0.03},
        data=data(stand_in=False),
    )
    nnlib.claim(
        "wins", 8, at_least={"real": 9, "stand-in": 7}, data=data(stand_in=True)
    )
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
