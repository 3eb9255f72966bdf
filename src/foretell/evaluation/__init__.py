"""evaluate: Run → Scores."""

from foretell.evaluation.evaluate import Evaluate, evaluate

__all__ = ["Evaluate", "evaluate"]
