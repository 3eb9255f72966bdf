"""How much memory a training takes beyond its process: a count of what it holds, not a measurement."""

from __future__ import annotations

from foretell.models.flops import params
from foretell.nouns import Rung

BYTES = 4  # of one float32
KEPT_PER_PARAM = 4  # weight, gradient, two moments (AdamW; Muon keeps one)
KEPT_PER_WIDTH = 20  # floats a token, layer and unit of width that the backward pass needs
KEPT_PER_LOGIT = 3  # logit, log-probability, gradient
MEASURED_ROWS = 64  # windows at a time, when the finished model is measured; without gradients


def training_bytes(rung: Rung) -> float:
    """Bytes of float32 weights, gradients, moments, activations and logits in one step of a rung.

    Activations: about 20 floats a token, layer and unit of width (two norms, query, key, value, attention's output,
    four feed-forward vectors of 8/3 d, the residuals); attention keeps no T × T matrix.
    """
    shape, rows = rung.shape, max(rung.sequences, MEASURED_ROWS)
    activations = rung.sequences * shape.context * shape.layers * KEPT_PER_WIDTH * shape.width
    logits = rows * shape.context * KEPT_PER_LOGIT * shape.vocabulary
    return float(BYTES * (KEPT_PER_PARAM * params(shape) + activations + logits))
