"""Which tokenizer a run was trained with is known by its files or by its records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foretell.huggingface import check_same_tokenizer, export_run, same_tokenizer
from foretell.huggingface.tokenizer import identity, known_tokenizer
from foretell.lab import Lab, Workspace, verb
from foretell.models.flops import shape_of
from foretell.nouns import Run, Tokens
from tests.huggingface.conftest import CONTEXT, PAGE, VOCABULARY, drawn, placed_tokens, run_of

SHAPE = shape_of(16, 1, VOCABULARY, CONTEXT)


@verb(version=1)
def tokenize(page: str, *, workspace: Workspace) -> Tokens:
    return placed_tokens(workspace.folder, page)


@verb(version=1)
def train(tokens: Tokens, start: Run | None = None, *, workspace: Workspace) -> Run:
    return run_of(workspace.folder, drawn(SHAPE, seed=int(start is not None)))


@verb(version=1)
def teach(run: Run, *, workspace: Workspace) -> Run:
    return run_of(workspace.folder, drawn(SHAPE, seed=2))


def test_the_records_lead_to_the_tokenizer(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        ours, others = lab(tokenize, PAGE), lab(tokenize, PAGE[::-1])
        trunk = lab(train, ours)
        branch = lab(train, ours, trunk)
        taught = lab(teach, branch)
    for run in (trunk, branch, taught):
        assert known_tokenizer(run) == ours.folder / "tokenizer.json"
        assert same_tokenizer(run, ours)
        with pytest.raises(ValueError, match="another tokenizer"):
            check_same_tokenizer(run, others)
    export_run(taught, None, tmp_path / "out", "")
    assert identity(tmp_path / "out" / "tokenizer.json") == identity(ours.folder / "tokenizer.json")


def test_of_an_unknown_tokenizer_the_size_is_compared(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    assert known_tokenizer(run) is None
    assert same_tokenizer(run, tokens)
    assert not same_tokenizer(run, placed_tokens(tmp_path, PAGE, VOCABULARY - 1))


def test_only_what_decides_the_ids_is_compared(tokens: Tokens, tmp_path: Path) -> None:
    path = tokens.folder / "tokenizer.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    batch = {"direction": "Right", "max_length": 9, "strategy": "LongestFirst", "stride": 0}
    for name, change, is_same in (
        ("shorter", {"truncation": batch}, True),
        ("merged", {"model": written["model"] | {"merges": written["model"]["merges"][:-1]}}, False),
        ("folded", {"normalizer": {"type": "Lowercase"}}, False),
    ):
        other = tmp_path / f"{name}.json"
        other.write_text(json.dumps(written | change, indent=3), encoding="utf-8")
        assert (identity(other) == identity(path)) is is_same
