"""adapt: Run + lessons → Run; the loop is training's."""

from foretell.adaptation.adapt import Adapt, adapt, adaptation_rung, check_lessons

__all__ = ["Adapt", "adapt", "adaptation_rung", "check_lessons"]
