"""How abilities move with scale: trends over one ladder, and observational laws over anybody's public models (Ruan et
al. 2024).

trend             a metric over a ladder: its label, and where it leaves chance
model_scores      models, families, compute and benchmarks from a table
score_columns     which of its columns are benchmarks
capabilities      principal components of the benchmarks
family_lines      capabilities over compute, a line for each family
capability_curve  a task's score over the capabilities
observational     all of it, with its back-test
"""

from foretell.laws.abilities.capabilities import capabilities
from foretell.laws.abilities.model_scores import read_model_scores, target_of
from foretell.laws.abilities.observational import Observation, Observe, asked, at_compute, observe
from foretell.laws.abilities.score_columns import score_columns

__all__ = [
    "Observation",
    "Observe",
    "asked",
    "at_compute",
    "capabilities",
    "observe",
    "read_model_scores",
    "score_columns",
    "target_of",
]
