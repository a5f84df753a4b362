"""How a number is written on a picture: one rule, for Python and for the explorables.

`explore/front/shared/numbers.js` has the same rule; a table in the tests holds both
to it.
"""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

LEAST, MOST = -3, 5  # powers of ten: from 0.001 to below 100,000 all is written out


def written(value: float, digits: int = 3, *, zeros: bool = False) -> str:
    """Write a number in a few digits.

    It is rounded to so many significant digits, ties away from zero; if it is then
    from 0.001 to below 100,000, it is written out, its whole part always whole, and
    else with a power of ten: 99.97 is 100, 1234.5 is 1235, 123456 is 1.23e5.

    Parameters
    ----------
    value : float
    digits : int, default 3
        How many significant digits, at least.
    zeros : bool, default False
        Keep zeros at the end, as numbers that change while one looks do: 1.00.

    Returns
    -------
    str
        NaN is "nan" and infinity "inf".
    """
    if not math.isfinite(value):
        return f"{float(value)}"
    exact = abs(Decimal(float(value)))
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(exact)
    if not rounded:
        return "0"
    power = rounded.adjusted()
    if LEAST <= power < MOST:
        text, end = _fixed(exact, max(0, digits - 1 - power)), ""
    else:
        text, end = _fixed(rounded.scaleb(-power), digits - 1), f"e{power}"
    if not zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + text + end


def _fixed(number: Decimal, places: int) -> str:
    return str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
