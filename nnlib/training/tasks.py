"""The tasks of a comparison, run: here, or by the processes of an executor."""

import os
import time
from concurrent.futures import Future, as_completed

import keras

from nnlib.seeds import undisturbed
from nnlib.training import members
from nnlib.training.configuration import Configuration, said_of
from nnlib.training.members import Member


def here(tasks, data, seeds):
    """Yield the name and the result of each task, or of a failed one the reason."""
    with undisturbed():
        firsts = {name: _first(name, task, data, seeds) for name, task in tasks.items()}
    programs: dict = {}
    for name, task in tasks.items():
        first = firsts.pop(name)
        try:
            yield (
                name,
                first
                if isinstance(first, str)
                else _run(task, data, seeds, programs, first),
            )
        except Exception as error:
            yield name, _reason(error)


def _first(name: str, task: Configuration, data, seeds) -> tuple | str:
    """The first member of a configuration, and its plan; or why there is none."""
    try:
        member = Member(task.build, seeds[0])
    except Exception as error:
        return _reason(error)
    with said_of(name):
        return member, *members.plan_of(task, data, member)


def away(tasks, data, seeds, executor):
    """Yield the same from an executor's processes, in the order in which they end."""
    import cloudpickle  # functions of a notebook too

    backend = keras.backend.backend()
    futures: dict[Future, str] = {}
    try:
        for name, task in tasks.items():
            packed = cloudpickle.dumps((task, data, seeds))
            futures[executor.submit(_run_packed, packed, backend)] = name
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], _reason(error) if error else future.result()
    finally:
        for future in futures:
            future.cancel()


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _run_packed(packed: bytes, backend: str):
    """Run a task in another process, where Keras may not have been imported yet."""
    os.environ.setdefault("KERAS_BACKEND", backend)
    import cloudpickle

    task, data, seeds = cloudpickle.loads(packed)
    return _run(task, data, seeds, {})


def _run(
    task: Configuration, data, seeds, programs: dict, first: tuple | None = None
) -> tuple[list[dict], float]:
    """The histories of a configuration, and its seconds."""
    started = time.perf_counter()
    with undisturbed():
        if first is None:
            member = Member(task.build, seeds[0])
            first = member, *members.plan_of(task, data, member)
        histories = members.train(task, data, seeds, programs, *first)
    return histories, time.perf_counter() - started
