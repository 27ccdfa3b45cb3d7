"""Which objects of a PDF hold a name: its bytes searched at once, streams left out. Runs in the reader.

Asking MuPDF for every object takes longer than reading the text. So the file's own bytes say which objects are worth
asking for, and MuPDF what stands in them now: a file may hold earlier versions of itself.
"""

from __future__ import annotations

import mmap
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pymupdf

TROUBLE = (RuntimeError, ValueError, IndexError, KeyError, TypeError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises over damaged files."""
NAMES = (
    "Alt ActualText JavaScript JS Launch GoToR GoToE ImportData SubmitForm AA OpenAction EmbeddedFiles FileAttachment "
    "XFA RichMedia Rendition Movie Sound Screen Hide URL TilingType VE BM Luminosity Alpha ca AnyOff None Separation "
    "RV"
)
MOST_OBJECTS = 20_000
_NAME = re.compile(rf"/({'|'.join(NAMES.split())})(?![A-Za-z0-9])".encode())
_BEGINS = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_DICTIONARY = 400
_RICH = 1 << 25
"""The flag of a field whose rich value is shown (ISO 32000-2, 12.7.5.3)."""
_DEEPEST = 20
_FIRST = re.compile(rb"/First\s+(\d{1,9})")


class Objects:
    """The objects of a file, by the names in them."""

    def __init__(self, file: Any, descriptor: int, size: int) -> None:
        self._file = file
        self._by_name: dict[str, list[int]] = {}
        with mmap.mmap(descriptor, size, prot=mmap.PROT_READ) as data:
            for number, name in self._named(data):
                self._by_name.setdefault(name.decode(), []).append(number)

    def holding(self, *names: str) -> list[int]:
        """The numbers of the objects that hold one of the names, at any depth; each once."""
        found = dict.fromkeys(number for name in names for number in self._by_name.get(name, ()))
        return list(found)[:MOST_OBJECTS]

    def holds(self, *names: str) -> bool:
        """Whether any object does."""
        return any(name in self._by_name for name in names)

    def _named(self, data: mmap.mmap) -> Iterator[tuple[int, bytes]]:
        """Objects and the names in them, those in object streams too."""
        for text, stream in _outside_streams(data):
            shown = _unescaped(text)
            for match in _NAME.finditer(shown):
                yield _object_at(shown, match.start()), match[1]
            if stream and b"ObjStm" in text[-_DICTIONARY:]:
                yield from self._packed(_object_at(text, len(text)), text[-_DICTIONARY:])

    def _packed(self, number: int, dictionary: bytes) -> Iterator[tuple[int, bytes]]:
        first = _FIRST.search(dictionary, dictionary.rfind(b" obj") + 1)
        try:
            text = self._file.xref_stream(number) or b""
            begin = int(first[1]) if first else 0
            numbers = [int(each) for each in text[:begin].split()]
        except TROUBLE:
            return
        offsets = [begin + offset for offset in numbers[1::2]]
        for match in _NAME.finditer(_unescaped(text)):
            at = bisect_right(offsets, match.start()) - 1
            if at >= 0:
                yield numbers[2 * at], match[1]


def _outside_streams(data: mmap.mmap) -> Iterator[tuple[bytes, bool]]:
    """The bytes between streams, and whether a stream follows them."""
    at = 0
    while at < len(data):
        stream = _STREAM.search(data, at)
        yield data[at : stream.start() if stream else len(data)], stream is not None
        if stream is None:
            return
        end = data.find(b"endstream", stream.end())
        at = end + 9 if end >= 0 else len(data)


def _object_at(text: bytes, at: int) -> int:
    """The number of the object that a place lies in; 0 where that is not to be told."""
    begin = text.rfind(b"obj", 0, at)
    found = _BEGINS.search(text, max(0, begin - 20), begin + 3) if begin >= 0 else None
    return int(found[1]) if found else 0


def _unescaped(text: bytes) -> bytes:
    """Names may be written with escapes to be overlooked: ``/J#61vaScript``. Lengths change, and nobody minds."""
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text) if b"#" in text else text


REFERENCE = re.compile(r"(\d+) 0 R")
"""Where MuPDF writes that an object stands elsewhere: its number."""


def nested(found: Any, depth: int = 0) -> Iterator[Any]:
    """MuPDF's dictionaries and arrays in an object, itself among them; what it refers to left out."""
    mupdf = pymupdf.mupdf
    if mupdf.pdf_is_array(found):
        inner = [mupdf.pdf_array_get(found, at) for at in range(mupdf.pdf_array_len(found))]
    elif mupdf.pdf_is_dict(found):
        inner = [mupdf.pdf_dict_get_val(found, at) for at in range(mupdf.pdf_dict_len(found))]
    else:
        return
    yield found
    for each in inner if depth < _DEEPEST else ():
        if not mupdf.pdf_is_indirect(each):
            yield from nested(each, depth + 1)


def object_text(file: Any, number: int) -> str:
    """An object as MuPDF writes it, names without escapes; "" where there is none."""
    try:
        return str(file.xref_object(number, compressed=True))
    except TROUBLE:
        return ""


def value(file: Any, number: int, key: str) -> str:
    """An entry of a dictionary as text: strings decoded, a reference followed; "" where it is missing."""
    try:
        kind, text = file.xref_get_key(number, key)
        if kind == "xref":
            return object_text(file, int(text.split()[0]))
        return "" if kind == "null" else str(text)
    except TROUBLE:
        return ""


def stream(file: Any, number: int) -> bytes:
    """What follows an object, unpacked; b"" where nothing does."""
    try:
        return bytes(file.xref_stream(number) or b"")
    except TROUBLE:
        return b""


def _keep_plain(field: Any) -> None:
    """Call a rich value that isn't shown a comment's: MuPDF would draw it in the plain one's place."""
    mupdf = pymupdf.mupdf
    rich = mupdf.pdf_dict_gets(field, "RV")
    if (
        rich.m_internal
        and not mupdf.pdf_to_int(mupdf.pdf_dict_get_inheritable(field, mupdf.pdf_new_name("Ff"))) & _RICH
    ):
        mupdf.pdf_dict_puts(field, "RC", rich)
        mupdf.pdf_dict_dels(field, "RV")


def number_notes(file: Any, page: Any, *, rich: bool = False) -> None:
    """Make objects of the comments, links and fields that a page holds itself: else nobody can ask for them.

    ``rich``: whether any field of the file has a rich value.
    """
    mupdf = pymupdf.mupdf
    try:
        document = mupdf.pdf_document_from_fz_document(file.this)
        notes = mupdf.pdf_dict_gets(mupdf.pdf_page_from_fz_page(page.this).obj(), "Annots")
        for at in range(mupdf.pdf_array_len(notes)):
            note = mupdf.pdf_array_get(notes, at)
            if mupdf.pdf_is_dict(note) and not mupdf.pdf_is_indirect(note):
                mupdf.pdf_array_put(notes, at, mupdf.pdf_add_object(document, note))
            for field in (note, mupdf.pdf_dict_gets(note, "Parent")) if rich else ():
                _keep_plain(field)
    except TROUBLE:
        return
