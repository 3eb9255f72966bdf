"""Does the compute-optimal size grow as C^0.5? (Hoffmann et al. 2022, approach 2.)"""

from __future__ import annotations

from foretell.lab import Workspace, verb
from foretell.nouns import Interval, Law, Spec, Verdict
from foretell.studies.study import Study, judged

CLAIM = "The compute-optimal number of parameters grows as the square root of compute (N* ~ C^0.5)."
SOURCE = "Hoffmann et al. 2022, table 2, approach 2: exponent 0.49 (80 % interval 0.462 to 0.534)"


class IsoFlop(Spec):
    """What is claimed, and how narrow an interval must be to speak of it."""

    exponent: float = 0.5
    tolerance: float = (
        0.15  # half-width: wide enough for a ladder of one decade, and it still tells 0.5 from Kaplan's 0.73
    )


@verb(version=1)
def isoflop(law: Law, spec: IsoFlop, *, workspace: Workspace) -> Verdict:
    """Judge the claim by the exponent of an IsoFLOP law and its interval."""
    found = law.intervals["params_exponent"]
    outcome = judged(found, spec.exponent, spec.tolerance)
    return Verdict(
        claim=CLAIM,
        source=SOURCE,
        verdict=outcome,
        expected=f"an exponent of {spec.exponent:g} inside an interval of half-width {spec.tolerance:g} or less",
        found=found,
        reason=_reason(found, spec, outcome),
        evidence=_evidence(law),
        inputs=(law.home.address,) if law.home else (),
    )


def _reason(found: Interval, spec: IsoFlop, outcome: str) -> str:
    seen = f"The minima grow as C^{found.centre:.2f} ({found.level:.0%} interval {found.low:.2f} to {found.high:.2f})"
    if outcome == "not resolvable here":
        return f"{seen}: too wide to tell {spec.exponent:g} from a value {spec.tolerance:g} away. Add budgets or seeds."
    return f"{seen}, which {'holds' if outcome == 'reproduced' else 'does not hold'} {spec.exponent:g}."


def _evidence(law: Law) -> dict[str, float]:
    inside = [minimum for minimum in law.minima if minimum.interior]
    return {
        "budgets": float(len(law.minima)),
        "interior_minima": float(len(inside)),
        "runs": float(law.runs),
        "tokens_exponent": law.tokens_exponent,
    }


STUDY = Study(
    name="isoflop",
    claim=CLAIM,
    source=SOURCE,
    until="plan",
    inputs=lambda journey: (next(law for law in journey.laws if law.form == "chinchilla.isoflop"), IsoFlop()),
    verb=isoflop,
)
