"""Repeated text: the parametric law in which epochs, and parameters beyond what the text can feed, count for less.

Muennighoff et al. 2023 (arXiv 2305.16264), eq. 5-7 and appendix A. Of D tokens U are unique, so the text was repeated
R_D = D/U − 1 times; U_N is the size that U tokens feed best, and R_N = N/U_N − 1 what a model has beyond it:

    L = E + A/N′^α + B/D′^β,   D′ = U (1 + R_D* (1 − e^(−R_D/R_D*))),   N′ = U_N (1 + R_N* (1 − e^(−R_N/R_N*)))

With α, β, E, A and B held, R_D* and R_N* are fitted, in logarithms: held are theirs of C4, or what the runs that saw no
text twice say. On their runs the objective has several bottoms of nearly one height, so that both are hardly known;
`Checks.optima` lists them. Letters are the paper's; a theta is [..., 7] in the order of `NAMES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, drawn, huber, settle, square
from foretell.laws.fitting.in_units import InUnits
from foretell.laws.fitting.residuals import of_hessian
from foretell.laws.form import CurveForm, Fit, columns
from foretell.laws.forms import chinchilla
from foretell.laws.tables.design import check_rows
from foretell.laws.tables.table import Array, Table, column

NAMES = (*chinchilla.NAMES, "R_D", "R_N")
C4 = (math.exp(0.6254804), math.exp(6.255414), math.exp(7.3049974), 0.3526596, 0.3526596)  # theirs: E, A, B, α, β
PUBLISHED = (15.387756, 5.309743)  # R_D*, R_N* of their notebook
LEAST, MOST = 1e-6, 1e6  # R* that no run tells from zero (repeats teach nothing) or infinity (as good as new)
STARTS = (0.1, 1.0, 10.0, 100.0, 1e4)  # for both
MIN_ROWS = 4
REPEATED = 1.01  # epochs over which a run is one: steps are whole numbers
CLOSE = 1.01  # an end of the search whose objective is within this factor of the lowest is as good
APART = 2.0  # R* farther apart than this factor are different answers


def effective_tokens(tokens: Array, unique: Array, R_D: Array | float) -> Array:
    """D′ (eq. 5): the unique tokens that would teach as much as `tokens` seen of a text of `unique`."""
    U = np.minimum(tokens, unique)
    return np.asarray(U * (1.0 + fading(tokens / U - 1.0, R_D)), dtype=np.float64)


def effective_params(params: Array, unique_params: Array, R_N: Array | float) -> Array:
    """N′ (eq. 6): the same of parameters beyond U_N."""
    return effective_tokens(params, unique_params, R_N)


def unique_params(theta: Array, unique: Array) -> Array:
    """The size N* whose compute-optimal number of tokens is `unique`; U_N is this, or N where that is less."""
    _, A, B, alpha, beta = columns(theta[..., :5])
    return np.asarray((alpha * A / (beta * B)) ** (1.0 / alpha) * unique ** (beta / alpha), dtype=np.float64)


def repeated_loss(theta: Array, N: Array, D: Array, unique: Array) -> Array:
    """L of N parameters after D tokens seen of `unique`; all broadcast with the leading axes of theta [..., 7]."""
    E, A, B, alpha, beta, R_D, R_N = columns(theta)
    N_, D_ = effective_params(N, unique_params(theta, np.minimum(unique, D)), R_N), effective_tokens(D, unique, R_D)
    return np.asarray(E + A * N_**-alpha + B * D_**-beta, dtype=np.float64)


def with_repeats(base: Array, R_D: float = PUBLISHED[0], R_N: float = PUBLISHED[1]) -> Array:
    """A theta [..., 7] of coefficients [..., 5] of the parametric law, with the published R_D* and R_N*."""
    return np.concatenate([base, np.broadcast_to((R_D, R_N), (*base.shape[:-1], 2))], -1)


def fading(R: Array, R_star: Array | float) -> Array:
    """R* (1 − e^(−R/R*)): what R repetitions are worth."""
    return np.asarray(-R_star * np.expm1(-R / R_star), dtype=np.float64)


@dataclass(frozen=True)
class Repeated:
    """ln L̂ − ln L over theta = (ln R_D*, ln R_N*), with a base for each draw or one for all (B = 1). `R` [B, 2, n] are
    R_D and R_N; `fresh` [B, 2, n] the two terms of the law at U and U_N, `powers` [B, 2] their exponents β and α, `E`
    [B, 1]."""

    R: Array
    fresh: Array
    powers: Array
    E: Array
    y: Array

    def only(self, draws: NDArray[np.intp]) -> Repeated:
        if len(self.E) == 1:
            return self
        return Repeated(self.R[draws], self.fresh[draws], self.powers[draws], self.E[draws], self.y)

    def terms(self, theta: Array) -> tuple[Array, Array, Array]:
        """Both terms of L̂ and their first and second derivatives in their own ln R*, each [B, 2, n]."""
        R_star = np.exp(theta)[..., None]
        x = self.R / R_star
        g = -R_star * np.expm1(-x)
        first = g - self.R * np.exp(-x)  # ∂g / ∂ ln R*
        second = first - self.R * x * np.exp(-x)
        power, slope = self.powers[..., None], first / (1.0 + g)
        T = self.fresh * (1.0 + g) ** -power
        return T, -power * T * slope, power * T * ((power + 1.0) * slope**2 - second / (1.0 + g))

    def values(self, theta: Array) -> Array:
        with np.errstate(all="ignore"):
            T, _, _ = self.terms(np.clip(theta, math.log(LEAST), math.log(MOST)))
            return np.asarray(np.log(self.E + T.sum(-2)) - self.y, dtype=np.float64)

    def at(self, theta: Array) -> Dense:
        T, first, second = self.terms(np.clip(theta, math.log(LEAST), math.log(MOST)))
        L = self.E + T.sum(-2)
        J = (first / L[:, None]).swapaxes(-1, -2)
        H = -J[..., :, None] * J[..., None, :]
        for i in range(2):
            H[..., i, i] += second[:, i] / L
        return Dense(np.log(L) - self.y, J, of_hessian(H))


def repeated(base: Array, table: Table, U: Array) -> Repeated:
    """The residuals of runs that saw U unique tokens [n], for bases [B, 5]."""
    E, A, B, alpha, beta = (each[:, None] for each in columns(base))
    U_N = np.minimum(table.params, unique_params(base[:, None], U))
    R = np.stack(np.broadcast_arrays(table.tokens / U - 1.0, table.params / U_N - 1.0), -2)
    fresh = np.stack([B * U**-beta, A * U_N**-alpha], -2)
    return Repeated(R, fresh, np.concatenate([beta, alpha], -1), E, np.log(table.loss))


Base = Callable[[Table, Fit], tuple[float, ...]]
Bases = Callable[[Table, Fit, Array], Array]


def pose(base: Base, table: Table, spec: Fit, bases: Bases | None = None) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over R_D* and R_N*, what `base` finds in the table being held; each resample
    holds what `bases` finds under its weights of the table's rows.

    Raises ValueError where too few rows saw their text more than once, and what `base` raises.
    """
    known = column(table, "unique_tokens")
    rows = np.flatnonzero(np.isfinite(known) & (known > 0.0))
    seen = table.take(rows)
    U = np.minimum(known[rows], seen.tokens)
    again = seen.where(seen.tokens > U * REPEATED)
    check_rows(again, MIN_ROWS, f"{spec.form} (of runs that saw their text more than once)")
    held = np.array([base(table, spec)])
    residuals = repeated(held, seen, U)
    posed = Posed(
        residuals=residuals,
        penalty=huber(spec.delta),
        starts=np.log(np.array([*product(STARTS, STARTS)])),
        told=partial(_told, held[0]),
        rows=rows,
        profiled={"R_D": (0, _bounded), "R_N": (1, _bounded)},
        excluded={"no_unique_tokens": len(table) - len(rows)} if len(rows) < len(table) else {},
        others={"least squares on loss": (InUnits(residuals, seen.loss), square())},
    )

    def refound(weights: Array) -> Posed:
        every = np.ones((len(weights), len(table)))
        every[:, rows] = weights
        found = bases(table, spec, every) if bases else held
        return replace(posed, residuals=repeated(found, seen, U), told=partial(_told, found))

    return replace(
        posed,
        warn=lambda best: (*_hardly_known(posed), *_at_bound(best)),
        refound=refound if bases else None,
    )


def _bounded(ln_R: Array) -> Array:
    return np.clip(np.exp(np.minimum(ln_R, 100.0)), LEAST, MOST)


def _told(base: Array, theta: Array) -> Array:
    return np.concatenate([np.broadcast_to(base, (*theta.shape[:-1], 5)), _bounded(theta)], -1)


def _hardly_known(posed: Posed) -> tuple[str, ...]:
    """What to say where far starts end as low as the lowest, at other R*."""
    bottom = settle(posed)
    R = _bounded(bottom.ends[bottom.objectives <= CLOSE * bottom.objective])
    low, high = R.min(0), R.max(0)
    if (high <= APART * low).all():
        return ()
    ranges = " and ".join(f"{name}* from {low[i]:.3g} to {high[i]:.3g}" for i, name in enumerate(NAMES[5:]))
    return (
        f"These runs hardly tell R_D* and R_N*: within {CLOSE - 1.0:.0%} of the lowest objective lie optima of "
        f"{ranges}. See the local optima and profiles.",
    )


def _at_bound(best: Array) -> tuple[str, ...]:
    """What to say of an R* that went to zero or infinity."""
    said = {"R_D": "text that is read again", "R_N": "size beyond what the text feeds"}
    ends = {name: float(best[NAMES.index(name)]) for name in said}
    return tuple(
        f"{name}* went to {'infinity' if R > 1.0 else 'zero'}: by these runs {said[name]} counts "
        f"{'in full' if R > 1.0 else 'nothing'}, and nothing bounds how much so."
        for name, R in ends.items()
        if not LEAST * APART < R < MOST / APART
    )


def base_c4(table: Table, spec: Fit) -> tuple[float, ...]:
    """Theirs, found on C4: losses in nats per token of the GPT-2 tokenizer."""
    return C4


def base_fresh(table: Table, spec: Fit) -> tuple[float, ...]:
    """The parametric law of the runs that saw no text twice, which are best no larger than their text feeds: of larger
    ones it takes for its own what R_N* should tell. Raises ValueError where they identify none."""
    posed = _posed_fresh(table, spec)
    return tuple(map(float, posed.told(settle(posed).theta)))


def bases_fresh(table: Table, spec: Fit, weights: Array) -> Array:
    """The same for each row of weights [B, n]: [B, 5]."""
    posed = _posed_fresh(table, spec)
    return drawn(posed, settle(posed), weights[:, _fresh(table)])


def _posed_fresh(table: Table, spec: Fit) -> Posed:
    named = spec.model_copy(update={"form": f"{spec.form} (of runs that saw no text twice)"})
    return chinchilla.pose(table.where(_fresh(table)), named)


def _fresh(table: Table) -> NDArray[np.bool_]:
    return np.asarray(~(column(table, "unique_tokens") * REPEATED < table.tokens))


def value(theta: Array, inputs: Mapping[str, Array]) -> Array:
    """L over params, tokens and unique_tokens."""
    return repeated_loss(theta, inputs["params"], inputs["tokens"], inputs["unique_tokens"])


INPUTS = ("params", "tokens", "unique_tokens")
ON_C4 = CurveForm(NAMES, "loss", INPUTS, partial(pose, base_c4), value)
OWN = CurveForm(NAMES, "loss", INPUTS, partial(pose, base_fresh, bases=bases_fresh), value)
