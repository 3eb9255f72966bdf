"""The weights of a folder as those of our transformer: checked before they are read, fp32, one head a query.

Letters: H heads, G key and value heads (G divides H), K head width, d width.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from foretell.huggingface.config import Layout
from foretell.huggingface.folder import INDEX, WEIGHTS, read_object
from foretell.models.transformer import Transformer

EMBEDDING, HEAD = "model.embed_tokens.weight", "lm_head.weight"
SHARED_HEADS = (".k_proj.weight", ".v_proj.weight")
RECOMPUTED = ".rotary_emb.inv_freq"  # old files store the rotary frequencies, which follow from the head width
FLOATS = ("F64", "F32", "F16", "BF16")


def read_weights(folder: Path, layout: Layout) -> dict[str, Tensor]:
    """Every tensor of `Transformer(layout.shape)`, fp32, from model.safetensors or the files that its index names.

    Names, shapes and kinds are compared with what the config promises before anything is read, so that no more memory
    is taken than the files have. Raises ValueError, naming the tensor, for one too many, too few, of another shape, not
    of floating-point numbers, or not finite.
    """
    places, wanted = _places(folder), stored_shapes(layout)
    head = places.pop(HEAD, None) if layout.tied else None
    if layout.tied:
        del wanted[HEAD]
    _check_names(folder, set(places), set(wanted))
    weights = {}
    for path in sorted(set(places.values())):
        names = sorted(name for name, place in places.items() if place == path)
        with _opened(path) as file:
            for name in names:
                _check_kind(path, name, file.get_slice(name), wanted[name])
            for name in names:
                weights[name] = _spread(_finite(path, name, file.get_tensor(name).float()), name, layout)
    if layout.tied:
        weights[HEAD] = _tied_head(head, weights[EMBEDDING])
    return weights


def stored_shapes(layout: Layout) -> dict[str, list[int]]:
    """The shape of each tensor as the folder has it: our transformer's, with G instead of H heads for key and value."""
    with torch.device("meta"):  # names and shapes, no memory
        ours = {name: list(tensor.shape) for name, tensor in Transformer(layout.shape).state_dict().items()}
    fewer = [layout.key_value_heads * layout.shape.head_width, layout.shape.width]
    return {name: fewer if name.endswith(SHARED_HEADS) else size for name, size in ours.items()}


def _places(folder: Path) -> dict[str, Path]:
    """In which file each tensor lies."""
    if (folder / INDEX).is_file() and not (folder / WEIGHTS).is_file():
        paths = [folder / name for name in _shards(folder / INDEX)]
    elif (folder / WEIGHTS).is_file():
        paths = [folder / WEIGHTS]
    else:
        others = sorted(path.name for path in folder.iterdir() if path.suffix in (".bin", ".pt", ".pth"))
        pickled = f" {others[0]} is a pickle, which can run code and is never read:" if others else ""
        raise ValueError(f"{folder} has no {WEIGHTS}.{pickled} Save the model with safetensors.")
    places: dict[str, Path] = {}
    for path in paths:
        with _opened(path) as file:
            for name in file.keys():  # noqa: SIM118 - the library's object is no mapping
                if name in places:
                    raise ValueError(f"{path} holds {name!r}, which {places[name].name} holds already.")
                if not name.endswith(RECOMPUTED):
                    places[name] = path
    return places


def _shards(index: Path) -> list[str]:
    """The files that an index names, each of them in its own folder."""
    found = read_object(index).get("weight_map")
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        raise ValueError(f"{index}: weight_map must say in which file each tensor lies.")
    names = sorted(set(found.values()))
    for name in names:
        if name != Path(name).name or not name.endswith(".safetensors"):
            raise ValueError(f"{index} names {name!r}; only *.safetensors files in the same folder are read.")
    return names


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise ValueError(f"There is no file {path}: is the download complete?")
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{path} is no safetensors file that can be read ({error}).") from error


def _check_names(folder: Path, found: set[str], wanted: set[str]) -> None:
    if biases := sorted(name for name in found - wanted if name.endswith(".bias")):
        raise ValueError(f"{folder} holds {biases[0]!r}: our transformer has no biases.")
    if more := sorted(found - wanted):
        raise ValueError(f"{folder} holds {more[0]!r} ({len(more)} such), which {_promised(wanted)} does not have.")
    if missing := sorted(wanted - found):
        raise ValueError(f"{folder} lacks {missing[0]!r} ({len(missing)} such), which its config.json promises.")


def _promised(wanted: set[str]) -> str:
    return f"the model of its config.json ({len(wanted)} tensors)"


def _check_kind(path: Path, name: str, stored: Any, shape: list[int]) -> None:
    if (found := stored.get_shape()) != shape:
        raise ValueError(f"{path}: {name!r} has the shape {found} where its config.json promises {shape}.")
    if (kind := stored.get_dtype()) not in FLOATS:
        raise ValueError(f"{path}: {name!r} holds {kind}; {', '.join(FLOATS)} are read, quantised weights are not.")


def _finite(path: Path, name: str, weight: Tensor) -> Tensor:
    if not bool(torch.isfinite(weight).all()):
        raise ValueError(f"{path}: {name!r} holds numbers that are not finite: the model is broken.")
    return weight


def _spread(weight: Tensor, name: str, layout: Layout) -> Tensor:
    """Key and value heads [G K, d] as [H K, d]: each one as often as there are queries that share it."""
    if not name.endswith(SHARED_HEADS) or layout.key_value_heads == layout.shape.heads:
        return weight.contiguous()
    weight_GKd = weight.view(layout.key_value_heads, layout.shape.head_width, layout.shape.width)
    return weight_GKd.repeat_interleave(layout.shape.heads // layout.key_value_heads, 0).flatten(0, 1)


def _tied_head(path: Path | None, embedding_Vd: Tensor) -> Tensor:
    """The embedding once more. Raises ValueError where a file also holds a head, and another one."""
    if path is not None:
        with _opened(path) as file:
            is_same = file.get_slice(HEAD).get_shape() == list(embedding_Vd.shape)
            is_same = is_same and torch.equal(file.get_tensor(HEAD).float(), embedding_Vd)
        if not is_same:
            raise ValueError(
                f"{path}: tie_word_embeddings is true, but {HEAD!r} is not {EMBEDDING!r}: set the key to false if the "
                "head is one of its own."
            )
    return embedding_Vd.clone()
