from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table
from foretell.laws.fitting import settle
from foretell.laws.fitting.influence import DELTAS, candidates, most_influential, under_deltas
from foretell.laws.forms.chinchilla import NAMES, pose


def test_a_run_that_was_spoilt_is_the_most_influential(chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    loss = t.loss.copy()
    loss[0] *= 1.1
    spoilt = Table(t.params, t.tokens, t.flops, loss)
    posed = pose(spoilt, Fit(delta=1.0))
    (row, without), *_ = most_influential(posed, settle(posed), (spoilt.params, spoilt.tokens), 3)
    assert row == 0
    rest = pose(t.take(np.arange(1, len(t))), Fit(delta=1.0))
    alpha = float(rest.told(settle(rest).theta)[3])
    assert posed.told(without)[3] == pytest.approx(alpha, rel=1e-6)


def test_of_a_large_table_the_farthest_and_the_extremes_are_tried(chinchilla_ladder: Table) -> None:
    many = chinchilla_ladder.take(np.arange(len(chinchilla_ladder)).repeat(20))
    posed = pose(many, Fit())
    tried = candidates(posed, settle(posed), (many.params, many.tokens))
    assert len(tried) < 40
    assert int(np.argmin(many.params)) in tried


def test_other_deltas_give_other_coefficients(chinchilla_ladder: Table) -> None:
    found = under_deltas(pose(chinchilla_ladder, Fit()), NAMES)
    assert [each.choice for each in found] == [f"Huber delta {delta:g}" for delta in DELTAS]
    assert len({each.coefficients["alpha"] for each in found}) == len(DELTAS)
