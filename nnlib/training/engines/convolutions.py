"""Convolutions that are in a loop on a CPU what they are outside of one.

On a CPU, XLA leaves a convolution to Eigen, which is quick, where the examples come
first and the channels last. It brings others into this form, but not within a loop,
where they then take several times as long and round otherwise; and the gradient of a
layer's kernel is such another. So they are brought into this form here.
"""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax import lax
from jax.extend import core

CONVOLUTION = "conv_general_dilated"
_STAY = {"scan", "while", "cond"}  # XLA leaves what is within them as it is anyway
_PROGRAMS = (core.Jaxpr, core.ClosedJaxpr)


def quick_in_loops(function: Callable) -> Callable:
    """Make a function of arrays one whose convolutions are quick in a loop on a CPU.

    In a loop it returns what `function` returns outside of one, bit for bit; where
    there is a depthwise convolution, but for rounding.
    """
    if jax.default_backend() != "cpu":
        return function

    def quick(*arguments):
        program, shapes = jax.make_jaxpr(function, return_shape=True)(*arguments)
        results = _results(program.jaxpr, program.consts, jax.tree.leaves(arguments))
        return jax.tree.unflatten(jax.tree.structure(shapes), results)

    return quick


def _results(program: core.Jaxpr, constants, arguments) -> list:
    """What a program returns, with each convolution in the quick form."""
    values = dict(zip(program.constvars, constants, strict=True))
    values |= zip(program.invars, arguments, strict=True)

    def read(atom):
        return atom.val if isinstance(atom, core.Literal) else values[atom]

    for equation in program.eqns:
        found = _result(equation, [read(atom) for atom in equation.invars])
        found = found if equation.primitive.multiple_results else [found]
        values |= zip(equation.outvars, found, strict=True)
    return [read(atom) for atom in program.outvars]


def _result(equation: core.JaxprEqn, operands: list):
    primitive, params = equation.primitive, equation.params
    if primitive.name == CONVOLUTION:
        return _convolved(primitive, params, *operands)
    if "call_jaxpr" in params:  # has derivatives of its own, which were taken before
        return _results(*_opened(params["call_jaxpr"]), operands)
    if _convolves(equation):
        params = {name: _quick(value) for name, value in params.items()}
    return primitive.bind(*operands, **params)


def _convolved(primitive: core.Primitive, params: dict, images, kernel):
    """Convolve (examples, ..., channels) with (..., channels, filters)."""
    of_images, of_kernel, of_result = params["dimension_numbers"]
    examples, channels, *space = of_images
    images = lax.transpose(images, (examples, *space, channels))
    filters, channels, *space = of_kernel
    kernel = lax.transpose(kernel, (*space, channels, filters))
    last, between = images.ndim - 1, range(1, images.ndim - 1)
    form = lax.ConvDimensionNumbers(
        lhs_spec=(0, last, *between),
        rhs_spec=(last, last - 1, *range(last - 1)),
        out_spec=(0, last, *between),
    )
    result = primitive.bind(images, kernel, **params | {"dimension_numbers": form})
    examples, channels, *space = of_result
    return lax.transpose(result, np.argsort((examples, *space, channels)))


def _convolves(equation: core.JaxprEqn) -> bool:
    """Whether there is a convolution in it to be brought into the quick form."""
    if equation.primitive.name in _STAY:
        return False
    return equation.primitive.name == CONVOLUTION or any(
        _convolves(inner)
        for value in equation.params.values()
        if isinstance(value, _PROGRAMS)
        for inner in value.eqns
    )


def _quick(value):
    """A parameter; if it is a program, with its convolutions in the quick form."""
    if not isinstance(value, _PROGRAMS):
        return value
    program, constants = _opened(value)
    arrays: list[Any] = [variable.aval for variable in program.invars]
    arguments = [
        jax.ShapeDtypeStruct(a.shape, a.dtype, weak_type=a.weak_type) for a in arrays
    ]
    quick = jax.make_jaxpr(lambda *a: _results(program, constants, a))(*arguments)
    return quick if isinstance(value, core.ClosedJaxpr) else quick.jaxpr


def _opened(program: core.Jaxpr | core.ClosedJaxpr) -> tuple[core.Jaxpr, list]:
    """A program and its constants."""
    if isinstance(program, core.ClosedJaxpr):
        return program.jaxpr, program.consts
    return program, []
