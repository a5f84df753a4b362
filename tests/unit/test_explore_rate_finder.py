"""The rate finder's explorable: what it stores of a run, says of it, and accepts."""

import re

import matplotlib
import numpy as np
import pytest

from nnlib.explore import _rate_finder, rate_finder
from nnlib.explore.host import MAX_BYTES
from nnlib.training.rate_finder import RateFinder, limits, lowest, suggested

RNG = np.random.default_rng(0)
RATES = np.geomspace(1e-6, 10, 200)


def falling(rates=RATES, noise=0.1, explodes=0.3):
    """Losses that fall from a rate of 0.001 on, and explode."""
    noise = noise * np.random.default_rng(1).normal(size=len(rates))
    fall = 2.3 - 1.5 / (1 + (0.001 / rates))
    with np.errstate(over="ignore"):
        return fall + noise + np.expm1(np.minimum(rates / explodes, 800)) ** 2


FOUND = suggested(RATES, falling(), 0.95)
FLAT = suggested(RATES[:100], 2.3 + 0.1 * RNG.normal(size=100), 0.95)
SCORES = {0.0003: [0.70, 0.71], 0.003: [0.80, 0.81], 0.03: [0.1, 0.123456]}


def made(found=FOUND, scores=SCORES, **options):
    return rate_finder(found, scores, **options)


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def losses_of(stored, name):
    """The losses that a page makes of what is stored."""
    low, high = stored["limits"]
    levels = [np.nan if level is None else level for level in stored[name]]
    return low + (high - low) * np.array(levels) / _rate_finder.STEPS


def test_the_curves_are_kept_as_they_are():
    data = made().data
    assert data["state"] == {"rate": None, "rule": False, "training": False}
    stored = data["found"]
    np.testing.assert_allclose(stored["rates"], FOUND.rates, rtol=5e-5)
    low, high = limits(FOUND)
    for name in ("losses", "smoothed"):
        given = getattr(FOUND, name)
        seen = (given > low) & (given < high)
        assert 100 < seen.sum() < len(given)
        np.testing.assert_allclose(
            losses_of(stored, name)[seen], given[seen], atol=1e-3
        )
        assert max(stored[name]) == 2 * _rate_finder.STEPS


def test_the_rule_is_the_finders_own():
    stored = made().data["found"]
    assert stored["suggestion"] == FOUND.suggestion
    at = lowest(FOUND.smoothed)
    assert stored["least"]["rate"] == pytest.approx(FOUND.rates[at], rel=1e-4)
    assert float(f"{FOUND.rates[at] / 10:.2g}") == FOUND.suggestion
    assert f"a tenth of {FOUND.rates[at]:.2g}," in FOUND.reason
    drawn = losses_of(stored | {"least": [stored["least"]["loss"]]}, "least")
    assert drawn[0] == pytest.approx(FOUND.smoothed[at], abs=1e-3)


def test_a_finder_may_suggest_nothing():
    stored = made(FLAT).data["found"]
    assert FLAT.suggestion is stored["suggestion"] is stored["least"] is None


def test_two_arrays_are_a_finder_too():
    assert html(made((RATES, FOUND.losses))) == html(made())
    as_lists = [RATES.tolist(), FOUND.losses.tolist()]
    assert html(made(as_lists)) == html(made())
    whole = made((range(1, 12), range(12, 1, -1)), None)
    assert whole.data["found"]["suggestion"] == 1.1


def test_what_is_no_number_is_left_out_and_what_is_endless_lies_above():
    losses = falling()
    losses[150:] = np.inf
    losses[160:] = np.nan
    with np.errstate(invalid="ignore"):
        finder = suggested(RATES, losses, 0.95)
    for explorable in (made(finder), made((RATES, losses))):
        stored = explorable.data["found"]
        assert stored["losses"][150:160] == [2 * _rate_finder.STEPS] * 10
        assert stored["losses"][160:] == stored["smoothed"][160:] == [None] * 40
        assert stored["suggestion"] == finder.suggestion is not None
        assert "NaN" not in html(explorable).split("data: ")[1].split("load()")[0]


def test_of_many_batches_some_are_drawn():
    rates = np.geomspace(1e-6, 10, 5000)
    stored = made((rates, falling(rates))).data["found"]
    count = len(stored["rates"])
    assert count == len(stored["losses"]) == len(stored["smoothed"])
    assert count == _rate_finder.MOST
    np.testing.assert_allclose(
        [stored["rates"][0], stored["rates"][-1]], rates[[0, -1]]
    )


def test_scores_are_kept_in_five_digits():
    data = made().data
    assert data["tried"] == [0.0003, 0.003, 0.03]
    assert data["scores"] == [[0.7, 0.71], [0.8, 0.81], [0.1, 0.12346]]
    without = made(scores=None).data
    assert without["tried"] == []
    assert without["scores"] is None
    arrays = {np.float64(rate): np.array(seeds) for rate, seeds in SCORES.items()}
    assert html(made(scores=arrays)) == html(made())


def test_the_same_run_gives_the_same_bytes():
    before = html(made())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(made()) == before


def test_what_training_made_is_not_compared_and_all_else_is(compared):
    shorter = suggested(RATES[:140], falling(noise=0.2)[:140], 0.95)
    other = made(shorter, {rate: [0.2, 0.9] for rate in SCORES})
    assert html(other) != html(made())
    assert compared(html(other)) == compared(html(made()))
    assert compared(html(made(FLAT))) == compared(html(made()))
    different = [made(scores=None), made(score="accuracy"), made(best="min")]
    assert len({compared(html(each)) for each in [made(), *different]}) == 4


def test_it_is_described_without_what_it_found():
    told = made().description
    assert told == made(FLAT, {rate: [0.2, 0.9] for rate in SCORES}).description
    for words in (
        "logarithmic axis from 1e−6 on",
        "moved by the arrow keys",
        "says that there is no clear fall",
        "the validation accuracy of trainings at 3 rates (3e−4, 0.003, 0.03)",
        "with 2 seeds each",
        "higher is better",
    ):
        assert words in told
    assert "lowest" not in told  # the rule is the answer
    assert "lower is better" in made(best="min").description
    assert "with 1 seed each" in made(scores={0.1: [1], 1: [2]}).description
    assert "What training says" not in made(scores=None).description


def test_output_asks_for_nothing():
    page = html(made())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_largest_is_small():
    rates = np.geomspace(1e-6, 10, 100_000)
    scores = {rate: RNG.random(30) for rate in np.geomspace(1e-4, 1, 20)}
    largest = made((rates, falling(rates)), scores)
    assert len(html(largest).encode()) < 0.95 * MAX_BYTES
    assert len(html(made()).encode()) < 55_000


def pair(losses=FOUND.losses, rates=RATES):
    return (rates, losses)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (0.01, "^found: 0.01 came; give what Trainer.find_rate returned, or a pair"),
        ((1, 2, 3), r"^found: \(1, 2, 3\) came"),
        (pair(rates=RATES[::-1]), r"^found\[0\]: 10 to 1e-06 came; give the rates of"),
        (
            pair(rates=RATES - 1e-6),
            r"^found\[0\]: 0 to 10 came; .* and rising",
        ),
        (pair(rates=np.full(200, np.nan)), r"^found\[0\]: NaN or infinity came"),
        ((RATES[:9], RATES[:9]), r"^found\[0\]: shape \(9,\) came; .* 10 batches"),
        (pair(rates="fast"), r"^found\[0\]: 'fast' came"),
        (
            pair(losses=RATES[:-1]),
            r"^found\[1\]: shape \(199,\) came; .* the 200",
        ),
        (pair(losses="low"), r"^found\[1\]: 'low' came; give a loss for each"),
        (pair(losses=[[1], [2, 3]]), r"^found\[1\]: \[\[1\], \[2, 3\]\] came"),
        (pair(losses=np.full(200, np.nan)), r"^found\[1\]: nan came first; give"),
    ],
)
def test_runs_that_will_not_do(found, told):
    with pytest.raises(ValueError, match=told):
        made(found)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([0.7, 0.8], r"^scores: \[0.7, 0.8\] came; give a dictionary that has for"),
        ({}, r"^scores: \{\} came; .* 2 to 20 rates"),
        ({0.1: [1]}, "^scores: .* came; give a dictionary"),
        ({rate: [1] for rate in range(1, 22)}, "^scores: .* 2 to 20 rates"),
        ({"0.1": [1], "1": [1]}, "^scores: the rate '0.1' came; give a number above 0"),
        ({0: [1], 1: [1]}, "^scores: the rate 0 came; give a number above 0"),
        ({-0.1: [1], 1: [1]}, "^scores: the rate -0.1 came"),
        ({0.1: [1], np.inf: [1]}, "^scores: the rate inf came"),
        (
            {0.1: [1], 0.01: [1]},
            "^scores: the rate 0.01 came after 0.1; give rates",
        ),
        ({0.1: [1], 1: []}, r"^scores\[1\]: shape \(0,\) came; .* 1 to 40 seeds"),
        ({0.1: [1], 1: 0.5}, r"^scores\[1\]: shape \(\) came"),
        ({0.1: [1], 1: [0.5] * 41}, r"^scores\[1\]: shape \(41,\) came"),
        ({0.1: [np.nan], 1: [1]}, r"^scores\[0.1\]: NaN or infinity came; give a fin"),
        ({0.1: ["a"], 1: [1]}, r"^scores\[0.1\]: \['a'\] came"),
        ({0.1: [True], 1: [1]}, r"^scores\[0.1\]: \[True\] came"),
    ],
)
def test_scores_that_will_not_do(scores, told):
    with pytest.raises(ValueError, match=told):
        made(scores=scores)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"score": ""}, "^score: '' came; give 1 to 30 letters"),
        ({"score": 31 * "a"}, "^score: 'aaa"),
        ({"score": None}, "^score: None came"),
        ({"best": "high"}, "^best: there is no 'high'.* Known: max, min"),
    ],
)
def test_options_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        made(**options)


def test_a_run_that_overflowed_at_once_is_shown():
    losses = np.full(200, np.nan)
    losses[:3] = 2.3, 5e4, np.inf
    with np.errstate(invalid="ignore"):
        finder = suggested(RATES, losses, 0.95)
    assert isinstance(finder, RateFinder)
    assert made(finder).data["found"]["suggestion"] is None
