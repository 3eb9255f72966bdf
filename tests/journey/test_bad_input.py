"""docs/bad-input.md is executed: each of its rows is given, and what is said is exactly what stands there."""

from __future__ import annotations

import re
import shlex
import sys
import tracemalloc
from pathlib import Path

import pytest

from foretell.cli import main
from foretell.corpus import Curate
from foretell.corpus.readers import read
from foretell.lab import Lab
from foretell.nouns import Corpus
from tests.journey.bad_inputs import GOOD_PAGES, PAGES, RECIPES, TEXT, Case, nested_tags
from tests.journey.bad_tables import STORES, TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "bad-input.md"
CASES = {"Pages": PAGES, "Recipes": RECIPES, "Text and training": TEXT, "Tables": TABLES, "Stores": STORES}
PLACES = [(heading, given) for heading, cases in CASES.items() for given in cases]


def documented() -> dict[tuple[str, str], str]:
    """The message of each row of the docs, by the heading above it and by what is given."""
    rows: dict[tuple[str, str], str] = {}
    heading = ""
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif row := re.fullmatch(r"\| (?P<given>.+?) \| (?P<fence>`+) ?(?P<said>.+?) ?(?P=fence) \|", line):
            place = heading, row["given"]
            assert place not in rows, f"{place} is there twice"
            rows[place] = row["said"].replace(r"\|", "|")
    return rows


ROWS = documented()


def typed(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The status of a command, run here as from a terminal."""
    monkeypatch.setattr(sys, "argv", ["foretell", *shlex.split(command)])
    try:
        main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def said_by(
    case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Status, output and errors of the last of a case's commands, typed in the folder that it made."""
    case.make(folder)
    monkeypatch.chdir(folder)
    *before, last = case.commands
    for command in before:
        typed(command, monkeypatch)
    capsys.readouterr()
    status = typed(last, monkeypatch)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out.replace(str(folder), "{folder}"), err.replace(str(folder), "{folder}")


def test_every_row_of_the_docs_has_a_case_and_every_case_a_row() -> None:
    assert set(ROWS) == set(PLACES)
    assert len(ROWS) > 60


@pytest.mark.parametrize(("heading", "given"), PLACES)
def test_what_is_said_is_what_stands_in_the_docs(
    heading: str, given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if given == "a file that cannot be read" and not Path("/proc/self/mem").exists():
        pytest.skip("only Linux has a file that nobody can read from its start")
    status, out, err = said_by(CASES[heading][given], tmp_path, monkeypatch, capsys)
    expected = ROWS[heading, given]
    if status:
        assert (status, out) == (1, "")
        assert err[err.index("foretell: ") :] == f"{expected}\n"
    else:
        assert expected in (out + err).splitlines()
    if heading == "Pages":  # all the others go on
        corpus = Lab("store").read("corpus")
        assert isinstance(corpus, Corpus)
        count = corpus.sources["web"]
        assert count.train + count.held_out >= GOOD_PAGES
        assert 1 <= sum(count.dropped.values()) <= 2


def test_a_page_over_the_limit_is_never_held_whole(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(nested_tags(50), encoding="utf-8")
    limit = Curate().max_page_bytes
    tracemalloc.start()
    try:
        assert [page.id for page in read(str(tmp_path), "bad.html", limit)] == ["bad.html"]
        assert tracemalloc.get_traced_memory()[1] < 3 * limit
    finally:
        tracemalloc.stop()
