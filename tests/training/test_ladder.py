"""The grid: which cells there are, how trunk and branches join, and what they cost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.lab import Lab
from foretell.models.flops import effective_params, flops_per_token
from foretell.nouns import Rung, Tokens
from foretell.training import Column, Ladder, climb, ladder, own_flops

SPECS = st.builds(
    Ladder,
    widths=st.lists(st.sampled_from([8, 16, 24, 32, 48, 64, 96]), min_size=1, max_size=5, unique=True).map(tuple),
    budgets=st.lists(st.floats(1e9, 1e13), min_size=1, max_size=6, unique=True).map(tuple),
    layers=st.integers(1, 3),
    sequences=st.integers(1, 32),
    decay_share=st.floats(0.05, 0.9),
    max_tokens_per_param=st.floats(1.0, 1e4),
)


def columns_of(spec: Ladder) -> list[Column]:
    """The grid; no columns where it has no cell at all."""
    try:
        return ladder(spec, 512)
    except ValueError as error:
        if "No cell of the ladder has" not in str(error):
            raise
        return []


def lineage(column: Column, branch: Rung) -> list[Rung]:
    """The trunk segments before a branch, and the branch."""
    before = column[: column.index(branch)]
    return [rung for rung in before if rung.decay_from is None] + [branch]


@given(SPECS)
def test_trunk_and_branch_steps_join(spec: Ladder) -> None:
    for column in columns_of(spec):
        trunk, branches = column[::2], column[1::2]
        assert all(segment.decay_from is None and segment.budget is None for segment in trunk)
        assert trunk[0].first_step == 0
        assert all(a.last_step == b.first_step for a, b in pairwise(trunk))
        for segment, branch in zip(trunk, branches, strict=True):
            assert branch.first_step == branch.decay_from == segment.last_step < branch.last_step


@given(SPECS)
def test_a_branch_with_its_trunk_costs_its_budget_within_a_percent(spec: Ladder) -> None:
    for column in columns_of(spec):
        for branch in column[1::2]:
            assert branch.budget in spec.budgets
            assert sum(map(own_flops, lineage(column, branch))) == pytest.approx(branch.budget, rel=0.01)
            assert branch.tokens * flops_per_token(branch.shape) == pytest.approx(branch.budget, rel=0.01)


@given(SPECS)
def test_no_cell_measures_the_warmup_or_lies_past_the_optimum(spec: Ladder) -> None:
    for column in columns_of(spec):
        for branch in column[1::2]:
            assert branch.last_step >= spec.min_steps
            assert branch.tokens <= spec.max_tokens_per_param * effective_params(branch.shape)


@given(SPECS)
def test_columns_come_longest_first_one_a_width(spec: Ladder) -> None:
    columns = columns_of(spec)
    costs = [sum(map(own_flops, column)) for column in columns]
    assert costs == sorted(costs, reverse=True)
    widths = [rung.shape.width for column in columns for rung in column[:1]]
    assert len(set(widths)) == len(widths)
    assert all(rung.shape == column[0].shape for column in columns for rung in column)


def test_the_default_grid_by_hand() -> None:
    cells = [rung for column in ladder(Ladder(), 1024) for rung in column if rung.decay_from is not None]
    d48 = [rung.last_step for rung in cells if rung.shape.width == 48]
    per_step = 16 * 64 * (6 * (2 * (4 * 48**2 + 3 * 48 * 128) + 1024 * 48) + 12 * 2 * 64 * 48)
    assert d48 == [round(b / per_step) for b in Ladder().budgets if round(b / per_step) >= 100]
    assert {rung.shape.width for rung in cells} == {24, 32, 48, 64, 96}


def test_a_cells_own_flops_leave_out_its_trunk() -> None:
    trunk, branch = ladder(Ladder(widths=(32,), budgets=(1e11,)), 512)[0]
    per_step = 16 * 64 * flops_per_token(trunk.shape)
    assert own_flops(trunk) == trunk.last_step * per_step
    assert own_flops(branch) == (branch.last_step - trunk.last_step) * per_step


def test_a_ladder_without_a_cell_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="No cell of the ladder has 100 steps: raise the budgets or lower the widths"):
        ladder(Ladder(budgets=(1e6,)), 512)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("decay_share", x) for x in (0.0, 1.0, -0.1, 1.5)],
        *[("sequences", 0), ("context", 0), ("layers", 0), ("min_steps", 0), ("warmup_steps", -1)],
        *[("matrix_rate", 0.0), ("other_rate", -1.0), ("budgets", (1e11, -1e11)), ("budgets", (1e11, 1e11))],
        *[("widths", ()), ("budgets", ()), ("widths", (32, 32)), ("max_tokens_per_param", 0.0)],
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_when_it_is_written(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        Ladder.model_validate({field: value})


def test_climbing_trains_each_rung_once_and_each_from_its_trunk(tokens: Tokens, tmp_path: Path) -> None:
    grid = Ladder(widths=(16,), layers=1, context=16, budgets=(1.1e8, 1.7e8), sequences=4, min_steps=10, warmup_steps=4)
    (column,) = ladder(grid.model_copy(update={"max_tokens_per_param": 1e9}), tokens.vocabulary)
    with Lab(tmp_path / "store", workers=1) as lab:
        runs = climb(lab, column, tokens)
        assert climb(lab, column, tokens)[-1].home == runs[-1].home
        assert len(lab.ran) == len(lab.remembered) == len(column) == 4
    assert [run.rung for run in runs] == list(column)
    assert [run.bits_per_byte is None for run in runs] == [True, False, True, False]
    for run in runs[1::2]:
        assert run.flops == pytest.approx(run.rung.budget, rel=0.05)  # few steps: rounding to whole ones shows
