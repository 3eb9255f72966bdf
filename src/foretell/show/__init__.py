"""What a person reads of a result: lines and tables on a terminal."""

from foretell.show.cost import cost_ahead, costs, drafted
from foretell.show.lines import folded_names, garbage, pairs
from foretell.show.nouns import comparison, documents, law, noun, plan, scores, trends, verdict
from foretell.show.outcome import kept, outcome, outcome_lines, seal

__all__ = [
    "comparison",
    "cost_ahead",
    "costs",
    "documents",
    "drafted",
    "folded_names",
    "garbage",
    "kept",
    "law",
    "noun",
    "outcome",
    "outcome_lines",
    "pairs",
    "plan",
    "scores",
    "seal",
    "trends",
    "verdict",
]
