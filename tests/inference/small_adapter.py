"""A LoRA adapter (Hu et al. 2021) made with gguf-py: random, small, but strong enough to change what a model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gguf import GGUFReader, GGUFWriter

RANK = 4


def write_adapter(path: Path, model: Path, *, seed: int = 1, strength: float = 0.15, widen: int = 0) -> Path:
    """Write an adapter for every query matrix of ``model``; ``widen`` makes one whose shapes don't fit it."""
    chance = np.random.default_rng(seed)
    reader = GGUFReader(str(model))
    architecture = bytes(reader.fields["general.architecture"].parts[-1]).decode()
    writer = GGUFWriter(str(path), architecture)
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(RANK))
    for tensor in reader.tensors:
        if tensor.name.endswith("attn_q.weight"):
            inputs, outputs = (int(each) + widen for each in tensor.shape[:2])
            a = chance.normal(0, strength, (RANK, inputs)).astype(np.float32)
            b = chance.normal(0, strength, (outputs, RANK)).astype(np.float32)
            writer.add_tensor(f"{tensor.name}.lora_a", a)
            writer.add_tensor(f"{tensor.name}.lora_b", b)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
