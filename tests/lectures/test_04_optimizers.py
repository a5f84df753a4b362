"""Lecture 4: its self-checks."""

from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

import nnlib
from nnlib.explore import _race_optimizers, _race_rules

LECTURE = Path(__file__).parents[2] / "notebooks" / "04_optimizers.ipynb"


def test_rates(say):
    right = 0.25, 0.125
    for answers in [right, (Fraction(1, 4), np.float32(1 / 8))]:
        assert say("check_rates", *answers).count("Right.") == 2
    for place, wrong, hint in [
        (0, 2 / 3, "y is steeper"),
        (0, 0.667, "y is steeper"),
        (0, 1 / 8, "come closer"),
        (0, 1 / 16, "above -1"),
        (0, 1 / 2, "cancels the 2"),
        (0, 2 / 11, "are not added"),
        (0, 1 / 3, "There x lands at 0"),
        (0, 0.24, "is not it"),
        (0, 0.26, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 1 / 3, "y has flown away"),
        (1, 1 / 4, "mirror image"),
        (1, 1 / 16, "is 8 y"),
        (1, 0.13, "is not it"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_rates", *answers)


def test_first_steps(say):
    first = 0.1 / np.sqrt(0.1)
    right = (
        (-10, 0.001),
        (-0.1, 0.1),
        [-0.1, 0.1],
        np.array([-0.316, 0.316]),
        (0.1, 0.32),
    )
    for rmsprop in (right[3], (-0.32, 0.32), [-0.3162, 0.3147]):
        told = say("check_first_steps", *right[:3], rmsprop, right[4])
        assert told.count("Right.") == 5
    assert "is not it" in say("check_first_steps", *right[:3], (-0.3, 0.3), right[4])
    for rare in [
        (6 / 60, 19.2 / 60),
        np.array([0.1, 0.3202]),
        (np.float32(0.1), 0.32),
        ("10%", "32%"),
        ["10 %", 0.32],
    ]:
        assert say("check_first_steps", *right[:4], rare).count("Right.") == 5
    for place, wrong, hint in [
        (0, (10, -0.001), "turn the signs"),
        (0, (10, 0.001), "A change has a sign"),
        (1, (0.1, 0.1), "A change has a sign"),
        (2, [0.1, 0.1], "A change has a sign"),
        (3, (first, first), "A change has a sign"),
        (0, (-100, 0.01), "The rate times"),
        (1, (0.1, -0.1), "turn the signs"),
        (1, (-10, 0.001), "Corrected means"),
        (1, (-first, first), "began at 0"),
        (1, (-0.001, 10), "under a root"),
        (1, (-0.01, 0.01), "corrected, too"),
        (2, (-0.01, 0.01), "not a tenth"),
        (2, (-1, 1), "the rate times it"),
        (3, (-0.1, 0.1), "no bias correction"),
        (3, (-1, 1), "a tenth of the square"),
        (3, (-0.01, 100), "divided by the root"),
        (3, (-0.105, 0.105), "Nine tenths"),
        (3, (-0.31, 0.31), "do not cut off"),
        (4, (0.32, 0.1), "SGD comes first"),
        (4, (0.1, 16.2 / 69.1), "RMSprop's share"),
        (4, (0.1, 54.6 / 510), "momentum's share"),
        (4, (0.1, 0.1), "divides by a root"),
        (4, (6, 19.2), "B's way over A's"),
        (4, (6, 19), "B's way over A's"),
        (4, (6.0, 19.0, 1), "is not it"),
        (4, (10, 32), "percentages"),
        (4, [10, 32.02], "percentages"),
        (4, ("32%", "10%"), "SGD comes first"),
        (4, ("a tenth", "a third"), "is not it"),
        (4, ("%", 0.32), "is not it"),
        (4, (0.1, 0.29), "is not it"),
        (4, (..., ...), "Nothing to check yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_first_steps", *answers)


def rolls(w, v, g, learning_rate, gamma):
    v = gamma * v - learning_rate * g
    return w + v, v


def adapts(w, m, s, t, g, learning_rate, beta_1=0.9, beta_2=0.999):
    m = beta_1 * m + (1 - beta_1) * g
    s = beta_2 * s + (1 - beta_2) * g**2
    m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-7), m, s


def test_steps(say):
    def as_torch(w, v, g, learning_rate, gamma):
        v = gamma * v + g
        return [w - learning_rate * v, v]

    def in_place(w, v, g, learning_rate, gamma):
        v *= gamma
        v -= learning_rate * g
        w += v
        return w, v

    def one_weight_after_the_other(w, m, s, t, g, rate):
        parts = [
            adapts(*of_one, t, slope, rate)
            for *of_one, slope in zip(w, m, s, g, strict=True)
        ]
        return tuple(zip(*parts, strict=True))

    def in_the_root(w, m, s, t, g, rate):
        w_new, m, s = adapts(w, m, s, t, g, 0.0)
        hats = m / (1 - 0.9**t), s / (1 - 0.999**t)
        return w_new - rate * hats[0] / np.sqrt(hats[1] + 1e-14), m, s

    def with_hats(w, m, s, t, g, rate):
        w, m, s = adapts(w, m, s, t, g, rate)
        return w, m / (1 - 0.9**t), s / (1 - 0.999**t)

    def but_for(new=0.001, old=0.999, power=pow):
        """A step of Adam with another mean of squares, or other hats."""

        def step(w, m, s, t, g, rate):
            m, s = 0.9 * m + 0.1 * g, old * s + new * g**2
            m_hat, s_hat = m / (1 - power(0.9, t)), s / (1 - power(old, t))
            return w - rate * m_hat / (np.sqrt(s_hat) + 1e-7), m, s

        return step

    for heavy in (rolls, as_torch, in_place):
        for divided in (adapts, one_weight_after_the_other, in_the_root):
            assert say("check_steps", heavy, divided).count("Right.") == 2
    for place, wrong, hint in [
        (0, lambda w, v, g, rate, gamma: (w - rate * g, -rate * g), "plain descent"),
        (0, lambda w, v, g, rate, gamma: rolls(w, v, g, rate, 1.0), "kept whole"),
        (
            0,
            lambda w, v, g, rate, c: rolls(w, v, g, (1 - c) * rate, c),
            "not multiplied",
        ),
        (0, lambda w, v, g, rate, gamma: rolls(w, v, -g, rate, gamma), "uphill"),
        (0, lambda *case: rolls(*case)[::-1], "w comes first, then v"),
        (0, lambda *case: rolls(*case)[0], "Return two things: w and v."),
        (0, lambda *case: rolls(*case)[1], "Return two things: w and v."),
        (0, lambda w, v, *rest: (w + v, rolls(w, v, *rest)[1]), "by the new v"),
        (0, lambda *case: (..., ...), "nothing so far"),
        (0, lambda *case: ..., "nothing so far"),
        (0, lambda w, g: w, "it stops with"),
        (0, 7, "a function is asked"),
        (0, ..., "Nothing to check yet"),
        (
            1,
            lambda w, m, s, t, *rest: adapts(w, m, s, 10**6, *rest),
            "hats are missing",
        ),
        (1, lambda w, m, s, t, g, rate: adapts(w, m, s, t, -g, rate), "uphill"),
        (1, lambda *case: np.roll(adapts(*case), -1, axis=0), "w comes first, then m"),
        (1, lambda w, m, s, t, g, rate: (w - rate * g, m, s), "Not yet"),
        (1, lambda *case: adapts(*case)[0], "Return three things: w, m and s."),
        (1, but_for(new=0.1), "has its own beta"),
        (1, but_for(new=0.1, old=0.9), "has beta_2, and the mean of slopes"),
        (1, but_for(power=lambda beta, t: beta * t), "beta to the power t."),
        (1, but_for(power=lambda beta, t: beta), "grows from step to step"),
        (1, with_hats, "Return m and s without their hats."),
        (1, lambda *case: (..., ..., ...), "nothing so far"),
        (1, lambda *_: None, "nothing so far"),
        (1, "Adam", "a function is asked"),
    ]:
        answers = [rolls, adapts]
        answers[place] = wrong
        told = say("check_steps", *answers)
        assert hint in told, (hint, told)
        assert told.count("Right.") == 1
    nesterov = say(
        "check_steps",
        lambda w, v, g, rate, c: (
            w + c * (c * v - rate * g) - rate * g,
            c * v - rate * g,
        ),
        adapts,
    )
    assert "Nesterov's version" in nesterov


def adam(w, gradient, steps, rate, kept=None, *, lost=""):
    """Adam that goes on with what was kept, but for what gets lost at a stop."""
    m, s, t = kept or (np.zeros(2), np.zeros(2), 0)
    m, s = 0 * m if "m" in lost else m, 0 * s if "s" in lost else s
    t = 0 if "t" in lost else t
    for _ in range(steps):
        g, t = np.asarray(gradient(w)), t + 1
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        w = w - rate * m / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-7)
    return w, (m, s, t)


def test_adam(say):
    def three_apart(w, gradient, steps, rate, m=0, s=0, done=0):
        w, kept = adam(w, gradient, steps, rate, (m, s, done))
        return [w, *kept]

    def a_dictionary(w, gradient, steps, rate, kept=None):
        kept = {} if kept is None else kept
        w, kept["all"] = adam(w, gradient, steps, rate, kept.get("all"))
        return list(w), kept

    def the_next_t(w, gradient, steps, rate, kept=(0, 0, 1)):
        m, s, t = kept
        w, (m, s, t) = adam(w, gradient, steps, rate, (m, s, t - 1))
        return w, (m, s, t + 1)

    def all_slopes(w, gradient, steps, rate, kept=()):
        """No means are kept, but every slope, of which they are made again."""
        seen = list(kept)
        for _ in range(steps):
            seen.append(np.asarray(gradient(w)))
            old = np.arange(len(seen))[::-1, None]
            m = (0.1 * 0.9**old * seen).sum(axis=0) / (1 - 0.9 ** len(seen))
            s = 0.001 * 0.999**old * np.square(seen)
            w = w - rate * m / (
                np.sqrt(s.sum(axis=0) / (1 - 0.999 ** len(seen))) + 1e-7
            )
        return w, seen

    for right in (adam, three_apart, a_dictionary, the_next_t, all_slopes):
        assert say("check_adam", right) == "Right."

    def as_given(w, gradient, steps, rate, kept=None):
        return adam(w, gradient, steps, rate)[0], kept

    def of_the_part(w, gradient, steps, rate, kept=None):
        w, (m, s, _) = adam(w, gradient, steps, rate, kept)
        return w, (m, s, steps)

    def shifted(by, w, gradient, steps, rate, kept=None):
        w, (m, s, t) = adam(w, gradient, steps, rate, kept)
        return w, (m, s, t + by)

    def from_the_start(w, gradient, steps, rate, kept=None):
        return adam(kept[0] if kept else w, gradient, steps, rate)[0], (w,)

    def four_things(w, gradient, steps, rate, kept=None):
        w, (m, s, t) = adam(w, gradient, steps, rate, kept)
        return w, m, s, t

    for wrong, hint in [
        (four_things, "Put all that is kept into one thing: w, (m, s, t)."),
        (as_given, "begins anew after each stop"),
        (partial(adam, lost="t"), "t counts from 1 again"),
        (partial(adam, lost="ms"), "both means begin at 0"),
        (partial(adam, lost="m"), "mean of slopes, m, begins"),
        (partial(adam, lost="s"), "mean of squares, s, begins"),
        (partial(adam, lost="mt"), "Only s goes on"),
        (partial(adam, lost="st"), "Only m goes on"),
        (of_the_part, "not the last part's"),
        (partial(shifted, -1), "one t comes twice"),
        (partial(shifted, 1), "one t is left out"),
        (from_the_start, "Not yet"),
        (lambda *case: adam(*case)[0], "two things are to be returned"),
        (lambda w, g, n, rate: adam(w, g, n, rate), "it stops with"),
        (lambda w, g, n, rate, kept=0: (w, 0), "Not yet"),
        (lambda *_: ..., "nothing so far"),
        (lambda *_: None, "nothing so far"),
        (7, "a function is asked"),
    ]:
        assert hint in say("check_adam", wrong), hint


def halves(places):
    return places[100:].mean(axis=0)


def running(share, places):
    mean = places[0]
    for place in places[1:]:
        mean = share * mean + (1 - share) * place
    return list(mean)


def test_rest(say):
    t = np.arange(200)
    falling = 0.09 * 0.01 ** (t / 200)
    rights = [
        falling,
        list(0.05 * (1 - t / 200)),
        tuple(0.045 * (1 + np.cos(np.pi * t / 200))),
        [0.05] * 100 + [0.005] * 100,
        np.repeat([0.09, 0.03, 0.01, 0.003], 50),
        0.09 / (1 + t / 20),
        nnlib.schedules.exponential(0.09, 0.01, 200, epochs=200),
        falling.astype("float32")[:, None],
    ]
    for rates in rights:
        assert say("check_rest", 256, rates, halves).count("Right.") == 3
    for estimate in [
        lambda places: np.mean(places[-120:], axis=0),
        lambda places: np.median(places[-100:], axis=0),
        lambda places: (places[-90:, 0].mean(), places[-90:, 1].mean()),
        lambda places: np.average(places, axis=0, weights=np.arange(200) > 60),
        lambda places: sum(places[50:]) / 150,
        partial(running, 0.97),
        partial(running, 0.98),
    ]:
        assert say("check_rest", 256.0, falling, estimate).count("Right.") == 3
    right = 256, falling, halves
    for place, wrong, hint in [
        (0, 64, "that makes 0.5"),
        (0, 4, "more noise"),
        (0, 1, "more noise"),
        (0, 32, "root of 2"),
        (0, 128, "more than 8"),
        (0, 200, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, ..., "Nothing to check yet"),
        (1, 0.018, "here: 1"),
        (1, [0.09, 0.01], "here: 2"),
        (1, falling[1:], "here: 199"),
        (1, "a falling one", "200 numbers are asked"),
        (1, -falling, "not below 0"),
        (1, [np.nan] * 200, "not below 0"),
        (1, [0.018] * 200, "let it fall"),
        (1, [0.05] * 200, "let it fall"),
        (1, [0.2] * 200, "flies away"),
        (1, [10.0] * 200, "flies away"),
        (1, falling[::-1], "The rates grow"),
        (1, 0.02 * 0.01 ** (t / 200), "does not arrive"),
        (1, 0.09 / (1 + t), "does not arrive"),
        (1, [0.05] * 20 + [0.005] * 180, "does not arrive"),
        (1, [0.09] * 150 + [0.009] * 50, "keep the noise of the steps"),
        (1, [0.05] * 100 + [0.0005] * 100, "keep the noise of the steps before"),
        (1, [0.05] * 199 + [0], "jitters still"),
        (1, [0.0] * 200, "it never moves"),
        (1, np.zeros((200, 1)), "it never moves"),
        (2, ..., "Nothing to check yet"),
        (2, lambda places: ..., "Nothing to check yet"),
        (2, (0, 0), "a function of the places"),
        (2, lambda places: places[-1], "the last place itself"),
        (2, lambda places: places.mean(axis=0), "leave out more"),
        (2, lambda places: places[-10:].mean(axis=0), "over more of them"),
        (2, partial(running, 0.9), "over more of them"),
        (2, partial(running, 0.99), "leave out more"),
        (2, lambda places: (0, 0), "from the places alone"),
        (2, lambda places: places[-20:].mean(axis=0) / 4, "from the places alone"),
        (2, lambda places: places.mean(), "an x and a y"),
        (2, lambda places: places.mean(axis=1), "an x and a y"),
        (2, lambda places: places[100:], "an x and a y"),
        (2, lambda places: places, "these are 200"),
        (2, lambda: 1, "it stops with TypeError"),
        (2, lambda places: places[300], "it stops with IndexError"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_rest", *answers), (place, hint)


def test_map(say):
    right = 24, 11, 0.7
    for answers in [right, (23, 12, np.float32(0.7)), (np.float64(25), 10.0, 7 / 10)]:
        assert say("check_map", *answers).count("Right.") == 3
    for place, wrong, hint in [
        (0, 8, "That is the star"),
        (0, 11, "the row of 0.5"),
        (0, 13, "is not it"),
        (0, ..., "Nothing to check yet"),
        (1, 8, "go up to the row of 0.5"),
        (1, 24, "without momentum"),
        (1, 17, "is not it"),
        (2, 0, "plain descent itself"),
        (2, 0.05, "The row of 0.05 beats"),
        (2, 0.25, "rows above it do, too"),
        (2, 0.3, "The row of 0.3 has the star"),
        (2, 0.35, "The row of 0.35 has the star"),
        (2, 0.5, "rows above it do, too"),
        (2, 0.65, "rows above it do, too"),
        (2, 0.75, "28 steps"),
        (2, 0.8, "go down"),
        (2, 0.85, "go down"),
        (2, 0.9, "far too large"),
        (2, 0.95, "a quarter of it"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_map", *answers)


def test_the_map_is_that_of_the_page():
    booth = nnlib.surfaces.booth
    own = _race_optimizers.rates_on(booth)["momentum"]

    def steps(row, column):
        rate = own * 10 ** (column / 12 - 1.5)
        points, _ = _race_rules.follow(
            "momentum", booth.df, [8, -5], 100, rate=rate, momentum=row / 20
        )
        losses = booth.heights(*np.transpose(points))
        high = np.flatnonzero(~(losses < 0.01))[-1] + 1
        return high if len(losses) == 101 and high <= 100 else np.inf

    fewest = [min(steps(row, column) for column in range(37)) for row in range(20)]
    assert min(fewest) == 8
    assert [row / 20 for row in range(20) if fewest[row] == 8] == [0.3, 0.35]
    assert (fewest[0], fewest[10], fewest[15], fewest[19]) == (24, 11, 28, 100)
    assert max(np.flatnonzero(np.array(fewest) < fewest[0])) / 20 == 0.7


SIX = ["ravine", "too large", "too small", "saddle", "noise", "saddle"]
HELPS = "momentum", "falling rate"


def test_pictures(say):
    for right in (
        SIX,
        tuple(SIX),
        ", ".join(SIX),
        "; ".join(SIX),
        "\n".join(SIX) + "\n",
        [f"Rate {word}." for word in SIX],
        [f"a {word}" for word in SIX],
        ["valley", "too big", "Too low a rate", "saddles", "noisy", "a saddle point"],
        ["a narrow valley", "too high", "too slow", "a SADDLE", "NOISE", "saddle"],
    ):
        assert say("check_pictures", right, HELPS) == "Right.\nRight."
    for wrong, hint in [
        ([...] * 6, "Nothing to check yet"),
        (..., "Nothing to check yet"),
        (7, "Nothing to check yet"),
        (["ravine", *[...] * 5], "1 of six words so far"),
        ([*SIX[:5], ...], "5 of six words so far"),
        (SIX[:5], "here: 5"),
        ("ravine", "a list of six words is asked; here: 1"),
        (["crater", *SIX[1:]], "'crater' is none of"),
        (["ravine or saddle", *SIX[1:]], "is more than that"),
        (["noisy valley", *SIX[1:]], "is more than that"),
        (["not a ravine", *SIX[1:]], "is more than that"),
        (["too large, too small", *SIX[1:]], "is more than that"),
        (["too large", "ravine", *SIX[2:]], "4 of 6. Look again at picture 1"),
        (["too large", "ravine", *SIX[2:]], "picture 1: too large a rate jumps"),
        ([*SIX[:4], "saddle", "noise"], "picture 5: at a saddle long steps become"),
        ([*SIX[:3], "diverging", *SIX[4:]], "picture 4: a walk that diverges"),
        ([*SIX[:3], "exploded", *SIX[4:]], "picture 4: a walk that diverges"),
        (["noise"] * 6, "1 of 6"),
    ]:
        told = say("check_pictures", wrong, HELPS)
        assert hint in told, (hint, told)
        assert told.count("Right.") == 1
    for right in [
        list(HELPS),
        "momentum, falling rate",
        ["Momentum.", "a rate that falls"],
        ("momentum", "decayed"),
    ]:
        assert say("check_pictures", SIX, right) == "Right.\nRight.", right
    for wrong, hint in [
        (("larger rate", "falling rate"), "Walk 1: it jumps across already"),
        (("smaller rate", "falling rate"), "Walk 1: then it creeps"),
        (("falling rate", "falling rate"), "Walk 1: the smaller the rate"),
        (("falling rate", "smaller rate"), "Walk 1: the smaller the rate"),
        (("momentum", "a smaller rate"), "Walk 5: it is slower to arrive"),
        (("momentum", "larger rate"), "Walk 5: a larger rate takes in"),
        (("momentum", "momentum"), "Walk 5: that is for a long way"),
        (("momentum", "averaging"), "Walk 5: true, but not among the four."),
        (("momentum", "an average"), "true, but not among the four"),
        (("averaging", "falling rate"), "is not it"),
        (("momentum", "prayer"), "is not it"),
        (("momentum", ...), "some of the three dots"),
        (("momentum",), "is not it"),
        ((..., ...), "Nothing to check yet"),
        (..., "Nothing to check yet"),
        (7, "Nothing to check yet"),
        ((1, 2), "Nothing to check yet"),
    ]:
        told = say("check_pictures", SIX, wrong)
        assert hint in told, (wrong, told)
        assert told.count("Right.") == 1


def test_fair_choice(say, checks):
    found = {
        ("SGD", "test"): [0.886, 0.8943, 0.9049],
        ("Adam", "test"): [0.8993, 0.8909, 0.9128],
        ("SGD", "validation"): [0.951, 0.954, 0.957],
        ("Adam", "validation"): [0.96, 0.967, 0.97],
    }
    good = {"SGD": (0.1, 0.3, 1), "Adam": (0.003, 0.01, 0.03)}

    def accuracies(kind, rate, x, _):
        learns = rate in good[kind.__name__]
        return np.array(found[kind.__name__, x] if learns else [0.103, 0.137, 0.097])

    tried = [0.01, 0.03, 0.1, 0.3, 1], [0.0003, 0.001, 0.003, 0.01, 0.03]

    def fair(sgd_rate, adam_rate, *on_test, lists=tried):
        return say("check_fair", *lists, sgd_rate, adam_rate, *on_test)

    def among(*rates):
        """The usual rates, and those chosen among them."""
        return [[*usual, rate] for usual, rate in zip(tried, rates, strict=True)]

    sets = {"testing": ("test", None), "validation": ("validation", None)}
    checks.update(sets, accuracies=accuracies)
    sgd, adam = list(found.values())[:2]
    for right in [
        (0.3, 0.01, sgd, adam),
        (1, 0.03, 0.8951, np.array(adam)),
        ("0.1", 0.003, np.float32(0.89507), "90.1 %"),
        (0.3, 0.01, [88.6, 89.43, 90.49], (0.9128, 0.899, 0.891)),
        (0.3, 0.01, ["88.6 %", "89.4%", "90.5%"], 0.901),
        ([0.3], 0.01, "0.886, 0.8943, 0.9049", {"it": adam}),
        (0.3, 0.01, "[0.886  0.8943 0.9049]", f"array({adam})"),
        (0.3, 0.01, 0.9, 0.9),
        (0.3, 0.01, 0.895, "0.90"),
    ]:
        told = fair(*right)
        assert told.count("Right.") == 4, (right, told)
        assert "Fair? No: 0.01 does not suit SGD." in told
    assert "Adam is 0.6 points ahead." in fair(0.3, 0.01, sgd, adam)
    assert fair(0.3, 0.01, sgd, adam, lists=[f"{a}"[1:-1].split(",") for a in tried])
    no_learning = fair(1.5, 0.05, *[[0.103, 0.137, 0.097]] * 2, lists=among(1.5, 0.05))
    assert "Right." not in no_learning
    for wrong, hint in [
        ((..., ..., ..., ...), "Nothing to check yet"),
        ((0.2, 0.01, sgd, adam), "0.2 is not among the rates of SGD tried"),
        ((0.01, 0.01, sgd, adam), "SGD has better rates; try larger"),
        ((0.01, 0.01, sgd, adam), "first a better rate for SGD"),
        ((3, 0.01, sgd, adam), "SGD has better rates; try smaller"),
        ((1e9, 0.01, sgd, adam), "SGD has better rates; try smaller"),
        ((0.3, 0.001, sgd, adam), "Adam has better rates; try larger"),
        ((0.3, 1e-20, sgd, adam), "Adam has better rates; try larger"),
        ((0.3, 0.1, sgd, adam), "Adam has better rates; try smaller"),
        (([0.1, 0.3], 0.01, sgd, adam), "one rate is asked for SGD"),
        ((0.3, 0.01, 0.91, adam), "SGD does not read that share"),
        ((0.3, 0.01, 0.89, adam), "SGD does not read that share"),
        ((0.3, 0.01, [0.9] * 3, adam), "SGD does not read that share"),
        ((0.3, 0.01, sgd, 0.91), "Adam does not read that share"),
        ((0.3, 0.01, sgd, 0.0), "Adam does not read"),
        ((0.3, 0.01, 0.954, adam), "SGD on the validation set"),
        ((0.3, 0.01, sgd, found["Adam", "validation"]), "Adam on the validation set"),
        ((0.3, 0.01, 0.886, adam), "one of SGD's three"),
        ((0.3, 0.01, 0.8943, adam), "one of SGD's three"),
        ((0.3, 0.01, sgd[:2], adam), "three shares are asked"),
        ((np.nan, 0.01, sgd, np.nan), "rate of SGD is a number above 0"),
        ((0.3, -0.01, sgd, adam), "rate of Adam is a number above 0"),
        (("fast", 0.01, sgd, adam), "rate of SGD is a number above 0"),
        ((0.3, 0.01, sgd, "a word"), "of Adam three shares are asked"),
    ]:
        lists = tried
        if "not among" not in hint and all(
            isinstance(rate, float | int) for rate in wrong[:2]
        ):
            lists = among(*wrong[:2])
        assert hint in fair(*wrong, lists=lists), wrong
    for place, wrong, hint in [
        (0, ..., "five rates of SGD are to be tried; tried_sgd has 0"),
        (0, [..., ...], "tried_sgd has 0"),
        (0, [0.3], "tried_sgd has 1"),
        (0, [0.3] * 5, "tried_sgd has 1"),
        (1, tried[1][1:], "tried_adam has 4"),
        (1, ["slow", "fast"], "tried_adam has 0"),
    ]:
        lists = [wrong if n == place else tried[n] for n in range(2)]
        told = fair(0.3, 0.01, sgd, adam, lists=lists)
        assert hint in told, told
        assert told.count("Right.") == 2
    better = {"SGD": {0.1: 0.004}, "Adam": {}}

    def uneven(kind, rate, x, y):
        return accuracies(kind, rate, x, y) + better[kind.__name__].get(rate, 0)

    checks["accuracies"] = uneven
    assert "of the rates of SGD tried, 0.1 is better" in fair(0.3, 0.01, sgd, adam)
    better["SGD"][0.1] = 0.001  # as good
    assert fair(0.3, 0.01, sgd, adam).count("Right.") == 4
    del checks["accuracies"]
    assert "run the cell" in fair(0.3, 0.01, sgd, adam)
