"""draft: a folder of pages + hours on this machine → a Recipe with its reasons; recipes as TOML, Python, JSON schema."""

from foretell.draft.python_form import python_form
from foretell.draft.schema import recipe_schema
from foretell.draft.tiny import TINY, TINY_NOTES
from foretell.draft.toml_form import toml_form

__all__ = ["TINY", "TINY_NOTES", "python_form", "recipe_schema", "toml_form"]
