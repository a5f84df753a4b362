"""The neuron, the bends and the cuts: their mathematics, and what they accept."""

import keras
import numpy as np
import pytest

from nnlib import load
from nnlib.explore import _bends, _cuts, _neuron, bends, cuts, neuron
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(0)
PLACES = RNG.normal(size=(40, 2)).round(3)
LABELS = (PLACES.sum(axis=1) + RNG.normal(size=40) > 0).astype(int)
POINTS = {"places": PLACES.tolist(), "labels": LABELS.tolist()}


def arrays(nodes, rng=RNG):
    shapes = [(2, nodes), (nodes,), (nodes, 1), (1,)]
    return [rng.normal(size=shape).round(2) for shape in shapes]


def bytes_of(explorable):
    return explorable._repr_mimebundle_()["text/html"].encode()


@pytest.mark.parametrize("activation", _neuron.ACTIVATIONS)
def test_a_neuron_answers_as_in_python(evaluate_module, activation):
    w, b = np.array([1.5, -2.0]), 0.3
    page = {"w": w.tolist(), "b": b, "activation": activation}
    found = evaluate_module(
        FRONT / "neuron" / "maths.js",
        "[argument[1].places.map(x => m.answer(argument[0], m.sum(argument[0], x))),"
        " m.right(argument[0], argument[1])]",
        [page, POINTS],
    )
    assert found[0] == pytest.approx(_neuron.answer(activation, PLACES @ w + b))
    assert found[1] == _neuron.right(w, b, PLACES, LABELS)


def test_bends_are_fitted_as_numpy_does(evaluate_module):
    x, corners = np.linspace(0, 4, 161), [0, 0.7, 1.6, 2.2, 3.1]
    target = _bends.TARGETS["sine"](x)
    nodes = [{"corner": c, "weight": 0, "turned": c == 2.2} for c in corners]
    columns = [np.maximum(0, c - x if c == 2.2 else x - c) for c in corners]
    design = np.column_stack([np.ones_like(x), *columns])
    # One turned node makes one column too many: only the curve is determined.
    best = design @ np.linalg.lstsq(design, target, rcond=None)[0]
    found = evaluate_module(
        FRONT / "bends" / "maths.js",
        "(([nodes, target]) => { const xs = m.inputs(4, 161);"
        " const fit = m.fitted(nodes, xs, target);"
        " return [xs.map(x => m.sumAt(fit.nodes, fit.bias, x)),"
        " m.error(fit.nodes, fit.bias, xs, target)]; })(argument)",
        [nodes, target.tolist()],
    )
    assert found[0] == pytest.approx(best, abs=1e-6)
    assert found[1] == pytest.approx(np.mean((best - target) ** 2))


@pytest.mark.parametrize("activation", _cuts.ACTIVATIONS)
def test_cuts_add_up_as_in_keras(evaluate_module, activation):
    weights = arrays(3)
    layers = [keras.layers.Dense(3, activation), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.set_weights(weights)
    page = cuts(model, PLACES, LABELS).data
    assert page == cuts(weights, PLACES, LABELS, activation=activation).data
    sums = evaluate_module(
        FRONT / "cuts" / "maths.js",
        "argument.places.map(x => m.sumAt(argument, x))",
        page,
    )
    answers = keras.ops.convert_to_numpy(model(PLACES.astype("float32")))[:, 0]
    assert 1 / (1 + np.exp(-np.array(sums))) == pytest.approx(answers, abs=1e-5)


def test_cuts_take_large_weights():
    large = [np.full_like(each, -1000) for each in arrays(4)]
    assert bytes_of(cuts(large, PLACES, LABELS, activation="relu"))  # without warning


def test_they_are_small_and_the_same_every_time():
    moons = load("moons")
    x, y = moons.x_train, moons.y_train
    rng = np.random.default_rng(1)
    many = rng.normal(size=(1000, 2)), rng.integers(0, 2, 1000)
    for make in (
        lambda: neuron(x=x, y=y),
        lambda: bends(np.sin(np.arange(1000))),
        lambda: cuts(arrays(4, np.random.default_rng(2)), *many),
    ):
        assert bytes_of(make()) == bytes_of(make())
        assert len(bytes_of(make())) <= MAX_BYTES


def test_they_say_what_is_seen():
    told = neuron((1, -1), 0.5, x=PLACES, y=LABELS).description
    count = _neuron.right(np.array([1, -1]), 0.5, PLACES, LABELS)
    assert f"Of 40 points, {count} are on the right side" in told
    assert "mean squared error is 0.881" in bends().description
    weights = arrays(3)
    weights[0][0, 0] = 1.2345
    explorable = cuts(weights, PLACES, LABELS)
    assert "1.23" not in explorable.description
    assert explorable.data["nodes"][0]["w"][0] in (1.234, 1.235)


def test_the_mark_of_the_cuts_stands_in_the_middle_or_where_it_is_put():
    made = cuts(arrays(3), PLACES, LABELS)
    (left, right), (low, high) = made.data["frame"]
    assert made.data["place"] == [(left + right) / 2, (low + high) / 2]
    put = cuts(arrays(3), PLACES, LABELS, place=np.array([0.25, -0.5]))
    assert put.data["place"] == [0.25, -0.5]


def test_a_curve_of_ones_own_comes_first():
    own = bends(lambda x: x**2, nodes=3).data
    assert next(iter(own["curves"])) == own["target"] == "your curve"
    assert own["curves"]["your curve"][-1] == 16
    assert bends([0, 1]).data["curves"]["your curve"][80] == 0.5
    assert [node["corner"] for node in own["nodes"]] == [0, 1.33, 2.67]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: neuron((1, 2, 3)), r"^weights: .* give two numbers from -5 to 5"),
        (lambda: neuron((6, 0)), r"^weights: .* give two numbers"),
        (lambda: neuron(bias=11), r"^bias: 11 came; give a number from -10 to 10"),
        (lambda: neuron(activation="tanh"), r"^activation: there is no 'tanh'"),
        (lambda: neuron(None), r"^weights: None came; give two numbers"),
        (lambda: neuron((1, None)), r"^weights: \(1, None\) came; give two numbers"),
        (lambda: neuron(x=PLACES), r"^y: None came; give a class, 0 or 1, for each"),
        (lambda: neuron(y=LABELS), r"^x: None came; give an array of shape \(n, 2\)"),
        (lambda: neuron(x=PLACES, y=LABELS > 0), r"^y: an array of bool came; give"),
        (lambda: neuron(x=PLACES, y=LABELS[1:]), r"^y: shape \(39,\) came; give a c"),
        (lambda: neuron(x=PLACES, y=LABELS * 3), r"^y: 3 came; give a class, 0 or 1"),
        (lambda: neuron(x=PLACES * 100, y=LABELS), r"^x: numbers up to .* came; give"),
        (lambda: neuron(x=PLACES[:, :1], y=LABELS), r"^x: shape \(40, 1\) came; give"),
        (lambda: bends("cosine"), r"^target: there is no 'cosine'"),
        (lambda: bends(nodes=9), r"^nodes: 9 came; give a whole number from 3 to 8"),
        (lambda: bends(None), r"^target: None came; give a name, a function"),
        (
            lambda: bends(lambda x: 1 if x > 0 else 0),
            r"^target: it raised .*; give a f",
        ),
        (lambda: bends([1]), r"^target: shape \(1,\) came; give"),
        (lambda: bends(lambda x: x / 0.0 * 0), r"^target: NaN or infinity came; give"),
        (lambda: bends(lambda x: 1), r"^target: it returned the shape \(\); give"),
        (lambda: bends([1, 1]), r"^target: values from 1 to 1 came; give"),
        (lambda: bends([0, 1e-6]), r"^target: values from 0 to 1e-06 .* by 0.1 "),
        (lambda: bends([0, 101]), r"^target: values from 0 to 101 came; give"),
        (
            lambda: cuts(arrays(5), PLACES, LABELS),
            r"^network: the shapes .* give a 2-h",
        ),
        (
            lambda: cuts("moons", PLACES, LABELS),
            r"^network: 'moons' came; give a 2-h-1",
        ),
        (
            lambda: cuts([1e6 * each for each in arrays(3)], PLACES, LABELS),
            r"^network: a weight or bias of size .* give numbers from -1,000 to 1,000",
        ),
        (lambda: cuts(arrays(3)[:3], PLACES, LABELS), r"^network: 3 parts came; give"),
        (lambda: cuts(arrays(3), PLACES, LABELS[:3]), r"^y: .* give a class"),
        (
            lambda: cuts(arrays(3), PLACES, LABELS, place=(0, 99)),
            r"^place: \(0, 99\) came; give two numbers, from -.* to .* and from",
        ),
        (
            lambda: cuts(arrays(3), PLACES, LABELS, place=0.5),
            r"^place: 0.5 came; give two numbers, from",
        ),
    ],
)
def test_what_will_not_do(make, told):
    with (
        np.errstate(divide="ignore", invalid="ignore"),
        pytest.raises(ValueError, match=told),
    ):
        make()


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([(3, "tanh"), (3, "tanh"), (1, "sigmoid")], "sizes"),
        ([(3, "tanh"), (1, None)], "the activations tanh and linear came"),
        ([(3, "selu"), (1, "sigmoid")], "the activations selu and sigmoid came"),
        ([(3, "tanh"), (2, "sigmoid")], "the shapes"),
    ],
)
def test_models_that_will_not_do(layers, told):
    dense = [keras.layers.Dense(n, activation) for n, activation in layers]
    model = keras.Sequential([keras.Input((2,)), *dense])
    with pytest.raises(ValueError, match=f"^network: {told}.*; give "):
        cuts(model, PLACES, LABELS)
