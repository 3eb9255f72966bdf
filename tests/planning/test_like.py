"""The field's own table, by laws of the field."""

from __future__ import annotations

import pytest

from foretell.laws import predict
from foretell.nouns import Law
from foretell.planning.like import all_likenesses, ask, like, sufficient_flops
from foretell.planning.published import published_laws


def published(*values: float) -> Law:
    """The parametric Chinchilla law of these E, A, B, alpha, beta."""
    law = published_laws()[0]
    _, _, _, alpha, beta = values
    a = beta / (alpha + beta)
    known = {"coefficients": dict(zip(law.names, values, strict=True)), "params_exponent": a, "tokens_exponent": 1 - a}
    return law.model_copy(update=known)


ROUNDED = published(1.69, 406.4, 410.7, 0.34, 0.28)  # Hoffmann et al. 2022, eq. 10
OPTIMUM = published(1.81722, 477.826, 2143.417, 0.34731, 0.36717)  # of their objective on the 240 points

# 6 N D, D / N, and the loss by either law
TABLE = {
    "lamda": (1.38e23, 1.23, 2.0519, 2.0440),
    "gpt-3": (3.15e23, 1.71, 2.0023, 2.0076),
    "jurassic-1": (3.20e23, 1.69, 2.0019, 2.0073),
    "gopher": (5.04e23, 1.07, 1.9933, 1.9987),
    "mt-nlg": (8.59e23, 0.51, 1.9906, 1.9938),
    "chinchilla": (5.88e23, 20.0, 1.9366, 1.9734),
    "llama-13b": (7.80e22, 76.9, 2.0173, 2.0481),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_fields_own_table(name: str) -> None:
    found = like(name, (ROUNDED, OPTIMUM))
    flops, ratio, rounded, optimum = TABLE[name]
    assert found.flops == pytest.approx(flops, rel=5e-3)
    assert found.tokens_per_param == pytest.approx(ratio, rel=5e-3)
    assert [one.loss.centre for one in found.said] == pytest.approx([rounded, optimum], abs=5.1e-5)


def test_gophers_budget_should_have_bought_chinchilla() -> None:
    """At the paper's 5.76e23 the optimum of the 240 points is 73.2e9 parameters and 1.312e12 tokens."""
    said = ask(OPTIMUM, 70e9, 5.76e23 / 6.0 / 70e9)
    assert said.params.centre == pytest.approx(73.2e9, rel=5e-3)
    assert said.tokens.centre == pytest.approx(1.312e12, rel=5e-3)
    assert said.params.low < said.params.centre < said.params.high
    gopher = like("gopher", (OPTIMUM,)).said[0]
    assert gopher.loss_percent == pytest.approx(1.06, abs=0.01)
    assert gopher.compute_factor == pytest.approx(1.99, abs=0.01)


def test_chinchilla_is_at_its_optimum_and_llama_beyond() -> None:
    chinchilla, llama = (like(name, (OPTIMUM,)).said[0] for name in ("chinchilla", "LLaMA 7B"))
    assert chinchilla.compute_factor == pytest.approx(1.0, abs=0.01)
    assert llama.compute_factor > 1.4
    assert llama.params.centre > 6.7e9


def test_the_sufficient_budget_buys_the_same_loss() -> None:
    for one in all_likenesses((ROUNDED, OPTIMUM)):
        for law, said in zip((ROUNDED, OPTIMUM), one.said, strict=True):
            assert float(predict(law, said.sufficient_flops)[0][0]) == pytest.approx(said.loss.centre, rel=1e-9)
            assert said.compute_factor >= 1.0
            assert said.loss_percent >= 0.0
            assert said.best_loss.centre <= said.loss.centre


def test_a_law_with_draws_gives_its_own_intervals(laws: list[Law]) -> None:
    said = ask(laws[0], 1e6, 2e7)
    assert said.params.low < said.params.centre < said.params.high
    assert said.loss.low < said.loss.centre < said.loss.high
    assert said.multiple == pytest.approx(1.2e14 / laws[0].flops_range[1])


def test_a_law_that_can_say_nothing_says_why() -> None:
    without_optimum = published(1.8, 400.0, 2000.0, 0.3, -0.1)
    found = like("gpt-3", (without_optimum, OPTIMUM))
    assert len(found.said) == 1
    assert "says nothing" in found.silent[0]


def test_a_loss_that_costs_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="costs less than"):
        sufficient_flops(OPTIMUM, 1e4, 1e20)


def test_a_name_that_is_none_gets_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean 'gopher'"):
        like("gofer", (OPTIMUM,))
