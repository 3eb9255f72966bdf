"""Drafts fit their hours and their text by the model, and what cannot be is said with what would do."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from foretell.draft import Machine, Text, toml_form
from foretell.draft.designs import designs, name_of, needed_tokens
from foretell.draft.draft import draft, fitted, seen_from
from foretell.draft.hours import took, workers_for
from foretell.draft.refusals import MARGIN
from foretell.draft.sizes import best_size
from foretell.models.flops import effective_params
from foretell.recipe import cells_of, check_cells, read_recipe
from foretell.training import ladder
from tests.draft.test_text import prose, write_lines

LAPTOP = Machine(2, 16e9, 5e8, ((6.7e4, 2.6e10), (3.4e5, 4.7e10), (4.3e6, 5.5e10)))
BYTES_PER_TOKEN = {512: 2.0, 1024: 2.4, 2048: 2.8, 4096: 3.2}


def text_of(megabytes: float) -> Text:
    """So much kept text, from three times as many raw bytes, read at 20 MB/s."""
    return Text(100, int(3e6 * megabytes), 1e6 * megabytes, BYTES_PER_TOKEN, 5e-8, 300, 200)


@pytest.mark.parametrize("hours", [0.05, 0.5, 6.0, 100.0])
@pytest.mark.parametrize("megabytes", [1.0, 30.0, 3000.0])
def test_a_draft_fits(hours: float, megabytes: float, tmp_path: Path) -> None:
    text = text_of(megabytes)
    if (hours, megabytes) == (0.05, 3000.0):
        with pytest.raises(ValueError, match=r"name a part of the pages by a glob: reading all 9 GB takes"):
            fitted("crawl", text, LAPTOP, hours)
        return
    made = fitted("crawl", text, LAPTOP, hours)
    recipe, vocabulary = made.recipe, made.recipe.tokenize.vocabulary
    cells = cells_of(ladder(recipe.ladder, vocabulary))
    check_cells(cells)
    assert took(recipe, text, LAPTOP).total <= MARGIN * hours * 3600.0
    assert max(cell.tokens for cell in cells) <= recipe.ladder.max_epochs * text.tokens(vocabulary)
    assert 9 <= len(cells) <= 25
    for budget in recipe.ladder.budgets:
        sizes = [effective_params(cell.shape) for cell in cells if cell.budget == budget]
        assert min(sizes) < best_size(budget) < max(sizes)
    path = tmp_path / "crawl.toml"
    path.write_text(toml_form(recipe, made.notes), encoding="utf-8")
    assert read_recipe(path) == recipe


def test_more_hours_or_more_text_never_buy_less() -> None:
    by_hours = [fitted("a", text_of(300.0), LAPTOP, hours).recipe.budget.flops for hours in (0.2, 1.0, 5.0, 25.0)]
    by_text = [fitted("a", text_of(size), LAPTOP, 5.0).recipe.budget.flops for size in (1.0, 5.0, 30.0, 100.0)]
    by_cores = [fitted("a", text_of(300.0), replace(LAPTOP, cores=n), 1.0).recipe.budget.flops for n in (1, 2, 8)]
    for found in (by_hours, by_text, by_cores):
        assert found == sorted(found)
        assert found[0] < found[-1]


def test_where_text_is_the_limit_the_recipe_says_so() -> None:
    short, long = fitted("a", text_of(1.0), LAPTOP, 6.0), fitted("a", text_of(3000.0), LAPTOP, 6.0)
    assert "The text is the limit" in toml_form(short.recipe, short.notes)
    assert "The text is the limit" not in toml_form(long.recipe, long.notes)
    assert "the most that fits in 6." in toml_form(long.recipe, long.notes).replace("\n# ", " ")
    assert (short.limit, long.limit) == ("text", "hours")
    assert short.took.total < 0.1 * 6.0 * 3600.0


def test_a_gpu_that_lies_idle_and_too_little_memory_are_told() -> None:
    tight = replace(LAPTOP, cores=8, memory_bytes=2e9, gpu="Some GPU")
    made = fitted("a", text_of(30.0), tight, 0.5)
    assert workers_for(made.recipe, tight) < 8
    assert "run with --workers" in made.notes[""]
    assert "this version trains on the CPU" in made.notes[""]
    with pytest.raises(ValueError, match=r"The memory, 100 MB, holds no training"):
        fitted("a", text_of(30.0), replace(LAPTOP, memory_bytes=1e8), 0.5)


@pytest.mark.parametrize("hours", [0.0, -1.0, math.inf, math.nan])
def test_hours_that_are_no_time_are_refused(hours: float) -> None:
    with pytest.raises(ValueError, match="a number above 0 was expected"):
        draft("nowhere", hours)


def test_thirty_seconds_are_refused_with_what_would_do() -> None:
    with pytest.raises(ValueError, match=r"0\.00833333 were given: give --hours 0\.0\d or more\.") as caught:
        fitted("a", text_of(1.0), LAPTOP, 30 / 3600)
    hours = float(str(caught.value).split("--hours ")[1].split()[0])
    slower = replace(LAPTOP, rates=[(size, rate / 1.25) for size, rate in LAPTOP.rates])
    assert fitted("a", text_of(1.0), slower, hours).recipe  # though the machine be busier than when it was timed


@pytest.mark.parametrize("megabytes", [0.5, 0.8, 2.0, 30.0])
def test_the_target_reads_its_text_once_where_a_ladder_stands_on_that(megabytes: float) -> None:
    made = fitted("a", text_of(megabytes), LAPTOP, 24.0)
    least = next(designs("a", text_of(megabytes)))
    if needed_tokens(least) <= made.tokens:
        assert made.epochs <= 1.0
    else:
        assert made.recipe == least
        assert "the law knows nothing of repeated text" in made.notes[""]
    assert made.told()["epochs"] == made.epochs


@pytest.mark.parametrize("vocabularies", [{}, {512: 2.0}])
def test_three_pages_are_refused_with_what_would_do(vocabularies: dict[int, float]) -> None:
    few = replace(text_of(0.01), bytes_per_token=vocabularies, pages=3, kept=3)
    with pytest.raises(
        ValueError, match=r"about 7.36 kB of text to train on .* add pages, some \d+ times as many"
    ) as caught:
        fitted("a", few, LAPTOP, 1.0)
    times = int(str(caught.value).split("some ")[1].split()[0])
    enough = replace(text_of(0.01 * times), bytes_per_token={512: 2.0})
    made = fitted("a", enough, LAPTOP, 1.0)
    assert needed_tokens(made.recipe, made.recipe.ladder.max_epochs) <= enough.tokens(512)


@pytest.mark.parametrize(("refused", "sentence"), [(3e6, "which would do."), (2e3, "would not do either."), (0.0, "")])
def test_a_refusal_says_whether_trusting_would_do(refused: float, sentence: str) -> None:
    few = replace(text_of(0.01), refused_bytes=refused)
    with pytest.raises(ValueError, match="add pages") as caught:
        fitted("a", few, LAPTOP, 1.0)
    assert str(caught.value).endswith(sentence)
    assert ("--trusted" in str(caught.value)) == bool(refused)


def test_a_folder_of_lists_is_drafted_where_it_is_trusted(tmp_path: Path) -> None:
    words = prose(1).split()
    for i in range(200):
        lines = [f"{word}{i} {k}" for k, word in enumerate(words * 10)]
        (tmp_path / f"{i}.txt").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match=r"none would be kept: .* --trusted .* which would do"):
        draft(str(tmp_path), 6.0, tmp_path, LAPTOP)
    heard: list[str] = []
    made = draft(str(tmp_path), 6.0, tmp_path, LAPTOP, trusted=True, tell=heard.append)
    assert made.recipe.curate.trusted == ("pages",)
    assert heard == [f"reading a sample of the pages at {tmp_path} …"]
    assert made.told()["sampled"] == made.told()["kept"] == 200


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"two words"])
def test_a_place_of_which_nothing_is_kept_says_why(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"none would be kept: \w+ \(1\)"):
        draft(".", 1.0, tmp_path, LAPTOP)


def test_a_folder_is_read_and_drafted(tmp_path: Path) -> None:
    write_lines(tmp_path / "mine.jsonl", 800)
    made = draft("mine.jsonl", 6.0, tmp_path, LAPTOP)
    assert made.recipe.name == "mine.jsonl"
    assert "a sample of 800 pages" in made.notes[""].replace("\n", " ")


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("crawl", "crawl"),
        ("/a/my pages/*.html", "my-pages"),
        ("/", "mine"),
        ("a/頁", "a"),
        ("/mine/pages", "mine"),
        ("/pages", "mine"),
        ("/pages/pages", "mine"),
    ],
)
def test_a_name_from_a_place(where: str, name: str) -> None:
    assert name_of(where) == name


def test_a_place_as_its_recipe_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert seen_from("crawl", Path()) == "crawl"
    assert seen_from("./crawl/*.html", Path()) == "crawl/*.html"
    assert seen_from("crawl", Path("recipes")) == (tmp_path / "crawl").as_posix()
    assert seen_from("factbook", Path()) == "./factbook"  # a folder of that name, not the built-in source
