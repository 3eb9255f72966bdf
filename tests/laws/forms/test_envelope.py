from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table, optimum, predict, read_table
from foretell.laws.forms.envelope import ENVELOPE, VALUES, leaders, power_laws, training_curves

SPEC = Fit(form="chinchilla.envelope")
ALPHA, BETA = 0.35, 0.37
EXPONENT = BETA / (ALPHA + BETA)


def chinchilla(N: np.ndarray, D: np.ndarray) -> np.ndarray:
    return np.asarray(1.8 + 480.0 * N**-ALPHA + 2100.0 * D**-BETA)


def training(sizes: int = 12, wobble: float = 0.0, seed: int = 0, points: int = 24, reach: float = 60.0) -> Table:
    """Curves of sizes from 10M to 4B, each over a factor `reach` either side of where it is best; `wobble` is the noise
    of a size's whole curve, in ln L."""
    random = np.random.default_rng(seed)
    columns = []
    for N in np.geomspace(1e7, 4e9, sizes):
        C = np.geomspace((N / 0.12) ** 2 / reach, (N / 0.12) ** 2 * reach, points)
        D = C / (6.0 * N)
        noise = random.normal(0.0, wobble) + random.normal(0.0, wobble / 3.0, points)
        columns.append((np.full(points, N), D, C, chinchilla(N, D) * np.exp(noise)))
    return Table(*map(np.concatenate, zip(*columns, strict=True)))


def take(table: Table, sizes: np.ndarray) -> Table:
    return table.where(np.isin(table.params, np.unique(table.params)[sizes]))


@pytest.mark.parametrize("sizes", [8, 12, 20, 40])
def test_the_exponents_of_a_known_law_are_found_however_few_the_sizes(sizes: int) -> None:
    found = ENVELOPE.estimate(training(sizes).sorted(), SPEC, 200)
    params, tokens = ENVELOPE.exponents(found.coefficients)
    assert params == pytest.approx(EXPONENT, abs=0.003)
    assert tokens == pytest.approx(1.0 - EXPONENT, abs=0.003)
    low, high = np.quantile(found.draws[:, 4], [0.1, 0.9])
    assert low <= EXPONENT <= high


def test_a_line_through_the_staircase_itself_is_too_flat_by_one_over_n_squared() -> None:
    """Why each leader counts once: through all 1,500 values the slope is that of the middles less 1 / n² of it."""
    curves, _ = training_curves(training(8))
    lead, inside = leaders(curves)
    steps = len(np.unique(lead[inside]))
    flat = np.polyfit(curves.ln_C[inside], curves.ln_N[lead[inside]], 1)[0]
    found = power_laws(curves)
    assert found is not None
    assert flat == pytest.approx(found[4] * (1.0 - 1.0 / steps**2), rel=2e-3)
    assert flat < EXPONENT - 0.01


def test_more_sizes_narrow_the_interval() -> None:
    few, many = (fit_table(training(sizes), SPEC).intervals["params_exponent"] for sizes in (10, 30))
    assert many.high - many.low < (few.high - few.low) / 3.0


def test_intervals_are_too_wide_rather_than_too_narrow() -> None:
    held = []
    for seed in range(60):
        drawn = ENVELOPE.estimate(training(16, wobble=0.001, seed=seed).sorted(), SPEC, 60).draws[:, 4]
        low, high = np.quantile(drawn, [0.1, 0.9])
        held.append(low <= EXPONENT <= high)
    assert sum(held) >= 0.8 * len(held)


def test_at_a_budget_it_gives_the_best_size_and_the_loss_there() -> None:
    law = fit_table(training(24), SPEC)
    C = 3e19
    params, tokens = optimum(law, C)
    N = np.geomspace(1e7, 1e10, 4000)
    best = N[chinchilla(N, C / (6.0 * N)).argmin()]
    assert params.centre == pytest.approx(best, rel=0.1)
    assert 6.0 * params.centre * tokens.centre == pytest.approx(C, rel=1e-6)
    assert predict(law, C)[0][0] == pytest.approx(chinchilla(best, C / (6.0 * best)), rel=0.03)
    assert predict(law, C, 4.0 * params.centre)[0][0] > predict(law, C)[0][0]


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = training()
    shuffled = table.take(np.random.default_rng(0).permutation(len(table)))
    assert fit_table(shuffled, SPEC) == fit_table(table, SPEC)


def test_leaders_at_the_edge_are_left_out_and_told() -> None:
    table = training()
    curves, _ = training_curves(table)
    lead, inside = leaders(curves)
    assert not inside[lead == 0].any()
    assert not inside[lead == 11].any()
    (told,) = (each for each in fit_table(table, SPEC).warnings if "smallest or the largest size" in each)
    assert told.startswith(f"At {1.0 - inside.mean():.0%} of the {VALUES} values")


def test_a_curve_says_nothing_beyond_its_rows() -> None:
    table = training()
    curves, _ = training_curves(table)
    for row, N in zip(curves.ln_L, np.unique(table.params), strict=True):
        x = curves.ln_C[np.isfinite(row)]
        ends = np.log(table.flops[table.params == N])
        assert ends.min() - 1e-9 <= x.min()
        assert x.max() <= ends.max() + 1e-9


def test_rows_of_a_size_at_one_compute_are_left_out_and_counted() -> None:
    t = training()
    lone = Table(*(np.append(column, new) for column, new in zip(
        (t.params, t.tokens, t.flops, t.loss), (5e9, 1e10, 3e20, 3.0), strict=True
    )))  # fmt: skip
    law = fit_table(lone, SPEC)
    assert law.excluded == {"size_with_one_row": 1}
    assert law.runs == len(t)


def test_a_plain_grid_is_refused_for_it_has_no_curves(ladder: Callable[..., Table]) -> None:
    grid = ladder(lambda N, D, C: chinchilla(N, D), np.geomspace(1e18, 1e20, 5), lambda C: 0.12 * C**0.47)
    with pytest.raises(ValueError, match="needs the training curves of at least 3 sizes, and 0 have rows at two comp"):
        fit_table(grid, SPEC)


def test_one_size_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 3 sizes, and 1 have rows"):
        fit_table(take(training(), np.array([5])), SPEC)


def test_fewer_than_three_leaders_are_refused_by_name() -> None:
    """Four sizes: the outer two lead at their ends, where nothing shows that no other would."""
    with pytest.raises(ValueError, match=r"here there are 2: the lowest losses are those of 1e\+07, .*Add smaller and"):
        fit_table(take(training(), np.array([0, 1, 2, 3])), SPEC)


def test_a_size_that_always_leads_is_refused() -> None:
    t = training()
    loss = np.where(t.params == t.params.min(), 1.0, t.loss)
    loss = np.where(t.flops <= t.flops[t.params == t.params.min()].max(), loss, np.inf)
    only = t.where(np.isfinite(loss))
    flat = Table(only.params, only.tokens, only.flops, loss[np.isfinite(loss)])
    with pytest.raises(ValueError, match=r"here there are 0: the lowest losses are those of 1e\+07 parameters"):
        fit_table(flat, SPEC)


def test_an_envelope_that_hangs_on_single_sizes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\d+ of 200 resamples of the 5 sizes have fewer than 3 that lead"):
        fit_table(training(5), SPEC)


def test_resamples_that_were_left_out_are_told() -> None:
    warnings = fit_table(training(8), SPEC).warnings
    assert any("resamples of the sizes have fewer than 3 that lead and were left out" in each for each in warnings)


@pytest.mark.parametrize("name", ["equal", "rising", "noise", "no effect of size"])
def test_senseless_tables_are_refused_without_a_word_from_numpy(name: str, senseless: Callable[[str], Table]) -> None:
    with pytest.raises(ValueError, match=r"chinchilla\.envelope needs"):
        fit_table(senseless(name), SPEC)


def test_the_points_of_chinchilla_lie_on_an_envelope(shared: Path) -> None:
    """Read off figure 4 of Hoffmann et al. 2022; their 0.50 (0.488 to 0.502) is of 400 curves, not of these points."""
    table = read_table(shared / "reference/scaling/chinchilla_fig4_points.csv")
    points = table.where(table.loss < np.sort(table.loss)[-5]).sorted()
    found = ENVELOPE.estimate(points, SPEC, 400)
    assert found.coefficients[4] == pytest.approx(0.544, abs=0.002)
    low, high = np.quantile(found.draws[:, 4], [0.1, 0.9])
    assert (low, high) == (pytest.approx(0.526, abs=0.005), pytest.approx(0.563, abs=0.005))
    assert ENVELOPE.optimum(found.coefficients, np.array(5.76e23))[0] == pytest.approx(97e9, rel=0.02)
