"""Famous models: their size, tokens and budget, and what their makers say they cost. From famous.toml."""

from __future__ import annotations

from pathlib import Path

from foretell.nouns import Noun
from foretell.planning.catalogue import built_in, named, own
from foretell.planning.devices import Positive

FILE = "famous.toml"


class Famous(Noun):
    """A dense decoder that somebody trained. `flops` is the paper's own count, which need not be 6 N D.

    `device_hours` are of one `device`; `mwh` and `tonnes_co2` are those published. `None` where none is known.
    """

    title: str
    year: int
    params: Positive
    tokens: Positive
    flops: Positive | None = None
    source: str
    device: str = ""
    device_hours: Positive | None = None
    mwh: Positive | None = None
    tonnes_co2: Positive | None = None
    cost_source: str = ""

    @property
    def six_nd(self) -> float:
        """C = 6 N D, the budget by which laws are asked."""
        return 6.0 * self.params * self.tokens

    @property
    def tokens_per_param(self) -> float:
        return self.tokens / self.params


class FamousModels(Noun):
    """The page of a file: models by name."""

    model: dict[str, Famous] = {}


def famous(extra: Path | None = None) -> dict[str, Famous]:
    """Every famous model by name; a file of one's own adds models, or takes the place of those of the same name.

    Raises ValueError for a file that is not such a table, naming the file and the key.
    """
    known = built_in(FILE, FamousModels).model
    return known | own(extra, FamousModels).model if extra else known


def famous_named(name: str, extra: Path | None = None) -> tuple[str, Famous]:
    """Key and model of this name ("llama-13b", "LLaMA 13B", "gpt3"); the nearest names where there is none."""
    return named(famous(extra), name, "famous model")
