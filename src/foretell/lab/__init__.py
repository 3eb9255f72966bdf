"""Do a verb once, remember it: key · record · lease · map; forget what nothing needs: garbage."""

from foretell.lab.ancestors import ancestors
from foretell.lab.files import read_json, whole, write_json, write_text
from foretell.lab.garbage import Garbage, garbage, sweep
from foretell.lab.key import digest, file_digest, verb
from foretell.lab.lab import REMEMBERED, Lab, trainings, why
from foretell.lab.record import meter_of
from foretell.lab.workspace import Workspace

__all__ = [
    "REMEMBERED",
    "Garbage",
    "Lab",
    "Workspace",
    "ancestors",
    "digest",
    "file_digest",
    "garbage",
    "meter_of",
    "read_json",
    "sweep",
    "trainings",
    "verb",
    "whole",
    "why",
    "write_json",
    "write_text",
]
