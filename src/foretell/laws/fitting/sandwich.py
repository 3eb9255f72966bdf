"""How far the answer would move with other runs, where these do not all scatter alike.

H⁻¹ J H⁻¹ with H = ∇²Φ and J = Σ ρ′² ∇r∇rᵀ (Huber 1967; White 1982, Econometrica 50:1). Shapes: n runs, P parameters.
"""

from __future__ import annotations

import numpy as np

from foretell.laws.fitting.penalty import Array
from foretell.laws.fitting.posed import Bottom, Posed


def sandwich(posed: Posed, bottom: Bottom) -> tuple[Array, Array]:
    """H⁻¹ [P, P] at the bottom, and the sandwich [P, P], times n / (n − P) for the parameters that were fitted."""
    slopes = posed.residuals.at(bottom.theta[None])
    first, _ = posed.penalty.slopes(slopes.r)
    inverse = np.linalg.pinv(posed.problem(np.ones((1, posed.runs))).newton(bottom.theta[None])[1][0])
    freedom = max(posed.runs - len(bottom.theta), 1)
    return inverse, posed.runs / freedom * (inverse @ slopes.matrix(first**2, None)[0] @ inverse)
