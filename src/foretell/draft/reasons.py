"""Why each number of a drafted recipe is what it is, in words: the comments of the written recipe."""

from __future__ import annotations

from foretell.draft.hours import Took, workers_for
from foretell.draft.machine import Machine
from foretell.draft.sizes import BEST_AT_1E12, EXPONENT, MAX_ASPECT, best_size, best_tokens
from foretell.draft.text import Text
from foretell.recipe import Recipe


def reasons(
    recipe: Recipe, text: Text, machine: Machine, hours: float, took: Took, is_short_of_text: bool
) -> dict[str, str]:
    """A note a key; under "" what heads the recipe."""
    spec, flops, vocabulary = recipe.ladder, recipe.budget.flops, recipe.tokenize.vocabulary
    epochs = best_tokens(flops) / text.tokens(vocabulary)
    least, most = spec.budgets[0], spec.budgets[-1]
    return {
        "": _head(recipe, text, machine, hours, took, is_short_of_text),
        "pages": f"{text.files:,} files, {size(text.raw_bytes)}; by the sample about {size(text.kept_bytes)} of text.",
        "pose.tasks": (
            "Grammar, which any English text teaches. Add capitals, currencies, regions (asked where the pages state "
            "them), addition, or files of your own questions."
        ),
        "tokenize.vocabulary": (
            f"What the text supports ({text.bytes_per_token[vocabulary]:.2f} bytes a token in the sample) without an "
            "output head of more than a third of the target, where there is the choice (Tao et al. 2024)."
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
            f"{spec.sequences * spec.context:,} tokens a step: as the square root of the target's tokens (Bergsma et "
            "al. 2025), or fewer, so that the least budget still has steps. The learning rates are those of the tiny "
            "recipe and were not tuned at this size."
        ),
        "ladder.max_tokens_per_param": "So that each budget keeps sizes down to 0.4 of its best.",
        "budget.flops": (
            f"{_limit(hours, is_short_of_text)} About {best_size(flops):.3g} effective parameters on "
            f"{best_tokens(flops):.3g} tokens ({epochs:.2g} epochs) by the rule; the plan decides by the ladder."
        ),
    }


def _limit(hours: float, is_short_of_text: bool) -> str:
    if is_short_of_text:
        return "The most that this text allows within max_epochs: more pages would make more of the hours."
    return f"The most that fits in {hours:g} hours."


def _head(recipe: Recipe, text: Text, machine: Machine, hours: float, took: Took, is_short_of_text: bool) -> str:
    workers = workers_for(recipe, machine)
    rate = machine.rate(best_size(recipe.budget.flops))
    lines = [
        f"Drafted for {hours:g} hours on {machine.cores} cores of {rate:.2g} FLOP/s each (measured), with "
        f"{size(machine.memory_bytes)} of memory. What is not written here has its default.",
        f"It would take about {_minutes(took.total)}: {_minutes(took.reading)} of reading, {_minutes(took.ladder)} for "
        f"the ladder, {_minutes(took.target)} for the target. A model of the time, not a promise: it plans for "
        "85 % of the hours.",
        f"The text is judged by {told(text)}, near-duplicates not looked for: an estimate.",
    ]
    if is_short_of_text:
        lines.append("The text is the limit, not the hours: more pages would allow a larger target.")
    if workers < machine.cores:
        lines.append(f"The memory holds {workers} trainings side by side: run with --workers {workers}.")
    if machine.gpu:
        lines.append(f"There is a GPU ({machine.gpu}), but this version trains on the CPU.")
    return "\n".join(lines)


def told(text: Text) -> str:
    """What was sampled."""
    return f"a sample of {text.pages:,} pages, of which {text.kept:,} were kept"


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
