"""Figures on which a class guesses before it sees them."""

import base64
import io
import itertools
from collections.abc import Iterable
from typing import Any

from nnlib import jupyter
from nnlib.figures import style

_FINENESS = 2  # pixels of the picture for each of the slide


def guess_first(figure, keep: Iterable[Any] = (), *, hide: Iterable[Any] = ()) -> None:
    """Let a slide show the empty axes of a figure until the answer comes.

    Where the cell's slide type is ``fragment``, the slide shows its axes with their
    labels, ticks, titles and legends, and at the press all of it, in the same place.
    Whoever presents draws guesses into the axes with mouse, pen or finger; they stay
    beside the answer, and a double click wipes them away. The notebook shows the
    figure as ever, and outside of a notebook nothing happens.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With all that is drawn on it; its layout is as it stays.
    keep : iterable of matplotlib.artist.Artist, optional
        What stays to be seen in the axes, as the curve to compare with.
    hide : iterable of matplotlib.artist.Artist, optional
        What of the rest would tell the answer, such as a legend or a title.

    Raises
    ------
    ValueError
        If `figure` is no figure or has no axes, or what is to be kept or hidden is not
        on it.

    Examples
    --------
    >>> figure, ax = plt.subplots()
    >>> bars = ax.bar(["SGD", "Adam"], [0.86, 0.88])
    >>> note = ax.set_ylabel("validation accuracy")
    >>> nnlib.guess_first(figure)
    """
    picture = emptied(figure, keep, hide=hide)
    if jupyter.shell() is None:
        return
    from IPython.display import display

    guess = {
        "picture": base64.b64encode(picture).decode(),
        "told": f"Empty axes, to guess on{_labels(figure)}",
    }
    metadata = {"nnlib": {"on_slides": False, "guess": guess}}
    display({"text/plain": ""}, raw=True, metadata=metadata)


def emptied(figure, keep: Iterable[Any] = (), *, hide: Iterable[Any] = ()) -> bytes:
    """Return the picture of a figure without what is drawn in its axes, as a PNG.

    It is cut as a notebook cuts the figure itself, whose layout is fixed. For the
    parameters and errors see `guess_first`.
    """
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure) or not figure.axes:
        raise ValueError(
            f"figure: {figure!r} came; give a figure of matplotlib that has axes"
        )
    keep, hide = list(keep), list(hide)
    known = {id(artist) for artist in figure.findobj()}
    for name, artists in (("keep", keep), ("hide", hide)):
        if strange := [artist for artist in artists if id(artist) not in known]:
            raise ValueError(f"{name}: {strange[0]!r} came, which is not on the figure")
    kept = {id(artist) for artist in keep}
    drawn = {ax: _drawn(ax) for ax in figure.axes}
    asked = {
        ax: [artist for artist in artists if id(artist) not in kept]
        for ax, artists in drawn.items()
    }
    box = _cut(figure)
    gone = [*itertools.chain.from_iterable(asked.values()), *hide]
    seen = [artist for artist in gone if artist.get_visible()]
    marks = {ax: _question_mark(ax) for ax, artists in asked.items() if artists}
    try:
        for artist in seen:
            artist.set_visible(False)
        for ax, mark in marks.items():
            mark.set_visible(not _covers(mark, drawn[ax]))
        return _picture(figure, box)
    finally:
        for artist in seen:
            artist.set_visible(True)
        for mark in marks.values():
            mark.remove()


def _drawn(ax) -> list:
    """What the axes hold but for their frame, numbers, titles and legend."""
    from matplotlib.axis import Axis
    from matplotlib.legend import Legend
    from matplotlib.spines import Spine

    if _is_colorbar(ax):
        return []
    titles = [ax.title, ax._left_title, ax._right_title]
    frame = {id(artist) for artist in (ax.patch, *titles)}
    return [
        artist
        for artist in ax.get_children()
        if not isinstance(artist, Spine | Axis | Legend) and id(artist) not in frame
    ]


def _is_colorbar(ax) -> bool:
    return ax.get_label() == "<colorbar>"


def _question_mark(ax):
    return ax.text(
        0.5,
        0.5,
        "?",
        transform=ax.transAxes,
        color=style.PALE,
        fontsize=56,
        ha="center",
        va="center",
        zorder=0,  # behind what is kept
        in_layout=False,
    )


def _covers(mark, drawn) -> bool:
    """Whether the mark lies on a text, an image or an area that stays."""
    from matplotlib.image import AxesImage
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    box = mark.get_window_extent()
    return any(
        artist.get_visible()
        and (
            isinstance(artist, Text | AxesImage)
            or (isinstance(artist, Patch) and artist.fill)
        )
        and box.overlaps(artist.get_window_extent())
        for artist in drawn
    )


def _cut(figure):
    """Lay the figure out, for the last time, and return its edges in inches.

    Another layout would move it a little, in some figures a lot.
    """
    import matplotlib as mpl

    usual = figure.dpi
    figure.set_dpi(_FINENESS * usual)  # letters are as wide as in the picture then
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    tight = figure.get_tightbbox()
    figure.set_dpi(usual)
    return tight.padded(mpl.rcParams["savefig.pad_inches"])


def _picture(figure, box) -> bytes:
    from PIL import Image

    whole, few = io.BytesIO(), io.BytesIO()
    dpi = _FINENESS * figure.dpi
    figure.savefig(whole, format="png", dpi=dpi, bbox_inches=box)
    colors = Image.open(whole).convert("RGB").quantize()
    colors.save(few, format="png", optimize=True)
    return few.getvalue()


def _labels(figure) -> str:
    """The labels of its axes, in words."""
    pairs = dict.fromkeys(
        " over ".join(filter(None, (ax.get_ylabel(), ax.get_xlabel())))
        for ax in figure.axes
    )
    told = "; ".join(" ".join(pair.split()) for pair in pairs if pair)
    return f": {told}" if told else ""
