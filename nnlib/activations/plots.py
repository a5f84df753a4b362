"""Drawing activation functions, each with its name at its end."""

from typing import TYPE_CHECKING

import numpy as np

from nnlib import style
from nnlib.activations.functions import Activation, get, real

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_GID = "activation"  # marks what is ours in an Axes


def plot_activation(
    activation: str | Activation = "relu",
    *,
    derivative: bool = False,
    ax: "Axes | None" = None,
    x: "ArrayLike | None" = None,
    **parameters: float,
) -> "Axes":
    """Draw an activation function, its name written at its end.

    Draw several onto the same ``ax`` to compare them: their names are placed anew.
    A parameter other than the default stands behind the name, as in "elu (2)". A
    derivative is broken where it jumps. A softmax is shown for three logits: the
    first varies, the others stay at 2 and 0; the curves are the three probabilities.

    Parameters
    ----------
    activation : str or Activation, default "relu"
        What :func:`get` takes.
    derivative : bool, default False
        Draw the derivative too, dashed; of a softmax, those of the three
        probabilities with respect to the first logit.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.
    x : array_like of shape (n_points,), optional
        The inputs; by default 501 from -5 to 5 (to 2 for exponential).
    **parameters : float
        Those of the activation, see :func:`get`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        As :func:`get` does, and if ``x`` is not a row of at least two numbers.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    activation = get(activation, **parameters)
    if x is None:
        x = np.linspace(-5, 2 if activation.name == "exponential" else 5, 501)
    x = real(x)
    if x.ndim != 1 or not np.isfinite(x).all() or np.unique(x).size < 2:
        raise ValueError("x: one row of at least two different inputs was expected")
    softmax = activation.name == "softmax"
    curves = _softmax_curves if softmax else _curves

    with mpl.rc_context(style.FIGURE_DEFAULTS):
        if ax is None:
            ax = plt.figure().add_subplot()
        if not _ours(ax.lines):
            ax.axhline(0, color=style.PALE, linewidth=1, zorder=0)
            ax.axvline(0, color=style.PALE, linewidth=1, zorder=0)
            ax.tick_params(labelsize="medium")
        x_label = "$z_1$, with $z_2 = 2$, $z_3 = 0$" if softmax else "input $z$"
        ax.set_xlabel(x_label, size="medium")
        ax.set_ylabel("probability" if softmax else "$f(z)$", size="medium")
        for label, z, y, line in curves(activation, np.unique(x), derivative):
            color = style.CYCLE[len(_ours(ax.lines)) % len(style.CYCLE)]
            ax.plot(z, y, line, color=color, label=label, gid=_GID)
        _label_ends(ax)
    return ax


def _ours(artists):
    return [artist for artist in artists if artist.get_gid() == _GID]


def _curves(activation, x, derivative):
    at = np.array([a for a in activation.jumps if x[0] < a < x[-1]])
    x = np.unique(np.r_[x, at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
    defaults = get(activation.name).parameters
    values = [f"{v:g}" for k, v in activation.parameters.items() if v != defaults[k]]
    behind = f" ({', '.join(values)})" if values else ""
    yield activation.name + behind, x, activation.f(x), "-"
    if derivative:
        slope = np.where(np.isin(x, at), np.nan, activation.df(x))
        yield f"{activation.name}′{behind}", x, slope, "--"


def _softmax_curves(activation, x, derivative):
    z = np.stack([x, np.full_like(x, 2), np.zeros_like(x)], axis=-1)
    for i, p in enumerate(activation.f(z).T, start=1):
        yield f"$p_{i}$", x, p, "-"
    if derivative:
        for i, slope in enumerate(activation.df(z)[..., 0].T, start=1):
            yield rf"$\partial p_{i} / \partial z_1$", x, slope, "--"


def _label_ends(ax):
    """Name each curve beyond its end: the right one, or the left if less crowded."""
    from matplotlib.ticker import MaxNLocator

    for label in _ours(ax.texts):
        label.remove()
    lines = _ours(ax.lines)
    drawn = [line.get_xydata()[np.isfinite(line.get_ydata())] for line in lines]
    labels = [ax.text(0, 0, line.get_label(), gid=_GID) for line in lines]
    width, height = np.max([label.get_window_extent().size for label in labels], axis=0)
    frame, point = ax.get_window_extent(), ax.get_figure(root=True).dpi / 72
    ax.get_ylim()  # lets the scale of y settle

    places = []
    for end in (-1, 0):
        y = ax.transData.transform([xy[end] for xy in drawn])[:, 1]
        shifts = _spread(y, height, frame.y0, frame.y1) - y
        places.append((round(np.abs(shifts).sum()), end, shifts / point))
    _, end, shifts = min(places, key=lambda place: place[0])  # the right one in a draw
    for label, line, xy, shift in zip(labels, lines, drawn, shifts, strict=True):
        label.remove()
        ax.annotate(
            label.get_text(),
            xy[end],
            xytext=(8 if end else -8, shift),
            textcoords="offset points",
            ha="left" if end else "right",
            va="center",
            color=line.get_color(),
            gid=_GID,
        )

    first, last = min(xy[0, 0] for xy in drawn), max(xy[-1, 0] for xy in drawn)
    # A part of the whole width, in steps: fonts differ a little between machines.
    room = min(np.ceil((width + 16 * point) / frame.width * 20) / 20, 0.6)
    whole = (last - first) / (0.98 - room)
    left = first - 0.02 * whole if end else last + 0.02 * whole - whole
    ax.set_xlim(left, left + whole)
    ticks = np.clip((1 - room) * frame.width / point // 40, 2, 6)
    ticks = MaxNLocator(int(ticks), steps=[1, 2, 5, 10]).tick_values(first, last)
    ax.set_xticks([tick for tick in ticks if first <= tick <= last])


def _spread(y, gap, low, high):
    """Move y as little as needed to lie ``gap`` apart, between low and high."""
    order = np.argsort(y, kind="stable")
    steps = gap * np.arange(len(y))
    free = y[order] - steps  # two are too close where this falls
    up, down = np.maximum.accumulate(free), np.minimum.accumulate(free[::-1])[::-1]
    middle = np.clip((up + down) / 2, low + gap / 2, high - gap / 2 - steps[-1])
    spread = np.empty_like(y)
    spread[order] = middle + steps
    return spread
