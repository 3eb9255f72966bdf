"""A plan's page: the answer first, every figure with its source, what never comes, and what lies beyond the runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from foretell.laws import Fit, fit_table
from foretell.nouns import Further, Law, NextRun, Option, Proposal
from foretell.nouns.proposal import Figure
from foretell.planning import Ask, propose
from foretell.report.charts.frontier import frontier
from foretell.report.charts.next_runs import plane
from foretell.report.plan_page import plan_figures, plan_page
from foretell.report.plan_tables import further
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn
from tests.report.test_law_page import made_table


def figure(value: float, unit: str, source: str = "the law") -> Figure:
    return Figure(centre=value, low=0.8 * value, high=1.3 * value, unit=unit, source=source)


def made_option(name: str, C: float) -> Option:
    figures = {
        "flops": Figure(centre=C, low=C, high=C, unit="FLOPs", source="given"),
        "params": figure((C / 120) ** 0.5, "parameters"),
        "tokens": figure(20 * (C / 120) ** 0.5, "tokens"),
        "loss": figure(2.5 - 0.01 * (C / 1e20), "loss"),
        "money": figure(C / 1e17, "USD", "a price of <2024>"),
    }
    return Option(name=name, why="<why>", figures=figures, extrapolated={"flops": C / 1e19}, warnings=("Far.",))


def made_proposal() -> Proposal:
    further = (
        Further(gain="1 % lower loss", loss=2.4, flops=figure(3e20, "FLOPs"), figures={"money": figure(4e3, "USD")}),
        Further(gain="50 % lower loss", loss=1.2, flops=None, never=1.0),
        Further(gain="accuracy 1", loss=None, flops=None, accuracy=1.0, never=1.0),
    )
    runs = (
        NextRun(params=1e8, tokens=2e9, flops=1.2e18, narrowed=0.2),
        NextRun(params=1e9, tokens=2e9, flops=1.2e19, narrowed=0.1),
    )
    options = (made_option("as asked", 1e20), made_option("half the budget", 5e19))
    return Proposal(
        asked={"flops": 1e20},
        law="chinchilla.parametric",
        options=options,
        further=further,
        next_runs=runs,
        warnings=("Beware <all>.",),
    )


@pytest.fixture(scope="module")
def law() -> Law:
    return fit_table(made_table(), Fit(draws=20))


def test_the_frontier_shows_options_gains_and_what_never_comes(law: Law) -> None:
    over_flops, over_money = frontier(made_proposal(), law), frontier(made_proposal(), law, "money")
    assert over_flops
    assert over_money
    marks, money = drawn(over_flops), drawn(over_money)
    assert (marks["line"], marks["area"], marks["symbol"]) == (1, 1, 2)
    assert marks["rule"] == 2 + 1 + 1  # intervals of two losses and of one cost, and one loss that never comes
    assert (money["line"], money["symbol"], money["rule"]) == (0, 2, 4)
    assert (over_flops.rows[-1][0], over_flops.rows[-1][1].split(">")[1].split("<")[0]) == ("50 % lower loss", "never")
    assert frontier(made_proposal(), law, "kwh") is None


def test_the_plane_shows_the_runs_box_options_and_next_runs(law: Law) -> None:
    marks = drawn(plane(made_proposal(), [law], [("GPT-3", 175e9, 3.1e23)]))
    assert (marks["rect"], marks["line"]) == (1, 1)
    assert marks["symbol"] == 2 + 2 + 1


def test_the_page_answers_first_and_names_every_source(law: Law, tmp_path: Path) -> None:
    plan_page(made_proposal(), [law], tmp_path / "plan.html")
    text = (tmp_path / "plan.html").read_text(encoding="utf-8")
    body = text[: text.index('id="chart-style"')]
    assert body.index("913 million") < body.index("Before you spend it") < body.index("What a further gain would cost")
    for told in ("a price of &lt;2024&gt;", "Beware &lt;all&gt;.", "&lt;why&gt;", "never, says the law", "10 ×"):
        assert told in body
    assert "<why>" not in body
    assert len(plan_figures(made_proposal(), [law], tmp_path / "figures")) == 2 * 3


def test_the_published_laws_have_their_lines_box_and_place_on_the_page(tmp_path: Path) -> None:
    proposal = propose((), Ask(flops=5.76e23))
    plan_page(proposal, [], tmp_path / "plan.html")
    body = (tmp_path / "plan.html").read_text(encoding="utf-8")
    body, record = body.split("The record", 1)
    assert record.count('id="law/') == 2
    assert "The shaded box holds the runs of the law" in body
    assert "Lines are best sizes" in body
    assert body.count("Learning rate and batch are extrapolated") == 1, "what was said of the first is not said again"
    assert "ladder's largest" not in body
    assert "back-test" not in body
    assert "Lines are" not in plane(proposal, []).see


def test_losses_have_four_digits_and_money_is_for_an_assumed_utilisation(tmp_path: Path) -> None:
    proposal = propose((), Ask(flops=5.76e23))
    plan_page(proposal, [], tmp_path / "plan.html")
    body = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert "1.974" in body
    assert "1.956" in body
    assert '<span class="ends">1.834 to 2.125</span>' in body, "below its number, so that five options fit on a page"
    assert "0.97 to 1.62 million for a utilisation of 0.3 to 0.5" in body
    assert "80 % interval 0.97" not in body


def test_what_never_comes_in_many_draws_has_no_upper_end_in_table_and_chart() -> None:
    never = figure(3e20, "FLOPs").model_copy(update={"never": 0.14, "high": 1e39})
    gain = Further(gain="10 points more accuracy", loss=2.4, flops=never, never=0.14)
    proposal = made_proposal().model_copy(update={"further": (gain,)})
    assert "at least 2.4e20; never in 14 % of draws" in further(proposal)
    drawing = frontier(proposal)
    assert drawing
    assert "10 points more accuracy, or never (14 %)" in str(drawing.specification)
    assert "1e+39" not in str(drawing.specification)
    assert "1e39" not in further(proposal)


def test_a_proposal_without_laws_or_money_has_a_page_too(tmp_path: Path) -> None:
    option = made_option("as asked", 1e20)
    bare = option.model_copy(update={"figures": {k: v for k, v in option.figures.items() if k != "money"}})
    proposal = Proposal(asked={"flops": 1e20}, law="published", options=(bare,))
    plan_page(proposal, [], tmp_path / "plan.html")
    assert "FLOPs" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no options"):
        plan_page(proposal.model_copy(update={"options": ()}), [], tmp_path / "none.html")


def test_pages_say_what_to_install_without_the_chart_library() -> None:
    code = "import sys; sys.modules['altair'] = None\nimport foretell.report.plan_page"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "ImportError: The page needs altair: pip install 'foretell[page]'." in done.stderr


@needs_chromium
@pytest.mark.parametrize(("width", "is_dark"), [(390, True), (1200, False)])
def test_a_browser_draws_it(law: Law, tmp_path: Path, width: int, is_dark: bool) -> None:
    plan_page(made_proposal(), [law], tmp_path / "plan.html")
    met = look((tmp_path / "plan.html").read_text(encoding="utf-8"), tmp_path, width, is_dark)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= width
    figures = (frontier(made_proposal(), law), frontier(made_proposal(), law, "money"), plane(made_proposal(), [law]))
    expected = [drawn(each) for each in figures if each]
    assert met["marks"] == [{kind: n for kind, n in marks.items() if kind != "vertex"} for marks in expected]
    assert met["keyboard"]["ringless"] == []
