"""From run notebooks to a site: pages to read, decks, explorables, files to take."""

from nnlib.site.folder import write

__all__ = ["write"]
