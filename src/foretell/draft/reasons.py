"""Why each number of a drafted recipe is what it is, in words: the comments of the written recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from foretell.draft.hours import Took, workers_for
from foretell.draft.machine import Machine
from foretell.draft.sift import RULES
from foretell.draft.sizes import BEST_AT_1E12, EXPONENT, MAX_ASPECT, best_size, best_tokens
from foretell.draft.text import Text
from foretell.recipe import Recipe

Limit = Literal["hours", "text", "memory"]  # what keeps the target from being larger


def reasons(recipe: Recipe, text: Text, machine: Machine, hours: float, took: Took, limit: Limit) -> dict[str, str]:
    """A note a key; under "" what heads the recipe."""
    spec, flops, vocabulary = recipe.ladder, recipe.budget.flops, recipe.tokenize.vocabulary
    epochs = best_tokens(flops) / text.tokens(vocabulary)
    least, most = spec.budgets[0], spec.budgets[-1]
    return {
        "": _head(recipe, text, machine, hours, took, limit),
        "pages": (
            f"{text.files:,} files, {size(text.raw_bytes)}; by the sample about {size(text.train_bytes)} of text to "
            "train on."
        ),
        "pose.tasks": (
            "Grammar, which any English text teaches. Add capitals, currencies, regions (asked where the pages state "
            "them), addition, or files of your own questions."
        ),
        "tokenize.vocabulary": (
            f"What the text supports ({text.bytes_per_token[vocabulary]:.2f} bytes a token in the sample) without an "
            "output head of more than a third of the target, where there is the choice: a share of our own choosing."
        ),
        "ladder.widths": (
            f"Around the best sizes, from 0.65 to 2.1 times: about {best_size(least):.3g} parameters at {least:.3g} "
            f"FLOPs, {best_size(most):.3g} at {most:.3g}. The rule is N* = {BEST_AT_1E12:.3g} (C / 1e12)^{EXPONENT:g} "
            "effective parameters: the exponent of Hoffmann et al. 2022 (approach 3) through the optimum of the tiny "
            "recipe's ladder."
        ),
        "ladder.layers": f"The fewest whose best width is at most {MAX_ASPECT} times them: Kaplan et al. 2020, fig. 5.",
        "ladder.context": "64 for the smallest, and twice as many for each tenfold size.",
        "ladder.budgets": "10^(1/4) apart, and the largest 10^(1/2) below the target.",
        "ladder.sequences": (
            f"{spec.sequences * spec.context:,} tokens a step: growing as the square root of the target's tokens, as "
            "critical batches do (Bergsma et al. 2025), or fewer, so that the least budget still has steps. The "
            "learning rates are those of the tiny recipe and were not tuned at this size."
        ),
        "ladder.max_tokens_per_param": "So that each budget keeps sizes down to 0.4 of its best.",
        "budget.flops": (
            f"{why(limit, hours)} About {best_size(flops):.3g} effective parameters on "
            f"{best_tokens(flops):.3g} tokens ({epochs:.3g} epochs) by the rule; the plan decides by the ladder."
        ),
    }


def why(limit: Limit, hours: float) -> str:
    """What keeps the target from being larger."""
    if limit == "text":
        return "The text is the limit: the most that it allows. More pages would make more of the hours."
    if limit == "memory":
        return "The memory is the limit: the most that it holds."
    return f"The hours are the limit: the most that fits in {hours:g}."


def _head(recipe: Recipe, text: Text, machine: Machine, hours: float, took: Took, limit: Limit) -> str:
    workers = workers_for(recipe, machine)
    rate = machine.rate(best_size(recipe.budget.flops))
    lines = [
        f"Drafted for {hours:g} hours on {machine.cores} cores of {rate:.2g} FLOP/s each (measured), with "
        f"{size(machine.memory_bytes)} of memory. What is not written here has its default.",
        f"It would take about {_minutes(took.total)}: {_minutes(took.reading)} of reading, {_minutes(took.ladder)} for "
        f"the ladder, {_minutes(took.target)} for the target. A model of the time, not a promise: it plans for "
        "85 % of the hours.",
        f"The text is judged by {told(text)}: an estimate. {_taken_off(text)}",
        why(limit, hours),
    ]
    if (epochs := best_tokens(recipe.budget.flops) / text.tokens(recipe.tokenize.vocabulary)) > 1.0:
        lines.append(repeats(epochs))
    if workers < machine.cores:
        lines.append(f"The memory holds {workers} trainings side by side: run with --workers {workers}.")
    if machine.gpu:
        lines.append(f"There is a GPU ({machine.gpu}), but this version trains on the CPU.")
    return "\n".join(lines)


def told(text: Text) -> str:
    """What was sampled."""
    return f"a sample of {text.pages:,} pages, of which {text.kept:,} were kept"


def _taken_off(text: Text) -> str:
    unseen = f", {text.copies:.0%} for copies that it cannot show (our allowance)" if text.copies else ""
    return f"Copies and overlaps within it{unseen} and {RULES.held_out_share:.0%} of held-out text are taken off."


def repeats(epochs: float) -> str:
    """What is to be known where text is read again."""
    return (
        f"The target would read its text {epochs:.3g} times, as no ladder stands on less: the law knows nothing of "
        "repeated text, so expect the target to do worse than foretold."
    )


def commonest(lost: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """The reasons that most pages were dropped for; of equals the first by name."""
    return sorted(lost.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def size(amount: float) -> str:
    """Bytes in a few characters."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if amount >= least:
            return f"{amount / least:.3g} {unit}"
    return f"{amount:.0f} bytes"


def _minutes(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60.0:.0f} minutes" if seconds < 5400.0 else f"{seconds / 3600.0:.1f} hours"
