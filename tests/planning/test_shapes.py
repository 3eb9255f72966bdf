from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.planning.shapes import COUNTS, aspect, shape_for, usual_vocabulary

sizes = st.floats(11.513, 29.933).map(math.exp)  # 10^5 to 10^13

# (parameters, layers, width): Pythia (Biderman et al. 2023), LLaMA (Touvron et al. 2023), Chinchilla (Hoffmann et al.
# 2022), GPT-3 (Brown et al. 2020), PaLM (Chowdhery et al. 2022), Llama 3 (2024), MT-NLG (Smith et al. 2022)
PUBLISHED = (
    (70e6, 6, 512),
    (160e6, 12, 768),
    (410e6, 24, 1024),
    (1.4e9, 24, 2048),
    (6.7e9, 32, 4096),
    (13e9, 40, 5120),
    (32.5e9, 60, 6656),
    (65.2e9, 80, 8192),
    (70e9, 80, 8192),
    (175e9, 96, 12288),
    (405e9, 126, 16384),
    (530e9, 105, 20480),
    (540e9, 118, 18432),
)


def test_width_over_layers_grows_as_the_fields_does() -> None:
    N, L, d = np.array(PUBLISHED).T
    slope, at = np.polyfit(np.log(N / 1e8), np.log(d / L), 1)
    assert slope == pytest.approx(0.1, abs=0.03)
    assert math.exp(at) == pytest.approx(64.0, rel=0.2)
    assert max(abs(math.log(d / L / aspect(N))) for N, L, d in PUBLISHED) < math.log(1.8)


@pytest.mark.parametrize(("size", "layers", "width"), PUBLISHED[3:])
def test_published_sizes_get_shapes_like_the_published(size: float, layers: int, width: int) -> None:
    shape = shape_for(size)
    assert shape.width / width == pytest.approx(1.0, abs=0.3)
    assert shape.layers / layers == pytest.approx(1.0, abs=0.5)


@settings(max_examples=150)
@given(size=sizes, count=st.sampled_from(["params", "params_no_embed"]))
def test_every_size_has_a_shape_within_three_percent(size: float, count: str) -> None:
    shape = shape_for(size, count=count)
    assert COUNTS[count](shape) == pytest.approx(size, rel=0.03)
    assert shape.heads * shape.head_width == shape.width
    assert shape.width % (8 if size < 1e7 else 128) == 0
    assert shape.feed_forward / shape.width == pytest.approx(8 / 3, rel=0.2)
    assert 1 / 3 < shape.width / shape.layers / aspect(size) < 3
    assert shape.vocabulary == usual_vocabulary(size)


@given(size=st.floats(13.82, 29.933).map(math.exp))
def test_effective_sizes_too_from_a_million(size: float) -> None:
    """Below it, attention over the default context of 2048 is most of a model's FLOPs."""
    assert COUNTS["effective"](shape_for(size, count="effective")) == pytest.approx(size, rel=0.03)


@given(size=st.floats(math.log(1e9), math.log(1e12)).map(math.exp), vocabulary=st.integers(256, 128_000))
def test_a_vocabulary_that_is_given_is_kept(size: float, vocabulary: int) -> None:
    shape = shape_for(size, vocabulary=vocabulary, context=4096)
    assert (shape.vocabulary, shape.context) == (vocabulary, 4096)
    assert COUNTS["params"](shape) == pytest.approx(size, rel=0.03)


@given(size=st.floats(math.log(5e9), 29.933).map(math.exp))
def test_eight_devices_share_the_heads_of_a_large_model_evenly(size: float) -> None:
    shape = shape_for(size)
    assert shape.width < 4096 or shape.heads % 8 == 0


def test_heads_are_of_the_usual_widths() -> None:
    assert shape_for(7e9).head_width == 128
    assert shape_for(2e8).head_width == 64


@pytest.mark.parametrize("size", [0.0, -1.0, 9e4, 1.1e13, math.nan, math.inf])
def test_a_size_beyond_all_shapes_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="Shapes are known from"):
        shape_for(size)


def test_what_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="Ask for a larger model, a smaller vocabulary"):
        shape_for(1e6, vocabulary=32_000)
    with pytest.raises(ValueError, match="a shorter context"):
        shape_for(2e5, context=2048, count="effective")
    with pytest.raises(ValueError, match="A vocabulary has one token or more"):
        shape_for(1e6, vocabulary=0)
    with pytest.raises(ValueError, match="A context has one token or more"):
        shape_for(1e6, context=0)
    with pytest.raises(ValueError, match="no count of parameters named 'all'"):
        shape_for(1e6, count="all")
