"""Empty axes before an answer: what is seen of a figure, and where."""

import base64
import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_notebook, new_output
from PIL import Image

from nnlib import decks, guess_first
from nnlib.figures import style
from nnlib.guesses import emptied
from tests.unit.test_decks import code, markdown, shown

X = np.linspace(0, 1)


@pytest.fixture(autouse=True)
def closed():
    with style.applied():
        yield
    plt.close("all")


def curves():
    figure, ax = plt.subplots()
    lines = [
        ax.plot(X, X**power, label=f"power {power}", color=color)[0]
        for power, color in ((1, style.BLUE), (2, style.VERMILION))
    ]
    ax.set(xlabel="epoch", ylabel="loss", title="A title")
    ax.legend(loc="upper left")
    return figure, ax, lines


def bars():
    figure, ax = plt.subplots()
    ax.bar(["SGD", "Adam"], [0.8, 0.9], color=style.BLUE)
    ax.text(2.5, 0.4, "far outside of its axes", color=style.VERMILION)
    return figure


def full(figure):
    """The pixels of the figure as a notebook stores them."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=2 * figure.dpi, bbox_inches="tight")
    return np.asarray(Image.open(file).convert("RGB")).astype(int)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def count(image, color):
    wanted = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])
    return (np.abs(image - wanted).max(axis=-1) < 16).sum()


def test_what_is_drawn_is_gone_and_the_frame_stays_where_it_is():
    figure = bars()
    empty, seen = pixels(emptied(figure)), full(figure)
    assert np.abs(np.subtract(empty.shape, seen.shape)).max() <= 1
    assert count(seen, style.BLUE) > 10_000
    assert count(seen, style.VERMILION) > 100
    assert count(empty, style.BLUE) == count(empty, style.VERMILION) == 0
    dark = seen.max(axis=-1) < 60  # the frame, its numbers and names
    assert dark.sum() > 1000
    high, wide = np.minimum(empty.shape, seen.shape)[:2]
    stays = (empty[:high, :wide].max(axis=-1) < 100)[dark[:high, :wide]]
    assert stays.mean() > 0.99


def test_labels_title_and_legend_stay_and_a_question_mark_comes():
    figure, ax, _ = curves()
    empty, seen = pixels(emptied(figure)), full(figure)
    assert 100 < count(empty, style.BLUE) < count(seen, style.BLUE) / 5  # the legend's
    assert count(empty, style.PALE) > count(seen, style.PALE) + 1000
    hidden = pixels(emptied(figure, hide=[ax.get_legend()]))
    assert count(hidden, style.BLUE) == 0


def test_no_question_mark_on_a_word_or_an_area_that_is_kept():
    figure, (left, right) = plt.subplots(1, 2)
    lines = [ax.plot(X, X, color=style.BLUE)[0] for ax in (left, right)]

    def pale(*keep):
        return count(pixels(emptied(figure, keep)), style.PALE)

    frame = pale(*lines)
    one = pale(lines[0]) - frame
    assert one > 1000
    assert pale() - frame == pytest.approx(2 * one, rel=0.1)
    word = right.text(0.5, 0.5, "known", ha="center", va="center")
    block = right.add_patch(plt.Rectangle((0.3, 0.3), 0.4, 0.4))
    outline = right.add_patch(plt.Rectangle((0.2, 0.2), 0.6, 0.6, fill=False))
    for kept, mark in ((word, 0), (block, 0), (outline, one)):
        assert pale(lines[0], kept) - frame == pytest.approx(mark, abs=0.1 * one)


def test_what_is_kept_is_seen():
    figure, _, lines = curves()
    empty, seen = pixels(emptied(figure, [lines[0]])), full(figure)
    assert count(empty, style.BLUE) > 0.9 * count(seen, style.BLUE)
    assert count(empty, style.VERMILION) < count(seen, style.VERMILION) / 5


def test_the_figure_is_as_it_would_be_without():
    figure, ax, _ = curves()
    invisible = ax.axhline(0.5, color=style.GREEN, visible=False)
    emptied(figure)
    assert not invisible.get_visible()
    assert len(ax.texts) == 0
    other, _, _ = curves()
    assert np.abs(full(figure) - full(other)).max() <= 3


def test_each_panel_asks_and_a_color_bar_stays():
    figure, axes = plt.subplots(1, 2)
    image = axes[0].imshow(np.eye(4), cmap="Blues")
    figure.colorbar(image)
    axes[1].plot(X, X, color=style.VERMILION)
    empty, seen = pixels(emptied(figure)), full(figure)
    assert np.abs(np.subtract(empty.shape, seen.shape)).max() <= 1
    assert count(empty, style.VERMILION) == 0
    darkest = "#08306B"  # of the map
    assert count(seen, darkest) > 10 * count(empty, darkest) > 0
    assert len(figure.axes) == 3


def test_where_all_is_kept_nothing_is_asked():
    figure, axes = plt.subplots(1, 2)
    image = axes[0].imshow(np.eye(4))
    axes[1].plot(X, X)
    asked, kept = (pixels(emptied(figure, kept)) for kept in ([], [image]))
    half = asked.shape[1] // 2
    here = [count(one[:, :half], style.PALE) for one in (asked, kept)]
    there = [count(one[:, half:], style.PALE) for one in (asked, kept)]
    assert here[0] > here[1] + 500
    assert there[0] == pytest.approx(there[1], rel=0.1)


@pytest.mark.parametrize("figure", [None, "figure", plt])
def test_what_is_no_figure_is_refused(figure):
    with pytest.raises(ValueError, match=r"^figure: .* came; give a figure of matplot"):
        guess_first(figure)


def test_a_figure_without_axes_is_refused():
    with pytest.raises(ValueError, match=r"^figure: .* that has axes"):
        guess_first(plt.figure())


@pytest.mark.parametrize("name", ["keep", "hide"])
def test_what_is_not_on_the_figure_is_refused(name):
    _, _, (line, _) = curves()
    figure, _, _ = curves()
    with pytest.raises(ValueError, match=f"^{name}: .*Line2D.* is not on the figure"):
        guess_first(figure, **{name: [line]})
    with pytest.raises(ValueError, match=f"^{name}: 'legend' came, which is not on"):
        guess_first(figure, **{name: ["legend"]})


def test_a_figure_need_not_be_of_pyplot():
    figure = Figure(figsize=(4, 3))
    figure.add_subplot().plot(X, X, color=style.BLUE)
    assert count(pixels(emptied(figure)), style.BLUE) == 0


def test_without_a_notebook_nothing_is_shown(capsys):
    figure, _, _ = curves()
    assert guess_first(figure) is None
    assert capsys.readouterr() == ("", "")


def asking(figure, slide_type="fragment", change=lambda guess: guess):
    """The cell of a figure with its guess, changed or not, as a notebook stores it."""
    file = io.BytesIO()
    guess = {"picture": base64.b64encode(emptied(figure)).decode(), "told": "Axes <x>"}
    figure.savefig(file, format="png", bbox_inches="tight")
    quiet = {"nnlib": {"on_slides": False, "guess": change(guess)}}
    drawn = base64.b64encode(file.getvalue()).decode()
    return code(
        "p()",
        new_output("display_data", data={"text/plain": ""}, metadata=quiet),
        shown(image_png=drawn, text_plain="A line chart."),
        slide_type=slide_type,
        tags=["hide-input"],
    )


def deck(tmp_path, *options):
    """The HTML of a slide whose figure has a guess."""
    figure, _, _ = curves()
    notebook = tmp_path / "a.ipynb"
    cells = [markdown("## Which?", "slide"), asking(figure, *options)]
    nbformat.write(new_notebook(cells=cells), notebook)
    page = decks.write(notebook, tmp_path / "a.html").read_text("utf-8")
    return page.split('<div class="slides">')[1].split("<script>")[0]


def test_the_axes_stand_before_an_answer_that_comes_at_a_press(tmp_path):
    page = deck(tmp_path, "fragment")
    frame = page.index('<div class="figure guess" data-prevent-swipe')
    axes, answer = page.index('alt="Axes &lt;x&gt;"'), page.index("A line chart.")
    assert frame < axes < page.index('class="answer fragment"') < answer
    assert page.count("<img") == 2


def test_a_figure_that_is_there_at_once_needs_no_guess(tmp_path):
    page = deck(tmp_path, "-")
    assert "guess" not in page
    assert page.count("<img") == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda guess: "picture",
        lambda guess: {"picture": guess["picture"]},
        lambda guess: guess | {"picture": 3},
        lambda guess: guess | {"told": ["a"]},
        lambda guess: [guess],
    ],
)
def test_a_guess_that_is_not_whole_is_none(tmp_path, change):
    page = deck(tmp_path, "fragment", change)
    assert "guess" not in page
    assert page.count("<img") == 1


@pytest.mark.parametrize("picture", ["no picture", "bm8gcGljdHVyZQ=="])
def test_a_guess_that_is_no_picture_is_told_with_its_cell(tmp_path, picture):
    with pytest.raises(ValueError, match=r"cell 2 .*(a broken picture|base64)"):
        deck(tmp_path, "fragment", lambda guess: guess | {"picture": picture})
