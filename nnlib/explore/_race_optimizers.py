"""The optimizers of the race: their names, rates and settings, and Keras' own."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib import surfaces
from nnlib.arguments import as_number, choice
from nnlib.explore import _race_rules
from nnlib.figures import style

if TYPE_CHECKING:
    import keras

MOST_MOMENTUM = 0.99
_DASHES = ([], [7, 3], [2, 3])  # pixels of the page: a line, a gap

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
    "sgd_decayed": ("SGD decayed", "SGD", {}, None),
    "sgd_cyclical": ("SGD cyclical", "SGD", {}, None),
    "sgd_1cycle": ("SGD 1cycle", "SGD", {}, None),
    "sgd_averaged": (
        "SGD averaged",
        "SGD",
        {"use_ema": True, "ema_momentum": 0.9},
        "ema_momentum",
    ),
}
DEFAULT = tuple(OPTIMIZERS)[:7]

_ADAM = {"beta_2": 0.999, "epsilon": 1e-7}
# What else each can be set to, and what Keras sets it to.
SETTINGS: dict[str, dict[str, float]] = {
    "adagrad": {"epsilon": 1e-7},
    "rmsprop": {"epsilon": 1e-7},
    "adam": _ADAM,
    "nadam": _ADAM,
    "rmsprop_momentum": {"rho": 0.9, "epsilon": 1e-7},
    "adadelta": {"epsilon": 1e-7},
    "adamax": _ADAM,
    "amsgrad": _ADAM,
    "adamw": _ADAM | {"weight_decay": 0.004},
    "lion": {"beta_2": 0.99},
}

# The rates of all of them, in that order, for the surface's own start and 100 steps.
RATES = {
    "beale": (0.01, 0.002, 0.002, 0.5, 0.05, 0.2, 0.2)
    + (0.01, 1.0, 0.2, 0.2, 0.2, 0.05, 0.03, 0.05, 0.05, 0.01),
    "rosenbrock": (0.002, 0.001, 0.001, 1.0, 0.2, 0.5, 0.5)
    + (0.02, 1.0, 0.5, 0.5, 0.5, 0.02, 0.004, 0.004, 0.003, 0.002),
    "himmelblau": (0.005, 0.005, 0.005, 0.5, 0.05, 0.2, 0.2)
    + (0.01, 1.0, 0.2, 0.2, 0.2, 0.1, 0.01, 0.01, 0.01, 0.005),
    "rastrigin": (0.002, 0.005, 0.002, 1.0, 0.05, 0.2, 0.2)
    + (0.05, 1.0, 0.5, 0.2, 0.2, 0.1, 0.01, 0.01, 0.01, 0.002),
    "booth": (0.02, 0.005, 0.005, 2.0, 0.2, 0.5, 0.5)
    + (0.05, 1.0, 0.5, 0.5, 0.5, 0.2, 0.1, 0.1, 0.1, 0.02),
    "ravine": (0.09, 0.01, 0.01, 0.2, 0.02, 0.1, 0.1)
    + (0.005, 1.0, 0.1, 0.1, 0.1, 0.02, 0.2, 0.15, 0.15, 0.09),
    "saddle": (0.05, 0.01, 0.01, 0.2, 0.02, 0.05, 0.05)
    + (0.005, 1.0, 0.05, 0.05, 0.05, 0.05, 0.2, 0.2, 0.2, 0.05),
}
_LADDER = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
_USUAL = 0.01, 100.0  # rates whose first step crosses a surface that the ladder is for
_TRIED, _LAST = 60, 10  # steps with each rate of the ladder, and those that count


def keras_optimizer(
    name: str,
    rate: Any,
    momentum: float | None = None,
    *,
    steps: int = 100,
    settings: Mapping[str, float] | None = None,
) -> "keras.optimizers.Optimizer":
    """Make the optimizer of Keras whose rule a racer follows.

    Parameters
    ----------
    name : str
        One of `OPTIMIZERS`.
    rate : float, or what else Keras takes for a learning rate
        The largest, where it changes from step to step; then a float.
    momentum : float, optional
        The setting that the slider of the race changes; Lion's must not be 0.
    steps : int
        How many it takes, for whose rate changes with them.
    settings : mapping of str to float, optional
        Of `SETTINGS`.
    """
    import keras

    _, kind, own, argument = OPTIMIZERS[name]
    own = own | dict(settings or {})
    if argument and momentum is not None:
        own[argument] = momentum
    schedule = _race_rules.scheduled(name, rate, steps)
    if schedule:
        rates = schedule.learning_rate.tolist()
        constant = keras.optimizers.schedules.PiecewiseConstantDecay
        rate = constant(list(range(len(rates) - 1)), rates)
    return getattr(keras.optimizers, kind)(rate, **own)


def rates_on(surface: surfaces.Surface) -> dict[str, float]:
    """Rates for a surface: known, or the best of a ladder from its own start."""
    if surface.name in RATES and surface is surfaces.get(surface.name):
        return dict(zip(OPTIMIZERS, RATES[surface.name], strict=True))
    return {name: _tried(name, surface) for name in OPTIMIZERS}


def _tried(name: str, surface: surfaces.Surface) -> float:
    assert surface.df is not None  # `_race_surfaces.told` sees to it
    gradient, momentum = surface.df, own_momenta().get(name, 0.0)
    start = list(map(float, surface.start))

    def go(rate: float) -> np.ndarray:
        return _race_rules.follow(
            name, gradient, start, _TRIED, rate=rate, momentum=momentum
        )[0]

    def end(rate: float) -> float:
        worst = float(np.max(surface.heights(*go(rate)[-_LAST:].T)))
        return worst if np.isfinite(worst) else np.inf

    first = float(np.linalg.norm(np.diff(go(1)[:2], axis=0)))
    far = surface.size / first if 0 < first < np.inf else 1  # the rate that crosses it
    rungs = list(_LADDER)
    if not _USUAL[0] < far < _USUAL[1]:
        power = math.floor(math.log10(far)) - 1
        rungs += [float(f"{rung}e{power}") for rung in _LADDER]
    return min(rungs, key=end)


def own_momenta() -> dict[str, float]:
    """What the slider of the momentum begins with, for those who have one."""
    return {
        key: settings[argument]
        for key, (_, _, settings, argument) in OPTIMIZERS.items()
        if argument
    }


def facts() -> dict[str, dict]:
    """What the page needs to know of every optimizer beside its rule.

    What is empty or 0 is left out: the page knows that.
    """
    momenta, found = own_momenta(), {}
    for key, (name, _, _, argument) in OPTIMIZERS.items():
        told = {
            "name": name,
            "argument": argument,
            "momentum": momenta.get(key),
            "least": _least_momentum(key),
            "settings": SETTINGS.get(key),
            **_look(name),
        }
        found[key] = {fact: value for fact, value in told.items() if value}
    return found


def _least_momentum(name: str) -> float:
    return 0.01 if name == "lion" else 0  # Keras refuses 0 there


def _look(name: str) -> dict[str, Any]:
    """Name the CSS variable of an optimizer's color, and give its dashes."""
    look = style.optimizer_look(name)
    assert look is not None  # all of `OPTIMIZERS` have one
    color, dash = look
    names = (known for known, value in vars(style).items() if value == color)
    return {"color": next(names).lower(), "dash": _DASHES[style.DASHES.index(dash)]}


def read_names(argument: str, names: Any) -> list[str]:
    """Read names of optimizers, in the order of `OPTIMIZERS`."""
    known = ", ".join(OPTIMIZERS)
    if isinstance(names, (str, bytes)) or not isinstance(names, Sequence):
        raise ValueError(
            f"{argument}: {names!r} came; give a list of names, out of {known}"
        )
    for name in names:
        choice(argument, name, OPTIMIZERS)
    return [name for name in OPTIMIZERS if name in names]


def read_rates(rates: Any) -> dict[str, float]:
    """Read learning rates: above 0."""
    found = {}
    for name, rate in _read_mapping("rates", rates, '{"sgd": 0.01}').items():
        choice("rates", name, OPTIMIZERS)
        number = as_number(rate)
        if number is None or number <= 0:
            raise ValueError(
                f"rates: {rate!r} came for {name}; give a positive number, such as "
                f"{dict(zip(OPTIMIZERS, RATES['beale'], strict=True))[name]}"
            )
        found[name] = number
    return found


def read_momenta(momenta: Any) -> dict[str, float]:
    """Read momenta: each from 0 to what the slider of the page reaches."""
    own, found = own_momenta(), {}
    for name, momentum in _read_mapping(
        "momenta", momenta, '{"momentum": 0.5}'
    ).items():
        choice("momenta", name, own)
        least = _least_momentum(name)
        number = as_number(momentum)
        if number is None or not least <= number <= MOST_MOMENTUM:
            raise ValueError(
                f"momenta: {momentum!r} came for {name}; give a number from {least} "
                f"to {MOST_MOMENTUM}"
            )
        found[name] = number
    return found


def read_settings(settings: Any) -> dict[str, dict[str, float]]:
    """Read what else optimizers are set to."""
    example = '{"adam": {"beta_2": 0.99}}'
    found = {}
    for name, own in _read_mapping("settings", settings, example).items():
        choice("settings", name, SETTINGS)
        for setting, value in _read_mapping("settings", own, example).items():
            choice("settings", setting, SETTINGS[name])
            number = as_number(value)
            least, below = (0, 1) if setting in ("rho", "beta_2") else (0, 10)
            above = setting == "epsilon"  # 0 would divide by 0
            if number is None or not least <= number < below or (above and not number):
                raise ValueError(
                    f"settings: {value!r} came for {setting} of {name}; give a number "
                    f"{'above' if above else 'from'} 0 and below {below}"
                )
            found.setdefault(name, {})[setting] = number
    return found


def _read_mapping(argument: str, given: Any, example: str) -> Mapping:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ValueError(f"{argument}: {given!r} came; give a dictionary as {example}")
    return given
