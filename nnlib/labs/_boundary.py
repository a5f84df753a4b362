"""ReLU against tanh: the boundaries that small networks draw between two classes."""

import functools
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from nnlib.arguments import choice
from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.labs.lab import Lab

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sklearn.neural_network import MLPClassifier

KNOWN, NEW = 100, 1000  # points to learn from, and to see how well it did
UNITS = 10  # of every hidden layer
LAYERS, STARTS = (1, 4), (0, 4)
NAMES = {"relu": "ReLU", "tanh": "tanh"}
COLORS = style.CLASSES[:2]
_KNOWN_SEED, _NEW_SEED = 3, 4
_BLOCKS, _BLOCK = 200, 3  # of a side; points of a side of each
_SURE = 30.0  # a logit from which a share is as good as 0 or 1

Points = tuple[np.ndarray, np.ndarray]


def boundary(data: str = "moons", *, layers: int = 1, start: int = 0) -> Lab:
    """Compare the decision boundaries of ReLU and tanh on points of two classes.

    Two networks of scikit-learn learn 100 points with L-BFGS; the titles tell how many
    of them, and of 1,000 new ones, they get right, and the time that it took.

    Parameters
    ----------
    data : {"moons", "circles", "blobs", "spirals"}
        Where to begin: two moons with noise 0.25, a circle in another, two clouds, two
        spirals.
    layers : int
        Hidden layers of 10 nodes to begin with, 1 to 4.
    start : int
        Which random first weights to begin with, 0 to 4.

    Returns
    -------
    Lab
        With the controls ``data``, ``layers`` and ``start``.

    Raises
    ------
    ValueError
        If there are no such data, or a number is out of range.

    Examples
    --------
    >>> lab = nnlib.labs.boundary("spirals", layers=2)
    >>> lab.set(layers=3)
    """
    from matplotlib.figure import Figure

    choice("data", data, SHAPES)
    with style.applied():
        figure = Figure(figsize=(11, 4.8), layout="constrained")
        pair = figure.subplots(1, 2)

    @functools.cache  # the time that a training took is told again as it was
    def trained(data: str, layers: int, start: int, activation: str) -> tuple:
        network = _network(layers, start, activation)
        return network, *_fit(network, *points(data, KNOWN, _KNOWN_SEED))

    def draw(data: str, layers: int, start: int) -> str:
        sentences = []
        with style.applied():
            for ax, activation in zip(pair, NAMES, strict=True):
                ax.clear()
                sentences.append(
                    _draw(ax, data, *trained(data, layers, start, activation))
                )
        return " ".join(sentences)

    controls = {"data": list(SHAPES), "layers": LAYERS, "start": STARTS}
    return Lab(
        figure, draw, controls, start={"data": data, "layers": layers, "start": start}
    )


def points(data: str, number: int, seed: int) -> Points:
    """Draw points of two classes.

    Parameters
    ----------
    data : {"moons", "circles", "blobs", "spirals"}
    number : int
        How many.
    seed : int

    Returns
    -------
    x : ndarray of shape (number, 2)
    y : ndarray of int, shape (number,)
        0 or 1.

    Raises
    ------
    ValueError
        If there are no such data.

    Examples
    --------
    >>> x, y = nnlib.labs.points("spirals", 100, seed=3)
    >>> x.shape
    (100, 2)
    """
    return SHAPES[choice("data", data, SHAPES)](number, seed)


def _moons(number: int, seed: int) -> Points:
    from sklearn.datasets import make_moons

    return make_moons(number, noise=0.25, random_state=seed)


def _circles(number: int, seed: int) -> Points:
    from sklearn.datasets import make_circles

    return make_circles(number, noise=0.15, factor=0.5, random_state=seed)


def _blobs(number: int, seed: int) -> Points:
    from sklearn.datasets import make_blobs

    centers = [(-1, -1), (1, 1)]
    return make_blobs(number, centers=centers, cluster_std=0.9, random_state=seed)


def _spirals(number: int, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    y = np.arange(number) % 2
    turns = 1.5 * np.sqrt(rng.uniform(0.03, 1, number))  # as dense far out as inside
    angle = 2 * np.pi * turns + np.pi * y
    x = turns[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x + rng.normal(0, 0.06, x.shape), y


SHAPES: dict[str, Callable[[int, int], Points]] = {
    "moons": _moons,
    "circles": _circles,
    "blobs": _blobs,
    "spirals": _spirals,
}


def _network(layers: int, start: int, activation: str) -> "MLPClassifier":
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        [UNITS] * layers,
        activation=activation,
        solver="lbfgs",
        max_iter=10_000,
        max_fun=100_000,
        random_state=start,
    )


def _draw(
    ax: "Axes", data: str, network: "MLPClassifier", seconds: float, stuck: bool
) -> str:
    """Draw the points and what a network makes of them; return the title."""
    x, y = points(data, KNOWN, _KNOWN_SEED)
    _draw_areas(ax, network, x)
    for number, (marker, color) in enumerate(zip("o^", COLORS, strict=True)):
        (dots,) = ax.plot(*x[y == number].T, marker, color=color, label=f"_{number}")
        dots.set(markersize=7, markeredgecolor="black")
    ax.spines[:].set_visible(False)
    known, new = network.score(x, y), network.score(*points(data, NEW, _NEW_SEED))
    title = f"{NAMES[network.activation]}: {known:.0%} right, {new:.0%} of new points, "
    title += f"{written(seconds, 2)} s"
    style.mark_trained(ax.set_title(title))
    return f"{title}, not converged." if stuck else f"{title}."


def _draw_areas(ax: "Axes", network: "MLPClassifier", x: np.ndarray) -> None:
    """Fill what a network takes for each class, around the points that it learned.

    The picture is that of mglearn's ``plot_2d_separator``, which asks the network about
    a million points. Here it is asked for its class in the middle of each block of
    points, and about single points in the blocks beside another class alone. Logits
    run straight across the boundary, where shares make steps.
    """
    from scipy.ndimage import maximum_filter, minimum_filter

    room = x.std() / 2
    low, high = x.min(axis=0) - room, x.max(axis=0) + room
    across, up = np.linspace(low, high, _BLOCKS * _BLOCK).T
    middle = slice(_BLOCK // 2, None, _BLOCK)
    middles = np.stack(np.meshgrid(across[middle], up[middle]), axis=-1)
    with _one_thread():
        classes = network.predict(middles.reshape(-1, 2)).reshape(_BLOCKS, _BLOCKS)
        logits = _SURE * np.kron(2.0 * classes - 1, np.ones((_BLOCK, _BLOCK)))
        mixed = maximum_filter(classes, 3) != minimum_filter(classes, 3)
        rows, columns = np.nonzero(mixed.repeat(_BLOCK, 0).repeat(_BLOCK, 1))
        if len(rows):  # else one class is everywhere
            beside = np.stack([across[columns], up[rows]], axis=1)
            with np.errstate(divide="ignore"):  # a share of 0
                no, yes = np.log(network.predict_proba(beside).T)
            logits[rows, columns] = np.clip(yes - no, -_SURE, _SURE)
    levels = -_SURE, 0, _SURE
    areas = ax.contourf(across, up, logits, levels=levels, colors=COLORS, alpha=0.3)
    style.mark_trained(areas)
    ax.set(xlim=across[[0, -1]], ylim=up[[0, -1]], xticks=[], yticks=[])


def _one_thread() -> AbstractContextManager:
    """Products of such small matrices take ten times as long on several threads."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _fit(network: "MLPClassifier", x: np.ndarray, y: np.ndarray) -> tuple[float, bool]:
    """Train; return the seconds, and whether the search for a lower loss failed."""
    from sklearn.exceptions import ConvergenceWarning

    begin = perf_counter()
    with _one_thread(), warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        network.fit(x, y)
    seconds = perf_counter() - begin
    stuck = [each for each in raised if issubclass(each.category, ConvergenceWarning)]
    for other in (each for each in raised if each not in stuck):
        warnings.warn_explicit(
            other.message, other.category, other.filename, other.lineno
        )
    return seconds, bool(stuck)
