"""A ladder that would read its text too often is refused, and told what fits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.nouns import Tokens
from foretell.training import Ladder, check_text, ladder
from tests.training.test_ladder import SPECS, columns_of


def text_of(n: int) -> Tokens:
    """A stream of n tokens, of which nothing is read."""
    return Tokens(
        vocabulary=512,
        end_of_text=0,
        train_tokens=n,
        unique_tokens=n,
        held_out_tokens=n,
        bytes_per_token=2.0,
        sources={},
    )


@given(SPECS, st.integers(1_000, 10_000_000), st.floats(0.5, 20.0))
def test_budgets_that_fit_the_text_are_those_that_are_named(spec: Ladder, n: int, max_epochs: float) -> None:
    columns = columns_of(spec)
    if not columns:
        return
    cells = [rung for column in columns for rung in column if rung.budget is not None]
    too_many = {rung.budget for rung in cells if rung.tokens > max_epochs * n}
    fitting = sorted(b for b in {rung.budget for rung in cells} - too_many if b is not None)
    if not too_many:
        check_text(columns, text_of(n), max_epochs)
        return
    named = f"those that fit: {', '.join(f'{b:.3g}' for b in fitting)}." if fitting else "None of the budgets fits"
    with pytest.raises(ValueError, match=re.escape(named)):
        check_text(columns, text_of(n), max_epochs)


def test_a_text_too_small_for_every_budget_is_told_the_largest_that_it_bears() -> None:
    spec = Ladder(widths=(32, 48), budgets=(1e11, 2e11), max_tokens_per_param=1e6, min_steps=1)
    with pytest.raises(ValueError, match=r"it has 20,000 tokens, .* the largest that would is (\S+) FLOPs") as caught:
        check_text(ladder(spec, 512), text_of(20_000), 4.0)
    largest = float(str(caught.value).split("that would is ")[1].split()[0])
    check_text(ladder(spec.model_copy(update={"budgets": (largest,)}), 512), text_of(20_000), 4.0)
    with pytest.raises(ValueError, match="too small"):
        check_text(ladder(spec.model_copy(update={"budgets": (largest * 1.05,)}), 512), text_of(20_000), 4.0)
