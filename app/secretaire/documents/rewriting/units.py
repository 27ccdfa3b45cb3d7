"""From the items of a paragraph, as a format finds them, to a unit with inline tags, and back. Runs in the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import AnyStr, Generic, Literal

from secretaire.documents import tagged, unseen
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.splicing import Edit, Range
from secretaire.documents.tagged import Repair, Tag, TagKind

Pieces = tuple[AnyStr | Range, ...]
Around = tuple[AnyStr, AnyStr]
"""What new text stands between: a run's markup."""


@dataclass(frozen=True, slots=True)
class Item(Generic[AnyStr]):
    """Something that stands in a paragraph, in order.

    ``begin`` and ``end`` are those of what a rewriting would have to replace whole (a run). Text has its ``look``, by
    which runs that look alike are one; pairs are joined by ``pair``; ``pieces`` write a tag anew.
    """

    kind: Literal["text", "alone", "open", "close"]
    begin: int
    end: int
    text: str = ""
    look: object = None
    around: Around[AnyStr] | None = None
    pair: int = 0
    pieces: Pieces[AnyStr] = ()


@dataclass(frozen=True, slots=True)
class _Inline(Generic[AnyStr]):
    """How a tag is written: what it opens and closes with, and the run that text within it stands in."""

    opening: Pieces[AnyStr] = ()
    closing: Pieces[AnyStr] = ()
    around: Around[AnyStr] | None = None


@dataclass(frozen=True)
class Unit(Generic[AnyStr]):
    """A unit of a source, from ``begin`` to ``end``. ``escape`` makes markup of text.

    What is ``hidden`` is told, and stays as it is.
    """

    kind: UnitKind
    anchor: str
    text: str
    begin: int
    end: int
    base: Around[AnyStr]
    escape: Callable[[str], AnyStr]
    inline: Mapping[int, _Inline[AnyStr]] = field(default_factory=dict)
    hidden: bool = False

    def edit(self, text: str) -> tuple[Edit[AnyStr], Repair]:
        """What puts a translation in the unit's place, and what became of its tags."""
        parts, outcome = tagged.repaired(self.text, text)
        return Edit(self.begin, self.end, list(self._pieces(parts))), outcome

    def _pieces(self, parts: Sequence[tagged.Token]) -> Iterator[AnyStr | Range]:
        around = [self.base]
        for part in parts:
            if isinstance(part, str):
                yield around[-1][0]
                yield self.escape(part)
                yield around[-1][1]
                continue
            inline = self.inline[part.number]
            if part.kind is TagKind.CLOSE:
                around.pop()
                yield from inline.closing
            else:
                yield from inline.opening
                if part.kind is TagKind.OPEN:
                    around.append(inline.around or around[-1])


def unit_of(
    items: Sequence[Item[AnyStr]], kind: UnitKind, anchor: str, escape: Callable[[str], AnyStr], nothing: AnyStr
) -> Unit[AnyStr] | None:
    """The unit that a paragraph's items make; None where they say nothing. ``nothing`` is an empty string of theirs."""
    kept = _merged(_trimmed(_paired(_seen(items))))
    texts = [item for item in kept if item.kind == "text"]
    if not any(item.text.strip() for item in texts):
        return None
    base = _base(texts)
    writer = _Writer(base, (nothing, nothing), escape)
    for index, item in enumerate(kept):
        writer.add(item, _look_within(kept, index) if item.kind == "open" else None)
    text = tagged.written(writer.parts)
    begin, end = kept[0].begin, kept[-1].end
    return Unit(kind, anchor, text, begin, end, base.around or (nothing, nothing), escape, writer.inline)


def _seen(items: Sequence[Item[AnyStr]]) -> Iterator[Item[AnyStr]]:
    """Texts as a reader sees them: what stands in them beside is no text to translate."""
    return (replace(item, text=unseen.part(item.text)[0]) if item.text else item for item in items)


class _Writer(Generic[AnyStr]):
    """Numbers the tags and notes how each is written."""

    def __init__(self, base: Item[AnyStr], bare: Around[AnyStr], escape: Callable[[str], AnyStr]) -> None:
        self._bare: Around[AnyStr] = bare
        self._escape: Callable[[str], AnyStr] = escape
        self._looks = [base.look]
        self._numbers = count(1)
        self._pairs: dict[int, int] = {}
        self.parts: list[tagged.Token] = []
        self.inline: dict[int, _Inline[AnyStr]] = {}

    def add(self, item: Item[AnyStr], within: Item[AnyStr] | None) -> None:
        """Write one more item; ``within`` a pair that opens, a text with the look of them all."""
        if item.kind == "text":
            self._say(item)
        elif item.kind == "alone":
            self._tag(TagKind.ALONE, _Inline(item.pieces))
        elif item.kind == "open":
            around = within.around if within is not None else None
            self._pairs[item.pair] = self._tag(TagKind.OPEN, _Inline(item.pieces, around=around))
            self._looks.append(self._looks[-1] if within is None else within.look)
        else:
            self._looks.pop()
            number = self._pairs[item.pair]
            self.inline[number] = replace(self.inline[number], closing=item.pieces)
            self.parts.append(Tag(TagKind.CLOSE, number))

    def _say(self, item: Item[AnyStr]) -> None:
        around = item.around or self._bare
        apart = item.look != self._looks[-1]
        number = self._tag(TagKind.OPEN, _Inline(around=around)) if apart else 0
        for token in tagged.tokens(item.text):
            if isinstance(token, Tag):  # the document's own words look like a tag
                self._tag(TagKind.ALONE, _Inline((around[0], self._escape(str(token)), around[1])))
            else:
                self.parts.append(token)
        if apart:
            self.parts.append(Tag(TagKind.CLOSE, number))

    def _tag(self, kind: TagKind, inline: _Inline[AnyStr]) -> int:
        number = next(self._numbers)
        self.inline[number] = inline
        self.parts.append(Tag(kind, number))
        return number


def _paired(found: Iterator[Item[AnyStr]]) -> list[Item[AnyStr]]:
    """Beginnings without an end, ends without a beginning and pairs that cross stand alone."""
    items = list(found)
    open_: list[int] = []
    sound: set[int] = set()
    for item in items:
        if item.kind == "open":
            open_.append(item.pair)
        elif item.kind == "close" and item.pair in open_:
            while open_.pop() != item.pair:
                pass
            sound.add(item.pair)
    return [
        item if item.kind in ("text", "alone") or item.pair in sound else replace(item, kind="alone") for item in items
    ]


def _trimmed(items: list[Item[AnyStr]]) -> list[Item[AnyStr]]:
    """Without what stands before and after the words, or around them all: it stays where it is."""
    items = list(items)
    while items:
        first, last = items[0], items[-1]
        freely_begun = len(items) == 1 or items[1].begin >= first.end  # else both stand in one run, which stays whole
        freely_ended = len(items) == 1 or items[-2].end <= last.begin
        around = first.kind == "open" and last.kind == "close" and first.pair == last.pair
        if around and freely_begun and freely_ended:
            items = items[1:-1]
        elif _may_go(first) and freely_begun:
            items = items[1:]
        elif _may_go(last) and freely_ended:
            items = items[:-1]
        else:
            break
    return items


def _may_go(item: Item[AnyStr]) -> bool:
    return item.kind == "alone" or (item.kind == "text" and not item.text.strip())


def _merged(items: Sequence[Item[AnyStr]]) -> list[Item[AnyStr]]:
    """Neighbours that look alike are one text, and what stands alone side by side is one; white space takes after what
    stands before it."""
    made: list[Item[AnyStr]] = []
    for item in items:
        last = made[-1] if made else None
        same = last.kind if last is not None and last.kind == item.kind else ""
        if last is not None and same == "text" and (item.look == last.look or not item.text.strip()):
            made[-1] = replace(last, end=item.end, text=last.text + item.text)
        elif last is not None and same == "alone":
            made[-1] = replace(last, end=item.end, pieces=last.pieces + item.pieces)
        elif item.kind != "text" or item.text:
            made.append(item)
    return made


def _look_within(items: Sequence[Item[AnyStr]], index: int) -> Item[AnyStr] | None:
    """A text of the pair that opens there, where all its texts look alike."""
    first: Item[AnyStr] | None = None
    for item in items[index + 1 :]:
        if item.kind == "close" and item.pair == items[index].pair:
            return first
        if item.kind == "text":
            if first is not None and item.look != first.look:
                return None
            first = first or item
    return first


def _base(texts: Sequence[Item[AnyStr]]) -> Item[AnyStr]:
    """The text whose look most of the letters have: it needs no tag."""
    letters: dict[object, int] = {}
    for item in texts:
        letters[item.look] = letters.get(item.look, 0) + len(item.text.strip())
    return max(texts, key=lambda item: letters[item.look])
