"""draft: pages + hours of this machine → a Recipe with its reasons; recipes as TOML, Python and JSON schema."""

from foretell.draft.designs import name_of
from foretell.draft.draft import Draft, draft, seen_from
from foretell.draft.machine import Machine, this_machine
from foretell.draft.python_form import python_form
from foretell.draft.schema import recipe_schema
from foretell.draft.text import Text, sample
from foretell.draft.tiny import TINY, TINY_NOTES
from foretell.draft.toml_form import toml_form

__all__ = [
    "TINY",
    "TINY_NOTES",
    "Draft",
    "Machine",
    "Text",
    "draft",
    "name_of",
    "python_form",
    "recipe_schema",
    "sample",
    "seen_from",
    "this_machine",
    "toml_form",
]
