"""plan: Laws + Budget → Plan; sealed: the target's rung, bearing its plan's digest; spent and ahead: what it costs."""

from foretell.planning.cost import Cost, ahead, spent
from foretell.planning.plan import Budget, plan, sealed
from foretell.planning.published import published_laws, published_plan

__all__ = ["Budget", "Cost", "ahead", "plan", "published_laws", "published_plan", "sealed", "spent"]
