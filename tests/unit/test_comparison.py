"""Comparisons: members together, one after another, on workers; tables and plots."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib.seeds import seed_everything

RNG = np.random.default_rng(0)
X = RNG.normal(size=(77, 5)).astype("float32")
Y = (X[:, 0] > 0).astype(int)
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
    return nnlib.compare(configurations | {"broken": broken}, X, Y, seeds=3, **FIT)


@pytest.mark.parametrize(
    ("name", "own"), [("adam", {}), ("sgd", {"schedule": SCHEDULE})]
)
def test_members_are_fits_of_their_own(runs, name, own):
    for seed, history in enumerate(runs.histories[name]):
        seed_everything(seed)
        made = build() if name == "adam" else descending()
        alone = nnlib.Trainer(made).fit(X, Y, **FIT, **own).history
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
    failed = nnlib.compare({"a": build}, X, Y, seeds=2, callbacks=stops, **FIT)
    assert "give a function that returns a list" in failed.failures["a"]


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


@pytest.mark.parametrize(
    ("configurations", "options", "told"),
    [
        ({}, {}, "configurations: {} came"),
        (build, {}, "give a dictionary of names"),
        ({"a": "adam"}, {}, "configurations: 'adam' came for 'a'; give a function"),
        ({"a": (build, 3)}, {}, "or \\(function, arguments of its fit\\)"),
        ({"a": build}, {"seeds": 0}, "seeds: 0 came; give how many, from 1"),
        ({"a": build}, {"seeds": [1, -2]}, "seeds: \\[1, -2\\] came"),
        ({"a": build}, {"seeds": "ab"}, "seeds: 'ab' came"),
    ],
)
def test_wrong_input(configurations, options, told):
    with pytest.raises(ValueError, match=told):
        nnlib.compare(configurations, X, Y, **options)


def test_any_executor_will_do(runs):
    """Functions of a notebook are no module's: here, one made in this function."""

    def local():
        return build()

    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
        away = nnlib.compare(
            {"broken": lambda: broken(), "adam": local},
            X,
            Y,
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
from nnlib.training.jax_engine import MembersEngine

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
runs = nnlib.compare({"a": build}, x, x[:, :1], seeds=4, epochs=2, verbose=0)
print(len(runs.histories["a"]), runs.failures)
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
    assert done.stdout == "2 2\n4 {}\n", done.stderr
