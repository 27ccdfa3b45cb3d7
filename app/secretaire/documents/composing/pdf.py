"""Exports as PDF: MuPDF lays out the HTML export's markup; outline, links, marking and page numbers are added."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

import secretaire.documents.pdf.quiet  # noqa: F401 - for what it does
from secretaire.documents.composing.html import body
from secretaire.documents.composing.text import clean, page_words
from secretaire.documents.composing.xmp import xmp
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

PAGE = pymupdf.paper_rect("a4")
_MARGIN, _EDGE = 62, 30
_INSIDE = pymupdf.Rect(_MARGIN, _MARGIN + 8, PAGE.x1 - _MARGIN, PAGE.y1 - _MARGIN - 8)
_HEAD = pymupdf.Rect(_MARGIN, _EDGE, PAGE.x1 - _MARGIN, _MARGIN)
_FOOT = pymupdf.Rect(_MARGIN, PAGE.y1 - _MARGIN + 4, PAGE.x1 - _MARGIN, PAGE.y1 - _EDGE + 6)
MOST_PAGES = 20_000
_STYLE = """
body{font-family:sans-serif;font-size:10.5pt;line-height:1.4;color:#1c1e21;margin:0}
h1{font-size:19pt}h2{font-size:14pt}h3{font-size:12pt}h4,h5,h6{font-size:10.5pt}
a{color:#0b5c6b}p,li{margin:3pt 0}
blockquote{font-family:serif;background-color:#fffdf6;border-left:2pt solid #d9dad6;margin:3pt 0 6pt 0;padding:3pt 8pt}
table{border-collapse:collapse;width:100%}
td,th{border:0.5pt solid #b5b8b4;padding:2pt 4pt;vertical-align:top;text-align:left;font-size:9pt}
th{background-color:#f2f2ef}
pre,code{font-family:monospace;font-size:9pt}pre{white-space:pre-wrap}
"""
_FRAME = "body{font-family:sans-serif;font-size:8.5pt;color:#5b6169;margin:0}p{margin:0}b{color:#1c1e21}"


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """The file, whole. Laid out twice: the foot of the first page tells how many there are."""
    markup = "".join(body(blocks))
    total = sum(1 for story in _placed(markup) if story.draw(None) is None)
    out = io.BytesIO()
    writer = pymupdf.DocumentWriter(out)
    positions: list[Any] = []
    for number, story in enumerate(_placed(markup), start=1):
        device = writer.begin_page(PAGE)
        story.element_positions(
            lambda position: positions.append(position), {"page_num": number}
        )  # it wants Python code
        story.draw(device)
        for words, where in _frame(about, number, total):
            around = pymupdf.Story(words, user_css=_FRAME)
            around.place(where)
            around.draw(device)
        writer.end_page()
    writer.close()
    document = pymupdf.Story.add_pdf_links(out, _whole_links(positions))
    _describe(document, about, positions)
    document.subset_fonts()
    yield document.tobytes(garbage=3, deflate=True, use_objstms=1)


def _placed(markup: str) -> Iterator[Any]:
    """The story, once for each page, with that page's part placed."""
    story = pymupdf.Story(markup, user_css=_STYLE)
    for _ in range(MOST_PAGES):
        more, _filled = story.place(_INSIDE)
        yield story
        if not more:
            return
    raise CannotRead("export_too_large")  # rather than cut off: the host says so and writes nothing


def _frame(about: WireAbout, number: int, total: int) -> Iterator[tuple[str, Any]]:
    marking = html.escape(clean(about.provenance.marking))
    before, between, after = map(html.escape, page_words(about))
    centred = f'<p style="text-align:center"><b>{marking}</b></p>' if marking else ""
    if centred:
        yield centred, _HEAD
    notice = html.escape(clean(about.notice))
    yield f"<p>{notice}</p>{centred}", _FOOT
    yield f'<p style="text-align:right">{before}{number}{between}{total}{after}</p>', _FOOT


def _whole_links(positions: Sequence[Any]) -> list[Any]:
    """Positions with one rectangle for a link's pieces on one line: MuPDF tells each piece of one look or font."""
    made: list[Any] = []
    for position in positions:
        last = made[-1] if made else position
        one = made and last.href and last.href == position.href and last.page_num == position.page_num
        if one and abs(last.rect[1] - position.rect[1]) < 1 and abs(last.rect[2] - position.rect[0]) < 1:
            last.rect = (*last.rect[:2], *position.rect[2:])
        else:
            made.append(position)
    return made


def _describe(document: Any, about: WireAbout, positions: Sequence[Any]) -> None:
    provenance = about.provenance
    document.set_toc(_outline(positions), collapse=2)
    document.set_metadata(
        {
            "title": clean(about.title),
            "author": "Secretaire",
            "subject": clean(about.notice),
            "keywords": clean(provenance.marking),
            "creator": provenance.generator,
            "creationDate": _pdf_date(provenance.exported_at),
            "modDate": _pdf_date(provenance.exported_at),
        }
    )
    document.set_xml_metadata(xmp(about))
    document.set_language(about.language)
    catalogue = document.pdf_catalog()
    document.xref_set_key(catalogue, "ViewerPreferences", "<</DisplayDocTitle true>>")
    document.xref_set_key(catalogue, "PageMode", "/UseOutlines")


def _outline(positions: Sequence[Any]) -> list[list[Any]]:
    """Headings with their pages; a level is at most one deeper than the one before."""
    made: list[list[Any]] = []
    for position in positions:
        if position.heading and position.open_close & 1 and (position.text or "").strip():
            level = min(position.heading, made[-1][0] + 1 if made else 1)
            top = {"kind": 1, "to": pymupdf.Point(position.rect[0], position.rect[1]), "zoom": 0}
            made.append([level, " ".join(position.text.split())[:500], position.page_num, top])
    return made


def _pdf_date(moment: str) -> str:
    """ISO 8601 in UTC as PDF writes it (ISO 32000-1, 7.9.4)."""
    digits = "".join(character for character in moment[:19] if character.isdigit())
    return f"D:{digits}Z"
