"""One law over anybody's table: a page that loads nothing, with every run drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table, read_table
from foretell.nouns import Law
from foretell.report.charts.anyones import GRID, MOST, over_compute, over_size
from foretell.report.charts.backtests import backtest_figures
from foretell.report.charts.best_size import SIZES, best_sizes
from foretell.report.charts.compute_classes import CLASSES, classes, curves_of
from foretell.report.charts.profiles import profile_figures
from foretell.report.charts.residuals import residuals
from foretell.report.law_page import law_figures, law_page
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn


def made_table(budgets: int = 4, sizes: int = 6) -> Table:
    """Runs of L = 1.7 + 400 N^-0.34 + 410 D^-0.28 with a little noise."""
    C = np.repeat(np.geomspace(1e17, 1e19, budgets), sizes)
    N = np.sqrt(C / 120) * np.tile(np.geomspace(0.3, 3.0, sizes), budgets)
    D = C / (6 * N)
    noise = np.random.default_rng(0).normal(0, 0.002, len(C))
    loss = (1.7 + 400 * N**-0.34 + 410 * D**-0.28) * np.exp(noise)
    return Table(N, D, C, loss, {"diverged": 2}, notes=("Read: <loss> from a column.",))


@pytest.fixture(scope="module")
def table() -> Table:
    return made_table()


@pytest.fixture(scope="module", params=["chinchilla.parametric", "chinchilla.isoflop", "valley"])
def law(request: pytest.FixtureRequest, table: Table) -> Law:
    return fit_table(table, Fit(form=request.param, draws=20))


def test_every_run_and_every_bottom_is_drawn(law: Law, table: Table) -> None:
    bottoms = sum(m.interior for m in law.minima)
    sizes, compute, best = drawn(over_size(law, table)), drawn(over_compute(law, table)), best_sizes(law)
    assert sizes["symbol"] == compute["symbol"] == len(table) + bottoms
    assert (sizes["line"], sizes["vertex"], sizes["area"]) == (4, 4 * GRID, 4)
    assert (compute["line"], compute["vertex"], compute["area"]) == (1, GRID, 1)
    assert best is not None
    assert drawn(best)["vertex"] == SIZES
    assert len(over_size(law, table).rows) == len(table)


def test_the_page_tells_what_was_left_out_and_escapes_what_it_is_told(law: Law, table: Table, tmp_path: Path) -> None:
    law_page(law, table, tmp_path / "law.html")
    text = (tmp_path / "law.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["law.html", "law.svg"]
    assert "2 × diverged" in text
    assert "Read: &lt;loss&gt;" in text
    assert all(name in text for name in law.coefficients)
    assert "var(--" not in (tmp_path / "law.svg").read_text(encoding="utf-8")


def test_checks_are_drawn_and_told(table: Table, tmp_path: Path) -> None:
    law = fit_table(table, Fit(draws=20))
    assert law.checks
    assert law.checks.certificate
    error, coverage, drift = (drawn(figure) for figure in backtest_figures(law))
    cuts = len(law.cuts)
    assert (error["symbol"], error["line"], error["rule"]) == (2 * cuts, 2, 1)
    assert (coverage["symbol"], coverage["rule"]) == (cuts, 1)
    assert (drift["symbol"], drift["rule"], drift["rect"]) == (sum(bool(c.params_at_top) for c in law.cuts), 1, 1)
    shown = profile_figures(law)
    assert [figure.title for figure in shown] == [f"Profile of {p.name}" for p in law.checks.profiles]
    for figure, profile in zip(shown, law.checks.profiles, strict=True):
        marks = drawn(figure)
        assert marks["symbol"] == len(profile.values)
        assert marks["rule"] == (profile.low is not None) + (profile.high is not None)
    assert drawn(residuals(law, table.sorted()))["symbol"] == len(table) + len(law.checks.influences)
    law_page(law, table, tmp_path / "law.html")
    text = (tmp_path / "law.html").read_text(encoding="utf-8")
    assert f"{law.checks.certificate.agreeing} of {law.checks.certificate.starts} searches" in text
    assert all(each.choice in text for each in law.checks.sensitivities)


def test_every_figure_is_a_file(table: Table, tmp_path: Path) -> None:
    law = fit_table(table, Fit(draws=5))
    written = law_figures(law, table, tmp_path / "figures")
    assert sorted(written) == sorted((tmp_path / "figures").iterdir())
    count = 4 + len(backtest_figures(law)) + len(profile_figures(law))
    assert [sum(path.suffix == kind for path in written) for kind in (".svg", ".png")] == [count, count]


def test_many_budgets_are_gathered_into_classes() -> None:
    table = made_table(budgets=12)
    found = classes(table)
    assert len(found) == CLASSES
    assert sorted(row for group in found for row in group.rows) == list(range(len(table)))
    assert [C for _, C, _ in curves_of(found)] == sorted({float(C) for C in table.flops})  # those that runs had
    ends = {f"{C:.2e}" for C in table.flops}
    named = {f"{float(end):.2e}" for group in found for end in group.name.split(" to ")}
    assert named <= ends


def test_a_long_table_is_thinned_and_says_so(tmp_path: Path) -> None:
    table = made_table(budgets=4, sizes=600)
    law = fit_table(table, Fit(form="chinchilla.parametric", draws=5))
    assert len(over_size(law, table).rows) == 1200 <= MOST
    law_page(law, table, tmp_path / "law.html")
    assert "1,200 of 2,400 runs" in (tmp_path / "law.html").read_text(encoding="utf-8")


def test_no_page_of_nothing_and_none_over_its_own_picture(table: Table, tmp_path: Path) -> None:
    law = fit_table(table, Fit(draws=0))
    with pytest.raises(ValueError, match="no rows"):
        law_page(law, table.where(np.zeros(len(table), dtype=np.bool_)), tmp_path / "law.html")
    with pytest.raises(ValueError, match=r"law\.html"):
        law_page(law, table, tmp_path / "law.svg")
    assert not list(tmp_path.iterdir())


def test_it_needs_neither_torch_nor_pyarrow(tmp_path: Path) -> None:
    code = """
import sys
sys.modules.update(dict.fromkeys(("torch", "pyarrow", "scipy")))
from pathlib import Path
import numpy as np
from foretell.laws import Fit, Table, fit_table
from foretell.report.law_page import law_figures, law_page
C, share = np.repeat([1e17, 1e18, 1e19], 5), np.tile([0.3, 0.6, 1.0, 1.7, 3.0], 3)
N = share * np.sqrt(C / 120)
D = C / 6 / N
table = Table(N, D, C, 1.7 + 400 * N**-0.34 + 410 * D**-0.28)
law_page(fit_table(table, Fit(draws=5)), table, Path(sys.argv[1]))
"""
    call = [sys.executable, "-c", code, str(tmp_path / "law.html")]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert (tmp_path / "law.html").stat().st_size > 100_000


def test_the_chinchilla_points(shared: Path) -> None:
    table = read_table(shared / "reference" / "scaling" / "chinchilla_fig4_points.csv")
    law = fit_table(table, Fit(draws=10))
    assert len(table) == 245
    assert drawn(over_size(law, table))["symbol"] == len(table) + sum(m.interior for m in law.minima)


@needs_chromium
def test_a_browser_draws_it_on_a_phone(table: Table, tmp_path: Path) -> None:
    law = fit_table(table, Fit(form="chinchilla.isoflop", draws=20))
    law_page(law, table, tmp_path / "law.html")
    met = look((tmp_path / "law.html").read_text(encoding="utf-8"), tmp_path, 390)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= 390
    rows = table.sorted()
    figures = (over_compute(law, rows), over_size(law, rows), best_sizes(law), residuals(law, rows))
    expected = [drawn(figure) for figure in (*figures, *backtest_figures(law), *profile_figures(law)) if figure]
    assert met["marks"] == [{kind: n for kind, n in marks.items() if kind != "vertex"} for marks in expected]
    assert met["keyboard"]["ringless"] == []
