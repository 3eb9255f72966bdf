"""A frame is whatever knows its columns; pandas and polars are tried where they are there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foretell.laws import read_table
from foretell.laws.tables.frames import table_of_frame

N, D, L = np.array([1e8, 2e8, 4e8]), np.array([1e9, 2e9, 3e9]), np.array([3.2, 3.0, 2.9])
COLUMNS = {"N": N, "D": D, "Val Loss": L, "lr": np.array([0.1, np.nan, 0.3])}


class Framed:
    """As pandas and polars are seen from here: names in an attribute, columns by name."""

    def __init__(self, columns: dict[Any, Any], names: str = "columns") -> None:
        self._columns = columns
        setattr(self, names, [*columns])

    def __getitem__(self, name: Any) -> Any:
        return self._columns[name]


class Series:
    """A column that is no array, but becomes one."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self._values if dtype is None else self._values.astype(dtype)


class Lazy:
    """A frame that knows its names alone."""

    columns = ("N", "D", "loss")

    def __getitem__(self, name: str) -> Any:
        raise TypeError("not yet")


def structured(columns: dict[str, np.ndarray]) -> np.ndarray:
    made = np.zeros(3, dtype=[(name, "f8") for name in columns])
    for name, column in columns.items():
        made[name] = column
    return made


def in_library(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda columns: pytest.importorskip(name).DataFrame(columns)


KINDS: dict[str, Callable[[dict[str, np.ndarray]], Any]] = {
    "a dict": dict,
    "a dict of lists": lambda columns: {name: column.tolist() for name, column in columns.items()},
    "a structured array": structured,
    "a record array": lambda columns: structured(columns).view(np.recarray),
    "a frame": Framed,
    "a frame of series": lambda columns: Framed({name: Series(column) for name, column in columns.items()}),
    "a table of columns with names": lambda columns: Framed(columns, "column_names"),
    "pandas": in_library("pandas"),
    "polars": in_library("polars"),
    "arrow": lambda columns: pytest.importorskip("pyarrow").table(columns),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_is_read_as_its_file_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    rows = [",".join(map(str, row)) for row in zip(*COLUMNS.values(), strict=True)]
    path.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    filed, framed = read_table(path, also=("lr",)), table_of_frame(KINDS[kind](COLUMNS), also=("lr",))
    for name in ("params", "tokens", "flops", "loss"):
        np.testing.assert_array_equal(getattr(framed, name), getattr(filed, name))
    assert set(framed.more) == {"learning_rate", "lr"}
    np.testing.assert_array_equal(framed.more["learning_rate"], filed.more["learning_rate"])
    assert (framed.notes, framed.warnings, framed.excluded) == (filed.notes, filed.warnings, filed.excluded)


def test_a_frame_is_only_read() -> None:
    columns = {name: column.copy() for name, column in COLUMNS.items()}
    for column in columns.values():
        column.flags.writeable = False
    table = table_of_frame(columns, best=True)
    assert len(table.sorted()) == 3
    assert all((column == COLUMNS[name]).all() or name == "lr" for name, column in columns.items())


@pytest.mark.parametrize("dtype", ["f4", "f2", "i8", "u8", "O", "U20", "g"])
def test_numbers_of_every_kind_are_numbers(dtype: str) -> None:
    params = np.array([1000, 2000, 4000]).astype(dtype)
    assert table_of_frame({"params": params, "tokens": D, "loss": L}).params.tolist() == [1e3, 2e3, 4e3]


def test_cells_without_a_value_are_counted() -> None:
    class Nothing:
        def __repr__(self) -> str:
            return "<NA>"

    loss = np.array([None, 3.0, Nothing(), Decimal("2.9"), np.nan, "2.8"], dtype=object)
    table = table_of_frame({"N": np.arange(1, 7) * 1e8, "D": np.full(6, 1e9), "loss": loss})
    assert (table.loss.tolist(), table.excluded) == ([3.0, 2.9, 2.8], {"missing_value": 3})


def test_masked_cells_are_missing() -> None:
    for masked in (np.ma.array(L, mask=[0, 1, 0]), np.ma.array([3, 2, 4], mask=[0, 1, 0])):
        assert table_of_frame({"N": N, "D": D, "loss": masked}).excluded == {"missing_value": 1}


def test_names_that_are_no_words_are_no_crash() -> None:
    table = table_of_frame(Framed({0: N, 1: D, ("loss", "val"): L}), params="0", tokens="1", loss="('loss', 'val')")
    assert table.loss.tolist() == L.tolist()


def test_a_column_that_is_not_needed_may_hold_anything() -> None:
    table = table_of_frame({"N": N, "D": D, "loss": L, "seed": np.array(["a", "b", "c"]), "lr": np.eye(3), "x": None})
    assert not table.more
    assert [note[:44] for note in table.notes[1:]] == [
        "No seed was read. The frame, row 1, column '",
        "No learning_rate was read. The frame, column",
    ]


GOOD = {"N": N, "D": D, "loss": L}
BAD: dict[str, tuple[Any, str]] = {
    "no frame": (17, "A data frame, a structured array or a dict of arrays was expected, and this is 'int'"),
    "an array without names": (np.eye(3), "was expected, and this is 'ndarray': give one with named columns"),
    "a frame without columns": ({}, "Its columns: none. Name the right ones: params=COLUMN, tokens=COLUMN, flops="),
    "words": ({**GOOD, "loss": np.array(["3", "low", "2"])}, "The frame, row 2, column 'loss': 'low' is not a number."),
    "dates": ({**GOOD, "D": np.array(["2020"] * 3, dtype="M8[D]")}, "column 'D' holds datetime64[D], and numbers were"),
    "complex": ({**GOOD, "loss": L + 0j}, "column 'loss' holds complex128, and numbers were expected"),
    "two dimensions": ({**GOOD, "loss": np.eye(3)}, "column 'loss' has 2 dimensions, and one was expected"),
    "a scalar": ({**GOOD, "loss": 3.0}, "column 'loss' has 0 dimensions, and one was expected"),
    "a ragged list": ({**GOOD, "loss": [[1.0], [2.0, 3.0], [1.0]]}, "column 'loss' gives no array"),
    "a frame that holds nothing yet": (Lazy(), "The frame, column 'N' gives no array (not yet): collect a lazy frame"),
    "other lengths": ({**GOOD, "loss": L[:2]}, "columns of different lengths: N 3, D 3, loss 2."),
    "no rows": ({name: column[:0] for name, column in GOOD.items()}, "The frame has no row that can be used."),
    "millions": ({**GOOD, "N": N / 1e6}, "The frame: column 'N', taken for params, has a median of 200"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_frame_is_a_sentence(what: str) -> None:
    frame, message = BAD[what]
    with pytest.raises(ValueError, match="frame") as caught:
        table_of_frame(frame)
    assert message in str(caught.value)
    assert "--" not in str(caught.value)
