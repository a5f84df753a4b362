"""The optimizer race: Keras' update rules on a surface, to start, tune and play."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlib import surfaces
from nnlib.arguments import checked_integer, checked_number, choice
from nnlib.explore import _race_optimizers, _race_rules, _race_surfaces
from nnlib.explore._race_optimizers import DEFAULT, MOST_MOMENTUM, OPTIMIZERS
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.surfaces.stored import StoredSurface

LEAST_STEPS, MOST_STEPS = 10, 500
FEW = 3  # optimizers, each of which has sliders of its own
MOST_TOLD = 7  # of whom the description says where they end; of more, their loss alone
MOST_NOISE = 1e20
GOAL = 0.01
LAYOUTS, PANELS = ("large", "compact"), ("loss", "why", "rates")


def race(
    optimizers: Sequence[str] | None = None,
    *,
    surface: str | surfaces.Surface | Callable = "beale",
    start: Sequence[float] | None = None,
    steps: int = 100,
    step: int | None = None,
    rates: Mapping[str, float] | None = None,
    momenta: Mapping[str, float] | None = None,
    settings: Mapping[str, Mapping[str, float]] | None = None,
    noise: float = 0.0,
    seed: int = 0,
    only: Sequence[str] | None = None,
    layout: str | None = None,
    hide: bool = False,
    beside: str = "loss",
    goal: float = GOAL,
    many: bool = False,
    about: str | None = None,
) -> Explorable:
    """Race optimizers down a surface: drag the start, tune the rates, play.

    Parameters
    ----------
    optimizers : sequence of str, optional
        Those that run at the start. By default "sgd", "momentum", "nesterov",
        "adagrad", "rmsprop", "adam" and "nadam"; there are also "rmsprop_momentum",
        "adadelta", "adamax", "amsgrad", "adamw", "lion", SGD whose rate changes,
        "sgd_decayed", "sgd_cyclical" and "sgd_1cycle", and "sgd_averaged".
    surface : str, Surface or callable
        One of `nnlib.surfaces.NAMES`, or what `nnlib.surfaces.Surface` or
        `nnlib.surfaces.from_values` made, or a function of x and y.
    start : (float, float), optional
        Where all of them start, within the surface's bounds; by default the
        surface's own start.
    steps : int
        How many updates, 10 to 500.
    step : int, optional
        The step that is shown first, from 0; by default the last, with `hide` 0.
    rates : dict of str to float, optional
        Learning rates, the largest where it changes; the others have one that suits
        the surface.
    momenta : dict of str to float, optional
        What the slider of the momentum changes, from 0 to 0.99: momentum, rho, beta_1
        or ema_momentum; the others have Keras' default, or 0.9.
    settings : dict of str to dict, optional
        What else Keras lets one set: ``{"adam": {"beta_2": 0.99}}``, "epsilon",
        "rho", "weight_decay".
    noise : float
        The standard deviation of Gaussian noise on both parts of every gradient, from
        0: the same noise for all of them. It has a slider of its own if above 0.
    seed : int
        From which the noise is drawn.
    only : sequence of str, optional
        Those that are offered; by default the ones that run, or in the compact layout
        all. Others can be added in the settings, unless this is given.
    layout : {"large", "compact"}, optional
        Large, for one to three: a map of 560 pixels, and sliders for each one.
        Compact, for more: they share the sliders. By default what fits.
    hide : bool
        Show nothing of what is to come, and no word of who wins, until it is played.
    beside : {"loss", "why", "rates"}
        What is shown beside the map: the losses; the parts of the next step; or the
        steps to a loss for many rates and momenta.
    goal : float
        The loss to which "rates" counts the steps, above 0.
    many : bool
        Start from a hundred places at once, each colored by the minimum where it ends.
    about : str, optional
        Of whom of those that run "why", "rates" and `many` tell; by default the first.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there is no such optimizer, surface or setting, the start is not one point
        within the bounds, a number is out of range, or a function of your own is made
        of what the page cannot compute.

    Notes
    -----
    The paths are computed in the page, in float64, by the rules of Keras 3. A function
    of your own is written down for the page by JAX, with its derivatives; its rates
    are the best of a few.

    "sgd_decayed" falls to a hundredth, ``nnlib.schedules.exponential(rate, 0.01,
    steps)``; "sgd_cyclical" goes five times from a tenth of its rate up and down;
    "sgd_1cycle" is ``nnlib.schedules.one_cycle(rate)`` without its momentum.

    "sgd_averaged" is what Keras keeps with ``SGD(rate, use_ema=True)`` after
    `finalize_variable_values`: the moving average of the weights that SGD has had, at
    which SGD itself goes on. Averaging is for noise, which it evens out.

    Examples
    --------
    >>> duel = nnlib.explore.race(["sgd", "adam"], surface="ravine", hide=True)
    >>> page = duel.save("race.html")
    >>> bowl = nnlib.explore.race(["sgd"], surface=lambda x, y: x**2 + 5 * y**2)
    """
    where = _race_surfaces.read(surface)
    offered = None if only is None else _race_optimizers.read_names("only", only)
    names = _names(optimizers, offered)
    large = _is_large(layout, offered or names)
    state = {
        "surface": where.name,
        "start": _start(where, start),
        "steps": checked_integer("steps", steps, LEAST_STEPS, MOST_STEPS),
        "step": _step(step, steps, hide),
        "on": names,
        "own": _race_optimizers.read_rates(rates),
        "momenta": _race_optimizers.own_momenta()
        | _race_optimizers.read_momenta(momenta),
        "settings": _race_optimizers.read_settings(settings),
        "noise": checked_number("noise", noise, 0, MOST_NOISE),
        "seed": checked_integer("seed", seed, 0, 2**31 - 1),
        "shift": 0,
        "beside": _beside(beside, hide),
        "goal": _goal(goal),
        "many": bool(many),
        "about": "" if about is None else choice("about", about, names),
    }
    where, facts = _race_surfaces.told(where)
    _check_finite(where, *state["start"])
    trained = isinstance(where, StoredSurface)  # or measured: not to be compared
    own = {where.name: facts}
    known = _race_surfaces.is_known(where)
    rates_here = dict(zip(OPTIMIZERS, facts["rates"], strict=True))
    paths = {} if hide else _paths(state, where, rates_here)
    return Explorable(
        FRONT / "race" / "race.js",
        {
            "race": state,
            "surfaces": _race_surfaces.known() if known else {} if trained else own,
            "optimizers": _race_optimizers.facts(),
            "only": only is not None,
            "offered": offered or (names if large else None),  # None: all
            "limits": _limits(),
            "large": large,
            "hide": bool(hide),
        },
        trained={"surfaces": own} if trained else None,
        poster=poster(lambda ax: _draw(where, paths, state, ax), size=(240, 190)),
        description=_describe(state, where, paths, rates_here),
        size=(1200, 560),
    )


def _names(names: Sequence[str] | None, offered: list[str] | None) -> list[str]:
    if names is None:
        return offered or list(DEFAULT)
    found = _race_optimizers.read_names("optimizers", names)
    missing = [name for name in found if offered and name not in offered]
    if missing:
        raise ValueError(
            f"only: {offered} came, without {missing[0]}, which is to run; name it, too"
        )
    return found


def _is_large(layout: str | None, names: list[str]) -> bool:
    if layout is None:
        return 1 <= len(names) <= FEW
    if choice("layout", layout, LAYOUTS) == "large" and len(names) > FEW:
        raise ValueError(
            f"layout: 'large' came for {len(names)} optimizers; give at most {FEW}, "
            "or 'compact'"
        )
    return layout == "large"


def _step(step: int | None, steps: int, hide: bool) -> int | None:
    if step is None:
        return 0 if hide else None
    return checked_integer("step", step, 0, steps - 1 if hide else steps)


def _beside(beside: str, hide: bool) -> str:
    if choice("beside", beside, PANELS) == "rates" and hide:
        raise ValueError(
            "beside: 'rates' came with hide=True, and would give the end away; give "
            "'loss' or 'why'"
        )
    return beside


def _goal(goal: float) -> float:
    number = checked_number("goal", goal, 0, 1e6)
    if number == 0:
        raise ValueError("goal: 0 came; give a loss above 0, such as 0.01")
    return number


def _start(surface: surfaces.Surface, start: Any) -> list[float]:
    point = surface.checked_points(surface.start if start is None else start)
    if point.ndim == 2:
        raise ValueError(
            f"start: {len(point)} points came; all start at one, such as "
            f"{surface.start}; many=True starts at a hundred"
        )
    return point.tolist()


def _check_finite(surface: surfaces.Surface, x: float, y: float) -> None:
    if not np.isfinite(surface.heights(x, y)):
        raise ValueError(
            f"start: {surface.name} has no finite value at ({x:g}, {y:g}); give a "
            "point where it has one"
        )


def _limits() -> dict[str, Any]:
    """How far the sliders go, and how far above its start a loss is drawn."""
    from nnlib.descent import plots

    return {
        "steps": {"min": LEAST_STEPS, "max": MOST_STEPS},
        "momentum": {"min": 0, "max": MOST_MOMENTUM},
        "too_high": plots.TOO_HIGH,
        "goal": GOAL,
    }


def _paths(
    state: dict, surface: surfaces.Surface, rates: Mapping[str, float]
) -> dict[str, Any]:
    """What the page computes, by the same rules: without Keras, which takes seconds."""
    from nnlib.descent.paths import path_of

    assert surface.df is not None  # all that the page is told of have one
    noise, steps, found = state["noise"], state["steps"], {}
    shaken = noise * _race_rules.noise(state["seed"], steps) if noise else None
    for key in state["on"]:
        rate = state["own"].get(key, rates[key])
        points, gradients = _race_rules.follow(
            key,
            surface.df,
            state["start"],
            steps,
            rate=rate,
            momentum=state["momenta"].get(key, 0),
            settings=state["settings"].get(key),
            shaken=shaken,
        )
        schedule = _race_rules.scheduled(key, rate, steps)
        along = schedule.learning_rate if schedule else np.full(steps, rate)
        name = OPTIMIZERS[key][0]
        found[name] = path_of(surface, name, points, gradients, along)
    return found


def _describe(
    state: dict,
    surface: surfaces.Surface,
    paths: dict,
    rates: Mapping[str, float],
) -> str:
    x, y = state["start"]
    trained = isinstance(surface, StoredSurface)
    named = [
        f"{OPTIMIZERS[key][0]}{_settings(state, key, {} if trained else rates)}"
        for key in state["on"]
    ]
    if paths and not trained:
        ends = [_end(path, len(paths) <= MOST_TOLD) for path in paths.values()]
        named = [f"{name}{end}" for name, end in zip(named, ends, strict=True)]
    noise = f", noise {state['noise']:g} on the gradients" if state["noise"] else ""
    return (
        f"Optimizer race on the {surface.name.capitalize()} surface from "
        f"({x:g}, {y:g}), {state['steps']} steps{noise}: "
        f"{'; '.join(named) or 'none is switched on'}. The start, rates and other "
        "settings, noise, surface, steps and who runs can be changed. Beside the map "
        "are the losses, the parts of the next step as arrows, or the steps to a loss "
        "at many rates."
    )


def _settings(state: dict, key: str, rates: Mapping[str, float]) -> str:
    """Name the rate, and what is not as usual."""
    rate, told = state["own"].get(key, rates.get(key)), []
    if rate is not None:
        told.append(f"rate {rate:g}")
    momentum = state["momenta"].get(key)
    if momentum != _race_optimizers.own_momenta().get(key):
        told.append(f"{OPTIMIZERS[key][3]} {momentum:g}")
    told += [
        f"{name} {value:g}" for name, value in state["settings"].get(key, {}).items()
    ]
    return f" at {' and '.join(told)}" if told else ""


def _end(path: Any, whole: bool) -> str:
    if path.diverged:
        return f" diverges at step {path.diverged}"
    loss = f"loss {written(path.losses[-1])}"
    x, y = map(written, path.points[-1])
    return f" ends at ({x}, {y}) with {loss}" if whole else f", {loss}"


def _draw(surface: surfaces.Surface, paths: dict, state: dict, ax: Any) -> None:
    """Draw the paths without their names: there is no room for many."""
    surfaces.plot_surface(surface, ax=ax)
    for lines in ax.collections[1:]:
        lines.remove()  # the bands alone take half the bytes
    for name, path in paths.items():
        look = style.optimizer_look(name)
        assert look is not None  # all racers have one
        ax.plot(*path.points.T, color=look[0], linestyle=look[1], scalex=0, scaley=0)
    ring = {"markerfacecolor": "white", "markeredgecolor": style.BLACK}
    ax.plot(*state["start"], "o", markersize=10, markeredgewidth=2, **ring)
    ax.set(xlabel="", ylabel="")
