"""Kaplan's laws with the constants of the paper, to be asked like any fitted ones.

Kaplan et al. 2020 (arXiv 2001.08361), §1.2 and table 2 and 3; nats per token of WebText2, N and C without embeddings.
"""

from __future__ import annotations

import numpy as np

from foretell.laws.critical_batch import PF_DAY
from foretell.laws.forms.kaplan import KAPLAN, NAMES, SIZE_AND_DATA
from foretell.laws.forms.kaplan_curves import COMPUTE, COMPUTE_MIN, DATA, SIZE
from foretell.laws.forms.kaplan_steps import STEPS
from foretell.nouns import Curve, Law

SOURCE = "(Kaplan 2020)"
PARAMS_RANGE = (768.0, 1.5e9)  # §3
TOKENS_RANGE = (22e6, 23e9)  # §3
FLOPS_RANGE = (1e-8 * 10.0 * PF_DAY, 10.0 * PF_DAY)  # figure 1 ends near 10 PF-days; eight orders of C_min (§1.2)
STEPS_RANGE = (3e3, 2.5e5)  # from the end of the warm-up to that of the training, §2.2
FROM_PAPER = (
    "Constants from a paper, not fitted here: nats per token of WebText2, N and C without embeddings. The law has no "
    "floor and must fail beyond about 1e4 PF-days, 1e12 parameters, 1e12 tokens and 1.7 nats (§6.3)."
)
OWN_OPTIMUM = (
    "The best size of L(N, D) grows as C^0.58 where every token is new. The paper's own advice, C^0.73, is that of its "
    "L(N, S_min) and critical batch."
)


def kaplan_laws() -> tuple[Law, ...]:
    """L(N, D), the one law of the paper that is of loss over size and data."""
    theta, top = np.array(KAPLAN), np.array(FLOPS_RANGE[1])
    a, b = (float(exponent) for exponent in SIZE_AND_DATA.exponents(theta))
    law = Law(
        form=f"kaplan {SOURCE}",
        names=NAMES,
        coefficients=dict(zip(NAMES, KAPLAN, strict=True)),
        objective=0.0,
        params_exponent=a,
        tokens_exponent=b,
        runs=0,
        flops_range=FLOPS_RANGE,
        params_range=PARAMS_RANGE,
        tokens_range=TOKENS_RANGE,
        lowest_loss=float(SIZE_AND_DATA.loss(theta, top, SIZE_AND_DATA.optimum(theta, top)[0])),
        warnings=(FROM_PAPER, OWN_OPTIMUM),
    )
    return (law,)


def kaplan_curves() -> tuple[Curve, ...]:
    """L(N), L(D), L(C), L(C_min) and L(N, S_min)."""
    constants = (
        ("kaplan.size", SIZE, (0.076, 8.8e13)),
        ("kaplan.data", DATA, (0.095, 5.4e13)),
        ("kaplan.compute", COMPUTE, (0.057, 1.6e7 * PF_DAY)),
        ("kaplan.compute_min", COMPUTE_MIN, (0.050, 3.1e8 * PF_DAY)),
        ("kaplan.steps", STEPS, (0.077, 6.5e13, 0.76, 2.1e3)),
    )
    known = {"params": PARAMS_RANGE, "tokens": TOKENS_RANGE, "flops": FLOPS_RANGE, "flops_min": FLOPS_RANGE}
    ranges = known | {"steps_min": STEPS_RANGE}
    return tuple(
        Curve(
            form=f"{name} {SOURCE}",
            target=form.target,
            inputs=form.inputs,
            names=form.names,
            coefficients=dict(zip(form.names, values, strict=True)),
            objective=0.0,
            runs=0,
            ranges={what: ranges[what] for what in form.inputs},
            warnings=(FROM_PAPER,),
        )
        for name, form, values in constants
    )
