"""The text of a PDF page: canonical string, word table, structure, and what nobody can see. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import pymupdf

from secretaire.documents.pdf.buttons import with_buttons
from secretaire.documents.pdf.characters import concealed, controls, turns, without_controls
from secretaire.documents.pdf.commands import Means
from secretaire.documents.pdf.fading import blank_fonts, covers, faded, in_doubt, on_paper
from secretaire.documents.pdf.hidden import Area, Place, Unseen, areas_of, seen_words, shows, told, unseen
from secretaire.documents.pdf.lines import Box, RawWord, Span, lines_of, spans_by_line
from secretaire.documents.pdf.meanings import Meanings
from secretaire.documents.pdf.order import reading_order
from secretaire.documents.pdf.raised import marks_in, plain, with_marks
from secretaire.documents.pdf.second_look import look, together
from secretaire.documents.pdf.sight import Sight
from secretaire.documents.pdf.tables import with_tables
from secretaire.documents.pdf.turning import turning
from secretaire.documents.pdf.writing import write
from secretaire.documents.reader.wire import UntrustedHidden, WireStructure, WireTable
from secretaire.records import Word

FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_COLLECT_VECTORS
MOST_AREAS = 1000
_TOUCH = 0.05
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(slots=True)
class PageText:
    """What a page says. ``words`` point into ``text``; boxes are as displayed, in points."""

    text: str = ""
    words: list[Word] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[UntrustedHidden] = field(default_factory=list)
    structure: list[WireStructure] = field(default_factory=list)
    tables: list[WireTable] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Where notes' raised numbers stand."""
    lies: bool = False
    """Whether some of the text is drawn otherwise than it is said to be: it stands in ``hidden``."""

    @property
    def broken_share(self) -> float:
        """The share of characters that stand for glyphs without a known meaning."""
        return len(_BROKEN.findall(self.text)) / max(1, len(self.text))


def read_text(sight: Sight, means: Means, fonts: Meanings) -> PageText:
    """The text layer of a page, hidden text apart."""
    seen = look(means, sight, FLAGS)
    words = seen.words
    if not words:
        return PageText(hidden=seen.hidden)
    blocks = seen.textpage.extractDICT()["blocks"]
    spans = spans_by_line(blocks)
    vectors = [block for block in blocks if block["type"] == 3]
    areas = sorted(areas_of(blocks, broad=means.fades.broad) + seen.pictures, key=lambda area: area.number)
    found = PageText()
    gone = unseen(spans, largest(areas), sight, unsure=means.unsure)
    layer = bool(gone) and is_ocr_layer(gone, words, sight.page)
    if gone and not layer:
        found.hidden = told(gone, spans)
        words = seen_words(words, gone, spans)
    found.hidden += seen.hidden
    words = _without_clipped(words, seen.clipped)
    if not layer:
        everywhere = means.fades.any_text or seen.cut or _may_be_blank(fonts, spans, sight)
        doubtful = words if everywhere else in_doubt(words, covers(blocks, means.fades, sight.page) + _veils(gone))
        if doubtful:
            paper = on_paper(sight.page) if means.blends else sight
            words = _without_faded(found, words, faded(doubtful, spans, paper), sight, cut=seen.cut)
    if fonts.lying or fonts.sentences:
        words = _without_lies(found, words, spans, fonts)
    words = _without_controls(found, _on_page(found, words, sight.box))
    if turns("".join([span["text"] for line in spans.values() for span in line])):
        words = _turned_round(found, words, spans)
    words, spans = with_buttons(words, spans, sight.page)
    turned = turning(blocks, sight.box)
    lines = with_tables(lines_of(turned.words(with_marks(words, spans)), spans), turned.vectors(vectors))
    written = write(reading_order(lines, turned.height), turned.height)
    found.text, found.marks = plain(written.text), marks_in(written.text)
    found.words, found.headings = turned.back(written.words), written.headings
    found.structure, found.tables = written.structure, _plain(written.tables) if found.marks else written.tables
    return found


def _plain(tables: Sequence[WireTable]) -> list[WireTable]:
    return [WireTable(each.start, each.end, [[plain(cell) for cell in row] for row in each.rows]) for each in tables]


def largest(areas: list[Area]) -> list[Area]:
    """As many of them as are looked at."""
    if len(areas) <= MOST_AREAS:
        return areas
    kept = sorted(areas, key=lambda area: abs(pymupdf.Rect(area.box)), reverse=True)[:MOST_AREAS]
    return sorted(kept, key=lambda area: area.number)


def _without_clipped(words: list[RawWord], clipped: Sequence[tuple[float, float, float, float, str]]) -> list[RawWord]:
    """Words that a clipping path cuts away are no words of the page."""
    gone = set(clipped)
    return [word for word in words if word[:5] not in gone] if gone else words


def _veils(gone: Sequence[Unseen]) -> list[tuple[float, Box]]:
    """Where letters in the ground's colour may lie over others."""
    return [(inf, each.span["bbox"]) for each in gone if each.why == "white"]


def _without_faded(
    found: PageText, words: list[RawWord], gone: Sequence[RawWord], sight: Sight, *, cut: bool
) -> list[RawWord]:
    """Words in whose place the picture shows nothing are no words of the page."""
    gone = [word for word in gone if _holds(sight.box, word)]
    found.hidden += together(gone, "clipped" if cut else "invisible")
    lost = {id(word) for word in gone}
    return [word for word in words if id(word) not in lost]


def _may_be_blank(fonts: Meanings, spans: Mapping[Place, list[Span]], sight: Sight) -> bool:
    """Whether glyphs of its fonts may leave no ink, or cover other words."""
    drawn = fonts.covers or (fonts.inkless and any(s["font"] in fonts.inkless for line in spans.values() for s in line))
    return bool(drawn) or blank_fonts(fonts.blank, spans.values(), sight)


def _without_lies(
    found: PageText, words: list[RawWord], spans: Mapping[Place, list[Span]], fonts: Meanings
) -> list[RawWord]:
    """Words in fonts that say otherwise than they draw, and what a single glyph is said to mean."""
    lies = [
        Unseen(place, span, "alternative")
        for place, line in spans.items()
        for span in line
        if span["font"].rpartition("+")[2] in fonts.lying and shows(span["text"])
    ]
    if lies:
        found.lies = True
        found.hidden += told(lies, {})
        words = seen_words(words, lies, spans)
    said = " ".join(span["text"] for line in spans.values() for span in line)
    for sentence in sorted(fonts.sentences):
        if sentence in said:
            found.hidden.append(UntrustedHidden(sentence, "alternative", words[0][:4] if words else (0, 0, 1, 1)))
            words = [(*word[:4], word[4].replace(sentence, ""), *word[5:]) for word in words]
    return [word for word in words if word[4]]


def _on_page(found: PageText, words: list[RawWord], shape: Box) -> list[RawWord]:
    """Words whose middle lies on the page; a line may run over its edge."""
    left, top, right, bottom = shape
    edge = [word for word in words if word[0] < left or word[2] > right or word[1] < top or word[3] > bottom]
    beside = [word for word in edge if not _holds(shape, word)]
    found.hidden += together(beside, "off_page")
    return [word for word in words if _holds(shape, word)] if beside else words


def _holds(shape: Box, word: RawWord) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return shape[0] <= x <= shape[2] and shape[1] <= y <= shape[3]


def _without_controls(found: PageText, words: list[RawWord]) -> list[RawWord]:
    if not controls("".join([word[4] for word in words])):
        return words
    kept = []
    for word in words:
        text = word[4]
        if not text.isascii():
            text = without_controls(text)
            if text != word[4]:
                found.hidden += [UntrustedHidden(said, why, word[:4]) for said, why in concealed(word[4]) if said]
                if not shows(text):
                    continue
                word = (*word[:4], text, *word[5:])
        kept.append(word)
    return kept


def _turned_round(found: PageText, words: list[RawWord], spans: Mapping[Place, list[Span]]) -> list[RawWord]:
    """Direction marks are told with their span; MuPDF cuts words at them, which are made whole."""
    for span in [span for line in spans.values() for span in line if turns(span["text"])]:
        box: Box = tuple(span["bbox"])
        found.hidden += [
            UntrustedHidden(said.strip(), why, box) for said, why in concealed(span["text"]) if shows(said)
        ]
    whole: list[RawWord] = []
    for word in words:
        last = whole[-1] if whole else None
        if last and last[5:7] == word[5:7] and abs(word[0] - last[2]) < _TOUCH * (word[3] - word[1]):
            whole[-1] = (*last[:2], *word[2:4], last[4] + word[4], *last[5:])
        else:
            whole.append(word)
    return whole


def is_ocr_layer(gone: Sequence[Unseen], words: Sequence[RawWord], page: Any) -> bool:
    """Text behind or over a picture that fills the page is a scan's text layer: what it says is to be seen."""
    invisible = sum(len(each.span["text"]) for each in gone if each.why in ("invisible", "transparent", "covered"))
    if invisible < 0.8 * sum(len(word[4]) for word in words):
        return False
    area = abs(page.rect)
    return any(abs(pymupdf.Rect(image["bbox"]) & page.rect) > 0.6 * area for image in page.get_image_info())
