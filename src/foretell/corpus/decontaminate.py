"""No question, and no held-out page, may be read in training: 13-gram overlap (GPT-3, Brown et al. 2020, app. C).

A training document is dropped when its *overlap coefficient* with one question or one held-out document is above a
threshold: the 13-grams that both have, to the 13-grams of the one that has fewer. So a short page inside a long one
counts in full, whichever of the two is held out, and a sentence that two long pages quote does not.
N-grams of more than `max_documents` training documents match nothing, as in GPT-3: they are boilerplate (menus,
licences and, in a library's documentation, the methods that every class inherits), not a copy of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from foretell.nouns import Spec
from foretell.tasks.items import Item
from foretell.text.ngrams import ngrams
from foretell.text.words import Hashes, word_hashes, words


class Decontaminate(Spec):
    """When a training document counts as having seen a question or a held-out document."""

    ngram: int = Field(default=13, ge=1)
    """Words of the n-grams by which a leak is found."""

    shortest: int = Field(default=8, ge=1)
    """Fewest words of a question that is looked for; a shorter one cannot be told from common phrases."""

    max_documents: int = Field(default=10, ge=1)
    """An n-gram of more training documents than this is boilerplate, and no leak."""

    max_task_overlap: float = Field(default=0.0, ge=0.0, le=1.0)
    """Largest share of a question's n-grams that a training document may hold; 0 allows none."""

    max_held_out_overlap: float = Field(default=0.2, ge=0.0, le=1.0)
    """Largest share of a held-out document's n-grams that a training document may hold."""


@dataclass(frozen=True)
class Protected:
    """A text that must not be trained on: its word hashes, and the length of n-grams that it is looked for by."""

    reason: str
    name: str
    hashes: Hashes
    n: int
    max_overlap: float


def protected_items(items: Iterable[Item], spec: Decontaminate) -> list[Protected]:
    """The texts of the questions, context and choice; one shorter than the n-grams is looked for as a whole."""
    texts = {item.context + choice: f"{item.task}/{item.id}" for item in items for choice in item.choices}
    found = []
    for text, name in texts.items():
        hashes = word_hashes(words(text))
        n = min(spec.ngram, len(hashes))
        if n >= min(spec.shortest, spec.ngram):
            found.append(Protected("contaminated_by_task", name, hashes, n, spec.max_task_overlap))
    return found


def protected_documents(hashes: Mapping[str, Hashes], spec: Decontaminate) -> list[Protected]:
    """Held-out documents by name; those shorter than the n-grams cannot be looked for."""
    reason, most = "overlaps_held_out", spec.max_held_out_overlap
    return [Protected(reason, n, h, spec.ngram, most) for n, h in hashes.items() if len(h) >= spec.ngram]


def contaminated(
    training: Sequence[Hashes], protected: Sequence[Protected], spec: Decontaminate
) -> dict[int, tuple[str, str]]:
    """The training documents to drop, by index: reason and detail of the first protected text, in order, that each
    overlaps too much. `training` are the word hashes of the documents."""
    found: dict[int, tuple[int, str]] = {}
    for n in sorted({text.n for text in protected}):
        index = Index(training, n, spec.max_documents)
        for order, text in enumerate(protected):
            if text.n != n:
                continue
            for document, overlap in index.overlaps(text.hashes):
                if overlap > text.max_overlap and found.get(document, (order + 1, ""))[0] > order:
                    found[document] = (order, f"{overlap:.3g} of its {n}-grams shared with {text.name}")
    return {document: (protected[order].reason, detail) for document, (order, detail) in found.items()}


class Index:
    """Which training documents hold an n-gram, for n-grams of at most `max_documents` of them."""

    def __init__(self, training: Sequence[Hashes], n: int, max_documents: int) -> None:
        self.n = n
        distinct = [np.unique(ngrams(hashes, n)) for hashes in training]
        self.sizes = np.array([len(grams) for grams in distinct], dtype=np.int64)
        grams = np.concatenate([*distinct, np.zeros(0, dtype=np.uint64)])
        documents = np.repeat(np.arange(len(training)), self.sizes)
        order = np.argsort(grams, kind="stable")
        _, place, counts = np.unique(grams[order], return_inverse=True, return_counts=True)
        rare = counts[place] <= max_documents
        self.grams, self.documents = grams[order][rare], documents[order][rare]

    def overlaps(self, hashes: Hashes) -> list[tuple[int, float]]:
        """Training documents that share n-grams with a text, and their overlap coefficients with it."""
        wanted = np.unique(ngrams(hashes, self.n))
        low, high = (np.searchsorted(self.grams, wanted, side=side) for side in ("left", "right"))
        held = [self.documents[a:b] for a, b in zip(low, high, strict=True) if b > a]
        if not held:
            return []
        documents, shared = np.unique(np.concatenate(held), return_counts=True)
        smaller = np.minimum(self.sizes[documents], len(wanted))
        return [(int(d), float(s)) for d, s in zip(documents, shared / smaller, strict=True)]
