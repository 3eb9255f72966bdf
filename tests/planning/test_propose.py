"""The planner's answers: what must hold of every one, whatever was asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.laws import optimum
from foretell.nouns import Law, Option, Proposal
from foretell.planning.ask import Ask
from foretell.planning.propose import propose
from foretell.planning.published import published_laws

ALWAYS = {"as asked", "half the budget", "twice the budget"}
FIGURES = {"flops", "params", "tokens", "tokens_per_param", "loss", "gpu_hours", "hours", "kwh", "kg_co2", "money"}


def named(proposal: Proposal) -> dict[str, Option]:
    return {option.name: option for option in proposal.options}


def check(proposal: Proposal) -> None:
    """Every figure has its order, its unit and its source; the first option is the one asked."""
    assert proposal.options[0].name == "as asked"
    assert set(named(proposal)) >= ALWAYS
    for option in proposal.options:
        assert set(option.figures) >= FIGURES
        for name, figure in option.figures.items():
            assert figure.low <= figure.centre <= figure.high, name
            assert figure.unit, name
            assert figure.source, name
        if option.shape is None:
            assert option.warnings
    assert Proposal.model_validate_json(proposal.model_dump_json()) == proposal


@settings(max_examples=12)
@given(
    st.floats(1e16, 1e29),
    st.sampled_from([None, 1e8, 1e11, 1e14]),
    st.sampled_from([0.0, 1e9, 1e12]),
)
def test_any_budget_is_answered_in_full(flops: float, unique: float | None, served: float) -> None:
    ask = Ask(flops=flops, unique_tokens=unique, serve_tokens=served)
    if served and flops <= 2.0 * served:
        with pytest.raises(ValueError, match="Serving"):
            propose((), ask)
        return
    proposal = propose((), ask)
    check(proposal)
    first = proposal.options[0].figures
    spent = first["total_flops"] if served else first["flops"]
    assert spent.centre == pytest.approx(flops, rel=1e-6)


def test_without_laws_the_published_ones_answer_and_say_so() -> None:
    proposal = propose((), Ask(flops=5.76e23))
    check(proposal)
    law, other = published_laws()
    first = proposal.options[0].figures
    assert first["params"].centre == pytest.approx(optimum(law, 5.76e23)[0].centre)
    assert first["params"].low < first["params"].centre < first["params"].high
    assert any("No runs were given" in warning for warning in proposal.warnings)
    assert named(proposal)[f"by {other.form}"].figures["params"].centre == pytest.approx(40.4e9, rel=0.005)
    assert proposal.options[0].extrapolated["flops"] == pytest.approx(192.0)
    assert proposal.next_runs == ()


def test_more_budget_is_less_loss_and_smaller_is_longer() -> None:
    found = named(propose((), Ask(flops=1e22)))
    losses = [found[name].figures["loss"].centre for name in ("half the budget", "as asked", "twice the budget")]
    assert losses == sorted(losses, reverse=True)
    assert (
        found["half the budget"].figures["loss_change"].low
        > 0.0
        > found["twice the budget"].figures["loss_change"].high
    )
    asked, longer = found["as asked"].figures, found["smaller and longer"].figures
    assert longer["params"].centre == pytest.approx(asked["params"].centre / 2)
    assert longer["loss"].centre == pytest.approx(asked["loss"].centre)
    assert longer["flops"].centre > asked["flops"].centre
    more = longer["flops"].centre - asked["flops"].centre
    saved = 2.0 * (asked["params"].centre - longer["params"].centre)
    assert longer["pays_after"].centre == pytest.approx(more / saved)


def test_serving_makes_it_smaller_and_longer() -> None:
    plain, served = (propose((), Ask(loss=2.1, serve_tokens=tokens)).options[0].figures for tokens in (0.0, 1e13))
    assert served["params"].centre < plain["params"].centre
    assert served["flops"].centre > plain["flops"].centre
    assert served["loss"].centre == pytest.approx(2.1, rel=1e-6)
    assert plain["loss"].centre == pytest.approx(2.1, rel=1e-6)


def test_little_text_is_read_again_or_waited_for() -> None:
    found = named(propose((), Ask(flops=1e23, unique_tokens=1e11)))
    epochs = [found[name].figures["epochs"].centre for name in ("one epoch", "as asked", "more epochs")]
    assert epochs == sorted(epochs)
    assert epochs[0] == pytest.approx(1.0)
    for name in ("one epoch", "more epochs"):
        assert found[name].figures["loss_change"].centre > 0.0
    wait = found["wait for more data"].figures
    assert wait["loss_change"].high < 0.0
    assert wait["missing_tokens"].centre == pytest.approx(wait["tokens"].centre - 1e11)
    assert "wait for more data" not in named(propose((), Ask(flops=1e20, unique_tokens=1e13)))


@pytest.mark.parametrize("way", ["gpu_hours", "money", "kwh", "days"])
def test_what_was_given_is_exact_and_the_flops_are_not(way: str) -> None:
    asked: dict[str, Any] = {way: 1000.0, "devices": 8}
    figures = propose((), Ask(**asked)).options[0].figures
    given = figures["hours"].centre / 24.0 if way == "days" else figures[way].centre
    assert given == pytest.approx(1000.0)
    assert figures["gpu_hours"].low == figures["gpu_hours"].high
    assert figures["flops"].low < figures["flops"].centre < figures["flops"].high
    assert figures["tokens"].low < figures["tokens"].centre < figures["tokens"].high


def test_a_ladder_of_ones_own_answers_with_the_runs_to_buy_next(laws: list[Law]) -> None:
    ask = Ask(flops=1e12, count="effective", device="cpu-core", context=64)
    proposal = propose(laws, ask)
    check(proposal)
    assert proposal.law == laws[0].form
    assert {f"by {law.form}" for law in laws[1:]} <= set(named(proposal))
    assert proposal.next_runs
    assert propose(laws, ask) == proposal, "the same question has the same answer"
    other = propose(laws, ask.model_copy(update={"law": "valley"}))
    assert other.law == "valley"
    with pytest.raises(ValueError, match="No law of the form 'vally'"):
        propose(laws, ask.model_copy(update={"law": "vally"}))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"flops": 1e300}, "more than the world computes"),
        ({"flops": 1e-5}, "knows no model for 1e-05 FLOPs"),
        ({"loss": 1.7}, "never reaches loss 1.7"),
        ({"accuracy": 0.5}, "takes a curve of accuracy over loss"),
        ({"flops": 1e20, "device": "h10"}, "Did you mean 'h100'"),
        ({"flops": 1e12, "serve_tokens": 1e30}, "Serving 1e\\+30 tokens"),
    ],
)
def test_an_absurd_question_is_a_sentence(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        propose((), Ask(**asked))


def test_far_beyond_the_runs_it_is_said_aloud() -> None:
    assert any("nothing is known so far away" in each for each in propose((), Ask(flops=1e28)).warnings)
    assert not any("nothing is known so far away" in each for each in propose((), Ask(flops=1e24)).warnings)
