"""The main job on real pages, small: it ends in a sealed forecast beside what was found, and is remembered."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.journey.harness import MINI, Walked, essence, foretell

pytestmark = pytest.mark.journey


def record(store: Path, name: str) -> dict[str, Any]:
    """The record of a named result."""
    address = (store / "names" / "mini" / name).read_text().strip()
    return dict(json.loads((store / address / "record.json").read_text()))


def test_it_ends_with_found_beside_foretold(walked: Walked) -> None:
    told = walked.told
    foretold, found = told["foretold"], told["found"]
    assert foretold["low"] < foretold["centre"] < foretold["high"]
    assert foretold["route"] == "valley"
    assert foretold["multiple"] >= 3.0
    assert told["error_percent"] == pytest.approx(100 * math.log(foretold["centre"] / found), abs=1e-3)
    assert told["inside"] == (foretold["low"] <= found <= foretold["high"])
    # a tenth is far above what the route errs by, and far below what a broken route, unit or corpus would give
    assert abs(told["error_percent"]) < 10.0


def test_the_target_is_sealed_by_the_plan_it_is_judged_by(walked: Walked) -> None:
    plan, target = record(walked.store, "plan"), record(walked.store, "target")
    assert target["facts"]["rung"]["sealed"] == plan["digest"]
    assert target["facts"]["bits_per_byte"] == walked.told["found"]
    assert {**target["facts"]["rung"], "sealed": ""} == plan["facts"]["rung"]
    assert target["facts"]["flops"] >= 3.0 * plan["facts"]["flops"] / plan["facts"]["forecast"]["multiple"] * 0.97


def test_the_second_call_runs_nothing(walked: Walked) -> None:
    before = essence(walked.store)
    again = foretell("run", MINI, "--store", walked.store, "--json")
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert (told["ran"], told["remembered"]) == (0, walked.told["ran"] + walked.told["remembered"])
    assert told["found"] == walked.told["found"]
    sealed = f"sealed: {told['foretold']['centre']:.4f}"
    assert again.stderr.index(sealed) < again.stderr.index("target of"), "the forecast is told before the target"
    assert essence(walked.store) == before


def test_a_store_copied_elsewhere_is_remembered_there(walked: Walked, tmp_path: Path) -> None:
    shutil.copytree(walked.store, tmp_path / "moved")
    told = json.loads(foretell("run", MINI, "--store", tmp_path / "moved", "--json").stdout)
    assert told["ran"] == 0


def test_every_cell_is_measured_and_scored(walked: Walked) -> None:
    cells = [r["facts"] for r in _records(walked.store, "train") if r["facts"]["rung"]["decay_from"] is not None]
    asked = record(walked.store, "suite")["digest"]
    scores = [r for r in _records(walked.store, "evaluate") if r["inputs"]["suite"]["digest"] == asked]
    assert len(cells) == len(scores) >= 9
    for cell in cells:
        assert 0.0 < cell["bits_per_byte"] < 8.0
        assert cell["rung"]["last_step"] >= 100
        assert cell["epochs"] <= 1.0
    tasks = {(m["task"], m["metric"]) for m in scores[0]["facts"]["measures"]}
    for task in ("capitals", "currencies", "regions", "agreement", "addition"):
        assert {(task, "accuracy"), (task, "log_prob"), (task, "gap")} <= tasks


def _records(store: Path, verb: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(store.glob(f"{verb}/*/record.json"))]


def test_the_page_is_one_file_that_names_both_numbers(walked: Walked) -> None:
    page = Path(walked.told["page"]).read_text(encoding="utf-8")
    assert f"{walked.told['found']:.3f}" in page
    assert f"{walked.told['foretold']['centre']:.3f}" in page
    assert "<script src=" not in page
    assert "<link rel=" not in page
