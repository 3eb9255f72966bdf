"""The planner's answers: what must hold of every one, whatever was asked."""

from __future__ import annotations

from typing import Any

import numpy as np
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


def test_hours_of_all_options_are_on_as_many_devices() -> None:
    found = named(propose((), Ask(flops=5.76e23)))
    assert {option.figures["devices"].centre for option in found.values()} == {32.0}
    half, whole = (found[name].figures["hours"].centre for name in ("half the budget", "as asked"))
    assert half == pytest.approx(whole / 2.0)


def test_a_published_law_is_as_unsure_of_far_budgets_as_anybodys_and_stays_above_its_floor() -> None:
    """192 times beyond the runs behind it, at 1.4 % an e-fold; the floor is E = 1.8172 ± 0.02566 (Besiroglu 2024)."""
    loss = propose((), Ask(flops=5.76e23)).options[0].figures["loss"]
    assert loss.high / loss.centre >= np.exp(0.014 * np.log(192.0))
    assert loss.low >= 1.8172 - 1.5 * 0.02566
    assert loss.low < 0.95 * loss.centre
    assert "for the distance from its runs" in loss.source
    assert "noise" not in loss.source
    farther = propose((), Ask(flops=5.76e25)).options[0].figures["loss"]
    assert farther.low >= 1.8172 - 1.5 * 0.02566
    assert "down to its floor" in farther.source


def test_a_gain_costs_more_than_what_was_asked_and_never_has_no_number_of_its_own() -> None:
    proposal = propose((), Ask(flops=5.76e23))
    for each in proposal.further:
        assert each.flops is None or each.flops.low > 5.76e23
    assert "1e+40" not in proposal.model_dump_json()


def test_a_gain_pays_for_serving_too() -> None:
    """Alone in training, 1 % less would cost less than what was asked: a model of the best size is larger to serve."""
    proposal = propose((), Ask(flops=1e22, serve_tokens=1e13))
    first = proposal.further[0].flops
    assert first
    assert first.low > 1e22
    assert "training and serving" in first.source


def test_ends_that_an_assumption_sets_are_called_so() -> None:
    for ask in (Ask(flops=1e22), Ask(money=1e5)):
        figures = propose((), ask).options[0].figures
        assumed = {name for name, figure in figures.items() if figure.assumed}
        assert assumed == ({"gpu_hours", "hours", "kwh", "kg_co2", "money"} if ask.flops else {"flops"})
    measured = propose((), Ask(flops=1e22, utilisation=0.41)).options[0].figures
    assert not any(figure.assumed for figure in measured.values())


def test_warnings_stand_by_weight_and_say_a_thing_once() -> None:
    found = propose((), Ask(flops=5.76e23)).warnings
    assert found[0].startswith("It lies beyond the runs behind")
    assert sum("No runs were given" in each for each in found) == 1
    assert len(found) <= 3


def test_where_serving_is_paid_for_nothing_dearer_than_the_budget_is_smaller_and_longer() -> None:
    found = named(propose((), Ask(flops=5.76e23, serve_tokens=1e13)))
    assert "smaller and longer" not in found
    for name in ("as asked", "half the budget"):
        assert found[name].figures["total_flops"].centre <= 5.76e23 * (1 + 1e-9)
        assert found[name].figures["total_flops"].unit == found[name].figures["serving_flops"].unit == "FLOPs"


def test_the_range_of_little_text_spans_what_its_runs_do_not_tell() -> None:
    figures = propose((), Ask(flops=5.76e23, unique_tokens=1e11)).options[0].figures
    assert figures["params"].low < 25e9
    assert figures["params"].high > 150e9
    assert figures["epochs"].low < 6.0 < 20.0 < figures["epochs"].centre < 45.0 < figures["epochs"].high


def test_far_beyond_the_runs_it_is_said_aloud() -> None:
    assert any("nothing is known so far away" in each for each in propose((), Ask(flops=1e28)).warnings)
    assert not any("nothing is known so far away" in each for each in propose((), Ask(flops=1e24)).warnings)
