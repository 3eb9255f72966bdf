"""The published constants, asked like any fitted law."""

from __future__ import annotations

import pytest

from foretell.laws import optimum, predict, predict_curve
from foretell.laws.published.kaplan_laws import kaplan_curves, kaplan_laws


def test_the_law_says_where_it_comes_from_and_what_it_says() -> None:
    (law,) = kaplan_laws()
    assert law.form == "kaplan (Kaplan 2020)"
    assert any("Constants from a paper" in warning for warning in law.warnings)
    params, tokens = optimum(law, 1e20)
    assert 6.0 * params.centre * tokens.centre == pytest.approx(1e20)
    assert law.params_exponent == pytest.approx(0.103 / (0.103 + 0.076))
    assert predict(law, 1e20)[0][0] < predict(law, 1e19)[0][0]


def test_every_curve_can_be_asked() -> None:
    asked = {"params": 1e9, "tokens": 1e10, "flops": 1e20, "flops_min": 1e20, "steps_min": 1e5}
    for curve in kaplan_curves():
        value = predict_curve(curve, **{name: asked[name] for name in curve.inputs})[0][0]
        assert 1.7 < value < 5.0, curve.form
