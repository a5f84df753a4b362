"""The convolution: Keras' answers, what it stores, and what it accepts."""

import base64
import re

import keras
import numpy as np
import pytest

from nnlib.explore import convolution
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(0)
PICTURE = np.round(RNG.random((12, 9)), 2)


def by_page(evaluate_module, picture, weights, right=0, below=0, stride=1):
    """The answers that the page computes, moved, as a matrix."""
    rows, columns = picture.shape
    found = evaluate_module(
        FRONT / "convolution" / "maths.js",
        "(([picture, shape, weights, right, below, stride]) => [...m.answersOf("
        "m.moved(Float64Array.from(picture), shape, right, below),"
        " shape, weights, stride)])(argument)",
        [
            picture.ravel().tolist(),
            {"rows": rows, "columns": columns},
            np.asarray(weights).ravel().tolist(),
            right,
            below,
            stride,
        ],
    )
    size = len(weights)
    return np.array(found).reshape((rows - size) // stride + 1, -1)


@pytest.mark.parametrize(("size", "stride"), [(3, 1), (4, 3), (5, 4)])
def test_its_answers_are_those_of_conv2d(evaluate_module, size, stride):
    weights = RNG.normal(size=(size, size)).round(2)
    layer = keras.layers.Conv2D(1, size, stride, use_bias=False)
    layer.build((None, *PICTURE.shape, 1))
    layer.set_weights([weights[..., None, None]])
    expected = keras.ops.convert_to_numpy(layer(PICTURE[None, ..., None]))[0, ..., 0]
    np.testing.assert_allclose(
        by_page(evaluate_module, PICTURE, weights, stride=stride), expected, atol=1e-5
    )


def test_a_moved_picture_is_a_rolled_one_with_paper(evaluate_module):
    weights = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    rolled = np.pad(PICTURE, [(0, 2), (3, 0)])[2:, :-3]  # 3 to the right, 2 up
    np.testing.assert_allclose(
        by_page(evaluate_module, PICTURE, weights, right=3, below=-2),
        by_page(evaluate_module, rolled, weights),
    )


def test_the_picture_goes_from_paper_to_ink():
    for picture in (PICTURE, 255 * PICTURE, PICTURE - 3, PICTURE.tolist()):
        data = convolution(picture).data
        stored = np.frombuffer(base64.b64decode(data["picture"]), np.uint8)
        expected = (PICTURE - PICTURE.min()) / np.ptp(PICTURE)
        np.testing.assert_allclose(stored / 255, expected.ravel(), atol=0.003)
    blank = convolution(np.ones((8, 8))).data["picture"]
    assert base64.b64decode(blank) == bytes(64)


def test_the_first_filter_is_there_at_the_start():
    filters = {"mean": np.full((5, 5), 0.04), "one": np.eye(5)}
    data = convolution(PICTURE, filters).data
    assert (data["names"], data["size"]) == (["mean", "one"], 5)
    assert data["state"]["weights"] == data["filters"][0] == [0.04] * 25
    assert convolution(PICTURE).data["state"]["weights"] == [-1, 0, 1] * 3


def test_dense_weights_come_as_a_row_or_as_a_picture():
    weights = RNG.normal(size=PICTURE.shape)
    found = convolution(PICTURE, dense=weights).data["dense"]
    assert found == convolution(PICTURE, dense=weights.ravel()).data["dense"]
    np.testing.assert_allclose(found, weights.ravel(), rtol=0.006)
    assert convolution(PICTURE).data["dense"] is None


def test_it_is_small_and_the_same_every_time():
    picture = RNG.random((40, 40))
    filters = {f"filter {i}": RNG.normal(size=(5, 5)) for i in range(8)}
    pages = [
        convolution(picture, filters, dense=picture)._repr_mimebundle_()["text/html"]
        for _ in range(2)
    ]
    assert pages[0] == pages[1]
    assert len(pages[0]) < 0.6 * MAX_BYTES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"picture": "dog"}, "picture: 'dog' came"),
        (
            {"picture": np.ones(784)},
            r"picture: the shape (784,) came; give a picture of 8",
        ),
        ({"picture": np.ones((28, 28, 3))}, "picture: the shape (28, 28, 3) came"),
        ({"picture": np.ones((7, 9))}, "picture: the shape (7, 9) came"),
        ({"picture": np.ones((8, 41))}, "picture: the shape (8, 41) came"),
        ({"picture": np.full((9, 9), np.nan)}, "picture: "),
        ({"filters": {}}, "filters: {} came; give a dictionary"),
        ({"filters": [[1]]}, "filters: [[1]] came; give a dictionary"),
        ({"filters": {f"{i}": np.eye(3) for i in range(9)}}, "filters: {"),
        ({"filters": {"a": np.eye(2)}}, "filters: the shapes [(2, 2)] came"),
        ({"filters": {"a": np.eye(6)}}, "filters: the shapes [(6, 6)] came"),
        ({"filters": {"a": np.ones((3, 4))}}, "filters: the shapes [(3, 4)] came"),
        ({"filters": {"a": np.eye(3), "b": np.eye(5)}}, "filters: the shapes [(3, 3)"),
        ({"filters": {"a": 100 * np.eye(3)}}, "filters: a weight beyond 99 came"),
        ({"filters": {"a": "edge"}}, "filters: 'edge' came"),
        ({"filters": {"a" * 25: np.eye(3)}}, "filters: "),
        ({"filters": {3: np.eye(3)}}, "filters: 3 came"),
        ({"stride": 0}, "stride: 0 came; give a whole number"),
        ({"stride": 5}, "stride: 5 came"),
        ({"dense": np.ones(9)}, "dense: the shape (9,) came; give a weight for each"),
        ({"dense": np.ones((9, 12))}, "dense: the shape (9, 12) came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        convolution(**{"picture": PICTURE, **arguments})
