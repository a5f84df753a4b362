"""Where the files lie that packages bring for web pages."""

import importlib.util
from pathlib import Path


def folder(module: str, package: str) -> Path:
    """Return the folder of a module, without importing it.

    Parameters
    ----------
    module : str
    package : str
        What installs it.

    Raises
    ------
    ModuleNotFoundError
        If it is not installed.
    """
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"a deck needs the package {package}", name=module)
    return Path(found.submodule_search_locations[0])
