"""A law of one's own, from a Python file that defines FORM."""

from __future__ import annotations

import runpy
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from foretell.laws.fitting import Posed
from foretell.laws.form import CurveForm, Estimate, Fit, Form, Pose
from foretell.laws.forms.own_answers import check_estimate, check_form, checked_answers, checked_value
from foretell.laws.tables.table import Table

P = ParamSpec("P")
R = TypeVar("R")

LOADED: dict[str, Form | CurveForm] = {}  # by the file's name, in this process: what is fitted must be found again
_FILES: dict[str, Path] = {}


def own(path: Path | str) -> Form | CurveForm:
    """The Form or CurveForm that a Python file defines as FORM, known from now on by the file's name.

    The file is run: load none that you do not trust. A saved law names its file and never runs it. Raises ValueError,
    naming file and line, for a file that is not there, fails, or defines no FORM or one without names, and where
    another file of its name was loaded; what fails later, while the law is fitted or asked, is told the same way.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"There is no file {path}: a law of one's own is a Python file that defines FORM.")
    known = _FILES.get(path.name, path.resolve())
    if known != path.resolve():
        raise ValueError(f"{path}: a law of this file name was loaded from {known.parent}: rename one of them.")
    form = _guarded(path, runpy.run_path)(str(path)).get("FORM")
    if not isinstance(form, Form | CurveForm):
        found = "defines no FORM" if form is None else f"defines FORM as {type(form).__name__}"
        raise ValueError(f"{path} {found}: set FORM to a foretell.laws.form.Form, or a CurveForm.")
    _guarded(path, check_form)(form)
    LOADED[path.name], _FILES[path.name] = _told_by_line(path, form), path.resolve()
    return LOADED[path.name]


def _told_by_line(path: Path, form: Form | CurveForm) -> Form | CurveForm:
    """The same form, whose failures name the file."""
    pose = _guarded(path, _tried(form.pose, form.names)) if form.pose else None
    if isinstance(form, CurveForm):
        return replace(form, pose=pose or form.pose, value=_guarded(path, checked_value(form)))
    checked = checked_answers(form)
    return replace(
        form,
        pose=pose,
        estimate=_guarded(path, _counted(form, pose)),
        loss=_guarded(path, checked.loss),
        optimum=_guarded(path, checked.optimum),
        exponents=_guarded(path, checked.exponents),
    )


def _guarded(path: Path, call: Callable[P, R]) -> Callable[P, R]:
    """The same function; what it raises is a sentence that names the file and its line."""

    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except (Exception, SystemExit) as error:
            if isinstance(error, ValueError) and str(error).endswith("."):
                raise  # a sentence of ours, or of the file's author; numpy's have no full stop
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
            what = str(error)
            if isinstance(error, SyntaxError) and error.filename == str(path):  # it has no frame of its own
                lines, what = [error.lineno], error.msg
            place = f"{path}, line {lines[-1]}" if lines else str(path)
            raise ValueError(f"{place}: {type(error).__name__}: {what}".rstrip(": .") + ".") from error

    return guarded


def _tried(pose: Pose, names: tuple[str, ...]) -> Pose:
    """The same pose, tried at its starts before it is searched: there a wrong shape has a name."""

    def tried(table: Table, spec: Fit) -> Posed:
        posed = pose(table, spec)
        with np.errstate(all="ignore"):
            r, told = posed.residuals.values(posed.starts), posed.told(posed.starts)
            posed.residuals.at(posed.starts)
        if (expected := (len(posed.starts), posed.runs)) != r.shape:
            raise TypeError(f"The residuals are of shape {list(r.shape)}, and starts × rows are {list(expected)}.")
        if told.shape[-1:] != (len(names),):
            raise TypeError(f"`told` gives {list(told.shape[-1:])} coefficients, and there are {len(names)} names.")
        return posed

    return tried


def _counted(form: Form, pose: Pose | None) -> Callable[[Table, Fit, int], Estimate]:
    """The same estimate, after a trial of the pose, with a coefficient for every name, in the draws too."""

    def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
        if pose:
            pose(table, spec)
        found = form.estimate(table, spec, draws)
        check_estimate(found, form.names)
        return found

    return estimate
