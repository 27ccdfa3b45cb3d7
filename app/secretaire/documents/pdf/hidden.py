"""Text that a page draws and nobody sees. Runs in the reader.

Two steps: a quick look at how each span is drawn makes suspects, and the picture of the page judges those whose drawing
leaves it open. White letters on a coloured area are seen; black ones under a white area are not.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from secretaire.documents.pdf.lines import Box, RawWord, Span
from secretaire.documents.pdf.sight import NEAR, Colour, Sight, middle, near, rgb, uniform
from secretaire.documents.pdf.without import buried, traceless
from secretaire.documents.reader.wire import UntrustedHidden, WhyHidden

TINY_POINTS = 1.5
NARROW = 0.6
"""The mean width of a character, in points, below which nobody reads it."""
MOST_SUSPECTS = 400
LEAST_LETTERS = 2
"""A lone bullet or stop that the picture does not show says nothing."""
_FILLED, _STROKED = 16, 32
_PALE = 0xDFDFDF
_OVERLAP = 0.3
_FEW_LINES = 5
"""Where there are more, they are a table's, and no grounds."""
_SHORT = 15
_FLAT_FROM = 3
_GROUND = 0.7
"""The share of a box that letters in its own background's colour would leave in that colour, at least."""
_WHOLE, _GRAZED = 0.9, 0.1
"""The share of a span's middle that its ground holds, and that all else drawn there takes at most."""
_OPEN: tuple[WhyHidden, ...] = ("white", "covered")
"""Suspicions that only the picture can confirm."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area or a picture; ``colour`` is -1 for pictures.

    Blocks of text with a number below ``number`` were drawn before it, the others after it.
    """

    number: float
    box: Box
    colour: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Unseen:
    """A span that nobody sees, the line it stands in, and why."""

    place: Place
    span: Span
    why: WhyHidden


def areas_of(blocks: Sequence[dict[str, Any]], *, broad: bool = False) -> list[Area]:
    """The filled areas in which letters could stand, and lines that are ``broad`` enough; ``plain``: an opaque
    rectangle."""
    found, texts = [], 0
    broad = broad and sum(block["type"] != 0 and block["stroked"] for block in blocks) <= _FEW_LINES
    for block in blocks:
        if block["type"] == 0:
            texts += 1
        elif block["alpha"] and (broad or not block["stroked"]) and block["bbox"][3] - block["bbox"][1] > 2:
            plain = block["isrect"] and block["alpha"] == 255 and not block["stroked"]
            found.append(Area(texts - 0.5, block["bbox"], block["color"], plain))
    return found


def unseen(
    spans: Mapping[Place, Sequence[Span]], areas: Sequence[Area], sight: Sight, *, unsure: bool = False
) -> list[Unseen]:
    """Every span that nobody sees; ``unsure``: where no colour is told, the picture decides."""
    suspects = list(_suspects(spans, areas, sight.box))
    if unsure:
        suspects = [replace(each, why="white") if each.why == "transparent" else each for each in suspects]
    doubtful = [each for each in suspects if each.why in _OPEN][:MOST_SUSPECTS]
    sight.expect([each.span["bbox"] for each in doubtful])
    confirmed = {id(each) for each in doubtful if _confirmed(each, spans, areas, sight)}
    confirmed |= {
        id(each) for each in _missed([each for each in doubtful if id(each) not in confirmed], spans, areas, sight)
    }
    found = [each for each in suspects if each.why not in _OPEN or id(each) in confirmed]
    said = Counter[Place]()
    for each in found:
        said[each.place] += sum(map(str.isalnum, each.span["text"]))
    found = [each for each in found if each.why not in _OPEN or said[each.place] >= LEAST_LETTERS]
    return [replace(each, why="transparent") if unsure and each.span["alpha"] == 0 else each for each in found]


def _missed(
    doubtful: Sequence[Unseen], spans: Mapping[Place, Sequence[Span]], areas: Sequence[Area], sight: Sight
) -> Iterator[Unseen]:
    """Those that lie under a picture, or are painted with a pattern, and leave no trace in the page's picture."""
    asked = [each for each in doubtful if each.span["alpha"] == 0 or _under_a_picture(each, areas)]
    nobody = traceless(sight.page, [each.span["bbox"] for each in asked])
    yield from (each for each, gone in zip(asked, nobody, strict=True) if gone)
    written_over = [
        each
        for each, gone in zip(asked, nobody, strict=True)
        if not gone
        and any(overlap(each.span["bbox"], other["bbox"]) > _OVERLAP for other in _others(each.place, spans))
    ]
    under = buried(sight.page, [(each.span["bbox"], each.span["text"]) for each in written_over])
    yield from (each for each, gone in zip(written_over, under, strict=True) if gone)


def _suspects(spans: Mapping[Place, Sequence[Span]], areas: Sequence[Area], shape: Box) -> Iterator[Unseen]:
    """What is unseen by how it is drawn, or may be."""
    for place, line in spans.items():
        for span in line:
            why = suspicion(span, shape) or (suspicion_of_place(place, span, areas) if areas else None)
            if why is None or not shows(span["text"]):
                continue
            if why in _OPEN and not any(map(str.isalnum, span["text"])):
                continue
            if why != "white" or not _stands_out(place, span, areas):
                yield Unseen(place, span, why)


def shows(text: str) -> bool:
    """Whether a text would be seen at all: not only blanks and format characters (zero-width space)."""
    return any(unicodedata.category(character) not in ("Cf", "Zs", "Cc") for character in text)


def suspicion(span: Span, shape: Box) -> WhyHidden | None:
    """Why a span is invisible by how it is drawn; "white" only perhaps."""
    if not span["char_flags"] & (_FILLED | _STROKED):
        return "invisible"
    if span["alpha"] == 0:
        return "transparent"
    box = span["bbox"]
    if span["size"] < TINY_POINTS or _narrow(span, box):
        return "tiny"
    if box[2] <= shape[0] or box[0] >= shape[2] or box[3] <= shape[1] or box[1] >= shape[3]:
        return "off_page"
    if span["color"] & 0xE0E0E0 == 0xE0E0E0 or span["alpha"] < 24:
        return "white"
    return None


def _narrow(span: Span, box: Box) -> bool:
    count, sides = len(span["text"]), (box[2] - box[0], box[3] - box[1])
    if count > _FLAT_FROM and min(sides) < TINY_POINTS:
        return True
    return max(sides) < NARROW * count or (3 < count <= _SHORT and min(sides) < NARROW / 2 * count)


def suspicion_of_place(place: Place, span: Span, areas: Sequence[Area]) -> WhyHidden | None:
    """Whether a span stands in an area of its own colour, or under one that was drawn later."""
    x0, y0, x1, y1 = span["bbox"]
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    why: WhyHidden | None = None
    for area in areas:
        left, top, right, bottom = area.box
        if not (left <= x <= right and top <= y <= bottom):
            continue
        if area.number > place[0]:
            return "covered"
        if area.colour < 0 or near(rgb(area.colour), rgb(span["color"]), 2 * NEAR):
            why = "white"
    return why


def _stands_out(place: Place, span: Span, areas: Sequence[Area]) -> bool:
    """Whether a span stands on a plain area of quite another colour, over which next to nothing is drawn: the usual
    case."""
    shares = [(area, overlap(middle(span["bbox"]), area.box)) for area in areas]
    over = [(area, share) for area, share in shares if share > 0]
    grounds = [at for at, (area, share) in enumerate(over) if area.number < place[0] and share > _WHOLE]
    if not grounds or sum(share for _, share in over[grounds[-1] + 1 :]) > _GRAZED:
        return False
    ground, _ = over[grounds[-1]]
    return ground.plain and span["alpha"] == 255 and not near(rgb(ground.colour), rgb(span["color"]), 4 * NEAR)


def _confirmed(each: Unseen, spans: Mapping[Place, Sequence[Span]], areas: Sequence[Area], sight: Sight) -> bool:
    """What the picture says: one colour only, or what is seen there is another's."""
    box, own = each.span["bbox"], rgb(each.span["color"])
    colours = sight.colours(box)
    if uniform(colours):
        return True
    in_own_colour = _ink(colours, own, NEAR) > _GROUND
    above = [area for area in areas if area.number > each.place[0] and overlap(box, area.box) > 0.9]
    if not in_own_colour and not above:
        return False
    others = any(overlap(box, other["bbox"]) > _OVERLAP for other in _others(each.place, spans))
    return others and (in_own_colour or any(area.plain for area in above))


def _under_a_picture(each: Unseen, areas: Sequence[Area]) -> bool:
    """Whether a picture or gradient that was drawn later lies over a span, the reason being that it is covered."""
    box = each.span["bbox"]
    above = (area for area in areas if area.colour < 0 and area.number > each.place[0])
    return each.why == "covered" and any(overlap(box, area.box) > _WHOLE for area in above)


def _ink(colours: Counter[Colour], own: Colour, most: int) -> float:
    """The share of what is seen that has a colour."""
    return sum(times for colour, times in colours.items() if near(colour, own, most)) / max(1, colours.total())


def _others(place: Place, spans: Mapping[Place, Sequence[Span]]) -> Iterator[Span]:
    for other, line in spans.items():
        if other != place:
            yield from line


def overlap(box: Box, other: Box) -> float:
    """The share of a box that lies in another."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


def seen_words(
    words: Sequence[RawWord], found: Sequence[Unseen], lines: Mapping[Place, Sequence[Span]]
) -> list[RawWord]:
    """The words without those of unseen spans."""
    by_line: dict[Place, list[Box]] = {}
    for each in found:
        by_line.setdefault(each.place, []).append(each.span["bbox"])
    whole = {place for place, boxes in by_line.items() if len(boxes) == sum(shows(s["text"]) for s in lines[place])}
    return [
        word
        for word in words
        if (place := (word[5], word[6])) not in by_line
        or not (place in whole or any(_inside(word, box) for box in by_line[place]))
    ]


def _inside(word: RawWord, box: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _doubled(each: Unseen, seen: Mapping[str, Sequence[tuple[Place, Span]]]) -> bool:
    """Whether the same text is drawn once more in its place, and seen."""
    again = seen.get(each.span["text"].strip(), ())
    return any(place != each.place and overlap(each.span["bbox"], other["bbox"]) > 0.5 for place, other in again)


def told(found: Sequence[Unseen], spans: Mapping[Place, Sequence[Span]]) -> list[UntrustedHidden]:
    """As the wire tells it; neighbours in a line that share a reason are one text."""
    gone = {id(each.span) for each in found}
    seen: dict[str, list[tuple[Place, Span]]] = {}
    for place, line in spans.items():
        for span in line:
            if id(span) not in gone:
                seen.setdefault(span["text"].strip(), []).append((place, span))
    found = [each for each in found if not _doubled(each, seen)]
    texts: list[UntrustedHidden] = []
    places: list[Place] = []
    for each in found:
        box = tuple(each.span["bbox"])
        if places and places[-1] == each.place and texts[-1].why == each.why:
            last = texts.pop()
            joined = (*map(min, last.box[:2], box[:2]), *map(max, last.box[2:], box[2:]))
            texts.append(UntrustedHidden(last.text + each.span["text"], each.why, joined))
        else:
            texts.append(UntrustedHidden(each.span["text"], each.why, box))
            places.append(each.place)
    return texts
