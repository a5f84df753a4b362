"""The patience: Keras' rule, what it stores of trainings, says of them, and accepts."""

import re
import warnings

import keras
import matplotlib
import numpy as np
import pytest

from nnlib.explore import _patience, patience
from nnlib.explore.host import FRONT, MAX_BYTES

RNG = np.random.default_rng(0)
ONE = [0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.9]
TWO = [ONE, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]]


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


class Weights:
    """As much of a model as early stopping asks for: its weight is its epoch."""

    stop_training = False

    def get_weights(self):
        return [np.array(self.epoch)]

    def set_weights(self, weights):
        self.kept = int(weights[0])


def by_keras(values, patience, best, min_delta):
    """Epochs trained, the epoch kept, and whether Keras has stopped it."""
    stop = keras.callbacks.EarlyStopping(
        "val_loss",
        min_delta=min_delta,
        patience=patience,
        mode=best,
        restore_best_weights=True,
    )
    model = Weights()
    stop.set_model(model)
    stop.on_train_begin()
    for model.epoch, value in enumerate(values):
        stop.on_epoch_end(model.epoch, {"val_loss": value})
        if model.stop_training:
            assert stop.stopped_epoch == model.epoch
            break
    stop.on_train_end()
    assert stop.best_epoch == model.kept
    return {
        "trained": model.epoch + 1,
        "kept": model.kept,
        "stopped": model.stop_training,
    }


def curves():
    """Curves with ties, that only fall, that never do, and close to float's end."""
    falling = np.linspace(1, 0.1, 12)
    yield from (falling, falling[::-1], np.ones(12), np.float32(RNG.random(12)))
    yield np.array([0.3, 0.2, 0.1] + [0.1 + 1e-9] * 9)  # of 32 bits they are ties
    for number in range(145):
        noise = RNG.normal(0, 0.3, 12)
        turn = np.abs(np.arange(12) - RNG.integers(12)) / 12
        yield np.round(turn + noise, number % 3) if number % 3 else turn + noise


@pytest.mark.parametrize("best", ["min", "max"])
@pytest.mark.parametrize("min_delta", [0.0, 0.1])
def test_it_stops_where_keras_stops(evaluate_module, best, min_delta):
    values = np.array(list(curves()))
    gains = []
    for some in np.split(values, 5):
        gains += patience(some, best=best, min_delta=min_delta).data["gains"]
    patiences = [0, 1, 2, 3, 5, 11, 12]
    found = evaluate_module(
        FRONT / "patience" / "maths.js",
        "m.trainingsOf(...argument.slice(0, 2)).map((training) =>"
        " argument[2].map((patience) => m.endOf(training, patience)))",
        [values.tolist(), gains, patiences],
    )
    expected = [
        [by_keras(row.tolist(), each, best, min_delta) for each in patiences]
        for row in values
    ]
    assert found == expected
    kinds = {(end["stopped"], end["trained"]) for row in found for end in row}
    assert {(True, 2), (True, 12), (False, 12)} <= kinds


def test_values_are_kept_in_five_digits():
    data = patience([0.1234567, 12345.67, -3, 1e-9]).data
    assert data["values"] == [[0.12346, 12346.0, -3.0, 1e-9]]
    assert data["gains"] == ["1010"]
    assert patience([[1.000001, 1.0000005, 1]] * 2).data["gains"] == ["111"] * 2
    assert data["most"] == 1
    assert patience(np.arange(48)).data["most"] == 16
    asked = patience(np.arange(24), most=20)
    assert asked.data["most"] == 20
    assert "the patience, 0 to 20 epochs" in asked.description


def test_whatever_is_like_an_array_will_do():
    assert html(patience(np.array(TWO))) == html(patience(TWO))
    assert html(patience([np.array(row) for row in TWO])) == html(patience(TWO))
    assert html(patience(tuple(ONE))) == html(patience([ONE])) == html(patience(ONE))
    assert patience([3, 2, 1]).data["values"] == [[3.0, 2.0, 1.0]]
    assert patience([3e50, 2e50, 1]).data["gains"] == ["101"]  # of 32 bits infinite


def test_a_training_of_keras_is_shown_in_one_line():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = RNG.normal(size=(20, 2)), RNG.normal(size=20)
    history = model.fit(x, y, validation_data=(x, y), epochs=4, verbose=0)
    data = patience(history.history["val_loss"]).data
    np.testing.assert_allclose(data["values"], [history.history["val_loss"]], 5e-5)


def test_the_same_values_give_the_same_bytes():
    before = html(patience(TWO))
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(patience(TWO)) == before


def test_what_training_made_is_not_compared_and_all_else_is(compared):
    one, other = html(patience(TWO)), html(patience(RNG.random((2, 7))))
    assert one != other
    assert compared(one) == compared(other)
    assert compared(one) != compared(html(patience(TWO, best="max")))
    assert "0.65" not in compared(one).split("data: ")[1]


def test_it_is_described_without_a_value():
    told = patience(TWO, min_delta=0.001).description
    assert told == patience(RNG.random((2, 7)), min_delta=0.001).description
    for words in (
        "the validation loss of 2 trainings of 7 epochs",
        "lower is better",
        "0 to 2 epochs without a new best by more than 0.001",
        "begins at 1",
        "chooses the training",
    ):
        assert words in told
    told = patience(ONE, best="max", watched="accuracy").description
    assert "the accuracy of a training of 7 epochs; higher is better" in told
    assert "second plot" not in told
    assert "by more than" not in told


def test_the_poster_shows_nothing_of_what_comes_later():
    later = [*ONE[:3], 0.1, 0.2, 5, 0.3]
    posters = [patience(values)._parts["poster"] for values in (ONE, later)]
    assert posters[0] == posters[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        patience([1.0, 1.0, 1.0])
        patience([3.0, 2.0, 1.0])


def test_output_asks_for_nothing():
    page = html(patience(TWO))
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_the_largest_is_small():
    values = -RNG.random((30, 150)) / 1e4
    name = _patience.WATCHED_LETTERS * "m"
    assert len(html(patience(values, watched=name)).encode()) < 0.99 * MAX_BYTES
    assert len(html(patience(RNG.random((6, 48)))).encode()) < 45_000


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (3, r"^values: shape \(\) came; give the values of all epochs, such as"),
        ("low", "^values: 'low' came; give the values"),
        ([], r"^values: shape \(0,\)|^values: 0 epochs came; give 3 to 1,000"),
        ([1, 2], "^values: 2 epochs came; give 3 to 1,000"),
        (np.ones(1001), "^values: 1,001 epochs came; give 3 to 1,000"),
        (np.ones((31, 4)), "^values: 31 trainings came; give 1 to 30"),
        (np.ones((0, 4)), "^values: 0 trainings came; give 1 to 30"),
        (np.ones((2, 3, 4)), r"^values: shape \(2, 3, 4\) came; give the values"),
        (
            np.ones((7, 900)),
            "^values: 7 trainings of 900 epochs came, 6,300 numbers; give at most 4,5",
        ),
        ([1, np.nan, 2], "^values: NaN or infinity came; give the values"),
        ([1, 2, np.inf], "^values: NaN or infinity came"),
        ([True, False, True], r"^values: \[True, False, True\] came"),
        (
            [[1, 2, 3], [1, 2, 3, 4]],
            "^values: trainings of 3 and 4 epochs came; give as many of each one",
        ),
        ([[1, 2, 3], 4], r"^values: \[\[1, 2, 3\], 4\] came; give the values"),
        (
            {"val_loss": ONE},
            r'^values: a history came; .* history.history\["val_loss"\]',
        ),
        ([{"val_loss": ONE}], "^values: a history came; give the values"),
        (keras.callbacks.History(), "^values: a history came"),
    ],
)
def test_values_that_will_not_do(values, told):
    if isinstance(values, keras.callbacks.History):
        values.on_train_begin()
        values.history = {"val_loss": ONE}
    with pytest.raises(ValueError, match=told):
        patience(values)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"watched": ""}, "^watched: '' came; give 1 to 30 letters"),
        ({"watched": 31 * "a"}, "^watched: 'aaa"),
        ({"watched": None}, "^watched: None came"),
        ({"best": "low"}, "^best: there is no 'low'.* Known: min, max"),
        ({"min_delta": -0.1}, "^min_delta: -0.1 came; give a number from 0"),
        ({"min_delta": np.nan}, "^min_delta: nan came; give a number from 0"),
        ({"min_delta": None}, "^min_delta: None came"),
        ({"most": 0}, "^most: 0 came; give a whole number from 1 to 6"),
        ({"most": 7}, "^most: 7 came; give a whole number from 1 to 6"),
    ],
)
def test_options_that_will_not_do(options, told):
    with pytest.raises(ValueError, match=told):
        patience(ONE, **options)
