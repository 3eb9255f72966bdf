"""train: Rung + Tokens (+ a Run to start from) → Run; ladder: the grid of small trainings."""

from foretell.training.enough_text import check_text
from foretell.training.ladder import Column, Ladder, climb, ladder, own_flops
from foretell.training.train import train

__all__ = ["Column", "Ladder", "check_text", "climb", "ladder", "own_flops", "train"]
