"""Functions of two variables to descend: values, gradients, minima, formulas."""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from nnlib.arguments import unknown


@dataclass(frozen=True, eq=False)
class Surface:
    """A function of two variables, with what is known of it.

    Parameters
    ----------
    name : str
    f : callable
        ``f(x, y)``, element by element, of NumPy's arrays and of the tensors of
        Keras' backend. Arithmetic works on both; for more use `keras.ops`.
    df : callable, optional
        ``df(x, y)``, a pair: the derivatives with respect to x and to y. Without it
        the backend differentiates `f` itself.
    minima : tuple of (float, float)
        Where its least values are, all equal.
    lowest : float
        Its value there, or a bound below all values.
    bounds : ((float, float), (float, float))
        The part to look at: least and greatest x, least and greatest y.
    start : (float, float)
        A good point to start from.
    formula : str
        In LaTeX.
    source : str
        Where it comes from.

    Raises
    ------
    ValueError
        If the functions are none, the bounds are no two intervals or the start is
        outside.

    Examples
    --------
    >>> bowl = nnlib.surfaces.Surface(
    ...     "bowl",
    ...     f=lambda x, y: x**2 + 3 * y**2,
    ...     df=lambda x, y: (2 * x, 6 * y),
    ...     minima=((0, 0),),
    ...     start=(-4, 3),
    ... )
    >>> path = nnlib.descend(keras.optimizers.SGD(0.05), bowl, steps=40)
    >>> ax = nnlib.plot_paths(bowl, path)
    """

    name: str
    f: Callable
    df: Callable | None = None
    minima: tuple[tuple[float, float], ...] = ()
    lowest: float = 0.0
    bounds: tuple[tuple[float, float], tuple[float, float]] = ((-5, 5), (-5, 5))
    start: tuple[float, float] = (0.0, 0.0)
    formula: str = ""
    source: str = ""

    def __post_init__(self):
        for argument, value in (("f", self.f), ("df", self.df)):
            if not callable(value) and (value is not None or argument == "f"):
                raise ValueError(
                    f"{argument}: {value!r} came; give a function of x and y, such as "
                    "lambda x, y: x**2 + 3 * y**2"
                )
        try:
            ((left, right), (low, high)) = self.bounds
            proper = left < right and low < high
            proper &= all(map(math.isfinite, (left, right, low, high)))
        except (TypeError, ValueError):
            proper = False
        if not proper:
            raise ValueError(
                f"bounds: {self.bounds!r} came; give ((least x, greatest x), "
                "(least y, greatest y))"
            )
        self.checked_points(self.start)

    def __call__(self, x: Any, y: Any) -> Any:
        """Return f(x, y), of the shape that x and y broadcast to."""
        return self.f(x, y)

    def __repr__(self):
        return f"<Surface {self.name}>"

    def heights(self, x: Any, y: Any) -> np.ndarray:
        """Return f(x, y) at points of NumPy, in float64 and of their shape.

        Raises
        ------
        ValueError
            If the function takes no arrays.
        """
        try:
            with np.errstate(all="ignore"):  # what is not finite is left out later
                found = self.f(x, y)
            if found is None:
                raise TypeError("it returns nothing")
            shape = np.broadcast_shapes(np.shape(x), np.shape(y))
            return np.broadcast_to(np.asarray(found, dtype=float), shape).copy()
        except Exception as error:
            raise ValueError(
                f"surface: the function of {self.name} does not take arrays "
                f"({type(error).__name__}: {error}); let it return one number for each "
                "x and y, made by arithmetic and keras.ops.sin and the like; for cases "
                "there is keras.ops.where"
            ) from None

    @property
    def size(self) -> float:
        """The diagonal of the bounds."""
        (left, right), (low, high) = self.bounds
        return math.hypot(right - left, high - low)

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Which of the points, shape (..., 2), lie within the bounds."""
        low, high = np.transpose(self.bounds)
        return np.all((points >= low) & (points <= high), axis=-1)

    def checked_points(self, start: Any) -> np.ndarray:
        """Read one start or many.

        Parameters
        ----------
        start : array_like of shape (2,) or (n_starts, 2)

        Returns
        -------
        ndarray of float64

        Raises
        ------
        ValueError
            If they are no points, not finite or outside the bounds.
        """
        try:
            points = np.asarray(start, dtype=float)
        except (TypeError, ValueError):
            points = np.empty(0)
        if points.ndim not in (1, 2) or points.shape[-1] != 2 or not points.size:
            raise ValueError(
                f"start: {start!r} came; give a point (x, y), or rows of points"
            )
        wrong = points[~self.inside(points)] if points.ndim == 2 else points
        if (points.ndim == 2 and len(wrong)) or not self.inside(points).all():
            x, y = wrong.reshape(-1, 2)[0]
            (left, right), (low, high) = self.bounds
            raise ValueError(
                f"start: ({x:g}, {y:g}) came; give a point within the bounds of "
                f"{self.name}, x from {left:g} to {right:g} and y from {low:g} to "
                f"{high:g}"
            )
        return points

    def nearest_minimum(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For points of shape (n, 2): which minimum is nearest, and how far it is."""
        minima = np.reshape(self.minima, (-1, 2))
        if not len(minima):
            return np.full(len(points), -1), np.full(len(points), np.inf)
        distances = np.linalg.norm(points[:, None] - minima, axis=-1)
        return distances.argmin(axis=1), distances.min(axis=1)


def ops_of(x):
    """The module with the cosine for x: NumPy, or `keras.ops` for tensors."""
    if isinstance(x, (float, int, np.ndarray, np.generic)):
        return np
    import keras

    return keras.ops


def _beale(x, y):
    terms = [c - x + x * y**k for k, c in _BEALE]
    return terms[0] ** 2 + terms[1] ** 2 + terms[2] ** 2


def _beale_gradient(x, y):
    terms = [(c - x + x * y**k, y**k - 1, k * x * y ** (k - 1)) for k, c in _BEALE]
    return tuple(2 * sum(t * d[i] for t, *d in terms) for i in (0, 1))


_BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))


def _rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_gradient(x, y):
    return 2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)


def _himmelblau(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_gradient(x, y):
    a, b = x**2 + y - 11, x + y**2 - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def _rastrigin(x, y):
    cos, turn = ops_of(x).cos, 2 * math.pi
    return 20 + x**2 - 10 * cos(turn * x) + y**2 - 10 * cos(turn * y)


def _rastrigin_gradient(x, y):
    sin, turn = ops_of(x).sin, 2 * math.pi
    return tuple(2 * z + 10 * turn * sin(turn * z) for z in (x, y))


def _booth(x, y):
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def _booth_gradient(x, y):
    return 10 * x + 8 * y - 34, 8 * x + 10 * y - 38


def _ravine(x, y):
    return (x**2 + 20 * y**2) / 2


def _ravine_gradient(x, y):
    return x, 20 * y


def _saddle(x, y):
    return x**2 / 2 + (y**2 - 1) ** 2 / 4


def _saddle_gradient(x, y):
    return x, y**3 - y


@cache
def _known() -> dict[str, Surface]:
    surfaces = (
        Surface(
            "beale",
            _beale,
            _beale_gradient,
            minima=((3.0, 0.5),),
            bounds=((-4.5, 4.5), (-4.5, 4.5)),
            start=(0.8, 1.6),
            formula=r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
            source="E. M. L. Beale, On an iterative method for finding a local "
            "minimum of a function of more than one variable (1958)",
        ),
        Surface(
            "rosenbrock",
            _rosenbrock,
            _rosenbrock_gradient,
            minima=((1.0, 1.0),),
            bounds=((-2.0, 2.0), (-1.0, 3.0)),
            start=(-1.2, 1.0),
            formula=r"(1 - x)^2 + 100 (y - x^2)^2",
            source="H. H. Rosenbrock, An automatic method for finding the greatest or "
            "least value of a function, The Computer Journal 3 (1960)",
        ),
        Surface(
            "himmelblau",
            _himmelblau,
            _himmelblau_gradient,
            minima=(
                (3.0, 2.0),
                (-2.8051180869527446, 3.1313125182505732),
                (-3.7793102533777469, -3.2831859912861694),
                (3.5844283403304917, -1.8481265269644034),
            ),
            bounds=((-5.0, 5.0), (-5.0, 5.0)),
            start=(-0.4, -1.2),
            formula=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            source="D. M. Himmelblau, Applied Nonlinear Programming (1972)",
        ),
        Surface(
            "rastrigin",
            _rastrigin,
            _rastrigin_gradient,
            minima=((0.0, 0.0),),
            bounds=((-3.5, 3.5), (-3.5, 3.5)),
            start=(2.4, -1.6),
            formula=r"20 + x^2 - 10 \cos 2 \pi x + y^2 - 10 \cos 2 \pi y",
            source="L. A. Rastrigin, Systems of Extremal Control (1974)",
        ),
        Surface(
            "booth",
            _booth,
            _booth_gradient,
            minima=((1.0, 3.0),),
            bounds=((-10.0, 10.0), (-10.0, 10.0)),
            start=(-8.0, -5.0),
            formula=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
            source="M. Jamil and X.-S. Yang, A literature survey of benchmark "
            "functions for global optimisation problems (2013)",
        ),
        Surface(
            "ravine",
            _ravine,
            _ravine_gradient,
            minima=((0.0, 0.0),),
            bounds=((-2.0, 2.0), (-1.0, 1.0)),
            start=(-1.8, 0.7),
            formula=r"\frac{1}{2} (x^2 + 20 y^2)",
            source="a quadratic whose curvatures are as 1 to 20",
        ),
        Surface(
            "saddle",
            _saddle,
            _saddle_gradient,
            minima=((0.0, 1.0), (0.0, -1.0)),
            bounds=((-2.0, 2.0), (-1.6, 1.6)),
            start=(-1.6, 0.02),
            formula=r"\frac{1}{2} x^2 + \frac{1}{4} (y^2 - 1)^2",
            source="two minima and a saddle point at the origin between them",
        ),
    )
    return {surface.name: surface for surface in surfaces}


NAMES = (
    "beale",
    "rosenbrock",
    "himmelblau",
    "rastrigin",
    "booth",
    "ravine",
    "saddle",
)


def get(surface: "str | Surface | Callable") -> Surface:
    """Find a surface, or make one of a function.

    Parameters
    ----------
    surface : str, Surface or callable
        One of `NAMES`, or a surface, which is returned as it is, or a function as
        `Surface` takes it: it is seen from -5 to 5 in x and in y, and descended from
        (-4, 3).

    Returns
    -------
    Surface

    Raises
    ------
    ValueError
        If there is none of that name.

    Examples
    --------
    >>> bowl = nnlib.surfaces.get(lambda x, y: x**2 + 3 * y**2)
    >>> ax = nnlib.plot_surface(bowl)
    """
    if isinstance(surface, Surface):
        return surface
    if isinstance(surface, str) and surface in NAMES:
        return _known()[surface]
    if callable(surface) and not isinstance(surface, type):
        return _own(surface) if isinstance(surface, Hashable) else _made(surface)
    raise ValueError(
        f"{unknown('surface', surface, NAMES)}; or give a function of x and y, or "
        "nnlib.surfaces.Surface(name, f, bounds=((-5, 5), (-5, 5)), start=(1, 1))"
    )


def _made(function: Callable) -> Surface:
    name = getattr(function, "__name__", "<lambda>")
    # The middle is likely to be a minimum, where nothing moves.
    return Surface("f(x, y)" if name == "<lambda>" else name, function, start=(-4, 3))


@lru_cache(maxsize=64)
def _own(function: Callable) -> Surface:
    """The same surface for the same function, so that paths and pictures agree."""
    return _made(function)
