"""The surfaces of the race: what its page knows, and functions that it is told."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnlib import surfaces
from nnlib.arguments import choice
from nnlib.explore import _race_optimizers
from nnlib.explore._packed import text_of
from nnlib.surfaces.stored import StoredSurface

_MOST_OPERATIONS = 2000
Program = dict[str, Any]

# Operations of the page, and the same in Python.
_OPERATIONS: dict[str, Callable] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": np.divide,
    "power": np.power,
    "negative": operator.neg,
    "absolute": abs,
    "sign": np.sign,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "where": lambda condition, yes, no: yes if condition else no,
}
# What JAX calls them; others are made of these.
_OF_JAX = {
    "add": "add",
    "add_any": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "pow": "power",
    "neg": "negative",
    "abs": "absolute",
    "max": "maximum",
    "min": "minimum",
    "lt": "less",
    "le": "less_equal",
    "eq": "equal",
} | {name: name for name in ("sign", "sqrt", "exp", "log", "sin", "cos", "tanh")}
_UNCHANGED = ("convert_element_type", "copy", "stop_gradient", "reduce_precision")
_OF_SCALARS = ("broadcast_in_dim", "reshape", "squeeze", "reduce_sum")
_NESTED = ("jit", "pjit", "closed_call", "custom_jvp_call", "custom_vjp_call", "remat")


def read(surface: Any) -> surfaces.Surface:
    """Read a surface: a name, a function of x and y, or one of `nnlib.surfaces`."""
    if not isinstance(surface, surfaces.Surface) and not callable(surface):
        choice("surface", surface, _race_optimizers.RATES)
    return surfaces.get(surface)


def facts(surface: surfaces.Surface) -> dict[str, Any]:
    """What the page needs to know of a surface."""
    return {
        "name": surface.name.capitalize(),
        "formula": _plain(surface.formula),
        "bounds": surface.bounds,
        "minima": surface.minima,
        "start": surface.start,
        "lowest": _lowest(surface),
        "rates": list(_race_optimizers.rates_on(surface).values()),
    }


def _lowest(surface: surfaces.Surface) -> float:
    """A bound below all values that are seen."""
    if is_known(surface):
        return surface.lowest
    x, y = (np.linspace(*bounds, 61) for bounds in surface.bounds)
    seen = surface.heights(*np.meshgrid(x, y))
    return min(surface.lowest, float(seen[np.isfinite(seen)].min(initial=np.inf)))


def known() -> dict[str, dict]:
    """The facts of all surfaces whose functions the page has."""
    return {name: facts(surfaces.get(name)) for name in surfaces.NAMES}


def is_known(surface: surfaces.Surface) -> bool:
    """Whether the page has its function."""
    return surface.name in surfaces.NAMES and surface is surfaces.get(surface.name)


def told(surface: surfaces.Surface) -> tuple[surfaces.Surface, dict[str, Any]]:
    """Find what the page is told of a surface.

    Returns
    -------
    surface : Surface
        The same one, with the derivatives that the page computes.
    facts : dict
        As `facts`, with the function if the page does not know it.

    Raises
    ------
    ValueError
        If the function is made of what the page cannot compute.
    """
    if is_known(surface):
        return surface, facts(surface)
    if isinstance(surface, StoredSurface):
        return _rounded(surface)
    program = _traced(surface)
    run = _runner(program)
    same = surfaces.Surface(
        surface.name,
        np.vectorize(lambda x, y: run(x, y)[0], otypes=[float]),
        lambda x, y: run(x, y)[1:],
        minima=surface.minima,
        lowest=surface.lowest,
        bounds=surface.bounds,
        start=surface.start,
        formula=surface.formula,
    )
    return same, facts(same) | {"program": program}


def _rounded(surface: StoredSurface) -> tuple[surfaces.Surface, dict[str, Any]]:
    """Round stored values to 16 bits, which takes half as many bytes."""
    low, high = float(surface.values.min()), float(surface.values.max())
    counts = np.round((surface.values - low) / ((high - low) or 1) * 65535)
    same = surfaces.from_values(
        low + (high - low) * counts / 65535,
        surface.bounds,
        name=surface.name,
        start=surface.start,
        minima=surface.minima,
    )
    rows = len(counts)
    stored = {"values": text_of(counts.astype(np.uint16)), "rows": rows}
    return same, facts(same) | {"stored": stored | {"low": low, "high": high}}


def _traced(surface: surfaces.Surface) -> Program:
    """Write a function and its derivatives as operations one after the other."""
    try:
        import jax
    except ImportError:
        raise ValueError(
            f"surface: {surface.name} is a function of your own, which JAX writes down "
            "for the page; install jax, or give nnlib.surfaces.from_values(values, "
            "bounds)"
        ) from None

    def all_three(x, y):
        if surface.df is not None:
            return (surface.f(x, y), *surface.df(x, y))
        value, slopes = jax.value_and_grad(surface.f, argnums=(0, 1))(x, y)
        return (value, *slopes)

    # It moved in JAX 0.8.
    doubles = (jax if hasattr(jax, "enable_x64") else jax.experimental).enable_x64
    try:
        with doubles(True):
            closed = jax.make_jaxpr(all_three)(*map(float, surface.start))
        steps = _Steps()
        results = steps.take(closed.jaxpr, closed.consts, [0, 1])
    except Exception as error:  # of the function, of whatever kind
        reason = str(error).partition("\n")[0]
        raise ValueError(
            f"surface: {surface.name} cannot be written down for the page ("
            f"{type(error).__name__}: {reason[:200]}); make it of arithmetic and of "
            "keras.ops.sin and the like on the JAX backend, or give values: "
            "nnlib.surfaces.from_values(values, bounds)"
        ) from None
    return {"operations": steps.operations, "results": results}


class _Steps:
    """Operations, each on results before it; 0 and 1 are x and y."""

    def __init__(self):
        self.operations: list[list] = []

    def add(self, name: str, *places: float) -> int:
        if len(self.operations) == _MOST_OPERATIONS:
            raise ValueError(f"it takes more than {_MOST_OPERATIONS:,} operations")
        self.operations.append([name, *places])
        return len(self.operations) + 1

    def constant(self, value: Any) -> int:
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(f"it has the constant {number}")
        return self.add("constant", number)

    def take(self, jaxpr: Any, constants: Any, inputs: list[int]) -> list[int]:
        places = dict(zip(jaxpr.invars, inputs, strict=True))
        for variable, value in zip(jaxpr.constvars, constants, strict=True):
            places[variable] = self.constant(value)

        def place(atom: Any) -> int:
            return self.constant(atom.val) if hasattr(atom, "val") else places[atom]

        for equation in jaxpr.eqns:
            found = self._one(equation, list(map(place, equation.invars)))
            places |= zip(equation.outvars, found, strict=True)
        return list(map(place, jaxpr.outvars))

    def _one(self, equation: Any, inputs: list[int]) -> list[int]:
        name, parameters = equation.primitive.name, equation.params
        if any(variable.aval.shape for variable in equation.outvars):
            raise ValueError(f"{name} makes an array of one x and one y")
        if name in _NESTED:
            inner = parameters.get("jaxpr") or parameters["call_jaxpr"]
            return self.take(inner.jaxpr, inner.consts, inputs)
        return [self._simple(name, parameters, inputs)]

    def _simple(self, name: str, parameters: Mapping, inputs: list[int]) -> int:
        if name in _UNCHANGED or name in _OF_SCALARS:
            return inputs[0]
        if name in _OF_JAX:
            return self.add(_OF_JAX[name], *inputs)
        if name in ("gt", "ge"):
            return self.add("less" if name == "gt" else "less_equal", *inputs[::-1])
        if name == "ne":
            return self.add("subtract", self.constant(1), self.add("equal", *inputs))
        if name == "integer_pow":
            return self.add("power", inputs[0], self.constant(parameters["y"]))
        if name == "square":
            return self.add("multiply", inputs[0], inputs[0])
        if name == "rsqrt":
            return self.add("divide", self.constant(1), self.add("sqrt", inputs[0]))
        if name == "logistic":
            below = self.add("exp", self.add("negative", inputs[0]))
            one = self.constant(1)
            return self.add("divide", one, self.add("add", one, below))
        if name == "log1p":
            return self.add("log", self.add("add", self.constant(1), inputs[0]))
        if name == "select_n" and len(inputs) == 3:
            condition, no, yes = inputs
            return self.add("where", condition, yes, no)
        raise ValueError(f"the page has no {name}")


def _runner(program: Program) -> Callable:
    """Compute what the page computes: the value, and both derivatives."""

    def run(x: float, y: float) -> tuple[float, ...]:
        found = [np.float64(x), np.float64(y)]
        with np.errstate(all="ignore"):  # it may leave where it is defined
            for name, *places in program["operations"]:
                if name == "constant":
                    found.append(np.float64(places[0]))
                else:
                    value = _OPERATIONS[name](*(found[i] for i in places))
                    found.append(np.float64(value))
        return tuple(float(found[i]) for i in program["results"])

    return run


def _plain(formula: str) -> str:
    """Write the LaTeX of a formula as text."""
    for latex, text in {
        r"\frac{1}{2}": "½",
        r"\frac{1}{4}": "¼",
        r"\cos": "cos",
        r" \pi ": "π",
        "^2": "²",
        "^3": "³",
        "-": "−",
    }.items():
        formula = formula.replace(latex, text)
    return formula
