"""The verdict on the three approaches, on ladders of which it is known whether they can agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.lab import Workspace
from foretell.laws import read_table, three_approaches
from foretell.laws.three_approaches import GOPHER
from foretell.models.flops import effective_params, flops_per_token, params, params_no_embed, shape_of
from foretell.nouns import Run, Rung
from foretell.studies.three_approaches import STUDY, Agreement, agreement, evidence, judge, outcome_of
from tests.laws.ladder_of_curves import ladder_of_curves

SPEC = Agreement(draws=200)


def cell(width: int, C: float) -> Run:
    shape = shape_of(width, 2, 64, 16)
    steps = round(C / (flops_per_token(shape) * 1024))
    rung = Rung(shape=shape, sequences=64, last_step=steps, decay_from=round(0.8 * steps), budget=C)
    N, D = effective_params(shape), rung.tokens
    noise = np.random.default_rng([width, round(np.log(C) * 1e6)]).normal(0.0, 0.001)
    loss = (1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37) * np.exp(noise)
    sizes = {"params": params(shape), "params_no_embed": params_no_embed(shape), "tokens": D}
    flops = D * flops_per_token(shape)
    return Run(rung=rung, **sizes, flops=flops, epochs=0.5, bits_per_byte=float(loss), curve=())


@pytest.mark.parametrize(
    ("noise", "skew", "verdict"),
    [(0.001, 0.0, "reproduced"), (0.001, 0.05, "not reproduced"), (0.05, 0.0, "not resolvable here")],
)
def test_the_verdict_follows_the_truth(noise: float, skew: float, verdict: str) -> None:
    told = judge(ladder_of_curves(noise, skew=skew), SPEC)
    assert told.verdict == verdict, told
    assert told.evidence["approaches fitted"] == 3
    assert told.found.level == pytest.approx(1.0 - 0.05 / 3.0)  # Bonferroni over three differences
    assert "Farthest apart are" in told.reason
    for name in ("envelope", "isoflop", "parametric"):
        centre = told.evidence[f"exponent, {name}"]
        assert f"{name}: {centre:.2f}" in told.reason
        assert told.evidence[f"exponent, {name}, low"] <= centre <= told.evidence[f"exponent, {name}, high"]


def test_narrow_intervals_must_be_asked_for_to_be_missed() -> None:
    """The same differences resolve nothing where they must be known to a hair."""
    assert judge(ladder_of_curves(0.004), SPEC).verdict == "reproduced"
    assert judge(ladder_of_curves(0.004), SPEC.model_copy(update={"tolerance": 0.001})).verdict == "not resolvable here"


def test_two_that_agree_are_not_three() -> None:
    found = three_approaches(ladder_of_curves(), draws=50)
    assert outcome_of(found, 0.15) == "reproduced"
    assert outcome_of(found.model_copy(update={"pairs": found.pairs[:1]}), 0.15) == "not resolvable here"


def test_a_ladder_that_cannot_tell_is_a_verdict_and_no_error(workspace: Workspace) -> None:
    told = agreement([cell(width, 1e16) for width in (400, 720, 1040, 1360)], SPEC, workspace=workspace)
    assert told.verdict == "not resolvable here"
    assert told.evidence == {"approaches fitted": 0.0}
    assert told.reason.count("could not be fitted (") == 3


def test_a_ladder_of_cells_is_judged_by_their_curves(workspace: Workspace) -> None:
    """Cells of one width at growing budgets are the points of its curve."""
    widths = [16 * round(width / 16) for width in np.geomspace(300, 6000, 30)]
    cells = [
        cell(width, float(C))
        for C in np.geomspace(1e17, 3e20, 11)
        for width in widths
        if abs(np.log(effective_params(shape_of(width, 2, 64, 16)) / (0.12 * C**0.5))) < 2.0
    ]
    told = agreement(cells, SPEC, workspace=workspace)
    assert told.verdict == "reproduced", told
    assert told.evidence["exponent, parametric"] == pytest.approx(0.37 / 0.72, abs=0.02)


def test_the_points_of_chinchilla_are_judged_by_a_plain_function(shared: Path) -> None:
    table = read_table(shared / "reference/scaling/chinchilla_fig4_points.csv")
    told = judge(table.where(table.loss < np.sort(table.loss)[-5]), Agreement())
    assert told.verdict == "reproduced"
    assert told.evidence["exponent, parametric"] == pytest.approx(0.5139, abs=2e-4)
    assert told.evidence["exponent, envelope"] == pytest.approx(0.544, abs=0.003)
    assert told.evidence["exponent, isoflop"] == pytest.approx(0.543, abs=0.003)
    assert abs(told.found.centre) < 0.05


def test_the_evidence_names_every_pair() -> None:
    found = three_approaches(ladder_of_curves(), GOPHER, draws=50)
    assert [name for name in evidence(found) if name.startswith("z, ")] == [
        "z, envelope - isoflop",
        "z, envelope - parametric",
        "z, isoflop - parametric",
    ]


def test_the_study_wants_a_ladder() -> None:
    assert (STUDY.name, STUDY.until, STUDY.verb) == ("three_approaches", "ladder", agreement)
