"""Lecture 10: its self-checks, a run that is killed and goes on, its logs."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from keras import layers

import nnlib

# Keras reads its variables so where it saves them on JAX; nothing of ours does.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")
LECTURE = Path(__file__).parents[2] / "notebooks" / "10_deep_network.ipynb"
LOGITS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def source_of(beginning):
    """The cell of the lecture that defines something."""
    found = [c.source for c in nbformat.read(LECTURE, 4).cells if beginning in c.source]
    assert len(found) == 1
    return found[0]


def of_variance(c):
    """First weights of the variance c / inputs."""
    return lambda inputs, nodes, rng: rng.normal(
        0, np.sqrt(c / inputs), (inputs, nodes)
    )


def test_first_weights(say, checks):
    exec(source_of("def spread_at_end("), checks)

    def flat(inputs, nodes, rng):
        limit = np.sqrt(3 * 1.6 / inputs)
        return rng.uniform(-limit, limit, (inputs, nodes))

    def of_keras(inputs, nodes, rng):
        start = keras.initializers.VarianceScaling(1.65, "fan_in", "truncated_normal")
        return start((inputs, nodes))

    def as_lists(inputs, nodes, rng):
        return of_variance(1.7)(inputs, nodes, rng).tolist()

    for right in (of_variance(1.55), of_variance(1.7), flat, of_keras, as_lists):
        assert say("check_first_weights", right, "He").count("Right.") == 2
    for right in ("He", "he_normal", "He's"):
        assert "nearer to: Right." in say("check_first_weights", ..., right)
    for wrong, hint in [
        ("LeCun", "try 1.5 / inputs"),
        (1.6, "'LeCun' or 'He'"),
        (..., "nearer to: Nothing to check yet"),
    ]:
        assert hint in say("check_first_weights", of_variance(1.6), wrong)

    def drawn(spread):
        return lambda inputs, nodes, rng: rng.normal(
            0, spread(inputs, nodes), (inputs, nodes)
        )

    def the_same(inputs, nodes, rng):
        return of_variance(1.6)(inputs, nodes, np.random.default_rng(0))

    def positive(inputs, nodes, rng):
        return np.abs(of_variance(1.6)(inputs, nodes, rng))

    for wrong, hint in [
        (of_variance(2), "He's weights, and the signal grows"),
        (of_variance(1), "LeCun's weights, and the signal shrinks"),
        (of_variance(1.4), "a spread of 0.5"),
        (drawn(lambda i, o: np.sqrt(2 / (i + o))), "so Glorot does it"),
        (drawn(lambda i, o: np.sqrt(1.6 / o)), "follows the nodes"),
        (drawn(lambda i, o: 1.6 / i), "the root of the variance"),
        (drawn(lambda i, o: 0.126), "the more adds up"),
        (lambda i, o, rng: of_variance(1.6)(i, o, rng).T, "shape (nodes, inputs)"),
        (lambda i, o, rng: rng.normal(size=i), "shape (64,) came"),
        (lambda i, o, rng: np.full((i, o), np.nan), "finite"),
        (the_same, "the same weights"),
        (positive, "their mean is not 0"),
        (lambda i, o: np.ones((i, o)), "it stops with TypeError"),
        (lambda i, o, rng: ..., "returns nothing so far"),
        (..., "Nothing to check yet"),
        (1.6, "a function is asked"),
    ]:
        assert hint in say("check_first_weights", wrong, "He")


def test_ahead(say):
    for right in (
        ("SELU", "level", 0.014),
        ("selu", "Level", np.float32(0.0137)),
        (" SELU ", " level ", 0.33033 - 0.31633),
    ):
        assert say("check_ahead", *right).count("Right.") == 3
    for place, wrong, hint in [
        (0, "batch norm.", "read the ticks"),
        (0, "plain", "the lowest"),
        (0, "level", "the highest mean at 0.0002"),
        (0, "adam", "one of plain"),
        (1, "batch norm.", "less than 0.03"),
        (1, "BN", "less than 0.03"),
        (0, 3, "a name is asked"),
        (1, "SELU", "its own best rate"),
        (1, "plain", "nowhere ahead"),
        (2, 0.098, "the lead at 0.005"),
        (2, -0.014, "not the other way around"),
        (2, 0.031, "single seeds"),
        (2, 0.02, "at 0.0002"),
        (2, 1.4, "points of a hundred"),
        (2, 0.01, "Three decimal places"),
        (2, ..., "Nothing to check yet"),
    ]:
        answers = ["SELU", "level", 0.014]
        answers[place] = wrong
        assert hint in say("check_ahead", *answers)


def normal(
    entry=True,
    order=("dense", "norm", "elu"),
    bias=False,
    tail=(),
    times=3,
    output=None,
    weights="he_normal",
    optimizer="nadam",
):
    parts = [layers.BatchNormalization()] if entry else []
    for _ in range(times):
        for kind in order:
            if kind == "dense":
                parts.append(
                    layers.Dense(100, use_bias=bias, kernel_initializer=weights)
                )
            elif kind == "norm":
                parts.append(layers.BatchNormalization())
            else:
                parts.append(layers.Activation(kind))
    parts += [layers.Dense(10, output), *tail]
    model = keras.Sequential([keras.Input((3072,)), *parts])
    model.compile(optimizer, LOGITS)
    return model


def hes_layer():
    return layers.Dense(100, use_bias=False, kernel_initializer="he_normal")


def test_batch_norm(say):
    as_a_layer = normal(order=("dense", "norm"))
    assert "ELU is missing" in say("check_batch_norm", as_a_layer)
    parts = [layers.BatchNormalization()]
    for _ in range(3):
        parts += [hes_layer(), layers.BatchNormalization(), layers.ELU()]
    with_elu = keras.Sequential([keras.Input((3072,)), *parts, layers.Dense(10)])
    with_elu.compile(keras.optimizers.Nadam(0.01), LOGITS)
    inputs = keras.Input((3072,))
    x = layers.BatchNormalization()(inputs)
    for _ in range(3):
        x = hes_layer()(x)
        x = keras.activations.elu(layers.BatchNormalization()(x))
    without_layers = keras.Model(inputs, layers.Dense(10)(x))
    without_layers.compile("nadam", LOGITS)
    for right in (normal(), with_elu, without_layers):
        assert say("check_batch_norm", right) == "Right."
    smaller = keras.Sequential([keras.Input((3072,)), layers.BatchNormalization()])
    for _ in range(3):
        smaller.add(hes_layer())
        smaller.add(layers.BatchNormalization())
        smaller.add(layers.ELU(0.3))
    smaller.add(layers.Dense(10))
    smaller.compile("nadam", LOGITS)
    trained = normal()
    trained.fit(np.zeros((32, 3072)), np.zeros(32), verbose=0)
    frozen = normal()
    frozen.layers[2].trainable = False
    without_beta = normal()
    without_beta.layers[2].center = False
    for wrong, hint in [
        (normal(entry=False), "raw inputs need a BatchNormalization"),
        (normal(order=("dense", "elu", "norm")), "ELU stands before"),
        (normal(bias=True), "beta is the bias"),
        (normal(weights="glorot_uniform"), "begin with He's weights"),
        (normal(optimizer="sgd"), "trains with Nadam"),
        (normal(tail=[layers.BatchNormalization()]), "nothing stands after"),
        (normal(times=2), "three dense layers"),
        (normal(order=("dense", "elu")), "each of the three"),
        (normal(order=("norm", "dense", "elu")), "in this order"),
        (normal(output="softmax"), "stay bare"),
        (smaller, "its alpha of 1"),
        (trained, "it has been trained"),
        (frozen, "frozen"),
        (without_beta, "gamma and beta"),
        (keras.Sequential([keras.Input((3072,)), *normal().layers]), "not compiled"),
        ("a model", "a compiled Keras model"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_batch_norm", wrong)


PLACES = (0, 1, 2)  # of pictures: all of them, and all their pixels


def standardized(x_train, x_new, mean=None, spread=None):
    mean = x_train.mean(axis=PLACES) if mean is None else mean
    spread = x_train.std(axis=PLACES) if spread is None else spread
    spread = np.where(spread > 0, spread, 1)
    return (x_train - mean) / spread, (x_new - mean) / spread


def test_standardized(say):
    def with_a_little(a, b):
        spread = a.std(axis=PLACES) + 1e-6
        return standardized(a, b, spread=spread)

    def with_keras(a, b):
        layer = layers.Normalization()
        layer.adapt(a)
        return [keras.ops.convert_to_numpy(layer(x)) for x in (a, b)]

    def in_lists(a, b):
        return [part.tolist() for part in standardized(a, b)]

    def with_a_floor(a, b):
        return standardized(a, b, spread=np.maximum(a.std(axis=PLACES), 1e-10))

    for right in (standardized, with_a_little, with_a_floor, with_keras, in_lists):
        assert say("check_standardized", right) == "Right."

    def of_both(a, b):
        both = np.concatenate([a, b])
        return standardized(a, b, both.mean(axis=PLACES), both.std(axis=PLACES))

    def own_mean(a, b):
        return standardized(a, a)[0], (b - b.mean(axis=PLACES)) / a.std(axis=PLACES)

    def own_spread(a, b):
        return standardized(a, a)[0], (b - a.mean(axis=PLACES)) / b.std(axis=PLACES)

    def all_by_one(a, b):
        spread = a.std(axis=PLACES)
        return standardized(a, b, spread=spread if spread.all() else np.ones(3))

    def with_zero_only(a, b):
        """What is always 5 has a spread of 0; rounding may leave less than nothing."""
        return standardized(
            a, b, spread=np.where(a.std(axis=PLACES) == 0, 1e-17, a.std(PLACES))
        )

    def unguarded(a, b):
        with np.errstate(all="ignore"):
            return tuple((x - a.mean(axis=PLACES)) / a.std(axis=PLACES) for x in (a, b))

    def made_finite(a, b):
        return tuple(map(np.nan_to_num, unguarded(a, b)))

    def never_enlarged(a, b):
        return standardized(a, b, spread=np.maximum(a.std(axis=PLACES), 1))

    for wrong, hint in [
        (lambda a, b: (standardized(a, a)[0], standardized(b, b)[0]), "of their own"),
        (own_mean, "a mean of their own"),
        (own_spread, "a spread of their own"),
        (lambda a, b: standardized(a, b)[::-1], "First those of training"),
        (all_by_one, "in that color alone"),
        (with_zero_only, "where the spread is 0"),
        (of_both, "took part in the mean"),
        (
            lambda a, b: standardized(a, b, b.mean(axis=PLACES), b.std(axis=PLACES)),
            "for both",
        ),
        (lambda a, b: standardized(a, b, a.mean(), a.std()), "gives each its own"),
        (lambda a, b: standardized(a, b, spread=a.var(axis=PLACES)), "variance"),
        (lambda a, b: standardized(a, b, spread=a.std(axis=PLACES, ddof=1)), "by n"),
        (lambda a, b: standardized(a, b, spread=1), "divide by the standard"),
        (
            lambda a, b: standardized(a, b, spread=a.std(axis=PLACES) + 1e-3),
            "1e-7 will do",
        ),
        (
            lambda a, b: [
                (x - x.mean(axis=3, keepdims=True)) / x.std(axis=3, keepdims=True)
                for x in (a, b)
            ],
            "not axis=3",
        ),
        (lambda a, b: standardized(a, b, 0), "Subtract the mean"),
        (
            lambda a, b: standardized(a, b, a.min(axis=PLACES), np.ptp(a, axis=PLACES)),
            "from 0 to 1",
        ),
        (lambda a, b: standardized(a, b)[0], "new pictures are missing"),
        (lambda a, b: standardized(a, b)[1], "training pictures are missing"),
        (lambda a, b: np.concatenate(standardized(a, b)), "not one with both"),
        (lambda a, b: (standardized(a, b)[0], b), "Was x_train changed"),
        (lambda a, b: standardized(a, b, spread=a.std()), "One spread for all"),
        (lambda a, b: standardized(a, b, mean=a.mean()), "One mean for all"),
        (
            lambda a, b: standardized(
                a, b, spread=np.concatenate([a, b]).std(axis=PLACES)
            ),
            "took part in the spread",
        ),
        (
            lambda a, b: standardized(
                a, b, mean=np.concatenate([a, b]).mean(axis=PLACES)
            ),
            "as for the spread",
        ),
        (
            lambda a, b: standardized(a, b, spread=1 / a.std(axis=PLACES)),
            "that multiplies",
        ),
        (
            lambda a, b: tuple(
                x - a.mean(axis=PLACES) / a.std(axis=PLACES) for x in (a, b)
            ),
            "Brackets",
        ),
        (lambda a, b: tuple(-x for x in standardized(a, b)), "not mean - x"),
        (lambda a, b: (a / 255, b / 255), "divides by 255"),
        (
            lambda a, b: tuple(
                (x - x.min(PLACES)) / np.ptp(x, axis=PLACES) for x in (a, b)
            ),
            "each by its own",
        ),
        (
            lambda a, b: (a.mean(axis=PLACES), a.std(axis=PLACES)),
            "the mean and the spread;",
        ),
        (lambda a, b: ((a - a.mean(axis=(1, 2))), b), "a number for each color"),
        (
            lambda a, b: standardized(a, b, a.mean(axis=0), a.std(axis=0)),
            "Each place got its own",
        ),
        (
            lambda a, b: tuple(
                (x - x.mean(axis=(1, 2), keepdims=True))
                / x.std(axis=(1, 2), keepdims=True)
                for x in (a, b)
            ),
            "Each picture got its own",
        ),
        (
            lambda a, b: [part.reshape(len(part), -1) for part in standardized(a, b)],
            "as large as they came",
        ),
        (unguarded, "where the spread is 0"),
        (made_finite, "where the spread is 0"),
        (never_enlarged, "Not yet"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_standardized", wrong)


@pytest.fixture(scope="module")
def digits():
    data = nnlib.load("digits")
    return data.x_train[:1000].reshape(-1, 64) / np.float32(16), data.y_train[:1000]


def writer(seed=0):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [keras.Input((64,)), layers.Dense(32, "elu"), layers.Dense(10)]
    )
    model.compile(keras.optimizers.Nadam(0.002), LOGITS, metrics=["accuracy"])
    return model


def learned(model, data, epochs):
    nnlib.Trainer(model).fit(*data, batch_size=50, epochs=epochs, verbose=0)
    return model


def test_gone_on(say, checks, monkeypatch, digits, tmp_path):
    learned(writer(), digits, 3).save(tmp_path / "three.keras")

    def loaded():
        return keras.models.load_model(tmp_path / "three.keras")

    assert say("check_gone_on", learned(loaded(), digits, 3)) == "Right."
    assert say("check_gone_on", learned(writer(), digits, 6)) == "Right."
    assert say("check_gone_on", ..., 120).startswith("steps at the end: Right.")
    for steps, hint in [
        (60, "counts on"),
        (6, "20 steps"),
        (180, "not six"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_gone_on", ..., steps).splitlines()[0]
    first = learned(writer(), digits, 6)
    with monkeypatch.context() as lecture:
        lecture.setitem(checks, "first_writer", first)
        assert "that was saved" in say("check_gone_on", first)
        other_writer = learned(writer(seed=1), digits, 6)
        assert "it has taken 120" in say("check_gone_on", other_writer)
        lecture.setitem(checks, "first_writer", learned(writer(), digits, 3))
        assert "another beginning" in say("check_gone_on", other_writer)
        assert say("check_gone_on", learned(loaded(), digits, 3)) == "Right."
    anew = loaded()
    anew.compile(keras.optimizers.Nadam(0.002), LOGITS)
    other = keras.Sequential([keras.Input((64,)), layers.Dense(10)])
    other.compile("nadam", LOGITS)
    with_adam = writer()
    with_adam.compile(keras.optimizers.Adam(0.002), LOGITS)
    for wrong, hint in [
        (loaded(), "60 steps"),
        (learned(anew, digits, 3), "60 steps"),
        (learned(loaded(), digits, 6), "six more"),
        (learned(loaded(), digits, 1), "80 steps"),
        (writer(), "not been trained"),
        (other, "32 nodes"),
        (learned(with_adam, digits, 6), "another one"),
        (keras.Sequential([keras.Input((64,)), *writer().layers]), "not compiled"),
        ("a model", "the model is asked"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_gone_on", wrong)


def looking(kind="conv", filters=(16, 32, 64)):
    front = [layers.Flatten(), layers.Dense(15)]
    if kind == "conv":
        front = [
            layers.Conv2D(n, 3, strides=2, padding="same", activation="elu")
            for n in filters
        ]
    parts = [*front, layers.Flatten(), layers.Dense(10)]
    return keras.Sequential([keras.Input((32, 32, 3)), *parts])


def test_looking(say):
    def plain(x):
        return np.asarray(x, "float32") / 255

    one_by_one = keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Conv2D(3, 1), layers.Flatten()]
    )
    one_by_one.add(layers.Dense(150))
    one_by_one.add(layers.Dense(10))
    for wrong, hint in [
        ((looking(), plain), "is it trained"),
        ((looking("dense"), plain), "no layer of it looks at patches"),
        ((one_by_one, plain), "no layer of it looks at patches"),
        ((looking(filters=(32, 64, 128)), plain), "fewer than 50,000 are asked"),
        ((looking(), lambda x: x.reshape(len(x), -1)), "cannot be asked"),
        ((looking(), "plain"), "the function that prepares"),
        (("a model", plain), "the trained model"),
        ((keras.Sequential([layers.Conv2D(3, 3)]), plain), "not built"),
        ((..., ...), "Nothing to check yet"),
        ((looking(), ...), "Nothing to check yet"),
    ]:
        assert hint in say("check_looking", *wrong)


def test_a_trained_convolution_is_right(say):
    data, model = nnlib.load("cifar10"), looking()
    model.compile(keras.optimizers.Nadam(0.001), LOGITS)

    def centered(x):
        return np.asarray(x, "float32") / 255 - 0.5

    x, y = centered(data.x_train[5000:7000]), data.y_train[5000:7000]
    nnlib.Trainer(model).fit(x, y, batch_size=64, epochs=12, verbose=0)
    assert say("check_looking", model, centered) == "Right."


def test_report(say, checks, monkeypatch):
    error = np.sqrt(0.37525 * 0.62475 / 4000)
    for right in (
        ("convolution", 6, 1501 / 4000, 2 * error),
        ("Convolution", np.int64(6), 0.3753, 0.0153),
        (" convolution ", 6.0, np.float32(0.3752), 0.01531),
    ):
        assert say("check_report", *right).count("Right.") == 4
    for place, wrong, hint in [
        (0, "three layers", "higher validation accuracy"),
        (0, "batch norm.", "higher validation accuracy"),
        (0, "adam", "one of three layers"),
        (0, 3, "a name is asked"),
        (0, ..., "Nothing to check yet"),
        (1, 5, "from 1"),
        (1, 8, "last epoch"),
        (1, 7, "of the three layers"),
        (2, 0.381, "ask the test set"),
        (2, 1501, "share of 4,000"),
        (2, 37.525, "between 0 and 1"),
        (2, 1501 / 2000, "not 2,000"),
        (2, 1509 / 4000, "validation did not"),
        (2, 1463 / 4000, "its last epoch"),
        (2, 1475 / 4000, "its fifth epoch"),
        (3, error, "one standard error"),
        (3, 2 * np.sqrt(0.37525 * 0.62475 / 2000), "not 2,000"),
        (3, np.sqrt(0.37525 * 0.62475 / 2000), "of 2,000 pictures"),
        (3, 2 * error**2, "root is missing"),
        (3, 0.015, "Four decimal places"),
        (3, 8000 * error, "divide by 4,000"),
        (3, (0.37525 - 2 * error, 0.37525 + 2 * error), "plus-minus"),
        (3, np.sqrt(0.37525 * 0.62475), "one picture's spread"),
        (3, ..., "Nothing to check yet"),
    ]:
        answers = ["convolution", 6, 1501 / 4000, 2 * error]
        answers[place] = wrong
        assert hint in say("check_report", *answers)
    with monkeypatch.context() as lecture:
        asked = [("convolution", 6)] * 2  # the same again is no choice
        lecture.setitem(checks, "asked_for", asked)
        assert "it was asked" not in say("check_report", *right)
        asked.append(("three layers", 7))
        assert "asked 2 different questions" in say("check_report", *right)
        asked[:] = [("convolution", 6), ("convolution", 5)]  # one network, two epochs
        assert "asked 2 different questions" in say("check_report", *right)


def test_the_test_set_of_the_last_step_would_choose_another():
    scope = {}
    exec(source_of("def ask_test("), scope)
    runs, ask = scope["made_up"], scope["ask_test"]
    tried = {(name, k): ask(name, k) for name in runs for k in range(1, 9)}
    assert len(scope["asked_for"]) == 24
    by_validation = max(tried, key=lambda run: runs[run[0]][run[1] - 1])
    assert by_validation == ("convolution", 6)
    assert tried[by_validation] == 1501
    assert max(tried, key=tried.get) == ("three layers", 7)
    assert tried["three layers", 7] == 1509
    for typo in [("convolutions", 6), ("convolution", 0), ("convolution", 9)]:
        with pytest.raises(ValueError, match="counts as no question"):
            ask(*typo)
    assert len(scope["asked_for"]) == 24
    table = source_of("| epoch |")
    for name, values in runs.items():
        assert f"| {name} | {' | '.join(map(str, values))} |" in table


def script_of(folder, epochs):
    """The lecture's train.py, with the function from its slide."""
    path = folder / "train.py"
    begin = "import os, sys\nfrom pathlib import Path\nimport keras\n"
    begin += "import numpy as np\nimport nnlib\n"
    end = f"\ngo_on(sys.argv[1], epochs={epochs}, batch=16)\n"
    path.write_text(begin + source_of("def go_on(") + end, encoding="utf-8")
    return path


def test_a_killed_training_goes_on_and_ends_as_if_it_had_not(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 1, (256, 64)).astype("float32"), rng.integers(0, 10, 256)
    model = keras.Sequential(
        [keras.Input((64,)), *[layers.Dense(32, "elu") for _ in range(3)]]
    )
    model.add(layers.Dense(10))
    model.compile(keras.optimizers.Nadam(0.005), LOGITS)
    model.optimizer.build(model.trainable_variables)
    script, many = script_of(tmp_path, 40), {}
    for name in ("killed", "whole"):
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "x.npy", x)
        np.save(tmp_path / name / "y.npy", y)
        model.save(tmp_path / name / "last.keras")

    def begin(name):
        return subprocess.Popen(
            [sys.executable, script, tmp_path / name],
            text=True,
            stdout=subprocess.PIPE,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        )

    with begin("killed") as process:
        for line in process.stdout:
            if line.startswith("epoch 3 "):
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL
    held = keras.models.load_model(tmp_path / "killed" / "last.keras")
    done = int(held.optimizer.iterations) // 16
    assert 3 <= done < 40
    for name in ("killed", "whole"):
        with begin(name) as process:
            many[name] = process.stdout.read().splitlines()
        assert process.returncode == 0, many[name]
    assert many["whole"][0].startswith("epoch 1 ")
    assert many["killed"][0].startswith(f"epoch {done + 1} ")
    ended = [
        keras.models.load_model(tmp_path / name / "last.keras").get_weights()
        for name in ("killed", "whole")
    ]
    for one, other in zip(*ended, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    held.compile(keras.optimizers.Nadam(0.005), LOGITS)  # the optimizer forgets
    for epoch in range(done, 40):
        order = np.random.default_rng(epoch).permutation(len(x))
        nnlib.Trainer(held).fit(
            x[order], y[order], batch_size=16, shuffle=False, verbose=0
        )
    assert np.abs(held.get_weights()[0] - ended[1][0]).max() > 1e-3


def answer_of(port, process, path="data/runs"):
    """What a server says, once it has begun."""
    for _ in range(600):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/{path}") as page:
                return json.load(page)
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(path)


def test_a_board_reads_what_a_fit_has_logged(tmp_path):
    x = np.zeros((8, 4), "float32")
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    model.compile("sgd", "mse")
    log = keras.callbacks.TensorBoard(tmp_path / "a run")
    nnlib.Trainer(model).fit(x, x[:, :2], verbose=0, callbacks=[log])
    with socket.socket() as trial:
        trial.bind(("localhost", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            assert answer_of(port, process) == ["a run/train"]
        finally:
            process.terminate()


def test_numbers_at_full_scale_are_those_of_the_benchmarks():
    """The slide that looks at 45,000 pictures, row by row."""
    folder = LECTURE.parents[1] / "benchmarks"
    with open(folder / "published_results.csv", encoding="utf-8", newline="") as file:
        published = {
            row["id"]: float(row["published"])
            for row in csv.DictReader(file)
            if row["id"].startswith("cifar")
        }
    ours = {}
    for line in (folder / "RESULTS.md").read_text("utf-8").splitlines():
        if line.startswith("| cifar"):
            name, *_, mean, ends, _, _ = (
                part.strip() for part in line.strip("|").split("|")
            )
            ours[name] = [float(mean), *map(float, ends.split(" to "))]
    said = source_of("at_full_scale = {")
    scope = {}
    exec(said[: said.index("lead, behind")], scope)
    names = ["elu", "selu", "alpha-dropout", "1cycle", "bn"]
    for name, row in zip(names, scope["at_full_scale"].values(), strict=True):
        assert list(row) == [published[f"cifar-{name}"], *ours[f"cifar-{name}"]]


def test_every_step_has_a_time_and_a_hint():
    cells = nbformat.read(LECTURE, 4).cells
    texts = [c.source for c in cells if c.source.startswith("### ")]
    minutes = [int(text.split("(")[1].split(" minutes")[0]) for text in texts]
    assert len(texts) == 7
    assert sum(minutes) == 50
    numbers = [int(text.split("### ")[1].split(".")[0]) for text in texts]
    assert numbers == list(range(1, 8))
    hints = [c for c in cells if c.source.startswith("<details><summary>Hint")]
    assert len(hints) == 7


def test_each_step_stands_on_its_own():
    """What a step begins with comes from its own cells, or from the given one."""
    cells = nbformat.read(LECTURE, 4).cells
    given = next(c.source for c in cells if c.source.startswith("photos ="))
    for cell in cells:
        if cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", []):
            scope = {"nnlib": nnlib, "np": np, "keras": keras, "layers": layers}
            exec(given, scope)
            exec(cell.source, scope)
