"""What a figure says: it changes with what a viewer sees, except for colors."""

import contextlib
import logging
import warnings
from datetime import datetime

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredText
from matplotlib.patches import FancyArrowPatch

import nnlib
from nnlib.descriptions import figures


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
        '- line "loss": 3 points; x 0, 1, 2; y 5, 3, 4',
        "Order of all values: -0.2340.",
    ]
    ax.lines[0].set_data(np.arange(8) / 4, [5, 3, 3.5, 4, 4, 4, 4, 4.5])
    assert nnlib.describe(fig).splitlines()[2] == (
        '- line "loss": 8 points; x from 0 to 1.75; '
        "y from 5 to 4.5, least 3 at 0.25, mean 4"
    )


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
        "pcolor": lambda ax: ax.pcolor(z),
        "gouraud": lambda ax: ax.pcolormesh(z, shading="gouraud"),
        "quiver": lambda ax: ax.quiver(z, -z),
        "barbs": lambda ax: ax.barbs(z, -z),
        "plot": lambda ax: ax.plot([1, 2]),
        "step": lambda ax: ax.step([1, 2], [3, 4]),
        "scatter": lambda ax: ax.scatter([1, 2], [3, 4], c=[5, 6], s=[7, 8]),
        "bar": lambda ax: ax.bar_label(ax.bar(["a", "b"], [1, 2])),
        "imshow": lambda ax: ax.imshow(z),
        "hist": lambda ax: ax.hist(z.ravel()),
        "hist steps": lambda ax: ax.hist(z.ravel(), histtype="step"),
        "hist2d": lambda ax: ax.hist2d(z.ravel(), -z.ravel(), bins=4),
        "contour lines": lambda ax: ax.clabel(ax.contour(z)),
        "fill_between": lambda ax: ax.fill_between([0, 1], [2, 3]),
        "stackplot": lambda ax: ax.stackplot([0, 1], [2, 3], [4, 5]),
        "pie": lambda ax: ax.pie([1, 2], labels=["a", "b"]),
        "events": lambda ax: ax.eventplot(z[:3]),
        "stairs": lambda ax: ax.stairs([1, 3, 2]),
        "ecdf": lambda ax: ax.ecdf(z.ravel()),
        "triangles": lambda ax: ax.tripcolor(*z[:3]),
        "spans": lambda ax: (ax.axvspan(0, 1), ax.axhspan(0, 1)),
        "lines": lambda ax: (ax.axhline(0), ax.axvline(0), ax.axline((0, 0), (1, 1))),
        "arrow": lambda ax: ax.arrow(0, 0, 1, 1),
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
def test_every_kind_of_plot_can_be_described_the_same_twice(kind, monkeypatch):
    monkeypatch.setattr(figures, "_attempt", lambda otherwise, do, *args: do(*args))
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


# ------------------------------------------- what a viewer sees, a listener hears

GRID = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))


def legends(*names):
    def draw(ax):
        (line,) = ax.plot([0, 1])
        for name in names:
            ax.add_artist(ax.legend([line], [name]))

    return draw


def arrow(tip, axis="on", words="a"):
    def draw(ax):
        ax.annotate(words, tip, (0.5, 0.5), arrowprops={"arrowstyle": "->"})
        ax.axis(axis)

    return draw


def text(x, axis="on"):
    return lambda ax: (ax.text(x, 0.5, "here"), ax.axis(axis))


def ticks(places, labels=None, scale="linear"):
    def draw(ax):
        ax.set(xscale=scale, xlim=(0.1, 9))
        ax.set_xticks(places, labels)

    return draw


def contours(function, kind="contourf"):
    return lambda ax: getattr(ax, kind)(*GRID, function(*GRID), [-0.5, 0, 0.5])


def numbered(n, *exchange):
    values = np.arange(n) % 7 + np.arange(n) / n
    values[list(exchange)] = values[list(exchange)[::-1]]
    return values


def subfigure(name, words):
    def draw(ax):
        part = ax.figure.add_subfigure(ax.figure.add_gridspec(1, 1)[0])
        getattr(part, name)(*words)

    return draw


def anchored(words):
    return lambda ax: ax.add_artist(AnchoredText(words, loc="upper left"))


def points(x, y):
    return lambda ax: ax.scatter(x, y)


EYE = np.pad(np.eye(4), 1)
EDGES = [(0, 0), (2, 1)], [(0, 1), (2, 2)], [(0, 2), (2, 0)]
CROSSED = [(0, 0), (2, 2)], [(0, 1), (2, 1)], [(0, 2), (2, 0)]
CHANGES = {
    "legend title": [
        lambda ax, t=t: ax.plot([0], label="a") and ax.legend(title=t) for t in "ab"
    ],
    "figure legend": [
        lambda ax, t=t: ax.figure.legend(ax.plot([0, 1]), [t]) for t in "ab"
    ],
    "second legend": [legends("a", "b"), legends("c", "b")],
    "table": [lambda ax, t=t: ax.table([["1", t]]) for t in "ab"],
    "inset title": [
        lambda ax, t=t: ax.inset_axes([0.5, 0.5, 0.4, 0.4]).set_title(t) for t in "ab"
    ],
    "inset curve": [
        lambda ax, y=y: ax.inset_axes([0.5, 0.5, 0.4, 0.4]).plot([0, y, 2])
        for y in (0.5, 1)
    ],
    "inset place": [
        lambda ax, x=x: ax.inset_axes([x, 0.5, 0.4, 0.4]).plot([0]) for x in (0.1, 0.5)
    ],
    "secondary axis": [
        lambda ax, t=t: ax.secondary_xaxis("top").set_xlabel(t) for t in "ab"
    ],
    "subfigure's title": [subfigure("suptitle", [t]) for t in "ab"],
    "subfigure's text": [subfigure("text", [0.5, 0.5, t]) for t in "ab"],
    "anchored text": [anchored(t) for t in "ab"],
    "figure's image": [
        lambda ax, v=v: ax.figure.figimage([[0.0, v], [2, 3]]) for v in (1, 2)
    ],
    "ticks": [ticks([0.5, 1, 2]), ticks([0.5, 1.5, 2])],
    "minus ticks": [
        lambda ax, t=t: ax.set(xlim=(-3, 3), xticks=t) for t in ([-2, 0], [-1, 0])
    ],
    "tick labels": [ticks([1, 2], labels) for labels in (["1", "2"], ["1", "3"])],
    "word ticks": [ticks(places, ["a", "b"]) for places in ([1, 2], [1, 3])],
    "log ticks": [ticks(places, ["a", "b"], "log") for places in ([1, 2], [1, 3])],
    "log words": [ticks([1, 2], [*words], "log") for words in ("ab", "ac")],
    "unlabeled ticks": [ticks(places, ["", ""]) for places in ([1, 2], [1, 3])],
    "contourf": [contours(lambda x, y: x * y), contours(lambda x, y: -x * y)],
    "contour": [
        contours(lambda x, y: x - y**2, "contour"),
        contours(lambda x, y: x - y**4, "contour"),
    ],
    "bars": [
        lambda ax, h=h: ax.bar(range(5), h) for h in ([1, 2, 3, 4, 5], [1, 3, 2, 4, 5])
    ],
    "many bars": [
        lambda ax, h=h: ax.bar(range(50), h)
        for h in (numbered(50), numbered(50, 20, 30))
    ],
    "bar widths": [
        lambda ax, w=w: ax.bar([0, 2], [1, 2], width=[0.8, w]) for w in (0.8, 0.4)
    ],
    "image rows": [
        lambda ax, i=i: ax.imshow(EYE[i]) for i in ([0, 1, 2, 3], [0, 2, 1, 3])
    ],
    "image flipped": [lambda ax, i=i: ax.imshow(i) for i in (EYE, EYE[::-1])],
    "image origin": [
        lambda ax, o=o: ax.imshow(EYE, origin=o, extent=(0, 1, 0, 1))
        for o in ("upper", "lower")
    ],
    "years": [lambda ax, x=x: ax.plot([x, x + 2], [1, 2]) for x in (2010, 2011)],
    "years on an axis": [
        lambda ax, x=x: ax.set_xlim(x, x + 1) for x in (2010.5, 2011.5)
    ],
    "close values": [
        lambda ax, y=y: ax.plot([0, 1], [y, y + 2e-4]) for y in (0.9991, 0.9992)
    ],
    "close bars": [
        lambda ax, y=y: (ax.bar([0, 1], [y, y + 10]), ax.set_ylim(0, 2e5))
        for y in (101_770, 101_771)
    ],
    "tall bar": [
        lambda ax, y=y: (ax.bar([0, 1], [y, 1000]), ax.set_ylim(0, 7e5))
        for y in (669_706, 669_999)
    ],
    "image norm": [
        lambda ax, n=n: ax.imshow(EYE + 1, norm=n) for n in ("log", "linear")
    ],
    "middle of shades": [
        lambda ax, v=v: ax.imshow(EYE, norm=TwoSlopeNorm(v)) for v in (0.3, 0.5)
    ],
    "two-dimensional histogram": [
        lambda ax, y=y: ax.hist2d([0, 1, 1, 2], [0, 1, y, 2], bins=3) for y in (0, 1)
    ],
    "image scale": [lambda ax, v=v: ax.imshow(EYE, vmax=v) for v in (1, 2)],
    "mesh scale": [lambda ax, v=v: ax.pcolormesh(EYE, vmax=v) for v in (1, 2)],
    "points": [points(numbered(60, *e), np.arange(60)) for e in ((), (11, 12))],
    "classes": [
        lambda ax, c=c: ax.scatter(range(9), range(9), c=c)
        for c in ([0, 0, 1, 0, 1, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1, 0, 1, 1])
    ],
    "missing value": [
        lambda ax, k=k: ax.plot(np.where(np.arange(9) == k, np.nan, 1)) for k in (3, 4)
    ],
    "inner corner": [
        lambda ax, c=c: ax.fill([0, 2, c, 2, 0], [0, 0, 1, 2, 2]) for c in (0.5, 1)
    ],
    "ends of edges": [
        lambda ax, e=e: ax.add_collection(LineCollection(e)) for e in (EDGES, CROSSED)
    ],
    "dashed edge": [
        lambda ax, s=s: ax.vlines([0, 1], 0, 1, linestyles=s)
        for s in (["-", "--"], ["--", "-"])
    ],
    "bare arrow": [arrow((0.1, 0.2), words=""), lambda ax: None],
    "bare arrow's tip": [arrow((x, 0.2), words="") for x in (0.1, 0.2)],
    "arrow's tip": [arrow((0.1, 0.2)), arrow((0.2, 0.2))],
    "arrow's tip without axes": [arrow((0.1, 0.2), "off"), arrow((0.2, 0.2), "off")],
    "arrow patch": [
        lambda ax, x=x: ax.add_patch(FancyArrowPatch((0, 0), (x, 1))) for x in (0.5, 1)
    ],
    "text": [text(0.2), text(0.3)],
    "text without axes": [text(0.2, "off"), text(0.3, "off")],
    "line without axes": [
        lambda ax, y=y: (ax.plot([0, y, 2, 1]), ax.axis("off")) for y in (1, 1.1)
    ],
    "dashes": [lambda ax, s=s: ax.plot([0, 1], s) for s in ("-", "--")],
    "steps": [
        lambda ax, s=s: ax.plot([0, 1], drawstyle=s) for s in ("default", "steps")
    ],
    "slope": [lambda ax, m=m: ax.axline((0, 0), slope=m) for m in (1, 2)],
    "marker": [lambda ax, m=m: ax.plot([0, 1], marker=m) for m in "os"],
    "lone marker": [lambda ax, m=m: ax.plot([0, 1], m) for m in "os"],
    "scatter's marker": [
        lambda ax, m=m: ax.scatter([0, 1], [0, 1], marker=m) for m in "os"
    ],
    "own marker": [
        lambda ax, m=m: ax.plot([0, 1], marker=m) for m in ((5, 1), (7, 1))
    ],
    "places of plots": [
        lambda ax, n=n: ax.figure.add_subplot(*n, 1) and ax.figure.add_subplot(*n, 2)
        for n in ((1, 2), (2, 1))
    ],
    "arrows": [
        lambda ax, u=u: ax.quiver([0, 1], [0, 1], u, [1, 1]) for u in ([1, 2], [2, 1])
    ],
}  # fmt: skip


def told(*draws, **options):
    fig, ax = plt.subplots(**options)
    for draw in draws:
        draw(ax)
    return nnlib.describe(fig)


@pytest.mark.parametrize("change", CHANGES)
def test_a_small_change_changes_the_text(change):
    one, other = CHANGES[change]
    assert told(one) == told(one)
    assert told(one) != told(other)


def test_the_third_axis_is_told():
    def draw(label, elevation=30):
        fig = plt.figure()
        ax = fig.add_subplot(projection="3d", elev=elevation)
        ax.plot([0, 1, 2], [0, 1, 0], [3, 4, 5])
        ax.set_zlabel(label)
        return nnlib.describe(fig)

    assert draw("a") != draw("b")
    assert draw("a") != draw("a", elevation=40)
    assert "x 0, 1, 2; y 0, 1, 0; z 3, 4, 5" in draw("a")


@pytest.mark.parametrize("change", ["cmap", "color", "edges", "background", "contours"])
def test_no_color_counts(change):
    def draw(k):
        fig, ax = plt.subplots()
        colors = {name: k if name == change else 0 for name in ("cmap", "color")}
        image = ax.imshow(EYE, cmap=("gray", "viridis")[colors["cmap"]])
        fig.colorbar(image)
        ax.plot([0, 1], "s--", color=f"C{colors['color']}", label="a")
        ax.legend(labelcolor=f"C{colors['color']}")
        ax.vlines([0, 1], 0, 1, colors=("r", "b")[k if change == "edges" else 0])
        ax.set_facecolor(("w", "y")[k if change == "background" else 0])
        ax.contour(EYE, colors=("w", "y")[k if change == "contours" else 0])
        return nnlib.describe(fig)

    assert draw(0) == draw(1)


# --------------------------------------------- it neither raises nor warns


class Strange(Line2D):
    def get_data(self, orig=True):
        raise RuntimeError("not now")


def huge(ax):
    with np.errstate(over="ignore"):
        ax.plot([1e308, -1e308])


AWKWARD = {
    "category": lambda ax: (ax.plot(["a", "b"], [1, 2]), ax.text("a", 1, "hi")),
    "date": lambda ax: ax.text(datetime(2026, 1, 2), 1, "hi") and ax.plot(
        np.array(["2026-01", "2026-02"], "M8[D]"), [0, 1]
    ),
    "arrow to a date": lambda ax: (
        ax.plot(np.array(["2026-01", "2026-02"], "M8[D]"), [0, 1]),
        ax.annotate("a", (np.datetime64("2026-01-02"), 1), arrowprops={}),
    ),
    "no pixels": lambda ax: ax.imshow(np.zeros((0, 0))),
    "widths": lambda ax: ax.vlines([1, 2], 0, 1, linewidths=[1, 2, 3]),
    "three of two": lambda ax: ax.vlines([1, 2, 3], 0, 1, linewidths=[1, 2]),
    "no edges": lambda ax: ax.add_collection(LineCollection([])),
    "huge": huge,
    "nan image": lambda ax: ax.imshow(np.full((2, 3), np.nan)),
    "masked image": lambda ax: ax.imshow(np.ma.masked_all((2, 3))),
    "no room": lambda ax: ax.set_title("long " * 80) and ax.set_ylabel("y\n" * 60),
    "glyph": lambda ax: ax.set_title("\u4e2d\U0010fffd"),
    "limits": lambda ax: ax.set(xlim=(0, 1), ylim=(0, 5)) and ax.set_aspect(
        "equal", adjustable="datalim"
    ),
    "TeX": lambda ax: ax.set_title(r"$\nonsense$"),
    "strange": lambda ax: ax.add_artist(Strange([0, 1], [0, 1])),
    "negative log": lambda ax: ax.set(xscale="log") and ax.scatter([-1, 1], [1, 2]),
}  # fmt: skip


@pytest.mark.parametrize("case", AWKWARD)
def test_it_describes_what_can_hardly_be_drawn_without_a_word(case, caplog):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fig, ax = plt.subplots(layout="constrained")
        with contextlib.suppress(ValueError):  # drawn before there is a log scale
            AWKWARD[case](ax)
        del caught[:]
        caplog.clear()
        text = nnlib.describe(fig)
    assert text.startswith("Figure with 1 plot.")
    assert not caught
    assert not caplog.records


def test_an_artist_that_cannot_be_read_is_named():
    text = told(AWKWARD["strange"])
    assert "- Strange\n" in text
    assert "hi at (0, 1)" in told(AWKWARD["category"])


def test_its_silence_ends_with_it():
    level = logging.getLogger("matplotlib").level
    filters = list(warnings.filters)
    told(AWKWARD["glyph"])
    assert logging.getLogger("matplotlib").level == level
    assert warnings.filters == filters


def test_a_subfigure_stands_for_its_figure():
    fig = plt.figure()
    left, right = fig.subfigures(1, 2)
    left.suptitle("L")
    right.subplots().plot([1, 3, 2])
    assert nnlib.describe(left) == nnlib.describe(fig)


# ------------------------------------------------------ trained, stable, short


@pytest.mark.parametrize(
    "kind", ["contourf", "imshow", "bar", "scatter", "text", "vlines", "fill"]
)
def test_of_everything_trained_the_values_are_left_out(kind):
    def draw(power):
        fig, ax = plt.subplots()
        x = np.linspace(0, 1, 5) ** power
        made = {
            "contourf": lambda: ax.contourf(x * x[:, None], levels=[0, 0.5, 1]),
            "imshow": lambda: ax.imshow(x * x[:, None] + x),
            "bar": lambda: ax.bar(range(5), x),
            "scatter": lambda: ax.scatter(x, x),
            "text": lambda: ax.text(0, x[1], f"accuracy {x[1]:.3f}"),
            "vlines": lambda: ax.vlines(range(5), 0, x),
            "fill": lambda: ax.fill(x, x[::-1])[0],
        }[kind]()
        nnlib.style.mark_trained(made)
        ax.set(xlim=(0, 5), ylim=(0, 5))
        return nnlib.describe(fig)

    assert draw(1) == draw(2)
    assert {"text": "accuracy ..."}.get(kind, ", of trained values") in draw(1)


def test_labels_legends_and_titles_of_trained_values_tell_no_number():
    def draw(value):
        fig, ax = plt.subplots()
        told = [
            ax.set_xlabel(f"first {value}"),
            ax.set_ylabel(f"second {value}"),
            fig.suptitle(f"third {value}"),
            ax.legend(ax.plot([0, 1]), [f"best {value}"]).get_texts()[0],
        ]
        before = nnlib.describe(fig)
        assert before.count(str(value)) == 4
        for text in told:
            nnlib.style.mark_trained(text)
        return nnlib.describe(fig)

    assert draw(0.68) == draw(0.71)
    for words in '"first ..."', '"second ..."', '"third ..."', "legend: best ...":
        assert words in draw(0.68), words


def test_a_trained_axis_tells_no_range():
    def draw(top):
        fig, ax = plt.subplots()
        ax.set(ylabel="loss", ylim=(0, top))
        nnlib.style.mark_trained(ax.yaxis)
        return nnlib.describe(fig)

    assert draw(1) == draw(2)
    assert 'y axis "loss" of trained values' in draw(1)


def test_a_last_digit_tips_no_number():
    def draw(error):
        fig, ax = plt.subplots()
        x = np.linspace(-1, 1, 11)
        ax.plot(x, np.where(x == 0, error, x * 2.125 * (1 + error)))
        ax.scatter(x, np.full(11, 0.3 + error))
        ax.contourf(x, x, x + 0 * x[:, None] + error, [-1, 0, 0.4, 1])
        ax.bar([0, 1], [2.125 + error, 2.135 - error])
        ax.bar([2, 3], [0.9 + error, 1 - error])
        ax.plot([1, 2, 3], np.array([2010.5, 2011, 2012.125]) * (1 + error))
        return nnlib.describe(fig)

    assert len({draw(error) for error in (0, 4e-16, -4e-16)}) == 1
    assert "-0.0000" not in draw(0)


def test_equal_figures_of_another_size_or_resolution_say_the_same():
    def draw(**options):
        fig, ax = plt.subplots(**options)
        ax.annotate("a", (0.1, 0.2), (0.5, 0.5), arrowprops={"arrowstyle": "->"})
        ax.plot([0, 1, 0.5])
        ax.contour(*GRID, GRID[0] * GRID[1])
        ax.axis("off")
        return nnlib.describe(fig)

    assert draw() == draw(dpi=200) == draw(figsize=(5, 5))


def test_it_is_short():
    curves = [lambda ax, k=k: ax.plot(X, X**k, label=f"power {k}") for k in (1, 2, 3)]
    text = told(*curves, lambda ax: ax.legend())
    assert len(text.splitlines()) == 7
    assert max(map(len, text.splitlines())) < 100
    network = nnlib.describe(nnlib.draw_network([2, 3, 1], bias=True).figure)
    assert network.splitlines()[1:4] == [
        "network 2-3-1: 9 weights, 4 biases.",
        '- segments "edges from layer 0 to 1": 9',
        '- segments "edges from layer 1 to 2": 4',
    ]


def test_plots_are_told_row_by_row_and_color_bars_apart():
    fig, axes = plt.subplots(2, 2, layout="constrained")
    fig.colorbar(axes[0, 0].imshow(EYE), label="how much")
    text = nnlib.describe(fig)
    assert "Plot 3 (row 2, column 1): " in text
    assert 'Plot 5: color bar; y axis "how much" from 0 to 1.\n' in text


def test_tex_is_told_without_its_signs():
    text = told(lambda ax: ax.set_title(r"$w^{(1)}_{10} \sigma(\hat{y}_{0})$"))
    assert '"w^{(1)}_{10} sigma(hat y_0)"' in text


def test_lines_across_the_axes_lie_exactly_where_they_were_put():
    fig, ax = plt.subplots()
    ax.plot([-5.3, 7.1], [-0.05, 1.04])
    ax.axhline(0)
    ax.axvline(0)
    assert "; y all 0" in nnlib.describe(fig)
    assert "; x all 0" in nnlib.describe(fig)
    assert "e-1" not in nnlib.describe(fig)
