"""Run → Hugging Face folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from foretell.huggingface.config import config_of
from foretell.huggingface.folder import CONFIG, FACTS, WEIGHTS
from foretell.huggingface.tokenizer import tokenizer_of, write_tokenizer
from foretell.lab import digest, write_json, write_text
from foretell.models.transformer import load_model
from foretell.nouns import Run, Tokens
from foretell.tokens.bpe import end_of_text, read_bpe
from foretell.training.checkpoint import save_tensors

CARD, GENERATION = "README.md", "generation_config.json"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
WRITTEN = frozenset({CONFIG, FACTS, WEIGHTS, CARD, GENERATION, *TOKENIZER_FILES})


def export_run(run: Run, tokens: Tokens | None, folder: Path, card: str) -> None:
    """Write a run as a folder that `LlamaForCausalLM` and `AutoTokenizer` load: all of it or nothing.

    `tokens` may be None for an imported run, which has its tokenizer with it. `card` becomes README.md, and
    foretell.json holds the run's facts, so that `import_run` gives them back. An earlier export in `folder` is
    replaced. Raises ValueError for a folder that holds anything else.
    """
    source = tokenizer_of(run, tokens)
    end = tokens.end_of_text if tokens is not None else end_of_text(read_bpe(source))
    shape = run.rung.shape
    with _whole_folder(folder) as draft:
        save_tensors(draft / WEIGHTS, load_model(run).state_dict(), {"format": "pt"})
        write_json(draft / CONFIG, config_of(shape, end))
        (draft / WEIGHTS).chmod((draft / CONFIG).stat().st_mode)  # safetensors lets nobody else read what it writes
        write_json(draft / GENERATION, {"bos_token_id": end, "eos_token_id": end, "pad_token_id": end})
        write_tokenizer(source, end, shape.context, draft)
        write_text(draft / CARD, card)
        write_json(draft / FACTS, facts_of(run))


def facts_of(run: Run) -> dict[str, Any]:
    """What foretell.json holds: the run's facts, its digest and its address in the store that it came from."""
    address = run.home.address if run.home is not None else ""
    return {"address": address, "digest": digest(run), "run": run.model_dump(mode="json")}


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a draft beside `folder`; on success it takes the folder's place."""
    _check_free(folder)
    folder = folder.resolve()
    draft, old = (folder.with_name(f".{folder.name}.{os.getpid()}{end}") for end in ("", ".old"))
    try:
        draft.mkdir(parents=True)
        yield draft
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _check_free(folder: Path) -> None:
    """Raise ValueError unless the folder is absent, empty, or an earlier export with nothing added."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ValueError(f"{folder} is a file, and a folder was expected.")
    found = {path.name for path in folder.iterdir()}
    if found and not (FACTS in found and found <= WRITTEN):
        other = sorted(found - WRITTEN) or sorted(found)
        raise ValueError(f"{folder} holds {other[0]!r}, which no export wrote: name a new or an empty folder.")
