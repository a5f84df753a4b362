"""Signals through a deep network: what its initial weights do to them, both ways."""

import math
from typing import NamedTuple

import numpy as np

from nnlib.activations import get
from nnlib.arguments import checked_bool, checked_integer, choice
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.explore.mulberry32 import STEP, mulberry32
from nnlib.figures import style
from nnlib.figures.numerals import written

LEAST, MOST = 2, 50  # layers
WIDTH, BATCH = 100, 32  # nodes of every layer, and examples
HEALTHY = (0.5, 2)  # from the least to the greatest healthy standard deviation
_TRUNCATED = 0.87962566103423978  # of normal numbers up to 2: their standard deviation

ACTIVATIONS = {
    "linear": "linear",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU (0.01)",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "swish": "swish (SiLU)",
}


class _Kind(NamedTuple):
    """A kind of weights: what it is called, its standard deviation, and what it is."""

    label: str
    std: float
    about: str
    numbers: str = "normal"  # or "truncated" or "orthogonal"

    @property
    def scale(self) -> float:
        """What multiplies the numbers that are drawn."""
        scales = {"truncated": self.std / _TRUNCATED, "orthogonal": 1.0}
        return scales.get(self.numbers, self.std)


WEIGHTS = {
    "zeros": _Kind("zeros", 0.0, "All weights are 0."),
    "small": _Kind("std 0.01", 0.01, "Normal weights with std 0.01."),
    "large": _Kind("std 1", 1.0, "Normal weights with std 1."),
    "glorot": _Kind(
        "Glorot normal",
        math.sqrt(2 / (WIDTH + WIDTH)),
        "Weights with std √(2 / (100 + 100)) = 0.1: the nodes before and after.",
        "truncated",
    ),
    "he": _Kind(
        "He normal",
        math.sqrt(2 / WIDTH),
        "Weights with std √(2 / 100) = 0.14: the nodes before.",
        "truncated",
    ),
    "lecun": _Kind(
        "LeCun normal",
        math.sqrt(1 / WIDTH),
        "Weights with std √(1 / 100) = 0.1: Glorot's, for layers of one width.",
        "truncated",
    ),
    "orthogonal": _Kind(
        "orthogonal",
        math.sqrt(1 / WIDTH),
        "An orthogonal matrix turns, and keeps lengths; its std is √(1 / 100) = 0.1.",
        "orthogonal",
    ),
}


def signals(
    *,
    activation: str = "relu",
    weights: str = "glorot",
    depth: int = 10,
    gradients: bool = True,
) -> Explorable:
    """Follow signals through a deep network at the start: activations and gradients.

    Parameters
    ----------
    activation : {"linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", \
"gelu", "swish"}
        The activation of every layer at the start.
    weights : {"zeros", "small", "large", "glorot", "he", "lecun", "orthogonal"}
        How the weights are drawn at the start: all 0, normal with a standard deviation
        of 0.01 or 1, or as Keras' initializers ``glorot_normal``, ``he_normal``,
        ``lecun_normal`` and ``orthogonal`` do.
    depth : int
        How many layers at the start, 2 to 50.
    gradients : bool
        Whether what comes back is shown at the start; a box shows it, where not.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there are no such activation or weights, the depth is out of range, or
        `gradients` is neither True nor False.

    Notes
    -----
    Every layer has 100 nodes and no biases; 32 standard normal examples of 100 inputs
    go forward, and standard normal gradients with respect to the outputs of the last
    layer come back. The page draws its numbers itself, the same for every scale. The
    dotted line is the standard deviation of a node's activations from one example to
    another: where it leaves the solid one, a layer says nearly the same of all.

    References
    ----------
    Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
    networks (2010), whose pictures these are.

    Examples
    --------
    >>> followed = nnlib.explore.signals(activation="tanh", weights="large", depth=20)
    >>> page = followed.save("signals.html")
    """
    activation = choice("activation", activation, ACTIVATIONS)
    weights = choice("weights", weights, WEIGHTS)
    depth = checked_integer("depth", depth, LEAST, MOST)
    forward, back = propagate(activation, weights, depth)
    state = {
        "activation": activation,
        "weights": weights,
        "depth": depth,
        "seed": 1,
        "layer": depth // 2,
        "gradients": checked_bool("gradients", gradients),
    }
    choices = {
        "activations": ACTIVATIONS,
        "kinds": {
            key: {
                "label": kind.label,
                "about": kind.about,
                "numbers": kind.numbers,
                "scale": kind.scale,
            }
            for key, kind in WEIGHTS.items()
        },
        "width": WIDTH,
        "batch": BATCH,
        "least": LEAST,
        "most": MOST,
        "healthy": HEALTHY,
    }
    return Explorable(
        FRONT / "signals" / "signals.js",
        state | choices,
        poster=poster(lambda ax: _draw(forward, back, ax), size=(640, 320)),
        description=_describe(activation, weights, forward, back),
        size=(1200, 540),
    )


def normals(seed: int, stream: int, count: int, *, truncated=False) -> np.ndarray:
    """Draw the page's standard normal numbers: mulberry32, Box and Muller.

    Parameters
    ----------
    seed, stream : int
        Which of the 2**15 numbers in a row.
    count : int
        How many.
    truncated : bool
        Whether those beyond 2 are drawn again.

    Returns
    -------
    ndarray of shape (count,)
    """
    first = (seed * 64 + stream) * 2**15
    states = np.arange(first + 1, first + 1 + 2 * count, dtype=np.uint64)
    uniform = (mulberry32(states * np.uint64(STEP)) + 0.5) / 2**32
    radius = np.sqrt(-2 * np.log(uniform[::2]))
    angle = 2 * np.pi * uniform[1::2]
    drawn = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()
    return drawn[np.abs(drawn) <= 2][:count] if truncated else drawn[:count]


def draw_weights(kind: str, seed: int, layer: int) -> np.ndarray:
    """Draw the page's weights of a layer.

    Parameters
    ----------
    kind : str
        One of `WEIGHTS`.
    seed, layer : int
        Which seed, and which layer from 1 on.

    Returns
    -------
    ndarray of shape (WIDTH, WIDTH)
        Inputs by outputs, as a kernel in Keras.
    """
    numbers = WEIGHTS[kind].numbers
    truncated = numbers == "truncated"
    drawn = normals(seed, layer, WIDTH**2, truncated=truncated).reshape(WIDTH, WIDTH)
    if numbers == "orthogonal":
        q, r = np.linalg.qr(drawn.T)
        drawn = (q * np.sign(np.diag(r))).T
    return drawn * WEIGHTS[kind].scale


def propagate(
    activation: str, weights: str, depth: int, *, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Compute what the page shows.

    Parameters
    ----------
    activation, weights : str
        Of `ACTIVATIONS` and `WEIGHTS`.
    depth : int
        How many layers.
    seed : int
        Which numbers are drawn.

    Returns
    -------
    activations, gradients : ndarray of shape (depth + 1, BATCH, WIDTH)
        From the inputs, layer 0, to the outputs.
    """
    function = get(activation)
    kernels = [draw_weights(weights, seed, layer + 1) for layer in range(depth)]
    forward, slopes = [normals(seed, 0, BATCH * WIDTH).reshape(BATCH, WIDTH)], []
    for kernel in kernels:
        z = forward[-1] @ kernel
        forward.append(function.f(z))
        slopes.append(function.df(z))
    back = [normals(seed, MOST + 1, BATCH * WIDTH).reshape(BATCH, WIDTH)]
    for kernel, slope in zip(reversed(kernels), reversed(slopes), strict=True):
        back.append((back[-1] * slope) @ kernel.T)
    return np.stack(forward), np.stack(back[::-1])


def _describe(
    activation: str, weights: str, forward: np.ndarray, back: np.ndarray
) -> str:
    kind = WEIGHTS[weights].label
    spread = [
        written(each.std()) for each in (forward[0], forward[-1], back[-1], back[0])
    ]
    return (
        f"Signals through {len(forward) - 1} layers of {WIDTH} nodes with "
        f"{ACTIVATIONS[activation]} activation and {kind} weights: activations have "
        f"standard deviation {spread[0]} at the inputs and "
        f"{spread[1]} at the last layer; gradients {spread[2]} "
        f"at the last layer and {spread[3]} at the inputs. The activation, "
        "the weights and the number of layers can be changed, and the weights drawn "
        "again; the spread of every layer, the histograms of the layer pointed at, and "
        "what its slopes and weights multiply gradients by follow."
    )


def _draw(forward: np.ndarray, back: np.ndarray, ax) -> None:
    for values, label, color in (
        (forward, "activations", style.BLUE),
        (back, "gradients", style.VERMILION),
    ):
        spread = values.std(axis=(1, 2))
        spread[spread == 0] = np.nan
        ax.plot(spread, "o-", color=color, label=label, markersize=5)
    ax.axhspan(*HEALTHY, color=style.PALE, zorder=0, label="healthy")
    ax.set(yscale="log", xlabel="layer", ylabel="standard deviation")
    ax.legend()
