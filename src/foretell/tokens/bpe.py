"""Byte-level byte-pair encoding: train one, or take a Hugging Face one, and know each token's bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

END_OF_TEXT = "<|endoftext|>"
KNOWN_ENDS = (END_OF_TEXT, "<|end_of_text|>", "<|im_end|>", "</s>", "<eos>")


def train_bpe(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A byte-level BPE of `vocabulary` tokens (256 bytes, the merges, one end-of-text token).

    Raises ValueError when the text is too small or too uniform for that many tokens.
    """
    if vocabulary < 257:
        raise ValueError(
            f"A byte-level vocabulary needs at least 257 tokens (256 bytes, one end); {vocabulary} is less."
        )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=[END_OF_TEXT], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    if tokenizer.get_vocab_size() < vocabulary:
        raise ValueError(
            f"The kept text supports only {tokenizer.get_vocab_size()} tokens and {vocabulary} were asked for: "
            f"set vocabulary = {tokenizer.get_vocab_size()} or less, or add text."
        )
    return tokenizer


def read_bpe(path: Path) -> Tokenizer:
    """A Hugging Face `tokenizer.json` that is byte-level; any other kind is refused, since its bytes are not known."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except BaseException as error:  # the library raises bare Exceptions, and panics, which are not even that
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise ValueError(f"{path} is not a tokenizer.json that can be read ({error}).") from error
    if "ByteLevel" not in json.dumps(json.loads(tokenizer.to_str()).get("pre_tokenizer")):
        raise ValueError(
            f"{path} is not byte-level, so bits per byte cannot be counted with it. Give a byte-level BPE."
        )
    tokenizer.no_truncation()  # such files often ask for both, meant for batches of sentences
    tokenizer.no_padding()
    return tokenizer


def end_of_text(tokenizer: Tokenizer) -> int:
    """The id that ends a document."""
    for name in KNOWN_ENDS:
        if (found := tokenizer.token_to_id(name)) is not None:
            return int(found)
    raise ValueError(f"The tokenizer has no end-of-text token; one of {', '.join(KNOWN_ENDS)} is needed.")


def token_bytes(tokenizer: Tokenizer) -> NDArray[np.int64]:
    """UTF-8 bytes of each token, [vocabulary]: one for each character of its byte-level name; 0 for special tokens.

    A token that was added but is not special stands for its own text.
    """
    lengths = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    added = tokenizer.get_added_tokens_decoder()
    for name, number in tokenizer.get_vocab().items():
        if number not in added:
            lengths[number] = len(name)
        elif not added[number].special:
            lengths[number] = len(name.encode())
    return lengths
