"""How far a fit is: shares that rise from 0 to 1, each part by its name, and the same law whether told or not."""

from __future__ import annotations

import numpy as np

from foretell.laws import Fit, Table, fit_curve, fit_table, three_approaches


def ladder() -> Table:
    """Five budgets of seven sizes each, of a known law."""
    C = np.repeat(1e19 * 2.0 ** np.arange(5), 7)
    N = 0.1 * C**0.5 * np.tile([0.25, 0.4, 0.63, 1.0, 1.6, 2.5, 4.0], 5)
    noise = np.random.default_rng(0).normal(0.0, 0.003, len(C))
    return Table(N, C / (6 * N), C, (1.8 + 480.0 * N**-0.35 + 2100.0 * (C / (6 * N)) ** -0.37) * np.exp(noise))


def test_a_fit_tells_its_parts() -> None:
    told: list[tuple[float, str]] = []
    spec = Fit(form="chinchilla.parametric", draws=20)
    law = fit_table(ladder(), spec, tell=lambda share, now: told.append((share, now)))
    shares, parts = [share for share, _ in told], [now for _, now in told]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert (np.diff(shares) > 0.0).all()
    assert parts[0] == "coefficients and draws"
    assert sum(part.startswith("back-test below") for part in parts) == len(law.cuts)
    assert parts[-2:] == ["checks", ""]
    assert fit_table(ladder(), spec) == law


def test_a_curve_and_the_three_approaches_tell_theirs() -> None:
    told: list[tuple[float, str]] = []
    fit_curve(ladder(), Fit(form="kaplan.compute", draws=5), tell=lambda share, now: told.append((share, now)))
    assert told == [(0.0, "coefficients and draws"), (0.25, "checks"), (1.0, "")]
    told.clear()
    three_approaches(ladder(), 1e21, draws=5, tell=lambda share, now: told.append((share, now)))
    assert [now for _, now in told] == ["chinchilla.envelope", "chinchilla.isoflop", "chinchilla.parametric", ""]
