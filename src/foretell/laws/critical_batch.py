"""The critical batch, what training at other batches costs, and the allocation that follows from it.

Kaplan et al. 2020 (arXiv 2001.08361), §5 and §6; C = 6 N B S without embeddings, batches in tokens, loss in nats per
token of WebText2. At B_crit a training takes twice the fewest steps and twice the least compute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foretell.laws.tables.table import Array, Table, column

PF_DAY = 8.64e19  # FLOPs: 1e15 a second for a day
ALPHA_N, ALPHA_S, ALPHA_B = 0.076, 0.76, 0.21  # §1.2; table 3 has 0.077 for the first


@dataclass(frozen=True)
class CriticalBatch:
    """B_crit(L) = B* / L^(1/α_B) (eq. 1.4). The constants hold for the loss of the paper; give your own for another."""

    B_star: float = 2e8
    alpha_B: float = ALPHA_B

    def at(self, loss: Array | float) -> Array:
        """Tokens."""
        return np.asarray(self.B_star * np.asarray(loss, dtype=np.float64) ** (-1.0 / self.alpha_B))


def fewest_steps(steps: Array | float, batch: Array | float, critical: Array | float) -> Array:
    """S_min = S / (1 + B_crit / B): the steps that the same loss takes at a batch much larger than B_crit (eq. 5.4)."""
    return np.asarray(steps / (1.0 + np.asarray(critical) / batch), dtype=np.float64)


def least_compute(flops: Array | float, batch: Array | float, critical: Array | float) -> Array:
    """C_min = C / (1 + B / B_crit): the FLOPs that the same loss takes at a batch far below B_crit (eq. 5.5)."""
    return np.asarray(flops / (1.0 + np.asarray(batch) / critical), dtype=np.float64)


def with_steps(table: Table, critical: CriticalBatch | None = None) -> Table:
    """The table with columns `steps`, `steps_min` and `flops_min`, for the curves over them.

    Without a `critical` batch nothing is corrected: the minima are the steps and FLOPs that were spent. Raises
    ValueError where the table has no batch_tokens, or where one is not positive.
    """
    batch = column(table, "batch_tokens")
    wrong = int(np.count_nonzero(~(np.isfinite(batch) & (batch > 0.0))))
    if wrong:
        raise ValueError(
            f"{wrong} of {len(table)} runs tell no positive batch_tokens, so their steps are not known: fill the "
            "column in, or leave these runs out."
        )
    steps = table.tokens / batch
    at = None if critical is None else critical.at(table.loss)
    added = {
        "steps": steps,
        "steps_min": steps if at is None else fewest_steps(steps, batch, at),
        "flops_min": table.flops if at is None else least_compute(table.flops, batch, at),
    }
    return replace(table, more={**table.more, **added})


@dataclass(frozen=True)
class Allocation:
    """Exponents over C_min, along the path of least compute: L ~ C^-loss, N ~ C^params, B ~ C^batch, S ~ C^steps and
    D = B S ~ C^tokens."""

    loss: float
    params: float
    batch: float
    steps: float
    tokens: float


PRINTED = Allocation(loss=0.050, params=0.73, batch=0.24, steps=0.03, tokens=0.27)  # §1.2 and §6.1, fitted to runs


def allocation(alpha_N: float = ALPHA_N, alpha_S: float = ALPHA_S, alpha_B: float = ALPHA_B) -> Allocation:
    """What L(N, S_min) and B_crit(L) imply: 1/α_C = 1/α_S + 1/α_B + 1/α_N, N ~ C^(α_C/α_N) and so on (eq. 6.5 to 6.7).

    With the constants as they are printed, rounded to two digits, this gives 0.052 for the loss and 0.68, 0.25 and 0.07
    for N, B and S, which sum to one. The paper prints 0.054 for the first, and the fits of `PRINTED` for the others.
    """
    if not min(alpha_N, alpha_S, alpha_B) > 0.0:
        raise ValueError(f"Exponents must be above zero; given: {alpha_N:g}, {alpha_S:g} and {alpha_B:g}.")
    alpha_C = 1.0 / (1.0 / alpha_S + 1.0 / alpha_B + 1.0 / alpha_N)
    N, B, S = alpha_C / alpha_N, alpha_C / alpha_B, alpha_C / alpha_S
    return Allocation(loss=alpha_C, params=N, batch=B, steps=S, tokens=B + S)


def above_converged(alpha_N: float = ALPHA_N, alpha_S: float = ALPHA_S) -> float:
    """How far above the loss of a converged training the most efficient one stops, relative: α_N / α_S, about 10 %
    (§6.2)."""
    return alpha_N / alpha_S


def tokens_against_overfitting(params: Array | float) -> Array:
    """D ≥ 5e3 N^0.74: less text than this, read again and again, makes the test loss rise (eq. 4.4)."""
    return np.asarray(5e3 * np.asarray(params, dtype=np.float64) ** 0.74)


@dataclass(frozen=True)
class Path:
    """What the most efficient training at a budget is: parameters without embeddings, tokens a batch, steps, tokens."""

    params: float
    batch: float
    steps: float
    tokens: float


def printed_path(flops: float) -> Path:
    """N = 1.3e9 C^.73, B = 2.0e6 C^.24, S = 5.4e3 C^.03 and D = 2e10 C^.27, C in PF-days (table 6, fitted to runs).

    Raises ValueError for a budget that is not positive and finite.
    """
    if not 0.0 < flops < np.inf:
        raise ValueError(f"A budget must be a positive, finite number of FLOPs, and {flops} is not.")
    C = flops / PF_DAY
    return Path(
        params=1.3e9 * C**PRINTED.params,
        batch=2.0e6 * C**PRINTED.batch,
        steps=5.4e3 * C**PRINTED.steps,
        tokens=2e10 * C**PRINTED.tokens,
    )
