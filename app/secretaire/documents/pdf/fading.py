"""What could make words vanish that are drawn as any others, and whether the page shows them. Runs in the reader.

Blending, masks, groups, text that clips, odd clipping paths, broad pens, shapes and glyphs without ink leave no mark on
a span. They are told by quick searches; only then the places of the words concerned are looked at in the picture.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box, RawWord, Span
from secretaire.documents.pdf.objects import Objects, object_text, value
from secretaire.documents.pdf.places import meet
from secretaire.documents.pdf.sight import Sight

_STATES = ("BM", "Luminosity", "Alpha", "ca")
_MODES = r"/BM\s*\[?\s*/(?:Screen|Lighten|Difference|Exclusion|ColorDodge|Color|Hue|Saturation|Luminosity)\b"
_BLENDS = re.compile(_MODES)
_FADES = re.compile(_MODES + r"|/S\s*/(?:Luminosity|Alpha)\b")
_CLEAR = re.compile(r"/c[aA]\s+0*(?:\.[01]\d*)?(?![\d.])")
_SETS = re.compile(rb"/([^\s\0/]+)[\s\0]+gs(?=[\s\0]|\Z)")
_CLIPPING_TEXT = re.compile(rb"Tr(?<=[\s\0][4-7][\s\0]Tr)(?=[\s\0]|\Z)")
_PEN = re.compile(rb"w(?<=[\s\0]w)(?=[\s\0])")
_BROAD = 5.0
_CURVES = tuple(
    re.compile(rb"%b(?<=[\s\0]%b)[\s\0]+(?:h[\s\0]+)?[fFbB]\*?(?=[\s\0]|\Z)" % (each, each))
    for each in (b"c", b"v", b"y")
)
"""One by one, since a search for a single letter is quickest."""
_WHILE_FADING = re.compile(rb"(?<![^\s\0])(?:[qQ]|BT|Do)(?![^\s\0])|\(")
_WHILE_CLEAR = re.compile(rb"(?<![^\s\0])(?:[qQ]|Do)(?![^\s\0])")
"""What saves, leaves or uses a state; each text tells for itself how clear it is, unless it is drawn in a group."""
_CLIPS = re.compile(rb"W(?<=[\s\0]W)\*?[\s\0]+[nfFsSbB]\*?(?=[\s\0]|\Z)")
_PATH = frozenset(b"re m l c v y h".split())
_BEFORE = 160
_BLOCKS = re.compile("[\u2580-\u259f\u25a0]{2}")
_INK = 0.015
"""The share of a word's place that letters leave in another colour than its ground, at least; hair lines leave 0.05."""
_LEAST_LETTERS = 2
_FEW = 4
_HIGH = 1.8
_LEAST_SIDE = 3.0
_STACK, _WIDE = 4, 20.0


@dataclass(frozen=True, slots=True)
class Fades:
    """What commands have of it: what may make any text vanish, text added to a clipping path, a broad pen, and curves
    that are filled once there is text."""

    any_text: bool = False
    clips_by_text: bool = False
    broad: bool = False
    curves: bool = False

    def __or__(self, other: Fades) -> Fades:
        return Fades(
            self.any_text or other.any_text,
            self.clips_by_text or other.clips_by_text,
            self.broad or other.broad,
            self.curves or other.curves,
        )


NONE = Fades()
ALL = Fades(any_text=True, clips_by_text=True, broad=True, curves=True)


class Fading:
    """What of a file could make text vanish; ``blends``: against the paper, too."""

    def __init__(self, file: Any, objects: Objects) -> None:
        self._file = file
        texts = {number: object_text(file, number) for number in objects.holding(*_STATES)}
        self._states = {number: use for number, text in texts.items() if (use := _use(text))}
        self.blends = any(_BLENDS.search(text) for text in texts.values())

    def of(self, commands: bytes, number: int) -> Fades:
        """What the commands of the page or form of this number have of it."""
        by_text = _CLIPPING_TEXT.search(commands) is not None
        fades = by_text or _clips_oddly(commands) or (bool(self._states) and self._sets(commands, number))
        text = commands.find(b"ET")
        curves = text >= 0 and any(each.search(commands, text) for each in _CURVES)
        return Fades(fades, by_text, any(_pen(commands, each.start()) for each in _PEN.finditer(commands)), curves)

    def _sets(self, commands: bytes, number: int) -> bool:
        """Whether a state is set in which text may vanish; one that isn't found may be such."""
        entry = "Resources/ExtGState"
        known = ""
        uses: dict[bytes, re.Pattern[bytes]] = {}
        for name in dict.fromkeys(_SETS.findall(commands)):
            known = known or value(self._file, number, entry) or value(self._file, number, f"Parent/{entry}")
            if use := self._of_state(name, known):
                uses[name] = use
        return bool(uses) and any(
            each[1] in uses and _is_used(commands, each.end(), uses[each[1]]) for each in _SETS.finditer(commands)
        )

    def _of_state(self, name: bytes, known: str) -> re.Pattern[bytes] | None:
        found = re.search(rf"/{re.escape(name.decode('latin-1'))}\s*(?:(\d+) 0 R|<<(.*?)>>)", known)
        if found is None:
            return _WHILE_FADING
        return self._states.get(int(found[1])) if found[1] else _use(found[2])


def _use(state: str) -> re.Pattern[bytes] | None:
    """How text is found that a state may make vanish."""
    return _WHILE_FADING if _FADES.search(state) else _WHILE_CLEAR if _CLEAR.search(state) else None


def _is_used(commands: bytes, at: int, use: re.Pattern[bytes]) -> bool:
    """Whether something uses the state of a place until that is left."""
    depth = 0
    for each in use.finditer(commands, at):
        if each[0] not in (b"q", b"Q"):
            return True
        depth += 1 if each[0] == b"q" else -1
        if depth < 0:
            return False
    return False


def _pen(commands: bytes, at: int) -> bool:
    """Whether the number before a place is that of a broad pen, before what is drawn is made smaller."""
    try:
        return float(commands[max(0, at - 12) : at].split()[-1]) >= _BROAD
    except (ValueError, IndexError):
        return False


def _clips_oddly(commands: bytes) -> bool:
    """Whether a clipping path is more than an upright rectangle: it may have holes, or lie beside what it encloses."""
    return any(
        not _is_rectangle(commands[max(0, at.start() - _BEFORE) : at.start()]) for at in _CLIPS.finditer(commands)
    )


def _is_rectangle(before: bytes) -> bool:
    words = before.split()
    if words[-1:] == [b"re"]:
        return len(words) < 6 or words[-6] not in _PATH
    first, sides = (words[-14:-13], words[-13:-1]) if words[-1:] == [b"h"] else (words[-13:-12], words[-12:])
    if len(sides) != 12 or _PATH.intersection(first) or sides[2::3] != [b"m", b"l", b"l", b"l"]:
        return False
    try:
        across, up = ({round(float(each), 1) for each in sides[first::3]} for first in (0, 1))
    except ValueError:
        return False
    return len(across) == len(up) == 2


def in_doubt(words: Sequence[RawWord], areas: Sequence[tuple[float, Box]]) -> list[RawWord]:
    """The words that something drawn later may cover, which is no plain rectangle."""
    if _BLOCKS.search("\n".join([word[4] for word in words])):
        return list(words)
    found: set[int] = set()
    by_height = sorted(words, key=_height) if areas else []
    heights = [_height(word) for word in by_height]
    for number, (left, top, right, bottom) in areas:
        for word in by_height[bisect_left(heights, top) : bisect_right(heights, bottom)]:
            if left <= (word[0] + word[2]) / 2 <= right and number >= word[5]:
                found.add(id(word))
    return [word for word in words if id(word) in found]


def _height(word: RawWord) -> float:
    return (word[1] + word[3]) / 2


def covers(blocks: Sequence[Mapping[str, Any]], fades: Fades, page: Any) -> list[tuple[float, Box]]:
    """Shapes, strokes of a broad pen and strips that lie on each other, and the last block of text before each."""
    texts = -1
    found: list[tuple[float, Box]] = [(inf, box) for box in _shapes(page)] if fades.curves and _touches(blocks) else []
    strips: dict[tuple[int, int], tuple[float, float, int, int]] = {}
    for block in blocks:
        if block["type"] == 0:
            texts += 1
        elif texts >= 0 and block["type"] == 3 and block["alpha"]:
            x0, y0, x1, y1 = box = block["bbox"]
            if x1 - x0 < _WIDE:
                continue
            if y1 - y0 >= _LEAST_SIDE:
                if fades.broad if block["stroked"] else not block["isrect"]:
                    found.append((texts, box))
            elif not block["stroked"]:
                top, bottom, count, _ = strips.get((round(x0), round(x1)), (y0, y1, 0, 0))
                touches = count and y0 <= bottom + 0.5 and y1 >= top - 0.5
                strip = (min(top, y0), max(bottom, y1), count + 1) if touches else (y0, y1, 1)
                strips[round(x0), round(x1)] = (*strip, texts)
    found += [(at, (x0, y0, x1, y1)) for (x0, x1), (y0, y1, count, at) in strips.items() if count >= _STACK]
    return list(dict.fromkeys(found))


def _touches(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether text and a shape that is filled lie on each other, whichever is drawn first."""
    shapes = [each["bbox"] for each in blocks if each["type"] == 3 and not each["stroked"] and not each["isrect"]]
    return any(meet(shape, each["bbox"]) for each in blocks if each["type"] == 0 for shape in shapes)


def _shapes(page: Any) -> list[Box]:
    """The boxes of what is filled after some text there."""
    if page.rotation:
        return [tuple(page.rect)]
    texts: list[Box] = []
    found: list[Box] = []
    for kind, box in page.get_bboxlog():
        if kind.endswith("text"):
            texts.append(box)
        elif kind == "fill-path" and min(box[2] - box[0], box[3] - box[1]) >= _LEAST_SIDE:
            found += [box] if any(meet(box, text) for text in texts) else []
    return found


def blank_fonts(names: Iterable[str], lines: Iterable[Sequence[Span]], sight: Sight) -> bool:
    """Whether a font of these names leaves no ink where its first, last or middle words stand."""
    of: dict[str, list[Box]] = {name: [] for name in names}
    if not of:
        return False
    for line in lines:
        for span in line:
            name = span["font"].rpartition("+")[2]
            if name in of and sum(map(str.isalnum, span["text"])) >= _LEAST_LETTERS:
                of[name].append(span["bbox"])
    sampled = [boxes[at] for boxes in of.values() for at in {0, len(boxes) // 2, len(boxes) - 1} if boxes]
    return any(not _inked(sight, _begin(box)) for box in sampled)


def on_paper(page: Any) -> Sight:
    """A copy of a page on white paper: viewers differ in whether what is drawn blends with that."""
    copy = pymupdf.open()
    copy.insert_pdf(page.parent, from_page=page.number, to_page=page.number)
    paper = copy[0]
    x0, y0, x1, y1 = paper.mediabox
    number = copy.get_new_xref()
    copy.update_object(number, "<<>>")
    copy.update_stream(number, f"q 1 g {x0} {y0} {x1 - x0} {y1 - y0} re f Q\n".encode())
    contents = " ".join(f"{each} 0 R" for each in (number, *paper.get_contents()))
    copy.xref_set_key(paper.xref, "Contents", f"[{contents}]")
    return Sight(copy[0])


def faded(words: Sequence[RawWord], lines: Mapping[tuple[int, int], Sequence[Span]], sight: Sight) -> list[RawWord]:
    """The words that the page's picture doesn't show."""
    said = [word for word in words if sum(map(str.isalnum, word[4])) >= _LEAST_LETTERS]
    boxes = [_low(word, lines.get(word[5:7], ())) for word in said]
    places = dict(zip(boxes, said, strict=True))
    plain = sight.plain(list(places)) if len(places) > _FEW else list(places)
    sight.expect(plain)
    return [places[box] for box in plain if not _inked(sight, box)]


def _low(word: RawWord, spans: Sequence[Span]) -> Box:
    """A word's box without the room above and below that some fonts claim."""
    x0, y0, x1, y1 = word[:4]
    span = next((span for span in spans if span["bbox"][0] - 1 <= (x0 + x1) / 2 <= span["bbox"][2] + 1), None)
    if span is None or y1 - y0 < _HIGH * span["size"] or _upright(span["bbox"]):
        return x0, y0, x1, y1
    base = span["origin"][1]
    return x0, max(y0, base - span["size"]), x1, min(y1, base + span["size"] / 4)


def _upright(box: Box) -> bool:
    return box[2] - box[0] < box[3] - box[1]


def _inked(sight: Sight, box: Box) -> bool:
    """Whether letters could stand there."""
    ink = sight.ink(box)
    return ink is None or ink > _INK


def _begin(box: Box) -> Box:
    """The beginning of a long line is enough."""
    x0, y0, x1, y1 = box
    return (x0, y0, min(x1, x0 + 8 * (y1 - y0)), y1) if x1 - x0 > y1 - y0 else box
