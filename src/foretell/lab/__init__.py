"""Do a verb once, remember it: key · record · lease · map; forget what nothing needs: garbage."""

from foretell.lab.ancestors import ancestors
from foretell.lab.files import DamagedError, read_json, whole, write_json, write_text
from foretell.lab.garbage import Garbage, garbage, sweep
from foretell.lab.guard import GUARD
from foretell.lab.key import digest, file_digest, unchanged, verb
from foretell.lab.lab import REMEMBERED, Lab, all_runs, trainings, why
from foretell.lab.pool import cores
from foretell.lab.record import meter_of
from foretell.lab.workspace import Workspace

__all__ = [
    "GUARD",
    "REMEMBERED",
    "DamagedError",
    "Garbage",
    "Lab",
    "Workspace",
    "all_runs",
    "ancestors",
    "cores",
    "digest",
    "file_digest",
    "garbage",
    "meter_of",
    "read_json",
    "sweep",
    "trainings",
    "unchanged",
    "verb",
    "whole",
    "why",
    "write_json",
    "write_text",
]
