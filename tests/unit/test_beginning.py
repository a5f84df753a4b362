"""The lecture that `new` writes: it runs, fits, and can be committed as it is."""

import nbformat
import pytest

from nnlib.__main__ import main
from nnlib.lectures import beginning, checking


@pytest.mark.parametrize("title", ["Why nets *learn*?", "  Übung: 1 & 2\n"])
def test_the_file_is_named_after_the_title(title, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", title]) == 0
    (notebook,) = tmp_path.iterdir()
    assert notebook.name in ("why_nets_learn.ipynb", "ubung_1_2.ipynb")
    assert f"python -m nnlib run {notebook.name}" in capsys.readouterr().out
    first = nbformat.read(notebook, 4).cells[0].source
    assert first.startswith(f"# {title.strip()}\n\n")


def test_it_runs_and_can_be_committed(tmp_path):
    notebook = beginning.write("A lecture of our own", tmp_path / "sub" / "a.ipynb")
    assert main(["run", "--in-place", str(notebook)]) == 0
    assert checking.report(notebook).problems == []


def test_nothing_is_overwritten(tmp_path, capsys):
    file = tmp_path / "a.ipynb"
    file.write_text("mine")
    assert main(["new", "A", "--output", str(file)]) == 1
    assert f"{file} is there already; --output names another" in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_a_title_is_asked_for(capsys):
    assert main(["new", " "]) == 1
    assert "give the title of the lecture" in capsys.readouterr().err
