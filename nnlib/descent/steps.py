"""The updates of a Keras optimizer on a surface: compiled on JAX, else one by one."""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np

from nnlib import keras_private
from nnlib.schedules import from_keras
from nnlib.schedules.on_optimizer import momentum_set, read_schedule
from nnlib.surfaces.functions import Surface


def controls_and_rates(schedule: Any, optimizer, steps: int) -> tuple[dict, np.ndarray]:
    """Read a schedule: what it controls at each step, and the rate at each step."""
    controls = read_schedule(schedule, optimizer, epochs=1, steps=steps)
    rate = keras_private.learning_rate(optimizer)
    if rate is None:  # a schedule of Keras' own
        own = keras_private.own_schedule(optimizer)
        return {}, from_keras(own, epochs=1, steps_per_epoch=steps).learning_rate
    if "learning_rate" not in controls:
        controls["learning_rate"] = np.full(
            steps, keras_private.as_numpy(rate), "float32"
        )
    return controls, controls["learning_rate"]


def take(
    optimizer, surface: Surface, starts: np.ndarray, steps: int, controls: Mapping
) -> tuple[np.ndarray, np.ndarray]:
    """Take the steps from every start.

    Parameters
    ----------
    optimizer : keras.optimizers.Optimizer
        It stays as it is.
    surface : Surface
    starts : ndarray, shape (n_starts, 2)
    steps : int
    controls : dict of str to ndarray, shape (steps,)

    Returns
    -------
    points : ndarray, shape (n_starts, steps + 1, 2)
    gradients : ndarray, shape (n_starts, steps, 2)
    """
    starts = starts.astype(keras.config.floatx())
    kind = _Kind(optimizer)
    if keras.backend.backend() == "jax":
        program = _program(kind, surface, tuple(sorted(controls)))
        points, gradients = program(starts, steps, dict(controls))
        return np.asarray(points), np.asarray(gradients)
    walk = _walker(kind, surface)
    ways = [walk(start, steps, controls) for start in starts]
    return tuple(map(np.stack, zip(*ways, strict=True)))


def check(surface: Surface, start: np.ndarray) -> None:
    """Refuse a surface whose function the backend cannot follow.

    Raises
    ------
    ValueError
        If its function, or its gradient, takes NumPy's numbers alone, or none.
    """
    surface.heights(*start)
    backend = keras.backend.backend()
    try:
        if backend == "jax":
            import jax

            point = jax.ShapeDtypeStruct((2,), keras.config.floatx())
            jax.eval_shape(_gradient(surface), point)
        elif backend == "tensorflow":
            import tensorflow as tf

            slope = _slope(surface, keras.Variable(start))
            tf.function(slope, autograph=False).get_concrete_function()
        else:
            _slope(surface, keras.Variable(start))()
    except Exception as error:
        raise ValueError(
            f"surface: the {'function' if surface.df is None else 'gradient'} of "
            f"{surface.name} does not take the tensors of {backend} "
            f"({type(error).__name__}); write it with arithmetic and keras.ops, such "
            "as keras.ops.sin(x) for np.sin(x) or math.sin(x), and keras.ops.where "
            "for if"
        ) from None


class _Kind:
    """An optimizer's class and settings, but for its learning rate if it is a number.

    Two of one kind share a program.
    """

    def __init__(self, optimizer):
        inner = getattr(optimizer, "inner_optimizer", None)  # of a LossScaleOptimizer
        self._inner = None if inner is None else _Kind(inner)
        self._class = type(optimizer)
        if inner is None:
            self._config = keras_private.config(optimizer)
        else:
            settings = ("initial_scale", "dynamic_growth_steps")
            self._config = {name: getattr(optimizer, name) for name in settings}
        known = dict(self._config, name=None)
        if keras_private.learning_rate(optimizer) is not None:
            known["learning_rate"] = None
        settings = json.dumps(known, sort_keys=True, default=repr)
        self._key = self._class, keras.config.floatx(), settings, self._inner

    def __eq__(self, other):
        return isinstance(other, _Kind) and self._key == other._key

    def __hash__(self):
        return hash(self._key)

    def _new(self) -> keras.optimizers.Optimizer:
        if self._inner is None:
            return self._class.from_config(self._config)
        return self._class(self._inner._new(), **self._config)

    def make(self) -> tuple[keras.optimizers.Optimizer, keras.Variable]:
        """A new optimizer, and the variable that it is built for."""
        optimizer = self._new()
        variable = keras.Variable(np.zeros(2), name="point")
        optimizer.build([variable])
        return optimizer, variable


@functools.lru_cache(maxsize=256)
def _program(kind: _Kind, surface: Surface, controlled: tuple[str, ...]) -> Callable:
    """All steps from all starts as one compiled program of JAX."""
    import jax
    import jax.numpy as jnp

    optimizer, _ = kind.make()
    fresh = [np.asarray(v.value) for v in optimizer.variables]
    place = None
    if "learning_rate" in controlled:
        paths = [variable.path for variable in optimizer.variables]
        place = paths.index(keras_private.learning_rate(optimizer).path)

    gradient = _gradient(surface)

    def step(carry, now):
        w, state = carry
        if place is not None:
            rate = now["learning_rate"].astype(state[place].dtype)
            state = [*state[:place], rate, *state[place + 1 :]]
        slope = gradient(w)
        known = zip(optimizer.variables, state, strict=True)
        with keras.StatelessScope(state_mapping=known):
            scaled = optimizer.scale_loss(slope)  # which `apply` divides by again
        with momentum_set(optimizer, now):
            (new,), state = optimizer.stateless_apply(state, [scaled], [w])
        return (new, list(state)), (new, slope)

    @functools.partial(jax.jit, static_argnums=1)
    def program(starts, steps, controls):
        def way(start):
            begin = start, list(map(jnp.asarray, fresh))
            _, (points, slopes) = jax.lax.scan(step, begin, controls, length=steps)
            return jnp.concatenate([start[None], points]), slopes

        if len(starts) == 1:  # is compiled sooner
            return tuple(array[None] for array in way(starts[0]))
        return jax.vmap(way)(starts)

    return program


def _gradient(surface: Surface) -> Callable:
    """The gradient at a point of JAX, of shape (2,)."""
    import jax
    import jax.numpy as jnp

    df = surface.df
    if df is None:
        return jax.grad(lambda w: jnp.asarray(surface.f(w[0], w[1]), w.dtype))
    return lambda w: jnp.stack(jnp.broadcast_arrays(*df(w[0], w[1]), w[0])[:2])


@functools.lru_cache(maxsize=256)
def _walker(kind: _Kind, surface: Surface) -> Callable:
    """One step after another, on any backend."""
    optimizer, variable = kind.make()
    variables = [variable, *optimizer.variables]
    fresh = [keras_private.as_numpy(v).copy() for v in variables]
    slope_of = _slope(surface, variable)

    def step():
        slope = slope_of()
        optimizer.apply([optimizer.scale_loss(slope)], [variable])
        return slope

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        compiled = tf.function(step, autograph=False)
    else:
        compiled = step

    def walk(start, steps, controls):
        for each, value in zip(variables, fresh, strict=True):
            each.assign(value)
        variable.assign(start)
        points, slopes = [start], []
        for number in range(steps):
            if "learning_rate" in controls:
                optimizer.learning_rate = controls["learning_rate"][number]
            now = {name: values[number] for name, values in controls.items()}
            with momentum_set(optimizer, now):
                # A momentum of each step's own is no part of a compiled step.
                slope = (step if "momentum" in now else compiled)()
            slopes.append(keras_private.as_numpy(slope))
            points.append(keras_private.as_numpy(variable).copy())
        return np.stack(points), np.stack(slopes)

    return walk


def _slope(surface: Surface, variable: keras.Variable) -> Callable:
    """A function that gives the gradient where the variable is."""
    df = surface.df
    if df is not None:

        def slope():
            return keras.ops.stack(df(variable[0], variable[1]))

        return slope
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        def slope():
            with tf.GradientTape() as tape:
                height = surface.f(variable[0], variable[1])
                height = keras.ops.convert_to_tensor(height, variable.dtype)
            return tape.gradient(height, variable.value, unconnected_gradients="zero")

        return slope
    if keras.backend.backend() == "torch":
        import torch  # ty: ignore[import-not-found]  # it may be missing

        def slope():
            height = surface.f(variable[0], variable[1])
            return torch.autograd.grad(height, variable.value)[0]

        return slope
    raise ValueError(
        f"surface: {surface.name} has no gradient, and {keras.backend.backend()} "
        "cannot differentiate; give it df"
    )
