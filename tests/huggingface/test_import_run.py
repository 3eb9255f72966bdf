"""A model that comes in gives the logits it gave outside, and what cannot is a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from foretell.evaluation import evaluate
from foretell.huggingface import ImportRun, check_same_tokenizer, export_run, import_run, model_folder, same_tokenizer
from foretell.lab import Lab, Workspace
from foretell.models.flops import flops_per_token, params
from foretell.models.loss import HELD_OUT_TOKENS, bits_per_byte, held_out_windows
from foretell.models.transformer import load_model
from foretell.nouns import Home, Run, Suite, TokenCount, Tokens
from foretell.tasks.items import ITEMS_FILE
from foretell.tokens.bpe import read_bpe, token_bytes
from tests.huggingface.conftest import CONTEXT, PAGE, Foreign, llama_logits, placed_tokens

Edit = dict[str, Any]


def imported(folder: Path, workspace: Workspace, spec: ImportRun | None = None) -> Run:
    run = import_run(model_folder(folder), spec or ImportRun(), workspace=workspace)
    placed: Run = run.at(Home(workspace.folder))
    return placed


def edited(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_an_export_comes_back_with_its_logits_and_facts(
    run: Run, exported: Path, workspace: Workspace, ids_BT: torch.Tensor
) -> None:
    back = imported(exported, workspace)
    assert torch.equal(load_model(back)(ids_BT), load_model(run)(ids_BT))
    rung = run.rung.model_copy(update={"start": "imported", "sealed": ""})
    assert back == run.model_copy(update={"rung": rung, "bits_per_byte": None}).at(back.home)


def test_an_import_is_exported_with_its_own_tokenizer(exported: Path, workspace: Workspace, tmp_path: Path) -> None:
    export_run(imported(exported, workspace), None, tmp_path / "again", "# A card\n")
    for name in ("model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / "again" / name).read_bytes() == (exported / name).read_bytes()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"num_key_value_heads": 2},
        {"num_key_value_heads": 1, "tie_word_embeddings": True},
        {"tie_word_embeddings": True, "head_dim": 10},
        {"num_key_value_heads": 3, "dtype": torch.bfloat16},
        {"dtype": torch.float16},
        {"max_shard_size": "40KB", "num_key_value_heads": 2},
    ],
    ids=str,
)
def test_a_foreign_llama_gives_its_logits(
    settings: Edit, foreign: Foreign, workspace: Workspace, ids_BT: torch.Tensor
) -> None:
    folder = foreign(**settings)
    assert len(list(folder.glob("*.safetensors"))) > (2 if "max_shard_size" in settings else 0)
    run = imported(folder, workspace, ImportRun(tokens=1_000))
    torch.testing.assert_close(load_model(run)(ids_BT), llama_logits(folder, ids_BT), rtol=1e-4, atol=1e-4)
    assert (run.tokens, run.flops) == (1_000, 1_000 * flops_per_token(run.rung.shape))
    assert run.params == params(run.rung.shape) == sum(p.numel() for p in load_model(run).parameters())
    assert (run.rung.start, run.bits_per_byte, run.curve) == ("imported", None, ())


def test_without_tokens_nothing_is_claimed(foreign: Foreign, workspace: Workspace) -> None:
    run = imported(foreign(), workspace)
    assert (run.tokens, run.flops, run.rung.last_step) == (0, 0.0, 0)


def test_equal_files_are_imported_once(exported: Path, tmp_path: Path) -> None:
    exported.rename(moved := tmp_path / "moved")
    export = model_folder(moved)
    with Lab(tmp_path / "store", workers=1) as lab:
        first = lab(import_run, export, ImportRun())
        moved.rename(exported)
        assert lab(import_run, model_folder(exported)).home == first.home
        assert len(lab.ran) == 1
        edited(exported / "foretell.json", address="elsewhere")
        lab(import_run, model_folder(exported))
        assert len(lab.ran) == 2


def test_an_imported_run_is_measured_on_tokens_of_its_tokenizer(
    foreign: Foreign, workspace: Workspace, tokens: Tokens, tmp_path: Path
) -> None:
    run = imported(foreign(num_key_value_heads=2), workspace)
    streamed, suite = with_stream(tokens, tmp_path / "streamed"), tmp_path / "suite"
    suite.mkdir()
    item = {"task": "quiz", "context": "the keeper of", "choices": [" lamps", " words"]}
    lines = [json.dumps(item | {"id": str(i), "answer": i % 2}) + "\n" for i in range(3)]
    (suite / ITEMS_FILE).write_text("".join(lines), encoding="utf-8")
    out = Workspace(tmp_path / "scores")
    out.folder.mkdir()
    scores = evaluate(run, streamed, Suite(tasks={"quiz": 3}).at(Home(suite)), workspace=out)
    windows = held_out_windows(np.load(streamed.folder / "held_out.npy"), CONTEXT, HELD_OUT_TOKENS)
    bits = bits_per_byte(load_model(run), windows, np.load(streamed.folder / "token_bytes.npy"))
    found = {(m.task, m.metric): m.value for m in scores.measures}
    assert found["held_out", "bits_per_byte"] == pytest.approx(bits, rel=1e-6)
    assert ("quiz", "accuracy") in found


def with_stream(tokens: Tokens, folder: Path) -> Tokens:
    """The same tokenizer, saved anew, with a held-out stream."""
    folder.mkdir()
    tokenizer = read_bpe(tokens.folder / "tokenizer.json")
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")  # in other bytes
    stream = np.array([*tokenizer.encode(PAGE).ids, tokens.end_of_text], dtype=np.uint16)
    np.save(folder / "held_out.npy", stream)
    np.save(folder / "held_out.page.npy", stream)
    np.save(folder / "token_bytes.npy", token_bytes(tokenizer))
    count = TokenCount(train=0, available=0, held_out=len(stream))
    placed: Tokens = tokens.model_copy(update={"held_out_tokens": len(stream), "sources": {"page": count}}).at(
        Home(folder)
    )
    return placed


def test_another_tokenizer_is_noticed(exported: Path, workspace: Workspace, tokens: Tokens, tmp_path: Path) -> None:
    run = imported(exported, workspace)
    assert same_tokenizer(run, with_stream(tokens, tmp_path / "streamed"))
    (tmp_path / "other").mkdir()
    other = placed_tokens(tmp_path / "other", PAGE[::-1])
    assert other.vocabulary == tokens.vocabulary
    assert not same_tokenizer(run, other)
    with pytest.raises(ValueError, match="another tokenizer"):
        check_same_tokenizer(run, other)


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"params": 7}, "another model"),
        ({"tokens": -1}, "under 0"),
        ({"tokens": 10**18}, "under 0 or beyond"),
        ({"flops": 1e999}, "remove it"),
        ({"flops": "many"}, "remove it"),
        ({"colour": "red"}, "remove it"),
    ],
)
def test_facts_that_cannot_be_are_refused(facts: Edit, part: str, exported: Path, workspace: Workspace) -> None:
    path = exported / "foretell.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(said | {"run": said["run"] | facts}).replace("Infinity", "1e999")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=part) as refused:
        imported(exported, workspace)
    assert str(path) in str(refused.value)


def test_tokens_that_contradict_the_facts_are_refused(run: Run, exported: Path, workspace: Workspace) -> None:
    with pytest.raises(ValueError, match=r"not on 9\."):
        imported(exported, workspace, ImportRun(tokens=9))
    assert imported(exported, workspace, ImportRun(tokens=run.tokens)).tokens == run.tokens


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": NaN}', "[" * 100_000, "\ud800"], ids=repr)
@pytest.mark.parametrize("name", ["config.json", "foretell.json", "tokenizer.json"])
def test_a_file_that_is_no_json_is_a_sentence(name: str, text: str, exported: Path, workspace: Workspace) -> None:
    (exported / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(ValueError, match=name.replace(".", r"\.")):
        imported(exported, workspace)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "foretell.json"])
def test_no_file_is_read_without_end(
    name: str, exported: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foretell.huggingface.folder.MAX_JSON_BYTES", (exported / name).stat().st_size - 1)
    with pytest.raises(ValueError, match="at most"):
        imported(exported, workspace)


def test_what_is_no_model_folder_is_told(exported: Path, workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no folder"):
        model_folder(tmp_path / "absent")
    (exported / "tokenizer.json").unlink()
    with pytest.raises(ValueError, match=r"no file .*tokenizer\.json"):
        imported(exported, workspace)
    (exported / "config.json").unlink()
    with pytest.raises(ValueError, match=r"has no config\.json"):
        model_folder(exported)


def test_a_tokenizer_with_more_tokens_than_rows_is_refused(
    exported: Path, workspace: Workspace, tmp_path: Path
) -> None:
    larger = placed_tokens(tmp_path, PAGE, 304)
    (exported / "tokenizer.json").write_bytes((larger.folder / "tokenizer.json").read_bytes())
    with pytest.raises(ValueError, match="a token 303, the model rows for 300"):
        imported(exported, workspace)


def test_a_tokenizer_at_which_the_library_panics_is_a_sentence(exported: Path, workspace: Workspace) -> None:
    path = exported / "tokenizer.json"
    edited(path, normalizer={"type": "Precompiled", "precompiled_charsmap": "AAAA"})
    with pytest.raises(ValueError, match=r"tokenizer\.json is not a tokenizer"):
        imported(exported, workspace)


def test_the_context_is_the_models_own(exported: Path, workspace: Workspace) -> None:
    edited(exported / "config.json", max_position_embeddings=CONTEXT * 2)
    (exported / "foretell.json").unlink()
    assert imported(exported, workspace).rung.shape.context == CONTEXT * 2
    assert set(load_file(exported / "model.safetensors")) == set(load_file(workspace.folder / "model.safetensors"))
    save_file({}, exported / "empty.safetensors")
    assert imported(exported, workspace).tokens == 0  # a file that nothing names is not read
