"""What softmax and boundary accept, and what they store."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nnlib.explore import _boundary as reference
from nnlib.explore import boundary, softmax
from nnlib.explore.host import MAX_BYTES, drawable

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 2))
Y = (X[:, 0] > 0).astype(int)
POINTS = (X, Y, X[:10], Y[:10])


def right(x):
    return 1 / (1 + np.exp(-20 * x[:, 0]))


def test_the_map_is_what_the_model_says():
    shown = boundary({"right": right}, POINTS)
    levels, limit = reference._map(right, reference._data(POINTS)[""].bounds, 32)
    across = np.linspace(*reference._data(POINTS)[""].bounds[0], 32)
    expected = np.clip(20 * across, -limit, limit)
    found = (2 * levels / (reference.LEVELS - 1) - 1) * limit
    np.testing.assert_allclose(found, np.tile(expected, (32, 1)), atol=limit / 60)
    assert shown.data["right"] == [[1.0, 1.0]]


def test_every_kind_of_model_will_do():
    import keras

    network = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(2, activation="softmax")]
    )
    network.layers[-1].set_weights([np.array([[-9.0, 9], [0, 0]]), np.zeros(2)])
    fitted = LogisticRegression().fit(X, Y)
    for model in (network, fitted, right):
        ((known, _),) = boundary({"it": model}, POINTS).data["right"]
        assert known >= 0.95


def test_names_steps_and_data_are_in_order():
    models = {
        (name, step, data): right
        for data in ("b", "a")
        for step in (4, 1)
        for name in ("x", "y")
    }
    shown = boundary(models, {"a": POINTS, "b": POINTS}, note="One run each.")
    assert shown.data["counts"] == [1, 4]
    assert shown.data["names"] == ["x", "y"]
    assert len(shown.data["maps"]) == 8
    assert "x and y" in shown.description
    assert "a, b" in shown.description
    assert shown.description.endswith("One run each.")


def test_many_ragged_maps_still_fit():
    def ragged(x):
        return np.random.default_rng(0).uniform(size=len(x))

    models = {
        (name, step, data): ragged
        for name in "xy"
        for step in range(4)
        for data in "abcd"
    }
    shown = boundary(models, dict.fromkeys("abcd", POINTS))
    assert len(shown._repr_mimebundle_()["text/html"].encode()) < MAX_BYTES
    assert shown.data["side"] == reference.SIDES[-1]


@pytest.mark.parametrize(
    ("models", "data", "told"),
    [
        ({}, POINTS, "models: .* came; give trained classifiers by"),
        ({("a", 1, "no"): right}, POINTS, "models: the key .* came; give"),
        ({("a", 1): right, ("b", 2): right}, POINTS, "models: .* is missing"),
        ({("a", "1"): right}, POINTS, "models: step '1' of .* no whole number"),
        ({"a": 3}, POINTS, "models: 3 came for .* give a trained classifier"),
        ({"a": lambda x: x[:, 0]}, POINTS, "models: .* came; give .* probabilities"),
        ({"a": right, "b": right, "c": right}, POINTS, "models: 3 names"),
        ({"a": right}, (X, Y), "data: a tuple came for .*; give"),
        ({"a": right}, (X, 2 * Y, X, Y), "data: y: class 2 came; give"),
        ({"a": right}, (X[:, :1], Y, X, Y), r"data: x: shape \(40, 1\) came"),
    ],
)
def test_what_does_not_fit_is_refused(models, data, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        boundary(models, data)


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (lambda x: 0.5, r"shape \(\)"),
        (lambda x: right(x)[None], r"shape \(1, 6400\)"),
        (lambda x: np.stack([right(x)] * 2), r"shape \(2, 6400\)"),
        (lambda x: right(x)[1:], r"shape \(6399,\)"),
        (lambda x: np.full((len(x), 3), 1 / 3), r"shape \(6400, 3\)"),
        (lambda x: np.empty((len(x), 0)), r"shape \(6400, 0\)"),
        (lambda x: right(x)[:, None, None], r"shape \(6400, 1, 1\)"),
        (lambda x: None, "None"),
        (lambda x: "yes", "'yes'"),
        (lambda x: [[1], [1, 0]], r"\[\[1\], \[1, 0\]\]"),
        (lambda x: 0 * right(x) + np.nan, "NaN or infinity"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(answer, came):
    told = rf"^models: the answer of \('a', 1, ''\) to 6400 points: {came} came; give "
    wanted = (
        r"probabilities of class 1, of shape \(6400,\) or \(6400, 1\), or of both "
        r"classes, \(6400, 2\)$"
    )
    with pytest.raises(ValueError, match=told + wanted):
        boundary({"a": answer}, POINTS)


def test_a_note_is_a_text():
    with pytest.raises(ValueError, match=r"^note: None came; give 1 to 90 letters"):
        boundary({"a": right}, POINTS, note=None)


def test_truths_are_probabilities_too():
    shown = boundary({"a": lambda x: x[:, 0] > 0}, POINTS)
    assert shown.data["right"] == [[1.0, 1.0]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"logits": (1,)}, r"logits: \(1,\) came; give 2 to 5 numbers"),
        ({"logits": (1, 7)}, "logits: 7 came"),
        ({"target": 3}, "target: 3 came"),
        ({"temperature": 0}, "temperature: 0 came"),
        ({"names": ["A", "B"]}, "names: .* came; give a name of 1 to 10 letters"),
        ({"names": ["A", "B", "A"]}, "names: 'A' came twice; give each"),
        ({"names": ["A", "B", " "]}, "names: a name: ' ' came; give 1 to 10 letters"),
    ],
)
def test_softmax_refuses_what_does_not_fit(arguments, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        softmax(**arguments)


def test_posters_draw_any_name():
    for name in ("\u65e5\U0001f600", r"$\no$", "<b>&"):
        assert softmax(names=np.array([name, "b", "c"])).data["names"][0] == name
        assert boundary({name: right}, {name: POINTS}, note=name).data["note"] == name
    assert drawable("\u65e5<$1\n") == "\u25a1<\\$1\u25a1"


def test_softmax_tells_its_numbers():
    told = softmax(target=1).description
    assert "A has the logit 2 and the probability 0.659" in told
    assert "The right class is B: cross-entropy 1.417." in told
    assert "right class is" not in softmax(target=None).description
