"""Recipes read from TOML, and a journey's first stages on pages of one's own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from foretell.corpus import documents
from foretell.journey import STAGES, Journey
from foretell.lab import Lab, why
from foretell.nouns import Source
from foretell.recipe import Recipe, cells_of, check_cells, read_recipe, with_seed
from foretell.tasks.items import Item, write_items
from foretell.toml import RecipeError
from foretell.training import Ladder, ladder

ROOT = Path(__file__).resolve().parents[1]
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su")


def page(i: int, comment: str) -> str:
    """A page of words that no other page has in that order; the comment is no part of its text."""
    drawn = [hashlib.blake2b(f"{i} {k}".encode()).digest() for k in range(80)]
    words = ["".join(SYLLABLES[b % 10] for b in d[: 2 + d[9] % 3]) for d in drawn]
    return f"<html><!-- {comment} --><body><h1>Letter {i}</h1><p>{' '.join(words)}</p></body></html>"


def journey(folder: Path, lab: Lab, comment: str) -> Journey:
    pages = folder / "pages"
    pages.mkdir(parents=True)
    for i in range(60):
        (pages / f"{i}.html").write_text(page(i, comment), encoding="utf-8")
    settings = {
        "pages": {"letters": "pages"},
        "curate": {"trusted": ["letters"]},
        "pose": {"tasks": ["agreement"]},
        "tokenize": {"vocabulary": 300},
    }
    return Journey(Recipe(name="letters", budget={"flops": 1e12}, **settings), lab, folder)


def test_other_pages_that_clean_to_the_same_bytes_do_nothing_anew(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        first = journey(tmp_path / "a", lab, "as crawled on Monday")
        first.go("tokenize")
        ran = list(lab.ran)
        second = journey(tmp_path / "b", lab, "as crawled on Tuesday, with other bytes")
        second.go("tokenize")
        anew = [address.split("/")[0] for address in lab.ran[len(ran) :]]
    assert [address.split("/")[0] for address in ran] == ["pose", "curate", "tokenize", "ground"]
    assert anew == ["curate"]
    assert first.tokens.home is not None
    assert second.tokens.home is not None
    assert first.tokens.home.address == second.tokens.home.address


def test_the_recipes_that_come_with_us_can_be_followed() -> None:
    for path in sorted((ROOT / "recipes").glob("*.toml")):
        assert read_recipe(path).pages


def test_another_seed_is_another_ladder_under_another_name() -> None:
    recipe = read_recipe(ROOT / "recipes" / "tiny.toml")
    other = with_seed(recipe, 7)
    assert (other.name, other.ladder.seed, other.adapt.seed) == ("tiny-seed7", 7, 7)
    assert other.model_copy(update={"name": recipe.name, "ladder": recipe.ladder, "adapt": recipe.adapt}) == recipe


@pytest.mark.parametrize("name", ["..", "a/b", ".hidden", ""])
def test_a_name_that_would_leave_the_store_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(f'name = "{name}"\n[pages]\na = "factbook"\n[budget]\nflops = 1e12\n')
    with pytest.raises(RecipeError, match="'name' is"):
        read_recipe(tmp_path / "r.toml")


def test_a_stage_that_is_none_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab, pytest.raises(ValueError, match=", ".join(STAGES)):
        journey(tmp_path / "a", lab, "").go("trian")
    assert not lab.ran


WRONG = [
    ("[tokenize]\nmixture = { letters = 0.6 }", "sum to 0.6"),
    ("[tokenize]\nmixture = { letters = 0.5, nope = 0.5 }", "'nope'"),
    ("[tokenize]\nvocabulary = 100", "'vocabulary' is 100"),
    ('[curate]\ntrusted = ["nope"]', "'nope', which is no source"),
    ("[ladder]\nwidths = [24, 30]", "30"),
]


@pytest.mark.parametrize(("table", "sentence"), WRONG)
def test_what_can_be_known_to_go_wrong_is_said_at_once(table: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(f'name = "r"\n[pages]\nletters = "letters"\n[budget]\nflops = 1e12\n{table}\n', encoding="utf-8")
    with pytest.raises((RecipeError, ValueError), match=sentence):
        check_cells(cells_of(ladder(read_recipe(path).ladder, 1024)))


def test_a_route_that_is_none_and_a_ladder_too_small_are_refused_before_any_training(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no law named 'hoffmann'"):
        Recipe(name="r", pages={"a": "factbook"}, budget={"flops": 1e12, "route": "hoffmann"})
    with pytest.raises(ValueError, match=r"1 cells of the 150,000 tokens that valley needs \(1 sizes, 1 budgets\)"):
        check_cells(cells_of(ladder(Ladder(widths=(32,), budgets=(1e11,)), 1024)))


def test_later_pages_join_the_split_of_an_earlier_corpus(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        first = journey(tmp_path / "a", lab, "first crawl")
        first.go("curate")
        later = journey(tmp_path / "b", lab, "second crawl")
        later.recipe = later.recipe.model_copy(update={"name": "later", "joins": "letters/corpus"})
        later.go("curate")
        assert why(lab, "later/corpus")["inputs"]["earlier"]["address"] == lab.names()["letters/corpus"]
        splits = [{row["text"]: row["split"] for row in documents(one.corpus)} for one in (first, later)]
    assert splits[0] == splits[1]
    assert set(splits[0].values()) == {"train", "held_out"}


def test_a_task_of_ones_own_is_found_beside_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    item = Item(task="mine", id="1", context="The sky is", choices=(" blue", " loud"), answer=0)
    write_items(tmp_path / "mine.jsonl", [item])
    path = tmp_path / "r.toml"
    path.write_text('name = "r"\n[pages]\na = "factbook"\n[pose]\ntasks = ["mine.jsonl"]\n[budget]\nflops = 1e12\n')
    (task,) = read_recipe(path).pose.tasks
    assert isinstance(task, Source)
    assert Path(task.where) == tmp_path / "mine.jsonl"
