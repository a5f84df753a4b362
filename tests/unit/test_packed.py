"""Maps and bytes as text: what Python writes is what the page reads."""

import base64

import numpy as np
import pytest

from nnlib.explore._packed import packed, text_of
from nnlib.explore.host import FRONT

READ = FRONT / "shared" / "packed.js"
RNG = np.random.default_rng(0)
SMOOTH = np.add.outer(np.arange(3), np.add.outer(np.arange(40), 2 * np.arange(40)))
MAPS = {
    "noise": RNG.integers(0, 256, (2, 7, 5)),
    "smooth": SMOOTH,
    "zeros": np.zeros((4, 40, 40)),
    "ends": RNG.choice([0, 255], (2, 9, 9)),
    "one": np.full((1, 1, 1), 200),
    "sparse": RNG.integers(0, 256, (1, 60, 60)) * (RNG.random((1, 60, 60)) < 0.01),
}


@pytest.mark.parametrize("kind", MAPS)
def test_maps_come_back(evaluate_module, kind):
    maps = MAPS[kind].astype(np.uint8)
    shape = dict(zip(("maps", "rows", "columns"), maps.shape, strict=True))
    found = evaluate_module(READ, "m.unpacked(...argument)", [packed(maps), shape])
    assert found == maps.reshape(len(maps), -1).tolist()


def test_smooth_maps_are_small():
    maps = MAPS["smooth"].astype(np.uint8)
    assert len(packed(maps)) < 0.1 * maps.size
    assert len(packed(MAPS["noise"].astype(np.uint8))) < 2.1 * MAPS["noise"].size


def test_words_come_back(evaluate_module):
    words = np.array([0, 1, 255, 256, 65535], np.uint16)
    assert (
        evaluate_module(READ, "m.wordsOf(argument)", text_of(words)) == words.tolist()
    )
    few = words.astype(np.uint8)
    assert evaluate_module(READ, "m.bytesOf(argument)", text_of(few)) == few.tolist()
    assert base64.b64decode(text_of(words))[2:4] == b"\1\0"
