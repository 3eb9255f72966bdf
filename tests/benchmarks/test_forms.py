from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forms import DISTANCES, MEASURES, at_a_glance, by_part, middle, number, of_ladder, over_all, past
from judging import Answers, Cuts
from public_ladders import Ladder

from foretell.laws import FORMS, Table


def said(*errors: float, multiple: float = 2.0) -> Answers:
    """Answers that erred by so many percent, at a distance."""
    error = np.array(errors)
    one, yes = np.ones(len(error)), np.ones(len(error), dtype=np.bool_)
    return Answers(multiple * one, one, error, yes, yes, yes, one, yes, one)


def cells(table: str, law: str) -> list[list[str]]:
    """The cells of a law's lines."""
    return [[cell.strip() for cell in line.split("|")[2:-1]] for line in table.split("\n") if f"`{law}` |" in line]


def every_law(cuts: Cuts, **others: Cuts) -> dict[str, Cuts]:
    return dict.fromkeys(FORMS, cuts) | {name.replace("_", ".", 1): other for name, other in others.items()}


def test_medians_are_over_ladders_not_over_runs() -> None:
    small, large = every_law({1.0: said(1.0)}), every_law({1.0: said(*[-3.0] * 99)})
    row = cells(over_all([small, large]), "kaplan")[0]
    assert row[:3] == ["2 of 2", "2 of 2", "−1.00"]
    assert row[5] == "2.00"  # mean without sign


def test_the_best_is_counted_and_the_refused_are_not() -> None:
    ladder = every_law({1.0: said(2.0)}, valley_high_floor={1.0: said(1.0)}, chinchilla_isoflop={1.0: "no sizes"})
    table = over_all([ladder, ladder])
    assert cells(table, "valley.high_floor")[0][-2:] == ["2", "0.50"]
    assert cells(table, "kaplan")[0][-2:] == ["0", "1.00"]
    assert cells(table, "chinchilla.isoflop")[0][:3] == ["0 of 2", "0 of 2", "–"]


def test_a_run_falls_into_one_distance() -> None:
    cuts = {1.0: said(1.0, multiple=3.0), 2.0: said(2.0, 2.0, multiple=3.1), 3.0: said(4.0, multiple=1e3)}
    rows = cells(by_part([every_law(cuts)], "multiple", DISTANCES), "kaplan")
    assert [row[0] for row in rows] == list(DISTANCES)
    assert [row[2] for row in rows] == ["1", "2", "1"]
    assert [row[3] for row in rows] == ["1.00", "2.00", "4.00"]


def test_a_ladder_tells_why_a_law_was_refused() -> None:
    table = Table(np.ones(2), np.ones(2), np.array([1e18, 1e19]), np.ones(2))
    told = of_ladder(Ladder("Mine", table), every_law({1.0: said(1.0)}, chinchilla_isoflop={1.0: "Add sizes."}))
    assert "**Mine**: 2 runs, 1e+18 to 1e+19 FLOPs" in told
    assert told.endswith("- `chinchilla.isoflop` refused at 1 of 1: Add sizes.")


def test_at_a_glance_a_law_that_did_not_answer_everywhere_is_marked() -> None:
    cuts = {1.0: said(1.0), 2.0: said(-3.0)}
    ladder = every_law(cuts, kaplan={1.0: said(4.0), 2.0: "no"}, chinchilla_isoflop={1.0: "no", 2.0: "no"})
    row = [cell.strip() for cell in at_a_glance({"Mine": ladder}).split("\n")[2].split("|")[1:-1]]
    assert row[0] == "Mine"
    assert dict(zip(FORMS, row[1:], strict=True)) == dict.fromkeys(FORMS, "2.00") | {
        "kaplan": "4.00*",
        "chinchilla.isoflop": "–",
    }


def test_runs_of_few_tokens_can_be_left_out() -> None:
    N, D = np.array([1e6, 1e6, 1e6]), np.array([1e6, 2e6, 3e6])
    ladder = Ladder("Mine", Table(N, D, 6.0 * N * D, np.ones(3)))
    assert past(ladder, 2.0).table.tokens.tolist() == [2e6, 3e6]
    assert len(past(ladder, 0.0).table) == 3


def test_the_best_runs_are_measured_by_themselves() -> None:
    found = replace(said(1.0, -3.0), is_best=np.array([False, True]))
    assert MEASURES["of the best runs"](found) == 3.0
    assert np.isnan(MEASURES["of the best runs"](replace(found, is_best=np.zeros(2, dtype=np.bool_))))


@pytest.mark.parametrize(
    ("value", "told"), [(None, "–"), (-0.001, "0.00"), (-1.234, "−1.23"), (9.996, "10"), (82.4, "82"), (0.0, "0.00")]
)
def test_numbers_are_short(value: float | None, told: str) -> None:
    assert number(value) == told


def test_a_middle_of_nothing_is_a_dash() -> None:
    assert middle([]) == "–"
    assert middle([float("nan"), 1.0]) == "1.00"
