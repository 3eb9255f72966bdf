"""The other pages tell the truth: their commands and links exist, and the Chinese README says what the English says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app
from tests.docs.walk import DOCS

ROOT = DOCS.parent
CHINESE = ROOT / "README.zh.md"
PAGES = (CHINESE, ROOT / "CONTRIBUTING.md", DOCS / "concepts.md", *sorted((DOCS / "how-to").glob("*.md")))
MAX_LINES = {"concepts.md": 90, "CONTRIBUTING.md": 45, "README.zh.md": 70}
CALL = re.compile(r"^foretell .+$|`(foretell [^`]+)`", flags=re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def calls(page: Path) -> list[str]:
    """The command lines of a page, in blocks or in the text."""
    return [match[1] or match[0] for match in CALL.finditer(page.read_text(encoding="utf-8"))]


def of_pages(found: dict[Path, list[str]]) -> list[tuple[str, str]]:
    return [(str(page.relative_to(ROOT)), text) for page, texts in found.items() for text in dict.fromkeys(texts)]


CALLS = of_pages({page: calls(page) for page in PAGES})
LINKS = of_pages({page: LINK.findall(page.read_text(encoding="utf-8")) for page in PAGES})


def test_commands_and_links_were_found() -> None:
    assert {page for page, _ in CALLS} >= {"README.zh.md", "docs/concepts.md", "docs/how-to/own-corpus.md"}
    assert {page for page, _ in LINKS} >= {"README.zh.md", "docs/concepts.md", "CONTRIBUTING.md"}


@pytest.mark.parametrize(("page", "call"), CALLS)
def test_every_command_and_option_exists(page: str, call: str) -> None:
    _, name, *rest = shlex.split(call.split(">")[0].split("#")[0])
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, f"no command {name}"
    for option in (word for word in rest if word.startswith("--")):
        assert option in shown.output


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_every_link_leads_somewhere(page: str, link: str) -> None:
    assert ((ROOT / page).parent / link).exists()


@pytest.mark.parametrize(("name", "most"), MAX_LINES.items())
def test_a_page_that_should_be_short_is(name: str, most: int) -> None:
    (page,) = (page for page in PAGES if page.name == name)
    assert len(page.read_text(encoding="utf-8").splitlines()) <= most


def test_the_chinese_readme_has_the_figures_of_the_english() -> None:
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line for line in english.splitlines() if re.match(r"\| \d ", line)]
    assert len(rows) >= 3
    chinese = CHINESE.read_text(encoding="utf-8").splitlines()
    assert [line for line in chinese if re.match(r"\| \d ", line)] == rows


def test_make_has_what_the_pages_say() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    said = set(re.findall(r"(?:^|`)make (\w+)", text, flags=re.MULTILINE))
    assert said >= {"tiny", "test", "check"}
    assert said <= targets
