"""Do a verb once, remember it: key · record · lease · map."""

from foretell.lab.files import read_json, whole, write_json, write_text
from foretell.lab.key import digest, file_digest, verb
from foretell.lab.lab import REMEMBERED, Lab, trainings, why
from foretell.lab.record import meter_of
from foretell.lab.workspace import Workspace

__all__ = [
    "REMEMBERED",
    "Lab",
    "Workspace",
    "digest",
    "file_digest",
    "meter_of",
    "read_json",
    "trainings",
    "verb",
    "whole",
    "why",
    "write_json",
    "write_text",
]
