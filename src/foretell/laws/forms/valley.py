"""The valley: ln(L − E) = a − b ln C + k (ln N − n₀ − g ln C)², one joint fit of all IsoFLOP curves.

Its forecast is a multiverse: every draw weighs the cells at random, takes another floor E and another token cut, and
adds the noise of one run; the median is the forecast and the 10-90 % range its interval. Fixed in trials on tiny
ladders, where it missed targets of 3 to 6 times the top budget by about 1 % while additive laws erred high. Cells of
few tokens are cut because the loss curve still speeds up there.
Letters: y = ln L, c = ln C and n = ln N, centred while fitting; B draws, n cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, Prior, Problem, minimise, soft_l1
from foretell.laws.form import RUN_NOISE, Estimate, Fit, Form, bootstrap_weights, columns
from foretell.laws.tables.design import check_budgets, check_sizes, span_warning
from foretell.laws.tables.table import Array, Table, told

MIN_CELLS = 8
DRAWS = 120
FLOOR_SHARE = NormalDist(0.2, 0.35)  # E as a share of the lowest loss
FLOOR_BOUNDS = (-0.8, 0.6)
TOKEN_CUTS = (150e3, 220e3, 300e3)
MIDDLE_CUT = 220e3
RESIDUAL_SD, TURN_TO_L1 = 0.005, 0.01  # of ln L: the sd beside the priors; where soft-L1 leaves the square
# a, b, k, n₀, g. The prior on n₀ (within a decade of the middle size, k > 0) only keeps a tilted plane from being
# taken for a valley with its bottom at infinity.
PRIOR = Prior(np.array([0.0, 0.0, 0.05, 0.0, 0.5]), np.array([np.inf, np.inf, 0.05, np.log(10.0), 0.15]))


def least_tokens(form: str) -> float:
    """Tokens under which a run is no cell for this form: it has barely left its start. Zero where any will do."""
    if not form.startswith("valley"):
        return 0.0
    return min(TOKEN_CUTS) if form == "valley" else MIDDLE_CUT


@dataclass(frozen=True)
class Valley:
    """Residuals of the valley with a floor E [B, 1], or one for all draws [1, 1]; theta is (a, b, k, n₀, g)."""

    c: Array
    n: Array
    y: Array
    E: Array

    def above_floor(self, theta: Array) -> tuple[Array, Array, Array, Array]:
        """u = ln(L̂ − E) [B, n], its gradient [B, n, P], m = n − n₀ − g c [B, n] and k [B, 1]."""
        a, b, k, n0, g = (column[:, None] for column in columns(theta))
        c, m = self.c, self.n - n0 - g * self.c
        u = a - b * c + k * m**2
        gradient = np.stack([np.ones_like(u), -c + 0.0 * u, m**2, -2.0 * k * m, -2.0 * k * m * c], -1)
        return u, gradient, m, k

    def only(self, draws: NDArray[np.intp]) -> Valley:
        return self if len(self.E) == 1 else replace(self, E=self.E[draws])

    def values(self, theta: Array) -> Array:
        u, _, _, k = self.above_floor(theta)
        with np.errstate(all="ignore"):
            ln_loss = np.log(self.E + np.exp(u))
        return np.where(k > 0.0, ln_loss - self.y, np.inf)

    def at(self, theta: Array) -> Dense:
        u, gradient, m, k = self.above_floor(theta)
        with np.errstate(all="ignore"):
            p = np.exp(u) / (self.E + np.exp(u))
        curvature = partial(self._curvature, p, gradient, m, k)
        return Dense(self.values(theta), p[..., None] * gradient, curvature)

    def _curvature(self, p: Array, gradient: Array, m: Array, k: Array, s: Array) -> Array:
        """Σ s (p (1 − p) ∇u ∇uᵀ + p ∇²u)."""
        H = (gradient * (s * p * (1.0 - p))[..., None]).swapaxes(-1, -2) @ gradient
        sp, c = s * p, self.c
        second = {(2, 3): -2.0 * m, (2, 4): -2.0 * m * c, (3, 4): 2.0 * k * c, (3, 3): 2.0 * k, (4, 4): 2.0 * k * c * c}
        for (i, j), term in second.items():
            H[:, i, j] += (sp * term).sum(-1)
            if i != j:
                H[:, j, i] += (sp * term).sum(-1)
        return np.asarray(H, dtype=np.float64)


# soft-L1 in units of the residuals' variance, so that it can stand beside the priors
PENALTY = soft_l1(TURN_TO_L1, (TURN_TO_L1 / RESIDUAL_SD) ** 2)


def pose(table: Table, spec: Fit, share: float = FLOOR_SHARE.mean) -> Posed:
    """The one valley in the middle of a multiverse: its floor a set share of the lowest loss, all runs weighing one."""
    kept = _past_the_transient(table, spec.form)
    cut = middle_cut(kept) if spec.form == "valley" else MIDDLE_CUT
    seen = kept.where(kept.tokens >= cut)
    c, n, y = np.log(seen.flops), np.log(seen.params), np.log(seen.loss)
    E, c0, n0 = np.array([[share * kept.loss.min()]]), float(c.mean()), float(n.mean())
    cells = Valley(c - c0, n - n0, y, E)
    wide = [(k, m, g) for k in (0.02, 0.2) for m in (-1.5, 0.0, 1.5) for g in (0.3, 0.7)]
    starts = np.vstack([_start(cells), *(np.append(_start(cells)[0, :2], start) for start in wide)])

    def told(theta: Array) -> Array:
        a, b, k, m0, g = columns(theta)
        return np.stack([a + b * c0, b, k, n0 + m0 - g * c0, g, E[0, 0] + 0.0 * a, 0.0 * a], -1)

    profiled = {"b": (1, np.asarray), "k": (2, np.asarray), "g": (4, np.asarray)}
    return Posed(cells, PENALTY, starts, told, np.flatnonzero(table.tokens >= cut), PRIOR, profiled)


def middle_cut(table: Table) -> float:
    """The middle of those cuts that leave enough cells."""
    cuts = [cut for cut in TOKEN_CUTS if np.count_nonzero(table.tokens >= cut) >= MIN_CELLS]
    return MIDDLE_CUT if MIDDLE_CUT in cuts else cuts[0]


def fit_valleys(table: Table, E: Array, weights: Array) -> tuple[Array, Array]:
    """Fit one valley for each floor E [B] and its weights [B, n]: rows of (a, b, k, n₀, g, E), objectives [B]."""
    c, n, y = np.log(table.flops), np.log(table.params), np.log(table.loss)
    c0, n0 = c.mean(), n.mean()
    residuals = Valley(c - c0, n - n0, y, E[:, None])
    theta, objective = minimise(Problem(residuals, PENALTY, weights, PRIOR), _start(residuals))
    a, b, k, m0, g = columns(theta)
    return np.column_stack([a + b * c0, b, k, n0 + m0 - g * c0, g, E]), objective


def _start(cells: Valley) -> Array:
    """[B, P]: k, n₀ and g at their priors, a and b by least squares of ln(L − E) less that valley."""
    k, n0, g = PRIOR.mean[2:]
    height = np.log(np.exp(cells.y) - cells.E) - k * (cells.n - n0 - g * cells.c) ** 2
    minus_b, a = np.polynomial.polynomial.polyfit(cells.c, height.T, 1)[::-1]
    return np.column_stack([a, -minus_b, np.tile((k, n0, g), (len(height), 1))])


def estimate_multiverse(table: Table, spec: Fit, draws: int) -> Estimate:
    """The named route: the multiverse of `DRAWS` valleys about the one with the middle floor and cut."""
    cuts = [cut for cut in TOKEN_CUTS if np.count_nonzero(table.tokens >= cut) >= MIN_CELLS]
    kept = _past_the_transient(table, spec.form)
    generator = np.random.default_rng(spec.seed)
    quantiles = generator.permutation((np.arange(draws) + 0.5) / draws)  # spread evenly: less chance in the median
    floors = kept.loss.min() * np.array([FLOOR_SHARE.inv_cdf(q) for q in quantiles]).clip(*FLOOR_BOUNDS)
    cut = np.resize(cuts, draws)
    seen = (kept.tokens >= cut[:, None]).astype(np.float64)
    noise = generator.normal(0.0, RUN_NOISE, draws)
    middle, objective = _one_valley(kept, FLOOR_SHARE.mean, middle_cut(kept))
    drawn, _ = fit_valleys(kept, floors, seen * generator.exponential(size=seen.shape))
    theta = np.column_stack([drawn, noise])
    return Estimate(
        np.append(middle, 0.0), theta, objective, len(kept), _cut_away(table, kept), (), span_warning(kept, spec.form)
    )


def estimate_with_floor(table: Table, spec: Fit, draws: int, share: float) -> Estimate:
    """A single valley whose floor is a set share of the lowest loss; the draws only resample the cells.

    Whole numbers, as every other law has them: of intervals that say 80 %, weights of an exponential gave such as hold
    ln N* 72 times in 100, and these 77 times.
    """
    kept = _past_the_transient(table, spec.form)
    generator = np.random.default_rng(spec.seed)
    middle, objective = _one_valley(kept, share, MIDDLE_CUT)
    floors = np.full(draws, float(middle[-1]))
    drawn, _ = fit_valleys(kept, floors, bootstrap_weights(len(kept), draws, generator))
    theta = np.column_stack([drawn, generator.normal(0.0, RUN_NOISE, draws)])
    return Estimate(
        np.append(middle, 0.0), theta, objective, len(kept), _cut_away(table, kept), (), span_warning(kept, spec.form)
    )


def _past_the_transient(table: Table, form: str) -> Table:
    """The cells of enough tokens for a form. Raises ValueError when too few are left to forecast from."""
    cut = least_tokens(form)
    kept = table.where(table.tokens >= cut)
    if len(kept) < MIN_CELLS:
        left_out = f" (left out: {told(table.excluded)})" if table.excluded else ""
        rates = ", or lower learning rates where runs diverged" if "diverged" in table.excluded else ""
        raise ValueError(
            f"{form} forecasts from at least {MIN_CELLS} runs of {cut:,.0f} tokens or more, and {len(kept)} of "
            f"{len(table)} are such{left_out}: add runs, or larger budgets{rates}."
        )
    check_sizes(kept, form)
    check_budgets(kept, form)
    return kept


def _one_valley(kept: Table, share: float, cut: float) -> tuple[Array, float]:
    """The valley with all weights equal: (a, b, k, n₀, g, E) and its objective."""
    E = np.array([share * kept.loss.min()])
    theta, objective = fit_valleys(kept, E, (kept.tokens >= cut)[None].astype(np.float64))
    return theta[0], float(objective[0])


def _cut_away(table: Table, kept: Table) -> dict[str, int]:
    return {"too_few_tokens": len(table) - len(kept)} if len(kept) < len(table) else {}


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L at C and N, with the run noise of the draw."""
    a, b, k, n0, g, E, noise = columns(theta)
    m = np.log(N) - n0 - g * np.log(C)
    return np.asarray((E + np.exp(a - b * np.log(C) + k * m**2)) * np.exp(noise), dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """The valley's bottom: ln N* = n₀ + g ln C, D* = C / 6N*."""
    _, _, _, n0, g, *_ = columns(theta)
    N = np.exp(n0 + g * np.log(C))
    return N, C / (6.0 * N)


def exponents(theta: Array) -> tuple[Array, Array]:
    """g and 1 − g."""
    g = columns(theta)[4]
    return g, 1.0 - g


NAMES = ("a", "b", "k", "n0", "g", "E", "noise")
VALLEY = Form(NAMES, estimate_multiverse, loss, optimum, exponents, DRAWS, centre_is_median_of_draws=True, pose=pose)


def _with_floor(share: float) -> Form:
    """The form of one valley, whose floor is this share of the lowest loss."""
    estimate = partial(estimate_with_floor, share=share)
    return Form(NAMES, estimate, loss, optimum, exponents, DRAWS, pose=partial(pose, share=share))


NO_FLOOR, HIGH_FLOOR = _with_floor(0.0), _with_floor(0.6)
