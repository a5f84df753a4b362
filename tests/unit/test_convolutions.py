"""Convolutions in compiled loops: in the form that a CPU computes quickly."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers

import nnlib
from nnlib.seeds import seed_everything
from nnlib.training.engines.choice import make_engine, make_members_engine
from nnlib.training.engines.convolutions import quick_in_loops
from nnlib.training.rate_finding import find_rate

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(3, 4, 6, 6, 2)).astype("float32")
KERNEL = RNG.normal(size=(3, 3, 2, 5)).astype("float32")


def inner_programs(program):
    """A program and all within it."""
    yield program
    for equation in program.eqns:
        leaves = jax.tree.leaves(
            list(equation.params.values()), is_leaf=lambda leaf: hasattr(leaf, "eqns")
        )
        for leaf in leaves:
            if hasattr(leaf, "eqns"):
                yield from inner_programs(leaf)


def convolutions(function, *arguments) -> list[dict]:
    """The parameters of each convolution."""
    return [
        equation.params
        for program in inner_programs(jax.make_jaxpr(function)(*arguments))
        for equation in program.eqns
        if equation.primitive.name == "conv_general_dilated"
    ]


def forms(function, *arguments) -> list[bool]:
    """Of each convolution, whether examples come first and channels last."""
    return [
        (spec.lhs_spec[:2], spec.rhs_spec[:2], spec.out_spec[:2])
        == ((0, n - 1), (n - 1, n - 2), (0, n - 1))
        for params in convolutions(function, *arguments)
        for spec in [params["dimension_numbers"]]
        for n in [len(spec.lhs_spec)]
    ]


def loss(images, kernel):
    return jnp.sum(keras.ops.conv(images, kernel, strides=2) ** 2)


slopes = jax.grad(loss, argnums=(0, 1))


def scanned(images, kernel):
    def step(kernel, _):
        found = slopes(images, kernel)
        return kernel - 0.1 * found[1], found[0]

    return lax.scan(step, kernel, length=3)


def chosen(images, kernel):
    return lax.cond(
        images[0, 0, 0, 0] > 0, lambda k: slopes(images, k)[1], jnp.cos, kernel
    )


def channels_first(images, kernel):
    moved = jnp.moveaxis(images, -1, 1)
    return keras.ops.conv(moved, kernel, data_format="channels_first")


def slopes_of(convolve):
    return jax.grad(lambda *args: jnp.sum(convolve(*args) ** 2), argnums=(0, 1))


FUNCTIONS = {
    "slopes": slopes,
    "compiled": jax.jit(slopes),
    "computed again": jax.grad(jax.checkpoint(loss), argnums=(0, 1)),
    "channels first": channels_first,
    "depthwise": slopes_of(keras.ops.depthwise_conv),
    "transposed": slopes_of(
        lambda images, kernel: keras.ops.conv_transpose(
            images, jnp.swapaxes(kernel, 2, 3), 2
        )
    ),
}


ROUNDED = {"depthwise": 1e-4}  # outside of a loop XLA computes them in another order


@pytest.mark.parametrize("name", FUNCTIONS)
def test_convolutions_in_a_loop_are_what_they_are_outside(name):
    function, quick = FUNCTIONS[name], quick_in_loops(FUNCTIONS[name])
    before, after = (forms(each, IMAGES[0], KERNEL) for each in (function, quick))
    assert not all(before)
    assert after == [True] * len(before)

    def step(images):  # apart from the loop, as an engine has it
        return lax.optimization_barrier(
            quick(*lax.optimization_barrier((images, KERNEL)))
        )

    found = jax.jit(lambda images: lax.map(step, images))(IMAGES)
    for k, images in enumerate(IMAGES):
        expected = jax.jit(function)(images, KERNEL)
        assert jax.tree.structure(found) == jax.tree.structure(expected)
        for a, b in zip(*map(jax.tree.leaves, (found, expected)), strict=True):
            np.testing.assert_allclose(a[k], b, rtol=ROUNDED.get(name, 0))


@pytest.mark.parametrize("function", [scanned, chosen])
def test_loops_of_the_model_stay_as_they_are(function):
    quick = quick_in_loops(function)
    before, after = (forms(each, IMAGES[0], KERNEL) for each in (function, quick))
    assert before == after
    assert not all(before)
    found, expected = (jax.jit(each)(IMAGES[0], KERNEL) for each in (quick, function))
    jax.tree.map(np.testing.assert_array_equal, found, expected)


def test_other_devices_compute_as_before(monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert quick_in_loops(slopes) is slopes


class OwnLayer(layers.Layer):
    """A convolution that is no layer of Keras."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, shape[-1], 4))

    def call(self, x):
        return keras.ops.relu(keras.ops.conv(x, self.kernel))


def with_own_layer():
    block = keras.Sequential([layers.Conv2D(3, 2), OwnLayer()])
    made = keras.Sequential(
        [keras.Input((6, 6, 2)), block, layers.Flatten(), layers.Dense(1)]
    )
    made.compile("sgd", "mse")
    made.optimizer.build(made.trainable_variables)
    return made


DATA = IMAGES[0], np.zeros((4, 1), "float32"), None
RATES = {"learning_rate": np.full(2, 0.1, "float32")}
MEMBERS = {"one": lambda: make_engine(with_own_layer())}
MEMBERS["two"] = lambda: make_members_engine(
    [with_own_layer(), with_own_layer()], DATA, 2, RATES, []
)


@pytest.mark.parametrize("members", MEMBERS)
def test_the_loops_of_an_engine_hold_no_other_form(members):
    """Nor convolutions in groups, which those of two members at once would be."""
    engine = MEMBERS[members]()
    order = np.arange(4, dtype="int32").reshape(2, 2)
    if members == "two":
        order = np.stack([order, order])
    train, test = engine.programs
    asked = train, engine.state, DATA, order, RATES, 0, 2
    assert forms(*asked) == [True] * 5
    assert {params["feature_group_count"] for params in convolutions(*asked)} == {1}
    trainable, non_trainable, _, metrics = engine.state
    tested = lambda *state: test(*state, DATA, 0, 2, size=2)  # noqa: E731
    asked = tested, trainable, non_trainable, metrics
    assert forms(*asked) == [True] * 2
    assert {params["feature_group_count"] for params in convolutions(*asked)} == {1}


X = RNG.normal(size=(70, 6, 6, 2)).astype("float32")
Y = (X[:, 0, 0, 0] > 0).astype(int)


def classifier():
    made = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Dropout(0.2),
            layers.DepthwiseConv2D(2),
            layers.Flatten(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    made.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return made


def test_members_are_fits_of_their_own():
    options = {"epochs": 3, "validation_split": 0.2, "verbose": 0}
    runs = nnlib.compare({"": classifier}, X, Y, seeds=2, **options)
    for seed, history in enumerate(runs.histories[""]):
        seed_everything(seed)
        alone = classifier().fit(X, Y, **options).history
        assert history.keys() == alone.keys()
        for name, expected in alone.items():
            np.testing.assert_allclose(history[name], expected, atol=1e-5)


def test_losses_of_the_rate_finder_are_those_of_single_batches():
    made = classifier()
    found = find_rate(made, X, Y, steps=10, lowest=1e-3, highest=1e-1, seed=4)
    order = np.random.default_rng(4).permutation(70)[:64].reshape(2, 32)
    for rows, rate, loss in zip(order, found.rates, found.losses, strict=False):
        made.optimizer.learning_rate = rate
        made.reset_metrics()
        assert loss == pytest.approx(made.train_on_batch(X[rows], Y[rows])[0], rel=1e-6)
