"""The trainer on JAX: what Keras' fit does, bit for bit, and what it refuses."""

import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers, optimizers

import nnlib
from nnlib.seeds import seed_everything
from nnlib.training import loop
from nnlib.training.engines import feed
from nnlib.training.nan_losses import LossError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(77, 5)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)
XV, YV = X[:30] + 0.1, Y[:30]


def model(optimizer="adam", hidden=(), **options):
    """A small classifier; `hidden` are layers behind the first."""
    made = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="relu"),
            *hidden,
            layers.Dense(3, activation="softmax"),
        ]
    )
    options = {"metrics": ["accuracy"], **options}
    made.compile(optimizer, "sparse_categorical_crossentropy", **options)
    return made


# Keras asks NumPy for the value of a variable in a way of the past.
OF_KERAS = pytest.mark.filterwarnings("ignore:__array__ implementation")


def values(made):
    return [
        keras.ops.convert_to_numpy(v.value)
        for v in (*made.variables, *made.optimizer.variables)
    ]


def run(build, train, calls):
    """Histories and all numbers of a model after some fits."""
    seed_everything(3)
    made = build()
    fit = nnlib.Trainer(made).fit if train else made.fit
    histories = []
    for call in calls:
        call = {"x": X, "y": Y, "epochs": 3, "verbose": 0, **call}
        if callable(call.get("callbacks")):
            call["callbacks"] = call["callbacks"]()
        histories.append(fit(**call).history)
    return histories, values(made), np.random.get_state()[1]  # noqa: NPY002


def assert_as_keras(build, *calls):
    calls = calls or ({},)
    expected, ours = run(build, False, calls), run(build, True, calls)
    assert ours[0] == expected[0]
    assert len(ours[1]) == len(expected[1])
    for a, b in zip(ours[1], expected[1], strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(ours[2], expected[2])  # as many were drawn


WRAPPERS = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer"}
OPTIMIZERS = sorted(
    name
    for name, kind in vars(optimizers).items()
    if isinstance(kind, type)
    and issubclass(kind, optimizers.Optimizer)
    and name not in WRAPPERS
)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_does_what_it_does_in_fit(name):
    kind = getattr(optimizers, name)
    full = {"x": X[:64], "y": Y[:64]}  # batches; others train on the rest, too
    assert_as_keras(lambda: model(kind(0.01)), full | {"validation_data": (XV, YV)})


DECAY = optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
MADE = {
    "momentum": lambda: model(optimizers.SGD(0.01, momentum=0.9, nesterov=True)),
    "clipping by norm": lambda: model(optimizers.Adam(0.01, clipnorm=0.1)),
    "clipping by value": lambda: model(optimizers.Adam(0.01, clipvalue=0.1)),
    "moving averages": lambda: model(
        optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=2)
    ),
    "averages at the end": lambda: model(optimizers.SGD(0.1, use_ema=True)),
    "accumulated gradients": lambda: model(
        optimizers.Adam(0.01, gradient_accumulation_steps=2)
    ),
    "a schedule of Keras": lambda: model(optimizers.SGD(DECAY)),
    "loss scaling": lambda: model(optimizers.LossScaleOptimizer(optimizers.Adam(0.01))),
    "normalization and dropout": lambda: model(
        hidden=[layers.BatchNormalization(), layers.Dropout(0.3)]
    ),
    "convolutions": lambda: convolutional(),
    "regularizers and constraints": lambda: model(
        hidden=[
            layers.Dense(
                4,
                kernel_regularizer="l2",
                kernel_constraint=keras.constraints.UnitNorm(),
            ),
            layers.ActivityRegularization(0.01),
        ]
    ),
    "several metrics": lambda: model(
        metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(2)],
        weighted_metrics=["sparse_categorical_crossentropy"],
    ),
    "several optimizers": lambda: model(
        optimizers.MultiOptimizer(
            optimizers.OptimizerMap(
                optimizers.SGD(0.1), {".*kernel": optimizers.Adam(0.01)}
            )
        )
    ),
    "frozen layers": lambda: frozen(),
}


def convolutional():
    """Convolutions, pooling, normalization and dropout; a part is a model itself."""
    block = keras.Sequential(
        [
            layers.Conv2D(4, 2, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.SpatialDropout2D(0.2),
            layers.SeparableConv2D(3, 2, padding="same"),
        ]
    )
    behind = [layers.MaxPooling2D(2, 1), layers.Flatten(), layers.Dropout(0.3)]
    return model("adam", [layers.Reshape((3, 2, 1)), block, *behind])


def frozen():
    made = model()
    made.layers[0].trainable = False
    made.compile("adam", "sparse_categorical_crossentropy")
    return made


@pytest.mark.parametrize("kind", MADE)
def test_whatever_was_compiled_does_what_it_does_in_fit(kind):
    assert_as_keras(MADE[kind], {"validation_split": 0.2})


WEIGHTS = RNG.random(77).astype("float32")
CALLS = {
    "weighted examples": {"sample_weight": WEIGHTS, "batch_size": 20},
    "weighted classes": {"class_weight": {0: 1.0, 2: 3.0}},
    "weighted validation": {"validation_data": (XV, YV, WEIGHTS[:30])},
    "small batches of validation": {
        "validation_data": [XV, YV],
        "validation_batch_size": 7,
    },
    "validation at times": {"validation_split": 0.3, "validation_freq": [1, 3]},
    "validation every second": {"validation_data": (XV, YV), "validation_freq": 2},
    "a later epoch": {"initial_epoch": 2, "epochs": 4},
    "in order": {"shuffle": False},
    "shuffled in batches": {"shuffle": "batch"},
    "one batch": {"batch_size": 200},
    "tables": {"x": pd.DataFrame(X), "y": pd.Series(Y)},
    "double precision": {"x": X.astype("float64"), "y": Y.tolist() and Y[:, None]},
}


@pytest.mark.parametrize("call", CALLS)
def test_whatever_fit_is_asked_is_done(call):
    assert_as_keras(model, CALLS[call])


def raise_rate(epoch, rate):
    return rate * (1 + epoch)


CALLBACKS = {
    "early stopping": lambda: [
        keras.callbacks.EarlyStopping(
            "loss", patience=1, min_delta=0.5, restore_best_weights=True
        )
    ],
    "plateau": lambda: keras.callbacks.ReduceLROnPlateau(
        "loss", min_delta=1, patience=1
    ),
    "scheduler": lambda: [keras.callbacks.LearningRateScheduler(raise_rate)],
    "a function": lambda: [
        keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: logs.update(twice=2 * logs["loss"])
        )
    ],
}


@OF_KERAS
@pytest.mark.parametrize("callbacks", CALLBACKS)
def test_callbacks_between_epochs_do_what_they_do_in_fit(callbacks):
    call = {"callbacks": CALLBACKS[callbacks], "epochs": 5, "validation_data": (XV, YV)}
    assert_as_keras(model, call)


@OF_KERAS
def test_convolutions_do_what_they_do_in_fit_whatever_it_is_asked():
    first = {"callbacks": CALLBACKS["early stopping"], "validation_data": (XV, YV)}
    later = {"callbacks": CALLBACKS["plateau"], "initial_epoch": 2, "epochs": 4}
    assert_as_keras(convolutional, first, later, {"batch_size": 20, "shuffle": False})


@OF_KERAS
def test_swapped_averages_are_evaluated():
    assert_as_keras(
        lambda: model(optimizers.SGD(0.1, use_ema=True)),
        {
            "callbacks": lambda: [keras.callbacks.SwapEMAWeights()],
            "validation_data": (XV, YV),
        },
    )


@OF_KERAS
def test_files_of_callbacks_are_those_of_fit(tmp_path):
    def callbacks(folder):
        return [
            keras.callbacks.ModelCheckpoint(
                folder / "{epoch}.weights.h5", save_weights_only=True
            ),
            keras.callbacks.CSVLogger(folder / "log.csv"),
            keras.callbacks.TensorBoard(folder / "logs"),
        ]

    for name, train in (("keras", False), ("ours", True)):
        (tmp_path / name).mkdir()
        call = {"callbacks": callbacks(tmp_path / name), "validation_data": (XV, YV)}
        run(model, train, [call])
    ours, theirs = (tmp_path / name for name in ("ours", "keras"))
    assert {p.relative_to(ours) for p in ours.glob("*.h5")} == {
        p.relative_to(theirs) for p in theirs.glob("*.h5")
    }
    assert (ours / "log.csv").read_text() == (theirs / "log.csv").read_text()
    assert len(list(ours.glob("logs/*/*"))) == len(list(theirs.glob("logs/*/*")))


def test_a_second_fit_goes_on():
    assert_as_keras(model, {}, {"epochs": 5, "initial_epoch": 3}, {"batch_size": 11})


@OF_KERAS
def test_compiling_anew_is_noticed():
    def fit(train):
        seed_everything(0)
        made = model()
        fit = nnlib.Trainer(made).fit if train else made.fit
        fit(X, Y, verbose=0)
        made.layers[0].trainable = False
        made.compile("sgd", "sparse_categorical_crossentropy")
        return fit(X, Y, verbose=0).history, made.get_weights()

    (ours, a), (theirs, b) = fit(True), fit(False)
    assert ours == theirs
    assert all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


def test_several_inputs_and_outputs():
    def build():
        a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
        both = layers.Concatenate()([layers.Dense(4)(a), b])
        out = [layers.Dense(1, name="p")(both), layers.Dense(3, name="q")(both)]
        made = keras.Model({"a": a, "b": b}, out)
        made.compile(
            "adam",
            ["mse", keras.losses.SparseCategoricalCrossentropy(from_logits=True)],
            metrics=[["mae"], ["accuracy"]],
            loss_weights=[1.0, 0.5],
        )
        return made

    x = {"a": X[:, :3], "b": X[:, 3:]}
    call = {"x": x, "y": [X[:, :1], Y], "validation_split": 0.2}
    assert_as_keras(build, call)
    assert_as_keras(build, call | {"sample_weight": WEIGHTS})


def test_bytes_are_converted_in_the_model():
    def build():
        inputs = keras.Input((4, 4))
        h = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))
        made = keras.Model(inputs, layers.Dense(1)(h))
        made.compile("sgd", "mse")
        return made

    bytes_ = RNG.integers(0, 256, (77, 4, 4)).astype("uint8")
    assert_as_keras(build, {"x": bytes_, "y": Y.astype("float32")})


def test_large_data_stay_on_the_host(monkeypatch):
    monkeypatch.setattr(feed, "_LARGE", 100)
    monkeypatch.setattr(feed, "_PART", 700)  # some batches of 8
    memory = np.empty(X.nbytes + 8, "uint8")
    aside = 4 if memory.ctypes.data % 64 == 0 else 0
    apart = np.ndarray(X.shape, X.dtype, memory, aside)
    apart[:] = X
    assert isinstance(feed.put((apart, Y, None))[0], np.ndarray)
    call = {"x": apart, "batch_size": 8, "validation_data": (apart, Y)}
    assert_as_keras(model, call)


def test_what_is_left_to_keras():
    class Batches(keras.callbacks.Callback):
        seen = 0

        def on_train_batch_end(self, batch, logs=None):
            self.seen += 1

    class Own(keras.Sequential):
        def train_step(self, *args):
            return super().train_step(*args)

    class Data(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return X[:8], Y[:8]

    trainer, watching = nnlib.Trainer(model()), Batches()
    assert (trainer.engine, trainer.why) == ("jax", "")
    trainer.fit(X, Y, verbose=0, callbacks=[watching])
    assert (trainer.engine, watching.seen) == ("keras", 3)
    assert trainer.why == "Batches has on_train_batch_end"
    trainer.fit(Data(workers=1), verbose=0)
    assert "no arrays: Data" in trainer.why
    trainer.fit(X, Y, verbose=0, steps_per_epoch=2)
    assert trainer.why == "steps_per_epoch is given"
    frequent = keras.callbacks.ModelCheckpoint("x.keras", save_freq=100)
    trainer.fit(X, Y, verbose=0, callbacks=[frequent])
    assert trainer.why == "ModelCheckpoint has on_train_batch_end"
    trainer.fit(X, Y, verbose=0)
    assert trainer.engine == "jax"

    own = Own([keras.Input((5,)), layers.Dense(3, activation="softmax")])
    own.compile("sgd", "sparse_categorical_crossentropy")
    assert nnlib.Trainer(own).why == "the model has a train_step of its own"
    own = model(run_eagerly=True)
    assert nnlib.Trainer(own).why == "the model runs eagerly"


def test_it_is_said_who_trains(capsys):
    trainer = nnlib.Trainer(model())
    trainer.fit(X, Y, verbose=2)
    assert capsys.readouterr().out.startswith("Training on JAX\nepoch 1/1: ")
    trainer.fit(X, Y, verbose=2, steps_per_epoch=1)
    assert capsys.readouterr().out.startswith("Training by Keras' fit\n")
    trainer.fit(X, Y, verbose=0)
    assert capsys.readouterr() == ("", "")


# ------------------------------------------------------------------ schedules


@OF_KERAS
def test_a_schedule_is_what_trains():
    rates = RNG.random(9) / 10
    by_keras = optimizers.schedules.PiecewiseConstantDecay(
        list(range(8)), [float(rate) for rate in rates]
    )
    made = []
    for learning_rate, schedule in ((0.5, rates), (by_keras, None)):
        seed_everything(1)
        made.append(model(optimizers.SGD(learning_rate)))
        nnlib.Trainer(made[-1]).fit(X, Y, epochs=3, verbose=0, schedule=schedule)
    for a, b in zip(*(m.get_weights() for m in made), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)
    assert float(made[0].optimizer.learning_rate) == np.float32(rates[-1])


@OF_KERAS
@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(0.1, momentum=0.5),
        optimizers.SGD(0.1, momentum=0.5, nesterov=True),
        optimizers.RMSprop(0.1, momentum=0.5),
        optimizers.Adam(0.1),
    ],
    ids=["sgd", "nesterov", "rmsprop", "adam"],
)
def test_the_momentum_follows_too(optimizer):
    """Against single steps, with the momentum set by hand before each."""
    schedule = nnlib.schedules.one_cycle(0.05, epochs=2, steps_per_epoch=3)
    kind, config = type(optimizer), optimizer.get_config()
    attribute = "momentum" if "momentum" in config else "beta_1"

    def fresh():
        seed_everything(1)
        return model(kind.from_config(config))

    ours, by_hand = fresh(), fresh()
    nnlib.Trainer(ours).fit(X, Y, epochs=2, shuffle=False, verbose=0, schedule=schedule)
    steps = zip(schedule.learning_rate, schedule.momentum, strict=True)
    for step, (rate, momentum) in enumerate(steps):
        by_hand.optimizer.learning_rate = rate
        setattr(by_hand.optimizer, attribute, float(momentum))
        by_hand.make_train_function(force=True)
        rows = slice(step % 3 * 32, step % 3 * 32 + 32)
        by_hand.train_on_batch(X[rows], Y[rows])
    for a, b in zip(ours.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)
    assert getattr(ours.optimizer, attribute) == config[attribute]


def test_schedules_that_do_not_fit():
    trainer = nnlib.Trainer(model())
    for schedule, told in [
        (np.ones(5), "schedule: 5 rates came, and 2 epochs of 3 steps are 6; make it "),
        (-np.ones(6), "schedule: learning_rate: -1 came at"),
        ("fast", "schedule: "),
        (nnlib.schedules.cosine(0.1, epochs=1), "1 rates came"),
    ]:
        with pytest.raises(ValueError, match=told):
            trainer.fit(X, Y, epochs=2, verbose=0, schedule=schedule)
    of_keras = nnlib.Trainer(model(optimizers.SGD(DECAY)))
    with pytest.raises(ValueError, match="a schedule of its own"):
        of_keras.fit(X, Y, verbose=0, schedule=np.ones(3))
    plain = nnlib.Trainer(model("sgd"))
    cycle = nnlib.schedules.one_cycle(0.1, epochs=1, steps_per_epoch=3 * 2)
    with pytest.raises(ValueError, match="it has a momentum and"):
        plain.fit(X, Y, batch_size=14, verbose=0, schedule=cycle)


def test_a_schedule_reaches_keras_too():
    rates, seen = [0.1, 0.2, 0.3], []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(float(self.model.optimizer.learning_rate))

    trainer = nnlib.Trainer(model("sgd"))
    trainer.fit(X, Y, verbose=0, schedule=rates, callbacks=[Watch()])
    assert trainer.engine == "keras"
    np.testing.assert_allclose(seen, rates, rtol=1e-6)


# ------------------------------------------------------------------ what is wrong


def test_what_is_no_compiled_model():
    for thing in (keras.Sequential([layers.Dense(1)]), "model", None):
        with pytest.raises(ValueError, match=r"model: .* after model\.compile"):
            nnlib.Trainer(thing)
    with pytest.raises(ValueError, match="jit_compile: 'yes' came"):
        nnlib.Trainer(model(), jit_compile="yes")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"y": Y[:5]}, r"y: 5 examples came, and 77 in x; give as many"),
        ({"sample_weight": WEIGHTS[:3]}, "sample_weight: 3 examples came"),
        ({"x": X[:0], "y": Y[:0]}, "x: no examples came"),
        ({"x": np.where(X == X[4, 1], np.nan, X)}, "x: NaN came, first in example 4"),
        (
            {"y": Y + 1},
            "labels from 1 to 3 came, and the model's 3 outputs take 0 to 2",
        ),
        ({"y": Y - 1}, "labels from -1 to 1 came"),
        ({"validation_data": (XV, YV + 7)}, "validation_data, its y: labels from 7"),
        ({"validation_data": (XV, YV[:3])}, "validation_data, its y: 3 examples"),
        ({"validation_split": 1.0}, "validation_split: 1.0 came; give a number from 0"),
        ({"x": None}, "x: None came"),
    ],
)
def test_wrong_data_are_named_and_nothing_is_trained(call, told):
    made = model()
    before = values(made)
    with pytest.raises(ValueError, match=told):
        nnlib.Trainer(made).fit(**{"x": X, "y": Y, "verbose": 0, **call})
    assert all(map(np.array_equal, before, values(made)))


@OF_KERAS
def test_a_loss_that_becomes_nan():
    made = model(optimizers.SGD(1e30))
    trainer = nnlib.Trainer(made)
    trainer.fit(X, Y, verbose=0, schedule=np.zeros(3))
    made.optimizer.learning_rate = 1e30
    before = values(made)
    with pytest.raises(
        LossError, match=r"NaN from batch \d of epoch 1 on, .*1e\+30, is"
    ):
        trainer.fit(X, Y, epochs=3, verbose=0)
    assert all(map(np.array_equal, before, values(made)))
    made.set_weights([w * np.nan for w in made.get_weights()])
    with pytest.raises(LossError, match="weights hold NaN already"):
        trainer.fit(X, Y, verbose=0)


def test_a_sudden_nan_is_not_blamed_on_the_rate():
    def loss(y, p):
        return keras.ops.mean(0.0 * p + keras.ops.where(y > 0.5, np.nan, 1.0))

    made = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    made.compile("sgd", loss)
    y = np.zeros((250, 1), "float32")
    y[240] = 1
    trainer = nnlib.Trainer(made)
    with pytest.raises(LossError, match=r"batch 241 of .* though its mean was 1 until"):
        trainer.fit(np.ones((250, 1)), y, batch_size=1, shuffle=False, verbose=0)


def test_a_nan_in_a_fit_left_to_keras():
    made = model(optimizers.SGD(0.1))
    trainer = nnlib.Trainer(made)
    each_batch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda *_, **__: None
    )
    options = {"verbose": 0, "batch_size": 8, "callbacks": [each_batch]}
    trainer.fit(X, Y, **options)
    before = values(made)
    made.optimizer.learning_rate = 1e30
    with pytest.raises(
        LossError, match=r"NaN from batch \d of epoch 1 on, .*1e\+30, is"
    ):
        trainer.fit(X, Y, epochs=3, **options)
    assert trainer.engine == "keras"
    assert made.optimizer.learning_rate == np.float32(1e30)
    made.optimizer.learning_rate = 0.1
    assert all(map(np.allclose, before, values(made)))


@pytest.mark.parametrize("raising", [False, True])
def test_terminate_on_nan_stops_where_keras_stops(raising, capsys):
    def go(train):
        seed_everything(0)
        made = model(optimizers.SGD(1e30))
        fit = nnlib.Trainer(made).fit if train else made.fit
        guard = keras.callbacks.TerminateOnNaN(raise_error=raising)
        try:
            fit(X, Y, epochs=3, batch_size=8, verbose=0, callbacks=[guard])
        except RuntimeError as error:
            return str(error).split(".")[0]
        return made.history.history, capsys.readouterr().out

    ours, theirs = go(True), go(False)
    assert str(ours) == str(theirs)  # NaN equals nothing, itself included


class Interrupt(keras.callbacks.Callback):
    """Stops in a certain epoch, before or after it."""

    def __init__(self, epoch, at):
        super().__init__()
        setattr(self, f"on_epoch_{at}", lambda e, logs=None: self.stop(e, epoch))

    def stop(self, epoch, last):
        if epoch == last:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["begin", "end"])
@pytest.mark.parametrize("hook", [None, "on_train_batch_end"])
def test_an_interrupt_leaves_the_last_full_epoch(at, hook, capsys):
    seed_everything(0)
    complete = model()
    expected = nnlib.Trainer(complete).fit(X, Y, epochs=2, verbose=0).history
    seed_everything(0)
    made = model()
    interrupt = Interrupt(2, at)
    if hook:  # leaves it to Keras
        setattr(interrupt, hook, lambda batch, logs=None: None)
    with pytest.raises(KeyboardInterrupt):
        nnlib.Trainer(made).fit(X, Y, epochs=9, callbacks=[interrupt])
    assert made.history.history == expected
    assert made.history.epoch == [0, 1]
    assert all(map(np.array_equal, values(made), values(complete)))
    assert np.isfinite(made.predict(X, verbose=0)).all()
    out = capsys.readouterr().out
    assert "stopped; the weights are those after epoch 2" in out


@pytest.mark.parametrize("build", [model, convolutional])
def test_an_interrupt_within_an_epoch(build, monkeypatch):
    made = build()
    trainer = nnlib.Trainer(made)
    trainer.fit(X, Y, epochs=2, verbose=0)
    before, count = values(made), 0

    def train(*args):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        return original(*args)

    engine = trainer._compiled[1]
    original = engine.train
    monkeypatch.setattr(engine, "train", train)
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(X, Y, epochs=2, batch_size=4, verbose=0)
    assert all(map(np.array_equal, before, values(made)))
    assert made.history.history == {}


def test_a_callback_that_fails():
    def fail(epoch, logs):
        raise RuntimeError("disk full")

    made = model()
    failing = keras.callbacks.LambdaCallback(on_epoch_end=fail)
    with pytest.raises(RuntimeError, match="disk full"):
        nnlib.Trainer(made).fit(X, Y, verbose=0, callbacks=[failing])
    assert np.isfinite(made.predict(X, verbose=0)).all()


def test_parts_of_an_epoch_do_not_change_it(monkeypatch):
    monkeypatch.setattr(loop, "_PAUSE", 0.0)  # one batch a part
    assert_as_keras(model, {"batch_size": 3, "validation_data": (XV, YV)})


def test_several_devices_are_left_to_keras(monkeypatch):
    parallel = keras.distribution.DataParallel(devices=["cpu:0"])
    with parallel.scope():
        trainer = nnlib.Trainer(model())
        assert "keras.distribution" in trainer.why
