"""Comparisons: members together, one after another, on workers; tables and plots."""

import concurrent.futures
import contextlib
import multiprocessing
import os
import pickle
import re
import signal
import subprocess
import sys
import threading

import jax
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib import keras_private
from nnlib.seeds import seed_everything
from nnlib.training import members, structures
from nnlib.training.engines.jax_programs import program_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 5)).astype("float32")
Y = (X[:, 0] > 0).astype(int)
ODD = X[:77], Y[:77]  # whose last batch is not full: a program more to compile
FIT = {"epochs": 3, "validation_split": 0.2, "verbose": 0}


def build(optimizer="adam"):
    made = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    made.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return made


def broken():
    raise RuntimeError("no such layer")


def descending():
    return build(optimizers.SGD(0.5))


def diverging():
    made = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
    made.compile(optimizers.SGD(1e30), "mse")
    return made


SCHEDULE = nnlib.schedules.cosine(0.1, epochs=3, steps_per_epoch=2)


@pytest.fixture(scope="module")
def runs():
    configurations = {"adam": build, "sgd": (descending, {"schedule": SCHEDULE})}
    return nnlib.compare(configurations | {"broken": broken}, *ODD, seeds=3, **FIT)


@pytest.mark.parametrize(
    ("name", "own"), [("adam", {}), ("sgd", {"schedule": SCHEDULE})]
)
def test_members_are_fits_of_their_own(runs, name, own):
    for seed, history in enumerate(runs.histories[name]):
        seed_everything(seed)
        made = build() if name == "adam" else descending()
        alone = nnlib.Trainer(made).fit(*ODD, **FIT, **own).history
        assert list(history) == list(alone)
        for metric, values in alone.items():
            np.testing.assert_allclose(history[metric], values, atol=1e-5)


def test_members_differ(runs):
    losses = {tuple(history["loss"]) for history in runs.histories["adam"]}
    assert len(losses) == 3


def test_what_fails_is_told_and_the_others_finish(runs):
    assert runs.failures == {"broken": "RuntimeError: no such layer"}
    assert set(runs.histories) == {"adam", "sgd"}
    diverged = nnlib.compare({"far": diverging}, X, Y, seeds=2, **FIT)
    assert "LossError: loss: NaN in epoch" in diverged.failures["far"]
    assert "far  failed: LossError" in str(diverged.table())
    with pytest.raises(ValueError, match="all configurations failed"):
        diverged.plot()


def test_random_numbers_go_on_undisturbed(monkeypatch):
    np.random.seed(7)  # noqa: NPY002
    expected = np.random.RandomState(7).random()
    nnlib.compare({"adam": build}, X, Y, seeds=[5], epochs=1, verbose=0)
    assert np.random.random() == expected  # noqa: NPY002


def test_callbacks_make_members_train_alone():
    stops = []

    def callbacks():
        stops.append(keras.callbacks.EarlyStopping("loss", min_delta=9, patience=1))
        return stops[-1:]

    runs = nnlib.compare({"a": build}, X, Y, seeds=2, callbacks=callbacks, **FIT)
    assert [len(h["loss"]) for h in runs.histories["a"]] == [2, 2]
    assert len(stops) == 2
    with pytest.raises(ValueError, match="give a function that returns a list"):
        nnlib.compare({"a": build}, X, Y, seeds=2, callbacks=stops, **FIT)


def test_last_values_and_the_table(runs):
    last = runs.last("val_loss")
    assert list(last) == ["adam", "sgd"]
    assert last["adam"].shape == (3,)
    assert last["adam"][1] == runs.histories["adam"][1]["val_loss"][-1]
    head, adam, _, broken, foot = str(runs.table()).splitlines()
    assert head.split() == ["accuracy", "loss", "val_accuracy", "val_loss", "seconds"]
    mean, spread = last["adam"].mean(), last["adam"].std(ddof=1)
    assert f"{mean:.4g} ± {spread:.1g}" in adam
    assert broken.startswith("broken  failed: RuntimeError")
    assert foot == "mean ± standard deviation over 3 seeds"


def test_a_notebook_shows_the_digits_and_compares_none(runs):
    bundle = runs.table()._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "Table of trained values over 3 seeds: accuracy, loss, val_accuracy, val_loss, "
        "seconds of adam, sgd, broken."
    )
    mean = runs.last("loss")["sgd"].mean()
    assert f'<td class="trained">{mean:.4g} ± ' in bundle["text/html"]
    assert "<th>adam</th>" in bundle["text/html"]


def test_the_plot(runs):
    ax = runs.plot("val_accuracy")
    assert [line.get_label() for line in ax.lines] == ["adam", "sgd"]
    values = np.array([h["val_accuracy"] for h in runs.histories["adam"]])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), values.mean(axis=0))
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3])
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == values.min()
    assert band[:, 1].max() == values.max()
    assert {text.get_text() for text in ax.texts} == {"adam", "sgd"}
    others = nnlib.compare({"adam": build, "sgd": build}, X, Y, seeds=3, **FIT)
    same = nnlib.describe(others.plot("val_accuracy").figure)
    assert nnlib.describe(ax.figure) == same
    _, ax = plt.subplots()
    assert runs.plot(ax=ax) is ax
    with pytest.raises(ValueError, match="metric: 'f1' came; there are accuracy, "):
        runs.plot("f1")
    with pytest.raises(ValueError, match="ax: 3 came; give plain axes"):
        runs.plot(ax=3)


def uncompiled():
    return keras.Sequential([layers.Dense(1)])


def stepping():
    yield X, Y


@pytest.mark.parametrize(
    ("configurations", "options", "told"),
    [
        ({}, {}, "configurations: {} came"),
        (build, {}, "give a dictionary of names"),
        ({0.1: build}, {}, "configurations: 0.1 came as a name; .* such as '0.1'"),
        ({"a": "adam"}, {}, "configurations, 'a': 'adam' came; give a function"),
        ({"a": (build, 3)}, {}, "or \\(function, arguments of its fit\\)"),
        ({"a": build, "b": build()}, {}, "'b': the model 'sequential.*' came; give a"),
        ({"a": build, "b": uncompiled}, {}, "'b': its function returned one that is"),
        ({"a": lambda: 3}, {}, "'a': its function returned 3; return a Keras model"),
        ({"a": build}, {"epoch": 3}, "'a': .* no 'epoch'; did you mean 'epochs'"),
        ({"a": (build, {"x": X})}, {}, "'a': argument of fit: there is no 'x'"),
        (
            {"a": build, "b": (build, {"schedule": [0.1]})},
            {"epochs": 2},
            "configurations, 'b': schedule: 1 rates came",
        ),
        ({"a": build}, {"sample_weight": Y[:5]}, "sample_weight: 5 examples came"),
        ({"a": build}, {"x": stepping()}, "x: a generator came, which .* only once"),
        (
            {"a": build},
            {"validation_data": stepping()},
            "validation_data: a generator came",
        ),
        ({"a": build}, {"verbose": "loud"}, "verbose: 'loud' came; give 'auto', 0"),
        ({"a": build}, {"executor": 3}, "executor: 3 came; give a concurrent"),
        (
            {"a": build},
            {"executor": concurrent.futures.ThreadPoolExecutor(1)},
            "executor: .* of processes",
        ),
    ],
)
def test_wrong_input_is_refused_before_anything_is_trained(
    monkeypatch, configurations, options, told
):
    monkeypatch.setattr(members, "prepare", None)
    with pytest.raises(ValueError, match=told):
        nnlib.compare(configurations, **{"x": X, "y": Y, "verbose": 0} | options)


@pytest.mark.parametrize(
    "seeds",
    [0, -1, 2.5, True, None, "ab", "3", [], [1, -2], [1.5], [True], [[1]], {3: 1}]
    + [[2**32], b"1", np.array([0.5])],
)
def test_seeds_that_are_none(seeds):
    with pytest.raises(ValueError, match=r"^seeds: .* came; give how many, from 1"):
        nnlib.compare({"a": build}, X, Y, seeds=seeds, verbose=0)


def test_seeds_of_any_kind():
    with pytest.raises(ValueError, match=r"seeds: \[1, 2, 1\] came, with 1 more than"):
        nnlib.compare({"a": build}, X, Y, seeds=[1, 2, 1])
    for seeds in (np.int64(2), range(2), np.arange(2), (0, np.uint8(1))):
        found = nnlib.compare({"a": broken}, X, Y, seeds=seeds, verbose=0).seeds
        assert found == (0, 1)
        assert all(type(seed) is int for seed in found)


def test_a_failure_is_told_in_a_line(capsys):
    nnlib.compare({"a": broken, "b": diverging}, X, Y, seeds=1)
    told = capsys.readouterr().out
    assert told == "failed: a, b; the comparison's failures tell why\n"


def test_who_asks_for_a_failed_configuration_is_told_why():
    runs = nnlib.compare({"a": build, "b": broken}, X, Y, seeds=1, verbose=0)
    told = f"'b' failed: {runs.failures['b']}"
    for part in (runs.histories, runs.seconds, runs.last("loss")):
        assert list(part) == ["a"]
        with pytest.raises(KeyError, match=re.escape(told)):
            part["b"]
        with pytest.raises(KeyError, match=r"^'c'$"):
            part["c"]
    moved = pickle.loads(pickle.dumps(runs)).histories
    assert moved == runs.histories
    with pytest.raises(KeyError, match=re.escape(told)):
        moved["b"]


def test_one_model_for_all_seeds_is_refused():
    made = build()
    runs = nnlib.compare({"a": lambda: made}, X, Y, seeds=2, verbose=0)
    assert "its function returned the same model twice" in runs.failures["a"]


def drawn(low, high):
    """A number that each seed draws for itself."""
    return float(np.random.uniform(low, high))  # noqa: NPY002


def with_numbers(*, dropout=0.2, l2=0.0, momentum=0.9, optimizer=None, **compiled):
    made = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="relu"),
            layers.BatchNormalization(momentum=momentum),
            layers.Dropout(dropout),
            layers.Dense(
                1, activation="sigmoid", kernel_regularizer=keras.regularizers.L2(l2)
            ),
        ]
    )
    smooth = keras.losses.BinaryCrossentropy(
        label_smoothing=compiled.pop("smoothing", 0)
    )
    made.compile(optimizer or optimizers.SGD(0.3), smooth, **compiled)
    return made


def scaled_loss(made_of=float):
    factor = made_of(drawn(0.1, 9))
    made = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
    made.compile(
        optimizers.SGD(0.01), lambda y, z: keras.ops.mean((y - z) ** 2) * factor
    )
    return made


ONES = np.ones(5000)  # more than NumPy prints
SGD, Adam, Decay = optimizers.SGD, optimizers.Adam, optimizers.schedules.CosineDecay
OWN_NUMBERS = {
    "rate": lambda: with_numbers(optimizer=SGD(drawn(0.001, 1))),
    "rate of Adam": lambda: with_numbers(optimizer=Adam(drawn(0.001, 1))),
    "schedule": lambda: with_numbers(optimizer=SGD(Decay(drawn(0.1, 1), 6))),
    "momentum": lambda: with_numbers(optimizer=SGD(0.3, drawn(0.1, 0.95))),
    "beta_2": lambda: with_numbers(optimizer=Adam(0.1, beta_2=drawn(0.5, 1))),
    "weight decay": lambda: with_numbers(
        optimizer=optimizers.AdamW(0.1, weight_decay=drawn(0.01, 2))
    ),
    "dropout": lambda: with_numbers(dropout=drawn(0.1, 0.9)),
    "l2": lambda: with_numbers(l2=drawn(0.1, 3)),
    "batch normalization": lambda: with_numbers(momentum=drawn(0.1, 0.9)),
    "label smoothing": lambda: with_numbers(smoothing=drawn(0.1, 0.9)),
    "loss weight": lambda: with_numbers(loss_weights=[drawn(0.1, 9)]),
    "threshold": lambda: with_numbers(
        metrics=[keras.metrics.BinaryAccuracy(threshold=drawn(0.3, 0.7))]
    ),
    "a loss of one's own": scaled_loss,
    "an array in a loss": lambda: scaled_loss(keras.ops.convert_to_tensor),
    "a long array in a loss": lambda: scaled_loss(lambda f: np.insert(ONES, 9, f)),
    "the last digit": lambda: with_numbers(
        l2=float(np.nextafter(np.float32(0.1), np.float32(round(drawn(0, 1)))))
    ),
    "width": lambda: build() if drawn(0, 1) < 0.5 else with_numbers(),
}


@pytest.mark.parametrize("kind", OWN_NUMBERS)
def test_a_program_tells_models_apart_by_their_numbers(kind):
    """But for learning rates, which are variables."""
    programs = []
    for seed in (0, 1, 1):
        seed_everything(seed)
        with keras_private.names_anew():
            made = OWN_NUMBERS[kind]()
        keras_private.build(made, lambda: (X[:32], Y[:32, None], None))
        programs.append(program_of(made, (X, Y[:, None], None), 32, {}))
    assert (programs[0] == programs[1]) == kind.startswith("rate")
    assert programs[1] == programs[2]


@pytest.mark.parametrize("kind", ["rate", "rate of Adam", "dropout", "width"])
def test_every_seed_trains_with_its_own_numbers(kind):
    runs = nnlib.compare({"a": OWN_NUMBERS[kind]}, X, Y[:, None], seeds=2, **FIT)
    assert not runs.failures
    for seed, history in enumerate(runs.histories["a"]):
        seed_everything(seed)
        alone = nnlib.Trainer(OWN_NUMBERS[kind]()).fit(X, Y[:, None], **FIT).history
        for metric, values in alone.items():
            np.testing.assert_allclose(history[metric], values, rtol=1e-4, atol=1e-5)


def test_a_function_is_called_once_a_seed():
    """So numbers that it takes from elsewhere are each seed's own, in their order."""
    momenta = iter([0.5, 0.9])
    runs = nnlib.compare(
        {"a": lambda: with_numbers(optimizer=SGD(0.3, next(momenta)))},
        X,
        Y[:, None],
        seeds=2,
        **FIT,
    )
    for seed, momentum in enumerate([0.5, 0.9]):
        seed_everything(seed)
        made = with_numbers(optimizer=SGD(0.3, momentum))
        alone = nnlib.Trainer(made).fit(X, Y[:, None], **FIT).history
        found = runs.histories["a"][seed]["val_loss"]
        np.testing.assert_allclose(found, alone["val_loss"], rtol=1e-4)


def test_rates_that_differ_do_not_keep_members_apart(monkeypatch):
    monkeypatch.setattr(members, "_alone", None)
    options = FIT | {"epochs": 1}
    runs = nnlib.compare({"a": OWN_NUMBERS["rate"]}, X, Y[:, None], seeds=2, **options)
    assert not runs.failures


def test_the_data_are_read_once_for_all_seeds(monkeypatch):
    checked = []
    check = structures.check
    monkeypatch.setattr(
        structures, "check", lambda *args: checked.append(0) or check(*args)
    )
    nnlib.compare({"a": build}, X, Y, seeds=4, epochs=1, verbose=0)
    assert len(checked) == 1


def test_arrays_of_a_configuration_are_converted_once():
    class Counted:
        shape, conversions = X.shape, 0

        def __array__(self, dtype=None, copy=None):
            self.conversions += 1
            return X

    inputs = Counted()
    own = {"validation_data": (inputs, Y), "callbacks": list}
    runs = nnlib.compare({"a": (build, own)}, X, Y, seeds=3, epochs=1, verbose=0)
    assert len(runs.last("val_loss")["a"]) == 3
    assert inputs.conversions == 1


def test_metrics_have_one_name_in_all_members():
    def own():
        made = build()
        made.compile("sgd", "binary_crossentropy", metrics=[keras.metrics.AUC()])
        return made

    def alone():
        return []

    together = nnlib.compare({"a": own, "b": own}, X, Y, seeds=2, **FIT)
    apart = nnlib.compare({"a": own}, X, Y, seeds=2, callbacks=alone, **FIT)
    for runs in (together, apart):
        for history in runs.histories["a"]:
            assert list(history) == ["auc", "loss", "val_auc", "val_loss"]
    assert together.last("auc")["b"].shape == (2,)


def test_names_of_other_models_go_on():
    before = layers.Dense(1).name
    nnlib.compare({"a": build}, X, Y, seeds=1, epochs=1, verbose=0)
    after = layers.Dense(1).name
    numbers = [
        int(name.removeprefix("dense").strip("_") or 0) for name in (before, after)
    ]
    assert numbers[1] == numbers[0] + 1


CLASSES = keras.utils.to_categorical(RNG.integers(0, 3, len(X)), 3)


def of_classes():
    made = keras.Sequential([keras.Input((5,)), layers.Dense(3, activation="softmax")])
    made.compile(
        optimizers.SGD(0.1),
        "categorical_crossentropy",
        metrics=[keras.metrics.F1Score()],
    )
    return made


def test_a_metric_with_a_value_for_each_class():
    runs = nnlib.compare({"a": of_classes}, X, CLASSES, seeds=2, **FIT)
    assert not runs.failures
    for seed, history in enumerate(runs.histories["a"]):
        seed_everything(seed)
        expected = of_classes().fit(X, CLASSES, **FIT).history
        np.testing.assert_allclose(history["f1_score"], expected["f1_score"], atol=1e-5)
        np.testing.assert_allclose(history["loss"], expected["loss"], atol=1e-5)
    scores = np.array([history["f1_score"] for history in runs.histories["a"]])
    assert scores.shape == (2, 3, 3)
    np.testing.assert_array_equal(runs.last("f1_score")["a"], scores[:, -1])
    head, row, _ = str(runs.table()).splitlines()
    assert head.split()[:2] == ["mean", "f1_score"]
    assert f"{scores[:, -1].mean():.4g} ± " in row
    ax = runs.plot("f1_score")
    assert ax.get_ylabel() == "mean f1 score"
    expected = scores.mean(axis=(0, 2))
    np.testing.assert_allclose(ax.lines[0].get_ydata(), expected, rtol=1e-6)


def test_fits_of_different_length():
    """One that stopped counts with its last value until the longest ends."""
    patience = iter([1, 2])

    def callbacks():
        stops = keras.callbacks.EarlyStopping(min_delta=9, patience=next(patience))
        return [stops]

    runs = nnlib.compare(
        {"a": build}, X, Y, seeds=2, callbacks=callbacks, **FIT | {"epochs": 9}
    )
    short, long = (history["val_loss"] for history in runs.histories["a"])
    assert (len(short), len(long)) == (2, 3)
    ax = runs.plot("val_loss")
    expected = np.mean([[*short, short[-1]], long], axis=0)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), expected)
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(runs.last("val_loss")["a"], [short[-1], long[-1]])


def test_a_seed_without_a_value_of_the_metric():
    """The validation of every third epoch is never reached by one that stops before."""
    patience = iter([1, 9])

    def callbacks():
        stops = keras.callbacks.EarlyStopping(
            "loss", min_delta=9, patience=next(patience)
        )
        return [stops]

    options = FIT | {"epochs": 6, "validation_freq": 3}
    runs = nnlib.compare({"a": build}, X, Y, seeds=2, callbacks=callbacks, **options)
    first, second = runs.last("val_loss")["a"]
    assert np.isnan(first)
    assert second == runs.histories["a"][1]["val_loss"][-1]
    np.testing.assert_array_equal(runs.plot("val_loss").lines[0].get_xdata(), [3, 6])
    assert f"{second:.4g}" in str(runs.table())


def test_a_comparison_is_shown_as_its_table(runs):
    assert runs._repr_mimebundle_() == runs.table()._repr_mimebundle_()
    assert str(runs) == str(runs.table())
    assert repr(runs) == "<Comparison of adam, sgd, broken over 3 seeds>"
    assert repr(runs.table()) == runs.table()._repr_mimebundle_()["text/plain"]


def test_any_executor_will_do(runs):
    """Functions of a notebook are no module's: here, one made in this function."""

    def local():
        return build()

    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
        away = nnlib.compare(
            {"broken": lambda: broken(), "adam": local},
            *ODD,
            seeds=3,
            executor=executor,
            **FIT,
        )
    assert away.failures == {"broken": "RuntimeError: no such layer"}
    assert list(away.histories) == ["adam"]
    for a, b in zip(away.histories["adam"], runs.histories["adam"], strict=True):
        np.testing.assert_allclose(a["loss"], b["loss"], atol=1e-6)


ON_DASK = """
from dask.distributed import Client, LocalCluster
import nnlib, numpy as np

def build():
    import keras
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model

if __name__ == "__main__":
    x = np.ones((40, 2), "float32")
    two = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**two) as cluster, Client(cluster) as client:
        runs = nnlib.compare(
            {"a": build, "b": build, "c": lambda: 1 / 0}, x, x[:, :1], seeds=2,
            epochs=2, verbose=0, executor=client.get_executor())
        print(sorted(runs.histories), runs.failures)
"""


def test_a_cluster_of_dask(tmp_path):
    script = tmp_path / "on_dask.py"
    script.write_text(ON_DASK)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    told = "['a', 'b'] {'c': 'ZeroDivisionError: division by zero'}\n"
    assert done.stdout == told, done.stderr


ON_TWO_DEVICES = """
import jax, keras, numpy as np, nnlib
from nnlib.training.engines.members_engine import MembersEngine

def build():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model

x = np.linspace(0, 1, 80, dtype="float32").reshape(40, 2)
models = [build() for _ in range(4)]
for model in models:
    model.optimizer.build(model.trainable_variables)
engine = MembersEngine(models)
print(len(jax.devices()), len(engine.state[0][0].sharding.device_set))
several = {name: build for name in "abc"}
runs = nnlib.compare(several, x, x[:, :1], seeds=4, epochs=2, verbose=0)
print(len(runs.histories), len(runs.histories["a"]), runs.failures)
"""


def test_several_devices_share_the_members():
    settings = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    done = subprocess.run(
        [sys.executable, "-c", ON_TWO_DEVICES],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "2 2\n3 4 {}\n", done.stderr


def test_configurations_of_one_program_share_it(monkeypatch):
    from nnlib.training.engines import members_engine

    traced, real = [], members_engine.training_loop

    def training_loop(model, *options):
        loop = real(model, *options)

        def counted(*arguments):
            traced.append(model)
            return loop(*arguments)

        return counted

    def named(metric):
        made = build(optimizers.SGD(0.5))
        made.compile(optimizers.SGD(0.5), "binary_crossentropy", metrics=[metric])
        return made

    monkeypatch.setattr(members_engine, "training_loop", training_loop)
    configurations = {
        "half": lambda: build(optimizers.SGD(0.5)),
        "a tenth": lambda: build(optimizers.SGD(0.1)),
        "other momentum": lambda: build(optimizers.SGD(0.5, momentum=0.5)),
        "other name": lambda: named(keras.metrics.BinaryAccuracy(name="right")),
    }
    shared = nnlib.compare(configurations, X, Y, seeds=2, **FIT)
    assert len(traced) == 3  # the second trains with the program of the first
    assert "right" in shared.histories["other name"][0]
    for name, one in configurations.items():
        alone = nnlib.compare({name: one}, X, Y, seeds=2, **FIT)
        assert shared.histories[name] == alone.histories[name]


def test_networks_too_large_for_the_caches_train_in_turn(monkeypatch):
    """As they do together, but for rounding: dropout, schedule, metrics and all."""
    from nnlib.training.engines import choice, members_engine

    turns, real = [], members_engine.MembersEngine

    def engine(models, *, in_turn):
        turns.append(in_turn)
        return real(models, in_turn=in_turn)

    monkeypatch.setattr(members_engine, "MembersEngine", engine)

    def train():
        seeds = {"seeds": 3, "schedule": SCHEDULE}
        return nnlib.compare({"net": descending}, X, Y, **seeds, **FIT).histories["net"]

    together = train()
    of_three = 3 * (43 + 2)  # weights and biases; of SGD its rate and its steps
    monkeypatch.setattr(choice, "_AT_HAND", of_three)
    fitting = train()
    monkeypatch.setattr(choice, "_AT_HAND", of_three - 1)
    in_turn = train()
    assert turns == [False, False, True]
    for one, same, other in zip(together, fitting, in_turn, strict=True):
        assert one == same
        for metric, values in one.items():
            np.testing.assert_allclose(other[metric], values, rtol=1e-5, atol=1e-6)


def test_a_metric_that_is_a_function_makes_members_no_others(monkeypatch):
    """It is made where a model is built, and so gets its name there."""
    from nnlib.training.engines import jax_programs

    def sureness(y, p):
        return keras.ops.abs(p - 0.5)

    def made():
        model = build()
        model.compile("adam", "binary_crossentropy", metrics=[sureness])
        return model

    def asked(*arguments, **options):
        raise AssertionError

    monkeypatch.setattr(jax_programs, "program_of", asked)
    runs = nnlib.compare({"a": made}, X, Y, seeds=3, **FIT)
    assert not runs.failures
    assert len(runs.last("sureness")["a"]) == 3


def compilations(configurations, n: int) -> int:
    """How many programs JAX compiles for a comparison on n examples."""
    found = []

    def heard(event, seconds, **details):
        if event == "/jax/core/compile/backend_compile_duration":
            found.append(event)

    jax.monitoring.register_event_duration_secs_listener(heard)
    try:
        nnlib.compare(configurations, X[:n], Y[:n], seeds=2, epochs=2, verbose=0)
    finally:
        jax.monitoring.unregister_event_duration_listener(heard)
    return len(found)


def test_a_program_that_several_threads_want_is_compiled_once():
    def at(rate):
        return lambda: build(optimizers.SGD(rate))

    rates = {str(rate): at(rate) for rate in (0.1, 0.2, 0.3, 0.4)}
    compilations(rates, 80)  # all that does not depend on the number of examples
    assert compilations(rates, 79) == compilations({"one": at(0.5)}, 78) > 0


class AsThePolicySays(layers.Layer):
    def call(self, x):
        kind = keras.config.dtype_policy().compute_dtype
        return keras.ops.cast(keras.ops.cast(x, kind), "float32")


def test_settings_of_keras_hold_in_every_configuration():
    def rounded():
        whole = {"dtype": "float32"}
        made = keras.Sequential(
            [keras.Input((5,)), AsThePolicySays(**whole), layers.Dense(1, **whole)]
        )
        made.compile("sgd", keras.losses.MeanSquaredError(**whole))
        return made

    found = {}
    for policy in ("mixed_bfloat16", "float32"):
        keras.config.set_dtype_policy(policy)
        rounding = {"a": rounded, "b": rounded}
        found[policy] = nnlib.compare(rounding, X, Y, seeds=1, **FIT).histories
    assert found["mixed_bfloat16"]["a"] == found["mixed_bfloat16"]["b"]
    assert found["mixed_bfloat16"]["a"] != found["float32"]["a"]


def test_a_thread_has_scopes_of_its_own():
    with keras.name_scope("before"):
        threads = keras_private.threads(1)
    with keras.name_scope("here"):
        path = threads.submit(lambda: keras.Variable(1.0, name="there").path).result()
    threads.shutdown()
    assert path == "before/there"


def test_an_interrupt_that_was_lost_ends_them_too():
    def build_and_lose():  # as Python does in a callback of its garbage collector
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return build()

    with pytest.raises(KeyboardInterrupt):
        nnlib.compare({"a": build_and_lose}, X, Y, epochs=10**6, verbose=0)
    assert not [t for t in threading.enumerate() if t.name.startswith("nnlib")]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_ends_all_trainings_soon():
    def sgd():
        return build(optimizers.SGD(0.1))

    np.random.seed(7)  # noqa: NPY002
    expected = np.random.RandomState(7).random()
    threading.Timer(3, signal.raise_signal, (signal.SIGINT,)).start()
    with pytest.raises(KeyboardInterrupt):
        nnlib.compare({"a": build, "b": sgd}, X, Y, epochs=10**6, verbose=0)
    assert not [t for t in threading.enumerate() if t.name.startswith("nnlib")]
    assert np.random.random() == expected  # noqa: NPY002
