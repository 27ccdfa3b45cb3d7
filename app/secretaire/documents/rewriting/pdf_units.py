"""The paragraphs of a PDF page as units: where they stand, how they look, their words. Runs in the reader."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from secretaire.documents.pdf.commands import Means
from secretaire.documents.pdf.hidden import areas_of, unseen
from secretaire.documents.pdf.lines import Box, Span, spans_by_line
from secretaire.documents.pdf.page_text import FLAGS, is_ocr_layer, largest
from secretaire.documents.pdf.second_look import look
from secretaire.documents.pdf.sight import Sight
from secretaire.documents.rewriting.units import Item, Unit, unit_of

Align = Literal["left", "center", "right", "justify"]
Direction = tuple[int, int]

_SUPERSCRIPT, _ITALIC, _SERIF, _MONO, _BOLD = 1, 2, 4, 8, 16
_NEAR = 2.0
_STRETCHED = 1.2
"""How wide a blank may be within a line, in multiples of the letters' size."""
_LEADING = 0.6
"""How far apart a paragraph's lines may be, likewise."""
_ITEM = re.compile(r"(?:[•▪●◦‣·∙■□➢➔✓*–—\uf0b7\uf0a7-]|\(?\d{1,3}[.)]|\(?[a-z][.)])(?:\s|$)")
_HYPHEN = re.compile(r"[^\W\d_]-$")
_ENDS = re.compile(r"[.!?:;]\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's visible spans, its box, and which way it runs: (1, 0) is to the right."""

    spans: Sequence[Span]
    box: Box
    direction: Direction

    @property
    def size(self) -> float:
        """The largest letters' size, in points."""
        return max(float(span["size"]) for span in self.spans)

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(span["text"] for span in self.spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A unit and its place: the lines whose letters a rewriting takes away."""

    unit: Unit[str]
    lines: Sequence[Line]

    @property
    def box(self) -> Box:
        """Around its lines."""
        return _around(self.lines)

    @property
    def size(self) -> float:
        """The largest letters' size, in points."""
        return max(line.size for line in self.lines)

    @property
    def pitch(self) -> float:
        """From line to line, in multiples of the letters' size."""
        tops = [line.box[1] for line in self.lines]
        high = self.lines[0].box[3] - self.lines[0].box[1]
        step = (tops[-1] - tops[0]) / (len(tops) - 1) if len(tops) > 1 else high
        return min(2.0, max(1.0, step / self.size))

    def align(self, page: Box) -> Align:
        """How its lines stand, as far as that is to be seen."""
        left, right = [line.box[0] for line in self.lines], [line.box[2] for line in self.lines]
        middles = [(line.box[0] + line.box[2]) / 2 for line in self.lines]
        if len(self.lines) == 1:
            indented = left[0] - page[0] > 0.15 * (page[2] - page[0])
            return "center" if indented and abs(middles[0] - (page[0] + page[2]) / 2) < _NEAR else "left"
        if _alike(left[1:]):
            return "justify" if len(right) > 2 and _alike(right[:-1]) else "left"
        return "center" if _alike(middles) else "right" if _alike(right) else "left"


def paragraphs(page: Any, means: Means, anchor: str) -> list[Paragraph]:
    """The units of a page that is not turned; none where its text is a picture's."""
    sight = Sight(page)
    seen = look(means, sight, FLAGS)
    if not seen.words:
        return []
    blocks = seen.textpage.extractDICT()["blocks"]
    spans = spans_by_line(blocks)
    areas = sorted(areas_of(blocks) + seen.pictures, key=lambda area: area.number)
    gone = unseen(spans, largest(areas), sight)
    if gone and is_ocr_layer(gone, seen.words, page):
        return []
    hidden = {id(each.span) for each in gone}
    written = [each for block in blocks if block["type"] == 0 for each in block["lines"]]
    lines = [line for each in written for line in _lines(each, hidden, sight.box)]
    found: list[Paragraph] = []
    for group in _divided(_rows(lines)):
        unit = unit_of(list(_items(group)), "paragraph", anchor, html.escape, "")
        if unit is not None:
            found.append(Paragraph(unit, group))
    return found


def _lines(line: Any, hidden: set[int], shape: Box) -> Iterator[Line]:
    """A line's visible spans; an item's mark is a line of its own, since it hangs beside its words and stays."""
    spans = [span for span in line["spans"] if id(span) not in hidden and span["text"]]
    marked = bool(spans) and _ITEM.fullmatch(spans[0]["text"].strip() + " ") is not None
    for part in (spans[:1], spans[1:]) if marked else (spans,):
        made = _line(part, line["dir"], shape)
        if made is not None:
            yield made


def _line(spans: Sequence[Span], runs: tuple[float, float], shape: Box) -> Line | None:
    across, down = runs
    direction = (round(across), round(down))
    level = abs(across - direction[0]) < 0.01 and abs(down - direction[1]) < 0.01
    if not level or not any(span["text"].strip() for span in spans):
        return None
    boxes = [span["bbox"] for span in spans]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    on_page = shape[0] <= middle[0] <= shape[2] and shape[1] <= middle[1] <= shape[3]
    return Line(spans, box, direction) if on_page else None


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Lines whole again that MuPDF told in pieces: side by side, with no more than a stretched blank between them."""
    made: list[Line] = []
    for line in lines:
        last = made[-1] if made else None
        mark = last is not None and _ITEM.fullmatch(last.text.strip() + " ") is not None  # hangs beside its item
        if last is not None and not mark and last.direction == line.direction == (1, 0) and _beside(last, line):
            blank = [] if last.text[-1:].isspace() or line.text[:1].isspace() else [{**last.spans[-1], "text": " "}]
            made[-1] = Line([*last.spans, *blank, *line.spans], _around([last, line]), line.direction)
        else:
            made.append(line)
    return made


def _beside(before: Line, line: Line) -> bool:
    middle = (line.box[1] + line.box[3]) / 2
    return before.box[1] < middle < before.box[3] and -1 < line.box[0] - before.box[2] < _STRETCHED * before.size


def _divided(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines by paragraphs."""
    group: list[Line] = []
    for line in lines:
        right = max([line.box[2], *(each.box[2] for each in group)])
        if group and not _goes_on(group[-1], line, right):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(before: Line, line: Line, right: float) -> bool:
    """Whether a line is of one paragraph with the line before; what is not level stands alone."""
    if before.direction != (1, 0) or line.direction != (1, 0):
        return False
    below = line.box[1] > (before.box[1] + before.box[3]) / 2
    near = line.box[1] - before.box[3] < _LEADING * before.size
    apart = line.box[0] >= before.box[2] or line.box[2] <= before.box[0]
    alike = abs(line.size - before.size) < 0.1 * before.size and _bold(before) == _bold(line)
    short = right - before.box[2] > 0.25 * (right - before.box[0]) and _ENDS.search(before.text) is not None
    return below and near and not apart and alike and not short and _ITEM.match(line.text.lstrip()) is None


def _bold(line: Line) -> bool:
    return all(span["flags"] & _BOLD for span in line.spans if span["text"].strip())


def _items(lines: Sequence[Line]) -> Iterator[Item[str]]:
    at = 0
    for index, line in enumerate(lines):
        following = lines[index + 1].text.lstrip() if index + 1 < len(lines) else ""
        for place, span in enumerate(line.spans):
            text = span["text"]
            if place == len(line.spans) - 1 and following:
                joined = _HYPHEN.search(text.rstrip()) and following[:1].islower()
                text = text.rstrip()[:-1] if joined else text.rstrip() + " "
            look = _style(span)
            yield Item("text", at, at + 1, text, look, (f'<span style="{look}">', "</span>"))
            at += 1


def _style(span: Span) -> str:
    """A span's look in CSS; letters raised above the line are smaller than they say."""
    flags = span["flags"]
    family = "monospace" if flags & _MONO else "serif" if flags & _SERIF else "sans-serif"
    weight = "bold" if flags & _BOLD else "normal"
    slant = "italic" if flags & _ITALIC else "normal"
    raised = ";vertical-align:super" if flags & _SUPERSCRIPT else ""
    size = round(float(span["size"]) * 2) / 2
    return (
        f"font-family:{family};font-size:{size}pt;font-weight:{weight};font-style:{slant};"
        f"color:#{span['color'] & 0xFFFFFF:06x}{raised}"
    )


def _around(lines: Sequence[Line]) -> Box:
    boxes = [line.box for line in lines]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _alike(values: Sequence[float]) -> bool:
    return max(values) - min(values) < _NEAR if values else False
