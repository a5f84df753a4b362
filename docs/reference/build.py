"""Make the reference: `python docs/reference/build.py [FOLDER]`, or `build(folder)`.

Every example runs, on generated data and without a network. One that does not print
what its docstring says, or warns, is an error.
"""

import logging
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
SETTINGS = {
    "MPLBACKEND": "agg",
    "NNLIB_DATA": "offline",
    "NNLIB_LIVE": "0",
    "NNLIB_SCALE": "",
    "NNLIB_SEED": "",
}


def build(output: Path) -> None:
    """Write the reference into a folder, which any browser opens from disk.

    Raises
    ------
    ModuleNotFoundError
        If Sphinx or its theme is not installed.
    RuntimeError
        If an example or a page is wrong; what, was written to stderr.
    """
    for package in ("sphinx", "furo"):
        if find_spec(package) is None:
            raise ModuleNotFoundError(
                f"The reference needs {package}: pip install -r requirements.txt"
            )
    from sphinx.cmd.build import build_main

    os.environ |= SETTINGS
    logging.basicConfig()  # or a package of the theme shows everybody's messages
    if (output / "objects.inv").exists():  # an earlier reference
        shutil.rmtree(output)
    with tempfile.TemporaryDirectory() as folder:
        source, kept = Path(folder, "source"), Path(folder, "kept")
        shutil.copytree(HERE, source)
        strict = ["--fail-on-warning", "--quiet", "--fresh-env"]
        if build_main([*strict, "-d", str(kept), str(source), str(output)]):
            raise RuntimeError("The reference could not be made; see above.")
    (output / ".buildinfo").unlink(missing_ok=True)


if __name__ == "__main__":
    build(Path(sys.argv[1] if sys.argv[1:] else "build/site/reference"))
