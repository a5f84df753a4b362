"""The schedule itself: the rate of every step, and its plot."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nnlib.figures import style
from nnlib.figures.axes import drawing_on
from nnlib.figures.labels import CURVE, label_ends, named
from nnlib.schedules.checks import check, read_row

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class Schedule:
    """The learning rate, and if need be the momentum, of every training step.

    Attributes
    ----------
    name : str
        What a plot calls it.
    learning_rate, momentum : ndarray of shape (epochs * steps_per_epoch,)
        Rates, finite and from 0, and None or momenta from 0 and below 1: read-only
        copies, float64, of what came.
    steps_per_epoch : int, default 1

    Examples
    --------
    >>> rates = nnlib.schedules.Schedule("mine", [0.1, 0.1, 0.05, 0.01])
    >>> rates.epochs
    4
    >>> ax = rates.plot()
    """

    name: str
    learning_rate: np.ndarray = field(repr=False)
    momentum: np.ndarray | None = field(default=None, repr=False)
    steps_per_epoch: int = 1

    def __post_init__(self):
        check("whole and from 1", steps_per_epoch=self.steps_per_epoch)
        rate = read_row("learning_rate", self.learning_rate, "from 0")
        momentum, every = self.momentum, int(self.steps_per_epoch)
        if len(rate) % every:
            raise ValueError(
                f"learning_rate: {len(rate)} steps came; give whole epochs, a multiple "
                f"of steps_per_epoch={every}"
            )
        if momentum is not None:
            momentum = read_row("momentum", momentum, "from 0 and below 1")
            if len(momentum) != len(rate):
                raise ValueError(
                    f"momentum: {len(momentum)} steps came; give {len(rate)}, as many "
                    f"as learning_rate has"
                )
        kept = {"learning_rate": rate, "momentum": momentum, "steps_per_epoch": every}
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.learning_rate)

    @property
    def epochs(self) -> int:
        """How many epochs it lasts."""
        return len(self) // self.steps_per_epoch

    def plot(self, ax: "Axes | None" = None, *, momentum: bool = False) -> "Axes":
        """Draw the learning rate, or instead the momentum, over the epochs.

        Its name stands at its end. Several may share an ``ax``; by default a new
        figure is made. A ValueError names an ``ax`` that is no plain axes.
        """
        values = self.momentum if momentum else self.learning_rate
        if values is None:
            raise ValueError(
                f"momentum: True came, but {self.name!r} has none; give a Schedule "
                f"with momentum, such as one_cycle(...)"
            )
        with drawing_on(ax) as ax:
            ax.tick_params(labelsize="medium")
            ax.set_xlabel("epoch", size="medium")
            ax.set_ylabel("momentum" if momentum else "learning rate", size="medium")
            if not momentum:
                ax.update_datalim([(0, 0)])  # rates are compared from 0
            ax.plot(
                np.arange(len(self)) / self.steps_per_epoch,
                values,
                "-" if len(self) > 1 else "o",
                color=style.CYCLE[len(named(ax.lines)) % len(style.CYCLE)],
                drawstyle="steps-post",  # a rate holds until the next step
                label=self.name,
                gid=CURVE,
            )
            if len(self) > 1:
                label_ends(ax)
        return ax
