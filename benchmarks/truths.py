"""What every law is simulated from: coefficients of the size that its paper found, and runs as its paper has them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws import CURVES, FORMS, Table
from foretell.laws.form import RUN_NOISE
from foretell.laws.forms.data_constrained import C4, PUBLISHED, unique_params
from foretell.laws.tables.table import Array, column

FURTHER = 5.0  # times the largest compute, or inputs: where a law is asked
RATIOS = np.geomspace(0.25, 4.0, 9)  # of N to the best size of a budget
GRID_NOISE = 0.0012  # sd of ln L about a square surface, near the bottoms of Li et al.'s grids: median of 17
TASK_NOISE = 0.01  # sd of an accuracy over 2,500 questions, half of them right


@dataclass(frozen=True)
class Truth:
    """A law's coefficients, and its runs without noise, whose `noisy` column has it with standard deviation `sd`: of
    the logarithm, or of an accuracy or error itself. Rows [n] of one `training` (each of its own, where none is told)
    have it in common. A curve is asked at `there`, a law of compute at `flops`."""

    theta: Array
    exact: Table
    there: Mapping[str, Array]
    noisy: str = "loss"
    sd: float = RUN_NOISE
    training: NDArray[np.intp] | None = None

    def table(self, generator: np.random.Generator) -> Table:
        """The runs with new noise."""
        of = np.arange(len(self.exact)) if self.training is None else self.training
        noise = generator.normal(0.0, self.sd, int(of.max()) + 1)[of]
        t, found = self.exact, column(self.exact, self.noisy)
        if self.noisy == "loss":
            return Table(t.params, t.tokens, t.flops, found * np.exp(noise), more=t.more)
        return Table(t.params, t.tokens, t.flops, t.loss, more={**t.more, self.noisy: found + noise})


def truths() -> dict[str, Truth]:
    """By the law's name; the floor of a valley is the one that its form says, or the middle of those."""
    large, small = np.geomspace(1e18, 1e21, 5), np.geomspace(1e12, 3e13, 5)
    flat = (3.3, 0.05, 0.03, math.log(0.2), 0.48, -math.log(1.2), 0.52)
    return {
        "chinchilla.parametric": around_optimum("chinchilla.parametric", (1.8, 480.0, 2100.0, 0.35, 0.37), large),
        "chinchilla.isoflop": around_optimum("chinchilla.isoflop", flat, large),
        "chinchilla.envelope": training_curves("chinchilla.envelope", flat),
        "kaplan": around_optimum("kaplan", (0.076, 0.103, 6.4e13, 1.8e13), large),
        "overtraining": overtrained((1.8366, 166.21, 366.69, 0.2729)),
        **valleys((4.2, 0.14, 0.05, math.log(1.4), 0.45), small),
        **kaplan_curves(),
        **{name: grids(name) for name in ("steplaw.rate", "steplaw.batch")},
        **{name: repeated(name) for name in ("data_constrained", "data_constrained.c4")},
        **downstream(),
    }


def of_form(name: str, theta: tuple[float, ...], N: Array, C: Array, training: NDArray[np.intp] | None = None) -> Truth:
    """Runs of a law of compute."""
    loss = FORMS[name].loss(np.array(theta), C, N)
    return Truth(
        np.array(theta), Table(N, C / (6.0 * N), C, loss), {"flops": FURTHER * C[[C.argmax()]]}, training=training
    )


def of_curve(name: str, theta: tuple[float, ...], N: Array, D: Array, **more: Array) -> Truth:
    """Runs of a curve of loss."""
    runs = Table(N, D, 6.0 * N * D, np.ones_like(N), more=more)
    inputs = {each: column(runs, each) for each in CURVES[name].inputs}
    loss = CURVES[name].value(np.array(theta), inputs)
    return Truth(np.array(theta), Table(N, D, runs.flops, loss, more=more), further(inputs))


def further(inputs: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.array([FURTHER * each.max()]) for name, each in inputs.items()}


def around_optimum(name: str, theta: tuple[float, ...], budgets: Array) -> Truth:
    """Nine sizes about the best of each budget."""
    C = np.repeat(budgets, len(RATIOS))
    return of_form(name, theta, FORMS[name].optimum(np.array(theta), C)[0] * np.tile(RATIOS, len(budgets)), C)


def valleys(bowl: tuple[float, ...], budgets: Array) -> dict[str, Truth]:
    """The valleys, whose floors are this share of the lowest loss."""
    least = math.exp(bowl[0] - bowl[1] * math.log(budgets[-1]))  # of L − E
    shares = {"valley": 0.2, "valley.no_floor": 0.0, "valley.high_floor": 0.6}
    floors = {name: least * share / (1.0 - share) for name, share in shares.items()}
    return {name: around_optimum(name, (*bowl, E, 0.0), budgets) for name, E in floors.items()}


def training_curves(name: str, theta: tuple[float, ...]) -> Truth:
    """24 sizes, each seen at the budgets for which it is within a factor of four of the best; the noise is a size's."""
    sizes, budgets = np.geomspace(2.2e7, 9.5e9, 24), np.geomspace(1e18, 1e21, 24)
    N, C = crossed(sizes, budgets)
    near = np.abs(np.log(N / FORMS[name].optimum(np.array(theta), C)[0])) <= math.log(4.0)
    return of_form(name, theta, N[near], C[near], np.unique(N[near], return_inverse=True)[1])


def overtrained(theta: tuple[float, ...]) -> Truth:
    """Six sizes, each trained on 10 to 320 tokens per parameter, as Gadre et al. did."""
    N, M = crossed(np.geomspace(1e7, 1e9, 6), 20.0 * 2.0 ** np.arange(-1.0, 5.0))
    return of_form("overtraining", theta, N, 6.0 * M * N**2)


def kaplan_curves() -> dict[str, Truth]:
    """Twelve sizes, data or budgets; of the law of steps six sizes by six numbers of steps."""
    N, D = np.geomspace(1e6, 1e9, 12), np.geomspace(1e8, 1e11, 12)
    sizes, steps = crossed(np.geomspace(1e6, 1e9, 6), np.geomspace(1e3, 1e5, 6))
    return {
        "kaplan.size": of_curve("kaplan.size", (0.076, 8.8e13), N, 20.0 * N),
        "kaplan.data": of_curve("kaplan.data", (0.095, 5.4e13), D / 20.0, D),
        "kaplan.compute": of_curve("kaplan.compute", (0.057, 1.4e28), N, 20.0 * N),
        "kaplan.compute_min": of_curve("kaplan.compute_min", (0.050, 2.7e28), N, 20.0 * N, flops_min=60.0 * N**2),
        "kaplan.steps": of_curve("kaplan.steps", (0.077, 6.5e13, 0.76, 2.1e3), sizes, steps * 5e5, steps_min=steps),
    }


def grids(name: str) -> Truth:
    """Four sizes on four numbers of tokens, each over 9 rates by 9 batches about their best, in steps of √2; ln L rises
    from there by the square surface that lies through the median of Li et al.'s 17 grids."""
    rate, batch = (1.79, -0.713, 0.307), (0.58, 0.571)
    steps = math.log(2.0) / 2.0 * np.arange(-4.0, 5.0)
    N, D, x, b = crossed(np.geomspace(2e8, 1e9, 4), np.geomspace(4e9, 1e11, 4), steps + 0.1, steps - 0.15)
    loss = (1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37) * np.exp(0.006 * x * x - 0.005 * x * b + 0.006 * b * b)
    named = {"params": N, "tokens": D}
    rates = CURVES["steplaw.rate"].value(np.array(rate), named) * np.exp(x)
    batches = CURVES["steplaw.batch"].value(np.array(batch), named) * np.exp(b)
    runs = Table(N, D, 6.0 * N * D, loss, more={"learning_rate": rates, "batch_tokens": batches})
    there = further({each: named[each] for each in CURVES[name].inputs})
    return Truth(np.array(rate if name == "steplaw.rate" else batch), runs, there, sd=GRID_NOISE)


def repeated(name: str) -> Truth:
    """Runs that see six texts once, of sizes that these feed, and runs that see three texts 2 to 32 times."""
    once, U_once = crossed(np.array([0.25, 0.5, 1.0]), np.geomspace(3e7, 1.5e9, 6))
    again, U_again, epochs = crossed(np.array([0.5, 2.0, 8.0]), np.array([1e8, 4e8, 1.5e9]), 2.0 ** np.arange(1.0, 6.0))
    U, D = np.append(U_once, U_again), np.append(U_once, U_again * epochs)
    N = np.append(once, again) * unique_params(np.array(C4), U)
    return of_curve(name, (*C4, *PUBLISHED), N, D, unique_tokens=U)


def downstream() -> dict[str, Truth]:
    """Accuracy or error at 24 computes over a factor of a thousand, where the loss is E + A C^−0.15; asked for at five
    times the last."""
    laws = {
        "downstream.sigmoid": ((0.25, 0.9, 8.0, 0.9), 0.5, 0.7),
        "downstream.error": ((2.2065, 0.7146, 0.8570), 1.9, 1.6),
    }
    C = np.geomspace(1.0, 1e3, 24)
    N = 1e7 * np.sqrt(C)
    found = {}
    for name, (theta, E, A) in laws.items():
        form, loss = CURVES[name], E + A * C**-0.15
        more = {form.target: form.value(np.array(theta), {"loss": loss})}
        there = {"loss": E + A * (FURTHER * C[-1:]) ** -0.15}
        runs = Table(N, 20.0 * N, 120.0 * N**2, loss, more=more)
        found[name] = Truth(np.array(theta), runs, there, noisy=form.target, sd=TASK_NOISE)
    return found


def crossed(*columns: Array) -> tuple[Array, ...]:
    """Every value of each with every value of the others."""
    return tuple(each.ravel() for each in np.meshgrid(*columns, indexing="ij"))
