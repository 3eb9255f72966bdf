"""A recipe as plain Python: its specs by name, and the journey through them, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from foretell.draft.toml_form import number_form
from foretell.nouns import Noun, Spec
from foretell.recipe import Recipe

COLUMNS = 120
STAGES = ("curate", "pose", "tokenize", "ladder", "budget", "evaluate")
TAUGHT = ("teach", "adapt")  # where facts are taught
VERBS = "Fit Lab climb curate evaluate fit ground ladder pages_of plan pose sealed tokenize train"
TAUGHT_VERBS = "adapt compare examine lessons"
PUBLIC = "Adapt Budget Curate Evaluate Ladder MinHash Pose Source Teach Tokenize"  # specs that the package names

JOURNEY = """
if __name__ == "__main__":
    with Lab("store") as lab:  # where and how; never part of a result's identity
        posed = lab(pose, POSE)
        corpus = lab(curate, pages_of(PAGES, Path()), CURATE, posed{earlier})
        tokens = lab(tokenize, corpus, TOKENIZE)
        suite = lab(ground, posed, tokens)
        columns = lab.each(climb, ladder(LADDER, tokens.vocabulary), tokens)
        cells = [run for column in columns for run in column if run.rung.decay_from is not None]
        law = lab(fit, cells, Fit(form=BUDGET.route))
        goal = lab(plan, [law], BUDGET, cells[0].rung, tokens)
        print(goal.forecast)  # sealed here, before the target exists
        target = lab(train, sealed(goal), tokens)
        print(target.bits_per_byte)
        scores = lab.map(evaluate, [*cells, target], tokens, suite, EVALUATE)
"""
ADAPTATION = """
        told = lab(lessons, TEACH)
        adapted = lab(adapt, target, tokens, told, ADAPT)
        exam = lab(examine, TEACH, suite)
        before, after = lab.map(evaluate, [target, adapted], tokens, exam, EVALUATE)
        print(lab(compare, before, after))
"""


def python_form(recipe: Recipe) -> str:
    """A program that walks the recipe's journey in the lab `store`, from the folder that it is started in.

    It stands on the law of the recipe's route alone. Paths are those of the recipe.
    """
    specs = {name: getattr(recipe, name) for name in STAGES + (TAUGHT if recipe.teach else ())}
    verbs = f"{VERBS} {TAUGHT_VERBS if recipe.teach else ''}".split()
    earlier = f", lab.read({literal(recipe.joins)})" if recipe.joins else ""
    journey = JOURNEY.format(earlier=earlier) + ADAPTATION[1:] * bool(recipe.teach)
    return "\n".join(
        [
            f'"""The journey {recipe.name}, as plain Python."""',
            "",
            "from pathlib import Path",
            "",
            *_imports(verbs, {kind for spec in specs.values() for kind in kinds_in(spec)}),
            "",
            _named("PAGES", dict(recipe.pages)),
            *(_named(name.upper(), spec) for name, spec in specs.items()),
            journey.rstrip(),
            "",
        ]
    )


def _imports(verbs: Iterable[str], kinds: set[type]) -> list[str]:
    """Public names from the package, the others from the module that they are written in."""
    public = {*verbs, *(kind.__name__ for kind in kinds if kind.__name__ in PUBLIC.split())}
    inner = sorted((kind.__module__, kind.__name__) for kind in kinds if kind.__name__ not in public)
    ordered = sorted(public, key=lambda name: (name[0].islower(), name))
    return [
        "from foretell import (",
        *(f"    {name}," for name in ordered),
        ")",
        *(f"from {module} import {name}" for module, name in inner),
    ]


def kinds_in(value: Any) -> set[type]:
    """The classes that must be imported to write a value."""
    if isinstance(value, Spec | Noun):
        return {type(value)} | {kind for each in _written(value).values() for kind in kinds_in(each)}
    if isinstance(value, list | tuple):
        return {kind for each in value for kind in kinds_in(each)}
    return set()


def _named(name: str, value: Any) -> str:
    return f"{name} = {literal(value, len(name) + 3)}"


def literal(value: Any, column: int = 0, indent: int = 0) -> str:
    """A value as Python that makes it again; in one line where that fits, else one part a line."""
    opening, parts, closing = _parts(value, indent + 4)
    line = f"{opening}{', '.join(parts)}{',' * (isinstance(value, tuple) and len(parts) == 1)}{closing}"
    if not parts or (column + indent + len(line) <= COLUMNS and "\n" not in line):
        return line
    inside = "".join(f"{' ' * (indent + 4)}{part},\n" for part in parts)
    return f"{opening}\n{inside}{' ' * indent}{closing}"


def _parts(value: Any, indent: int) -> tuple[str, list[str], str]:
    if isinstance(value, Spec | Noun):
        fields = [f"{name}={literal(each, len(name) + 1, indent)}" for name, each in _written(value).items()]
        return f"{type(value).__name__}(", fields, ")"
    if isinstance(value, Mapping):
        items = [f"{literal(key)}: {literal(each, len(str(key)) + 4, indent)}" for key, each in value.items()]
        return "{", items, "}"
    if isinstance(value, list | tuple):
        return "(", [literal(each, 0, indent) for each in value], ")"
    text = number_form(value) if isinstance(value, float) else repr(value)
    if isinstance(value, str) and text.startswith("'") and '"' not in text:
        text = f'"{text[1:-1]}"'.replace("\\'", "'")
    return text, [], ""


def _written(value: Spec | Noun) -> dict[str, Any]:
    """The fields that differ from their defaults."""
    return {
        name: getattr(value, name)
        for name, info in type(value).model_fields.items()
        if info.is_required() or getattr(value, name) != info.get_default(call_default_factory=True)
    }
