"""The split is drawn once for a cluster, with the share asked for, and kept in later curations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.corpus import assignment
from foretell.corpus.duplicates import MinHash, text_signature
from foretell.text.words import content_digest

SPEC = MinHash()


def text(seed: int, changed: bool = False) -> str:
    words = np.random.default_rng(seed).integers(0, 10_000, 300).tolist()
    return " ".join(f"w{word}" for word in words) + (" and one more" if changed else "")


def assigned(
    texts: list[str], earlier: assignment.Assignment | None = None, share: float = 0.3
) -> assignment.Assignment:
    by_digest = {content_digest(t): text_signature(t, SPEC) for t in texts}
    digests = sorted(by_digest)
    signatures = np.stack([by_digest[d] for d in digests])
    return assignment.assign(digests, signatures, share, SPEC, earlier or assignment.empty(SPEC))


def test_the_share_is_met_and_does_not_grow_with_the_size_of_clusters() -> None:
    drawn = [assignment.drawn(content_digest(str(i)), 0.08) for i in range(5_000)]
    assert drawn.count("held_out") / 5_000 == pytest.approx(0.08, abs=0.012)  # three standard errors
    least = [min(content_digest(f"{i} {k}") for k in range(20)) for i in range(5_000)]
    held_out = [assignment.drawn(digest, 0.08) for digest in least].count("held_out")
    assert held_out / 5_000 == pytest.approx(0.08, abs=0.012)


def test_near_copies_share_a_cluster_and_a_split() -> None:
    found = assigned([text(seed, changed) for seed in range(40) for changed in (False, True)])
    assert len(set(found.clusters)) == 40
    assert len(set(zip(found.clusters, found.splits, strict=True))) == 40
    assert set(found.splits) == {"train", "held_out"}


def test_near_copies_of_earlier_documents_join_their_split() -> None:
    earlier = assigned([text(seed) for seed in range(60)])
    later = assigned([text(seed, changed=True) for seed in range(60)], earlier, share=0.0)
    split_of = dict(zip(later.digests, later.splits, strict=True))
    before = dict(zip(earlier.digests, earlier.splits, strict=True))
    for seed in range(60):
        assert split_of[content_digest(text(seed, changed=True))] == before[content_digest(text(seed))]
    assert set(later.digests) >= set(earlier.digests)  # what was known is carried over


def test_held_out_wins_where_both_splits_have_a_near_copy() -> None:
    base = assigned([text(1), text(1, changed=True)])
    torn = assignment.Assignment(base.digests, base.digests, ["train", "held_out"], base.signatures)
    assert set(assigned([text(1) + " x"], torn, share=0.0).splits[:1]) == {"held_out"}


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    found = assigned([text(seed) for seed in range(5)])
    assignment.write(tmp_path / "a.parquet", found, SPEC)
    again = assignment.read(tmp_path / "a.parquet", SPEC)
    assert again.digests == found.digests
    assert np.array_equal(again.signatures, found.signatures)
    with pytest.raises(ValueError, match="ngram = 5"):
        assignment.read(tmp_path / "a.parquet", MinHash(ngram=7))
