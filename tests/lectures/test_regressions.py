"""A lecture whose figure changes fails, and one whose colors change does not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]

CHANGES = {  # of lecture 1: what is there, what is put in its place
    "a value": ("left.axvline(0.1, color", "0.1", "0.11"),
    "a title": ('"the cube is turned"', "turned", "left"),
    "a missing edge": (
        "nnlib.draw_network([2, 3, 1], bias=True, labels=True, counts=True, ax=ax,",
        "[2, 3, 1]",
        "[2, 3, 1], dropped={1: [0]}",
    ),
    "a missing arrow": ("arrow(ax, (end + 0.1, 0)", "arrow", "0 and arrow"),
    "an explorable": ("nnlib.explore.network(sizes=(4, 6, 6, 3)", "6, 3", "6, 4"),
    "a claimed number": ("answer, 0.978, within=0.0005", "0.978", "0.979"),
}
COLOR = ("squares(axes[0], 4, 2.6, 3, 3, 0.6, orange)", "orange", "blue")


def change(code, there, old, new):
    """Change the one cell that holds `there`; returns its number among the code."""
    (number,) = (n for n, cell in enumerate(code) if there in cell.source)
    assert old in there
    code[number].source = code[number].source.replace(there, there.replace(old, new))
    return number


def test_a_changed_figure_fails_and_a_changed_color_does_not(tmp_path):
    lecture = nbformat.read(ROOT / "notebooks" / "01_networks.ipynb", 4)
    code = [cell for cell in lecture.cells if cell.cell_type == "code"]
    expected = {change(code, *what) for what in CHANGES.values()}
    assert change(code, *COLOR) not in expected
    nbformat.write(lecture, tmp_path / "changed.ipynb")
    shutil.copy(ROOT / "tests" / "sanitize.cfg", tmp_path)
    options = ["--nbval", "--nbval-sanitize-with", "sanitize.cfg", "--tb=no", "-rf"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "changed.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    failed = {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.M)}
    assert failed == expected, done.stdout
