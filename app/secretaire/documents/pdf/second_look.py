"""A second look at pages whose drawing could hide text in ways that a first reading doesn't tell. Runs in the reader.

Clipping paths, replacement texts (``/ActualText``), pictures and forms within the page are rare enough in text, and
cheaply found in its commands; only then the page is drawn into a list, and read from that twice: as the file words it,
and as it is drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import msgspec
import pymupdf

from secretaire.documents.pdf.commands import Means
from secretaire.documents.pdf.hidden import LEAST_LETTERS, Area, overlap
from secretaire.documents.pdf.lines import Box, RawWord, spans_by_line
from secretaire.documents.pdf.places import Point
from secretaire.documents.pdf.sight import Sight, uniform
from secretaire.documents.reader.wire import UntrustedHidden, WhyHidden

_AS_DRAWN = pymupdf.TEXT_CLIP | pymupdf.TEXT_IGNORE_ACTUALTEXT | pymupdf.TEXT_PRESERVE_IMAGES
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")
_TEXT, _PICTURE = 0, 1
_AMONG = 0.3
_HALF = 0.5
_MANY = 40
_ROUND = 1.0
_BEYOND = 0.3

Drawn = tuple[float, float, float, float, str]


@dataclass(slots=True)
class SecondLook:
    """What it found. ``textpage``, made with ``flags``, is what to read on from; ``clipped`` words are cut away."""

    textpage: Any
    words: list[RawWord]
    flags: int = 0
    pictures: list[Area] = field(default_factory=list)
    clipped: list[Drawn] = field(default_factory=list)
    hidden: list[UntrustedHidden] = field(default_factory=list)
    cut: bool = False
    """Whether some of it is drawn otherwise than it is worded: a part of a word may be cut away, too."""


def look(means: Means, sight: Sight, flags: int) -> SecondLook:
    """Read a page, and look again where its commands give cause to, or where it is turned."""
    page = sight.page
    textpage = read_with(page, flags)
    found = SecondLook(textpage, textpage.extractWORDS())
    # Many pictures could cover a word together.
    pictures = len(means.pictures) > _MANY or any(_meets(box, found.words) for box in means.pictures)
    clips = means.clips or _cut(means.beyond, found.words)
    only_within = not clips and _sticks_out(means.windows, found.words)
    clips |= only_within
    if clips or means.replaces or pictures:
        drawn = read_with(page, flags | _AS_DRAWN)
        if pictures:
            found.pictures = list(_pictures(drawn, tiles=means.tiles))
        # The plain texts are quickly made and compared: most pages that could hide something don't.
        if (clips or means.replaces) and textpage.extractTEXT() != drawn.extractTEXT():
            found.cut = clips
            _compare(found, drawn.extractWORDS(), means, sight, flags)
            found.cut = clips and (not only_within or bool(found.clipped))
    if page.rotation:
        # A drawing leaves out what is clipped, so that it is read from only where a page is turned.
        found.hidden += together(_beside_page(found.words, page), "off_page")
        found.textpage = sight.textpage(found.flags | flags)
        found.words = found.textpage.extractWORDS()
        found.hidden = [msgspec.structs.replace(each, box=_turned(each.box, page)) for each in found.hidden]
        found.pictures = [replace(each, box=_turned(each.box, page)) for each in found.pictures]
    return found


def _meets(box: Box, words: Sequence[RawWord]) -> bool:
    """Whether a picture lies over or under half of a word; a bullet that is drawn by a picture is none."""
    x0, y0, x1, y1 = box
    met = [word for word in words if word[0] < x1 and x0 < word[2] and word[1] < y1 and y0 < word[3]]
    return any(len(word[4]) >= LEAST_LETTERS and overlap(word[:4], box) > _HALF for word in met)


def _cut(places: Sequence[Point], words: Sequence[RawWord]) -> bool:
    """Whether a word stands where a text begins that is clipped away: what begins there may be a blank."""
    if len(places) > _MANY:
        return bool(words)
    return any(
        word[0] - _ROUND <= x <= word[2] + _ROUND and word[1] - _ROUND <= y <= word[3] + _ROUND
        for x, y in places
        for word in words
    )


def _sticks_out(windows: Sequence[Box], words: Sequence[RawWord]) -> bool:
    """Whether one of the clippings ends within a word, or right before one."""
    most = max((word[2] for word in words), default=0.0)
    narrow = [window for window in windows if window[2] < most]
    least = min((window[2] for window in narrow), default=most)
    return any(
        left - _ROUND <= x0 < right + _BEYOND * (y1 - y0) < x1 and top <= (y0 + y1) / 2 <= bottom
        for x0, y0, x1, y1, *_ in [word for word in words if word[2] > least]
        for left, top, right, bottom in narrow
    )


def read_with(page: Any, flags: int) -> Any:
    """The text of a page, what lies beside it, too."""
    return page.get_textpage(clip=pymupdf.INFINITE_RECT(), flags=flags)


def _beside_page(words: Sequence[RawWord], page: Any) -> list[RawWord]:
    """A drawing ends at the page's edge."""
    shape = page.rect * page.derotation_matrix
    return [
        word for word in words if not shape.contains(pymupdf.Point((word[0] + word[2]) / 2, (word[1] + word[3]) / 2))
    ]


def _turned(box: Box, page: Any) -> Box:
    turned = pymupdf.Rect(box) * page.rotation_matrix
    return turned.x0, turned.y0, turned.x1, turned.y1


def _pictures(textpage: Any, *, tiles: bool) -> Iterator[Area]:
    """Each picture or gradient as an area under all text, and over the lines that were drawn before it.

    Where patterns are drawn isn't told, so that they may lie over any line.
    """
    before: list[Any] = []
    block = textpage.this.m_internal.first_block
    while block:
        if block.type == _PICTURE:
            yield Area(-1, _box(block.bbox), -1, False)
            for text in before:
                if _meet(text.bbox, block.bbox):
                    yield from (Area(inf, box, -1, False) for box in _lines(text) if _covers(block.bbox, box))
        elif block.type == _TEXT:
            before.append(block)
            if tiles:
                yield from (Area(inf, box, -1, False) for box in _lines(block))
        block = block.next


def _lines(block: Any) -> Iterator[Box]:
    for line in pymupdf.mupdf.FzStextBlock(block):
        yield _box(line.m_internal.bbox)


def _box(box: Any) -> Box:
    return box.x0, box.y0, box.x1, box.y1


def _meet(one: Any, other: Any) -> bool:
    return bool(one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1)


def _covers(picture: Any, box: Box) -> bool:
    return bool(picture.x0 < box[2] and box[0] < picture.x1 and picture.y0 <= (box[1] + box[3]) / 2 <= picture.y1)


def _compare(found: SecondLook, drawn: list[RawWord], means: Means, sight: Sight, flags: int) -> None:
    """The words as the file words them, and as they are drawn."""
    page = sight.page
    if [word[:5] for word in found.words] == [word[:5] for word in drawn] or not only_in(found.words, drawn):
        return
    if means.replaces:
        drawn = _without_replacement(found, drawn, page, flags)
    missing = only_in(found.words, drawn) if found.cut else []
    boxes = [_turned(word[:4], page) for word in missing]
    sight.expect(boxes)
    cut = [word for word, box in zip(missing, boxes, strict=True) if _cut_away(word, box, drawn, sight)]
    found.hidden += together(cut, "clipped")
    found.clipped = [word[:5] for word in cut]


def _without_replacement(found: SecondLook, drawn: list[RawWord], page: Any, flags: int) -> list[RawWord]:
    """Go on with the glyphs where a replacement says something else; and the words to compare with, as drawn."""
    plain = read_with(page, flags | pymupdf.TEXT_IGNORE_ACTUALTEXT)
    glyphs = plain.extractWORDS()
    replaced = only_in(found.words, glyphs)
    if not replaced:
        return drawn
    if _alike(replaced, only_in(glyphs, found.words)):
        return list(read_with(page, flags | pymupdf.TEXT_CLIP).extractWORDS())
    found.hidden += _whole(replaced, found.textpage)
    found.textpage, found.flags, found.words = plain, pymupdf.TEXT_IGNORE_ACTUALTEXT, glyphs
    return drawn


def _whole(replaced: Sequence[RawWord], textpage: Any) -> list[UntrustedHidden]:
    """What a replacement says, with what stands on no glyph of its own, which no word tells."""
    spans = spans_by_line(textpage.extractDICT()["blocks"])
    places = dict.fromkeys(word[5:7] for word in replaced)
    boxes = {place: [word[:4] for word in replaced if word[5:7] == place] for place in places}
    return [
        UntrustedHidden(
            "".join(span["text"] for span in spans.get(place, ())).strip(), "alternative", _around(boxes[place])
        )
        for place in places
    ]


def _around(boxes: Sequence[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _cut_away(word: RawWord, box: Box, drawn: Sequence[RawWord], sight: Sight) -> bool:
    """Whether nothing is left of a word: half of it may still be seen, or it may be cut into words otherwise."""
    there = [other for other in drawn if max(overlap(word[:4], other[:4]), overlap(other[:4], word[:4])) > _AMONG]
    said = _letters([word])
    if any(said in _letters([other]) for other in there) or said == _letters(there):
        return False
    return bool(there) or uniform(sight.colours(box))


def only_in(some: Sequence[RawWord], others: Sequence[RawWord]) -> list[RawWord]:
    """The words that the others lack, at this place."""
    left = Counter([word[:5] for word in others])
    left.subtract(word[:5] for word in some)
    return [word for word in some if left[word[:5]] < 0]


def _alike(replaced: Sequence[RawWord], instead: Sequence[RawWord]) -> bool:
    """Whether replacement and glyphs say the same, but for spelling; unknown glyphs may be replaced by anything."""
    one, other = _letters(replaced), _letters(instead)
    return one == other or len(_BROKEN.findall(other)) > 0.3 * len(other)


def _letters(words: Sequence[RawWord]) -> str:
    text = "".join(word[4] for word in sorted(words, key=lambda each: (round(each[1]), each[0])))
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum() or _BROKEN.match(c))


def together(words: Sequence[RawWord], why: WhyHidden) -> list[UntrustedHidden]:
    """Hidden words of a line as one text."""
    found: list[UntrustedHidden] = []
    place = None
    for x0, y0, x1, y1, text, block, line, _ in words:
        if place == (block, line):
            last = found.pop()
            box = (min(last.box[0], x0), min(last.box[1], y0), max(last.box[2], x1), max(last.box[3], y1))
            found.append(UntrustedHidden(f"{last.text} {text}", why, box))
        else:
            found.append(UntrustedHidden(text, why, (x0, y0, x1, y1)))
        place = (block, line)
    return found
