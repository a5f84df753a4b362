"""Models of one program that are trained together on JAX, with an axis of members."""

import jax
import jax.numpy as jnp
import numpy as np

from nnlib.training.engines.jax_engine import JaxEngine
from nnlib.training.engines.jax_programs import read_state


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

    def _each(self, function, axes):
        def together(*args, **static):
            one = lambda *args: function(*args, **static)  # noqa: E731
            if not self._in_turn:
                return jax.vmap(one, axes)(*args)
            own = {k: args[k] for k, axis in enumerate(axes) if axis == 0}
            return jax.lax.map(
                lambda own: one(*(own.get(k, arg) for k, arg in enumerate(args))), own
            )

        return together

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
