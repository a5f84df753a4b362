"""The faults of mutants are those that are meant, and a changed color is none."""

from datetime import date
from pathlib import Path

import nbformat
import pytest

from tests.mutants import drawing, faults, lectures, table
from tests.mutants.catching import Project
from tests.mutants.mutant import Mutant
from tests.mutants.spans import Spans

ROOT = Path(__file__).parents[2]


def test_a_changed_color_is_not_seen(tmp_path):
    project = Project(ROOT, tmp_path / "project")
    color = Mutant(
        "a color",
        "notebooks/01_networks.ipynb",
        "cell cell-049",
        "vermilion to orange",
        lambda text: text.replace(
            "color = nnlib.style.CLASSES[number]", "color = nnlib.style.ORANGE"
        ),
    )
    assert project.caught_together([color]) == {color: False}


def kinds(source, *tags):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
    return {kind: change for kind, change, _ in lectures.of_cell(cell)}


def changed(find, source):
    return [text for _, text in find(Spans(source))]


def test_the_faults_of_code():
    assert changed(faults.plotted_values, "ax.plot([1, x], lw=2)") == [
        "ax.plot([2, x], lw=2)"
    ]
    assert changed(faults.titles, 'ax.set(title="β: a loss", lw=2)') == [
        'ax.set(title="qβ: a loss", lw=2)'
    ]
    assert changed(faults.missing_lines, "for k in z:\n    ax.plot(k)\nf(z)") == [
        "for k in z:\n    pass\nf(z)"
    ]
    assert changed(faults.rates, "Adam(0.1), SGD(learning_rate=rate)") == [
        "Adam(0.3), SGD(learning_rate=rate)"
    ]
    assert changed(faults.orders, "sorted(a)") == ["sorted(a)[::-1]"]
    assert changed(faults.claims, 'nnlib.claim("a", b, 0.4, within=0.1)') == [
        'nnlib.claim("a", b, 0.7000000000000001, within=0.1)'
    ]
    assert changed(faults.signs, "α = a - -b") == ["α = a + -b", "α = a - b"]
    assert changed(faults.comparisons, "a < b and c") == ["(a < b)", "a >= b and c"]


def test_a_check_has_other_faults_than_a_figure():
    assert "a check" in kinds("ax.plot(1) if a < 2 else 0", "check")
    assert "a plotted value" in kinds("ax.plot(1) if a < 2 else 0")
    assert not kinds("ax.plot(1)", "exercise").keys() & set(lectures.OF_CODE)


@pytest.mark.parametrize(
    ("of_code", "others", "tried"), [(9, 20, 12), (2, 20, 12), (9, 3, 9), (0, 5, 5)]
)
def test_a_dozen_of_the_day_is_another_one_tomorrow(of_code, others, tried):
    drawn = [
        *(Mutant("a label", "a.ipynb", str(n), "x", str.upper) for n in range(of_code)),
        *(Mutant("a link", "b.ipynb", str(n), "x", str.upper) for n in range(others)),
        Mutant("a link", "c.ipynb", "not in the table", "x", str.upper),
    ]
    steps = {m.key: "pytest test_a.py" for m in drawn if m.path != "c.ipynb"}
    days = [date(2026, 12, day) for day in (1, 1, *range(2, 12))]
    first, again, *later = (drawing.of_the_day(drawn, steps, day) for day in days)
    for chosen in (first, *later):
        keys = [mutant.key for group in chosen for mutant in group]
        assert len(set(keys)) == len(keys) == tried
        assert set(keys) <= steps.keys()
    assert first == again
    assert tried <= 9 or any(other != first for other in later)
    with pytest.raises(ValueError, match="run `make mutants`"):
        drawing.of_the_day(drawn, {}, days[0])


def test_the_table_tells_what_sees_a_mutant(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "TABLE", tmp_path / "table.md")
    seen, unseen = (
        Mutant("a color", "a.ipynb", place, "x | `y`", str.upper) for place in "ab"
    )
    table.write(
        {
            seen.key: table.row(seen, "pytest a.ipynb -k 01_a", None),
            unseen.key: table.row(unseen, None, "it is `not` looked at"),
        }
    )
    assert list(table.read()) == [seen.key, unseen.key]
    assert table.steps() == {seen.key: "pytest a.ipynb -k 01_a"}
