"""The best model for what is asked of it later: a smaller one, trained for longer, is cheaper to serve.

Sardana and Frankle 2024 (arXiv 2401.00448): minimise 6 N D + 2 N D_inf at one loss L(N, D). Where a FLOP of reading
(prefill) or of writing (decoding) has another price than one of training, D_inf are tokens weighed by it. The
same sum may be held and the loss minimised instead.
R rows: a law's best fit and its draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foretell.nouns import Law
from foretell.planning.draws import Array, Draws, draws_of
from foretell.planning.search import fallen, lowest
from foretell.planning.spending import Hardware, device_of, utilised

FORWARD = 2.0  # FLOPs a parameter and token, without the backward pass (Kaplan et al. 2020, §2.1)
FARTHEST = math.log(1e6)  # how much more compute than the least for its loss a model may take, in ln C
SMALLER, LARGER = math.log(1e8), math.log(1e2)  # how far sizes are looked for from N*, in ln N


@dataclass(frozen=True)
class Served:
    """A model for its whole life, each [R]: size, tokens, training FLOPs, and all FLOPs with serving, both in those of
    training; `unserved` is what the compute-optimal model of that loss takes in all."""

    params: Array
    tokens: Array
    flops: Array
    total: Array
    unserved: Array

    @property
    def saved(self) -> Array:
        """The share of the whole cost that is saved against the compute-optimal model of that loss."""
        return 1.0 - self.total / self.unserved


def cheapest_for_loss(draws: Draws, loss: Array | float, served: float) -> Served:
    """The model that reaches a loss at the least cost of training and of serving `served` tokens; NaN where none does.

    At every budget from the least one up, the smallest model that reaches the loss: its N falls while C grows.
    """
    check_served(served)
    least = draws.flops_for(loss)
    reached = np.isfinite(least)
    low = np.log(np.where(reached, least, 1.0))

    def total(x: Array) -> Array:
        return np.exp(x) + FORWARD * served * smallest(draws, np.exp(x), loss)

    C = np.where(reached, np.exp(lowest(total, low, low + FARTHEST) if served else low), np.nan)
    finite = np.where(reached, C, 1.0)
    N = np.where(reached, smallest(draws, finite, loss) if served else draws.optimum(finite)[0], np.nan)
    D = np.where(reached, draws.tokens(finite, np.where(reached, N, 1.0)), np.nan)
    plain = np.where(reached, least + FORWARD * served * draws.optimum(np.exp(low))[0], np.nan)
    return Served(N, D, C, C + FORWARD * served * N, plain)


def smallest(draws: Draws, C: Array, loss: Array | float) -> Array:
    """The smallest N [R] that reaches a loss at a budget, of those under N*(C); N* where none does."""
    top = np.log(draws.optimum(C)[0])
    found = np.exp(fallen(lambda x: draws.loss(C, np.exp(x)) - loss, top - SMALLER, top))
    return np.where(np.isfinite(found), found, np.exp(top))


def best_for_total(draws: Draws, total: Array, served: float) -> tuple[Array, Array, Array]:
    """N, D and training FLOPs, each [R], of the lowest loss when training and serving may take `total` FLOPs [R].

    Raises ValueError where that pays for serving a model of not even one parameter.
    """
    check_served(served)
    if served and float(total[0]) / (FORWARD * served) <= 1.0:
        raise ValueError(
            f"Serving {served:.3g} tokens takes {FORWARD * served:.3g} FLOPs for each parameter, and the budget is "
            f"{float(total[0]):.3g}: raise it, or serve less."
        )

    def training(N: Array) -> Array:
        return np.asarray(total - FORWARD * served * N, dtype=np.float64)

    most = np.log(total / (FORWARD * served)) - 1e-9 if served else np.full(draws.rows, np.inf)
    high = np.minimum(np.log(draws.optimum(total)[0]) + LARGER, most)
    N = np.exp(lowest(lambda x: draws.loss(training(np.exp(x)), np.exp(x)), high - SMALLER, high))
    C = training(N)
    return N, draws.tokens(C, N), C


def served_tokens(read: float, written: float, prefill: float = 1.0, decoding: float = 1.0) -> float:
    """D_inf: tokens read and written, each weighed by the price of its FLOP beside one of training."""
    return check_served(read) * prefill + check_served(written) * decoding


def relative_price(of: Hardware, training: Hardware) -> float:
    """What a FLOP costs on one hardware at its utilisation and price, beside one on the training's.

    Raises ValueError where the training's costs nothing.
    """
    if not device_of(training).price_per_hour:
        raise ValueError(
            "Training costs nothing at a price of 0 an hour, so that serving has no price beside it: give a price."
        )
    return _price(of) / _price(training)


def _price(hardware: Hardware) -> float:
    """Currency per FLOP: price of an hour ÷ (peak × utilisation × 3600)."""
    return device_of(hardware).price_per_hour / utilised(hardware).centre


def check_served(tokens: float) -> float:
    """The number of tokens. Raises ValueError for one that is negative or not finite."""
    if not 0.0 <= tokens < math.inf:
        raise ValueError(f"A model serves a finite number of tokens, 0 or more, and {tokens:g} is none.")
    return tokens


def serving_optimum(law: Law, loss: float, served: float) -> Served:
    """`cheapest_for_loss` of a law and its draws. Raises ValueError where its best fit never reaches the loss."""
    draws = draws_of(law)
    found = cheapest_for_loss(draws, loss, served)
    if not np.isfinite(found.total[0]):
        raise ValueError(f"{law.form} never reaches a loss of {loss:g}, however large the budget.")
    return found
