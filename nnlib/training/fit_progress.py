"""How far a fit is: its curves so far, its time, and both in words."""

from time import perf_counter

import numpy as np

from nnlib.training.curves import as_float, curves_of, digits, shown

_ENGINES = {"jax": "on JAX", "tensorflow": "on TensorFlow", "keras": "by Keras' fit"}


class FitProgress:
    """What a fit has logged, what of it is through, what is left."""

    def __init__(self, epochs, first_epoch, engine, history):
        self.epochs, self.first_epoch = epochs, first_epoch
        self.engine = _ENGINES.get(engine, f"on {engine}")
        plain = {
            k: row for k, row in (history or {}).items() if not any(map(np.ndim, row))
        }
        self.curves = curves_of(plain, first_epoch)
        starts = [epochs[0] - 1 for epochs, _ in self.curves.values() if epochs]
        self.begin = min(starts, default=first_epoch)  # of the curves
        self.epoch, self.share, self.logs = first_epoch, 0.0, {}
        self.ended = 0
        self.start = self.epoch_start = perf_counter()
        # From when the time left is measured: after the first part of the first epoch,
        # which compiles, and again after that epoch, whose end compiles, too.
        self.since = None

    def mark(self) -> None:
        """Begin to measure, where that has not begun."""
        if self.since is None:
            self.since = perf_counter(), self.through

    def end_epoch(self, epoch: int, logs: dict) -> float:
        """Keep what an epoch has logged; returns its seconds."""
        now = perf_counter()
        seconds, self.epoch_start = now - self.epoch_start, now
        for name, value in logs.items():
            epochs, values = self.curves.setdefault(name, ([], []))
            epochs.append(epoch + 1)
            values.append(as_float(value))
        self.epoch, self.share, self.logs = epoch + 1, 0.0, {}
        self.ended += 1
        if self.ended == 1:
            self.since = now, self.through
        return seconds

    @property
    def number(self) -> str:
        """Which epoch it is, of how many."""
        return f"epoch {min(self.epoch + 1, self.epochs)}/{self.epochs}"

    @property
    def through(self) -> float:
        """Epochs that are through."""
        return self.epoch - self.first_epoch + self.share

    @property
    def part(self) -> float:
        """The part of all that is through."""
        return min(self.through / max(self.epochs - self.first_epoch, 1), 1.0)

    def left(self) -> str:
        """The time left, from what was measured without compiling; or nothing yet."""
        if self.since is None:
            return ""
        began, already = self.since
        through = self.through - already
        if through <= 0:
            return ""
        pace = (perf_counter() - began) / through
        left = pace * max(self.epochs - self.first_epoch - self.through, 0)
        return f"{in_words(left)} left"

    def times(self) -> str:
        """The time spent and the time left."""
        left = self.left()
        spent = in_words(perf_counter() - self.start)
        return f"{spent}, about {left}" if left else "starting"

    def metrics(self) -> list[str]:
        """The names to show: the loss and the first metric."""
        return shown({**self.curves, **self.logs})

    def latest(self, prefix: str = "") -> dict[str, str]:
        """The last values of what is shown, in digits."""
        curves = self.curves.items()
        last = {name: values[-1] for name, (_, values) in curves if values}
        last |= self.logs
        names = [name for name in self.metrics() if prefix + name in last]
        return {name: digits(last[prefix + name]) for name in names}

    def summary(self, *, everywhere: bool) -> str:
        """One line; `everywhere` leaves out what differs between machines and runs."""
        count = f"{self.ended} epoch" if self.ended == 1 else f"{self.ended} epochs"
        if everywhere or not self.ended:
            return f"{count} {self.engine}"
        seconds = self.epoch_start - self.start
        each = f" ({in_words(seconds / self.ended)} each)" if self.ended > 1 else ""
        line = f"{count} in {in_words(seconds)}{each} {self.engine}"
        line += f": {listed(self.latest())}" if self.latest() else ""
        validation = ", ".join(self.latest("val_").values())
        return f"{line}; validation {validation}" if validation else line


def listed(values: dict[str, str]) -> str:
    """Write names with their values."""
    return ", ".join(f"{name} {value}" for name, value in values.items())


def in_words(seconds: float) -> str:
    """Write a time, short ones in seconds."""
    if seconds < 9.95:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    hours, minutes_rest = divmod(minutes, 60)
    return f"{hours} h {minutes_rest} min" if hours else f"{minutes} min {rest} s"
