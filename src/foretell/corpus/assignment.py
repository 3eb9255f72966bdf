"""Which cluster of near-duplicates is trained on and which is held out, now and in every later curation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from foretell.corpus.duplicates import MinHash, components
from foretell.lab import whole
from foretell.text.words import Hashes

ASSIGNMENT = "assignment.parquet"
DRAW = 2018  # xxHash seed of the split, so that it is independent of the order of the digests themselves


@dataclass(frozen=True)
class Assignment:
    """For each distinct content: digest, the cluster (its least digest), the split, and the signature, [m, hashes]."""

    digests: list[str]
    clusters: list[str]
    splits: list[str]
    signatures: Hashes


def empty(spec: MinHash) -> Assignment:
    return Assignment([], [], [], np.zeros((0, spec.hashes), dtype=np.uint64))


def assign(digests: Sequence[str], signatures: Hashes, share: float, spec: MinHash, earlier: Assignment) -> Assignment:
    """Cluster distinct contents, sorted by digest, and give each cluster its split.

    A cluster goes to held-out with probability `share`, drawn by its least digest; but a cluster with a near-copy
    in an earlier assignment joins that split, held-out before train where it has both. What the earlier one
    knew is carried over.
    """
    clusters = [digests[i] for i in components(signatures, spec)]
    inherited = _inherited(digests, signatures, spec, earlier)
    split_of: dict[str, str | None] = {}
    for cluster, old in zip(clusters, inherited, strict=True):
        known_splits = [split for split in (split_of.get(cluster), old) if split]
        split_of[cluster] = min(known_splits, default=None)  # "held_out" sorts before "train"
    splits = [split_of[cluster] or drawn(cluster, share) for cluster in clusters]
    known = set(digests)
    kept = [i for i, digest in enumerate(earlier.digests) if digest not in known]
    return Assignment(
        [*digests, *(earlier.digests[i] for i in kept)],
        [*clusters, *(earlier.clusters[i] for i in kept)],
        [*splits, *(earlier.splits[i] for i in kept)],
        np.concatenate([signatures, earlier.signatures[kept]]),
    )


def drawn(cluster: str, share: float) -> str:
    """The split that chance gives a cluster: the same on every machine, and whatever other clusters there are."""
    return "held_out" if xxhash.xxh64_intdigest(cluster.encode(), seed=DRAW) < share * 2**64 else "train"


def _inherited(digests: Sequence[str], signatures: Hashes, spec: MinHash, earlier: Assignment) -> list[str | None]:
    """The split of each content's near-copies in the earlier assignment, if any. Equal contents are near-copies."""
    if not earlier.digests:
        return [None] * len(digests)
    roots = components(np.concatenate([earlier.signatures, signatures]), spec)
    old, new = roots[: len(earlier.digests)], roots[len(earlier.digests) :]
    split_of: dict[int, str] = {}
    for root, split in zip(old, earlier.splits, strict=True):
        split_of[root] = min(split, split_of.get(root, split))
    return [split_of.get(root) for root in new]


def write(path: Path, assignment: Assignment, spec: MinHash) -> None:
    """Write an assignment, with the settings that its signatures were made with."""
    columns = {
        "digest": pa.array(assignment.digests, pa.string()),
        "cluster": pa.array(assignment.clusters, pa.string()),
        "split": pa.array(assignment.splits, pa.string()),
        "signature": pa.array([row.tobytes() for row in assignment.signatures], pa.binary(8 * spec.hashes)),
    }
    table = pa.table(columns).replace_schema_metadata(_settings(spec))
    with whole(path) as draft:
        pq.write_table(table, draft, compression="zstd")


def read(path: Path, spec: MinHash) -> Assignment:
    """Read an assignment. Raises ValueError where its signatures cannot be compared with those of `spec`."""
    table = pq.read_table(path)
    found = {k: v for k, v in (table.schema.metadata or {}).items() if k in _settings(spec)}
    if found != _settings(spec):
        theirs = ", ".join(f"{k.decode()} = {v.decode()}" for k, v in sorted(found.items())) or "other settings"
        raise ValueError(
            f"{path} was made with {theirs}; this curation has ngram = {spec.ngram} and {spec.hashes} hashes "
            "(bands x rows), so near-copies of its held-out pages could not be found. Set [curate.dedup] alike."
        )
    rows = {name: table[name].to_pylist() for name in ("digest", "cluster", "split", "signature")}
    signatures = np.frombuffer(b"".join(rows["signature"]), dtype=np.uint64).reshape(-1, spec.hashes)
    return Assignment(rows["digest"], rows["cluster"], rows["split"], signatures)


def _settings(spec: MinHash) -> dict[bytes, bytes]:
    return {b"ngram": str(spec.ngram).encode(), b"hashes": str(spec.hashes).encode()}
