"""What the overfitting and the bottleneck store of a training, and what they accept."""

import json
import re

import keras
import matplotlib
import numpy as np
import pytest
from keras import layers

from nnlib.explore import _bottleneck, _overfitting, _training, bottleneck, overfitting
from nnlib.explore import _overfitting_maps as maps
from nnlib.explore.host import FRONT, MAX_BYTES
from nnlib.keras_private import as_numpy

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2)).astype("float32")
Y = (X[:, 0] * X[:, 1] > 0).astype(int)
HELD = RNG.normal(size=(40, 2)), RNG.integers(0, 2, 40)
IMAGES = RNG.random((90, 8, 8)).astype("float32")
KINDS = RNG.integers(0, 3, 90)


def classifier(units=4, output="sigmoid", outputs=1, loss=None, **kwargs):
    made = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(units, "relu"),
            layers.Dense(outputs, output),
        ]
    )
    own = "binary_crossentropy" if outputs == 1 else "sparse_categorical_crossentropy"
    made.compile("adam", loss or own, **{"metrics": ["accuracy"]} | kwargs)
    return made


def narrow(*more, shape=(8, 8), units=2, name="two", metrics=("accuracy",)):
    made = keras.Sequential(
        [
            keras.Input(shape),
            layers.Flatten(),
            layers.Dense(units, name=name),
            *more,
            layers.Dense(3, "softmax"),
        ]
    )
    made.compile("adam", "sparse_categorical_crossentropy", metrics=list(metrics))
    return made


def boundaries(models=None, x=X, y=Y, **options):
    models = {"small": classifier()} if models is None else models
    options = {"validation_data": HELD, "epochs": 4} | options
    return overfitting(models, x, y, **options)


def plane(model=None, x=IMAGES, y=KINDS, **options):
    return bottleneck(
        narrow() if model is None else model, x, y, **{"epochs": 4} | options
    )


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def read(evaluate_module, path, expression, argument):
    return evaluate_module(FRONT / path, expression, argument)


def test_the_epochs_looked_at():
    assert _training.looked_at(4, 24) == [0, 1, 2, 3, 4]
    for epochs in (2, 23, 30, 300, 10_000):
        at = _training.looked_at(epochs, 24)
        assert at[0] == 0
        assert at[-1] == epochs
        assert len(at) == min(24, epochs + 1)
        steps = np.diff(at)
        assert (steps >= 1).all()
        assert (np.diff(steps) >= -1).all()


@pytest.mark.parametrize("make", [boundaries, plane])
def test_the_same_seed_gives_the_same_bytes(make, compared):
    def once(seed=0):
        keras.utils.set_random_seed(seed)
        return make()

    before = html(once())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(once()) == before
    other = html(once(1))
    assert other != before
    assert compared(other) == compared(before)
    assert once().description == once(1).description


@pytest.mark.parametrize("make", [boundaries, plane])
def test_output_asks_for_nothing(make):
    page = html(make())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_training_is_fits():
    weights = []
    for fit in (lambda model: boundaries({"small": model}, epochs=3), fitted):
        keras.utils.set_random_seed(5)
        fit(model := classifier())
        weights.append([as_numpy(variable) for variable in model.variables])
    for ours, theirs in zip(*weights, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def fitted(model):
    model.fit(X, Y, epochs=3, validation_data=HELD, verbose=0)


def test_maps_and_curves_are_the_models(evaluate_module):
    keras.utils.set_random_seed(0)
    models = {"small": classifier(), "wide": classifier(64)}
    data = boundaries(models).data
    bounds = maps.bounds(_overfitting._sets(X, Y, HELD))
    (left, right), (low, high) = bounds
    side = data["side"]
    for number, model in enumerate(models.values()):
        found = read(
            evaluate_module,
            "overfitting/maths.js",
            "m.mapsOf(...argument)",
            [data["maps"][number], len(data["epochs"]), side],
        )
        last = np.array(found[-1]).reshape(side, side)
        for row, column in ((0, 0), (0, side - 1), (side - 1, 0), (20, 10)):
            x = left + column / (side - 1) * (right - left)
            y = high - row / (side - 1) * (high - low)
            answer = float(np.asarray(model(np.array([[x, y]])))[0, 0])
            assert last[row, column] / 255 == pytest.approx(answer, abs=0.003)
        for metric in ("loss", "accuracy"):
            assert data["metrics"] == ["loss", "accuracy"]
            pair = data["curves"][metric][2 * number : 2 * number + 2]
            history = model.history.history
            for text, name in zip(pair, (metric, f"val_{metric}"), strict=True):
                values = read(
                    evaluate_module,
                    "overfitting/maths.js",
                    "m.valuesOf(...argument)",
                    [text, data["limits"][metric]],
                )
                np.testing.assert_allclose(values, history[name], atol=1e-3)


def test_points_are_where_they_are(evaluate_module):
    data = boundaries().data
    bounds = maps.bounds(_overfitting._sets(X, Y, HELD))
    found = read(
        evaluate_module,
        "overfitting/maths.js",
        "m.pointsOf(argument)",
        data["points"]["training"],
    )
    assert [point["kind"] for point in found] == Y.tolist()
    shares = (X - bounds[:, 0]) / (bounds[:, 1] - bounds[:, 0])
    np.testing.assert_allclose([p["x"] for p in found], shares[:, 0], atol=0.003)
    np.testing.assert_allclose([1 - p["y"] for p in found], shares[:, 1], atol=0.003)


LOGITS = keras.losses.BinaryCrossentropy(from_logits=True)
SPARSE = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: classifier(output=None, loss=LOGITS),
        lambda: classifier(output="softmax", outputs=2),
        lambda: classifier(output=None, outputs=2, loss=SPARSE),
        lambda: classifier(metrics=[]),
    ],
)
def test_all_that_end_in_probabilities_will_do(make):
    model = make()
    data = boundaries({"one": model}).data
    assert data["classes"] == 2
    assert data["metrics"][0] == "loss"


def test_three_classes_are_told_with_their_certainty(evaluate_module):
    y = np.where(X[:, 0] > 0.5, 2, Y)
    held = HELD[0], np.where(HELD[0][:, 0] > 0.5, 2, HELD[1])
    model = classifier(32, "softmax", 3)
    data = boundaries({"three": model}, y=y, validation_data=held).data
    assert (data["classes"], len(data["colors"])) == (3, 3)
    values = maps._map(np.array([[0.2, 0.2, 0.6], [1, 0, 0], [0.3, 0.4, 0.3]]))
    told = read(
        evaluate_module,
        "overfitting/maths.js",
        "argument.map((value) => m.told(value, 3))",
        values.tolist(),
    )
    assert [each["kind"] for each in told] == [2, 0, 1]
    certain = [each["certain"] for each in told]
    np.testing.assert_allclose(certain, [0.4, 1, 0.1], atol=0.01)


def test_rows_with_a_one_are_labels():
    rows = np.eye(2)[Y]
    held = HELD[0], np.eye(2)[HELD[1]]
    model = classifier(4, "softmax", 2, "categorical_crossentropy")
    told = boundaries({"rows": model}, y=rows, validation_data=held)
    assert told.data["points"] == boundaries().data["points"]


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ({}, r"^models: \{\} came; give one or two by name"),
        ([1], r"^models: \[1\] came"),
        ({"a": 3}, r"^models: 'a': 3 came; give a Keras model after"),
        ({"a": keras.Sequential([keras.Input((2,))])}, "^models: 'a': .* after model"),
        (
            {"a": narrow(shape=(3,))},
            r"^models: 'a': .* takes \(3,\); give .*two numbers",
        ),
    ],
)
def test_models_that_will_not_do(models, told):
    with pytest.raises(ValueError, match=told):
        boundaries(models)


def test_no_model_twice():
    model = classifier()
    with pytest.raises(ValueError, match=r"^models: the same one came twice"):
        boundaries({"a": model, "b": model})


def test_regressions_are_refused():
    with pytest.raises(
        ValueError, match=r"^models: outputs from .* came; give a class"
    ):
        boundaries({"a": classifier(output=None, outputs=1, loss="mse")}, x=30 * X)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"x": X[:, :1]}, r"^x: shape \(60, 1\) came; give two numbers for each"),
        ({"x": [[np.nan, 1]] * 60}, "^x: NaN or infinity came"),
        ({"y": Y[:9]}, r"^y: shape \(9,\) came; give a label for each of the 60"),
        ({"y": Y - 0.5}, r"^y: .* came; give whole numbers from 0"),
        ({"y": Y - 1}, r"^y: .* came; give whole numbers from 0"),
        ({"y": ["a"] * 60}, r"^y: .* came; give whole numbers from 0"),
        ({"y": Y + 8}, "^y: 10 classes came; give two to 6"),
        ({"y": Y + 1}, r"^y: classes up to 2 came, and 'small' has 1 outputs; count"),
        (
            {"validation_data": None},
            r"^validation_data: None came; give \(x_val, y_val",
        ),
        ({"validation_data": (X, Y[:3])}, r"^validation_data: y: shape \(3,\) came"),
        ({"epochs": 1}, "^epochs: 1 came; give a whole number from 2"),
        ({"batch_size": 0}, "^batch_size: 0 came"),
    ],
)
def test_data_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        boundaries(**options)


def test_the_largest_boundaries_are_small():
    x, y = RNG.normal(size=(400, 2)), RNG.integers(0, 2, 400)
    models = {"512 units": classifier(512), "512 more": classifier(512)}
    large = boundaries(models, x, y, epochs=60, batch_size=400)
    assert len(html(large).encode()) < 0.95 * MAX_BYTES
    at, texts = maps._maps(2 * [RNG.integers(0, 256, (24, 40, 40))], list(range(24)))
    assert sum(map(len, texts)) <= maps._MOST_OF_MAPS
    assert (at[0], at[-1]) == (0, 23)
    assert len(maps.kept(_training.looked_at(10_000, 24))) < 270


def test_the_plane_is_the_layers(evaluate_module):
    model = narrow()
    data = plane(model).data
    assert json.dumps(data)
    part = keras.Model(model.inputs[0], model.get_layer("two").output)
    expected = np.asarray(part(IMAGES))
    planes = read(
        evaluate_module,
        "bottleneck/maths.js",
        "m.planesOf(...argument)",
        [data["points"], len(data["epochs"])],
    )
    frame = np.array(data["frame"])
    found = np.array(planes[-1]).reshape(-1, 2) / 255
    found = frame[:, 0] + found * (frame[:, 1] - frame[:, 0])
    inside = np.clip(expected, frame[:, 0], frame[:, 1])
    pixel = (frame[:, 1] - frame[:, 0]).max() / 255
    np.testing.assert_allclose(found, inside, atol=0.51 * pixel)
    history = model.history.history["accuracy"]
    np.testing.assert_allclose(data["values"]["training"], history, rtol=1e-3)
    across, up = frame[:, 1] - frame[:, 0]
    assert across / up == pytest.approx(_bottleneck.ASPECT, rel=0.01)


def test_validation_is_told_too():
    data = plane(validation_data=(IMAGES, KINDS)).data
    assert list(data["values"]) == ["training", "validation"]
    assert plane(narrow(metrics=[])).data["metric"] == "loss"


def test_images_are_small_and_left_out_where_there_are_none(evaluate_module):
    black = np.zeros((90, 28, 28), np.uint8)
    black[:, :14] = 255
    data = plane(narrow(shape=(28, 28)), black).data
    shape = {"maps": 90, "rows": 14, "columns": 14}
    images = read(
        evaluate_module,
        "shared/packed.js",
        "m.unpacked(...argument)",
        [data["images"], shape],
    )
    assert images[7] == [15] * 98 + [0] * 98
    table = RNG.random((90, 5))
    assert plane(narrow(shape=(5,)), table).data["images"] == ""
    noise = RNG.random((300, 28, 28))
    large = plane(narrow(shape=(28, 28)), noise, RNG.integers(0, 3, 300))
    assert len(large.data["images"]) <= _bottleneck._MOST_OF_IMAGES
    assert len(html(large).encode()) < 0.95 * MAX_BYTES


def test_another_layer_can_be_named():
    model = narrow(layers.Dense(5, "relu"), layers.Dense(2, name="later"))
    with pytest.raises(
        ValueError, match=r"^model: .* has 2 hidden Dense layers .*'two'"
    ):
        plane(model)
    told = plane(model, layer="later", class_names=["a", "b", "c"])
    part = keras.Model(model.inputs[0], model.get_layer("later").output)
    [[low, high], _] = told.data["frame"]
    middle = np.median(np.asarray(part(IMAGES))[:, 0])
    assert low < middle < high
    assert plane(narrow(name=None)).description == plane(narrow(name=None)).description
    assert told.data["names"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: plane(3), "^model: 3 came; give a Keras model after"),
        (
            lambda: plane(narrow(units=3)),
            "^model: .* no hidden Dense layer of two units",
        ),
        (lambda: plane(layer="tow"), "^layer: there is no 'tow'; did you mean 'two'"),
        (lambda: plane(layer="flatten"), "^layer: "),
        (
            lambda: plane(narrow(layers.Dense(4, name="four")), layer="four"),
            "^layer: 'fo",
        ),
        (lambda: plane(y=KINDS[:5]), r"^y: shape \(5,\) came; give a label for each"),
        (lambda: plane(y=KINDS * 9), "^y: 19 classes came; give at most 14"),
        (lambda: plane(class_names="abc"), "^class_names: 'abc' came; give a name for"),
        (lambda: plane(class_names=["a", "b"]), "^class_names: .* each of the 3"),
        (
            lambda: plane(class_names=["a", "b", 15 * "c"]),
            "^class_names: 'ccc.* letters",
        ),
        (lambda: plane(epochs=0), "^epochs: 0 came; give a whole number from 2"),
        (lambda: plane(x=IMAGES[:, :3]), "^x: shape"),
    ],
)
def test_what_no_plane_can_be_made_of(make, told):
    with pytest.raises(ValueError, match=told):
        make()
