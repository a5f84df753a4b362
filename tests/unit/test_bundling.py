"""One file of a lecture: it runs without nnlib, and is always the same."""

import re
import subprocess
import sys
import sysconfig

import nbformat
import pytest

import nnlib
from nnlib.__main__ import main
from nnlib.lectures import bundling
from tests import sample_lecture

# No start-up file of site-packages is read, so that nothing of ours is installed there.
BARE = [sys.executable, "-I", "-S", "-c"]
FIND = f"import sys; sys.path.append({sysconfig.get_paths()['purelib']!r}); "


@pytest.fixture
def bundle(tmp_path):
    """Return the bundle of the sample lecture."""
    path = sample_lecture.write(tmp_path / "00_sample.ipynb")
    return bundling.write(path, tmp_path / "bundle.ipynb")


def bare(code, folder):
    """What code prints in a Python without nnlib, in a folder of its own."""
    done = subprocess.run(
        [*BARE, FIND + code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def unpacked(bundle, code, folder):
    """The lines that code prints after the first cell of a bundle."""
    first = nbformat.read(bundle, 4).cells[0].source
    (folder / "first.py").write_text(first, "utf-8")
    return bare(
        f"exec(open('first.py', encoding='utf-8').read()); {code}", folder
    ).splitlines()


def test_the_bare_python_has_no_nnlib(tmp_path):
    code = (
        "import importlib.util as u; print(u.find_spec('nnlib'), u.find_spec('keras'))"
    )
    told = bare(code, tmp_path)
    assert told.startswith("None ModuleSpec(")


def test_a_bundle_runs_without_nnlib(bundle, tmp_path):
    nbformat.validate(nbformat.read(bundle, 4))
    use = (
        "nnlib.setup(seed=0); import matplotlib; matplotlib.use('agg'); "
        "ax = nnlib.draw_network([2, 3, 1]); "
        "html = nnlib.explore.signals()._repr_mimebundle_()['text/html']; "
        "size = open('signals.html', 'w', encoding='utf-8').write(html); "
        "print(nnlib.__file__, nnlib.load('digits').x_train.shape)"
    )
    told = unpacked(bundle, use, tmp_path)[-1]
    ours = nnlib.explore.signals()._repr_mimebundle_()["text/html"]
    assert (tmp_path / "signals.html").read_text("utf-8") == ours
    assert "nnlib-" in told
    assert nnlib.__file__ not in told
    assert told.endswith(", 8, 8)")


def test_a_process_that_a_bundle_starts_has_its_nnlib(bundle, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    child = f"{FIND}import nnlib; print(nnlib.__file__)"
    use = (
        f"import subprocess; child = [sys.executable, '-S', '-c', {child!r}]; "
        "print(nnlib.__file__, flush=True); subprocess.run(child, check=True); "
        "print(os.environ['PYTHONPATH'] == os.pathsep.join([place, 'elsewhere']))"
    )
    ours, theirs, kept = unpacked(bundle, use, tmp_path)
    assert "nnlib-" in ours
    assert theirs == ours
    assert kept == "True"


def test_the_first_cell_is_folded_and_says_what_it_is(bundle):
    first = nbformat.read(bundle, 4).cells[0]
    title = first.source.partition("\n")[0]
    size = round(len(first.source) / 1000, -1)
    assert title.startswith("# @title Run this cell first: it unpacks nnlib (")
    assert "MIT License" in title
    assert abs(int(title.partition("(")[2].partition(" kB")[0]) - size) < 15
    assert first.metadata.jupyter.source_hidden
    assert first.metadata.cellView == "form"
    assert len(first.source) < 600_000


def test_the_same_lecture_gives_the_same_bytes(bundle, tmp_path):
    again = bundling.write(tmp_path / "00_sample.ipynb", tmp_path / "again.ipynb")
    assert again.read_bytes() == bundle.read_bytes()


def test_a_bundle_is_a_students_copy(bundle):
    told = bundle.read_text("utf-8")
    assert "2 * x" not in told
    assert "Let someone guess" not in told


def test_the_command_says_where_it_is(tmp_path, capsys):
    path = sample_lecture.write(tmp_path / "00_sample.ipynb")
    out = tmp_path / "one.ipynb"
    assert main(["bundle", str(path), "--output", str(out)]) == 0
    assert re.fullmatch(
        rf"One file \(0\.\d MB\): {re.escape(str(out))}\n", capsys.readouterr().out
    )
    assert main(["bundle", str(path), "--output", str(path)]) == 1
    assert "is the lecture itself" in capsys.readouterr().err
