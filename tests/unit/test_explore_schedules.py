"""The explorable of schedules: its arrays, its code, what it accepts and says."""

import json
import re
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import nnlib
from nnlib.explore import _schedules as MODULE
from nnlib.explore import schedules
from nnlib.explore.host import FRONT, MAX_BYTES
from nnlib.schedules import from_keras

MATHS = FRONT / "schedules" / "maths.js"
WORDS = FRONT / "schedules" / "words.js"


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def drawn(rng, control):
    """Return a value that the page's control has."""
    if control.kind == "rate":
        power = rng.uniform(np.log10(control.least), np.log10(control.most))
        return float(f"{10**power:.1e}")
    if control.kind == "choice":
        return float(rng.choice([value for value, _ in control.options]))
    if control.kind == "switch":
        return int(rng.integers(2))
    steps = round((control.most - control.least) / control.by)
    return float(f"{control.least + control.by * rng.integers(steps + 1):.6g}")


def cases(name, number, seed=0):
    """Shapes at random, the one at first among them, as the page fits them."""
    rng, kind = np.random.default_rng(seed), MODULE.KINDS[name]
    yield MODULE._first(kind), 30, 100
    for _ in range(number):
        shape = {control.key: drawn(rng, control) for control in kind.controls}
        yield shape, int(rng.integers(5, 101)), int(rng.choice([1, 7, 100, 430]))


def both(evaluate_module, module, expression, name, number):
    """Return what the page makes of the cases, and their fitted shapes."""
    asked = [
        [shape, {"epochs": epochs, "steps": steps}]
        for shape, epochs, steps in cases(name, number)
    ]
    fitted = evaluate_module(
        MATHS, "argument.map(([shape, size]) => m.fitted(shape, size))", asked
    )
    sizes = [size for _, size in asked]
    found = evaluate_module(
        module,
        "argument[1].map(([shape, size]) => m." + expression + ")",
        [name, list(zip(fitted, sizes, strict=True))],
    )
    keywords = [
        {"epochs": size["epochs"], "steps_per_epoch": size["steps"]} for size in sizes
    ]
    return list(zip(fitted, keywords, found, strict=True))


@pytest.mark.parametrize("name", MODULE.KINDS)
def test_the_curve_is_the_array_of_nnlib(evaluate_module, name):
    made = both(evaluate_module, MATHS, "ratesOf(argument[0], shape, size)", name, 12)
    for shape, size, rates in made:
        right = MODULE.KINDS[name].make(shape, **size).learning_rate
        np.testing.assert_allclose(
            rates, right, rtol=1e-12, atol=1e-17, err_msg=f"{shape} {size}"
        )


@pytest.mark.parametrize("name", MODULE.KINDS)
def test_the_line_of_nnlib_makes_the_array(evaluate_module, name):
    made = both(evaluate_module, WORDS, "nnlibCode(argument[0], shape, size)", name, 8)
    for shape, size, code in made:
        right = MODULE.KINDS[name].make(shape, **size)
        ours = eval(code, {"nnlib": nnlib})
        assert ours.learning_rate == pytest.approx(right.learning_rate, rel=1e-9)
        assert len(ours) == len(right)


def rates_of(code, epochs, steps_per_epoch):
    """Run code in Keras' words, and return the rate of every step that it sets."""
    names = {"keras": keras, "np": np}
    exec(code, names)
    n = epochs * steps_per_epoch
    if "schedule" in names:
        size = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
        return from_keras(names["schedule"], **size).learning_rate
    if "optimizer" in names:
        return np.full(n, float(names["optimizer"].learning_rate))
    callback, optimizer = names["callback"], keras.optimizers.SGD(0.5)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    rates = []
    for i in range(n):
        if i % steps_per_epoch == 0:
            callback.on_epoch_begin(i // steps_per_epoch)
        optimizer.iterations.assign(i)
        callback.on_train_batch_begin(i % steps_per_epoch)
        rates.append(float(optimizer.learning_rate))
    return np.array(rates)


# Keras reads its own rate so.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", MODULE.KINDS)
def test_the_code_of_keras_sets_the_rates_of_the_array(evaluate_module, name):
    made = both(evaluate_module, WORDS, "kerasCode(argument[0], shape, size)", name, 5)
    for shape, size, code in made:
        right = MODULE.KINDS[name].make(shape, **size).learning_rate
        seen = rates_of(code, **size)
        # In float32; where a cosine ends, that knows no better.
        np.testing.assert_allclose(
            seen, right, rtol=2e-5, atol=2e-7 * right.max(), err_msg=code
        )


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", ["one_cycle", "warm_up", "exponential"])
def test_the_code_of_keras_trains(evaluate_module, name):
    shape = MODULE._first(MODULE.KINDS[name]) | {"warm_up": 2}
    code = evaluate_module(
        WORDS,
        "m.kerasCode(...argument)",
        [name, shape, {"epochs": 5, "steps": 4}],
    )
    names, rates = {"keras": keras, "np": np}, []
    exec(code, names)

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            optimizer = self.model.optimizer
            rates.append(float(optimizer.learning_rate))

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(names.get("schedule", 0.5)), "mse")
    callbacks = [names[key] for key in ("callback",) if key in names]
    model.fit(
        np.ones((8, 2)),
        np.ones(8),
        batch_size=2,
        epochs=5,
        verbose=0,
        callbacks=[*callbacks, Watch()],
    )
    right = MODULE.KINDS[name].make(shape, epochs=5, steps_per_epoch=4).learning_rate
    if "schedule" in names:  # read behind the step, it is the rate of the next one
        rates, right = rates[:-1], right[1:]
    assert rates == pytest.approx(right, rel=1e-5)


def test_code_is_narrow_and_short(evaluate_module):
    for name in MODULE.KINDS:
        for code in ("kerasCode", "nnlibCode"):
            most, lines = (58, 8) if code == "kerasCode" else (33, 5)
            expression = f"{code}(argument[0], shape, size)"
            for _, _, text in both(evaluate_module, WORDS, expression, name, 12):
                assert max(map(len, text.splitlines())) <= most, text
                assert len(text.splitlines()) <= lines, text


def test_every_schedule_of_nnlib_is_there():
    known = set(nnlib.schedules.__all__) - {"Schedule", "from_keras"}
    assert set(MODULE.KINDS) == known


def test_bytes_are_few_and_the_same():
    assert html(schedules()) == html(schedules("step", only=list(MODULE.KINDS)))
    for name in MODULE.KINDS:
        assert len(html(schedules(name, epochs=100)).encode()) < 0.6 * MAX_BYTES


def test_output_asks_for_nothing():
    page = html(schedules())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_choice_reaches_the_page():
    page = html(schedules("cosine", only=["step", "cosine", "step"], epochs=7))
    told = json.loads(re.search(r", data: (\{.*\}),\n", page)[1])
    assert list(told["schedules"]) == ["step", "cosine"]
    assert (told["state"]["name"], told["state"]["epochs"]) == ("cosine", 7)
    assert set(told["state"]["shapes"]) == {"step", "cosine"}
    only = json.loads(
        re.search(r", data: (\{.*\}),\n", html(schedules(only=["power", "step"])))[1]
    )
    assert only["state"]["name"] == "power"


def test_the_description_tells_the_array():
    told = schedules("time_based", epochs=20, steps_per_epoch=10).description
    rates = nnlib.schedules.time_based(
        0.1, 0.2, epochs=20, steps_per_epoch=10
    ).learning_rate
    share = rates[:67].sum() / rates.sum()
    assert "starting with time-based over 20 epochs of 10 steps: from 0.1 to" in told
    assert f"at step 66 it is {rates[66]:.3g}, and {100 * share:.0f}% of" in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"schedule": "cosin"}, r"^schedule: .*'cosin'; did you mean 'cosine'"),
        ({"schedule": "step", "only": ["power"]}, r"^schedule: there is no 'step'"),
        ({"only": ["onecycle"]}, r"^only: .*did you mean 'one_cycle'"),
        ({"only": "step"}, r"^only: 'step' came; give a list of constant, "),
        ({"only": []}, r"^only: \[\] came; give a list"),
        ({"epochs": 4}, r"^epochs: 4 came; give a whole number from 5 to 100"),
        ({"epochs": 12.5}, r"^epochs: 12.5 came"),
        ({"steps_per_epoch": 0}, r"^steps_per_epoch: 0 came; .* from 1 to 5,000"),
    ],
)
def test_what_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        schedules(**wrong)
