"""Every law by its name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from foretell.laws.form import CurveForm, Form
from foretell.laws.forms.chinchilla import PARAMETRIC
from foretell.laws.forms.envelope import ENVELOPE
from foretell.laws.forms.isoflop import ISOFLOP
from foretell.laws.forms.valley import HIGH_FLOOR, NO_FLOOR, VALLEY
from foretell.nouns import Law

FORMS: dict[str, Form] = {
    "chinchilla.parametric": PARAMETRIC,
    "chinchilla.isoflop": ISOFLOP,
    "chinchilla.envelope": ENVELOPE,
    "valley": VALLEY,
    "valley.no_floor": NO_FLOOR,
    "valley.high_floor": HIGH_FLOOR,
}


CURVES: dict[str, CurveForm] = {}


def form_named(name: str) -> Form:
    """The form of this name. Raises ValueError with the nearest name for one that there is not."""
    if name in FORMS:
        return FORMS[name]
    if name in CURVES:
        raise ValueError(f"{name} is a curve of {CURVES[name].target}, which knows no best size: it cannot plan.")
    raise ValueError(_unknown(name, FORMS))


def curve_named(name: str) -> CurveForm:
    """The curve of this name. Raises ValueError with the nearest name for one that there is not."""
    if name in CURVES:
        return CURVES[name]
    raise ValueError(_unknown(name, CURVES))


def _unknown(name: str, among: Iterable[str]) -> str:
    near = get_close_matches(name, [*FORMS, *CURVES], n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no law named {name!r}.{hint} Laws: {', '.join(among)}."


def form_of(law: Law) -> Form:
    """The form of a law; what stands after it in brackets ("chinchilla.parametric (Hoffmann 2022)") is its source."""
    return form_named(law.form.split(" (")[0])
