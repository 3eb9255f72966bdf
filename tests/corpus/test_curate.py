"""The whole of curation on some forty pages: what becomes of each, and always the same bytes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foretell.corpus import Curate, curate, documents, dropped, pages_of
from foretell.lab import Workspace, file_digest
from foretell.nouns import Corpus, Pages, Suite
from foretell.tasks.items import ITEMS_FILE, Item, write_items

WORDS = ["the", "of", "and", "to", "with", "have", "that", "be"] + [
    f"{a}{b}{c}{b}t" for a in "bdfgk" for b in "aeiou" for c in "lmnrst"
]


def prose(seed: int, n: int = 120) -> str:
    rng = np.random.default_rng(seed)
    return " ".join(str(w) for w in rng.choice(WORDS, n))


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    pages = {f"page-{i:02}.html": f"<h1>Page {i}</h1><p>{prose(i)}</p>" for i in range(36)}
    pages["copy.html"] = f"<h1>PAGE 3</h1>\n<p>{prose(3)}</p>"
    pages["near.txt"] = f"Page 5\n\n{prose(5)} bal"
    pages["short.html"] = "<p>too short"
    pages["same.txt"] = "the same and the same again, to the end\n" * 30
    pages["tangled.html"] = "<div>" * 2_000
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "picture.png").write_bytes(b"?")
    (folder / "sums.txt").write_text("1 + 1 = 2\n", encoding="utf-8")
    return folder


def curated(
    folder: Path, pages: Pages, spec: Curate, suite: Suite | None = None, earlier: Corpus | None = None, **how: Any
) -> Corpus:
    from foretell.nouns import Home

    folder.mkdir()
    corpus = curate(pages, spec, suite, earlier, workspace=Workspace(folder, **how))
    found: Corpus = corpus.at(Home(folder))
    return found


def reasons(corpus: Corpus) -> dict[str, str]:
    return {row["id"]: row["reason"] for row in dropped(corpus)}


def test_every_page_is_kept_or_dropped_for_its_reason(tmp_path: Path, web: Path) -> None:
    corpus = curated(tmp_path / "c", pages_of({"web": "web"}, tmp_path), Curate(held_out_share=0.2))
    found = reasons(corpus)
    assert {
        name: found.get(name) for name in ("short.html", "same.txt", "tangled.html", "latin.txt", "picture.png")
    } == {
        "short.html": "too_few_words",
        "same.txt": "too_many_repeated_lines",
        "tangled.html": "tangled_markup",
        "latin.txt": "not_utf8",
        "picture.png": "ignored",
    }
    assert found["page-03.html"] == "exact_duplicate"  # of copy.html, whose name comes first
    assert sorted(name for name in found if found[name] == "near_duplicate") in (["near.txt"], ["page-05.html"])
    count = corpus.sources["web"]
    kept = list(documents(corpus))
    assert count.read == 44
    assert count.read == count.train + count.held_out + sum(count.dropped.values())
    assert count.held_out == len(list(documents(corpus, "held_out"))) > 0
    assert count.bytes_train == sum(len(row["text"].encode()) for row in kept if row["split"] == "train")
    assert [row["id"] for row in kept] == sorted(row["id"] for row in kept)


def spread_over_two(function: Callable[[Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(function, parts)


def bytes_of(corpus: Corpus) -> dict[str, str]:
    return {path.name: file_digest(path) for path in sorted(corpus.folder.glob("*.parquet"))}


def test_the_same_bytes_twice_and_on_two_processes(tmp_path: Path, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foretell.corpus.pages.FILES_PER_PART", 10)
    pages = pages_of({"web": "web", "sums": "worksheets:30"}, tmp_path)
    spec = Curate(trusted=("sums",), held_out_share=0.2)
    first, second = (curated(tmp_path / name, pages, spec) for name in ("one", "two"))
    spread = curated(tmp_path / "three", pages, spec, spread=spread_over_two)
    assert first.sources == second.sources == spread.sources
    assert bytes_of(first) == bytes_of(second) == bytes_of(spread)
    assert set(bytes_of(first)) == {"documents.parquet", "dropped.parquet", "assignment.parquet"}


def test_a_call_that_broke_off_goes_on(tmp_path: Path, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foretell.corpus.pages.FILES_PER_PART", 10)
    pages = pages_of({"web": "web"}, tmp_path)
    whole = curated(tmp_path / "one", pages, Curate())

    def breaks(function: Callable[[Any], Any], parts: Sequence[Any]) -> Iterable[Any]:
        yield function(parts[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        curated(tmp_path / "two", pages, Curate(), spread=breaks)
    made = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "two/scratch").iterdir()}
    curate(pages, Curate(), workspace=Workspace(tmp_path / "two"))
    assert {name: (tmp_path / "two/scratch" / name).stat().st_mtime_ns for name in made} == made
    assert {p.name: file_digest(p) for p in (tmp_path / "two").glob("*.parquet")} == bytes_of(whole)


def test_a_part_that_was_cut_is_read_again(tmp_path: Path, web: Path) -> None:
    pages = pages_of({"web": "web"}, tmp_path)
    whole = curated(tmp_path / "one", pages, Curate())
    (part,) = (tmp_path / "one" / "scratch").iterdir()
    scratch = tmp_path / "two" / "scratch"
    scratch.mkdir(parents=True)
    (scratch / part.name).write_bytes(part.read_bytes()[:-9])
    curate(pages, Curate(), workspace=Workspace(tmp_path / "two"))
    assert {p.name: file_digest(p) for p in (tmp_path / "two").glob("*.parquet")} == bytes_of(whole)


def test_a_name_that_is_not_utf8_is_written_out(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        (folder / "caf\udce9.txt").write_text(prose(1), encoding="utf-8")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system takes no such name")
    corpus = curated(tmp_path / "c", pages_of({"web": "odd"}, tmp_path), Curate())
    assert [row["id"] for row in documents(corpus)] == [r"caf\udce9.txt"]


def test_trusted_sources_are_not_judged_and_unknown_ones_are_an_error(tmp_path: Path, web: Path) -> None:
    pages = pages_of({"web": "web/sums.txt"}, tmp_path)
    assert reasons(curated(tmp_path / "a", pages, Curate())) == {"sums.txt": "too_few_words"}
    assert reasons(curated(tmp_path / "b", pages, Curate(trusted=("web",)))) == {}
    with pytest.raises(ValueError, match=r"trusted names 'wbe', which is no source\. Sources: web"):
        curated(tmp_path / "c", pages, Curate(trusted=("wbe",)))


def test_pages_with_questions_are_dropped_from_train(tmp_path: Path, web: Path) -> None:
    from foretell.nouns import Home

    pages = pages_of({"web": "web"}, tmp_path)
    question = " ".join(prose(7).split()[20:40])
    item = Item(task="copy", id="7", context=question, choices=(" yes", " no"), answer=0)
    write_items(tmp_path / ITEMS_FILE, [item])
    suite = Suite(tasks={"copy": 1}).at(Home(tmp_path))
    corpus = curated(tmp_path / "c", pages, Curate(held_out_share=0.0), suite)
    assert [row["id"] for row in dropped(corpus, "contaminated_by_task")] == ["page-07.html"]


def test_no_near_copy_of_an_earlier_held_out_page_is_trained_on(tmp_path: Path, web: Path) -> None:
    pages = pages_of({"web": "web"}, tmp_path)
    earlier = curated(tmp_path / "a", pages, Curate(held_out_share=0.3))
    for path in sorted(web.glob("page-*.html")):
        path.write_text(path.read_text(encoding="utf-8") + " bal", encoding="utf-8")
    changed = pages_of({"web": "web"}, tmp_path)
    later = curated(tmp_path / "b", changed, Curate(held_out_share=0.0), None, earlier)
    before = {row["id"]: row["split"] for row in documents(earlier)}
    after = {row["id"]: row["split"] for row in documents(later)}
    assert "held_out" in before.values()
    assert {name: split for name, split in after.items() if name in before} == {
        n: before[n] for n in after if n in before
    }


def test_reading_asks_for_what_there_is(tmp_path: Path, web: Path) -> None:
    corpus = curated(tmp_path / "c", pages_of({"web": "web"}, tmp_path), Curate())
    with pytest.raises(ValueError, match="no split 'test'"):
        list(documents(corpus, "test"))
    with pytest.raises(ValueError, match=r"Nothing was dropped for 'ugly'\. Reasons here: exact_duplicate"):
        list(dropped(corpus, "ugly"))
