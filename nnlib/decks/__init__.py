"""From a notebook's stored outputs to one slide file that needs no network."""

from nnlib.decks.deck import write

__all__ = ["write"]
