"""Activation functions: each one's formula, values and derivative side by side, drawn.

The table :data:`_TABLE` is the heart of this module: a row an activation. All is
computed in double precision, in a form that neither overflows nor cancels for a large
input, and rounded to the dtype that came. Values and derivatives are those of Keras
on JAX, also where the derivative jumps: the step function ``np.heaviside(z, at_0)``
says by its second argument what is taken there.
"""

import difflib
import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnlib import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

_step = np.heaviside


def _sigmoid(z):
    e = np.exp(-np.abs(z))  # at most 1: nothing overflows
    return np.where(z >= 0, 1, e) / (1 + e)


def _softplus(z):
    return np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))  # log(1 + e^z)


def _normal_density(z):
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def _normal_probability(z):
    erfc = np.vectorize(math.erfc, otypes=[float])
    return erfc(-z / math.sqrt(2)) / 2


def _mish_df(z):
    gate = np.tanh(_softplus(z))
    return gate + z * (1 - gate**2) * _sigmoid(z)


def _softmax(z):
    if not z.ndim or not z.shape[-1]:
        raise ValueError(f"x: softmax needs a last axis of logits, got shape {z.shape}")
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # the same result, no overflow
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_jacobian(z):
    p = _softmax(z)
    return p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])


_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


class _Row(NamedTuple):
    formula: str  # %(name)g stands for the value of a parameter
    f: Callable
    df: Callable
    source: str
    parameters: tuple[tuple[str, float], ...] = ()  # and their default values
    jumps: tuple[float, ...] = ()


_TABLE = {
    "linear": _Row(
        r"f(z) = z",
        lambda z: z,
        lambda z: np.where(np.isnan(z), z, 1.0),
        "Widrow and Hoff, Adaptive switching circuits (1960)",
    ),
    "sigmoid": _Row(
        r"f(z) = \frac{1}{1 + e^{-z}}",
        _sigmoid,
        lambda z: _sigmoid(z) * _sigmoid(-z),
        "Rumelhart et al., Learning representations by back-propagating errors (1986)",
    ),
    "tanh": _Row(
        r"f(z) = \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}",
        np.tanh,
        lambda z: 1 - np.tanh(z) ** 2,
        "LeCun et al., Efficient BackProp (1998)",
    ),
    "softsign": _Row(
        r"f(z) = \frac{z}{1 + |z|}",
        lambda z: z / (1 + np.abs(z)),
        lambda z: 1 / (1 + np.abs(z)) ** 2,
        "Elliott, A better activation function for artificial neural networks (1993)",
    ),
    "hard_sigmoid": _Row(
        r"f(z) = \frac{1}{6}\,\min(\max(z + 3,\, 0),\, 6)",
        lambda z: np.clip(z + 3, 0, 6) / 6,
        lambda z: (_step(z + 3, 0) - _step(z - 3, 1)) / 6,
        "Howard et al., Searching for MobileNetV3 (2019)",
        jumps=(-3.0, 3.0),
    ),
    "relu": _Row(
        r"f(z) = \max(0, z)",
        lambda z: np.maximum(0, z),
        lambda z: _step(z, 0),
        "Fukushima, Visual feature extraction by a multilayered network of analog "
        "threshold elements (1969); Nair and Hinton, Rectified linear units improve "
        "restricted Boltzmann machines (2010)",
        jumps=(0.0,),
    ),
    "leaky_relu": _Row(
        r"f(z) = \max(0, z) + %(negative_slope)g\,\min(0, z)",
        lambda z, negative_slope: np.maximum(0, z) + negative_slope * np.minimum(0, z),
        lambda z, negative_slope: _step(z, 1) + negative_slope * _step(-z, 0),
        "Maas et al., "
        "Rectifier nonlinearities improve neural network acoustic models (2013)",
        (("negative_slope", 0.01),),
        jumps=(0.0,),
    ),
    "prelu": _Row(
        r"f(z) = \max(0, z) + \alpha\,\min(0, z), \quad \alpha = %(alpha)g",
        lambda z, alpha: np.maximum(0, z) + alpha * np.minimum(0, z),
        lambda z, alpha: _step(z, 0) + alpha * _step(-z, 0),
        "He et al., Delving deep into rectifiers (2015)",
        (("alpha", 0.25),),
        jumps=(0.0,),
    ),
    "elu": _Row(
        r"f(z) = \max(0, z) + \alpha\,(e^{\min(0, z)} - 1), \quad \alpha = %(alpha)g",
        lambda z, alpha: np.maximum(0, z) + alpha * np.expm1(np.minimum(0, z)),
        lambda z, alpha: np.where(z > 0, 1, alpha * np.exp(np.minimum(0, z))),
        "Clevert et al., Fast and accurate deep network learning "
        "by exponential linear units (2016)",
        (("alpha", 1.0),),
        jumps=(0.0,),
    ),
    "selu": _Row(
        r"f(z) = \lambda\,(\max(0, z) + \alpha\,(e^{\min(0, z)} - 1)), "
        r"\quad \lambda \approx 1.0507,\ \alpha \approx 1.6733",
        lambda z: (
            _SELU_SCALE * (np.maximum(0, z) + _SELU_ALPHA * np.expm1(np.minimum(0, z)))
        ),
        lambda z: (
            _SELU_SCALE * np.where(z > 0, 1, _SELU_ALPHA * np.exp(np.minimum(0, z)))
        ),
        "Klambauer et al., Self-normalizing neural networks (2017)",
        jumps=(0.0,),
    ),
    "softplus": _Row(
        r"f(z) = \log(1 + e^z)",
        _softplus,
        _sigmoid,
        "Dugas et al., Incorporating second-order "
        "functional knowledge for better option pricing (2000)",
    ),
    "gelu": _Row(
        r"f(z) = z\,\Phi(z) = \frac{z}{2}\,(1 + \mathrm{erf}(z / \sqrt{2}))",
        lambda z: z * _normal_probability(z),
        lambda z: _normal_probability(z) + z * _normal_density(z),
        "Hendrycks and Gimpel, Gaussian error linear units (2016)",
    ),
    "swish": _Row(
        r"f(z) = z\,\sigma(z) = \frac{z}{1 + e^{-z}}",
        lambda z: z * _sigmoid(z),
        lambda z: _sigmoid(z) * (1 + z * _sigmoid(-z)),
        "Ramachandran et al., Searching for activation functions (2017); "
        "as SiLU: Hendrycks and Gimpel, Gaussian error linear units (2016)",
    ),
    "mish": _Row(
        r"f(z) = z\,\tanh(\log(1 + e^z))",
        lambda z: z * np.tanh(_softplus(z)),
        _mish_df,
        "Misra, Mish: a self regularized non-monotonic activation function (2019)",
    ),
    "exponential": _Row(
        r"f(z) = e^z",
        np.exp,
        np.exp,
        "McCullagh and Nelder, Generalized linear models (1983)",
    ),
    "softmax": _Row(
        r"f(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        _softmax,
        _softmax_jacobian,
        "Bridle, Probabilistic interpretation of feedforward classification network "
        "outputs (1990)",
    ),
}
_TABLE["silu"] = _TABLE["swish"]

NAMES = tuple(_TABLE)  # of all that :func:`get` knows


@dataclass(frozen=True)
class Activation:
    """An activation function, its derivative, and where it comes from.

    Attributes
    ----------
    name : str
        The name it was asked for by, e.g. ``"relu"``.
    f, df : callable
        The function and its derivative, from an array of real numbers to an array of
        the same shape and floating dtype (float64 for integers). NaN stays NaN. Both
        raise a TypeError where what came is no array of real numbers.
        Softmax is taken along the last axis, of length n, and raises a ValueError
        where there is none; its ``df`` returns the Jacobian,
        ``df(z)[..., i, j]`` = ∂f_i/∂z_j, of shape ``(..., n, n)``.
    formula : str
        ``f`` as LaTeX mathematics, without dollar signs; MathJax, KaTeX and
        matplotlib can show it.
    source : str
        The paper or book that introduced it, or made it known.
    parameters : dict
        The values of its parameters, e.g. ``{"alpha": 1.0}``.
    jumps : tuple of float
        The inputs where the derivative jumps (elu: unless ``alpha`` is 1). There ``df``
        takes Keras' value on JAX: the left one for relu, elu, selu and hard_sigmoid at
        -3; the right one for leaky_relu and hard_sigmoid at 3; 0 for prelu.
    """

    name: str
    f: Callable[["ArrayLike"], np.ndarray] = field(repr=False, compare=False)
    df: Callable[["ArrayLike"], np.ndarray] = field(repr=False, compare=False)
    formula: str = field(repr=False)
    source: str = field(repr=False)
    parameters: dict[str, float] = field(hash=False)
    jumps: tuple[float, ...] = field(repr=False)


def get(activation: str | Activation, /, **parameters: float) -> Activation:
    """Look up an activation function by its name.

    Parameters
    ----------
    activation : str or Activation
        One of :data:`NAMES`; an Activation is returned as it is.
    **parameters : float
        ``negative_slope`` of leaky_relu: 0.01 as in Maas et al. (2013), where Keras'
        function takes 0.2 and its layer 0.3. ``alpha`` of prelu: 0.25, where He et
        al. (2015) start to learn it and Keras' layer starts with 0. ``alpha`` of
        elu: 1.

    Returns
    -------
    Activation

    Raises
    ------
    ValueError
        If there is no such activation, or it takes no such parameter or value.
    """
    if isinstance(activation, Activation):
        if parameters:
            raise ValueError(
                f"activation: this {activation.name!r} has its parameters already; "
                f"give its name to set {', '.join(parameters)}"
            )
        return activation
    row = _TABLE.get(activation) if isinstance(activation, str) else None
    if row is None:
        near = difflib.get_close_matches(str(activation).lower(), NAMES, n=1)
        hint = f" did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"activation: there is no {activation!r};{hint} Known: {', '.join(NAMES)}"
        )
    values = dict(row.parameters)
    for name, value in parameters.items():
        if name not in values:
            takes = ", ".join(values) or "no parameters"
            raise ValueError(f"{name}: {activation} takes {takes}")
        if not isinstance(value, numbers.Real) or not math.isfinite(value):
            raise ValueError(f"{name}: a finite number was expected, not {value!r}")
        values[name] = float(value)
    return Activation(
        activation,
        _on_arrays(row.f, values),
        _on_arrays(row.df, values),
        row.formula % values,
        row.source,
        values,
        row.jumps,
    )


def _on_arrays(function, parameters):
    def of(x: "ArrayLike") -> np.ndarray:
        x = _real(x)
        with np.errstate(over="ignore", under="ignore"):  # e^1000 is inf, e^-1000 is 0
            y = function(x.astype(float), **parameters)
            return y.astype(x.dtype)[()]

    return of


def _real(x):
    try:
        x = np.asarray(x)
    except ValueError:
        raise TypeError("x: an array was expected, not rows of unlike length") from None
    if x.dtype.kind not in "fiub":
        raise TypeError(f"x: real numbers were expected, not an array of {x.dtype}")
    return x if x.dtype.kind == "f" else x.astype(float)


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
    x = _real(x)
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


_GID = "activation"  # marks what is ours in an Axes


def _ours(artists):
    return [artist for artist in artists if artist.get_gid() == _GID]


def _curves(activation, x, derivative):
    at = np.array([a for a in activation.jumps if x[0] < a < x[-1]])
    x = np.unique(np.r_[x, at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
    defaults = dict(_TABLE[activation.name].parameters)
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
    room = min((width + 16 * point) / frame.width, 0.6)  # a part of the whole width
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
