"""evaluate: Run → Scores; compare: Scores before and after → Comparison."""

from foretell.evaluation.compare import compare
from foretell.evaluation.evaluate import Evaluate, evaluate

__all__ = ["Evaluate", "compare", "evaluate"]
