"""A scored text cut into its tokens, by how many bytes each stands for."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.inference import wire
from secretaire.inference.interface import TokenChoice


def choices(text: str, tokens: Sequence[wire.ScoredToken]) -> tuple[TokenChoice, ...]:
    """Together they are the text. A tokenizer may put a space before it, which belongs to no token here; whatever else
    a worker says of lengths, nothing beyond the text is shown."""
    data = text.encode("utf-8", "replace")
    surplus = max(0, sum(token.bytes for token in tokens) - len(data))
    made, begun, place = [], 0, -surplus
    for index, token in enumerate(tokens):
        place += token.bytes
        end = len(data) if index == len(tokens) - 1 else _whole(data, max(0, place))
        made.append(TokenChoice(data[begun:end].decode("utf-8", "replace"), token.entropy))
        begun = max(begun, end)
    return tuple(made)


def _whole(data: bytes, place: int) -> int:
    """The last place up to this one that no character straddles."""
    place = min(place, len(data))
    while 0 < place < len(data) and data[place] & 0xC0 == 0x80:
        place -= 1
    return place
