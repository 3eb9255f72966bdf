"""A written recipe is read back as the same recipe, whatever its names, paths and numbers."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.adaptation import Adapt
from foretell.corpus import Curate, MinHash, Quality
from foretell.draft import TINY, TINY_NOTES, toml_form
from foretell.draft.toml_form import COLUMNS, comment, number_form
from foretell.evaluation import Evaluate
from foretell.planning import Budget
from foretell.recipe import Recipe, read_recipe
from foretell.tasks import Pose, Teach
from foretell.tokens import Tokenize
from foretell.training import Ladder

ROOT = Path(__file__).resolve().parents[2]
NASTY = ["C:\\Users\\new\\text", 'say "pages"', "a\nb\tc", "\x7f\x00", "[x] # y = '''", "ünïcödé/頁/*.html", "", "."]
words = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
positive = st.floats(min_value=1e-300, max_value=1e300)
shares = st.floats(min_value=0.01, max_value=0.9)
counts = st.integers(min_value=1, max_value=10**20)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    pages = draw(st.dictionaries(words, words, max_size=3))
    budgets = draw(st.lists(positive, min_size=1, max_size=4, unique=True))
    widths = draw(st.lists(st.integers(1, 999).map(lambda i: 8 * i), min_size=1, max_size=4, unique=True))
    quality = Quality(min_words=draw(counts), max_hashes_per_word=draw(positive))
    return Recipe(
        name=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)),
        pages=pages,
        joins=draw(words),
        curate=Curate(trusted=tuple(pages), quality=quality, dedup=MinHash(threshold=draw(shares))),
        pose=Pose(tasks=draw(st.permutations(["addition", "agreement"])), items=draw(counts)),
        tokenize=Tokenize(mixture={name: 1 / len(pages) for name in pages}),
        ladder=Ladder(widths=tuple(widths), budgets=tuple(budgets), max_epochs=draw(positive)),
        budget=Budget(flops=max(budgets)),
        evaluate=Evaluate(batch=draw(counts)),
        teach=Teach(share=draw(shares), wordings={draw(words): ("{} a", "{} b", "c {}\n")}),
        adapt=Adapt(epochs=draw(positive)),
    )


def read_back(text: str) -> Recipe:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "recipe.toml")
        path.write_bytes(text.encode())
        return read_recipe(path)


@settings(max_examples=60)
@given(recipe=recipes(), note=words)
def test_what_is_written_is_read_back(recipe: Recipe, note: str) -> None:
    noted = {"": note, "ladder.widths": note, "pages": note, "ladder.seed": note, "evaluate": note}
    assert read_back(toml_form(recipe, noted)) == recipe
    assert read_back(toml_form(recipe)) == recipe


@given(value=st.floats(allow_nan=False))
def test_a_number_is_read_back_as_the_same_number(value: float) -> None:
    found = tomllib.loads(f"x = {number_form(value)}")["x"]
    assert isinstance(found, float)
    assert found == value


@pytest.mark.parametrize(
    ("value", "text"), [(1e11, "1e11"), (1.78e11, "1.78e11"), (0.05, "0.05"), (40.0, "40.0"), (2e-9, "2e-9")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number_form(value) == text


@given(text=words)
def test_no_note_ends_its_comment(text: str) -> None:
    assert all(line.startswith("#") for line in comment(text))
    assert tomllib.loads("\n".join(comment(text))) == {}


def test_each_written_key_is_described_and_no_line_is_too_long() -> None:
    lines = toml_form(TINY, TINY_NOTES).splitlines()
    keys = [i for i, line in enumerate(lines) if " = " in line and not line.startswith("#") and "pages" not in line]
    sources = set(TINY.pages)
    assert all(lines[i - 1].startswith("#") for i in keys if lines[i].split(" = ")[0] not in sources)
    assert max(map(len, lines)) <= COLUMNS


def test_defaults_are_left_out_unless_a_note_speaks_of_them() -> None:
    bare: dict[str, Any] = tomllib.loads(toml_form(TINY))
    assert "ladder" not in bare
    assert tomllib.loads(toml_form(TINY, {"ladder.seed": "Any."}))["ladder"] == {"seed": 0}


def test_files_are_written_as_their_paths(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"task": "t", "subject": "s", "answer": "a"}\n', encoding="utf-8")
    path = tmp_path / "r.toml"
    path.write_text(f"{toml_form(TINY, TINY_NOTES)}\n[pose]\ntasks = ['addition', 'mine.jsonl']\n", encoding="utf-8")
    recipe = read_recipe(path)
    assert str(tmp_path / "mine.jsonl") in toml_form(recipe)
    assert read_back(toml_form(recipe)) == recipe


def test_a_path_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match="not Unicode"):
        toml_form(TINY.model_copy(update={"pages": {"a": "caf\udce9"}}))


def test_the_tiny_recipe_is_what_is_written_for_nobodys_pages() -> None:
    written = (ROOT / "recipes" / "tiny.toml").read_text(encoding="utf-8")
    assert written == toml_form(TINY, TINY_NOTES)
    assert read_recipe(ROOT / "recipes" / "tiny.toml") == TINY
