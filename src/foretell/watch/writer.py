"""What a logging library must do for us, and how one is named."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

KINDS = {"tensorboard": "TensorBoard", "wandb": "WandB", "mlflow": "MLflow"}  # a file and a class of this room
INSTALL = "pip install 'foretell[log]'"


class Writer(Protocol):
    """Writes curves and facts of runs, on this machine alone.

    For each run: `curve` as often as there is news, its points in the order of their steps, then `finish` once; at
    the very end `close`. Any of them may raise: the writer is then told of and given up, the journey goes on.
    """

    def curve(self, run: str, name: str, points: Sequence[tuple[int, float]]) -> None:
        """More (step, value) points of the curve `name` of `run`, a path such as `tiny/width 64, 1e+12 FLOPs`."""

    def finish(self, run: str, facts: Mapping[str, float | str]) -> None:
        """The run is over; these are its facts."""

    def close(self) -> None:
        """Bring everything to the disk, and leave nothing running."""


def writer_named(text: str) -> Writer:
    """The writer of `KIND:FOLDER`, such as `tensorboard:logs`. Raises ValueError for another kind or no folder."""
    kind, _, folder = text.partition(":")
    if kind not in KINDS or not folder:
        raise ValueError(
            f"{text!r} names no place to log to: KIND:FOLDER is expected, with the kind {', '.join(KINDS)}; "
            "for example tensorboard:logs."
        )
    try:
        make: Callable[[Path], Writer] = getattr(importlib.import_module(f"foretell.watch.{kind}"), KINDS[kind])
        return make(Path(folder).expanduser().resolve())
    except ModuleNotFoundError as error:
        raise ValueError(f"--log {text} needs the package {error.name}, which is not installed: {INSTALL}.") from error
    except OSError as error:
        raise ValueError(f"--log {text} cannot be written: {error}.") from error
