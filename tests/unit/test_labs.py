"""Labs: pictures that depend on the controls alone, the updates, the boundaries."""

import base64
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from PIL import Image

import nnlib
from nnlib.explore.recording import record_updates
from nnlib.keras_private import as_numpy
from nnlib.labs import _boundary
from nnlib.labs import boundary as boundary_lab
from nnlib.labs._boundary import SHAPES, points
from nnlib.labs.lab import Lab


def line_lab(moving=False, layout=None, **options):
    figure = Figure(figsize=(4, 3), layout=layout)
    ax = figure.subplots()
    (line,) = ax.plot([0.2, 0.8], [0, 0])  # clear of the axes, wherever it goes
    ax.set(xlim=(0, 1), ylim=(-1, 1))
    calls = []

    def tilt(slope, color):
        calls.append((slope, color))
        line.set(ydata=[0, slope / 10], color=color)
        return f"slope <{slope}>"

    controls = {"slope": (0, 5), "color": ["red", "blue"]}
    if moving:
        options["moving"] = [line]
    return Lab(figure, tilt, controls, **options), calls


def size(png):
    return Image.open(io.BytesIO(png)).size


def test_each_picture_is_drawn_once():
    lab, calls = line_lab()
    pictures = {slope: lab.frame(slope=slope) for slope in range(6)}
    assert len(set(pictures.values())) == 6
    assert {size(picture) for picture in pictures.values()} == {(400, 300)}
    assert [slope for slope, _ in calls] == [0, 1, 2, 3, 4, 5]
    for slope in reversed(range(6)):
        assert lab.frame(slope=slope) is pictures[slope]
    assert len(calls) == 6


@pytest.mark.parametrize("layout", [None, "constrained"])
def test_moving_artists_give_the_same_pictures(layout):
    whole, quick = line_lab(layout=layout)[0], line_lab(True, layout)[0]
    for values in ({"slope": 3}, {"slope": 0}, {"slope": 5, "color": "blue"}):
        a, b = (
            np.asarray(Image.open(io.BytesIO(lab.frame(**values))))
            for lab in (whole, quick)
        )
        np.testing.assert_array_equal(a, b)


def test_controls_move_the_picture_and_the_sentence():
    lab, _ = line_lab(start={"slope": 2, "color": "blue"})
    assert lab.values == {"slope": 2, "color": "blue"}
    buttons, picture, sentence = lab.widget.children
    slider, colors = buttons.children
    assert (slider.description, slider.min, slider.max) == ("slope", 0, 5)
    assert (colors.description, colors.options) == ("color", ("red", "blue"))
    assert sentence.value == "slope &lt;2&gt;"
    before = picture.value
    slider.value = 4
    assert sentence.value == "slope &lt;4&gt;"
    assert picture.value == lab.frame(slope=4) != before
    assert (picture.width, picture.height) == ("400", "300")
    lab.set(slope=2)
    assert picture.value == before
    assert lab.choices() == {"slope": [0, 1, 2, 3, 4, 5], "color": ["red", "blue"]}


def test_an_error_in_the_drawing_is_raised_and_told():
    figure = Figure()

    def draw(k):
        if k == 3:
            raise RuntimeError("no <three>")

    lab = Lab(figure, draw, {"k": (1, 5)})
    *_, sentence = lab.widget.children
    with pytest.raises(RuntimeError, match="no <three>"):
        lab.set(k=3)
    assert "RuntimeError: no &lt;three&gt;" in sentence.value
    lab.set(k=4)
    assert sentence.value == ""


@pytest.mark.parametrize(("seconds", "told"), [(1.0, True), (0.01, False)])
def test_a_lab_that_takes_its_time_says_that_it_computes(monkeypatch, seconds, told):
    now = iter(np.arange(0, 100, seconds))
    module = sys.modules["nnlib.labs.lab"]
    monkeypatch.setattr(module, "perf_counter", lambda: next(now))
    lab, _ = line_lab()
    *_, sentence = lab.widget.children
    seen = []
    sentence.observe(lambda change: seen.append(change["new"]), "value")
    lab.set(slope=3)
    lab.set(slope=0)  # drawn already
    computing = ["<b>Computing.</b> The picture is still the last one."]
    expected = ["slope &lt;3&gt;", "slope &lt;0&gt;"]
    assert seen == (computing if told else []) + expected


def test_the_picture_is_no_wider_than_the_page():
    lab, _ = line_lab()
    layout = lab.widget.children[1].layout
    assert (layout.max_width, layout.margin) == ("100%", "2px 0")


def test_a_notebook_gets_the_widget_a_picture_and_a_description():
    lab, _ = line_lab()
    lab.frame(slope=5)  # what was drawn last is not what the controls say
    data, metadata = lab._repr_mimebundle_()
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == lab.widget.model_id
    assert json.dumps(data)
    assert size(base64.b64decode(data["image/png"])) == (800, 600)
    assert metadata == {"image/png": {"width": 400, "height": 300}}
    assert data["text/plain"].startswith(
        "Lab; controls: slope (0 to 5; now 0), color (red, blue; now red). Figure"
    )
    assert "y all 0" in data["text/plain"]


def test_what_is_drawn_already_is_shown_as_it_is():
    lab, calls = line_lab()
    lab._repr_mimebundle_()
    assert calls == [(0, "red")]
    lab.set(slope=3)
    lab.set(slope=0)  # kept; the figure still shows 3
    lab._repr_mimebundle_()
    assert [slope for slope, _ in calls] == [0, 3, 0]


@pytest.mark.parametrize(
    ("controls", "start", "told"),
    [
        ({"k": (3, 1)}, {}, "k: neither the least and the greatest"),
        ({"k": (0.0, 1.0)}, {}, "k: neither"),
        ({"k": []}, {}, "k: neither"),
        ({"k": 3}, {}, "k: neither"),
        ({"k": (0, 3)}, {"k": 4}, "k: 4 came; give a whole number from 0 to 3"),
        ({"k": ["a", "b"]}, {"k": "c"}, "k: 'c' came; give one of a, b"),
        ({"k": (0, 3)}, {"q": 1}, "start: q came; the controls are k"),
    ],
)
def test_wrong_controls(controls, start, told):
    with pytest.raises(ValueError, match=told):
        Lab(Figure(), lambda **values: None, controls, start=start)


def test_setting_what_is_not_there():
    lab, _ = line_lab()
    with pytest.raises(ValueError, match=r"slope: 9 came; give one of 0, 1, 2"):
        lab.set(slope=9)
    with pytest.raises(ValueError, match=r"slop: 1 came; give one of slope, color"):
        lab.set(slop=1)
    with pytest.raises(ValueError, match=r"color: 'green' came; give one of red, blue"):
        lab.frame(color="green")


# ------------------------------------------------------------------------ updates


def small_model(rate=0.3, optimizer=None, sizes=(3, 4, 2), use_bias=True):
    keras.utils.set_random_seed(0)
    *hidden, last = sizes[1:]
    model = keras.Sequential(
        [
            keras.Input(sizes[:1]),
            *(keras.layers.Dense(n, "tanh", use_bias=use_bias) for n in hidden),
            keras.layers.Dense(last, "softmax", use_bias=use_bias),
        ]
    )
    model.compile(
        optimizer or keras.optimizers.SGD(rate), "sparse_categorical_crossentropy"
    )
    return model


def values(variables):
    return [np.array(as_numpy(variable)) for variable in variables]


def examples(n=50, inputs=3):
    x = np.random.default_rng(1).normal(size=(n, inputs)).astype("float32")
    return x, (x[:, 0] > x[:, 1]).astype(int)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_updates_are_those_of_fit(optimizer):
    x, y = examples()
    model = small_model(optimizer=optimizer)
    made = record_updates(model, x, y, batch_size=16, updates=9)
    sizes = [len(rows) for rows in made.batches]
    assert sizes == [16, 16, 16, 2, 16, 16, 16, 2, 16]
    assert sorted(np.concatenate(made.batches[:4])) == list(range(50))
    assert [len(each) for each in (made.weights, made.batch_losses, made.losses)] == [
        10,
        9,
        10,
    ]
    other = small_model(optimizer=optimizer)
    for k, rows in enumerate(made.batches):
        for kept, weight in zip(made.weights[k], values(other.weights), strict=True):
            np.testing.assert_allclose(kept, weight, atol=1e-6)
        loss = other.evaluate(x[rows], y[rows], verbose=0)
        assert made.batch_losses[k] == pytest.approx(loss, abs=1e-5)
        loss = other.evaluate(x, y, verbose=0)
        assert made.losses[k] == pytest.approx(loss, abs=1e-5)
        other.fit(x[rows], y[rows], batch_size=16, verbose=0)


def test_the_model_is_left_as_it_was():
    x, y = examples()
    model = small_model(optimizer="adam")
    model.fit(x, y, epochs=2, verbose=0)
    before = values([*model.variables, *model.optimizer.variables])
    made = record_updates(model, x, y, updates=5)
    after = values([*model.variables, *model.optimizer.variables])
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    again = record_updates(model, x, y, updates=5)
    np.testing.assert_array_equal(made.losses, again.losses)


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_lab_of_updates_over_its_whole_range(use_bias):
    x, y = examples()
    model = small_model(use_bias=use_bias)
    lab = nnlib.labs.updates(model, x, y, updates=12)
    made = record_updates(model, x, y, updates=12)
    assert lab.choices() == {"update": list(range(13))}
    largest = max(np.abs(w).max() for weights in made.weights for w in weights)
    left, right = lab.figure.axes
    pictures = set()
    for update in range(13):
        lab.set(update=update)
        pictures.add(lab.frame())
        drawn = np.concatenate([c.get_linewidths() for c in left.collections[:2]])
        weights = np.concatenate([w.ravel() for w in made.weights[update]])
        widths = 0.3 + 4.5 * np.abs(weights) / largest
        np.testing.assert_allclose(drawn, widths, rtol=1e-5)
        shown = np.concatenate([np.sign(c.get_array()) for c in left.collections[:2]])
        np.testing.assert_array_equal(shown, np.sign(weights))
        assert left.get_title() == f"after {update} update{'s' * (update != 1)}"
        dot = right.lines[-1].get_data()
        assert (dot[0][0], dot[1][0]) == (update, pytest.approx(made.losses[update]))
    assert len(pictures) == 13
    assert {size(picture) for picture in pictures} == {(1100, 440)}
    *_, sentence = lab.widget.children
    assert sentence.value.startswith("After 12 of 12 updates the loss of all examples")


def _flat(layer):
    return np.concatenate([each.ravel() for each in layer if each is not None])


def test_the_updates_of_a_model_with_weights_that_are_not_drawn():
    layers = keras.layers
    x, y = examples()
    keras.utils.set_random_seed(0)
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4), layers.PReLU()])
    scale = layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [
            *(keras.Input((3,)), scale, layers.Dense(4, use_bias=False)),
            *(layers.BatchNormalization(), layers.Activation("relu"), inner),
            *(layers.LayerNormalization(), layers.Dropout(0.2)),
            layers.Dense(2, "softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy")
    before = values([*model.variables])
    lab = nnlib.labs.updates(model, x, y, updates=7)
    for old, new in zip(before, values([*model.variables]), strict=True):
        np.testing.assert_array_equal(old, new)
    made = record_updates(model, x, y, updates=7)
    for then, layers_then in zip(made.weights, made.dense, strict=True):
        kernels = [w for w in then if w.ndim == 2]
        assert [w.shape for w in kernels] == [(3, 4), (4, 4), (4, 2)]
        for kernel, (drawn, _) in zip(kernels, layers_then, strict=True):
            np.testing.assert_array_equal(drawn, kernel)
        first, _, last = (bias for _, bias in layers_then)
        assert first is None
        np.testing.assert_array_equal(last, then[-1])
    drawn = [[_flat(layer) for layer in layers_then] for layers_then in made.dense]
    largest = max(np.abs(part).max() for parts in drawn for part in parts)
    lab.set(update=7)
    lab.frame()
    edges = [c for c in lab.figure.axes[0].collections if "edges" in c.get_label()]
    assert len(edges) == 3
    for lines, parts in zip(edges, drawn[7], strict=True):
        widths = 0.3 + 4.5 * np.abs(parts) / largest
        np.testing.assert_allclose(lines.get_linewidths(), widths, rtol=1e-5)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model": "no model"}, "model: 'no model' came; give a Keras model after"),
        ({"model": keras.Sequential()}, "model: .*compile"),
        ({"y": np.zeros(3)}, "y: 3 examples came, and 50 in x; give as many"),
        ({"batch_size": 0}, "batch_size: 0 came; give a whole number from 1"),
        ({"updates": 2.5}, "updates: 2.5 came; give a whole number from 1"),
    ],
)
def test_wrong_updates(change, told):
    x, y = examples()
    given = {"model": small_model(), "x": x, "y": y} | change
    model, x, y = (given.pop(name) for name in ("model", "x", "y"))
    with pytest.raises(ValueError, match=told):
        nnlib.labs.updates(model, x, y, **given)


def test_a_wide_model_is_refused():
    x, y = examples(inputs=20)
    with pytest.raises(ValueError, match="a layer of 20 nodes came; up to 16"):
        nnlib.labs.updates(small_model(sizes=(20, 4, 2)), x, y)


def test_a_loss_that_explodes_is_told_and_the_model_put_back():
    x, y = examples()
    model = small_model()
    model.compile(keras.optimizers.SGD(1e30), "mse")
    before = values(model.weights)
    with pytest.raises(ValueError, match="compile it with a smaller learning rate"):
        nnlib.labs.updates(model, 1e5 * x, 1e30 * np.eye(2)[y])
    for old, new in zip(before, values(model.weights), strict=True):
        np.testing.assert_array_equal(old, new)


# ----------------------------------------------------------------------- boundary


@pytest.fixture
def steady_clock(monkeypatch):
    """Every training takes half a second."""
    now = iter(np.arange(0, 1e4, 0.5))
    monkeypatch.setattr(_boundary, "perf_counter", lambda: next(now))


def test_the_boundaries_over_every_control(steady_clock):
    lab = nnlib.labs.boundary()
    assert lab.values == {"data": "moons", "layers": 1, "start": 0}
    pictures = []
    for name, choices in lab.choices().items():
        for value in choices:
            begin = lab.values
            lab.set(**{name: value})
            pictures.append(lab.frame())
            *_, sentence = lab.widget.children
            told = r"\d+% right, \d+% of new points, 0.5 s(, not converged)?\."
            assert re.fullmatch(f"ReLU: {told} tanh: {told}", sentence.value)
            lab.set(**begin)
    assert len(set(pictures)) == 4 + 4 + 5 - 2  # the defaults come in all three
    assert {size(picture) for picture in pictures} == {(1100, 480)}
    again = nnlib.labs.boundary("circles")
    assert again.frame() == lab.frame(data="circles")  # of the controls alone


def test_a_boundary_leaves_nothing_beside_the_lecture(tmp_path):
    code = "import os, nnlib; nnlib.labs.boundary(); print(os.listdir())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_boundaries_are_computed_on_one_thread(monkeypatch, steady_clock):
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_info

    seen, fit, predict = [], MLPClassifier.fit, MLPClassifier.predict_proba

    def threads():
        return {p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"}

    def watched_fit(self, x, y):
        seen.append(threads())
        return fit(self, x, y)

    def watched_predict(self, x):
        seen.append(threads())
        return predict(self, x)

    monkeypatch.setattr(MLPClassifier, "fit", watched_fit)
    monkeypatch.setattr(MLPClassifier, "predict_proba", watched_predict)
    nnlib.labs.boundary()
    assert seen == [{1}] * 4


def test_the_accuracies_of_the_titles_are_scikit_learns(steady_clock):
    from sklearn.neural_network import MLPClassifier

    lab = nnlib.labs.boundary("blobs", layers=2, start=1)
    for ax, activation in zip(lab.figure.axes, ("relu", "tanh"), strict=True):
        network = MLPClassifier(
            (10, 10),
            activation=activation,
            solver="lbfgs",
            max_iter=10_000,
            max_fun=100_000,
            random_state=1,
        ).fit(*points("blobs", 100, 3))
        known = network.score(*points("blobs", 100, 3))
        new = network.score(*points("blobs", 1000, 4))
        told = f"{known:.0%} right, {new:.0%} of new points"
        assert told in ax.get_title()


def inside(path, x):
    """Tell which points lie in a path, of which some parts are holes of others."""
    parts = [Outline(part).contains_points(x) for part in path.to_polygons()]
    return np.logical_xor.reduce(parts)


def test_the_areas_are_those_where_the_network_says_so(monkeypatch):
    from sklearn.neural_network import MLPClassifier

    asked, networks, fit = [], [], MLPClassifier.fit

    def counted(name):
        answer = getattr(MLPClassifier, name)
        return lambda self, x: asked.append(len(x)) or answer(self, x)

    monkeypatch.setattr(
        MLPClassifier, "fit", lambda self, x, y: networks.append(fit(self, x, y))
    )
    for name in ("predict", "predict_proba"):
        monkeypatch.setattr(MLPClassifier, name, counted(name))
    lab = nnlib.labs.boundary("spirals", layers=2)
    assert sum(asked) < 2e5
    for ax, network in zip(lab.figure.axes, networks, strict=True):
        low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
        x = np.random.default_rng(0).uniform(low, high, (5000, 2))
        of_0, of_1 = (inside(path, x) for path in ax.collections[0].get_paths())
        said = network.predict(x)
        assert np.mean(of_1 == (said == 1)) > 0.999
        assert np.mean(of_0 == (said == 0)) > 0.999


@pytest.mark.parametrize("data", SHAPES)
def test_points(data):
    x, y = points(data, 100, 3)
    assert x.shape == (100, 2)
    assert np.bincount(y).tolist() == [50, 50]
    np.testing.assert_array_equal(x, points(data, 100, 3)[0])
    assert not np.array_equal(x, points(data, 100, 4)[0])


def test_a_training_that_gets_stuck_is_told(monkeypatch):
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    fit = MLPClassifier.fit

    def stuck(self, x, y):
        import warnings

        warnings.warn("stuck", ConvergenceWarning, stacklevel=2)
        return fit(self, x, y)

    monkeypatch.setattr(MLPClassifier, "fit", stuck)
    *_, sentence = nnlib.labs.boundary().widget.children
    assert sentence.value.count(", not converged.") == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"data": "moon"}, "data: there is no 'moon'; did you mean 'moons'"),
        ({"layers": 5}, "layers: 5 came; give a whole number from 1 to 4"),
        ({"start": -1}, "start: -1 came; give a whole number from 0 to 4"),
        ({"layers": 1.5}, "layers: 1.5 came; give a whole number from 1 to 4"),
    ],
)
def test_wrong_boundaries(change, told):
    with pytest.raises(ValueError, match=told):
        boundary_lab(**change)
