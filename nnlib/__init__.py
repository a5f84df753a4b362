"""Neural networks you can present, run and trust.

Every public name is loaded when it is first touched, so that ``import nnlib`` is
quick and one missing optional package breaks only what needs it.
"""

import importlib

# Type checkers take this name for true; to import it from typing takes 10 ms.
TYPE_CHECKING = False
if TYPE_CHECKING:  # the names below, for those who read types
    from nnlib import (
        activations,
        datasets,
        decks,
        descent,
        explore,
        labs,
        networks,
        schedules,
        surfaces,
        training,
    )
    from nnlib.activations import plot_activation
    from nnlib.claims import claim, scale
    from nnlib.datasets import load, show_images
    from nnlib.descent import animate_paths, descend, plot_losses, plot_paths
    from nnlib.descriptions import describe
    from nnlib.exercises import self_check
    from nnlib.figures import style
    from nnlib.guesses import guess_first
    from nnlib.networks import draw_network
    from nnlib.session import setup
    from nnlib.surfaces import plot_surface
    from nnlib.training.compare import compare
    from nnlib.training.curves import plot_history
    from nnlib.training.mc_dropout import mc_dropout
    from nnlib.training.trainer import Trainer

_HOME = {
    "setup": "session",
    "claim": "claims",
    "scale": "claims",
    "self_check": "exercises",
    "guess_first": "guesses",
    "describe": "descriptions",
    "style": "figures",
    "draw_network": "networks",
    "plot_activation": "activations",
    "load": "datasets",
    "show_images": "datasets",
    "Trainer": "training.trainer",
    "compare": "training.compare",
    "mc_dropout": "training.mc_dropout",
    "plot_history": "training.curves",
    "plot_surface": "surfaces",
    "descend": "descent",
    "plot_paths": "descent",
    "plot_losses": "descent",
    "animate_paths": "descent",
}
_MODULES = (
    "activations",
    "datasets",
    "decks",
    "descent",
    "explore",
    "labs",
    "networks",
    "schedules",
    "surfaces",
    "training",
)

# Those that import Keras, or whose functions do. Where nobody has yet, it gets the
# backend that setup() would choose, not the slower one that Keras takes by itself.
_ON_KERAS = (
    "Trainer",
    "compare",
    "mc_dropout",
    "descend",
    "plot_paths",
    "plot_losses",
    "animate_paths",
    "descent",
    "explore",
)

__all__ = [  # sorted, and in words, for those who read types
    "Trainer",
    "activations",
    "animate_paths",
    "claim",
    "compare",
    "datasets",
    "decks",
    "descend",
    "descent",
    "describe",
    "draw_network",
    "explore",
    "guess_first",
    "labs",
    "load",
    "mc_dropout",
    "networks",
    "plot_activation",
    "plot_history",
    "plot_losses",
    "plot_paths",
    "plot_surface",
    "scale",
    "schedules",
    "self_check",
    "setup",
    "show_images",
    "style",
    "surfaces",
    "training",
]


def __getattr__(name: str):
    if name in _ON_KERAS:
        from nnlib import backend

        backend.choose()
    if name in _MODULES:
        return importlib.import_module(f"nnlib.{name}")
    if name in _HOME:
        return getattr(importlib.import_module(f"nnlib.{_HOME[name]}"), name)
    raise AttributeError(f"module 'nnlib' has no attribute {name!r}")


def __dir__():
    return __all__
