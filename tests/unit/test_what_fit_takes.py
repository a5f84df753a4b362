"""What `fit` of Keras takes and refuses: `Trainer` beside it, argument by argument."""

import dataclasses
import inspect

import keras
import numpy as np
import pytest

import nnlib
from nnlib.training import handover
from nnlib.training.call import FitCall

rng = np.random.default_rng(0)
# Two batches of 32: a last one of another size is compiled once more, on either side.
X = rng.normal(size=(64, 4)).astype("float32")
KINDS = rng.integers(0, 3, 64)
BITS = (X[:, 0] > 0).astype("float32")
WEIGHTS = rng.random(64).astype("float32")


def classifier(loss="sparse_categorical_crossentropy", metrics=("accuracy",)):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("sgd", loss, metrics=list(metrics))
    return model


def two_outputs(named=True):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((4,))
    a, b = (keras.layers.Dense(1, name=name)(inputs) for name in "ab")
    model = keras.Model(inputs, {"a": a, "b": b} if named else [a, b])
    model.compile("sgd", {"a": "mse", "b": "mse"} if named else ["mse", "mse"])
    return model


def quiet(batch, logs):
    """Wants to be called for every batch."""


def same_histories(ours, keras_own):
    assert ours.keys() == keras_own.keys()
    for name, rows in keras_own.items():
        for one, two in zip(ours[name], rows, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-6)


@pytest.mark.parametrize("average", [None, "macro"])
@pytest.mark.parametrize("kept", [False, True])
def test_metrics_with_a_value_a_class(average, kept):
    def model():
        metric = keras.metrics.F1Score(average=average)
        return classifier("categorical_crossentropy", [metric, "accuracy"])

    def callbacks():  # one that wants every batch leaves the fit to Keras
        return [keras.callbacks.LambdaCallback(on_train_batch_end=quiet)] * kept

    fit = {"epochs": 2, "validation_split": 0.2, "verbose": 0}
    labels = np.eye(3)[KINDS]
    trainer = nnlib.Trainer(model())
    ours = trainer.fit(X, labels, callbacks=callbacks(), **fit).history
    assert bool(trainer.why) == kept
    same_histories(ours, model().fit(X, labels, callbacks=callbacks(), **fit).history)


def test_the_board_leaves_out_a_metric_with_a_value_a_class(capsys):
    model = classifier("categorical_crossentropy", [keras.metrics.F1Score()])
    nnlib.Trainer(model).fit(X, np.eye(3)[KINDS], epochs=2, verbose=2)
    told = capsys.readouterr().out
    assert "loss" in told
    assert "f1" not in told


class Adversaries(keras.Model):
    """Reports two losses, and none called loss."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)

    def train_step(self, state, data=None):
        logs = {"d_loss": 1.0, "g_loss": 2.0}
        return (logs, state) if keras.backend.backend() == "jax" else logs


def test_a_step_that_reports_other_losses(capsys):
    model = Adversaries()
    model(X[:1])
    model.compile("sgd", "mse")
    history = nnlib.Trainer(model).fit(X, BITS, epochs=2).history
    assert history == {"d_loss": [1.0, 1.0], "g_loss": [2.0, 2.0]}
    assert "2 epochs" in capsys.readouterr().out


class OwnFit(keras.Sequential):
    """Has a `fit` of its own, which takes little."""

    def fit(self, x, y, epochs=1, callbacks=None):
        super().fit(x, y, epochs=epochs, callbacks=callbacks, verbose=0)
        return "its own"


class Narrow(keras.Sequential):
    """Has a `fit` of its own, which takes nothing more."""

    def fit(self, x, y):
        return super().fit(x, y, verbose=0)


@pytest.mark.parametrize("kind", [OwnFit, Narrow])
def test_a_fit_of_the_models_own_is_used(kind):
    model = kind([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    trainer = nnlib.Trainer(model)
    found = trainer.fit(X, BITS)
    assert trainer.why == "the model has a fit of its own"
    assert found == "its own" if kind is OwnFit else len(found.history["loss"]) == 1
    with pytest.raises(
        ValueError, match=r"^batch_size: the model's own fit takes no s"
    ):
        trainer.fit(X, BITS, batch_size=8)


def test_both_kinds_of_weights_are_refused_as_keras_refuses_them():
    weights = {"class_weight": {0: 1.0, 1: 2.0, 2: 3.0}, "sample_weight": WEIGHTS}
    with pytest.raises(ValueError, match="at the same time"):
        classifier().fit(X, KINDS, verbose=0, **weights)
    with pytest.raises(
        ValueError, match=r"^class_weight, sample_weight: both came; mul"
    ):
        nnlib.Trainer(classifier()).fit(X, KINDS, **weights)


@pytest.mark.parametrize("named", [True, False])
def test_weights_of_several_outputs(named):
    labels = {"a": BITS, "b": BITS} if named else [BITS, BITS]
    both = {"a": WEIGHTS, "b": 2 * WEIGHTS} if named else [WEIGHTS, 2 * WEIGHTS]
    for weights in (both, WEIGHTS, None if named else [WEIGHTS, None]):
        size = 24 if weights is both else 32  # where 24 leave 16
        fit = {"sample_weight": weights, "batch_size": size, "epochs": 2, "verbose": 0}
        ours = nnlib.Trainer(two_outputs(named)).fit(X, labels, **fit).history
        same_histories(ours, two_outputs(named).fit(X, labels, **fit).history)
    for wrong in ({"a": WEIGHTS}, {"a": WEIGHTS, "c": WEIGHTS}, [WEIGHTS]):
        with pytest.raises(
            ValueError, match=r"^sample_weight: weights for .* came, and "
        ):
            nnlib.Trainer(two_outputs(named)).fit(X, labels, sample_weight=wrong)
    with pytest.raises(
        ValueError, match=r"^class_weight: it came with 2 outputs, and is"
    ):
        nnlib.Trainer(two_outputs(named)).fit(X, labels, class_weight={0: 1.0})


WHOLE = "batch_size", "validation_batch_size", "steps_per_epoch", "validation_steps"
ODD = [(name, value) for name in WHOLE for value in (0, -1, 2.5, 1e6, "32", True, [8])]
ODD += [(name, v) for name in ("epochs", "initial_epoch") for v in (-3, 2.5, "2", None)]
ODD += [("validation_split", value) for value in (-0.2, 1, 1.5, "x", True, None)]
ODD += [("validation_freq", value) for value in (0, 1.5, -1, "x", [0], [1.5], None)]
ODD += [("verbose", 3), ("verbose", "loud"), ("shuffle", "x"), ("shuffle", None)]
ODD += [("class_weight", [1, 2, 3]), ("callbacks", 3), ("callbacks", ["x"])]


@pytest.mark.parametrize(("name", "value"), ODD)
def test_odd_settings_are_named(name, value):
    trainer = nnlib.Trainer(classifier())
    with pytest.raises(ValueError, match=rf"^{name}: .* came; give"):
        trainer.fit(X, KINDS, **{name: value})


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_size": np.int64(24), "epochs": np.int32(2)},  # and 16 are left
        {"epochs": 0},
        {"epochs": 1, "initial_epoch": 2},
        {"epochs": 3, "validation_split": 0.2, "validation_freq": 2},
        {"epochs": 3, "validation_split": 0.2, "validation_freq": [1, 3]},
        {"shuffle": "batch"},
        {"class_weight": {0: 1.0}},
    ],
)
def test_what_keras_takes_is_taken(settings):
    ours = nnlib.Trainer(classifier()).fit(X, KINDS, verbose=0, **settings).history
    same_histories(ours, classifier().fit(X, KINDS, verbose=0, **settings).history)


class StopsAt(keras.callbacks.Callback):
    """Presses Ctrl-C at a batch of an epoch."""

    def __init__(self, epoch, error=KeyboardInterrupt):
        super().__init__()
        self.at, self.error = epoch, error

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if self.epoch == self.at and batch == 1:
            raise self.error


def unbuilt():
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def test_a_stop_in_the_first_epoch_of_a_model_not_built_before(capsys):
    trainer = nnlib.Trainer(unbuilt())
    with pytest.raises(KeyboardInterrupt, match="those from before"):
        trainer.fit(X, KINDS, epochs=2, callbacks=[StopsAt(0)])
    assert "stopped; the weights are those from before" in capsys.readouterr().out
    assert trainer.fit(X, KINDS, verbose=0).history["loss"]


def test_a_nan_in_the_first_epoch_of_a_model_not_built_before():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", lambda y, z: keras.ops.log(-keras.ops.abs(z)))
    wants_batches = keras.callbacks.LambdaCallback(on_train_batch_end=quiet)
    with pytest.raises(ValueError, match=r"^loss: NaN from batch 1 of epoch 1 on"):
        nnlib.Trainer(model).fit(X, BITS, verbose=0, callbacks=[wants_batches])


def test_a_second_fit_that_is_stopped_counts_its_own_epochs(capsys):
    trainer = nnlib.Trainer(classifier())
    trainer.fit(X, KINDS, epochs=3, verbose=0)
    with pytest.raises(KeyboardInterrupt, match="those after epoch 2"):
        trainer.fit(X, KINDS, epochs=4, callbacks=[StopsAt(2)])
    assert "stopped; the weights are those after epoch 2" in capsys.readouterr().out
    assert len(trainer.history.history["loss"]) == 2


def test_a_stop_while_the_model_is_built(capsys, monkeypatch):
    trainer = nnlib.Trainer(classifier())
    trainer.fit(X, KINDS, epochs=3, verbose=0)
    fresh = nnlib.Trainer(classifier())
    for one in (trainer, fresh):
        monkeypatch.setattr(one, "_engine", lambda plan: _interrupt())
        with pytest.raises(KeyboardInterrupt, match="those from before"):
            one.fit(X, KINDS, epochs=2)
    assert fresh.history is None
    assert fresh._past == trainer._past == {}


def _interrupt():
    raise KeyboardInterrupt


def test_a_stop_leaves_a_short_way_back():
    trainer = nnlib.Trainer(classifier())
    with pytest.raises(KeyboardInterrupt) as stop:
        trainer.fit(X, KINDS, epochs=2, verbose=0, callbacks=[StopsAt(1)])
    assert len(stop.traceback) == 2
    assert stop.value.__suppress_context__


def test_a_model_whose_weights_are_gone():
    class Breaks(keras.callbacks.Callback):
        def on_test_batch_end(self, batch, logs=None):
            raise RuntimeError

    model = classifier()
    with pytest.raises(RuntimeError):
        model.evaluate(X, KINDS, verbose=0, callbacks=[Breaks()])
    for work in (
        lambda: nnlib.Trainer(model).fit(X, KINDS),
        lambda: nnlib.Trainer(model).find_rate(X, KINDS),
        lambda: nnlib.draw_network(model),
    ):
        with pytest.raises(
            ValueError, match=r"the weights of .* are gone, as after a fi"
        ):
            work()


def test_a_trainer_says_what_it_trains():
    trainer = nnlib.Trainer(classifier())
    assert repr(trainer) == f"<Trainer: {trainer.model.name}, 43 parameters, on JAX>"
    trainer.fit(X, KINDS, verbose=0, callbacks=[StopsAt(9)])
    told = "on Keras' fit because StopsAt has on_train_batch_begin>"
    assert repr(trainer).endswith(told)
    assert nnlib.Trainer(unbuilt()).__repr__().count("parameters") == 0


def test_only_what_a_fit_of_ones_own_takes_is_given():
    call = dict.fromkeys(("x", "y"), X) | {"epochs": 1, "callbacks": [], "verbose": 0}
    model = Narrow([keras.Input((4,)), keras.layers.Dense(1)])
    assert handover._understood(model, call, needed=False).keys() == {"x", "y"}
    with pytest.raises(ValueError, match=r"^callbacks: .* it takes x, y$"):
        handover._understood(model, call, needed=True)


def test_a_call_has_the_arguments_of_fit():
    def defaults(function):
        parameters = inspect.signature(function).parameters.values()
        return {p.name: p.default for p in parameters if p.name != "self"}

    fields = {field.name: field.default for field in dataclasses.fields(FitCall)}
    assert list(fields.items()) == list(defaults(nnlib.Trainer.fit).items())
    assert FitCall().for_keras() == defaults(keras.Model.fit)
    assert FitCall(epochs=2).for_keras(verbose=0)["epochs"] == 2
