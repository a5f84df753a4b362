"""The members of a configuration: one model for each seed, trained like a fit each."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.arguments import choice
from nnlib.seeds import Randoms, seed_everything
from nnlib.training import structures
from nnlib.training.call import ARGUMENTS, FitCall
from nnlib.training.engines.choice import has_members_engine, make_members_engine
from nnlib.training.losses import LossError
from nnlib.training.plan import Plan, make_plan
from nnlib.training.trainer import Trainer

if TYPE_CHECKING:
    from nnlib.training.engines.members_engine import MembersEngine

_OF_ALL = ("x", "y", "verbose")  # what a configuration has no say in
_WANTED = "a function without arguments that returns a new compiled model"


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
            f"the model {build.name!r} came; give {_WANTED}, for every seed begins "
            "with one of its own"
        )
    if not callable(build) or not isinstance(own, Mapping):
        raise ValueError(
            f"{configuration!r} came; give {_WANTED}, or (function, arguments of its "
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


class Member:
    """A model as its function made it after a seed, and the random numbers behind it.

    Parameters
    ----------
    build : callable
    seed : int

    Raises
    ------
    ValueError
        If the function returned no compiled model.
    """

    def __init__(self, build: Callable, seed: int):
        self.seed = seed
        seed_everything(seed)
        with keras_private.names_anew():
            self.model = build()
        self.remember()

    def remember(self) -> None:
        """Keep the random numbers of this moment."""
        self.randoms = Randoms(self.seed)

    def check(self) -> None:
        """Refuse what is no compiled model."""
        if isinstance(self.model, keras.Model) and self.model.compiled:
            return
        what = "one that is not compiled"
        if not isinstance(self.model, keras.Model):
            what = repr(self.model)
        raise ValueError(
            f"its function returned {what}; return a Keras model after "
            "model.compile(optimizer=..., loss=...)"
        )


def plan_of(
    configuration: Configuration, data: tuple, first: Member
) -> tuple[Plan | None, str]:
    """Read the data and the arguments for all members, and check the first with them.

    Returns
    -------
    plan, why
        As of `make_plan`.

    Raises
    ------
    ValueError
        If the model, the data and the arguments do not fit each other.
    """
    first.check()
    return make_plan(first.model, FitCall(*data, **configuration.fit))


def train(
    configuration: Configuration,
    data: tuple,
    seeds: tuple[int, ...],
    first: Member,
    plan: Plan | None,
    why: str,
) -> list[dict]:
    """Train the members of a configuration, on JAX in one program where that can be.

    Parameters
    ----------
    configuration : Configuration
    data : tuple
        x and y.
    seeds : tuple of int
    first : Member
        That of the first seed.
    plan, why
        What `plan_of` made of it.

    Returns
    -------
    list of dict
        The history of each.
    """
    members = _members(configuration, seeds, first)
    if plan is None or why or configuration.callbacks or not has_members_engine():
        return [_alone(configuration, data, member) for member in members]
    members = list(members)
    for member in members:
        member.randoms.resume()
        plan.build(member.model)
        member.remember()
    models = [member.model for member in members]
    engine = make_members_engine(models, plan.training, plan.batch_size, plan.controls)
    if engine is None:
        return [_alone(configuration, data, member) for member in members]
    return _together(engine, members, plan)


def _members(configuration: Configuration, seeds, first: Member) -> Iterator[Member]:
    yield first
    for seed in seeds[1:]:
        member = Member(configuration.build, seed)
        member.check()
        if member.model is first.model:
            raise ValueError(
                f"its function returned the same model twice; give {_WANTED}"
            )
        yield member


def _alone(configuration: Configuration, data: tuple, member: Member) -> dict:
    own = {}
    member.randoms.resume()
    if configuration.callbacks:
        own = {"callbacks": configuration.callbacks()}
    fit = Trainer(member.model).fit(*data, **configuration.fit, **own, verbose=0)
    return fit.history


def _together(engine: "MembersEngine", members: list[Member], plan: Plan) -> list[dict]:
    """Train the models in one program: the histories that their own fits would have."""
    training = engine.put(plan.training)
    validation = plan.validation and engine.put(plan.validation)
    randoms = [member.randoms.numpys() for member in members]
    histories = [{} for _ in members]
    for epoch in range(plan.initial_epoch, plan.epochs):
        engine.reset_metrics()
        orders = np.stack([plan.order(drawing) for drawing in randoms])
        for start, steps, size in structures.parts(orders.shape[1], plan.batch_size):
            rows = orders[:, start : start + steps * size]
            rows = rows.reshape(len(members), steps, size)
            controls = plan.controls_at(epoch, start // plan.batch_size, steps)
            _, logs = engine.train(training, rows, controls, 0, steps)
        if np.isnan(logs["loss"]).any():
            raise LossError(
                f"loss: NaN in epoch {epoch + 1} of {np.isnan(logs['loss']).sum()} of "
                f"{len(members)} seeds; most likely the learning rate is too large"
            )
        if plan.validates(epoch):
            found = engine.evaluate(validation, plan.validation_batch_size)
            logs |= {f"val_{name}": values for name, values in found.items()}
        for member, history in enumerate(histories):
            for name in sorted(logs):
                history.setdefault(name, []).append(_logged(logs[name][member]))
    return histories


def _logged(value: np.ndarray) -> float | np.ndarray:
    """The value of a metric as a fit keeps it: of some an array, say a class each."""
    return np.array(value) if np.ndim(value) else float(value)
