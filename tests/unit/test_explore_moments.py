"""The moments: the steps are those of Keras, and what the explorable accepts."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from nnlib.explore import moments
from nnlib.explore._race_rules import noise
from nnlib.explore.host import FRONT, MAX_BYTES

MATHS = FRONT / "moments" / "maths.js"
LIKE = [
    {"size": 1, "noise": 0, "every": 1, "seed": 0},
    {"size": 100, "noise": 1, "every": 1, "seed": 1},
    {"size": 0.01, "noise": 2, "every": 1, "seed": 2},
    {"size": 3.2, "noise": 0.5, "every": 7, "seed": 3},
]
BETAS = [(0.9, 0.999), (0.5, 0.9)]
KERAS = """
import json, os, sys
os.environ |= {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1"}
import keras
import numpy as np
keras.config.set_floatx("float64")
slopes, betas = json.load(sys.stdin)
optimizers = [
    keras.optimizers.SGD(1.0),
    keras.optimizers.SGD(1.0, momentum=0.9),
    keras.optimizers.RMSprop(1.0),
    *(keras.optimizers.Adam(1.0, beta_1=a, beta_2=b) for a, b in betas),
]
found = []
for optimizer in optimizers:
    w = keras.Variable(np.zeros(len(slopes)), dtype="float64")
    ways = []
    for g in np.transpose(slopes):
        optimizer.apply([keras.ops.convert_to_tensor(g, "float64")], [w])
        ways.append((-np.asarray(w)).tolist())
    found.append(np.transpose(ways).tolist())
print(json.dumps(found))
"""


def html(explorable):
    return explorable._repr_mimebundle_()["text/html"]


def test_the_steps_are_those_of_keras(evaluate_module):
    slopes, walks = evaluate_module(
        MATHS,
        "((all) => [all, argument[1].map(([beta_1, beta_2]) => all.map((slopes) =>"
        " m.walkOf(slopes, { beta_1, beta_2, corrected: true })))])"
        "(argument[0].map(m.slopesOf))",
        [LIKE, BETAS],
    )
    done = subprocess.run(
        [sys.executable, "-c", KERAS],
        input=json.dumps([slopes, BETAS]),
        capture_output=True,
        text=True,
        check=True,
    )
    *others, adam, adam_too = json.loads(done.stdout)
    for each, expected in enumerate(zip(*others, strict=True)):
        ways = walks[0][each]["ways"]
        for name, way in zip(("sgd", "momentum", "rmsprop"), expected, strict=True):
            np.testing.assert_allclose(ways[name], way, rtol=1e-9)
    for found, expected in zip(walks, (adam, adam_too), strict=True):
        ways = [walk["ways"]["adam"] for walk in found]
        np.testing.assert_allclose(ways, expected, rtol=1e-9)


def test_without_correction_both_factors_are_left_out(evaluate_module):
    both = evaluate_module(
        MATHS,
        "[true, false].map((corrected) => m.walkOf(m.slopesOf(argument),"
        " { beta_1: 0.9, beta_2: 0.999, corrected }).steps.adam)",
        LIKE[1],
    )
    t = np.arange(1, 61)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    np.testing.assert_allclose(both[1], both[0] * factor, rtol=1e-9)


def test_slopes_are_drawn_as_python_draws(evaluate_module):
    found = evaluate_module(MATHS, "argument.map(m.slopesOf)", LIKE)
    for like, slopes in zip(LIKE, found, strict=True):
        shaken = noise(like["seed"], 30).ravel()
        expected = like["size"] * (1 + like["noise"] * shaken)
        expected[np.arange(60) % like["every"] > 0] = 0
        np.testing.assert_allclose(slopes, expected, rtol=1e-9)


def test_settings_reach_the_page():
    told = moments(
        size=100,
        noise=1.5,
        every=4,
        optimizer="rmsprop",
        bias_correction=False,
        beta_1=0.8,
        beta_2=0.95,
        step=3,
        seed=7,
    )
    assert told.data["state"] == {
        "size": 100,
        "noise": 1.5,
        "every": 4,
        "divider": "rmsprop",
        "corrected": False,
        "beta_1": 0.8,
        "beta_2": 0.95,
        "step": 3,
        "seed": 7,
    }
    assert "without bias correction" in told.description
    assert "at first 100, with noise of 1.5 of that, in one step of 4" in (
        told.description
    )
    assert ", with bias correction" in moments().description


def test_bytes_are_few_and_the_same():
    assert html(moments()) == html(moments(size=1.0, step=60))
    assert len(html(moments()).encode()) < 0.5 * MAX_BYTES


def test_output_asks_for_nothing():
    page = html(moments())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_it_needs_no_keras(frameworks_of):
    assert frameworks_of("nnlib.explore.moments(noise=1)") == "set()\n"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"size": 0}, r"^size: 0 came; give a number from 0.01 to 100"),
        ({"size": 101}, r"^size: 101 came"),
        ({"size": "1"}, r"^size: '1' came"),
        ({"noise": -1}, r"^noise: -1 came; give a number from 0.0 to 2.0"),
        ({"noise": np.nan}, r"^noise: nan came"),
        ({"every": 0}, r"^every: 0 came; give a whole number from 1 to 20"),
        ({"every": 2.5}, r"^every: 2.5 came"),
        ({"optimizer": "sgd"}, r"^optimizer: .*'sgd'"),
        ({"bias_correction": "yes"}, r"^bias_correction: 'yes' came; give True or F"),
        ({"beta_1": 1}, r"^beta_1: 1 came; give a number from 0 to 0.9999"),
        ({"beta_2": -0.1}, r"^beta_2: -0.1 came"),
        ({"step": 61}, r"^step: 61 came; give a whole number from 1 to 60"),
        ({"seed": -1}, r"^seed: -1 came"),
    ],
)
def test_what_will_not_do(wrong, told):
    with pytest.raises(ValueError, match=told):
        moments(**wrong)
