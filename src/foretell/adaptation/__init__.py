"""adapt: Run + lessons → Run; the loop is training's."""

from foretell.adaptation.adapt import Adapt, adapt

__all__ = ["Adapt", "adapt"]
