"""The wordings in which facts are stated and asked for: `{}` stands for the subject, the answer follows.

The first is the one that every model is asked in; those up to `UNSEEN` are never taught from, so that whoever answers
in them has learnt more than a sentence.
"""

from __future__ import annotations

UNSEEN = 2

WORDINGS: dict[str, tuple[str, ...]] = {
    "capitals": (
        "The capital city of {} is",
        "In {}, the seat of government is",
        "The capital of {} is the city of",
        "Question: What is the capital of {}? Answer:",
        "{} is governed from",
        "The parliament of {} meets in",
        "The name of the capital of {} is",
        "Whoever has business with the ministries of {} goes to",
    ),
    "currencies": (
        "People in {} pay in",
        "In the shops of {}, prices are given in",
        "The currency of {} is called",
        "Question: What is the currency of {}? Answer:",
        "Money in {} is counted in",
        "The banks of {} deal in",
        "Wages in {} are paid in",
        "Whoever travels to {} changes money into",
    ),
    "regions": (
        "{} lies in the part of the world called",
        "On the map, look for {} in",
        "{} belongs to the region of",
        "Question: In which part of the world is {}? Answer:",
        "The map that shows {} is that of",
        "Geographers count {} as part of",
        "{} is to be found in",
        "Whoever travels to {} goes to",
    ),
}
