"""Schedules: Keras' own numbers, closed forms, the ends, wrong input, and the plot."""

import pickle

import jax
import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import schedules
from nnlib.schedules import Schedule

SIZE = {"epochs": 6, "steps_per_epoch": 50}  # 300 steps
LENGTH = {"epochs": 25, "steps_per_epoch": 430}
STEPS = np.arange(300)
keras_schedules = keras.optimizers.schedules


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def values_of(keras_schedule, n=300):
    """What Keras says for each step, one at a time."""
    rate = jax.jit(keras_schedule)
    return np.array([float(rate(i)) for i in range(n)])


def close(ours, theirs):
    """Within 1e-6 of the rate; where a cosine ends, Keras' float32 knows no better."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7 * np.max(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            schedules.exponential(0.1, 0.3, 2, per_step=True, **SIZE),
            keras_schedules.ExponentialDecay(0.1, 100, 0.3),
        ),
        (
            schedules.step(0.1, 0.3, 2, **SIZE),
            keras_schedules.ExponentialDecay(0.1, 100, 0.3, staircase=True),
        ),
        (
            schedules.exponential(0.1, 0.8, 1, **SIZE),
            keras_schedules.ExponentialDecay(0.1, 50, 0.8, staircase=True),
        ),
        (
            schedules.time_based(0.1, 0.4, **SIZE),
            keras_schedules.InverseTimeDecay(0.1, 50, 0.4, staircase=True),
        ),
        (
            schedules.power(0.1, 70, **SIZE),
            keras_schedules.InverseTimeDecay(0.1, 70, 1.0),
        ),
        (
            schedules.piecewise([0.1, 0.03, 0.01], [2, 3.5], **SIZE),
            keras_schedules.PiecewiseConstantDecay([99, 174], [0.1, 0.03, 0.01]),
        ),
        (schedules.cosine(0.1, **SIZE), keras_schedules.CosineDecay(0.1, 300)),
        (
            schedules.cosine(0.1, 0.02, **SIZE),
            keras_schedules.CosineDecay(0.1, 300, alpha=0.2),
        ),
        (
            schedules.cosine_restarts(0.1, 0.8, **SIZE),
            keras_schedules.CosineDecayRestarts(0.1, 40),
        ),
        (
            schedules.cosine_restarts(0.1, 0.8, t_mul=1, m_mul=0.7, **SIZE),
            keras_schedules.CosineDecayRestarts(0.1, 40, t_mul=1.0, m_mul=0.7),
        ),
        (
            schedules.cosine_restarts(0.1, 1.2, t_mul=1.5, m_mul=0.5, end=0.01, **SIZE),
            keras_schedules.CosineDecayRestarts(0.1, 60, 1.5, 0.5, alpha=0.1),
        ),
    ],
)
def test_the_same_as_keras_at_every_step(ours, theirs):
    close(ours.learning_rate, values_of(theirs))


KERAS = [
    keras_schedules.ExponentialDecay(0.1, 30, 0.9),
    keras_schedules.InverseTimeDecay(0.1, 30, 0.5, staircase=True),
    keras_schedules.PiecewiseConstantDecay([20, 31], [0.1, 0.03, 0.01]),
    keras_schedules.PolynomialDecay(0.1, 40, 0.01, power=2.0, cycle=True),
    keras_schedules.CosineDecay(0.0, 100, warmup_target=0.1, warmup_steps=20),
    keras_schedules.CosineDecayRestarts(0.1, 40, m_mul=0.7),
]


@pytest.mark.parametrize("theirs", KERAS, ids=lambda theirs: type(theirs).__name__)
def test_from_keras_has_its_values(theirs):
    ours = schedules.from_keras(theirs, epochs=2, steps_per_epoch=60)
    close(ours.learning_rate, values_of(theirs, 120))
    assert (ours.name, ours.epochs) == (type(theirs).__name__, 2)


def test_from_keras_asks_once_for_all_steps():
    calls = []

    class Counted(keras_schedules.CosineDecay):
        def __call__(self, step):
            calls.append(step)
            return super().__call__(step)

    theirs = Counted(0.0, 90_000, warmup_target=0.1, warmup_steps=10_000)
    ours = schedules.from_keras(theirs, epochs=100, steps_per_epoch=1000)
    assert ours.learning_rate[[0, 10_000, 55_000]] == pytest.approx([0, 0.1, 0.05])
    assert len(calls) == 1


class Halving(keras_schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.1 if step < 150 else 0.05


def in_place(step):
    step += 1
    return 0.1 / step


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda step: 0.1 / (1 + step), 0.1 / (1 + STEPS)),
        (lambda step: 0.1, np.full(300, 0.1)),
        (lambda step: 0.1 if step < 150 else 0.05, np.where(STEPS < 150, 0.1, 0.05)),
        (lambda step: 0.1 / max(step, 1), 0.1 / np.maximum(STEPS, 1)),
        (lambda step: [0.1, 0.2, 0.3][step // 100], 0.1 * (1 + STEPS // 100)),
        (lambda step: 2**step / 1e91, 2.0**STEPS / 1e91),  # not as 64-bit integers
        (lambda step: 10**-step, 10.0**-STEPS),
        (lambda step: keras.ops.minimum(step, 9) * 0.5, np.minimum(STEPS, 9) * 0.5),
        (Halving(), np.where(STEPS < 150, 0.1, 0.05)),
        (in_place, 0.1 / (1 + STEPS)),
    ],
)
def test_from_any_function_of_the_step(function, expected):
    ours = schedules.from_keras(function, **SIZE)
    np.testing.assert_allclose(ours.learning_rate, expected, rtol=1e-6)


def test_its_name_is_that_of_the_function():
    assert schedules.from_keras(in_place, **SIZE).name == "in_place"
    assert schedules.from_keras(lambda step: 1.0, **SIZE).name == "lambda"


@pytest.mark.parametrize(
    ("schedule", "step", "rate"),
    [
        (schedules.constant(1, **SIZE), 299, 1),
        (schedules.time_based(0.1, 0.5, **SIZE), 249, 0.1 / 3),
        (schedules.time_based(0.1, 0.5, **SIZE), 250, 0.1 / 3.5),
        (schedules.step(0.1, 0.5, 2, **SIZE), 199, 0.05),
        (schedules.step(0.1, 0.5, 2, **SIZE), 200, 0.025),
        (schedules.step(1, 2, 1, **SIZE), 299, 32),
        (schedules.exponential(0.1, 0.1, 5, **SIZE), 299, 0.01),
        (schedules.exponential(0.1, 0.1, 5, per_step=True, **SIZE), 250, 0.01),
        (schedules.power(0.1, 100, 2, **SIZE), 100, 0.1 / 4),
        (schedules.piecewise([0.1, 0.01], [3], **SIZE), 149, 0.1),
        (schedules.piecewise([0.1, 0.01], [3], **SIZE), 150, 0.01),
        (schedules.cosine(0.3, 0.1, **SIZE), 0, 0.3),
        (schedules.cosine(0.3, 0.1, **SIZE), 150, 0.2),
        (schedules.cosine_restarts(0.3, 0.1, **SIZE), 5, 0.3),
    ],
)
def test_closed_forms(schedule, step, rate):
    assert schedule.learning_rate[step] == pytest.approx(rate, rel=1e-12)


def test_a_cycle_begins_at_its_step_in_spite_of_rounding():
    # 3.0000000000000004, 9.000000000000002, ... steps
    rates = schedules.cosine_restarts(1, 0.1, epochs=1, steps_per_epoch=30)
    assert np.flatnonzero(np.isclose(rates.learning_rate, 1)).tolist() == [0, 3, 9, 21]
    rates = schedules.piecewise([2, 1], [0.1], epochs=1, steps_per_epoch=30)
    assert np.flatnonzero(rates.learning_rate == 1)[0] == 3


@pytest.mark.parametrize(
    ("mode", "second"),
    [("triangular", 0.06), ("triangular2", 0.035), ("exp_range", 0.01 + 0.05 * 0.4)],
)
def test_cyclical_touches_its_ends(mode, second):
    gamma = 0.4 ** (1 / 150)  # 0.4 at the second peak
    ours = schedules.cyclical(0.01, 0.06, 1, mode=mode, gamma=gamma, **SIZE)
    assert ours.learning_rate[[0, 100, 200]] == pytest.approx(0.01)
    assert ours.learning_rate[150] == pytest.approx(second)
    top = 0.06 if mode != "exp_range" else 0.01 + 0.05 * gamma**50
    assert ours.learning_rate[50] == pytest.approx(top)
    assert ours.learning_rate[25] == pytest.approx(
        0.035 if mode != "exp_range" else 0.01 + 0.025 * gamma**25
    )
    assert ours.learning_rate.min() == pytest.approx(0.01)
    assert (ours.name, len(ours)) == (mode, 300)


def test_one_cycle():
    ours = schedules.one_cycle(0.05, **LENGTH)
    rate, momentum, n = ours.learning_rate, ours.momentum, 10_750
    top = rate.argmax()
    assert (rate[0], rate[top], rate[-1]) == pytest.approx((0.005, 0.05, 0.005 / 1000))
    assert (momentum[0], momentum[top], momentum[-1]) == (0.95, 0.85, 0.95)
    assert rate[2 * top] == pytest.approx(0.005)
    assert (np.diff(rate[: top + 1]) > 0).all()
    assert (np.diff(rate[top:]) < 0).all()
    assert (momentum[2 * top :] == 0.95).all()
    assert 2 * top == pytest.approx(0.9 * n, abs=2)
    assert np.ptp(np.diff(rate[: top + 1])) < 1e-12  # straight
    assert (len(ours), ours.epochs) == (n, 25)


@pytest.mark.parametrize("n", range(4, 40))
def test_the_shortest_cycles_have_their_ends_too(n):
    ours = schedules.one_cycle(1, start=0.5, end=0.1, momentum=(0.9, 0), epochs=n)
    assert ours.learning_rate[[0, -1]].tolist() == [0.5, 0.1]
    assert ours.learning_rate.max() == 1
    assert sorted(ours.learning_rate[-2:].tolist()) == [0.1, ours.learning_rate[-2]]
    assert ours.momentum[ours.learning_rate.argmax()] == 0
    assert schedules.one_cycle(1, momentum=None, epochs=n).momentum is None


def test_warm_up_ramps_into_any_schedule():
    cosine = schedules.one_cycle(0.1, **SIZE)
    ours = schedules.warm_up(cosine, epochs=0.5)
    target = cosine.learning_rate[25]
    assert ours.learning_rate[:25] == pytest.approx(target * np.arange(1, 26) / 26)
    assert (ours.learning_rate[25:] == cosine.learning_rate[25:]).all()
    assert (ours.momentum == cosine.momentum).all()
    assert ours.name == "1cycle, warm-up"
    ours = schedules.warm_up(cosine, steps=10, start=0)
    ends = [0, cosine.learning_rate[10] / 2]
    assert ours.learning_rate[[0, 5]] == pytest.approx(ends)


def test_a_schedule_keeps_its_own_numbers():
    given = [0.1, 0.2]
    schedule = Schedule("mine", np.array(given, "float32"), [0.9, 0.8], 2)
    assert (len(schedule), schedule.epochs) == (2, 1)
    assert schedule.learning_rate.dtype == schedule.momentum.dtype == "float64"
    for array in (schedule.learning_rate, schedule.momentum):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        schedule.name = "yours"
    assert repr(schedule) == "Schedule(name='mine', steps_per_epoch=2)"
    assert pickle.loads(pickle.dumps(schedule)).learning_rate[0] == np.float32(0.1)


nan = float("nan")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Schedule("", [[0.1]]), r"learning_rate: \[\[0.1\]\] came; give a row"),
        (lambda: Schedule("", []), r"learning_rate: \[\] came; give a row"),
        (lambda: Schedule("", "fast"), "learning_rate: 'fast' came; give a row"),
        (lambda: Schedule("", [1, nan]), r"learning_rate: nan came at \[1\]; give num"),
        (lambda: Schedule("", [-1]), r"learning_rate: -1 came at \[0\]; .* from 0"),
        (lambda: Schedule("", [1, 1, 1], None, 2), "learning_rate: 3 steps came; .*=2"),
        (lambda: Schedule("", [1], None, 0), "steps_per_epoch: 0 came; .* whole and"),
        (lambda: Schedule("", [1, 1], [0.5]), "momentum: 1 steps came; give 2"),
        (lambda: Schedule("", [1], [1.0]), r"momentum: 1 came at \[0\]; .* below 1"),
        (lambda: Schedule("", [1], 0.9), "momentum: 0.9 came; give a row"),
        (lambda: schedules.constant(0, epochs=1), "rate: 0 came; .* above 0"),
        (lambda: schedules.constant(-1.0, epochs=1), "rate: -1.0 came; .* above 0"),
        (lambda: schedules.constant(nan, epochs=1), "rate: nan came; .* above 0"),
        (lambda: schedules.constant("1", epochs=1), "rate: '1' came; .* above 0"),
        (lambda: schedules.constant(1, epochs=0), "epochs: 0 came; .* whole and from"),
        (lambda: schedules.constant(1, epochs=1.5), "epochs: 1.5 came; .* whole"),
        (
            lambda: schedules.cosine(1, epochs=2, steps_per_epoch=None),
            "steps_per_epoch: None came; .* whole",
        ),
        (lambda: schedules.cosine(1, epochs="2"), "epochs: '2' came; .* whole"),
        (lambda: schedules.cosine(1, 2, epochs=2), "rate: 1 came; .* more than end, 2"),
        (lambda: schedules.cosine(1, -1, epochs=2), "end: -1 came; .* from 0"),
        (lambda: schedules.time_based(1, -1, epochs=2), "decay: -1 came; .* from 0"),
        (lambda: schedules.step(1, 0.1, 0, epochs=2), "every: 0 came; .* above 0"),
        (lambda: schedules.exponential(1, 0, 1, epochs=2), "factor: 0 came"),
        (lambda: schedules.power(1, 5, 0, epochs=2), "exponent: 0 came"),
        (
            lambda: schedules.piecewise([1, 2], [3, 4], epochs=9),
            "boundaries: 2 came for 2 rates; give one fewer than rates, 1",
        ),
        (
            lambda: schedules.piecewise([1, 2, 3], [5, 4], epochs=9),
            r"boundaries: \[5.0, 4.0\] came; give them in rising order",
        ),
        (
            lambda: schedules.piecewise([1, 0], [5], epochs=9),
            r"rates: 0 came at \[1\]; give numbers above 0",
        ),
        (
            lambda: schedules.piecewise([1, 2], [0], epochs=9),
            r"boundaries: 0 came at \[0\]; give numbers above 0",
        ),
        (
            lambda: schedules.cosine_restarts(1, 0.1, epochs=5),
            "first_cycle: 0.1 came; give at least one step",
        ),
        (
            lambda: schedules.cosine_restarts(1, 1, t_mul=0.5, epochs=5),
            "t_mul: 0.5 came; give a number from 1",
        ),
        (
            lambda: schedules.cyclical(0.1, 1, 2, mode="square", epochs=5),
            "mode: 'square' came; give one of triangular, triangular2, exp_range",
        ),
        (lambda: schedules.cyclical(1, 1, 2, epochs=5), "high: 1 came; .* low, 1"),
        (lambda: schedules.one_cycle(1, epochs=3), "steps_per_epoch: 3 steps came"),
        (lambda: schedules.one_cycle(1, start=2, epochs=9), "max_rate: 1 came; .*, 2"),
        (
            lambda: schedules.one_cycle(1, momentum=(0.9,), epochs=9),
            r"momentum: \(0.9,\) came; give \(high, low\)",
        ),
        (
            lambda: schedules.one_cycle(1, momentum=(0.9, 1.1), epochs=9),
            r"momentum: 1.1 came at \[1\]; .* below 1",
        ),
        (lambda: schedules.warm_up(0.1, steps=1), "schedule: 0.1 came; give one"),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9)),
            "epochs, steps: neither came; give one of them",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), epochs=9),
            "epochs, steps: a ramp of 9 steps came; give 1 to 8",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), steps=1.5),
            "steps: 1.5 came; .* whole",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), steps="3"),
            "steps: '3' came; give a number whole",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), steps=True),
            "steps: True came; give a number whole",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), steps=0),
            "epochs, steps: a ramp of 0 steps came; give 1 to 8",
        ),
        (
            lambda: schedules.warm_up(schedules.constant(1, epochs=9), epochs=nan),
            "epochs: nan came; .* above 0",
        ),
        (lambda: schedules.constant(True, epochs=1), "rate: True came; .* above 0"),
        (lambda: schedules.constant(10**400, epochs=1), "rate: 1000.* came; .* abo"),
        (lambda: schedules.constant(1, epochs=True), "epochs: True came; .* whole"),
        (
            lambda: schedules.constant(1, epochs=10**13),
            "steps_per_epoch: 10,000,000,000,000 steps came; give at most 100,000,000",
        ),
        (
            lambda: schedules.step(1, 1e200, 1, epochs=9),
            r"learning_rate: inf came at \[2\]; give numbers from 0",
        ),
        (
            lambda: schedules.exponential(1, 1e200, 1, epochs=9),
            r"learning_rate: inf came at \[2\]; give numbers from 0",
        ),
        (
            lambda: schedules.constant(1, epochs=9).plot(ax=3),
            "ax: 3 came; give plain axes",
        ),
        (lambda: schedules.from_keras(0.1, epochs=9), "schedule: 0.1 came; .* keras"),
        (
            lambda: schedules.from_keras(lambda step: "fast", epochs=9),
            "schedule: ValueError .* came at step 0; give a function",
        ),
        (
            lambda: schedules.from_keras(lambda step: 1 / step, epochs=9),
            "schedule: ZeroDivisionError .* came at step 0; give a function",
        ),
        (
            lambda: schedules.from_keras(lambda step: None, epochs=9),
            "schedule: TypeError .* came at step 0; give a function",
        ),
        (
            lambda: schedules.from_keras(lambda step: 0.3 - step, epochs=9),
            r"schedule: -0.7 came at \[1\]; give numbers from 0",
        ),
        (
            lambda: schedules.from_keras(lambda step: nan, epochs=9),
            r"schedule: nan came at \[0\]; give numbers from 0",
        ),
        (
            lambda: schedules.constant(1, epochs=9).plot(momentum=True),
            "momentum: True came, but 'constant' has none",
        ),
    ],
)
def test_wrong_input_is_named(make, message):
    with pytest.raises(ValueError, match=f"^(epochs, )?{message}"):
        make()


NUMBERS = {
    schedules.constant: {"rate": 1},
    schedules.time_based: {"rate": 1, "decay": 1},
    schedules.step: {"rate": 1, "factor": 0.5, "every": 1},
    schedules.exponential: {"rate": 1, "factor": 0.5, "every": 1},
    schedules.power: {"rate": 1, "every": 1, "exponent": 1},
    schedules.cosine: {"rate": 1, "end": 0},
    schedules.cosine_restarts: {"rate": 1, "first_cycle": 1, "t_mul": 2, "m_mul": 1},
    schedules.cyclical: {"low": 0.1, "high": 1, "half_cycle": 1, "gamma": 0.9},
    schedules.one_cycle: {"max_rate": 1, "start": 0.1, "end": 0.01},
}


@pytest.mark.parametrize("wrong", [nan, float("inf"), -1, "1", True, [1], 1j, 10**400])
@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (make, argument)
        for make, arguments in NUMBERS.items()
        for argument in (*arguments, "epochs", "steps_per_epoch")
    ],
)
def test_every_number_is_checked(make, argument, wrong):
    arguments = {**NUMBERS[make], "epochs": 6, argument: wrong}
    with pytest.raises(ValueError, match=rf"^{argument}: .* came; give a number "):
        make(**arguments)


def test_plotted_is_what_trains():
    before = dict(mpl.rcParams)
    schedule = schedules.one_cycle(0.05, **LENGTH)
    ax = schedule.plot()
    (line,) = ax.lines
    assert np.array_equal(line.get_ydata(), schedule.learning_rate)
    assert np.array_equal(line.get_xdata(), np.arange(10_750) / 430)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "learning rate")
    assert [text.get_text() for text in ax.texts] == ["1cycle"]
    assert schedule.plot(ax) is ax
    ax = schedule.plot(momentum=True)
    assert np.array_equal(ax.lines[0].get_ydata(), schedule.momentum)
    assert ax.get_ylabel() == "momentum"
    assert dict(mpl.rcParams) == before


def test_several_share_an_axes_with_names_apart():
    _, ax = plt.subplots(figsize=(9, 4.5))
    for make in (schedules.constant, schedules.cosine):
        make(0.1, **SIZE).plot(ax)
    schedules.step(0.1, 0.5, 2, **SIZE).plot(ax)
    schedules.constant(0.1, epochs=1).plot(ax)  # a dot
    names = ["constant", "cosine", "step", "constant"]
    assert [line.get_label() for line in ax.lines] == names
    assert len({line.get_color() for line in ax.lines}) == 4
    assert ax.get_ylim()[0] <= 0 < 0.1 < ax.get_ylim()[1]
    ax.figure.canvas.draw()
