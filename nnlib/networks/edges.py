"""The lines of a drawn network: where they run, and how they show weights."""

import dataclasses
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.figures import style
from nnlib.networks.layout import Column
from nnlib.networks.topology import DenseNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection

_DENSE = 100  # edges between two layers from which they are drawn as hairlines
_HAIRLINE = "#B0B0B0"


@dataclasses.dataclass(frozen=True)
class Edges:
    """The lines between two layers: of each source to all targets, the bias node last.

    Attributes
    ----------
    lines : matplotlib.collections.LineCollection
    sources, targets : ndarray of int
        The nodes that have lines: those that are shown and not dropped.
    biased : bool
        Whether there are lines of a bias node.
    """

    lines: "LineCollection"
    sources: np.ndarray
    targets: np.ndarray
    biased: bool

    def show_weights(
        self, kernel: np.ndarray, bias: np.ndarray | None, largest: float
    ) -> None:
        """Show the weights of the layer: sign as color and dashes, size as width.

        Parameters
        ----------
        kernel : ndarray of shape (inputs, units)
        bias : ndarray of shape (units,), or None
        largest : float
            The size of a weight that is drawn widest.
        """
        weights = kernel[np.ix_(self.sources, self.targets)]
        if self.biased and bias is not None:
            weights = np.vstack([weights, bias[self.targets]])
        self.lines.set(**_look(weights.ravel() / max(1e-12, largest)))


def _look(relative: np.ndarray) -> dict[str, Any]:
    """Properties of lines that show weights from -1 to 1."""
    from matplotlib.colors import ListedColormap

    return {
        "array": relative,
        "cmap": ListedColormap([style.NEGATIVE, style.POSITIVE]),
        "clim": (-1, 1),
        "linewidths": 0.3 + 4.5 * np.abs(relative),
        "alpha": 0.85,
        # Dashed where that can be seen: colors alone tell some viewers nothing.
        "linestyles": np.where(relative < 0, "--", "-")
        if len(relative) <= _DENSE
        else "-",
    }


def draw_edges(
    ax: "Axes", net: DenseNetwork, columns: Sequence[Column], *, weighted: bool
) -> list[Edges]:
    """Draw the lines between each layer and the next."""
    pairs = list(itertools.pairwise(columns))
    if max(len(a.nodes) * len(b.nodes) for a, b in pairs) > _DENSE:
        # Smoothing thousands of hairlines shows nothing and costs most.
        look = {"colors": _HAIRLINE, "linewidths": 0.4, "antialiased": False}
    else:
        look = {"colors": style.GRAY, "linewidths": 1.2}
    drawn = []
    for layer, (start, end) in enumerate(pairs):
        label = f"edges from layer {layer} to {layer + 1}"
        edges = _draw_lines(ax, start, end, label=label, **({} if weighted else look))
        if weighted:
            edges.show_weights(*net.weights(layer), net.largest_weight())
            if net.trained:
                style.mark_trained(edges.lines)
        drawn.append(edges)
    return drawn


def _draw_lines(ax: "Axes", start: Column, end: Column, **look: Any) -> Edges:
    from matplotlib.collections import LineCollection

    sources, targets = start.xy[start.kept], end.xy[end.kept]
    if start.bias is not None:
        sources = np.vstack([sources, start.bias])
    from_ = np.repeat(sources, len(targets), axis=0)
    to = np.tile(targets, (len(sources), 1))
    segments = list(np.stack([from_, to], axis=1))
    lines = LineCollection(segments, zorder=1, in_layout=False, **look)
    ax.add_collection(lines, autolim=False)  # the limits hold it already
    return Edges(
        lines, start.nodes[start.kept], end.nodes[end.kept], start.bias is not None
    )
