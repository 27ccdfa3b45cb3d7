"""New text put into a source, which else stays as it is, to the byte. Runs in the reader."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import AnyStr, Generic

Range = tuple[int, int]
"""A part of the source, half-open: what stands in it is copied, with the edits within."""


@dataclass(frozen=True, slots=True)
class Edit(Generic[AnyStr]):
    """What stands between ``begin`` and ``end`` gives way to pieces: new markup, and ranges of the source."""

    begin: int
    end: int
    pieces: Sequence[AnyStr | Range]


def spliced(source: AnyStr, edits: Sequence[Edit[AnyStr]]) -> AnyStr:
    """The source with the edits made. Of two edits one lies within the other's copied ranges, or they are apart."""
    ordered = sorted(edits, key=lambda edit: (edit.begin, -edit.end))
    starts = [edit.begin for edit in ordered]
    return source[:0].join(_copied(source, (0, len(source)), ordered, starts, 0))


def _copied(
    source: AnyStr, whole: Range, ordered: Sequence[Edit[AnyStr]], starts: Sequence[int], first: int
) -> Iterator[AnyStr]:
    at, until = whole
    for index in range(bisect_left(starts, at, first), len(ordered)):
        edit = ordered[index]
        if edit.begin >= until:
            break
        if edit.begin < at or edit.end > until:
            continue  # within the one before
        yield source[at : edit.begin]
        for piece in edit.pieces:
            if isinstance(piece, tuple):
                yield from _copied(source, piece, ordered, starts, index + 1)
            else:
                yield piece
        at = edit.end
    yield source[at:until]
