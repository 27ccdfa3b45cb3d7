"""Taking the letters of paragraphs from PDF pages and setting others in their places. Runs in the reader."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.objects import TROUBLE
from secretaire.documents.rewriting.pdf_units import Paragraph

SMALL = 0.75
"""Below this share of its size a text is told to have been shrunk."""
_INSET = 0.3
"""How much of a line's height is left out above and below, so that its neighbours' letters stay."""
_GUTTER = 6.0
_GAP = 0.35
"""White space kept above the next paragraph, in multiples of the letters' size."""
_LINES_A_LINE_MORE = 5
_TURNS = {(1, 0): 0, (0, -1): 90, (-1, 0): 180, (0, 1): 270}


@dataclass(frozen=True, slots=True)
class _Placed:
    page: int
    place: pymupdf.Rect
    turn: int


def straight(page: Any) -> Any:
    """The page as its content is written, not as it is turned for showing."""
    if page.rotation:
        page.set_rotation(0)
    return page


def take_away(page: Any, gone: Sequence[Paragraph]) -> None:
    """Remove paragraphs' letters; pictures, drawings and links stay."""
    links = page.get_links()
    for paragraph in gone:
        for line in paragraph.lines:
            page.add_redact_annot(_core(line.box, upright=line.direction[0] != 0), fill=False, cross_out=False)
    page.apply_redactions(
        images=pymupdf.PDF_REDACT_IMAGE_NONE,
        graphics=pymupdf.PDF_REDACT_LINE_ART_NONE,
        text=pymupdf.PDF_REDACT_TEXT_REMOVE,
    )
    left = [(link["kind"], tuple(link["from"])) for link in page.get_links()]
    for link in links:  # what lies over letters that go is taken for a part of them
        if (link["kind"], tuple(link["from"])) not in left:
            with contextlib.suppress(*TROUBLE):
                page.insert_link(link)


def _core(box: Box, *, upright: bool) -> pymupdf.Rect:
    x0, y0, x1, y1 = box
    across, down = (0.0, _INSET * (y1 - y0)) if upright else (_INSET * (x1 - x0), 0.0)
    return pymupdf.Rect(x0 + across, y0 + down, x1 - across, y1 - down)


class Setter:
    """Sets texts, each on a page of a document of its own first, so that they share their fonts."""

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._writer = pymupdf.DocumentWriter(self._stream)
        self._placed: list[_Placed] = []

    def set(self, page: int, paragraph: Paragraph, text: str, others: Sequence[Paragraph]) -> bool:
        """Set a text (HTML) for a paragraph's place among the others; whether it had to be shrunk by much."""
        area = _text_area(others)
        align = paragraph.align(area)
        place = _room(paragraph, align, area, others)
        turn = _TURNS[paragraph.lines[0].direction]
        wide, high = (place.height, place.width) if turn in (90, 270) else (place.width, place.height)
        css = (
            f"body,p {{margin:0;padding:0;font-size:{paragraph.size:.2f}pt;"
            f"line-height:{paragraph.pitch:.2f};text-align:{align}}}"
        )
        story = pymupdf.Story(f"<p>{text}</p>", user_css=css)
        fit = story.fit_scale(
            pymupdf.Rect(0, 0, wide, high), scale_min=1, flags=pymupdf.mupdf.FZ_PLACE_STORY_FLAG_NO_OVERFLOW
        )
        if not fit.big_enough:
            return True
        story.reset()
        device = self._writer.begin_page(fit.rect)
        story.place(fit.rect)
        story.draw(device)
        self._writer.end_page()
        self._placed.append(_Placed(page, place, turn))
        return bool(1 / fit.parameter < SMALL)

    def finish(self, file: Any) -> None:
        """Put all texts on the file's pages."""
        self._writer.close()
        if not self._placed:
            return
        texts = pymupdf.open("pdf", self._stream.getvalue())
        texts.subset_fonts()
        for index, each in enumerate(self._placed):
            page = file.load_page(each.page)
            turned = page.rotation
            straight(page).show_pdf_page(each.place, texts, index, rotate=each.turn)
            page.set_rotation(turned)


def _room(paragraph: Paragraph, align: str, area: Box, others: Sequence[Paragraph]) -> pymupdf.Rect:
    """A paragraph's box with some of the white space around it, since translations are longer: to the right of a
    single line, below several ones."""
    x0, y0, x1, y1 = paragraph.box
    if paragraph.lines[0].direction != (1, 0):
        return pymupdf.Rect(x0, y0, x1, y1)
    boxes = [each.box for each in others if each is not paragraph]
    if align == "center":
        x0, x1 = min(x0, area[0]), max(x1, area[2])
    elif len(paragraph.lines) == 1:
        beside = [box[0] - _GUTTER for box in boxes if box[1] < y1 and box[3] > y0 and box[0] >= x1 - 1]
        x1 = max(x1, min([area[2], *beside]))
    more = 1 + len(paragraph.lines) // _LINES_A_LINE_MORE if len(paragraph.lines) > 1 else 0.3
    below = [
        box[1] - _GAP * paragraph.size
        for box in boxes
        if box[0] < x1 and box[2] > x0 and box[1] > y0 + 1 and box[3] > y1
    ]
    y1 = max(y1, min([y1 + more * paragraph.pitch * paragraph.size, *below]))
    return pymupdf.Rect(x0, y0, x1 + 1, y1 + 1)


def _text_area(paragraphs: Sequence[Paragraph]) -> Box:
    boxes = [paragraph.box for paragraph in paragraphs]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
