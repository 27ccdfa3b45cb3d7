"""What could make words vanish that are drawn as any others, and whether the page shows them. Runs in the reader.

Blending, masks, groups, text that clips, broad pens, shapes and glyphs without ink leave no mark on a span. They are
told by quick searches; only then each word's place is looked at on the page's picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box, RawWord, Span
from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text
from secretaire.documents.pdf.sight import NEAR, Colour, Sight, near

_STATES = ("BM", "Luminosity", "Alpha", "ca", "CA")
_MODES = r"/BM\s*\[?\s*/(?:Screen|Lighten|Difference|Exclusion|ColorDodge|Color|Hue|Saturation|Luminosity)\b"
_BLENDS = re.compile(_MODES)
_FADES = re.compile(_MODES + r"|/S\s*/(?:Luminosity|Alpha)\b|/c[aA]\s+0*(?:\.[01]\d*)?(?![\d.])")
_SETS = re.compile(rb"\bgs\b")
_CLIPPING_TEXT = re.compile(rb"(?<![\d.])[4-7]\s+Tr\b")
_PEN = re.compile(rb"(?<![\d.])(\d{1,4})(?:\.\d*)?\s+w\b")
_BROAD = 5
_SHAPE = re.compile(rb"[\s\d.](?:[lcvy]|h)[\s\0]+(?:f\*?|F|[Bb]\*?)(?=[\s\0]|\Z)")
_BLOCKS = re.compile("[\u2580-\u259f\u25a0]{2}")
_INK = 0.015
"""The share of a word's place that letters leave in another colour than its ground, at least; hair lines leave 0.05."""
_LEAST_LETTERS = 2
_SAMPLE = 3
_HIGH = 1.8
_STACK, _WIDE = 4, 20.0


class Fading:
    """What of a file could make text vanish; ``blends``: against the paper, too."""

    def __init__(self, file: Any, objects: Objects) -> None:
        texts = [object_text(file, number) for number in objects.holding(*_STATES)]
        self._states = any(_FADES.search(text) for text in texts)
        self.blends = any(_BLENDS.search(text) for text in texts)
        self._types = objects.holds("Type3")

    def clips_by_text(self, commands: bytes) -> bool:
        """Whether letters are added to a clipping path."""
        return _CLIPPING_TEXT.search(commands) is not None

    def fades(self, commands: bytes) -> bool:
        """Whether these commands could make text vanish, or cover it with something other than rectangles."""
        if self._states and _SETS.search(commands):
            return True
        if self.clips_by_text(commands) or any(int(pen) >= _BROAD for pen in _PEN.findall(commands)):
            return True
        text = commands.find(b"ET")
        return text >= 0 and _SHAPE.search(commands, text) is not None

    def draws(self, page: Any) -> bool:
        """Whether glyphs are drawn by commands, which may draw anything."""
        try:
            return self._types and any(font[2] == "Type3" for font in page.get_fonts())
        except TROUBLE:
            return True


def blank_fonts(names: Iterable[str], lines: Iterable[Sequence[Span]], sight: Sight) -> bool:
    """Whether a font of these names leaves no ink where its first, last or middle words stand."""
    of: dict[str, list[Box]] = {name: [] for name in names}
    for line in lines:
        for span in line:
            name = span["font"].rpartition("+")[2]
            if name in of and sum(map(str.isalnum, span["text"])) >= _LEAST_LETTERS:
                of[name].append(span["bbox"])
    sampled = [boxes[at] for boxes in of.values() for at in {0, len(boxes) // 2, len(boxes) - 1} if boxes]
    return any(not _inked(sight.colours(_begin(box))) for box in sampled)


def stacked(vectors: Sequence[dict[str, Any]]) -> bool:
    """Whether strips lie on each other that could cover text together."""
    last: dict[tuple[int, int], tuple[float, int]] = {}
    for vector in vectors:
        x0, y0, x1, y1 = vector["bbox"]
        if x1 - x0 < _WIDE or y1 - y0 < 0.5:
            continue
        side = round(x0), round(x1)
        before, count = last.get(side, (y0 - 100, 1))
        height = y1 - y0
        count = count + 1 if height <= 4 and abs(y0 - before) <= height else 1
        if count >= _STACK:
            return True
        last[side] = y0, count
    return False


def blocks(words: Sequence[RawWord]) -> bool:
    """Whether letters could be covered by signs that are all ink."""
    return any(_BLOCKS.search(word[4]) for word in words)


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
    sight.expect(boxes)
    return [word for word, box in zip(said, boxes, strict=True) if not _inked(sight.colours(box))]


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


def _inked(colours: Counter[Colour]) -> bool:
    """Whether letters could stand among these colours."""
    if not colours:
        return True
    ground = colours.most_common(1)[0][0]
    ink = sum(times for colour, times in colours.items() if not near(colour, ground, NEAR))
    return ink > _INK * colours.total()


def _begin(box: Box) -> Box:
    """The beginning of a long line is enough."""
    x0, y0, x1, y1 = box
    return (x0, y0, min(x1, x0 + 8 * (y1 - y0)), y1) if x1 - x0 > y1 - y0 else box
