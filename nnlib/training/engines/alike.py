"""Whether two models are alike in all but what a program takes as inputs."""

import functools
import re
import types
from collections.abc import Iterable, Mapping
from typing import Any

import jax
import keras
import numpy as np

from nnlib.training.engines.jax_programs import variables_of

_PLAIN = (int, float, complex, str, bytes, type(None), np.generic, np.dtype)
_ADDRESS = 2**20  # from here on an int among keys is the `id` of an object
_Pairs = Iterable[tuple[Any, Any]]


def alike(one, other) -> bool:
    """Tell whether two models were made alike, so that their steps are one program.

    Compared is all that hangs on them: layers, optimizer, loss, metrics, functions and
    what these enclose, numbers. Left out are the values of their variables, and how
    these began: seeds, and in Keras' own layers initializers. That takes a tenth of
    what tracing their steps does.

    Parameters
    ----------
    one, other : keras.Model
        Built and compiled.

    Returns
    -------
    bool
        False, too, where there is anything that cannot be compared.
    """
    inputs = {id(v) for m in (one, other) for some in variables_of(m) for v in some}
    todo, seen = [(one, other)], {}
    while todo:
        a, b = todo.pop()
        if a is b or (id(a), id(b)) in seen:
            continue
        seen[id(a), id(b)] = a, b  # kept, so that no other gets their addresses
        parts = _parts(a, b, inputs)
        if parts is None:
            return False
        todo += parts
    return True


def _parts(a, b, inputs: set[int]) -> _Pairs | None:
    """The pairs of parts that make two things alike; None if they are not."""
    if type(a) is not type(b):
        return None
    if isinstance(a, _PLAIN):
        return () if a == b or (a != a and b != b) else None
    if isinstance(a, (np.ndarray, jax.Array)):
        return () if a.dtype == b.dtype and np.array_equal(a, b) else None
    if isinstance(a, (set, frozenset)):
        same = a == b or (len(a) == len(b) and _are_addresses([*a, *b]))
        return () if same else None
    if isinstance(a, Mapping):
        keys = () if _are_addresses([*a, *b]) else [(list(a), list(b))]
        return [*keys, (list(a.values()), list(b.values()))]
    if isinstance(a, (list, tuple)):
        own = [(vars(a), vars(b))] if hasattr(a, "__dict__") else []
        return [*zip(a, b, strict=True), *own] if len(a) == len(b) else None
    if isinstance(a, types.FunctionType):
        same = a.__code__ is b.__code__ and a.__globals__ is b.__globals__
        return [(_enclosed(a), _enclosed(b))] if same else None
    if isinstance(a, types.MethodType):
        return [(a.__func__, b.__func__), (a.__self__, b.__self__)]
    if isinstance(a, types.CellType):
        return [(a.cell_contents, b.cell_contents)]
    if isinstance(a, functools.partial):
        return [(a.func, b.func), (a.args, b.args), (a.keywords, b.keywords)]
    if not _is_open(a):
        return () if a == b else None
    return [(_attributes(a, inputs), _attributes(b, inputs))]


def _are_addresses(keys: list) -> bool:
    return all(type(key) is int and key >= _ADDRESS for key in keys)


def _enclosed(function: types.FunctionType) -> tuple:
    return function.__defaults__, function.__kwdefaults__, function.__closure__


def _is_open(thing) -> bool:
    """Whether all that makes up an object is in its `__dict__`."""
    if isinstance(thing, (type, types.ModuleType)) or not hasattr(thing, "__dict__"):
        return False
    slots = (vars(kind).get("__slots__", ()) for kind in type(thing).__mro__)
    return not any(slots) and not type(thing).__module__.startswith("jaxlib")


def _attributes(thing, inputs: set[int]) -> dict:
    """What makes up an object, but for what a program has as inputs."""
    attributes = dict(vars(thing))
    if isinstance(thing, keras.Variable):
        attributes.pop("_name")  # it ends the path
        # One without a name of its own got a number, and the scope of the moment.
        attributes["_path"] = re.sub(r".*\bvariable(_\d+)?$", "variable", thing.path)
        attributes.pop("_initializer")
        if id(thing) in inputs:
            attributes.pop("_value")
    for name in _of_keras(thing):
        attributes.pop(name, None)
    return attributes


def _of_keras(thing) -> tuple[str, ...]:
    """Attributes of Keras' own objects that make no program another one.

    They are seeds and initializers, numbers in names, addresses.
    """
    if isinstance(thing, keras.Model):
        compiled = ("train_function", "test_function", "predict_function")
        return ("_nodes", *compiled)  # of its own steps, once it was used
    if isinstance(thing, keras.KerasTensor):
        return ("name",)
    if not type(thing).__module__.startswith("keras."):
        return ()
    if isinstance(thing, keras.initializers.Initializer):
        return ("seed", "_init_seed")
    if isinstance(thing, keras.random.SeedGenerator):
        return ("_initial_seed",)
    if isinstance(thing, keras.Layer):  # what it was made with, and begins with
        initializer = keras.initializers.Initializer
        begins = (k for k, part in vars(thing).items() if isinstance(part, initializer))
        return ("_auto_config", *begins)
    return ()
