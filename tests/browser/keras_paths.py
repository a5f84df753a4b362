"""Paths of Keras' own optimizers in float64, for `test_race` to compare with.

It runs in a process of its own, since its float64 is for all of JAX:
``python keras_paths.py FILE``. FILE holds cases as JSON: optimizer, surface, start,
rate, momentum, steps. For each it prints the points after each step, as Keras leaves
the weights where a training ends, and how far paths that err by 1e-14 at the start and
after each step have come away from it: in the same way a right program comes away that
rounds otherwise.
"""

import itertools
import json
import math
import os
import sys

os.environ |= {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1"}

import jax
import jax.numpy as jnp
import keras
import numpy as np

from nnlib import surfaces
from nnlib.explore import _race_rules
from nnlib.explore._race_optimizers import keras_optimizer

keras.config.set_floatx("float64")
ERRORS = 1e-14 * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])


def slope(surface: str):
    """Find a surface's gradient; `keras.ops.sin` would round Rastrigin's to float32."""
    if surface != "rastrigin":
        return surfaces.get(surface).df
    turn = 2 * math.pi
    return lambda *xy: [2 * z + 10 * turn * jnp.sin(turn * z) for z in xy]


class Rates(keras.optimizers.schedules.LearningRateSchedule):
    """Rates of all cases, from step to step."""

    def __init__(self, rates):
        self.rates = jnp.asarray(rates)

    def __call__(self, step):
        return self.rates[jnp.asarray(step.value)]


def rule_of(optimizer, rates, momentum, cases):
    """The optimizer of Keras that takes all cases at once, each at its own rate."""
    steps = cases[0]["steps"]
    schedules = [_race_rules.scheduled(optimizer, c["rate"], steps) for c in cases]
    if schedules[0] is None:
        return keras_optimizer(
            optimizer, lambda: rates, momentum, settings=cases[0]["more"]
        )
    table = np.transpose([schedule.learning_rate for schedule in schedules])
    return keras.optimizers.SGD(Rates(table[:, :, None, None]))


def walk(optimizer: str, momentum: float, cases: list[dict]) -> np.ndarray:
    """Take all cases of an optimizer at once: (steps + 1, cases, paths, 2)."""
    rates = np.array([case["rate"] for case in cases]).reshape(-1, 1, 1)
    rule = rule_of(optimizer, rates, momentum, cases)
    starts = np.array([case["start"] for case in cases])[:, None] + ERRORS
    variable = keras.Variable(starts, dtype="float64")
    rule.build([variable])
    gradients = [slope(case["surface"]) for case in cases]

    def step(carry, _):
        points, state = carry
        slopes = [
            jnp.stack(df(*now.T), axis=-1)
            for df, now in zip(gradients, points, strict=True)
        ]
        (points,), state = rule.stateless_apply(state, [jnp.stack(slopes)], [points])
        points += ERRORS
        return (points, state), final(points, state)

    def final(points, state):
        """What the weights are once the training ends: of some, an average."""
        known = [(variable, points), *zip(rule.variables, state, strict=True)]
        with keras.StatelessScope(known) as scope:
            rule.finalize_variable_values([variable])
        return scope.get_current_value(variable)

    begin = starts, [variable.value for variable in rule.variables]
    _, points = jax.lax.scan(step, begin, length=cases[0]["steps"])
    assert points.dtype == "float64"
    return np.concatenate([starts[None], points])


def main(cases: list[dict]) -> list[dict]:
    def kind(case):
        return case["optimizer"], case["momentum"], case["steps"], case["more"]

    found = []
    for (name, momentum, *_), group in itertools.groupby(cases, kind):
        group = list(group)
        for points in walk(name, momentum, group).swapaxes(0, 1):
            # Beyond what is compared, and JSON has no infinities.
            near = np.isfinite(points).all((1, 2)) & (np.abs(points) < 1e9).all((1, 2))
            last = len(near) if near.all() else int(near.argmin())
            spread = np.abs(points[:last] - points[:last, :1]).max((1, 2))
            found.append(
                {
                    "points": points[:last, 0].tolist(),
                    "spread": np.maximum.accumulate(spread).tolist(),
                }
            )
    return found


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file, np.errstate(all="ignore"):
        json.dump(main(json.load(file)), sys.stdout)
