"""What transformers loads from an export gives our logits and our ids; the folder is whole or absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from foretell.huggingface import export_run
from foretell.models.flops import shape_of
from foretell.models.transformer import load_model
from foretell.nouns import Run, Shape, Tokens
from tests.huggingface.conftest import CONTEXT, VOCABULARY, drawn, llama_logits, placed_tokens, run_of

NASTY = (
    "",
    " ",
    "the keeper\n\n\tof 12 lamps  \r\n",
    "1234567890 3.14 -7",
    "<|endoftext|>",
    "a page that writes <|endoftext|> means the letters <|endoftext|>",
    "naïve 😀 東京 \u202eабв\u0000\u007f",
    " , . n't 's ' \" don 't",
    "█" * 200,
)
ODD = Shape(layers=1, width=42, heads=3, head_width=6, feed_forward=33, vocabulary=VOCABULARY, context=CONTEXT)


@pytest.mark.parametrize("shape", [*(shape_of(w, 2, VOCABULARY, CONTEXT) for w in (8, 24, 32, 48)), ODD], ids=str)
def test_transformers_gives_our_logits(shape: Shape, tokens: Tokens, ids_BT: torch.Tensor, tmp_path: Path) -> None:
    run = run_of(tmp_path, drawn(shape))
    export_run(run, tokens, tmp_path / "out", "")
    torch.testing.assert_close(load_model(run)(ids_BT), llama_logits(tmp_path / "out", ids_BT), rtol=1e-4, atol=1e-4)


def test_auto_tokenizer_gives_the_ids_of_training(exported: Path, tokens: Tokens) -> None:
    from transformers import AutoTokenizer

    ours = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    ours.encode_special_tokens = True  # as training and evaluation encode
    theirs = AutoTokenizer.from_pretrained(exported, local_files_only=True)
    for text in NASTY:
        ids = ours.encode(text, add_special_tokens=False).ids
        assert theirs(text)["input_ids"] == ids
        assert theirs.decode(ids) == text
    assert (theirs.bos_token_id, theirs.eos_token_id) == (tokens.end_of_text, tokens.end_of_text)
    assert theirs.model_max_length == CONTEXT


def test_a_tokenizer_that_adds_tokens_is_exported_as_training_used_it(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    written = json.loads((tokens.folder / "tokenizer.json").read_text(encoding="utf-8"))
    end = {"id": "<|endoftext|>", "type_id": 0}
    written["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": end}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
        "special_tokens": {end["id"]: {"id": end["id"], "ids": [0], "tokens": [end["id"]]}},
    }
    tokens_folder = tmp_path / "tokens"
    tokens_folder.mkdir()
    (tokens_folder / "tokenizer.json").write_text(json.dumps(written), encoding="utf-8")
    assert Tokenizer.from_file(str(tokens_folder / "tokenizer.json")).encode("lamps").ids[0] == tokens.end_of_text
    home = tokens.home
    assert home is not None
    export_run(run, tokens.at(type(home)(tokens_folder)), tmp_path / "out", "")
    theirs = AutoTokenizer.from_pretrained(tmp_path / "out", local_files_only=True)
    ours = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    assert theirs("lamps")["input_ids"] == ours.encode("lamps").ids


def test_transformers_generates_without_a_word_of_warning(exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from transformers import AutoTokenizer, LlamaForCausalLM

    llama = LlamaForCausalLM.from_pretrained(exported, local_files_only=True)
    ids = AutoTokenizer.from_pretrained(exported, local_files_only=True)("the keeper", return_tensors="pt")
    made = llama.generate(**ids, max_new_tokens=4, do_sample=False)
    assert made.shape[1] > ids["input_ids"].shape[1]
    said = [line for line in capfd.readouterr().err.splitlines() if line.strip() and "it/s" not in line]
    assert said == []


def test_the_same_run_gives_the_same_bytes(run: Run, tokens: Tokens, exported: Path, tmp_path: Path) -> None:
    export_run(run, tokens, tmp_path / "again", "# A card\n")
    files = {path.name: path.read_bytes() for path in exported.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == files
    assert {path.stat().st_mode for path in exported.iterdir()} == {(exported / "config.json").stat().st_mode}


def test_trunk_segments_and_diverged_runs_are_exported_too(tokens: Tokens, tmp_path: Path) -> None:
    model = drawn(shape_of(16, 1, VOCABULARY, CONTEXT))
    for name, facts in {"trunk": {"decay_from": None}, "broken": {"diverged": "loss_not_finite"}}.items():
        (tmp_path / name).mkdir()
        run = run_of(tmp_path / name, model, bits_per_byte=None, **facts)
        export_run(run, tokens, tmp_path / name / "out", "")
        assert json.loads((tmp_path / name / "out" / "foretell.json").read_text())["run"] == run.model_dump(mode="json")


def test_an_earlier_export_is_replaced_and_nothing_else(run: Run, tokens: Tokens, exported: Path) -> None:
    export_run(run, tokens, exported, "another card")
    assert (exported / "README.md").read_text(encoding="utf-8") == "another card"
    (exported / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes\.txt"):
        export_run(run, tokens, exported, "")
    assert (exported / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["README.md", "config.json"])
def test_a_folder_that_no_export_wrote_is_left_alone(name: str, run: Run, tokens: Tokens, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="no export wrote"):
        export_run(run, tokens, tmp_path / "mine", "")
    with pytest.raises(ValueError, match="is a file"):
        export_run(run, tokens, tmp_path / "mine" / name, "")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_export_that_fails_leaves_the_earlier_one_and_no_draft(
    run: Run, tokens: Tokens, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in exported.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("foretell.huggingface.tokenizer.write_json", full)
    with pytest.raises(OSError, match="No space"):
        export_run(run, tokens, exported, "new")
    assert {path.name: path.read_bytes() for path in exported.iterdir()} == before
    assert [path.name for path in exported.parent.iterdir() if path.name.startswith(".")] == []


def test_a_run_is_not_exported_with_another_tokenizer(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    other = placed_tokens(tmp_path, "another page of other words " * 40, 270)
    with pytest.raises(ValueError, match="another tokenizer"):
        export_run(run, other, tmp_path / "out", "")
    with pytest.raises(ValueError, match="name its tokens"):
        export_run(run, None, tmp_path / "out", "")
    assert not (tmp_path / "out").exists()
