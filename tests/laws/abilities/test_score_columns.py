"""Which columns are benchmarks: shares are, whatever else a table tells of its models."""

from __future__ import annotations

from pathlib import Path

import pytest

from foretell.laws.abilities.model_scores import LEADERBOARD, read_model_scores
from foretell.laws.abilities.score_columns import score_columns


def test_the_reference_tables_benchmarks_are_found(shared: Path) -> None:
    folder = shared / "reference" / "scaling"
    assert score_columns(folder / "public_base_models_benchmarks.csv") == (LEADERBOARD, ())
    found, others = score_columns(folder / "public_base_models_emergent.csv")
    assert "arithmetic_2da_2_acc" in found
    assert others == ("ipa_transliterate_2_bleu",)  # in percent


@pytest.mark.parametrize(
    ("header", "row", "shares", "others"),
    [
        ("model,a,b", "x,0.5,1", ("a", "b"), ()),
        ("model,size (B),Model Size (B),params,a", "x,0.5,0.1,0.2,0.5", ("size (B)", "a"), ()),
        ("model,Pretraining Data Size (T),FLOPs (1E21),a", "x,0.3,0.4,0.5", ("a",), ()),
        ("model,a,b,note", "x,0.5,53,good", ("a",), ("b",)),
        ("model,a,b,c", "x,0.5,,nan", ("a",), ()),
        ("model,a,b", "x,0.5,inf", ("a",), ("b",)),
    ],
)
def test_shares_are_benchmarks(
    header: str, row: str, shares: tuple[str, ...], others: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "models.csv"
    path.write_text(f"{header}\n{row}\n")
    assert score_columns(path) == (shares, others)


def test_what_is_named_otherwise_is_none(tmp_path: Path) -> None:
    path = tmp_path / "models.csv"
    path.write_text("model,a,b\nx,0.5,0.5\ny,0.2,\n")
    assert score_columns(path, ("A",)) == (("b",), ())
    with pytest.raises(ValueError, match=r"no column of benchmark scores.*Divide percent by 100"):
        score_columns(path, ("a", "b"))


def test_columns_of_other_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / "models.csv"
    path.write_text("who,kin,spent (1e21),a\nx,F,84,0.5\n")
    found = read_model_scores(path, ["a"], model="who", family="KIN", flops="spent")
    assert (found.models, found.families, found.flops[0]) == (("x",), ("F",), 8.4e22)
    with pytest.raises(ValueError, match=r"no column 'whom'\. Did you mean 'who'\?"):
        read_model_scores(path, ["a"], model="whom")
