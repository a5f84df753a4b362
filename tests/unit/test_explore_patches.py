"""The patches: what they store of a first dense layer, say of it, and accept."""

import re

import keras
import matplotlib
import numpy as np
import pytest
from keras import layers

from nnlib.explore import _patches, patches
from nnlib.explore._pictures import thumbnails
from nnlib.explore.host import FRONT, MAX_BYTES
from nnlib.keras_private import as_numpy
from nnlib.networks.models import dense_layers

RNG = np.random.default_rng(0)
SIDE, UNITS, COUNT = 9, 30, 60
X = RNG.random((COUNT, SIDE, SIDE)).astype("float32")
Y = np.arange(COUNT) % 3
NAMES = ["bag", "coat", "dress"]
MATHS = FRONT / "patches" / "maths.js"


def network(*first, shape=(SIDE, SIDE), units=UNITS, seed=0, **dense):
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input(shape),
            *(first or [layers.Flatten()]),
            layers.Dense(units, "selu", **dense),
            layers.Dense(3, "softmax"),
        ]
    )


def kernel(model):
    return as_numpy(model.layers[-2].kernel).astype(float)


def copied(model):
    copy = keras.models.clone_model(model)
    for own, other in zip(copy.weights, model.weights, strict=True):
        own.assign(as_numpy(other))
    return copy


def moved(model, scale, seed=1):
    """A copy whose first layer moved, each node by another length."""
    copy = copied(model)
    rng = np.random.default_rng(seed)
    step = rng.normal(size=kernel(model).shape) * scale
    step *= rng.uniform(0.2, 1, kernel(model).shape[1])
    copy.layers[-2].kernel.assign(kernel(model) + step)
    copy.layers[-2].bias.assign(rng.normal(size=kernel(model).shape[1]))
    return copy


def three():
    model = moved(network(), 0.05)
    return moved(model, 0.02, seed=2), model, moved(model, 0.01, seed=3)


def made(**options):
    before, model, after = three()
    return patches(model, X, **{"before": before, "after": after} | options)


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def shares(evaluate_module, data, kind):
    """The weights of a kind as the page reads them: (nodes, pixels), up to 1."""
    shape = {"maps": len(data["nodes"]), "rows": data["rows"]}
    shape["columns"] = data["columns"]
    found = evaluate_module(
        MATHS,
        "m.patchesOf(...argument)",
        [data["weights"][kind], shape, data["levels"]],
    )
    return np.array(found)


def test_weights_and_changes_are_the_models(evaluate_module):
    before, model, after = map(kernel, three())
    data = made(nodes=12).data
    expected = {"weights": model, "learned": model - before, "changed": after - model}
    assert data["kinds"] == list(expected)
    for kind, values in expected.items():
        own, limit = values[:, data["nodes"]].T, data["limits"][kind]
        found = limit * shares(evaluate_module, data, kind)
        assert np.abs(found - np.clip(own, -limit, limit)).max() <= 0.501 * limit / 31
        assert 0.003 <= np.mean(np.abs(own) > limit) + 0.003 <= 0.009
    for kind, start in (("learned", before), ("changed", model)):
        share = np.linalg.norm(expected[kind], axis=0) / np.linalg.norm(start, axis=0)
        told = data["moved"][kind]
        np.testing.assert_allclose(told["each"], 100 * share[data["nodes"]], rtol=6e-4)
        assert told["median"] == pytest.approx(100 * np.median(share), rel=6e-4)


def test_smooth_changes_are_packed_and_noise_is_not(evaluate_module):
    model = network()
    after = copied(model)
    hill = np.hypot(*np.mgrid[-4:5, -4:5]).reshape(-1, 1) - 4
    step = np.where(hill < 0, hill, 0) * np.linspace(-0.01, 0.01, UNITS)
    after.layers[-2].kernel.assign(kernel(model) + step)
    data = patches(model, X, after=after).data
    assert list(data["weights"]["weights"]) == ["letters"]
    assert list(data["weights"]["changed"]) == ["packed"]
    limit = data["limits"]["changed"]
    found = limit * shares(evaluate_module, data, "changed")
    own = np.clip(step[:, data["nodes"]].T, -limit, limit)
    np.testing.assert_allclose(found, own, atol=0.501 * limit / 31)


def test_pictures_are_those_with_the_most_and_the_least(evaluate_module):
    _, model, _ = three()
    data = made(y=Y, class_names=NAMES).data
    bias = as_numpy(model.layers[-2].bias).astype(float)
    answers = X.reshape(COUNT, -1) @ kernel(model) + bias
    side = data["side"]
    assert side == SIDE
    found = np.array(data["found"])
    pictures = evaluate_module(
        FRONT / "shared" / "packed.js",
        "m.unpacked(...argument)",
        [
            data["pictures"],
            {"maps": int(found.max()) + 1, "rows": side, "columns": side},
        ],
    )
    own = evaluate_module(
        FRONT / "shared" / "packed.js",
        "m.unpacked(...argument)",
        [thumbnails(X, side), {"maps": COUNT, "rows": side, "columns": side}],
    )
    for place, node in enumerate(data["nodes"]):
        order = np.argsort(answers[:, node])
        wanted = [*order[:-5:-1], *order[:4]]
        np.testing.assert_allclose(
            data["answers"][place], answers[wanted, node], rtol=6e-4, atol=1e-4
        )
        assert [data["labels"][each] for each in found[place]] == Y[wanted].tolist()
        shown = np.array([pictures[each] for each in found[place]])
        # The grays go from the least to the greatest number of those that are shown.
        assert np.abs(shown - np.array(own)[wanted]).max() <= 1
    assert data["captions"] == NAMES


def test_nodes_are_evenly_spaced_in_what_they_changed():
    before, model, after = three()
    old, own, new = map(kernel, (before, model, after))
    sizes = {
        "after": np.linalg.norm(new - own, axis=0) / np.linalg.norm(own, axis=0),
        "before": np.linalg.norm(own - old, axis=0) / np.linalg.norm(old, axis=0),
        "": np.linalg.norm(own, axis=0),
    }
    for kind, others in (
        ("after", {"before": before, "after": after}),
        ("before", {"before": before}),
        ("", {}),
    ):
        for nodes in (2, 7, 20):
            shown = patches(model, X, nodes=nodes, **others).data["nodes"]
            ranks = np.sort(np.argsort(np.argsort(sizes[kind]))[shown])
            assert (ranks[0], ranks[-1], len(ranks)) == (0, UNITS - 1, nodes)
            assert np.ptp(np.diff(ranks)) <= 1
            assert shown == sorted(shown)
    one = patches(model, X, nodes=1, after=after).data["nodes"]
    assert one == [np.argmax(sizes["after"])]
    few = network(units=3)
    assert patches(few, X).data["nodes"] == [0, 1, 2]


def functional():
    inputs = keras.Input((SIDE, SIDE, 1))
    flat = layers.Flatten()(layers.Rescaling(2.0, offset=-1)(inputs))
    hidden = layers.Dense(UNITS, "relu", use_bias=False)(layers.Dropout(0.5)(flat))
    return keras.Model(inputs, layers.Dense(2)(hidden))


@pytest.mark.parametrize(
    ("make", "scale", "offset"),
    [
        (network, 1, 0),
        (lambda: network(layers.Dropout(0.1), shape=(SIDE**2,)), 1, 0),
        (lambda: network(layers.Reshape((SIDE**2,)), layers.GaussianNoise(0.9)), 1, 0),
        (lambda: network(layers.Flatten(), layers.BatchNormalization()), 0.9995, 0),
        (functional, 2, -1),
        (lambda: keras.Sequential([keras.Input((SIDE, SIDE)), network()]), 1, 0),
    ],
)
@pytest.mark.parametrize(
    "x",
    [X, X.reshape(COUNT, -1), X[..., None], np.round(255 * X).astype(np.uint8)],
    ids=["images", "flat", "channel", "bytes"],
)
def test_all_that_leave_the_pixels_apart_will_do(make, scale, offset, x):
    model = make()
    data = patches(model, x, nodes=5).data
    first = dense_layers(model)[0]
    flat = scale * x.reshape(COUNT, -1).astype(float) + offset
    z = flat @ as_numpy(first.kernel).astype(float)[:, data["nodes"]]
    z += as_numpy(first.bias)[data["nodes"]] if first.use_bias else 0
    most = [row[0] for row in data["answers"]]
    np.testing.assert_allclose(most, z.max(axis=0), rtol=1e-3, atol=1e-3)
    assert (data["rows"], data["columns"]) == (SIDE, SIDE)


def test_images_need_not_be_square(evaluate_module):
    x = np.zeros((10, 6, 12))
    x[:, 0] = 1
    model = network(shape=(6, 12))
    data = patches(model, x).data
    assert (data["rows"], data["columns"], data["side"]) == (6, 12, 12)
    picture = evaluate_module(
        FRONT / "shared" / "packed.js",
        "m.unpacked(...argument)",
        [data["pictures"], {"maps": 1, "rows": 12, "columns": 12}],
    )
    rows = np.reshape(picture, (12, 12)).mean(axis=1)
    assert rows.tolist() == [0, 0, 0, 15, *8 * [0]]


def test_a_frozen_layer_changed_by_nothing():
    model = network()
    after = copied(model)
    data = patches(model, X, after=after).data
    assert data["limits"]["changed"] == 0
    assert set(data["moved"]["changed"]["each"]) == {0}
    nothing = network(kernel_initializer="zeros")
    data = patches(nothing, X, before=model, after=nothing_but(nothing)).data
    assert data["limits"]["weights"] == 0
    assert set(data["moved"]["learned"]["each"]) == {100}


def nothing_but(model):
    """A copy in which one weight of one node moved."""
    after = copied(model)
    step = np.zeros(kernel(model).shape)
    step[3, 2] = 0.5
    after.layers[-2].kernel.assign(step)
    return after


def test_few_weights_that_moved_are_seen(evaluate_module):
    model = network()
    after = copied(model)
    step = np.zeros(kernel(model).shape)
    step[3, 2] = 0.5
    after.layers[-2].kernel.assign(kernel(model) + step)
    data = patches(model, X, after=after).data
    assert data["limits"]["changed"] == pytest.approx(0.5, rel=0.1)
    found = shares(evaluate_module, data, "changed")
    assert np.argwhere(found).tolist() == [[data["nodes"].index(2), 3]]


def test_another_node_may_be_chosen_at_first():
    assert made().data["state"]["node"] == 0
    assert made(nodes=5, chosen=4).data["state"]["node"] == 4


def test_the_grid_may_open_on_what_was_learned():
    state = made().data["state"]
    assert (state["grid"], state["open"]) == ("weights", [])
    model = network()
    opened = patches(model, X, before=moved(model, 0.05), grid="learned").data["state"]
    assert (opened["grid"], opened["open"]) == ("learned", ["learned"])


def test_names_and_classes_are_told():
    data = made(y=Y, names=("shoes", "bags")).data
    assert data["names"] == ["shoes", "bags"]
    assert data["captions"] == ["0", "1", "2"]
    rows = made(y=np.eye(3)[Y]).data
    assert rows["labels"] == made(y=Y).data["labels"]
    assert made().data["captions"] == made().data["labels"] == []


def test_it_is_described():
    told = made(names=("shoes", "bags")).description
    assert told == (
        "The weights of 20 of the 30 nodes in the first dense layer of a network "
        "trained on shoes, each as an image: blue is positive, orange negative, white "
        "zero. One is chosen in a grid and shown large. A button shows which of 60 "
        "pictures it answers to most and least. Another shows what it learned on "
        "shoes, since its first weights. Another shows its weights after a training on "
        "bags, the change, and how much each node changed; the grid can then be sorted "
        "by that. A list chooses which of these images the grid shows."
    )
    alone = patches(network(), X).description
    assert "Another" not in alone
    assert "list" not in alone


def test_the_same_models_give_the_same_bytes(compared):
    before = html(made(y=Y))
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(made(y=Y)) == before
    model = network(seed=9)
    other = patches(model, X, before=moved(model, 0.1), after=moved(model, 0.2), y=Y)
    assert html(other) != before
    assert compared(html(other)) == compared(before)
    assert other.description == made(y=Y).description


def test_output_asks_for_nothing():
    page = html(made())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_largest_is_small():
    x = RNG.random((300, 28, 28))
    model = network(shape=(28, 28), units=300)
    others = {"before": moved(model, 1.0), "after": moved(model, 1.0, seed=2)}
    names = [14 * letter for letter in "WMGQOCDHKN"]
    options = {"y": np.arange(300) % 10, "class_names": names}
    large = patches(model, x, names=("W" * 7, "M" * 7), **others, **options)
    assert len(html(large).encode()) < 0.98 * MAX_BYTES
    assert large.data["side"] <= 10
    smooth = patches(model, np.ones((300, 28, 28)), **others)
    assert smooth.data["side"] == 28
    with pytest.raises(ValueError, match=r"^nodes: 24 came.* 56,448 .*at most 21, or"):
        patches(model, x, nodes=24, **others)
    fewer = patches(model, x, nodes=21, **others)
    assert len(html(fewer).encode()) < MAX_BYTES
    two = patches(model, x, nodes=24, after=others["after"], **options)
    assert len(html(two).encode()) < 0.98 * MAX_BYTES


def test_the_limit_is_the_next_number_of_two_digits():
    values = [0, 0.0801, 0.08, 1, 12.01, 99.1, 3e-7]
    found = [_patches._rounded_up(value) for value in values]
    assert found == [0, 0.081, 0.08, 1, 13, 100, 3e-7]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: 3, "^model: 3 came; give a built Sequential or functional model"),
        (
            lambda: keras.Sequential([layers.Dense(3)]),
            "^model: <Sequential.* came; give a built",
        ),
        (
            lambda: keras.Sequential([keras.Input((SIDE, SIDE)), layers.Flatten()]),
            "^model: 'seq.*' has no Dense layer; give",
        ),
        (
            lambda: network(
                layers.Reshape((SIDE, SIDE, 1)),
                layers.Conv2D(1, 3, padding="same", name="conv"),
                layers.Flatten(),
            ),
            "^model: the layer 'conv', a Conv2D, stands before the first Dense layer",
        ),
        (
            lambda: network(shape=(SIDE, SIDE + 1)),
            r"^x: images of 9 x 9 pixels came, and .* of 90 inputs, takes others; give",
        ),
        (
            lambda: network(layers.Dropout(0.1)),
            r"^x: images of 9 x 9 pixels came, and .* of 9 inputs, takes others; give",
        ),
    ],
)
def test_models_that_will_not_do(make, told):
    with pytest.raises(ValueError, match=told):
        patches(make(), X)


def broken():
    model = network()
    model.layers[-2].kernel.assign(np.full(kernel(model).shape, np.nan))
    return model


@pytest.mark.parametrize("argument", ["before", "after"])
def test_copies_that_will_not_do(argument):
    model = network()
    shared = keras.Sequential([keras.Input((SIDE, SIDE)), *model.layers[:-1]])
    for other, told in (
        (3, "3 came; give a built Sequential"),
        (model, "'seq.*' shares its first Dense layer with model, so that .*clone_mo"),
        (shared, "'seq.*' shares its first Dense layer with model"),
        (network(units=9), r"its first Dense .* \(81, 9\), that of model \(81, 30\); "),
        (broken(), "its weights hold NaN or infinity; did the training diverge"),
    ):
        with pytest.raises(ValueError, match=rf"^{argument}: {told}"):
            patches(model, X, **{argument: other})
    with pytest.raises(ValueError, match=r"^model: its weights hold NaN"):
        patches(broken(), X)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"x": X[0, 0]}, r"^x: shape \(9,\) came; give two or more images of shape"),
        ({"x": X[:1]}, r"^x: shape \(1, 9, 9\) came; give two or more images"),
        ({"x": X.reshape(COUNT, -1)[:, :80]}, r"^x: shape \(60, 80\) came; give two"),
        ({"x": np.stack([X, X], -1)}, r"^x: shape \(60, 9, 9, 2\) came; give two or"),
        ({"x": X[:, :0]}, r"^x: shape \(60, 0, 9\) came; give two or"),
        ({"x": "pictures"}, "^x: 'pictures' came; give images of shape"),
        ({"x": np.where(X > 0.9, np.nan, X)}, "^x: NaN or infinity came; give images"),
        ({"names": "AB"}, "^names: 'AB' came; give two names of tasks that differ"),
        ({"names": ("A", "A")}, r"^names: \('A', 'A'\) came; give two names"),
        ({"names": ("A", "")}, "^names: .* came; give two names"),
        ({"names": ("A", "8letters")}, "^names: .* each of 1 to 7 letters"),
        ({"y": Y[:9]}, r"^y: shape \(9,\) came; give a label for each of the 60"),
        ({"y": Y - 1}, "^y: .* came; give whole numbers from 0"),
        ({"class_names": NAMES}, "^class_names: they came without y; give y"),
        ({"y": Y, "class_names": NAMES[:2]}, "^class_names: .* each of the 3 classes"),
        ({"y": Y, "class_names": "abc"}, "^class_names: 'abc' came; give a name of 1"),
        ({"y": Y, "class_names": ["a", "b", 15 * "c"]}, "^class_names: .* 14 letters"),
        ({"nodes": 0}, "^nodes: 0 came; give a whole number from 1 to 24"),
        ({"nodes": 25}, "^nodes: 25 came; give a whole number from 1 to 24"),
        ({"nodes": 2.5}, "^nodes: 2.5 came; give a whole number"),
        ({"chosen": -1}, "^chosen: -1 came; give a whole number from 0 to 19"),
        ({"nodes": 5, "chosen": 5}, "^chosen: 5 came; .* from 0 to 4"),
        ({"grid": "learned"}, "^grid: 'learned' came; give 'weights' .'learned' needs"),
    ],
)
def test_what_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        patches(network(), **{"x": X} | options)
