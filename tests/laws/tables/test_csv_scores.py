from __future__ import annotations

from pathlib import Path

import pytest

from foretell.laws import read_scores
from foretell.laws.abilities.trend import Score

HEADER = "flops,task,metric,value,error,chance"
TABLE = "params,task,metric,value,error,chance\n1e6,t,accuracy,0.5,0.1,0.25\n2e6,t,log_prob,-3,0.1,\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "scores.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace("params", "Params").replace("value", " VALUE "),
        "\ufeff" + TABLE.replace("\n", "\r\n\r\n"),
    ],
)
def test_a_table_is_read(text: str, tmp_path: Path) -> None:
    assert [*read_scores(written(tmp_path, text))] == [
        Score(1e6, "t", "accuracy", 0.5, 0.1, 0.25),
        Score(2e6, "t", "log_prob", -3.0, 0.1, None),
    ]


def test_flops_come_before_parameters(tmp_path: Path) -> None:
    (score,) = read_scores(written(tmp_path, f"params,{HEADER}\n7,1e9,t,accuracy,1,1,\n"))
    assert score.compute == 1e9


def test_only_the_best_of_each_compute_are_kept_where_a_column_tells_them(tmp_path: Path) -> None:
    rows = "1e9,t,accuracy,1,1,,true\n1e9,t,accuracy,9,1,,False\n2e9,t,accuracy,2,1,,1\n3e9,t,accuracy,9,1,,no\n"
    table = read_scores(written(tmp_path, f"{HEADER},is_best_of_compute\n{rows}"))
    assert [score.value for score in table] == [1.0, 2.0]
    assert table.notes == ("Read: the 2 of 4 rows that are true in column 'is_best_of_compute'.",)


def test_decimal_commas_are_read_and_told(tmp_path: Path) -> None:
    table = read_scores(written(tmp_path, f"{HEADER.replace(',', ';')}\n1e9;t;accuracy;0,5;0,1;\n"))
    assert [*table] == [Score(1e9, "t", "accuracy", 0.5, 0.1, None)]
    assert table.notes[0].startswith("In 'value', 'error' a comma is taken for the decimal point")


BAD = {
    "": "has no first line with the names of its columns",
    "task,metric,value,error,chance\n": "no column flops (or params); it needs",
    "flops,task,metric,value\n": "no column error, chance; it needs",
    f"{HEADER}\n": "has no row that can be used",
    f"{HEADER},Value\n1e9,t,accuracy,1,1,,2\n": "has 2 columns named 'value'",
    f"{HEADER}\n1e9,t,accuracy,high,0.1,\n": "line 2, column 'value': 'high' is not a number",
    f"{HEADER}\n1e9,t,accuracy\n": "line 2 has 3 cells where the header has 6",
    f"{HEADER}\nnan,t,accuracy,1,1,\n": "line 2, column 'flops': 'nan' is not a finite number",
    f"{HEADER}\n1e9,t,accuracy,,1,\n": "line 2, column 'value': '' is not a finite number",
    f"{HEADER}\n1e9,t,accuracy,1,1,inf\n": "line 2, column 'chance': 'inf' is not a finite number",
    f"{HEADER}\n0,t,accuracy,1,1,\n": "line 2: flops is 0",
    f"{HEADER},is_best_of_compute\n1,t,m,1,1,,maybe\n": "'is_best_of_compute': 'maybe' is neither true nor false",
    f"{HEADER},is_best_of_compute\n1,t,m,1,1,,false\n": "None of its 1 rows is true in column 'is_best_of_compute'",
    f"{HEADER},is_best_of_compute,Is best of compute\n1,t,m,1,1,,1,0\n": "has 2 columns named 'is_best_of_compute'",
    b"\x89PNG\xff\x00": "is no CSV text that can be read",
    f"{HEADER}\n1,t,m,1,1," + "9" * 200_000: "is no CSV text that can be read",
}


@pytest.mark.parametrize(("text", "message"), BAD.items())
def test_a_damaged_table_is_a_sentence(text: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"scores\.csv") as caught:
        read_scores(written(tmp_path, text))
    assert message in str(caught.value)
