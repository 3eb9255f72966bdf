"""Every law by its name."""

from __future__ import annotations

from difflib import get_close_matches

from foretell.laws.form import CurveForm, Form
from foretell.laws.forms.chinchilla import PARAMETRIC
from foretell.laws.forms.data_constrained import ON_C4, OWN
from foretell.laws.forms.downstream import ERROR, SIGMOID
from foretell.laws.forms.envelope import ENVELOPE
from foretell.laws.forms.isoflop import ISOFLOP
from foretell.laws.forms.kaplan import SIZE_AND_DATA
from foretell.laws.forms.kaplan_curves import COMPUTE, COMPUTE_MIN, DATA, SIZE
from foretell.laws.forms.kaplan_steps import STEPS
from foretell.laws.forms.learning_rate import BATCH, RATE
from foretell.laws.forms.overtraining import OVERTRAINING
from foretell.laws.forms.own import LOADED
from foretell.laws.forms.valley import HIGH_FLOOR, NO_FLOOR, VALLEY
from foretell.nouns import Law

FORMS: dict[str, Form] = {
    "chinchilla.parametric": PARAMETRIC,
    "chinchilla.isoflop": ISOFLOP,
    "chinchilla.envelope": ENVELOPE,
    "kaplan": SIZE_AND_DATA,
    "overtraining": OVERTRAINING,
    "valley": VALLEY,
    "valley.no_floor": NO_FLOOR,
    "valley.high_floor": HIGH_FLOOR,
}


CURVES: dict[str, CurveForm] = {
    "kaplan.size": SIZE,
    "kaplan.data": DATA,
    "kaplan.compute": COMPUTE,
    "kaplan.compute_min": COMPUTE_MIN,
    "kaplan.steps": STEPS,
    "steplaw.rate": RATE,
    "steplaw.batch": BATCH,
    "data_constrained": OWN,
    "data_constrained.c4": ON_C4,
    "downstream.sigmoid": SIGMOID,
    "downstream.error": ERROR,
}


def form_named(name: str) -> Form:
    """The form of this name. Raises ValueError with the nearest name for one that there is not."""
    form = FORMS.get(name) or CURVES.get(name) or LOADED.get(name)
    if isinstance(form, Form):
        return form
    if form:
        raise ValueError(f"{name} is a curve of {form.target}, which knows no best size: it cannot plan.")
    raise ValueError(_unknown(name))


def curve_named(name: str) -> CurveForm:
    """The curve of this name, what stands after it in brackets being its source. Raises ValueError with the nearest
    name for one that there is not."""
    plain = name.split(" (")[0]
    form = CURVES.get(plain) or LOADED.get(plain)
    if isinstance(form, CurveForm):
        return form
    raise ValueError(_unknown(name))


def is_curve(name: str) -> bool:
    """Whether this is the name of a curve, and not of a law that knows a best size."""
    return isinstance(CURVES.get(name) or LOADED.get(name), CurveForm)


def _unknown(name: str) -> str:
    if name.endswith(".py"):
        return f"The law {name} is of somebody's own file, which was not loaded: name the file by --form (or `own`)."
    near = get_close_matches(name, [*FORMS, *CURVES], n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no law named {name!r}.{hint} Laws: {', '.join(FORMS)}. Curves: {', '.join(CURVES)}."


def form_of(law: Law) -> Form:
    """The form of a law; what stands after it in brackets ("chinchilla.parametric (Hoffmann 2022)") is its source."""
    return form_named(law.form.split(" (")[0])
