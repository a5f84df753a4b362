"""Copies of the project, in which something may be other than here."""

import shutil
import subprocess
from pathlib import Path


def copy_project(root: Path, copy: Path) -> Path:
    """Copy what git knows of a project, and what it does not ignore, as it stands."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True)
    for name in names.stdout.splitlines():
        if (root / name).is_file():  # else it was deleted and is not committed
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, copy / name)
    return copy
