"""A small result of each verb, pinned by its version: what a verb means does not change under the same number.

The last bits of trained numbers depend on the kind of machine and the library, so there is a pin for each kind that
was seen. On another kind, two independent calls must at least agree, and the test says that no pin was there.
"""

from __future__ import annotations

import inspect
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest
import torch

from foretell.lab import Lab, Workspace, digest, verb
from foretell.lab.key import Verb, version_of
from foretell.nouns import Noun, Suite
from tests.golden.pins import WRITING, read_pins, write_pins
from tests.golden.small_calls import CASES
from tests.golden.test_defaults import modules

FILE = "verbs.json"
Pinned = dict[str, dict[str, str]]


def kind_of_machine(*packages: str) -> str:
    """What the last bits of a result may depend on."""
    libraries = [f"{name} {version(name)}" for name in packages]
    return ", ".join([platform.system(), platform.machine(), torch.backends.cpu.get_cpu_capability(), *libraries])


def fingerprint(noun: Noun) -> dict[str, object]:
    """Facts and file digests: what a pin stands for."""
    assert noun.home is not None
    return {"facts": noun.model_dump(mode="json"), "files": noun.home.files}


def verbs_in(searched: Iterable[ModuleType]) -> set[Verb]:
    """Every function of these modules that `@verb` marks."""
    return {
        function
        for module in searched
        for function in vars(module).values()
        if inspect.isfunction(function) and "version" in vars(function)
    }


def without_a_case(searched: Iterable[ModuleType]) -> list[str]:
    """The verbs of these modules that no small call pins."""
    return sorted(f"{function.__module__}.{function.__name__}" for function in verbs_in(searched) - set(CASES))


def test_every_verb_has_a_case() -> None:
    assert verbs_in(modules()) >= set(CASES)
    assert without_a_case(modules()) == [], "give it a small call in tests/golden/small_calls.py"


def test_a_verb_without_a_case_is_found() -> None:
    @verb(version=1)
    def dream(*, workspace: Workspace) -> Noun:
        return Suite(tasks={})

    new = ModuleType("new")
    new.__dict__.update(dream=dream, plain=without_a_case, known=next(iter(CASES)))
    assert without_a_case([new]) == [f"{__name__}.dream"]


@pytest.mark.parametrize("of", CASES, ids=lambda of: of.__name__)
def test_a_verb_gives_what_its_version_gave(of: Verb, tmp_path: Path) -> None:
    nouns = []
    for name in ("first", "second"):
        with Lab(tmp_path / name / "store", workers=1) as lab:
            nouns.append(CASES[of].call(lab, tmp_path / name / "input"))
    assert fingerprint(nouns[0]) == fingerprint(nouns[1])
    check_pin(f"{of.__name__} {version_of(of)}", kind_of_machine(*CASES[of].packages), fingerprint(nouns[0]))


def check_pin(call: str, machine: str, found: dict[str, object]) -> None:
    """Compare with the pin of this verb's version on this kind of machine, where there is one."""
    pins: Pinned = read_pins(FILE)
    known = pins.get(call, {})
    if WRITING and machine not in known:  # a pin that is there is never overwritten: raise the version instead
        known = known | {machine: digest(found)}
        write_pins(FILE, pins | {call: known})
    assert known, f"{call} has no pin: FORETELL_WRITE_GOLDEN=1 pytest tests/golden"
    if machine not in known:
        print(f"{call} has no pin for {machine}: only two calls of this machine were compared.")
        return
    assert digest(found) == known[machine], f"{call} gives other bytes than it did: raise its version"


def test_a_pin_that_differs_or_lacks_its_version_fails() -> None:
    if not (pins := read_pins(FILE)):
        pytest.fail("there are no pins")
    call, machines = next(iter(pins.items()))
    machine = next(iter(machines))
    with pytest.raises(AssertionError, match="raise its version"):
        check_pin(call, machine, {"facts": "others"})
    if not WRITING:
        with pytest.raises(AssertionError, match="has no pin"):
            check_pin(f"{call}0", machine, {})
