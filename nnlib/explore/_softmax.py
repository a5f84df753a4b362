"""Softmax: drag logits, and see probabilities and the cross-entropy."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.arguments import came, checked_integer, checked_number, class_names
from nnlib.explore.host import FRONT, Explorable, drawable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

LEAST, MOST = 2, 5  # logits
REACH = 6  # of a logit, and of the constant, to both sides
COLDEST, HOTTEST = 0.2, 5.0  # temperatures
NAME_LETTERS = 10


def softmax(
    logits: Sequence[float] = (2.0, 1.0, 0.1),
    *,
    target: int | None = 0,
    temperature: float = 1.0,
    names: Sequence[str] | None = None,
) -> Explorable:
    """Drag logits: what becomes of the probabilities, and of the cross-entropy.

    Parameters
    ----------
    logits : sequence of float, default (2.0, 1.0, 0.1)
        Two to five at the start, each from -6 to 6.
    target : int or None, default 0
        The right class at the start, counted from 0; None shows no cross-entropy
        until a right class is chosen in the settings.
    temperature : float, default 1
        What the logits are divided by at the start, 0.2 to 5.
    names : sequence of str, optional
        What the classes are called, 10 letters each at most; by default A, B, ...

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If the logits are not two to five numbers in their range, or a target, a
        temperature or names do not fit.

    Notes
    -----
    The probability of class k is ``exp(z_k / T) / sum(exp(z_m / T))``, where each z has
    had the constant added; the cross-entropy is minus the natural logarithm of that of
    the right class. Thin marks show the probabilities before the last drag.

    Examples
    --------
    >>> dragged = nnlib.explore.softmax((2.0, 1.0, 0.1), target=1)
    >>> page = dragged.save("softmax.html")
    """
    z = checked_logits(logits)
    given = list("ABCDE"[: len(z)]) if names is None else names
    called = class_names("names", given, len(z), NAME_LETTERS)
    right = None if target is None else checked_integer("target", target, 0, len(z) - 1)
    heat = checked_number("temperature", temperature, COLDEST, HOTTEST)
    found = probabilities(z, heat)
    return Explorable(
        FRONT / "softmax" / "softmax.js",
        {
            "logits": z,
            "constant": 0,
            "temperature": heat,
            "target": -1 if right is None else right,
            "names": called,
            "reach": REACH,
            "temperatures": [COLDEST, HOTTEST],
        },
        poster=poster(
            lambda ax: draw_probabilities(called, found, ax), size=(640, 320)
        ),
        description=_describe(called, z, heat, found, right),
        size=(1200, 540),
    )


def probabilities(logits: Sequence[float], temperature: float = 1.0) -> np.ndarray:
    """Compute the softmax of logits, divided by a temperature."""
    z = np.asarray(logits, float) / temperature
    e = np.exp(z - z.max())
    return e / e.sum()


def checked_logits(logits: Any) -> list[float]:
    """Check that an argument is a row of logits."""
    listed = isinstance(logits, (list, tuple, np.ndarray)) and np.iterable(logits)
    if not listed or not LEAST <= len(logits) <= MOST:
        raise ValueError(
            f"logits: {came(logits)} came; give {LEAST} to {MOST} numbers, such as "
            "(2.0, 1.0, 0.1)"
        )
    return [checked_number("logits", value, -REACH, REACH) + 0.0 for value in logits]


def _describe(
    names: list[str],
    logits: list[float],
    temperature: float,
    found: np.ndarray,
    target: int | None,
) -> str:
    parts = [
        f"{name} has the logit {written(z)} and the probability {p:.3f}"
        for name, z, p in zip(names, logits, found, strict=True)
    ]
    told = f"Softmax of {len(names)} logits at temperature {temperature:g}: "
    told += f"{'; '.join(parts)}. "
    if target is not None:
        loss = -np.log(found[target])
        told += f"The right class is {names[target]}: cross-entropy {loss:.3f}. "
    return told + (
        "Each logit, a constant that is added to all, the temperature and the right "
        "class can be changed; the exponentials, the probabilities and the "
        "cross-entropy follow."
    )


def draw_probabilities(names: list[str], found: np.ndarray, ax: Any) -> None:
    """Draw a bar for each class."""
    labels = [drawable(name) for name in names]
    bars = ax.barh(range(len(found)), found, color=style.BLUE, tick_label=labels)
    ax.bar_label(bars, [f"{p:.3f}" for p in found], padding=4)
    ax.invert_yaxis()
    ax.set(xlabel="probability", xlim=(0, 1.1), ylabel="class")
