from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app
from foretell.laws import Fit, Table, fit_curve, fit_table, optimum, predict, predict_curve
from foretell.laws.forms import form_named, is_curve
from foretell.laws.forms.own import own

ALIKE = "from foretell.laws.forms.chinchilla import PARAMETRIC as FORM\n"
CURVE = "from foretell.laws.forms.kaplan_curves import SIZE as FORM\n"
HEAD = "from dataclasses import replace\nimport numpy as np\nfrom foretell.laws.form import estimate_posed\n" + (
    "from foretell.laws.forms.chinchilla import PARAMETRIC, pose\n"
)
HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "own-law.md"


def file(folder: Path, text: str, name: str) -> Path:
    """A law file; names differ from test to test, as a process knows one file of a name."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_law_of_a_file_is_fitted_and_asked_like_any_other(tmp_path: Path, chinchilla_ladder: Table) -> None:
    form = own(file(tmp_path, ALIKE, "alike.py"))
    law = fit_table(chinchilla_ladder, Fit(form="alike.py", draws=8), form)
    ours = fit_table(chinchilla_ladder, Fit(draws=8))
    assert law.coefficients == ours.coefficients
    assert law.checks == ours.checks
    assert predict(law, 1e22)[0] == predict(ours, 1e22)[0]
    assert optimum(law, 1e22) == optimum(ours, 1e22)
    assert fit_table(chinchilla_ladder, Fit(form="alike.py", draws=8)) == law


def test_a_curve_of_a_file_is_fitted_and_asked(tmp_path: Path, chinchilla_ladder: Table) -> None:
    own(file(tmp_path, CURVE, "bend.py"))
    assert is_curve("bend.py")
    curve = fit_curve(chinchilla_ladder, Fit(form="bend.py", draws=4))
    assert predict_curve(curve, params=1e10)[0][0] > 0.0
    with pytest.raises(ValueError, match=r"bend\.py is a curve of loss, which knows no best size"):
        form_named("bend.py")


def test_a_file_may_be_changed_and_loaded_again(tmp_path: Path) -> None:
    path = file(tmp_path, ALIKE, "changed.py")
    own(path)
    path.write_text(CURVE, encoding="utf-8")
    own(path)
    assert is_curve("changed.py")


def test_another_file_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    own(file(tmp_path, ALIKE, "twin.py"))
    with pytest.raises(ValueError, match=r"b/twin\.py: a law of this file name was loaded from .*rename one of them"):
        own(file(tmp_path / "b", ALIKE, "twin.py"))


def test_a_file_that_was_not_loaded_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(tmp_path, "raise SystemExit('it ran')", "unread.py")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"The law unread\.py is of somebody's own file, which was not loaded"):
        form_named("unread.py")


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    own(file(tmp_path, ALIKE, "clean.py"))
    assert [each.name for each in tmp_path.iterdir()] == ["clean.py"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.py", "", "empty.py defines no FORM: set FORM to a"),
        ("number.py", "FORM = 3\n", "number.py defines FORM as int: set FORM to a"),
        ("raises.py", "\nx = 1 / 0\n", "raises.py, line 2: ZeroDivisionError: division by zero."),
        ("leaves.py", "raise SystemExit(3)\n", "leaves.py, line 1: SystemExit: 3."),
        ("syntax.py", "x = 1\nFORM = = 3\n", "syntax.py, line 2: SyntaxError: invalid syntax."),
        ("nul.py", "x = '\0'\n", "nul.py"),
        (
            "imports.py",
            "import no_such_module\n",
            "imports.py, line 1: ModuleNotFoundError: No module named 'no_such_module'.",
        ),
    ],
)
def test_a_file_that_defines_no_law_is_told_by_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=rf"{re.escape(said)}"):
        own(file(tmp_path, text, name))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "bytes.py").write_bytes(b"FORM = '\xff\xfe'\n")
    with pytest.raises(ValueError, match=r"bytes\.py"):
        own(tmp_path / "bytes.py")


@pytest.mark.parametrize("name", ["missing.py", "."])
def test_a_file_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"There is no file .*: a law of one's own is a Python file that defines FORM"):
        own(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "late.py",
            "def late(table, spec):\n    return [][3]\n"
            "FORM = replace(PARAMETRIC, estimate=lambda t, s, n: estimate_posed(late, t, s, n), pose=late)\n",
            r"late\.py, line 6: IndexError: list index out of range\.",
        ),
        (
            "shape.py",
            "FORM = replace(PARAMETRIC, loss=lambda theta, C, N: np.ones(3) + np.ones(4) * C[:4])\n",
            r"shape\.py, line 5: ValueError: operands could not be broadcast",
        ),
        (
            "loss.py",
            "FORM = replace(PARAMETRIC, loss=lambda theta, C, N: np.array([1.0, 2.0]))\n",
            r"loss\.py: TypeError: `loss` gives shape \[2\], and \[35\] was asked for\.",
        ),
        (
            "complex.py",
            "FORM = replace(PARAMETRIC, loss=lambda theta, C, N: C + 0j)\n",
            r"complex\.py: TypeError: `loss` gives values of type complex128, and they must be real numbers\.",
        ),
        (
            "optimum.py",
            "FORM = replace(PARAMETRIC, optimum=lambda theta, C: (np.zeros(3), np.zeros(3)))\n",
            r"optimum\.py: TypeError: `optimum` gives shape \[3\], and \[\] was asked for\.",
        ),
        (
            "exponents.py",
            "FORM = replace(PARAMETRIC, exponents=lambda theta: 0.5)\n",
            r"exponents\.py: TypeError: `exponents` gives float, and it must give a pair \(a, b\)\.",
        ),
        (
            "draws.py",
            "from foretell.laws.form import Estimate\n"
            "def made(table, spec, draws):\n    return Estimate(np.ones(5), np.ones((draws, 3)), 1.0, 5)\n"
            "FORM = replace(PARAMETRIC, pose=None, estimate=made)\n",
            r"draws\.py: TypeError: `estimate` gives draws of shape \[4, 3\], and there are 5 names\.",
        ),
        (
            "nothing.py",
            "FORM = replace(PARAMETRIC, estimate=lambda t, s, n: None)\n",
            r"nothing\.py: TypeError: `estimate` gives NoneType, and it must give an Estimate\.",
        ),
        (
            "names.py",
            "FORM = replace(PARAMETRIC, names=('E', 'A'))\n",
            r"names\.py: TypeError: `told` gives \[5\] coefficients, and there are 2 names\.",
        ),
        (
            "said.py",
            "def no(table, spec):\n    raise ValueError('These runs are too odd.')\n"
            "FORM = replace(PARAMETRIC, estimate=lambda t, s, n: estimate_posed(no, t, s, n), pose=no)\n",
            r"^These runs are too odd\.$",
        ),
    ],
)
def test_what_fails_while_fitting_is_told_by_its_line(
    tmp_path: Path, chinchilla_ladder: Table, name: str, text: str, said: str
) -> None:
    own(file(tmp_path, HEAD + text, name))
    with pytest.raises(ValueError, match=said):
        fit_table(chinchilla_ladder, Fit(form=name, draws=4))


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        (
            "list.py",
            "names=['E', 'A', 'B', 'alpha', 'beta']",
            "`names` is ['E', 'A', 'B', 'alpha', 'beta'], and it must",
        ),
        ("twice.py", "names=('E', 'E', 'B', 'alpha', 'beta')", "a tuple of different words"),
        ("none.py", "names=()", "`names` is (), and it must be a tuple"),
        ("fewer.py", "draws=-5", "`draws` is -5, and it must be a whole number of 0 or more"),
    ],
)
def test_a_form_without_names_or_draws_is_refused(tmp_path: Path, name: str, changed: str, said: str) -> None:
    path = file(tmp_path, f"{HEAD}FORM = replace(PARAMETRIC, {changed})\n", name)
    with pytest.raises(ValueError, match=rf"{re.escape(name)}: TypeError: .*{re.escape(said)}"):
        own(path)


def test_a_loss_that_does_not_depend_on_size_is_the_same_over_all_sizes(
    tmp_path: Path, chinchilla_ladder: Table
) -> None:
    flat = "lambda theta, C, N: theta[..., 0] + 0.0 * C"
    own(file(tmp_path, f"{HEAD}FORM = replace(PARAMETRIC, loss={flat})\n", "flat.py"))
    law = fit_table(chinchilla_ladder, Fit(form="flat.py", draws=4))
    assert predict(law, [1e20, 1e21], [1e9, 1e9])[0] == pytest.approx([law.coefficients["E"]] * 2)


def test_a_curve_that_answers_another_shape_is_told(tmp_path: Path, chinchilla_ladder: Table) -> None:
    text = "from dataclasses import replace\nimport numpy as np\nfrom foretell.laws.forms.kaplan_curves import SIZE\n"
    own(file(tmp_path, f"{text}FORM = replace(SIZE, value=lambda theta, inputs: np.ones(3))\n", "curved.py"))
    with pytest.raises(
        ValueError, match=r"curved\.py: TypeError: `value` gives shape \[3\], and \[\d+\] was asked for"
    ):
        fit_curve(chinchilla_ladder, Fit(form="curved.py", draws=4))


def test_wrong_residuals_of_a_curve_are_told(tmp_path: Path, chinchilla_ladder: Table) -> None:
    text = (
        "from dataclasses import replace\nimport numpy as np\nfrom foretell.laws.forms.kaplan_curves import SIZE\n"
        "def pose(table, spec):\n    return replace(SIZE.pose(table, spec), rows=np.arange(3))\n"
        "FORM = replace(SIZE, pose=pose)\n"
    )
    own(file(tmp_path, text, "rows.py"))
    with pytest.raises(ValueError, match=r"The residuals are of shape \[\d+, \d+\], and starts × rows are \[\d+, 3\]"):
        fit_curve(chinchilla_ladder, Fit(form="rows.py", draws=4))


def test_a_saved_law_is_planned_with_its_file(
    tmp_path: Path, chinchilla_ladder: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(tmp_path, ALIKE, "saved.py")
    monkeypatch.chdir(tmp_path)
    t = chinchilla_ladder
    rows = "\n".join(f"{N},{D},{L}" for N, D, L in zip(t.params, t.tokens, t.loss, strict=True))
    (tmp_path / "runs.csv").write_text(f"params,tokens,loss\n{rows}\n", encoding="utf-8")
    fitted = CliRunner().invoke(app, ["fit", "runs.csv", "--form", "saved.py", "--json"])
    (tmp_path / "law.json").write_text(fitted.stdout, encoding="utf-8")
    planned = CliRunner().invoke(
        app, ["plan", "--law", "law.json", "--form", "saved.py", "--flops", "1e22"], catch_exceptions=False
    )
    assert "answered by saved.py" in planned.output


def test_the_law_of_the_how_to_has_about_forty_lines() -> None:
    law = HOW_TO.read_text(encoding="utf-8").split("```py\n")[1].split("```")[0]
    assert len([line for line in law.splitlines() if line.strip()]) <= 45
