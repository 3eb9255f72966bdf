"""A curve's page: the curve over its first input, what it says beside what was found, and its checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table
from foretell.laws.fit import fit_curve
from foretell.laws.fitting import Posed, PowerSum, huber, term
from foretell.laws.form import CurveForm, columns
from foretell.laws.forms import CURVES
from foretell.nouns import Curve
from foretell.report.charts.fitted_curve import GRID, beside, over_input
from foretell.report.charts.profiles import profile_figures
from foretell.report.curve_page import curve_figures, curve_page
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn


def pose(table: Table, spec: Fit) -> Posed:
    """ln L = ln A - alpha ln N."""
    x, n = np.log(table.params), len(table)
    return Posed(
        residuals=PowerSum((term((0, 1), 1.0, -x, rows=n),), np.log(table.loss), parameters=2),
        penalty=huber(spec.delta),
        starts=np.array([[1.0, 0.1], [5.0, 0.5]]),
        told=lambda theta: np.stack([np.exp(theta[..., 0]), theta[..., 1]], -1),
        rows=np.arange(n),
        profiled={"alpha": (1, np.asarray)},
    )


@pytest.fixture
def table() -> Table:
    N = np.geomspace(1e6, 1e9, 12)
    loss = 40 * N**-0.13 * np.exp(np.random.default_rng(0).normal(0, 0.01, len(N)))
    return Table(N, np.full(len(N), 1e9), 6e9 * N, loss, notes=("<loss> was read.",))


@pytest.fixture
def curve(table: Table, monkeypatch: pytest.MonkeyPatch) -> Curve:
    def value(theta: np.ndarray, inputs: object) -> np.ndarray:
        A, alpha = columns(theta)
        return A * inputs["params"] ** -alpha  # type: ignore[index]

    form = CurveForm(("A", "alpha"), "loss", ("params",), pose, value)
    monkeypatch.setitem(CURVES, "own", form)
    return fit_curve(table, Fit(form="own", draws=20))


def test_every_run_is_drawn_with_line_and_band(curve: Curve, table: Table) -> None:
    over, twin = drawn(over_input(curve, table)), drawn(beside(curve, table))
    assert (over["symbol"], over["line"], over["vertex"], over["area"]) == (len(table), 1, GRID, 1)
    assert (twin["symbol"], twin["line"]) == (len(table), 1)


def test_the_page_has_its_checks(curve: Curve, table: Table, tmp_path: Path) -> None:
    curve_page(curve, table, tmp_path / "curve.html")
    text = (tmp_path / "curve.html").read_text(encoding="utf-8")
    assert "searches from far-apart starts" in text
    assert "Profile of alpha" in text
    assert "&lt;loss&gt; was read." in text
    written = curve_figures(curve, table, tmp_path / "figures")
    assert len(written) == 2 * (2 + len(profile_figures(curve)))


@needs_chromium
def test_a_browser_draws_it_on_a_phone(curve: Curve, table: Table, tmp_path: Path) -> None:
    curve_page(curve, table, tmp_path / "curve.html")
    met = look((tmp_path / "curve.html").read_text(encoding="utf-8"), tmp_path, 390, is_dark=True)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= 390
