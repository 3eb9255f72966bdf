"""What a law says of a budget: loss, size and tokens, each with the range of its draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.laws.form import Form
from foretell.laws.forms import curve_named, form_of
from foretell.laws.tables.table import Array
from foretell.nouns import Curve, Interval, Law

LEVEL = 0.8
Z_80 = 1.2816  # an 80 % interval holds so many standard deviations on each side


def predict(
    law: Law, flops: float | Sequence[float] | Array, params: float | Sequence[float] | Array | None = None
) -> tuple[Array, Array, Array]:
    """Loss at each of `flops` [m]: centre, low and high at level 0.8, each [m].

    `params` are effective sizes N [m]; None means the law's own optimum for each budget. Without draws low and high are
    the centre. Raises ValueError for budgets or sizes that are not positive and finite; a law that overflows there
    answers with inf or NaN.
    """
    form, C = form_of(law), _positive(flops, "budget")
    best, draws = _thetas(law)
    with np.errstate(all="ignore"):
        N = form.optimum(best, C)[0] if params is None else np.broadcast_to(_positive(params, "size"), C.shape)
        return spread(form, form.loss(best, C, N), form.loss(draws, C, N))


def optimum(law: Law, flops: float) -> tuple[Interval, Interval]:
    """Compute-optimal size N* and tokens D* for one budget, with their ranges at level 0.8.

    Raises ValueError where the law has none: numbers that are not finite, or less than one parameter or token.
    """
    form, C = form_of(law), _positive(flops, "budget")
    best, draws = _thetas(law)
    with np.errstate(all="ignore"):
        pairs = zip(form.optimum(best, C), form.optimum(draws, C), strict=True)
        params, tokens = (interval(form, centre[0], drawn[:, 0]) for centre, drawn in pairs)
    _check_size(law, flops, params, tokens)
    return params, tokens


def _check_size(law: Law, flops: float, params: Interval, tokens: Interval) -> None:
    found = (params.centre, params.low, params.high, tokens.centre, tokens.low, tokens.high)
    if np.isfinite(found).all() and min(params.centre, tokens.centre) >= 1.0:
        return
    raise ValueError(
        f"These runs do not identify a best size: for {flops:.3g} FLOPs {law.form} says {params.centre:.3g} parameters "
        f"({params.low:.3g} to {params.high:.3g}) and {tokens.centre:.3g} tokens ({tokens.low:.3g} to "
        f"{tokens.high:.3g}). Check the table's units, and add runs of other sizes and budgets."
    )


def _thetas(law: Law) -> tuple[Array, Array]:
    """The coefficients [1, P], and the draws [B, 1, P], to broadcast over budgets."""
    best = np.array([[law.coefficients[name] for name in law.names]])
    draws = np.array(law.draws, dtype=np.float64).reshape(-1, 1, len(law.names))
    return best, draws


def spread(form: Form, centre: Array, drawn: Array) -> tuple[Array, Array, Array]:
    """Centre [m], low and high of draws [B, m]; a form may take the median of its draws for centre."""
    if not len(drawn):
        return centre, centre, centre
    low, middle, high = np.quantile(drawn, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    centre = middle if form.centre_is_median_of_draws else centre
    return centre, np.minimum(low, centre), np.maximum(high, centre)


def interval(form: Form, centre: float, drawn: Array) -> Interval:
    """The same for one number and its draws [B]."""
    middle, low, high = spread(form, np.array([centre]), drawn[:, None])
    return Interval(centre=float(middle[0]), low=float(low[0]), high=float(high[0]), level=LEVEL)


def quantile_interval(centre: float, drawn: Array) -> Interval:
    """A number and the range of its draws [B] at level 0.8."""
    if not len(drawn):
        return Interval(centre=centre, low=centre, high=centre, level=LEVEL)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(centre=centre, low=min(float(low), centre), high=max(float(high), centre), level=LEVEL)


def predict_curve(curve: Curve, **inputs: float | Sequence[float] | Array) -> tuple[Array, Array, Array]:
    """The curve's target at its inputs, each [m] by name: centre, low and high at level 0.8, each [m].

    Raises ValueError for inputs that are missing, unknown, or not positive and finite.
    """
    form = curve_named(curve.form)
    if set(inputs) != set(form.inputs):
        given = ", ".join(inputs) or "none"
        raise ValueError(f"{curve.form} is a curve over {', '.join(form.inputs)}; given: {given}.")
    columns = dict(zip(inputs, np.broadcast_arrays(*(_positive(v, k) for k, v in inputs.items())), strict=True))
    best = np.array([[curve.coefficients[name] for name in curve.names]])
    draws = np.array(curve.draws, dtype=np.float64).reshape(-1, 1, len(curve.names))
    with np.errstate(all="ignore"):
        centre, drawn = form.value(best, columns), form.value(draws, columns)
    if not len(drawn):
        return centre, centre, centre
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return centre, np.minimum(low, centre), np.maximum(high, centre)


def _positive(values: float | Sequence[float] | Array, what: str) -> Array:
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if not (np.isfinite(array).all() and (array > 0.0).all()):
        raise ValueError(f"A {what} must be a positive, finite number, and {values} is not.")
    return array
