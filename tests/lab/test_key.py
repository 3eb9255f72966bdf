"""Equal values have equal keys, whatever their order or place; what has no stable form is refused by name."""

from __future__ import annotations

import hashlib
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from foretell.lab import Workspace, digest, file_digest, verb
from foretell.lab.key import arguments, canonical, key, version_of
from foretell.nouns import Home, Interval, Noun, Source, Spec, Suite

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(PLAIN, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(), v, max_size=4))


class Inner(Spec):
    rate: float = 0.5
    names: tuple[str, ...] = ("a",)


class Outer(Spec):
    steps: int = 3
    inner: Inner = Inner()
    shares: dict[str, float] = {}
    anything: Any = None


DEFAULT = Outer()


class OuterWithKnob(Spec):
    """`Outer` after somebody added a knob."""

    steps: int = 3
    inner: Inner = Inner()
    shares: dict[str, float] = {}
    anything: Any = None
    knob: list[int] = Field(default_factory=lambda: [1])


OuterWithKnob.__name__ = "Outer"


@verb(version=1)
def cook(suite: Suite, spec: Outer = DEFAULT, *, workspace: Workspace) -> Suite:
    return suite


@verb(version=2)
def cook_again(suite: Suite, spec: Outer = DEFAULT, *, workspace: Workspace) -> Suite:
    return suite


cook_again.__name__ = "cook"


def reordered(value: Any) -> Any:
    """An equal value whose dicts are filled in the opposite order and whose lists are tuples."""
    if isinstance(value, dict):
        return {k: reordered(v) for k, v in reversed(value.items())}
    return tuple(map(reordered, value)) if isinstance(value, list) else value


@given(VALUES)
def test_order_of_keys_and_kind_of_sequence_do_not_matter(value: Any) -> None:
    assert digest(value) == digest(reordered(value))


@given(VALUES, VALUES)
def test_only_equal_values_have_one_digest(a: Any, b: Any) -> None:
    if digest(a) == digest(b):
        assert reordered(a) == reordered(b)


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_every_bit_of_a_float_counts(x: float) -> None:
    assert digest(x) != digest(math.nextafter(x, math.inf))
    assert digest(x) == digest(float(repr(x)))


@given(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.lists(st.text(max_size=3), max_size=3))
def test_equal_specs_have_equal_digests_however_they_were_written(steps: int, rate: float, names: list[str]) -> None:
    typed = Outer(steps=steps, inner=Inner(rate=rate, names=tuple(names)))
    parsed = Outer.model_validate({"inner": {"names": names, "rate": rate}, "steps": steps})
    assert digest(typed) == digest(parsed)


def test_an_int_where_a_float_is_meant_is_that_float() -> None:
    assert digest(Inner(rate=1)) == digest(Inner(rate=1.0))


def test_a_digest_stays_what_it_was() -> None:
    text = '{"a":"ü","b":[1,2.5,null,true]}'
    assert digest({"b": [1, 2.5, None, True], "a": "ü"}) == hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def test_defaults_are_left_out_at_every_depth() -> None:
    assert canonical(Outer()) == {"type": "Outer"}
    assert canonical(Outer(inner=Inner(rate=0.5))) == {"type": "Outer"}
    assert canonical(Outer(inner=Inner(rate=0.25))) == {"type": "Outer", "inner": {"type": "Inner", "rate": 0.25}}


def test_a_new_knob_changes_no_key() -> None:
    assert digest(OuterWithKnob(steps=5)) == digest(Outer(steps=5))
    assert digest(OuterWithKnob(steps=5, knob=[2])) != digest(Outer(steps=5))


def test_a_noun_keeps_its_defaults() -> None:
    assert canonical(Interval(centre=1.0, low=0.0, high=2.0))["level"] == 0.8


class Opaque:
    pass


@pytest.mark.parametrize(
    "value",
    [Path("a"), {1, 2}, frozenset({1}), np.zeros(2), np.int64(3), object(), Opaque(), b"x", date(2020, 1, 1), 1j],
)
def test_what_has_no_stable_encoding_is_refused_by_name_and_place(value: Any) -> None:
    with pytest.raises(TypeError, match=rf"spec\.anything\[1\]\.x is a {type(value).__name__}, which has no stable"):
        key(cook, (Suite(tasks={}), Outer(anything=[0, {"x": value}])))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_numbers_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(TypeError, match=r"spec\.shares\.a is (nan|inf|-inf): only finite numbers"):
        key(cook, (Suite(tasks={}), Outer(shares={"a": value})))


def test_keys_that_are_no_strings_are_refused() -> None:
    with pytest.raises(TypeError, match=r"value has the key 1: only strings"):
        digest({1: "a", "1": "b"})


def at(folder: Path, **files: str) -> Noun:
    noun: Noun = Suite(tasks={"a": 1}).at(Home(folder, f"bake/{folder.name}", files))
    return noun


def test_a_stored_noun_is_its_facts_and_files_not_its_place() -> None:
    here, there = at(Path("/a"), x="1", y="2"), at(Path("/b"), y="2", x="1")
    assert digest(here) == digest(there)
    assert digest(here) != digest(at(Path("/a"), x="1", y="3"))
    assert digest(here) != digest(at(Path("/a"), x="1", z="2"))
    assert digest(here) != digest(Suite(tasks={"a": 2}).at(Home(Path("/a"), "", {"x": "1", "y": "2"})))


def test_a_noun_without_files_is_the_same_stored_or_not() -> None:
    assert digest(Suite(tasks={"a": 1})) == digest(at(Path("/a")))


def test_where_a_source_lies_is_no_part_of_it() -> None:
    assert digest(Source(name="a", content="1", where="/x")) == digest(Source(name="a", content="1", where="/y"))
    assert digest(Source(name="a", content="1", where="/x")) != digest(Source(name="a", content="2", where="/x"))


def test_a_key_holds_verb_version_and_inputs() -> None:
    suite = Suite(tasks={"a": 1})
    assert key(cook, (suite, Outer())) == key(cook, (suite,))
    assert key(cook, (suite, Outer(steps=4))) != key(cook, (suite,))
    assert key(cook_again, (suite,)) != key(cook, (suite,))
    assert key(cook, (Suite(tasks={"a": 2}),)) != key(cook, (suite,))


def test_inputs_equal_to_the_parameters_default_are_left_out() -> None:
    suite = Suite(tasks={})
    assert arguments(cook, (suite, Outer())) == {"suite": suite}
    assert arguments(cook, (suite, Outer(steps=4))) == {"suite": suite, "spec": Outer(steps=4)}


def test_a_plain_function_is_no_verb() -> None:
    def bare(*, workspace: Workspace) -> Suite:
        return Suite(tasks={})

    with pytest.raises(TypeError, match=r"bare is not a verb: mark it with @verb"):
        version_of(bare)


def test_a_file_digest_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").write_bytes(b"abc")
    assert file_digest(tmp_path / "a") == file_digest(tmp_path / "b")
    (tmp_path / "b").write_bytes(b"abd")
    assert file_digest(tmp_path / "a") != file_digest(tmp_path / "b")
