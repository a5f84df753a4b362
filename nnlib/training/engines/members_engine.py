"""Models of one program that are trained together on JAX, with an axis of members."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from nnlib.training.engines.jax_engine import JaxEngine
from nnlib.training.engines.jax_programs import (
    alone,
    read_state,
    testing_loop,
    training_loop,
)


class MembersEngine(JaxEngine):
    """Trains several models of one kind together; each number gets an axis of members.

    On several devices each has its share of the members, where they can be shared out
    evenly.

    Parameters
    ----------
    models : sequence of keras.Model
        Built and compiled, of one program (see `jax_programs.program_of`). Their
        variables stay as they are.
    in_turn : bool, default False
        Whether one program trains one member after the other, and not a step of all
        at once.
    """

    def __init__(self, models, *, in_turn: bool = False):
        self.models = models
        self._in_turn = in_turn
        devices = jax.devices()
        share = jax.sharding.PartitionSpec()
        if len(models) % len(devices) == 0:
            share = jax.sharding.PartitionSpec("members")
        mesh = jax.sharding.Mesh(np.array(devices), ("members",))
        self._of_members = jax.sharding.NamedSharding(mesh, share)
        self._of_all = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
        super().__init__(models[0])

    def _loops(self, fresh):
        if not self._in_turn:  # a step of all within the loop, which is traced once
            return (
                training_loop(self.model, fresh, jax.vmap),
                testing_loop(self.model, jax.vmap),
            )
        train = _in_turn(training_loop(self.model, fresh, alone), (0, 2))
        return train, _in_turn(testing_loop(self.model, alone), (0, 1, 2))

    def _as_logs(self, logs):
        return jax.device_get(logs)

    def _with_rates(self, controls, steps):
        return controls  # each model keeps the rate of its own state

    def load(self):
        """Take the state from the variables of all models."""
        for model in self.models:
            model.reset_metrics()
        states = [read_state(model) for model in self.models]
        state = jax.tree.map(lambda *values: jnp.stack(values), *states)
        self.state = jax.device_put(state, self._of_members)

    def put(self, arrays):
        """Bring a structure of NumPy arrays to every device."""
        return jax.device_put(arrays, self._of_all)


def _in_turn(loop: Callable, places: tuple[int, ...]) -> Callable:
    """Make a loop of one model one of several, of which each goes through it alone.

    At these places are the arguments of which each has its own.
    """

    def loops(*arguments, **static):
        def one(own):
            mine = dict(zip(places, own, strict=True))
            given = (mine.get(k, arg) for k, arg in enumerate(arguments))
            return loop(*given, **static)

        return jax.lax.map(one, [arguments[k] for k in places])

    return loops
