"""Kernels that run lectures: widgets, limits, interrupts; none stays, none hangs."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib.__main__ import main
from nnlib.lectures import kernel, running, side_by_side

ROOT = Path(__file__).parents[2]
LEAST = """
import matplotlib.pyplot as plt
import ipywidgets as widgets
from IPython.display import clear_output, display
%matplotlib inline
out = widgets.Output()
"""
WIDGETS = {  # a cell, and what it shows at first
    "print('before')\nwidgets.interact(lambda x: print(x), x=(0, 4)); None": [
        "before\n2\n",
        "interactive(",
    ],
    "def f(x): return x * 10\nfor _ in range(2): widgets.interact(f, x=(0, 4))": [
        "20",
        "interactive(",
        "20",
        "interactive(",
    ],
    "def f(x):\n    plt.plot([0, x])\n    plt.show()\nwidgets.interact(f, x=3); None": [
        "image",
        "interactive(",
    ],
    (
        "slider = widgets.IntSlider(3)\n"
        "shown = widgets.interactive_output(print, {'end': widgets.Text('e')})\n"
        "widgets.VBox([slider, shown])"
    ): ["e", "VBox("],
    "with out:\n    print('in')\nprint('outside')\nout": ["in\noutside\n", "Output("],
    "with out:\n    plt.plot([1, 2])\n    plt.show()": ["image"],
    (
        "print('stays')\nwith out:\n    display(1)\n    clear_output()\n"
        "    display(2)\n    clear_output(wait=True)\n    display(3)"
    ): ["stays\n", "3"],
    "inner = widgets.Output()\nwith out:\n    print(1)\n    with inner:\n"
    "        print(2)\n    print(3)": ["1\n2\n3\n"],
    "@out.capture()\ndef g():\n    print('captured')\ng()": ["captured\n"],
    "slider.value = 4": [],
    "import sys\nsys.stdin.readline()": ["''"],
    "print('a\\rb\\rc\\nx' + 'y' * 3_000_000)": ["c\nxyyy"],
}


def execute(*sources, **environment):
    """Run cells; return the notebook."""
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    running.execute(nb, Path("lecture.ipynb"), environment)
    return nb


def refused(*sources, **environment):
    """Run cells that fail; return the sentence, without the notebook's name."""
    with pytest.raises(kernel.LectureError) as told:
        execute(*sources, **environment)
    return str(told.value).removeprefix("lecture.ipynb: ")


def shown(output):
    """Return the text of an output, or "image"."""
    data = output.get("data", {})
    return "image" if "image/png" in data else output.get("text") or data["text/plain"]


def test_a_widget_shows_its_first_state_and_the_comparison_agrees(tmp_path):
    nb = execute(LEAST, *WIDGETS, NNLIB_CELL_TIMEOUT="60")
    for cell, expected in zip(nb.cells[1:], WIDGETS.values(), strict=True):
        came = [shown(output) for output in cell.outputs]
        assert len(came) == len(expected), (cell.source, came)
        for one, other in zip(came, expected, strict=True):
            assert one.startswith(other), (cell.source, came)
        marks = ["nnlib" in output.get("metadata", {}) for output in cell.outputs]
        assert marks == [other.endswith("(") for other in expected], cell.source
    assert not execute().cells
    # Outputs that were cleared are compared as if they were not.
    nb.cells = [cell for cell in nb.cells if "clear_output()" not in cell.source]
    nbformat.write(nb, tmp_path / "lecture.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", "lecture.ipynb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = input('x: ')", "asks for input, which nobody gives"),
        ("import getpass\ngetpass.getpass()", "asks for input, which nobody gives"),
        ("import os\nos._exit(1)", "killed its kernel; the memory may have run out"),
        (
            "while True:\n    print('x' * 100_000)",
            "shows more than 20 million characters or 100 thousand outputs",
        ),
        ("while True:\n    display('x' * 100_000)", "shows more than 20 million"),
    ],
)
def test_a_cell_that_cannot_end_is_named(source, told):
    first = source.partition("\n")[0]
    sentence = refused("x = 1", source)
    assert sentence.startswith(f"cell 2 ({first}) {told}")


def test_a_cell_has_a_limit_which_can_be_raised():
    stubborn = (
        "import time\nwhile True:\n    try:\n        time.sleep(9)\n"
        "    except BaseException:\n        pass"
    )
    told = "cell 1 (import time) did not end within 1 s; NNLIB_CELL_TIMEOUT=2 gives "
    assert refused(stubborn, NNLIB_CELL_TIMEOUT="1").startswith(told)
    for given in ("soon", "0", "-3", "1.5"):
        with pytest.raises(
            ValueError, match=r"NNLIB_CELL_TIMEOUT: .* came; give whole"
        ):
            execute(NNLIB_CELL_TIMEOUT=given)
    limits = [kernel.seconds({"NNLIB_SCALE": scale}) for scale in ("", "full")]
    assert limits == [600, 6 * 3600]
    assert kernel.seconds({"NNLIB_CELL_TIMEOUT": ""}) == 600


def test_a_kernel_that_does_not_start_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "no kernel starts" in refused("1")


def test_what_lies_beside_a_lecture_is_found(tmp_path):
    (tmp_path / "größe 1.csv").write_text("7")
    (tmp_path / "helper.py").write_text("NUMBER = 6")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text("5")
    (tmp_path / ".hidden").write_text("no")
    source = (
        "import os, helper\n"
        "from pathlib import Path\n"
        "Path('new.txt').write_text('4')\n"
        "print(open('größe 1.csv').read(), helper.NUMBER, open('more/a.txt').read(),"
        " sorted(os.listdir('.')))"
    )
    nb = new_notebook(cells=[new_code_cell(source)])
    running.execute(nb, tmp_path / "lecture.ipynb")
    [printed] = nb.cells[0].outputs
    assert printed.text.startswith("7 6 5 [")
    assert "hidden" not in printed.text
    assert not (tmp_path / "new.txt").exists()  # what a lecture writes is gone
    assert not (tmp_path / "__pycache__").exists()


def test_where_no_links_can_be_made_files_are_copied(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no privilege")

    monkeypatch.setattr(os, "symlink", refuse)
    (tmp_path / "data.csv").write_text("7")
    nb = new_notebook(cells=[new_code_cell("print(open('data.csv').read())")])
    running.execute(nb, tmp_path / "lecture.ipynb")
    assert nb.cells[0].outputs[0].text == "7\n"


def test_streams_are_merged_as_a_terminal_shows_them():
    def stream(name, text):
        return new_output("stream", name=name, text=text)

    figure = new_output("display_data", data={"text/plain": "figure"})
    given = [
        stream("stderr", "w"),
        stream("stdout", "a\rb"),
        figure,
        stream("stdout", "c\n\rd\r\n\n"),
    ]
    merged = kernel.merged(given)
    assert [output.get("name") for output in merged] == ["stdout", "stderr", None]
    assert merged[0].text == "bc\nd\n\n"


@pytest.fixture(autouse=True)
def heeding():
    """Heed interrupts, here and in what is started, also in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def written(path, *sources):
    """Write a lecture."""
    nbformat.write(new_notebook(cells=list(map(new_code_cell, sources))), path)
    return path


def waits(flag):
    """Return a cell that tells its process in a file and waits."""
    return (
        f"import pathlib, time, os\n"
        f"pathlib.Path({str(flag)!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    )


@pytest.fixture
def waiting(tmp_path):
    """Return a lecture of which a cell waits, and a file that is there when it does."""
    flag = tmp_path / "flag"
    return written(tmp_path / "01_slow.ipynb", waits(flag)), flag


def start(*command):
    return subprocess.Popen(
        [sys.executable, "-m", "nnlib", *map(str, command)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def until(condition, process):
    while not condition() and process.poll() is None:
        time.sleep(0.02)


def stopped(process, *signals):
    """Send signals; return the status and what was told."""
    for number in signals:
        process.send_signal(number)
    try:
        _, told = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()  # or the end of its `with` would wait for ever
        raise
    return process.returncode, told.splitlines()


ONE_LINE = ["Stopped; what was finished before stays."]


@pytest.mark.parametrize(
    ("signals", "options"),
    [
        ([signal.SIGINT], []),
        ([signal.SIGINT] * 3, ["--in-place"]),
        ([signal.SIGTERM], []),
    ],
)
def test_a_stopped_run_is_one_line_and_leaves_no_kernel(waiting, signals, options):
    path, flag = waiting
    before = path.read_bytes()
    build = path.parent / "build"
    deck = build / "decks" / "01_slow.html"
    deck.parent.mkdir(parents=True)
    deck.write_text("the last good one")
    with start("run", path, "--output", build, *options) as process:
        until(lambda: flag.exists() and flag.read_text(), process)
        assert stopped(process, *signals) == (128 + signals[0], ONE_LINE)
    assert not psutil.pid_exists(int(flag.read_text()))
    assert path.read_bytes() == before
    assert deck.read_text() == "the last good one"


@pytest.mark.parametrize("signals", [[signal.SIGINT] * 2, [signal.SIGTERM]])
def test_two_lectures_stop_at_once_and_what_was_finished_stays(tmp_path, signals):
    flags = [tmp_path / "one", tmp_path / "other"]
    lectures = [  # the larger ones begin first
        written(tmp_path / "01_last.ipynb", "1"),
        written(tmp_path / "02_slow.ipynb", waits(flags[0])),
        written(tmp_path / "03_slow.ipynb", waits(flags[1])),
        written(tmp_path / "04_quick.ipynb", "1", "#" * 2000),
    ]
    options = ["--jobs", "2", "--output", tmp_path]
    with start("run", *lectures, *options) as process:
        until(lambda: all(f.exists() and f.read_text() for f in flags), process)
        assert stopped(process, *signals) == (128 + signals[0], ONE_LINE)
    assert not any(psutil.pid_exists(int(flag.read_text())) for flag in flags)
    assert [deck.stem for deck in (tmp_path / "decks").iterdir()] == ["04_quick"]


def test_a_run_stopped_while_its_kernel_starts_leaves_none(waiting):
    path, flag = waiting
    with start("run", path, "--output", path.parent) as process:
        parent = psutil.Process(process.pid)
        until(parent.children, process)
        (child,) = parent.children()
        assert stopped(process, signal.SIGINT) == (130, ONE_LINE)
    assert not child.is_running()
    assert not flag.exists()


def test_an_interrupt_that_another_thread_receives_is_heard():
    heard = []

    def work(stop):
        time.sleep(0.3)  # the other one waits by now
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        heard.append(stop.wait(10))

    with pytest.raises(KeyboardInterrupt):
        side_by_side.run([work], 1, None)
    assert heard == [True]


def test_an_interrupt_at_the_very_end_is_no_other_error(monkeypatch):
    def interrupt(pending, *args, **options):
        real(pending)  # the thread has ended its work
        raise KeyboardInterrupt

    real = side_by_side.wait
    monkeypatch.setattr(side_by_side, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        side_by_side.run([lambda stop: stop.wait(0.3)], 1, None)


@pytest.mark.parametrize("command", ["check", "deck", "student"])
def test_other_commands_are_stopped_in_one_line(command, tmp_path, monkeypatch, capsys):
    def stop(*args):
        signal.raise_signal(signal.SIGINT)

    path = tmp_path / "01_a.ipynb"
    nbformat.write(new_notebook(), path)
    monkeypatch.setattr("nnlib.cells.read", stop)
    assert main([command, str(path)]) == 130
    assert capsys.readouterr().err.splitlines() == ONE_LINE
