"""plan: Laws + Budget → Plan; sealed: the target's rung, bearing its plan's digest; spent and ahead: what it costs."""

from foretell.planning.ask import Ask
from foretell.planning.cost import Cost, ahead, spent
from foretell.planning.famous import famous
from foretell.planning.like import Likeness, all_likenesses, like
from foretell.planning.memory import training_bytes
from foretell.planning.nearest import meters_near
from foretell.planning.plan import Budget, plan, sealed
from foretell.planning.price import Price, price
from foretell.planning.propose import propose
from foretell.planning.published import published_laws, published_plan
from foretell.planning.published_draws import drawn_laws

__all__ = [
    "Ask",
    "Budget",
    "Cost",
    "Likeness",
    "Price",
    "ahead",
    "all_likenesses",
    "drawn_laws",
    "famous",
    "like",
    "meters_near",
    "plan",
    "price",
    "propose",
    "published_laws",
    "published_plan",
    "sealed",
    "spent",
    "training_bytes",
]
