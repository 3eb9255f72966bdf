"""In which unit a table's losses are: by the column's name, or else by comparison with the published law.

A fit is the same in either unit, up to a factor; its floor and a comparison with published laws are not.
"""

from __future__ import annotations

import re

import numpy as np

from foretell.laws.forms.chinchilla import HOFFMANN, PARAMETRIC
from foretell.laws.tables.table import Table

UNITS = {r"bpb|bits?_per_bytes?": "bits per byte", r"bits?": "bits", r"nats?": "nats"}
# In seven public tables of runs the median loss is 0.90 to 1.24 times the published law's if taken in nats, as it is
# meant; in bits they would be 1/ln 2 times as much, 1.30 to 1.79.
LIKE_BITS = (1.28, 1.82)


def unit_note(column: str, table: Table) -> tuple[str, ...]:
    """A note on the unit of the losses that were read from `column`; none where nothing speaks against nats."""
    for pattern, unit in UNITS.items():
        if re.search(rf"(?:^|[\W_])(?:{pattern})(?:[\W_]|$)", re.sub(r"[ -]", "_", column.lower())):
            return (f"Losses are taken as {unit}, as the name of column {column!r} says.",)
    ratio = published_ratio(table)
    if not LIKE_BITS[0] <= ratio <= LIKE_BITS[1]:
        return ()
    return (
        f"The losses of column {column!r} are {ratio:.2f} × what Hoffmann et al.'s law gives for such runs, in the "
        "median. Are they bits per token? Then multiply by ln 2 = 0.693. Foretell takes them as they are, as nats.",
    )


def published_ratio(table: Table) -> float:
    """The median of L over what the law of Hoffmann et al. says for the same N and D, in nats of their text."""
    with np.errstate(all="ignore"):  # of sizes beyond all sense it says inf or NaN, which is like no unit
        said = PARAMETRIC.loss(np.array(HOFFMANN), 6.0 * table.params * table.tokens, table.params)
        return float(np.median(table.loss / said))
