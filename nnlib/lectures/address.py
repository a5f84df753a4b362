"""The project's address: kept in pyproject.toml, copied to where it must stand."""

import re
import tomllib
from pathlib import Path

from nnlib import files

_COPIES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/*.md",
    "environment.yml",
    "requirements.txt",
    "notebooks/*.ipynb",
)
_COLAB = "https://colab.research.google.com/github/"
_LINK = re.compile(rf"{re.escape(_COLAB)}[\w.-]+/[\w.-]+")
_ADDRESS = r"https://[\w.-]+(?::\d+)?/[\w.-]+/[\w.-]+"
# What follows these words is this project, under whatever address it had.
_OURS = re.compile(rf"(?:git\+|git clone )({_ADDRESS}?)(?:\.git)?(?![\w.-])")
_SOURCE = re.compile(r'^(source\s*=\s*)"[^"\n]*"', re.MULTILINE)


def read(root: Path) -> str:
    """Return the address that pyproject.toml holds."""
    project = root / "pyproject.toml"
    if not project.is_file():
        raise FileNotFoundError(f"{project}: not found; run this in the repository")
    return tomllib.loads(project.read_text("utf-8"))["project"]["urls"]["source"]


def write(address: str, root: Path) -> None:
    """Put an address into pyproject.toml.

    Raises
    ------
    ValueError
        If it is not ``https://HOST/OWNER/REPOSITORY``.
    """
    address = address.removesuffix("/").removesuffix(".git")
    if not re.fullmatch(_ADDRESS, address):
        raise ValueError(f"address: {address!r} is not https://HOST/OWNER/REPOSITORY")
    if address == read(root):
        return
    project = root / "pyproject.toml"
    text = project.read_text("utf-8")
    files.replace(project, _SOURCE.sub(rf'\1"{address}"', text, count=1))


def spread(root: Path) -> list[Path]:
    """Write the address of pyproject.toml wherever a copy of it must stand.

    A copy is told by ``git+ADDRESS`` and ``git clone ADDRESS``; all that names the
    same address, and the links to Colab, are changed with it. Colab opens notebooks
    from github.com only: for another host its links stay as they are.

    Returns
    -------
    list of Path
        The files changed.
    """
    address = read(root)
    texts = _texts(root)
    old = {found for text in texts.values() for found in _OURS.findall(text)}
    changed = []
    for path, text in texts.items():
        new = text
        for former in old - {address}:
            new = re.sub(rf"{re.escape(former)}(?![\w-])", address, new)
        if address.startswith("https://github.com/"):
            ours = _COLAB + address.removeprefix("https://github.com/")
            new = _LINK.sub(ours, new)
        if new != text:
            files.replace(path, new)
            changed.append(path)
    return changed


def left(root: Path) -> list[str]:
    """Return the links to Colab that lead to another project than the address."""
    ours = _COLAB + read(root).removeprefix("https://github.com/")
    return [
        f"{path.relative_to(root)}: {link}"
        for path, text in _texts(root).items()
        for link in dict.fromkeys(_LINK.findall(text))
        if link != ours
    ]


def _texts(root: Path) -> dict[Path, str]:
    return {
        path: path.read_text("utf-8")
        for pattern in _COPIES
        for path in sorted(root.glob(pattern))
    }
