"""Where everything of a drawn network lies: nodes, bias nodes, ellipses, limits."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from nnlib.arguments import as_integer
from nnlib.figures import style
from nnlib.networks.topology import DenseNetwork

RADIUS = 0.36  # of a node, where two nodes of a layer lie 1 apart
TEXT = 15  # points, of the lines of text below the network


@dataclasses.dataclass(frozen=True)
class Column:
    """One layer on the picture.

    Attributes
    ----------
    size : int
        Nodes that the layer has.
    color : str
        Of its nodes.
    nodes : ndarray of shape (shown,)
        Indices of the nodes that are shown.
    xy : ndarray of shape (shown, 2)
        Their places.
    kept : ndarray of bool, shape (shown,)
        Which of them are not dropped.
    bias : ndarray of shape (2,), or None
        Place of the bias node.
    dots : ndarray of shape (0 or 3, 2)
        Places of the dots of an ellipsis.
    """

    size: int
    color: str
    nodes: np.ndarray
    xy: np.ndarray
    kept: np.ndarray
    bias: np.ndarray | None
    dots: np.ndarray


@dataclasses.dataclass(frozen=True)
class Layout:
    """Where a network lies on its axes.

    Attributes
    ----------
    columns : list of Column
    point : float
        How many points one unit of the picture takes.
    xlim, ylim : tuple of float
        Limits of the axes.
    """

    columns: list[Column]
    point: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]


def lay_out(
    net: DenseNetwork,
    room: tuple[float, float],
    *,
    bias: bool,
    dropped: Mapping[int, np.ndarray],
    max_nodes: int,
    outputs: bool,
    caption: float,
    beside: tuple[float, float],
    lines: int,
) -> Layout:
    """Place the nodes so that they fill the axes.

    Parameters
    ----------
    net : DenseNetwork
    room : tuple of float
        Width and height of the axes in points.
    bias : bool
        Whether to show the bias nodes that there are.
    dropped : dict of int to ndarray, from `checked_dropped`
    max_nodes : int
        As for :func:`nnlib.draw_network`.
    outputs : bool
        Leave room for an arrow at the right.
    caption : float
        Width in points of the widest text below a column.
    beside : tuple of float
        Widths in points of the texts at the left and at the right of the network.
    lines : int
        How many lines of text there are below the network.

    Returns
    -------
    Layout
    """
    rows = [n if n <= max_nodes else max_nodes + 1 for n in net.sizes]
    has_bias = [bias and has for has in (*net.bias, False)]
    taken = [n + has for n, has in zip(rows, has_bias, strict=True)]
    margin = RADIUS + 0.15
    gaps = len(rows) - 1

    width, height = room[0] - sum(beside), room[1]
    text = 1.7 * TEXT * lines
    point = (height - text) / (max(taken) - 1 + 2 * margin)
    left = max(margin, caption / 2 / point)
    right = left + (1.3 if outputs else 0)
    gap = (width / point - left - right) / gaps
    gap = float(np.clip(gap, max(2.4, caption / point), max(3.2, max(taken))))
    point = min(point, width / (gaps * gap + left + right))
    columns = [
        _column(net, layer, layer * gap, rows[layer], has, dropped.get(layer, []))
        for layer, has in enumerate(has_bias)
    ]
    y = np.concatenate([c.xy[:, 1] for c in columns])
    high = max([y.max(), *(c.bias[1] for c in columns if c.bias is not None)])
    return Layout(
        columns,
        point,
        (-left - beside[0] / point, gaps * gap + right + beside[1] / point),
        (y.min() - margin - text / point, high + margin),
    )


def room_in_points(ax) -> tuple[float, float]:
    """Width and height of the axes, before any layout engine has moved them."""
    box = ax.get_position(original=True).transformed(ax.figure.transSubfigure)
    points = 72 / ax.get_figure(root=True).dpi
    return points * box.width, points * box.height


def _column(net, layer: int, x: float, rows: int, has_bias, dropped) -> Column:
    size, last = net.sizes[layer], layer == len(net.sizes) - 1
    y = (rows - 1 - has_bias) / 2 - np.arange(rows)
    dots = np.empty((0, 2))
    if rows == size:
        nodes = np.arange(size)
    else:
        half = rows // 2
        nodes = np.r_[:half, size - (rows - 1 - half) : size]
        dots = np.column_stack([[x] * 3, y[half] + np.array([0.22, 0, -0.22])])
        y = np.delete(y, half)
    return Column(
        size=size,
        color=style.OUTPUT if last else style.HIDDEN if layer else style.INPUT,
        nodes=nodes,
        xy=np.column_stack([np.full(len(y), x), y]),
        kept=~np.isin(nodes, dropped),
        bias=np.array([x, y[0] + 1]) if has_bias else None,
        dots=dots,
    )


def checked_max_nodes(max_nodes) -> int:
    """Refuse what is no number of nodes to show."""
    if (as_integer(max_nodes) or 0) < 2:
        raise ValueError(
            f"max_nodes: {max_nodes!r} came; give a whole number from 2, such as 16"
        )
    return int(max_nodes)


def checked_dropped(
    net: DenseNetwork, dropped: Mapping[int, Sequence[int]] | None
) -> dict[int, np.ndarray]:
    """Refuse layers and nodes that the network does not have."""
    checked = {}
    try:
        given = {k: list(nodes) for k, nodes in dict(dropped or {}).items()}
        whole = all(as_integer(n) is not None for k in given for n in (k, *given[k]))
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise ValueError(
            f"dropped: {dropped!r} came; give nodes by layer, such as {{1: [0, 2]}}"
        )
    for layer, nodes in given.items():
        if layer not in range(len(net.sizes)):
            raise ValueError(
                f"dropped: there is no layer {layer!r}; "
                f"the layers are 0 (the input) to {len(net.sizes) - 1}"
            )
        if nodes and not 0 <= min(nodes) <= max(nodes) < net.sizes[layer]:
            raise ValueError(
                f"dropped: nodes {nodes} came for layer {layer}, "
                f"whose nodes are 0 to {net.sizes[layer] - 1}"
            )
        checked[layer] = np.unique(nodes).astype(int)
    return checked
