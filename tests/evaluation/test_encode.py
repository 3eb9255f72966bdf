"""Items as rows of tokens."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from foretell.evaluation.encode import rows, shared_prefix
from foretell.nouns import Tokens
from foretell.tasks.items import Item


def item(context: str, *choices: str) -> Item:
    return Item(task="t", id="1", context=context, choices=choices, answer=0)


@pytest.fixture(scope="session")
def tokenizer(tokens: Tokens) -> Tokenizer:
    return Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))


def test_a_row_is_end_of_text_context_choice_and_the_choice_is_scored(tokenizer: Tokenizer, tokens: Tokens) -> None:
    (found,) = rows([item("3 + 4 =", " 7", " 12")], tokenizer, tokens.end_of_text, 32)
    for row, choice in zip(found, (" 7", " 12"), strict=True):
        assert row.ids == (tokens.end_of_text, *tokenizer.encode("3 + 4 =" + choice).ids)
        assert tokenizer.decode(list(row.ids[row.start :])) == choice


def test_a_token_over_the_join_belongs_to_all_choices_alike(tokenizer: Tokenizer, tokens: Tokens) -> None:
    (found,) = rows([item("3 + 20 = 2", "3", " 9")], tokenizer, tokens.end_of_text, 32)
    assert len({row.start for row in found}) == 1
    assert [tokenizer.decode(list(row.ids[row.start :])) for row in found] == [" 23", " 2 9"]


def test_what_is_too_long_is_cut_on_the_left_for_all_choices_alike(tokenizer: Tokenizer, tokens: Tokens) -> None:
    context = "0 + 1 = 1\n" * 20 + "3 + 4 ="
    (found,) = rows([item(context, " 7", " 7 7 7 7")], tokenizer, tokens.end_of_text, 16)
    assert max(len(row.ids) for row in found) == 17  # a window of training: 16 tokens read, the last only predicted
    assert found[0].ids[: found[0].start] == found[1].ids[: found[1].start]
    assert tokenizer.decode(list(found[0].ids)).endswith("3 + 4 = 7")


def test_a_choice_that_fits_no_context_is_a_sentence(tokenizer: Tokenizer, tokens: Tokens) -> None:
    with pytest.raises(ValueError, match=r"item '1' of task 't' has \d+ tokens, and the model's context holds 16"):
        rows([item("say", " no", " 7" * 40)], tokenizer, tokens.end_of_text, 16)


def test_shared_prefix() -> None:
    assert shared_prefix([1, 2, 3], [1, 2, 4, 3]) == 2
    assert shared_prefix([], [1]) == 0
