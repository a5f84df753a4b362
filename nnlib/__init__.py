"""Neural networks you can present, run and trust.

Every public name is loaded when it is first touched, so that ``import nnlib`` is
quick and one missing optional package breaks only what needs it.
"""

import importlib

_HOME = {
    "setup": "session",
    "claim": "claims",
    "scale": "claims",
    "self_check": "exercises",
    "describe": "descriptions",
    "draw_network": "networks",
    "plot_activation": "activations",
    "load": "datasets",
    "show_images": "datasets",
    "Trainer": "training.trainer",
    "compare": "training.comparison",
    "plot_history": "training.curves",
    "schedules": "training",
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
    "explore",
    "labs",
    "networks",
    "style",
    "surfaces",
    "training",
)

# Those that import Keras, or whose functions do. Where nobody has yet, it gets the
# backend that setup() would choose, not the slower one that Keras takes by itself.
_ON_KERAS = (
    "Trainer",
    "compare",
    "descend",
    "plot_paths",
    "plot_losses",
    "animate_paths",
    "explore",
)

__all__ = sorted([*_HOME, *_MODULES])


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
