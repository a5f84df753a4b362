"""The lectures' single files under the versions that Colab has, without nnlib.

Lecture 1 always; where CI is set one more, chosen by the day; BUNDLES=all, each.
"""

import datetime
import os
import re
import subprocess
import venv
from pathlib import Path

import nbformat
import pytest

from nnlib.lectures import bundling
from tests import colab as pins

ROOT = Path(__file__).parents[2]
LECTURES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
RUN = """
import sys
import nbformat
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], 4)
NotebookClient(nb, timeout=300, kernel_name="python3").execute()
nbformat.write(nb, sys.argv[2])
"""
# Three steps of Keras beside those of its formulas. JAX' version of here computes the
# second one wrongly where the processor has AVX512_BF16, unless it is kept from it.
STEPS = """
from nnlib import backend
backend.choose()
import keras
import numpy as np
x = np.random.default_rng(0).random((384, 784), dtype=np.float32)
y = x[:, :10].argmax(1)
keras.utils.set_random_seed(1)
dense = keras.layers.Dense
model = keras.Sequential([dense(512, "relu"), dense(512, "relu"), dense(10, "softmax")])
model.build((None, 784))
weights = model.get_weights()
metrics, loss = ["accuracy"], "sparse_categorical_crossentropy"
model.compile(keras.optimizers.SGD(0.1), loss, metrics=metrics)
model.fit(x, y, batch_size=128, shuffle=False, verbose=0)
for at in range(0, 384, 128):
    W, b, V, c, U, d = weights
    a = x[at:at + 128]
    h = np.maximum(a @ W + b, 0)
    g = np.maximum(h @ V + c, 0)
    e = np.exp(g @ U + d)
    delta = (e / e.sum(1, keepdims=True) - np.eye(10)[y[at:at + 128]]) / 128
    before = delta @ U.T * (g > 0)
    first = before @ V.T * (h > 0)
    slopes = a.T @ first, first.sum(0), h.T @ before, before.sum(0), g.T @ delta
    weights = [w - 0.1 * s for w, s in zip(weights, [*slopes, delta.sum(0)])]
print(max(np.abs(w - k).max() for w, k in zip(weights, model.get_weights())))
"""


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """A Python with Colab's versions. Without a network the test fails in CI only."""
    folder = tmp_path_factory.mktemp("colab")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [python, "-m", "pip", "install", "-q", "--no-compile"]
    command = [*pip, "-r", pins.PINS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = f"Colab's versions cannot be installed: {done.stderr[-300:]}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
    return python


def chosen() -> list[str]:
    """Name the lectures that are run."""
    if os.environ.get("BUNDLES") == "all":
        return LECTURES
    first, *others = LECTURES[1:]
    of_the_day = others[datetime.date.today().toordinal() % len(others)]
    return [first, of_the_day] if os.environ.get("CI") else [first]


def outputs(path: Path) -> list:
    nb = nbformat.read(path, 4)
    return [out for cell in nb.cells for out in cell.get("outputs", [])]


def explorables(ran: list) -> int:
    pages = [out.get("data", {}).get("text/html", "") for out in ran]
    return sum("data-nnlib" in page for page in pages)


def version(package: str) -> str:
    pinned = pins.PINS.read_text("utf-8")
    return re.search(rf"^{package}==(.+)$", pinned, re.MULTILINE)[1]


@pytest.mark.parametrize("lecture", chosen())
def test_a_lecture_runs_from_its_single_file(colab, tmp_path, lecture):
    path = ROOT / f"notebooks/{lecture}.ipynb"
    bundle = bundling.write(path, tmp_path / "a.ipynb")
    env = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    env |= {"NNLIB_DATA": "offline", "JUPYTER_PATH": "", "IPYTHONDIR": str(tmp_path)}
    run = tmp_path / "run.ipynb"
    command = [colab, "-c", RUN, bundle, run]
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ran = outputs(run)
    assert [out.text for out in ran if out.get("name") == "stderr"] == []
    said = "".join(out.text for out in ran if out.get("name") == "stdout")
    assert f"Keras {version('keras')} on JAX" in said
    assert explorables(ran) == explorables(outputs(path)) > 0


def test_a_step_of_keras_is_that_of_its_formulas(colab):
    env = os.environ | {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax"}
    done = subprocess.run(
        [colab, "-c", STEPS], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout) < 1e-6


def test_the_versions_move_forward(tmp_path, monkeypatch, capsys):
    """From a list as Colab publishes it, with packages that have no version."""
    (tmp_path / "colab.txt").write_text("# In May 2020.\nkeras==3.13.2\njax==0.7.2\n")
    monkeypatch.setattr(pins, "PINS", tmp_path / "colab.txt")
    published = tmp_path / "published.txt"
    published.write_text(
        "# generated\nabsl-py==1.4.0\njax==0.8.0\nkeras==3.13.2\nxxhash==3.4.1\n"
        "jaxlib @ https://example.org/jaxlib-0.8.0-cp312.whl#sha256=ab==\n"
    )
    pins.main(published.as_uri())
    assert capsys.readouterr().out == "jax==0.8.0\n"
    head, *lines = (tmp_path / "colab.txt").read_text().splitlines()
    assert head.startswith("# What Colab has installed")
    assert lines == ["keras==3.13.2", "jax==0.8.0"]
    published.write_text("jax==0.8.0\n")
    with pytest.raises(ValueError, match="has no version of keras"):
        pins.main(published.as_uri())
    assert (tmp_path / "colab.txt").read_text().splitlines()[1:] == lines
    with pytest.raises(SystemExit, match="cannot be had from file:"):
        pins.main(published.with_name("nothing.txt").as_uri())
