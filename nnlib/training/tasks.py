"""The tasks of a comparison, run: here, several at once, or by an executor.

Here this thread makes the models of a configuration and others train them: while one
trains, another compiles. What draws from the random numbers of the process, as Keras'
own callbacks may, this thread does itself.
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ThreadPoolExecutor,
    as_completed,
    wait,
)

import keras

from nnlib import keras_private
from nnlib.seeds import undisturbed
from nnlib.training import interrupts, members, memory
from nnlib.training.configuration import Configuration, said_of
from nnlib.training.engines.choice import KnownProgram, members_at_once
from nnlib.training.members import Member

_GLANCE = 0.2  # seconds, after which an interrupt is noticed in any case


def here(tasks: Mapping[str, Configuration], data, seeds) -> Iterator[tuple]:
    """Yield the name and the result of each task, or of a failed one the reason."""
    with interrupts.noted() as interrupted:
        yield from _here(tasks, data, seeds, interrupted)


def _here(tasks, data, seeds, interrupted: list) -> Iterator[tuple]:
    with undisturbed():
        firsts = {name: _first(name, task, data, seeds) for name, task in tasks.items()}
    known: list[KnownProgram] = []
    stop = threading.Event()
    running: dict[Future, str] = {}
    at_once = members_at_once()
    threads = keras_private.threads(at_once)
    try:
        for name, task in tasks.items():
            first = firsts.pop(name)
            result = _begun(task, data, seeds, known, first, stop, threads)
            if isinstance(result, Future):
                running[result] = name
            else:
                yield name, result
            yield from _ended(running, at_once, interrupted)
        yield from _ended(running, 0, interrupted)
    finally:
        stop.set()
        threads.shutdown(cancel_futures=True)
        memory.give_back()


def _begun(task, data, seeds, known, first, stop, threads: ThreadPoolExecutor):
    """The future of a task that a thread trains; of another the result."""
    if isinstance(first, str):
        return first
    try:
        with undisturbed():
            group = members.prepare(task, data, seeds, known, *first)
            if not group.in_thread:
                return _trained(group, stop)
    except Exception as error:
        return _reason(error)
    return threads.submit(_trained, group, stop)


def _trained(group: members.Group, stop: threading.Event) -> tuple | str:
    started = time.perf_counter()
    try:
        return group.train(stop), time.perf_counter() - started
    except Exception as error:
        return _reason(error)


def _ended(running: dict[Future, str], most: int, interrupted: list) -> Iterator[tuple]:
    """Wait until no more than so many run, and yield those that have ended."""
    while len(running) > most:
        if interrupted:  # where the exception was lost
            raise KeyboardInterrupt
        ended = wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED).done
        for future in ended:
            yield running.pop(future), future.result()


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
    return _run(task, data, seeds)


def _run(task: Configuration, data, seeds) -> tuple[list[dict], float]:
    """The histories of a configuration, and its seconds."""
    started = time.perf_counter()
    with undisturbed():
        first = Member(task.build, seeds[0])
        plan, why = members.plan_of(task, data, first)
        group = members.prepare(task, data, seeds, [], first, plan, why)
        return group.train(threading.Event()), time.perf_counter() - started
