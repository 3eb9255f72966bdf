"""fit: runs → Law; predict and optimum: what a Law says of a budget; trend: Scores over a ladder → Trends.

tables      anybody's runs: CSV files and data frames, and what can be told from their rows alone
fitting     the one core: Newton steps over batches of weights, certificates, profiles, influence
forms       one file a law; FORMS know a best size, CURVES do not
optima      where the loss is lowest, by runs or by a law
fit         fit_table, fit_curve · predict · backtest · checks · three_approaches
published   laws with the constants of their papers
abilities   trends over a ladder, and observational laws of anybody's models
stock       when the text runs out
"""

from foretell.laws.abilities.trend import Trace, trend, trend_of
from foretell.laws.check_curve import check_curve
from foretell.laws.check_law import check_law
from foretell.laws.curve_table import curve_table, further_columns
from foretell.laws.fit import fit, fit_curve, fit_table
from foretell.laws.form import Fit
from foretell.laws.forms import CURVES, FORMS
from foretell.laws.predict import optimum, predict, predict_curve
from foretell.laws.stock import TextStock, text_stock
from foretell.laws.tables.budgets import falls
from foretell.laws.tables.csv_scores import read_scores
from foretell.laws.tables.csv_table import read_table
from foretell.laws.tables.frames import table_of_frame
from foretell.laws.tables.table import Table, table_of_runs
from foretell.laws.three_approaches import ThreeApproaches, three_approaches

__all__ = [
    "CURVES",
    "FORMS",
    "Fit",
    "Table",
    "TextStock",
    "ThreeApproaches",
    "Trace",
    "check_curve",
    "check_law",
    "curve_table",
    "falls",
    "fit",
    "fit_curve",
    "fit_table",
    "further_columns",
    "optimum",
    "predict",
    "predict_curve",
    "read_scores",
    "read_table",
    "table_of_frame",
    "table_of_runs",
    "text_stock",
    "three_approaches",
    "trend",
    "trend_of",
]
