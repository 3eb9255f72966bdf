"""Readers: one for each kind of file. What cannot be read becomes a counted reason, not an error."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from foretell.corpus.documents import Broken, Page

Found = Iterator[Page | Broken]
BROKEN_FILE = (OSError, EOFError, ValueError, zlib.error, pa.ArrowException)
GZIP = b"\x1f\x8b"
RECORD_END = b"\r\n\r\n"
COLUMNS = {"text": False, "html": True}  # what a row or record may call its page, and whether that is markup
HTML_TYPES = ("text/html", "application/xhtml+xml")


def read(root: str, name: str, max_bytes: int) -> Found:
    """Pages of one file; ids are its name, with line, row or record number where it holds several.

    No page of more than `max_bytes` is ever held whole. A file that breaks off gives its pages up to there.
    """
    reader, shown = reader_of(name), printable(name)
    if reader is None:
        yield Broken(shown, "ignored", "no kind of page that is known by its name")
        return
    try:
        yield from reader(Path(root) / name, shown, max_bytes)
    except BROKEN_FILE as error:
        yield Broken(shown, "unreadable", f"{type(error).__name__}: the rest of the file cannot be read")


def _html(path: Path, name: str, max_bytes: int) -> Found:
    yield from _whole_file(path, name, max_bytes, markup=True)


def _txt(path: Path, name: str, max_bytes: int) -> Found:
    yield from _whole_file(path, name, max_bytes, markup=False)


def _whole_file(path: Path, name: str, max_bytes: int, markup: bool) -> Found:
    with path.open("rb") as file:
        content = file.read(max_bytes + 1)
    yield _fitting(Page(name, content, markup), max_bytes)


def _fitting(page: Page, max_bytes: int) -> Page | Broken:
    if len(page.content) > max_bytes:
        return Broken(page.id, "too_large", f"more than {max_bytes} bytes")
    return page


def _jsonl(path: Path, name: str, max_bytes: int) -> Found:
    with _opened(path) as file:
        for number, line in enumerate(_lines(file, max_bytes), start=1):
            page_id = f"{name}:{number}"
            if line is None:
                yield Broken(page_id, "too_large", f"a line of more than {max_bytes} bytes")
            elif line.strip():
                yield _json_page(page_id, line)


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path))
    if path.suffix == ".zst":  # frame after frame, EOF within one is an error; up to the window of `zstd --long`
        return io.BufferedReader(cast(io.RawIOBase, pa.CompressedInputStream(path.open("rb"), "zstd")))
    return path.open("rb")


def _lines(file: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """Lines, never more than `max_bytes` of one in memory: `None` stands for a longer line."""
    while line := file.readline(max_bytes + 1):
        if len(line) <= max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(max_bytes)
        yield None


def _json_page(page_id: str, line: bytes) -> Page | Broken:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):  # a UnicodeDecodeError is a ValueError
        return Broken(page_id, "unreadable", "the line is not JSON")
    return _row_page(page_id, row)


def _row_page(page_id: str, row: Any) -> Page | Broken:
    """A page from a row: its `text`, or else its `html`."""
    for column, markup in COLUMNS.items():
        if isinstance(row, dict) and isinstance(row.get(column), str):
            return Page(page_id, row[column], markup)
    return Broken(page_id, "unreadable", f"no {' or '.join(COLUMNS)} in it")


def _parquet(path: Path, name: str, max_bytes: int) -> Found:
    with pq.ParquetFile(path) as file:
        columns = [column for column in COLUMNS if column in file.schema_arrow.names]
        if not columns:
            yield Broken(name, "unreadable", f"no column {' or '.join(COLUMNS)} in it")
            return
        number = 0
        for batch in file.iter_batches(batch_size=64, columns=columns):
            for row in batch.to_pylist():
                number += 1
                page = _row_page(f"{name}:{number}", row)
                yield _fitting(page, max_bytes) if isinstance(page, Page) else page


def _warc(path: Path, name: str, max_bytes: int) -> Found:
    with _unzipped(path) as file:
        stream = cast(BinaryIO, WholeRecords(file))
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
        for number, record in enumerate(records, start=1):
            yield _response(record, f"{name}:{number}", max_bytes)


def _unzipped(path: Path) -> io.BufferedReader | gzip.GzipFile:
    with path.open("rb") as file:
        is_zipped = file.read(len(GZIP)) == GZIP
    return gzip.open(path) if is_zipped else path.open("rb")


class WholeRecords:
    """The bytes of a WARC file, an EOFError where they end within a record. FastWARC alone would not tell."""

    def __init__(self, file: io.BufferedReader | gzip.GzipFile) -> None:
        self.file = file
        self.tail = RECORD_END

    def read(self, size: int = -1) -> bytes:
        data = self.file.read1(size)  # what came before an error is not lost with it
        self.tail = (self.tail + data)[-len(RECORD_END) :]
        if not data and self.tail.strip(RECORD_END):
            raise EOFError("the file breaks off within a record")
        return data

    def tell(self) -> int:
        return self.file.tell()


def _response(record: WarcRecord, page_id: str, max_bytes: int) -> Page | Broken:
    """The page of a response record; `ignored` where it is none (an image, an error, a redirect)."""
    kind = (record.http_content_type or "").lower()
    status = record.http_headers.status_code if record.http_headers is not None else None
    if status is None and record.is_http:
        return Broken(page_id, "unreadable", "a response without a whole HTTP head: the file breaks off?")
    if status != 200 or kind not in (*HTML_TYPES, "text/plain"):
        return Broken(page_id, "ignored", f"status {status}, type {kind or 'unknown'}")
    try:
        content = record.reader.read(max_bytes + 1)
    except BROKEN_FILE as error:
        return Broken(page_id, "unreadable", f"{type(error).__name__}: the page cannot be read to its end")
    if not content and record.content_length:
        return Broken(page_id, "unreadable", "a response without its content: the file breaks off?")
    return _fitting(Page(page_id, content, kind in HTML_TYPES, record.http_charset or ""), max_bytes)


READERS: dict[str, Callable[[Path, str, int], Found]] = {
    r"\.html?$": _html,
    r"\.txt$": _txt,
    r"\.jsonl(\.gz|\.zst)?$": _jsonl,
    r"\.parquet$": _parquet,
    r"\.warc(\.gz)?$": _warc,
}
KINDS = ".html, .txt, .jsonl(.gz, .zst), .parquet, .warc(.gz)"


def reader_of(name: str) -> Callable[[Path, str, int], Found] | None:
    """The reader for a file's name, or None."""
    return next((reader for ending, reader in READERS.items() if re.search(ending, name.lower())), None)


def printable(name: str) -> str:
    """A file's name as text: bytes that are not UTF-8 are written out."""
    return name.encode(errors="backslashreplace").decode()
