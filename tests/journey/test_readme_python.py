"""The Python of README, run as it stands but for the sizes: those of the small recipe, in a copy of its store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from foretell.recipe import read_recipe
from tests.journey.harness import MINI, Walked
from tests.test_readme import blocks

pytestmark = pytest.mark.journey

SIZES = {
    'Lab("store")': "Lab(store, workers=1)",
    '{"factbook": "factbook", "arithmetic": "worksheets"}': "recipe.pages",
    "Pose()": "recipe.pose",
    'Curate(trusted=("arithmetic",))': "recipe.curate",
    'Tokenize(vocabulary=1024, mixture={"factbook": 0.95, "arithmetic": 0.05})': "recipe.tokenize",
    "Ladder()": "recipe.ladder",
    "Budget(flops=3.16e12)": "recipe.budget",
    "Evaluate()": "recipe.evaluate",
}


def test_the_python_of_readme_walks_the_same_journey(
    walked: Walked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = blocks("python")
    for written, small in SIZES.items():
        assert written in code, f"README no longer says {written}"
        code = code.replace(written, small)
    shutil.copytree(walked.store, tmp_path / "store")
    scope = {"__name__": "__main__", "store": tmp_path / "store", "recipe": read_recipe(MINI)}
    exec(compile(code, "README.md", "exec"), scope)
    said = capsys.readouterr().out
    assert f"centre={walked.told['foretold']['centre']}" in said
    assert scope["target"].bits_per_byte == walked.told["found"]
    assert len(scope["scores"]) == len(scope["cells"]) + 1
