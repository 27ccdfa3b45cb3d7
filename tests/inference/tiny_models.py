"""Models of other kinds, made with gguf-py: random and tiny, with the starter model's vocabulary and template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from gguf import GGUFReader, GGUFValueType, GGUFWriter

WIDTH, LAYERS, HEADS, HEAD, FEED_FORWARD = 64, 2, 4, 16, 128
WINDOW = 32
"""Tokens that the sliding layers of ``write_sliding`` look back."""
_INNER, _STATE, _KERNEL, _RANK = 128, 8, 4, 4

Add = Callable[..., None]


def write_sliding(path: Path, vocabulary_of: Path) -> Path:
    """Attention that looks back ``WINDOW`` tokens in every other layer (Gemma 2)."""
    writer, add = _begun(path, vocabulary_of, "gemma2")
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_sliding_window(WINDOW)
    writer.add_attn_logit_softcapping(50.0)
    writer.add_final_logit_softcapping(30.0)
    for layer in range(LAYERS):
        for name in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"):
            add(f"blk.{layer}.{name}.weight", WIDTH, ones=True)
        for name in ("attn_q", "attn_k", "attn_v"):
            add(f"blk.{layer}.{name}.weight", HEADS * HEAD, WIDTH)
        add(f"blk.{layer}.attn_output.weight", WIDTH, HEADS * HEAD)
        add(f"blk.{layer}.ffn_gate.weight", FEED_FORWARD, WIDTH)
        add(f"blk.{layer}.ffn_up.weight", FEED_FORWARD, WIDTH)
        add(f"blk.{layer}.ffn_down.weight", WIDTH, FEED_FORWARD)
    return _ended(writer, path)


def write_recurrent(path: Path, vocabulary_of: Path) -> Path:
    """A state instead of attention (Mamba): what is behind it can't be cut off."""
    writer, add = _begun(path, vocabulary_of, "mamba")
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_ssm_conv_kernel(_KERNEL)
    writer.add_ssm_inner_size(_INNER)
    writer.add_ssm_state_size(_STATE)
    writer.add_ssm_time_step_rank(_RANK)
    for layer in range(LAYERS):
        add(f"blk.{layer}.attn_norm.weight", WIDTH, ones=True)
        add(f"blk.{layer}.ssm_in.weight", 2 * _INNER, WIDTH)
        add(f"blk.{layer}.ssm_conv1d.weight", _INNER, _KERNEL)
        add(f"blk.{layer}.ssm_conv1d.bias", _INNER)
        add(f"blk.{layer}.ssm_x.weight", _RANK + 2 * _STATE, _INNER)
        add(f"blk.{layer}.ssm_dt.weight", _INNER, _RANK)
        add(f"blk.{layer}.ssm_dt.bias", _INNER)
        add(f"blk.{layer}.ssm_a", _INNER, _STATE, negative=True)
        add(f"blk.{layer}.ssm_d", _INNER, ones=True)
        add(f"blk.{layer}.ssm_out.weight", WIDTH, _INNER)
    return _ended(writer, path)


def _begun(path: Path, vocabulary_of: Path, architecture: str) -> tuple[GGUFWriter, Add]:
    chance = np.random.default_rng(7)
    reader, writer = GGUFReader(str(vocabulary_of)), GGUFWriter(str(path), architecture)
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_layer_norm_rms_eps(1e-5)
    for name, field in reader.fields.items():
        if name.startswith("tokenizer."):
            kind = field.types[0]
            inner = field.types[-1] if kind is GGUFValueType.ARRAY else None
            writer.add_key_value(name, field.contents(), kind, inner)

    def add(name: str, *shape: int, ones: bool = False, negative: bool = False, strength: float = 1.0) -> None:
        values = np.ones(shape) if ones else chance.normal(0, strength / np.sqrt(shape[-1]), shape)
        writer.add_tensor(name, (-0.02 - 0.1 * np.abs(values) if negative else values).astype(np.float32))

    words = next(int(tensor.shape[1]) for tensor in reader.tensors if tensor.name == "token_embd.weight")
    # Weak, or each token, whose embedding is its output too, would be followed by itself.
    add("token_embd.weight", words, WIDTH, strength=0.05)
    add("output_norm.weight", WIDTH, ones=True)
    return writer, add


def _ended(writer: GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
