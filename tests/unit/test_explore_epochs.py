"""Epochs: which examples are shown, and what of a run is kept."""

import re

import keras
import numpy as np
import pytest

import nnlib
from nnlib.explore import _epochs, epochs, recorder
from nnlib.explore._examples import percents
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(4)
EPOCHS, COUNT, KINDS, SIDE = 7, 20, 3, 6
Y = RNG.integers(0, KINDS, COUNT)
P = RNG.dirichlet(np.ones(KINDS), (EPOCHS + 1, COUNT))
X = RNG.random((COUNT, SIDE, SIDE))
HISTORY = {name: RNG.random(EPOCHS).tolist() for name in ("loss", "val_loss", "acc")}


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def read(evaluate_module, expression, *argument):
    return evaluate_module(FRONT / "epochs" / "maths.js", expression, list(argument))


def test_curves_and_probabilities_are_those_of_the_run(evaluate_module):
    data = epochs(HISTORY, P, Y, X).data
    assert data["epochs"] == list(range(EPOCHS + 1))
    assert data["metrics"] == ["loss", "acc"]
    assert data["labels"] == Y[data["shown"]].tolist()
    found = read(
        evaluate_module,
        "m.percentsOf(...argument).map(e => e.map(p => [...p]))",
        data["percents"],
        8,
        KINDS,
    )
    given = P[:, data["shown"]]
    np.testing.assert_array_equal(np.argmax(found, -1), given.argmax(-1))
    lower = np.round(100 * given) - found  # what would tie is rounded down
    assert set(np.unique(lower)) <= {0, 1}
    assert (lower == 0).mean() > 0.95
    for name, row in HISTORY.items():
        limits = data["limits"][name.removeprefix("val_")]
        values = read(
            evaluate_module, "m.valuesOf(...argument)", data["curves"][name], limits
        )
        # At epoch 0 there is no value, and the page draws none.
        np.testing.assert_allclose(values[1:], row, atol=1e-4)
        assert limits[0] < min(row) < max(row) < limits[1]


def test_curves_may_begin_before_the_training(evaluate_module):
    before = {"loss": 3.0, "val_loss": 2.5, "acc": np.float32(0.25)}
    data = epochs(HISTORY, P, Y, X, before=before).data
    assert (data["begin"], epochs(HISTORY, P, Y, X).data["begin"]) == (0, 1)
    for name, row in HISTORY.items():
        limits = data["limits"][name.removeprefix("val_")]
        values = read(
            evaluate_module, "m.valuesOf(...argument)", data["curves"][name], limits
        )
        np.testing.assert_allclose(values, [before[name], *row], atol=2e-4)
        assert limits[0] < before[name] < limits[1]


def test_one_grows_surer_of_a_wrong_answer():
    given = np.full((4, 30, 3), 1 / 3)
    labels = np.zeros(30, int)
    given[:, :, 0] = 0.5
    given[:, :, 1:] = 0.25
    given[:, 21] = [[0.5, 0.4, 0.1], [0.4, 0.5, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]]
    given[:, 25] = [[0.1, 0.1, 0.8]] * 4  # wrong from the start: it grows no surer
    assert _epochs.chosen(given, labels, 1).tolist() == [0, 1, 2, 3, 4, 21, 5, 6]
    given[:, 21] = given[:, 20]
    given[:, 25] = given[:, 20]
    assert _epochs.chosen(given, labels, 1).tolist() == list(range(8))
    assert _epochs.chosen(given[:, :3], labels[:3], 0).tolist() == [0, 1, 2]


def test_a_recorder_keeps_what_the_model_says():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = RNG.random((40, 4)).astype("float32"), np.arange(40) % 3
    for fit, given in (
        (nnlib.Trainer(model).fit, x[:9]),
        (model.fit, x[:9].tolist()),
    ):
        start, kept = model.predict(x[:9], verbose=0), recorder(given)
        history = fit(x, y, epochs=3, verbose=0, callbacks=[kept])
        end = model.predict(x[:9], verbose=0)
        assert np.shape(kept.probabilities) == (4, 9, 3)
        np.testing.assert_allclose(kept.probabilities[0], start, atol=1e-5)
        np.testing.assert_allclose(kept.probabilities[-1], end, atol=1e-5)
        data = epochs(history, kept, y[:9]).data
        assert data == epochs(history.history, kept.probabilities, y[:9]).data
        assert data["epochs"] == [0, 1, 2, 3]


def test_examples_need_no_pictures_and_runs_no_start():
    data = epochs(HISTORY, P[1:], Y).data
    assert data["side"] == 0
    assert "pictures" not in data
    assert data["epochs"] == list(range(1, EPOCHS + 1))
    one = epochs(HISTORY, P[..., 0], Y % 2).data
    assert one["names"] == ["0", "1"]
    color = epochs(HISTORY, P, Y, RNG.random((COUNT, 5, 9, 3))).data
    assert (color["channels"], color["side"]) == (3, 9)


def test_long_runs_are_thinned_and_small():
    many = RNG.dirichlet(np.ones(20), (3001, 8))
    history = {"loss": RNG.random(3000), "val_loss": RNG.random(3000)}
    names = [29 * "&" + letter for letter in "ABCDEFGHIJKLMNOPQRST"]
    x = RNG.random((8, 32, 32, 3))
    run = epochs(history, many, np.arange(8), x, class_names=names)
    assert len(run.data["epochs"]) == 100
    assert run.data["epochs"][::99] == [0, 3000]
    assert len(html(run).encode()) < MAX_BYTES


def test_another_training_gives_the_same_compared_bytes(compared):
    assert html(epochs(HISTORY, P, Y, X)) == html(epochs(HISTORY, P, Y, X))
    halved = {name: np.divide(row, 2) for name, row in HISTORY.items()}
    other = epochs(halved, P[:, ::-1], Y, X)
    assert compared(html(other)) == compared(html(epochs(HISTORY, P, Y, X)))


def test_output_asks_for_nothing():
    page = html(epochs(HISTORY, P, Y, X))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"history": 3}, "^history: 3 came; give what fit returned"),
        ({"history": {}}, "^history: {} came; give what fit returned"),
        ({"history": {"loss": [1.0]}}, r"^history: curves of \[1\] epochs came"),
        ({"history": {"loss": [1, 2], "a": [1]}}, r"^history: curves of \[1, 2\]"),
        ({"history": {"loss": ["a", "b"]}}, "^history: 'loss' has no numbers; give"),
        ({"history": {"loss": [1, np.nan]}}, "^history: 'loss' holds NaN or infinity"),
        ({"history": {"val_loss": [1, 2]}}, "^history: only val_loss came; give"),
        ({"probabilities": P[:5]}, "^probabilities: those of 5 epochs .* has 7; give"),
        ({"probabilities": P[0, 0]}, r"^probabilities: shape \(3,\) came; give"),
        ({"probabilities": 9 * P}, "^probabilities: numbers from .* came; give"),
        (
            {"probabilities": recorder(X)},
            "^probabilities: a recorder came that has see",
        ),
        (
            {"y": [[0], [1, 2]]},
            r"^y: \[\[0\], \[1, 2\]\] came; give a label for each of",
        ),
        ({"y": Y[:3]}, r"^y: shape \(3,\) came; give a label for each of the 20"),
        ({"y": Y + 1}, "^y: class 3 came, and the probabilities are of 3 classes"),
        ({"images": X[:3]}, r"^images: shape \(3, 6, 6\) came; give images"),
        ({"metric": "val_loss"}, "^metric: 'val_loss' came; give one of loss, acc"),
        ({"class_names": ["a"]}, "^class_names: .* each of the 3 classes"),
        ({"before": 3}, "^before: 3 came; give a number for each of loss, val_loss"),
        ({"before": {"loss": 3.0}}, "^before: {'loss': 3.0} came; give a number for"),
        (
            {"before": dict.fromkeys(HISTORY, 1.0), "probabilities": P[1:]},
            "^before: it came without the probabilities before the training; give",
        ),
    ],
)
def test_what_will_not_do(options, told):
    arguments = {"history": HISTORY, "probabilities": P, "y": Y} | options
    with pytest.raises(ValueError, match=told):
        epochs(**arguments)


def test_rounding_changes_no_answer():
    values = np.array([[0.496, 0.504], [0.504, 0.496]])
    assert percents(values).tolist() == [[49, 50], [50, 50]]
    close = np.full((1, 10), 0.1)
    close[0, 7], close[0, 0] = 0.104, 0.096
    assert percents(close).argmax() == 7
    many = np.random.default_rng(0).dirichlet(np.full(20, 50), 500)
    np.testing.assert_array_equal(percents(many).argmax(-1), many.argmax(-1))


@pytest.mark.parametrize("metric", ["\u65e5\u672c", r"$\no$"])
def test_no_name_of_a_metric_disturbs_the_poster(metric):
    assert epochs({metric: HISTORY["loss"]}, P, Y, metric=metric).data["metrics"]


def test_a_metric_may_stay_the_same():
    flat = {"loss": [0.5] * EPOCHS, "acc": [0.5] * EPOCHS}
    assert epochs(flat, P, Y, X).data["metrics"] == ["loss", "acc"]
