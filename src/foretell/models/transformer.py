"""The transformer: a Llama-shaped causal decoder, named as `LlamaForCausalLM` names its parts.

Shapes: B rows, T tokens, d width, H heads, K head width, f feed-forward, V vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from foretell.nouns import Run, Shape

ROTARY_BASE = 10_000.0
NORM_EPS = 1e-5


class Attention(nn.Module):
    """Causal self-attention with rotary positions (Su et al. 2021)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        inner = shape.heads * shape.head_width
        self.heads, self.head_width = shape.heads, shape.head_width
        self.q_proj = nn.Linear(shape.width, inner, bias=False)
        self.k_proj = nn.Linear(shape.width, inner, bias=False)
        self.v_proj = nn.Linear(shape.width, inner, bias=False)
        self.o_proj = nn.Linear(inner, shape.width, bias=False)

    def forward(self, x_BTd: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
        B, T, _ = x_BTd.shape
        q_BHTK, k_BHTK, v_BHTK = (
            projection(x_BTd).view(B, T, self.heads, self.head_width).transpose(1, 2)
            for projection in (self.q_proj, self.k_proj, self.v_proj)
        )
        q_BHTK, k_BHTK = rotate(q_BHTK, rotation), rotate(k_BHTK, rotation)
        mixed_BHTK = F.scaled_dot_product_attention(q_BHTK, k_BHTK, v_BHTK, is_causal=True)
        out: Tensor = self.o_proj(mixed_BHTK.transpose(1, 2).reshape(B, T, -1))
        return out


class FeedForward(nn.Module):
    """The gated feed-forward, SwiGLU (Shazeer 2020)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down_proj = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, x_BTd: Tensor) -> Tensor:
        out: Tensor = self.down_proj(F.silu(self.gate_proj(x_BTd)) * self.up_proj(x_BTd))
        return out


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.width, eps=NORM_EPS)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.width, eps=NORM_EPS)
        self.mlp = FeedForward(shape)

    def forward(self, x_BTd: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
        x_BTd = x_BTd + self.self_attn(self.input_layernorm(x_BTd), rotation)
        out: Tensor = x_BTd + self.mlp(self.post_attention_layernorm(x_BTd))
        return out


class Decoder(nn.Module):
    """Embedding, blocks and the last norm: token ids [B, T] to hidden states [B, T, d]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.head_width = shape.head_width
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=NORM_EPS)

    def forward(self, ids_BT: Tensor) -> Tensor:
        rotation = rotary(ids_BT.shape[1], self.head_width, ids_BT.device)
        x_BTd = self.embed_tokens(ids_BT)
        for block in self.layers:
            x_BTd = block(x_BTd, rotation)
        out: Tensor = self.norm(x_BTd)
        return out


class Transformer(nn.Module):
    """Token ids [B, T] to logits [B, T, V]. Its state dict is that of `LlamaForCausalLM`, name for name."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Decoder(shape)
        self.lm_head = nn.Linear(shape.width, shape.vocabulary, bias=False)

    def hidden(self, ids_BT: Tensor) -> Tensor:
        """Hidden states after the last norm, [B, T, d]; `lm_head` turns them into logits."""
        out: Tensor = self.model(ids_BT)
        return out

    def forward(self, ids_BT: Tensor) -> Tensor:
        out: Tensor = self.lm_head(self.hidden(ids_BT))
        return out


def rotary(T: int, K: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines [T, K] of the rotary angles, computed in fp32; both halves of a head share the angles."""
    frequencies = ROTARY_BASE ** -(torch.arange(0, K, 2, device=device, dtype=torch.float32) / K)
    angles_TK = torch.outer(torch.arange(T, device=device, dtype=torch.float32), frequencies).repeat(1, 2)
    return angles_TK.cos(), angles_TK.sin()


def rotate(x_BHTK: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turn each pair (k, k + K/2) of a head by its position's angle."""
    cos_TK, sin_TK = rotation
    first, second = x_BHTK.chunk(2, dim=-1)
    return x_BHTK * cos_TK + torch.cat((-second, first), dim=-1) * sin_TK


def load_model(run: Run) -> Transformer:
    """The model of a finished Run, ready to measure (fp32, CPU, no gradients)."""
    from safetensors.torch import load_file

    model = Transformer(run.rung.shape)
    model.load_state_dict(load_file(run.folder / "model.safetensors"))
    return model.eval().requires_grad_(False)
