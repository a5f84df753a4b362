"""Grid, random and pruned search as the page of `nnlib.explore.search` has them."""

import base64
from dataclasses import dataclass

import numpy as np

from nnlib.explore.mulberry32 import STEP, mulberry32

WAYS = ("grid", "random", "pruned")


@dataclass
class Trial:
    """Where it is, how long it trained, and what it found; best is a trial's number."""

    x: int
    y: int
    seed: int
    epochs: int
    score: float
    whole: bool
    spent: int
    best: int


def stored(data, name="scores"):
    """The scores that an explorable has, as its page reads them."""
    low, high = data[name]["limits"]
    levels = np.frombuffer(base64.b64decode(data[name]["levels"]), "<u2")
    shape = data["shape"] if name == "scores" else data["shape"][:3]
    return (low + levels / data["steps"] * (high - low)).reshape(shape)


def numbers(draw, stream):
    """Whole numbers below counts, of the random numbers of a draw."""
    states = (2 * draw + stream) * 2**15 + 1 + np.arange(2**15, dtype=np.uint64)
    uniform = iter(mulberry32(states * np.uint64(STEP)) / 2**32)
    return lambda count: int(next(uniform) * count)


def grid_places(shape, grid, draw):
    below = numbers(draw, 0)
    axes = []
    for count, taken in zip(shape, grid, strict=False):
        shift = below(count)
        axes.append((np.arange(taken) * count + shift) // taken)
    spots = [(int(x), int(y), below(shape[2])) for x in axes[0] for y in axes[1]]
    for last in range(len(spots) - 1, 0, -1):
        other = below(last + 1)
        spots[last], spots[other] = spots[other], spots[last]
    yield from spots


def random_places(shape, draw):
    below = numbers(draw, 1)
    left = []
    while True:
        left = left or list(np.ndindex(*shape[:2]))
        at = below(len(left))
        left[at], left[-1] = left[-1], left[at]
        yield (*left.pop(), below(shape[2]))


def pruned_after(curve, before, sign):
    """Epochs after which a trial is ended, by its rank of those that came as far."""
    epoch = 1
    while epoch < len(curve):
        peers = np.array([row[epoch - 1] for row in before if len(row) >= epoch])
        ahead = (sign * peers > sign * curve[epoch - 1]).sum()
        if ahead >= (len(peers) + 1) / 2:
            return epoch
        epoch *= 2
    return len(curve)


def search(scores, way, draw, grid=(4, 4), best="max"):
    """All trials of a search, in their order."""
    shape, sign = scores.shape, 1 if best == "max" else -1
    budget = grid[0] * grid[1] * shape[3]
    places = (
        grid_places(shape, grid, draw) if way == "grid" else random_places(shape, draw)
    )
    trials, curves, spent, winner = [], [], 0, -1
    for x, y, seed in places:
        curve = scores[x, y, seed]
        epochs = pruned_after(curve, curves, sign) if way == "pruned" else shape[3]
        curves.append(curve[:epochs])
        epochs = min(epochs, budget - spent)
        score, whole = float(curve[epochs - 1]), epochs == shape[3]
        if whole and (winner < 0 or sign * score > sign * trials[winner].score):
            winner = len(trials)
        spent += epochs
        trials.append(Trial(int(x), int(y), seed, epochs, score, whole, spent, winner))
        if spent >= budget:
            break
    return trials
