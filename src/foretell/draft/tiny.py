"""The tiny recipe: what `foretell new` writes when nobody names pages."""

from __future__ import annotations

from foretell.corpus import Curate
from foretell.planning import Budget
from foretell.recipe import Recipe
from foretell.tasks import Teach
from foretell.tokens import Tokenize
from foretell.training import Ladder

TINY = Recipe(
    name="tiny",
    pages={"factbook": "factbook", "kjv": "kjv", "python": "pydoc", "arithmetic": "worksheets"},
    curate=Curate(trusted=("arithmetic",)),
    tokenize=Tokenize(vocabulary=1024, mixture={"factbook": 0.50, "kjv": 0.33, "python": 0.12, "arithmetic": 0.05}),
    ladder=Ladder(widths=(24, 32, 48, 64, 96), budgets=(1.0e11, 1.78e11, 3.16e11, 5.62e11, 1.0e12)),
    budget=Budget(flops=3.16e12),
    teach=Teach(facts=("capitals", "currencies")),
)
TINY_NOTES = {
    "": (
        "The journey at the size of a laptop: two cores, minutes. What is not written here has its default;\n"
        "`foretell run RECIPE --dry-run` shows what it costs, `foretell schema` describes every key to an editor.\n"
        "A recipe of your own, by your pages and your machine: foretell new FOLDER --hours 6"
    ),
    "pages": "These four are built in.",
    "curate.trusted": "Arithmetic is no prose: the rules would drop all of it.",
    "tokenize.vocabulary": "Few, so that the head does not outweigh models as small as these.",
    "tokenize.mixture": "A twentieth of arithmetic is enough to see addition learnt.",
    "ladder.widths": "About the best size at every budget, with smaller and larger ones beside it.",
    "ladder.budgets": "A factor of 10^(1/4) apart: five curves over one decade.",
    "budget.flops": "10^(1/2) times the largest of the ladder: a forecast beyond what was seen, and minutes of work.",
    "teach.facts": "Half of them, in wordings of which two are kept for the examination.",
}
