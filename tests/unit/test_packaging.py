"""Three lists of packages that agree, a quick import, and no stranger's nnlib."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import nnlib

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def split(requirement):
    name, ranges = re.fullmatch(r"([\w-]+)([<>=~!].*)?", requirement).groups()
    return name, ranges


def from_pyproject():
    extras = PROJECT["optional-dependencies"].values()
    listed = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    return dict(map(split, listed))


def from_requirements():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return dict(split(line) for line in lines if line and not line.startswith("#"))


def conda():
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def from_environment():
    (pip,) = (entry["pip"] for entry in conda() if isinstance(entry, dict))
    assert "-e ." in pip
    return dict(split(entry) for entry in pip if entry != "-e .")


def test_the_three_lists_of_packages_agree():
    assert from_pyproject() == from_requirements() == from_environment()
    assert f"python{PROJECT['requires-python']}" in conda()


def test_every_package_has_a_range_and_none_is_pinned():
    for name, ranges in from_pyproject().items():
        assert re.fullmatch(r">=[\d.]+,<[\d.]+", ranges), name


def test_nothing_installs_the_nnlib_of_somebody_else():
    assert PROJECT["name"] != "nnlib"
    assert "nnlib" not in from_requirements()
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    install = re.compile(r"\b(?:install|add)\b[^\n`]*[ \"']nnlib(?![-\w./])")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".woff2", ".png"} or not path.is_file():
            continue
        assert not install.search(path.read_text(encoding="utf-8")), name


def test_import_is_light():
    heavy = "keras jax tensorflow torch matplotlib sklearn numpy IPython"
    code = (
        "import sys, nnlib\n"
        f"print(sorted(set({heavy.split()}) & set(sys.modules)))\n"
        "import nnlib.activations, nnlib.datasets, nnlib.explore, nnlib.networks\n"
        "print(sorted({'keras', 'jax', 'tensorflow', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_public_names_are_there_and_documented():
    for name in nnlib.__all__:
        assert getattr(nnlib, name).__doc__, name
    assert set(nnlib.__all__) <= set(dir(nnlib))
    with pytest.raises(AttributeError, match="no attribute 'trainr'"):
        _ = nnlib.trainr


def test_the_lazy_names_are_those_that_type_checkers_see():
    tree = ast.parse(Path(nnlib.__file__).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    homes = {
        name.name: node.module.removeprefix("nnlib").removeprefix(".")
        for node in block.body
        for name in node.names
    }
    modules = dict.fromkeys(nnlib._MODULES, "")
    assert homes == nnlib._HOME | modules
    assert sorted(homes) == nnlib.__all__


def test_type_checkers_read_the_annotations():
    assert (Path(nnlib.__file__).parent / "py.typed").read_bytes() == b""


def test_a_package_is_there_before_anything_of_it_was_touched():
    code = "import nnlib; print(nnlib.descent.descend.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "descend\n"


@pytest.mark.parametrize("missing", ["sklearn", "tensorflow", "tqdm"])
def test_a_missing_package_breaks_only_what_needs_it(missing):
    code = (
        "import sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "import nnlib\n"
        "nnlib.draw_network([2, 3, 1], labels=True)\n"
        "nnlib.plot_activation('relu')\n"
        "nnlib.show_images(nnlib.load('fashion_mnist'))\n"
        "nnlib.explore.network()\n"
        "nnlib.setup()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_keras_does_not_promise_is_used_in_one_place():
    modules = (ROOT / "nnlib").rglob("*.py")
    found = [p.name for p in modules if "keras.src" in p.read_text("utf-8")]
    assert found == ["keras_private.py"]
