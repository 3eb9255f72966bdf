"""How often the truth lies in an interval that says 80 %: nice -n 19 python benchmarks/recovery.py [SIMULATIONS]

Each law makes tables of runs by known coefficients, with noise on ln L, and is fitted to each with 200 draws. Asked is,
at five times the largest compute, for the loss and for ln N* (of a curve: for its value at five times its inputs), and
counted is how often the truth lies inside. A law whose interval is for one more run is asked for one, with its noise.
A coverage is itself found from so many simulations: its standard error stands beside it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from foretell.laws import CURVES, FORMS, Fit, Table
from foretell.laws.form import RUN_NOISE, CurveForm, Form, estimate_posed
from foretell.laws.forms import chinchilla, kaplan
from foretell.laws.predict import LEVEL, interval, quantile_interval
from foretell.laws.tables.table import Array
from foretell.nouns import Interval

SIMULATIONS, DRAWS = 400, 200
FURTHER = 5.0  # times the largest compute, or inputs
ALLOWED = 5.0  # percent by which a coverage may be off
RATIOS = np.geomspace(0.25, 4.0, 9)  # of N to the best size of a budget


@dataclass(frozen=True)
class Truth:
    """A law's coefficients, and the runs [n] that it is simulated at, with columns besides N and D in `more`."""

    theta: tuple[float, ...]
    params: Array
    tokens: Array
    more: Mapping[str, Array]

    @property
    def flops(self) -> Array:
        return np.asarray(6.0 * self.params * self.tokens, dtype=np.float64)

    def table(self, loss: Array, noise: Array) -> Table:
        return Table(self.params, self.tokens, self.flops, loss * np.exp(noise), more=dict(self.more))


def around_optimum(form: Form, theta: tuple[float, ...], budgets: Array) -> Truth:
    """Nine sizes about the best of each budget."""
    C = np.repeat(budgets, len(RATIOS))
    N = form.optimum(np.array(theta), C)[0] * np.tile(RATIOS, len(budgets))
    return Truth(theta, N, C / (6.0 * N), {})


def along(theta: tuple[float, ...], params: Array, tokens: Array, **more: Array) -> Truth:
    """The runs of a curve."""
    return Truth(theta, params, tokens, more)


def truths() -> dict[str, Truth]:
    """What every law is simulated from: coefficients of the size that the papers found, and of a valley the floor that
    its form says in the middle."""
    large, small = np.geomspace(1e18, 1e21, 5), np.geomspace(1e12, 3e13, 5)
    bowl = (4.2, 0.14, 0.05, math.log(1.4), 0.45)
    flat = (3.3, 0.05, 0.03, math.log(0.2), 0.48, -math.log(1.2), 0.52)
    N, D = np.geomspace(1e6, 1e9, 12), np.geomspace(1e8, 1e11, 12)
    sizes, steps = (each.ravel() for each in np.meshgrid(np.geomspace(1e6, 1e9, 6), np.geomspace(1e3, 1e5, 6)))
    least = math.exp(bowl[0] - bowl[1] * math.log(small[-1]))  # of L − E
    shares = {"valley": 0.2, "valley.no_floor": 0.0, "valley.high_floor": 0.6}  # E of the lowest loss
    floors = {name: least * share / (1.0 - share) for name, share in shares.items()}
    return {
        "chinchilla.parametric": around_optimum(chinchilla.PARAMETRIC, (1.8, 480.0, 2100.0, 0.35, 0.37), large),
        "chinchilla.isoflop": around_optimum(FORMS["chinchilla.isoflop"], flat, large),
        "kaplan": around_optimum(kaplan.SIZE_AND_DATA, (0.076, 0.103, 6.4e13, 1.8e13), large),
        **{name: around_optimum(FORMS[name], (*bowl, E, 0.0), small) for name, E in floors.items()},
        "kaplan.size": along((0.076, 8.8e13), N, 20.0 * N),
        "kaplan.data": along((0.095, 5.4e13), D / 20.0, D),
        "kaplan.compute": along((0.057, 1.4e28), N, 20.0 * N),
        "kaplan.steps": along((0.077, 6.5e13, 0.76, 2.1e3), sizes, steps * 5e5, steps_min=steps),
    }


def simulations(name: str, truth: Truth, times: int, draws: int = DRAWS) -> Iterator[dict[str, bool]]:
    """For each simulation, whether each quantity's truth lay inside; nothing where the runs identified no law."""
    form = FORMS.get(name) or CURVES[name]
    for seed in range(times):
        spec, generator = Fit(form=name, draws=draws, seed=seed), np.random.default_rng(seed)
        try:
            if isinstance(form, CurveForm):
                yield _of_curve(form, truth, spec, generator)
            else:
                yield _of_form(form, truth, spec, generator)
        except ValueError:
            yield {}


def _of_form(form: Form, truth: Truth, spec: Fit, generator: np.random.Generator) -> dict[str, bool]:
    theta, C = np.array(truth.theta), np.array([FURTHER * truth.flops.max()])
    exact = form.loss(theta, truth.flops, truth.params)
    table = truth.table(exact, generator.normal(0.0, RUN_NOISE, len(exact)))
    found = form.estimate(table, spec, spec.draws or 0)
    best, drawn = found.coefficients[None], found.draws[:, None]
    one_run = generator.normal(0.0, RUN_NOISE) if "noise" in form.names else 0.0

    def said(at: Callable[[Array], Array]) -> Interval:
        return interval(form, float(at(best)[0]), at(drawn)[:, 0])

    def ln_size(values: Array) -> Array:
        return np.asarray(np.log(form.optimum(values, C)[0]), dtype=np.float64)

    def least_loss(values: Array) -> Array:
        return form.loss(values, C, form.optimum(values, C)[0])

    size, loss = float(ln_size(theta)[0]), float(least_loss(theta)[0]) * math.exp(one_run)
    return {"loss": _inside(said(least_loss), loss), "ln N*": _inside(said(ln_size), size)}


def _of_curve(form: CurveForm, truth: Truth, spec: Fit, generator: np.random.Generator) -> dict[str, bool]:
    theta = np.array(truth.theta)
    columns = {"params": truth.params, "tokens": truth.tokens, "flops": truth.flops, **truth.more}
    inputs = {name: columns[name] for name in form.inputs}
    exact = form.value(theta, inputs)
    table = truth.table(exact, generator.normal(0.0, RUN_NOISE, len(exact)))
    found = estimate_posed(form.pose, table, spec, spec.draws or 0)
    there = {name: np.array([FURTHER * each.max()]) for name, each in inputs.items()}
    drawn = form.value(found.draws[:, None], there)[:, 0]
    said = quantile_interval(float(form.value(found.coefficients[None], there)[0]), drawn)
    return {form.target: _inside(said, float(form.value(theta, there)[0]))}


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
    print(
        f"{times} simulations, {DRAWS} draws, noise {RUN_NOISE} of ln L; standard error of a coverage {error:.1f} %\n"
    )
    print("| law | quantity | inside 80 % | |\n|---|---|---|---|", flush=True)
    for name, truth in known.items():
        for quantity, share in coverages(name, truth, times).items():
            off = round(abs(100.0 * (share - LEVEL)), 6)  # 75 % is allowed, whatever 0.75 − 0.8 rounds to
            verdict = "" if off <= ALLOWED else "too wide" if share > LEVEL else "too narrow"
            print(f"| {name} | {quantity} | {100.0 * share:.0f} % | {verdict} |", flush=True)
    print(f"\nnot simulated: {', '.join(name for name in [*FORMS, *CURVES] if name not in known)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIMULATIONS)
