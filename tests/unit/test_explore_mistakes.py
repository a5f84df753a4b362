"""Mistakes: what is counted and kept, from any predictions."""

import re

import numpy as np
import pytest

from nnlib.explore import _examples, mistakes
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(2)
COUNT, KINDS, SIDE = 90, 4, 8
Y = RNG.integers(0, KINDS, COUNT)
P = RNG.dirichlet(np.ones(KINDS), COUNT)
X = RNG.random((COUNT, SIDE, SIDE))


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def kept(answers, cell):
    """The examples that a cell is to show: the surest of its answers first."""
    row, column = divmod(cell, answers.shape[1])
    found = np.flatnonzero((row == Y) & (answers.argmax(axis=1) == column))
    order = np.argsort(-answers[found].max(axis=1), kind="stable")
    return found[order][:6].tolist()


def stored(evaluate_module, data):
    """The percents and pictures as the page reads them."""
    starts = evaluate_module(
        FRONT / "mistakes" / "maths.js",
        "m.startsOf(...argument)",
        [data["counts"], data["each"]],
    )
    shape = {key: data[key] for key in ("channels", "side")} | {"count": starts[-1]}
    pictures = evaluate_module(
        FRONT / "shared" / "examples.js",
        "m.picturesOf(...argument).map(p => p.map(c => [...c]))",
        [data["pictures"], shape],
    )
    percents = evaluate_module(
        FRONT / "shared" / "packed.js", "[...m.bytesOf(argument)]", data["percents"]
    )
    return starts, np.array(pictures), np.reshape(percents, (-1, len(data["counts"])))


def test_all_are_counted_and_the_surest_kept(evaluate_module):
    data = mistakes(Y, P, X).data
    table = np.array(data["counts"])
    assert table.sum() == COUNT
    for row in range(KINDS):
        for column in range(KINDS):
            both = (row == Y) & (P.argmax(axis=1) == column)
            assert table[row, column] == both.sum()
    starts, pictures, percents = stored(evaluate_module, data)
    assert data["side"] == SIDE
    levels = np.round(15 * (X - X.min()) / np.ptp(X)).reshape(COUNT, -1)
    for cell in range(KINDS**2):
        own = kept(P, cell)
        part = slice(starts[cell], starts[cell + 1])
        assert np.array_equal(percents[part], np.round(100 * P[own]))
        assert np.abs(pictures[part, 0] - levels[own]).max(initial=0) <= 1


def test_it_opens_without_the_answer():
    made = mistakes(Y, P, X)
    assert made.data["state"]["open"] == [0]
    assert not made.data["state"]["all"]
    assert made.description == mistakes(Y, P[::-1], X).description


def test_any_labels_outputs_and_pictures_will_do(evaluate_module):
    data = mistakes(Y, P, X).data
    for y in (Y[:, None], np.eye(KINDS)[Y], Y.tolist()):
        assert mistakes(y, P, X).data == data
    assert mistakes(Y, P, X.reshape(COUNT, -1)).data == data
    assert mistakes(Y, P, X[..., None]).data == data
    names = ["äöü", "日本", "<b>", "d"]
    assert mistakes(Y, P, X, class_names=names).data["names"] == names
    one = RNG.random(COUNT)
    two = mistakes(Y % 2, np.stack([1 - one, one], 1), X).data
    assert mistakes(Y % 2, one, X).data == two
    assert mistakes(Y % 2, one[:, None], X).data == two
    color = RNG.integers(0, 256, (COUNT, 6, SIDE, 3), dtype=np.uint8)
    found = mistakes(Y, P, color).data
    assert found["channels"] == 3
    _, pictures, _ = stored(evaluate_module, found)
    first = kept(P, 0)[0]
    top = np.round(15 * color[first, 0].astype(float) / 255)
    assert np.abs(pictures[0, :, SIDE : 2 * SIDE].T - top).max() <= 1


def test_the_largest_is_small():
    y, p = np.arange(8000) % 20, RNG.dirichlet(np.ones(20), 8000)
    x = RNG.random((8000, 28, 28))
    names = [29 * "&" + letter for letter in "ABCDEFGHIJKLMNOPQRST"]
    assert len(html(mistakes(y, p, x, class_names=names))) < MAX_BYTES
    ten = mistakes(y % 10, p[:, :10], x, class_names=names[:10])
    assert len(html(ten).encode()) < MAX_BYTES
    color = RNG.random((2000, 32, 32, 3))
    assert len(html(mistakes(y[:2000] % 10, p[:2000, :10], color))) < MAX_BYTES


def test_the_same_predictions_give_the_same_bytes(compared):
    assert html(mistakes(Y, P, X)) == html(mistakes(Y, P, X))
    other = mistakes(Y, P[::-1], X)
    assert compared(html(other)) == compared(html(mistakes(Y, P, X)))


def test_output_asks_for_nothing():
    page = html(mistakes(Y, P, X))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"y": Y[:9]}, r"^y: shape \(9,\) came; give a label for each of the 90"),
        ({"y": Y - 1}, "^y: .* came; give whole numbers from 0"),
        ({"y": Y + 1}, "^y: class 4 came, and the probabilities are of 4 classes; giv"),
        ({"probabilities": 9 * P}, "^probabilities: numbers from .*softmax makes"),
        ({"probabilities": "p"}, "^probabilities: 'p' came; give probabilities from"),
        ({"probabilities": P[None]}, r"^probabilities: shape \(1, 90, 4\) came; give"),
        ({"probabilities": np.ones((COUNT, 21))}, "^probabilities: .* 2 to 20 classes"),
        ({"probabilities": P * np.nan}, "^probabilities: NaN or infinity came"),
        ({"images": X[:5]}, r"^images: shape \(5, 8, 8\) came; .* each of the 90"),
        ({"images": X.reshape(COUNT, -1)[:, 1:]}, r"^images: shape \(90, 63\) came;"),
        ({"images": np.stack([X, X], -1)}, r"^images: shape \(90, 8, 8, 2\) came"),
        ({"class_names": "abcd"}, "^class_names: 'abcd' came; give a name"),
        ({"class_names": list("abc")}, "^class_names: .* each of the 4 classes"),
        ({"class_names": list("abca")}, "^class_names: 'a' came twice; give"),
        (
            {"class_names": ["a", "b", "c", 31 * "d"]},
            "^class_names: .* 1 to 30 letters",
        ),
    ],
)
def test_what_will_not_do(options, told):
    arguments = {"y": Y, "probabilities": P, "images": X} | options
    with pytest.raises(ValueError, match=told):
        mistakes(**arguments)


def test_percents_are_whole():
    found = _examples.percents(np.array([0, 0.004, 0.006, 0.5, 1]))
    assert found.tolist() == [0, 0, 1, 50, 100]
