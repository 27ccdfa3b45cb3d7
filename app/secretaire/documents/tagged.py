"""Text with inline tags, as translation units are told: ``<1>…</1>`` around what is set apart, ``<2/>`` for what stands
in the text (a break, a note's mark, a picture). Numbers begin at 1, each names one tag of its unit.

A translation may come back with tags lost, doubled or crossed: ``repaired`` makes the best of it and says what it did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_TAG = re.compile(r"<(?:([1-9][0-9]{0,4})(/?)|/([1-9][0-9]{0,4}))>")
_WORD_EDGE = re.compile(r"(?<=\w)(?!\w)|\Z")


class TagKind(StrEnum):
    """What a tag does."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Tag:
    """One inline tag."""

    kind: TagKind
    number: int

    def __str__(self) -> str:
        forms = {TagKind.OPEN: "<{}>", TagKind.CLOSE: "</{}>", TagKind.ALONE: "<{}/>"}
        return forms[self.kind].format(self.number)


Token = str | Tag


class Repair(StrEnum):
    """What became of a translation's tags: all kept, put right, or some formatting lost."""

    KEPT = ""
    REPAIRED = "tags_repaired"
    LOST = "tags_lost"


def tokens(text: str) -> list[Token]:
    """A tagged text in its parts; never fails, since what is no tag is text."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    for match in _TAG.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        opened, alone, closed = match.groups()
        kind = TagKind.CLOSE if closed else TagKind.ALONE if alone else TagKind.OPEN
        yield Tag(kind, int(closed or opened))
        at = match.end()
    if at < len(text):
        yield text[at:]


def written(parts: Sequence[Token]) -> str:
    """The reverse of ``tokens``."""
    return "".join(map(str, parts))


def plain(text: str) -> tuple[str, list[int]]:
    """The text without its tags, and where each of its characters stands in the tagged one."""
    letters: list[str] = []
    places: list[int] = []
    at = 0
    for token in _tokens(text):
        shown = str(token)
        if isinstance(token, str):
            letters.append(token)
            places += range(at, at + len(token))
        at += len(shown)
    return "".join(letters), places


def is_sound(text: str) -> bool:
    """Whether every tag is there once, and pairs are closed and lie in each other."""
    found = [token for token in _tokens(text) if isinstance(token, Tag)]
    numbers = [tag.number for tag in found if tag.kind is not TagKind.CLOSE]
    return len(numbers) == len(set(numbers)) and _nested(found)


def _nested(found: Sequence[Tag]) -> bool:
    open_: list[int] = []
    for tag in found:
        if tag.kind is TagKind.OPEN:
            open_.append(tag.number)
        elif tag.kind is TagKind.CLOSE and (not open_ or open_.pop() != tag.number):
            return False
    return not open_


def repaired(source: str, target: str) -> tuple[list[Token], Repair]:
    """The parts of ``target`` with sound tags, all of them ``source``'s; ``source`` is sound.

    Words stay as they are. A tag that stands alone and was lost is put where it stood, by its share of the text, at a
    word's end: what it stands for may not be lost. A pair that was lost, or never closed, leaves its words unformatted.
    """
    wanted = {token for token in _tokens(source) if isinstance(token, Tag)}
    given = tokens(target)
    kept = _balanced(_first_of_each(given, wanted))
    missing = wanted - {token for token in kept if isinstance(token, Tag)}
    made = _restored(kept, source, {tag for tag in missing if tag.kind is TagKind.ALONE})
    if any(tag.kind is TagKind.OPEN for tag in missing):
        return made, Repair.LOST
    return made, Repair.KEPT if made == given else Repair.REPAIRED


def _first_of_each(given: Sequence[Token], wanted: set[Tag]) -> Iterator[Token]:
    seen: set[Tag] = set()
    for token in given:
        if isinstance(token, str):
            yield token
        elif token in wanted and token not in seen:
            seen.add(token)
            yield token


def _balanced(given: Iterator[Token]) -> list[Token]:
    """Pairs that cross end where the outer one does; what has no beginning, or no end, is left out."""
    made: list[Token] = []
    open_: list[int] = []
    for token in given:
        if isinstance(token, str) or token.kind is TagKind.ALONE:
            made.append(token)
        elif token.kind is TagKind.OPEN:
            open_.append(token.number)
            made.append(token)
        elif token.number in open_:
            while (last := open_.pop()) != token.number:
                made.append(Tag(TagKind.CLOSE, last))
            made.append(token)
    unclosed = {Tag(TagKind.OPEN, number) for number in open_}
    return [token for token in made if token not in unclosed]


def _restored(made: list[Token], source: str, missing: set[Tag]) -> list[Token]:
    at = 0
    length = len(plain(source)[0])
    for token in _tokens(source):
        if isinstance(token, str):
            at += len(token)
        elif token in missing:
            made = _put(made, token, at / length if length else 1.0)
    return made


def _put(made: list[Token], tag: Tag, share: float) -> list[Token]:
    whole = sum(len(token) for token in made if isinstance(token, str))
    left = round(share * whole)
    for index, token in enumerate(made):
        if not isinstance(token, str):
            continue
        if left <= len(token):
            edge = _WORD_EDGE.search(token, left)
            cut = edge.start() if edge else len(token)
            parts: list[Token] = [token[:cut], tag, token[cut:]]
            return [*made[:index], *(part for part in parts if part), *made[index + 1 :]]
        left -= len(token)
    return [*made, tag]
