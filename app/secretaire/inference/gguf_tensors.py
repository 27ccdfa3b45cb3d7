"""The tensor table of a GGUF file: what types there are, and that every tensor's bytes lie inside the file, apart.

Sizes are ggml's (``ggml_row_size``): a row is whole blocks of its type. Pure, so that it can be fuzzed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

# ggml's type numbers: (elements a block, bytes a block). Numbers that are missing were withdrawn from the format.
BLOCKS: dict[int, tuple[int, int]] = {
    0: (1, 4),  # F32
    1: (1, 2),  # F16
    2: (32, 18),  # Q4_0
    3: (32, 20),  # Q4_1
    6: (32, 22),  # Q5_0
    7: (32, 24),  # Q5_1
    8: (32, 34),  # Q8_0
    9: (32, 36),  # Q8_1
    10: (256, 84),  # Q2_K
    11: (256, 110),  # Q3_K
    12: (256, 144),  # Q4_K
    13: (256, 176),  # Q5_K
    14: (256, 210),  # Q6_K
    15: (256, 292),  # Q8_K
    16: (256, 66),  # IQ2_XXS
    17: (256, 74),  # IQ2_XS
    18: (256, 98),  # IQ3_XXS
    19: (256, 50),  # IQ1_S
    20: (32, 18),  # IQ4_NL
    21: (256, 110),  # IQ3_S
    22: (256, 82),  # IQ2_S
    23: (256, 136),  # IQ4_XS
    24: (1, 1),  # I8
    25: (1, 2),  # I16
    26: (1, 4),  # I32
    27: (1, 8),  # I64
    28: (1, 8),  # F64
    29: (256, 56),  # IQ1_M
    30: (1, 2),  # BF16
    34: (256, 54),  # TQ1_0
    35: (256, 66),  # TQ2_0
    39: (32, 17),  # MXFP4
    40: (64, 36),  # NVFP4
    41: (128, 18),  # Q1_0
    42: (64, 18),  # Q2_0
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """One entry of the table. ``shape`` is in elements, fastest first; ``offset`` counts from where the data begins."""

    name: str
    shape: tuple[int, ...]
    type: int
    offset: int
    size: int


def size_in_bytes(shape: Sequence[int], type: int) -> int | None:
    """The bytes of a tensor; None when its rows are not whole blocks, or a dimension is nothing."""
    elements_a_block, bytes_a_block = BLOCKS[type]
    row = shape[0] if shape else 1
    if any(length < 1 for length in shape) or row % elements_a_block:
        return None
    return math.prod(shape) // elements_a_block * bytes_a_block


def lie_apart_within(tensors: Sequence[Tensor], room: int) -> bool:
    """Whether every tensor ends within ``room`` bytes of data and none overlaps another."""
    placed = sorted(tensors, key=lambda tensor: tensor.offset)
    ends_within = all(tensor.offset + tensor.size <= room for tensor in placed)
    return ends_within and all(one.offset + one.size <= next_.offset for one, next_ in itertools.pairwise(placed))
