"""The command line: run, check, student, address, and their sentences."""

import contextlib
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib import cells
from nnlib.__main__ import main
from nnlib.lectures import (
    address,
    checking,
    dependencies,
    leftovers,
    room,
    running,
)
from nnlib.lectures.kernel import LectureError
from nnlib.lectures.lecture import ForDeck
from tests import sample_lecture
from tests.unit.test_decks import png

ROOT = Path(__file__).parents[2]


def lecture(path, *sources):
    """Write a lecture of a title and code cells, not run."""
    slide = {"slideshow": {"slide_type": "slide"}}
    code = [new_code_cell(source, metadata=slide) for source in sources]
    title = new_markdown_cell("# Sample", metadata=slide)
    nbformat.write(new_notebook(cells=[title, *code]), path)
    return path


def run(path, output):
    """Run a lecture where it has changed; return it, or raise why it failed."""
    todo = ForDeck(path, output)
    running.run([todo], lambda _, keep: keep())
    return todo


@pytest.fixture
def counting(tmp_path, tmp_path_factory):
    """Return a lecture that leaves a line in a file whenever it is run."""
    log = tmp_path_factory.mktemp("elsewhere") / "log"
    log.touch()
    write = f"with open({str(log)!r}, 'a') as file:\n    print('run', file=file)"
    return lecture(tmp_path / "01_counting.ipynb", write), log


def test_without_arguments_the_commands_are_told(capsys):
    assert main([]) == 0
    told = capsys.readouterr().out
    for command in ("deck", "run", "check", "student", "site", "address"):
        assert f"\n    {command}" in told


@pytest.mark.parametrize("command", ["deck", "run", "check", "student", "site"])
def test_a_missing_notebook_is_one_sentence(command, capsys):
    assert main([command, "none.ipynb"]) == 1
    told = capsys.readouterr().err
    assert told == "none.ipynb: there is no such notebook\n"


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("deck", "01_a.ipynb"),
        ("deck", "folder"),
        ("deck", "01_a.ipynb/x"),
        ("run", "file"),
        ("student", "folder"),
        ("student", "01_a.ipynb/x"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_sentence(
    counting, tmp_path, capsys, command, output
):
    notebook, log = counting
    notebook = notebook.rename(tmp_path / "01_a.ipynb")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    command = [command, str(notebook), "--output", str(tmp_path / output)]
    nb = nbformat.read(notebook, 4)
    nb.cells[1].execution_count = 1
    nbformat.write(nb, notebook)
    before = notebook.read_bytes()
    assert main(command) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"output: {tmp_path / output}")
    assert told.count("\n") == 1
    assert log.read_text() == ""  # refused before anything is run
    assert notebook.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {
        "01_a.ipynb",
        "file",
        "folder",
    }


def test_run_does_not_write_over_the_lecture(tmp_path, capsys):
    path = tmp_path / "lectures" / "01_a.ipynb"
    path.parent.mkdir()
    before = lecture(path, "1").read_bytes()
    assert main(["run", str(path), "--output", str(tmp_path)]) == 1
    assert "is the lecture itself" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_full_disk_is_one_sentence(tmp_path, capsys, monkeypatch):
    def fail(*args):
        raise OSError(28, "No space left on device", "temporary")

    path, deck = lecture(tmp_path / "01_a.ipynb"), tmp_path / "a.html"
    monkeypatch.setattr("os.replace", fail)
    assert main(["deck", str(path), "--output", str(deck)]) == 1
    told = capsys.readouterr().err
    assert told == f"{deck}: cannot be written, No space left on device\n"


@pytest.mark.parametrize("command", ["deck", "check", "student"])
def test_null_tags_are_one_sentence_and_a_null_slideshow_none(
    tmp_path, capsys, command
):
    path = tmp_path / "01_a.ipynb"
    title = new_markdown_cell("# A", metadata={"slideshow": None})
    nbformat.write(new_notebook(cells=[title]), path)
    output = [] if command == "check" else ["--output", str(tmp_path / "a")]
    assert main([command, str(path), *output]) == (1 if command == "check" else 0)
    assert "cell 1 (# A) has no slide type" in capsys.readouterr().out or output
    path.write_text(path.read_text().replace('"slideshow": null', '"tags": null'))
    assert main([command, str(path), *output]) == 1
    assert "cell 1: metadata: tags: None is not" in "".join(capsys.readouterr())


@pytest.mark.filterwarnings("default")
def test_deck_says_that_it_is_large(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("nnlib.decks.deck.LARGE", 1000)
    path, deck = lecture(tmp_path / "01_a.ipynb"), tmp_path / "a.html"
    assert main(["deck", str(path), "--output", str(deck)]) == 0
    told = capsys.readouterr().err
    assert told.startswith(f"{deck} takes ")
    assert told.count("\n") == 1


def test_what_is_shown_in_several_lines_is_one_text_on_the_slide(tmp_path):
    show = "display({'text/html': ['<b>a', 'b</b>']}, raw=True)"
    path = lecture(tmp_path / "01_a.ipynb", show)
    ran = run(path, tmp_path / "build")
    assert "<b>ab</b>" in ran.deck.read_text("utf-8")
    assert ran.nb == cells.read(tmp_path / "build" / "lectures" / "01_a.ipynb")


def test_deck_says_where_it_lies(tmp_path, capsys):
    path = lecture(tmp_path / "01_a.ipynb")
    assert main(["deck", str(path), "--output", str(tmp_path / "a.html")]) == 0
    assert (tmp_path / "a.html").as_uri() in capsys.readouterr().out


def test_run_writes_lecture_and_deck_and_only_when_something_changed(
    counting, tmp_path, capsys, monkeypatch
):
    notebook, log = counting
    before = notebook.read_bytes()
    command = ["run", str(notebook), "--output", str(tmp_path / "build")]
    assert main(command) == 0
    assert (tmp_path / "build" / "decks" / "01_counting.html").as_uri() in (
        capsys.readouterr().out
    )
    done = nbformat.read(tmp_path / "build/lectures/01_counting.ipynb", 4)
    assert [cell.execution_count for cell in done.cells[1:]] == [1]
    assert main(command) == 0
    assert "unchanged since" in capsys.readouterr().out
    assert log.read_text().count("run") == 1
    assert main([*command, "--force"]) == 0
    assert log.read_text().count("run") == 2
    monkeypatch.setenv("NNLIB_SEED", "7")
    assert main(command) == 0
    assert log.read_text().count("run") == 3
    monkeypatch.setenv("NNLIB_CLAIMS", str(tmp_path / "claims"))
    assert main(command) == 0  # nothing else writes them
    assert log.read_text().count("run") == 4
    assert notebook.read_bytes() == before


def test_a_failing_cell_is_named_and_the_others_go_on(tmp_path, capsys):
    bad = lecture(tmp_path / "01_bad.ipynb", "x = 1", "# why\ny = x / 0")
    good = lecture(tmp_path / "02_good.ipynb", "print('fine')")
    deck = tmp_path / "build" / "decks" / "01_bad.html"
    deck.parent.mkdir(parents=True)
    deck.write_text("the last good one")
    assert main(["run", str(bad), str(good), "--output", str(tmp_path / "build")]) == 1
    told = capsys.readouterr()
    sentence = (
        f"{bad}: cell 3 (# why) fails with ZeroDivisionError: division by zero, "
        "line 2: y = x / 0"
    )
    assert told.err.count(sentence) == 2  # when it fails, and at the end
    assert "Traceback" not in told.err
    assert "02_good.html" in told.out
    assert deck.read_text() == "the last good one"


MEETING = """
import pathlib, time
mine, other = map(pathlib.Path, {flags!r})
mine.touch()
for _ in range(600):
    if other.exists():
        break
    time.sleep(0.1)
assert other.exists(), "alone"
"""


@pytest.fixture
def meeting(tmp_path):
    """Return two lectures that end only if both run at once, and one that fails."""
    flags = [str(tmp_path / "one"), str(tmp_path / "other")]
    return [
        str(lecture(tmp_path / name, *sources))
        for name, sources in {
            "01_bad.ipynb": ["1 / 0", "#" * 3000],
            "02_one.ipynb": [MEETING.format(flags=flags), "#" * 1000],
            "03_other.ipynb": [MEETING.format(flags=flags[::-1])],
        }.items()
    ]


def ran(told):
    """Return the notebooks that were run, in alphabetic order, and what was told."""
    lines = [line.split(": run from top to bottom in ") for line in told.splitlines()]
    pairs = sorted(line for line in lines if len(line) == 2)
    return [name for name, _ in pairs], [rest for _, rest in pairs]


def test_lectures_run_two_at_a_time_and_one_that_fails_stops_none(
    meeting, tmp_path, capsys
):
    options = ["--jobs", "2", "--output", str(tmp_path)]
    assert main(["run", *meeting, *options]) == 1
    told = capsys.readouterr()
    assert ran(told.out)[0] == meeting[1:]
    decks = told.out.splitlines()[-3:-1]
    assert ["02_one" in decks[0], "03_other" in decks[1]] == [True, True]
    assert "1 of 3 failed:" in told.err


def test_in_place_lectures_run_two_at_a_time(meeting, capsys):
    assert main(["run", "--in-place", "--jobs", "2", *meeting]) == 1
    names, told = ran(capsys.readouterr().out)
    assert names == meeting[1:]
    assert all(rest.endswith(" s; outputs written into it") for rest in told)


@pytest.mark.parametrize(
    ("given", "came"), [("0", "0"), ("-1", "'-1'"), ("two", "'two'"), ("1.5", "'1.5'")]
)
def test_how_many_at_a_time_is_a_whole_number(counting, capsys, given, came):
    notebook, log = counting
    assert main(["run", f"--jobs={given}", str(notebook)]) == 1
    told = capsys.readouterr().err
    assert told == f"jobs: {came} came; give a whole number from 1\n"
    assert log.read_text() == ""


@pytest.fixture
def begun(monkeypatch):
    """Return the names of the lectures that were begun; none is really run."""
    names = []

    def execute(nb, notebook, *rest):
        names.append(notebook.stem)
        nb.cells[1].update(execution_count=1)

    monkeypatch.setattr(running, "_execute", execute)
    return names


def test_what_takes_longest_begins_first(begun, tmp_path):
    build = tmp_path / "build"
    lectures = [
        lecture(tmp_path / f"{name}.ipynb", "#" * size)
        for name, size in {"a": 10, "b": 2000, "c": 1000, "d": 3000}.items()
    ]

    pictured = nbformat.read(lectures[0], 4)
    pictured.cells.append(nbformat.v4.new_markdown_cell("![](data:)" * 1000))
    nbformat.write(pictured, lectures[0])  # now the largest file

    def order(jobs):
        begun.clear()
        todo = [ForDeck(path, build, force=True) for path in lectures]
        running.run(todo, lambda _, keep: keep(), jobs)
        return begun

    assert order(1) == ["a", "b", "c", "d"]
    for path in (build / "lectures").iterdir():
        path.unlink()
    assert order(2)[2:] == ["c", "a"]  # by how much code there is
    took = {"a": 9, "b": 5, "c": 7, "d": 1}
    for name, seconds in took.items():
        path = build / "lectures" / f"{name}.ipynb"
        nb = nbformat.read(path, 4)
        nb.metadata["nnlib_run"]["seconds"] = seconds
        nbformat.write(nb, path)
    assert order(2)[2:] == ["b", "d"]  # by the seconds of the last run


def test_lectures_run_as_cores_and_memory_allow(monkeypatch, tmp_path):
    monkeypatch.setattr(room, "_CONTAINER", tmp_path)

    def at_once(cores, gigabytes):
        monkeypatch.setattr(room, "_cores", lambda: list(range(cores)))
        pages = {"SC_PHYS_PAGES": gigabytes * 250_000, "SC_PAGE_SIZE": 4000}
        monkeypatch.setattr("os.sysconf", pages.__getitem__)
        return room.lectures()

    cases = [(1, 64), (2, 64), (8, 64), (8, 8), (8, 4), (1, 1)]
    assert [at_once(*case) for case in cases] == [1, 2, 4, 2, 1, 1]
    (tmp_path / "memory.max").write_text("max\n")
    assert at_once(8, 64) == 4
    (tmp_path / "memory.max").write_text("7000000000\n")
    assert at_once(8, 64) == 2


def test_lectures_at_once_share_the_cores(monkeypatch, tmp_path):
    for name in "ab":
        lecture(
            tmp_path / f"{name}.ipynb", "import os\nsorted(os.sched_getaffinity(0))"
        )
    paths = [str(tmp_path / f"{name}.ipynb") for name in "ab"]
    assert main(["run", "--jobs=2", "--output", str(tmp_path / "build"), *paths]) == 0
    told = [answer(tmp_path / f"build/lectures/{name}.ipynb") for name in "ab"]
    assert sorted(told) == sorted(str(sorted(share)) for share in room.shares(2))
    for count, expected in [(1, [{0}, {0}]), (2, [{0}, {1}]), (5, [{0, 2, 4}, {1, 3}])]:
        monkeypatch.setattr(room, "_cores", lambda count=count: list(range(count)))
        assert room.shares(2) == expected


def test_what_a_lecture_computes_does_not_hang_on_its_cores(monkeypatch, tmp_path):
    for name in running.ONE_THREAD:
        monkeypatch.delenv(name)

    def told(cores):
        path = lecture(
            tmp_path / "a.ipynb",
            f"import os\nos.sched_setaffinity(0, {cores})",
            "import jax.numpy as jnp, numpy as np",
            "x = np.random.default_rng(0).random((784, 512), dtype='float32')",
            "float(jnp.sum(x)), os.environ['NPROC'], os.environ['OMP_NUM_THREADS']",
        )
        assert main(["run", "--in-place", str(path)]) == 0
        return answer(path)

    many = range(os.cpu_count() or 1)
    assert told({0}) == told(set(many))
    assert told({0}).endswith("'1', '1')")
    monkeypatch.setenv("NPROC", "2")  # who asks for threads gets them
    assert told({0}).endswith("'2', '1')")


def answer(path):
    """What the last cell of a notebook that was run shows."""
    return nbformat.read(path, 4).cells[-1].outputs[0].data["text/plain"]


def test_an_edit_during_a_run_in_place_is_not_lost(tmp_path, capsys):
    path = tmp_path / "01_a.ipynb"
    lecture(path, f"with open({str(path)!r}, 'a') as file:\n    file.write('\\n')")
    before = path.read_bytes()
    assert main(["run", "--in-place", str(path)]) == 1
    assert capsys.readouterr().err == (
        f"{path}: it was edited while it ran; run it again\n"
    )
    assert path.read_bytes() == before + b"\n"


def test_the_bar_names_what_runs_and_leaves_lines_alone(meeting, tmp_path):
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 80))
    command = [sys.executable, "-m", "nnlib", "run", "--jobs=2", *meeting[1:]]
    done = subprocess.run(
        [*command, "--output", str(tmp_path)], cwd=ROOT, stderr=end, stdout=end
    )
    os.close(end)
    told = b""
    with contextlib.suppress(OSError):  # all was read
        while part := os.read(terminal, 1000):
            told += part
    os.close(terminal)
    assert done.returncode == 0
    shown = told.decode()
    assert "\r02_one, 03_other:   0%" in shown
    assert ran(shown)[0] == meeting[1:]  # each in a line of its own


def test_many_names_are_shortened():
    names = ["01_networks", "02_backpropagation"]
    assert running._in_short(names) == "01_networks, 02_backpropagation"
    assert running._in_short([*names, "lecture"]) == "01, 02, lecture"


def tagged(path, source):
    """A lecture whose code is meant to fail."""
    nb = nbformat.read(lecture(path, source), 4)
    nb.cells[1].metadata.tags = ["raises-exception"]
    nbformat.write(nb, path)
    return path


def test_an_error_that_is_meant_is_kept_and_shown(tmp_path):
    path = tagged(tmp_path / "01_a.ipynb", "1 / 0")
    run(path, tmp_path / "build")
    kept = nbformat.read(tmp_path / "build" / "lectures" / "01_a.ipynb", 4)
    [output] = kept.cells[1].outputs
    assert output.ename == "ZeroDivisionError"
    deck = (tmp_path / "build" / "decks" / "01_a.html").read_text("utf-8")
    assert "ZeroDivisionError: division by zero</pre>" in deck


def test_an_error_that_is_meant_and_does_not_come_is_told(tmp_path):
    path = tagged(tmp_path / "01_a.ipynb", "1 / 1")
    with pytest.raises(LectureError, match=r"cell 2 \(1 / 1\) has the tag raises-ex"):
        run(path, tmp_path / "build")


def test_a_changed_nnlib_runs_a_lecture_again(counting, tmp_path, monkeypatch):
    notebook, log = counting
    package = tmp_path / "copy" / "nnlib"
    (package / "decks").mkdir(parents=True)
    (package / "style.py").write_text("")
    monkeypatch.setattr(dependencies, "_PACKAGE", package)

    def runs():
        run(notebook, tmp_path / "build")
        return log.read_text().count("run")

    assert runs() == 1
    (package / "decks" / "page.py").write_text("")  # changes no output
    assert runs() == 1
    (package / "style.py").write_text("BLUE = 'red'")
    assert runs() == 2
    (package / "style.py").rename(package / "colors.py")
    assert runs() == 3


def test_a_changed_file_that_a_lecture_names_runs_it_again(counting, tmp_path):
    notebook, log = counting
    nb = nbformat.read(notebook, 4)
    nb.cells.append(new_code_cell("import helper; open('data.csv')"))
    nbformat.write(nb, notebook)

    def runs():
        run(notebook, tmp_path / "build")
        return log.read_text().count("run")

    (notebook.parent / "helper.py").write_text("")
    (notebook.parent / "data.csv").write_text("1")
    assert runs() == 1
    (notebook.parent / "other.csv").write_text("1")
    assert runs() == 1
    (notebook.parent / "data.csv").write_text("12")
    assert runs() == 2
    (notebook.parent / "helper.py").write_text("a = 1")
    assert runs() == 3


def test_a_lecture_finds_the_data_where_they_lie(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("NNLIB_DATA", "data")
    path = lecture(tmp_path / "01_a.ipynb", "import os\nos.environ['NNLIB_DATA']")
    run(path, "build")
    done = nbformat.read(tmp_path / "build" / "lectures" / "01_a.ipynb", 4)
    told = done.cells[1].outputs[0].data["text/plain"]
    assert told == repr(str(tmp_path / "data"))


@pytest.mark.parametrize("command", ["run", "student"])
def test_notebooks_of_one_name_are_refused(counting, tmp_path, capsys, command):
    one, log = counting
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / one.name
    other.write_bytes(one.read_bytes())
    assert main([command, str(one), str(other)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{one} and {other} have the same name and would be written")
    assert log.read_text() == ""


def test_in_place_outputs_are_ready_to_be_committed(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    monkeypatch.setenv("NNLIB_LIVE", "1")
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    sources = [
        "import os\nprint(os.environ['NNLIB_DATA'], os.environ['NNLIB_LIVE'])",
        "",
        "print(os.environ['KERAS_BACKEND'], os.environ['NNLIB_LECTURE'])",
        "os.listdir()",
    ]
    path = lecture(tmp_path / "01_a.ipynb", *sources)
    ids = [cell.id for cell in nbformat.read(path, 4).cells]
    assert main(["run", str(path), "--in-place"]) == 0
    first = path.read_bytes()
    done = nbformat.read(path, 4)
    nbformat.validate(done)
    assert [cell.id for cell in done.cells] == ids
    code = done.cells[1:]
    assert [cell.execution_count for cell in code] == [1, None, 2, 3]
    assert code[0].outputs[0].text == "offline 0\n"
    assert code[2].outputs[0].text == "jax 01_a\n"
    assert code[3].outputs[0].data["text/plain"] == "[]"
    assert done.metadata.language_info == {"name": "python"}
    assert all("execution" not in cell.metadata for cell in code)
    assert main(["run", str(path), "--in-place"]) == 0
    assert path.read_bytes() == first


def test_in_place_refuses_stderr_and_leaves_the_file(tmp_path, capsys):
    source = "import warnings\nwarnings.warn('old')"
    path = lecture(tmp_path / "01_a.ipynb", source)
    before = path.read_bytes()
    assert main(["run", str(path), "--in-place"]) == 1
    told = capsys.readouterr().err
    assert "cell 2 (import warnings) writes to stderr" in told
    assert path.read_bytes() == before


def test_in_place_refuses_a_broken_picture(tmp_path, capsys):
    source = (
        "from IPython.display import display\n"
        "display({'image/png': 'aGk=', 'text/plain': 'a picture'}, raw=True)"
    )
    path = lecture(tmp_path / "01_a.ipynb", source)
    before = path.read_bytes()
    assert main(["run", str(path), "--in-place"]) == 1
    told = capsys.readouterr().err
    assert f"{path}: cell 2 (from IPython.display import display) shows a bro" in told
    assert path.read_bytes() == before


def test_student_copies_hold_neither_solutions_nor_notes_nor_outputs(tmp_path, capsys):
    path = sample_lecture.write(tmp_path / "00_sample.ipynb")
    nb = nbformat.read(path, 4)
    explorable = {"text/html": "<div data-nnlib='race'>", "text/plain": "a race"}
    nb.cells[1].outputs = [
        new_output("stream", name="stdout", text="seen"),
        new_output("execute_result", data=explorable, execution_count=7),
    ]
    nb.cells[1].execution_count = 1
    nbformat.write(nb, path)
    copy = tmp_path / "copy.ipynb"
    assert main(["student", str(path), "--output", str(copy)]) == 0
    told = copy.read_text()
    assert "2 * x" not in told
    assert "seen" not in told
    assert "Let someone guess" not in told
    assert "x + x" in told
    assert "data-nnlib='race'" in told
    made = nbformat.read(copy, 4)
    [check] = [cell for cell in made.cells if "check" in cells.tags(cell)]
    assert check.metadata.jupyter.source_hidden
    assert check.metadata.cellView == "form"  # Colab folds it so
    assert check.source.startswith("# @title Check: run this cell\n")
    assert "double(2) == 4" in check.source
    nbformat.validate(made)
    assert main(["student", str(path), "--output", str(path)]) == 1
    assert "is the lecture itself" in capsys.readouterr().err


# What a lecture must look like


def committed():
    """Return a lecture with which nothing is wrong."""

    def cell(new, source, kind="slide", *tags, **more):
        metadata = {"slideshow": {"slide_type": kind}, "tags": list(tags)}
        return new(source, metadata=metadata, **more)

    picture = {"image/png": png(), "text/plain": "Figure: a line of 3 points"}
    figure = new_output("display_data", data=picture)
    cells = [
        cell(new_markdown_cell, "# Title"),
        cell(new_code_cell, "nnlib.setup(seed=0)", "skip", execution_count=1),
        cell(new_markdown_cell, "## A line rises\n\n$a b c$ one two"),
        cell(new_code_cell, "plot()", "-", execution_count=2, outputs=[figure]),
        cell(new_markdown_cell, "Do it.", "slide", "exercise"),
        cell(new_code_cell, "done = False", "-", "exercise", execution_count=3),
        cell(new_code_cell, "check(done)", "skip", "check", execution_count=4),
        cell(new_markdown_cell, "It is done.", "skip", "solution"),
    ]
    return new_notebook(cells=cells)


def stderr():
    return new_output("stream", name="stderr", text="W0000")


def claimed(said):
    html = f'<div class="nnlib-claim">✓ {said}</div>'
    data = {"text/html": html, "text/plain": said}
    return new_output("display_data", data=data)


SPOILS = {
    "cell 4 (plot()): a claim about a difference would hold without one, 'ahead: 2": (
        lambda nb: nb.cells[3].outputs.append(claimed("ahead: 2 ± 3 in the text"))
    ),
    "its format is 4.4": lambda nb: nb.update(nbformat_minor=4),
    "a cell has no id": lambda nb: nb.cells[0].pop("id"),
    "no valid notebook": lambda nb: nb.cells[0].update(cell_type="prose"),
    "state of widgets": lambda nb: nb.metadata.update(widgets={}),
    "cell 2 (1): the first code cell must call": lambda nb: nb.cells[1].update(
        source="1"
    ),
    "it was edited since it was run; run --in-place runs it": (
        lambda nb: nb.cells[3].update(execution_count=3)
    ),
    "edited since it was run": lambda nb: nb.cells[3].update(execution_count=None),
    "cell 2 (nnlib.setup(seed=0)): it stores something on stderr": (
        lambda nb: nb.cells[1].outputs.append(stderr())
    ),
    "cell 4 (plot()): it stores an error, NameError": lambda nb: nb.cells[
        3
    ].outputs.append(new_output("error", ename="NameError", evalue="x", traceback=[])),
    "an output shows '/home/ada'": lambda nb: nb.cells[3].outputs.append(
        new_output("stream", text="saved to /home/ada/model.keras")
    ),
    "an output shows 'at 0x7f12ab34'": lambda nb: nb.cells[3].outputs.append(
        new_output("display_data", data={"text/plain": "<Axes at 0x7f12ab34>"})
    ),
    r"it names 'C:\\Users\\ada'": lambda nb: nb.cells[3].update(
        source=r"plot('C:\Users\ada')"
    ),
    "cell 4 (plot()): a figure has no description; nnlib.setup() before": lambda nb: (
        nb.cells[3]
        .outputs[0]
        .data.update({"text/plain": "<Figure size 640x480 with 1 Axes>"})
    ),
    "cell 4 (plot()): a figure has no description; display it with one, as its te": (
        lambda nb: (
            nb.cells[3]
            .outputs[0]
            .update(
                data={"image/svg+xml": "<svg/>", "text/plain": "<IPython SVG object>"}
            )
        )
    ),
    "cell 1 (# Title) has no slide type: set it in the property inspector, at the ri": (
        lambda nb: nb.cells[0].metadata.pop("slideshow")
    ),
    "cell 1 (# Title): its slide type is 'slid'; give it one of slide, subslide": (
        lambda nb: nb.cells[0].metadata.slideshow.update(slide_type="slid")
    ),
    r"cell 1 (# Title): in the formula $\frac{1}{2$, Missing close brace": (
        lambda nb: nb.cells[0].update(source="# Title\n\n$\\frac{1}{2$")
    ),
    "cell 1 (# Title): the picture https://e.org/a/cat.png?x cannot be put into": (
        lambda nb: nb.cells[0].update(source="# Title\n![](https://e.org/a/cat.png?x)")
    ),
    "cell 1 (# Title): there is no tag 'hide-code'": (
        lambda nb: nb.cells[0].metadata.update(tags=["hide_code"])
    ),
    "cell 4 (plot()): it has the tag 'walk', and no explorable": (
        lambda nb: nb.cells[3].metadata.update(tags=["walk"])
    ),
    "cell 4 (plot();): it ends with a semicolon": lambda nb: nb.cells[3].update(
        source="plot();"
    ),
    "cell 5 (Do it.): no cell with the tag 'check'": lambda nb: nb.cells.pop(6),
    "cell 5 (Do it.): no cell with the tag 'solution'": lambda nb: nb.cells.pop(7),
    "cell 3 (## A line rises): its slide shows 13 lines": lambda nb: nb.cells[3].update(
        source="\n".join(["plot()"] * 13)
    ),
    f"cell 3 ({'word ' * 11}w...): its slide has 41 words": (
        lambda nb: nb.cells[2].update(source="word " * 41)
    ),
}


@pytest.mark.parametrize("sentence", SPOILS)
def test_check_names_each_problem(tmp_path, sentence):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    SPOILS[sentence](nb)
    path.write_text(nbformat.v4.writes_json(nb))
    found = checking.report(path).problems
    assert len(found) == 1
    assert found[0].startswith(f"{path}: ")
    assert sentence in found[0]


@pytest.mark.parametrize(
    ("title", "kind", "tags", "told"),
    [
        ("## Does it rise?", "-", [], True),
        ("## Does it rise?\n\nGuess first.", "-", [], True),
        ("## A line rises", "-", [], False),
        ("## A line. Why?\n\nLook", "fragment", [], False),
        ("## Where does it end?", "-", ["question"], False),
        ("## Does it rise?", "-", ["hide-output"], False),
    ],
)
def test_check_tells_an_answer_that_comes_at_once(tmp_path, title, kind, tags, told):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    nb.cells[2].source = title
    nb.cells[3].metadata.update(slideshow={"slide_type": kind}, tags=tags)
    path.write_text(nbformat.v4.writes_json(nb))
    found = checking.report(path).problems
    assert len(found) == told
    if told:
        assert "cell 4 (plot()): the title of its slide asks" in found[0]


def test_check_counts_no_tag_as_a_word(tmp_path):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    inside = '<span class="fragment">{}</span>'
    nb.cells[2].source = inside.format("word " * 40)
    path.write_text(nbformat.v4.writes_json(nb))
    assert checking.report(path).problems == []
    nb.cells[2].source = inside.format("word 3 < 4 " * 14)
    path.write_text(nbformat.v4.writes_json(nb))
    assert "42 words beside a figure" in checking.report(path).problems[0]


def test_check_lets_an_explorable_stand_below_a_question(tmp_path):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    nb.cells[2].source = "## Does it rise?"
    page = {"text/html": "<div data-nnlib='race'></div>", "text/plain": "a race"}
    nb.cells[3].outputs = [new_output("display_data", data=page)]
    path.write_text(nbformat.v4.writes_json(nb))
    assert checking.report(path).problems == []


OBJECTS = {
    "a text": {"text/plain": "Text(3.3, 1.0, 'here')"},
    "lines": {"text/plain": "[<matplotlib.lines.Line2D>]"},
    "a colorbar": {"text/plain": "<matplotlib.colorbar.Colorbar>"},
    "axes": {"text/plain": "<Axes: xlabel='x'>"},
    "an estimator": {
        "text/plain": "MLPClassifier(alpha=0.1)",
        "text/html": '<style>#a {}</style><div id="sk-container-id-1"></div>',
    },
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("output_type", ["execute_result", "display_data"])
def test_check_finds_what_nobody_wants_to_see(tmp_path, name, output_type):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    nb.cells[3].outputs.append(new_output(output_type, data=OBJECTS[name]))
    nbformat.write(nb, path)
    (found,) = checking.report(path).problems
    shown = OBJECTS[name]["text/plain"][:30]
    assert f"cell 4 (plot()): it shows {shown!r}, which nobody wants to see" in found
    nb.cells[3].metadata.slideshow.slide_type = "skip"
    nbformat.write(nb, path)
    assert checking.report(path).problems == []


def test_the_line_of_a_claim_is_no_figure(tmp_path):
    nb, path = committed(), tmp_path / "01_a.ipynb"
    nb.cells[2].source = "word " * 41
    nb.cells[3].outputs = [claimed("weights: 7,840")]
    nbformat.write(nb, path)
    assert checking.report(path).problems == []


def test_check_goes_on_after_a_file_that_is_no_notebook(tmp_path, capsys):
    bad, spoiled = tmp_path / "01_bad.ipynb", tmp_path / "02_a.ipynb"
    bad.write_text("no JSON")
    nb = committed()
    nb.cells[3].source = "plot();"
    nbformat.write(nb, spoiled)
    assert main(["check", str(bad), str(spoiled)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{bad}: not a notebook, its content is not JSON"
    assert second.startswith(f"{spoiled}: cell 4 (plot();): it ends with a semicolon")


def test_an_edited_lecture_is_told_once_and_its_slides_are_looked_at(tmp_path):
    nb, path = committed(), tmp_path / "07_a.ipynb"
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            cell.execution_count = 10 + number
    nb.cells[1].outputs.append(stderr())  # stored anew by the next run
    nb.metadata.widgets = {}
    nb.cells[0].metadata.pop("slideshow")
    nbformat.write(nb, path)
    edited, untyped = checking.report(path).problems
    assert edited.startswith(f"{path}: it was edited since it was run; run --in-place")
    assert "cell 1 (# Title) has no slide type" in untyped


LEAVES = "for n in (2, 8):\n    print(n)"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["n = 3", "def f():\n    return n", LEAVES, "f()"], [(2, "n", 1, "f")]),
        (  # by way of another function, and of a comprehension in it
            [
                "n = 3\ndef f():\n    return [n for _ in 'ab']",
                "def g():\n    return f()",
                f"%matplotlib inline\nif True:\n    {LEAVES.splitlines()[0]} pass",
                "def h():\n    return g()",
            ],
            [(2, "n", 1, "g")],
        ),
        (["n = 3\ndef f():\n    return n", LEAVES], []),  # nobody asks again
        (["n = 3\ndef f():\n    return n", LEAVES, "n = 3", "f()"], []),
        (["def f(n):\n    return n", "n = 3", LEAVES, "f(1)"], []),
        (["n = 3\ndef f():\n    n = 4\n    return n", LEAVES, "f()"], []),
        (["def f():\n    return n", LEAVES, "f()"], []),  # a name of the loop alone
        (["n = 3\ndef f():\n    return n", "[n for n in 'ab']", "f()"], []),
        (["n = 3\ndef f():\n    return n", "for (", LEAVES, "f()"], [(2, "n", 0, "f")]),
    ],
)
def test_a_loop_that_changes_what_a_function_reads_is_found(cells, found):
    assert list(leftovers.changed(cells)) == found


def test_check_tells_of_a_loop_that_changes_what_a_function_reads(tmp_path):
    path = tmp_path / "07_a.ipynb"
    new = nbformat.v4.new_code_cell
    sources = ["nnlib.setup()\nn = 3\ndef f():\n    return n", LEAVES, "f()"]
    nbformat.write(nbformat.v4.new_notebook(cells=list(map(new, sources))), path)
    told = [text for text in checking.report(path).problems if "its loop" in text]
    assert told == [
        f"{path}: cell 2 (for n in (2, 8):): its loop leaves another 'n' behind, which "
        "f() of cell 1 (nnlib.setup()) reads later; let it run through another name"
    ]


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["def s():\n    pass", "def f():\n    return s()"], [(1, "s", 0)]),
        (["s = 1", "[n + s for n in 'ab']"], [(1, "s", 0)]),
        (["import math as s", "for (", "s.pi"], [(2, "s", 0)]),
        (["s = 1", "s = 2", "s"], []),  # another cell defines it, too
        (["s = 1", "s = 2\ns"], []),
        (["s = 1", "[s for s in 'ab']"], []),
        (["s = 1", "def f(s):\n    return s"], []),
        (["def f():\n    s = 1", "s"], []),
    ],
)
def test_a_cell_that_reads_a_solution_is_found(sources, found):
    away = [True, *[False] * (len(sources) - 1)]
    assert list(leftovers.missing(sources, away)) == found


def test_check_tells_of_a_cell_that_reads_a_solution(tmp_path):
    path = tmp_path / "07_a.ipynb"
    new = nbformat.v4.new_code_cell
    solution = new("answer = 3", metadata={"tags": ["solution"]})
    made = [new("nnlib.setup()"), solution, new("answer + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    told = [text for text in checking.report(path).problems if "it reads" in text]
    assert told == [
        f"{path}: cell 3 (answer + 1): it reads 'answer' of cell 2 (answer = 3), a "
        "solution, which students do not get; give it the tag 'solution', too"
    ]


def test_run_says_what_to_look_at_and_does_not_fail(tmp_path, capsys):
    path = lecture(tmp_path / "01_a.ipynb", "print('warn');")
    assert main(["run", str(path), "--output", str(tmp_path / "build")]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "Look" in line]
    (line,) = told  # nothing of the missing nnlib.setup()
    assert line.startswith(f"Look at: {path}: cell 2 (print('warn');): it ends with a")


def test_run_puts_in_pictures_beside_the_lecture_or_names_it(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    path = lecture(tmp_path / "notebooks.ipynb", "x = 1")
    (tmp_path / "notebooks").mkdir()
    path = path.rename(tmp_path / "notebooks" / "01_a.ipynb")
    nb = nbformat.read(path, 4)
    nb.cells[0].source = "# Sample\n\n![a cat](cat.svg)"
    nbformat.write(nb, path)
    assert main(["run", "notebooks/01_a.ipynb"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "notebooks/01_a.ipynb: cell 1 (# Sample): the picture cat.svg cannot be put "
        f"into the deck: {Path('notebooks/cat.svg')} does not exist"
    )
    (tmp_path / "notebooks" / "cat.svg").write_text("<svg></svg>")
    assert main(["run", "notebooks/01_a.ipynb"]) == 0
    page = (tmp_path / "build" / "decks" / "01_a.html").read_text("utf-8")
    assert 'src="data:image/svg+xml;base64,' in page


def test_a_wrong_syntax_names_no_invented_file(tmp_path):
    path = lecture(tmp_path / "01_a.ipynb", "x = (")
    with pytest.raises(LectureError, match="SyntaxError") as failure:
        run(path, tmp_path / "build")
    assert ".py" not in str(failure.value)
    assert "line 1" in str(failure.value)


def test_several_lectures_are_copied_for_students(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [str(lecture(tmp_path / name)) for name in ("01_a.ipynb", "02_b.ipynb")]
    assert main(["student", *paths]) == 0
    copies = sorted(path.name for path in (tmp_path / "build" / "student").iterdir())
    assert copies == ["01_a.ipynb", "02_b.ipynb"]
    assert main(["student", *paths, "--output", "one.ipynb"]) == 1
    assert "one.ipynb is one file, for 2 lectures" in capsys.readouterr().err


@pytest.fixture
def make(tmp_path):
    """Call make beside a lecture, with an environment that is there."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in (
        "requirements.txt",
        "pyproject.toml",
        "notebooks/01_a.ipynb",
        ".venv/ready",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    # As typed, and not as from within `make test`, which hands down how it was called.
    by_hand = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}

    def make(*arguments):
        return subprocess.run(
            ["make", *arguments],
            cwd=tmp_path,
            env=by_hand,
            capture_output=True,
            text=True,
        )

    return make


def test_make_says_which_lectures_there_are(make):
    for target in ("lectures", "student", "outputs", "check", "test"):
        made = make(target, "ONLY=1")
        assert made.returncode == 2
        assert made.stdout == (
            "There is no lecture notebooks/1*.ipynb; there are: 01_a.ipynb\n"
        )


@pytest.mark.parametrize(
    ("target", "three", "default"),
    [
        ("lectures", "run --jobs 3 notebooks", "run  notebooks"),
        ("outputs", "run --jobs 3 --in-place", "run  --in-place"),
        ("test", " --numprocesses=3 ", " --numprocesses=logical "),
    ],
)
def test_make_hands_on_how_many_at_a_time(make, target, three, default):
    assert three in make("--dry-run", target, "JOBS=3").stdout
    assert default in make("--dry-run", target).stdout


def test_check_finds_nothing_in_a_good_lecture(tmp_path, capsys):
    path = tmp_path / "01_a.ipynb"
    nbformat.write(committed(), path)
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == "1 checked, nothing to mend\n"
    nb = committed()
    nb.cells[3].source = "plot();"
    nbformat.write(nb, path)
    assert main(["check", str(path)]) == 1


# The address of the project

OLD = "https://github.com/OWNER/REPOSITORY"
README = f"""[Colab](https://colab.research.google.com/github/OWNER/REPOSITORY/blob/main/a)
git clone {OLD}.git
See {OLD}/issues, {OLD}-wiki, and https://github.com/hakimel/reveal.js.
"""
PYPROJECT = f'[project]\nname = "a"\n\n[project.urls]\n# one place\nsource = "{OLD}"\n'


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "README.md").write_text(README)
    (tmp_path / "notebooks").mkdir()
    line = f'%pip install -q "nnlib-lectures @ git+{OLD}"\nnnlib.setup()'
    lecture(tmp_path / "notebooks" / "01_a.ipynb", line)
    return tmp_path


def test_the_address_is_spread_and_then_everything_agrees(project):
    new = "https://github.com/ada/nets"
    address.write(f"{new}.git/", project)
    assert address.read(project) == new
    assert "# one place" in (project / "pyproject.toml").read_text()
    assert {path.name for path in address.spread(project)} == {
        "README.md",
        "01_a.ipynb",
    }
    readme = (project / "README.md").read_text()
    assert "colab.research.google.com/github/ada/nets/blob/main/a" in readme
    assert f"git clone {new}.git" in readme
    assert f"{new}/issues" in readme
    assert f"{OLD}-wiki" in readme
    assert "hakimel/reveal.js" in readme
    assert f"git+{new}" in (project / "notebooks" / "01_a.ipynb").read_text()
    assert address.spread(project) == []


def test_colab_links_stay_where_colab_cannot_go(project):
    address.write("https://gitlab.com/ada/nets", project)
    address.spread(project)
    readme = (project / "README.md").read_text()
    assert "colab.research.google.com/github/OWNER/REPOSITORY" in readme
    assert "git clone https://gitlab.com/ada/nets.git" in readme


def test_links_to_colab_that_stay_are_told(project, monkeypatch, capsys):
    monkeypatch.setattr("nnlib.__file__", str(project / "nnlib" / "__init__.py"))
    assert main(["address", "https://gitlab.com/ada/nets"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "README.md: https://colab.research.google.com/github/OWNER/REPOSITORY: left as "
        "it is, for Colab opens notebooks from github.com only"
    )
    assert main(["address", "https://github.com/ada/nets"]) == 0
    assert "left" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "url", ["http://github.com/a/b", "github.com/a/b", "https://github.com/a", "a\nb"]
)
def test_what_is_no_address_is_refused(project, url):
    with pytest.raises(ValueError, match="is not https://HOST/OWNER/REPOSITORY"):
        address.write(url, project)
    assert address.read(project) == OLD


def test_every_copy_in_this_project_agrees(tmp_path):
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "environment.yml"):
        if (ROOT / name).exists():
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "notebooks").mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        (tmp_path / "notebooks" / path.name).write_bytes(path.read_bytes())
    assert address.spread(tmp_path) == []
