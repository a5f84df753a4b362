"""The table of Hitters: the form of its file and of its columns, and its split."""

import csv
import io
from typing import Any, BinaryIO

import numpy as np

from nnlib.datasets.copies import Arrays, Form, Real, demand

COLUMNS = (  # of Hitters
    "AtBat", "Hits", "HmRun", "Runs", "RBI", "Walks", "Years", "CAtBat", "CHits",
    "CHmRun", "CRuns", "CRBI", "CWalks", "League", "Division", "PutOuts", "Assists",
    "Errors", "Salary", "NewLeague",
)  # fmt: skip
LETTERS = {"League": "AN", "Division": "EW", "NewLeague": "AN"}


def check(arrays: Arrays, real: Real) -> Arrays:
    """The columns as they are, where nothing is missing but some salaries."""
    for key, column in arrays.items():
        demand(column.shape == real.shape, f"{len(column)} rows, not {real.shape[0]}")
        if key in LETTERS:
            demand(
                set(column) == set(LETTERS[key]),
                f"{key} does not hold {' and '.join(LETTERS[key])}",
            )
        else:
            known = column[~np.isnan(column)] if key == "Salary" else column
            demand(
                len(known) > len(column) / 2 and np.isfinite(known).all(),
                f"there are gaps in {key}",
            )
    return arrays


def decode_csv(files: list[bytes], most: int) -> Arrays:
    """The table of Hitters, with or without a first column of names."""
    demand(len(files[0]) <= most, f"it holds more than {most:,} bytes")
    text = files[0].decode("utf-8-sig")  # Excel puts a mark in front
    table = csv.DictReader(io.StringIO(text), restval="")
    missing = [key for key in COLUMNS if key not in (table.fieldnames or ())]
    demand(
        not missing,
        f"its first line has no {', '.join(missing)}, with commas between them",
    )
    rows = list(table)
    return {
        key: np.array(
            [row[key] if key in LETTERS else _number(row[key]) for row in rows]
        )
        for key in COLUMNS
    }


def _number(text: str) -> float:
    return np.nan if text in ("", "NA") else float(text)


def write_csv(stream: BinaryIO, arrays: Arrays) -> None:
    """Write a table such that :func:`decode_csv` reads it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(arrays)
    columns = map(np.ndarray.tolist, arrays.values())
    writer.writerows(zip(*columns, strict=True))
    stream.write(text.getvalue().encode())


def split(table: Arrays) -> dict[str, Any]:
    """Dummy-code the table of Hitters and hold one third of the players out."""
    columns = {}
    for key, column in table.items():
        if column.dtype.kind == "U":
            second = np.unique(column)[1]
            columns[f"{key}_{second}"] = (column == second).astype(float)
        elif key != "Salary":
            columns[key] = column
    paid = np.flatnonzero(~np.isnan(table["Salary"]))
    x = np.stack(list(columns.values()), axis=1)
    # RandomState: its stream is the same in every version of NumPy.
    paid = np.random.RandomState(0).permutation(paid)
    test, train = np.sort(paid[: len(paid) // 3]), np.sort(paid[len(paid) // 3 :])
    return {
        "x_train": x[train],
        "y_train": table["Salary"][train],
        "x_test": x[test],
        "y_test": table["Salary"][test],
        "feature_names": tuple(columns),
        "table": table,
    }


TABLE = Form(decode_csv, write_csv, check, split)
