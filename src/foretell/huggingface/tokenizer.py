"""The tokenizer of a folder: byte-level, and exactly as it was used in training; whether two are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from foretell.huggingface.folder import TOKENIZER
from foretell.lab import ancestors, digest, write_json
from foretell.nouns import Run, Tokens
from foretell.tokens.bpe import read_bpe

MEANING = ("normalizer", "pre_tokenizer", "model")  # what decides which ids a text becomes


def write_tokenizer(source: Path, end_of_text: int, context: int, folder: Path) -> None:
    """Write what `AutoTokenizer` reads, so that it gives the ids of training.

    A page that writes the end-of-text token means the letters (`split_special_tokens`), and nothing is put before or
    behind a text (no post-processor). Raises ValueError where `source` is no byte-level tokenizer.
    """
    tokenizer = read_bpe(source)
    end = tokenizer.id_to_token(end_of_text)
    write_json(folder / TOKENIZER, json.loads(tokenizer.to_str()) | {"post_processor": None})
    write_json(folder / "special_tokens_map.json", {"bos_token": end, "eos_token": end})
    settings = {
        "bos_token": end,
        "clean_up_tokenization_spaces": False,
        "eos_token": end,
        "model_max_length": context,
        "split_special_tokens": True,
        "tokenizer_class": "PreTrainedTokenizerFast",
    }
    write_json(folder / "tokenizer_config.json", settings)


def tokenizer_of(run: Run, tokens: Tokens | None = None) -> Path:
    """The tokenizer.json of a run: its own for an imported one, else that of its tokens (named, or by its records).

    Raises ValueError where none is known, and where the tokens named are of another tokenizer.
    """
    if tokens is not None:
        check_same_tokenizer(run, tokens)
        return tokens.folder / TOKENIZER
    if (known := known_tokenizer(run)) is None:
        raise ValueError("Nothing tells which tokenizer this run was trained with: name its tokens.")
    return known


def known_tokenizer(run: Run) -> Path | None:
    """The tokenizer that lies with a run, or with the nearest of those that it was made from; None if there is none."""
    for noun in (run, *ancestors(run)):
        if isinstance(noun, Run | Tokens) and noun.home is not None and (path := noun.folder / TOKENIZER).is_file():
            return path
    return None


def same_tokenizer(run: Run, tokens: Tokens) -> bool:
    """Whether the ids of these tokens mean to the run what they meant in training.

    Where the run's tokenizer is not known, only the sizes of the vocabularies are compared.
    """
    if run.rung.shape.vocabulary != tokens.vocabulary:
        return False
    known = known_tokenizer(run)
    return known is None or identity(known) == identity(tokens.folder / TOKENIZER)


def check_same_tokenizer(run: Run, tokens: Tokens) -> None:
    """Raise ValueError where a run would be given another tokenizer's ids."""
    if same_tokenizer(run, tokens):
        return
    sizes = f"vocabulary {run.rung.shape.vocabulary:,}; the tokens' has {tokens.vocabulary:,}"
    raise ValueError(
        f"The run was trained with another tokenizer than these tokens ({sizes}), so their ids mean nothing to it. "
        'Tokenize the corpus with the run\'s own: tokenize.tokenizer = "FOLDER/tokenizer.json" in the recipe.'
    )


def identity(path: Path) -> str:
    """A digest of all that decides which ids a text becomes, however the file is written."""
    written: dict[str, Any] = json.loads(read_bpe(path).to_str())
    added = [{key: token[key] for key in ("id", "content", "special")} for token in written["added_tokens"]]
    return digest([added, *(written[key] for key in MEANING)])
