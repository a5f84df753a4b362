"""What a figure shows, in words: for a screen reader, and for the tests."""

from nnlib.descriptions.figures import describe

__all__ = ["describe"]
