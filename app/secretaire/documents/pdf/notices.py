"""What a PDF would do or fetch, if it were let: told, never followed. Runs in the reader."""

from __future__ import annotations

import re
from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import TROUBLE, Objects, object_text, value
from secretaire.documents.reader.wire import NoticeCode

_ACTIONS: tuple[tuple[str, NoticeCode], ...] = (
    (r"/S/JavaScript|/JavaScript\b|/JS\b", "javascript"),
    (r"/S/Launch\b", "launch_action"),
    (r"/S/(?:GoToR|GoToE|ImportData|SubmitForm)\b|/URI\(file:", "external_reference"),
    (
        r"/Subtype/(?:RichMedia|3D|Movie|Sound|Screen)\b|/S/(?:Rendition|Movie|Sound|RichMediaExecute)\b",
        "active_content",
    ),
)
_AUTOMATIC = re.compile(r"/S/(?!GoTo\b)\w+")
_REFERENCE = re.compile(r"/(?:A|AA|Next|JS|O|C|E|X|D|U|Fo|Bl|PO|PC|PV|PI|K|F|V|WC|WS|DS|WP|DP|OpenAction) (\d+) 0 R")
_REMOTE = re.compile(r"/Length\b.*/FS/URL\b|/FS/URL\b.*/Length\b", re.DOTALL)
"""A stream, a picture's for instance, whose bytes lie on a server."""
_DEEPEST = 4
_WORTH = ("JavaScript", "JS", "Launch", "GoToR", "GoToE", "ImportData", "SubmitForm", "AA", "OpenAction", "RichMedia")
_WORTH_TOO = ("Rendition", "Movie", "Sound", "Screen", "URL")


def notices_of_document(file: Any, objects: Objects) -> list[NoticeCode]:
    """What belongs to the whole file; told on its first page."""
    catalog = file.pdf_catalog()
    found: list[NoticeCode] = []
    opening = _reached(file, value(file, catalog, "OpenAction"))
    always = _reached(file, value(file, catalog, "AA"))
    if _AUTOMATIC.search(opening) or _AUTOMATIC.search(always):
        found.append("automatic_action")
    found += _named(opening + always)
    if objects.holds("JavaScript", "JS") and value(file, catalog, "Names/JavaScript"):
        found.append("javascript")
    if any(_REMOTE.search(object_text(file, each)) for each in objects.holding("URL")):
        found.append("remote_image")
    if value(file, catalog, "AcroForm/XFA"):
        found.append("active_content")
    fields = value(file, catalog, "AcroForm/Fields")
    if fields and fields != "[]":
        found.append("form")
    return list(dict.fromkeys(found))


def notices_of_page(file: Any, page: Any, objects: Objects) -> list[NoticeCode]:
    """What belongs to a page and to what lies on it."""
    if not objects.holds(*_WORTH, *_WORTH_TOO) and not _links_to_files(page):
        return []
    own = _reached(file, value(file, page.xref, "AA"))
    found: list[NoticeCode] = ["automatic_action"] if own else []
    text = own
    try:
        annotations = page.annot_xrefs()
    except TROUBLE:
        annotations = []
    for number, *_ in annotations:
        each = object_text(file, number)
        text += each + _reached(file, each)
    return list(dict.fromkeys([*found, *_named(text)]))


def _links_to_files(page: Any) -> bool:
    links = pymupdf.mupdf.fz_load_links(page.this)  # PyMuPDF's own objects for them take ten times as long
    link = links.m_internal
    while link:
        if str(link.uri or "").startswith("file:"):
            return True
        link = link.next
    return False


def _named(text: str) -> list[NoticeCode]:
    return [code for pattern, code in _ACTIONS if re.search(pattern, text)]


def _reached(file: Any, text: str) -> str:
    """A text and that of the actions it refers to."""
    seen: set[int] = set()
    whole = pending = text
    for _ in range(_DEEPEST):
        numbers = {int(number) for number in _REFERENCE.findall(pending)} - seen
        if not numbers:
            break
        seen |= numbers
        pending = "".join(object_text(file, number) for number in sorted(numbers))
        whole += pending
    return whole
