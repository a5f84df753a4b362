"""What all pictures share: one way to axes, and defaults that stay within."""

import ast
import functools
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

import nnlib
from nnlib.training.comparison import Comparison
from nnlib.training.rate_finding import RateFinder


@functools.cache
def path():
    return nnlib.descend("sgd", nnlib.surfaces.beale, start=(1, 1), steps=3)


def comparison():
    return Comparison({"a": [{"loss": [2.0, 1.0]}]}, {"a": 1.0}, {}, (0,))


def rate_finder():
    rates, losses = np.geomspace(1e-4, 1, 20), np.linspace(2, 1, 20)
    return RateFinder(rates, losses, losses, 0.1, "why not")


DRAWINGS = {
    "draw_network": lambda ax: nnlib.draw_network([2, 3, 1], ax=ax),
    "plot_activation": lambda ax: nnlib.plot_activation("relu", ax=ax),
    "plot_surface": lambda ax: nnlib.plot_surface("beale", ax=ax),
    "plot_paths": lambda ax: nnlib.plot_paths("beale", path(), ax=ax),
    "plot_losses": lambda ax: nnlib.plot_losses(path(), ax=ax),
    "animate_paths": lambda ax: nnlib.animate_paths("beale", path(), ax=ax),
    "show_images": lambda ax: nnlib.show_images(np.eye(5)[None], ax=ax),
    "plot_history": lambda ax: nnlib.plot_history({"loss": [2, 1]}, ax=ax),
    "Schedule.plot": lambda ax: nnlib.schedules.one_cycle(0.1, epochs=4).plot(ax=ax),
    "RateFinder.plot": lambda ax: rate_finder().plot(ax=ax),
    "Comparison.plot": lambda ax: comparison().plot(ax=ax),
}
WRONG = {
    "a number": lambda: 3,
    "a figure": Figure,
    "several axes": lambda: Figure().subplots(1, 2),
    "polar axes": lambda: Figure().add_subplot(projection="polar"),
    "axes in space": lambda: Figure().add_subplot(projection="3d"),
}


def takes_axes(function):
    arguments = function.args
    last = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    return "ax" in [each.arg for each in (*last, *arguments.kwonlyargs)]


def test_these_are_all_that_take_axes():
    found = set()
    for file in Path(nnlib.__file__).parent.rglob("*.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            parts = node.body if isinstance(node, ast.ClassDef) else [node]
            before = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
            found |= {
                before + part.name
                for part in parts
                if isinstance(part, ast.FunctionDef)
                and not part.name.startswith("_")
                and takes_axes(part)
            }
    assert found - {"Order.add_places"} == set(DRAWINGS)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", DRAWINGS)
def test_wrong_axes_are_refused_in_the_same_words(name, wrong):
    told = r"(?s)^ax: .* came; give plain axes, as of plt.subplots\(\)$"
    with pytest.raises(ValueError, match=told):
        DRAWINGS[name](WRONG[wrong]())
    assert not plt.get_fignums()


@pytest.mark.filterwarnings("ignore:Animation was deleted")
@pytest.mark.parametrize("name", DRAWINGS)
def test_what_is_drawn_stays_on_its_axes(name):
    before = dict(mpl.rcParams)
    ax = Figure().add_subplot()
    drawn = DRAWINGS[name](ax)
    assert drawn is ax or name == "animate_paths"
    assert [*ax.lines, *ax.collections, *ax.images]
    assert not plt.get_fignums()
    assert dict(mpl.rcParams) == before


@pytest.mark.filterwarnings("ignore:Animation was deleted")
@pytest.mark.parametrize("name", DRAWINGS)
def test_without_axes_there_is_a_new_figure(name):
    DRAWINGS[name](None)
    (number,) = plt.get_fignums()
    (ax,) = plt.figure(number).axes
    assert ax.get_figure().get_constrained_layout()
