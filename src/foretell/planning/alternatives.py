"""What stands beside the proposal: smaller and longer, more epochs or one alone, waiting for more text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foretell.planning.asked import scaled_budget
from foretell.planning.draws import draws_of, exact
from foretell.planning.options import Choice, Desk, loss_of
from foretell.planning.serving import FORWARD

SMALLER = 0.5  # of the parameters
MOST_NEVER = 0.5  # share of the draws that may see no way to the loss


def smaller_and_longer(desk: Desk, asked: Choice) -> Choice | str:
    """Half the parameters at the same loss, or a sentence on why there is no such model."""
    draws = desk.draws
    N = draws.interval(asked.params).centre
    size = SMALLER * N
    C = draws.flops_at(size, loss_of(desk, asked))
    C = np.where(np.isfinite(C), C, np.nan)
    never = float(np.mean(np.isnan(C[1:]))) if draws.rows > 1 else 0.0
    if np.isnan(C[0]) or never > MOST_NEVER:
        return f"No smaller and longer: half the parameters, {size:.3g}, never reach the same loss, says the law."
    more = draws.interval(C).centre - draws.interval(asked.flops).centre
    source = "modelled: the further FLOPs of training over 2 FLOPs a token for each parameter less"
    pays = exact(max(more, 0.0) / (FORWARD * (N - size)), "tokens served", source)
    told = (f"{never:.0%} of the law's draws say that it never reaches that loss: left out of the ranges.",)
    return Choice(
        "smaller and longer",
        "Half the parameters at the same loss: dearer to train, cheaper to serve.",
        np.full(draws.rows, size),
        draws.tokens(C, size),
        C,
        figures={"pays_after": pays},
        warnings=told if never else (),
    )


def with_little_text(desk: Desk, asked: Choice) -> tuple[Choice, ...]:
    """What else may be done where the text at hand is read more than once: read it more often, or only once."""
    draws, unique = desk.draws, desk.ask.unique_tokens
    if unique is None or not short_of_text(desk, asked):
        return ()
    half, once = SMALLER * asked.params, np.asarray(asked.params * asked.tokens / unique, dtype=np.float64)
    ways = (
        ("more epochs", "Half the parameters, twice as often through the text.", half),
        ("one epoch", "No text twice: all else goes into parameters.", once),
    )
    return tuple(
        replace(asked, name=name, why=why, params=N, tokens=draws.tokens(asked.flops, N)) for name, why, N in ways
    )


def wait_for_more(desk: Desk, asked: Choice) -> tuple[Desk, Choice]:
    """The same budget when there is enough new text, with a desk at which no text is short."""
    fresh = replace(desk, draws=draws_of(desk.law), ask=desk.ask.model_copy(update={"unique_tokens": None}))
    choice = scaled_budget(fresh, asked, 1.0, "wait for more data")
    missing = fresh.draws.interval(choice.tokens).centre - (desk.ask.unique_tokens or 0.0)
    source = "the law's tokens, were all of them new, less those at hand"
    told = {"missing_tokens": exact(max(missing, 0.0), "tokens", source)}
    return fresh, replace(choice, why="The same budget, with as much new text as the law asks for.", figures=told)


def short_of_text(desk: Desk, asked: Choice) -> bool:
    """Whether the text at hand is read more than once."""
    unique = desk.ask.unique_tokens
    return unique is not None and desk.draws.interval(asked.tokens).centre > unique
