"""How often the truth lies in an interval that says 80 %: nice -n 19 python -m benchmarks.recovery [SIMULATIONS]

Each law makes tables of runs by known coefficients (truths.py), with noise, and is fitted to each with 200 draws. Asked
is, at five times the largest compute, for the loss and for ln N* (of a curve: for its value at five times its inputs,
or over loss at that of five times the compute), and counted is how often the truth lies inside. A law whose interval is
for one more run is asked for one, with its noise. A coverage is itself found from so many simulations: its standard
error stands beside it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.truths import Truth, truths
from foretell.laws import CURVES, FORMS, Fit
from foretell.laws.form import CurveForm, Form, estimate_posed
from foretell.laws.predict import LEVEL, interval, quantile_interval
from foretell.laws.tables.table import Array
from foretell.nouns import Interval

SIMULATIONS, DRAWS = 400, 200
ALLOWED = 5.0  # percent by which a coverage may be off


def simulations(name: str, truth: Truth, times: int, draws: int = DRAWS) -> Iterator[dict[str, bool]]:
    """For each simulation, whether each quantity's truth lay inside; nothing where the runs identified no law."""
    form = FORMS.get(name) or CURVES[name]
    for seed in range(times):
        spec, generator = Fit(form=name, draws=draws, seed=seed), np.random.default_rng((seed, 1))  # not the draws'
        try:
            if isinstance(form, CurveForm):
                yield _of_curve(form, truth, spec, generator)
            else:
                yield _of_form(form, truth, spec, generator)
        except ValueError:
            yield {}


def _of_form(form: Form, truth: Truth, spec: Fit, generator: np.random.Generator) -> dict[str, bool]:
    theta, C = truth.theta, truth.there["flops"]
    found = form.estimate(truth.table(generator), spec, spec.draws or 0)
    best, drawn = found.coefficients[None], found.draws[:, None]
    one_run = generator.normal(0.0, truth.sd) if "noise" in form.names else 0.0

    def said(at: Callable[[Array], Array]) -> Interval:
        return interval(form, float(at(best)[0]), at(drawn)[:, 0])

    def ln_size(values: Array) -> Array:
        return np.asarray(np.log(form.optimum(values, C)[0]), dtype=np.float64)

    def least_loss(values: Array) -> Array:
        return form.loss(values, C, form.optimum(values, C)[0])

    size, loss = float(ln_size(theta)[0]), float(least_loss(theta)[0]) * math.exp(one_run)
    return {"loss": _inside(said(least_loss), loss), "ln N*": _inside(said(ln_size), size)}


def _of_curve(form: CurveForm, truth: Truth, spec: Fit, generator: np.random.Generator) -> dict[str, bool]:
    found = estimate_posed(form.pose, truth.table(generator), spec, spec.draws or 0)
    drawn = form.value(found.draws[:, None], truth.there)[:, 0]
    said = quantile_interval(float(form.value(found.coefficients[None], truth.there)[0]), drawn)
    return {form.target: _inside(said, float(form.value(truth.theta, truth.there)[0]))}


def _inside(said: Interval, true: float) -> bool:
    return said.low <= true <= said.high


def coverages(name: str, truth: Truth, times: int, draws: int = DRAWS) -> dict[str, float]:
    """The share of simulations whose interval held the truth, by quantity; one without a law held nothing."""
    every = list(simulations(name, truth, times, draws))
    found = [each for each in every if each] or [{"no law": False}]
    return {key: sum(each.get(key, False) for each in every) / times for key in found[0]}


def main(times: int) -> None:
    """Print the table: law, quantity, coverage, and whether it is within what is allowed."""
    known = truths()
    error = 100.0 * math.sqrt(LEVEL * (1.0 - LEVEL) / times)
    print(f"{times} simulations, {DRAWS} draws; standard error of a coverage {error:.1f} %\n")
    print("| law | quantity | inside 80 % | |\n|---|---|---|---|", flush=True)
    for name, truth in known.items():
        for quantity, share in coverages(name, truth, times).items():
            off = round(abs(100.0 * (share - LEVEL)), 6)  # 75 % is allowed, whatever 0.75 − 0.8 rounds to
            verdict = "" if off <= ALLOWED else "too wide" if share > LEVEL else "too narrow"
            print(f"| {name} | {quantity} | {100.0 * share:.0f} % | {verdict} |", flush=True)
    print(f"\nnot simulated: {', '.join(name for name in [*FORMS, *CURVES] if name not in known)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIMULATIONS)
