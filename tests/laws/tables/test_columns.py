from __future__ import annotations

import pytest

from foretell.laws.tables.columns import Column, Source, find_columns

RUNS = Source("runs.csv")
NONE = dict.fromkeys(("params", "tokens", "flops", "loss"))


def found(*header: str, **named: str) -> dict[str, Column]:
    return find_columns(RUNS, header, {**NONE, **named})


@pytest.mark.parametrize(
    ("what", "name"),
    [
        *(("params", name) for name in ("config/n_params", "Model Size", "params (M)", "N [non-embedding]", "n")),
        *(("tokens", name) for name in ("total_tokens", "Total tokens", "tokens (B)", "train/tokens", "D")),
        *(("loss", name) for name in ("validation loss", "val-loss", "eval/loss", "train/loss", "Loss (nats)")),
    ],
)
def test_names_as_people_write_them_are_recognised(what: str, name: str) -> None:
    usual = {"params": "params", "tokens": "tokens", "loss": "loss"} | {what: name}
    assert {key: column.name for key, column in found(*usual.values()).items()} == usual


def test_the_loss_on_other_text_comes_before_that_of_training() -> None:
    loss = found("N", "D", "train/loss", "eval/loss")["loss"]
    assert loss == Column("eval/loss", others=("train/loss",))


def test_a_ratio_is_no_count() -> None:
    with pytest.raises(ValueError, match="no column was recognised for params and flops"):
        found("tokens/params", "D", "loss")


def test_of_two_that_fit_the_first_is_taken_and_the_other_told() -> None:
    column = found("n", "N", "D", "loss")["params"]
    assert column.told() == "column 'n' ('N' was there too)"
    assert found("params", "n", "N", "D", "loss")["params"].told() == "column 'params' ('n', 'N' were there too)"
    assert found("n", "N", "D", "loss", params="N")["params"].told() == "column 'N'"


@pytest.mark.parametrize(
    ("unit", "scale", "words"), [("K", 1e3, "1,000"), ("M", 1e6, "1,000,000"), ("B", 1e9, "1,000,000,000")]
)
def test_a_unit_that_is_understood_scales_and_is_told(unit: str, scale: float, words: str) -> None:
    for named in ({}, {"params": f"params ({unit})"}):
        column = found(f"params ({unit})", "D", "loss", **named)["params"]
        assert column.scale == scale
        assert column.told() == f"column 'params ({unit})' times {words}, as its name says"


@pytest.mark.parametrize(
    "name", ["params (m)", "params [M]", "params (millions)", "params (in billions)", "params (1e6)", "params (×10^6)"]
)
def test_another_unit_is_refused(name: str) -> None:
    with pytest.raises(
        ValueError, match=r"runs\.csv: the name of column '.*' says that its params are in .* plain counts"
    ):
        found(name, "D", "loss")


@pytest.mark.parametrize("name", ["compute (PF-days)", "flops (PFLOPs)", "flops (EF)", "compute (petaflop/s-days)"])
def test_another_unit_of_compute_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="says that its flops are in"):
        found("N", name, "loss")


@pytest.mark.parametrize("name", ["flops (FLOPs)", "flops (total)", "compute [6ND]"])
def test_a_bracket_that_is_no_scale_changes_nothing(name: str) -> None:
    assert found("N", name, "loss (M)") == {"params": Column("N"), "flops": Column(name), "loss": Column("loss (M)")}


def test_a_frame_is_told_how_python_names_a_column() -> None:
    frame = Source("The frame", option="{}", example="{}=COLUMN")
    with pytest.raises(ValueError, match=r"Name the right ones: params=COLUMN, tokens=COLUMN, flops=COLUMN\.$"):
        find_columns(frame, ["loss"], NONE)
    with pytest.raises(ValueError, match=r"Name another with params, tokens, flops or loss\.$"):
        find_columns(frame, ["N", "D", "loss"], {**NONE, "params": "loss", "loss": "loss"})
