from __future__ import annotations

from typing import Any

import pytest

from foretell.laws import FORMS, Fit, Table, check_law, fit_table
from foretell.nouns import Interval, Law

ON_A_GRID = [name for name in FORMS if name != "chinchilla.envelope"]  # which needs training curves


@pytest.fixture
def law(chinchilla_ladder: Table) -> Law:
    return fit_table(chinchilla_ladder, Fit(draws=3))


@pytest.mark.parametrize("form", ON_A_GRID)
def test_every_fitted_law_passes(form: str, valley_ladder: Table) -> None:
    check_law(fit_table(valley_ladder, Fit(form=form, draws=4)))


NAN, INF = float("nan"), float("inf")
BAD: list[tuple[dict[str, Any], str]] = [
    ({"form": "chinchila"}, "no law named 'chinchila'"),
    ({"form": "valley"}, "its names are E, A, B, alpha, beta, and valley has a, b, k, n0, g, E, noise"),
    ({"names": ("A", "E", "B", "alpha", "beta")}, "its names are A, E"),
    ({"coefficients": {"E": 1.8}}, "its coefficients are E, and its names E, A, B, alpha, beta"),
    ({"coefficients": {"E": 1.8, "A": NAN, "B": 1.0, "alpha": 0.3, "beta": 0.3}}, "A is nan"),
    ({"residual_sd": INF}, "residual_sd is inf"),
    ({"residual_sd": -5.0}, "residual_sd is -5, and it must be 0 or more"),
    ({"objective": NAN}, "objective is nan"),
    ({"lowest_loss": 0.0}, "lowest_loss is 0, and it must be above 0"),
    ({"runs": 10**400}, "runs is beyond all numbers"),
    ({"intervals": {"E": Interval(centre=1.0, low=-INF, high=2.0)}}, "intervals.E.low is -inf"),
    ({"draws": ((1.0, 2.0),)}, "one of its draws has 2 numbers, and there are 5 names"),
    ({"draws": ((1.8, 1.0, 1.0, 0.3, INF),)}, "a number that is not finite"),
    ({"flops_range": (0.0, 1e18)}, "flops_range goes from 0 to 1e+18"),
    ({"params_range": (2.0, 1.0)}, "params_range goes from 2 to 1"),
    ({"tokens_range": (1.0, NAN)}, "tokens_range[1] is nan"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_a_damaged_law_gets_a_sentence(changed: dict[str, Any], message: str, law: Law) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        check_law(law.model_copy(update=changed))
    assert message in str(caught.value)


def test_a_number_anywhere_in_the_checks_must_be_finite(law: Law) -> None:
    assert law.checks
    first, *rest = law.checks.profiles
    damaged = first.model_copy(update={"objectives": (first.objectives[0], INF, *first.objectives[2:])})
    checks = law.checks.model_copy(update={"profiles": (damaged, *rest)})
    with pytest.raises(ValueError, match=r"checks\.profiles\[0\]\.objectives\[1\] is inf\. Fit it anew\.$"):
        check_law(law.model_copy(update={"checks": checks}))


def test_minima_are_positive_and_in_the_order_of_their_budgets(law: Law) -> None:
    first, second = law.minima[:2]
    with pytest.raises(ValueError, match="do not stand in the order of their budgets"):
        check_law(law.model_copy(update={"minima": (first, first)}))
    with pytest.raises(ValueError, match="a loss of 0"):
        check_law(law.model_copy(update={"minima": (first, second.model_copy(update={"loss": 0.0}))}))
