"""A small result of each verb, pinned by its version: what a verb means does not change under the same number.

The last bits of trained numbers depend on the kind of machine and the library, so there is a pin for each kind that
was seen. On another kind, two independent calls must at least agree, and the test says that no pin was there.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from foretell.lab import Lab
from foretell.lab.key import version_of
from foretell.models.flops import shape_of
from foretell.nouns import Corpus, Home, Noun, Rung, SourceCount
from foretell.tokens import Tokenize, tokenize
from foretell.training import train
from tests.golden.pins import WRITING, read_pins, write_pins
from tests.training.made import VOCABULARY, made_tokens

FILE = "verbs.json"
Pinned = dict[str, dict[str, str]]


def kind_of_machine(*packages: str) -> str:
    """What the last bits of a result may depend on."""
    libraries = [f"{name} {version(name)}" for name in packages]
    return ", ".join([platform.system(), platform.machine(), torch.backends.cpu.get_cpu_capability(), *libraries])


def trained(lab: Lab, folder: Path) -> Noun:
    """20 steps at width 16."""
    rung = Rung(shape=shape_of(16, 2, VOCABULARY, 16), sequences=4, last_step=20, decay_from=15, warmup_steps=4)
    run: Noun = lab(train, rung, made_tokens(folder))
    return run


def tokenized(lab: Lab, folder: Path) -> Noun:
    """Two sources, 40 documents, 280 tokens."""
    words = ["naïve", "the", "cat", "sat", "on", "12", "mats,", "東京", "and", "slept"]
    rows = [
        {
            "source": ("prose", "facts")[i % 2],
            "split": "held_out" if i % 5 == 0 else "train",
            "text": " ".join(words[(i * i + k * (i + 1)) % 10] for k in range(30)),
        }
        for i in range(40)
    ]
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "documents.parquet")
    count = SourceCount(read=20, train=16, held_out=4, bytes_train=0, bytes_held_out=0)
    corpus = Corpus(sources={"prose": count, "facts": count}).at(Home(folder))
    tokens: Noun = lab(tokenize, corpus, Tokenize(vocabulary=280, mixture={"prose": 0.7, "facts": 0.3}))
    return tokens


def fingerprint(noun: Noun) -> dict[str, object]:
    """Facts and file digests: what a pin stands for."""
    assert noun.home is not None
    return {"facts": noun.model_dump(mode="json"), "files": noun.home.files}


@pytest.mark.parametrize(
    ("verb", "small_call", "packages"),
    [(train, trained, ("torch", "numpy")), (tokenize, tokenized, ("tokenizers", "numpy"))],
)
def test_a_verb_gives_what_its_version_gave(
    verb: Callable[..., Noun], small_call: Callable[[Lab, Path], Noun], packages: tuple[str, ...], tmp_path: Path
) -> None:
    nouns = []
    for name in ("first", "second"):
        with Lab(tmp_path / name / "store", workers=1) as lab:
            nouns.append(small_call(lab, tmp_path / name / "input"))
    assert fingerprint(nouns[0]) == fingerprint(nouns[1])
    check_pin(f"{verb.__name__} {version_of(verb)}", kind_of_machine(*packages), fingerprint(nouns[0]))


def check_pin(call: str, machine: str, found: dict[str, object]) -> None:
    """Compare with the pin of this verb's version on this kind of machine, where there is one."""
    from foretell.lab import digest

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
