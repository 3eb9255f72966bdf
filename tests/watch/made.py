"""Made progress files, a clock that stands until it is set, a writer that notes what it hears, a made run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foretell.lab import write_json
from foretell.nouns import Home, Point, Run, Rung, Shape

SHAPE = Shape(layers=2, width=32, heads=2, head_width=16, feed_forward=96, vocabulary=512, context=64)


class Teller:
    """Writes progress files as running calls would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, call: str, done: float, total: float, what: str = "", **values: Any) -> None:
        write_json(self.folder / f"{call}.json", {"done": done, "total": total, "what": what, **values})

    def training(self, call: str, step: int, steps: int, what: str, began: float = 0.0) -> None:
        """A training at `step`, its loss falling from 4 to 2, a point each tenth of its steps."""
        losses = [[s, 4.0 - 2.0 * s / steps] for s in range(max(1, steps // 10), step + 1, max(1, steps // 10))]
        nats = 4.0 - 2.0 * step / steps
        self(call, step, steps, what, began=began, step=step, steps=steps, nats=nats, curve=losses)


class Clock:
    """The time that the watcher sees."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Noted:
    """A writer that notes what it hears."""

    heard: list[tuple[Any, ...]] = field(default_factory=list)

    def curve(self, run: str, name: str, points: Sequence[tuple[int, float]]) -> None:
        self.heard.append(("curve", run, name, list(points)))

    def finish(self, run: str, facts: Mapping[str, float | str]) -> None:
        self.heard.append(("finish", run, dict(facts)))

    def close(self) -> None:
        self.heard.append(("close",))


def made_run(steps: int = 20, key: str = "9c1e" * 4, **changes: Any) -> Run:
    """A finished run with ten points on its curve, as it lies in a store."""
    rung = Rung(shape=SHAPE, last_step=steps, decay_from=steps // 2, budget=1.0e11)
    curve = tuple(Point(step=s, nats=4.0 - 2.0 * s / steps) for s in range(steps // 10, steps + 1, steps // 10))
    facts = {"rung": rung, "params": 1000, "params_no_embed": 500, "tokens": rung.tokens, "flops": 1.0e11}
    run = Run(**({**facts, "epochs": 0.5, "bits_per_byte": 1.25, "curve": curve} | changes))
    placed: Run = run.at(Home(Path("store") / "train" / key, f"train/{key}"))
    return placed
