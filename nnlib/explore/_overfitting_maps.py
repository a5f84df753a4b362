"""What is stored of a training of two inputs: maps of the plane, points, curves."""

from typing import Any, NamedTuple

import numpy as np

from nnlib.explore import _training
from nnlib.explore._packed import packed, text_of

SIDE = 40  # probabilities along each side of a map
POINTS, CURVE = 100, 240  # shown of each set; epochs at which the curves are kept
_MARGIN = 0.08  # of the plane around the points
_NARROWEST, _WIDEST = 1, 2.25  # maps, width to height
_MOST_OF_MAPS = 48_000  # characters that they may take


class Trained(NamedTuple):
    """What is stored of a training."""

    maps: np.ndarray  # uint8, (looks, SIDE, SIDE)
    history: dict[str, list[float]]


class Set(NamedTuple):
    """Examples of two numbers, and their classes."""

    x: np.ndarray
    y: np.ndarray


def bounds(sets: dict[str, Set]) -> np.ndarray:
    """Low and high of both coordinates, with a margin, in round numbers."""
    points = np.concatenate([s.x for s in sets.values()])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * np.where(high > low, high - low, 1)
    found = np.stack([low - margin, high + margin], axis=1)
    return np.array([[float(f"{value:.3g}") for value in row] for row in found])


def aspect(bounds: np.ndarray) -> float:
    """Width of a map to its height: both inputs have one scale where that can be."""
    width, height = np.ptp(bounds, axis=1)
    return round(float(np.clip(width / height, _NARROWEST, _WIDEST)), 3)


def trained(model: Any, bounds: np.ndarray, at: list[int], fit: dict) -> Trained:
    (left, right), (low, high) = bounds
    # From the top down, as pictures are.
    across, down = np.linspace(left, right, SIDE), np.linspace(high, low, SIDE)
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    probabilities = _probabilities(model, grid.astype("float32"), fit)
    looks, history = _training.train(model, probabilities, at, **fit)
    maps = np.stack([_map(look) for look in looks])
    return Trained(maps.reshape(-1, SIDE, SIDE), history)


def _probabilities(model: Any, grid: np.ndarray, fit: dict):
    """Make a function that asks the model, as it is then, for its probabilities."""
    import keras

    from nnlib.training import pairing

    targets = pairing.targets(model, fit["x"], fit["y"], "y")
    logits = any(target.options.get("from_logits") for target in targets)

    def look() -> np.ndarray:
        answer = model(grid, training=False)
        if logits:
            one = answer.shape[-1] == 1
            answer = keras.ops.sigmoid(answer) if one else keras.ops.softmax(answer)
        found = keras.ops.convert_to_numpy(answer).astype(float)
        found = found.reshape(len(grid), -1)
        if found.min() < -1e-6 or found.max() > 1 + 1e-6:
            raise ValueError(
                f"models: outputs from {found.min():.3g} to {found.max():.3g} came; "
                "give a classifier: sigmoid or softmax at the end, or a loss with "
                "from_logits=True"
            )
        return found

    return look


def _map(probabilities: np.ndarray) -> np.ndarray:
    """Quantize: of two classes the probability of class 1, else class and certainty."""
    count = probabilities.shape[1]
    if count <= 2:
        return _training.bytes_over(probabilities[:, -1], 0, 1)
    steps = 256 // count
    certain = (probabilities.max(axis=1) - 1 / count) / (1 - 1 / count)
    level = np.clip(np.round(certain * (steps - 1)), 0, steps - 1)
    return (probabilities.argmax(axis=1) * steps + level).astype(np.uint8)


def points(examples: Set, bounds: np.ndarray) -> dict[str, Any]:
    """Where points are, as shares of the plane in 8 bits, and their classes."""
    chosen = _training.some(len(examples.x), POINTS)
    at = _training.bytes_over(examples.x[chosen], bounds[:, 0], bounds[:, 1])
    return {
        "count": len(examples.x),
        "at": text_of(at),
        "classes": text_of(examples.y[chosen].astype(np.uint8)),
    }


def metrics(trained: dict[str, Trained]) -> list[str]:
    """The loss, and the first metric that all models have."""
    from nnlib.training.curves import shown

    lists = [shown(list(run.history)) for run in trained.values()]
    return [name for name in lists[0] if all(name in names for names in lists)]


def kept(at: list[int]) -> list[int]:
    """The epochs at which the curves are kept, from 1."""
    even = np.linspace(1, at[-1], min(CURVE, at[-1])).round().astype(int)
    return sorted({*even.tolist(), *at[1:]})


def stored(
    trained: dict[str, Trained], metrics: list[str], at: list[int]
) -> dict[str, Any]:
    epochs = np.array(kept(at)) - 1
    limits, curves = {}, []
    for metric in metrics:
        names = (metric, f"val_{metric}")
        rows = [[run.history[name] for name in names] for run in trained.values()]
        high = float(np.max(rows)) or 1.0
        low = 0.0 if metric == "loss" else float(np.min(rows))
        low, high = float(f"{low:.4g}"), float(f"{high * 1.001:.4g}")
        limits[metric] = [low, max(high, low + 1e-6)]
        for row in (row for pair in rows for row in pair):
            share = (np.array(row)[epochs] - low) / (limits[metric][1] - low)
            words = np.clip(np.round(65535 * share), 0, 65535).astype(np.uint16)
            curves.append(text_of(words))
    per = 2 * len(trained)
    at, texts = _maps([run.maps for run in trained.values()], at)
    return {
        "epochs": at,
        "maps": texts,
        "limits": limits,
        "curves": {
            metric: curves[number * per : (number + 1) * per]
            for number, metric in enumerate(metrics)
        },
    }


def _maps(runs: list[np.ndarray], at: list[int]) -> tuple[list[int], list[str]]:
    """Pack the maps of each run; where they take too much, every second epoch goes."""
    texts = [packed(run) for run in runs]
    if sum(map(len, texts)) <= _MOST_OF_MAPS:
        return at, texts
    some = sorted({*range(0, len(at), 2), len(at) - 1})
    return _maps([run[some] for run in runs], [at[number] for number in some])
