"""The members of a configuration: one model for each seed, trained like a fit each."""

import dataclasses
import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import keras
import numpy as np

from nnlib import keras_private
from nnlib.seeds import Randoms, seed_everything
from nnlib.training import structures
from nnlib.training.call import FitCall
from nnlib.training.configuration import WANTED, Configuration
from nnlib.training.engines.choice import (
    KnownProgram,
    has_members_engine,
    make_members_engine,
)
from nnlib.training.nan_losses import LossError
from nnlib.training.plan import Plan, make_plan
from nnlib.training.trainer import Trainer

if TYPE_CHECKING:
    from nnlib.training.engines.members_engine import MembersEngine


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


@dataclasses.dataclass(frozen=True)
class Group:
    """The members of a configuration, ready to be trained.

    Attributes
    ----------
    train : callable
        Trains them and returns the history of each, a list of dict. It is given a
        `threading.Event` and raises `StoppedError` soon after that is set.
    in_thread : bool
        Whether any thread may train them: they leave the random numbers of the
        process alone.
    """

    train: Callable[[threading.Event], list[dict]]
    in_thread: bool


class StoppedError(Exception):
    """A training was told to stop."""


def prepare(
    configuration: Configuration,
    data: tuple,
    seeds: tuple[int, ...],
    known: list[KnownProgram],
    first: Member,
    plan: Plan | None,
    why: str,
) -> Group:
    """Make the members of a configuration: on JAX of one program where that can be.

    Parameters
    ----------
    configuration : Configuration
    data : tuple
        x and y.
    seeds : tuple of int
    known : list of KnownProgram
        Those of the configurations before, see `make_members_engine`.
    first : Member
        That of the first seed.
    plan, why
        What `plan_of` made of it.
    """
    members = _members(configuration, seeds, first)
    if plan is None or why or configuration.callbacks or not has_members_engine():
        return _group_apart(configuration, data, members)
    members = list(members)
    for member in members:
        member.randoms.resume()
        with keras_private.names_anew():
            plan.build(member.model)
        member.remember()
    models = [member.model for member in members]
    engine = make_members_engine(
        models, plan.training, plan.batch_size, plan.controls, known
    )
    if engine is None:
        return _group_apart(configuration, data, members)
    return Group(functools.partial(_together, engine, members, plan), in_thread=True)


def _group_apart(
    configuration: Configuration, data: tuple, members: Iterable[Member]
) -> Group:
    def train(stop: threading.Event) -> list[dict]:
        return [_alone(configuration, data, member) for member in members]

    return Group(train, in_thread=False)


def _members(configuration: Configuration, seeds, first: Member) -> Iterator[Member]:
    yield first
    for seed in seeds[1:]:
        member = Member(configuration.build, seed)
        member.check()
        if member.model is first.model:
            raise ValueError(
                f"its function returned the same model twice; give {WANTED}"
            )
        yield member


def _alone(configuration: Configuration, data: tuple, member: Member) -> dict:
    own = {}
    member.randoms.resume()
    if configuration.callbacks:
        own = {"callbacks": configuration.callbacks()}
    fit = Trainer(member.model).fit(*data, **configuration.fit, **own, verbose=0)
    return fit.history


def _together(
    engine: "MembersEngine", members: list[Member], plan: Plan, stop: threading.Event
) -> list[dict]:
    """Train the models in one program: the histories that their own fits would have."""
    training = engine.put(plan.training)
    validation = plan.validation and engine.put(plan.validation)
    randoms = [member.randoms.numpys() for member in members]
    histories = [{} for _ in members]
    for epoch in range(plan.initial_epoch, plan.epochs):
        if stop.is_set():
            raise StoppedError
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
