"""Inputs and labels that do not fit a model: one sentence, or what Keras does."""

import warnings

import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers

import nnlib
from nnlib import keras_private
from nnlib.training import structures

RNG = np.random.default_rng(0)
N, WIDTH, CLASSES = 24, 4, 3
X = RNG.normal(size=(N, WIDTH)).astype("float32")
Y = np.arange(N) % CLASSES
ROWS = np.eye(CLASSES, dtype="float32")[Y]
TARGET = X[:, :1] - X[:, 1:2]
SPARSE, BINARY = "sparse_categorical_crossentropy", "binary_crossentropy"
CATEGORICAL = "categorical_crossentropy"


class Twice(layers.Layer):
    """A layer of one's own."""

    def call(self, x):
        return 2 * x


def own_loss(y, p):
    """Labels that are NaN do not count."""
    known = keras.ops.isfinite(y)
    error = keras.ops.where(known, p - keras.ops.where(known, y, 0), 0)
    return keras.ops.mean(error**2, axis=-1)


def model(units, activation, loss, shape=(WIDTH,), first=()):
    made = keras.Sequential(
        [
            *([keras.Input(shape)] if shape else ()),
            *first,
            layers.Dense(units, activation=activation),
        ]
    )
    made.compile("sgd", loss)
    return made


def two_inputs(named=False):
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    out = layers.Dense(1)(layers.concatenate([a, b]))
    made = keras.Model({"a": a, "b": b} if named else [a, b], out)
    made.compile("sgd", "mse")
    return made


def two_outputs(loss):
    x = keras.Input((WIDTH,))
    price = layers.Dense(1, name="price")(x)
    kind = layers.Dense(CLASSES, activation="softmax", name="kind")(x)
    made = keras.Model(x, [price, kind])
    made.compile("sgd", loss)
    return made


def fit(made, x, y, **call):
    options = {"verbose": 0, "batch_size": 8, "shuffle": False}
    return nnlib.Trainer(made).fit(x, y, **options, **call)


def values(made):
    return [keras_private.as_numpy(variable) for variable in made.variables]


def assert_refused(made, x, y, told, **call):
    before = values(made)
    with pytest.raises(ValueError, match=told) as caught:
        fit(made, x, y, **call)
    assert "\n" not in str(caught.value)
    after = values(made)  # and an unbuilt model is not built
    assert len(before) == len(after)
    assert all(map(np.array_equal, before, after))


def assert_as_keras(build, x, y, warning=None):
    """Trained to the same history, with a warning or without one."""
    keras.utils.set_random_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = build().fit(x, y, batch_size=8, shuffle=False, verbose=0).history
    keras.utils.set_random_seed(1)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ours = fit(build(), x, y).history
    own = [each for each in told if each.category is UserWarning]
    if warning is None:
        assert not own
    else:
        assert [warning in str(each.message) for each in own] == [True]
        assert own[0].filename == __file__
    np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-6)


WRONG_LABELS = [
    (
        (3, "softmax", CATEGORICAL),
        Y,
        r"y: shape \(24,\) came, and the model's output has \(None, 3\); "
        r"categorical_crossentropy: for numbers of classes give "
        r"keras\.utils\.to_categorical\(y, 3\), or take the loss sparse_categorical",
    ),
    ((3, "softmax", CATEGORICAL), Y[:, None], r"to_categorical\(y, 3\)"),
    (
        (3, "softmax", CATEGORICAL),
        ROWS[:, :2],
        "give 3 numbers an example, or the last",
    ),
    (
        (3, "softmax", SPARSE),
        ROWS,
        r"y: shape \(24, 3\) came, and sparse_categorical_crossentropy takes the "
        r"number of a class for each example, shape \(24,\); take categorical_cross"
        r"entropy, or give y\.argmax\(axis=-1\)",
    ),
    ((3, "softmax", keras.losses.SparseCategoricalCrossentropy()), ROWS, "argmax"),
    ((3, "softmax", keras.losses.sparse_categorical_crossentropy), ROWS, "argmax"),
    ((3, "softmax", SPARSE), Y / 2, "0.5 came among the labels, and sparse_"),
    ((2, "softmax", SPARSE), Y, "labels from 0 to 2 came, .* give the last layer 3 u"),
    (
        (1, "sigmoid", SPARSE),
        Y % 2,
        "one output takes 0 only; take binary_crossentropy",
    ),
    ((1, "sigmoid", SPARSE), Y % 2 == 1, "one output takes 0 only"),
    (
        (1, "sigmoid", BINARY),
        ROWS,
        "give 1 number an example, or the last layer 3 units",
    ),
    ((3, "sigmoid", BINARY), Y, r"to_categorical\(y, 3\)$"),
    ((3, "sigmoid", BINARY), Y[:, None], r"to_categorical\(y, 3\)$"),
    ((3, "softmax", "mse"), Y, r"to_categorical\(y, 3\)$"),
    (
        (8, None, "mse"),
        TARGET[:, 0],
        "give 8 numbers an example, or the last layer 1 unit",
    ),
    ((3, None, "mse"), ROWS[:, :2], "the last layer 2 units"),
    ((1, None, "mse"), None, "y: None came, and the model's loss compares"),
    ((1, None, "mse"), TARGET * np.nan, "y: NaN came, first in example 0"),
    (
        (1, None, "mse"),
        np.where(TARGET == TARGET[5], np.inf, TARGET),
        "y: infinity .* 5;",
    ),
]


@pytest.mark.parametrize(("made", "y", "told"), WRONG_LABELS)
def test_labels_that_do_not_fit_are_named(made, y, told):
    assert_refused(model(*made), X, y, told)


@pytest.mark.parametrize(("made", "y", "told"), WRONG_LABELS[:17])
def test_also_before_a_model_has_its_input(made, y, told):
    assert_refused(model(*made, shape=None), X, y, told)


def test_labels_are_checked_where_keras_trains_too():
    stop = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    assert_refused(model(3, "softmax", CATEGORICAL), X, Y, "to_cat", callbacks=[stop])


def test_validation_labels_are_called_so():
    made = model(3, "softmax", SPARSE)
    told = "validation_data, its y: "
    assert_refused(made, X, Y, told + r"shape \(24, 3\)", validation_data=(X, ROWS))
    assert_refused(made, X, Y, told + "None came", validation_data=(X,))


@pytest.mark.parametrize(
    ("made", "y", "warning"),
    [
        ((1, "sigmoid", BINARY), Y, "labels from 0 to 2 came, and binary_crossentropy"),
        (
            (1, "sigmoid", BINARY),
            2 * (Y % 2) - 1,
            "0 stands for the other class, not -1",
        ),
        ((3, "sigmoid", BINARY), 255 * ROWS, "scale them to between 0 and 1"),
        ((3, "softmax", CATEGORICAL), 2 * ROWS, "a row with the sum 2 came"),
        ((3, None, "mse"), TARGET, "Keras compares each number with several"),
        ((1, None, "mse"), ROWS, "Keras compares each number with several"),
    ],
)
def test_what_trains_to_no_use_is_warned_of(made, y, warning):
    assert_as_keras(lambda: model(*made), X, y, warning)


@pytest.mark.parametrize(
    ("made", "y"),
    [
        ((3, "softmax", "mse"), ROWS),
        ((3, "softmax", CATEGORICAL), ROWS.astype(int)),
        ((3, "softmax", CATEGORICAL), 0.9 * ROWS + 0.1 / 3),
        (
            (3, "softmax", keras.losses.CategoricalCrossentropy(label_smoothing=0.1)),
            ROWS,
        ),
        ((3, None, keras.losses.SparseCategoricalCrossentropy(from_logits=True)), Y),
        ((3, None, keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)), Y - 1),
        ((3, "sigmoid", SPARSE), Y),
        ((3, "softmax", SPARSE), Y[:, None]),
        ((3, "softmax", SPARSE), Y.astype("float32")),
        ((3, "softmax", [SPARSE]), Y),
        ((1, "sigmoid", BINARY), Y % 2),
        ((1, "sigmoid", BINARY), Y[:, None] / 2),
        ((1, "sigmoid", BINARY), Y == 1),
        ((3, "sigmoid", BINARY), np.minimum(ROWS + ROWS[::-1], 1)),
        ((1, None, "mse"), TARGET),
        ((1, None, "mae"), TARGET[:, 0]),
        ((1, None, "hinge"), 2 * (Y % 2) - 1),
        ((1, None, own_loss), np.where(TARGET > 1, np.nan, TARGET)),
        ((3, None, own_loss), TARGET),
    ],
)
def test_what_keras_trains_well_is_trained(made, y):
    assert_as_keras(lambda: model(*made), X, y)
    assert_as_keras(lambda: model(*made, shape=None), X, y)


def test_of_a_softmax_over_one_unit_keras_warns():
    for shape in ((WIDTH,), None):
        with pytest.warns(UserWarning, match="softmax over axis -1 .* has size 1"):
            fit(model(1, "softmax", BINARY, shape), X, Y % 2)


def test_a_sequence_has_a_label_for_each_step():
    x, y = RNG.normal(size=(N, 5, WIDTH)).astype("float32"), np.tile(Y[:, None], (1, 5))
    build = lambda: model(3, "softmax", SPARSE, (5, WIDTH))  # noqa: E731
    assert_as_keras(build, x, y)
    assert_as_keras(build, x, y[..., None])
    assert_refused(build(), x, Y, r"shape \(24,\) came, .* shape \(24, 5\)")
    assert_as_keras(lambda: model(1, None, "mse", (5, WIDTH)), x, x[..., 0])
    told = r"mean_squared_error: give labels of shape \(24, 5, 1\)"
    assert_refused(model(1, None, "mse", (5, WIDTH)), x, TARGET[:, 0], told)


def test_each_of_several_outputs_is_checked():
    for loss in (["mse", SPARSE], {"price": "mse", "kind": SPARSE}):
        assert_refused(two_outputs(loss), X, [TARGET, ROWS], r"y\[1\]: shape \(24, 3\)")
        named = {"price": TARGET, "kind": Y + 1}
        assert_refused(two_outputs(loss), X, named, r"y\['kind'\]: labels from 1 to 3")
        assert_as_keras(lambda loss=loss: two_outputs(loss), X, [TARGET, Y])
    gaps = np.where(TARGET > 1, np.nan, TARGET)
    assert_as_keras(lambda: two_outputs([own_loss, SPARSE]), X, [gaps, Y])
    assert_refused(two_outputs(["mse", own_loss]), X, [gaps, ROWS], "y: NaN came")


WRONG_INPUTS = [
    ((4,), X.reshape(N, 2, 2), r"takes \(None, 4\); x\.reshape\(24, 4\) fits"),
    ((4,), X.T, r"shape \(4, 24\) came, and the model takes \(None, 4\); x\.T has"),
    ((4,), X[0], r"shape \(4,\) came, .*; x\[np\.newaxis\] makes a batch of this one"),
    ((4,), X[:, :3], r"keras\.Input\(\(3,\)\) begins a model that takes this"),
    ((2, 2, 3), np.zeros((N, 3, 2, 2)), r"np\.moveaxis\(x, 1, -1\) fits"),
    ((3, 2, 2), np.zeros((N, 2, 2, 3)), r"np\.moveaxis\(x, -1, 1\) fits"),
    ((4,), list(X), r"x: a list of 24 arrays came, one for each example; .*array\(x\)"),
    ((4,), {"z": X}, "x: a dict with the names 'z' came, without"),
    ((4,), np.where(X == X[7, 2], np.inf, X), "x: infinity came, first in example 7"),
    ((4,), np.where(X == X[7, 2], -np.inf, X), "x: infinity came, first in example 7"),
]


@pytest.mark.parametrize(("shape", "x", "told"), WRONG_INPUTS)
def test_inputs_that_do_not_fit_are_named(shape, x, told):
    flat = [layers.Flatten()] if len(shape) > 1 else []
    assert_refused(model(3, "softmax", SPARSE, shape, flat), x, Y, told)


NOT_NUMBERS = [
    (
        X,
        np.array(["cat", "dog", "fish"])[Y],
        "text came, such as 'c",
    ),
    (
        X,
        np.array(["a", "b", "c"], object)[Y],
        r"y, return_inverse",
    ),
    (X, list("abc" * 8), "y: a list of text came; number the cl"),
    (X, pd.Series(list("abc" * 8)), "y: text came, such as 'a'"),
    (
        X,
        Y.tolist(),
        r"y: a list of numbers came; .* np\.array\(y\)",
    ),
    (
        X,
        Y.astype(object),
        r"objects came.* y\.astype\('float32'\)",
    ),
    (
        X.tolist(),
        Y,
        r"x: a list of numbers came; make an array of it: np\.array\(x\)",
    ),
    (X.astype(object), Y, r"x: an array of objects came.* x\.astype\('float32'\)"),
    (X.astype(str), Y, "x: text came, such as '.*turn it into numbers first"),
    (
        pd.DataFrame({"a": Y, "b": list("mf" * 12)}),
        Y,
        "x: text came in the column 'b'",
    ),
]


@pytest.mark.parametrize(("x", "y", "told"), NOT_NUMBERS)
def test_text_and_lists_are_named(x, y, told):
    assert_refused(model(3, "softmax", SPARSE), x, y, told)


def test_validation_labels_in_a_list_are_called_so():
    told = r"validation_data, its y: a list of numbers came; .*: np\.array\(y\)"
    made = model(3, "softmax", SPARSE)
    assert_refused(made, X, Y, told, validation_data=(X, Y.tolist()))


def test_huge_numbers_are_numbers():
    huge = np.full((N, WIDTH), 3e38, "float32")  # their sum is not one
    structures.check((huge, Y, None), model(3, "softmax", SPARSE))


def test_what_the_remedy_says_fits():
    assert_as_keras(lambda: model(3, "softmax", SPARSE), X.T.T, Y)
    image = np.moveaxis(np.ones((N, 3, 2, 2)), 1, -1)
    build = lambda: model(3, "softmax", SPARSE, (2, 2, 3), [layers.Flatten()])  # noqa: E731
    assert_as_keras(build, image, Y)


@pytest.mark.parametrize("shape", [(4, 4, 1), (4, None, 1), (None, None, 1)])
def test_an_axis_of_one_at_the_end_may_be_missing_or_too_much(shape):
    first = lambda: [layers.GlobalAveragePooling2D()]  # noqa: E731
    build = lambda: model(3, "softmax", SPARSE, shape, first())  # noqa: E731
    assert_as_keras(build, np.ones((N, 4, 4)), Y)


def test_so_may_that_of_a_table():
    assert_as_keras(lambda: model(3, "softmax", SPARSE), X[..., None], Y)
    assert_as_keras(lambda: model(3, "softmax", SPARSE, (1,)), X[:, 0], Y)


def test_the_first_layer_says_how_many_axes_it_takes():
    made = model(3, "softmax", SPARSE, None, [layers.Conv2D(2, 3), layers.Flatten()])
    told = (
        r"the first layer, Conv2D, takes arrays of 4 axes, .*; x\[\.\.\., np\.newaxis"
    )
    assert_refused(made, np.ones((N, 8, 8)), Y, told)


def test_several_inputs_are_named():
    a, b = X[:, :2], X[:, 1:]
    for named in (False, True):
        made = two_inputs(named)
        assert_refused(
            made, {"a": a, "b": a}, TARGET, r"x\['b'\]: shape \(24, 2\) came"
        )
        assert_refused(made, {"a": a}, TARGET, "names 'a' came, without 'b'; the model")
        assert_as_keras(lambda n=named: two_inputs(n), {"a": a, "b": b}, TARGET)
    made = two_inputs()
    assert_refused(made, [a, a], TARGET, r"x\[1\]: shape \(24, 2\) .* \(None, 3\)")
    assert_refused(
        made, a, TARGET, "x: an array came, and the model has 2 inputs; give"
    )
    assert_refused(made, [a], TARGET, "x: 1 arrays came|x: an array came")
    assert_as_keras(two_inputs, [a, b], TARGET)


def test_gaps_in_inputs_are_left_to_a_layer_that_may_fill_them():
    gaps = np.where(X > 1, np.nan, X)
    fill = lambda x: keras.ops.where(keras.ops.isnan(x), 0.0, x)  # noqa: E731
    build = lambda: model(3, "softmax", SPARSE, first=[layers.Lambda(fill)])  # noqa: E731
    assert_as_keras(build, gaps, Y)
    with pytest.raises(ValueError, match="loss: NaN"):  # which only training tells
        fit(model(3, "softmax", SPARSE, first=[Twice()]), gaps, Y)
    assert_refused(model(3, "softmax", SPARSE), gaps, Y, "x: NaN came")

    filled = keras.Input((WIDTH,))
    made = keras.Model(filled, layers.Dense(3, activation="softmax")(fill(filled)))
    made.compile("sgd", SPARSE)
    assert np.isfinite(fit(made, gaps, Y).history["loss"]).all()


def test_a_model_of_ones_own_is_not_judged():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(3)

        def compute_loss(self, x=None, y=None, y_pred=None, *rest, **options):
            return keras.ops.mean(y_pred**2)

        def call(self, x):
            return self.dense(keras.ops.reshape(x, (-1, WIDTH)))

    def build():
        made = Own()
        made.compile("sgd", "mse")
        return made

    assert_as_keras(build, X.reshape(N, 2, 2), None)
    assert_as_keras(build, X, Y)
