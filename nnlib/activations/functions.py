"""Activation functions: each one's formula, values and derivative side by side.

The table :data:`_TABLE` is the heart of this module: a row an activation. All is
computed in double precision, in a form that neither overflows nor cancels for a large
input, and rounded to the dtype that came. Values and derivatives are those of Keras
on JAX, also where the derivative jumps: the step function ``np.heaviside(z, at_0)``
says by its second argument what is taken there.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnlib.arguments import as_number, choice

if TYPE_CHECKING:
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
        raise ValueError(f"x: shape {z.shape} came; softmax needs a last axis")
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

    Examples
    --------
    >>> relu = nnlib.activations.get("relu")
    >>> relu.f([-1.0, 2.0]), relu.df([-1.0, 2.0])
    (array([0., 2.]), array([0., 1.]))
    >>> relu.jumps
    (0.0,)
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

    Examples
    --------
    >>> elu = nnlib.activations.get("elu", alpha=0.5)
    >>> elu.f([-1.0, 0.0, 2.0]).round(3)
    array([-0.316,  0.   ,  2.   ])
    >>> ax = nnlib.plot_activation(elu)
    """
    if isinstance(activation, Activation):
        if parameters:
            raise ValueError(
                f"activation: this {activation.name!r} has its parameters already; "
                f"give its name to set {', '.join(parameters)}"
            )
        return activation
    row = _TABLE[choice("activation", activation, NAMES)]
    values = dict(row.parameters)
    for name, value in parameters.items():
        if name not in values:
            takes = ", ".join(values) or "no parameters"
            raise ValueError(f"{name}: {activation} takes {takes}")
        number = as_number(value)
        if number is None or abs(number) >= 1e300:  # that a large number fits beside it
            raise ValueError(f"{name}: {value!r} came; give a finite number")
        values[name] = number
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
        x = real(x)
        # e^1000 is inf, e^-1000 is 0, and inf times 0 is NaN: as in Keras, silently.
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            y = function(x.astype(float), **parameters)
            return y.astype(x.dtype)[()]

    return of


def real(x: "ArrayLike") -> np.ndarray:
    """An array of real floating-point numbers, or a TypeError."""
    try:
        x = np.asarray(x)
    except ValueError:
        raise TypeError("x: rows of unlike length came; give an array") from None
    if x.dtype.kind not in "fiub":
        raise TypeError(f"x: an array of {x.dtype} came; give real numbers")
    return x if x.dtype.kind == "f" else x.astype(float)
