"""Scores of seeds, as explorables take them, keep them and tell of them."""

from collections.abc import Collection
from typing import Any

from nnlib.arguments import finite_array

SEEDS = (1, 40)  # of a training, the least and the most
BEST = {"max": "higher", "min": "lower"}
_DIGITS = 5  # of a number that is kept


def kept(number: float) -> float:
    """Round a number to five significant digits."""
    return float(f"{float(number):.{_DIGITS}g}")


def of_seeds(argument: str, came: Any) -> list[float]:
    """Read the scores of the seeds of a training.

    Parameters
    ----------
    argument : str
        What an error calls them.
    came : array_like of shape (seeds,)

    Returns
    -------
    list of float
        In five significant digits.

    Raises
    ------
    ValueError
        If one is no finite number, or they are not 1 to 40.
    """
    wanted = f"a finite number for each of {SEEDS[0]} to {SEEDS[1]} seeds"
    seeds = finite_array(argument, came, wanted)
    if seeds.ndim != 1 or not SEEDS[0] <= len(seeds) <= SEEDS[1]:
        raise ValueError(f"{argument}: shape {seeds.shape} came; give {wanted}")
    return [kept(seed) for seed in seeds]


def counted(counts: Collection[int]) -> str:
    """Say how many seeds trainings have: "3 seeds", "1 to 3 seeds"."""
    least, most = min(counts), max(counts)
    many = f"{most}" if least == most else f"{least} to {most}"
    return f"{many} seed{'s' if most > 1 else ''}"
