"""config.json says exactly our transformer, and what it says of another is refused by its key."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.huggingface.config import Layout, config_of, layout_of
from foretell.models.flops import shape_of
from foretell.nouns import Shape

sizes = st.integers(1, 500)
SHAPE = shape_of(48, 2, 300, 64)
OURS = config_of(SHAPE, 7)


@given(sizes, sizes, sizes, sizes, sizes, sizes, sizes)
def test_a_shape_comes_back_from_its_config(
    layers: int, width: int, heads: int, half_head: int, feed_forward: int, vocabulary: int, context: int
) -> None:
    shape = Shape(
        layers=layers,
        width=width,
        heads=heads,
        head_width=2 * half_head,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        context=context,
    )
    assert layout_of(config_of(shape, 0)) == Layout(shape, heads, False)


def test_transformers_reads_our_config_as_we_mean_it() -> None:
    from transformers import LlamaConfig

    read = LlamaConfig.from_dict(dict(OURS))
    assert read.rope_parameters == {"rope_theta": 10_000.0, "rope_type": "default"}
    assert layout_of(read.to_dict()) == Layout(SHAPE, SHAPE.heads, False)


def test_what_is_not_given_is_what_transformers_takes() -> None:
    plain = {k: v for k, v in OURS.items() if k not in ("head_dim", "num_key_value_heads", "rope_theta", "hidden_act")}
    del plain["rope_parameters"], plain["attention_bias"], plain["mlp_bias"], plain["tie_word_embeddings"]
    assert layout_of(plain) == Layout(SHAPE, SHAPE.heads, False)
    with pytest.raises(ValueError, match=r"rms_norm_eps is 1e-06 \(what transformers takes"):
        layout_of({k: v for k, v in plain.items() if k != "rms_norm_eps"})


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("architectures", ["MistralForCausalLM"], "MistralForCausalLM"),
        ("architectures", "LlamaForCausalLM", "only LlamaForCausalLM"),
        ("model_type", "mistral", "'mistral'"),
        ("hidden_act", "gelu", "computes 'silu'"),
        ("rms_norm_eps", 1e-6, "1e-05"),
        ("attention_bias", True, "False alone"),
        ("mlp_bias", 0, "False alone"),
        ("quantization_config", {"bits": 4}, "bits"),
        ("rope_theta", 500_000.0, "500000.0"),
        ("rope_parameters", {"rope_theta": 5e5, "rope_type": "default"}, "500000.0"),
        ("rope_parameters", {"rope_type": "llama3"}, "llama3"),
        ("rope_scaling", {"type": "linear", "factor": 2.0}, "linear"),
        ("rope_scaling", {"rope_type": "yarn", "factor": 2.0}, "yarn"),
        ("rope_scaling", [1], "a table or nothing"),
        ("rope_parameters", {"partial_rotary_factor": 0.5}, "0.5"),
        ("hidden_size", "48", "'48'"),
        ("hidden_size", 48.0, "whole number"),
        ("hidden_size", True, "whole number"),
        ("hidden_size", None, "whole number"),
        ("vocab_size", 0, "from 1 to"),
        ("vocab_size", 10**30, "from 1 to"),
        ("vocab_size", 10**4000, "beyond all sizes"),
        ("num_hidden_layers", -1, "from 1 to"),
        ("num_hidden_layers", 10**9, "from 1 to 1,024"),
        ("num_key_value_heads", 2, "does not divide"),
        ("num_key_value_heads", 4, "from 1 to 3"),
        ("head_dim", 15, "even"),
        ("tie_word_embeddings", "yes", "true or false"),
        ("model_type", "x" * 10_000, "…"),
    ],
)
def test_what_we_do_not_compute_is_refused_by_its_key(key: str, value: Any, part: str) -> None:
    with pytest.raises(ValueError, match=part) as refused:
        layout_of(
            {k: v for k, v in OURS.items() if not (k == "rope_parameters" and key == "rope_theta")} | {key: value}
        )
    assert len(str(refused.value)) < 300


def test_heads_that_do_not_divide_the_width_need_their_own_width() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        layout_of(OURS | {"head_dim": None, "num_attention_heads": 5, "num_key_value_heads": 5})


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)


@given(st.sampled_from([*OURS, "rope_scaling"]), json_values | st.dictionaries(st.text(), json_values, max_size=3))
def test_no_value_does_more_than_raise_a_sentence(key: str, value: Any) -> None:
    with suppress(ValueError):
        layout = layout_of(OURS | {key: value})
        assert layout.shape.heads % layout.key_value_heads == 0
