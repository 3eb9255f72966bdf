"""What passes between the stages. Read this first.

A noun is frozen: its *facts* are the fields, deterministic and digested; bulk bytes lie in a folder beside them.
Seconds, joules and device speed are never facts: they go to `meter.json` (see `lab`).
A *spec* says how a verb is to work; a noun is what a verb takes or gives.
A field declared with `exclude=True` says where something lies on this machine and is never part of a digest.
Units: tokens and parameters are counts, `flops` are floating-point operations, losses are bits per byte
unless the name says `nats`.

    noun        what nouns and specs are; Interval
    pages       Source, Pages → Corpus → Tokens
    training    Shape, Rung → Run
    laws        Law and Curve with their Checks, Forecast, Plan, Stock
    proposal    Proposal: what `foretell plan` answers
    scores      Suite → Scores → Trends, Comparison, Verdict
"""

from foretell.nouns.laws import (
    Backtest,
    Certificate,
    Checks,
    Curve,
    Cut,
    Fan,
    Fitted,
    Forecast,
    Influence,
    Law,
    Minimum,
    Optimum,
    Plan,
    Profile,
    Sensitivity,
    Stock,
)
from foretell.nouns.noun import Home, Interval, Noun, Spec
from foretell.nouns.pages import Corpus, Pages, Source, SourceCount, TokenCount, Tokens
from foretell.nouns.proposal import Figure, Further, NextRun, Option, Proposal
from foretell.nouns.scores import Change, Comparison, Measure, Scores, Suite, Trend, Trends, Verdict
from foretell.nouns.training import Point, Run, Rung, Shape

__all__ = [
    "Backtest",
    "Certificate",
    "Change",
    "Checks",
    "Comparison",
    "Corpus",
    "Curve",
    "Cut",
    "Fan",
    "Figure",
    "Fitted",
    "Forecast",
    "Further",
    "Home",
    "Influence",
    "Interval",
    "Law",
    "Measure",
    "Minimum",
    "NextRun",
    "Noun",
    "Optimum",
    "Option",
    "Pages",
    "Plan",
    "Point",
    "Profile",
    "Proposal",
    "Run",
    "Rung",
    "Scores",
    "Sensitivity",
    "Shape",
    "Source",
    "SourceCount",
    "Spec",
    "Stock",
    "Suite",
    "TokenCount",
    "Tokens",
    "Trend",
    "Trends",
    "Verdict",
]
