"""Configurations times seeds: trained together, spread over machines, compared."""

import dataclasses
import inspect
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, as_completed
from html import escape
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from nnlib import style
from nnlib.seeds import copy_of_numpys, seed_everything, undisturbed
from nnlib.training import data as d
from nnlib.training.losses import LossError
from nnlib.training.plan import Plan, make_plan
from nnlib.training.trainer import Trainer

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclasses.dataclass(frozen=True, eq=False)
class Comparison:
    """What `compare` saw.

    Attributes
    ----------
    histories : dict of str to list of dict
        For each configuration, for each seed, the history of its fit: values of one
        metric an epoch, by the metric's name.
    seconds : dict of str to float
        How long each configuration took, with all its seeds and its compiling.
    failures : dict of str to str
        What went wrong with the configurations that have no history.
    seeds : tuple of int
    """

    histories: dict[str, list[dict[str, list[float]]]]
    seconds: dict[str, float]
    failures: dict[str, str]
    seeds: tuple[int, ...]

    def last(self, metric: str) -> dict[str, np.ndarray]:
        """The last value of a metric: for each configuration, shape (seeds,)."""
        self._check(metric)
        return {
            name: np.array([history[metric][-1] for history in members])
            for name, members in self.histories.items()
            if metric in members[0]
        }

    def table(self) -> "Table":
        """Mean and standard deviation of the last values, and the seconds.

        Returns
        -------
        Table
            ``str(table)`` is for a terminal; a notebook shows it as HTML.
        """
        metrics = [m for m in self._metrics() if not m.endswith("learning_rate")]
        rows = []
        for name, members in self.histories.items():
            cells = []
            for metric in metrics:
                values = [h[metric][-1] for h in members if metric in h]
                spread = f" ± {np.std(values, ddof=1):.1g}" if len(values) > 1 else ""
                cells.append(f"{np.mean(values):.4g}{spread}" if values else "")
            rows.append((name, *cells, f"{self.seconds[name]:.2g}"))
        for name, why in self.failures.items():
            rows.append((name, f"failed: {why}", *[""] * len(metrics)))
        seeds = f"{len(self.seeds)} seed" + "s" * (len(self.seeds) != 1)
        return Table(("", *metrics, "seconds"), rows, seeds)

    def plot(self, metric: str = "loss", *, ax: "Axes | None" = None) -> "Axes":
        """Draw the mean over the seeds, and a band from the least to the greatest.

        Parameters
        ----------
        metric : str, default "loss"
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        import matplotlib as mpl
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator

        from nnlib.training.curves import curves_of, label_ends

        self._check(metric)
        with mpl.rc_context(style.FIGURE_DEFAULTS):
            if ax is None:
                ax = plt.figure().add_subplot()
            ends = []
            for number, (name, members) in enumerate(self.histories.items()):
                color = style.CYCLE[number % len(style.CYCLE)]
                if metric not in members[0]:
                    continue
                epochs, _ = curves_of(members[0])[metric]
                values = np.array([h[metric] for h in members])
                (line,) = ax.plot(epochs, values.mean(axis=0), color=color, label=name)
                low, high = values.min(axis=0), values.max(axis=0)
                band = ax.fill_between(epochs, low, high, color=color, alpha=0.2, lw=0)
                style.mark_trained(line)
                style.mark_trained(band)
                ends.append((name, epochs[-1], line.get_ydata()[-1], color))
            ax.set(xlabel="epoch", ylabel=metric.replace("_", " "))
            ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
            style.mark_trained(ax.yaxis)
            label_ends(ax, ends)
        return ax

    def _metrics(self) -> list[str]:
        names = [k for members in self.histories.values() for k in members[0]]
        return list(dict.fromkeys(names))

    def _check(self, metric: str) -> None:
        if metric not in self._metrics():
            known = ", ".join(self._metrics()) or "none, for all configurations failed"
            raise ValueError(f"metric: {metric!r} came; there are {known}")


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of trained numbers; its plain text in a notebook has none of them."""

    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    seeds: str

    def __str__(self):
        rows = [self.head, *self.rows]
        wide = [
            max(len(row[k]) for row in rows if not row[k].startswith("failed"))
            for k in range(len(self.head))
        ]
        lines = [
            "  ".join(f"{cell:{w}}" for cell, w in zip(row, wide, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, f"mean ± standard deviation over {self.seeds}"])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        names = ", ".join(row[0] for row in self.rows)
        metrics = ", ".join(filter(None, self.head))
        told = f"Table of trained values over {self.seeds}: {metrics} of {names}."
        head = "".join(f"<th>{escape(cell)}</th>" for cell in self.head)
        body = ""
        for name, *cells in self.rows:
            marked = "".join(f'<td class="trained">{escape(c)}</td>' for c in cells)
            body += f"<tr><th>{escape(name)}</th>{marked}</tr>\n"
        caption = f"mean ± standard deviation over {self.seeds}"
        html = (
            f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}</tbody></table>"
        )
        return {"text/html": html, "text/plain": told}


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

    On JAX the seeds of one configuration are trained together, in one program; on
    several devices each device has its share of them. The results are those of fits
    one after another but for rounding.

    Parameters
    ----------
    configurations : mapping of str to callable, or to (callable, mapping)
        For each name a function without arguments that returns a compiled model and,
        if need be, arguments of its fit, such as ``{"schedule": ...}``.
    x, y : as for `Trainer.fit`
    seeds : int or list of int, default 5
        How many, or which: they set the weights, the order of the examples, dropout.
    executor : concurrent.futures.Executor, optional
        Where the configurations are trained, one task each: threads will not do, for
        Keras' seeds are the process's. Dask's ``Client.get_executor()`` spreads them
        over machines. By default they are trained here, one after another.
    verbose : {"auto", 0, 1}
        0: no progress bar.
    **fit
        Arguments of `Trainer.fit` for all: ``epochs``, ``batch_size``,
        ``validation_data``... Callbacks are given as a function that returns a list:
        they make each member train on its own.

    Returns
    -------
    Comparison
        A configuration that fails is told in its ``failures``; the others finish.

    Raises
    ------
    ValueError
        If there is no configuration, or one is of another form, or no seed.

    Examples
    --------
    >>> runs = nnlib.compare({"adam": small, "wide": wide}, x, y, epochs=5, seeds=3)
    >>> print(runs.table())
    """
    seeds = _seeds(seeds)
    tasks = {name: _task(name, c, fit) for name, c in _items(configurations)}
    results: dict[str, tuple] = {}
    with _progress(len(tasks), verbose) as progress:
        for name, result in _run_all(tasks, (x, y), seeds, executor):
            results[name] = result
            progress.update()
    done = {k: results[k] for k in tasks if not isinstance(results[k], str)}
    return Comparison(
        histories={k: histories for k, (histories, _) in done.items()},
        seconds={k: seconds for k, (_, seconds) in done.items()},
        failures={k: results[k] for k in tasks if k not in done},
        seeds=seeds,
    )


def _items(configurations) -> list[tuple[str, Any]]:
    if not isinstance(configurations, Mapping) or not configurations:
        raise ValueError(
            f"configurations: {configurations!r} came; give a dictionary of names and "
            "functions that return a compiled model"
        )
    return list(configurations.items())


def _task(name: str, configuration, fit: Mapping) -> tuple[Callable, dict]:
    own = {}
    if isinstance(configuration, tuple) and len(configuration) == 2:
        configuration, own = configuration
    if not callable(configuration) or not isinstance(own, Mapping):
        raise ValueError(
            f"configurations: {configuration!r} came for {name!r}; give a function "
            "that returns a compiled model, or (function, arguments of its fit)"
        )
    return configuration, {**fit, **own}


def _seeds(seeds) -> tuple[int, ...]:
    whole = isinstance(seeds, (int, np.integer)) and not isinstance(seeds, bool)
    found = range(seeds) if whole else seeds
    try:
        found = tuple(int(seed) for seed in found)
    except (TypeError, ValueError):
        found = ()
    if not found or min(found) < 0:
        raise ValueError(
            f"seeds: {seeds!r} came; give how many, from 1, or a list of whole numbers"
        )
    return found


def _run_all(tasks, data, seeds, executor):
    """Yield the name and the result of each task, or of a failed one the reason."""
    if executor is None:
        for name, task in tasks.items():
            try:
                yield name, _run(*task, data, seeds)
            except Exception as error:
                yield name, _reason(error)
        return
    import cloudpickle  # functions of a notebook too

    backend = keras.backend.backend()
    futures: dict[Future, str] = {}
    for name, task in tasks.items():
        packed = cloudpickle.dumps((*task, data, seeds))
        futures[executor.submit(_run_packed, packed, backend)] = name
    for future in as_completed(futures):
        error = future.exception()
        yield futures[future], _reason(error) if error else future.result()


def _reason(error: BaseException) -> str:
    told = " ".join(str(error).split())
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


def _run_packed(packed: bytes, backend: str):
    """Run a task in another process, where Keras may not have been imported yet."""
    os.environ.setdefault("KERAS_BACKEND", backend)
    import cloudpickle

    return _run(*cloudpickle.loads(packed))


def _run(build: Callable, fit: Mapping, data, seeds) -> tuple[list[dict], float]:
    """The histories of a configuration, and its seconds."""
    started = time.perf_counter()
    with undisturbed():
        histories = _members(build, dict(fit), data, seeds)
    return histories, time.perf_counter() - started


def _members(build: Callable, fit: dict, data, seeds) -> list[dict]:
    """Train all seeds of a configuration, together where that can be."""
    callbacks = fit.pop("callbacks", None)
    if callbacks is not None and not callable(callbacks):
        raise ValueError(
            "callbacks: objects came; give a function that returns a list of new ones, "
            "for every member needs its own"
        )
    bound = inspect.signature(Trainer.fit).bind(None, *data, **fit)
    bound.apply_defaults()
    schedule = bound.arguments.pop("schedule")
    models, randoms, plan = [], [], None
    for seed in seeds:
        seed_everything(seed)
        model = build()
        plan, why = make_plan(model, bound.arguments, schedule)
        if why or callbacks is not None or keras.backend.backend() != "jax":
            return [_alone(build, fit, callbacks, data, seed) for seed in seeds]
        plan.build(model)
        models.append(model)
        randoms.append(copy_of_numpys())
    return _together(models, plan, randoms)


def _alone(build: Callable, fit: dict, callbacks, data, seed: int) -> dict:
    seed_everything(seed)
    own = {"callbacks": callbacks()} if callbacks else {}
    return Trainer(build()).fit(*data, **fit, **own, verbose=0).history


def _together(models, plan: Plan, randoms) -> list[dict]:
    """Train the models in one program: the histories that their own fits would have."""
    from nnlib.training.jax_engine import MembersEngine

    engine = MembersEngine(models)
    training = engine.put(plan.training)
    validation = plan.validation and engine.put(plan.validation)
    histories = [{} for _ in models]
    for epoch in range(plan.initial_epoch, plan.epochs):
        engine.reset_metrics()
        orders = np.stack([plan.order(drawing) for drawing in randoms])
        for start, steps, size in d.parts(orders.shape[1], plan.batch_size):
            rows = orders[:, start : start + steps * size]
            rows = rows.reshape(len(models), steps, size)
            controls = plan.controls_of(epoch, start // plan.batch_size, steps)
            _, logs = engine.train(training, rows, controls, 0, steps)
        if np.isnan(logs["loss"]).any():
            raise LossError(
                f"loss: NaN in epoch {epoch + 1} of {np.isnan(logs['loss']).sum()} of "
                f"{len(models)} seeds; most likely the learning rate is too large"
            )
        if plan.validates(epoch):
            told = engine.evaluate(validation, plan.validation_batch_size)
            logs |= {f"val_{name}": values for name, values in told.items()}
        for member, history in enumerate(histories):
            for name in sorted(logs):
                history.setdefault(name, []).append(float(logs[name][member]))
    return histories


def _progress(total: int, verbose):
    from tqdm import tqdm

    hidden = verbose == 0 or os.environ.get("NNLIB_LIVE") == "0"
    return tqdm(
        total=total, unit="configuration", leave=False, file=sys.stdout, disable=hidden
    )
