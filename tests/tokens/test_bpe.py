"""Any text comes back, and the bytes of its tokens are its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from foretell.tokens.bpe import END_OF_TEXT, end_of_text, read_bpe, token_bytes, train_bpe

TRAINED = train_bpe(["the cat sat on the mat, naïve and 東京; nine lives had it, they say" * 5, "def f(x):\n\t12"], 300)
LENGTHS = token_bytes(TRAINED)


@given(st.text())
def test_text_comes_back_and_its_tokens_bytes_are_its_bytes(text: str) -> None:
    TRAINED.encode_special_tokens = True
    ids = TRAINED.encode(text, add_special_tokens=False).ids
    assert TRAINED.decode(ids) == text
    assert LENGTHS[ids].sum() == len(text.encode())


def test_the_end_of_text_token_has_no_bytes_and_every_other_has_some() -> None:
    end = end_of_text(TRAINED)
    assert TRAINED.id_to_token(end) == END_OF_TEXT
    assert LENGTHS[end] == 0
    assert (LENGTHS == 0).sum() == 1
    assert len(LENGTHS) == TRAINED.get_vocab_size() == 300


def test_training_is_a_function_of_the_texts() -> None:
    texts = ["to be or not to be, that is the question", "tomorrow and tomorrow and tomorrow"]
    assert train_bpe(texts, 280).to_str() == train_bpe(iter(texts), 280).to_str()


def test_too_large_a_vocabulary_says_what_the_text_supports() -> None:
    with pytest.raises(ValueError, match=r"supports only (\d+) tokens and 5000 were asked for: set vocabulary = \1"):
        train_bpe(["a few words only"], 5000)


def test_a_vocabulary_under_257_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at least 257 tokens .* 256 is less"):
        train_bpe(["text"], 256)


def test_a_saved_tokenizer_is_read_back(tmp_path: Path) -> None:
    TRAINED.save(str(tmp_path / "tokenizer.json"))
    assert read_bpe(tmp_path / "tokenizer.json").to_str() == TRAINED.to_str()


def test_truncation_and_padding_of_a_foreign_tokenizer_are_switched_off(tmp_path: Path) -> None:
    cutting = Tokenizer.from_str(TRAINED.to_str())
    cutting.enable_truncation(max_length=2)
    cutting.enable_padding(length=4)
    cutting.save(str(tmp_path / "tokenizer.json"))
    text = "the cat sat on the mat"
    assert read_bpe(tmp_path / "tokenizer.json").encode(text).ids == TRAINED.encode(text).ids


def test_added_tokens_that_are_plain_text_count_their_bytes() -> None:
    added = Tokenizer.from_str(TRAINED.to_str())
    added.add_tokens([AddedToken("    ", special=False), AddedToken("ü", special=False)])
    text = "x    y\n    ü"
    ids = added.encode(text, add_special_tokens=False).ids
    assert len(ids) < len(TRAINED.encode(text).ids)
    assert token_bytes(added)[ids].sum() == len(text.encode())


def test_a_tokenizer_whose_bytes_are_unknown_is_refused(tmp_path: Path) -> None:
    wordy = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    wordy.pre_tokenizer = pre_tokenizers.Whitespace()
    wordy.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ValueError, match=r"tokenizer\.json is not byte-level"):
        read_bpe(tmp_path / "tokenizer.json")


@pytest.mark.parametrize("content", ["", "{}", "[1, 2]", '{"model": {"type": "Nonsense"}}'])
def test_a_file_that_is_no_tokenizer_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ValueError, match=r"tokenizer\.json is not a tokenizer\.json that can be read"):
        read_bpe(tmp_path / "tokenizer.json")


def test_a_tokenizer_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="has no end-of-text token; one of"):
        end_of_text(Tokenizer(models.BPE()))
