"""MC dropout: the passes of a loop over Keras, while nothing else trains."""

import gc
import weakref

import keras
import numpy as np
import pytest
from keras import layers

import nnlib
from nnlib.training import mc_dropout as module

X = np.random.default_rng(0).normal(size=(50, 6)).astype("float32")


class Always(layers.Dropout):
    """MC dropout as a layer of one's own."""

    def call(self, inputs, training=None):
        return super().call(inputs, training=True)


def model(*hidden):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((6,)), layers.Dense(8), *hidden])


def loop(made, passes, seed, call):
    """What Keras gives, call after call, from the same random numbers."""
    dropouts = module.dropout_layers(made)
    states = module.first_states((seed, 0), len(dropouts))
    for layer, state in zip(dropouts, states, strict=True):
        layer.seed_generator.state.assign(state)
    return np.stack([np.asarray(call(X)) for _ in range(passes)])


@pytest.mark.parametrize(
    "made",
    [
        model(layers.Dropout(0.4), layers.Dense(3, activation="softmax")),
        model(layers.Dropout(0.4), layers.Dense(5), layers.Dropout(0.2)),
        model(layers.AlphaDropout(0.3), layers.Dense(3)),
        model(layers.GaussianDropout(0.3), layers.Dense(3)),
        model(keras.Sequential([layers.Dense(4), layers.Dropout(0.5)])),
    ],
)
def test_the_passes_are_those_of_a_loop_over_keras(made):
    ours = nnlib.mc_dropout(made, X, 7, seed=5)
    theirs = loop(made, 7, 5, lambda x: made(x, training=True))
    assert ours.shape == theirs.shape == (7, *made(X).shape)
    assert np.allclose(ours, theirs, atol=1e-6)


def with_statistics(dropout):
    made = model(layers.BatchNormalization(), dropout(0.4), layers.Dense(3))
    rng = np.random.default_rng(2)
    made.set_weights([rng.uniform(0.5, 2, w.shape) for w in made.weights])
    return made


def test_batch_normalization_goes_on_predicting():
    made, always = with_statistics(layers.Dropout), with_statistics(Always)
    before = [np.asarray(w) for w in made.weights]
    ours = nnlib.mc_dropout(made, X, 5, seed=3)
    assert np.allclose(ours, loop(always, 5, 3, always), atol=1e-5)
    trained = loop(made, 5, 3, lambda x: made(x, training=True))
    assert np.abs(ours - trained).max() > 0.1
    made.set_weights(before)
    for one in (ours[:, :1], nnlib.mc_dropout(made, X[:1], 5, seed=3)):
        assert one.shape == (5, 1, 3)
        assert one.std(axis=0).min() > 0.01


def test_the_model_stays_as_it_was():
    made = with_statistics(layers.Dropout)
    before = [np.array(v.value) for v in made.variables]
    answer = np.asarray(made(X))
    nnlib.mc_dropout(made, X, 3)
    for value, variable in zip(before, made.variables, strict=True):
        assert np.array_equal(value, variable.value)
    assert "call" not in vars(made.layers[2])
    assert np.array_equal(answer, made(X))


def test_every_pass_and_every_layer_leaves_out_other_nodes():
    made = keras.Sequential(
        [keras.Input((6,)), layers.Dropout(0.5), layers.Dropout(0.5)]
    )
    kept = nnlib.mc_dropout(made, np.ones((400, 6), "float32"), 20) > 0
    assert kept.mean() == pytest.approx(0.25, abs=0.02)
    assert len({one.tobytes() for one in kept}) == 20


def test_the_seed_decides_and_batches_differ():
    made = model(layers.Dropout(0.5))
    one, again, other = (nnlib.mc_dropout(made, X, 4, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    np.random.seed(3)  # noqa: NPY002 - what setup() seeds
    by_setup = nnlib.mc_dropout(made, X, 4)
    np.random.seed(3)  # noqa: NPY002
    assert np.array_equal(by_setup, nnlib.mc_dropout(made, X, 4))
    alike = nnlib.mc_dropout(made, X[:1].repeat(20, axis=0), 4, batch_size=10, seed=1)
    assert not np.array_equal(alike[:, :10], alike[:, 10:])
    assert nnlib.mc_dropout(made, X, 4, batch_size=23).shape == (4, 50, 8)


def test_the_mean_of_many_passes_is_the_prediction_of_a_linear_model():
    made = model(layers.Dropout(0.3), layers.Dense(2))
    mean = nnlib.mc_dropout(made, X, 4000, seed=0).mean(axis=0)
    assert np.allclose(mean, made(X), atol=0.12)


def test_another_rate_counts_at_once():
    made = model(layers.Dropout(0.2))
    assert np.mean(nnlib.mc_dropout(made, X, 30) == 0) == pytest.approx(0.2, abs=0.02)
    made.layers[1].rate = 0.7
    assert np.mean(nnlib.mc_dropout(made, X, 30) == 0) == pytest.approx(0.7, abs=0.02)


def test_several_inputs_and_outputs():
    a, b = keras.Input((6,)), keras.Input((6,))
    c = layers.Dropout(0.5)(layers.Add()([a, b]))
    made = keras.Model([a, b], {"c": c, "d": layers.Dense(2)(c)})
    answers = nnlib.mc_dropout(made, [X, X], 3)
    assert {name: part.shape for name, part in answers.items()} == {
        "c": (3, 50, 6),
        "d": (3, 50, 2),
    }


def test_a_model_of_ones_own():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dropout, self.dense = layers.Dropout(0.5), layers.Dense(2)

        def call(self, x, training=False):
            return self.dense(self.dropout(x, training=training))

    made = Own()
    with pytest.raises(ValueError, match="not built yet"):
        nnlib.mc_dropout(made, X)
    made(X)
    assert nnlib.mc_dropout(made, X, 3).std(axis=0).min() > 0


def test_the_program_is_kept_no_longer_than_the_model():
    made = model(layers.Dropout(0.5))
    nnlib.mc_dropout(made, X, 2)
    known = weakref.ref(made)
    assert known() in module._programs
    del made
    gc.collect()
    assert known() is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": 3}, "model: 3 came; give a Keras model"),
        ({"model": model()}, "leaves nothing out"),
        ({"model": model(layers.Dropout(0))}, "leaves nothing out"),
        ({"x": "x"}, "x: str came; give arrays"),
        ({"x": X[:0]}, "no examples came"),
        ({"x": X[:, :3]}, "x: shape"),
        ({"passes": 0}, "passes: 0 came"),
        ({"batch_size": 0.5}, "batch_size: 0.5 came"),
        ({"seed": -1}, "seed: -1 came"),
    ],
)
def test_what_it_refuses(change, message):
    call = {"model": model(layers.Dropout(0.5)), "x": X, **change}
    with pytest.raises(ValueError, match=message):
        nnlib.mc_dropout(**call)
