"""From a network to a picture: circles for nodes, lines for weights."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures.axes import drawing_on
from nnlib.networks import texts
from nnlib.networks.edges import Edges, draw_edges
from nnlib.networks.layout import (
    checked_dropped,
    checked_max_nodes,
    lay_out,
    room_in_points,
)
from nnlib.networks.nodes import draw_nodes
from nnlib.networks.topology import DenseNetwork, dense_network

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import EllipseCollection


def draw_network(
    network: Any,
    *,
    bias: bool | None = None,
    labels: bool = False,
    activations: Sequence[str] | str | bool | None = None,
    weights: Sequence | bool | None = None,
    x=None,
    dropped: Mapping[int, Sequence[int]] | None = None,
    counts: bool = False,
    names: Mapping[int, str | Sequence[str]] | None = None,
    max_nodes: int = 16,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a dense network: a circle for every node, a line for every weight.

    Parameters
    ----------
    network : sequence of int, keras.Model, or fitted scikit-learn MLP
        Nodes of each layer, the input first; or a model, whose sizes are read.
    bias : bool, optional
        Draw a bias node above each layer but the last. By default only where a model
        has biases; False hides those, and they are still counted.
    labels : bool, default False
        Write in every node and on every edge (where they are few) what is known of
        it: its value where `x` or `weights` are given, else its symbol, x_0, a_0,
        y-hat, w_ij.
    activations : sequence of str, str, or bool, optional
        One name (or `Activation`) for each layer after the input, or one for all;
        "f" or True leaves it open. The nodes then show z | f and what comes out of
        them, a or y-hat. For a model True shows its own.
    weights : sequence of array_like, or bool, optional
        Draw the weights: sign by color and dashes, size by width. True means the
        model's own, for sizes random ones (Glorot normal, always the same). Given
        ones come in the order of ``model.get_weights()``: kernels of shape (inputs,
        units) and, with `bias`, biases of shape (units,).
    x : array_like, optional
        One input: every node is shaded by its activation for it.
    dropped : mapping of int to sequence of int, optional
        Nodes that are left out, by layer (the input is layer 0). They are crossed
        out, their edges are not there, and with `x` they pass on 0.
    counts : bool, default False
        Write how many weights and biases there are, and the size of each layer.
    names : mapping of int to str or sequence of str, optional
        Names of your own, by layer (the input is layer 0): one text names the layer,
        a list its nodes.
    max_nodes : int, default 16
        A layer wider than this shows its first and last nodes, an ellipsis, and its
        size.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `network` is empty, has one layer, or a size that is not a whole number
        from 1; if a model is not built, not fitted, or not a chain of Dense layers;
        if `weights`, `activations`, `x`, `dropped` or `names` do not fit the network.

    Examples
    --------
    >>> ax = nnlib.draw_network([2, 3, 1], bias=True, labels=True, counts=True)
    >>> ax = nnlib.draw_network([2, 3, 1], names={0: ["age", "income"], 2: ["buys"]})
    """
    for name, value in {"labels": labels, "counts": counts}.items():
        if not isinstance(value, (bool, np.bool_)):
            raise ValueError(f"{name}: {value!r} came; give True or False")
    if isinstance(activations, np.ndarray):
        activations = activations.tolist()
    net = dense_network(network, bias=bias, activations=activations, weights=weights)
    left_out = checked_dropped(net, dropped)
    return draw(
        net,
        ax,
        bias=bias is not False,
        weighted=bool(weights),
        shows=bool(activations),
        labels=labels,
        counts=counts,
        values=None if x is None else net.values(x, left_out),
        dropped=left_out,
        names=texts.checked_names(net, names),
        max_nodes=checked_max_nodes(max_nodes),
    ).ax


@dataclasses.dataclass(frozen=True)
class DrawnNetwork:
    """A network on axes, and the artists that show its parts.

    Attributes
    ----------
    ax : matplotlib.axes.Axes
    edges : list of Edges
        From each layer to the next.
    nodes : list of EllipseCollection
        Of each layer, those that are not dropped.
    biases : list of (EllipseCollection or None)
        Of each layer, the bias node above it.
    """

    ax: "Axes"
    edges: list[Edges]
    nodes: list["EllipseCollection"]
    biases: list["EllipseCollection | None"]


def draw(
    net: DenseNetwork,
    ax: "Axes | None",
    *,
    bias: bool = True,
    weighted: bool = False,
    shows: bool = False,
    labels: bool = False,
    counts: bool = False,
    values: list[np.ndarray] | None = None,
    dropped: Mapping[int, np.ndarray] | None = None,
    names: texts.Names | None = None,
    max_nodes: int = 16,
) -> DrawnNetwork:
    """Draw a network that was read, and keep its artists.

    The parameters are those of :func:`draw_network` once they are checked; `weighted`
    draws the weights, and `shows` the activations.
    """
    dropped, names = dropped or {}, names or texts.Names()
    with drawing_on(ax) as ax:
        room = room_in_points(ax)
        captions = texts.captions(net, counts, max_nodes, room[0], names.layers)
        layout = lay_out(
            net,
            room,
            bias=bias,
            dropped=dropped,
            max_nodes=max_nodes,
            outputs=shows,
            caption=texts.width(captions),
            beside=names.beside(len(net.sizes) - 1),
            lines=2 if counts else int(any(captions)),
        )
        ax.set(xlim=layout.xlim, ylim=layout.ylim, aspect="equal")
        ax.set_axis_off()
        columns, point = layout.columns, layout.point
        edges = draw_edges(ax, net, columns, weighted=weighted)
        nodes, biases = draw_nodes(ax, net, columns, values, halved=shows)
        if labels or shows:
            content = {"shows": shows, "labels": labels, "names": names}
            texts.write_nodes(ax, net, columns, values, point, **content)
        if labels:
            texts.write_edges(ax, net, columns, point, weighted=weighted)
        texts.write_names(ax, columns, names, values, point, shows=shows)
        count = texts.count_text(net, dropped)
        texts.write_below(ax, columns, captions, count if counts else "", point)
        ax.set_label(f"network {'-'.join(map(str, net.sizes))}: {count}")
    return DrawnNetwork(ax, edges, nodes, biases)
