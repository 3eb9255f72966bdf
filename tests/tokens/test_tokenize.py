"""The stream holds the corpus and nothing else: every byte counted, nothing twice, the same on any worker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tokenizers import AddedToken, Tokenizer

from foretell.lab import Lab, Workspace, file_digest, read_json
from foretell.nouns import Corpus, Source, Tokens
from foretell.tokens import Tokenize, tokenize
from foretell.tokens.bpe import train_bpe
from tests.tokens.conftest import CorpusMaker, Rows

SMALL = Tokenize(vocabulary=300)


def documents_of(tokens: Tokens, stream: str) -> list[str]:
    """The texts of a stream, cut at its end-of-text tokens."""
    tokenizer = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    ids = np.load(tokens.folder / f"{stream}.npy").astype(np.int64)
    ends = np.flatnonzero(ids == tokens.end_of_text)
    pieces = np.split(ids, ends + 1)
    assert len(pieces.pop()) == 0  # the stream ends with an end
    return [tokenizer.decode(piece[:-1].tolist()) for piece in pieces]


def laid_out(corpus: Corpus, spec: Tokenize, workspace: Workspace) -> Tokens:
    tokens = tokenize(corpus, spec, workspace=workspace)
    assert isinstance(tokens, Tokens)
    return tokens


def made(corpus: Corpus, spec: Tokenize, folder: Path) -> Tokens:
    with Lab(folder, workers=1) as lab:
        tokens: Tokens = lab(tokenize, corpus, spec)
        return tokens


def test_streams_hold_every_document_once_without_a_mixture(corpus: Corpus, rows: Rows, tmp_path: Path) -> None:
    tokens = made(corpus, SMALL, tmp_path / "store")
    in_stream, kept = Counter(documents_of(tokens, "train")), Counter(t for _, split, t in rows if split == "train")
    assert in_stream - kept == Counter()
    assert sum((kept - in_stream).values()) <= 3  # the stream ends when the first source has run out
    held_out = Counter(t for s, split, t in rows if split == "held_out" and s == "code")
    assert Counter(documents_of(tokens, "held_out.code")) == held_out


def test_counts_are_those_of_the_files(corpus: Corpus, rows: Rows, tmp_path: Path) -> None:
    tokens = made(corpus, SMALL, tmp_path / "store")
    lengths = np.load(tokens.folder / "token_bytes.npy")
    train = np.load(tokens.folder / "train.npy")
    assert (len(lengths), lengths[tokens.end_of_text]) == (tokens.vocabulary, 0) == (300, 0)
    assert len(train) == tokens.train_tokens == sum(count.train for count in tokens.sources.values())
    assert len(np.load(tokens.folder / "held_out.npy")) == tokens.held_out_tokens
    assert tokens.bytes_per_token == pytest.approx(lengths[train].mean(), abs=1e-6)
    for name, count in tokens.sources.items():
        stream = np.load(tokens.folder / f"held_out.{name}.npy")
        assert len(stream) == count.held_out
        texts = [t for s, split, t in rows if (s, split) == (name, "held_out")]
        assert lengths[stream].sum() == sum(len(t.encode()) for t in texts)


def test_a_mixture_is_kept_and_repeats_nothing(corpus: Corpus, tmp_path: Path) -> None:
    shares = {"prose": 0.3, "code": 0.3, "facts": 0.4}
    tokens = made(corpus, Tokenize(vocabulary=300, mixture=shares), tmp_path / "store")
    for name, share in shares.items():
        assert tokens.sources[name].train / tokens.train_tokens == pytest.approx(share, abs=0.03)
    assert tokens.unique_tokens == tokens.train_tokens
    assert tokens.sources["facts"].train == tokens.sources["facts"].available > 0  # the first to run out
    assert tokens.sources["prose"].train < tokens.sources["prose"].available


def test_one_worker_and_two_give_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    records = []
    for workers in (1, 2):
        with Lab(tmp_path / str(workers), workers=workers) as lab:
            records.append(read_json(lab(tokenize, corpus, SMALL).folder / "record.json"))
    assert records[0] == records[1]


def test_the_order_of_the_corpus_file_does_not_matter(corpus_of: CorpusMaker, rows: Rows, tmp_path: Path) -> None:
    a, b = (made(corpus_of(r), SMALL, tmp_path / str(i)) for i, r in enumerate((rows, rows[::-1])))
    assert a.home is not None
    assert b.home is not None
    assert a.home.files == b.home.files


def test_a_page_that_writes_the_end_of_text_ends_nothing(corpus_of: CorpusMaker, rows: Rows, tmp_path: Path) -> None:
    hostile = "He wrote <|endoftext|> and went on."
    tokens = made(corpus_of([*rows, ("prose", "held_out", hostile)]), SMALL, tmp_path / "store")
    assert hostile in documents_of(tokens, "held_out.prose")
    lengths = np.load(tokens.folder / "token_bytes.npy")
    texts = [t for s, split, t in rows if (s, split) == ("prose", "held_out")]
    assert lengths[np.load(tokens.folder / "held_out.prose.npy")].sum() == sum(
        len(t.encode()) for t in [*texts, hostile]
    )


@pytest.mark.parametrize(("added", "kind"), [(0, np.uint16), (65_536 - 300, np.uint16), (65_537 - 300, np.uint32)])
def test_ids_take_two_bytes_up_to_65_536_tokens(
    corpus_of: CorpusMaker, workspace: Workspace, added: int, kind: type
) -> None:
    tokenizer = train_bpe(
        ["the cat sat on the mat and that was that, " * 5, "nine lives had the cat, it is said, not ten"], 300
    )
    tokenizer.add_tokens([AddedToken(f"\ue000{i}", special=False) for i in range(added)])
    path = workspace.folder.parent / "given.json"
    tokenizer.save(str(path))
    corpus = corpus_of([("prose", "train", "the cat"), ("prose", "held_out", "on the mat")])
    spec = Tokenize(tokenizer=Source(name="tokenizer", content=file_digest(path), where=str(path)))
    tokens = laid_out(corpus, spec, workspace)
    assert tokens.vocabulary == 300 + added
    for stream in ("train", "held_out", "held_out.prose"):
        assert np.load(workspace.folder / f"{stream}.npy").dtype == kind


def test_a_tokenizer_file_is_known_by_its_bytes_not_its_place(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tokenizer.json").write_text("same")
    specs = [Tokenize.model_validate({"tokenizer": "tokenizer.json"}, context={"folder": tmp_path / n}) for n in "ab"]
    assert specs[0].tokenizer is not None
    assert specs[1].tokenizer is not None
    assert specs[0].tokenizer.content == specs[1].tokenizer.content
    with pytest.raises(ValueError, match=r"there is no tokenizer file .*nowhere"):
        Tokenize.model_validate({"tokenizer": str(tmp_path / "nowhere.json")})


def test_no_held_out_text_is_an_empty_stream(corpus_of: CorpusMaker, rows: Rows, workspace: Workspace) -> None:
    tokens = laid_out(corpus_of([r for r in rows if r[1] == "train"]), SMALL, workspace)
    assert tokens.held_out_tokens == len(np.load(workspace.folder / "held_out.npy")) == 0
    assert not list(workspace.folder.glob("held_out.*.npy"))


@pytest.mark.parametrize("absent", ["facts", "code"])
def test_a_source_of_the_mixture_without_held_out_text_takes_nothing_from_the_others(
    corpus_of: CorpusMaker, rows: Rows, workspace: Workspace, absent: str
) -> None:
    left = [r for r in rows if (r[0], r[1]) != (absent, "held_out")]
    spec = Tokenize(vocabulary=300, mixture={"prose": 0.4, "code": 0.3, "facts": 0.3})
    tokens = laid_out(corpus_of(left), spec, workspace)
    assert tokens.sources[absent].held_out == 0
    assert tokens.held_out_tokens > 0.2 * sum(count.held_out for count in tokens.sources.values())


def test_a_source_of_the_mixture_without_text_is_a_sentence(
    corpus_of: CorpusMaker, rows: Rows, workspace: Workspace
) -> None:
    left = [r for r in rows if r[0] != "facts"] + [("facts", "held_out", "one")]
    spec = Tokenize(vocabulary=300, mixture={"prose": 0.4, "code": 0.3, "facts": 0.3})
    with pytest.raises(ValueError, match="mixture gives 'facts' a share, but no document of it was kept"):
        tokenize(corpus_of(left), spec, workspace=workspace)


def test_an_empty_corpus_is_a_sentence(corpus_of: CorpusMaker, workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="No document was kept for training"):
        tokenize(corpus_of([]), SMALL, workspace=workspace)
