"""The verdict on N* ~ C^0.5, on ladders whose exponent is known."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.lab import Workspace
from foretell.models.flops import effective_params, flops_per_token, params, params_no_embed, shape_of
from foretell.nouns import Run, Rung, Verdict
from foretell.studies.isoflop import IsoFlop, isoflop


def verdict_on(exponent: float, noise: float, workspace: Workspace) -> Verdict:
    """The verdict on five budgets of seven widths, so wide that the three counts of parameters hardly differ."""
    random = np.random.default_rng(3)
    cells = []
    for C in 1e17 * 4.0 ** np.arange(5):
        best = 2e8 * (C / 1.6e18) ** exponent
        for ratio in np.geomspace(0.3, 3.0, 7):
            cells.append(cell(width_of(best * ratio), float(C), best, random.normal(0.0, noise)))
    return isoflop(cells, IsoFlop(), workspace=workspace)


def width_of(N: float) -> int:
    return max(16, 16 * round((N / 24) ** 0.5 / 16))


def cell(width: int, C: float, best: float, noise: float) -> Run:
    shape = shape_of(width, 2, 64, 16)
    steps = round(C / (flops_per_token(shape) * 1024))
    rung = Rung(shape=shape, sequences=64, last_step=steps, decay_from=round(0.8 * steps), budget=C)
    off = np.log(effective_params(shape) / best)
    loss = 3.0 * (C / 1e17) ** -0.05 * np.exp(0.03 * off**2 + noise)
    sizes = {"params": params(shape), "params_no_embed": params_no_embed(shape), "tokens": rung.tokens}
    flops = rung.tokens * flops_per_token(shape)
    return Run(rung=rung, **sizes, flops=flops, epochs=0.5, bits_per_byte=float(loss), curve=())


@pytest.mark.parametrize(
    ("exponent", "noise", "verdict"),
    [(0.5, 1e-3, "reproduced"), (0.75, 1e-3, "not reproduced"), (0.5, 0.08, "not resolvable here")],
)
def test_the_verdict_follows_the_truth(exponent: float, noise: float, verdict: str, workspace: Workspace) -> None:
    told = verdict_on(exponent, noise, workspace)
    assert told.verdict == verdict, told
    assert f"{told.found.centre:.2f}" in told.reason
    assert told.evidence["budgets"] == 5


def test_counts_that_disagree_resolve_nothing(workspace: Workspace) -> None:
    """In tiny models the head is most of the parameters, and the counts give different exponents."""
    cells = []
    for C in 1e12 * 4.0 ** np.arange(5):
        for width in (16, 24, 32, 48, 64, 96, 128, 192):
            cells.append(small_head_heavy(width, float(C)))
    told = isoflop(cells, IsoFlop(), workspace=workspace)
    assert told.verdict == "not resolvable here"
    assert told.evidence["exponent, without embeddings"] > told.evidence["exponent, effective"] + 0.1


def small_head_heavy(width: int, C: float) -> Run:
    shape = shape_of(width, 2, 4096, 16)
    best = effective_params(shape_of(48, 2, 4096, 16)) * (C / 1.6e13) ** 0.5
    rung = Rung(shape=shape, last_step=round(C / (flops_per_token(shape) * 256)), decay_from=9, budget=C)
    noise = np.random.default_rng([width, int(C / 1e12)]).normal(0.0, 0.004)
    loss = 3.0 * (C / 1e12) ** -0.05 * np.exp(0.05 * np.log(effective_params(shape) / best) ** 2 + noise)
    sizes = {"params": params(shape), "params_no_embed": params_no_embed(shape), "tokens": rung.tokens}
    return Run(rung=rung, **sizes, flops=C, epochs=0.5, bits_per_byte=float(loss), curve=())


def test_a_ladder_that_cannot_tell_is_a_verdict_and_no_error(workspace: Workspace) -> None:
    told = isoflop([cell(64, 1e15, 1e5, 0.0)] * 8, IsoFlop(), workspace=workspace)
    assert told.verdict == "not resolvable here"
    assert "budget" in told.reason
