"""What is written on a drawn network: symbols, values, activations, counts."""

import dataclasses
import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from nnlib.figures import style
from nnlib.figures.numerals import written
from nnlib.networks.layout import RADIUS, TEXT
from nnlib.networks.topology import DenseNetwork

_FEW = 12  # edges between two layers that can still be labeled one by one
_SYMBOLS = {"sigmoid": r"$\sigma$", "softmax": "$s$"}
_ALONG = np.array([0.42, 0.3, 0.54, 0.24, 0.64, 0.36, 0.7])[:, None]  # of its edge
_CENTERED = {"ha": "center", "va": "center", "color": style.BLACK}


@dataclasses.dataclass(frozen=True)
class Names:
    """Names of a user's own, by layer: of the layer, or of its nodes."""

    layers: dict[int, str] = dataclasses.field(default_factory=dict)
    nodes: dict[int, list[str]] = dataclasses.field(default_factory=dict)

    def beside(self, last: int) -> tuple[float, float]:
        """Widths in points of what is written left and right of the network."""
        gap = 0.5 * TEXT
        ends = (width(self.nodes[k]) if k in self.nodes else 0 for k in (0, last))
        left, right = (text + gap if text else 0 for text in ends)
        return left, right

    def of_output(self, node: int, layer: int, last: int) -> list[str]:
        """The name of a node of the last layer, if it has one."""
        return [self.nodes[last][node]] if layer == last and last in self.nodes else []


def checked_names(
    net: DenseNetwork, names: Mapping[int, str | Sequence[str]] | None
) -> Names:
    """Refuse names of layers and nodes that the network does not have."""
    layers, nodes = {}, {}
    try:
        given = dict(names or {})
        for layer, name in given.items():
            if isinstance(name, str):
                layers[layer] = name
            else:
                nodes[layer] = list(name)
        whole = all(isinstance(name, str) for each in nodes.values() for name in each)
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise ValueError(
            f"names: {names!r} came; give by layer one name for it or one for each of "
            "its nodes, such as {0: ['age', 'income'], 1: 'hidden'}"
        )
    for layer in given:
        if layer not in range(len(net.sizes)):
            raise ValueError(
                f"names: there is no layer {layer!r}; "
                f"the layers are 0 (the input) to {len(net.sizes) - 1}"
            )
    for layer, own in nodes.items():
        if len(own) != net.sizes[layer]:
            raise ValueError(
                f"names: {len(own)} came for the {net.sizes[layer]} nodes of layer "
                f"{layer}; give one for each node, or one text for the layer"
            )
    return Names(layers, nodes)


def captions(
    net: DenseNetwork, counts: bool, max_nodes: int, room: float, own: Mapping[int, str]
) -> list[str]:
    """The text below each layer: nothing, its size, or (in that room) what it is."""
    sizes = [f"{n:,}" for n in net.sizes]
    first, *hidden, last = net.sizes
    hidden = [f"{n:,} hidden" for n in hidden]
    labels = [_some(first, "input"), *hidden, _some(last, "output")]
    if not counts:
        labels = [f"{n:,}" if n > max_nodes else "" for n in net.sizes]
    for layer, name in own.items():
        labels[layer] = f"{name} ({sizes[layer]})" if labels[layer] else name
    if not counts or len(labels) * width(labels) < room:
        return labels
    return [own.get(layer, size) for layer, size in enumerate(sizes)]


def width(texts: Sequence[str]) -> float:
    """Width in points of the widest of them, about."""
    return 0.62 * TEXT * max(map(len, texts))


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


def write_below(ax, columns, captions: list[str], counts: str, point: float) -> None:
    """The captions below the layers, and below them the counts."""
    apart = point * (columns[1].xy[0, 0] - columns[0].xy[0, 0])
    size = TEXT * min(1, 0.95 * apart / max(1, width(captions)))
    look = {
        "textcoords": "offset points",
        "ha": "center",
        "va": "top",
        "color": style.BLACK,
        "in_layout": False,
    }
    low = min(column.xy[:, 1].min() for column in columns) - RADIUS
    ends = columns[0].xy[0, 0], columns[-1].xy[0, 0]
    for column, caption in zip(columns, captions, strict=True):
        if caption:
            ax.annotate(caption, (column.xy[0, 0], low), (0, -6), fontsize=size, **look)
    if counts:
        place = (sum(ends) / 2, low), (0, -6 - 1.5 * TEXT)
        ax.annotate(counts, *place, fontsize=TEXT, **look)


def write_nodes(
    ax, net, columns, values, point, *, shows: bool, labels: bool, names: Names
) -> None:
    """In each node its symbol, its value, or z | f; beside it what comes out."""
    size = float(np.clip(0.85 * RADIUS * point, 5, 20))
    last = len(columns) - 1
    for layer, column in enumerate(columns):
        symbol = r"\hat{y}" if layer == last else "a" if layer else "x"
        named = 0 < layer < last and layer in names.nodes
        for place in np.flatnonzero(column.kept):
            x, y = column.xy[place]
            node = column.nodes[place]
            index = f"_{{{node}}}" if column.size > 1 else ""
            value = None if values is None else written(values[layer][node], 2)
            label = None
            if shows and layer:
                ax.text(x - RADIUS / 2, y, "$z$", fontsize=size, zorder=4, **_CENTERED)
                _write_activation(ax, net.activations[layer - 1], x, y, size)
                out = value or f"${symbol}{index}$"
                text = " ".join([out, *names.of_output(node, layer, last)])
                label = _write_output(ax, x, y, text, size, layer == last)
            elif labels and (value or not named):
                text, fit = (value, 0.8) if value else (f"${symbol}{index}$", 1)
                look = {"fontsize": fit * size, "zorder": 4, **_CENTERED}
                label = ax.text(x, y, text, **look)
            if label and value and net.trained:
                style.mark_trained(label)
        if column.bias is not None:
            ax.text(*column.bias, "1", fontsize=size, zorder=4, **_CENTERED)


def write_names(ax, columns, names: Names, values, point, *, shows: bool) -> None:
    """Names of nodes: left of the first layer, right of the last, else in each."""
    last = len(columns) - 1
    apart = RADIUS + 0.15
    for layer, own in names.nodes.items():
        column = columns[layer]
        size = min(TEXT, 0.6 * point)  # a line of it is lower than a row of nodes
        look = {"ha": "center", "va": "center"}
        if layer == 0:
            move, look["ha"] = (-apart, 0), "right"
        elif layer == last:
            if shows:
                continue  # it stands behind what comes out
            move, look["ha"] = (apart, 0), "left"
        elif shows or values:  # there is something in the node already
            move, look["va"] = (0, -RADIUS - 0.02), "top"
            size = min(size, 0.24 * point)
        else:
            move = (0, 0)
            size = min(size, 1.8 * RADIUS * point / width(own) * TEXT)
        for node, (x, y) in zip(column.nodes, column.xy + move, strict=True):
            ax.text(x, y, own[node], fontsize=size, color=style.BLACK, zorder=4, **look)


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
                    kernel, bias = net.weights(layer)
                    text = written(bias[j] if i is None else kernel[i, j], 2)
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
