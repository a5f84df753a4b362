"""Runs the example of each docstring, and shows under it what it made."""

import base64
import contextlib
import doctest
import io
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from sphinx.util import logging

import nnlib
from nnlib.explore import Explorable
from nnlib.labs import Lab

logger = logging.getLogger(__name__)


def run(name: str, text: str) -> list:
    """Run an example as doctest does, warn if it is wrong; give the values it named."""
    with contextlib.redirect_stdout(io.StringIO()):
        nnlib.setup(seed=0)
    import keras

    given = {"keras": keras, "nnlib": nnlib, "np": np, "plt": plt}
    test = doctest.DocTestParser().get_doctest(text, given, name, name, 0)
    wrong: list[str] = []
    plt.close("all")
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        warnings.catch_warnings(action="error"),
    ):
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(test, out=wrong.append, clear_globs=False)
    if wrong:
        logger.warning("The example of %s:\n%s", name, "".join(wrong))
    return [value for key, value in test.globs.items() if key not in given]


def pictures(values: list) -> Iterator[tuple[bytes, str]]:
    """Give the open figures, and those of labs, as PNG, each with its description."""
    for value in values:
        if isinstance(value, Lab):
            bundle, _ = value._repr_mimebundle_()
            yield base64.b64decode(bundle["image/png"]), bundle["text/plain"]
    for number in plt.get_fignums():
        figure, file = plt.figure(number), io.BytesIO()
        figure.savefig(file, dpi=144)
        yield file.getvalue(), nnlib.describe(figure)


def small(png: bytes) -> bytes:
    """Keep 256 colors, which a drawing hardly has: half the bytes."""
    file = io.BytesIO()
    drawn = Image.open(io.BytesIO(png)).convert("RGB")
    drawn.quantize(dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


@cache  # a docstring is read for its page, and for the lists that name it
def made(name: str, text: str, folder: Path) -> list[str]:
    """Run an example, keep what it made in a folder of the source; show it there."""
    values, lines = run(name, text), []
    for number, (png, words) in enumerate(pictures(values)):
        file = folder / f"{name}-{number}.png"
        file.write_bytes(small(png))
        lines += ["", f".. image:: /{folder.name}/{file.name}", "   :alt:"]
        lines += [f"      {line}" for line in words.splitlines()]
    for number, value in enumerate(v for v in values if isinstance(v, Explorable)):
        file = folder / f"{name}-{number}.html"
        html = value._repr_mimebundle_()["text/html"]
        file.write_text(f'<div class="explorable-panel">{html}</div>', "utf-8")
        lines += ["", ".. raw:: html", f"   :file: {file}"]
    return [*lines, ""]


def show(app, what: str, name: str, obj, options, lines: list[str]) -> None:
    """Put what the example in a docstring made at the docstring's end."""
    if isinstance(obj, nnlib.surfaces.Surface):
        lines[:] = surface(obj)
    text = "\n".join(lines)
    if ">>> " in text:
        lines += made(name, text, Path(app.srcdir, "made"))


def surface(obj: nnlib.surfaces.Surface) -> list[str]:
    """Write the docstring that a surface, a value, does not have."""
    places = ", ".join(f"({x:.4g}, {y:.4g})" for x, y in obj.minima)
    return [
        f"Least at {places}; {obj.source}.",
        "",
        "Examples",
        "--------",
        f'>>> ax = nnlib.plot_surface("{obj.name}")',
    ]


def check_page(app, name: str, source: list[str]) -> None:
    """Run what a page itself says."""
    if "\n   >>> " in source[0]:
        run(name, source[0])


def setup(app) -> dict:
    """Run each example before napoleon reads the docstring, whose last part it is."""
    Path(app.srcdir, "made").mkdir(exist_ok=True)
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", show, priority=100)
    app.connect("source-read", check_page)
    return {"parallel_read_safe": False}
