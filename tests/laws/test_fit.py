from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.lab import Workspace, digest
from foretell.laws import CURVES, FORMS, Fit, Table, fit, fit_table, read_table
from foretell.models.flops import flops_per_token, shape_of
from foretell.nouns import Law, Run, Rung

ON_A_GRID = [name for name in FORMS if name != "chinchilla.envelope"]  # which needs training curves


def fast(form: str) -> Fit:
    return Fit(form=form, draws=8)


@pytest.mark.parametrize("form", ON_A_GRID)
def test_the_order_of_rows_changes_nothing(form: str, valley_ladder: Table) -> None:
    shuffled = valley_ladder.take(np.random.default_rng(1).permutation(len(valley_ladder)))
    assert fit_table(valley_ladder, fast(form)) == fit_table(shuffled, fast(form))


@pytest.mark.parametrize("form", ON_A_GRID)
def test_every_law_says_where_its_runs_lay_and_how_it_would_have_done(form: str, valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, fast(form))
    assert law.form == form
    assert law.flops_range == (valley_ladder.flops.min(), valley_ladder.flops.max())
    assert law.lowest_loss == valley_ladder.loss.min()
    assert len(law.draws) == 8
    assert law.backtest is not None
    assert law.backtest.fitted_below == pytest.approx(1e13)
    assert abs(law.backtest.error_percent) < 3.0
    assert digest(law) == digest(Law.model_validate_json(law.model_dump_json()))


@pytest.mark.parametrize("form", ON_A_GRID)
def test_a_law_without_draws_has_no_spread(form: str, valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, Fit(form=form, draws=0))
    assert law.intervals["params_exponent"].low == law.params_exponent == law.intervals["params_exponent"].high


def test_an_unknown_law_gets_a_suggestion_and_the_names_of_all(valley_ladder: Table) -> None:
    with pytest.raises(ValueError, match=r"no law named 'vally'\. Did you mean 'valley'\?") as error:
        fit_table(valley_ladder, Fit(form="vally"))
    assert all(name in str(error.value) for name in (*FORMS, *CURVES))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(8, 20), st.sampled_from(sorted(FORMS)), st.floats(0.0, 3.0))
def test_senseless_tables_give_a_law_or_a_sentence(seed: int, rows: int, form: str, chaos: float) -> None:
    random = np.random.default_rng(seed)
    N, D = np.exp(random.normal(14, 1 + chaos, rows)), np.exp(random.normal(17, 1 + chaos, rows))
    try:
        found = digest(fit_table(Table(N, D, 6 * N * D, np.exp(random.normal(0, chaos, rows))), fast(form)))
    except ValueError as error:
        found = str(error)
    assert len(found) == 32 or found.endswith((".", "}"))


def test_the_verb_fits_runs(workspace: Workspace) -> None:
    law = fit([cell(w, C) for w in (24, 32, 48, 64) for C in (1e11, 3e11, 1e12)], fast("valley"), workspace=workspace)
    assert law.runs == 12 - law.excluded.get("too_few_tokens", 0)
    assert not list(workspace.folder.iterdir())


def cell(width: int, flops: float) -> Run:
    shape = shape_of(width, 2, 1024, 64)
    steps = round(flops / (flops_per_token(shape) * 16 * 64))
    rung = Rung(shape=shape, last_step=steps, decay_from=round(0.8 * steps), budget=flops)
    loss = 3.0 * (flops / 1e11) ** -0.1 * (1 + 0.05 * np.log(width / 40) ** 2)
    return Run(
        rung=rung,
        params=1,
        params_no_embed=1,
        tokens=rung.tokens,
        flops=flops,
        epochs=0.1,
        bits_per_byte=loss,
        curve=(),
    )


def test_240_runs_are_fitted_without_a_stall(ladder) -> None:
    table = ladder(
        lambda N, D, C: 1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37,
        np.geomspace(6e18, 3e21, 10),
        lambda C: 0.12 * C**0.5,
        sizes=24,
        noise=0.005,
    )
    began = time.process_time()
    assert fit_table(table, Fit()).runs == 240
    assert time.process_time() - began < 30.0  # a guard against the quadratic; the figure is a benchmark


def test_laws_and_planning_load_neither_torch_nor_pyarrow() -> None:
    code = (
        "import sys, foretell.laws, foretell.planning; assert not {'torch', 'pyarrow', 'scipy'} & set(sys.modules), 1"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_read_is_no_warning_of_a_law(tmp_path: Path, chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    rows = "\n".join(f"{N},{D},{L}" for N, D, L in zip(t.params, t.tokens, t.loss, strict=True))
    (tmp_path / "runs.csv").write_text(f"params,tokens,loss\n{rows}\n", encoding="utf-8")
    table = read_table(tmp_path / "runs.csv")
    assert table.notes
    assert not set(table.notes) & set(fit_table(table, Fit(draws=0)).warnings)


def test_a_diverged_ladder_is_not_told_as_a_short_one(workspace: Workspace) -> None:
    diverged = [cell(24, 1e11).model_copy(update={"diverged": "the loss is nan"})]
    for form, message in {
        "valley": r"0 of 0 are such \(left out: 1 × diverged\)",
        "chinchilla.parametric": "Left",
    }.items():
        with pytest.raises(ValueError, match=message) as caught:
            fit(diverged, fast(form), workspace=workspace)
        assert "1 × diverged" in str(caught.value)
