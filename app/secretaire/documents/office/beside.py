"""What lies in an office file beside its pages: told where it says something that the document does not show.

Parts that nothing shows (custom XML, caches, orphans, building blocks), lists to choose from, arguments of fields.
Names, identifiers and switches are no text. Runs in the reader.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.office.guarded_xml import parse
from secretaire.documents.office.office_archive import Remembered

LEAST_WORDS = 5
_KNOWN = 0.9
"""Of its words, how many the document must show for it to say nothing new."""
_ABOUT = re.compile(r"^[\W_]+|[\W_]+$|['’-]")
"""What a word has about it, and within."""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARAGRAPHS = ("w:p", "a:p", "s:si", "s:is", "text:p", "text:h")
_STOCK = ("dgm:layoutDef", "dgm:styleDef", "dgm:colorsDef", "a:theme", "{http://www.w3.org/2001/XMLSchema}schema")
"""What every file of a program brings: how diagrams are laid out, colours, what properties may be."""
_VALUES = ((b">", b""), (b'="', b'"'), (b"='", b"'"))
_UTF8 = (b"<", b"\xef\xbb\xbf<")
_SENTENCES = [re.compile(begin + rb"\s*[^%b<>\s]+(?:\s+[^%b<>\s]+){4}" % (end, end)) for begin, end in _VALUES]
_IDEOGRAPHS = re.compile(rb"(?:[\xe3-\xed][\x80-\xbf]{2}){12}")
_ODD = (b":t>", b":t ", b"<t>", b"<t ", b"&#", b"<![")
"""What a sentence may be taken apart by: runs, characters written as numbers."""
_LONGEST = 20_000
_LONGEST_WORD = 50
_MOST = 500


def says_something(text: str) -> bool:
    """Whether a text has the words of a sentence."""
    return len(_words(text)) + len(_IDEOGRAPH.findall(text)) // 3 >= LEAST_WORDS


def unsaid(pieces: Sequence[Piece], more: Iterable[str] = ()) -> list[Piece]:
    """The pieces; those beside the pages, and ``more``, only where they say what the others don't in like words."""
    found = [text for text in dict.fromkeys(more) if says_something(text)]
    pieces = [each for each in pieces if not each.beside or says_something(each.text)]
    if not found and not any(each.beside for each in pieces):
        return pieces
    whole = "\n".join(each.written for each in pieces if not each.beside)
    shown = set(_words(whole))
    told: set[str] = set()

    def is_new(text: str) -> bool:
        words = _words(text)
        new = text not in told and text not in whole
        told.add(text)
        return new and sum(each in shown for each in words) < _KNOWN * max(1, len(words))

    kept = [each for each in pieces if not each.beside or is_new(each.text)]
    kept[1:1] = [Piece(text, hidden="metadata") for text in found if is_new(text)]
    return kept


def unread(parts: Remembered) -> Iterator[str]:
    """The sentences of an archive's parts that nothing asked for; placeholders of masters are stock."""
    for data in parts.unread():
        if _may_say(_without_stock(data)) or not data.startswith(_UTF8):
            with contextlib.suppress(CannotRead, RecursionError):
                yield from of_part(parse(data).root)


def _may_say(data: bytes) -> bool:
    """Whether a part may have sentences: most have none, and need no tree."""
    odd = any(each in data for each in _ODD) or (not data.isascii() and _IDEOGRAPHS.search(data) is not None)
    return odd or any(each.search(data) for each in _SENTENCES)


def _without_stock(data: bytes) -> bytes:
    """A part without the placeholders of masters and layouts, which is all that most of them have."""
    first, *shapes = data.split(b"<p:sp>")
    return first + b"".join(each.partition(b"</p:sp>")[2] if b"<p:ph" in each else each for each in shapes)


def of_part(root: Element) -> Iterator[str]:
    """The sentences that a part's elements and attributes hold, so many at most."""
    said = (" ".join(text[:_LONGEST].split()) for text in _texts(root))
    return itertools.islice(filter(says_something, said), _MOST)


def _texts(element: Element) -> Iterator[str]:
    if element.tag in _STOCK or (element.tag == "p:sp" and next(element.iter("p:ph"), None) is not None):
        return
    if element.tag in _PARAGRAPHS:
        yield "".join(element.itertext())
        return
    yield from element.attrib.values()
    for text in (element.text, *(child.tail for child in element)):
        if text:
            yield text
    for child in element:
        yield from _texts(child)


def _words(text: str) -> list[str]:
    """What stands between blanks and has letters alone: no address, no version."""
    words = (_ABOUT.sub("", each) for each in text.casefold().split() if len(each) < _LONGEST_WORD)
    return [each for each in words if len(each) > 1 and each.isalpha()]
