"""The sweep: what it stores of a comparison, says of it, and accepts."""

import re

import matplotlib
import numpy as np
import pytest

from nnlib.explore import _sweep, sweep
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(0)
SCORES = {
    0.003: {"constant": [0.80, 0.81, 0.82], "cosine": [0.81, 0.81, 0.81]},
    0.02: {"constant": [0.79, 0.80, 0.78], "cosine": [0.84, 0.83, 0.85]},
    0.05: {"constant": [0.1, 0.3, 0.123456], "cosine": [0.75, 0.76, 0.77]},
}


def made(scores=SCORES, **options):
    options = {"setting": "base rate", "score": "validation accuracy"} | options
    return sweep(scores, **options)


def changed(value, name, seeds):
    """The scores with others of one method at one value."""
    return SCORES | {value: SCORES[value] | {name: seeds}}


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def test_scores_are_kept_as_they_are():
    data = made().data
    assert data["methods"] == ["constant", "cosine"]
    assert data["values"] == ["0.003", "0.02", "0.05"]
    assert data["state"] == {"at": 0, "each": False}
    expected = [list(row.values()) for row in SCORES.values()]
    np.testing.assert_allclose(data["scores"], expected, rtol=5e-5)
    assert data["scores"][2][0][2] == 0.12346


def test_whatever_is_like_an_array_or_a_number_will_do():
    arrays = {
        np.float32(value): {name: np.array(seeds) for name, seeds in row.items()}
        for value, row in SCORES.items()
    }
    assert html(made(arrays)) == html(made())
    counted = {8: {"a": [1], "b": (2, 3)}, 16: {"a": np.ones(2, "float32"), "b": [4]}}
    assert made(counted).data["scores"][1] == [[1, 1], [4]]
    assert "1 to 2 seeds each" in made(counted).description


def test_values_are_written_short():
    row = {"a": [1], "b": [2]}
    values = (-0.5, 0, 1e-5, 0.0003, 0.02, 128)
    told = made({value: row for value in values}).data["values"]
    assert told == ["−0.5", "0", "1e−5", "3e−4", "0.02", "128"]


def test_the_same_scores_give_the_same_bytes():
    before = html(made())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(made()) == before


def test_what_training_made_is_not_compared_and_all_else_is(compared):
    one = html(made())
    other = html(made(changed(0.02, "cosine", [0.2, 0.9, 0.1])))
    assert one != other
    assert compared(one) == compared(other)
    assert compared(one) != compared(html(made(reference="cosine")))
    assert not re.search(r"0\.84|0\.12346", compared(one).split("data: ")[1])


def test_it_is_described_without_a_score():
    told = made(reference="constant").description
    other = changed(0.02, "cosine", [0.2, 0.9, 0.1])
    assert told == made(other, reference="constant").description
    for words in (
        "2 methods (constant, cosine)",
        "3 values of base rate (0.003, 0.02, 0.05) with 3 seeds each",
        "validation accuracy",
        "higher is better",
        "constant is gray",
        "begins at 0.003",
    ):
        assert words in told
    assert "lower is better" in made(best="min").description
    assert "gray" not in made().description
    assert "a button shows each" in made().description
    told = made(own_best=False).description
    assert told.endswith("A slider chooses the value.")


def test_numbers_alone_are_no_seeds():
    counted = {price: {"missed": [9 - price], "called": [price]} for price in (1, 2, 5)}
    told = made(counted, setting="price", own_best=False).description
    for words in ("2 rows (missed, called)", "one number at each of 3 values of price"):
        assert words in told
    assert not re.search("seed|mean|trained|method", told)
    counted[5]["called"] = [5, 6]
    assert "trained at 3 values of price (1, 2, 5) with 1 to 2 seeds each" in (
        made(counted, setting="price").description
    )


def test_a_dot_need_not_be_a_seed():
    draws = {draw: {"equal": [0.8, 0.9, 0.7], "best": [0.9]} for draw in (0, 1)}
    told = made(draws, setting="draw", score="accuracy", dot="a setting").description
    for words in (
        "2 rows (equal, best), each with up to 3 numbers at each of 2 values of draw",
        "a dot for each accuracy, that of a setting, and a tick at their mean",
    ):
        assert words in told
    assert not re.search("seed|trained|method", told.partition("; a button")[0])
    assert made().data["dot"] == "a seed"
    with pytest.raises(ValueError, match=r"^dot: '' came; give 1 to 16 letters$"):
        made(dot="")


def test_output_asks_for_nothing():
    page = html(made())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_largest_is_small():
    names = [f"{number}".rjust(_sweep.NAME_LETTERS, "m") for number in range(8)]
    scores = {
        value: {name: RNG.random(30) / 1e4 for name in names} for value in range(20)
    }
    assert len(html(made(scores)).encode()) < 0.95 * MAX_BYTES
    usual = {value: {name: RNG.random(3) for name in names[:7]} for value in range(3)}
    assert len(html(made(usual)).encode()) < 40_000


def test_the_page_finds_the_best_that_numpy_finds(evaluate_module):
    scores = RNG.random((5, 6, 4))
    for best, of in (("max", np.argmax), ("min", np.argmin)):
        found = evaluate_module(
            FRONT / "sweep" / "maths.js",
            "m.ownBest(...argument)",
            [scores.tolist(), best],
        )
        assert found == of(scores.mean(axis=2), axis=0).tolist()


ROW = {"a": [1], "b": [2]}


def twice(row):
    return {1: row, 2: row}


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (3, "^scores: 3 came; give a dictionary that has for each of 2 to 20 values"),
        ({}, r"^scores: \{\} came; give a dictionary"),
        ({1: ROW}, "^scores: .* came; give a dictionary that has for each of 2"),
        ({value: ROW for value in range(21)}, "^scores: .* 2 to 20 values"),
        ({"1": ROW, "2": ROW}, "^scores: the value '1' came; give a number"),
        ({True: ROW, 2: ROW}, "^scores: the value True came; give a number"),
        ({0.1: ROW, np.nan: ROW}, "^scores: the value nan came; give a number"),
        ({2: ROW, 1: ROW}, "^scores: 1 came after 2; give values that rise"),
        ({1: ROW, 2: [1, 2]}, r"^scores\[2\]: \[1, 2\] came; give a dictionary of"),
        (
            {1: ROW, 2: {"b": [1], "a": [2]}},
            r"^scores\[2\]: the methods \['b', 'a'\] came; give those of 1 .*'a', 'b'",
        ),
        ({1: ROW, 2: {"a": [1]}}, r"^scores\[2\]: the methods \['a'\] came"),
        (twice({"a": [1]}), "^scores: 1 methods came; give 2 to 8"),
        (
            twice({name: [1] for name in "abcdefghi"}),
            "^scores: 9 methods came; give 2 to 8",
        ),
        (twice({"a": [1], 3: [2]}), "^scores: a method: 3 came; give"),
        (
            twice({"a": [1], 21 * "b": [2]}),
            "^scores: a method: 'bbb.* came; give 1 to 20 letters",
        ),
        (
            changed(0.05, "cosine", [0.1, np.nan, 0.3]),
            r"^scores\[0.05\]\['cosine'\]: NaN or infinity came; give a finite number",
        ),
        (changed(0.02, "cosine", [1, np.inf]), r"^scores\[0.02\]\['cosine'\]: NaN or"),
        (changed(0.02, "cosine", 0.8), r"^scores\[0.02\]\['cosine'\]: shape \(\) came"),
        (
            changed(0.02, "cosine", []),
            r"^scores\[0.02\]\['cosine'\]: shape \(0,\) came",
        ),
        (changed(0.02, "cosine", [[1, 2]]), r"shape \(1, 2\) came; give a finite"),
        (changed(0.02, "cosine", [0.5] * 41), r"shape \(41,\) came; .* 1 to 40 seeds"),
        (changed(0.02, "cosine", "high"), r"\['cosine'\]: 'high' came; give a finite"),
        (changed(0.02, "cosine", [True, False]), r"\['cosine'\]: \[True, False\] came"),
        (changed(0.02, "cosine", [[1, 2], [3]]), r"\['cosine'\]: \[\[1, 2\], \[3\]\]"),
    ],
)
def test_scores_that_will_not_do(scores, told):
    with pytest.raises(ValueError, match=told):
        made(scores)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"setting": ""}, "^setting: '' came; give 1 to 24 letters"),
        ({"setting": 25 * "a"}, "^setting: 'aaa"),
        ({"score": None}, "^score: None came; give 1 to 30 letters"),
        ({"reference": "cosin"}, "^reference: there is no 'cosin'; did you mean 'cosi"),
        ({"reference": 1}, "^reference: there is no 1"),
        ({"best": "high"}, "^best: there is no 'high'.* Known: max, min"),
        ({"limits": (0, 0.5)}, r"^limits: \(0, 0.5\) came for .*; give two numbers"),
        ({"limits": (1, 0)}, r"^limits: \(1, 0\) came for .* all scores between them"),
        ({"limits": 1}, "^limits: 1 came"),
        ({"limits": "all"}, "^limits: 'all' came; give two numbers"),
        ({"own_best": 0}, "^own_best: 0 came; give True or False"),
    ],
)
def test_options_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        made(**options)
