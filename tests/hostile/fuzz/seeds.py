"""Files to begin from, by format: what the corpus has, and what the tests' own writers make where it has little."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from tests.documents.mail.compound_files import attachment, message, written
from tests.documents.office.office_files import docx, opendocument, pptx, shape, xlsx
from tests.documents.office.office_tricks import all_tricks
from tests.documents.pdf.hidden_pdfs import TRICKS, made
from tests.documents.picture_files import black_png, bmp, picture, tiff, turned_jpeg
from tests.documents.test_books_and_tables import book

Seeds = dict[str, list[tuple[str, bytes]]]
"""Names and bytes by what a file's name ends with."""
LARGEST = 250_000
FORMATS = "pdf docx odt pptx odp ods xlsx rtf eml msg html epub csv txt md png jpg tiff gif bmp".split()
_SAME = {"htm": "html", "tsv": "csv", "tif": "tiff", "jpeg": "jpg", "xml": "html", "zip": "docx"}


def seeds(corpus: Path | None) -> Seeds:
    """All of them, in an order that does not change."""
    found: Seeds = {name: [] for name in FORMATS}
    for suffix, name, data in (*_own(), *(_of_corpus(corpus) if corpus else ())):
        found[suffix].append((name, data))
    return {suffix: files for suffix, files in found.items() if files}


def _of_corpus(corpus: Path) -> Iterator[tuple[str, str, bytes]]:
    for path in sorted(corpus.glob("*/*")):
        suffix = path.suffix[1:].lower()
        suffix = _SAME.get(suffix, suffix)
        if suffix in FORMATS and path.is_file() and 0 < path.stat().st_size <= LARGEST:
            yield suffix, f"{path.parent.name}/{path.name}", path.read_bytes()


def _own() -> Iterator[tuple[str, str, bytes]]:
    for number, (name, data, _) in enumerate(all_tricks()):
        yield _kind(data), f"own/{number} {name}", data
    for name, (trick, _) in TRICKS.items():
        yield "pdf", f"own/{name}", made(trick)
    yield "docx", "own/docx", docx("<w:p><w:r><w:t>Some text.</w:t></w:r></w:p>" * 5)
    yield "pptx", "own/pptx", pptx(shape("one"), shape("two"))
    yield "xlsx", "own/xlsx", xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    yield "odt", "own/odt", opendocument("text", "<text:p>Some text.</text:p>" * 5)
    yield "epub", "own/epub", book()
    for number, (name, data) in enumerate(_messages()):
        yield "msg", f"own/{number} {name}", data
    drawn = picture("A line of text on a card")
    yield "png", "own/png", drawn.tobytes("png")
    yield "png", "own/black", black_png(300, 200)
    yield "jpg", "own/jpg", turned_jpeg(drawn, 6)
    small = picture("x")
    small.shrink(2)
    yield "tiff", "own/tiff", tiff(small, small)
    yield "bmp", "own/bmp", bmp(small)
    yield "gif", "own/gif", _GIF
    yield "csv", "own/csv", b'id;name;amount\r\n1;"a ""b"" c";2,50\r\n' + b"2;d\xe9;3\r\n" * 40
    yield "txt", "own/txt", "Ein Satz. Noch einer.\n\nA paragraph\u202e with marks\u200b.\n".encode() * 20
    yield "md", "own/md", b"# T\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n> q\n" * 5


_GIF = (
    b"GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x10"
    b"\x00\x10\x00\x00\x02\x0e\x84\x8f\xa9\xcb\xed\x0f\xa3\x9c\xb4\xda\x8b\xb3>\x05\x00;"
)


def _kind(data: bytes) -> str:
    """What an office file is, by its parts' names."""
    marks = {b"word/": "docx", b"ppt/": "pptx", b"xl/": "xlsx", b"presentation": "odp", b"spreadsheet": "ods"}
    return next((kind for mark, kind in marks.items() if mark in data), "odt")


def _messages() -> Iterator[tuple[str, bytes]]:
    head = {"0037001F": "Subject".encode("utf-16-le"), "0C1A001F": "Name".encode("utf-16-le")}
    text = {**head, "1000001F": "Hello Max,\r\n\r\nthe meeting is at ten.\r\n".encode("utf-16-le")}
    yield "text", written(message(text))
    yield "html", written(message({**text, "10130102": b"<html><body><p>Hello <b>Max</b></p></body></html>"}))
    rtf = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}Hello{\*\htmltag72 </p>}\par}"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    yield "rtf", written(message({**head, "10090102": packed}))
    inner = message(text, head=24)
    files = [attachment("a.csv", b"a;b\n1;2\n3;4\n"), attachment("inner", inner), attachment("b.docx", docx("<w:p/>"))]
    yield "attachments", written(message(text, files))
