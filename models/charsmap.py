"""A map of characters as llama.cpp's unigram tokenizer reads it: SentencePiece's "precompiled charsmap".

Layout: the byte length of a double array (uint32, little-endian), the array, then replacements, each ended by a zero
byte. The array is a trie over UTF-8 in Darts-clone's units of 32 bits: bits 0-7 the byte that leads here, bit 8 "a
replacement ends here", bits 10-30 the offset; a unit with bit 31 is a value, the place of a replacement. From unit
``n`` with offset ``o`` the byte ``c`` leads to unit ``n ^ o ^ c``, and the value lies at ``n ^ o``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

BLOCK, OPEN_BLOCKS = 256, 2
_LEAF, _VALUE = 1 << 8, 1 << 31
_MOST_UNITS = 1 << 21  # what an offset of 21 bits reaches


@dataclass(slots=True)
class _Node:
    """A node of the trie: what follows by byte, and the place of the replacement that ends here."""

    children: dict[int, _Node] = field(default_factory=dict)
    value: int = -1

    @property
    def labels(self) -> list[int]:
        """The bytes that lead on; 0 is the replacement's own."""
        return [0] * (self.value >= 0) + sorted(self.children)


def charsmap(replacements: Mapping[str, str]) -> bytes:
    """The blob for single characters and what each becomes (nothing, one or several characters)."""
    root, texts = _trie(replacements)
    units = _DoubleArray().place(root)
    array = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(array)) + array + texts


def _trie(replacements: Mapping[str, str]) -> tuple[_Node, bytes]:
    """The trie over the characters' UTF-8, and the replacements, each stored once."""
    root = _Node()
    texts, places = bytearray(), dict[str, int]()
    for character, text in sorted(replacements.items()):
        if "\0" in character or "\0" in text or not character:
            raise ValueError("a zero character can't be mapped")
        if text not in places:
            places[text] = len(texts)
            texts += text.encode() + b"\0"
        node = root
        for byte in character.encode():
            node = node.children.setdefault(byte, _Node())
        node.value = places[text]
    return root, bytes(texts)


class _DoubleArray:
    """Places nodes block by block. No two nodes share a base, so a unit's label alone tells whose child it is."""

    def __init__(self) -> None:
        self._units = [0]
        self._taken = {0}
        self._bases: set[int] = set()

    def place(self, root: _Node) -> list[int]:
        """The units of a trie, the root's first."""
        waiting = [(0, root)]
        for unit, node in waiting:  # grows while it is walked: breadth first
            labels = node.labels
            base = self._base_for(labels)
            self._taken.update(base ^ label for label in labels)
            self._units[unit] |= (unit ^ base) << 10
            if node.value >= 0:
                self._units[unit] |= _LEAF
                self._units[base] = _VALUE | node.value
            for label, below in sorted(node.children.items()):
                self._units[base ^ label] = label
                waiting.append((base ^ label, below))
        return self._units

    def _base_for(self, labels: Sequence[int]) -> int:
        # Only the newest blocks are searched: holes in older ones cost more time than they save room.
        place = max(1, len(self._units) - OPEN_BLOCKS * BLOCK)
        lowest = labels[0] if labels else 0
        while True:
            base = place ^ lowest
            if base not in self._bases and not any(base ^ label in self._taken for label in labels):
                break
            place += 1
        self._bases.add(base)
        # Whole blocks, so that no byte can lead outside.
        self._units += [0] * ((base // BLOCK + 1) * BLOCK - len(self._units))
        if len(self._units) > _MOST_UNITS:
            raise ValueError("too many characters are mapped")
        return base
