"""What a ladder says, and what is planned by it."""

from __future__ import annotations

from foretell.nouns.noun import Interval, Noun
from foretell.nouns.training import Rung


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
