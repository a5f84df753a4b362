"""The settings: pins, orders, the table; and one that runs."""

import dataclasses
import sys
import types
from pathlib import Path

import pytest

from tests.settings import another_order, running, table
from tests.settings.settings import Setting, all_settings, named, oldest_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("requirement", "pin"),
    [
        ("keras>=3.13,<4", "keras~=3.13.0"),
        ("numpy>=2,<3", "numpy~=2.0"),
        ("django-static-mathjax>=3.2.2,<4", "django-static-mathjax==3.2.2"),
    ],
)
def test_the_oldest_version_is_pinned(requirement, pin):
    assert oldest_of(requirement) == pin


def test_settings_are_found_by_a_part_of_their_name():
    settings = all_settings(ROOT)
    assert [each.name for each in named(settings, ["3.1", "order"])] == [
        "another order",
        "Python 3.12",
        "Python 3.13",
    ]
    assert named(settings, []) == settings
    with pytest.raises(SystemExit, match="no setting is named odd; there are: as it"):
        named(settings, ["odd"])


def test_another_order_keeps_the_cells_of_a_lecture_in_theirs():
    def item(path, name):
        return types.SimpleNamespace(path=Path(path), name=name)

    items = [item("a.ipynb", k) for k in range(9)] + [item("b.py", k) for k in range(9)]
    before = list(items)
    another_order.pytest_collection_modifyitems(items)
    assert items != before
    assert sorted(map(id, items)) == sorted(map(id, before))
    cells = [each.name for each in items if each.path.suffix == ".ipynb"]
    assert cells == list(range(9))
    places = [str(each.path) for each in items]
    assert places in (["a.ipynb"] * 9 + ["b.py"] * 9, ["b.py"] * 9 + ["a.ipynb"] * 9)


def test_a_setting_runs_in_its_folder_and_tells_what_failed(tmp_path):
    (tmp_path / "test_odd.py").write_text(
        "import os, pathlib\n"
        "def test_fails(): assert os.environ['ODD'] == '2'\n"
        "def test_passes(): assert os.environ['ODD'] == '1'\n"
        "def test_place(): assert pathlib.Path.cwd().name == 'a folder'\n"
    )
    setting = Setting("odd", variables={"ODD": "1"}, folder="a folder")
    folder = tmp_path / "new"
    folder.mkdir()
    outcome = running.run(setting, ROOT, folder, [str(tmp_path / "test_odd.py")])
    assert (outcome.passed, outcome.skipped) == (2, 0)
    assert [name.split("::")[-1] for name in outcome.failed] == ["test_fails"]
    assert outcome.versions[0] == sys.version.split()[0]

    file = tmp_path / "table.md"
    table.keep(outcome, file)
    table.keep(dataclasses.replace(outcome, setting="other"), file)
    table.keep(dataclasses.replace(outcome, passed=7), file)
    other, odd = file.read_text("utf-8").removeprefix(table.HEAD).splitlines()
    assert other.startswith("| other |")
    assert odd == table.row(dataclasses.replace(outcome, passed=7))
