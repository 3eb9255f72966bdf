"""What a call is: the digest of its verb, its specs and the bytes of its inputs."""

from __future__ import annotations

import hashlib
import inspect
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from foretell.nouns import Noun, Source, Spec

Verb = Callable[..., Noun]


def verb(version: int) -> Callable[[Verb], Verb]:
    """Mark a plain function as a verb. Raise `version` by hand when what the verb means changes."""

    def mark(function: Verb) -> Verb:
        function.__dict__["version"] = version
        return function

    return mark


def version_of(function: Verb) -> int:
    """The version that `@verb` gave."""
    version = function.__dict__.get("version")
    if version is None:
        name = function.__name__
        raise TypeError(f"{name} is not a verb: mark it with @verb(version=1) so that it can be remembered.")
    return int(version)


def canonical(value: Any, at: str = "value") -> Any:
    """The one JSON form of a value. Raises TypeError, naming the place, for whatever has no stable form."""
    if isinstance(value, Noun) and value.home is not None and value.home.files:
        files = dict(sorted(value.home.files.items()))
        return {"noun": type(value).__name__, "facts": facts(value, at), "files": files}
    if isinstance(value, BaseModel):
        return {"type": type(value).__name__, **facts(value, at)}
    if isinstance(value, Mapping):
        return {_word(k, at): canonical(v, f"{at}.{k}") for k, v in sorted(value.items(), key=lambda kv: str(kv[0]))}
    if isinstance(value, list | tuple):
        return [canonical(v, f"{at}[{i}]") for i, v in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError(f"{at} is {value}: only finite numbers can be part of a result's identity.")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(
        f"{at} is a {type(value).__name__}, which has no stable encoding, so its result could not be found again. "
        "Use numbers, strings, lists, specs or nouns."
    )


def facts(value: BaseModel, at: str = "value") -> dict[str, Any]:
    """The fields of a noun or spec. A spec's defaults are left out, so that a new knob changes no key."""
    kept = {}
    for name, info in type(value).model_fields.items():
        field = getattr(value, name)
        if info.exclude or (isinstance(value, Spec) and field == info.get_default(call_default_factory=True)):
            continue
        kept[name] = canonical(field, f"{at}.{name}")
    return kept


def _word(key: Any, at: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{at} has the key {key!r}: only strings can name a setting.")
    return key


def digest(value: Any) -> str:
    """A 32-character BLAKE2b digest of a value's canonical form."""
    text = json.dumps(canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """A 32-character BLAKE2b digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def unchanged(source: Source) -> Path:
    """Where a file lies, which must still hold the bytes that it is known by: its result is remembered by those.

    Raises ValueError where it was changed since.
    """
    path = Path(source.where)
    if file_digest(path) != source.content:
        raise ValueError(f"{path} was changed while this was under way: run again, and it is read as it is now.")
    return path


def arguments(function: Verb, inputs: tuple[Any, ...]) -> dict[str, Any]:
    """Inputs by parameter name; those equal to the parameter's default are left out."""
    signature = inspect.signature(function)
    bound = signature.bind(*inputs, workspace=None).arguments
    bound.pop("workspace")
    return {k: v for k, v in bound.items() if not _is_default(v, signature.parameters[k].default)}


def _is_default(value: Any, default: Any) -> bool:
    return default is not inspect.Parameter.empty and type(value) is type(default) and bool(value == default)


def key(function: Verb, inputs: tuple[Any, ...]) -> str:
    """The identity of one call: verb, version, specs without defaults, digests of the inputs' bytes."""
    named = {k: digest_of_input(v, k) for k, v in arguments(function, inputs).items()}
    return digest([function.__name__, version_of(function), named])[:16]


def digest_of_input(value: Any, at: str) -> Any:
    """A noun stands in a key by its digest, a list by its items', anything else by its canonical form."""
    if isinstance(value, Noun):
        return digest(value)
    if isinstance(value, list | tuple):
        return [digest_of_input(v, f"{at}[{i}]") for i, v in enumerate(value)]
    return canonical(value, at)
