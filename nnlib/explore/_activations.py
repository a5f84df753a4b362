"""The activation gallery: drag the input, read the value and the slope."""

import math
from typing import Any

from nnlib.activations import get
from nnlib.arguments import checked_bool, checked_number, choice
from nnlib.explore.host import FRONT, Explorable, poster
from nnlib.figures import style
from nnlib.figures.numerals import written

RANGE = 5  # of the input, to both sides

# What each is called, and the least and the greatest value of its parameter.
FUNCTIONS = {
    "sigmoid": ("sigmoid", None),
    "tanh": ("tanh", None),
    "relu": ("ReLU", None),
    "leaky_relu": ("leaky ReLU", (0.01, 0.5)),
    "gelu": ("GELU", None),
    "prelu": ("PReLU", (0, 1)),
    "elu": ("ELU", (0, 2)),
    "selu": ("SELU", None),
    "swish": ("swish (SiLU)", None),
    "softplus": ("softplus", None),
}

FIRST = 5  # of them are seen at once, the others behind a button


def activations(
    name: str = "relu", *, z: float = 1.0, others: bool = True, shaded: bool = True
) -> Explorable:
    """Compare activation functions: drag the input, see value, slope and tangent.

    Parameters
    ----------
    name : {"sigmoid", "tanh", "relu", "leaky_relu", "gelu", "prelu", "elu", "selu", \
"swish", "softplus"}
        The function at the start; "silu", Keras' name of swish, will do. The first
        five are seen at once; a button shows the others, as one of them does.
    z : float
        The input at the start, from -5 to 5.
    others : bool
        Whether the other functions that can be chosen are drawn too, thin and gray.
    shaded : bool
        Whether the ends where a function is saturated or dead are shaded; without it
        whoever is asked for them looks at the slope. A box in the settings shades them.

    Returns
    -------
    Explorable
        Shown by a notebook as the last value of a cell; ``.save(path)`` writes a page.

    Raises
    ------
    ValueError
        If there is no such function, the input is no number from -5 to 5, or `others`
        or `shaded` is neither True nor False.

    Notes
    -----
    Values and derivatives are those of `nnlib.activations`, also where a derivative
    jumps. The leaky ReLU's slope is 0.01, of formula and code; a slider draws it
    steeper, and says so. Saturated is called what has a derivative below 0.05 up to
    the end of the axis without being straight; dead, where it is exactly 0.

    Examples
    --------
    >>> gallery = nnlib.explore.activations("sigmoid", z=2)
    >>> page = gallery.save("activations.html")
    """
    is_silu = isinstance(name, str) and name == "silu"
    name = "swish" if is_silu else choice("name", name, FUNCTIONS)
    z = checked_number("z", z, -RANGE, RANGE) + 0.0  # not -0
    chosen = get(name)
    return Explorable(
        FRONT / "activations" / "activations.js",
        {
            "name": name,
            "z": z,
            "others": checked_bool("others", others),
            "shaded": checked_bool("shaded", shaded),
            "parameters": {
                key: _parameter(key) for key, (_, limits) in FUNCTIONS.items() if limits
            },
            "functions": {key: _facts(key) for key in FUNCTIONS},
            "range": RANGE,
            "first": FIRST,
            "all": list(FUNCTIONS).index(name) >= FIRST,
        },
        poster=poster(lambda ax: _draw(chosen, z, ax), size=(640, 320)),
        description=_describe(chosen, z),
        size=(1200, 540),
    )


def _parameter(name: str) -> float:
    return next(iter(get(name).parameters.values()))


def _facts(name: str) -> dict[str, Any]:
    """What the page needs to know of a function beside its mathematics."""
    label, limits = FUNCTIONS[name]
    if limits is None:
        return {"label": label}
    least, most = limits
    parameter = {"least": least, "most": most, "lecture": _parameter(name)}
    return {"label": label, "parameter": parameter}


def _describe(chosen, z: float) -> str:
    label, _ = FUNCTIONS[chosen.name]
    values = f"f(z) = {written(chosen.f(z))} and f'(z) = {written(chosen.df(z))}"
    names = ", ".join(label for label, _ in FUNCTIONS.values())
    return (
        f"Activation gallery, starting with {label} at z = {written(z)}: {values}. The "
        f"function ({names}), the input and the slope or alpha of those that have one "
        "can be changed; the curve with its tangent, the derivative, where it is "
        "saturated or dead, the formulas and the Keras code follow."
    )


def _draw(chosen, z: float, ax) -> None:
    from nnlib.activations import plot_activation

    plot_activation(chosen, derivative=True, ax=ax)
    value, slope = chosen.f(z), chosen.df(z)
    reach = 1.4 / math.hypot(1, slope)
    ends = [z - reach, z + reach]
    tangent = [value - slope * reach, value + slope * reach]
    ax.plot(ends, tangent, color=style.BLACK, linewidth=1.5, zorder=3)
    ax.plot([z, z], [value, slope], "o", color=style.ACCENT, zorder=4)
