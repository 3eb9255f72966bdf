"""Observational laws: what anybody's public models can do, by their capabilities and their compute (Ruan et al. 2024).

model_scores      models, families, compute and benchmarks from a table
capabilities      principal components of the benchmarks
family_lines      capabilities over compute, a line for each family
capability_curve  a task's score over the capabilities
observational     all of it, with its back-test
"""

from foretell.laws.abilities.capabilities import capabilities
from foretell.laws.abilities.model_scores import read_model_scores, target_of
from foretell.laws.abilities.observational import Observe, at_compute, observe

__all__ = ["Observe", "at_compute", "capabilities", "observe", "read_model_scores", "target_of"]
