"""Objects that no check expects."""


class Broken:
    """An object that nothing can be asked of."""

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None

    def __repr__(self):
        raise RuntimeError


class NoArray(Broken):
    """One that makes no array either."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError
