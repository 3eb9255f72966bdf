"""What cannot be drafted, in a sentence: why, and what would do."""

from __future__ import annotations

import math
from dataclasses import replace

from foretell.draft.designs import designs, is_enough, needed_tokens
from foretell.draft.hours import Took, reading_seconds, workers_for
from foretell.draft.machine import Machine
from foretell.draft.reasons import commonest, size, told
from foretell.draft.text import Text

MARGIN = 0.85  # of the hours, that is planned for: speed varies, and the rest is an estimate
SPARE = 4 / 3  # of the hours that a refusal names, so that they do when they are given
SUPPOSED = {512: 2.0}  # bytes a token, where the text is too small to tell


def nothing_kept(where: str, text: Text) -> str:
    """Why a sample of which no page is kept makes no corpus, and what would do."""
    lost = ", ".join(f"{reason} ({count})" for reason, count in commonest(text.lost, 3))
    return (
        f"Of {text.pages} pages at {where} that were sampled, none would be kept: {lost or 'there are none'}. "
        f"{if_trusted(where, text)}"
    ).rstrip()


def too_little(where: str, text: Text, machine: Machine) -> str:
    """Why no ladder stands on these pages, and what would do."""
    supposed = supposing(text)
    least = next(designs(where, supposed))
    if not workers_for(least, machine):
        return f"The memory, {size(machine.memory_bytes)}, holds no training: one takes {size(machine.process_bytes)}."
    vocabulary = least.tokenize.vocabulary
    lack = needed_tokens(least, least.ladder.max_epochs) / supposed.tokens(vocabulary)
    return (
        f"{where} holds about {size(text.train_bytes)} of text to train on ({told(text)}), and the least ladder needs "
        f"about {size(text.train_bytes * lack)}: add pages, some {math.ceil(lack)} times as many. "
        f"{if_trusted(where, text)}"
    ).rstrip()


def supposing(text: Text) -> Text:
    """The same, with bytes a token where it was too small to tell."""
    return replace(text, bytes_per_token={**SUPPOSED, **text.bytes_per_token})


def if_trusted(where: str, text: Text) -> str:
    """Whether the pages would do if no rule of quality or repetition judged them; nothing where none was refused."""
    if not text.refused_bytes:
        return ""
    whole = supposing(replace(text, kept_bytes=text.kept_bytes + text.refused_bytes))
    least = next(designs(where, whole))
    would = is_enough(whole, least, least.ladder.max_epochs)
    return (
        f"The rules of quality and repetition are made for prose. With --trusted (in a recipe: trusted = ["
        f'"pages"] under [curate]) they judge nothing and about {size(whole.train_bytes)} would be left, '
        f"{'which would do' if would else 'which would not do either'}."
    )


def too_short(text: Text, machine: Machine, hours: float, least: Took) -> str:
    """Why no ladder fits the hours, and what would do."""
    needed = math.ceil(SPARE * least.total / MARGIN / 36.0) / 100
    reading = reading_seconds(text, machine)
    fewer = ""
    if reading > least.total / 2:
        fewer = (
            f", or name a part of the pages by a glob: reading all {size(text.raw_bytes)} takes "
            f"{reading / 3600.0:.2g} of them"
        )
    return (
        f"The least journey over these pages would take about {least.total / 3600.0:.2g} hours on this machine "
        f"({machine.cores} cores), and {hours:g} were given: give --hours {needed:g} or more{fewer}."
    )
