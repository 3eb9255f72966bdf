"""Run + Tokens + Suite → Scores. It only measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import torch
from pyarrow.lib import Table
from pydantic import Field
from tokenizers import Tokenizer

from foretell.evaluation.encode import rows
from foretell.evaluation.held_out import Document, held_out_documents, held_out_measures
from foretell.evaluation.measures import Example, example, task_measures
from foretell.evaluation.score import choice_log_probs
from foretell.lab import Workspace, digest, verb, whole
from foretell.models.transformer import Transformer, load_model
from foretell.nouns import Run, Scores, Spec, Suite, Tokens
from foretell.tasks.items import ITEMS_FILE, Item, read_items


class Evaluate(Spec):
    """How a model is measured."""

    held_out_tokens: int = Field(default=16_384, gt=0)
    """Held-out tokens of each source that are measured; of all together, as many as training measures."""

    batch: int = Field(default=64, gt=0)
    """Rows that are computed at a time; the last bits of the scores depend on it."""


EXAMPLES_FILE, DOCUMENTS_FILE = "examples.parquet", "documents.parquet"
DEFAULT = Evaluate()


@verb(version=2)
def evaluate(run: Run, tokens: Tokens, suite: Suite, spec: Evaluate = DEFAULT, *, workspace: Workspace) -> Scores:
    """Measure a run: bits per byte on held-out text, and each task by accuracy and its smooth twins.

    Raises ValueError for a suite without items, a run of another vocabulary, or a choice that fits no context.
    """
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    if run.rung.shape.vocabulary != tokens.vocabulary:
        raise ValueError(f"The run has a vocabulary of {run.rung.shape.vocabulary}, the tokens {tokens.vocabulary}.")
    items = read_items(suite.folder / ITEMS_FILE)
    if not items:
        raise ValueError("The suite has no items: pose other tasks, or see `dropped` for why none was kept.")
    model = load_model(run)
    documents = held_out_documents(model, tokens, spec.held_out_tokens, spec.batch)
    write_rows(workspace.folder / DOCUMENTS_FILE, documents)
    measures = held_out_measures(documents)
    workspace.progress(1, 2, "held-out text measured")
    examples = answered(model, items, tokens, spec.batch)
    write_rows(workspace.folder / EXAMPLES_FILE, examples)
    for task in dict.fromkeys(item.task for item in items):
        measures += task_measures(task, [e for e in examples if e.task == task])
    return Scores(run=digest(run), params=run.params, tokens=run.tokens, flops=run.flops, measures=tuple(measures))


def answered(model: Transformer, items: Sequence[Item], tokens: Tokens, batch: int) -> list[Example]:
    """What the model made of each item."""
    tokenizer = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    tokenizer.encode_special_tokens = True  # as the corpus was encoded
    choices = rows(items, tokenizer, tokens.end_of_text, model.shape.context)
    scored = choice_log_probs(model, choices, batch)
    return [example(item, log_probs) for item, log_probs in zip(items, scored, strict=True)]


def write_rows(path: Path, rows: Sequence[Example] | Sequence[Document]) -> None:
    """One row an example, or a document; every measure can be recomputed from these without the model."""
    table = Table.from_pylist([asdict(row) for row in rows])
    with whole(path) as draft:
        pq.write_table(table, draft)
