"""Moments: running means of a slope and its square, and the steps made of them."""

from typing import Any

from nnlib.arguments import checked_bool, checked_integer, checked_number, choice
from nnlib.explore._race_rules import noise as normals
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style

STEPS = 60
SIZES, NOISES, EVERY = (0.01, 100.0), (0.0, 2.0), (1, 20)  # the least and the greatest
MOST_KEPT = 0.9999


def moments(
    *,
    size: float = 1.0,
    noise: float = 0.0,
    every: int = 1,
    optimizer: str = "adam",
    bias_correction: bool = True,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    step: int = STEPS,
    seed: int = 0,
) -> Explorable:
    """Change the slopes of a weight, and see what dividing makes of its steps.

    Two weights take 60 steps by SGD, momentum, RMSprop and Adam. The slope of weight A
    is 1 in every step; that of weight B is made larger or smaller, noisy, or rare by
    sliders. Above lie the slopes, with the running means of which Adam makes its step:
    the band reaches as far as the root of the running mean of squares, and the step is
    the share of it that the running mean of the slopes fills.

    Parameters
    ----------
    size : float, default 1.0
        The slope of weight B, at first: 0.01 to 100.
    noise : float, default 0.0
        On the slopes of B: its standard deviation, in units of their size, 0 to 2.
    every : int, default 1
        B has a slope in one step of so many, from the first on, else 0: 1 to 20.
    optimizer : {"adam", "rmsprop"}
        Whose band is drawn at first.
    bias_correction : bool, default True
        Whether Adam's means are corrected for their beginning at 0, at first.
    beta_1, beta_2 : float
        What Adam keeps of its means: 0 or more, at most 0.9999.
    step : int, default 60
        Which one is told in numbers at first: 1 to 60.
    seed : int, default 0
        Of the noise: 0 or more, below 2**32.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If a number is out of range, or the optimizer is not known.

    Notes
    -----
    The steps are those of ``keras.optimizers`` where the slopes do not depend on the
    weight: SGD, SGD with a momentum of 0.9, RMSprop with a rho of 0.9, and Adam. They
    are told against the slope and in learning rates, so that no rate is needed. Keras'
    Adam always corrects its means; without the correction the page leaves out both
    factors, as if the means had always been full.

    References
    ----------
    D. Kingma and J. Ba, Adam: a method for stochastic optimization (2015),
    arXiv:1412.6980, on the ratio of both moments as a ratio of signal to noise.

    Examples
    --------
    >>> divided = nnlib.explore.moments(size=100, noise=1)
    >>> page = divided.save("moments.html")
    """
    state: dict[str, Any] = {
        "size": checked_number("size", size, *SIZES),
        "noise": checked_number("noise", noise, *NOISES),
        "every": checked_integer("every", every, *EVERY),
        "divider": choice("optimizer", optimizer, ("adam", "rmsprop")),
        "corrected": checked_bool("bias_correction", bias_correction),
        "beta_1": checked_number("beta_1", beta_1, 0, MOST_KEPT),
        "beta_2": checked_number("beta_2", beta_2, 0, MOST_KEPT),
        "step": checked_integer("step", step, 1, STEPS),
        "seed": checked_integer("seed", seed, 0, 2**32 - 1),
    }
    return Explorable(
        FRONT / "moments" / "moments.js",
        {"state": state},
        poster=poster(lambda ax: _draw(state, ax), size=(640, 320)),
        description=_describe(state),
        size=(1200, 540),
    )


def _describe(state: dict[str, Any]) -> str:
    corrected = "with" if state["corrected"] else "without"
    return (
        f"Two weights, {STEPS} steps each by SGD, momentum, RMSprop and Adam, "
        f"{corrected} bias correction. The slope of A is 1 in every step; that of B is "
        f"at first {state['size']:g}, with noise of {state['noise']:g} of that, in one "
        f"step of {state['every']}. Sliders change its size, its noise and how often "
        "there is one. Above are the slopes and Adam's running mean, in a band that "
        "reaches as far as what Adam or RMSprop divides by; below, the steps of each "
        "optimizer in learning rates, and how far they lead."
    )


def _draw(state: dict[str, Any], ax: Any) -> None:
    """Draw the slopes of weight B."""
    shaken = normals(state["seed"], STEPS // 2).ravel()
    slopes = state["size"] * (1 + state["noise"] * shaken)
    slopes[[i for i in range(STEPS) if i % state["every"]]] = 0
    ax.bar(range(1, STEPS + 1), slopes, color=style.GRAY)
    ax.axhline(0, color=style.BLACK, lw=1)
    ax.set(xlabel="step", ylabel="slope of B")
