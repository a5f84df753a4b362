"""The circles of a drawn network: nodes, bias nodes and ellipses."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.networks.layout import RADIUS, Column
from nnlib.networks.topology import DenseNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import EllipseCollection

_SHADES = "#F0A070", "white", "#80B8E0"  # black text stays legible on them
_ARM = 0.7 * RADIUS
_CROSS = ((-_ARM, -_ARM), (_ARM, _ARM)), ((-_ARM, _ARM), (_ARM, -_ARM))
_HALVES = (((0, -RADIUS), (0, RADIUS)),)


def draw_nodes(
    ax: "Axes",
    net: DenseNetwork,
    columns: Sequence[Column],
    values: Sequence[np.ndarray] | None,
    *,
    halved: bool,
) -> tuple[list["EllipseCollection"], list["EllipseCollection | None"]]:
    """Draw all nodes: shaded by their values, if any; after the input halved, if so.

    Returns
    -------
    nodes : list of EllipseCollection
        Of each layer, those that are not dropped.
    biases : list of (EllipseCollection or None)
        Of each layer, the bias node above it.
    """
    nodes, biases = [], []
    for layer, column in enumerate(columns):
        kept, gone = column.xy[column.kept], column.xy[~column.kept]
        circles = _circles(ax, kept, column.color, f"nodes of layer {layer}")
        nodes.append(circles)
        if values is not None and len(kept):
            _shade(circles, values[layer][column.nodes[column.kept]])
            if net.trained:
                style.mark_trained(circles)
        if len(gone):
            label = f"dropped nodes of layer {layer}"
            _circles(ax, gone, "white", label, linestyles=":")
            _draw_in_each(ax, gone, _CROSS, linewidths=1.5)
        biases.append(
            None
            if column.bias is None
            else _circles(
                ax, column.bias[None], style.BIAS, f"bias of layer {layer + 1}"
            )
        )
        if len(column.dots):
            _circles(ax, column.dots, style.BLACK, "ellipsis", radius=0.06)
        if halved and layer:
            _draw_in_each(ax, kept, _HALVES, linewidths=1)
    return nodes, biases


def _circles(
    ax: "Axes",
    xy: np.ndarray,
    color: str,
    label: str,
    *,
    radius: float = RADIUS,
    linestyles: str = "-",
) -> "EllipseCollection":
    from matplotlib.collections import EllipseCollection

    size = np.full(len(xy), 2 * radius)
    circles = EllipseCollection(
        size,
        size,
        np.zeros(len(xy)),
        units="xy",
        offsets=xy,
        offset_transform=ax.transData,
        label=label,
        facecolors=color,
        edgecolors=style.BLACK,
        zorder=2,
        linewidths=1.2,
        linestyles=linestyles,
        in_layout=False,  # the limits hold it already, so nobody need measure it
    )
    ax.add_collection(circles, autolim=False)
    return circles


def _shade(circles: "EllipseCollection", values: np.ndarray) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("activation", _SHADES)
    limit = max(np.abs(values).max(), 1e-12)
    circles.set(array=values, cmap=shades, clim=(-limit, limit))


def _draw_in_each(ax: "Axes", xy: np.ndarray, strokes: Any, linewidths: float) -> None:
    """Draw the same strokes, of shape (n, 2, 2), in each of some nodes."""
    from matplotlib.collections import LineCollection

    segments = (xy[:, None, None] + np.array(strokes)).reshape(-1, 2, 2)
    lines = LineCollection(
        list(segments),
        colors=style.BLACK,
        linewidths=linewidths,
        zorder=3,
        in_layout=False,
    )
    ax.add_collection(lines, autolim=False)
