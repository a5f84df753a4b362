"""The search: its trials in the page and here, what it stores, says and accepts."""

import dataclasses
import re

import matplotlib
import numpy as np
import pytest

from nnlib.explore import _search, search
from nnlib.explore.host import FRONT, MAX_BYTES
from tests import searches

RNG = np.random.default_rng(0)
RATES = [0.01, 0.03, 0.1, 0.3, 1.0]
NODES = [8, 32, 128, 512]
SETTINGS = {"learning rate": RATES, "nodes": NODES}
SCORES = np.round(RNG.random((5, 4, 3, 6)), 2)  # with ties
TEST = RNG.random((5, 4, 3))
MATHS = FRONT / "search" / "maths.js"


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def response_of(explorable):
    """What the page computes with."""
    data = explorable.data
    return {
        "shape": data["shape"],
        "scores": searches.stored(data).ravel().tolist(),
        "test": searches.stored(data, "test").ravel().tolist()
        if data["test"]
        else None,
        "best": data["best"],
        "grid": data["grid"],
    }


@pytest.mark.parametrize(
    ("shape", "grid", "best"),
    [
        ((5, 4, 3, 6), None, "max"),
        ((5, 4, 3, 6), (3, 2), "min"),
        ((12, 8, 2, 8), None, "min"),
        ((3, 3, 2, 2), None, "max"),
        ((4, 3, 2, 17), (4, 3), "max"),
        ((24, 10, 4, 3), (6, 7), "max"),
    ],
)
def test_the_page_searches_as_python_does(evaluate_module, shape, grid, best):
    scores = np.round(RNG.random(shape), 2)
    settings = {"a": np.arange(shape[0]), "b": np.arange(shape[1])}
    made = search(scores, settings=settings, grid=grid, best=best)
    kept = searches.stored(made.data)
    np.testing.assert_allclose(kept, scores, atol=1 / _search.STEPS)
    draws = [1, 2, 77, 12345]
    found = evaluate_module(
        MATHS,
        "argument[1].map((draw) => m.WAYS.map((way) =>"
        " m.searchOf(way, argument[0], draw)))",
        [response_of(made), draws],
    )
    for draw, each in zip(draws, found, strict=True):
        for way, trials in zip(searches.WAYS, each, strict=True):
            expected = searches.search(kept, way, draw, made.data["grid"], best)
            assert trials == [dataclasses.asdict(trial) for trial in expected]
    trained = {trial["epochs"] for trials in found for trial in trials[2]}
    assert {1, shape[3]} <= trained
    assert len(found[0][2]) > len(found[0][1])


def test_of_many_draws_the_means_are_told(evaluate_module):
    made = search(SCORES, settings=SETTINGS, test=TEST)
    kept, tested = searches.stored(made.data), searches.stored(made.data, "test")
    found = evaluate_module(
        MATHS,
        "m.WAYS.map((way) => m.manyOf(way, argument, 40))",
        response_of(made),
    )
    for way, many in zip(searches.WAYS, found, strict=True):
        all_draws = [searches.search(kept, way, draw) for draw in range(1, 41)]
        winners = [trials[trials[-1].best] for trials in all_draws]
        assert many["seen"] == [winner.score for winner in winners]
        at = [(winner.x, winner.y) for winner in winners]
        worth = [kept[place][:, -1].mean() for place in at]
        np.testing.assert_allclose(many["worth"], worth)
        of_test = [tested[w.x, w.y, w.seed] for w in winners]
        np.testing.assert_allclose(many["test"], of_test)
        lines = [
            [
                trials[[t for t in trials if t.spent <= spent][-1].best].score
                for spent in range(6, 97)
            ]
            for trials in all_draws
        ]
        np.testing.assert_allclose(many["means"], np.mean(lines, axis=0))
        # A winner looks better than it is, as it was chosen for that.
        assert np.mean(many["seen"]) > np.mean(many["worth"]) + 0.1


def test_each_value_is_as_likely_for_a_grid_as_at_random():
    scores = np.zeros((10, 7, 2, 2))
    counts = {way: np.zeros((10, 7)) for way in ("grid", "random")}
    for draw in range(1, 1001):
        for way, count in counts.items():
            for trial in searches.search(scores, way, draw):
                count[trial.x, trial.y] += 1
    for count in counts.values():
        expected = 16 * 1000 / 70
        assert abs(count / expected - 1).max() < 0.35  # 5 standard deviations
        assert abs(count.sum(axis=1) / (7 * expected) - 1).max() < 0.12


def test_a_setting_has_a_logarithmic_axis_where_its_ratios_are_alike():
    def places(values):
        scores = np.zeros((len(values), 4, 2, 2))
        found = search(scores, settings={"a": values, "nodes": NODES}).data["places"]
        return np.diff(found[0])

    np.testing.assert_allclose(np.diff(places([0.001, 0.01, 0.1, 1])), 0, atol=1e-4)
    np.testing.assert_allclose(np.diff(places([0, 0.1, 0.2, 0.3])), 0, atol=1e-4)
    np.testing.assert_allclose(np.diff(places([-1, 0, 1])), 0, atol=1e-4)
    np.testing.assert_allclose(np.diff(places([0.1, 0.2, 0.3, 0.4])), 0, atol=1e-4)
    np.testing.assert_allclose(
        np.diff(places([float(f"{r:.2g}") for r in np.geomspace(0.003, 3, 12)])),
        0,
        atol=0.01,
    )


def test_whatever_is_like_an_array_will_do():
    before = html(search(SCORES, settings=SETTINGS, test=TEST))
    settings = {"learning rate": np.array(RATES), "nodes": tuple(NODES)}
    assert (
        html(search(SCORES.tolist(), settings=settings, test=TEST.tolist())) == before
    )
    assert html(search(SCORES, settings=SETTINGS, test=TEST, grid=[4, 4])) == before
    data = search(np.ones((3, 3, 2, 2)), settings={"a": [1, 2, 3], "b": [1, 2, 4]}).data
    assert data["grid"] == [3, 3]
    assert (searches.stored(data) == 1).all()


def test_the_same_scores_give_the_same_bytes():
    before = html(search(SCORES, settings=SETTINGS))
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(search(SCORES, settings=SETTINGS)) == before


def test_what_training_made_is_not_compared_and_all_else_is(compared):
    one = html(search(SCORES, settings=SETTINGS, test=TEST))
    other = html(search(SCORES / 3, settings=SETTINGS, test=TEST / 2))
    assert one != other
    assert compared(one) == compared(other)
    assert compared(one) != compared(html(search(SCORES, settings=SETTINGS)))
    fewer = html(search(SCORES, settings=SETTINGS, test=TEST, grid=(2, 2)))
    assert compared(one) != compared(fewer)


def test_it_is_described_without_a_score():
    told = search(SCORES, settings=SETTINGS).description
    assert told == search(SCORES / 3, settings=SETTINGS).description
    for words in (
        "best validation accuracy over learning rate (5 values from 0.01 to 1)",
        "nodes (4 values from 8 to 512)",
        "3 seeds of 6 epochs; higher is better",
        "each with 96 epochs; the grid has 4 times 4 values",
        "200 draws at once",
        "the mean of all seeds at its values, and show the means",
    ):
        assert words in told
    options = {"test": TEST, "best": "min", "score": "loss", "grid": (2, 3)}
    told = search(SCORES, settings=SETTINGS, **options).description
    assert "best loss over" in told
    assert "lower is better" in told
    assert "2 times 3 values" in told
    assert "and its score on new data" in told


def test_the_poster_tells_nothing_of_the_scores():
    posters = {
        search(scores, settings=SETTINGS)._parts["poster"]
        for scores in (SCORES, SCORES / 3)
    }
    assert len(posters) == 1


def test_output_asks_for_nothing():
    page = html(search(SCORES, settings=SETTINGS, test=TEST))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_largest_is_small():
    settings = {name: np.cumsum(RNG.random(20)) for name in (16 * "m", 15 * "m" + "n")}
    shape = (20, 20, 8, 2)
    scores = RNG.random(shape)
    made = search(scores, settings=settings, score=30 * "m", test=scores[..., 0])
    assert len(html(made).encode()) < 0.99 * MAX_BYTES
    usual = {"rate": np.geomspace(0.01, 1, 12), "nodes": range(1, 9)}
    usual = search(RNG.random((12, 8, 3, 8)), settings=usual)
    assert len(html(usual).encode()) < 70_000


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (
            3,
            r"^scores: shape \(\) came; give finite numbers of shape \(5, 4, seeds, ep",
        ),
        ("low", "^scores: 'low' came; give finite numbers of shape"),
        (SCORES[0], r"^scores: shape \(4, 3, 6\) came; .* for each learning rate and"),
        (SCORES.transpose(1, 0, 2, 3), r"^scores: shape \(4, 5, 3, 6\) came; give fin"),
        (SCORES[:, :, :1], "^scores: 1 seeds came; give 2 to 30"),
        (np.zeros((5, 4, 31, 2)), "^scores: 31 seeds came; give 2 to 30"),
        (SCORES[..., :1], "^scores: 1 epochs came; give 2 to 200"),
        (np.zeros((5, 4, 2, 201)), "^scores: 201 epochs came; give 2 to 200"),
        (
            np.zeros((5, 4, 30, 40)),
            "^scores: 24,000 numbers came; give at most .*, with fewer values, seeds",
        ),
        (np.where(SCORES > 0.9, np.nan, SCORES), "^scores: NaN or infinity came; give"),
    ],
)
def test_scores_that_will_not_do(scores, told):
    with pytest.raises(ValueError, match=told):
        search(scores, settings=SETTINGS)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (None, "^settings: None came; give a dictionary with the values of two"),
        ([RATES, NODES], r"^settings: \[\[0.01, .* came; give a dictionary"),
        ({"nodes": NODES}, "^settings: {'nodes': .* came; give a dictionary"),
        (SETTINGS | {"depth": [1, 2, 3]}, "^settings: .* came; give a dictionary"),
        ({"": RATES, "nodes": NODES}, "^settings: a name: '' came; give 1 to 16 let"),
        ({17 * "a": RATES, "nodes": NODES}, "^settings: a name: 'aaa.* give 1 to 16"),
        ({1: RATES, "nodes": NODES}, "^settings: a name: 1 came; give 1 to 16"),
        ({"rate": 3, "nodes": NODES}, r"^settings\['rate'\]: 3 came; give 3 to 24 num"),
        ({"rate": "abc", "nodes": NODES}, r"^settings\['rate'\]: 'abc' came; give 3 t"),
        ({"rate": [1, 2], "nodes": NODES}, r"^settings\['rate'\]: 2 came; give 3 to"),
        ({"rate": range(25), "nodes": NODES}, r"^settings\['rate'\]: 25 came; give 3"),
        (
            {"rate": RATES[::-1], "nodes": NODES},
            r"^settings\['rate'\]: 0.3 came after 1; give numbers that rise",
        ),
        (
            {"rate": RATES, "nodes": [8, 32, 32, 64]},
            r"^settings\['nodes'\]: 32 came after 32; give numbers that rise",
        ),
        (
            {"rate": [0.1, None, 1, 2, 3], "nodes": NODES},
            r"^settings\['rate'\]: None came; give 3 to 24 numbers that rise",
        ),
        (
            {"rate": [0.1, np.nan, 1, 2, 3], "nodes": NODES},
            r"^settings\['rate'\]: nan came; give 3 to 24 numbers that rise",
        ),
    ],
)
def test_settings_that_will_not_do(settings, told):
    with pytest.raises(ValueError, match=told):
        search(SCORES, settings=settings)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"test": TEST[0]},
            r"^test: shape \(4, 3\) came; give .* \(5, 4, 3\): one for",
        ),
        ({"test": SCORES}, r"^test: shape \(5, 4, 3, 6\) came; give finite numbers"),
        ({"test": TEST + np.inf}, "^test: NaN or infinity came; give finite numbers"),
        ({"score": ""}, "^score: '' came; give 1 to 30 letters"),
        ({"score": 31 * "a"}, "^score: 'aaa.* came; give 1 to 30 letters"),
        ({"best": "low"}, "^best: there is no 'low'.* Known: max, min"),
        ({"grid": 4}, r"^grid: 4 came; give how many .* from \(2, 2\) to \(5, 4\)"),
        ({"grid": (4,)}, r"^grid: \(4,\) came; give how many values"),
        ({"grid": (1, 4)}, r"^grid: \(1, 4\) came; give how many values"),
        ({"grid": (0, 4)}, r"^grid: \(0, 4\) came; give how many values"),
        ({"grid": (4, 5)}, r"^grid: \(4, 5\) came; give how many values"),
        ({"grid": (4, 2.5)}, r"^grid: \(4, 2.5\) came; give how many values"),
        ({"grid": ("a", 2)}, r"^grid: \('a', 2\) came; give how many values"),
    ],
)
def test_options_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        search(SCORES, settings=SETTINGS, **options)
