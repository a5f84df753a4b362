"""Paths on surfaces: equal to Keras' own updates, and told as they are."""

import math
import os
import subprocess
import sys
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import optimizers

import nnlib
from nnlib import style, surfaces
from nnlib.descent import animate_paths, descend, plot_losses, plot_paths
from nnlib.explore import _race
from nnlib.surfaces import Surface

START = (0.8, 1.6)
SCHEDULE = optimizers.schedules.ExponentialDecay(0.02, 10, 0.5)
MADE = {
    "sgd": lambda: optimizers.SGD(0.01),
    "momentum": lambda: optimizers.SGD(0.002, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(0.002, momentum=0.9, nesterov=True),
    "adagrad": lambda: optimizers.Adagrad(0.5),
    "rmsprop": lambda: optimizers.RMSprop(0.05, momentum=0.5, centered=True),
    "adadelta": lambda: optimizers.Adadelta(5.0),
    "adam": lambda: optimizers.Adam(0.2),
    "amsgrad": lambda: optimizers.Adam(0.2, amsgrad=True, clipnorm=1.0),
    "adamax": lambda: optimizers.Adamax(0.2),
    "nadam": lambda: optimizers.Nadam(0.2),
    "adamw": lambda: optimizers.AdamW(0.2, weight_decay=0.01),
    "ftrl": lambda: optimizers.Ftrl(0.5),
    "lion": lambda: optimizers.Lion(0.02),
    "schedule": lambda: optimizers.SGD(SCHEDULE),
}
MINE = Surface("mine", lambda x, y: (x - 1) ** 2 + y**2, minima=((1, 0),), start=(0, 2))


def own_updates(optimizer, surface, start, steps):
    """One update of Keras after another, as anyone would write it."""
    variable = keras.Variable(np.array(start, "float32"))
    points = [np.array(variable.value)]
    for _ in range(steps):
        gradient = np.array(surface.df(*np.array(variable.value)), "float32")
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        points.append(np.array(variable.value))
    return np.stack(points)


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("surface", ["beale", "himmelblau"])
def test_the_path_is_keras_own(kind, surface):
    surface = surfaces.get(surface)
    path = descend(MADE[kind](), surface, steps=40)
    expected = own_updates(MADE[kind](), surface, surface.start, 40)
    np.testing.assert_allclose(path.points, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(path.points[:6], expected[:6], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(path.losses, surface(*path.points.T), rtol=1e-6)
    slopes = np.stack(surface.df(*path.points[:-1].T), axis=-1)
    np.testing.assert_allclose(path.gradients, slopes, rtol=1e-3, atol=1e-3)


def test_ends_that_are_known():
    sgd = descend(optimizers.SGD(0.01), "beale", START, 100)
    adam = descend(optimizers.Adam(0.2), "beale", START, 100)
    np.testing.assert_allclose(sgd.points[-1], (2.4408, 0.3217), atol=1e-4)
    np.testing.assert_allclose(adam.points[-1], (2.8056, 0.4532), atol=1e-4)
    assert sgd.points.shape == (101, 2)
    assert sgd.gradients.shape == (100, 2)
    assert (sgd.rates == np.float32(0.01)).all()


def test_the_optimizer_stays_as_it_was_and_its_state_does_not_count():
    optimizer = optimizers.Adam(0.2)
    first = descend(optimizer, "beale")
    assert not optimizer.built
    own_updates(optimizer, surfaces.beale, START, 3)
    again = descend(optimizer, "beale")
    assert int(optimizer.iterations) == 3
    assert np.array_equal(first.points, again.points)
    slower = descend(optimizers.Adam(0.1), "beale")  # the same program
    assert not np.array_equal(first.points, slower.points)


def test_many_starts_at_once():
    surface = surfaces.himmelblau
    starts = np.random.default_rng(0).uniform(-5, 5, (100, 2))
    paths = descend(optimizers.Adam(0.1), surface, starts, 300)
    alone = descend(optimizers.Adam(0.1), surface, starts[7], 300)
    assert len(paths) == 100
    np.testing.assert_allclose(paths[7].points, alone.points, atol=1e-3)
    assert {path.minimum for path in paths} == {0, 1, 2, 3}
    for path in paths:
        end = surface.minima[path.minimum]
        distances = np.linalg.norm(path.points[path.converged :] - end, axis=1)
        assert (distances <= 0.01 * surface.size).all()


def test_schedules():
    rates = np.linspace(0.02, 0.001, 30)
    path = descend(optimizers.SGD(0.5), "beale", steps=30, schedule=rates)
    expected = own_updates(
        optimizers.SGD(
            optimizers.schedules.PolynomialDecay(0.02, 29, 0.001, power=1.0)
        ),
        surfaces.beale,
        START,
        30,
    )
    np.testing.assert_allclose(path.points, expected, rtol=1e-4)
    np.testing.assert_allclose(path.rates, rates, rtol=1e-6)
    keras_own = descend(optimizers.SGD(SCHEDULE), "beale", steps=30)
    expected = [float(SCHEDULE(i)) for i in range(30)]
    np.testing.assert_allclose(keras_own.rates, expected, rtol=1e-6)
    one_cycle = nnlib.schedules.one_cycle(0.01, epochs=30)
    heavy = optimizers.SGD(0.01, momentum=0.9)
    bent = descend(heavy, "beale", steps=30, schedule=one_cycle)
    assert heavy.momentum == 0.9
    straight = descend(heavy, "beale", steps=30, schedule=one_cycle.learning_rate)
    assert not np.allclose(bent.points, straight.points)
    with pytest.raises(ValueError, match="schedule: 30 rates came"):
        descend("sgd", "beale", steps=20, schedule=rates)


def test_a_path_that_overflows_ends_there(recwarn, capfd):
    path = descend(optimizers.SGD(0.1), "beale", START, 100)
    assert path.diverged == len(path.points) == len(path.losses)
    assert path.left == 1
    assert len(path.gradients) == len(path.rates) == path.diverged - 1
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.losses).all()
    assert path.converged is path.minimum is None
    assert f"diverged at step {path.diverged}" in repr(path)
    plot_paths("beale", path).figure.canvas.draw()
    plot_losses(path).figure.canvas.draw()
    assert not recwarn
    assert capfd.readouterr().err == ""


def test_convergence_and_steps_to_a_loss():
    path = descend(optimizers.SGD(0.1), MINE, steps=60)
    assert (
        path.losses[path.steps_to(0.01)] <= 0.01 < path.losses[path.steps_to(0.01) - 1]
    )
    assert path.steps_to(-1) == math.inf
    assert path.minimum == 0
    assert path.left is None
    away = np.linalg.norm(path.points - (1, 0), axis=1) > 0.01 * MINE.size
    assert path.converged == np.flatnonzero(away)[-1] + 1
    assert descend(optimizers.SGD(0.001), MINE, steps=5).converged is None


def test_without_a_gradient_autodiff_takes_over_and_says_so(capsys):
    path = descend(optimizers.SGD(0.1), MINE, steps=3)
    assert (
        capsys.readouterr().out
        == "mine has no gradient: the backend differentiates it\n"
    )
    np.testing.assert_allclose(path.gradients[0], (-2, 4))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"optimizer": "sgdd"}, "optimizer: 'sgdd' came; give an optimizer of Keras"),
        ({"optimizer": 0.1}, "optimizer: 0.1 came"),
        ({"optimizer": optimizers.SGD}, "optimizer: .* came"),
        ({"optimizer": "optimizer"}, "optimizer: 'optimizer' came; give an optimizer"),
        ({"optimizer": "LossScaleOptimizer"}, "optimizer: 'LossScaleOptimizer' came"),
        ({"optimizer": optimizers.Optimizer(0.1)}, "optimizer: .* came; give an opt"),
        ({"steps": "10"}, "steps: '10' came; give a whole number from 1"),
        ({"steps": 10**9}, "steps: 1000000000 came; .* from 1 to 1,000,000"),
        ({"schedule": "fast"}, "schedule: .*; give what a function of"),
        ({"start": "there"}, "start"),
        ({"surface": "beal"}, "did you mean 'beale'"),
        ({"start": (5, 5)}, "within the bounds"),
        ({"steps": 0}, "steps: 0 came; give a whole number from 1"),
        ({"steps": -3}, "steps: -3"),
        ({"steps": 2.5}, "steps: 2.5"),
        ({"steps": True}, "steps: True"),
    ],
)
def test_wrong_input(arguments, told):
    with pytest.raises(ValueError, match=told):
        descend(**{"optimizer": "sgd"} | arguments)


def test_any_spelling_of_a_name():
    assert descend("rmsprop", steps=1).optimizer == "RMSprop"


def paths_of(*kinds):
    return {kind: descend(MADE[kind](), "beale", START, 60) for kind in kinds}


def test_the_picture_of_paths():
    paths = paths_of("sgd", "adam") | {"wild": descend(optimizers.SGD(0.03, 0.9))}
    ax = plot_paths("beale", paths)
    told = nnlib.describe(ax.figure)
    assert f"sgd: loss {paths['sgd'].losses[-1]:.2g}" in told
    assert f"wild: leaves at step {paths['wild'].left}" in told
    lines = {line.get_label().split(":")[0]: line for line in ax.lines}
    np.testing.assert_array_equal(lines["adam"].get_xydata(), paths["adam"].points)
    inside = paths["wild"].points[: paths["wild"].left]
    np.testing.assert_array_equal(lines["wild"].get_xydata(), inside)
    arrow = ax.texts[0]
    assert np.isclose(np.abs(arrow.xy), 4.5).any()


def test_descriptions_do_not_hang_on_the_last_digit():
    exact = paths_of("sgd", "adam", "lion")

    def told(paths):
        return [
            nnlib.describe(ax.figure)
            for ax in (plot_paths("beale", paths), plot_losses(paths))
        ]

    before = told(exact)
    for path in exact.values():
        path.points[1:] *= 1 + 1e-6
        path.losses[1:] *= 1 + 1e-6
    assert told(exact) == before


def test_more_paths_than_colors_look_different():
    paths = [descend(optimizers.SGD(0.001 * k), steps=5) for k in range(1, 15)]
    ax = plot_losses(paths)
    looks = {(line.get_color(), str(line.get_linestyle())) for line in ax.lines}
    assert len(looks) == 14
    assert [line.get_label() for line in ax.lines][:2] == ["SGD", "SGD 2"]


def test_of_many_paths_all_are_drawn_and_some_named():
    starts = np.random.default_rng(0).uniform(-4, 4, (30, 2))
    paths = descend(optimizers.Adam(0.1), "beale", starts, 5)
    ax = plot_paths("beale", paths)
    drawn = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) > 1]
    assert len(drawn) == 30
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named[0] == "minimum"
    assert [name.split(":")[0] for name in named[1:-1]] == [
        "Adam",
        *(f"Adam {k}" for k in range(2, 21)),
    ]
    assert named[-1] == "and 10 more"
    ax = plot_losses(paths)
    assert len(ax.lines) == 30
    assert ax.get_title() == "10 of 30 curves have no name here"
    assert [text.get_text() for text in ax.texts] == [
        "Adam",
        *(f"Adam {k}" for k in range(2, 21)),
    ]
    film = animate_paths("beale", paths)
    film._draw_frame(5)
    moved = [line.get_xydata() for line in film._fig.axes[0].lines]
    moved = [xy for xy in moved if len(xy) == 6]
    np.testing.assert_array_equal(moved, [path.points for path in paths])
    film._draw_was_started = True  # or matplotlib warns of a film nobody saw


def test_twenty_one_paths_are_all_named():
    paths = [descend(optimizers.SGD(0.001), steps=1) for _ in range(21)]
    ax = plot_paths("beale", paths)
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(named) == 22
    assert named[-1].startswith("SGD 21: ")


@pytest.mark.parametrize("scale", [{}, {"dynamic_growth_steps": 3}])
def test_a_scaled_loss_does_not_change_the_path(scale):
    plain = descend(optimizers.Adam(0.2), "beale", steps=40)
    for optimizer in (
        optimizers.LossScaleOptimizer(optimizers.Adam(0.2), **scale),
        optimizers.Adam(0.2, loss_scale_factor=1024.0),
    ):
        path = descend(optimizer, "beale", steps=40)
        np.testing.assert_allclose(path.points, plain.points, rtol=1e-4)
        np.testing.assert_allclose(path.gradients, plain.gradients, rtol=1e-3)


def bowl(x, y):
    return keras.ops.sin(x) ** 2 + y**2


def test_a_function_is_a_surface(capsys):
    path = descend(optimizers.SGD(0.1), lambda x, y: x**2 + 3 * y**2, steps=3)
    assert path.surface.name == "f(x, y)"
    assert capsys.readouterr().out.startswith("f(x, y) has no gradient")
    expected = np.array((-4, 3)) * np.array((0.8, 0.4)) ** np.arange(4)[:, None]
    np.testing.assert_allclose(path.points, expected, rtol=1e-5)
    np.testing.assert_allclose(path.losses, (expected**2) @ (1, 3), rtol=1e-5)
    path = descend("sgd", bowl, start=(1, 1), steps=2)
    assert path.surface.name == "bowl"
    np.testing.assert_allclose(path.gradients[0], (np.sin(2), 2), rtol=1e-5)
    assert descend("sgd", bowl, steps=1).surface is path.surface
    lines = {
        line.get_label().split(":")[0]: line for line in plot_paths(bowl, path).lines
    }
    np.testing.assert_array_equal(lines["SGD"].get_xydata(), path.points)
    animate_paths(bowl, path)._draw_was_started = True


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda x, y: np.sin(x) + y**2, r"tensors of jax .*keras.ops.sin\(x\) for np"),
        (lambda x, y: math.sin(x) * y, r"tensors of jax .*keras.ops.sin\(x\) for np"),
        (lambda x, y: x if x > 0 else y, "tensors of jax .*keras.ops.where for if"),
        (lambda x: x, r"f\(x, y\) does not take arrays \(TypeError: .*2 were given"),
        (lambda x, y: None, "does not take arrays .*returns nothing"),
        (lambda x, y: (x, y), "does not take arrays .*one number for each"),
        (lambda x, y: unheard_of, "NameError: name 'unheard_of'"),  # noqa: F821
        (Surface, "there is no .* or give a function of x and y"),
    ],
)
def test_functions_that_cannot_be_descended(function, told):
    with pytest.raises(ValueError, match=rf"^surface: .*{told}"):
        descend("sgd", function)


def test_a_gradient_of_numpy_alone():
    mine = Surface("mine", lambda x, y: np.sin(x) + y, lambda x, y: (np.cos(x), 1))
    with pytest.raises(ValueError, match="the gradient of mine does not take"):
        descend("sgd", mine)


def test_two_functions_of_one_name():
    path = descend("sgd", lambda x, y: x**2 + y**2, steps=1)
    with pytest.raises(ValueError, match=r"another .*which is path.surface"):
        plot_paths(lambda x, y: x**2 + y**2, path)


@pytest.mark.parametrize(
    "surface",
    [
        Surface("flat", lambda x, y: 0 * x),
        Surface("one", lambda x, y: 1.0, lowest=1.0),
        Surface("low", lambda x, y: x - 3 * y, start=(1, 1)),
    ],
)
def test_losses_that_a_logarithmic_scale_cannot_show(surface):
    path = descend(optimizers.SGD(0.1), surface, steps=4)
    ax = plot_losses(path)
    ax.figure.canvas.draw()
    assert ax.get_yscale() == "linear"
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), path.losses)
    plot_paths(surface, path).figure.canvas.draw()


def test_an_optimizer_has_the_look_that_it_has_in_the_race():
    names = [name for name, *_ in _race.OPTIMIZERS.values()]
    own = [style.optimizer_look(name) for name in names]
    rounds = [(c, d) for d in style.DASHES for c in style.CYCLE]
    assert own == rounds[: len(names)]
    paths = {name: descend("sgd", steps=3) for name in ("Lion", "adam")}
    ax = plot_losses(paths)
    assert [line.get_color() for line in ax.lines] == [style.SKY, style.SKY]
    assert len({str(line.get_linestyle()) for line in ax.lines}) == 2
    paths["mine"] = paths["adam"]
    colors = [line.get_color() for line in plot_losses(paths).lines]
    assert colors == list(style.CYCLE[:3])


@pytest.mark.parametrize("paths", [[], {}, 3, {"a": 3}, "adam"])
def test_paths_that_are_none(paths):
    with pytest.raises(ValueError, match=r"paths: .* give what nnlib.descend returned"):
        plot_paths("beale", paths)


@pytest.mark.parametrize("ax", [3, "ax", plt.figure])
@pytest.mark.parametrize(
    "draw",
    [
        lambda path, ax: plot_paths("beale", path, ax=ax),
        lambda path, ax: plot_losses(path, ax=ax),
        lambda path, ax: animate_paths("beale", path, ax=ax),
        lambda path, ax: nnlib.plot_history({"loss": [1.0]}, ax=ax),
    ],
)
def test_axes_that_are_none(draw, ax):
    with pytest.raises(ValueError, match=r"^ax: .* came; give plain axes"):
        draw(descend("sgd", steps=1), ax)


@pytest.mark.parametrize("fps", [0, -1, "20", float("nan"), True, 1e9])
def test_steps_a_second_that_are_none(fps):
    with pytest.raises(ValueError, match=rf"^fps: {fps!r} came; give a number above"):
        animate_paths("beale", descend("sgd", steps=1), fps=fps)


@pytest.mark.parametrize("loss", ["0.1", None, float("nan")])
def test_a_loss_that_is_none(loss):
    with pytest.raises(ValueError, match=rf"^loss: {loss!r} came; give a number"):
        descend("sgd", steps=1).steps_to(loss)


def test_paths_of_another_surface():
    with pytest.raises(
        ValueError, match="is a path on beale, and the surface is booth"
    ):
        plot_paths("booth", descend("sgd", steps=1))


def test_an_animation_becomes_a_film(tmp_path, monkeypatch):
    paths = {"sgd": descend(optimizers.SGD(0.01), steps=3)}
    animate_paths("beale", paths, file=tmp_path / "film.gif")
    from PIL import Image

    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 4
    monkeypatch.setenv("HOME", str(tmp_path))
    animate_paths("beale", paths, file="~/home.gif")
    assert (tmp_path / "home.gif").is_file()
    with pytest.raises(ValueError, match=r"file: .* there is no folder '.*missing'"):
        animate_paths("beale", paths, file=tmp_path / "missing" / "film.gif")
    with pytest.raises(ValueError, match=r"file: .* is a folder"):
        animate_paths("beale", paths, file=tmp_path)
    with pytest.raises(ValueError, match=r"ends in .mp4 or .gif"):
        animate_paths("beale", paths, file="film.avi")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        ValueError, match=r"ffmpeg, which writes .mp4, is not installed"
    ):
        animate_paths("beale", paths, file="film.mp4")


ON_TENSORFLOW = """
import keras, numpy as np, nnlib
assert keras.backend.backend() == "tensorflow"
from keras.optimizers import SGD, Adam, Nadam
kinds = [SGD(0.01), Adam(0.2), Nadam(0.1)]
for kind in kinds:
    print(*nnlib.descend(kind, "beale", (0.8, 1.6), 100).points[-1])
rates = np.linspace(0.02, 0.001, 30)
print(*nnlib.descend(kinds[0], "beale", steps=30, schedule=rates).points[-1])
mine = nnlib.surfaces.Surface("mine", lambda x, y: (x - 1) ** 2 + y**2, start=(0, 2))
print(*nnlib.descend(kinds[0], mine, [(0, 2), (1, 1)], 3)[0].gradients[0])
scaled = keras.optimizers.LossScaleOptimizer(SGD(0.01))
print(*nnlib.descend(scaled, "beale", (0.8, 1.6), 100).points[-1])
flat = nnlib.surfaces.Surface("flat", lambda x, y: 3.0)
print(*nnlib.descend(kinds[0], flat, (1, 2), 2).points[-1])
try:
    nnlib.descend(kinds[0], lambda x, y: np.sin(x) + y**2)
except ValueError as error:
    print(len(str(error).split("keras.ops.sin(x) for np.sin(x)")), 2)
"""


def test_tensorflow_goes_the_same_way():
    done = subprocess.run(
        [sys.executable, "-c", ON_TENSORFLOW],
        env=os.environ | {"KERAS_BACKEND": "tensorflow"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "gradient" not in line]
    found = [tuple(map(float, line.split())) for line in lines]
    rates = np.linspace(0.02, 0.001, 30)
    ends = [
        descend(optimizers.SGD(0.01), "beale", START, 100),
        descend(optimizers.Adam(0.2), "beale", START, 100),
        descend(optimizers.Nadam(0.1), "beale", START, 100),
        descend(optimizers.SGD(0.01), "beale", steps=30, schedule=rates),
    ]
    expected = [path.points[-1] for path in ends]
    np.testing.assert_allclose(found[:4], expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(found[4], (-2, 4))
    np.testing.assert_allclose(found[5], found[0], rtol=1e-4)
    assert found[6:] == [(1, 2), (2, 2)]  # level ground, and an error that says so
