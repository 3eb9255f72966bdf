"""The same bytes however a training was cut: into trunk and branch, or by a kill at any step."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from foretell.lab import Lab, Workspace, meter_of
from foretell.models.flops import flops_per_token, params, params_no_embed, shape_of
from foretell.models.loss import bits_per_byte, held_out_windows
from foretell.models.transformer import load_model
from foretell.nouns import Run, Rung, Tokens
from foretell.training import train
from tests.training.made import VOCABULARY, made_tokens

ROOT = Path(__file__).parents[2]
KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from foretell.lab import Lab
from foretell.nouns import Rung
from foretell.training import loop
from tests.training.made import made_tokens
trains = importlib.import_module("foretell.training.train")
store, rung, at = Path(sys.argv[1]), Rung.model_validate_json(sys.argv[2]), int(sys.argv[3])
loop.CHECKPOINT_SECONDS = -1.0  # after every step
tell = trains._tell
def killed(workspace, rung, position, first, step):
    tell(workspace, rung, position, first, step)
    if step == at:
        os.kill(os.getpid(), signal.SIGKILL)
trains._tell = killed
with Lab(store, workers=1) as lab:
    lab(trains.train, rung, made_tokens(store / "tokens"))
"""


def segment(rung: Rung, first: int, last: int, decay_from: int | None) -> Rung:
    return rung.model_copy(update={"first_step": first, "last_step": last, "decay_from": decay_from})


def weights(run: Run) -> dict[str, torch.Tensor]:
    return load_file(run.folder / "model.safetensors")


def files_and_facts(run: Run) -> tuple[object, object]:
    assert run.home is not None
    return run.home.files, run.model_dump()


def test_facts_are_those_of_the_rung(rung: Rung, tokens: Tokens, workspace: Workspace) -> None:
    run = train(rung, tokens, workspace=workspace)
    assert isinstance(run, Run)
    assert (run.params, run.params_no_embed) == (params(rung.shape), params_no_embed(rung.shape))
    assert run.tokens == rung.tokens == 20 * 4 * 16
    assert run.flops == run.tokens * flops_per_token(rung.shape)
    assert run.epochs == pytest.approx(20 * 4 / (3999 // 16), abs=1e-6)
    assert [point.step for point in run.curve] == list(range(1, 21))
    assert run.diverged == ""
    assert run.bits_per_byte is not None
    assert not (workspace.folder / "state.safetensors").exists()


def test_bits_per_byte_are_of_the_saved_model_on_the_held_out_text(rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        run = lab(train, rung, tokens)
    windows = held_out_windows(np.load(tokens.folder / "held_out.npy"), 16, 65_536)
    lengths = np.load(tokens.folder / "token_bytes.npy")
    assert bits_per_byte(load_model(run), windows, lengths) == run.bits_per_byte
    chance = math.log2(VOCABULARY) * windows[:, 1:].size / lengths[windows[:, 1:]].sum()
    assert run.bits_per_byte < chance - 0.3


@pytest.mark.parametrize("start", ["bigram", "random"])
def test_trunk_and_branch_give_the_bits_of_one_go(start: str, rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    rung = rung.model_copy(update={"start": start})
    with Lab(tmp_path / "store", workers=1) as lab:
        whole = lab(train, rung, tokens)
        first = lab(train, segment(rung, 0, 7, None), tokens)
        second = lab(train, segment(rung, 7, 15, None), tokens, first)
        branch = lab(train, segment(rung, 15, 20, 15), tokens, second)
        straight = lab(train, segment(rung, 0, 15, None), tokens)
    assert all(torch.equal(t, weights(branch)[name]) for name, t in weights(whole).items())
    assert branch.bits_per_byte == whole.bits_per_byte
    assert (branch.tokens, branch.flops, branch.epochs) == (whole.tokens, whole.flops, whole.epochs)
    assert branch.curve[: len(second.curve)] == second.curve  # the curve is that of the whole lineage
    assert branch.curve[-5:] == whole.curve[-5:]
    assert [point.step for point in second.curve[:7]] == list(range(1, 8))
    assert second.home.files["state.safetensors"] == straight.home.files["state.safetensors"]
    assert second.bits_per_byte is None


def test_a_run_killed_at_any_step_goes_on_to_the_same_bytes(rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    at = random.Random(seed).randint(2, rung.last_step)
    print(f"killed at step {at} (seed {seed})")
    store = tmp_path / "killed"
    child = subprocess.run(
        [sys.executable, "-c", KILLED, str(store), rung.model_dump_json(), str(at)], cwd=ROOT, timeout=120, check=False
    )
    assert child.returncode == -signal.SIGKILL
    (checkpoint,) = store.glob("train/*/scratch/checkpoint.safetensors")
    assert not list(store.glob("train/*/record.json"))
    with Lab(store, workers=1) as lab:
        resumed = lab(train, rung, made_tokens(store / "tokens"))
    with Lab(tmp_path / "whole", workers=1) as lab:
        whole = lab(train, rung, tokens)
    assert files_and_facts(resumed) == files_and_facts(whole), f"killed at step {at}"
    assert (resumed.folder / "record.json").read_bytes() == (whole.folder / "record.json").read_bytes()
    left = rung.last_step - (at - 1)  # the step of the kill was not yet in a checkpoint
    assert meter_of(resumed)["flops"] == pytest.approx(meter_of(whole)["flops"] * left / rung.last_step)
    assert not checkpoint.exists()


def test_how_often_checkpoints_are_written_changes_no_byte(
    rung: Rung, tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    for name, seconds in (("never", 1e9), ("always", -1.0)):
        monkeypatch.setattr("foretell.training.loop.CHECKPOINT_SECONDS", seconds)
        with Lab(tmp_path / name, workers=1) as lab:
            runs.append(lab(train, rung, tokens))
    assert files_and_facts(runs[0]) == files_and_facts(runs[1])


def test_the_seed_draws_another_model(rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        losses = {lab(train, rung.model_copy(update={"seed": s}), tokens).bits_per_byte for s in (0, 1)}
    assert len(losses) == 2


@pytest.mark.parametrize("last_step", [1, 2, 20])
@pytest.mark.parametrize("rate", [1e4, 1e30])
def test_a_huge_learning_rate_is_a_diverged_run_and_no_crash(
    last_step: int, rate: float, rung: Rung, tokens: Tokens, tmp_path: Path
) -> None:
    wild = {"matrix_rate": rate, "other_rate": rate, "warmup_steps": 0}
    short = segment(rung, 0, last_step, last_step).model_copy(update=wild)
    with Lab(tmp_path / "store", workers=1) as lab:
        run = lab(train, short, tokens)
        assert lab(train, short, tokens).model_dump() == run.model_dump()
    assert (run.bits_per_byte is None) == bool(run.diverged)
    if last_step == 20:
        assert run.diverged
    if not run.diverged:  # one or two updates may leave numbers, but no model: about chance, log2 of 40, or worse
        assert run.bits_per_byte * 2.5 > 0.9 * math.log2(VOCABULARY)
    assert all(math.isfinite(point.nats) for point in run.curve)


def test_what_grows_from_a_diverged_trunk_is_diverged(rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    wild = rung.model_copy(update={"matrix_rate": 1e30, "other_rate": 1e30, "warmup_steps": 0})
    with Lab(tmp_path / "store", workers=1) as lab:
        trunk = lab(train, segment(wild, 0, 15, None), tokens)
        branch = lab(train, segment(wild, 15, 20, 15), tokens, trunk)
    assert trunk.diverged.startswith("loss_")
    assert branch.diverged == trunk.diverged
    assert branch.bits_per_byte is None
    assert branch.tokens == trunk.tokens < trunk.rung.tokens  # what was seen, not what was planned


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"shape": shape_of(16, 1, 50, 16)}, "has a vocabulary of 50, its tokens one of 40"),
        ({"first_step": 5}, "from step 5 starts from a run of its own shape"),
        ({"sequences": 4000}, "Add text or lower sequences or context"),
    ],
)
def test_a_rung_that_does_not_fit_is_a_sentence(
    change: dict[str, object], sentence: str, rung: Rung, tokens: Tokens, workspace: Workspace
) -> None:
    with pytest.raises(ValueError, match=sentence):
        train(rung.model_copy(update=change), tokens, workspace=workspace)


@pytest.mark.parametrize(
    "change",
    [
        {"first_step": 0},
        {"first_step": 4},
        {"first_step": 6},
        {"sequences": 8},
        {"shape": shape_of(24, 1, VOCABULARY, 16)},
    ],
)
def test_a_start_that_did_not_end_where_the_rung_begins_is_a_sentence(
    change: dict[str, object], rung: Rung, tokens: Tokens, tmp_path: Path
) -> None:
    branch = segment(rung, 5, 20, 15).model_copy(update=change)
    with Lab(tmp_path / "store", workers=1) as lab:
        trunk = lab(train, segment(rung, 0, 5, None), tokens)
        with pytest.raises(ValueError, match=rf"from step {branch.first_step} starts from .* that ended there"):
            lab(train, branch, tokens, trunk)


def test_a_finished_branch_cannot_be_gone_on_from(rung: Rung, tokens: Tokens, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        done = lab(train, rung, tokens)
        with pytest.raises(ValueError, match="Only a trunk segment keeps the optimisers' state"):
            lab(train, segment(rung, 20, 30, 25), tokens, done)


def test_a_bigram_start_of_a_large_vocabulary_is_a_sentence(rung: Rung, tokens: Tokens, workspace: Workspace) -> None:
    large = tokens.model_copy(update={"vocabulary": 5000})
    with pytest.raises(ValueError, match='up to 4096: set start = "random"'):
        train(rung.model_copy(update={"shape": shape_of(16, 1, 5000, 16)}), large, workspace=workspace)


def test_too_little_held_out_text_is_said_before_anything_is_trained(
    rung: Rung, cut_short: Tokens, workspace: Workspace
) -> None:
    with pytest.raises(ValueError, match="The held-out text has 5 tokens; one window of context 16 needs one more"):
        train(segment(rung, 0, 10**9, None), cut_short, workspace=workspace)


def test_a_missing_file_of_tokens_is_named(rung: Rung, cut_short: Tokens, workspace: Workspace) -> None:
    os.remove(cut_short.folder / "train.npy")
    with pytest.raises(FileNotFoundError, match=r"train\.npy"):
        train(rung, cut_short.model_copy(update={"held_out_tokens": 600}).at(cut_short.home), workspace=workspace)  # type: ignore[arg-type]
