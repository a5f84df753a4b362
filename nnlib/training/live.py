"""The live picture of a fit: its curves so far as SVG, a bar, the time left."""

import itertools
import math
from collections.abc import Iterator
from html import escape

from nnlib.figures import style
from nnlib.figures.labels import moves_apart
from nnlib.training.curves import LINES, as_float, digits, drawable
from nnlib.training.fit_progress import FitProgress

_WIDTH, _HEIGHT = 760, 270  # pixels
_TOP, _BOTTOM = 42, 190  # of the axes
_POINTS = 150  # of a line, at most
_LABEL = 128  # the room for "validation 0.1234" beyond the last epoch


def picture(progress: FitProgress) -> str:
    """Draw the live picture as SVG: the curves so far, a progress bar, the time left.

    It is of one size from the first to the last, and white in dark themes too.
    """
    names = progress.metrics()
    width = (_WIDTH - 20) / max(len(names), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{progress.number} {escape(progress.engine)}" '
        'style="display:block;max-width:100%;height:auto">',
        f'<rect x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="6" '
        f'fill="white" stroke="{style.PALE}"/>',
        '<g font-family="system-ui,Helvetica,Arial,sans-serif" font-size="13" '
        f'fill="{style.BLACK}" style="font-variant-numeric:tabular-nums">',
        *itertools.chain.from_iterable(
            _panel(progress, name, 10 + k * width, width)
            for k, name in enumerate(names)
        ),
        *_bar(progress),
        "</g></svg>",
    ]
    return "".join(parts)


def _bar(progress: FitProgress) -> Iterator[str]:
    y, width = _HEIGHT - 22, _WIDTH - 40
    yield _text(20, y - 9, f"{progress.number} {progress.engine}", 'font-weight="600"')
    yield _text(_WIDTH - 20, y - 9, progress.times(), 'text-anchor="end"')
    for color, part in ((style.PALE, 1.0), (style.BLUE, progress.part)):
        yield (
            f'<rect x="20" y="{y}" width="{part * width:.1f}" height="8" rx="4" '
            f'fill="{color}"/>'
        )


def _panel(
    progress: FitProgress, name: str, left: float, width: float
) -> Iterator[str]:
    """Axes, with lines that are named, and their last values told, at their ends."""
    lines = [
        (label, color, bool(prefix), _points(progress, prefix + name))
        for label, prefix, color in LINES
    ]
    lines = [line for line in lines if line[-1]]
    title = name.replace("_", " ")
    longest = int((width - 30) / 7.5)
    title = title if len(title) <= longest else f"{title[: longest - 1]}…"
    yield _text(left + 10, 24, title, 'font-weight="600"')
    values = [y for *_, points in lines for _, y in points if drawable(y)]
    if not values:
        return
    ticks, step = _ticks(min(values), max(values))
    low, high = ticks[0] * step, ticks[-1] * step
    from_epoch, to_epoch = progress.begin, _end(progress.epoch + 1, progress.epochs)
    x0, x1 = left + 50, left + width - _LABEL
    across = (x1 - x0) / max(to_epoch - from_epoch, 1)
    down = (_BOTTOM - _TOP) / (high - low)

    for tick in ticks:
        y = _BOTTOM - (tick * step - low) * down
        yield f'<path d="M{x0:.0f} {y:.1f}H{x1:.0f}" stroke="{style.PALE}"/>'
        yield _text(x0 - 7, y + 4, f"{tick * step:.6g}", 'text-anchor="end"')
    epochs, every = _ticks(from_epoch + 1, to_epoch, whole=True)
    first = {from_epoch + 1} if every > 2 else set()
    for epoch in {k * every for k in epochs} | first:
        if from_epoch < epoch <= to_epoch:
            x = x0 + (epoch - from_epoch) * across
            yield _text(x, _BOTTOM + 18, f"{epoch:.0f}", 'text-anchor="middle"')
    yield _text(x1 + 26, _BOTTOM + 18, "epoch")

    ends = []
    for label, color, dashed, points in lines:
        here = [
            (x0 + (x - from_epoch) * across, _BOTTOM - (y - low) * down)
            for x, y in points
            if drawable(y)
        ]
        if here:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in here)
            dash = ' stroke-dasharray="6 4"' if dashed else ""
            yield (
                f'<polyline points="{path}" fill="none" stroke="{color}" '
                f'stroke-width="2.5" stroke-linejoin="round"{dash}/>'
            )
            ends.append((*here[-1], f"{label} {digits(points[-1][1])}", color))
    moves = moves_apart([end[1] for end in ends], 15)
    for (x, y, label, color), move in zip(ends, moves, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'
        yield _text(x + 8, y + move + 4, label, f'fill="{color}"')


def _points(progress: FitProgress, name: str) -> list[tuple[float, float]]:
    """Not too many points of a curve, and the running value of this epoch."""
    epochs, values = progress.curves.get(name, ([], []))
    every = len(epochs) // _POINTS + 1
    points: list[tuple[float, float]] = [
        *zip(epochs[::-every], values[::-every], strict=True)
    ]
    points.reverse()
    if name in progress.logs:
        points.append((progress.epoch + progress.share, as_float(progress.logs[name])))
    return points


def _end(epoch: int, epochs: int) -> int:
    """The last epoch on the axis: of many, as far as is soon needed."""
    if epochs <= 30:
        return epochs
    power = 10 ** int(math.log10(max(epoch, 10)))
    return min(epochs, next(k * power for k in (2, 5, 10, 20) if k * power > epoch))


def _ticks(low: float, high: float, *, whole: bool = False) -> tuple[range, float]:
    """Up to six multiples, which hold both, of a step of 1, 2 or 5; and the step."""
    least = max(high - low, 0.01 * abs(high), 1e-99) / 5
    power = 10.0 ** math.floor(math.log10(least))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= least)
    if whole:
        step = max(round(step), 1)
    first, last = math.floor(low / step), math.ceil(high / step)
    return range(first, max(last, first + 1) + 1), step


def _text(x: float, y: float, text: str, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(text)}</text>'
