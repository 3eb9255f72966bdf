"""Bytes to text: UTF-8, or the encoding that the page itself declares."""

from __future__ import annotations

import codecs
import re

DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""", re.IGNORECASE)
HEAD_BYTES = 4096  # a declaration stands near the beginning
CONTROL = dict.fromkeys([*range(9), 11, *range(14, 32), 127, 0xFEFF])  # all but tab, newline, form feed and return


def decode(content: bytes | str, charset: str = "") -> str | None:
    """The text without control characters, lines ended by a newline; None where no encoding fits strictly."""
    text = content if isinstance(content, str) else _decoded(content, charset)
    if text is None or any("\ud800" <= c <= "\udfff" for c in text if c > "\ud7ff"):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROL)


def _decoded(content: bytes, charset: str) -> str | None:
    declared = [match.group(1).decode("ascii") for match in [DECLARED.search(content[:HEAD_BYTES])] if match]
    for name in ("utf-8", charset, *declared):
        if not _is_text_encoding(name):
            continue
        try:
            return content.decode(name)
        except (UnicodeError, ValueError):
            continue
    return None


def _is_text_encoding(name: str) -> bool:
    """Some of Python's codecs do not decode text at all (`zip`, `hex`), or run a parser (`idna`)."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return bool(getattr(info, "_is_text_encoding", False)) and info.name not in ("idna", "punycode", "unicode-escape")
