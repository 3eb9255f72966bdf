"""In which unit a table's losses are: by the column's name, or else by comparison with the published law.

A fit is the same in either unit, up to a factor; its floor and a comparison with published laws are not. A perplexity
is no loss at all: its floor is not additive.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np

from foretell.laws.forms.chinchilla import HOFFMANN, PARAMETRIC
from foretell.laws.tables.table import Table

UNITS = {r"bpb|bits?_per_bytes?": "bits per byte", r"bits?": "bits", r"nats?": "nats"}
# In seven public tables of runs the median loss is 0.90 to 1.24 times the published law's if taken in nats, as it is
# meant; in bits they would be 1/ln 2 times as much, 1.30 to 1.79.
LIKE_NATS, LIKE_BITS = (0.85, 1.28), (1.28, 1.82)
# A token of English is 3.5 to 5.5 bytes in vocabularies of 32,000 to 256,000, so that bits per byte are 0.26 to 0.41
# times the nats per token.
LIKE_BITS_PER_BYTE = (0.26 * 0.90, 0.41 * 1.24)
MOST_NATS = math.log(1e6)  # what guessing blindly among a million tokens costs; no vocabulary is larger


def unit_note(column: str, table: Table) -> tuple[str, ...]:
    """A note on the unit of the losses that were read from `column`; none where nothing speaks against nats."""
    for pattern, unit in UNITS.items():
        if re.search(rf"(?:^|[\W_])(?:{pattern})(?:[\W_]|$)", re.sub(r"[ -]", "_", column.lower())):
            return (f"Losses are taken as {unit}, as the name of column {column!r} says.",)
    asked = _asked(table)
    return (f"The losses of column {column!r} {asked} Foretell takes them as they are, as nats.",) if asked else ()


def _asked(table: Table) -> str:
    """Why the losses are hardly nats per token, and the unit that would explain it; empty where nothing does."""
    median, ratio = float(np.median(table.loss)), published_ratio(table)
    said = f"are {ratio:.2f} × what Hoffmann et al.'s law gives for such runs, in the median."
    if _within(LIKE_BITS, ratio):
        return f"{said} Are they bits per token? Then multiply by ln 2 = 0.693."
    if median < HOFFMANN[0] and _within(LIKE_BITS_PER_BYTE, ratio):
        return f"{said} Are they bits per byte? Then call the column so: any law can be fitted to them."
    if ratio > LIKE_BITS[1] and _within(LIKE_NATS, published_ratio(replace(table, loss=np.log(table.loss)))):
        return f"{said} Are they perplexities? Then give their logarithms."
    if median > MOST_NATS:
        return (
            f"have a median of {median:.3g}, and guessing blindly among a million tokens costs {MOST_NATS:.1f} nats. "
            "Are they perplexities, or sums over more than a token? Then give nats per token."
        )
    return ""


def _within(bounds: tuple[float, float], ratio: float) -> bool:
    return bounds[0] <= ratio <= bounds[1]


def published_ratio(table: Table) -> float:
    """The median of L over what the law of Hoffmann et al. says for the same N and D, in nats of their text."""
    with np.errstate(all="ignore"):  # of sizes beyond all sense it says inf or NaN, which is like no unit
        said = PARAMETRIC.loss(np.array(HOFFMANN), 6.0 * table.params * table.tokens, table.params)
        return float(np.median(table.loss / said))
