"""Each kind of file gives its pages; a broken line, record or file becomes a reason."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from foretell.corpus.documents import Broken, Page
from foretell.corpus.readers import read

LIMIT = 1_000


def read_all(folder: Path, name: str) -> list[Page | Broken]:
    return list(read(str(folder), name, LIMIT))


def reasons(found: list[Page | Broken]) -> list[str]:
    return [one.reason if isinstance(one, Broken) else "" for one in found]


def record(body: bytes, kind: str = "text/html; charset=latin-1", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def test_html_and_txt(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>x")
    (tmp_path / "b.TXT").write_bytes(b"y")
    assert read_all(tmp_path, "a.html") == [Page("a.html", b"<p>x", True)]
    assert read_all(tmp_path, "b.TXT") == [Page("b.TXT", b"y", False)]


def test_a_large_page_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"x" * (LIMIT + 1))
    assert reasons(read_all(tmp_path, "a.html")) == ["too_large"]


def test_other_files_are_ignored_and_missing_ones_unreadable(tmp_path: Path) -> None:
    assert reasons(read_all(tmp_path, "a.png")) == ["ignored"]
    assert reasons(read_all(tmp_path, "a.html")) == ["unreadable"]


ROWS = ['{"text": "a"}', "", '{"html": "<p>b"}', "{", "[1]", '{"text": 1}', json.dumps({"text": "x" * LIMIT}), "\udcff"]


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_jsonl(tmp_path: Path, ending: str) -> None:
    content = "\n".join([*ROWS, '{"text": "last"}']).encode(errors="surrogateescape")
    packed = {"": lambda b: b, ".gz": gzip.compress, ".zst": zstandard.compress}[ending](content)
    name = f"a.jsonl{ending}"
    (tmp_path / name).write_bytes(packed)
    found = read_all(tmp_path, name)
    assert reasons(found) == ["", "", "unreadable", "unreadable", "unreadable", "too_large", "unreadable", ""]
    assert found[1] == Page(f"{name}:3", "<p>b", True)
    assert found[-1] == Page(f"{name}:9", "last", False)


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_a_file_that_breaks_off_gives_its_pages_up_to_there(tmp_path: Path, ending: str, pack: object) -> None:
    lines = b"".join(b'{"text": "%d"}\n' % (i * 7919) for i in range(50_000))
    (tmp_path / f"a.jsonl{ending}").write_bytes(pack(lines)[:-100])  # type: ignore[operator]
    found = read_all(tmp_path, f"a.jsonl{ending}")
    assert len(found) > 1
    assert reasons(found)[-1] == "unreadable"


def test_zstd_of_several_frames(tmp_path: Path) -> None:
    frame = zstandard.compress(b'{"text": "a"}\n')
    (tmp_path / "a.jsonl.zst").write_bytes(frame * 3)
    assert reasons(read_all(tmp_path, "a.jsonl.zst")) == ["", "", ""]
    (tmp_path / "a.jsonl.zst").write_bytes(frame * 3 + frame[:7])
    assert reasons(read_all(tmp_path, "a.jsonl.zst"))[-1] == "unreadable"


def test_a_zstd_bomb_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(b"[" * 20_000_000))
    assert reasons(read_all(tmp_path, "a.jsonl.zst")) == ["too_large"]


def test_a_bomb_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"[" * 20_000_000))
    assert reasons(read_all(tmp_path, "a.jsonl.gz")) == ["too_large"]
    (tmp_path / "b.jsonl").write_bytes(b"[" * LIMIT)
    assert reasons(read_all(tmp_path, "b.jsonl")) == ["unreadable"]


def test_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a", None, "x" * (LIMIT + 1)], "n": [1, 2, 3]}), tmp_path / "a.parquet")
    found = read_all(tmp_path, "a.parquet")
    assert found[0] == Page("a.parquet:1", "a", False)
    assert reasons(found) == ["", "unreadable", "too_large"]
    pq.write_table(pa.table({"n": [1]}), tmp_path / "b.parquet")
    (tmp_path / "c.parquet").write_bytes(b"PAR1 no")
    assert reasons(read_all(tmp_path, "b.parquet") + read_all(tmp_path, "c.parquet")) == ["unreadable"] * 2


def test_warc(tmp_path: Path) -> None:
    records = [record(b"<p>caf\xe9"), record(b"GIF", "image/gif"), record(b"gone", status="404 Not Found")]
    records += [record(b"x" * (LIMIT + 1)), record(b"plain", "text/plain")]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    found = read_all(tmp_path, "a.warc")
    assert found[0] == Page("a.warc:1", b"<p>caf\xe9", True, "latin-1")
    assert reasons(found) == ["", "ignored", "ignored", "too_large", ""]
    assert reasons(read_all(tmp_path, "a.warc.gz")) == reasons(found)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_warc_that_breaks_off_gives_its_whole_pages_and_says_so(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    packed = [pack(record(b"<p>one")), pack(record(b"<p>two"))]
    content, first = b"".join(packed), len(packed[0])
    for cut in range(1, len(content)):
        (tmp_path / "a.warc").write_bytes(content[:cut])
        found = read_all(tmp_path, "a.warc")
        pages = [one.content for one in found if isinstance(one, Page)]
        assert pages in ([], [b"<p>one"], [b"<p>one", b"<p>two"])
        assert bool(pages) or cut < first
        assert (len(found) > len(pages)) == (cut != first)


def test_a_response_without_a_head_is_unreadable(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 0\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(head + b"\r\n\r\n" + record(b"<p>one") + b"\n\n\n\n")
    assert reasons(read_all(tmp_path, "a.warc")) == ["unreadable", ""]


def test_damaged_warc_does_not_crash(tmp_path: Path) -> None:
    whole = gzip.compress(record(b"<p>one")) + gzip.compress(record(b"<p>two"))
    for cut in (10, 60, len(whole) // 2, len(whole) - 5):
        (tmp_path / "a.warc.gz").write_bytes(whole[:cut])
        assert all(isinstance(one, Page | Broken) for one in read_all(tmp_path, "a.warc.gz"))
    (tmp_path / "b.warc").write_bytes(io.BytesIO(b"\0" * 5_000).read())
    assert all(isinstance(one, Broken) for one in read_all(tmp_path, "b.warc"))
