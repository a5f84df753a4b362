"""One setting: a copy, an environment, and what the tests say there."""

import dataclasses
import datetime
import os
import platform
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

from tests.copies import copy_project
from tests.settings.settings import Setting

SHOWN = ("keras", "jax", "tensorflow", "numpy", "matplotlib")
ASKS = """import importlib.metadata, platform
print(platform.python_version(), *map(importlib.metadata.version, {names}))"""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What the tests said in a setting."""

    setting: str
    versions: tuple[str, ...]  # of Python, then of SHOWN
    ran: str
    passed: int
    failed: tuple[str, ...]
    skipped: int
    seconds: float
    date: str = dataclasses.field(default_factory=lambda: str(datetime.date.today()))


def run(setting: Setting, root: Path, folder: Path, tests: list[str]) -> Outcome:
    """Run tests in a setting, in a new folder."""
    project = copy_project(root, folder / setting.folder)
    python = _python(setting, project, folder)
    report = folder / "report.xml"
    began = time.perf_counter()
    asked = [f"--junitxml={report}", *setting.options, *tests]
    said = subprocess.run(
        [*setting.before, python, "-m", "pytest", *asked],
        cwd=project,
        env=_environment(setting, python, project),
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    if not report.exists():
        raise SystemExit(f"{setting.name}: no test ran\n{said.stdout}{said.stderr}")
    (suite,) = xml.etree.ElementTree.parse(report).getroot()
    failed = tuple(
        f"{case.get('classname')}::{case.get('name')}"
        for case in suite
        if case.find("failure") is not None or case.find("error") is not None
    )
    skipped = int(suite.get("skipped", 0))
    passed = int(suite.get("tests", 0)) - len(failed) - skipped
    versions = subprocess.run(
        [python, "-c", ASKS.format(names=SHOWN)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    ran = " ".join(tests) or "everything"
    return Outcome(setting.name, tuple(versions), ran, passed, failed, skipped, seconds)


def _environment(setting: Setting, python: str, project: Path) -> dict[str, str]:
    path = os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])
    own = {"PYTHONPATH": str(project), "PATH": path, "CI": "true"}
    return os.environ | own | dict(setting.variables)


def _python(setting: Setting, project: Path, folder: Path) -> str:
    """The interpreter of a setting; makes an environment where it needs its own."""
    if not setting.python and not setting.pins:
        return sys.executable
    wanted = setting.python or ".".join(platform.python_version_tuple()[:2])
    found = shutil.which(f"python{wanted}")
    if found is None:
        raise SystemExit(f"{setting.name}: there is no python{wanted} here")
    pins = folder / "pins.txt"
    pins.write_text("\n".join(setting.pins), "utf-8")
    subprocess.run([found, "-m", "venv", folder / "venv"], check=True)
    python = str(folder / "venv" / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*install, "-r", project / "requirements.txt", "-c", pins], check=True
    )
    subprocess.run([*install, "--no-deps", "-e", project], check=True)
    return python
