"""A running journey watched: on a screen, in a log file, and by logging libraries.

told · pace → view (sparkline, durations) → watch, line ; writer: tensorboard, wandb, mlflow ← log
"""

from foretell.watch.durations import spelled
from foretell.watch.line import Line
from foretell.watch.watch import Watch
from foretell.watch.writer import KINDS, Writer, writer_named

__all__ = ["KINDS", "Line", "Watch", "Writer", "spelled", "writer_named"]
