"""Lecture 9: its self-checks, and its workers, of which one is killed."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import keras
import nbformat
import numpy as np
import optuna
import pytest
from keras import layers

import nnlib

LECTURE = Path(__file__).parents[2] / "notebooks" / "09_tuning.ipynb"


@pytest.fixture(autouse=True)
def quiet():
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(before)


def test_counts(say):
    for right in [
        (301, 1 - 0.9**20, 299),
        (301.0, 0.878, np.ceil(np.log(0.05) / np.log(0.99))),
        (np.int64(301), 0.8784, np.int64(299)),
        ("301", "0.878", " 299 "),
    ]:
        assert say("check_counts", *right).count("Right.") == 3
    for place, wrong, hint in [
        (0, 300, "but for the last"),
        (0, 60, "five folds"),
        (0, 61, "five folds"),
        (0, 12, "multiply"),
        (0, 1500, "count once"),
        (0, 1501, "count once"),
        (0, 360, "once"),
        (0, 305, "one, not one for each fold"),
        (0, 299, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 0.122, "all of them miss"),
        (1, 2, "to be expected"),
        (1, 0.1, "chance of a single trial"),
        (1, 0.9, "a single trial misses"),
        (1, 0.27, "exactly one"),
        (1, 0.642, "twentieth"),
        (1, 1e-20, "all of them are good"),
        (1, 1.0, "not all of them are good"),
        (1, 87.8, "No percent"),
        (1, 88, "No percent"),
        (1, "87.8%", "No percent"),
        (1, "87.84 %", "No percent"),
        (1, "much %", "Not yet"),
        (1, 0.88, "give it to 3 digits"),
        (2, 59, "best twentieth"),
        (2, 298, "just below 0.95"),
        (2, 298.07, "A whole number"),
        (2, 100, "one on average"),
        (2, 95, "do not add"),
        (2, 29, "best tenth"),
        (2, 459, "99 times of 100"),
        (2, "459", "99 times of 100"),
        (2, 300, "one fewer is enough"),
        (2, "many", "is not it"),
        (2, ..., "Nothing to check yet"),
    ]:
        answers = [301, 0.878, 299]
        answers[place] = wrong
        assert hint in say("check_counts", *answers), wrong


def best_of(n, repeats=4000, judge=lambda counts: counts.max(axis=1).mean()):
    counts = np.random.default_rng(7).binomial(2000, 0.8, (repeats, n))
    return judge(counts) / 2000 - 0.8


def test_best(say):
    right = [*(best_of(n) for n in (10, 100)), 10_000]
    for answer in (
        right,
        [round(right[0], 3), round(right[1], 3), 10_500],
        [*(best_of(n, repeats=2000) for n in (10, 100)), 10_061.3],
        [np.float32(right[0]), np.float32(right[1]), np.int64(9500)],
        (0.014, 0.022, 9_680),
    ):
        assert say("check_best", *answer).count("Right.") == 3
    error = np.sqrt(0.8 * 0.2 / 2000)
    for place, n in enumerate((10, 100)):
        for wrong, hint in [
            (0.8 + right[place], "That is its accuracy"),
            (error, "one accuracy, which lies as often below"),
            (0.05, "Not yet"),
            (10**400, "Not yet"),
            ("0.05", "Not yet"),
            (..., "Nothing to check yet"),
            (best_of(n, judge=lambda c: c.max(axis=1).std() + 1600), "spread of the"),
            (best_of(n, judge=np.mean), "mean of all settings"),
            (best_of(n, judge=lambda c: c.min(axis=1).mean()), "the worst"),
            (100 * right[place], "No percent: a share"),
            (100 * (0.8 + right[place]), "No percent, and how far"),
            (2000 * right[place], "divide by 2,000"),
            (2000 * (0.8 + right[place]), "the pictures that it gets right"),
            (error / n**0.5, "how far the mean of all"),
        ]:
            assert _told(say, right, place, wrong).startswith(f"best of {n}: ")
            assert hint in _told(say, right, place, wrong), (n, wrong)
    for wrong, hint in [
        (4480, "falls with their root"),
        (1600, "of one accuracy at 0.01"),
        (6400, "two standard errors"),
        (3790, "best of 10"),
        (1_006_000, "judge each"),
        (10.06, "In thousands"),
        (20_000, "Not yet"),
        (11_000, "Not yet"),
        (8_000, "Not yet"),
        (10**400, "Not yet"),
        ("many", "Not yet"),
        (..., "Nothing to check yet"),
    ]:
        assert _told(say, right, 2, wrong).startswith("pictures: ")
        assert hint in _told(say, right, 2, wrong), wrong


def _told(say, right, place, wrong):
    """The line on the wrong one of three answers."""
    answers = [*right[:place], wrong, *right[place + 1 :]]
    return say("check_best", *answers).splitlines()[place]


def test_next(say):
    right = 1, 3, 2, 4
    for answer in (
        right,
        (1.0, np.int64(3), "2", 4),
        ("a higher rate", "More pictures", "lower rate", "more nodes."),
        (1, "pictures", 2, "nodes"),
        ("Higher", "pictures", "lower.", "more nodes"),
    ):
        assert say("check_next", *answer).count("Right.") == 4
    for place, wrong, hint in [
        (0, 2, "where in the five"),
        (0, 3, "by heart"),
        (0, 4, "edge of the five"),
        (0, "more nodes", "edge of the five"),
        (1, 1, "longer steps"),
        (1, 2, "by the fifth epoch"),
        (1, 4, "already know"),
        (2, 1, "steps too short"),
        (2, 3, "by heart"),
        (2, 4, "It forgets"),
        (3, 1, "best of five"),
        (3, 2, "best of five"),
        (3, 3, "by heart"),
        *[(place, 5, "a point or two") for place in range(4)],
        (0, "lower", "where in the five"),
        (1, "higher", "longer steps"),
        (1, "more", "a number from 1 to 5"),
        (1, 6, "is not it"),
        (2, "what next", "a number from 1 to 5"),
        (1, "dropout", "a number from 1 to 5"),
        (0, True, "a number from 1 to 5"),
        (0, np.True_, "a number from 1 to 5"),
        (1, "seed", "a point or two"),
        (3, ..., "Nothing to check yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        lines = say("check_next", *answers).splitlines()
        assert hint in lines[place], (place, wrong)
        assert sum("Right." in line for line in lines) == 3


def searching(
    low=1e-4,
    log=True,
    on="validation",
    value_on="validation",
    told=lambda accuracy: accuracy,
    returned=lambda accuracy: accuracy,
    seed=3,
    trials=20,
    direction="maximize",
    reports=True,
    name="rate",
    sampler=optuna.samplers.TPESampler,
    pruner=None,
    last=8,
    first=0,
    epochs=9,
    step=1,
    at_the_end=False,
    best=None,
):
    def mended(score):
        def objective(trial):
            rate = trial.suggest_float(name, low, 1, log=log)
            for epoch in range(epochs):
                if reports:
                    trial.report(told(score(rate, on, epoch)), first + step * epoch)
                if not at_the_end and trial.should_prune():
                    raise optuna.TrialPruned
            if at_the_end and trial.should_prune():
                raise optuna.TrialPruned
            if best:
                return best(returned(score(rate, value_on, e)) for e in range(9))
            return returned(score(rate, value_on, last))

        study = optuna.create_study(
            direction=direction,
            sampler=sampler(seed=seed),
            pruner=pruner or optuna.pruners.MedianPruner(n_startup_trials=4),
        )
        study.optimize(objective, n_trials=trials)
        return study

    return mended


def error_of(accuracy):
    return 1 - accuracy


def test_search(say):
    def and_tested(score):
        study = searching()(score)
        for epoch in range(9):
            score(study.best_params["rate"], "test", epoch)
        return study

    for right in (
        searching(),
        and_tested,
        searching(direction="minimize", told=error_of, returned=error_of),
        searching(seed=7, trials=30),
        searching(first=1),
        searching(sampler=optuna.samplers.RandomSampler),
        searching(pruner=optuna.pruners.SuccessiveHalvingPruner()),
    ):
        assert say("check_search", right) == "Right."
    for change, hint in [
        ({"log": False}, "below 0.1"),
        ({"low": 0.01}, "from 0.0001 to 1"),
        ({"low": -4, "log": False}, "from 0.0001 to 1"),  # the logarithm
        ({"value_on": "test"}, "before it has chosen"),
        ({"on": "test", "value_on": "test"}, "before it has chosen"),
        ({"on": "training", "value_on": "training"}, "which are new"),
        ({"told": error_of}, "high for a good rate"),
        ({"told": lambda accuracy: -accuracy}, "high for a good rate"),
        ({"direction": "minimize", "returned": error_of}, "high for a good rate"),
        ({"seed": None}, "are the trials the same"),
        ({"direction": "minimize"}, "lowest accuracy"),
        ({"reports": False}, "no longer reports"),
        ({"pruner": optuna.pruners.NopPruner()}, "no trial is pruned"),
        ({"trials": 12}, "20 trials"),
        ({"name": "lr"}, "called 'rate'"),
        ({"last": 7}, "after the last epoch"),
        ({"last": 6}, "the best epoch is a luckier number"),
        ({"best": max}, "the best epoch is a luckier number"),
        (
            {
                "best": min,
                "direction": "minimize",
                "told": error_of,
                "returned": error_of,
            },
            "the best epoch is a luckier number",
        ),
        ({"best": max, "direction": "minimize"}, "lowest accuracy"),
        ({"epochs": 10}, "from 0 to 8"),
        ({"at_the_end": True}, "nothing is saved"),
        (
            {"pruner": optuna.pruners.MedianPruner(4, n_warmup_steps=8)},
            "nothing is saved",
        ),
    ]:
        assert hint in say("check_search", searching(**change)), change
    assert "return the study" in say("check_search", lambda score: 0.85)

    with pytest.warns(UserWarning, match="already reported"):
        assert "nine times" in say("check_search", searching(step=0))

    def reporting(score):
        study = searching()(score)
        score(study.best_params["rate"], "test", 8)
        return study

    assert say("check_search", reporting) == "Right."

    def listed(score):
        study = optuna.create_study(direction="maximize")
        study.optimize(
            lambda trial: score(
                trial.suggest_categorical("rate", [0.01, 0.1]), "validation", 8
            ),
            n_trials=20,
        )
        return study

    assert "suggests a float" in say("check_search", listed)

    def exponent(score):
        study = optuna.create_study(direction="maximize")
        study.optimize(
            lambda trial: score(
                10 ** trial.suggest_float("exponent", -4, 0), "validation", 8
            ),
            n_trials=20,
        )
        return study

    assert "not its logarithm" in say("check_search", exponent)
    assert "stops with an error" in say("check_search", lambda: None)
    assert "a function is asked" in say("check_search", "study")
    broken = [c for c in nbformat.read(LECTURE, 4).cells if "def mended" in c.source]
    scope = {"optuna": optuna}
    exec(broken[0].source, scope)
    assert "Nothing to check yet" in say("check_search", scope["mended"])


def test_pairs(say):
    def by_counting(a, b):
        d = np.sum(a & ~b) - np.sum(b & ~a)
        return d / len(a), np.sqrt(np.sum(a != b) - d**2 / len(a)) / len(a)

    def with_n_less_one(a, b):
        d = a.astype(int) - b.astype(int)
        return [d.mean(), d.std(ddof=1) / len(d) ** 0.5]

    def as_on_the_slide(a, b):
        return by_counting(a, b)[0], np.sqrt(np.sum(a != b)) / len(a)

    def by_drawing_again(a, b):
        """A bootstrap of 20,000 draws: of a multinomial, so that it takes no time."""
        shares = np.array([np.mean(a & ~b), np.mean(b & ~a)])
        drawn = np.random.default_rng(3).multinomial(
            len(a), [*shares, 1 - shares.sum()], 20_000
        )
        return by_counting(a, b)[0], np.std((drawn[:, 0] - drawn[:, 1]) / len(a))

    for right in (by_counting, with_n_less_one, as_on_the_slide, by_drawing_again):
        assert say("check_pairs", right) == "Right."

    def of(difference=None, error=None):
        def answer(a, b):
            d, e = by_counting(a, b)
            return (
                difference(a, b) if difference else d,
                error(a, b, e) if error else e,
            )

        return answer

    for wrong, hint in [
        (
            of(
                error=lambda a, b, e: np.sqrt(
                    (a.mean() * (1 - a.mean()) + b.mean() * (1 - b.mean())) / len(a)
                )
            ),
            "different pictures",
        ),
        (of(error=lambda a, b, e: e * len(a) ** 0.5), "a single picture"),
        (of(error=lambda a, b, e: e / len(a) ** 0.5), "not by the number"),
        (of(difference=lambda a, b: b.mean() - a.mean()), "not B less A"),
        (of(difference=lambda a, b: abs(a.mean() - b.mean())), "The sign counts"),
        (of(difference=lambda a, b: np.mean(a != b)), "on which they differ"),
        (lambda a, b: ((a ^ b).mean(), (a ^ b).std() / len(a) ** 0.5), "XOR"),
        (of(error=lambda a, b, e: a.std() / len(a) ** 0.5), "Of one accuracy"),
        (of(error=lambda a, b, e: np.sqrt(np.sum(a != b)) / 2000), "here are others"),
        (
            of(error=lambda a, b, e: np.std(a != b) / len(a) ** 0.5),
            "the share on which they differ",
        ),
        (of(difference=lambda a, b: a.sum() - b.sum()), "not their number"),
        (of(lambda a, b: 100 * (a.mean() - b.mean()), lambda a, b, e: 100 * e), "perc"),
        (of(error=lambda a, b, e: e**2), "the variance"),
        (of(error=lambda a, b, e: e**2 * len(a) ** 0.5), "not their variance"),
        (of(error=lambda a, b, e: 2 * e), "twice the error"),
        (of(error=lambda a, b, e: 1.96 * e), "one error is asked"),
        (
            of(
                error=lambda a, b, e: (
                    (np.sum(a & ~b) - np.sum(b & ~a)) / np.sqrt(np.sum(a != b))
                )
            ),
            "in standard errors",
        ),
        (
            of(lambda a, b: np.sum(a.astype(int) - b) / np.sum(a != b)),
            "A share of all pictures",
        ),
        (of(error=lambda a, b, e: np.mean(a != b) ** 0.5), "not under the root"),
        (lambda a, b: by_counting(a, b)[::-1], "The difference first"),
        (lambda a, b: by_counting(a, b)[0], "standard error is missing"),
        (lambda a, b: by_counting(a, b)[1], "difference is missing"),
        (lambda a, b: (..., ...), "returns nothing so far"),
    ]:
        assert hint in say("check_pairs", wrong), hint


def test_reading(say):
    right = "rate", 0.0067, False
    for answer in (
        right,
        ("Rate ", np.sqrt(180) / 2000, np.bool_(False)),
        ("the learning rate", 0.00671, False),
        ("learning_rate", 0.00671, False),
        ("the rate range", 0.00671, False),
        ("rate's", 0.00671, False),
        ("the rate, not the nodes", 0.00671, False),
        ("lr", 0.00671, False),
        (
            "rate, since both winners lie at its end, nodes in the middle",
            0.00671,
            False,
        ),
        ("The rate should be wider because the nodes are fine", 0.00671, False),
        ("rate - both winners lie at its end", 0.00671, False),
        ("rate", 0.00671, "no"),
        ("rate", 0.00671, "False"),
        ("rate", 0.00671, "they do not"),
        ("rate", 0.00671, "No, they do not."),
        ("rate", 0.00671, "no, they don't"),
        ("rate", 0.00671, 0),
        ("the range of the learning rate", 0.00671, False),
    ):
        assert say("check_reading", *answer).count("Right.") == 3
    for place, wrong, hint in [
        (0, "nodes", "in the middle"),
        (0, "both", "is asked"),
        (0, "rate and nodes", "is asked"),
        (0, "not the rate", "is asked"),
        (0, "the nodes, not the rate", "in the middle"),
        (0, "accurate", "is asked"),
        (0, "neither rate", "is asked"),
        (0, "neither rate nor nodes", "is asked"),
        (0, "rate is wide enough", "is asked"),
        (0, "rate is fine", "is asked"),
        (0, "rate or nodes", "is asked"),
        (0, "no rate", "is asked"),
        (0, "nodes, since the rate is fine", "in the middle"),
        (0, "", "is asked"),
        (0, ..., "Nothing to check yet"),
        (1, np.sqrt(0.829 * 0.171 / 2000), "one accuracy"),
        (1, 0.0119, "different pictures"),
        (1, 0.09, "share of pictures"),
        (1, 0.002, "the difference itself"),
        (1, np.sqrt(180), "number of pictures"),
        (1, 0.3, "under the root"),
        (1, 0.007, "to four decimal places"),
        (2, True, "less than one"),
        (2, "yes", "less than one"),
        (2, "yes, they do", "less than one"),
        (2, 1, "less than one"),
        (2, "perhaps", "True or False"),
        (2, 2, "True or False"),
        (2, None, "True or False"),
        (2, ..., "Nothing to check yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_reading", *answers), wrong


HALVING = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=6)


def own_study(
    curve=lambda rate: 0.95 - 0.2 * abs(np.log10(rate) + 2.3),
    trials=12,
    epochs=12,
    low=1e-4,
    log=True,
    direction="maximize",
    prunes=True,
    reports=True,
    every=1,
    returns="last",
    name="rate",
    exponent=False,
    pruner=None,
    sampler=optuna.samplers.TPESampler,
):
    def objective(trial):
        if exponent:
            top = curve(10 ** trial.suggest_float(name, -4, -1))
        else:
            top = curve(trial.suggest_float(name, low, 0.1, log=log))
        values = []
        for epoch in range(epochs):
            values.append(max(0.1, top - 0.01 * (epoch - 9) ** 2 / 9))
            if reports and epoch % every == 0:
                trial.report(values[-1], epoch)
            if prunes and trial.should_prune():
                raise optuna.TrialPruned
        last, best = values[-1], max(values)
        return {
            "last": last,
            "best": best,
            "error": 1.5,
            "rounded": round(last, 3),
            "two digits": round(last, 2),
            "short": round(last, 1),
            "below": last - 0.01,
        }[returns]

    study = optuna.create_study(
        study_name="of one's own",  # by which Hyperband deals out its brackets
        direction=direction,
        sampler=sampler(seed=1),
        pruner=pruner or optuna.pruners.MedianPruner(n_startup_trials=1),
    )
    study.optimize(objective, n_trials=trials)
    return study


def test_study(say):
    for right in (
        own_study(),
        own_study(trials=14),
        own_study(pruner=HALVING),
        own_study(pruner=optuna.pruners.MedianPruner(n_startup_trials=2)),
        own_study(returns="rounded"),
    ):
        assert say("check_study", right).splitlines()[0] == "study: Right."
    for change, hint in [
        ({"trials": 0}, "not searched yet"),
        ({"trials": 6}, "twelve at least"),
        ({"trials": 11}, "twelve at least"),
        ({"trials": 60}, "at most 80"),
        ({"epochs": 10}, "has 12 epochs"),
        ({"epochs": 14}, "has 12 epochs"),
        ({"pruner": optuna.pruners.MedianPruner(8)}, "fewer whole trials"),
        ({"log": False}, "log=True"),
        ({"low": 0.001}, "from 0.0001 to 0.1"),
        ({"direction": "minimize"}, "direction"),
        ({"prunes": False}, "no trial was pruned"),
        ({"reports": False}, "has not reported"),
        ({"every": 2}, "left out epochs"),
        ({"returns": "best"}, "a luckier number"),
        ({"returns": "short"}, "not rounded"),
        ({"returns": "two digits"}, "not rounded"),
        ({"returns": "below"}, "as it was reported"),
        ({"returns": "error"}, "from 0 to 1"),
        ({"exponent": True}, "not its logarithm"),
        ({"exponent": True, "name": "exponent"}, "not its logarithm"),
        ({"name": "lr"}, "called 'rate'"),
        (
            {"curve": lambda rate: 0.9 - 0.2 * abs(np.log10(rate) + 2.3)},
            "a gentler rule",
        ),
    ]:
        epochs = 5 if change.get("prunes") is False else 12
        told = say("check_study", own_study(**{"epochs": epochs} | change))
        assert hint in told.splitlines()[0], change
    assert "create_study" in say("check_study", {"rate": 0.01})


def test_the_random_search_beside_it(say):
    def told(**change):
        usual = {"trials": 6, "prunes": False, "sampler": optuna.samplers.RandomSampler}
        return say("check_study", own_study(), own_study(**usual | change))

    for right in ({}, {"trials": 5}, {"pruner": optuna.pruners.NopPruner()}):
        first, second, compared = told(**right).splitlines()
        assert (first, second) == ("study: Right.", "random study: Right.")
        assert "with several seeds" in compared
        assert "that chose nothing" in compared
    for change, hint in [
        ({"sampler": optuna.samplers.TPESampler}, "RandomSampler"),
        ({"trials": 7}, "at most 80"),
        ({"trials": 4}, "the budget is 80"),
        ({"trials": 12, "prunes": True, "pruner": HALVING}, "NopPruner"),
        ({"log": False}, "log=True"),
        ({"epochs": 10}, "has 12 epochs"),
        ({"returns": "best"}, "a luckier number"),
    ]:
        lines = told(**change).splitlines()
        assert hint in lines[1], change
        assert len(lines) == 2
    assert "Nothing to check yet" in say("check_study", own_study()).splitlines()[1]
    assert "create_study" in say("check_study", own_study(), 0.97).splitlines()[1]


def written(name):
    """The text that a cell of the lecture gives this name."""
    for cell in nbformat.read(LECTURE, 4).cells:
        if cell.cell_type == "code" and cell.source.startswith(f"{name} = '''"):
            return ast.literal_eval(ast.parse(cell.source).body[0].value)
    raise AssertionError(name)


def test_the_worker_on_the_slide_is_the_one_that_runs():
    texts = [cell.source for cell in nbformat.read(LECTURE, 4).cells]
    assert f"```python{written('worker')}```" in texts


HANGS_IN_THE_FIRST = """
import os, time


def objective(trial):
    trial.set_user_attr("worker", os.getpid())
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    hangs = os.environ.get("HANGS") == "1"
    for epoch in range(1000 if hangs else 4):
        trial.report(rate, epoch)
        time.sleep(0.15)
    return rate
"""


def until(happens, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = happens()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def test_a_killed_worker_costs_its_trial_and_nothing_else(tmp_path):
    (tmp_path / "worker.py").write_text(written("worker"))
    (tmp_path / "objective.py").write_text(HANGS_IN_THE_FIRST)
    address = f"sqlite:///{tmp_path / 'study.db'}"
    study = optuna.create_study(
        study_name="digits", storage=address, direction="maximize"
    )

    def start(hangs, enough):
        command = [sys.executable, "worker.py", address, str(enough)]
        own = os.environ | {"HANGS": hangs}
        return subprocess.Popen(
            command, cwd=tmp_path, env=own, stderr=subprocess.DEVNULL
        )

    def of(process, state):
        return [
            trial
            for trial in study.trials
            if trial.state.name == state
            and trial.user_attrs.get("worker") == process.pid
        ]

    lost, other = start("1", 16), start("0", 16)
    try:
        (victim,) = until(lambda: of(lost, "RUNNING"))
        until(lambda: of(other, "COMPLETE"))
        before = {t.number: t.value for t in study.trials if t.state.name == "COMPLETE"}
        lost.kill()
        assert other.wait(40) == 0
        assert lost.wait(5) != 0
    finally:
        lost.kill()
        other.kill()
    after = study.trials
    assert after[victim.number].state.name == "FAIL"
    assert after[victim.number].user_attrs["worker"] == lost.pid
    assert before
    assert {n: after[n].value for n in before} == before
    assert sum(t.state.name == "COMPLETE" for t in after) == 16
    assert [t.state.name for t in after].count("FAIL") == 1
    assert max(t.number for t in of(other, "COMPLETE")) > victim.number


def test_the_callback_prunes_and_the_training_stays_compiled():
    (cell,) = [
        c
        for c in nbformat.read(LECTURE, 4).cells
        if c.source.startswith("class Pruning")
    ]
    scope = {"keras": keras, "optuna": optuna}
    exec(cell.source, scope)
    study = optuna.create_study(
        direction="maximize", pruner=optuna.pruners.ThresholdPruner(lower=0.99)
    )
    digits = nnlib.load("digits")
    x, y = digits.x_train[:200].reshape(-1, 64) / 16, digits.y_train[:200]

    def objective(trial):
        model = keras.Sequential([keras.Input((64,)), layers.Dense(10, "softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        trainer = nnlib.Trainer(model)
        assert trainer.engine != "keras"
        fit = {"validation_data": (x, y), "verbose": 0}
        return trainer.fit(
            x, y, epochs=5, callbacks=[scope["Pruning"](trial)], **fit
        ).history["val_accuracy"][-1]

    study.optimize(objective, n_trials=1)
    (trial,) = study.trials
    assert trial.state.name == "PRUNED"
    assert list(trial.intermediate_values) == [0]
