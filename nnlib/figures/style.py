"""Colors and figure defaults: legible from the last row, safe for color-blind eyes.

The colors are those of Okabe and Ito, "Color Universal Design" (2008). Nothing is
changed until :func:`apply` is called, which ``nnlib.setup`` does.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from matplotlib.typing import RcKeyType

BLACK = "#1A1A1A"
GRAY = "#7A7A7A"
PALE = "#D9D9D9"
BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
ORANGE = "#E69F00"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"

CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK)  # for lines, in order
ACCENT = VERMILION  # the one thing to see, where the rest is gray

DASHES = ("-", (0, (3, 1)), (0, (1, 1)))  # one more for each round of the colors

# Each optimizer has the look that it has in `nnlib.explore.race`, by its place here.
_OPTIMIZERS = (
    "SGD Momentum Nesterov Adagrad RMSprop Adam Nadam "
    "RMSprop+mom. Adadelta Adamax AMSGrad AdamW Lion"
).split() + ["SGD decayed", "SGD cyclical", "SGD 1cycle", "SGD averaged"]

# The parts of a network.
INPUT, HIDDEN, OUTPUT, BIAS = SKY, PALE, ORANGE, YELLOW
POSITIVE, NEGATIVE = BLUE, VERMILION

# Classes, by their numbers: where there are two, a positive logit means class 1.
CLASSES = (NEGATIVE, POSITIVE, *CYCLE[2:])

FIGURE_DEFAULTS: "dict[RcKeyType, Any]" = {
    "figure.figsize": (9, 4.5),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 15,
    "axes.titlesize": 16,
    "axes.labelsize": 15,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "legend.frameon": False,
    "image.cmap": "gray_r",
    "image.interpolation": "nearest",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


def optimizer_look(name: str) -> tuple | None:
    """Color and dash pattern of an optimizer by its name; None if it has none.

    Examples
    --------
    >>> nnlib.style.optimizer_look("Adam")
    ('#56B4E9', '-')
    """
    names: list[str] = [known.lower() for known in _OPTIMIZERS]
    if name.lower() not in names:
        return None
    dash, color = divmod(names.index(name.lower()), len(CYCLE))
    return CYCLE[color], DASHES[dash]


def mark_trained(artist):
    """Mark what training made: its digits differ between processors.

    Descriptions (`nnlib.describe`) then leave out its values and places, of an axis
    its range and ticks; claims hold those.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        A line, an image, a text, an axis such as ``ax.yaxis``...

    Returns
    -------
    matplotlib.artist.Artist
        The same one.

    Examples
    --------
    >>> figure, ax = plt.subplots()
    >>> (line,) = ax.plot([0.91, 0.34, 0.21], label="loss")
    >>> line = nnlib.style.mark_trained(line)
    >>> "0.34" in nnlib.describe(figure)
    False
    """
    artist.nnlib_trained = True
    return artist


def is_trained(artist) -> bool:
    """Whether `mark_trained` marked it.

    Examples
    --------
    >>> figure, ax = plt.subplots()
    >>> (line,) = ax.plot([0.91, 0.34, 0.21], label="loss")
    >>> nnlib.style.is_trained(line)
    False
    """
    return getattr(artist, "nnlib_trained", False)


def apply() -> None:
    """Make the figure defaults those of the lectures, for this Python session.

    Examples
    --------
    >>> nnlib.style.apply()
    >>> plt.rcParams["lines.linewidth"]
    2.5
    """
    import matplotlib as mpl
    from cycler import cycler

    mpl.rcParams.update(FIGURE_DEFAULTS)
    mpl.rcParams["axes.prop_cycle"] = cycler(color=CYCLE)


def applied() -> "AbstractContextManager[None]":
    """Have the figure defaults of the lectures while a ``with`` block draws.

    Examples
    --------
    >>> with nnlib.style.applied():
    ...     figure, ax = plt.subplots()
    ...     bars = ax.bar(["SGD", "Adam"], [0.86, 0.88], color=nnlib.style.BLUE)
    """
    import matplotlib as mpl

    return mpl.rc_context(FIGURE_DEFAULTS)
