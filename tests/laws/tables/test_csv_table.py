from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import read_table


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "runs.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


BAD = {
    "": "has no first line with the names of its columns",
    "\n\n": "has no first line with the names of its columns",
    "params,tokens\n1,2\n": "no column was recognised for flops and loss",
    "flops,loss\n1,2\n": "no column was recognised for params and tokens",
    "params,tokens,loss\n": "has no row that can be used",
    "params,tokens,loss\n0,1,2\n": "Left out: 1 × not_positive_and_finite.",
    "params,tokens,loss\n1e6,1e8,great\n": "line 2, column 'loss': 'great' is not a number",
    "params,tokens,loss\n1e6,1e8,2\n1e6,1e8\n": "line 3 has 2 cells where the header has 3",
    "loss,params,tokens,loss\n1,1,1,1\n": "has 2 columns named 'loss'",
    "params,tokens,flops,loss\n1e6,1e8,6e6,3\n": "one of the columns is in another unit",
    "n,d,loss\n25,5e8,3\n": "column 'n', taken for params, has a median of 25: is it in another unit",
    "n,d,loss\n25e6,0.5,3\n": "column 'd', taken for tokens, has a median of 0.5: is it in another unit",
    "n,c,loss\n25e6,75,3\n": "column 'c', taken for flops, has a median of 75: is it in another unit",
    "n,c,loss\n25e6,1e7,3\n": "tokens from 'n' and 'c' has a median of 0.0667: is it in another unit",
    'params,tokens,loss\n"25,000",1e8,3\n': "column 'params': '25,000' is not a number. Its comma may",
    b"params,tokens,loss\n\xff\xfe,1,2\n": "is no CSV text that can be read",
    'params,tokens,loss\n1,1,"' + "x" * 200_000: "is no CSV text that can be read",
}


@pytest.mark.parametrize(("text", "message"), BAD.items())
def test_a_bad_file_gets_a_sentence_with_its_name(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(ValueError, match=r"runs\.csv.*") as caught:
        read_table(written(tmp_path, text))
    assert message in str(caught.value)


@pytest.mark.parametrize("named", [{"params": "loss", "loss": "loss"}, {"tokens": "loss"}, {"flops": "tokens"}])
def test_a_column_is_not_taken_for_two_quantities(named: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, "params,tokens,loss\n1e6,1e8,3\n2e6,1e8,2\n")
    with pytest.raises(
        ValueError, match=r"is taken for two quantities\. Name another with --params-column, --tokens-column, --flops"
    ):
        read_table(path, **named)


def test_every_column_that_lacks_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,loss\n1,1,1\n")
    with pytest.raises(ValueError, match="no column 'x' for params and no column 'y' for tokens"):
        read_table(path, params="x", tokens="y")
    with pytest.raises(
        ValueError, match="Name the right ones: --params-column COLUMN, --tokens-column COLUMN, --flops"
    ):
        read_table(path)


def test_what_was_read_is_a_note_and_what_is_wrong_a_warning(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "params,tokens,flops,loss\n1e6,1e8,8e14,3\n"))
    assert [note[:5] for note in table.notes] == ["Read:"]
    assert [warning[:27] for warning in table.warnings] == ["The table's FLOPs are 1.33 "]


def test_a_named_column_that_is_absent_gets_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "params,tokens,loss\n1,1,1\n")
    with pytest.raises(ValueError, match=r"has no column 'nats' for loss\. Its columns: params, tokens, loss"):
        read_table(path, loss="nats")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("N,D,loss", "2e6,1e8,3"),
        ("n_params;train_tokens;Val Loss", "2e6;1e8;3"),
        ("params\ttraining_flops\tbpb", "2e6\t1.2e15\t3"),
        ("loss,tokens,compute,seed", "3,1e8,1.2e15,0"),
    ],
)
def test_usual_names_are_guessed_and_the_third_of_c_n_d_derived(tmp_path: Path, header: str, row: str) -> None:
    table = read_table(written(tmp_path, f"\ufeff{header}\n{row}\n\n"))
    found = (table.params[0], table.tokens[0], table.flops[0], table.loss[0])
    assert found == pytest.approx((2e6, 1e8, 1.2e15, 3.0))
    assert table.notes[0].startswith("Read: ")


def test_effective_parameters_come_first_and_the_choice_is_told(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "params,params_effective,tokens,loss\n1,2e6,1e8,3\n"))
    assert table.params[0] == 2e6
    assert "params from column 'params_effective'" in table.notes[0]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("sep=;\nN;D;loss\n25000000;5e8;3,21\n", "In 'loss' a comma is taken for the decimal point"),
        ('# mine\nN,D,loss\n"25,000,000","500,000,000",3.21\n', "In 'N', 'D' commas are taken to group thousands."),
        ("N,D,loss\n25 000 000,500 000 000,3.21\n", "In 'N', 'D' spaces are taken to group thousands."),
        ("params (M),tokens (B),loss\n25,0.5,3.21\n", "Read: params from column 'params (M)' times 1,000,000, as its"),
        ("config/n_params,total_tokens,eval/loss\n25e6,5e8,3.21\n", "Read: params from column 'config/n_params', tok"),
        ("n,N,D,loss\n25e6,7,5e8,3.21\n", "Read: params from column 'n' ('N' was there too), tokens from column 'D'"),
    ],
)
def test_tables_as_people_have_them_are_read_and_what_was_made_of_them_is_told(
    text: str, note: str, tmp_path: Path
) -> None:
    table = read_table(written(tmp_path, text))
    found = (table.params[0], table.tokens[0], table.flops[0], table.loss[0])
    assert found == pytest.approx((25e6, 5e8, 7.5e16, 3.21))
    assert table.notes[0].startswith("Read: ")
    assert any(said.startswith(note) for said in table.notes)


def test_a_pooled_sweep_is_told(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "N,D,loss\n1e6,1e8,3\n1e6,1e8,3.3\n2e6,1e8,2.9\n"))
    assert table.notes[1].startswith("1 of 2 (N, D) repeat with losses more than 1 % apart")


def test_rows_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    rows = ["1e6,1e8,3", "1e6,1e8,3", "1e6,,3", "nan,1e8,3", "-1,1e8,3", "1e6,1e8,inf", "2e6,1e8,2.9"]
    rows += ["1e6,1e8,#N/A", "1e6,1e8,diverged", "N/A,1e8,3", "-,1e8,3"]
    table = read_table(written(tmp_path, "\n".join(["params,tokens,loss", *rows])))
    assert len(table) == 2
    assert table.excluded == {"missing_value": 6, "not_positive_and_finite": 2, "repeated_row": 1}


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = written(tmp_path_factory.mktemp("csv"), b"params,tokens,loss\n1e6,1e8,3\n" + noise)
    try:
        found = str(read_table(path).notes)
    except ValueError as error:
        found = str(error)
    assert "runs.csv" in found or "Read: params" in found


SWEEP = "N,D,loss,lr,seed,acc,note\n1e8,1e9,3.2,0.1,0,0.25,a\n1e8,1e9,3.0,0.2,1,,b\n2e8,2e9,2.9,,0,inf,c\n"


def test_what_else_is_known_of_the_runs_is_kept_and_told(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, SWEEP))
    assert {name: column.tolist() for name, column in table.more.items() if name == "seed"} == {"seed": [0, 1, 0]}
    np.testing.assert_array_equal(table.more["learning_rate"], [0.1, 0.2, np.nan])
    assert table.notes[0].endswith("; also seed from column 'seed', learning_rate from column 'lr'.")


def test_columns_that_are_asked_for_are_kept_by_their_own_names(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, SWEEP), also=("acc",))
    np.testing.assert_array_equal(table.more["acc"], [0.25, np.nan, np.nan])
    assert table.notes[0].endswith("learning_rate from column 'lr', 'acc'.")
    with pytest.raises(ValueError, match=r"runs\.csv has no column 'accc'\. Did you mean 'acc'\? Its columns: N, D"):
        read_table(tmp_path / "runs.csv", also=("accc",))
    with pytest.raises(ValueError, match="line 2, column 'note': 'a' is not a number"):
        read_table(tmp_path / "runs.csv", also=("note",))


def test_the_best_of_each_is_kept_when_asked(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, SWEEP), best=True)
    assert (table.loss.tolist(), table.excluded) == ([3.0, 2.9], {"not_best_learning_rate": 1})


UNREAD = {
    "N,D,loss,lr\n1e8,1e9,3,0.1\n2e8,1e9,3,cosine\n": "learning_rate was read. {}, line 3",
    "N,D,loss,lr,lr\n1e8,1e9,3,1,1\n2e8,1e9,3,1,1\n": "learning_rate was read. {} has 2 columns",
    "N,D,loss,seed (T)\n1e8,1e9,3,x\n2e8,1e9,3,1\n": "seed was read. {}, line 2, column 'seed (T)'",
    "N,D,loss,unique_tokens (T)\n1e8,1e9,3,1\n2e8,1e9,3,1\n": "unique_tokens was read. {}: the name",
    "N,D,loss,lr\n1e8,1e9,3,'1,000,000'\n2e8,1e9,3,'12,3'\n": "learning_rate was read. {}, line 3",
}


@pytest.mark.parametrize(("text", "note"), UNREAD.items())
def test_what_is_not_needed_never_makes_a_table_fail(text: str, note: str, tmp_path: Path) -> None:
    path = written(tmp_path, text.replace("'", '"'))
    table = read_table(path)
    assert (len(table), dict(table.more)) == (2, {})
    assert [said for said in table.notes if said.startswith(f"No {note.format(path)}")]
    assert not any("commas" in said for said in table.notes)


def test_rows_of_several_blocks_are_read_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foretell.laws.tables.csv_table.BLOCK", 2)
    rows = [(1e6 * k, 1e8 + k, 5.0 - 0.1 * k) for k in range(1, 8)]
    text = "N,D,loss,lr\n" + "\n".join(f"{N},{D},{L},{'x' if N == 5e6 else 1}" for N, D, L in rows)
    table = read_table(written(tmp_path, text))
    assert [*zip(table.params, table.tokens, table.loss, strict=True)] == rows
    assert not table.more
