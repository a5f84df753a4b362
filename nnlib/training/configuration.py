"""What `compare` is given of each configuration: its function and arguments of fit."""

import contextlib
import dataclasses
from collections.abc import Callable, Generator, Mapping
from typing import Any

import keras

from nnlib.arguments import choice
from nnlib.training.call import ARGUMENTS

_OF_ALL = ("x", "y", "verbose")  # what a configuration has no say in
WANTED = "a function without arguments that returns a new compiled model"


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What is trained with every seed.

    Attributes
    ----------
    build : callable
        Returns a new compiled model.
    fit : dict
        Arguments of `Trainer.fit`.
    callbacks : callable or None
        Returns a list of new callbacks.
    """

    build: Callable
    fit: dict
    callbacks: Callable | None


def read(configuration: Any, shared: Mapping) -> Configuration:
    """Read a configuration, a function or (function, arguments of its fit).

    Parameters
    ----------
    configuration : Any
    shared : mapping
        Arguments of the fits of all configurations.

    Raises
    ------
    ValueError
        If it is none, or an argument's name is none of `Trainer.fit`.
    """
    build, own = configuration, {}
    if isinstance(configuration, tuple) and len(configuration) == 2:
        build, own = configuration
    if isinstance(build, keras.Model):
        raise ValueError(
            f"the model {build.name!r} came; give {WANTED}, for every seed begins "
            "with one of its own"
        )
    if not callable(build) or not isinstance(own, Mapping):
        raise ValueError(
            f"{configuration!r} came; give {WANTED}, or (function, arguments of its "
            "fit)"
        )
    fit = {**shared, **own}
    known = [name for name in ARGUMENTS if name not in _OF_ALL]
    for name in fit:
        choice("argument of fit", name, known)
    callbacks = fit.pop("callbacks", None)
    if callbacks is not None and not callable(callbacks):
        raise ValueError(
            f"callbacks: {callbacks!r} came; give a function that returns a list of "
            "new ones, for every member needs its own"
        )
    return Configuration(build, fit, callbacks)


@contextlib.contextmanager
def said_of(name: str) -> Generator[None]:
    """Let the message of a ValueError begin with the configuration that it is about."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"configurations, {name!r}: {error}") from None
