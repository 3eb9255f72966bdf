"""One file a claim of the field. Each gives a `STUDY`; its verdict says reproduced, not, or not resolvable here."""

from __future__ import annotations

import difflib
import importlib
import pkgutil

from foretell.studies.study import Study

__all__ = ["Study", "all_studies", "find"]


def all_studies() -> list[Study]:
    """Every study: a file of this folder that defines `STUDY`."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return [module.STUDY for module in modules if hasattr(module, "STUDY")]


def find(name: str) -> Study:
    """The study with this name. Raises ValueError, with a suggestion, where there is none."""
    known = {study.name: study for study in all_studies()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{name!r} is no study.{meant} Studies: {', '.join(known)}.")
    return known[name]
