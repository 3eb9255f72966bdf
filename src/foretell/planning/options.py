"""One way to spend a budget, with all its figures: each has its range, its unit and its source.

A choice is made in arrays over the law's best fit and its draws (R rows, see `draws.py`), and becomes an `Option` here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from foretell.nouns import Figure, Interval, Law, Option, Shape
from foretell.planning.accuracy import Accuracy
from foretell.planning.ask import Ask
from foretell.planning.draws import Array, Draws, exact, figure
from foretell.planning.energy import scaled
from foretell.planning.loss_range import loss_figure
from foretell.planning.making import making
from foretell.planning.schedule import schedule
from foretell.planning.serving import FORWARD
from foretell.planning.shapes import shape_for
from foretell.planning.spending import costs

MOST_EPOCHS = 4.0  # up to which text read again counts nearly as new (Muennighoff et al. 2023, arXiv 2305.16264)


@dataclass(frozen=True)
class Choice:
    """A model to train, each [R]: size, tokens, training FLOPs, as the law's draws have them.

    `spent` are the FLOPs [R] that the model of the centre gets, where a budget was given that is not known exactly;
    None: the centre of `flops`. `bill` is what they cost, where that is known beforehand; `assumed` is what the range
    of `flops` stands for, if that.
    """

    name: str
    why: str
    params: Array
    tokens: Array
    flops: Array
    spent: Array | None = None
    bill: Mapping[str, Figure] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    source: str = ""
    assumed: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What every option is worked out with."""

    draws: Draws
    ask: Ask
    accuracy: Accuracy | None = None
    devices: int | None = None  # those of the first answer, where none were asked for

    @property
    def law(self) -> Law:
        return self.draws.law


def trained(desk: Desk, choice: Choice) -> Array:
    """The FLOPs [R] on which the model of the centre is trained."""
    if choice.spent is not None:
        return choice.spent
    return np.full(desk.draws.rows, desk.draws.interval(choice.flops).centre)


def loss_of(desk: Desk, choice: Choice) -> Array:
    """The loss [R] of the model of the centre."""
    return desk.draws.loss(trained(desk, choice), desk.draws.interval(choice.params).centre)


def option(desk: Desk, choice: Choice, beside: Array | None = None) -> Option:
    """The choice with its shape, schedule and figures, and how its loss differs from that of another [R] `beside` it.

    Raises ValueError where the law says a loss that is none.
    """
    model = _model(desk.draws, choice)
    C, N, D = (model[name].centre for name in ("flops", "params", "tokens"))
    shape, silent = _shape(N, desk.ask)
    figures = model | _loss(desk, choice, beside) | _text(model["tokens"], desk.ask) | _serving(model, desk.ask)
    figures |= choice.figures
    doubts: tuple[str, ...] = ()
    if shape is not None:
        made, doubts = making(desk.ask, shape, D, desk.devices)
        figures |= made
    figures |= _bill(desk, choice, model["flops"], figures.get("devices"))
    return Option(
        name=choice.name,
        why=choice.why,
        shape=shape,
        schedule=schedule(figures["steps"].centre) if "steps" in figures else "",
        figures=figures,
        extrapolated=extrapolated(desk.law, C, N, D),
        warnings=(*choice.warnings, *silent, *doubts, *_epoch_warnings(figures), *_too_few(desk.ask, figures)),
    )


def _model(draws: Draws, choice: Choice) -> dict[str, Figure]:
    return {
        "flops": draws.figure(choice.flops, "FLOPs", choice.source).model_copy(update={"assumed": choice.assumed}),
        "params": draws.figure(choice.params, "parameters"),
        "tokens": draws.figure(choice.tokens, "tokens"),
        "tokens_per_param": draws.figure(choice.tokens / choice.params, "tokens per parameter"),
    }


def extrapolated(law: Law, C: float, N: float, D: float) -> dict[str, float]:
    """How many times beyond the law's runs it lies, by quantity; below 1 where it lies under the smallest."""
    ranges = {"flops": (C, law.flops_range), "params": (N, law.params_range), "tokens": (D, law.tokens_range)}
    times = {name: value / min(max(value, low), high) for name, (value, (low, high)) in ranges.items()}
    return {name: each for name, each in times.items() if each != 1.0}


def _loss(desk: Desk, choice: Choice, beside: Array | None) -> dict[str, Figure]:
    draws, loss = desk.draws, loss_of(desk, choice)
    found = {"loss": loss_figure(draws, trained(desk, choice), draws.interval(choice.params).centre)}
    if desk.accuracy is not None:
        said = desk.accuracy.at(loss)
        found["accuracy"] = draws.figure(said, "share of items", f"{desk.accuracy.curve.form}, after {draws.source}")
    if beside is not None:
        found["loss_change"] = draws.figure(100.0 * (loss / beside - 1.0), "percent of the loss as asked")
    return found


def _text(tokens: Figure, ask: Ask) -> dict[str, Figure]:
    """Epochs over the text at hand."""
    if ask.unique_tokens is None:
        return {}
    ends = Interval(**{end: getattr(tokens, end) / ask.unique_tokens for end in ("centre", "low", "high")})
    return {"epochs": figure(ends, "times through the text", f"tokens / {ask.unique_tokens:.3g} unique ones, as given")}


def _serving(model: Mapping[str, Figure], ask: Ask) -> dict[str, Figure]:
    """What serving takes, and both together; a served FLOP counts as many as its price is beside one of training."""
    if not ask.served:
        return {}
    size, trained = model["params"].centre, model["flops"].centre
    serving = FORWARD * size * ask.served
    source = "modelled: 2 N for each token served, weighed by its price beside training (Sardana and Frankle 2024)"
    return {
        "serving_flops": exact(serving, "FLOPs", source),
        "total_flops": exact(trained + serving, "FLOPs", f"training, and serving as {source}"),
    }


def _shape(N: float, ask: Ask) -> tuple[Shape | None, tuple[str, ...]]:
    try:
        return shape_for(N, ask.vocabulary, ask.context, ask.count), ()
    except ValueError as error:
        return None, (f"No shape: {error}",)


def _bill(desk: Desk, choice: Choice, flops: Figure, in_use: Figure | None) -> dict[str, Figure]:
    """Device hours, hours on the devices in use, energy, emissions and money."""
    devices = int(in_use.centre) if in_use else desk.ask.devices or desk.devices or 1
    bill = dict(choice.bill) or costs(flops, desk.ask.hardware)
    return bill | {"hours": scaled(bill["gpu_hours"], 1.0 / devices, "hours", f"device hours over {devices} devices")}


def _epoch_warnings(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    if "epochs" not in figures or figures["epochs"].centre <= MOST_EPOCHS:
        return ()
    return (
        f"{figures['epochs'].centre:.3g} times through the text: beyond about {MOST_EPOCHS:g}, what is read again "
        "counts less and less, and how much less is hardly known (Muennighoff et al. 2023): the ranges span "
        "answers that fit such runs about as well.",
    )


def _too_few(ask: Ask, figures: Mapping[str, Figure]) -> tuple[str, ...]:
    least = figures.get("least_devices")
    if ask.devices is None or least is None or ask.devices >= least.centre:
        return ()
    return (f"{ask.devices} devices do not hold it: {least.centre:g} are the smallest count that does.",)
