"""Models that were made alike: found so without a look at their programs."""

import functools

import keras
import numpy as np
import pytest
from keras import layers, optimizers

from nnlib import keras_private
from nnlib.seeds import seed_everything
from nnlib.training.engines.alike import alike
from nnlib.training.engines.choice import make_members_engine
from nnlib.training.engines.jax_programs import program_of

X = np.random.default_rng(0).normal(size=(8, 4, 4, 1)).astype("float32")
Y = np.arange(8) % 2
DATA = X, Y, None


class Scaled(layers.Layer):
    """A layer with a number, and an array of numbers, of its own."""

    def __init__(self, by=1.0, each=1.0):
        super().__init__()
        self.by = by
        self.each = np.full(1, each, "float32")
        self.hidden = [keras.Variable(by, name="hidden")]

    def call(self, x, training=False):
        if training:
            return x * self.each
        return x * self.by


class Slotted:
    """A number that is not among the attributes."""

    __slots__ = ("__dict__", "number")

    def __init__(self, number):
        self.number = number

    def __call__(self, x):
        return x * self.number


def untracked(value):
    """A function with a variable that no model knows of."""
    held = {"variable": keras.Variable(value)}
    return lambda x: x * held["variable"].value


class Stepping(keras.Sequential):
    """A model with a train step of its own, which has a number."""

    factor = 1.0

    def train_step(self, state, data):
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        return super().train_step(state, (x * self.factor, y, weight))


def build(*parts, optimizer=None, loss="binary_crossentropy", kind=None, **options):
    made = (kind or keras.Sequential)([keras.Input((4, 4, 1)), *parts])
    made.add(layers.Flatten())
    made.add(layers.Dense(1, "sigmoid"))
    made.compile(optimizer or optimizers.SGD(0.1), loss, **options)
    return made


def stepping(factor):
    made = build(kind=Stepping)
    made.factor = factor
    return made


def frozen(trainable):
    made = build(layers.Dense(3))
    made.layers[0].trainable = trainable
    made.compile("sgd", "binary_crossentropy")
    return made


def undecayed(pattern):
    optimizer = optimizers.AdamW(0.1)
    optimizer.exclude_from_weight_decay(var_names=[pattern])
    return build(layers.Dense(3), optimizer=optimizer)


def functional(activation):
    inputs = keras.Input((4, 4, 1))
    one = layers.Dense(3, activation)(inputs)
    joined = layers.Flatten()(layers.Concatenate()([one, inputs]))
    made = keras.Model(inputs, layers.Dense(1, "sigmoid")(joined))
    made.compile("adam", "binary_crossentropy")
    return made


def times(factor):
    return lambda x: factor * x


# Of each, two settings that make different programs.
VARIED = {
    "units": (lambda n: build(layers.Dense(n)), 3, 4),
    "activation": (functional, "relu", "tanh"),
    "closure": (lambda a: build(layers.Dense(3, times(a))), 1.0, 2.0),
    "partial": (
        lambda a: build(
            layers.Activation(functools.partial(keras.ops.leaky_relu, negative_slope=a))
        ),
        0.1,
        0.2,
    ),
    "slots": (lambda a: build(layers.Activation(Slotted(a))), 1.0, 2.0),
    "untracked variable": (lambda a: build(layers.Activation(untracked(a))), 1.0, 2.0),
    "number of a layer": (lambda a: build(Scaled(by=a)), 1.0, 2.0),
    "array of a layer": (lambda a: build(Scaled(each=a)), 1.0, 2.0),
    "dropout": (lambda a: build(layers.Dropout(a)), 0.1, 0.2),
    "l2": (lambda a: build(layers.Dense(3, kernel_regularizer=a)), "l1", "l2"),
    "constraint": (
        lambda a: build(
            layers.Dense(3, kernel_constraint=keras.constraints.MaxNorm(a))
        ),
        1.0,
        2.0,
    ),
    "momentum": (lambda a: build(optimizer=optimizers.SGD(0.1, a)), 0.8, 0.9),
    "clipnorm": (
        lambda a: build(optimizer=optimizers.SGD(0.1, clipnorm=a)),
        0.8,
        0.9,
    ),
    "schedule": (
        lambda a: build(
            optimizer=optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 9, a))
        ),
        0.8,
        0.9,
    ),
    "weight decay": (undecayed, "kernel", "bias"),
    "loss": (
        lambda a: build(loss=keras.losses.BinaryCrossentropy(label_smoothing=a)),
        0.0,
        0.1,
    ),
    "loss weight": (lambda a: build(loss_weights=a), 1.0, 2.0),
    "metric": (
        lambda a: build(metrics=[keras.metrics.BinaryAccuracy(threshold=a)]),
        0.5,
        0.6,
    ),
    "frozen": (frozen, True, False),
    "train step": (stepping, 1.0, 2.0),
    "epsilon": (lambda a: build(layers.BatchNormalization(epsilon=a)), 1e-3, 1e-4),
}


def made(builder, setting, seed=0):
    seed_everything(seed)
    with keras_private.names_anew():
        model = builder(setting)
    model.optimizer.build(model.trainable_variables)
    model.evaluate(X, Y, verbose=0)
    return model


@pytest.mark.parametrize("what", VARIED)
def test_what_makes_another_program_is_seen(what):
    builder, one, other = VARIED[what]
    first, second = made(builder, one), made(builder, other)
    assert program_of(first, DATA, 4, {}) != program_of(second, DATA, 4, {})
    assert not alike(first, second)
    assert make_members_engine([first, second], DATA, 4, {}, []) is None


SHARED = [what for what in VARIED if what not in ("slots", "untracked variable")]


@pytest.mark.parametrize("what", SHARED)
def test_models_of_one_function_are_alike(what):
    builder, setting, _ = VARIED[what]
    first, second = made(builder, setting), made(builder, setting, seed=1)
    weights = (keras_private.as_numpy(m.weights[-2].value) for m in (first, second))
    assert not np.array_equal(*weights)
    assert alike(first, second)
    assert program_of(first, DATA, 4, {}) == program_of(second, DATA, 4, {})


def test_models_with_other_rates_are_alike():
    def with_rate(rate):
        return build(layers.Dropout(0.5), optimizer=optimizers.Nadam(rate))

    first, second = made(with_rate, 0.1), made(with_rate, 0.2, seed=1)
    assert alike(first, second)


@pytest.mark.parametrize("what", ["slots", "untracked variable"])
def test_what_cannot_be_compared_is_traced(what):
    builder, setting, _ = VARIED[what]
    first, second = made(builder, setting), made(builder, setting, seed=1)
    assert make_members_engine([first, second], DATA, 4, {}, []) is not None


@pytest.fixture
def traced(monkeypatch):
    """The models whose programs were traced."""
    from nnlib.training.engines import jax_programs

    found = []

    def counted(model, *args, **options):
        found.append(model)
        return program_of(model, *args, **options)

    monkeypatch.setattr(jax_programs, "program_of", counted)
    return found


def test_what_was_made_alike_is_not_traced_to_be_told(traced):
    builder, setting, _ = VARIED["dropout"]
    models = [made(builder, setting, seed) for seed in range(4)]
    assert make_members_engine(models, DATA, 4, {}, []) is not None
    assert not traced


def test_what_was_made_alike_before_is_not_compiled_again(traced):
    def begun(setting):
        rate, initializer = setting
        one = build(layers.Dense(3, kernel_initializer=initializer))
        one.compile(optimizers.Nadam(rate), "binary_crossentropy")
        return one

    known, loops = [], []
    for setting in [(0.1, "zeros"), (0.2, "zeros"), (0.1, "ones"), (0.2, "ones")]:
        models = [made(begun, setting, seed) for seed in range(2)]
        loops.append(make_members_engine(models, DATA, 4, {}, known).programs)
    assert all(pair == loops[0] for pair in loops)  # initializers are no part of it
    for others in (models[:1], models):  # one is trained otherwise than many may be
        other = make_members_engine(others, DATA, 4 // len(others), {}, known)
        assert other.programs != loops[0]
    assert not traced
