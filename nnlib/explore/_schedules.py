"""Schedules of the learning rate: choose and shape one, read its array and its code."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from nnlib import schedules as formulas
from nnlib.arguments import checked_integer, choice
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures.numerals import written
from nnlib.schedules import Schedule

EPOCHS = (5, 100)
MOST_STEPS = 5000  # an epoch
RATES = (1e-4, 1.0)

Shape = Mapping[str, float]


class _Control(NamedTuple):
    """What shapes a schedule on the page, and its value at first."""

    key: str
    label: str
    first: float
    kind: str = "number"  # or "rate", on a logarithmic slider, or "choice" or "switch"
    least: float = 0
    most: float = 1
    by: float = 1
    options: tuple[tuple[float, str], ...] = ()


def _rate(first: float, key: str = "rate", label: str | None = None) -> _Control:
    return _Control(key, label or key, first, "rate", *RATES)


def _choice(key: str, first: float, values: Sequence[float]) -> _Control:
    options = tuple((value, f"{value:g}") for value in values)
    return _Control(key, key, first, "choice", options=options)


class _Kind(NamedTuple):
    """A schedule: what it is called, what shapes it, and nnlib's own."""

    label: str
    controls: tuple[_Control, ...]
    make: Callable[..., Schedule]


def _piecewise(p: Shape, **size) -> Schedule:
    rates = p["rate"], p["second"], p["third"]
    ends = p["first_boundary"], p["second_boundary"]
    return formulas.piecewise(rates, ends, **size)


def _cyclical(p: Shape, **size) -> Schedule:
    mode = "triangular2" if p["halving"] else "triangular"
    return formulas.cyclical(p["low"], p["high"], p["half_cycle"], mode=mode, **size)


def _warm_up(p: Shape, **size) -> Schedule:
    then = formulas.cosine if p["cosine"] else formulas.constant
    return formulas.warm_up(then(p["rate"], **size), epochs=p["warm_up"])


_EVERY = _Control("every", "every", 10, least=1, most=30)
KINDS = {
    "constant": _Kind(
        "constant",
        (_rate(0.1),),
        lambda p, **size: formulas.constant(p["rate"], **size),
    ),
    "time_based": _Kind(
        "time-based",
        (_rate(0.1), _Control("decay", "decay", 0.2, by=0.01)),
        lambda p, **size: formulas.time_based(p["rate"], p["decay"], **size),
    ),
    "step": _Kind(
        "step",
        (
            _rate(0.1),
            _Control("factor", "factor", 0.5, least=0.05, most=0.95, by=0.05),
            _EVERY,
        ),
        lambda p, **size: formulas.step(p["rate"], p["factor"], p["every"], **size),
    ),
    "exponential": _Kind(
        "exponential",
        (
            _rate(0.1),
            _Control("factor", "factor", 0.1, least=0.05, most=0.95, by=0.05),
            _EVERY._replace(first=20),
            _Control("per_step", "per step", 0, "switch"),
        ),
        lambda p, **size: formulas.exponential(
            p["rate"], p["factor"], p["every"], per_step=bool(p["per_step"]), **size
        ),
    ),
    "power": _Kind(
        "power",
        (
            _rate(0.1),
            _Control("every", "every (steps)", 500, least=50, most=5000, by=50),
            _choice("exponent", 1, (0.5, 1, 2)),
        ),
        lambda p, **size: formulas.power(p["rate"], p["every"], p["exponent"], **size),
    ),
    "piecewise": _Kind(
        "piecewise",
        (
            _rate(0.1, label="rate 1"),
            _rate(0.03, "second", "rate 2"),
            _rate(0.01, "third", "rate 3"),
            _Control("first_boundary", "boundary 1", 8, least=1, most=50),
            _Control("second_boundary", "boundary 2", 20, least=2, most=51),
        ),
        _piecewise,
    ),
    "cosine": _Kind(
        "cosine",
        (_rate(0.1), _choice("end", 0, (0, 0.001, 0.01, 0.05))),
        lambda p, **size: formulas.cosine(p["rate"], p["end"], **size),
    ),
    "cosine_restarts": _Kind(
        "cosine restarts",
        (
            _rate(0.1),
            _Control("first_cycle", "first_cycle", 4, least=1, most=30),
            _choice("t_mul", 2, (1, 1.5, 2, 3)),
            _Control("m_mul", "m_mul", 1, least=0.2, most=1, by=0.1),
        ),
        lambda p, **size: formulas.cosine_restarts(
            p["rate"], p["first_cycle"], t_mul=p["t_mul"], m_mul=p["m_mul"], **size
        ),
    ),
    "cyclical": _Kind(
        "cyclical",
        (
            _rate(0.01, "low"),
            _rate(0.1, "high"),
            _Control("half_cycle", "half_cycle", 5, least=1, most=15),
            _Control("halving", "triangular2", 0, "switch"),
        ),
        _cyclical,
    ),
    "one_cycle": _Kind(
        "1cycle",
        (_rate(0.1, "max_rate"),),
        lambda p, **size: formulas.one_cycle(p["max_rate"], **size),
    ),
    "warm_up": _Kind(
        "warm-up",
        (
            _rate(0.1),
            _Control("warm_up", "epochs of ramp", 5, least=1, most=20),
            _Control(
                "cosine", "then", 1, "choice", options=((0, "constant"), (1, "cosine"))
            ),
        ),
        _warm_up,
    ),
}


def schedules(
    schedule: str | None = None,
    *,
    only: Sequence[str] | None = None,
    epochs: int = 30,
    steps_per_epoch: int = 100,
) -> Explorable:
    """Choose a schedule of the learning rate, shape it, read its array and its code.

    Parameters
    ----------
    schedule : {"constant", "time_based", "step", "exponential", "power", \
"piecewise", "cosine", "cosine_restarts", "cyclical", "one_cycle", "warm_up"}, optional
        The one at first; by default "step", or the first of `only`.
    only : sequence of str, optional
        Those among which the page lets one choose; by default all.
    epochs : int
        At first, from 5 to 100.
    steps_per_epoch : int
        From 1 to 5,000: the array has as many rates an epoch.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there is no such schedule, the first is not among `only`, or a number is out
        of range.

    Notes
    -----
    The curve is the array of `nnlib.schedules`, rate by rate. The way walked so far is
    the sum of the rates of all steps up to the marker: how far gradient descent would
    have gone if every gradient had the length 1. Real gradients change their length;
    the share of the whole tells only how a schedule deals out its rates.

    The code in Keras' words has the same rates at every step: a schedule of
    `keras.optimizers.schedules` where there is one, else a function for
    `keras.callbacks.LearningRateScheduler`, a schedule of one's own or a callback.

    Examples
    --------
    >>> shaped = nnlib.explore.schedules("cosine", epochs=20)
    >>> page = shaped.save("schedules.html")
    """
    names = _only(only)
    if schedule is None:
        schedule = names[0] if only is not None else "step"
    name = choice("schedule", schedule, names)
    epochs = checked_integer("epochs", epochs, *EPOCHS)
    steps = checked_integer("steps_per_epoch", steps_per_epoch, 1, MOST_STEPS)
    shapes = {each: _first(KINDS[each]) for each in names}
    made = KINDS[name].make(shapes[name], epochs=epochs, steps_per_epoch=steps)
    state = {
        "name": name,
        "epochs": epochs,
        "at": epochs * steps // 3,
        "shapes": shapes,
        "before": "",
    }
    return Explorable(
        FRONT / "schedules" / "schedules.js",
        {
            "state": state,
            "steps": steps,
            "epochs": EPOCHS,
            "schedules": {each: _facts(KINDS[each]) for each in names},
        },
        poster=poster(lambda ax: made.plot(ax), size=(640, 320)),
        description=_describe(KINDS[name].label, made, state["at"], names),
        size=(1200, 560),
    )


def _only(only: Any) -> list[str]:
    if only is None:
        return list(KINDS)
    if isinstance(only, str) or not isinstance(only, Sequence) or not only:
        raise ValueError(f"only: {only!r} came; give a list of {', '.join(KINDS)}")
    return list(dict.fromkeys(choice("only", name, KINDS) for name in only))


def _first(kind: _Kind) -> dict[str, float]:
    return {control.key: control.first for control in kind.controls}


def _facts(kind: _Kind) -> dict[str, Any]:
    """What the page needs to know of a schedule beside its formula."""
    controls = [control._asdict() for control in kind.controls]
    for control in controls:
        del control["first"]
    return {"label": kind.label, "controls": controls}


def _describe(label: str, made: Schedule, at: int, names: Sequence[str]) -> str:
    rates = made.learning_rate
    share = rates[: at + 1].sum() / rates.sum()
    others = ", ".join(KINDS[name].label for name in names)
    return (
        f"Schedules of the learning rate, starting with {label} over {made.epochs} "
        f"epochs of {made.steps_per_epoch} steps: from {written(rates[0])} to "
        f"{written(rates[-1])}; at step {at} it is {written(rates[at])}, and "
        f"{100 * share:.0f}% of the sum of all rates are used up. The schedule "
        f"({others}), what shapes it, the number of epochs and the step that is read "
        "can be changed; the curve, the array around the step, the sum of the rates so "
        "far and the code in Keras and in nnlib follow."
    )
