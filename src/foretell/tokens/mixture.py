"""A mixture of sources: which documents, in which order, so that each source keeps its share all along."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence


def check_shares(shares: Mapping[str, float], sources: Sequence[str]) -> None:
    """Raise ValueError for shares that name no source, leave one out, or do not sum to 1."""
    if unknown := sorted(set(shares) - set(sources)):
        raise ValueError(f"The mixture names {unknown[0]!r}, which is no source. Sources: {', '.join(sources)}.")
    if missing := sorted(set(sources) - set(shares)):
        raise ValueError(f"The mixture leaves out {missing[0]!r}: give it a share (0 leaves it unused).")
    if not (abs(sum(shares.values()) - 1.0) <= 1e-6 and min(shares.values()) >= 0.0):  # so that nan fails too
        raise ValueError(f"Shares are fractions of all tokens and sum to 1; these sum to {sum(shares.values()):g}.")


def natural_shares(lengths: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """The shares that use every document once."""
    total = sum(sum(documents) for documents in lengths.values())
    return {name: sum(documents) / total for name, documents in lengths.items()}


def interleave(lengths: Mapping[str, Sequence[int]], shares: Mapping[str, float]) -> list[tuple[str, int]]:
    """Documents in order, as (source, index), until the first source runs out of them: none is repeated.

    `lengths` are tokens a document. Next comes always the source that is furthest behind its share.
    """
    queue = [(0.0, name) for name in sorted(shares) if shares[name] > 0.0]
    taken = dict.fromkeys(lengths, 0)
    order = []
    while queue:
        behind, name = heapq.heappop(queue)
        if taken[name] == len(lengths[name]):
            break
        order.append((name, taken[name]))
        heapq.heappush(queue, (behind + lengths[name][taken[name]] / shares[name], name))
        taken[name] += 1
    return order
