"""The explorable of deltas: its slopes against Keras', and what it accepts."""

import keras
import numpy as np
import pytest

from nnlib.explore import deltas
from nnlib.explore.host import FRONT, MAX_BYTES

MATHS = FRONT / "deltas" / "maths.js"
CASES = [((-2, 3, -3), 0), ((0.3, 1.5, -0.8), 2), ((3, -3), 1), ((0, 1, 2, 0, -1), 3)]


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize(("logits", "target"), CASES)
def test_deltas_are_what_keras_takes_from_the_logits(
    evaluate_module, logits, target, loss
):
    """A bias that stands for each logit loses its delta in a step at the rate 1."""
    count = len(logits)
    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(count, activation="softmax")]
    )
    keras_loss = {
        "cross_entropy": "categorical_crossentropy",
        "squared_error": lambda y, p: keras.ops.sum((y - p) ** 2, axis=-1) / 2,
    }[loss]
    model.compile(keras.optimizers.SGD(1.0), keras_loss)
    before = np.array(logits, "float32")
    model.set_weights([np.zeros((1, count)), before])
    model.train_on_batch(np.zeros((1, 1)), np.eye(count)[[target]])
    after = np.asarray(model.layers[-1].bias.value)
    found = evaluate_module(
        MATHS,
        "m.deltas(argument.logits, argument.target, argument.loss)",
        {"logits": logits, "target": target, "loss": loss},
    )
    assert np.abs(found).max() > 0.0001
    np.testing.assert_allclose(found, before - after, atol=2e-6)


@pytest.mark.parametrize(("logits", "target"), CASES)
def test_the_squared_error_is_half_the_sum_of_squares(evaluate_module, logits, target):
    p = np.exp(logits) / np.exp(logits).sum()
    found = evaluate_module(MATHS, f"m.squaredError(argument, {target})", list(logits))
    assert found == pytest.approx(((p - np.eye(len(p))[target]) ** 2).sum() / 2)


def test_settings_reach_the_page():
    made = deltas((1, 2), target=1, loss="squared_error", names=["no", "yes"])
    assert made.data == {
        "logits": [1, 2],
        "start": [1, 2],
        "target": 1,
        "loss": "squared_error",
        "shown": False,
        "names": ["no", "yes"],
        "reach": 6,
    }
    assert "The right class is yes, the loss the squared error." in made.description
    assert "no has the logit 1 and the answer 0.269" in made.description
    html = made._repr_mimebundle_()["text/html"]
    assert len(html.encode()) < MAX_BYTES


def test_the_description_gives_no_delta_away():
    told = deltas((-2, 3, -3)).description
    assert "0.993" not in told
    assert "A button shows the slope" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"logits": (1,)}, r"logits: \(1,\) came; give 2 to 5 numbers"),
        ({"logits": (1, 7)}, "logits: 7 came"),
        ({"target": 3}, "target: 3 came"),
        ({"target": None}, "target: None came"),
        ({"loss": "hinge"}, "loss: there is no 'hinge'"),
        ({"names": ["A", "B"]}, "names: .* came; give a name of 1 to 10 letters"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        deltas(**arguments)
