"""What curation handles: a page as read, a document, and one that was dropped, for a reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A piece of a source that one worker reads: names of files under `root`, or of a built-in source's pages."""

    source: str
    kind: str  # "files", or the name of a built-in source
    root: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page as it was read: bytes of unknown encoding, or text; HTML markup, or plain."""

    id: str
    content: bytes | str
    markup: bool
    charset: str = ""  # what the server said, if it did


@dataclass(frozen=True)
class Broken:
    """A page that could not be read: `unreadable`, `not_utf8`, `too_large`, `ignored`..."""

    id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Dropped:
    """A document, or a page that never became one, and the one reason why it was dropped."""

    source: str
    id: str
    reason: str
    detail: str
    text: str = ""


@dataclass(frozen=True)
class Document:
    """The text of one page. `source` and `id` together name it."""

    source: str
    id: str
    text: str

    def dropped(self, reason: str, detail: str) -> Dropped:
        """This document, dropped."""
        return Dropped(self.source, self.id, reason, detail, self.text)
