"""Which engine trains: the one place where that is decided by the backend of Keras."""

import dataclasses
import functools
import math
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras

from nnlib import keras_private
from nnlib.training import structures
from nnlib.training.engines.engine import Engine

if TYPE_CHECKING:
    from nnlib.training.engines.line_programs import LinePrograms
    from nnlib.training.engines.members_engine import MembersEngine

BACKENDS = ("jax", "tensorflow")  # that have an engine
_AT_ONCE = 8  # at most: each has its models in memory, and on a GPU its data
_AT_HAND = 2**20  # numbers: 4 megabytes


def make_engine(
    model, *, jit_compile: bool | str = "auto", reset_each_batch: bool = False
) -> Engine:
    """Make the engine of the backend.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    jit_compile : bool or "auto", default "auto"
        On TensorFlow, whether XLA compiles the loop; "auto" where all layers support
        it.
    reset_each_batch : bool, default False
        Whether the metrics begin anew with each batch, so that a loss is its own.

    Raises
    ------
    ValueError
        If the backend has none.
    """
    backend = keras.backend.backend()
    if backend == "jax":
        from nnlib.training.engines.jax_engine import JaxEngine

        return JaxEngine(model, reset_each_batch=reset_each_batch)
    if backend == "tensorflow":
        from nnlib.training.engines.tensorflow_engine import TensorFlowEngine

        return TensorFlowEngine(
            model, jit_compile=jit_compile, reset_each_batch=reset_each_batch
        )
    raise ValueError(f"model: it is on {backend}; give one on JAX or TensorFlow")


def has_members_engine() -> bool:
    """Whether the backend has an engine that trains several models together."""
    return keras.backend.backend() == "jax"


def members_at_once() -> int:
    """How many engines for several models may train at once, each in its thread."""
    if not has_members_engine():
        return 1
    import jax

    if len(jax.devices()) > 1:  # programs of several devices may wait for each other
        return 1
    return min(_AT_ONCE, os.cpu_count() or 1)


@dataclasses.dataclass(frozen=True)
class KnownProgram:
    """The program of an engine made before, and what it was made for.

    Attributes
    ----------
    model : keras.Model
    inputs : list
        Shapes, types and names of what it takes besides the model's state, and for
        how many models it is.
    loops : tuple of callable
        See `JaxEngine.programs`.
    """

    model: Any
    inputs: list
    loops: tuple


def make_members_engine(
    models: Sequence,
    data: tuple,
    batch_size: int,
    controls: Mapping,
    known: list[KnownProgram],
) -> "MembersEngine | None":
    """Make an engine for several models; None where one program cannot train them.

    Parameters
    ----------
    models : sequence of keras.Model
        Built and compiled.
    data : tuple
        (x, y, sample_weight), structures of NumPy arrays.
    batch_size : int
    controls : mapping of str to ndarray of float32, shape (steps,)
    known : list of KnownProgram
        The programs of engines so far, to which that of this one is added: none is
        compiled twice.
    """
    import jax

    from nnlib.training.engines.alike import alike
    from nnlib.training.engines.jax_programs import program_of
    from nnlib.training.engines.members_engine import MembersEngine

    text_of = functools.cache(
        functools.partial(
            program_of, data=data, batch_size=batch_size, controls=controls
        )
    )
    first = models[0]
    for model in models[1:]:
        if not alike(first, model) and text_of(model) != text_of(first):
            return None
    on_cpu = jax.default_backend() == "cpu" and len(jax.devices()) == 1
    in_turn = on_cpu and (_outgrow_caches(models) or _convolves(first, text_of))
    engine = MembersEngine(models, in_turn=in_turn)
    inputs = [len(models), batch_size, sorted(controls), *map(_kind, data)]
    for program in known:
        if program.inputs == inputs and alike(program.model, first):
            engine.programs = program.loops
            return engine
    known.append(KnownProgram(first, inputs, engine.programs))
    return engine


def _outgrow_caches(models: Sequence) -> bool:
    """Whether a step of all models changes more numbers than a CPU keeps at hand.

    They would be fetched anew for every step. A model that takes all its steps before
    the next one's turn has its own at hand, and is up to twice as quick; small models
    are quicker together.
    """
    changed = [*models[0].trainable_variables, *models[0].optimizer.variables]
    size = sum(math.prod(variable.shape) for variable in changed)
    return len(models) * size > _AT_HAND


def _convolves(model, text_of: Callable[[Any], str]) -> bool:
    """Whether there are convolutions in a model.

    The kernels of several models at once would be one convolution in groups, which
    takes a CPU ten times as long as one model after the other.
    """
    from nnlib.training.engines.convolutions import CONVOLUTION

    kinds = [type(layer) for layer in keras_private.all_layers(model)]
    if all(kind.__module__.startswith("keras.") for kind in kinds):
        return any("Conv" in kind.__name__ for kind in kinds)
    return CONVOLUTION in text_of(model)  # there is no telling from its name


def _kind(arrays) -> Any:
    """What a structure of arrays is, but for how many examples there are."""
    return structures.mapped(lambda a: (a.shape[1:], a.dtype), arrays)


def make_line_programs(model) -> "LinePrograms":
    """Make what computes losses along a line through weight space.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.

    Raises
    ------
    ValueError
        If the backend has none.
    """
    from nnlib.training.engines import line_programs

    backend = keras.backend.backend()
    made = {"jax": line_programs.on_jax, "tensorflow": line_programs.on_tensorflow}
    if backend not in made:
        raise ValueError(f"model: it is on {backend}; give one on JAX or TensorFlow")
    return made[backend](model)
