"""A law or a curve in a file: of a sane size, of its form's own names, or a sentence that names the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foretell.cli.saved import LARGEST, curve_in, law_in
from foretell.laws import Fit, Table, curve_table, fit_curve, fit_table
from foretell.laws.forms import curve_named

N, D = (np.repeat([1e8, 2e8, 4e8, 8e8], 5), np.tile([2e9, 4e9, 8e9, 1.6e10, 3.2e10], 4))
LOSS = 1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37
QUIZ = 0.25 + 0.6 / (1.0 + np.exp(4.0 * (LOSS - 2.6)))


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, Any]]:
    """A law and a curve of the same runs, as `foretell fit --json` writes them."""
    table = Table(N, D, 6.0 * N * D, LOSS, more={"accuracy": QUIZ})
    law = fit_table(table, Fit(draws=5))
    form = "downstream.sigmoid"
    curve = fit_curve(curve_table(table, curve_named(form), None), Fit(form=form, draws=5))
    return {"law": law.model_dump(mode="json"), "curve": curve.model_dump(mode="json")}


@pytest.mark.parametrize(("what", "read"), [("law", law_in), ("curve", curve_in)])
def test_what_fit_wrote_is_read(
    what: str, read: Callable[[Path], Any], written: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "it.json").write_text(json.dumps(written[what]))
    assert read(tmp_path / "it.json").model_dump(mode="json") == written[what]


@pytest.mark.parametrize(("what", "read"), [("law", law_in), ("curve", curve_in)])
def test_names_that_are_not_the_forms_are_told_with_the_file(
    what: str, read: Callable[[Path], Any], written: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    names = written[what]["names"]
    damaged = written[what] | {"names": [*names[:2], "X", *names[3:]]}
    (tmp_path / "it.json").write_text(json.dumps(damaged))
    with pytest.raises(ValueError, match=rf"it\.json: This {what} .* its names are"):
        read(tmp_path / "it.json")


def test_no_endless_and_no_absurd_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="/dev/zero is no file, and a law"):
        law_in(Path("/dev/zero"))
    with pytest.raises(ValueError, match="is no file, and a curve"):
        curve_in(tmp_path)
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(ValueError, match="has over 20,000,000 bytes"):
        law_in(tmp_path / "huge.json")
    with pytest.raises(ValueError, match=r"There is no law .*absent\.json"):
        law_in(tmp_path / "absent.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"form": "kaplan"}', "\x00"])
def test_what_holds_no_law_is_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "law.json").write_text(text)
    with pytest.raises(ValueError, match=r"law\.json holds no law: make one with"):
        law_in(tmp_path / "law.json")
