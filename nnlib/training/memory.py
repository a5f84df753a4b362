"""Memory that compiling needed for a moment, given back to the system."""

import ctypes
import sys


def give_back() -> None:
    """Give memory that is free, and kept for this process, back to the system.

    XLA frees hundreds of megabytes after it has compiled a program. The GNU C library
    keeps them, in an arena for each of XLA's threads, where nothing else gets them: a
    notebook that compiles twenty programs would grow with each.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
