"""The sampled pages sifted as curation would: what is kept, what the rules of prose refuse, what is lost, copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from foretell.corpus import Curate
from foretell.corpus.assignment import drawn
from foretell.corpus.clean import broken_rule, document_of
from foretell.corpus.decontaminate import contaminated, protected_documents
from foretell.corpus.documents import Broken, Dropped, Page
from foretell.corpus.duplicates import components, text_signature
from foretell.text.words import Hashes, content_digest, word_hashes, words

RULES = Curate()


@dataclass
class Sifted:
    """What was read so far: texts in order with their signatures, [hashes], where exact copies count once."""

    pages: int = 0
    read_bytes: float = 0.0  # of files
    page_bytes: int = 0  # of their pages, which may be packed in the files
    kept: dict[str, Hashes] = field(default_factory=dict)
    refused: dict[str, None] = field(default_factory=dict)  # by the rules of quality and repetition
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, pages: Iterable[Page | Broken], trusted: bool) -> None:
        """Judge pages; where they are trusted, no rule of quality or repetition does."""
        for page in pages:
            self.pages += 1
            if isinstance(page, Broken):
                self.lost[page.reason] += 1
                continue
            self.page_bytes += len(page.content)
            document = document_of("pages", page)
            if isinstance(document, Dropped):
                self.lost[document.reason] += 1
            else:
                self._judge(document.text, trusted)

    def _judge(self, text: str, trusted: bool) -> None:
        broken = None if trusted else broken_rule(text, RULES.quality, RULES.repetition)
        if broken:
            self.lost[broken[0]] += 1
            self.refused[text] = None
        elif text in self.kept:
            self.lost["exact_duplicate"] += 1
        else:
            self.kept[text] = text_signature(text, RULES.dedup)

    def left(self) -> list[str]:
        """The kept texts without near-duplicates, and without those that overlap a held-out text; they are lost."""
        texts = sorted(self.kept, key=content_digest)  # so that the same one of each cluster stays as in curation
        if not texts:
            return []
        roots = components(np.stack([self.kept[text] for text in texts]), RULES.dedup)
        distinct = [texts[i] for i in sorted(set(roots))]
        clean = without_overlaps(distinct)
        self.lost["near_duplicate"] += len(texts) - len(distinct)
        self.lost["overlaps_held_out"] += len(distinct) - len(clean)
        return clean


def without_overlaps(texts: Sequence[str]) -> list[str]:
    """Distinct texts, but for those to train on that overlap one that would be held out."""
    hashes = {text: word_hashes(words(text)) for text in texts}
    held_out = {t: h for t, h in hashes.items() if drawn(content_digest(t), RULES.held_out_share) == "held_out"}
    train = [text for text in texts if text not in held_out]
    protected = protected_documents(held_out, RULES.decontaminate)
    found = contaminated([hashes[text] for text in train], protected, RULES.decontaminate)
    leaks = {train[i] for i in found}
    return [text for text in texts if text not in leaks]


def size_of(texts: Iterable[str]) -> int:
    """UTF-8 bytes."""
    return sum(len(text.encode()) for text in texts)
