"""The trainer on TensorFlow, which one process cannot have beside JAX.

`test_trainer_on_tensorflow` runs this file in a process of its own.
"""

import keras
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib.keras_private import as_numpy
from nnlib.training.nan_losses import LossError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(77, 5)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)


def model(optimizer, hidden=()):
    made = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="relu", kernel_regularizer="l2"),
            *hidden,
            layers.Dense(3, activation="softmax"),
        ]
    )
    made.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


def run(build, fit_of, **call):
    keras.utils.set_random_seed(3)
    made = build()
    call = {
        "epochs": 3,
        "validation_split": 0.2,
        "shuffle": False,
        "verbose": 0,
        **call,
    }
    history = fit_of(made)(X, Y, **call).history
    return history, [v.numpy() for v in (*made.variables, *made.optimizer.variables)]


def ours(jit_compile):
    return lambda made: nnlib.Trainer(made, jit_compile=jit_compile).fit


def theirs(made):
    return made.fit


DECAY = optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
MADE = {
    "adam": lambda: model(optimizers.Adam(0.01)),
    "momentum": lambda: model(optimizers.SGD(0.01, momentum=0.9)),
    "rmsprop": lambda: model(optimizers.RMSprop(0.01)),
    "schedule": lambda: model(optimizers.SGD(DECAY)),
    "clipping": lambda: model(optimizers.Adam(0.01, clipnorm=0.1, use_ema=True)),
    "normalization": lambda: model("sgd", [layers.BatchNormalization()]),
}


def test_the_engine():
    assert keras.backend.backend() == "tensorflow"
    assert nnlib.Trainer(MADE["adam"]()).engine == "tensorflow"


@pytest.mark.parametrize("kind", [*MADE, "dropout"])
def test_without_xla_it_is_fit(kind):
    dropout = lambda: model("adam", [layers.Dropout(0.3)])  # noqa: E731
    build = MADE.get(kind, dropout)
    expected, found = run(build, theirs), run(build, ours(False))
    assert found[0] == expected[0]
    assert all(map(np.array_equal, found[1], expected[1]))


@pytest.mark.parametrize("kind", MADE)
def test_with_xla_it_is_nearly_fit(kind):
    expected, found = run(MADE[kind], theirs), run(MADE[kind], ours("auto"))
    for name, values in expected[0].items():
        np.testing.assert_allclose(found[0][name], values, atol=1e-4)
    for a, b in zip(found[1], expected[1], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_a_schedule_and_its_momentum():
    schedule = nnlib.schedules.one_cycle(0.05, epochs=3, steps_per_epoch=2)
    histories = []
    for jit_compile in (False, True):
        made = model(optimizers.SGD(0.1, momentum=0.9))
        made.set_weights([np.full(w.shape, 0.1) for w in made.get_weights()])
        fit = nnlib.Trainer(made, jit_compile=jit_compile).fit
        history = fit(X, Y, 64, 3, verbose=0, shuffle=False, schedule=schedule)
        histories.append(history.history["loss"])
        rate = float(made.optimizer.learning_rate)
        assert rate == np.float32(schedule.learning_rate[-1])
        assert made.optimizer.momentum == 0.9
    np.testing.assert_allclose(*histories, atol=1e-5)


@pytest.mark.parametrize("callbacks", [[], [keras.callbacks.ProgbarLogger()]])
@pytest.mark.parametrize(
    ("x", "y", "told"),
    [
        (X, np.eye(3)[Y], r"y: shape \(77, 3\) came, and sparse_categorical"),
        (X, Y.tolist(), "y: a list of numbers came"),
        (X, None, "y: None came"),
        (X.reshape(77, 5, 1, 1), Y, r"x: .* takes \(None, 5\); x\.reshape\(77, 5\)"),
        (np.where(X == X[0, 0], np.inf, X), Y, "x: infinity came, first in example 0"),
    ],
)
def test_wrong_data_are_named(x, y, told, callbacks):
    trainer = nnlib.Trainer(model("sgd"))
    with pytest.raises(ValueError, match=told):
        trainer.fit(x, y, verbose=0, callbacks=callbacks)


def test_explorables_of_trainings_repeat():
    def plane():
        keras.utils.set_random_seed(3)
        parts = [keras.Input((5,)), layers.Dense(2), layers.Dense(3, "softmax")]
        made = keras.Sequential(parts)
        made.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return nnlib.explore.bottleneck(made, X, Y, epochs=3).data

    def boundary():
        keras.utils.set_random_seed(3)
        made = keras.Sequential([keras.Input((2,)), layers.Dense(3, "softmax")])
        made.compile("adam", "sparse_categorical_crossentropy")
        held = X[:9, :2], Y[:9]
        models, x = {"line": made}, X[:, :2]
        return nnlib.explore.overfitting(
            models, x, Y, validation_data=held, epochs=3
        ).data

    assert plane() == plane()
    assert boundary() == boundary()


def test_patches_are_the_weights_on_tensorflow_too():
    made = keras.Sequential(
        [keras.Input((3, 3)), layers.Flatten(), layers.Dense(4, "selu")]
    )
    x = RNG.random((20, 3, 3))
    data = nnlib.explore.patches(made, x).data
    kernel, bias = map(as_numpy, made.weights)
    answers = x.reshape(20, 9) @ kernel + bias
    most = [row[0] for row in data["answers"]]
    np.testing.assert_allclose(most, answers.max(axis=0), rtol=1e-3, atol=1e-3)


def test_nan_and_interrupts():
    made = model(optimizers.SGD(1e30))
    before = made.get_weights()
    with pytest.raises(LossError, match=r"NaN from batch .* is too large"):
        nnlib.Trainer(made).fit(X, Y, epochs=5, verbose=0)
    assert all(map(np.array_equal, before, made.get_weights()))

    def stop(epoch, logs):
        raise KeyboardInterrupt

    made = model("sgd")
    before = made.get_weights()
    with pytest.raises(KeyboardInterrupt):
        nnlib.Trainer(made).fit(
            X,
            Y,
            verbose=0,
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=stop)],
        )
    assert all(map(np.array_equal, before, made.get_weights()))
    assert made.history.history == {}


def test_the_rate_finder_leaves_everything():
    keras.utils.set_random_seed(3)
    made = model("adam", [layers.Dropout(0.5)])
    before = [v.numpy() for v in made.variables]
    finder = nnlib.Trainer(made).find_rate(X, Y, steps=60)
    assert finder.rates[0] <= finder.suggestion <= finder.rates[-1]
    assert all(map(np.array_equal, before, [v.numpy() for v in made.variables]))


def test_seeds_one_after_another():
    runs = nnlib.compare(
        {"a": MADE["adam"]}, X, Y, seeds=2, epochs=2, verbose=0, validation_split=0.2
    )
    assert len(runs.histories["a"]) == 2
    assert not runs.failures


def test_models_in_a_row_are_no_reason_to_warn(caplog):
    for _ in range(6):
        nnlib.Trainer(model("sgd"), jit_compile=False).fit(X, Y, verbose=0)
    assert "retracing" not in caplog.text


def test_mc_dropout_leaves_out_and_leaves_the_model_alone():
    made = model("adam", [layers.BatchNormalization(), layers.Dropout(0.5)])
    before = [v.numpy() for v in made.variables]
    answers = nnlib.mc_dropout(made, X, 20, seed=1)
    assert answers.shape == (20, 77, 3)
    assert answers.std(axis=0).max() > 0.05
    assert np.array_equal(answers, nnlib.mc_dropout(made, X, 20, seed=1))
    assert all(map(np.array_equal, before, made.variables))
