"""fit: runs → Law; predict and optimum: what a Law says of a budget; trend: Scores over a ladder → Trends."""

from foretell.laws.check_law import check_law
from foretell.laws.fit import fit, fit_table
from foretell.laws.form import Fit
from foretell.laws.forms import FORMS
from foretell.laws.predict import optimum, predict
from foretell.laws.tables.budgets import falls
from foretell.laws.tables.csv_scores import read_scores
from foretell.laws.tables.csv_table import read_table
from foretell.laws.tables.table import Table, table_of_runs
from foretell.laws.trend import Trace, trend, trend_of

__all__ = [
    "FORMS",
    "Fit",
    "Table",
    "Trace",
    "check_law",
    "falls",
    "fit",
    "fit_table",
    "optimum",
    "predict",
    "read_scores",
    "read_table",
    "table_of_runs",
    "trend",
    "trend_of",
]
