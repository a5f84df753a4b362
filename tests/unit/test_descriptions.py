"""What a figure says: it changes with what a viewer sees, except for colors."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


X = np.linspace(0, 3, 31)


def figure(**changes):
    """A figure with one of everything; `changes` alter one thing each."""
    that = {
        "title": "Loss",
        "xlabel": "epoch",
        "scale": "linear",
        "power": 2,
        "name": "train",
        "dots": 5,
        "bar": 3.0,
        "pixel": 1.0,
        "segment": 1.0,
        "text": "here",
        "tick": "shirt",
        "suptitle": "Both",
        "top": 9.0,
        "color": "C0",
        **changes,
    }
    fig, (a, b, c) = plt.subplots(1, 3)
    fig.suptitle(that["suptitle"])
    a.plot(X, X ** that["power"], label=that["name"], color=that["color"])
    a.scatter(np.arange(that["dots"]), np.arange(that["dots"]), color=that["color"])
    a.set(title=that["title"], xlabel=that["xlabel"], yscale=that["scale"])
    a.set_ylim(0.1, that["top"])
    a.legend()
    b.bar(["bag", that["tick"]], [1.0, that["bar"]], color=that["color"])
    b.text(0, 1, that["text"], color=that["color"])
    image = np.zeros((4, 5))
    image[1, 2] = that["pixel"]
    c.imshow(image)
    c.vlines([1, 2], 0, [1, that["segment"]], color=that["color"])
    c.fill_between([0, 1], [0, 1], color=that["color"])
    return fig


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Accuracy"},
        {"xlabel": "step"},
        {"scale": "log"},
        {"power": 3},
        {"name": "test"},
        {"dots": 6},
        {"bar": 3.1},
        {"pixel": 1.1},
        {"segment": 1.1},
        {"text": "there"},
        {"tick": "coat"},
        {"suptitle": "One"},
        {"top": 8.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_that_a_viewer_sees_changes_the_text(change):
    assert nnlib.describe(figure(**change)) != nnlib.describe(figure())


def test_a_color_does_not_count():
    assert nnlib.describe(figure(color="red")) == nnlib.describe(figure())


def test_a_missing_edge_of_a_network_changes_the_text():
    whole = nnlib.draw_network([2, 3, 1])
    before = nnlib.describe(whole.figure)
    lines = whole.collections[0]
    lines.set_segments(lines.get_segments()[:-1])
    assert nnlib.describe(whole.figure) != before
    moved = nnlib.draw_network([2, 3, 1])
    segments = [segment.copy() for segment in moved.collections[0].get_segments()]
    segments[0][1, 1] -= 1
    moved.collections[0].set_segments(segments)
    assert nnlib.describe(moved.figure) != before


def test_what_it_says_of_a_line():
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2], [5.0, 3.0, 4.0], label="loss")
    ax.set(title="Training", xlabel="epoch", ylabel="loss", xlim=(0, 2), ylim=(0, 6))
    assert nnlib.describe(fig).splitlines() == [
        "Figure with 1 plot.",
        '"Training"; x axis "epoch" from 0 to 2; y axis "loss" from 0 to 6.',
        '- line "loss": 3 points, x 0 to 2, least 0, greatest 2, mean 1, '
        "y 5 to 4, least 3 at 1, greatest 5 at 0, mean 4",
    ]


def test_rounding_errors_do_not_count():
    texts = []
    for error in (0, 1e-17, -3e-16):
        fig, ax = plt.subplots()
        ax.plot([-1, 0, 1], [-1, error, 1])
        texts.append(nnlib.describe(fig))
    assert len(set(texts)) == 1
    assert "-0" not in texts[2].replace("-0.", "")


def test_trained_values_are_left_out_and_the_rest_is_not():
    texts = []
    for value in (0.5, 0.6):
        fig, ax = plt.subplots()
        (line,) = ax.plot([0, 1], [0, value], label="loss")
        nnlib.style.mark_trained(line)
        ax.set_ylim(0, 1)
        texts.append(nnlib.describe(fig))
    assert texts[0] == texts[1]
    assert '"loss": 2 points, of trained values' in texts[0]


def kinds():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(8, 9))
    return {
        "contour": lambda ax: ax.contourf(z),
        "pcolormesh": lambda ax: ax.pcolormesh(z),
        "quiver": lambda ax: ax.quiver(z, -z),
        "hist": lambda ax: ax.hist(z.ravel()),
        "errorbar": lambda ax: ax.errorbar([1, 2], [3, 4], yerr=0.5),
        "boxplot": lambda ax: ax.boxplot(z),
        "violin": lambda ax: ax.violinplot(z),
        "barh": lambda ax: ax.barh([1, 2], [3, 4], left=1),
        "stem": lambda ax: ax.stem([1, 3, 2]),
        "annotate": lambda ax: ax.annotate("a", (0, 0), (1, 1), arrowprops={}),
        "masked": lambda ax: ax.imshow(np.ma.masked_less(z, 0)),
        "rgb": lambda ax: ax.imshow(rng.random((4, 5, 3))),
        "nan": lambda ax: ax.plot([1, np.nan, 3]),
        "no values": lambda ax: ax.plot([np.nan], [np.nan]),
        "empty": lambda ax: ax.plot([], []),
        "empty scatter": lambda ax: ax.scatter([], []),
        "dates": lambda ax: ax.plot(np.array(["2026-01", "2026-02"], "M8[D]"), X[:2]),
        "categories": lambda ax: ax.plot(["a", "b"], [1, 2]),
        "twin": lambda ax: ax.twinx().plot([1, 2]),
        "log": lambda ax: ax.loglog([1, 10], [1, 100]),
        "table": lambda ax: ax.table([["a", "b"]]),
        "stream": lambda ax: ax.streamplot(np.arange(9), np.arange(8), z, z),
        "hexbin": lambda ax: ax.hexbin(z.ravel(), -z.ravel(), gridsize=4),
    }  # fmt: skip


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_plot_can_be_described_the_same_twice(kind):
    texts = []
    for _ in range(2):
        fig, ax = plt.subplots()
        kinds()[kind](ax)
        texts.append(nnlib.describe(fig))
    assert texts[0] == texts[1]
    assert texts[0].startswith("Figure with ")


def test_three_dimensions_and_polar_axes():
    fig = plt.figure()
    fig.add_subplot(121, projection="3d").plot([0, 1], [0, 1], [0, 1])
    fig.add_subplot(122, projection="polar").plot([0, 1], [0, 1])
    assert nnlib.describe(fig).startswith("Figure with 2 plots.")


def test_what_is_no_figure():
    with pytest.raises(TypeError, match=r"^figure: a list came; .*ax\.figure"):
        nnlib.describe([1, 2])
