"""Commands over finished models: evaluate, compare, adapt, export, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from foretell import show as shown
from foretell.cli.options import STORE, Json, Store, lab_at, say, store_at

if TYPE_CHECKING:
    from foretell.evaluation import Evaluate
    from foretell.lab import Lab
    from foretell.nouns import Comparison, Run, Scores, Suite, Tokens
    from foretell.recipe import Adaptation

Kind = TypeVar("Kind")
Model = Annotated[str, typer.Argument(help="A run: its name (tiny/target) or address.")]
Like = Annotated[
    str, typer.Option(help="Journey whose tokens and questions are used. Default: the one that the name begins with.")
]


def evaluate(model: Model, like: Like = "", store: Store = STORE, as_json: Json = False) -> None:
    """Measure any run, an imported one too, as a journey measured its own: held-out text and every task.

    Example: foretell evaluate mine --like tiny
    """
    from foretell.lab import Lab

    with Lab(store_at(store)) as lab:
        say(measured(lab, model, like), shown.scores, as_json)


def compare(
    before: Model,
    after: Annotated[str, typer.Argument(help="Another run.")],
    like: Like = "",
    store: Store = STORE,
    as_json: Json = False,
) -> None:
    """Two runs on the same questions and text: what the second gained, what it forgot, with paired intervals.

    Example: foretell compare tiny/target tiny/adapted
    """
    from foretell.evaluation import compare as compared
    from foretell.lab import Lab

    with Lab(store_at(store)) as lab:
        scores = [measured(lab, model, like or before.split("/")[0]) for model in (before, after)]
        say(lab(compared, *scores), shown.comparison, as_json)


def adapt(
    model: Model,
    lessons: Annotated[
        Path | None,
        typer.Argument(help="TOML file with \\[teach] and \\[adapt] as in a recipe. Default: all built-in facts."),
    ] = None,
    like: Like = "",
    name: Annotated[str, typer.Option(help="Name of the new run. Default: MODEL-adapted.")] = "",
    store: Store = STORE,
    as_json: Json = False,
) -> None:
    """Teach a finished run templated facts, and show what it gained and what it forgot.

    Half of the facts are taught, in some wordings; the examination asks all of them in others.

    Example: foretell adapt tiny/target lessons.toml
    """
    from foretell.lab import Lab
    from foretell.recipe import Adaptation
    from foretell.toml import read_toml

    spec = read_toml(lessons, Adaptation) if lessons else Adaptation()
    with Lab(store_at(store)) as lab:
        say(taught(lab, model, spec, like, name or f"{model}-adapted"), shown.comparison, as_json)


def export(
    model: Model,
    folder: Annotated[Path, typer.Argument(help="Where to write it. An earlier export there is replaced.")],
    store: Store = STORE,
) -> None:
    """Write a run as a Hugging Face folder: weights, tokenizer, and a model card with its law, data and energy.

    Example: foretell export tiny/target ./tiny-target
    """
    from foretell.huggingface import export_run
    from foretell.nouns import Run
    from foretell.report.card import model_card
    from foretell.report.origin import origin

    lab = lab_at(store)
    run = called(lab, model, Run)
    export_run(run, None, folder, model_card(origin(lab, run), model))
    print(folder)


def import_(
    folder: Annotated[Path, typer.Argument(help="A Llama as transformers keeps it: config.json, *.safetensors, …")],
    name: Annotated[str, typer.Option(help="Name of the run in the store.")],
    tokens: Annotated[int, typer.Option(min=0, help="Tokens it was trained on; its FLOPs follow. 0: not known.")] = 0,
    store: Store = STORE,
    as_json: Json = False,
) -> None:
    """Take a Llama from a Hugging Face folder as a run: weights, shape and tokenizer.

    Example: foretell import ./tiny-target --name mine
    """
    from foretell.huggingface import ImportRun, import_run, model_folder
    from foretell.lab import Lab

    with Lab(store) as lab:
        say(lab(import_run, model_folder(folder), ImportRun(tokens=tokens), name=name), shown.noun, as_json)


def taught(lab: Lab, model: str, spec: Adaptation, like: str, name: str) -> Comparison:
    """What adaptation changed in a model; the new run gets a name."""
    from foretell.adaptation import adapt as adapt_verb
    from foretell.evaluation import compare as compare_verb
    from foretell.evaluation import evaluate as evaluate_verb
    from foretell.tasks import examine
    from foretell.tasks import lessons as lessons_verb
    from foretell.watch import Watch

    run, tokens, suite = companions(lab, model, like)
    measure = measured_by(lab, like or model.split("/")[0])
    told, exam = lab(lessons_verb, spec.teach), lab(examine, spec.teach, suite)
    with Watch(lab.progress, 2) as watch:
        with watch(f"adaptation to {sum(told.tasks.values()):,} lessons", counted="adapt"):
            after = lab(adapt_verb, run, tokens, told, spec.adapt, name=name)
        if after.diverged:
            raise ValueError(f"The adaptation diverged ({after.diverged}): lower adapt.rate, or give fewer epochs.")
        with watch("what was gained, what was forgotten", counted="evaluate"):
            scores = [lab(evaluate_verb, each, tokens, exam, measure) for each in (run, after)]
    compared: Comparison = lab(compare_verb, *scores, name=f"{name}-comparison")
    return compared


def measured(lab: Lab, model: str, like: str) -> Scores:
    """The scores of a run on the questions of a journey."""
    from foretell.evaluation import evaluate as evaluate_verb

    scores: Scores = lab(evaluate_verb, *companions(lab, model, like), measured_by(lab, like or model.split("/")[0]))
    return scores


def measured_by(lab: Lab, journey: str) -> Evaluate:
    """How a journey measured its own models."""
    from foretell.evaluation import Evaluate
    from foretell.lab import why

    known = f"{journey}/scores" in lab.names()  # a journey that has not come so far measured by the defaults
    spec = why(lab, f"{journey}/scores")["inputs"].get("spec", {}) if known else {}
    return Evaluate.model_validate({name: value for name, value in spec.items() if name != "type"})


def companions(lab: Lab, model: str, like: str) -> tuple[Run, Tokens, Suite]:
    """A run, and the tokens and questions of the journey `like`, or of the one that the run's name begins with.

    Raises ValueError where a name is that of something else, or the run has another tokenizer.
    """
    from foretell.huggingface import check_same_tokenizer
    from foretell.nouns import Run, Suite, Tokens

    journey = like or model.split("/")[0]
    run, tokens = called(lab, model, Run), called(lab, f"{journey}/tokens", Tokens)
    check_same_tokenizer(run, tokens)
    return run, tokens, called(lab, f"{journey}/suite", Suite)


def called(lab: Lab, name: str, kind: type[Kind]) -> Kind:
    """The noun of this name or address. Raises ValueError where it is of another kind."""
    noun = lab.read(name)
    if not isinstance(noun, kind):
        raise ValueError(f"{name} is a {type(noun).__name__}; a {kind.__name__} is needed.")
    return noun
