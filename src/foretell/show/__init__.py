"""What a person reads of a result: lines and tables on a terminal."""

from foretell.show.abilities import observation
from foretell.show.cost import cost_ahead, costs, drafted
from foretell.show.laws import curve, law, three_approaches
from foretell.show.lines import folded_names, garbage, pairs
from foretell.show.nouns import comparison, documents, noun, plan, scores, trends, verdict
from foretell.show.outcome import kept, outcome, outcome_lines, seal
from foretell.show.proposal import likenesses, proposal, stock

__all__ = [
    "comparison",
    "cost_ahead",
    "costs",
    "curve",
    "documents",
    "drafted",
    "folded_names",
    "garbage",
    "kept",
    "law",
    "likenesses",
    "noun",
    "observation",
    "outcome",
    "outcome_lines",
    "pairs",
    "plan",
    "proposal",
    "scores",
    "seal",
    "stock",
    "three_approaches",
    "trends",
    "verdict",
]
