"""A folder that holds a model, as a source whose bytes are known; and its JSON, which anybody may have written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NoReturn

from foretell.lab import file_digest
from foretell.nouns import Source

CONFIG, WEIGHTS, INDEX = "config.json", "model.safetensors", "model.safetensors.index.json"
TOKENIZER, FACTS = "tokenizer.json", "foretell.json"
READ = (CONFIG, INDEX, TOKENIZER, FACTS)  # and every *.safetensors
MAX_JSON_BYTES = 64 * 2**20


def model_folder(folder: Path) -> Source:
    """The folder as a source: one digest of all its files that an import may read, and where it lies.

    Raises ValueError for what is no folder with a config.json.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder: give the one that holds config.json and *.safetensors.")
    if not (folder / CONFIG).is_file():
        raise ValueError(f"{folder} has no {CONFIG}, so it is no Hugging Face model.")
    files = sorted({*folder.glob("*.safetensors"), *(folder / name for name in READ)})
    lines = [f"{path.name}\0{file_digest(path)}\n" for path in files if path.is_file()]
    content = hashlib.blake2b("".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return Source(name="model", content=content, where=str(folder.resolve()))


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises ValueError, naming the file, for anything else."""
    check_file(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError) as error:  # neither text, nor JSON, nor of a sane depth
        raise ValueError(f"{path} is no JSON that can be read ({error}).") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path} holds a {type(found).__name__} where a JSON object was expected.")
    return found


def check_file(path: Path) -> None:
    """Raise ValueError for a file that is absent, or larger than JSON of this kind ever is."""
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    if (size := path.stat().st_size) > MAX_JSON_BYTES:
        raise ValueError(f"{path} has {size:,} bytes, and at most {MAX_JSON_BYTES:,} are read of such a file.")


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")
