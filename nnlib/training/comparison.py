"""What a comparison saw: its histories, their table, their plot."""

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import name_ends
from nnlib.training.curves import curves_of, mean_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What `compare` saw; a notebook shows its table.

    Attributes
    ----------
    histories : dict of str to list of dict
        For each configuration, for each seed, the history of its fit: values of one
        metric an epoch, by the metric's name. They are numbers, and arrays where the
        metric has several values, such as one for each class. Asked for a configuration
        that failed, its KeyError says why; so does that of ``seconds`` and `last`.
    seconds : dict of str to float
        How long each configuration took, with all its seeds and its compiling, beside
        what else was trained at the time.
    failures : dict of str to str
        What went wrong with the configurations that have no history.
    seeds : tuple of int

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> def build(rate):
    ...     model = keras.Sequential([keras.layers.Dense(1, "sigmoid")])
    ...     model.compile(keras.optimizers.SGD(rate), "binary_crossentropy")
    ...     return model
    >>> plans = {"slow": lambda: build(0.01), "fast": lambda: build(1.0)}
    >>> runs = nnlib.compare(
    ...     plans, data.x_train, data.y_train, seeds=2, epochs=10, verbose=0
    ... )
    >>> runs
    <Comparison of slow, fast over 2 seeds>
    >>> runs.last("loss")["fast"].shape
    (2,)
    """

    histories: dict[str, list[dict[str, list[float]]]]
    seconds: dict[str, float]
    failures: dict[str, str]
    seeds: tuple[int, ...]

    def __post_init__(self):
        for field in ("histories", "seconds"):
            known = _ByName(getattr(self, field), self.failures)
            object.__setattr__(self, field, known)

    def __repr__(self):
        names = ", ".join([*self.histories, *self.failures])
        return f"<Comparison of {names} over {_seeds(self.seeds)}>"

    def __str__(self):
        return str(self.table())

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return self.table()._repr_mimebundle_(include, exclude)

    def last(self, metric: str) -> dict[str, np.ndarray]:
        """The last value of a metric: for each configuration, shape (seeds,).

        Of a metric with several values, such as one for each class, the shape is
        (seeds, values). A seed whose fit has no such value has NaN.
        """
        self._check(metric)
        found = _ByName({}, self.failures)
        for name, members in self.histories.items():
            values = [h[metric][-1] for h in members if h.get(metric)]
            if values:
                missing = np.full(np.shape(values[0]), np.nan)
                rows = [h[metric][-1] if h.get(metric) else missing for h in members]
                found[name] = np.array(rows)
        return found

    def table(self) -> "Table":
        """Mean and standard deviation of the last values, and the seconds.

        Of a metric with several values it is their mean.

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
                values = [mean_of(h[metric][-1]) for h in members if h.get(metric)]
                spread = f" ± {np.std(values, ddof=1):.1g}" if len(values) > 1 else ""
                cells.append(f"{np.mean(values):.4g}{spread}" if values else "")
            rows.append((name, *cells, f"{self.seconds[name]:.2g}"))
        for name, why in self.failures.items():
            rows.append((name, f"failed: {why}", *[""] * len(metrics)))
        heads = [f"mean {m}" if self._has_several(m) else m for m in metrics]
        return Table(("", *heads, "seconds"), rows, _seeds(self.seeds))

    def plot(self, metric: str = "loss", *, ax: "Axes | None" = None) -> "Axes":
        """Draw the mean over the seeds, and a band from the least to the greatest.

        A fit that stopped before the others counts with its last value until the end.
        Of a metric with several values, such as one for each class, it is their mean.

        Parameters
        ----------
        metric : str, default "loss"
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            If there is no such metric, or ``ax`` is no plain axes.
        """
        from matplotlib.ticker import MaxNLocator

        self._check(metric)
        with drawing_on(ax) as ax:
            ends = []
            for number, (name, members) in enumerate(self.histories.items()):
                color = style.CYCLE[number % len(style.CYCLE)]
                epochs, values = _padded(members, metric)
                if not epochs:
                    continue
                means = values.mean(axis=0)
                (line,) = ax.plot(epochs, means, color=color, label=name)
                low, high = values.min(axis=0), values.max(axis=0)
                band = ax.fill_between(epochs, low, high, color=color, alpha=0.2, lw=0)
                style.mark_trained(line)
                style.mark_trained(band)
                ends.append((name, epochs[-1], means[-1], color))
            mean = "mean " if self._has_several(metric) else ""
            ax.set(xlabel="epoch", ylabel=mean + metric.replace("_", " "))
            ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
            style.mark_trained(ax.yaxis)
            for text in name_ends(ax, ends):
                style.mark_trained(text)
        return ax

    def _metrics(self) -> list[str]:
        members = (history for some in self.histories.values() for history in some)
        return list(dict.fromkeys(name for history in members for name in history))

    def _has_several(self, metric: str) -> bool:
        """Whether the values of a metric are arrays."""
        return any(values.ndim > 1 for values in self.last(metric).values())

    def _check(self, metric: str) -> None:
        if metric not in self._metrics():
            known = ", ".join(self._metrics()) or "none, for all configurations failed"
            raise ValueError(f"metric: {metric!r} came; there are {known}")


class _ByName(dict):
    """What the configurations have, each by its name."""

    def __init__(self, items: dict, failures: dict[str, str]):
        super().__init__(items)
        self._failures = failures

    def __missing__(self, name):
        if name in self._failures:
            raise KeyError(f"{name!r} failed: {self._failures[name]}")
        raise KeyError(name)


def _padded(members: list[dict], metric: str) -> tuple[list[int], np.ndarray]:
    """The epochs of the longest fit, and all values, of shape (seeds, epochs)."""
    curves = [curves_of(h, value=mean_of)[metric] for h in members if h.get(metric)]
    epochs = max((epochs for epochs, _ in curves), key=len, default=[])
    rows = [[*row, *row[-1:] * (len(epochs) - len(row))] for _, row in curves]
    return epochs, np.array(rows)


def _seeds(seeds: tuple[int, ...]) -> str:
    return f"{len(seeds)} seed" + "s" * (len(seeds) != 1)


@dataclasses.dataclass(frozen=True, repr=False)
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

    def __repr__(self):
        names = ", ".join(row[0] for row in self.rows)
        metrics = ", ".join(filter(None, self.head))
        return f"Table of trained values over {self.seeds}: {metrics} of {names}."

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict:
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
        return {"text/html": html, "text/plain": repr(self)}
