"""The card says what the nouns say, leaves out what nobody knows, and its code runs."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from foretell.huggingface import export_run
from foretell.lab import write_json
from foretell.lab.record import METER
from foretell.nouns import Home, Measure, Run, Tokens
from foretell.report import Story
from foretell.report.card import LOADING, model_card
from foretell.report.origin import Origin
from foretell.report.records import address
from foretell.report.wording import bits

HOSTILE = "</td><script>alert(1)</script>\n# Heading | cell `code` ![x](https://evil.example/x)"


@pytest.fixture
def known(story: Story, tmp_path: Path) -> Origin:
    """The target with all that led to it; its meter says 300 seconds."""
    write_json(tmp_path / METER, {"seconds": 300.0, "cpu_seconds": 290.0, "peak_bytes": 1e8})
    home = story.target.home
    assert home is not None
    target = story.target.at(dataclasses.replace(home, folder=tmp_path))
    return Origin(target, (), story.corpus, story.tokens, story.laws[0], story.plan, story.scores[-1])


def sections(card: str) -> list[str]:
    return re.findall(r"^## (.*)$", card, re.MULTILINE)


def test_the_card_holds_what_is_known(known: Origin) -> None:
    card, run = model_card(known, "tiny/target"), known.run
    assert card.startswith("---\nlibrary_name: transformers\n")
    assert "\n# tiny/target\n" in card
    assert f"{run.params:,} parameters" in card
    f = known.plan.forecast if known.plan else None
    assert f
    assert f"| foretold | {bits(f.centre)} | {bits(f.low)} to {bits(f.high)} (80 %) |" in card
    assert f"| found | {bits(run.bits_per_byte)} | inside the interval |" in card
    assert "`valley`, fitted to 25 smaller runs" in card
    assert "| kjv | 2,378 | 1,380 | 120 |" in card
    assert "5.0 minutes" in card
    assert "measured: 1 meters" in card
    assert all(address(noun) in card for noun in known.nouns)
    assert sections(card) == [
        *("The model", "How to load it", "Foretold and found", "Data", "What it can do", "What its training took"),
        *("Limits", "Records"),
    ]


def test_what_is_not_known_is_left_out(story: Story) -> None:
    assert sections(model_card(Origin(story.cells[0]), "cell")) == ["The model", "How to load it", "Limits", "Records"]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ({"value": 0.5, "error": 0.1, "chance": 0.25}, "yes"),
        ({"value": 0.4, "error": 0.1, "chance": 0.25}, "no"),
        ({"value": 0.1, "error": 0.01, "chance": 0.25}, "no"),
        ({"value": 0.5, "error": 0.1, "chance": None}, "—"),
    ],
)
def test_only_what_is_better_than_guessing_is_resolved(measure: dict[str, Any], said: str, known: Origin) -> None:
    assert known.scores
    one = Measure(task="quiz", metric="accuracy", examples=9, **measure)
    scores = known.scores.model_copy(update={"measures": (one,)})
    card = model_card(dataclasses.replace(known, scores=scores), "tiny")
    row = next(line for line in card.splitlines() if line.startswith("| quiz "))
    assert row.endswith(f"| 9 | {said} |")


def test_a_forecast_that_missed_is_told_so(known: Origin) -> None:
    run = known.run.model_copy(update={"bits_per_byte": 9.0}).at(known.run.home)
    assert "| found | 9.000 | outside the interval |" in model_card(dataclasses.replace(known, run=run), "tiny")


@pytest.mark.parametrize(
    ("changes", "rung", "said"),
    [
        ({"diverged": "loss_not_finite", "bits_per_byte": None}, {}, "Its training broke off (loss\\_not\\_finite)"),
        ({"bits_per_byte": None}, {"decay_from": None}, "has not fallen"),
        ({"tokens": 0, "bits_per_byte": None}, {"start": "imported"}, "an unknown number of tokens"),
        ({}, {"start": "imported"}, "trained elsewhere on"),
        ({}, {"start": "run"}, "It was taught the answers of some lessons"),
    ],
)
def test_every_kind_of_run_has_its_words(
    changes: dict[str, Any], rung: dict[str, Any], said: str, story: Story
) -> None:
    changed = story.cells[0].rung.model_copy(update=rung)
    run = story.cells[0].model_copy(update={"rung": changed, **changes})
    assert said in model_card(Origin(run), "one")


def test_the_time_of_a_copy_is_no_cost_of_training(known: Origin) -> None:
    rung = known.run.rung.model_copy(update={"start": "imported"})
    run = known.run.model_copy(update={"rung": rung}).at(known.run.home)
    assert "What its training took" not in sections(model_card(Origin(run), "one"))
    told = model_card(Origin(known.run, before=(run, known.run)), "one")
    assert "2 trainings: this one and those that it goes on from." in told


def test_no_name_or_text_can_add_to_the_card(known: Origin) -> None:
    assert known.corpus
    assert known.scores
    count = known.corpus.sources["kjv"]
    corpus = known.corpus.model_copy(update={"sources": {HOSTILE: count}})
    scores = known.scores.model_copy(
        update={"measures": (Measure(task=HOSTILE, metric=HOSTILE, value=1, error=1, chance=None, examples=1),)}
    )
    card = model_card(dataclasses.replace(known, corpus=corpus, scores=scores), HOSTILE)
    assert "<script" not in card
    assert "https://evil" not in card
    assert re.findall(r"^# ", card, re.MULTILINE) == ["# "]
    assert sections(card) == sections(model_card(known, "tiny"))
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in card.splitlines() if "alert" in line} == {0, 6, 8}


def test_the_code_on_the_card_runs(
    known: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from foretell.models.flops import shape_of
    from tests.huggingface.conftest import PAGE, drawn, placed_tokens, run_of

    tokens: Tokens = placed_tokens(tmp_path, PAGE)
    run: Run = run_of(tmp_path, drawn(shape_of(16, 1, tokens.vocabulary, 32)))
    export_run(run.at(Home(tmp_path)), tokens, tmp_path / "out", model_card(Origin(run), "one"))
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert LOADING in card
    code = LOADING.removeprefix("```python\n").removesuffix("```")
    monkeypatch.chdir(tmp_path / "out")
    exec(compile(code, "README.md", "exec"), {})
    assert "The capital of" in capsys.readouterr().out
