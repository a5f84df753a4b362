"""Whether this Python runs behind a notebook, and what is told beside its outputs."""

import sys


def shell():
    """Return the shell of a Jupyter kernel, or None."""
    ipython = sys.modules.get("IPython")
    found = ipython.get_ipython() if ipython else None
    return found if hasattr(found, "kernel") else None


def tell(sentence: str) -> None:
    """Say what concerns who runs a cell and nobody in the hall: on no slide.

    Outside of a notebook it is printed.
    """
    if shell() is None:
        print(sentence)
        return
    from IPython.display import display

    aside = {"nnlib": {"on_slides": False}}
    display({"text/plain": sentence}, raw=True, metadata=aside)
