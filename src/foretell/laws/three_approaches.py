"""The three approaches of Hoffmann et al. 2022 side by side: envelope, IsoFLOP profiles, parametric law.

What each says of the exponents and of one budget, and whether they agree. They are fitted to the same runs, so that
their errors are no strangers to each other; taking them for independent, as is done here, makes the differences look
less certain than they are, and agreement easier.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from foretell.laws.fit import law_of
from foretell.laws.form import Fit
from foretell.laws.forms import form_named, form_of
from foretell.laws.predict import optimum
from foretell.laws.progress import Parts, Tell, silent
from foretell.laws.tables.table import Table
from foretell.nouns import Interval, Law, Noun

GOPHER = 5.76e23  # FLOPs
FORMS = ("chinchilla.envelope", "chinchilla.isoflop", "chinchilla.parametric")
DRAWS = 400


@dataclass(frozen=True)
class Published:
    """What Hoffmann et al. 2022 give: the exponent of N* with its 10 to 90 % range (table 2), and N* and D* at the
    Gopher budget (§3). As remembered from the paper, and not computed from its data. `tokens` of approach 3 are none
    of theirs."""

    exponent: tuple[float, float, float]
    params: float
    tokens: float | None


PUBLISHED = {
    "chinchilla.envelope": Published((0.50, 0.488, 0.502), 67e9, 1.5e12),
    "chinchilla.isoflop": Published((0.49, 0.462, 0.534), 63e9, 1.4e12),
    "chinchilla.parametric": Published((0.46, 0.454, 0.455), 40e9, None),
}


class Approach(Noun):
    """One approach: its law with the exponents' intervals in it, and N* and D* at the budget; or why there is none."""

    form: str
    law: Law | None = None
    params: Interval | None = None
    tokens: Interval | None = None
    refused: str = ""


class Pair(Noun):
    """Two approaches' exponents of N*: the first less the second, its interval at `level`, and z, their difference in
    standard deviations. They agree where the interval holds zero."""

    first: str
    second: str
    difference: Interval
    z: float
    agree: bool


class ThreeApproaches(Noun):
    """The approaches in the order of the paper. `agree` is None where fewer than two could be fitted."""

    flops: float
    approaches: tuple[Approach, ...]
    pairs: tuple[Pair, ...]
    agree: bool | None


def three_approaches(
    table: Table, flops: float = GOPHER, level: float = 0.8, draws: int = DRAWS, seed: int = 0, tell: Tell = silent
) -> ThreeApproaches:
    """Fit all three to one table, and ask each for its best size at `flops`. `tell` hears how far it is.

    An approach that the table cannot identify says why in `refused`. Raises ValueError for a budget that is not
    positive and finite, for a level outside (0, 1), and for fewer draws than two.
    """
    if not 0.0 < flops < math.inf:
        raise ValueError(f"A budget must be a positive, finite number of FLOPs, and {flops} is not.")
    if not 0.0 < level < 1.0 or draws < 2:
        raise ValueError(f"Intervals need a level between 0 and 1 and two draws or more; given: {level} and {draws}.")
    table, parts = table.sorted(), Parts(tell, len(FORMS))
    found = tuple(_approach(table, flops, Fit(form=form, seed=seed), draws, parts) for form in FORMS)
    parts.end()
    pairs = pairs_of([each.law for each in found if each.law is not None], level)
    return ThreeApproaches(
        flops=flops, approaches=found, pairs=pairs, agree=all(pair.agree for pair in pairs) if pairs else None
    )


def pairs_of(laws: Sequence[Law], level: float = 0.8) -> tuple[Pair, ...]:
    """Every two laws' exponents against each other; laws without draws have no interval, and are in no pair."""
    return tuple(_pair(one, other, level) for one, other in combinations([law for law in laws if law.draws], 2))


def exponent_interval(law: Law, level: float) -> Interval:
    """The exponent of N* with the range of its draws at a level of one's own."""
    drawn = _drawn_exponents(law)
    low, high = np.quantile(drawn, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    centre = law.params_exponent
    return Interval(centre=centre, low=min(float(low), centre), high=max(float(high), centre), level=level)


def difference_of(first: Interval, second: Interval) -> Interval:
    """The interval of a difference from those of its two parts: the square roots of sums of squared distances to the
    nearer ends (the MOVER of Zou & Donner 2008, eq. 4), which keeps intervals that lean to one side as they are."""
    centre = first.centre - second.centre
    low = centre - math.hypot(first.centre - first.low, second.high - second.centre)
    high = centre + math.hypot(first.high - first.centre, second.centre - second.low)
    return Interval(centre=centre, low=low, high=high, level=first.level)


def _approach(table: Table, flops: float, spec: Fit, draws: int, parts: Parts) -> Approach:
    parts.begin(spec.form)
    form = form_named(spec.form)
    try:
        with np.errstate(all="ignore"):
            law = law_of(form, spec, table, form.estimate(table, spec, draws))
        params, tokens = optimum(law, flops)
    except ValueError as error:
        return Approach(form=spec.form, refused=str(error))
    return Approach(form=spec.form, law=law, params=params, tokens=tokens)


def _pair(first: Law, second: Law, level: float) -> Pair:
    difference = difference_of(exponent_interval(first, level), exponent_interval(second, level))
    sd = math.hypot(*(float(np.std(_drawn_exponents(law))) for law in (first, second)))
    return Pair(
        first=first.form,
        second=second.form,
        difference=difference,
        z=difference.centre / sd if sd > 0.0 else math.copysign(math.inf, difference.centre),
        agree=difference.low <= 0.0 <= difference.high,
    )


def _drawn_exponents(law: Law) -> Sequence[float]:
    return [float(each) for each in form_of(law).exponents(np.array(law.draws))[0]]
