"""Drawing activation functions, each with its name at its end."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.activations.functions import Activation, get, real
from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import CURVE, label_ends, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_STEP = 1e-5  # of a derivative by differences


def plot_activation(
    activation: str | Activation | Callable = "relu",
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
    activation : str, Activation or callable, default "relu"
        What :func:`get` takes, or a function of your own from an array to an array of
        the same shape; its derivative is then that of central differences.
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
        As :func:`get` does, if a function of your own returns another shape or is
        given parameters, if ``x`` is not a row of at least two numbers, and if
        ``ax`` is no plain axes.

    Examples
    --------
    >>> ax = nnlib.plot_activation("selu", derivative=True)
    """
    activation = _read(activation, parameters)
    if x is None:
        x = np.linspace(-5, 2 if activation.name == "exponential" else 5, 501)
    x = real(x)
    if x.ndim != 1 or not np.isfinite(x).all() or np.unique(x).size < 2:
        raise ValueError(f"x: {x!r} came; give a row of at least two different inputs")
    softmax = activation.name == "softmax"
    curves = _softmax_curves if softmax else _curves

    with drawing_on(ax) as ax:
        if not named(ax.lines):
            ax.axhline(0, color=style.PALE, linewidth=1, zorder=0)
            ax.axvline(0, color=style.PALE, linewidth=1, zorder=0)
            ax.tick_params(labelsize="medium")
        x_label = "$z_1$, with $z_2 = 2$, $z_3 = 0$" if softmax else "weighted sum $z$"
        ax.set_xlabel(x_label, size="medium")
        ax.set_ylabel("probability" if softmax else "$f(z)$", size="medium")
        for label, z, y, line in curves(activation, np.unique(x), derivative):
            color = style.CYCLE[len(named(ax.lines)) % len(style.CYCLE)]
            ax.plot(z, y, line, color=color, label=label, gid=CURVE)
        label_ends(ax)
    return ax


def _read(activation: Any, parameters: dict) -> Activation:
    if callable(activation) and not isinstance(activation, type):
        return _own(activation, parameters)
    return get(activation, **parameters)


def _own(function: Callable, parameters: dict) -> Activation:
    """Make an activation of a function of arrays."""
    if parameters:
        raise ValueError(
            f"{next(iter(parameters))}: a function of your own takes no parameters "
            "here; give lambda z: f(z, ...)"
        )
    name = getattr(function, "__name__", "<lambda>")

    def f(z):
        y = real(function(z))
        if y.shape != z.shape:
            raise ValueError(
                f"activation: the function returns an array of shape {y.shape} for "
                f"one of {z.shape}; let it return a number for each"
            )
        return y

    def df(z):
        return (f(z + _STEP) - f(z - _STEP)) / (2 * _STEP)

    shown = "f" if name == "<lambda>" else name
    return Activation(shown, f, df, "", "", {}, ())


def _curves(activation, x, derivative):
    at = np.array([a for a in activation.jumps if x[0] < a < x[-1]])
    x = np.unique(np.r_[x, at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
    defaults = get(activation.name).parameters if activation.parameters else {}
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
