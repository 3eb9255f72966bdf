"""An observational law as a person reads it: capabilities, the curve of the task, its back-test, and the families."""

from __future__ import annotations

from collections.abc import Iterator

from foretell.laws.abilities import Observation
from foretell.laws.abilities.observational import StrongerModels
from foretell.show.digits import number, span
from foretell.show.laws import curve
from foretell.show.lines import out, table, warn


def observation(value: Observation) -> None:
    """What stands for capability, how the task follows from it, how that would have done, and what was asked."""
    found = value.capabilities
    names = [f"PC-{i + 1}" for i in range(len(found.components))]
    rows = [
        (name, f"{share:.1%}", *(f"{weight:+.2f}" for weight in weights))
        for name, share, weights in zip(names, found.explained, found.components, strict=False)
    ]
    table(f"capability of {len(found.scores)} models", ("", "of the variance", *found.benchmarks), rows)
    if found.imputed:
        out.print(f"imputed: {found.imputed} missing scores")
    out.print()
    curve(value.curve, "models")
    if value.test:
        out.print(_tested(value.test))
    if value.families:
        out.print()
        _families(value)
    warn(value.warnings)


def _tested(test: StrongerModels) -> str:
    inside = "" if test.covered is None else f", {test.covered:.0%} of them inside 80 %"
    return (
        f"back-test: fitted to {test.fitted} models up to {test.below:.3g} FLOPs, asked for {test.tested} stronger "
        f"ones{inside}; error {test.error_points:+.1f} points, without sign {test.absolute_points:.1f} (by compute "
        f"alone {test.by_compute_points:.1f}), worst {test.worst_points:.1f}"
    )


def _families(value: Observation) -> None:
    at = {each.family: each for each in value.asked}
    heads = ("family", "models", "up to FLOPs", "PC-1 a tenfold", "R²")
    asked = (f"{value.curve.target} at {value.asked[0].flops:.3g}", "80 % interval", "beyond") if at else ()
    table("families over compute", (*heads, *asked), list(_rows(value)))


def _rows(value: Observation) -> Iterator[tuple[str, ...]]:
    at = {each.family: each for each in value.asked}
    for line in value.families:
        if at and line.family not in at:
            continue
        told = (line.family, str(line.models), f"{line.flops_range[1]:.3g}", f"{line.slopes[0]:+.3f}", f"{line.r2:.3f}")
        one = at.get(line.family)
        yield (*told, *((number(one.score.centre, one.score), span(one.score), f"× {one.multiple:.3g}") if one else ()))
