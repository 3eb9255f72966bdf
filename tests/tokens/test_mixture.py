"""Every source keeps its share all along, and no document comes twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.tokens.mixture import check_shares, interleave, natural_shares

NAMES = ("a", "b", "c")
LENGTHS = st.fixed_dictionaries({name: st.lists(st.integers(1, 50), min_size=1, max_size=40) for name in NAMES})
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 10))).filter(lambda w: any(w.values()))
SHARES = WEIGHTS.map(lambda w: {name: weight / sum(w.values()) for name, weight in w.items()})


@given(LENGTHS, SHARES)
def test_no_document_comes_twice_and_each_source_keeps_its_own_order(
    lengths: dict[str, list[int]], shares: dict[str, float]
) -> None:
    order = interleave(lengths, shares)
    for name in NAMES:
        assert [i for n, i in order if n == name] == list(range(sum(n == name for n, _ in order)))
        assert shares[name] > 0 or all(n != name for n, _ in order)


@given(LENGTHS, SHARES)
def test_shares_hold_all_along_to_within_one_document_of_each_source(
    lengths: dict[str, list[int]], shares: dict[str, float]
) -> None:
    longest = {name: max(documents) for name, documents in lengths.items()}
    taken = dict.fromkeys(NAMES, 0)
    used = [name for name in NAMES if shares[name] > 0]
    for name, i in interleave(lengths, shares):
        taken[name] += lengths[name][i]
        for a in used:
            for b in used:
                most = longest[a] / shares[a] + longest[b] / shares[b]
                assert abs(taken[a] / shares[a] - taken[b] / shares[b]) <= most * (1 + 1e-9)


@given(LENGTHS, SHARES)
def test_it_ends_when_a_source_has_run_out(lengths: dict[str, list[int]], shares: dict[str, float]) -> None:
    order = interleave(lengths, shares)
    counts = {name: sum(n == name for n, _ in order) for name in NAMES}
    assert any(counts[name] == len(lengths[name]) for name in NAMES if shares[name] > 0)


@given(LENGTHS)
def test_natural_shares_use_nearly_every_document(lengths: dict[str, list[int]]) -> None:
    shares = natural_shares(lengths)
    assert sum(shares.values()) == pytest.approx(1.0)
    check_shares(shares, NAMES)
    total = sum(map(sum, lengths.values()))
    left = total - sum(lengths[name][i] for name, i in interleave(lengths, shares))
    longest = sum(max(documents) / shares[name] for name, documents in lengths.items())
    assert left <= 2 * longest


def test_an_order_by_hand() -> None:
    order = interleave({"a": [2, 2, 2, 2], "b": [1, 1, 1]}, {"a": 0.5, "b": 0.5})
    assert order == [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ({"a": 0.5, "x": 0.5}, "names 'x', which is no source. Sources: a, b"),
        ({"a": 1.0}, "leaves out 'b': give it a share"),
        ({"a": 0.5, "b": 0.4}, "sum to 1; these sum to 0.9"),
        ({"a": 1.5, "b": -0.5}, "Shares are fractions"),
        ({"a": float("nan"), "b": 0.5}, "Shares are fractions"),
    ],
)
def test_shares_that_fit_no_corpus_are_refused(shares: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_shares(shares, ["a", "b"])
