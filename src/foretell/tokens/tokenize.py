"""Kept documents to one stream of tokens in the mixture asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import Field, ValidationInfo, field_validator
from tokenizers import Tokenizer

from foretell.lab import Workspace, file_digest, unchanged, verb, whole
from foretell.nouns import Corpus, Source, Spec, TokenCount, Tokens
from foretell.tokens.bpe import end_of_text, read_bpe, token_bytes, train_bpe
from foretell.tokens.mixture import check_shares, interleave, natural_shares

Ids = NDArray[np.unsignedinteger]
Encoded = dict[str, list[Ids]]
SPLITS = ("train", "held_out")


class Tokenize(Spec):
    """How kept text becomes tokens."""

    vocabulary: int = Field(default=1024, ge=257)
    """Tokens that the tokenizer has: 256 bytes, merges and an end-of-text token."""

    mixture: dict[str, float] = {}
    """Share of the tokens that each source gives, summing to 1; empty takes every document once."""

    tokenizer: Source | None = None
    """Path of a byte-level Hugging Face tokenizer.json to use instead of training one."""

    max_training_bytes: int = 20_000_000
    """Most bytes of text that the tokenizer is trained on."""

    @field_validator("tokenizer", mode="before")
    @classmethod
    def _from_path(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        path = (info.context or {}).get("folder", Path()) / Path(value).expanduser()
        if not path.is_file():
            raise ValueError(f"there is no tokenizer file {path}")
        return Source(name="tokenizer", content=file_digest(path), where=str(path))


@verb(version=1)
def tokenize(corpus: Corpus, spec: Tokenize, *, workspace: Workspace) -> Tokens:
    """Train (or take) a tokenizer, encode every kept document, and lay out the streams in the mixture."""
    texts = {split: _texts(corpus, split) for split in SPLITS}
    _check(texts["train"], spec.mixture)
    workspace.progress(0, 3, "training the tokenizer")
    tokenizer = read_bpe(unchanged(spec.tokenizer)) if spec.tokenizer else _trained(texts["train"], spec)
    tokenizer.save(str(workspace.folder / "tokenizer.json"))
    workspace.progress(1, 3, "encoding")
    encoded = {split: _encoded(tokenizer, texts[split], workspace) for split in SPLITS}
    workspace.progress(2, 3, "writing")
    return _laid_out(tokenizer, encoded, spec, workspace.folder)


def _check(texts: Mapping[str, Sequence[str]], mixture: Mapping[str, float]) -> None:
    """Raise ValueError where there is no text to train on, or a mixture that this corpus cannot give."""
    if not any(texts.values()):
        raise ValueError("No document was kept for training: see `foretell show corpus` for what was dropped and why.")
    if mixture:
        check_shares(mixture, sorted(texts))
    if empty := [name for name, share in mixture.items() if share > 0.0 and not texts[name]]:
        raise ValueError(
            f"The mixture gives {empty[0]!r} a share, but no document of it was kept for training: see `foretell show "
            "corpus` for what was dropped and why, or set its share to 0."
        )


def _texts(corpus: Corpus, split: str) -> dict[str, list[str]]:
    """Texts by source, in an order that depends on nothing but the texts: by their digests."""
    table = pq.read_table(corpus.folder / "documents.parquet", columns=["source", "split", "text"]).to_pylist()
    texts: dict[str, list[str]] = {name: [] for name in sorted(corpus.sources)}
    for row in table:
        if row["split"] == split:
            texts[row["source"]].append(row["text"])
    return {name: sorted(documents, key=_text_digest) for name, documents in texts.items()}


def _text_digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _trained(texts: Mapping[str, Sequence[str]], spec: Tokenize) -> Tokenizer:
    """Train on the documents in mixture order, so that the vocabulary serves the text that will be read."""
    sizes = {name: [len(t.encode()) for t in documents] for name, documents in texts.items()}
    sample, left = [], spec.max_training_bytes
    for name, i in interleave(sizes, spec.mixture or natural_shares(sizes)):
        if left <= 0:
            break
        sample.append(texts[name][i][:left])
        left -= sizes[name][i]
    return train_bpe(sample, spec.vocabulary)


def _encoded(tokenizer: Tokenizer, texts: Mapping[str, Sequence[str]], workspace: Workspace) -> Encoded:
    """Token ids of every document, each ended by the end-of-text token; in parts, on all workers."""
    encode = partial(_encode, str(workspace.folder / "tokenizer.json"), end_of_text(tokenizer))
    parts = [(name, documents[i : i + 64]) for name, documents in texts.items() for i in range(0, len(documents), 64)]
    encoded: Encoded = {name: [] for name in texts}
    for (name, _), ids in zip(parts, workspace.map(encode, [p[1] for p in parts], "encoding"), strict=True):
        encoded[name] += ids
    return encoded


def _encode(tokenizer_file: str, end: int, documents: Sequence[str]) -> list[Ids]:
    tokenizer = Tokenizer.from_file(tokenizer_file)
    tokenizer.encode_special_tokens = True  # a page that writes <|endoftext|> means the letters
    kind = np.uint16 if tokenizer.get_vocab_size() <= 65_536 else np.uint32
    batch = tokenizer.encode_batch_fast(list(documents), add_special_tokens=False)
    return [np.array([*encoding.ids, end], dtype=kind) for encoding in batch]


def _laid_out(tokenizer: Tokenizer, encoded: Mapping[str, Encoded], spec: Tokenize, folder: Path) -> Tokens:
    lengths = token_bytes(tokenizer)
    _save(folder / "token_bytes.npy", lengths)
    streams = {split: _stream(encoded[split], spec.mixture) for split in SPLITS}
    for split, (stream, _) in streams.items():
        _save(folder / f"{split}.npy", stream)
    for name, documents in encoded["held_out"].items():
        if documents:
            _save(folder / f"held_out.{name}.npy", np.concatenate(documents))
    train, held_out = streams["train"][0], streams["held_out"][0]
    counts = {
        name: TokenCount(
            train=streams["train"][1][name],
            available=sum(map(len, encoded["train"][name])),
            held_out=sum(map(len, encoded["held_out"][name])),
        )
        for name in encoded["train"]
    }
    return Tokens(
        vocabulary=tokenizer.get_vocab_size(),
        end_of_text=end_of_text(tokenizer),
        train_tokens=len(train),
        unique_tokens=len(train),  # no document is repeated in the stream; epochs are counted by the run
        held_out_tokens=len(held_out),
        bytes_per_token=round(float(lengths[train].mean()), 6),
        sources=counts,
    )


def _stream(encoded: Encoded, mixture: Mapping[str, float]) -> tuple[Ids, dict[str, int]]:
    """The documents of the mixture in one stream, and how many tokens each source gave; one that has none is passed."""
    lengths = {name: [len(ids) for ids in documents] for name, documents in encoded.items() if documents}
    shares = mixture or natural_shares(lengths)
    order = interleave(lengths, {name: shares[name] for name in lengths})
    taken = dict.fromkeys(encoded, 0)
    for name, i in order:
        taken[name] += lengths[name][i]
    if not order:
        return np.zeros(0, dtype=np.uint16), taken
    return np.concatenate([encoded[name][i] for name, i in order]), taken


def _save(path: Path, array: NDArray[Any]) -> None:
    with whole(path) as draft, draft.open("wb") as file:
        np.save(file, array, allow_pickle=False)
