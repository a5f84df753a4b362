"""Lecture 6: what it says of backends, and its self-checks."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import keras
import numpy as np
import pytest

LECTURE = Path(__file__).parents[2] / "notebooks" / "06_keras.ipynb"

FROM_CLASSES = "sparse_categorical_crossentropy"

# Keras' variables on JAX do not take the keyword `copy`, which NumPy asks for.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")


@pytest.mark.parametrize(("backend", "dies"), [("jax", True), ("tensorflow", False)])
def test_raw_pixels_kill_a_softmax_on_jax_alone(backend, dies):
    command = [sys.executable, str(Path(__file__).with_name("raw_pixels.py"))]
    settings = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    softmax, logits = map(float, done.stdout.splitlines()[-1].split())
    assert logits > 0.55
    assert softmax < 0.35 if dies else softmax > 0.55


def test_a_seed_gives_other_weights_on_another_backend():
    draw = (
        "import keras, numpy; keras.utils.set_random_seed(1); "
        "layer = keras.layers.Dense(2); layer.build((1, 2)); "
        "print(*numpy.ravel(layer.get_weights()[0]))"
    )

    def weights(backend):
        settings = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(
            [sys.executable, "-c", draw],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return [float(weight) for weight in done.stdout.split()]

    assert not np.allclose(weights("jax"), weights("tensorflow"), atol=0.01)


def test_on_jax_a_sure_and_wrong_softmax_has_no_gradient():
    import jax

    def slope(loss, end):
        return jax.grad(lambda z: loss(np.array([1]), end(z))[0])(
            np.array([[40.0, -40.0]], "float32")
        )

    crossentropy = keras.losses.sparse_categorical_crossentropy
    assert np.all(slope(crossentropy, keras.ops.softmax) == 0)
    with_logits = slope(lambda y, z: crossentropy(y, z, from_logits=True), lambda z: z)
    assert np.allclose(with_logits, [[1, -1]])
    lost = crossentropy(np.array([1]), np.array([[1.0, 0.0]], "float32"))
    assert np.allclose(lost, -np.log(1e-7), atol=0.2)


def test_standardize(say):
    def standardized(part, of):
        spread = of.std(axis=0)
        return (part - of.mean(axis=0)) / np.where(spread == 0, 1, spread)

    def unguarded(part, of):
        return (part - of.mean(axis=0)) / of.std(axis=0)

    def with_sklearn(train, test):
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(train)
        return scaler.transform(train), scaler.transform(test)

    def with_keras(train, test):
        variance = train.var(axis=0)
        layer = keras.layers.Normalization(
            mean=train.mean(axis=0), variance=np.where(variance == 0, 1, variance)
        )
        return [np.asarray(layer(part)) for part in (train, test)]

    def zeros_where_steady(train, test):
        found = with_least_spread(train, test)
        return [np.where(train.std(axis=0) == 0, 0, part) for part in found]

    def in_place(train, test):
        mean, spread = train.mean(axis=0), train.std(axis=0)
        spread[spread == 0] = 1
        train -= mean
        train /= spread
        return train, (test - mean) / spread

    def with_least_spread(train, test, least=1e-9):
        spread = np.maximum(train.std(axis=0), least)
        return [(part - train.mean(axis=0)) / spread for part in (train, test)]

    def with_pandas(train, test):
        import pandas as pd

        train, test = pd.DataFrame(train), pd.DataFrame(test)
        return [(part - train.mean()) / train.std() for part in (train, test)]

    for right in (
        lambda train, test: tuple(standardized(part, train) for part in (train, test)),
        lambda train, test: with_least_spread(train, test, least=1),
        with_sklearn,
        with_keras,
        in_place,
    ):
        assert say("check_standardize", right) == "Right."

    def both(train, test):
        return np.concatenate([train, test])

    def all_at_once(train, test):
        return [(part - train.mean()) / train.std() for part in (train, test)]

    def measured_too_late(train, test):
        train = standardized(train, train)
        return train, standardized(test, train)

    def in_place_too_late(train, test):
        train -= train.mean(axis=0)
        test -= train.mean(axis=0)
        spread = train.std(axis=0)
        return train / spread, test / spread

    def in_place_alone(train, test):
        mean, spread = train.mean(axis=0), train.std(axis=0)
        for part in (train, test):
            part -= mean
            part /= spread

    for wrong, hint in [
        (lambda a, b: ..., "returns nothing so far"),
        (measured_too_late, "before you change the training part"),
        (in_place_too_late, "kept its mean"),
        (in_place_alone, "return both"),
        (lambda a, b: (standardized(a, a), standardized(b, b)), "its own mean"),
        (lambda a, b: [standardized(p, both(a, b)) for p in (a, b)], "leaks"),
        (all_at_once, "axis=0"),
        (lambda a, b: [(p - a.mean(axis=0)) / a.var(axis=0) for p in (a, b)], "square"),
        (lambda a, b: [p - a.mean(axis=0) for p in (a, b)], "divide by them"),
        (lambda a, b: [(p - a.min(0)) / np.ptp(a, axis=0) for p in (a, b)], "min-max"),
        (lambda a, b: [unguarded(p, a) for p in (a, b)], "that never changes"),
        (lambda a, b: [np.nan_to_num(unguarded(p, p)) for p in (a, b)], "its own mean"),
        (lambda a, b: (unguarded(a, a), unguarded(b, b)), "its own mean"),
        (lambda a, b: [np.nan_to_num(unguarded(p, a)) for p in (a, b)], "huge"),
        (with_least_spread, "huge"),
        (zeros_where_steady, "the test part may"),
        (lambda a, b: with_least_spread(a, b, least=0.5), "divide by 1"),
        (with_pandas, "ddof=1"),
        (lambda a, b: (standardized(a, a), b), "as it came"),
        (lambda a, b: standardized(a, a), "Return both"),
        (
            lambda a, b: np.concatenate([standardized(p, a) for p in (a, b)]),
            "two tables",
        ),
        (lambda a, b: [standardized(a, a), (b - a.mean(0)) / b.std(0)], "own spread"),
        (lambda a, b: (standardized(a, b), standardized(b, b)), "of the test part"),
        (lambda a, b: [standardized(p.T, p.T).T for p in (a, b)], "each row"),
        (
            lambda a, b: [(p - p.mean(1)) / p.std(1) for p in (a, b)],
            "a mean of each row",
        ),
        (
            lambda a, b: [(p - a.mean(1)) / a.std(1) for p in (a, b)],
            "a mean of each row",
        ),
        (lambda a, b: [p @ b for p in (a, b)], "it stops with"),
        (lambda a, b: [p - np.zeros(7) for p in (a, b)], "it stops with"),
        (lambda a, b: (standardized(b, a), standardized(a, a)), "Training first"),
    ]:
        assert hint in say("check_standardize", wrong)


@pytest.fixture(scope="module")
def wage_sets():
    """Inputs and targets in hundreds, of players to train and of others."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(219, 19)).astype("float32")
    y = 500 + 300 * (x[:, 0] + np.maximum(x[:, 1], 0) - 0.4)
    y[132:] += 100
    return x[:132], y[:132], x[132:], y[132:]


def wide_model(
    sets, *, end=None, hidden="relu", skip=True, epochs=60, nodes=50, raw=False
):
    x, y = sets[:2]
    inputs = keras.Input((x.shape[1],))
    parts = [keras.layers.Dense(nodes, activation=hidden)(inputs)]
    if skip is True:
        parts.append(inputs)
    joined = keras.layers.concatenate(parts) if len(parts) > 1 else parts[0]
    outputs = keras.layers.Dense(1, activation=end)(joined)
    if skip == "added":
        outputs = keras.layers.add([outputs, keras.layers.Dense(1)(inputs)])
    model = keras.Model(inputs, outputs)
    rate = 1.0 if raw else 1e-5 if epochs == 1 else 0.005
    model.compile(keras.optimizers.RMSprop(rate), "mse")
    if epochs:
        y = y if raw else (y - y.mean()) / y.std()
        model.fit(x, y, epochs=epochs, batch_size=32, verbose=0)
    return model


def test_wide(say, wage_sets):
    x, y, x_asked, y_asked = wage_sets
    middle, spread = y.mean(), y.std()
    for model in (wide_model(wage_sets), wide_model(wage_sets, skip="added")):
        given = model.predict(x_asked, verbose=0)[:, 0]
        error = np.abs(given * spread + middle - y_asked).mean()
        for right in (error, np.float32(error), float(f"{error:.3g}")):
            said = say("check_wide", model, right, *wage_sets)
            assert said.count("Right.") == 2, said
    of_training = model.predict(x, verbose=0)[:, 0] * spread + middle
    answers = given * spread + middle
    for wrong, hint in [
        (np.abs(given - y_asked).mean(), "still standardized"),
        (error / spread, "in spreads"),
        (np.abs(given * spread - y_asked).mean(), "The mean is missing"),
        (
            np.abs(given * y_asked.std() + y_asked.mean() - y_asked).mean(),
            "training players, y_fit",
        ),
        (np.sqrt(np.mean((answers - y_asked) ** 2)), "root of the mean square"),
        (np.mean((answers - y_asked) ** 2), "is the mean square"),
        (np.abs(of_training - y).mean(), "of the training players"),
        (np.abs(answers[:, np.newaxis] - y_asked).mean(), "Each answer met"),
        (1000 * error, "in dollars"),
        (..., "Nothing to check yet"),
    ]:
        said = say("check_wide", model, wrong, *wage_sets)
        assert hint in said, (hint, said)
        assert said.count("Right.") == 1
    for settings, hint in [
        ({"skip": False}, "no skip"),
        ({"hidden": None}, "need a ReLU"),
        ({"hidden": "sigmoid"}, "not sigmoid"),
        ({"end": "relu"}, "no activation at the output"),
        ({"nodes": 40}, "50 nodes"),
        ({"epochs": 0}, "made no step"),
        ({"epochs": 1}, "train it for longer"),
        ({"raw": True}, "answers hundreds"),
    ]:
        said = say("check_wide", wide_model(wage_sets, **settings), 7, *wage_sets)
        assert hint in said, (hint, said)
    other = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    assert "19 inputs" in say("check_wide", other, 7, *wage_sets)
    for nonsense in (7, "wide", None, keras.layers.Dense(1)):
        assert "is asked" in say("check_wide", nonsense, 7, *wage_sets)
    assert "Nothing to check yet" in say("check_wide", ..., ..., *wage_sets)


def test_mended(say):
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 100, (4000, 784)).astype("uint8")
    labels = rng.integers(0, 10, 4000)
    for k in range(40):
        pictures[np.arange(4000), labels * 70 + k] = 250
    pictures = pictures.reshape(-1, 28, 28)
    parts = pictures[:3000], labels[:3000], pictures[3000:], labels[3000:]
    sparse = keras.losses.SparseCategoricalCrossentropy
    flat, rescaling = keras.layers.Flatten, keras.layers.Rescaling

    def script(end="softmax", first=(), loss=FROM_CLASSES, last=(), steps=470):
        model = keras.Sequential(
            [
                keras.Input((28, 28) if first else (784,)),
                *[layer() for layer in first],
                keras.layers.Dense(10, activation=end, name="sums"),
                *last,
            ]
        )
        kernel = np.zeros((784, 10))
        kernel[np.arange(10) * 70, np.arange(10)] = 2
        model.get_layer("sums").set_weights([kernel, np.zeros(10)])
        if loss:
            model.compile("adam", loss)
            model.optimizer.iterations.assign(steps)
        return model

    def over_255(known, asked):
        return asked / 255

    def standardized(known, asked):
        return (asked - known.mean(axis=0)) / known.std(axis=0)

    def asking(way=over_255, after=np.asarray, **settings):
        """A function as it is asked for, its weights set and not trained."""

        def answer(pictures, classes, new):
            known, asked = (part.reshape(len(part), -1) for part in (pictures, new))
            model = script(**settings)
            if "first" in settings:
                return model, after(model.predict(new, verbose=0))
            return model, after(model.predict(way(known, asked), verbose=0))

        return answer

    def functional(pictures, classes, new):
        inputs = keras.Input((28, 28))
        rows = keras.layers.Reshape((784,))(inputs) / 255
        core = script()
        model = keras.Model(inputs, core.layers[-1](rows))
        model.compile("adam", FROM_CLASSES)
        model.optimizer.iterations.assign(470)
        return [model, keras.ops.convert_to_tensor(model.predict(new, verbose=0))]

    def trained(pictures, classes, new):
        model = keras.Sequential(
            [keras.Input((28, 28)), flat(), rescaling(1 / 255)]
            + [keras.layers.Dense(10, activation="softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(pictures, classes, epochs=5, verbose=0)
        return model, model.predict(new, verbose=0)

    def softmax_behind(way):
        """As many tutorials do: a model of logits, and later one with its softmax."""

        def answer(pictures, classes, new):
            logits = script(**of_logits)
            model = keras.Sequential([logits, keras.layers.Softmax()])
            asked = way(pictures.reshape(-1, 784), new.reshape(-1, 784))
            return model, model.predict(asked, verbose=0)

        return answer

    scaling = [flat, lambda: rescaling(1 / 255)]
    of_logits = {"end": "linear", "loss": sparse(from_logits=True)}
    for right in (
        trained,
        functional,
        asking(),
        asking(loss=sparse()),
        asking(loss=keras.losses.sparse_categorical_crossentropy),
        asking(loss="categorical_crossentropy"),
        asking(end="linear", last=[keras.layers.Softmax()]),
        asking(end="linear", last=[keras.layers.Activation("softmax")]),
        asking(after=keras.ops.softmax, **of_logits),
        softmax_behind(over_255),
        asking(first=scaling),
        asking(standardized),
        asking(lambda known, asked: asked / 127.5 - 1),
    ):
        assert say("check_mended", right, *parts) == "Right."

    def stops(pictures, classes, new):
        raise ValueError("no such thing")

    for wrong, hint in [
        (asking(end="sigmoid"), "take softmax"),
        (asking(loss=sparse(from_logits=True)), "no softmax before it"),
        (asking(loss="mse"), "softmax and a cross-entropy"),
        (asking(loss="binary_crossentropy"), "softmax and a cross-entropy"),
        (asking(end="relu"), "or no activation"),
        (asking(loss=None), "has no loss"),
        (asking(end="linear"), "has to know"),
        (asking(end="linear", loss=sparse()), "has to know"),
        (asking(**of_logits), "are they logits"),
        (asking(lambda known, asked: asked), "still bytes"),
        (asking(first=[flat]), "still bytes"),
        (softmax_behind(lambda known, asked: asked), "still bytes"),
        (asking(lambda known, asked: 1 - asked / 255), "Few answers"),
        (asking(lambda known, asked: np.zeros((len(asked), 784))), "Few answers"),
        (asking(after=lambda p: p[:1000]), "2000 new pictures"),
        (asking(after=lambda p: p.argmax(axis=1)), "the shape (2000,)"),
        (asking(steps=0), "counts 0 steps"),
        (asking(steps=940), "fit twice"),
        (asking(steps=2345), "Were others used"),
        (lambda pictures, classes, new: ..., "returns nothing so far"),
        (lambda pictures, classes, new: None, "returns nothing so far"),
        (lambda pictures, classes, new: script(), "Return the trained model"),
        (lambda pictures, classes, new: (7, 7), "Return the trained model"),
        (lambda pictures, classes: (7, 7), "stops with TypeError"),
        (stops, "no such thing"),
        (7, "A function is asked"),
    ]:
        assert hint in say("check_mended", wrong, *parts)


class Patient(keras.callbacks.Callback):
    """What exercise 4 asks for; each wrong one below changes one thing."""

    wait = 3
    of = "val_loss"

    def on_train_begin(self, logs=None):
        self.least, self.waited, self.best = np.inf, 0, None

    def better(self, loss):
        return loss < self.least

    def on_epoch_end(self, epoch, logs=None):
        self.waited += 1
        if self.better(logs[self.of]):
            self.keep(logs[self.of])
        if self.waited >= self.wait:
            self.stop()

    def keep(self, loss):
        self.least, self.waited = loss, 0
        self.best = self.model.get_weights()

    def stop(self):
        self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.best)


class BothWays(Patient):
    def stop(self):
        super().stop()
        self.model.set_weights(self.best)


class OnlyWhenStopped(BothWays):
    def on_train_end(self, logs=None):
        pass


class WithHistory(keras.callbacks.Callback):
    """The same from lists, its patience an argument, without on_train_begin."""

    def __init__(self, patience=3):
        super().__init__()
        self.patience, self.losses, self.weights = patience, [], []

    def on_epoch_end(self, epoch, logs=None):
        self.losses.append(logs.get("val_loss"))
        self.weights.append(self.model.get_weights())
        best = int(np.argmin(self.losses))
        if len(self.losses) - 1 - best >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights[int(np.argmin(self.losses))])


def changed(**parts):
    return type("Changed", (Patient,), parts)


class NeverStops(Patient):
    def stop(self):
        pass


class KeepsNothing(Patient):
    def on_train_end(self, logs=None):
        pass


class KeepsNoCopy(Patient):
    def keep(self, loss):
        super().keep(loss)
        self.best = self.model.weights

    def on_train_end(self, logs=None):
        for variable, value in zip(self.model.weights, self.best, strict=True):
            variable.assign(value)


class SeesTheEpochBefore(Patient):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.least = logs["val_loss"]


class CountsOn(Patient):
    def on_epoch_end(self, epoch, logs=None):
        if self.better(logs["val_loss"]):
            waited = self.waited
            self.keep(logs["val_loss"])
            self.waited = waited
        else:
            self.waited += 1
        if self.waited >= 3:
            self.stop()


@pytest.fixture(scope="module")
def stopped_fit():
    """A model that made seven epochs of 94 steps, two sets, and its accuracies."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(600, 12)).astype("float32")
    y = x[:, :10].argmax(axis=1)
    y[:150], y[300:420] = 0, 0  # so that its accuracies differ
    model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(10, "softmax")])
    model.compile("rmsprop", FROM_CLASSES, metrics=["accuracy"])
    kernel = 3 * np.eye(12, 10)
    model.set_weights([kernel, np.zeros(10)])
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(7 * 94)
    sets = x[:300], y[:300], x[300:], y[300:]
    accuracies = [model.evaluate(*sets[k : k + 2], verbose=0)[1] for k in (0, 2)]
    assert abs(accuracies[0] - accuracies[1]) > 0.01
    return model, accuracies, sets


def test_patient(say, stopped_fit):
    model, accuracies, sets = stopped_fit
    for right in (Patient, BothWays, WithHistory, Patient(), WithHistory()):
        said = say("check_patient", right, model, *accuracies, *sets)
        assert said.count("Right.") == 2, said
    strings = [f"{accuracy:.3f}" for accuracy in accuracies]
    assert say("check_patient", Patient, model, *strings, *sets).count("Right.") == 2
    for wrong, hint in [
        (NeverStops, "never stops"),
        (changed(wait=1), "asked is 5"),
        (changed(wait=4), "asked is 5"),
        (changed(of="loss"), "never stops"),
        (changed(of="val_accuracy"), "asked is 5"),
        (changed(of="accuracy_val"), "stops with KeyError"),
        (KeepsNothing, "weights of the last epoch stay"),
        (OnlyWhenStopped, "end at its last epoch"),
        (KeepsNoCopy, "weights of the last epoch stay"),
        (SeesTheEpochBefore, "the epoch before"),
        (CountsOn, "count anew"),
        (keras.callbacks.EarlyStopping("val_loss", patience=3), "Keras' own"),
        (keras.callbacks.EarlyStopping, "Keras' own"),
        (keras.callbacks.History, "never stops"),
        (..., "Nothing to check yet"),
        (7, "Asked is a class"),
    ]:
        said = say("check_patient", wrong, model, *accuracies, *sets)
        assert hint in said, said
        assert said.count("Right.") == 1
    nothing = dict.fromkeys(
        ("on_train_begin", "on_epoch_end", "on_train_end"), lambda *args, **logs: ...
    )
    stub = changed(**nothing)
    assert say("check_patient", stub, ..., ..., ..., *sets).count("Nothing to") == 2
    for written in (changed(of="loss"), NeverStops):  # without a model, too
        said = say("check_patient", written, ..., ..., ..., *sets)
        assert 'watch logs["val_loss"]' in said


def test_accuracies_of_patient(say, stopped_fit):
    model, (of_val, of_test), sets = stopped_fit

    def after(steps):
        other = keras.models.clone_model(model)
        other.set_weights(model.get_weights())
        other.compile("rmsprop", FROM_CLASSES)
        other.optimizer.iterations.assign(steps)
        return other

    for one, given, hint in [
        (model, (of_test, of_val), "First validation, then test"),
        (model, (100 * of_val, 100 * of_test), "in percent"),
        (model, (of_val + 0.01, of_test), "after the fit"),
        (model, (of_val, of_val), "for test"),
        (model, (0.3, 0.2), "the loss, then the accuracy"),
        (model, (..., of_test), "Nothing to check yet"),
        (..., (of_val, of_test), "Nothing to check yet"),
        (after(0), (of_val, of_test), "no step"),
        (after(60 * 94), (of_val, of_test), "given to fit"),
        (after(3 * 94), (of_val, of_test), "fewer than four"),
        (after(469), (of_val, of_test), "Were others used"),
        (7, (of_val, of_test), "two numbers"),
        (model, ("much", of_test), "two numbers"),
    ]:
        said = say("check_patient", Patient, one, *given, *sets)
        assert hint in said, said
        assert said.count("Right.") == 1


def test_report(say):
    for right in ("test", " Test ", "the test accuracy"):
        assert say("check_report", right).endswith("Right.")
    for wrong, hint in [
        ("validation", "chose the epoch"),
        ("Validation accuracy", "chose the epoch"),
        ("both", "is not it"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_report", wrong)


def test_costs(say):
    for right in [
        (4.5, 1.7, "leave", 0.0625),
        (0.15 * 30, 0.85 * 2, " Leave it", 2 / 32),
        (4.5, 1.7, "leaving", "6.25 %"),
        (4.5, 1.7, "to leave", "1 / 16"),
        (4.5, 1.7, "leave", Fraction(1, 16)),
        (4.5, 1.7, "leave", "6.25 percent"),
        (4.5, 1.7, "leave", 0.063),
        ("4.5", " 1.7", "leave", 0.0625),
        ("9/2", Fraction(17, 10), "leave", 0.0625),
        ("4,5", "1,7", "leave it.", "0,0625"),
        (4.5, 1.7, "Don't eat", "6,25 %"),
        (4.5, 1.7, "do not eat it.", 0.0625),
        (4.5, 1.7, "leave it alone", 0.0625),
    ]:
        assert say("check_costs", *right).count("Right.") == 4
    for wrong, hint in [
        ((25.5, 1.7, "leave"), "0.15, not 0.85"),
        ((1.7, 4.5, "leave"), "cost of leaving"),
        ((4.5, 0.3, "leave"), "0.85, not 0.15"),
        ((30, 2, "leave"), "how probable"),
        ((4.5, 1.7, "eat"), "eating still costs more"),
        ((4.5, ..., "leave"), "Nothing to check yet"),
        ((0.15, 1.7, "leave"), "multiply it by its cost"),
        ((0.3, 1.7, "leave"), "2 is for leaving"),
        ((6.2, 1.7, "leave"), "its own mistake alone"),
        ((450, 1.7, "leave"), "not 15 and 85"),
        ((-4.5, 1.7, "leave"), "without a minus"),
        ((4.5, 0.85, "leave"), "multiply it by its cost"),
        ((4.5, 25.5, "leave"), "30 is for eating"),
        ((4.5, 6.2, "leave"), "its own mistake alone"),
        ((4.5, 170, "leave"), "not 15 and 85"),
        ((4.5, -1.7, "leave"), "without a minus"),
        ((4.5, 1.7, "eating"), "eating still costs more"),
        ((4.5, 1.7, "don’t leave it."), "eating still costs more"),
        (("30,0", 1.7, "leave"), "how probable"),
        ((4.5, 1.7, "poisonous"), "That is a class"),
        ((4.5, 1.7, 1.7), "whose it is"),
        ((4.5, 1.7, 4.5), "the higher cost"),
    ]:
        assert hint in say("check_costs", *wrong, 0.0625)
    for wrong, hint in [
        (2 / 30, "only if it is edible"),
        (0.067, "only if it is edible"),
        (2 / 28, "Mind the sign"),
        (0.9375, "asked is poison"),
        (0.5, "not the cheaper answer"),
        (0.15, "this mushroom"),
        (6.25, "divide by 100"),
        (16, "One in that many"),
        (15, "how many times"),
        ("a sixteenth", "a number is asked"),
        (0.06, "3 digits"),
        (..., "Nothing to check yet"),
    ]:
        said = say("check_costs", 4.5, 1.7, "leave", wrong)
        assert hint in said
        assert said.count("Right.") == 3


def test_trust(say):
    # Right of the answers: 3/4, 2/5, 3/3, 4/5; of the labels: 3/6, 2/3, 3/4, 4/4.
    labels = np.array([0] * 6 + [1] * 3 + [2] * 4 + [3] * 4)
    answers = np.array([0, 0, 0, 1, 1, 1, 1, 1, 0, 2, 2, 2, 3, 3, 3, 3, 3])
    for right in [
        (1, 0.4, 1),
        (np.int64(1), np.float32(0.4), np.int64(1)),
        (1.0, "0.40", 1.0),
        ("1", "0,40", "1"),
    ]:
        assert say("check_trust", *right, labels, answers).count("Right.") == 3
    # The answers' less the labels': 0.25, -0.27, 0.25, -0.2.
    for differ, hint in [
        (0, "without the sign"),
        (2, "without the sign"),
        (3, "differ by 0.200"),
        (7, "differ by 0.000"),
        (..., "Nothing to check yet"),
        (10, "from 0 to 9"),
        ("coat", "from 0 to 9"),
    ]:
        said = say("check_trust", 1, 0.4, differ, labels, answers)
        assert hint in said
        assert said.count("Right.") == 2
    all_right = say("check_trust", 1, 1, 1, answers, answers)
    assert all_right.count("Right.") == 3
    for number, share, hint in [
        (0, 0.4, "misses most"),
        (2, 0.4, "trust most"),
        (1.5, 0.4, "from 0 to 9"),
        (-9, 0.4, "from 0 to 9"),
        ("coat", 0.4, "class: A class number from 0 to 9 is asked.\nshare: Right."),
        ([1, 2], 0.4, "class: A class number from 0 to 9 is asked.\nshare: Right."),
        (1, "40.0%", "class: Right.\nshare: That is in percent"),
        (1, "40,0 %", "class: Right.\nshare: That is in percent"),
        (1, "much", "class: Right.\nshare: A share from 0 to 1 is asked."),
        (1, [0.4], "class: Right.\nshare: A share from 0 to 1 is asked."),
        (1, np.nan, "class: Right.\nshare: A share from 0 to 1 is asked."),
        (3, 0.4, "80.0% are right; of another class fewer are"),
        (5, 0.4, "never answers 5"),
        (1, 0.6, "the wrong ones"),
        (1, 2 / 3, "share of a row"),
        (1, 0.5, "share of a row"),
        (1, 2, "not a count"),
        (1, 40.0, "in percent"),
        (1, 12 / 17, "over all classes"),
        (1, 0.9, "sum of the column"),
        (..., 0.4, "class: Nothing to check yet"),
        (..., 0.4, "share: Right."),
        (1, ..., "share: Nothing to check yet"),
        (1, ..., "class: Right."),
    ]:
        assert hint in say("check_trust", number, share, ..., labels, answers)
    # A share of rows that is nearly the right one.
    labels = np.repeat([0, 0, 1, 1], [200, 101, 100, 99])
    answers = np.repeat([0, 1, 0, 1], [200, 101, 103, 96])
    assert "share of a row" in say("check_trust", 1, 96 / 199, ..., labels, answers)
    assert "share: Right" in say("check_trust", 1, 96 / 197, ..., labels, answers)
    # Right of the answers: 10/15, 2/6, 25/25, 1/2; all mistakes have label 2.
    labels = np.repeat([0, 2, 1, 2, 2, 3, 2], [10, 5, 2, 4, 25, 1, 1])
    answers = np.repeat([0, 1, 2, 3], [15, 6, 25, 2])
    for number, share, hint in [
        (3, 1 / 3, "fewest right answers"),
        (0, 1 / 3, "most wrong answers"),
        (3, 0.5, "class that you named"),
        (1, 0.3, "three digits"),
        (1, 0.33, "three digits"),
        (1, 2 / 48, "part of all pictures"),
    ]:
        assert hint in say("check_trust", number, share, ..., labels, answers)


@pytest.fixture(scope="module")
def digits_file(tmp_path_factory):
    """A model saved after 126 steps, and what it learned from."""
    keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).normal(size=(4000, 200)).astype("float32")
    y = x[:, :10].argmax(axis=1)
    path = tmp_path_factory.mktemp("digits") / "digits.keras"
    model = reader()
    model.fit(x[:2000], y[:2000], batch_size=32, epochs=2, verbose=0)
    model.save(path)
    return path, x[:2000], y[:2000], x[2000:4000], y[2000:4000]


def test_losses(say, digits_file, tmp_path):
    _, x, y, *_ = digits_file
    path = tmp_path / "reader.keras"
    model = reader()
    model.compile("rmsprop", FROM_CLASSES, metrics=["accuracy"])
    model.fit(x, y, batch_size=32, epochs=2, verbose=0)
    model.save(path)
    before, accuracy = model.evaluate(x, y, verbose=0)
    model.fit(x, y, batch_size=32, epochs=2, verbose=0)
    after, _ = model.evaluate(x, y, verbose=0)
    parts = model, path, x, y
    for given in (after, np.float32(after), float(f"{after:.3g}")):
        assert say("check_losses", before, given, *parts).count("Right.") == 2
    for wrong, hint in [
        ((after, before), "First before"),
        (([before, accuracy], after), "take the first"),
        ((accuracy, after), "take the first"),
        ((before, ...), "Nothing to check"),
    ]:
        assert hint in say("check_losses", *wrong, *parts)
    assert say("check_losses", ..., ..., ..., *parts[1:]).count("Nothing to") == 2
    assert say("check_losses", 1, 1, 7, *parts[1:]).count("Nothing to") == 2


def reader():
    model = keras.Sequential(
        [keras.Input((200,)), keras.layers.Dense(64, "relu"), keras.layers.Dropout(0.1)]
        + [keras.layers.Dense(10, "softmax")]
    )
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return model


def test_continued(say, digits_file):
    path, x, y, x_other, y_other = digits_file

    def gone_on(epochs=2, model=None, labels=y, rows=x, **others):
        model = model or keras.models.load_model(path)
        model.fit(rows, labels, batch_size=32, epochs=epochs, verbose=0, **others)
        return model

    def compiled_again(optimizer="rmsprop", loss=FROM_CLASSES, epochs=2):
        model = keras.models.load_model(path)
        model.compile(optimizer, loss)
        return gone_on(epochs, model)

    def only_counted():
        model = keras.models.load_model(path)
        model.optimizer.iterations.assign(252)
        return model

    right = gone_on()
    for steps in (252, 252.0, np.int64(252)):
        assert say("check_continued", right, steps, *digits_file).count("Right.") == 2
    for model, steps, hint in [
        (gone_on(4, reader()), 252, "not those of the file"),
        (gone_on(2, reader()), 252, "not those of the file"),
        (keras.models.load_model(path), 252, "not trained further"),
        (compiled_again(), 252, "not trained further"),
        (compiled_again("sgd", epochs=4), 252, "it has sgd"),
        (compiled_again(epochs=4), 252, "went further than two epochs go"),
        (gone_on(rows=x_other, labels=y_other), 252, "on other digits"),
        (gone_on(4), 252, "load the file again"),
        (gone_on(1), 252, "two epochs more"),
        (only_counted(), 252, "still those of the file"),
        (gone_on(labels=(y + 1) % 10), 252, "has not fallen"),
        (right, 126, "steps before"),
        (right, 189, "one epoch"),
        (right, 4, "those are the epochs"),
        (right, 250, "round up"),
        (right, 378, "378 is not it"),
        (right, ..., "nothing to check yet"),
        (keras.Sequential(), 252, "loaded from the file"),
        (7, 252, "loaded from the file"),
    ]:
        assert hint in say("check_continued", model, steps, *digits_file).lower()


def test_lost(say, digits_file):
    for right in (
        ["steps", "means"],
        ("means", "steps"),
        {"Steps", "Means"},
        "the means and the step count",
    ):
        assert say("check_lost", right) == "lost: Right."
    for wrong, hint in [
        (["steps"], "what else does RMSprop remember"),
        ("means", "what does an optimizer count"),
        (["weights", "steps", "means"], "leaves the weights"),
        ("weights", "leaves the weights"),
        ([], "Name what is lost"),
        (7, "Name what is lost"),
        ([None], "Name what is lost"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_lost", wrong)
    model = keras.models.load_model(digits_file[0])
    kept = model.get_weights()
    assert any(np.any(part) for part in map(np.asarray, model.optimizer._velocities))
    model.compile("rmsprop", FROM_CLASSES)
    model.optimizer.build(model.trainable_variables)
    assert int(model.optimizer.iterations) == 0
    assert not any(
        np.any(part) for part in map(np.asarray, model.optimizer._velocities)
    )
    for before, after in zip(kept, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
