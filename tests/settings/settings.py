"""The settings in which the tests must say the same."""

import dataclasses
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

COLAB = "colab.txt"  # in tests: what Colab has installed


@dataclasses.dataclass(frozen=True)
class Setting:
    """One way to run the tests.

    Attributes
    ----------
    name : str
    python : str
        A version, as "3.12"; without it, and without pins, the environment is that
        of whoever runs this.
    pins : tuple of str
        Lines of a constraints file of pip, for an environment of its own.
    variables : mapping of str to str
        Of the environment.
    before : tuple of str
        What stands before the command, such as ``unshare --net``.
    options : tuple of str
        Of pytest.
    folder : str
        What the folder of the copy is called.
    """

    name: str
    python: str = ""
    pins: tuple[str, ...] = ()
    variables: Mapping[str, str] = dataclasses.field(default_factory=dict)
    before: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    folder: str = "project"


def all_settings(root: Path) -> list[Setting]:
    """List the settings, with the pins that the files of a project say."""
    colab = (root / "tests" / COLAB).read_text("utf-8").splitlines()
    far = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}
    itself_alone = 'ip link set lo up && exec "$@"'  # as tests of browsers need
    no_network = ("unshare", "--net", "sh", "-c", itself_alone, "sh")
    return [
        Setting("as it is"),
        Setting("one core", before=("taskset", "--cpu-list", "0")),
        Setting("another order", options=("-p", "tests.settings.another_order")),
        Setting("another time zone and locale", variables=far),
        Setting("no network", before=no_network),
        Setting("no home to write into", variables={"HOME": "/proc/nowhere"}),
        Setting("a path with spaces", folder="a project, übersetzt"),
        Setting("Python 3.12", python="3.12"),
        Setting("Python 3.13", python="3.13"),
        Setting("oldest versions", pins=oldest(root)),
        Setting("Colab's versions", python="3.12", pins=tuple(colab)),
    ]


def oldest(root: Path) -> tuple[str, ...]:
    """Pin what a project needs to the oldest versions that its pyproject.toml takes."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["lectures"]]
    return tuple(oldest_of(requirement) for requirement in needed)


def oldest_of(requirement: str) -> str:
    """Pin one requirement.

    Examples
    --------
    >>> oldest_of("keras>=3.13,<4")
    'keras~=3.13.0'
    >>> oldest_of("cloudpickle>=3,<4")
    'cloudpickle~=3.0'
    """
    name, version = re.match(r"([\w.-]+)>=([\d.]+)", requirement).groups()
    return f"{name}=={version}" if version.count(".") == 2 else f"{name}~={version}.0"


def named(settings: Sequence[Setting], words: Sequence[str]) -> list[Setting]:
    """Those whose names hold one of the words; all where there are none."""
    if not words:
        return list(settings)
    found = [each for each in settings if any(word in each.name for word in words)]
    if not found:
        names = ", ".join(each.name for each in settings)
        sys.exit(f"no setting is named {' or '.join(words)}; there are: {names}")
    return found
