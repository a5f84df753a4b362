"""Files to write: where they go is looked at before the work is done."""

import os
from pathlib import Path
from typing import Any


def to_write(argument: str, path: Any) -> Path:
    """Return the path of a file that can be written; ``~`` is the user's folder.

    Parameters
    ----------
    argument : str
        What an error calls it.
    path : str or pathlib.Path

    Raises
    ------
    ValueError
        If it is no path, a folder, or in a folder that does not exist.
    """
    try:
        file = Path(path).expanduser()
    except (TypeError, RuntimeError) as error:
        raise ValueError(
            f"{argument}: {path!r} came ({error}); give the name of a file"
        ) from None
    if os.path.isdir(file):  # which no name is too long for
        raise ValueError(
            f"{argument}: {str(path)!r} is a folder; give the name of a file in it"
        )
    if not os.path.isdir(file.parent):
        raise ValueError(
            f"{argument}: {str(path)!r} came, and there is no folder "
            f"{str(file.parent)!r}; make it, or give a file in one that exists"
        )
    return file
