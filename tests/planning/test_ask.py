"""Which questions have an answer, and what the others are told."""

from __future__ import annotations

import math
from typing import Any

import pytest

from foretell.planning.ask import Ask, checked

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "exactly one of .* given: none"),
        ({"flops": 1e20, "loss": 2.0}, "given: flops, loss"),
        ({"flops": NAN}, "positive, finite number, and nan"),
        ({"money": -5.0}, "wanted money is a positive"),
        ({"gpu_hours": INF}, "wanted gpu hours"),
        ({"days": 3.0}, "no number of devices was given"),
        ({"loss": 0.0}, "wanted loss"),
        ({"accuracy": 1.5}, "up to 1, and 1.5 is not"),
        ({"flops": 1e20, "unique_tokens": 0.0}, "one token or more"),
        ({"flops": 1e20, "unique_tokens": NAN}, "one token or more"),
        ({"flops": 1e20, "serve_tokens": -1.0}, "0 or more, and -1 is none"),
        ({"flops": 1e20, "serve_tokens": 1e9, "written_tokens": 2e9}, "cannot be written"),
    ],
)
def test_a_question_without_an_answer_is_a_sentence(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checked(Ask(**asked))


def test_served_tokens_are_weighed_by_what_they_cost() -> None:
    plain = Ask(flops=1e20, serve_tokens=1e10, written_tokens=2e9, utilisation=0.4)
    assert plain.served == 1e10
    slow = plain.model_copy(update={"decoding_utilisation": 0.04})
    assert slow.served == pytest.approx(8e9 + 2e10)
    elsewhere = plain.model_copy(update={"serving_device": "h100", "price_per_hour": 6.0})
    assert elsewhere.served == pytest.approx(1e10 * 3.0 / 6.0)


def test_it_tells_what_was_asked_and_nothing_else() -> None:
    ask = Ask(money=1e5, device="a100-80", unique_tokens=1e10)
    assert ask.told() == {"money": 1e5, "device": "a100-80", "unique_tokens": 1e10}
    assert (ask.way, ask.amount) == ("money", 1e5)
    assert ask.budget(2.0)["money"].centre == 2e5
