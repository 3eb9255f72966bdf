"""adapt: Run + lessons → Run; the loop is training's."""

from foretell.adaptation.adapt import Adapt, adapt, adaptation_rung

__all__ = ["Adapt", "adapt", "adaptation_rung"]
