"""The stock of text: near the published years, the right way round, the same every time, and clear about bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.laws.stock.text_stock import TextStock, meeting, text_stock
from foretell.nouns import Fan, Stock


def year_of(spec: TextStock) -> float:
    used_up = text_stock(spec).used_up
    assert used_up is not None
    return used_up.centre


def at(fan: Fan, year: float) -> tuple[float, float, float]:
    place = fan.years.index(year)
    return fan.centre[place], fan.low[place], fan.high[place]


def test_the_stock_of_2024_is_the_published_one() -> None:
    """300e12 tokens, 90 % 100e12 to 1000e12: figures of one digit, so to within a third of each."""
    centre, low, high = at(text_stock(TextStock(level=0.9)).stock, 2024)
    assert centre == pytest.approx(300e12, rel=1 / 3)
    assert low == pytest.approx(100e12, rel=1 / 3)
    assert high == pytest.approx(1000e12, rel=1 / 3)


def test_the_raw_indexed_web_is_that_of_table_1() -> None:
    """510e12 tokens (95 % 130e12 to 2100e12): what is left when all of it is usable, once."""
    once = {"usable_share": (1.0, 1.0), "repetition": (1.0, 1.0)}
    centre, low, high = at(text_stock(TextStock(level=0.95, ranges=once, draws=40_000)).stock, 2024)
    assert centre == pytest.approx(510e12, rel=0.03)
    assert low == pytest.approx(130e12, rel=0.05)
    assert high == pytest.approx(2100e12, rel=0.05)


def test_the_years_of_2024_are_the_published_ones() -> None:
    """Whole years in the paper, which has a forecast of compute that is not public: each to within one year."""
    found = text_stock(TextStock())
    assert found.used_up is not None
    assert 2027 <= found.used_up.centre < 2030  # 2028
    assert 2025 <= found.used_up.low < 2028  # 2026
    assert 2031 <= found.used_up.high < 2034  # 2032
    assert 2026 <= year_of(TextStock(overtraining=5)) < 2029  # 2027
    assert 2024 <= year_of(TextStock(overtraining=100)) < 2027  # 2025


def test_all_language_of_2022_is_near_the_published_one() -> None:
    """7e13 to 7e16 words, growing about 7 % a year, used up by the trend in 2032.4 (90 % 2028.4 to 2039.2). The authors
    smooth the density of the year by a trailing mean, 1 year late, so to within 2.5 years."""
    found = text_stock(TextStock(version="2022", level=0.9))
    centre, low, high = at(found.stock, 2022)
    assert 7e13 / 3 < low < 7e13 * 3
    assert 7e16 / 3 < high < 7e16 * 3
    assert 1.04 < at(found.stock, 2023)[0] / centre < 1.12
    assert found.used_up is not None
    assert found.used_up.centre == pytest.approx(2032.4, abs=2.5)
    assert found.used_up.low == pytest.approx(2028.4, abs=2.5)
    assert found.used_up.high == pytest.approx(2039.2, abs=2.5)


def test_good_text_is_used_up_before_2026() -> None:
    """2024.5 (90 % 2023.5 to 2025.7), by a trailing mean half a year late: to within 0.7 years."""
    found = text_stock(TextStock(version="2022-high-quality", level=0.9)).used_up
    assert found is not None
    assert found.centre == pytest.approx(2024.5, abs=0.7)
    assert found.low == pytest.approx(2023.5, abs=0.7)
    assert found.high == pytest.approx(2025.7, abs=0.7)


def test_the_growth_of_the_reference_table_is_the_published_one(shared: Path) -> None:
    """§2.4: 0.38 orders of magnitude a year, 95 % 0.27 to 0.48, from about 80 models."""
    history = shared / "reference" / "scaling" / "training_dataset_sizes_history.csv"
    told = text_stock(TextStock(), history=history).inputs["set_growth"]
    low, high = (float(word) for word in told.split(" (")[0].split(" to "))
    assert low == pytest.approx(0.27, abs=0.01)
    assert high == pytest.approx(0.48, abs=0.01)
    assert "by 80 models" in told


def test_the_built_in_population_is_nearly_the_table(shared: Path) -> None:
    folder = shared / "reference" / "scaling"
    built_in = text_stock(TextStock(version="2022"))
    given_by_table = text_stock(
        TextStock(version="2022"),
        population=folder / "un_population_projection.csv",
        penetration=folder / "internet_penetration_history.csv",
    )
    assert at(given_by_table.stock, 2022)[0] == pytest.approx(at(built_in.stock, 2022)[0], rel=0.15)


@settings(max_examples=20)
@given(more=st.floats(1.5, 10), seed=st.integers(0, 5))
def test_more_stock_is_used_up_later_and_faster_growth_sooner(more: float, seed: int) -> None:
    base = year_of(TextStock(draws=500, seed=seed, last_year=2100))
    pages = {"indexed_pages": (75e9 * more, 1e12 * more)}
    assert year_of(TextStock(draws=500, seed=seed, ranges=pages, last_year=2100)) > base
    growth = {"set_growth": (0.27 * more, 0.48 * more), "compute_growth": (0.48 * more, 0.72 * more)}
    assert year_of(TextStock(draws=500, seed=seed, ranges=growth)) < base
    assert year_of(TextStock(draws=500, seed=seed, overtraining=more)) < base


def test_the_year_is_the_one_that_the_numbers_give_by_hand() -> None:
    """Without uncertainty: a stock of 1e15 that stands still, a set of 1e13 that grows tenfold a year: 2026."""
    exact = {
        "indexed_pages": (1e12, 1e12),
        "bytes_per_page": (5e3, 5e3),
        "bytes_per_token": (5, 5),
        "usable_share": (1, 1),
        "repetition": (1, 1),
        "page_growth": (1, 1),
        "size_growth": (1, 1),
        "largest_set": (1e13, 1e13),
        "set_growth": (1, 1),
    }
    found = text_stock(TextStock(demand="trend", ranges=exact, draws=100))
    assert found.used_up is not None
    assert found.used_up.low == found.used_up.high == pytest.approx(2026.0)
    assert at(found.stock, 2024) == pytest.approx((1e15, 1e15, 1e15))
    sooner = text_stock(TextStock(demand="trend", ranges=exact, draws=100, overtraining=100)).used_up
    assert sooner is not None
    assert sooner.centre == pytest.approx(2025.0)  # √100 times the tokens: one year of this growth


def test_demand_that_stands_still_never_meets_the_stock() -> None:
    still = {"set_growth": (0.0, 0.0), "compute_growth": (0.0, 0.0), "indexed_pages": (1e15, 1e15)}
    found = text_stock(TextStock(ranges=still))
    assert found.used_up is None
    assert found.never == 1.0


def test_the_same_spec_gives_the_same_facts_and_another_seed_others() -> None:
    first, again = text_stock(TextStock()), text_stock(TextStock())
    assert first == again
    assert text_stock(TextStock(seed=1)).used_up != first.used_up
    assert Stock.model_validate_json(first.model_dump_json()) == first


def test_a_missing_input_is_told() -> None:
    assert "missing" in text_stock(TextStock()).inputs["forecast_of_compute"]
    assert "forecast_of_compute" not in text_stock(TextStock(demand="trend")).inputs


def test_meeting_is_between_the_years_around_it() -> None:
    years = np.array([2020.0, 2021.0, 2022.0])
    gap = np.array([[-1.0, 1.0, 3.0], [1.0, 2.0, 3.0], [-3.0, -2.0, -1.0], [-2.0, -1.0, 0.0]])
    assert meeting(gap, years).tolist() == [2020.5, 2020.0, np.inf, 2022.0]


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"ranges": {"pages": (1, 2)}}, "no input 'pages'"),
        ({"ranges": {"repetition": (5, 2)}}, "'repetition' was given as 5 to 2"),
        ({"ranges": {"repetition": (0, 2)}}, "'repetition' was given as 0 to 2"),
        ({"ranges": {"repetition": (1, float("inf"))}}, "'repetition' was given as 1 to inf"),
        ({"ranges": {"repetition": (float("nan"), 2)}}, "'repetition' was given as nan to 2"),
        ({"version": "2022", "ranges": {"recorded_share": (0.1, 2)}}, "1 at most"),
        ({"version": "2022", "demand": "compute"}, "no public table"),
    ],
)
def test_a_bad_spec_is_a_sentence(spec: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        text_stock(TextStock.model_validate(spec))


@pytest.mark.parametrize("name", ["indexed_pages", "bytes_per_token", "page_growth", "set_growth", "usable_share"])
def test_the_widest_ranges_do_not_overflow(name: str) -> None:
    widest = {"set_growth": (-10.0, 10.0), "bytes_per_token": (1.0, 100.0)}.get(name, (1e-20, 1e20))
    found = text_stock(TextStock(ranges={name: widest}, last_year=2100))
    assert np.isfinite([*found.stock.centre, *found.stock.high, *found.demand.high]).all()


HEAD = "date,dataset,comp\n"
ROWS = "".join(f"20{year}-06-01,1e{year - 6},1e{year + 2}\n" for year in range(15, 24))


def test_a_history_of_one_clear_trend_is_found(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text(HEAD + ROWS + "2009-01-01,1e3,1e3\n2020-01-01,,\n2021-01-01,-5,inf\n")
    told = text_stock(TextStock(), history=path).inputs
    for name in ("set_growth", "compute_growth"):
        low, high = (float(word) for word in told[name].split(" (")[0].split(" to "))
        assert low == pytest.approx(1.0, abs=0.01)
        assert high == pytest.approx(1.0, abs=0.01)
    assert "9 models of the table given (3 without a count or before 2010 left out)" in told["set_growth"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date,size\n2020-01-01,3\n", "needs the columns date and dataset"),
        (HEAD + "2020,1e9,1e20\n", "line 2: '2020' is no date"),
        (HEAD + "2020-01-01,many,1e20\n", "'many' is not a number"),
        (HEAD + "2020-01-01,1e9,1e20\n" * 9, "1 dates since 2010"),
        (HEAD, "0 dates since 2010"),
        (HEAD + "2020-01-01,1e9,1e20\n" * 10_001, "more than 10000 rows"),
    ],
)
def test_a_bad_history_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "history.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=told):
        text_stock(TextStock(), history=path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("year,share\n2020,140\n", "give percent"),
        ("year,share\n2020,-1\n", "expected a number over 0"),
        ("year,share\n2020,\n", "no row with a year and a value"),
        ("when,share\n2020,5\n", "needs a column year"),
    ],
)
def test_a_bad_share_of_users_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "users.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=told):
        text_stock(TextStock(version="2022"), penetration=path)


def test_a_table_that_the_version_has_no_use_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not use a population"):
        text_stock(TextStock(), population=tmp_path / "population.csv")
