"""From a network to a picture: circles for nodes, lines for weights."""

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib import style
from nnlib.networks import texts
from nnlib.networks.layout import (
    RADIUS,
    checked_dropped,
    checked_max_nodes,
    lay_out,
    room_in_points,
)
from nnlib.networks.topology import DenseNetwork, dense_network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DENSE = 100  # edges between two layers from which they are drawn as hairlines
_HAIRLINE = "#B0B0B0"


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
        it: its value where `x` or `weights` are given, else its symbol, x_0, h_0,
        o_0, w_ij.
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
    shows = bool(activations)
    net = dense_network(network, bias=bias, activations=activations, weights=weights)
    max_nodes = checked_max_nodes(max_nodes)
    dropped = checked_dropped(net, dropped)
    names = texts.checked_names(net, names)
    values = None if x is None else net.values(x, dropped)
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure().add_subplot()
    style.checked_axes(ax)
    room = room_in_points(ax)[0]
    captions = texts.captions(net, counts, max_nodes, room, names.layers)
    columns, point = lay_out(
        net,
        ax,
        bias=bias is not False,
        dropped=dropped,
        max_nodes=max_nodes,
        outputs=shows,
        caption=texts.width(captions),
        beside=names.beside(len(net.sizes) - 1),
        lines=2 if counts else int(any(captions)),
    )
    _draw_edges(ax, net, columns, bool(weights))
    _draw_nodes(ax, net, columns, values, shows)
    if labels or shows:
        told = {"shows": shows, "labels": labels, "names": names}
        texts.write_nodes(ax, net, columns, values, point, **told)
    if labels:
        texts.write_edges(ax, net, columns, point, weighted=bool(weights))
    texts.write_names(ax, columns, names, values, point, shows=shows)
    told = texts.count_text(net, dropped)
    texts.write_below(ax, columns, captions, told if counts else "", point)
    ax.set_label(f"network {'-'.join(map(str, net.sizes))}: {told}")
    return ax


def _draw_edges(ax, net: DenseNetwork, columns, weighted: bool) -> None:
    """One collection of lines for each pair of layers."""
    from matplotlib.collections import LineCollection

    pairs = list(itertools.pairwise(columns))
    dense = max(len(a.nodes) * len(b.nodes) for a, b in pairs) > _DENSE
    for layer, (start, end) in enumerate(pairs):
        sources, targets = np.flatnonzero(start.kept), np.flatnonzero(end.kept)
        from_, to = (a.ravel() for a in np.meshgrid(sources, targets, indexing="ij"))
        segments = np.stack([start.xy[from_], end.xy[to]], axis=1)
        if start.bias is not None:
            bias = np.broadcast_to(start.bias, (len(targets), 2))
            segments = np.concatenate(
                [segments, np.stack([bias, end.xy[targets]], axis=1)]
            )
        if weighted:
            look = _weight_look(net, layer, start, start.nodes[sources], end, targets)
        elif dense:  # smoothing thousands of hairlines shows nothing and costs most
            look = {"colors": _HAIRLINE, "linewidths": 0.4, "antialiased": False}
        else:
            look = {"colors": style.GRAY, "linewidths": 1.2}
        label = f"edges from layer {layer} to {layer + 1}"
        lines = _add(ax, LineCollection(segments, zorder=1, label=label, **look))
        if weighted and net.trained:
            style.mark_trained(lines)


def _weight_look(net: DenseNetwork, layer, start, sources, end, targets) -> dict:
    """Sign as color and dashes, size as width, against the network's largest."""
    targets = end.nodes[targets]
    w = net.kernels[layer][np.ix_(sources, targets)].ravel()
    if start.bias is not None:
        w = np.concatenate([w, net.biases[layer][targets]])
    arrays = [*net.kernels, *(b for b in net.biases if b is not None)]
    return weight_look(w, max(np.abs(array).max() for array in arrays))


def weight_look(weights: np.ndarray, largest: float) -> dict[str, Any]:
    """Return what shows weights on a `LineCollection`: color, dashes and width.

    Parameters
    ----------
    weights : ndarray of shape (lines,)
    largest : float
        The size of a weight that is drawn widest.

    Returns
    -------
    dict
        Properties of the collection.
    """
    from matplotlib.colors import ListedColormap

    relative = weights / max(1e-12, largest)
    return {
        "array": relative,
        "cmap": ListedColormap([style.NEGATIVE, style.POSITIVE]),
        "clim": (-1, 1),
        "linewidths": 0.3 + 4.5 * np.abs(relative),
        "alpha": 0.85,
        # Dashed where that can be seen: colors alone tell some viewers nothing.
        "linestyles": np.where(relative < 0, "--", "-")
        if len(weights) <= _DENSE
        else "-",
    }


def _add(ax, collection):
    """Add marks whose extent the limits already hold, so that nobody measures them."""
    collection.set_in_layout(False)
    return ax.add_collection(collection, autolim=False)


def _draw_nodes(ax, net, columns, values, shows) -> None:
    from matplotlib.collections import EllipseCollection, LineCollection
    from matplotlib.colors import LinearSegmentedColormap

    def circles(xy, color, label, radius=RADIUS, **looks):
        size = np.full(len(xy), 2 * radius)
        nodes = EllipseCollection(
            size,
            size,
            np.zeros(len(xy)),
            units="xy",
            offsets=xy,
            offset_transform=ax.transData,
            label=label,
            **{
                "facecolors": color,
                "edgecolors": style.BLACK,
                "zorder": 2,
                "linewidths": 1.2,
                **looks,
            },
        )
        return _add(ax, nodes)

    shades = LinearSegmentedColormap.from_list(
        "activation",
        ["#F0A070", "white", "#80B8E0"],  # black text stays legible
    )
    for layer, column in enumerate(columns):
        kept = column.xy[column.kept]
        nodes = circles(kept, column.color, f"nodes of layer {layer}")
        if values is not None and len(kept):
            shown = values[layer][column.nodes[column.kept]]
            limit = max(np.abs(shown).max(), 1e-12)
            nodes.set(array=shown, cmap=shades, clim=(-limit, limit))
            if net.trained:
                style.mark_trained(nodes)
        if not column.kept.all():
            gone = column.xy[~column.kept]
            arm = 0.7 * RADIUS
            cross = np.array([[[-arm, -arm], [arm, arm]], [[-arm, arm], [arm, -arm]]])
            circles(gone, "white", f"dropped nodes of layer {layer}", linestyles=":")
            _add(
                ax,
                LineCollection(
                    (gone[:, None, None] + cross).reshape(-1, 2, 2),
                    colors=style.BLACK,
                    linewidths=1.5,
                    zorder=3,
                ),
            )
        if column.bias is not None:
            circles(column.bias[None], style.BIAS, f"bias of layer {layer + 1}")
        if len(column.dots):
            circles(column.dots, style.BLACK, "ellipsis", radius=0.06)
        if shows and layer:
            cut = np.array([[0, -RADIUS], [0, RADIUS]])
            _add(
                ax,
                LineCollection(
                    kept[:, None] + cut,
                    colors=style.BLACK,
                    linewidths=1,
                    zorder=3,
                ),
            )
