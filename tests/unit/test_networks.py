"""Drawing networks: every edge that exists and no other, from whatever source."""

import io
import itertools
import re
import xml.etree.ElementTree as ET

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import EllipseCollection, LineCollection
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nnlib
from nnlib.networks import DenseNetwork
from nnlib.networks.drawing import draw
from nnlib.networks.topology import dense_network


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def edges(ax):
    """Both ends of every drawn edge, layer by layer."""
    found = [
        np.array(c.get_segments())
        for c in ax.collections
        if isinstance(c, LineCollection) and c.get_label().startswith("edges")
    ]
    return [layer.reshape(-1, 2, 2) for layer in found]


def places(ax, start):
    circles = [c for c in ax.collections if isinstance(c, EllipseCollection)]
    return [c.get_offsets() for c in circles if c.get_label().startswith(start)]


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("sizes", "weights", "biases"),
    [
        ([2, 3, 1], 9, 4),
        ([2, 3, 4], 18, 7),
        ([4, 5, 3], 35, 8),
        ([2, 2, 2, 2, 2, 2, 1], 22, 11),
        ([1, 1], 1, 1),
    ],
)
def test_every_edge_that_exists_and_no_other(sizes, weights, biases):
    ax = nnlib.draw_network(sizes, bias=True, counts=True)
    plural = "s" if weights > 1 else "", "es" if biases > 1 else ""
    assert f"{weights} weight{plural[0]}, {biases} bias{plural[1]}" in texts(ax)
    assert sum(len(layer) for layer in edges(ax)) == weights + biases
    nodes, bias = places(ax, "nodes"), places(ax, "bias")
    for layer, drawn in enumerate(edges(ax)):
        starts = [*nodes[layer], *bias[layer]]
        wanted = {(*a, *b) for a in starts for b in nodes[layer + 1]}
        assert {tuple(edge.ravel()) for edge in drawn} == wanted


def test_without_biases_there_are_no_bias_nodes():
    ax = nnlib.draw_network([2, 3, 1], counts=True)
    assert "9 weights" in texts(ax)
    assert not places(ax, "bias")
    assert [len(layer) for layer in edges(ax)] == [6, 3]


def test_symbols():
    ax = nnlib.draw_network([2, 3, 1], bias=True, labels=True)
    for symbol in ("$x_{0}$", "$x_{1}$", "$a_{2}$", r"$\hat{y}$", "$w^{(1)}_{12}$"):
        assert symbol in texts(ax)
    assert {"$b^{(1)}_{0}$", "$w^{(2)}_{2}$", "$b^{(2)}$"} <= set(texts(ax))
    assert texts(ax).count("1") == 2
    assert {"$w_{3}$", "$b$"} <= set(
        texts(nnlib.draw_network([4, 1], bias=True, labels=True))
    )


def test_activations_show_z_and_f_and_what_comes_out():
    ax = nnlib.draw_network([2, 3, 1], activations=["f", "sigmoid"])
    assert texts(ax).count("$z$") == 4
    assert texts(ax).count("$f$") == 3
    assert r"$\sigma$" in texts(ax)
    assert r"$\hat{y}$" in texts(ax)
    assert "$a_{2}$" in texts(ax)
    for given in ("relu", ["relu", "relu"], np.array(["relu", "relu"])):
        assert len(nnlib.draw_network([2, 3, 1], activations=given).lines) == 4


def test_wide_layers_show_an_ellipsis_and_their_size():
    ax = nnlib.draw_network([784, 100, 10], max_nodes=8, labels=True)
    assert [len(nodes) for nodes in places(ax, "nodes")] == [8, 8, 8]
    assert len(places(ax, "ellipsis")) == 3
    assert {"784", "100", "10", "$x_{783}$", "$a_{99}$", r"$\hat{y}_{9}$"} <= set(
        texts(ax)
    )
    assert "$x_{4}$" not in texts(ax)
    exactly = nnlib.draw_network([8, 8], max_nodes=8)
    assert not places(exactly, "ellipsis")


def test_counts_tell_the_truth_where_nodes_are_hidden():
    ax = nnlib.draw_network([784, 512, 512, 10], bias=True, counts=True)
    assert "668,672 weights, 1,034 biases" in texts(ax)


def test_what_is_drawn_keeps_its_artists():
    net = dense_network([3, 20, 2], bias=True)
    drawn = draw(net, None, dropped={0: np.array([1])}, max_nodes=4)
    assert [len(nodes.get_offsets()) for nodes in drawn.nodes] == [2, 4, 2]
    assert [bias is not None for bias in drawn.biases] == [True, True, False]
    first, second = drawn.edges
    assert first.sources.tolist() == [0, 2]
    assert first.targets.tolist() == second.sources.tolist() == [0, 1, 18, 19]
    kernel, bias = np.arange(60).reshape(3, 20), np.arange(100, 120)
    first.show_weights(kernel, bias, largest=200)
    shown = [0, 1, 18, 19, 40, 41, 58, 59, 100, 101, 118, 119]
    np.testing.assert_allclose(first.lines.get_array() * 200, shown)
    assert len(first.lines.get_segments()) == len(shown)
    assert {*drawn.nodes, first.lines, drawn.biases[0]} <= set(drawn.ax.collections)


def test_weights_are_drawn_by_sign_and_size():
    kernels = [np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([[4.0], [-1.0]])]
    ax = nnlib.draw_network([2, 2, 1], weights=kernels)
    first, second = (c for c in ax.collections if isinstance(c, LineCollection))
    np.testing.assert_allclose(first.get_array(), [0.25, -0.5, 0.125, 0])
    np.testing.assert_allclose(second.get_array(), [1, -0.25])
    widths = np.array([*first.get_linewidths(), *second.get_linewidths()])
    by_size = np.argsort(np.abs([1, -2, 0.5, 0, 4, -1]), kind="stable")
    assert (np.diff(widths[by_size]) >= 0).all()
    ax.figure.draw_without_rendering()
    dashes = [pattern for _, pattern in second.get_linestyles()]
    assert dashes[0] is None
    assert dashes[1] is not None
    red, blue = second.get_edgecolors()[1], second.get_edgecolors()[0]
    assert red[0] > red[2]
    assert blue[2] > blue[0]


def test_random_weights_are_always_the_same():
    nets = [dense_network([3, 2], bias=True, weights=True) for _ in range(2)]
    np.testing.assert_array_equal(nets[0].kernels[0], nets[1].kernels[0])
    np.testing.assert_array_equal(nets[0].biases[0], nets[1].biases[0])


def names(net):
    return [activation and activation.name for activation in net.activations]


def keras_model(*layers):
    return keras.Sequential([keras.Input((3,)), *layers])


def test_keras_model():
    model = keras_model(
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(2, use_bias=False),
        keras.layers.Activation("softmax"),
    )
    net = dense_network(model)
    assert net.sizes == (3, 4, 2)
    assert net.bias == (True, False)
    assert names(net) == ["relu", "softmax"]
    assert sum(net.counts({})) == model.count_params()
    x = np.array([0.5, -1.0, 2.0], np.float32)
    values = net.values(x, {})
    np.testing.assert_allclose(values[-1], model(x[None])[0], rtol=1e-6)
    hidden = np.maximum(x @ net.kernels[0] + net.biases[0], 0)
    np.testing.assert_allclose(values[1], hidden, rtol=1e-5, atol=1e-6)
    ax = nnlib.draw_network(model, weights=True, x=x, counts=True)
    assert "20 weights, 4 biases" in texts(ax)


def test_keras_model_with_pictures_and_batch_normalization():
    model = keras.Sequential(
        [
            keras.Input((4, 4)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    x = np.linspace(0, 1, 16).reshape(4, 4)
    values = dense_network(model).values(x, {})
    assert [v.shape for v in values] == [(16,), (5,), (3,)]
    assert (values[1] >= 0).all()
    np.testing.assert_allclose(values[2], model(x[None])[0], rtol=1e-5)
    assert names(dense_network(model)) == ["relu", "softmax"]


@pytest.mark.parametrize("mlp", [MLPClassifier, MLPRegressor])
def test_scikit_learn_mlp(mlp):
    x = np.random.default_rng(0).normal(size=(60, 3))
    y = (x.sum(1) > 0).astype(int)
    fitted = mlp(
        hidden_layer_sizes=[5, 4], solver="lbfgs", max_iter=3000, random_state=0
    ).fit(x, y)
    net = dense_network(fitted)
    assert net.sizes == (3, 5, 4, 1)
    answer = net.values(x[0], {})[-1]
    if mlp is MLPClassifier:
        expected = fitted.predict_proba(x[:1])[0, 1]
        assert names(net) == ["relu", "relu", "sigmoid"]
    else:
        expected = fitted.predict(x[:1])
        assert names(net) == ["relu", "relu", "linear"]
    np.testing.assert_allclose(answer, expected, rtol=1e-9)
    nnlib.draw_network(fitted, weights=True, x=x[0])


def test_activations_of_one_input_are_written_and_shaded():
    kernels = [np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[3.0], [1.0]])]
    ax = nnlib.draw_network(
        [2, 2, 1], weights=kernels, x=[1, 0.25], activations="relu", labels=True
    )
    shaded = [c.get_array() for c in ax.collections if "nodes" in c.get_label()]
    for found, expected in zip(shaded, [[1, 0.25], [1, 0], [3]], strict=True):
        np.testing.assert_allclose(found, expected)
    assert {"0.25", "3", "-1", "2"} <= set(texts(ax))


def test_dropped_nodes_lose_their_edges():
    ax = nnlib.draw_network([3, 4, 2], bias=True, dropped={1: [0, 2]}, counts=True)
    assert "10 of 20 weights, 4 of 6 biases" in texts(ax)
    gone = places(ax, "dropped")[0]
    assert len(gone) == 2
    ends = np.concatenate([layer.reshape(-1, 2) for layer in edges(ax)])
    for place in gone:
        assert not (ends == place).all(axis=1).any()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_vector_output_is_clean(kind):
    ax = nnlib.draw_network([4, 5, 3], bias=True, counts=True)
    file = io.BytesIO()
    ax.figure.savefig(file, format=kind)
    content = file.getvalue()
    if kind == "svg":
        root = ET.fromstring(content)
        assert not list(root.iter("{http://www.w3.org/2000/svg}image"))
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
    else:
        assert b"/Image" not in content.replace(b"/ImageB /ImageC /ImageI", b"")
    assert len(content) < 60_000


def test_draws_where_it_is_told_and_changes_nothing_else():
    before = plt.rcParams.copy()
    figure, (left, right) = plt.subplots(1, 2)
    assert nnlib.draw_network([2, 3], ax=right) is right
    assert not left.collections
    assert plt.get_fignums() == [figure.number]
    assert plt.rcParams == before


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ([], "no layers"),
        ([3], "one layer alone"),
        ([3, 0, 1], "a layer of 0 nodes"),
        ([3, -2], "a layer of -2 nodes"),
        ([3, 2.5], "a layer of 2.5 nodes"),
        ([3, True], "a layer of True nodes"),
        (["3", 2], "a layer of '3' nodes"),
        (7, "neither sizes, nor a Keras model"),
        (b"ab", "neither sizes, nor a Keras model"),
        ({2: 3, 3: 1}, "neither sizes, nor a Keras model"),
        ({3, 2}, "neither sizes, nor a Keras model"),
        (frozenset([3, 2]), "neither sizes, nor a Keras model"),
        (None, "neither sizes, nor a Keras model"),
    ],
)
def test_wrong_sizes(sizes, message):
    with pytest.raises(ValueError, match=f"^network: .*{message}.*such as"):
        nnlib.draw_network(sizes)
    assert not plt.get_fignums()


def test_models_that_are_not_ready():
    with pytest.raises(ValueError, match=r"not built.*keras\.Input"):
        nnlib.draw_network(keras.Sequential([keras.layers.Dense(3)]))
    with pytest.raises(ValueError, match=r"MLPClassifier is not fitted.*fit\(X, y\)"):
        nnlib.draw_network(MLPClassifier())
    with pytest.raises(ValueError, match=r"a Pipeline came; .*pipeline\[-1\]"):
        nnlib.draw_network(make_pipeline(StandardScaler(), MLPClassifier()))
    with pytest.raises(ValueError, match=r"weights: .* beside a model"):
        nnlib.draw_network(keras_model(keras.layers.Dense(2)), weights=[np.ones(3)])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_model_that_diverged(wrong):
    model = keras_model(keras.layers.Dense(2), keras.layers.Dense(1))
    model.layers[-1].kernel.assign([[1.0], [wrong]])
    with pytest.raises(ValueError, match=r"hold NaN or infinity; did the training div"):
        nnlib.draw_network(model)


class Own(keras.layers.Layer):
    def call(self, x):
        return x


class Subclass(keras.Model):
    def __init__(self, f):
        super().__init__()
        self.first, self.second, self.f = (*map(keras.layers.Dense, (4, 2)), f)

    def call(self, x):
        return self.second(self.f(self.first(x)))


def functional(connect):
    x = keras.Input((4,))
    return keras.Model(x, connect(x))


def shared(x):
    layer = keras.layers.Dense(4)
    return keras.layers.Dense(2)(layer(layer(x)))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            keras_model(keras.layers.Reshape((3, 1)), keras.layers.Conv1D(2, 1)),
            "Conv1D",
        ),
        (keras_model(Own(), keras.layers.Dense(2)), "is a Own"),
        (keras_model(keras.layers.ReLU()), "no Dense layer"),
        (functional(lambda x: [keras.layers.Dense(2)(x) for _ in "ab"]), "one chain"),
        (
            functional(lambda x: keras.layers.Dense(4)(x) + keras.layers.Dense(4)(x)),
            "one chain",
        ),
        (functional(shared), "one chain"),
        (keras.Sequential([keras.Input((2, 2)), keras.layers.Dense(3)]), "one chain"),
    ],
    ids=["conv", "own", "no dense", "two answers", "branches", "shared", "per row"],
)
def test_models_that_are_no_chain_of_dense_layers(model, message):
    with pytest.raises(ValueError, match=f"^network: .*{message}"):
        nnlib.draw_network(model)


def test_a_model_whose_weights_are_gone():
    model = keras_model(keras.layers.Dense(2))
    taken = model.weights[0]
    taken._value = taken._initializer = None  # so a stopped fit leaves it on JAX
    with pytest.raises(ValueError, match=r"the model .* are gone.*again"):
        nnlib.draw_network(model)
    model = keras_model(keras.layers.Dense(2))
    model.weights[0].value.delete()
    with pytest.raises(ValueError, match=r"the model .* are gone.*again"):
        nnlib.draw_network(model, weights=True)


def test_models_within_a_model_are_drawn_as_their_layers():
    layers = keras.layers
    inner = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, "tanh"), layers.ReLU()]
    )
    start = keras.Input((3,))
    middle = keras.Model(start, layers.Dense(2, "relu")(start))
    deep = keras.Sequential([keras.Input((4,)), inner, middle])
    model = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4), deep, layers.Dense(1)]
    )
    net = dense_network(model)
    assert net.sizes == (5, 4, 3, 2, 1)
    x = np.random.default_rng(0).normal(size=5).astype("float32")
    answer = keras.ops.convert_to_numpy(model(x[None])).ravel()
    np.testing.assert_allclose(net.values(x, {})[-1], answer, rtol=1e-5)
    ax = nnlib.draw_network(model, weights=True, counts=True)
    assert "5-4-3-2-1" in ax.get_label()


def test_a_subclass_is_read_if_it_is_a_chain():
    plain, bent = Subclass(lambda x: x), Subclass(keras.ops.tanh)
    for model in (plain, bent):
        model(np.ones((1, 3)))
    assert dense_network(plain).sizes == (3, 4, 2)
    with pytest.raises(ValueError, match="one chain"):
        dense_network(bent)


def test_a_subclass_with_a_layer_that_it_never_uses():
    class Unused(Subclass):
        def build(self, shape):
            self.first.build(shape)

        def call(self, x):
            return self.first(x)

    model = Unused(None)
    model(np.ones((1, 3)))
    with pytest.raises(ValueError, match="one chain"):
        dense_network(model)


def test_activations_of_every_form_have_a_name_or_none():
    for activation, name in [
        (keras.layers.LeakyReLU(), "leaky_relu"),
        ("silu", "silu"),
        ("relu6", None),
        (lambda z: 2 * z, None),
    ]:
        model = keras_model(keras.layers.Dense(2, activation))
        assert names(dense_network(model)) == [name]
        nnlib.draw_network(model, activations=True, x=np.ones(3))
    poisson = MLPRegressor("poisson", [2], solver="lbfgs", max_iter=500)
    x = np.random.default_rng(0).normal(size=(40, 3))
    poisson.fit(x, np.exp(x[:, 0]))
    assert names(dense_network(poisson)) == ["relu", "exponential"]


def test_parameters_of_an_activation_are_kept():
    steep = nnlib.activations.get("leaky_relu", negative_slope=0.5)
    net = dense_network([1, 1], activations=[steep], weights=[[[1.0]]])
    assert net.values([-2.0], {})[1] == -1


def test_dropped_nodes_pass_on_nothing():
    ones = [np.ones((2, 2)), np.ones((2, 1))]
    net = dense_network([2, 2, 1], weights=ones, activations="linear")
    assert net.values([1, 1], {})[-1] == 4
    assert net.values([1, 1], {1: [0]})[-1] == 2
    model = keras_model(keras.layers.Dense(4), keras.layers.Dense(2))
    values = dense_network(model).values([1, 2, 3], {1: [1, 3]})
    w = [keras.ops.convert_to_numpy(v.value) for v in model.weights]
    hidden = (np.array([1, 2, 3]) @ w[0] + w[1]) * [1, 0, 1, 0]
    np.testing.assert_allclose(values[2], hidden @ w[2] + w[3], rtol=1e-5)
    everything = {0: [0, 1], 1: [0, 1], 2: [0]}
    nnlib.draw_network(
        [2, 2, 1], weights=ones, activations="linear", x=[1, 1], dropped=everything
    )


def test_counts_are_true_where_dropped_nodes_are_not_shown():
    ax = nnlib.draw_network(
        [784, 300, 10], bias=True, dropped={1: [150, 150]}, counts=True
    )
    left = 784 * 299 + 299 * 10
    assert f"{left:,} of 238,200 weights, 309 of 310 biases" in texts(ax)


def test_nodes_are_shaded_by_sign():
    ax = nnlib.draw_network([2, 1], weights=[[[1], [1]]], activations="relu", x=[2, -1])
    inputs = next(c for c in ax.collections if c.get_label() == "nodes of layer 0")
    assert inputs.get_clim() == (-2, 2)
    ax.figure.draw_without_rendering()
    (r1, _, b1, _), (r2, _, b2, _) = inputs.get_facecolors()
    assert b1 > r1
    assert r2 > b2


def test_width_is_in_proportion_to_size():
    ax = nnlib.draw_network([1, 3], weights=[[[0, 1, 2]]])
    zero, one, two = ax.collections[0].get_linewidths()
    assert zero > 0
    np.testing.assert_allclose(two - one, one - zero)


def test_an_ellipsis_stands_in_the_middle():
    ax = nnlib.draw_network([20, 1], max_nodes=8, labels=True)
    shown = [t for t in texts(ax) if t.startswith("$x")]
    assert shown == [f"$x_{{{n}}}$" for n in (0, 1, 2, 3, 16, 17, 18, 19)]
    (dots,) = (c for c in ax.collections if c.get_label() == "ellipsis")
    nodes = places(ax, "nodes of layer 0")[0]
    assert nodes[3, 1] > dots.get_offsets()[:, 1].mean() > nodes[4, 1]


def test_captions_name_the_layers_where_there_is_room():
    assert {"4 inputs", "5 hidden", "1 output"} <= set(
        texts(nnlib.draw_network([4, 5, 1], counts=True))
    )
    _, axes = plt.subplots(1, 4)
    assert {"4", "5", "1"} <= set(
        texts(nnlib.draw_network([4, 5, 1], counts=True, ax=axes[0]))
    )


NAMES = {0: ["age", "income"], 1: ["a", "b", "c"], 2: ["buys in a year"]}


def boxes(ax):
    ax.figure.draw_without_rendering()
    return {text.get_text(): text.get_window_extent() for text in ax.texts}


@pytest.mark.parametrize("size", [(10, 6), (5, 3)])
def test_names_of_nodes_stand_beside_them_or_in_them(size):
    ax = nnlib.draw_network(
        [2, 3, 1], names=NAMES, ax=plt.figure(figsize=size).add_subplot()
    )
    found = boxes(ax)
    assert list(found) == [name for names in NAMES.values() for name in names]
    nodes = [
        ax.transData.transform(places(ax, f"nodes of layer {k}")[0]) for k in NAMES
    ]
    radius = 0.36 * np.ptp(ax.transData.transform([[0, 0], [1, 0]])[:, 0])
    for layer, names in NAMES.items():
        for (x, y), name in zip(nodes[layer], names, strict=True):
            box = found[name]
            assert (box.y0 + box.y1) / 2 == pytest.approx(y, abs=3)
            if layer == 0:
                assert ax.bbox.x0 - 1 < box.x0 < box.x1 < x - radius
            elif layer == 2:
                assert x + radius < box.x0 < box.x1 < ax.bbox.x1 + 1
            else:
                assert x - radius < box.x0 < box.x1 < x + radius


def test_names_of_nodes_give_way_to_what_is_in_them():
    said = texts(nnlib.draw_network([2, 3, 1], names=NAMES, labels=True))
    assert {"$x_{0}$", r"$\hat{y}$", "a", "income"} <= set(said)
    assert "$a_{0}$" not in said
    said = texts(nnlib.draw_network([2, 3, 1], names=NAMES, activations="relu"))
    assert {"$a_{0}$", "a", r"$\hat{y}$ buys in a year"} <= set(said)
    ax = nnlib.draw_network([40, 2], names={0: [f"pixel {k}" for k in range(40)]})
    assert {"pixel 0", "pixel 39"} < set(texts(ax))
    assert "pixel 20" not in texts(ax)


def test_names_of_layers_stand_below_them():
    names = {0: "readings", 1: "hidden features"}
    assert texts(nnlib.draw_network([2, 3, 1], names=names)) == [*names.values()]
    said = texts(nnlib.draw_network([2, 300, 1], names={1: "code"}, counts=True))
    assert said[:3] == ["2 inputs", "code (300)", "1 output"]
    _, axes = plt.subplots(1, 3)
    ax = nnlib.draw_network([2, 3, 1], names=names, counts=True, ax=axes[1])
    found = list(boxes(ax).values())
    for left, right in itertools.pairwise(found[:3]):
        assert left.x1 < right.x0


def test_random_weights_are_glorot_normal():
    kernel = dense_network([300, 200], weights=True).kernels[0]
    assert kernel.std() == pytest.approx(np.sqrt(2 / 500), rel=0.01)


def test_in_a_subfigure_and_with_huge_layers():
    left, _ = plt.figure().subfigures(1, 2)
    nnlib.draw_network([2, 3], ax=left.add_subplot(), labels=True)
    nnlib.draw_network([10**12, 2], counts=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": [np.ones((3, 2))]}, r"weights: arrays of shapes \[\(3, 2\)\]"),
        ({"activations": "rely"}, "rely.*relu"),
        ({"activations": ["relu"]}, "activations: 1 came for 2 layers"),
        ({"x": [1, 2]}, "x: its activations can only be computed"),
        ({"x": [1, 2, 3], "weights": True, "activations": "relu"}, r"shape \(3,\)"),
        ({"dropped": {5: [0]}}, "no layer 5"),
        ({"dropped": {1: [9]}}, r"nodes \[9\] came for layer 1"),
        ({"dropped": {1: None}}, "dropped: .*nodes by layer, such as"),
        ({"dropped": {1: [0.5]}}, "dropped: .*nodes by layer, such as"),
        ({"dropped": {1: [True, False, True]}}, "dropped: .*nodes by layer"),
        ({"dropped": [1, 2]}, "dropped: .*nodes by layer, such as"),
        ({"weights": 5}, r"weights: 5 came; give .* arrays of shapes \[\(2, 3\)"),
        ({"weights": "random"}, "weights: 'random' came; give True for random ones"),
        (
            {"weights": [np.ones((2, 3), complex), np.ones((3, 1))]},
            "weights: an array of complex128 came",
        ),
        ({"labels": np.array([1, 2])}, r"labels: array\(\[1, 2\]\) came; give True or"),
        ({"counts": "all"}, "counts: 'all' came; give True or False"),
        ({"activations": np.array(["relu", "rely"])}, "rely.*relu"),
        ({"weights": [[[1, 2], [3]], [1]]}, "weights: .* came; give arrays"),
        ({"weights": [np.full((2, 3), np.nan), np.ones((3, 1))]}, "weights: NaN"),
        ({"activations": 5}, "activations: 5 came; give a name"),
        ({"bias": "no"}, "bias: 'no' came; give True, False"),
        ({"bias": [True, False]}, "bias: .* came; give True, False"),
        ({"x": [1, np.nan], "weights": True, "activations": "relu"}, "x: NaN"),
        ({"x": "ab", "weights": True, "activations": "relu"}, "x: 'ab' came"),
        ({"names": {3: "x"}}, "names: there is no layer 3; the layers are 0"),
        ({"names": {0: ["x"]}}, "names: 1 came for the 2 nodes of layer 0"),
        ({"names": ["x", "y"]}, "names: .* came; give by layer one name"),
        ({"names": {0: [1, 2]}}, "names: .* came; give by layer one name"),
        ({"names": {0: None}}, "names: .* came; give by layer one name"),
        ({"names": "x"}, "names: 'x' came; give by layer one name"),
        ({"max_nodes": 1}, "max_nodes: 1 came"),
        ({"max_nodes": "many"}, "max_nodes: 'many' came"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ValueError, match=message):
        nnlib.draw_network([2, 3, 1], **options)
    assert not plt.get_fignums()


def test_a_network_read_once_can_be_drawn_again():
    net = dense_network([2, 3, 1])
    assert isinstance(net, DenseNetwork)
    assert len(edges(nnlib.draw_network(net))) == 2
    with pytest.raises(ValueError, match=r"weights .* are not known"):
        nnlib.draw_network(net, weights=True)


def test_axes_that_are_none_of_these():
    with pytest.raises(ValueError, match=r"^ax: 'x' came; give plain axes"):
        nnlib.draw_network([2, 3], ax="x")
    with pytest.raises(ValueError, match=r"^ax: .* came; give plain axes"):
        nnlib.draw_network([2, 3], ax=plt.figure().add_subplot(projection="3d"))


def test_what_a_model_learned_is_left_out_of_the_description():
    described = []
    for seed in (0, 1):
        keras.utils.set_random_seed(seed)
        model = keras_model(keras.layers.Dense(2, "relu"), keras.layers.Dense(1))
        figure, (left, right) = plt.subplots(1, 2)
        nnlib.draw_network(model, weights=True, x=[1, 2, 3], labels=True, ax=left)
        nnlib.draw_network(model, weights=True, x=[1, 2, 3], activations=True, ax=right)
        assert re.search(r"-?0\.\d", " ".join(texts(left)))
        described.append(nnlib.describe(figure))
    assert described[0] == described[1]
