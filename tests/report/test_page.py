"""The page is one file that loads nothing, in which every number leads to its record and no text is markup."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from foretell.nouns import SourceCount
from foretell.report import Story, publish
from foretell.report.page import page

HOSTILE = "</script><script>alert('x')</script><img src=https://evil.example/x onerror=alert(1)>&\"'"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without the chart library, which takes seconds to bundle."""
    monkeypatch.setattr("foretell.report.document.vl_convert.javascript_bundle", lambda snippet: snippet)


class Seen(HTMLParser):
    """What a browser would see: elements with their attributes, and the JSON of the charts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.json: list[Any] = []
        self.in_json = False
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, {key: value or "" for key, value in attrs}))
        self.in_json = name == "script" and ("type", "application/json") in attrs

    def handle_data(self, data: str) -> None:
        if self.in_json:
            self.json.append(json.loads(data))

    def handle_endtag(self, name: str) -> None:
        self.in_json = False

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


@pytest.mark.usefixtures("quick")
def test_every_link_leads_to_a_record_of_the_appendix(story: Story) -> None:
    seen = Seen(page(story))
    records = {attrs["id"] for _, attrs in seen.elements if attrs.get("class") == "record"}
    links = seen.values("href")
    assert len(links) > 300
    assert {link[1:] for link in links} - {"content", "trust"} <= records
    assert {link[1:] for link in links} <= set(seen.values("id"))
    assert len(records) == len(list(story.nouns()))


@pytest.mark.usefixtures("quick")
def test_nouns_without_a_home_are_linked_by_their_digest(story: Story) -> None:
    homeless = dataclasses.replace(story, corpus=type(story.corpus)(sources=story.corpus.sources))
    seen = Seen(page(homeless))
    assert any(link.startswith("#corpus/") for link in seen.values("href"))
    assert {link[1:] for link in seen.values("href")} <= set(seen.values("id"))


def test_nothing_is_loaded_from_anywhere(story: Story) -> None:
    text = page(story)
    seen = Seen(text)
    assert not seen.values("src")
    assert not {name for name, _ in seen.elements} & {"link", "img", "iframe", "object", "base", "form"}
    assert all(link.startswith("#") for link in seen.values("href"))
    assert not re.search(r"url\(|@import", text[: text.index("</style>")])
    assert "default-src 'none'" in text
    assert "://" not in json.dumps(seen.json)


@pytest.mark.usefixtures("quick")
def test_hostile_names_stay_text(story: Story) -> None:
    count = SourceCount(read=2, train=1, held_out=0, bytes_train=1, bytes_held_out=0, dropped={HOSTILE: 1})
    corpus = story.corpus.model_copy(update={"sources": {HOSTILE: count}})
    verdict = story.verdicts[0].model_copy(update={"claim": HOSTILE, "reason": HOSTILE, "evidence": {HOSTILE: 1.0}})
    measures = tuple(m.model_copy(update={"task": HOSTILE}) for m in story.scores[0].measures)
    scores = story.scores[0].model_copy(update={"measures": measures})
    plan = story.plan.model_copy(update={"warnings": (HOSTILE,)})
    told = {"name": HOSTILE, "corpus": corpus, "verdicts": (verdict,), "scores": (scores,), "plan": plan}
    hostile = dataclasses.replace(story, **told, earlier=(HOSTILE,), stages={HOSTILE: story.stages["curate"]})
    seen, plain = Seen(page(hostile)), Seen(page(story))
    assert not seen.values("onerror")
    assert not seen.values("src")
    assert [name for name, _ in seen.elements].count("img") == 0
    scripts = [attrs for name, attrs in seen.elements if name == "script"]
    assert len([attrs for attrs in scripts if attrs.get("type") != "application/json"]) == 1
    assert HOSTILE in json.dumps(seen.json, ensure_ascii=False).replace('\\"', '"')
    assert len(plain.json) > 5


@pytest.mark.usefixtures("quick")
def test_each_chart_has_its_words_and_its_table(story: Story) -> None:
    seen = Seen(page(story))
    charts = [attrs for _, attrs in seen.elements if attrs.get("class") == "chart"]
    names = [name for name, _ in seen.elements]
    assert len(charts) == len(seen.json) - 1 == names.count("figure") == names.count("figcaption")
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in charts)
    assert names.count("table") >= len(charts)


@pytest.mark.usefixtures("quick")
def test_a_page_without_scores_verdicts_and_meters_still_stands(bare: Story) -> None:
    text = page(bare)
    assert "The law" in text
    assert "What the models can do" not in text
    assert "Energy and cost" not in text


@pytest.mark.usefixtures("quick")
def test_a_diverged_target_is_told(bare: Story) -> None:
    broken = bare.target.model_copy(update={"bits_per_byte": None, "diverged": "loss was not finite at step 7"})
    text = page(dataclasses.replace(bare, target=broken))
    assert "the training diverged: loss was not finite at step 7" in text
    assert "inside the interval" not in text


def test_page_and_picture_are_written_beside_each_other(story: Story, tmp_path: Path) -> None:
    publish(story, tmp_path / "page.html")
    svg = (tmp_path / "foretold.svg").read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["foretold.svg", "page.html"]
    assert svg.startswith("<svg")
    assert "var(--" not in svg
    assert "Foretold" in svg
