"""Refuses text and lists that are given to a fit where numbers are needed."""

from numbers import Number
from typing import Any

import numpy as np

from nnlib.training import inputs, pairing
from nnlib.training.call import FitCall


def check(call: FitCall, model) -> None:
    """Refuse text and lists of numbers, which Keras cannot train with.

    Text is left to a model that may read it, and to a loss of one's own.

    Parameters
    ----------
    call : FitCall
    model : keras.Model

    Raises
    ------
    ValueError
        It names the argument, what came, and what would do.
    """
    reads_inputs = inputs.may_have_gaps(model)
    reads_labels = pairing.trains_its_own_way(model) or any(
        map(pairing.is_own_loss, pairing.losses(model))
    )
    _check("x", call.x, reads_inputs)
    _check("y", call.y, reads_labels)
    _check("sample_weight", call.sample_weight, False)
    validation = call.validation_data
    if isinstance(validation, (tuple, list)) and 1 <= len(validation) <= 3:
        reads = (reads_inputs, reads_labels, False)
        for own, part, read in zip(
            ("x", "y", "sample_weight"), validation, reads, strict=False
        ):
            _check(f"validation_data, its {own}", part, read)


def _check(name: str, data: Any, reads_text: bool) -> None:
    if isinstance(data, dict):
        for key, part in data.items():
            _check(f"{name}[{key!r}]", part, reads_text)
    elif isinstance(data, (list, tuple)):
        _check_list(name, data, reads_text)
    elif not reads_text and hasattr(data, "__array__") and hasattr(data, "shape"):
        _check_array(name, data)


def _check_list(name: str, data: list | tuple, reads_text: bool) -> None:
    first = data
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    if isinstance(first, (str, Number)):
        what = "text" if isinstance(first, str) else "numbers"
        own = name.rsplit(" ", 1)[-1]
        raise ValueError(
            f"{name}: a list of {what} came; "
            + (_numbered(own) if what == "text" else _as_array(own))
        )
    for k, part in enumerate(data):
        _check(f"{name}[{k}]", part, reads_text)


def _check_array(name: str, data: Any) -> None:
    own = name.rsplit(" ", 1)[-1]
    for column, values in _columns(data):
        if values.dtype.kind not in "OUST" or not values.size:
            continue
        first = values.flat[0]
        where = "" if column is None else f" in the column {column!r}"
        if isinstance(first, (str, bytes)):
            shown = str(first) if isinstance(first, str) else bytes(first)
            raise ValueError(
                f"{name}: text came{where}, such as {shown!r}; {_numbered(own)}"
            )
        if isinstance(first, Number):
            raise ValueError(
                f"{name}: an array of objects came{where}, not of numbers; give "
                f"{own}.astype('float32')"
            )
        raise ValueError(
            f"{name}: an array of objects came{where}, such as "
            f"{type(first).__name__}; give an array of numbers, all rows alike"
        )


def _as_array(own: str) -> str:
    return f"make an array of it: np.array({own})"


def _numbered(own: str) -> str:
    if own.split("[")[0] == "y":
        return f"number the classes: names, y = np.unique({own}, return_inverse=True)"
    return "turn it into numbers first, such as one column for each value"


def _columns(data: Any) -> list[tuple[Any, np.ndarray]]:
    """List (name or None, its first value or none) for each column."""
    if hasattr(data, "columns") and hasattr(data, "iloc"):  # a table of pandas
        firsts = [np.asarray(data.iloc[:1, k]) for k in range(len(data.columns))]
        return list(zip(data.columns, firsts, strict=True))
    if hasattr(data, "iloc"):  # a column of one
        return [(None, np.asarray(data.iloc[:1]))]
    if isinstance(data, np.ndarray) and data.ndim:
        return [(None, data[:1])]
    return []
