"""The verdict on N* ~ C^0.5, on laws whose exponent is known."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.lab import Workspace
from foretell.laws import Fit, Table, fit_table
from foretell.nouns import Verdict
from foretell.studies.isoflop import IsoFlop, isoflop


def verdict_on(exponent: float, noise: float, workspace: Workspace) -> Verdict:
    """The verdict on five budgets of seven sizes around a valley whose bottom grows as C^exponent."""
    C, ratio = (grid.ravel() for grid in np.meshgrid(1e18 * 4.0 ** np.arange(5), np.geomspace(0.3, 3.0, 7)))
    best = 1e8 * (C / 1e18) ** exponent
    random = np.random.default_rng(3).normal(0.0, noise, C.shape)
    loss = 3.0 * (C / 1e18) ** -0.05 * np.exp(0.03 * np.log(ratio) ** 2 + random)
    N = best * ratio
    law = fit_table(Table(N, C / (6 * N), C, loss), Fit(form="chinchilla.isoflop"))
    return isoflop(law, IsoFlop(), workspace=workspace)


@pytest.mark.parametrize(
    ("exponent", "noise", "verdict"),
    [(0.5, 1e-3, "reproduced"), (0.75, 1e-3, "not reproduced"), (0.5, 0.08, "not resolvable here")],
)
def test_the_verdict_follows_the_truth(exponent: float, noise: float, verdict: str, workspace: Workspace) -> None:
    told = verdict_on(exponent, noise, workspace)
    assert told.verdict == verdict, told
    assert f"{told.found.centre:.2f}" in told.reason
    assert told.evidence["budgets"] == 5
