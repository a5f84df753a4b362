"""The hash behind JAX's random numbers: the published answers, and JAX's own bits."""

import subprocess
import sys

import numpy as np
import pytest

from nnlib.threefry import threefry2x32

# Of the authors' Random123, file kat_vectors: key, input, output.
ANSWERS = [
    ("00000000 00000000", "00000000 00000000", "6b200159 99ba4efe"),
    ("ffffffff ffffffff", "ffffffff ffffffff", "1cb996fc bb002be7"),
    ("13198a2e 03707344", "243f6a88 85a308d3", "c4923a9c 483df7a0"),
]


def words(text):
    return [np.array([int(word, 16)], "uint32") for word in text.split()]


@pytest.mark.parametrize(("key", "given", "answer"), ANSWERS)
def test_published_answers(key, given, answer):
    found = threefry2x32(*words(key), *words(given))
    np.testing.assert_array_equal(found, words(answer))


BEFORE_AND_AFTER = """
import jax
import numpy as np
from nnlib import threefry

key = jax.random.key(7)
draws = {
    "uniform": lambda key: jax.random.uniform(key, (5, 3)),
    "normal": lambda key: jax.random.truncated_normal(key, -2, 2, (4,)),
    "bernoulli": lambda key: jax.random.bernoulli(key, 0.7, (2, 9)),
    "permutation": lambda key: jax.random.permutation(key, 11),
    "keys": lambda key: jax.random.key_data(jax.random.split(key, 3)),
    "for each key": lambda key: jax.vmap(jax.random.bits)(jax.random.split(key, 4)),
}


def programs():
    return {name: jax.jit(draw).lower(key).compile() for name, draw in draws.items()}


own = programs()
threefry.write_out()
jax.clear_caches()
written_out = programs()
for name in draws:
    np.testing.assert_array_equal(own[name](key), written_out[name](key))
    print(name, *("while(" in p[name].as_text() for p in (own, written_out)))
"""


def test_the_numbers_are_those_of_jax():
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_AND_AFTER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    for line in lines:
        assert line.endswith(" True False")
