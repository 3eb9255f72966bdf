"""Everything a run needs to go on exactly: weights, the optimisers' memory, the step, the loss curve so far."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from foretell.lab import whole
from foretell.models.transformer import Transformer
from foretell.training.optimizers import Optimizers, load_state_tensors, state_tensors


@dataclass
class Position:
    """Where a run stands: steps done, finished curve points, and the losses since the last point."""

    step: int
    curve: list[tuple[int, float]] = field(default_factory=list)
    pending: list[float] = field(default_factory=list)


def save_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> None:
    """Write a safetensors file whole or not at all."""
    with whole(path) as draft:
        save_file({name: t.detach().contiguous() for name, t in tensors.items()}, draft, metadata)


def save_state(path: Path, model: Transformer, optimizers: Optimizers, position: Position) -> None:
    """Write weights, optimiser memory and position in one file."""
    tensors = {f"model.{name}": t for name, t in model.state_dict().items()}
    tensors |= {f"optimizer.{name}": t for name, t in state_tensors(optimizers).items()}
    save_tensors(path, tensors, {"position": json.dumps(position.__dict__)})


def is_whole(path: Path) -> bool:
    """Whether a checkpoint is there and can be gone on from. One that is cut or damaged is removed: the run starts
    anew, which costs its steps and changes no byte."""
    try:
        with safe_open(path, framework="pt") as file:  # checks that header and length belong together
            json.loads(file.metadata()["position"])
        return True
    except FileNotFoundError:
        return False
    except (SafetensorError, ValueError, LookupError, TypeError):
        path.unlink()
        return False


def load_state(path: Path, model: Transformer, optimizers: Optimizers) -> Position:
    """Put model and optimisers where `save_state` left them."""
    tensors = load_file(path)
    model.load_state_dict({k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")})
    memory = {k.removeprefix("optimizer."): t for k, t in tensors.items() if k.startswith("optimizer.")}
    load_state_tensors(optimizers, memory)
    with safe_open(path, framework="pt") as file:
        position = json.loads(file.metadata()["position"])
    return Position(position["step"], [(s, n) for s, n in position["curve"]], position["pending"])
