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


class Cut(Noun):
    """One line of the back-test: a form fitted to the runs of less compute than `below` FLOPs, asked for all the rest.

    Errors are 100 ln(predicted / found), in percent: the mean, the mean without its sign, and the largest.
    `covered` is the share of the tested runs inside the interval of level 0.8, the noise of one run included.
    `params_at_top` is N* at the table's largest compute, so that its drift from cut to cut can be seen.
    """

    below: float
    fitted: int
    tested: int
    error_percent: float
    absolute_percent: float
    worst_percent: float
    covered: float | None = None
    params_at_top: float | None = None


class Optimum(Noun):
    """One local optimum of the objective, and how many of the far starts ended in it."""

    coefficients: dict[str, float]
    objective: float
    starts: int


class Certificate(Noun):
    """Why the coefficients are the optimum. `agreeing` of `starts` far starts ended there, none lower; `disagreement`
    is the relative difference of the two best starts' objectives; `fall` the relative fall of the objective that
    Newton's matrix still promises (half of gᵀH⁻¹g); `condition` that matrix's condition number, scaled to a unit
    diagonal."""

    starts: int
    agreeing: int
    disagreement: float
    gradient: float
    fall: float
    condition: float


class Profile(Noun):
    """The objective over one coefficient, the others at their best for it. `low` and `high` are where it has risen by
    the quantile of a robust likelihood ratio at `level` (None: it never does, as far as was tried). `Fitted.intervals`
    hold the middle of fits to resampled runs: the same question, asked otherwise."""

    name: str
    values: tuple[float, ...]
    objectives: tuple[float, ...]
    low: float | None
    high: float | None
    level: float = 0.8


class Influence(Noun):
    """A run without which the coefficients move most: its distance from the law, and what they would be without it."""

    params: float
    tokens: float
    loss: float
    off_percent: float
    without: dict[str, float]


class Sensitivity(Noun):
    """The coefficients under another choice: another Huber delta, another count of parameters or FLOPs."""

    choice: str
    coefficients: dict[str, float]
    runs: int


class Checks(Noun):
    """What a fit tells of itself besides its intervals. Empty where a form has no objective of that kind."""

    certificate: Certificate | None = None
    optima: tuple[Optimum, ...] = ()
    profiles: tuple[Profile, ...] = ()
    influences: tuple[Influence, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()


class Fitted(Noun):
    """A form with its coefficients and their uncertainty. `draws` are bootstrap (or multiverse) rows of `names`;
    `excluded` counts the rows left out, by reason; `residual_sd` is the robust standard deviation about the curve, of
    ln of the target (or of the target itself, where the form is fitted so). `warnings` are all that speaks against it:
    what is wrong with its rows, and what its checks and its back-test found. An interval without a width is of a
    coefficient that no resample moved: held, or at a bound."""

    form: str
    names: tuple[str, ...]
    coefficients: dict[str, float]
    intervals: dict[str, Interval] = {}
    draws: tuple[tuple[float, ...], ...] = ()
    objective: float
    residual_sd: float = 0.0
    runs: int
    excluded: dict[str, int] = {}
    checks: Checks | None = None
    warnings: tuple[str, ...] = ()


class Law(Fitted):
    """A law of loss over size and compute, which knows a best size for every budget.

    Exponents are of the compute-optimal size and data: N* ~ C^params_exponent, D* ~ C^tokens_exponent. `intervals`
    holds theirs beside those of the coefficients. The three `*_range` say where the runs lay. `backtest` is what the
    form, fitted without the largest budget, said of that budget's best runs; None where the runs are too few for it.
    `cuts` are the same over a growing compute, for all runs above it.
    """

    params_exponent: float
    tokens_exponent: float
    backtest: Backtest | None = None
    cuts: tuple[Cut, ...] = ()
    flops_range: tuple[float, float]
    params_range: tuple[float, float]
    tokens_range: tuple[float, float]
    lowest_loss: float
    minima: tuple[Minimum, ...] = ()


class Curve(Fitted):
    """A fitted curve of `target` over the columns `inputs`, each known over its range in `ranges`: a law that knows no
    best size, such as loss over size alone, accuracy over loss, or the best learning rate over size and data."""

    target: str
    inputs: tuple[str, ...]
    ranges: dict[str, tuple[float, float]] = {}


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


class Fan(Noun):
    """A quantity over the years with its range: the median, and the quantiles that hold it with probability `level`."""

    unit: str
    years: tuple[float, ...]
    centre: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float = 0.8


class Stock(Noun):
    """The text that there is, the text that training asks for, and the year in which the one meets the other.

    `used_up` is None where fewer than half of the draws meet at all by the last year; `never` is the share that does
    not. `inputs` are the ranges that were drawn from, and `published` is what the paper itself gave.
    """

    version: str
    stock: Fan
    demand: Fan
    used_up: Interval | None
    never: float
    inputs: dict[str, str]
    published: str
    source: str
