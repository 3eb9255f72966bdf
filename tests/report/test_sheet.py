"""Any row comes back from either kind of file, and no text is taken for a formula."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.report.sheet import FORMULA, Sheet, in_csv, shown, write_csv, write_parquet
from tests.report.reading import read_csv, value_of


@given(rows=st.lists(st.tuples(st.text(), st.none() | st.floats(allow_nan=False), st.booleans())))
def test_any_row_comes_back(rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("rows")
    sheet = Sheet("any", {"text": str, "number": float, "flag": bool}, rows)
    write_csv(folder / "any.csv", sheet)
    write_parquet(folder / "any.parquet", sheet)
    wanted = [[shown(text), number, flag] for text, number, flag in rows]
    read = [[value_of(row[n], kind) for n, kind in sheet.columns.items()] for row in read_csv(folder / "any.csv")]
    assert read == wanted
    assert [list(row.values()) for row in pq.read_table(folder / "any.parquet").to_pylist()] == wanted


@given(st.text())
def test_no_cell_of_text_looks_like_a_formula(text: str) -> None:
    cell = in_csv(text)
    assert cell.startswith("'") or not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == shown(text) or cell == shown(text)
