"""What is written on a drawn network: symbols, values, activations, counts."""

import itertools

import numpy as np

from nnlib import style
from nnlib.networks.layout import RADIUS, TEXT, Column
from nnlib.networks.topology import DenseNetwork
from nnlib.numerals import written

_FEW = 12  # edges between two layers that can still be labeled one by one
_SYMBOLS = {"sigmoid": r"$\sigma$", "softmax": "$s$"}
_ALONG = np.array([0.42, 0.3, 0.54, 0.24, 0.64, 0.36, 0.7])[:, None]  # of its edge
_CENTERED = {"ha": "center", "va": "center", "color": style.BLACK}


def captions(net: DenseNetwork, counts: bool, max_nodes: int, room: float) -> list[str]:
    """The text below each layer: nothing, its size, or (in that room) what it is."""
    if not counts:
        return [f"{n:,}" if n > max_nodes else "" for n in net.sizes]
    first, *hidden, last = net.sizes
    hidden = [f"{n:,} hidden" for n in hidden]
    told = [_some(first, "input"), *hidden, _some(last, "output")]
    fits = len(told) * width(told) < room
    return told if fits else [f"{n:,}" for n in net.sizes]


def width(captions: list[str]) -> float:
    """Width in points of the widest of them, about."""
    return 0.62 * TEXT * max(map(len, captions))


def count_text(net: DenseNetwork, dropped) -> str:
    """How many weights and biases there are; of those, how many are left."""
    weights, biases = net.counts({})
    left = net.counts(dropped)
    w, b = _some(weights, "weight"), f"{biases:,} bias" + "es" * (biases != 1)
    if left != (weights, biases):
        w, b = f"{left[0]:,} of {w}", f"{left[1]:,} of {b}"
    return f"{w}, {b}" if biases else w


def _some(n: int, thing: str) -> str:
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def write_below(ax, columns: list[Column], captions: list[str], counts: str) -> None:
    """The captions below the layers, and below them the counts."""
    look = {
        "textcoords": "offset points",
        "ha": "center",
        "va": "top",
        "fontsize": TEXT,
        "color": style.BLACK,
        "in_layout": False,
    }
    low = min(column.xy[:, 1].min() for column in columns) - RADIUS
    ends = columns[0].xy[0, 0], columns[-1].xy[0, 0]
    for column, caption in zip(columns, captions, strict=True):
        if caption:
            ax.annotate(caption, (column.xy[0, 0], low), (0, -6), **look)
    if counts:
        ax.annotate(counts, (sum(ends) / 2, low), (0, -6 - 1.5 * TEXT), **look)


def write_nodes(ax, net, columns, values, point, *, shows: bool, labels: bool) -> None:
    """In each node its symbol, its value, or z | f; beside it what comes out."""
    size = float(np.clip(0.85 * RADIUS * point, 5, 20))
    last = len(columns) - 1
    for layer, column in enumerate(columns):
        symbol = "o" if layer == last else "h" if layer else "x"
        for place in np.flatnonzero(column.kept):
            x, y = column.xy[place]
            node = column.nodes[place]
            index = f"_{{{node}}}" if column.size > 1 else ""
            value = None if values is None else written(values[layer][node], 2)
            label = None
            if shows and layer:
                ax.text(x - RADIUS / 2, y, "$z$", fontsize=size, zorder=4, **_CENTERED)
                _write_activation(ax, net.activations[layer - 1], x, y, size)
                out = rf"$\hat{{y}}{index}$" if layer == last else f"$a{index}$"
                label = _write_output(ax, x, y, value or out, size, layer == last)
            elif labels:
                text, fit = (value, 0.8) if value else (f"${symbol}{index}$", 1)
                look = {"fontsize": fit * size, "zorder": 4, **_CENTERED}
                label = ax.text(x, y, text, **look)
            if label and value and net.trained:
                style.mark_trained(label)
        if column.bias is not None:
            ax.text(*column.bias, "1", fontsize=size, zorder=4, **_CENTERED)


def _write_activation(ax, activation, x: float, y: float, size: float) -> None:
    """In the right half of a node its activation: a symbol, or its curve."""
    symbol = _SYMBOLS.get(activation.name) if activation else "$f$"
    if symbol:
        ax.text(x + RADIUS / 2, y, symbol, fontsize=size, zorder=4, **_CENTERED)
        return
    z = np.linspace(-2, 2, 41)
    f = activation.f(z)
    f = (f - f.min()) / max(np.ptp(f), 1e-12) - 0.5
    ax.plot(
        x + RADIUS * (0.5 + 0.17 * z),
        y + 0.75 * RADIUS * f,
        color=style.BLACK,
        linewidth=max(1, size / 9),
        scalex=False,
        scaley=False,
        zorder=4,
        label=activation.name,
    )


def _write_output(ax, x, y, text, size, last):
    """Beside a node what comes out of it, at the end with an arrow."""
    if last:
        return ax.annotate(
            text,
            (x + RADIUS, y),
            (x + RADIUS + 0.75, y),
            fontsize=size,
            va="center",
            arrowprops={"arrowstyle": "<-", "color": style.BLACK},
        )
    place = x + 0.75 * RADIUS, y + 0.95 * RADIUS
    return ax.text(*place, text, fontsize=0.9 * size, va="center", zorder=4)


def _freest(places: np.ndarray, taken: list) -> np.ndarray:
    """The first place that is free of others, or the freest; texts are wide."""
    if not taken:
        return places[0]
    apart = (places[:, None] - np.array(taken)) / (2.2, 1)
    room = np.hypot(*apart.transpose(2, 0, 1)).min(axis=1)
    return places[np.minimum(room, 0.4).argmax()]


def write_edges(ax, net, columns, point, *, weighted: bool) -> None:
    """On the edges, where they are few, their symbols or the values of the weights."""
    size = float(np.clip(0.8 * RADIUS * point, 5, 17))
    for layer, (start, end) in enumerate(itertools.pairwise(columns)):
        if len(start.nodes) * len(end.nodes) > _FEW:
            continue
        mark = f"^{{({layer + 1})}}" if len(columns) > 2 else ""
        sources = [(start.nodes[k], start.xy[k]) for k in np.flatnonzero(start.kept)]
        if start.bias is not None:
            sources.insert(0, (None, start.bias))
        taken = []
        for i, a in sources:
            for place in np.flatnonzero(end.kept):
                j, b = end.nodes[place], end.xy[place]
                if weighted:
                    w = net.biases[layer] if i is None else net.kernels[layer][i]
                    text = written(w[j], 2)
                else:
                    letter, index = ("b", "") if i is None else ("w", f"{i}")
                    index += f"{j}" if end.size > 1 else ""
                    text = f"${letter}{mark}" + (f"_{{{index}}}$" if index else "$")
                here = _freest(a + _ALONG * (b - a), taken)
                taken.append(here)
                label = ax.text(
                    *here,
                    text,
                    fontsize=size,
                    zorder=1.5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
                    **_CENTERED,
                )
                if weighted and net.trained:
                    style.mark_trained(label)
