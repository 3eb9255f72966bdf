"""config.json ↔ Shape: the words of `LlamaConfig` (transformers) for what our transformer computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foretell.models.transformer import NORM_EPS, ROTARY_BASE
from foretell.nouns import Shape

ARCHITECTURE = "LlamaForCausalLM"
MOST = {  # the sizes that must be there, and the largest that is believed
    "num_hidden_layers": 1_024,
    "hidden_size": 2**20,
    "num_attention_heads": 2**14,
    "intermediate_size": 2**22,
    "vocab_size": 2**24,
    "max_position_embeddings": 2**27,
}
COMPUTED: Mapping[str, tuple[Any, Any]] = {  # what transformers takes where the key is absent; what we compute
    "model_type": (None, "llama"),
    "hidden_act": ("silu", "silu"),
    "rms_norm_eps": (1e-6, NORM_EPS),
    "attention_bias": (False, False),
    "mlp_bias": (False, False),
    "quantization_config": (None, None),
}
ROPE: Mapping[str, tuple[Any, Any]] = {
    "rope_theta": (10_000.0, ROTARY_BASE),
    "rope_type": ("default", "default"),
    "type": ("default", "default"),  # the word before rope_type
    "partial_rotary_factor": (1.0, 1.0),
}


@dataclass(frozen=True)
class Layout:
    """A shape, and how somebody's file stores it: fewer key and value heads than heads, one matrix for both ends."""

    shape: Shape
    key_value_heads: int
    tied: bool


def config_of(shape: Shape, end_of_text: int) -> dict[str, Any]:
    """The config.json of our transformer. The rotary base is said in the words of transformers 4 and of 5."""
    return {
        "architectures": [ARCHITECTURE],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": end_of_text,
        "dtype": "float32",
        "eos_token_id": end_of_text,
        "head_dim": shape.head_width,
        "hidden_act": "silu",
        "hidden_size": shape.width,
        "initializer_range": 0.02,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.context,
        "mlp_bias": False,
        "model_type": "llama",
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.heads,
        "rms_norm_eps": NORM_EPS,
        "rope_parameters": {"rope_theta": ROTARY_BASE, "rope_type": "default"},
        "rope_theta": ROTARY_BASE,
        "tie_word_embeddings": False,
        "use_cache": True,
        "vocab_size": shape.vocabulary,
    }


def layout_of(config: Mapping[str, Any]) -> Layout:
    """What a config.json says of the model. Raises ValueError, naming the key, for what we do not compute."""
    _check(config)
    layers, width, heads, feed_forward, vocabulary, context = (_size(config, key, most) for key, most in MOST.items())
    if config.get("head_dim") is None and width % heads:
        raise ValueError(f"hidden_size is {width}, which {heads} heads do not divide, and head_dim is not given.")
    head_width = width // heads if config.get("head_dim") is None else _size(config, "head_dim", MOST["hidden_size"])
    if head_width % 2:
        raise ValueError(f"head_dim is {head_width}: rotary positions turn pairs, so it must be even.")
    stored = heads if (key := "num_key_value_heads") not in config or config[key] is None else _size(config, key, heads)
    if heads % stored:
        raise ValueError(f"num_key_value_heads is {stored}, which does not divide the {heads} heads.")
    shape = Shape(
        layers=layers,
        width=width,
        heads=heads,
        head_width=head_width,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        context=context,
    )
    return Layout(shape, stored, _is_tied(config))


def _check(config: Mapping[str, Any]) -> None:
    """Raise ValueError for a model that is not ours in another size."""
    names = config.get("architectures") or [ARCHITECTURE]
    if names != [ARCHITECTURE]:
        raise ValueError(f"architectures is {_shown(names)}; only {ARCHITECTURE} can be imported.")
    _compare(config, COMPUTED)
    _compare({"rope_theta": config.get("rope_theta")}, ROPE)
    for key in ("rope_scaling", "rope_parameters"):
        if not isinstance(said := config.get(key) or {}, dict):
            raise ValueError(f"{key} is {_shown(said)}; a table or nothing was expected.")
        _compare(said, ROPE)


def _compare(said: Mapping[str, Any], computed: Mapping[str, tuple[Any, Any]]) -> None:
    for key, (absent, ours) in computed.items():
        found = absent if said.get(key) is None else said[key]
        if not _equal(found, ours):
            unsaid = "" if key in said else " (what transformers takes where it is not given)"
            raise ValueError(f"{key} is {_shown(found)}{unsaid}; our transformer computes {ours!r} alone.")


def _equal(found: Any, ours: Any) -> bool:
    """Whether a setting is ours; numbers may be written 10000 or 10000.0, and false is not 0."""
    if isinstance(ours, float):
        return isinstance(found, int | float) and not isinstance(found, bool) and abs(found - ours) <= 1e-9 * ours
    return type(found) is type(ours) and bool(found == ours)


def _size(config: Mapping[str, Any], key: str, most: int) -> int:
    found = config.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
        raise ValueError(f"{key} is {_shown(found)}; a whole number from 1 to {most:,} was expected.")
    return found


def _is_tied(config: Mapping[str, Any]) -> bool:
    if not isinstance(tied := config.get("tie_word_embeddings") or False, bool):
        raise ValueError(f"tie_word_embeddings is {_shown(tied)}; true or false was expected.")
    return tied


def _shown(value: Any) -> str:
    """A value in a sentence, however long somebody made it."""
    text = repr(value) if not isinstance(value, int) or value.bit_length() < 256 else "a number beyond all sizes"
    return text if len(text) <= 80 else f"{text[:80]}…"
