"""Know what a language model will be before you pay for it.

The nouns and verbs of a journey, loaded when they are first used: importing this package loads no torch.
"""

from __future__ import annotations

import importlib
from typing import Any

_ROOMS = {
    "foretell.nouns": (
        "Change Comparison Corpus Forecast Interval Law Measure Pages Plan Run Rung Scores Shape Source Suite Tokens "
        "Trend Trends Verdict"
    ),
    "foretell.lab": "Lab Workspace verb",
    "foretell.corpus": "Curate MinHash curate pages_of",
    "foretell.tasks": "Pose Teach examine ground lessons pose",
    "foretell.tokens": "Tokenize tokenize",
    "foretell.training": "Ladder climb ladder train",
    "foretell.evaluation": "Evaluate compare evaluate",
    "foretell.laws": "Fit Trace fit fit_table predict read_table trend",
    "foretell.planning": "Budget plan sealed",
    "foretell.report": "Story publish",
    "foretell.adaptation": "Adapt adapt",
    "foretell.huggingface": "ImportRun export_run import_run model_folder",
    "foretell.recipe": "Recipe read_recipe",
    "foretell.journey": "Journey",
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its room (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'foretell' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
