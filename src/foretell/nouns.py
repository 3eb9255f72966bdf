"""What passes between the stages. Read this first.

A noun is frozen: its *facts* are the fields, deterministic and digested; bulk bytes lie in a folder beside them.
Seconds, joules and device speed are never facts: they go to `meter.json` (see `lab`).
A *spec* says how a verb is to work; a noun is what a verb takes or gives.
A field declared with `exclude=True` says where something lies on this machine and is never part of a digest.
Units: tokens and parameters are counts, `flops` are floating-point operations, losses are bits per byte
unless the name says `nats`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foretell.noun import Home as Home
from foretell.noun import Noun as Noun
from foretell.noun import Spec as Spec


class Interval(Noun):
    """A number and the range that holds it with probability `level`."""

    centre: float
    low: float
    high: float
    level: float = 0.8


# ---------------------------------------------------------------- pages, corpus, tokens


class Source(Noun):
    """One named set of raw pages: the digest of its bytes (or of its package and version), and where it is read."""

    name: str
    content: str
    where: str = Field(exclude=True)


class Pages(Noun):
    """The raw pages of a journey, as named sources."""

    sources: tuple[Source, ...]


class SourceCount(Noun):
    """What became of one source's documents. `bytes_*` are UTF-8 bytes of extracted text."""

    read: int
    train: int
    held_out: int
    bytes_train: int
    bytes_held_out: int
    dropped: dict[str, int] = {}


class Corpus(Noun):
    """Cleaned documents. Folder: `documents.parquet` (source, id, split, cluster, text), `dropped.parquet`
    (source, id, reason, detail, text), `assignment.parquet` (near-duplicate cluster to split)."""

    sources: dict[str, SourceCount]


class TokenCount(Noun):
    """Tokens of one source in the stream, and how many it had to give."""

    train: int
    available: int
    held_out: int


class Tokens(Noun):
    """A token stream. Folder: `train.npy`, `held_out.npy` and `held_out.NAME.npy` for each source (flat uint16 or
    uint32), `token_bytes.npy` (UTF-8 bytes of each token; 0 for the end-of-text token), `tokenizer.json`."""

    vocabulary: int
    end_of_text: int
    train_tokens: int
    unique_tokens: int
    held_out_tokens: int
    bytes_per_token: float
    sources: dict[str, TokenCount]


# ---------------------------------------------------------------- training


class Shape(Noun):
    """A Llama-shaped causal decoder. All sizes are counts; `context` is in tokens."""

    layers: int
    width: int
    heads: int
    head_width: int
    feed_forward: int
    vocabulary: int
    context: int


class Rung(Noun):
    """One planned training: steps `first_step`..`last_step` of one schedule.

    The learning rate warms up over `warmup_steps`, stays, and falls from `decay_from` to zero at `last_step`.
    `decay_from=None` is a trunk segment (it never falls); `first_step > 0` goes on from a Run that ended there.
    """

    shape: Shape
    seed: int = 0
    sequences: int = 16
    first_step: int = 0
    last_step: int
    decay_from: int | None = None
    warmup_steps: int = 32
    matrix_rate: float = 0.015
    other_rate: float = 0.012
    start: Literal["bigram", "random"] = "bigram"
    precision: Literal["fp32"] = "fp32"
    budget: float | None = None
    sealed: str = ""

    @property
    def tokens(self) -> int:
        """Tokens seen by `last_step`, the steps before `first_step` included."""
        return self.last_step * self.sequences * self.shape.context


class Point(Noun):
    """One point of a loss curve: mean training loss since the point before, in nats per token."""

    step: int
    nats: float


class Run(Noun):
    """One finished training. Folder: `model.safetensors`, and `state.safetensors` for a trunk segment.

    `flops`, `tokens` and `curve` are of the whole lineage back to step 0. `bits_per_byte` is on the held-out subset,
    and `None` for a trunk segment, whose learning rate has not fallen. `diverged` names why a run broke off.
    """

    rung: Rung
    params: int
    params_no_embed: int
    tokens: int
    flops: float
    epochs: float
    bits_per_byte: float | None
    curve: tuple[Point, ...]
    diverged: str = ""


# ---------------------------------------------------------------- laws and plans


class Minimum(Noun):
    """The bottom of one IsoFLOP curve."""

    flops: float
    params: float
    tokens: float
    loss: float
    runs: int
    interior: bool


class Backtest(Noun):
    """What a route said of the largest budget's runs when fitted to the smaller ones: 100 ln(predicted/found)."""

    route: str
    fitted_below: float
    error_percent: float
    runs: int


class Law(Noun):
    """A fitted form with its uncertainty. `draws` are bootstrap (or multiverse) rows of `names`.

    Exponents are of the compute-optimal size and data: N* ~ C^params_exponent, D* ~ C^tokens_exponent. `intervals`
    holds theirs beside those of the coefficients.
    `residual_sd` is the robust standard deviation of ln loss about the law. `excluded` counts the runs left out, by
    reason. The three `*_range` say where the runs lay. `backtest` is what
    the form, fitted without the largest budget, said of that budget; None where the runs are too few for it.
    """

    form: str
    names: tuple[str, ...]
    coefficients: dict[str, float]
    intervals: dict[str, Interval] = {}
    draws: tuple[tuple[float, ...], ...] = ()
    objective: float
    residual_sd: float = 0.0
    params_exponent: float
    tokens_exponent: float
    runs: int
    excluded: dict[str, int] = {}
    backtest: Backtest | None = None
    flops_range: tuple[float, float]
    params_range: tuple[float, float]
    tokens_range: tuple[float, float]
    lowest_loss: float
    minima: tuple[Minimum, ...] = ()
    warnings: tuple[str, ...] = ()


class Forecast(Noun):
    """A predicted loss (bits per byte on held-out text, or the table's own unit) with its interval and its route.

    `multiple` is how many times the largest budget of the law's runs it lies beyond; `law` is the law's digest.
    """

    route: str
    centre: float
    low: float
    high: float
    level: float = 0.8
    flops: float
    params: float
    tokens: float
    multiple: float
    law: str


class Plan(Noun):
    """What to train for a budget. `forecast` is the one by which it is to be judged; `alternatives` are named
    beside it. `falls` are the percent falls of the lowest loss from each budget to the next (a warning light)."""

    flops: float
    forecast: Forecast
    alternatives: tuple[Forecast, ...] = ()
    backtests: tuple[Backtest, ...] = ()
    falls: tuple[float, ...] = ()
    params: Interval
    tokens: Interval
    rung: Rung | None = None
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- scores


class Suite(Noun):
    """Questions with known answers. Folder: `items.jsonl`. `tasks` counts items, `dropped` those left out and why."""

    tasks: dict[str, int]
    dropped: dict[str, dict[str, int]] = {}


class Measure(Noun):
    """One measured number. `chance` is the value of blind guessing (None where there is no such line)."""

    task: str
    metric: str
    value: float
    error: float
    chance: float | None
    examples: int


class Scores(Noun):
    """The measures of one model. Folder: `examples.parquet`, a row an example."""

    run: str
    params: int
    tokens: int
    flops: float
    measures: tuple[Measure, ...]


class Trend(Noun):
    """How one metric moves over a ladder. `slope` is per tenfold compute; `leaves_chance_at` in FLOPs, if ever."""

    task: str
    metric: str
    label: Literal["rises", "falls", "flat", "u_shaped", "inverted_u", "unclear"]
    slope: Interval
    leaves_chance_at: float | None
    models: int


class Trends(Noun):
    rows: tuple[Trend, ...]


class Verdict(Noun):
    """What a study found of a claim of the field."""

    claim: str
    source: str
    verdict: Literal["reproduced", "not reproduced", "not resolvable here"]
    expected: str
    found: Interval
    reason: str
    evidence: dict[str, float] = {}
    inputs: tuple[str, ...] = ()
