"""What a law of one's own says of itself and answers, held against what every law must: names, shapes, real numbers.

What is wrong here would be found much later, as a sentence of numpy's on arrays that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from foretell.laws.form import CurveForm, Estimate, Form
from foretell.laws.tables.table import Array

REAL = "fiu"  # kinds of numpy's dtypes


def check_form(form: Form | CurveForm) -> None:
    """Raise TypeError for names that are no tuple of different words, and for a number of draws that is none."""
    _check_words("names", form.names)
    if not isinstance(form.draws, int) or form.draws < 0:
        raise TypeError(f"`draws` is {form.draws!r}, and it must be a whole number of 0 or more.")
    if isinstance(form, CurveForm):
        _check_words("inputs", form.inputs)
        _check_words("target", (form.target,))


def checked_answers(form: Form) -> Form:
    """The same law; what it answers has the shape that was asked for, or a TypeError says which it has."""

    def loss(theta: Array, C: Array, N: Array) -> Array:
        return _shaped("loss", form.loss(theta, C, N), theta, C, N)

    def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
        N, D = _pair("optimum", "(N*, D*)", form.optimum(theta, C))
        return _shaped("optimum", N, theta, C), _shaped("optimum", D, theta, C)

    def exponents(theta: Array) -> tuple[Array, Array]:
        a, b = _pair("exponents", "(a, b)", form.exponents(theta))
        return _shaped("exponents", a, theta), _shaped("exponents", b, theta)

    return replace(form, loss=loss, optimum=optimum, exponents=exponents)


def checked_value(form: CurveForm) -> Callable[[Array, Mapping[str, Array]], Array]:
    """The same value of a curve, with the same check."""
    return lambda theta, inputs: _shaped("value", form.value(theta, inputs), theta, *inputs.values())


def check_estimate(found: Any, names: tuple[str, ...]) -> None:
    """Raise TypeError for what is no Estimate of so many names: coefficients [P], draws [B, P], all real."""
    if not isinstance(found, Estimate):
        raise TypeError(f"`estimate` gives {type(found).__name__}, and it must give an Estimate.")
    coefficients, draws = _real("estimate", found.coefficients), _real("estimate", found.draws)
    if coefficients.shape != (len(names),):
        raise TypeError(f"`estimate` gives {coefficients.size} coefficients for {len(names)} names.")
    if draws.ndim != 2 or draws.shape[1] != len(names):
        raise TypeError(f"`estimate` gives draws of shape {list(draws.shape)}, and there are {len(names)} names.")
    if not np.isfinite(found.objective):
        raise TypeError(f"`estimate` gives an objective of {found.objective}, which is no number to compare.")


def _check_words(what: str, words: Any) -> None:
    is_words = isinstance(words, tuple) and words and all(isinstance(word, str) and word.strip() for word in words)
    if not is_words or len(set(words)) < len(words):
        raise TypeError(f'`{what}` is {words!r}, and it must be a tuple of different words, such as ("E", "A").')


def _pair(what: str, expected: str, answer: Any) -> tuple[Any, Any]:
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise TypeError(f"`{what}` gives {type(answer).__name__}, and it must give a pair {expected}.")
    return answer[0], answer[1]


def _real(what: str, answer: Any) -> Array:
    values = np.asarray(answer)
    if values.dtype.kind not in REAL:
        raise TypeError(f"`{what}` gives values of type {values.dtype}, and they must be real numbers.")
    return np.asarray(values, dtype=np.float64)


def _shaped(what: str, answer: Any, theta: Array, *columns: Array) -> Array:
    """The answer in the shape of the leading axes of theta and of the columns together; one that does not depend on
    some of them is the same over these."""
    values = _real(what, answer)
    expected = np.broadcast_shapes(theta.shape[:-1], *(np.shape(column) for column in columns))
    if values.shape == expected:
        return values
    try:
        return np.array(np.broadcast_to(values, expected))
    except ValueError:
        raise TypeError(f"`{what}` gives shape {list(values.shape)}, and {list(expected)} was asked for.") from None
