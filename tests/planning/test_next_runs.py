"""The runs to buy next, against simulating them and fitting again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table
from foretell.laws.fitting import PowerSum, settle
from foretell.laws.forms.chinchilla import PARAMETRIC, loss, optimum, pose
from foretell.nouns import Law
from foretell.planning.next_runs import candidates, chosen, conditioned, next_runs

TRUTH = np.array([0.5, 60.0, 90.0, 0.35, 0.38])
NOISE, TARGET = 0.004, 1e16
N = np.tile(np.geomspace(2e5, 4e6, 5), 5)
D = np.repeat(np.geomspace(4e6, 8e7, 5), 5)


def table(more: tuple[float, float] | None, seed: int) -> Table:
    """The grid with noise, and one more run if there is one."""
    sizes = np.append(N, more[0]) if more else N
    data = np.append(D, more[1]) if more else D
    C = 6.0 * sizes * data
    noise = np.random.default_rng(seed).normal(0.0, NOISE, len(C))
    return Table(sizes, data, C, loss(TRUTH, C, sizes) * np.exp(noise))


def answers(thetas: np.ndarray) -> np.ndarray:
    C = np.full(len(thetas), TARGET)
    return np.log(loss(thetas, C, optimum(thetas, C)[0]))


def fits(more: tuple[float, float] | None, count: int) -> np.ndarray:
    """Least squares on so many simulated tables, each searched from the end of the first: [count, 5]."""
    posed = pose(table(more, 0), Fit(delta=1.0))
    assert isinstance(posed.residuals, PowerSum)
    warm, found = settle(posed).theta[None], []
    for seed in range(count):
        there = replace(posed.residuals, y=np.log(table(more, seed).loss))
        found.append(posed.told(settle(replace(posed, residuals=there, starts=warm)).theta))
    return np.array(found)


def law_of(thetas: np.ndarray) -> Law:
    law = fit_table(table(None, 0), Fit(draws=0))
    return law.model_copy(update={"draws": tuple(tuple(map(float, row)) for row in thetas), "residual_sd": NOISE})


@pytest.fixture(scope="module")
def simulated() -> np.ndarray:
    return fits(None, 120)


def test_a_run_narrows_the_answer_as_much_as_simulating_and_fitting_it_does(simulated: np.ndarray) -> None:
    first = next_runs(law_of(simulated), TARGET)[0]
    with_it = fits((first.params, first.tokens), 120)
    spread = np.log(np.std(answers(with_it)) / np.std(answers(simulated)))
    # Each sd of 120 is known to 6.5 %, their ratio to 9 %.
    assert np.log1p(-first.narrowed) == pytest.approx(spread, abs=0.2)
    assert first.narrowed > 0.1


def test_every_run_narrows_and_no_two_are_one(simulated: np.ndarray) -> None:
    law = law_of(simulated)
    for quantity in ("loss", "params"):
        found = next_runs(law, TARGET, quantity)  # type: ignore[arg-type]
        assert 1 <= len(found) <= 5
        assert all(run.narrowed > 0.0 for run in found)
        assert sum(run.narrowed for run in found) < 1.0
        assert all(run.flops <= 2.0 * law.flops_range[1] for run in found)
        assert len({(run.params, run.tokens) for run in found}) == len(found)
    assert next_runs(law, TARGET, runs=2) == next_runs(law, TARGET)[:2]


def test_conditioning_is_that_of_a_normal_distribution() -> None:
    """Against the covariance that a regression leaves on many samples."""
    root = np.random.default_rng(0).normal(size=(3, 3))
    covariance = root @ root.T
    samples = np.random.default_rng(1).multivariate_normal(np.zeros(3), covariance, size=200_000)
    seen = samples[:, 1] + np.random.default_rng(2).normal(0.0, 0.5, len(samples))
    rest = samples - np.outer(seen, samples.T @ seen / (seen @ seen))
    np.testing.assert_allclose(np.cov(rest, rowvar=False), conditioned(covariance, 1, 0.5), atol=0.02)


def test_the_cheaper_of_two_equal_runs_is_bought() -> None:
    q = np.random.default_rng(0).normal(size=500)
    y = np.column_stack([q, q, np.random.default_rng(1).normal(size=500)])
    picked = chosen(q, y, np.array([3.0, 1.0, 0.0]), np.zeros(3), 0.5, 1)
    assert [k for k, _ in picked] == [1]


def test_too_few_draws_and_budgets_below_every_run_name_none() -> None:
    law = fit_table(table(None, 0), Fit(draws=0))
    assert next_runs(law, TARGET) == ()
    assert len(candidates(law, 1.0)[0]) == 0
    assert PARAMETRIC.names == law.names


def test_a_multiverse_is_asked_without_the_noise_of_a_run(laws: list[Law]) -> None:
    found = next_runs(laws[1], 1e13)
    assert found
    assert all(0.0 < run.narrowed < 1.0 for run in found)
