"""The table of published numbers: what covers a number, and what covers a range."""

import importlib.util
from pathlib import Path

import nbformat
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def results():
    spec = importlib.util.spec_from_file_location(
        "benchmarks_results", BENCHMARKS / "results.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def result(results, published, values):
    row = {"id": "a", "setup": "b", "metric": "c", "published": published}
    return results.Result(row, values, [2.0, 4.0])


@pytest.mark.parametrize(
    ("published", "values", "covers"),
    [
        ("0.88", [0.87, 0.88, 0.9], True),
        ("0.8", [0.87, 0.88, 0.9], False),
        ("669706", [669706.0] * 3, True),
        ("669707", [669706.0] * 3, False),
        ("0.83 to 1.00", [0.82, 0.99, 0.85, 1.02], True),
        ("0.83 to 1.00", [0.84, 1.02], False),
        ("0.83 to 1.00", [0.7, 0.99], False),
        ("0.68 +- 0.29", [0.6, 0.7, 0.8], True),
        ("0.68 +- 0.29", [0.9, 0.91, 0.92], False),
    ],
)
def test_a_published_number_lies_where_ours_do(results, published, values, covers):
    found = result(results, published, values)
    assert found.covers is covers
    assert found.line("a reason").endswith("| yes |" if covers else "| no: a reason |")


def test_the_cells_of_a_row(results):
    def cells(published, values):
        line = result(results, published, values).line("")
        return [cell.strip() for cell in line.strip("|").split("|")][3:7]

    assert cells("0.88", [0.87, 0.89]) == ["0.88", "0.88", "0.87 to 0.89", "3"]
    assert cells("669706", [669706.0] * 2) == ["669,706", "669,706", "", "3"]
    assert cells("0.83 to 1.00", [0.8, 0.9, 1.1, 0.85]) == [
        "0.83 to 1",
        "",
        "0.8 to 1.1",
        "3",
    ]


@pytest.mark.parametrize(("in_one_run", "runs"), [(1, 3), (3, 1), (2, 2)])
def test_a_lecture_is_run_until_each_number_has_its_seeds(
    results, monkeypatch, in_one_run, runs
):
    def run(notebook, seed, on):
        begin = {"time": "2026-01-01T00:00:00+00:00", "published": None}
        value = [0.9 + 0.01 * seed] * in_one_run
        claim = {"what": "accuracy", "source": "the real data", "value": value}
        return [begin, begin | claim | {"published": "mnist-ann"}]

    monkeypatch.setattr(results, "run", run)
    monkeypatch.setattr(results, "claimed", lambda notebook: {"mnist-ann"})
    assert len(results.runs_of(BENCHMARKS / "a.ipynb", 3, "here")) == runs

    monkeypatch.setattr(results, "claimed", lambda notebook: {"mnist-ann", "reg-l2"})
    with pytest.raises(SystemExit, match=r"a\.ipynb: \['reg-l2'\] came in no claim"):
        results.runs_of(BENCHMARKS / "a.ipynb", 3, "here")


def test_only_changed_code_makes_a_run_anew(results, monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(results, "RUNS", tmp_path / "results")
    monkeypatch.setattr(results.running, "execute", lambda *args: ran.append(args))

    def lecture(words, code):
        cells = [nbformat.v4.new_markdown_cell(words), nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
        return tmp_path / "a.ipynb"

    for words, code, runs in [("a", "1", 1), ("b", "1", 1), ("b", "2", 2)]:
        results.run(lecture(words, code), 0, "here")
        assert len(ran) == runs


def test_a_claim_of_a_range_gives_both_its_ends(results):
    claim = {"what": "std", "source": None, "published": None}
    begin = claim | {"time": "2026-01-01T00:00:00+00:00"}
    end = claim | {
        "time": "2026-01-01T00:00:05+00:00",
        "published": "selu-1000-layers-std",
        "value": [0.81, 1.01],
    }
    (found,) = results.collect([[begin, end]])
    assert (found.values, found.seconds) == ([0.81, 1.01], [5.0])


def test_every_published_number_of_a_lecture_has_a_row(results):
    lectures = sorted((BENCHMARKS.parent / "notebooks").glob("*.ipynb"))
    claimed = set().union(*map(results.claimed, lectures))
    written = (BENCHMARKS / "RESULTS.md").read_text("utf-8")
    assert claimed
    assert not [name for name in claimed if f"| {name} |" not in written]
    done = {path.name[:2] for path in lectures}
    wanted = {row["id"] for row in results.published() if row["lecture"] in done}
    assert wanted == claimed


def test_the_readme_counts_what_is_covered():
    table = (BENCHMARKS / "RESULTS.md").read_text("utf-8").splitlines()
    rows = [line for line in table if line.startswith("| ")][2:]
    covered = sum(line.endswith("| yes |") for line in rows)
    readme = (BENCHMARKS.parent / "README.md").read_text("utf-8")
    assert f": {covered} of {len(rows)}\npublished numbers" in readme
