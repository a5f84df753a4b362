"""Deltas of an output layer: drag logits, and see how hard a loss pulls at each."""

from collections.abc import Sequence

import numpy as np

from nnlib.arguments import checked_integer, choice, class_names
from nnlib.explore._softmax import (
    NAME_LETTERS,
    REACH,
    checked_logits,
    draw_probabilities,
    probabilities,
)
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures.numerals import written

LOSSES = ("cross_entropy", "squared_error")


def deltas(
    logits: Sequence[float] = (-2.0, 3.0, -3.0),
    *,
    target: int = 0,
    loss: str = "cross_entropy",
    names: Sequence[str] | None = None,
) -> Explorable:
    """Drag logits: which way the loss pulls at each of them, and how hard.

    Parameters
    ----------
    logits : sequence of float, default (-2.0, 3.0, -3.0)
        Two to five at the start, each from -6 to 6.
    target : int, default 0
        The right class at the start, counted from 0.
    loss : {"cross_entropy", "squared_error"}
        The loss at the start.
    names : sequence of str, optional
        What the classes are called, 10 letters each at most; by default A, B, ...

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the logits are not two to five numbers in their range, the loss is unknown,
        or a target or names do not fit.

    Notes
    -----
    The answers ``p`` are the softmax of the logits, the targets ``y`` are 1 for the
    right class and else 0. Delta is the slope of the loss at a logit. For the
    cross-entropy it is ``p_k - y_k``; for the squared error, half the sum of
    ``(p_k - y_k)**2``, it is ``p_k * (p_k - y_k - m)`` with
    ``m = sum(p_j * (p_j - y_j))``. The deltas are seen once a button is pressed; a step
    is one of gradient descent at the rate 1, where no logit leaves its range.

    Examples
    --------
    >>> pulled = nnlib.explore.deltas((-2, 3, -3), target=0)
    >>> page = pulled.save("deltas.html")
    """
    z = checked_logits(logits)
    given = list("ABCDE"[: len(z)]) if names is None else names
    called = class_names("names", given, len(z), NAME_LETTERS)
    right = checked_integer("target", target, 0, len(z) - 1)
    choice("loss", loss, LOSSES)
    found = probabilities(z)
    return Explorable(
        FRONT / "deltas" / "deltas.js",
        {
            "logits": z,
            "start": z,
            "target": right,
            "loss": loss,
            "shown": False,
            "names": called,
            "reach": REACH,
        },
        poster=poster(
            lambda ax: draw_probabilities(called, found, ax), size=(640, 320)
        ),
        description=_describe(called, z, found, right, loss),
        size=(1200, 424),
    )


def _describe(
    names: list[str], logits: list[float], found: np.ndarray, target: int, loss: str
) -> str:
    parts = [
        f"{name} has the logit {written(z)} and the answer {p:.3f}"
        for name, z, p in zip(names, logits, found, strict=True)
    ]
    return (
        f"Deltas of {len(names)} logits behind a softmax: {'; '.join(parts)}. The "
        f"right class is {names[target]}, the loss the {loss.replace('_', ' ')}. "
        "Each logit, the right class and the loss can be changed. A button shows the "
        "slope of the loss at each logit, its delta, as a bar; another one steps "
        "against them."
    )
