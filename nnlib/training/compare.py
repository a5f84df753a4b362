"""Configurations times seeds: trained together, spread over machines, compared."""

import dataclasses
import os
import sys
import types
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeGuard

import numpy as np

from nnlib import progress
from nnlib.arguments import as_integer
from nnlib.training import configuration, structures, tasks
from nnlib.training.comparison import Comparison
from nnlib.training.configuration import Configuration

_LARGEST_SEED = 2**32 - 1  # that NumPy takes


def compare(
    configurations: Mapping[str, Callable | tuple[Callable, Mapping]],
    x: Any = None,
    y: Any = None,
    *,
    seeds: int | list[int] = 5,
    executor: Executor | None = None,
    verbose: int | str = "auto",
    **fit: Any,
) -> Comparison:
    """Train every configuration with every seed, and keep the curves.

    On JAX the seeds of one configuration are trained together, in one program, and
    several configurations at once, in threads: one is compiled while another trains.
    On several devices each device has its share of the seeds. The results are those of
    fits one after another but for rounding. Where the seeds differ in more than what
    the layers begin with, in a dropout rate or a momentum, say, they are trained one
    after another.

    Parameters
    ----------
    configurations : mapping of str to callable, or to (callable, mapping)
        For each name a function without arguments that returns a new compiled model
        and, if need be, arguments of its fit, such as ``{"schedule": ...}``. It is
        called once for every seed.
    x, y
        As for `Trainer.fit`. Generators will not do, for they can be gone through only
        once.
    seeds : int or list of int, default 5
        How many, or which: they set the weights, the order of the examples, dropout.
    executor : concurrent.futures.Executor, optional
        Where the configurations are trained, one task each: threads will not do, for
        Keras' seeds are the process's. Dask's ``Client.get_executor()`` spreads them
        over machines. By default they are trained here.
    verbose : {"auto", 0, 1}
        0: no progress bar, and no line for a configuration that fails.
    **fit
        Arguments of `Trainer.fit` for all: ``epochs``, ``batch_size``,
        ``validation_data``... Callbacks are given as a function that returns a list:
        they make each member train on its own.

    Returns
    -------
    Comparison
        A configuration that fails in training, or whose function does, is told in its
        ``failures``; the others finish.

    Raises
    ------
    ValueError
        If there is no configuration, or one is of another form, or no seed; if an
        argument's name is none of `Trainer.fit`; without an executor also if a model
        is not compiled, or does not fit the data or the arguments. All this is found
        before anything is trained.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> def build(n):
    ...     layers = [keras.layers.Dense(n, "relu"), keras.layers.Dense(1, "sigmoid")]
    ...     model = keras.Sequential([keras.Input((2,)), *layers])
    ...     model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
    ...     return model
    >>> plans = {"4 units": lambda: build(4), "32 units": lambda: build(32)}
    >>> x, y, held = data.x_train, data.y_train, (data.x_test, data.y_test)
    >>> runs = nnlib.compare(
    ...     plans, x, y, validation_data=held, seeds=3, epochs=40, verbose=0
    ... )
    >>> ax = runs.plot("val_loss")
    """
    chosen = _seeds(seeds)
    _check_where(executor, verbose)
    _check_repeatable(x=x, validation_data=fit.get("validation_data"))
    data = _arrays(x), _arrays(y)
    read = _read(configurations, _with_arrays(fit))
    if executor is None:
        running = tasks.here(read, data, chosen)
    else:
        running = tasks.away(read, data, chosen, executor)
    results: dict[str, tuple[list[dict], float] | str] = {}
    hidden = verbose == 0 or os.environ.get("NNLIB_LIVE") == "0"
    with progress.bar(
        total=len(read), unit="configuration", file=sys.stdout, disable=hidden
    ) as shown:
        for name, result in running:
            results[name] = result
            shown.update()
    in_order = {name: results[name] for name in read}.items()
    failures = {k: result for k, result in in_order if isinstance(result, str)}
    if failures and verbose:
        print(f"failed: {', '.join(failures)}; the comparison's failures tell why")
    done = {k: result for k, result in in_order if not isinstance(result, str)}
    return Comparison(
        histories={k: histories for k, (histories, _) in done.items()},
        seconds={k: seconds for k, (_, seconds) in done.items()},
        failures=failures,
        seeds=chosen,
    )


def _read(configurations, fit: Mapping) -> dict[str, Configuration]:
    """Read the configurations."""
    found = {}
    for name, given in _items(configurations):
        with configuration.said_of(name):
            task = configuration.read(given, fit)
        found[name] = dataclasses.replace(task, fit=_with_arrays(task.fit))
    return found


def _items(configurations) -> list[tuple[str, Any]]:
    if not isinstance(configurations, Mapping) or not configurations:
        raise ValueError(
            f"configurations: {configurations!r} came; give a dictionary of names and "
            "functions that return a compiled model"
        )
    for name in configurations:
        if not isinstance(name, str):
            raise ValueError(
                f"configurations: {name!r} came as a name; give text, such as "
                f"{str(name)!r}"
            )
    return list(configurations.items())


def _seeds(seeds) -> tuple[int, ...]:
    """Read how many or which seeds."""
    count = as_integer(seeds)
    listed = isinstance(seeds, (Sequence, range, np.ndarray, set, frozenset))
    if count is not None:
        found = range(count)
    elif listed and not isinstance(seeds, (str, bytes)) and np.ndim(seeds) <= 1:
        found = [as_integer(seed) for seed in seeds]
    else:
        found = []
    known = [seed for seed in found if _is_seed(seed)]
    if not known or len(known) < len(found):
        raise ValueError(
            f"seeds: {seeds!r} came; give how many, from 1, or a list of whole numbers "
            f"from 0 to {_LARGEST_SEED}"
        )
    for seed, times in Counter(known).items():
        if times > 1:
            raise ValueError(
                f"seeds: {seeds!r} came, with {seed} more than once; give different "
                "ones, for equal seeds train equal models"
            )
    return tuple(known)


def _is_seed(number: int | None) -> TypeGuard[int]:
    return number is not None and 0 <= number <= _LARGEST_SEED


def _check_where(executor, verbose) -> None:
    if executor is not None and (
        not isinstance(executor, Executor) or isinstance(executor, ThreadPoolExecutor)
    ):
        raise ValueError(
            f"executor: {executor!r} came; give a concurrent.futures.Executor of "
            "processes, such as a ProcessPoolExecutor or Dask's Client.get_executor()"
        )
    if verbose not in ("auto", 0, 1, 2):
        raise ValueError(f"verbose: {verbose!r} came; give 'auto', 0 or 1")


def _check_repeatable(**data: Any) -> None:
    for name, value in data.items():
        if isinstance(value, types.GeneratorType):
            raise ValueError(
                f"{name}: a generator came, which can be gone through only once, and "
                "every seed needs all data; give arrays, a tf.data.Dataset or a "
                "keras.utils.PyDataset"
            )


def _with_arrays(fit: Mapping) -> dict:
    """Convert the arrays among the arguments of a fit."""
    names = [name for name in ("sample_weight", "validation_data") if name in fit]
    return {**fit, **{name: _arrays(fit[name]) for name in names}}


def _arrays(value: Any) -> Any:
    """Convert what the fits would convert each for itself, and leave the rest."""
    try:
        return structures.as_arrays(value)
    except structures.NotArraysError:
        return value
