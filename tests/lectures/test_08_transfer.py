"""Lecture 8: its self-checks, fed right answers written differently and wrong ones."""

import ast
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from keras import layers
from sklearn.linear_model import LogisticRegression

LECTURE = Path(__file__).parents[2] / "notebooks" / "08_transfer.ipynb"
NODES = (300, 100, 50, 50, 50)


def network(outputs=8, activation="softmax"):
    hidden = [layers.Dense(units, "selu") for units in NODES]
    return keras.Sequential(
        [keras.Input((784,)), *hidden, layers.Dense(outputs, activation)]
    )


def hidden_of(weights, x):
    """Pictures, and after five layers what tells the classes apart if upright."""
    return [x, x, x, x, x, x[:, :50]]


def errors_of(lecture, turn, learns=None, nodes=50):
    """On the nodes of A, or on all pixels; learned from pictures turned likewise."""
    x, y = lecture["some_of_b"](0, 50)
    learned = x[:, :: learns or turn][:, :nodes]
    model = LogisticRegression(max_iter=5000).fit(learned, y)
    judged, right = lecture["b_others"]
    return 4 * int((model.predict(judged[:, ::turn][:, :nodes]) != right).sum())


def arrays(model):
    return [keras.ops.convert_to_numpy(part.value) for part in model.weights]


@pytest.fixture(scope="module")
def lecture(checks):
    """What the checks use of the lecture: a first task, and a second one to learn."""
    keras.utils.set_random_seed(0)
    draws = np.random.default_rng(0)
    y = draws.integers(0, 2, 500).astype("float32")
    x = draws.random((500, 784), "float32") / 2
    x[:, :300] += y[:, None] / 2
    x[:, -13:] = 0  # dark in all pictures
    x[0, 700:707] = 0  # and seven more in one
    moved = network(1, "sigmoid")
    kept = arrays(network())
    moved.set_weights([*kept[:10], np.zeros((50, 1)), np.zeros(1)])
    kernel, bias = arrays(moved.layers[0])
    shares = np.linspace(0.01, 0.04, 300)
    still = np.arange(784)[:, None] >= 784 - 13
    moved.layers[0].set_weights([np.where(still, kernel, kernel * (1 + shares)), bias])
    before = network()
    before.set_weights([kept[0] / (1 + np.linspace(0.08, 0.12, 300)), *kept[1:]])
    checks |= {
        "network_a": network,
        "a": network(),
        "before": before,
        "some_of_b": lambda seed, count=200, of=None: (x[:count], y[:count]),
        "four": [0, 1, 2, 3],
        "b_others": (x[200:], np.where(np.arange(300) % 10, y[200:], 1 - y[200:])),
        "hidden_of": hidden_of,
        "LogisticRegression": LogisticRegression,
        "kept": kept,
        "on_b": moved,
        "x_b": x[:200],
        "y_b": y[:200],
        "b_val": (x[200:], y[200:]),
        "off_b": (x[:200], y[:200]),
        "off_others": (x[200:], y[200:]),
    }
    return checks


def test_counts(say):
    right = 51, 275_801
    for answer in (right, map(float, right), map(np.int64, right)):
        assert say("check_counts", *answer).count("Right.") == 2
    for place, wrong, hint in [
        (0, 50, "bias"),
        (0, 408, "A's output"),
        (0, 275_750, "frozen"),
        (0, 275_801, "only the output"),
        (0, ..., "Nothing to check yet"),
        (1, 275_750, "output layer learns"),
        (1, 276_158, "eight outputs"),
        (1, 275_250, "has a bias"),
        (1, 235_500, "six layers, each with biases"),
        (1, 235_200, "without its biases"),
        (1, 51, "all layers learn"),
        (1, "many", "Not yet"),
    ]:
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_counts", *answers)


def test_the_counts_are_those_of_the_network():
    model = network(1, "sigmoid")
    assert model.count_params() == 275_801
    assert network().count_params() == 276_158
    without = sum(np.prod(w.shape) for w in arrays(model) if w.ndim == 2)
    assert without == 275_250


def test_factor(say):
    for right in [(1.875, 3), (6 / 3.2, 3.0), (1.88, np.int64(3))]:
        assert say("check_factor", *right).count("Right.") == 2
    for place, wrong, hint in [
        (0, np.mean([1.2, 4, 0.75, 3.75]), "mean of four factors"),
        (0, 4.0, "best of the four"),
        (0, 3.2 / 6, "other way around"),
        (0, np.median([1.2, 4, 0.75, 3.75]), "median"),
        (0, np.prod([1.2, 4, 0.75, 3.75]) ** 0.25, "geometric mean"),
        (0, 1.92, "geometric mean"),
        (0, 0.7, "difference"),
        (0, 46.7, "By so many percent they are fewer"),
        (0, 87.5, "By so many percent they are more"),
        (0, 1.9, "digits"),
        (1, 4, "seed 3"),
        (1, 1, "where does it help"),
        (1, ..., "Nothing to check yet"),
    ]:
        right = 1.875, 3
        answers = [*right[:place], wrong, *right[place + 1 :]]
        assert hint in say("check_factor", *answers)


def test_patches(say, lecture):
    right = 4.0, "b", 13, "b"
    for answer in (right, (3.96, " B. ", 13.0, "B"), (np.float32(4), "(b)", 13, "b")):
        assert say("check_patches", *answer).count("Right.") == 4
    for place, wrong, hint in [
        (0, 1.0, "other end"),
        (0, 2.5, "median"),
        (0, 10, "when A learned"),
        (0, "four", "Not yet"),
        (0, 0.04, "In percent"),
        (0, ..., "Nothing to check yet"),
        (1, "a", "do all nodes share"),
        (1, "C", "Is delta?"),
        (1, "d", "a letter is asked"),
        (1, 2, "a letter is asked"),
        (1, ..., "Nothing to check yet"),
        (2, 784 - 13, "Those moved"),
        (2, 13 * 300, "counts weights"),
        (2, 13 / 784, "As a number of pixels"),
        (2, 20, "Dark in one picture"),
        (2, "none", "Not yet"),
        (2, float("nan"), "Not yet"),
        (2, ..., "Nothing to check yet"),
        (3, "a", "Does decay ask"),
        (3, "c", "Which force"),
        (3, 0, "a letter is asked"),
        (3, ..., "Nothing to check yet"),
    ]:
        said = say("check_patches", *right[:place], wrong, *right[place + 1 :])
        assert hint in said
        assert said.count("Right.") == 3


def test_unmoved_pixels_may_be_counted_in_the_weights(say, lecture):
    """A pixel that is dark in all pictures but one, too faint to move a weight."""
    x, y = lecture["x_b"].copy(), lecture["y_b"]
    x[0, -13] = 1e-30
    lecture["some_of_b"], old = lambda seed: (x, y), lecture["some_of_b"]
    for answer in (12, 13):
        assert say("check_patches", 4.0, "b", answer, "b").count("Right.") == 4
    lecture["some_of_b"] = old


def test_one_step_moves_each_node_by_the_same_picture():
    """What exercise 3 asks: delta times what came in, and nothing in the dark."""
    draws = np.random.default_rng(0)
    x = draws.random((1, 784), "float32")
    x[:, :40] = 0
    model = network(1, "sigmoid")
    model.compile(keras.optimizers.SGD(0.5), "binary_crossentropy")
    before = arrays(model)[0]
    model.fit(x, np.ones(1), verbose=0)
    change = arrays(model)[0] - before
    assert not change[:40].any()
    sizes = np.linalg.svd(change, compute_uv=False)
    assert sizes[1] < 1e-3 * sizes[0]  # a column for each node: one picture, scaled
    assert (change[40:].sum(axis=0) > 0).any()
    assert (change[40:].sum(axis=0) < 0).any()


def clone_of(a):
    clone = keras.models.clone_model(a)
    clone.set_weights(arrays(a))
    return clone


def trained(body, x, y, *, frozen=True, end="sigmoid", outputs=1, epochs=20):
    output = layers.Dense(outputs, end, name="of_b")
    model = keras.Sequential([keras.Input((784,)), *body, output])
    for layer in body:
        layer.trainable = not frozen
    model.compile(keras.optimizers.Adam(0.003), "binary_crossentropy")
    if epochs:
        model.fit(x, y, epochs=epochs, verbose=0)
    return model


def functional(a, x, y):
    clone = clone_of(a)
    clone.trainable = False
    hidden = keras.Model(clone.inputs, clone.layers[-2].output)
    model = keras.Model(hidden.inputs, layers.Dense(1, "sigmoid")(hidden.output))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    model.fit(x, y, epochs=20, verbose=0)
    return model


def frozen_first(a, x, y):
    for layer in a.layers:
        layer.trainable = False
    return trained(clone_of(a).layers[:-1], x, y)


def sharing(a, x, y):
    model = trained(a.layers[:-1], x, y)
    for layer in a.layers:
        layer.trainable = True
    return model


def test_reuse_takes_right_answers(say, lecture):
    for right in (lambda a, x, y: trained(clone_of(a).layers[:-1], x, y), functional):
        assert say("check_reuse", right) == "Right."


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda a, x, y: trained(a.layers[:-1], x, y, frozen=False), "A has changed"),
        (lambda a, x, y: trained(a.layers[:-1], x, y), "A has its weights, but"),
        (lambda a, x, y: frozen_first(a, x, y), "A has its weights, but"),
        (lambda a, x, y: sharing(a, x, y), "share layers"),
        (lambda a, x, y: trained(clone_of(a).layers, x, y), "output layer is still"),
        (
            lambda a, x, y: trained(clone_of(a).layers[:-1], x, y, frozen=False),
            "have been trained, too",
        ),
        (
            lambda a, x, y: trained(
                keras.models.clone_model(a).layers[:-1], x, y, epochs=1
            ),
            "do not have A's weights",
        ),
        (
            lambda a, x, y: trained(clone_of(a).layers[:-1], x, y, epochs=0),
            "are right. Does it train",
        ),
        (lambda a, x, y: None, "a Keras model"),
        (lambda a, x: None, "TypeError"),
        (..., "Nothing to check yet"),
        (7, "a function"),
    ],
)
def test_reuse_says_what_is_wrong(say, lecture, wrong, hint):
    assert hint in say("check_reuse", wrong)


def test_reuse_knows_a_softmax_of_one_output(say, lecture):
    def wrong(a, x, y):
        return trained(clone_of(a).layers[:-1], x, y, end="softmax")

    with pytest.warns(UserWarning, match="softmax"):
        assert "every answer is the same" in say("check_reuse", wrong)


def test_luck(say):
    rng = np.random.default_rng(3)
    drawn = rng.binomial(100, 0.02, (4000, 20))
    right = drawn.min(axis=1).mean(), drawn[:, 0].mean(), "b"
    for answer in (right, (0.06, 2, " B."), (np.float32(0.07), np.int64(2), "(b)")):
        assert say("check_luck", *answer).count("Right.") == 3
    for place, wrong, hint in [
        (0, 2.0, "without choosing"),
        (0, drawn.max(axis=1).mean(), "the worst of the twenty"),
        (0, np.median(drawn, axis=1).mean(), "the middle one"),
        (0, right[0] / 100, "as a share"),
        (0, 0.02, "share without choosing"),
        (0, 0.1, "is not it"),
        (0, 0, "even the best of them errs"),
        (0, 0.0, "Give the average"),
        (0, "few", "Not yet"),
        (0, ..., "Nothing to check yet"),
        (1, right[0], "New pictures know nothing"),
        (1, 0.02, "not a share"),
        (1, ..., "Nothing to check yet"),
        (2, "a", "All twenty are equally good"),
        (2, "C", "drawn, not chosen"),
        (2, "d", "a letter is asked"),
        (2, 2, "a letter is asked"),
        (2, ..., "Nothing to check yet"),
    ]:
        said = say("check_luck", *right[:place], wrong, *right[place + 1 :])
        assert hint in said
        assert said.count("Right.") == 2


def test_ten_pictures(say, lecture):
    x, y = lecture["x_b"], lecture["y_b"]
    good = trained(network().layers[:-1], x, y, frozen=False)
    turned = trained(network().layers[:-1], x, 1 - y, frozen=False)
    new = trained(network().layers[:-1], x, y, epochs=0)
    weights = np.zeros((784, 1), "float32")
    weights[0] = 1  # one of the pixels that tell, with a limit that misses many
    half, bare = (
        keras.Sequential([keras.Input((784,)), layers.Dense(1, end)])
        for end in ("sigmoid", None)
    )
    for model in (half, bare):
        model.set_weights([weights, np.array([-0.7], "float32")])
    small = keras.Sequential([keras.Input((64,)), layers.Dense(1)])

    def of_ten(*models):
        draws = iter(models)
        return lambda x, y: next(draws)

    def on_a_itself(x, y):
        lecture["a"].layers[0].set_weights([np.zeros((784, 300)), np.zeros(300)])
        return good

    def with_other_pictures(x, y):
        return lecture["off_b"] and good

    for right in (of_ten(*[good] * 10), of_ten(half, new, *[good] * 8)):
        assert say("check_ten", right) == "Right."
    for wrong, hint in [
        (of_ten(*[good] * 3, *[half] * 7), "Which A has seen moved garments"),
        (of_ten(*[good] * 6, *[half] * 4), "or copies, moved again"),
        (of_ten(*[turned] * 10), "wrong way around"),
        (of_ten(*[new] * 10), "little more than guessing"),
        (of_ten(bare), "between 0 and 1"),
        (of_ten(network()), "one output"),
        (of_ten(small), "cannot be asked"),
        (with_other_pictures, "Not yet"),
        (lambda x, y: b_val, "out of reach"),  # noqa: F821
        (on_a_itself, "A has changed"),
        (lambda x, y: x[999], "it stops with IndexError"),
        (lambda x, y: 0.98, "Keras model"),
        (lambda x, y: ..., "returns nothing so far"),
        (good, "a function is asked"),
        (0.98, "a function is asked"),
        (..., "Nothing to check yet"),
    ]:
        assert hint in say("check_ten", wrong)
    assert "off_b" in lecture  # the check has put the pictures back


def test_turned(say, lecture):
    upright, turned = (errors_of(lecture, turn) for turn in (1, -1))
    right = 1.0, turned / upright, "b"
    assert right[1] > 1.2
    of_pixels, judged_only = (
        errors_of(lecture, *turns, nodes=784) for turns in [(1,), (-1, 1)]
    )
    assert judged_only > 1.2 * of_pixels
    for answer in (right, (1, round(right[1], 2), " B."), (0.99, right[1], "(b)")):
        assert say("check_turned", *answer).count("Right.") == 3
    for place, wrong, hint in [
        (0, 1.4, "Not yet"),
        (0, errors_of(lecture, -1, nodes=784), "Those are errors"),
        (0, judged_only / of_pixels, "turned pictures to judge only"),
        (0, ..., "Nothing to check yet"),
        (1, 1 / right[1], "The other way around"),
        (1, turned, "Those are errors"),
        (1, "more", "Not yet"),
        (1, ..., "Nothing to check yet"),
        (2, "a", "Harder for whom"),
        (2, "C", "the same for both"),
        (2, "d", "a letter is asked"),
        (2, 2, "a letter is asked"),
        (2, ..., "Nothing to check yet"),
    ]:
        said = say("check_turned", *right[:place], wrong, *right[place + 1 :])
        assert hint in said
        assert said.count("Right.") == 2


def test_numbers_at_full_scale_are_those_of_the_benchmarks():
    """The slide of the published factor: ours, as often as it was run."""
    folder = LECTURE.parents[1] / "benchmarks"
    rows = (folder / "RESULTS.md").read_text("utf-8").splitlines()
    (row,) = (line for line in rows if line.startswith("| transfer-factor"))
    _, _, _, published, mean, ends, *_ = (part.strip() for part in row.split("|")[1:])
    cells = nbformat.read(LECTURE, 4).cells
    (line,) = (
        line
        for cell in cells
        for line in cell.source.splitlines()
        if line.startswith("at_full_scale = ")
    )
    said = ast.literal_eval(line.partition(" = ")[2])
    assert said == tuple(map(float, [published, mean, *ends.split(" to ")]))
