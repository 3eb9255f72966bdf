"""`foretell new`: what it refuses before it measures, and what it says on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foretell import draft as room
from foretell.cli.start import new
from foretell.draft import Draft
from foretell.draft.draft import fitted
from foretell.recipe import read_recipe
from tests.draft.test_draft import LAPTOP, text_of


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places that were drafted; the machine and the pages are made up."""
    places: list[str] = []

    def made_up(where: str, hours: float, *_: Any, **__: Any) -> Draft:
        places.append(where)
        return fitted(where, text_of(30.0), LAPTOP, hours)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(room, "draft", made_up)
    return places


def test_what_cannot_be_written_is_refused_before_anything_is_measured(asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "crawl.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match=r"crawl\.toml is there already: .* --out"):
        new("crawl")
    with pytest.raises(ValueError, match=r"The folder a of a/b\.toml does not exist"):
        new("crawl", out=Path("a/b.toml"))
    with pytest.raises(ValueError, match=r"--name '\.\./x' cannot name a recipe"):
        new("crawl", name="../x")
    assert asked == []
    assert (tmp_path / "crawl.toml").read_text(encoding="utf-8") == "mine"


def test_a_name_is_given_or_found(asked: list[str]) -> None:
    new("crawl", name="mine")
    new("web/pages")
    assert read_recipe(Path("mine.toml")).name == "mine"
    assert read_recipe(Path("web.toml")).pages == {"pages": "web/pages"}
    assert asked == ["crawl", "web/pages"]


def test_the_screen_says_what_it_was_drafted_by(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    new("crawl")
    said = capsys.readouterr().out
    assert "sample  200 of 300 pages kept" in said
    assert "tokens to train on" in said
    assert "epochs of the text" in said
    assert "limit   The " in said
    assert "wrote crawl.toml: a journey of about" in said
