"""Whether this Python runs behind a notebook."""

import sys


def shell():
    """Return the shell of a Jupyter kernel, or None."""
    ipython = sys.modules.get("IPython")
    found = ipython.get_ipython() if ipython else None
    return found if hasattr(found, "kernel") else None
