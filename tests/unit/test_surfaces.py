"""Surfaces: their values, gradients, minima and picture."""

import jax
import numpy as np
import pytest

import nnlib
from nnlib import surfaces
from nnlib.surfaces import Surface, plot_surface

VALUES = {  # at (1, 2), worked out by hand
    "beale": (1.5 - 1 + 2) ** 2 + (2.25 - 1 + 4) ** 2 + (2.625 - 1 + 8) ** 2,
    "rosenbrock": 100,
    "himmelblau": 64 + 4,
    "rastrigin": 5,
    "booth": 4 + 1,
    "ravine": 40.5,
    "saddle": 0.5 + 9 / 4,
}


@pytest.mark.parametrize("name", surfaces.NAMES)
def test_values_and_minima(name):
    surface = surfaces.get(name)
    assert surface(1.0, 2.0) == pytest.approx(VALUES[name])
    for x, y in surface.minima:
        assert surface(x, y) == pytest.approx(surface.lowest, abs=1e-12)
        np.testing.assert_allclose(surface.df(x, y), 0, atol=1e-9)
    grid = np.meshgrid(*(np.linspace(*bounds, 301) for bounds in surface.bounds))
    assert surface(*grid).shape == (301, 301)
    assert surface(*grid).min() >= surface.lowest
    assert surface.inside(np.array([*surface.minima, surface.start])).all()


@pytest.mark.parametrize("name", surfaces.NAMES)
def test_the_gradient_is_that_of_autodiff(name):
    surface = surfaces.get(name)
    low, high = np.transpose(surface.bounds)
    points = np.random.default_rng(0).uniform(low, high, (200, 2)).astype("float32")
    own = np.stack(surface.df(*points.T.astype(float)), axis=-1)
    gradient = jax.vmap(jax.grad(lambda w: surface.f(w[0], w[1])))
    scale = np.abs(own).max()
    np.testing.assert_allclose(gradient(points), own, rtol=1e-4, atol=1e-5 * scale)


def test_names():
    assert surfaces.beale is surfaces.get("beale") is surfaces.get(surfaces.beale)
    with pytest.raises(ValueError, match="did you mean 'rosenbrock'"):
        surfaces.get("rosenbrok")
    with pytest.raises(AttributeError):
        surfaces.matterhorn  # noqa: B018


@pytest.mark.parametrize("bounds", [3, ((1, -1), (0, 1)), ((0, np.inf), (0, 1))])
def test_bounds_are_two_intervals(bounds):
    with pytest.raises(ValueError, match=r"bounds: .* give"):
        Surface("mine", lambda x, y: x + y, bounds=bounds)


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ((9, 0), r"start: \(9, 0\) came; give a point within the bounds of beale"),
        ((np.nan, 0), r"start: \(nan, 0\)"),
        ([(0, 0), (0, -7)], r"start: \(0, -7\)"),
        (3, "give a point"),
        ("here", "give a point"),
        ((1, 2, 3), "give a point"),
        ([], "give a point"),
    ],
)
def test_starts_are_points_within(start, told):
    with pytest.raises(ValueError, match=told):
        surfaces.beale.checked_points(start)


def test_the_picture_has_contours_and_every_minimum():
    ax = plot_surface("himmelblau")
    told = nnlib.describe(ax.figure)
    assert 'star points "minima": 4' in told
    assert "contours: 14" in told
    assert ax.get_xlim() == (-5, 5)
    assert ax.get_aspect() == 1  # a gradient is perpendicular to its contour
    with pytest.raises(ValueError, match="ax: "):
        plot_surface(ax=3)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: 3.0,
        lambda x, y: 0 * x,
        lambda x, y: x - y,  # below the lowest, 0
        lambda x, y: -1 - x**2,
        lambda x, y: np.log(x) + y**2,  # no value on the left
        lambda x, y: 1 / (x - 1) ** 2 + y,
        lambda x, y: jax.numpy.sin(x) * y,
    ],
)
def test_surfaces_of_every_height_are_drawn(f, recwarn):
    ax = surfaces.plot_surface(surfaces.Surface("own", f))
    ax.figure.canvas.draw()
    assert ax.get_xlim() == (-5, 5)
    varies = f(np.array(2.0), 1.0) != f(np.array(3.0), 1.0)
    assert len(ax.collections) == (2 if varies else 0)
    assert not recwarn


def test_a_surface_without_a_value():
    with pytest.raises(ValueError, match="surface: own has no finite value within"):
        surfaces.plot_surface(surfaces.Surface("own", lambda x, y: np.log(-1 - x**2)))


@pytest.mark.parametrize(("f", "df"), [(3, None), (None, None), (max, 3)])
def test_functions_that_are_none(f, df):
    with pytest.raises(ValueError, match=r"^d?f: .* give a function of x and y"):
        surfaces.Surface("own", f, df)


# Stored values


def test_stored_values_are_met_and_smooth_between():
    y, x = np.mgrid[-1:1:9j, -2:2:13j]
    values = x**2 - x * y + 3
    stored = surfaces.from_values(values, ((-2, 2), (-1, 1)))
    np.testing.assert_allclose(stored(x, y), values, atol=1e-6)
    # A cubic has a parabola right, but in the outer cells.
    points = np.random.default_rng(0).uniform((-1.6, -0.7), (1.6, 0.7), (50, 2)).T
    across, up = points
    np.testing.assert_allclose(
        stored(across, up), across**2 - across * up + 3, atol=1e-5
    )
    slopes = np.stack(stored.df(across, up))
    np.testing.assert_allclose(slopes, [2 * across - up, -across], atol=1e-4)
    assert stored.start == (1.6, -0.8)  # near the first of the highest corners
    assert stored.lowest == pytest.approx(values.min())


def test_stored_slopes_are_those_of_autodiff_and_it_rises_beyond():
    values = np.random.default_rng(2).uniform(0, 1, (7, 5))
    stored = surfaces.from_values(values, ((0, 4), (0, 6)))
    points = np.random.default_rng(0).uniform(-1, 6, (60, 2)).astype("float32")
    gradient = jax.vmap(jax.grad(lambda w: stored.f(w[0], w[1])))(points)
    assert not stored.inside(points).all()
    own = np.stack(stored.df(*points.T.astype(float)), axis=-1)
    np.testing.assert_allclose(gradient, own, rtol=1e-3, atol=1e-4)
    edge, far = (stored(np.float64(x), np.float64(2.5)) for x in (4, 6))
    assert far - edge == pytest.approx(np.ptp(values.astype("float32")))


def test_an_optimizer_descends_stored_values():
    y, x = np.mgrid[-2:2:21j, -2:2:21j]
    bowl = surfaces.from_values(x**2 + 2 * y**2, ((-2, 2), (-2, 2)), start=(1.5, 1))
    import keras

    path = nnlib.descend(keras.optimizers.SGD(0.1), bowl, steps=40)
    np.testing.assert_allclose(path.points[-1], 0, atol=0.01)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.zeros((3, 9)), r"^values: shape \(3, 9\) came; give a table of 4 to 101"),
        (np.zeros(9), r"^values: shape \(9,\) came"),
        (np.full((5, 5), np.nan), r"^values: "),
        ([["a"] * 5] * 5, r"^values: "),
    ],
)
def test_values_that_will_not_do(values, told):
    with pytest.raises(ValueError, match=told):
        surfaces.from_values(values, ((0, 1), (0, 1)))


@pytest.mark.parametrize("bounds", [3, ((1, 0), (0, 1)), ((0, 1),), "ab"])
def test_stored_bounds_are_two_intervals(bounds):
    with pytest.raises(ValueError, match=r"^bounds: .* came; give"):
        surfaces.from_values(np.zeros((5, 5)), bounds)
