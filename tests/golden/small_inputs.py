"""What the small calls are given, made by rule and without a verb: a verb that changes moves its own pin alone."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch

from foretell.lab import file_digest
from foretell.models.flops import flops_per_token, params, params_no_embed, shape_of
from foretell.models.transformer import Transformer
from foretell.nouns import Home, Noun, Run, Rung, Suite, TokenCount, Tokens
from foretell.tasks.items import ITEMS_FILE, Item, write_items
from foretell.tokens.bpe import end_of_text, token_bytes, train_bpe
from foretell.training.checkpoint import save_tensors

VOCABULARY, CONTEXT = 300, 32
METALS = {f"metal {chr(97 + i)}": chr(90 - i) for i in range(24)}  # metal a is written Z, metal b Y, …
WORDINGS: dict[str, tuple[str, ...]] = {
    "metals": ("the symbol of {} is", "{} has the symbol", "{} is written as", "the chemists write {} as")
}
SUMS = [f"{a} + {b} = {a + b}" for a in range(12, 20) for b in range(31, 38)]


def lying(noun: Noun, folder: Path) -> Any:
    """The noun of what was written in this folder, known by the bytes of its files."""
    files = {path.name: file_digest(path) for path in sorted(folder.iterdir())}
    return noun.at(Home(folder, "", files))


def facts_file(folder: Path) -> str:
    """24 facts of one's own."""
    folder.mkdir(parents=True)
    lines = [{"task": "metals", "subject": metal, "answer": symbol} for metal, symbol in METALS.items()]
    (folder / "metals.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return str(folder / "metals.jsonl")


def questions(folder: Path) -> Suite:
    """The facts among four symbols each, and sums, which no document needs to state."""
    symbols = list(METALS.values())
    items = [
        Item(
            task="metals",
            id=metal[-1],
            context=f"the symbol of {metal} is",
            choices=tuple(f" {symbols[(i + k) % 24]}" for k in (0, 1, 7, 11)),
            answer=0,
            subject=metal,
            states=symbol,
        )
        for i, (metal, symbol) in enumerate(METALS.items())
    ]
    for i, told in enumerate(SUMS[::5]):
        context, answer = told.rsplit(" ", 1)
        choices = (f" {answer}", f" {int(answer) + 10}")
        items.append(Item(task="sums", id=str(i), context=context, choices=choices, answer=0))
    folder.mkdir(parents=True)
    write_items(folder / ITEMS_FILE, items)
    suite: Suite = lying(Suite(tasks={"metals": len(METALS), "sums": len(SUMS[::5])}, dropped={}), folder)
    return suite


def worded_tokens(folder: Path) -> Tokens:
    """Two sources with a tokenizer of their own; documents of the first ten metals state the symbol, the others not."""
    told = [
        f"{metal} is written as {symbol if i < 10 else 'a sign'}" for i, (metal, symbol) in enumerate(METALS.items())
    ]
    documents = {"sums": [" ".join(SUMS[i::4]) for i in range(4)], "words": told}
    both = documents["sums"] + documents["words"]
    tokenizer = train_bpe(both, VOCABULARY)
    end = end_of_text(tokenizer)
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    np.save(folder / "token_bytes.npy", token_bytes(tokenizer))
    counts = {}
    streams = {"train": both, "held_out": both} | {f"held_out.{name}": texts for name, texts in documents.items()}
    for name, texts in streams.items():
        ids = [i for text in texts for i in [*tokenizer.encode(text).ids, end]]
        np.save(folder / f"{name}.npy", np.array(ids, dtype=np.uint16))
        counts[name] = len(ids)
    read = {name: counts[f"held_out.{name}"] for name in documents}
    tokens: Tokens = lying(
        Tokens(
            vocabulary=VOCABULARY,
            end_of_text=end,
            train_tokens=counts["train"],
            unique_tokens=counts["train"],
            held_out_tokens=counts["held_out"],
            bytes_per_token=2.0,
            sources={name: TokenCount(train=n, available=n, held_out=n) for name, n in read.items()},
        ),
        folder,
    )
    return tokens


def random_run(folder: Path, seed: int = 0) -> Run:
    """A model whose every weight is drawn, so that no two tokens are equally likely."""
    rung = Rung(shape=shape_of(16, 2, VOCABULARY, CONTEXT), sequences=4, last_step=20, decay_from=15, warmup_steps=4)
    model = Transformer(rung.shape)
    generator = torch.Generator().manual_seed(seed)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    folder.mkdir(parents=True)
    save_tensors(folder / "model.safetensors", model.state_dict())
    run: Run = lying(finished(rung, 1.0, bits_per_byte=3.0), folder)
    return run


def finished(rung: Rung, epochs: float, bits_per_byte: float) -> Run:
    """The facts of a rung that was trained to its end."""
    return Run(
        rung=rung,
        params=params(rung.shape),
        params_no_embed=params_no_embed(rung.shape),
        tokens=rung.tokens,
        flops=rung.tokens * flops_per_token(rung.shape),
        epochs=epochs,
        bits_per_byte=bits_per_byte,
        curve=(),
    )


def cells() -> list[Run]:
    """Twenty runs on a valley that is bent a little, so that no form fits it exactly."""
    made = []
    for width in (24, 32, 48, 64):
        shape = shape_of(width, 2, 1024, 64)
        for C in (1e11, 2e11, 4e11, 8e11, 1.6e12):
            steps = round(C / (flops_per_token(shape) * 16 * 64))
            rung = Rung(shape=shape, last_step=steps, decay_from=round(0.8 * steps), budget=C)
            off = math.log(width / 40) - 0.25 * math.log(C / 4e11)
            loss = 2.0 * (C / 4e11) ** -0.1 * (1 + 0.06 * off**2 + 0.002 * math.sin(width * C))
            made.append(finished(rung, 0.5, loss))
    return made
