"""The board: what is shown in a notebook, in a terminal, and how often."""

import io
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import IPython
import IPython.display
import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

import nnlib
from nnlib.lectures import running
from nnlib.training import curves
from nnlib.training.board import Board
from nnlib.training.curves import curves_of, draw_figure, plot_history
from nnlib.training.fit_progress import FitProgress, in_words
from nnlib.training.live import picture

NAN = float("nan")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in ("board", "fit_progress"):
        monkeypatch.setattr(f"nnlib.training.{module}.perf_counter", clock)
    return clock


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv("NNLIB_LIVE")


class Screen:
    """Stands for the front end: what was displayed, and at what cost."""

    def __init__(self, clock):
        self.clock, self.cost, self.seen = clock, 0.002, []

    def display(self, data, *, metadata, raw, display_id=None):
        assert raw
        self.seen.append(("display", data))
        self.clock.now += self.cost
        return self if display_id else None

    def update(self, data, *, metadata, raw):
        assert raw
        self.seen.append(("update", data))
        self.clock.now += self.cost


@pytest.fixture
def screen(monkeypatch, clock):
    shell = SimpleNamespace(kernel=None, display_formatter=DisplayFormatter())
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    screen = Screen(clock)
    monkeypatch.setattr(IPython.display, "display", screen.display)
    return screen


def logs(epoch, *, noise=0.0):
    loss = 2 / (epoch + 1) + noise
    return {
        "loss": loss,
        "accuracy": 0.9 - loss / 4,
        "val_loss": loss + 0.1 + noise,
        "val_accuracy": 0.85 - loss / 4,
    }


def drive(board_, clock, *, epochs=5, first=0, seconds=1.0, steps=10, reason=None):
    for epoch in range(first, epochs):
        for done in range(1, steps + 1):
            clock.now += seconds / steps
            board_.step(epoch, done, steps, {"loss": 1.5, "accuracy": 0.5})
        board_.epoch(epoch, logs(epoch))
    board_.close(reason)


# ------------------------------------------------------------------ what is printed

SUMMARY = (
    "5 epochs in 5 s (1 s each) on JAX: loss 0.4, accuracy 0.8; validation 0.5, 0.75\n"
)


@pytest.mark.parametrize("in_notebook", [False, True])
def test_silence_is_silent(capfd, live, clock, screen, monkeypatch, in_notebook):
    if not in_notebook:
        monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    drive(Board(5, verbose=0), clock, reason="stopped")
    assert capfd.readouterr() == ("", "")
    assert not screen.seen


@pytest.mark.parametrize("engine", ["jax", "tensorflow", "keras"])
def test_lines(capfd, live, clock, screen, engine):
    drive(Board(2, verbose=2, engine=engine), clock, epochs=2, reason="stopped")
    names = {"jax": "on JAX", "tensorflow": "on TensorFlow", "keras": "by Keras' fit"}
    assert capfd.readouterr().out.splitlines() == [
        f"Training {names[engine]}",
        "epoch 1/2: 1 s, loss 2, accuracy 0.4, val_loss 2.1, val_accuracy 0.35",
        "epoch 2/2: 1 s, loss 1, accuracy 0.65, val_loss 1.1, val_accuracy 0.6",
        f"2 epochs {names[engine]}; stopped",
    ]
    assert not screen.seen


@pytest.mark.parametrize("verbose", [1, "auto"])
def test_a_file_gets_the_summary_alone(capsys, live, clock, verbose):
    drive(Board(5, verbose=verbose), clock)
    assert capsys.readouterr() == (SUMMARY, "")


def test_without_live_curves_the_line_is_the_same_everywhere(capsys, clock):
    for seconds in (1, 2):
        reason = "stopped in epoch 5; the weights are those of epoch 3"
        drive(Board(9, engine="tensorflow"), clock, seconds=seconds, reason=reason)
        assert capsys.readouterr().out == f"5 epochs on TensorFlow; {reason}\n"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_has_one_line_that_counts(live, clock, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "72")
    drive(Board(5), clock)
    *shown, last = sys.stdout.getvalue().split("\r")
    assert last == SUMMARY
    assert "epoch 1/5 [#...................] 4.7 s left  loss 1.5, accuracy 0.5" in [
        line.rstrip() for line in shown
    ]
    assert any("epoch 4/5 [#############" in line for line in shown)
    assert 15 < len(shown) < 29
    assert shown[-1].isspace()  # wiped
    assert max(map(len, shown)) < 72
    assert all(len(b) >= len(a.rstrip()) for a, b in zip(shown, shown[1:]))  # noqa: B905, RUF007


def test_a_terminal_without_live_curves_has_none(clock, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    drive(Board(5), clock)
    assert sys.stdout.getvalue() == "5 epochs on JAX\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.0123, "0.012 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (119.2, "119 s"),
        (119.7, "2 min 0 s"),
        (3600, "1 h 0 min"),
        (9000, "2 h 30 min"),
    ],
)
def test_seconds_are_told_shortly(seconds, text):
    assert in_words(seconds) == text


def test_the_time_left_does_not_count_compiling(clock):
    run = FitProgress(10, 0, "jax", None)
    assert (run.left(), run.times()) == ("", "starting")
    clock.now += 3  # compiles, and trains a tenth
    run.share = 0.1
    run.mark()
    assert run.times() == "starting"
    clock.now += 1
    run.share = 0.3
    run.mark()
    assert run.times() == "4 s, about 48 s left"
    clock.now += 9  # compiles the last batch and the validation
    run.end_epoch(0, {})
    assert run.left() == ""
    for epoch in (1, 2):
        clock.now += 0.5
        run.end_epoch(epoch, {})
        assert run.left() == f"{_told(0.5 * (9 - epoch))} left"


def _told(seconds):
    return f"{seconds:.2g} s"


# ------------------------------------------------------------------ in a notebook


def test_one_display_that_the_figure_replaces(capsys, live, clock, screen):
    drive(Board(5), clock)
    kinds, data = zip(*screen.seen, strict=True)
    assert kinds[0] == "display"
    assert set(kinds[1:]) == {"update"}
    sizes = set()
    for one in data[:-1]:
        svg = ElementTree.fromstring(one["text/html"])
        sizes.add((svg.get("width"), svg.get("height")))
        assert one["text/plain"].endswith("/5 on JAX")
    assert sizes == {("760", "270")}
    assert "text/html" not in data[-1]
    assert any(mime.startswith("image/") for mime in data[-1])
    assert capsys.readouterr().out == SUMMARY
    assert not plt.get_fignums()


def test_without_live_curves_one_figure(capsys, clock, screen):
    drive(Board(5), clock)
    ((kind, data),) = screen.seen
    assert kind == "display"
    assert any(mime.startswith("image/") for mime in data)
    assert capsys.readouterr().out == "5 epochs on JAX\n"


@pytest.mark.parametrize("with_live", [False, True])
def test_an_error_in_the_first_epoch(capsys, monkeypatch, clock, screen, with_live):
    if with_live:
        monkeypatch.delenv("NNLIB_LIVE")
    one = Board(5)
    clock.now += 1
    one.step(0, 3, 10, {"loss": 3.0})
    one.close("stopped by an error")
    assert capsys.readouterr().out == "0 epochs on JAX; stopped by an error\n"
    if with_live:
        assert screen.seen[-1] == ("update", {"text/plain": "No epoch has ended."})
    else:
        assert not screen.seen


def test_an_interrupted_epoch_does_not_count(capsys, live, clock):
    one = Board(5)
    clock.now += 1
    one.epoch(0, logs(0))
    one.step(1, 3, 10, {"loss": 77.0})
    one.close("stopped")
    assert capsys.readouterr().out == (
        "1 epoch in 1 s on JAX: loss 2, accuracy 0.4; validation 2.1, 0.35; stopped\n"
    )


@pytest.mark.parametrize("cost", [0.0001, 0.002, 0.05, 1.0])
@pytest.mark.parametrize("seconds", [0.01, 1.0, 30.0])
def test_redraws_are_rare_and_cheap(capsys, live, clock, screen, cost, seconds):
    one, start = Board(20), clock.now
    opening = len(screen.seen)
    screen.cost = cost
    for epoch in range(20):
        for done in range(50):
            clock.now += seconds / 50
            before = len(screen.seen)
            one.step(epoch, done + 1, 50, {"loss": 1.0})
            redraws = len(screen.seen) - opening
            assert redraws <= 5 * (clock.now - start)
            if len(screen.seen) > before and redraws > 1:
                spent = redraws * cost + 0.002
                assert spent <= 0.0301 * (clock.now - start)
        one.epoch(epoch, logs(epoch))
    if cost < 0.1 and seconds >= 1:
        assert redraws > 10


def test_a_first_epoch_of_unknown_length(live, clock, screen):
    one = Board(2)
    for done in range(9):
        clock.now += 1
        one.step(0, done, None, {"loss": 1.0})
    assert len(screen.seen) == 10


# ------------------------------------------------------------------ the live picture


def of_run(epochs=10, ended=0, first=0, history=None, **more):
    run = FitProgress(epochs, first, "jax", history)
    for epoch in range(first, first + ended):
        run.end_epoch(epoch, {name: v for name, v in logs(epoch).items()} | more)
    return run


def texts(run):
    svg = ElementTree.fromstring(picture(run))
    return [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]


def lines(run):
    svg = ElementTree.fromstring(picture(run))
    found = svg.iter("{http://www.w3.org/2000/svg}polyline")
    return [
        [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
        for line in found
    ]


def test_the_picture_tells_names_values_and_progress():
    assert texts(of_run()) == ["epoch 1/10 on JAX", "starting"]
    told = texts(of_run(ended=4))
    assert {"loss", "accuracy", "epoch", "epoch 5/10 on JAX"} <= set(told)
    assert {"training 0.5", "validation 0.6", "training 0.775"} <= set(told)
    assert [len(line) for line in lines(of_run(ended=4))] == [4] * 4


def test_the_running_epoch_is_on_the_curve():
    run = of_run(ended=4)
    run.share, run.logs = 0.5, {"loss": 0.1}
    line, *_ = lines(run)
    assert len(line) == 5
    assert line[4][0] - line[3][0] == pytest.approx(
        (line[3][0] - line[2][0]) / 2, abs=0.1
    )
    assert line[4][1] > line[3][1]  # lower, that is, on a screen


def test_every_mark_lies_in_the_picture():
    runs = [of_run(1000, ended) for ended in (1, 9, 10, 99, 1000)]
    runs += [of_run(1, 1), of_run(8, 3, first=5, history={"loss": [1.0] * 5})]
    for run in runs:
        for line in lines(run):
            assert all(0 <= x <= 760 and 0 <= y <= 270 for x, y in line)
            assert len(line) <= 151


def test_a_continued_run_begins_where_the_other_ended():
    history = {"loss": [3.0, 2.5], "val_loss": [3.0, 2.6]}
    run = of_run(4, 2, first=2, history=history)
    assert run.curves["loss"] == ([1, 2, 3, 4], [3.0, 2.5, 2 / 3, 0.5])
    assert run.curves["accuracy"][0] == [3, 4]
    assert of_run(4, 2, first=2).curves["loss"][0] == [3, 4]


@pytest.mark.parametrize("value", [NAN, float("inf"), 1e300, -1e300, 0.0, 1e-300, None])
def test_odd_values_harm_nothing(value):
    run = of_run(ended=5, odd=[1, 2], val_odd="text")
    run.curves["loss"][1][2:] = [curves.as_float(value)] * 3
    texts(run)
    draw_figure(run.curves).draw_without_rendering()
    run = of_run()
    run.end_epoch(0, {"loss": value})
    assert "loss" in texts(run)
    draw_figure(run.curves).draw_without_rendering()
    run.summary(everywhere=False)


def test_long_and_strange_names_fit():
    run = of_run(ended=2)
    name = "sparse_top_k_categorical_accuracy_of_the_<first>_output_&_more"
    run.curves = {"loss": run.curves["loss"], name: run.curves["accuracy"]}
    (title,) = (text for text in texts(run) if text.startswith("sparse"))
    assert len(title) < 50
    figure = draw_figure(run.curves)
    figure.draw_without_rendering()
    for ax in figure.axes:
        box = ax.get_tightbbox()
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1


# ------------------------------------------------------------------ the figure


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("epochs", [1, 2, 5, 12, 1000])
def test_the_description_is_that_of_every_run(epochs, every):
    told = set()
    for noise in (0, 0.3, 40, -3000):
        run = FitProgress(epochs, 0, "jax", None)
        for epoch in range(epochs):
            values = logs(epoch, noise=noise * (1 + epoch % 3))
            if (epoch + 1) % every:
                values = {k: v for k, v in values.items() if not k.startswith("val_")}
            run.end_epoch(epoch, values)
        told.add(nnlib.describe(draw_figure(run.curves)))
    (text,) = told
    assert f'line{" with circle marks" * (epochs <= 12)} "training": {epochs} p' in text
    assert 'x axis "epoch" from' in text
    assert text.count(", of trained values") == (4 if epochs >= every else 2)
    assert text.count("y axis of trained values") == 2


def test_what_the_figure_shows():
    mpl.get_backend()  # settles it
    before = mpl.rcParams.copy()
    run = of_run(6, 6, learning_rate=0.1, b_loss=3.0, b_accuracy=0.3)
    figure = draw_figure(run.curves)
    assert mpl.rcParams == before
    assert figure.get_size_inches().tolist() == [9, 4]
    assert [ax.get_title("left") for ax in figure.axes] == ["loss", "accuracy"]
    figure.draw_without_rendering()
    for ax in figure.axes:
        training, validation = ax.lines
        assert (training.get_color(), training.get_linestyle()) == ("#0072B2", "-")
        assert (validation.get_color(), validation.get_linestyle()) == ("#D55E00", "--")
        assert [text.get_text() for text in ax.texts] == ["training", "validation"]
        ticks = ax.get_xticklabels() + ax.get_yticklabels(minor=True)
        for text in (*ax.texts, *ticks, ax.xaxis.label, ax.title):
            assert text.get_size() >= 15
        assert all(tick == round(tick) for tick in ax.get_xticks())
        one, other = (text.get_window_extent() for text in ax.texts)
        assert not one.padded(-1).overlaps(other.padded(-1))
        frame = ax.get_window_extent()
        assert max(one.x1, other.x1) <= frame.x1 + 1
        assert one.x0 > frame.x0 + frame.width / 3


def test_one_panel_where_there_is_only_a_loss():
    run = FitProgress(2, 0, "jax", None)
    for epoch in range(2):
        run.end_epoch(epoch, {"loss": 1.0, "a_loss": 0.5, "learning_rate": 0.1})
    (ax,) = draw_figure(run.curves).axes
    assert [text.get_text() for text in ax.texts] == ["training"]


def test_metrics_that_appear_late_are_where_they_were():
    run = FitProgress(4, 0, "jax", None)
    for epoch in range(4):
        run.end_epoch(epoch, {"loss": 1.0} | ({"f1": 0.5} if epoch > 1 else {}))
    _, late = draw_figure(run.curves).axes
    assert late.lines[0].get_xdata().tolist() == [3, 4]


@pytest.mark.parametrize(
    ("n", "m", "epochs"),
    [
        (5, 5, [1, 2, 3, 4, 5]),
        (5, 2, [2, 4]),
        (7, 2, [3, 6]),
        (5, 4, [2, 3, 4, 5]),
        (5, 1, [3]),
        (5, 0, []),
        (1, 1, [1]),
    ],
)
def test_epochs_of_short_rows(n, m, epochs):
    assert curves_of({"loss": [1.0] * n, "val_loss": [1.0] * m})["val_loss"][0] == (
        epochs
    )


def test_a_history_can_be_plotted():
    history = keras.callbacks.History()
    history.epoch = [3, 4, 5, 6]
    history.history = {"loss": [4, 3, 2, 1], "val_loss": [3, 1.5], "mae": [1, 1, 1, 1]}
    ax = plot_history(history)
    assert [line.get_xdata().tolist() for line in ax.lines] == [[4, 5, 6, 7], [5, 7]]
    _, own = plt.subplots()
    assert plot_history(history.history, metric="mae", ax=own) is own
    assert own.get_title("left") == "mae"
    assert plt.get_fignums() == [1, 2]


@pytest.mark.parametrize(
    ("history", "metric", "message"),
    [
        ({}, None, "history: no epoch is in it"),
        ({"loss": []}, None, "history: no epoch is in it"),
        (
            {"loss": [1.0], "val_loss": [1.0]},
            "acc",
            "'acc' came; this history has loss",
        ),
        (3, None, "history: 3 came; give what fit returned, or a dictionary"),
        ([1.0], None, r"history: \[1.0\] came; give what fit returned"),
        ("loss", None, "history: 'loss' came; give what fit returned"),
        ({"loss": 3}, None, "history: {'loss': 3} came; give what fit returned"),
        ({"loss": "ab"}, None, "history: {'loss': 'ab'} came"),
    ],
)
def test_what_cannot_be_plotted_is_refused(history, metric, message):
    with pytest.raises(ValueError, match=message):
        plot_history(history, metric=metric)


def test_of_a_metric_with_several_values_the_mean_is_drawn():
    history = {"loss": [1.0, 0.5], "f1": [np.array([0.1, 0.5]), np.array([0.4, 0.8])]}
    (line,) = plot_history(history, metric="f1").lines
    np.testing.assert_allclose(line.get_ydata(), [0.3, 0.6])


# ------------------------------------------------------------------ a real kernel

FIT = """
board = Board(4)
for epoch in range(4):
    for done in range(1, 6):
        time.sleep(0.05)
        board.step(epoch, done, 5, {"loss": 1.0})
    board.epoch(epoch, {"loss": time.time() % 7, "val_loss": 3.0 - epoch})
board.close()
"""
CELLS = [
    "import os, time, nnlib\nfrom nnlib.training.board import Board",
    FIT,
    "nnlib.setup()",
    FIT,
    "os.environ['NNLIB_LIVE'] = '0'",
    FIT,
    "import matplotlib.pyplot as plt; plt.get_fignums()",
]


def test_in_a_kernel_one_figure_remains():
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    running.execute(nb, Path("board.ipynb"), {"NNLIB_LIVE": "1"})
    for k in (1, 3, 5):
        shown, line = nb.cells[k].outputs
        assert shown.output_type == "display_data"
        assert shown.data.keys() == {"image/png", "text/plain"}
        assert line.name == "stdout"
        told = r"4 epochs in \S+ s .* on JAX: loss .*; validation 0\n"
        assert re.fullmatch("4 epochs on JAX\n" if k == 5 else told, line.text)
    described = [nb.cells[k].outputs[0].data["text/plain"] for k in (3, 5)]
    assert described[0] == described[1]
    assert '"training": 4 points, of trained values' in described[0]
    assert nb.cells[6].outputs[0].data["text/plain"] == "[]"


def test_a_script_needs_no_notebook():
    code = "import sys; from nnlib.training.board import Board; Board(1).close()"
    code += "; assert not {'IPython', 'matplotlib', 'keras'} & sys.modules.keys()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0 epochs on JAX\n", "")
