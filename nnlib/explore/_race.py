"""The optimizer race: Keras' update rules on a surface, to start, tune and play."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib import surfaces
from nnlib.arguments import as_number, checked_integer, choice
from nnlib.explore import _race_rules
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

if TYPE_CHECKING:
    import keras

LEAST_STEPS, MOST_STEPS = 10, 500
MOST_MOMENTUM = 0.99
_DASHED = [7, 3]  # pixels of the page: a line, a gap

# What each is called, its class in Keras and settings, and the setting that the
# momentum slider changes. The first seven run unless others are named.
OPTIMIZERS: dict[str, tuple[str, str, dict[str, Any], str | None]] = {
    "sgd": ("SGD", "SGD", {}, None),
    "momentum": ("Momentum", "SGD", {"momentum": 0.9}, "momentum"),
    "nesterov": ("Nesterov", "SGD", {"momentum": 0.9, "nesterov": True}, "momentum"),
    "adagrad": ("Adagrad", "Adagrad", {}, None),
    "rmsprop": ("RMSprop", "RMSprop", {"rho": 0.9}, "rho"),
    "adam": ("Adam", "Adam", {"beta_1": 0.9}, "beta_1"),
    "nadam": ("Nadam", "Nadam", {"beta_1": 0.9}, "beta_1"),
    "rmsprop_momentum": (
        "RMSprop+mom.",
        "RMSprop",
        {"rho": 0.9, "momentum": 0.9},
        "momentum",
    ),
    "adadelta": ("Adadelta", "Adadelta", {"rho": 0.95}, "rho"),
    "adamax": ("Adamax", "Adamax", {"beta_1": 0.9}, "beta_1"),
    "amsgrad": ("AMSGrad", "Adam", {"beta_1": 0.9, "amsgrad": True}, "beta_1"),
    "adamw": ("AdamW", "AdamW", {"beta_1": 0.9}, "beta_1"),
    "lion": ("Lion", "Lion", {"beta_1": 0.9}, "beta_1"),
}
_DEFAULT = tuple(OPTIMIZERS)[:7]

# The rates of all of them, in that order, for the surface's own start and 100 steps.
RATES = {
    "beale": (0.01, 0.002, 0.002, 0.5, 0.05, 0.2, 0.2)
    + (0.01, 1.0, 0.2, 0.2, 0.2, 0.05),
    "rosenbrock": (0.002, 0.001, 0.001, 1.0, 0.2, 0.5, 0.5)
    + (0.02, 1.0, 0.5, 0.5, 0.5, 0.02),
    "himmelblau": (0.005, 0.005, 0.005, 0.5, 0.05, 0.2, 0.2)
    + (0.01, 1.0, 0.2, 0.2, 0.2, 0.1),
    "rastrigin": (0.002, 0.005, 0.002, 1.0, 0.05, 0.2, 0.2)
    + (0.05, 1.0, 0.5, 0.2, 0.2, 0.1),
    "booth": (0.02, 0.005, 0.005, 2.0, 0.2, 0.5, 0.5) + (0.05, 1.0, 0.5, 0.5, 0.5, 0.2),
    "ravine": (0.09, 0.01, 0.01, 0.2, 0.02, 0.1, 0.1)
    + (0.005, 1.0, 0.1, 0.1, 0.1, 0.02),
    "saddle": (0.05, 0.01, 0.01, 0.2, 0.02, 0.05, 0.05)
    + (0.005, 1.0, 0.05, 0.05, 0.05, 0.05),
}


def race(
    optimizers: Sequence[str] | None = None,
    *,
    surface: str = "beale",
    start: Sequence[float] | None = None,
    steps: int = 100,
    step: int | None = None,
    rates: Mapping[str, float] | None = None,
    momenta: Mapping[str, float] | None = None,
) -> Explorable:
    """Race optimizers down a surface: click a start, tune the rates, play.

    Parameters
    ----------
    optimizers : sequence of str, optional
        Those that run at the start; the others can be switched on. By default "sgd",
        "momentum", "nesterov", "adagrad", "rmsprop", "adam" and "nadam"; there are
        also "rmsprop_momentum", "adadelta", "adamax", "amsgrad", "adamw" and "lion".
    surface : {"beale", "rosenbrock", "himmelblau", "rastrigin", "booth", "ravine", \
"saddle"}
        The surface at the start.
    start : (float, float), optional
        Where all of them start, within the surface's bounds; by default the
        surface's own start.
    steps : int
        How many updates, 10 to 500.
    step : int, optional
        The step that is shown first, from 0; by default the last.
    rates : dict of str to float, optional
        Learning rates; the others have one that suits the surface.
    momenta : dict of str to float, optional
        What the slider of the momentum changes, from 0 to 0.99: momentum, rho or
        beta_1; the others have Keras' default, or 0.9.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there is no such optimizer or surface, the start is not one point within
        the bounds, or the steps, a rate or a momentum are out of range.

    Notes
    -----
    The paths are computed in the page, in float64, by the rules of Keras 3 with its
    settings; only rates, and momentum, rho or beta_1, can be changed.

    Examples
    --------
    >>> duel = nnlib.explore.race(["sgd", "adam"], surface="ravine")
    >>> page = duel.save("race.html")
    """
    names = _optimizers(optimizers)
    where = _surface(surface)
    state = {
        "surface": where.name,
        "start": _start(where, start),
        "steps": checked_integer("steps", steps, LEAST_STEPS, MOST_STEPS),
        "step": None if step is None else checked_integer("step", step, 0, steps),
        "on": names,
        "own": _rates(rates),
        "momenta": _own_momenta() | _momenta(momenta),
        "shift": 0,
    }
    state["rates"] = dict(zip(OPTIMIZERS, RATES[where.name], strict=True))
    state["rates"] |= state["own"]
    paths = _paths(state)
    return Explorable(
        FRONT / "race" / "race.js",
        {
            "race": state,
            "surfaces": _surfaces(),
            "optimizers": _facts(),
            "limits": _limits(),
        },
        poster=poster(lambda ax: _draw(where, paths, ax), size=(640, 340)),
        description=_describe(state, paths),
        size=(1200, 560),
    )


def keras_optimizer(
    name: str, rate: Any, momentum: float | None = None
) -> "keras.optimizers.Optimizer":
    """Make the optimizer of Keras whose rule a racer follows.

    Parameters
    ----------
    name : str
        One of `OPTIMIZERS`.
    rate : float, or what else Keras takes for a learning rate
    momentum : float, optional
        The setting that the slider of the race changes; Lion's must not be 0.
    """
    import keras

    _, kind, settings, argument = OPTIMIZERS[name]
    if argument and momentum is not None:
        settings = settings | {argument: momentum}
    return getattr(keras.optimizers, kind)(rate, **settings)


def _optimizers(names: Sequence[str] | None) -> list[str]:
    if names is None:
        return list(_DEFAULT)
    known = ", ".join(OPTIMIZERS)
    if isinstance(names, (str, bytes)) or not isinstance(names, (list, tuple)):
        raise ValueError(
            f"optimizers: {names!r} came; give a list of names, out of {known}"
        )
    for name in names:
        choice("optimizers", name, OPTIMIZERS)
    return [name for name in OPTIMIZERS if name in names]


def _surface(name: Any) -> surfaces.Surface:
    own = isinstance(name, surfaces.Surface)
    if not own and not callable(name):
        choice("surface", name, RATES)
    elif not own or name.name not in RATES or name is not surfaces.get(name.name):
        raise ValueError(
            f"surface: {name if own else 'a function'} came; the race is computed in "
            f"the page, in JavaScript, and has these alone: {', '.join(RATES)}. On a "
            "surface of your own let nnlib.descend go, and draw with nnlib.plot_paths"
        )
    return surfaces.get(name)


def _start(surface: surfaces.Surface, start: Any) -> list[float]:
    point = surface.checked_points(surface.start if start is None else start)
    if point.ndim == 2:
        raise ValueError(
            f"start: {len(point)} points came; all start at one, such as "
            f"{surface.start}"
        )
    return point.tolist()


def _own_momenta() -> dict[str, float]:
    return {
        key: settings[argument]
        for key, (_, _, settings, argument) in OPTIMIZERS.items()
        if argument
    }


def _momenta(momenta: Any) -> dict[str, float]:
    """Read momenta: each from 0 to what the slider of the page reaches."""
    if momenta is None:
        return {}
    if not isinstance(momenta, Mapping):
        raise ValueError(
            f'momenta: {momenta!r} came; give a dictionary as {{"momentum": 0.5}}'
        )
    own, found = _own_momenta(), {}
    for name, momentum in momenta.items():
        choice("momenta", name, own)
        least = _facts()[name]["least"]
        number = as_number(momentum)
        if number is None or not least <= number <= MOST_MOMENTUM:
            raise ValueError(
                f"momenta: {momentum!r} came for {name}; give a number from {least} "
                f"to {MOST_MOMENTUM}"
            )
        found[name] = number
    return found


def _rates(rates: Any) -> dict[str, float]:
    if rates is None:
        return {}
    if not isinstance(rates, Mapping):
        raise ValueError(f'rates: {rates!r} came; give a dictionary as {{"sgd": 0.01}}')
    found = {}
    for name, rate in rates.items():
        choice("rates", name, OPTIMIZERS)
        number = as_number(rate)
        if number is None or number <= 0:
            raise ValueError(
                f"rates: {rate!r} came for {name}; give a positive number, such as "
                f"{dict(zip(OPTIMIZERS, RATES['beale'], strict=True))[name]}"
            )
        found[name] = number
    return found


def _surfaces() -> dict[str, dict]:
    """What the page needs to know of every surface beside its function."""
    facts = {}
    for name, rates in RATES.items():
        surface = surfaces.get(name)
        grid = np.meshgrid(*(np.linspace(*bounds, 121) for bounds in surface.bounds))
        levels = surfaces.plots.heights_of_contours(surface(*grid))
        facts[name] = {
            "name": name.capitalize(),
            "formula": _plain(surface.formula),
            "bounds": surface.bounds,
            "minima": surface.minima,
            "start": surface.start,
            "levels": [float(f"{level:.3g}") for level in (levels[0], levels[-1])],
            "bands": len(levels) - 1,
            "rates": dict(zip(OPTIMIZERS, rates, strict=True)),
        }
    return facts


def _plain(formula: str) -> str:
    """Write the LaTeX of a formula as text."""
    for latex, text in {
        r"\frac{1}{2}": "½",
        r"\frac{1}{4}": "¼",
        r"\cos": "cos",
        r" \pi ": "π",
        "^2": "²",
        "^3": "³",
        "-": "−",
    }.items():
        formula = formula.replace(latex, text)
    return formula


def _limits() -> dict[str, Any]:
    """How far the sliders go, and how far above its start a loss is drawn."""
    from nnlib.descent import plots

    return {
        "steps": {"min": LEAST_STEPS, "max": MOST_STEPS},
        "momentum": {"min": 0, "max": MOST_MOMENTUM},
        "too_high": plots.TOO_HIGH,
    }


def _facts() -> dict[str, dict]:
    """What the page needs to know of every optimizer beside its rule."""
    return {
        key: {
            "name": name,
            "argument": argument,
            "least": 0.01 if kind == "Lion" else 0,  # Keras refuses 0 there
            **_look(name),
        }
        for key, (name, kind, _, argument) in OPTIMIZERS.items()
    }


def _look(name: str) -> dict[str, Any]:
    """Name the CSS variable of an optimizer's color, and give its dashes."""
    look = style.optimizer_look(name)
    assert look is not None  # all of `OPTIMIZERS` have one
    color, dash = look
    names = (known for known, value in vars(style).items() if value == color)
    return {
        "color": next(names).lower(),
        "dash": [] if dash == style.DASHES[0] else _DASHED,
    }


def _paths(state: dict) -> dict:
    """What the page computes, by the same rules: without Keras, which takes seconds."""
    from nnlib.descent.paths import path_of

    surface = surfaces.get(state["surface"])
    assert surface.df is not None  # all of `RATES` have one
    found = {}
    for key in state["on"]:
        rate, momentum = state["rates"][key], state["momenta"].get(key, 0)
        points, gradients = _race_rules.follow(
            key,
            surface.df,
            state["start"],
            state["steps"],
            rate=rate,
            momentum=momentum,
        )
        name, rates = OPTIMIZERS[key][0], np.full(state["steps"], rate)
        found[name] = path_of(surface, name, points, gradients, rates)
    return found


def _describe(state: dict, paths: dict) -> str:
    x, y = state["start"]
    ends = [
        f"{name} at {_settings(state, key)} {_end(path)}"
        for key, (name, path) in zip(state["on"], paths.items(), strict=True)
    ]
    runs = "; ".join(ends) if ends else "none is switched on"
    return (
        f"Optimizer race on the {state['surface'].capitalize()} surface from "
        f"({x:g}, {y:g}), {state['steps']} steps: {runs}. The surface, the start, "
        "the number of steps, which optimizers run, their rates and momenta can be "
        "changed; the paths on the surface and the losses at every step follow, and "
        "can be played step by step."
    )


def _settings(state: dict, key: str) -> str:
    """Name the rate, and a momentum that is not the usual one."""
    text, momentum = f"rate {state['rates'][key]:g}", state["momenta"].get(key)
    if momentum != _own_momenta().get(key):
        text += f" and {OPTIMIZERS[key][3]} {momentum:g}"
    return text


def _end(path: Any) -> str:
    if path.diverged:
        return f"diverges at step {path.diverged}"
    x, y = path.points[-1]
    end = ", ".join(map(written, (x, y)))
    return f"ends at ({end}) with loss {written(path.losses[-1])}"


def _draw(surface: surfaces.Surface, paths: dict, ax: Any) -> None:
    if paths:
        from nnlib.descent import plot_paths

        plot_paths(surface, paths, ax=ax)
    else:
        surfaces.plot_surface(surface, ax=ax)
