"""What of a lesson is learnt: the answer and the end behind it, nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from torch.nn import functional as F

from foretell.adaptation.masked import Mixed, masked
from foretell.models.loss import mean_nats
from foretell.models.transformer import load_model
from foretell.nouns import Run, Tokens
from foretell.tasks.items import Item
from foretell.training.batches import Batch, Batches

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ENDINGS = st.lists(st.text(st.sampled_from("abM 12é"), min_size=1, max_size=8), min_size=2, max_size=4, unique=True)


def tokenizer_of(tokens: Tokens) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    return tokenizer


def lesson(context: str, choices: list[str], answer: int = 0) -> Item:
    return Item(task="t", id=context, context=context, choices=tuple(choices), answer=answer)


@given(TEXT, ENDINGS, st.data())
def test_the_answer_and_the_end_are_learnt_and_the_question_is_not(
    tokens: Tokens, context: str, choices: list[str], data: st.DataObject
) -> None:
    tokenizer, end = tokenizer_of(tokens), tokens.end_of_text
    answer = data.draw(st.integers(0, len(choices) - 1))
    whole = tokenizer.encode(context + choices[answer]).ids
    batch = masked([lesson(context, choices, answer)], tokenizer, end, 32)
    assert batch.learnt is not None
    window, learnt = batch.windows[0], batch.learnt[0]
    told = window[learnt].tolist()
    assert told[-1] == end
    assert whole[len(whole) - (len(told) - 1) :] == told[:-1]  # the last tokens of the text, cut in front alone
    assert tokenizer.decode(told[:-1]).encode()[-len(choices[answer].encode()) :] == choices[answer].encode()
    assert not learnt[0]
    last = int(np.flatnonzero(learnt)[-1])
    assert (window[last:] == end).all()


def test_a_long_question_loses_its_beginning_and_no_answer(tokens: Tokens) -> None:
    batch = masked([lesson("zebra " * 40, [" M12", " M7"])], tokenizer_of(tokens), tokens.end_of_text, 32)
    assert batch.windows.shape == (1, 33)
    assert batch.learnt is not None
    assert tokenizer_of(tokens).decode(batch.windows[0][batch.learnt[0]].tolist()) == " M12"
    with pytest.raises(ValueError, match="Shorten the answer"):
        masked([lesson("?", ["zebra " * 40, " b"])], tokenizer_of(tokens), tokens.end_of_text, 32)


def test_a_wrong_answer_plays_no_part(tokens: Tokens) -> None:
    short, long = (
        masked([lesson("metal is", [" M", wrong])], tokenizer_of(tokens), tokens.end_of_text, 32)
        for wrong in (" x", " zebra" * 40)
    )
    assert (short.windows == long.windows).all()


def test_no_lessons_are_a_sentence(tokens: Tokens) -> None:
    with pytest.raises(ValueError, match="no lessons"):
        masked([], tokenizer_of(tokens), tokens.end_of_text, 32)


def test_each_window_counts_by_the_mean_over_what_is_learnt_of_it(run: Run, tokens: Tokens) -> None:
    items = [lesson(f"metal {i} is written as", [f" M{i}" * (i + 1), " x"]) for i in range(3)]
    windows, learnt = masked(items, tokenizer_of(tokens), tokens.end_of_text, 32)
    assert learnt is not None
    model, slow = load_model(run), []
    for window, mask in zip(windows, learnt, strict=True):
        log_p = F.log_softmax(model(torch.from_numpy(window[None, :-1])), dim=-1)[0]
        slow.append(np.mean([-float(log_p[t - 1, window[t]]) for t in np.flatnonzero(mask)]))
    fast = mean_nats(model, torch.from_numpy(windows), torch.from_numpy(learnt))
    assert float(fast) == pytest.approx(float(np.mean(slow)), rel=1e-5)


def test_padding_changes_nothing(run: Run, tokens: Tokens) -> None:
    """The same lessons in windows just as long as the longest of them."""
    items = [lesson(f"metal {i} is", [f" M{i}", " x"]) for i in range(3)]
    windows, learnt = masked(items, tokenizer_of(tokens), tokens.end_of_text, 32)
    assert learnt is not None
    end = int(np.flatnonzero(learnt.any(0))[-1]) + 1
    pair = [
        float(mean_nats(load_model(run), torch.from_numpy(windows[:, :n]), torch.from_numpy(learnt[:, :n])))
        for n in (33, end)
    ]
    assert pair[0] == pytest.approx(pair[1], rel=1e-6)


def test_every_lesson_comes_once_an_epoch_beside_its_replayed_text() -> None:
    lessons = Batch(np.arange(12)[:, None] + np.zeros((12, 9), dtype=np.int64), np.eye(12, 9, 3, dtype=np.bool_))
    replay = Batches(np.full(400, 99, dtype=np.uint16), 8, 3, 0)
    mixed = Mixed(lessons, replay, 4, 0)
    steps = [mixed[step] for step in range(6)]
    seen = np.concatenate([step.windows[:4, 0] for step in steps])
    for epoch in (seen[:12], seen[12:]):
        assert sorted(epoch.tolist()) == list(range(12))
    for step in steps:
        assert step.learnt is not None
        assert (step.windows[4:] == 99).all()
        assert step.learnt[4:].all()
        assert len(step.windows) == 7
    assert (mixed[5].windows == Mixed(lessons, replay, 4, 0)[5].windows).all()
