"""Drawing dense networks: what is connected (topology), where and how (drawing)."""

from nnlib.networks.drawing import draw_network
from nnlib.networks.topology import DenseNetwork

__all__ = ["DenseNetwork", "draw_network"]
