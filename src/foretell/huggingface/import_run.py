"""Hugging Face folder → Run: a model that somebody else trained, or one of ours that comes back."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError

from foretell.huggingface.config import Layout, layout_of
from foretell.huggingface.folder import CONFIG, FACTS, TOKENIZER, WEIGHTS, check_file, read_object
from foretell.huggingface.weights import read_weights
from foretell.lab import Workspace, digest, verb
from foretell.models.flops import flops_per_token, params, params_no_embed
from foretell.nouns import Run, Rung, Shape, Source, Spec
from foretell.tokens.bpe import read_bpe
from foretell.training.checkpoint import save_tensors

MAX_TOKENS = 10**16  # hundreds of times what anybody has trained on


class ImportRun(Spec):
    """What is known of a model beside its files."""

    tokens: int = Field(default=0, ge=0, le=MAX_TOKENS)
    """Tokens that it was trained on; 0 takes what its foretell.json says, or leaves them unknown."""


DEFAULT = ImportRun()


@verb(version=1)
def import_run(folder: Source, spec: ImportRun = DEFAULT, *, workspace: Workspace) -> Run:
    """Take a Llama from a folder (see `model_folder`): fp32 weights, one key and value head a query, its tokenizer.

    Of a folder that we exported, tokens, FLOPs, epochs, curve and schedule are believed as its foretell.json says
    them; shape and parameters are checked against the weights. The seal and the held-out loss are dropped: nothing here
    shows that they hold. Of any other folder, FLOPs follow from the tokens given. Raises ValueError, naming file and
    key, for a model that our transformer does not compute, and for a file that is damaged.
    """
    path = Path(folder.where)
    layout = _layout(path / CONFIG)
    check_file(path / TOKENIZER)
    tokenizer = read_bpe(path / TOKENIZER)
    last = max(tokenizer.get_vocab().values(), default=0)
    if last >= layout.shape.vocabulary:
        raise ValueError(
            f"{path / TOKENIZER} has a token {last:,}, the model rows for {layout.shape.vocabulary:,}: they do not "
            "belong together."
        )
    run = _told(path / FACTS, layout.shape, spec) if (path / FACTS).is_file() else _foreign(layout.shape, spec)
    save_tensors(workspace.folder / WEIGHTS, read_weights(path, layout))
    tokenizer.save(str(workspace.folder / TOKENIZER))
    return run


def _layout(path: Path) -> Layout:
    try:
        return layout_of(read_object(path))
    except ValueError as error:
        raise ValueError(str(error) if str(path) in str(error) else f"{path}: {error}") from error


def _foreign(shape: Shape, spec: ImportRun) -> Run:
    """The facts that shape and tokens give; rates are not known, and stand as 0. Tokens of less than a window are in no
    step."""
    steps = spec.tokens // shape.context
    return Run(
        rung=Rung(shape=shape, sequences=1, last_step=steps, matrix_rate=0.0, other_rate=0.0, start="imported"),
        params=params(shape),
        params_no_embed=params_no_embed(shape),
        tokens=spec.tokens,
        flops=spec.tokens * flops_per_token(shape),
        epochs=0.0,
        bits_per_byte=None,
        curve=(),
    )


def _told(path: Path, shape: Shape, spec: ImportRun) -> Run:
    """The facts that our export wrote beside the model."""
    try:
        run = Run.model_validate(read_object(path).get("run"))
        digest(run)  # only finite numbers have one
    except (ValidationError, TypeError) as error:
        raise ValueError(
            f"{path} holds no run as this version of Foretell writes it: remove it, and give tokens."
        ) from error
    if (run.rung.shape, run.params, run.params_no_embed) != (shape, params(shape), params_no_embed(shape)):
        raise ValueError(
            f"{path} tells of another model ({run.params:,} parameters) than {CONFIG} ({params(shape):,})."
        )
    if not (0 <= run.tokens <= MAX_TOKENS and run.flops >= 0.0 and run.epochs >= 0.0):
        said = f"{run.tokens} tokens, {run.flops} FLOPs, {run.epochs} epochs"
        raise ValueError(f"{path} says {said}: none of them can be under 0 or beyond all that was ever done.")
    if spec.tokens not in (0, run.tokens):
        raise ValueError(f"{path} says that the model was trained on {run.tokens:,} tokens, not on {spec.tokens:,}.")
    rung = run.rung.model_copy(update={"start": "imported", "sealed": ""})
    return run.model_copy(update={"rung": rung, "bits_per_byte": None})
