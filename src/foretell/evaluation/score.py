"""The log-probability of each choice, all choices of all items in batches of rows of like length.

Shapes: B rows, T tokens, n scored tokens, d width, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foretell.evaluation.encode import Row
from foretell.models.transformer import Transformer


def choice_log_probs(model: Transformer, choices: Sequence[Sequence[Row]], batch: int) -> list[NDArray[np.float64]]:
    """Summed log-probability in nats of each item's choices, given what stands before them."""
    flat = [row for item in choices for row in item]
    found = np.zeros(len(flat))
    order = sorted(range(len(flat)), key=lambda i: len(flat[i].ids))
    for first in range(0, len(order), batch):
        chosen = order[first : first + batch]
        found[chosen] = row_log_probs(model, [flat[i] for i in chosen])
    return np.split(found, np.cumsum([len(item) for item in choices])[:-1])


@torch.no_grad()
def row_log_probs(model: Transformer, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Summed log-probability [B] of the scored tokens. Rows are padded on the right, where no causal model looks;
    the output layer sees the scored positions alone."""
    ids_BT, scored_BT = padded(rows)
    hidden_nd = model.hidden(ids_BT[:, :-1])[scored_BT[:, 1:]]
    log_p_nV = torch.log_softmax(model.lm_head(hidden_nd).double(), dim=-1)
    log_p_n = log_p_nV.gather(1, ids_BT[scored_BT][:, None])[:, 0].numpy()
    row_of_n = scored_BT.nonzero()[:, 0].numpy()
    return np.bincount(row_of_n, weights=log_p_n, minlength=len(rows)).astype(np.float64)


def padded(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """Ids [B, T], padded on the right with zeros, and which of them are scored [B, T]; the first token never is."""
    longest = max(len(row.ids) for row in rows)
    ids_BT = torch.zeros(len(rows), longest, dtype=torch.long)
    scored_BT = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids_BT[i, : len(row.ids)] = torch.tensor(row.ids)
        scored_BT[i, row.start : len(row.ids)] = True
    return ids_BT, scored_BT
