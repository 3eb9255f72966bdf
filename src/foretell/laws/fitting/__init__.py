"""One fit for every law: Newton steps over batches of weights, and what certifies the optimum that they reach.

penalty     Huber, soft absolute value, square
residuals   what a law gives: residuals and the sums over their derivatives
power_sum   the same for any sum of power laws, declared by its terms
newton      the search
posed       a law put to a table; settle (all starts) and resample (all draws)
certify     the certificate and every local optimum
profile     the objective over one parameter
influence   which runs and which choices move the fit
"""

from foretell.laws.fitting.newton import Prior, Problem, minimise, no_prior
from foretell.laws.fitting.penalty import Penalty, huber, soft_l1, square
from foretell.laws.fitting.posed import Bottom, Posed, drawn, finite, resample, settle
from foretell.laws.fitting.power_sum import PowerSum, Term, term
from foretell.laws.fitting.residuals import Dense, Residuals, Slopes

__all__ = [
    "Bottom",
    "Dense",
    "Penalty",
    "Posed",
    "PowerSum",
    "Prior",
    "Problem",
    "Residuals",
    "Slopes",
    "Term",
    "drawn",
    "finite",
    "huber",
    "minimise",
    "no_prior",
    "resample",
    "settle",
    "soft_l1",
    "square",
    "term",
]
