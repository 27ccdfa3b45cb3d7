"""EPUB: its chapters in the order of its spine (EPUB 3.3). Runs in the reader."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from secretaire.documents.formats import html
from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import Archive, CannotRead, Source
from secretaire.documents.html.pieces import pieces_of
from secretaire.documents.office.office_text import Damage, OfficeFile

_MIME = b"application/epub+zip"
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to obfuscate fonts, which hide no text."""
_PAGES = ("application/xhtml+xml", "text/html", "image/svg+xml")
_SPACE = re.compile(r"\s+")


def recognises(source: Source) -> bool:
    """A ZIP archive that names itself one, or has the book's container."""
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    archive = source.archive
    return archive is not None and (_MIME in source.head[:120] or _CONTAINER in archive.names)


def open_file(source: Source) -> FlowFile:
    """Raises CannotRead: ``password_unsupported`` for a protected book, ``damaged``, ``unpacks_too_large``."""
    archive = source.archive
    if archive is None:
        raise CannotRead("damaged")
    _check_open(archive)
    package = _package(archive)
    book = _xml(archive.read(package))
    damage = Damage()
    pieces = [
        piece
        for number, path in enumerate(_spine(book, package), start=1)
        for piece in _chapter(archive, path, number, damage)
    ]
    whole = [*pieces[:1], *_about(book), *pieces[1:]]  # the first piece only names the first section
    return OfficeFile("application/epub+zip", whole, _first(book, "title"), damage)


def _check_open(archive: Archive) -> None:
    """That nothing but fonts is encrypted."""
    if _ENCRYPTION not in archive.names:
        return
    methods = [
        each.get("Algorithm", "") for each in _xml(archive.read(_ENCRYPTION)).iter() if _is(each, "EncryptionMethod")
    ]
    if any(not method.startswith(_FONTS) for method in methods):
        raise CannotRead("password_unsupported")


def _package(archive: Archive) -> str:
    """The path of the package document."""
    named = [each.get("full-path", "") for each in _xml(archive.read(_CONTAINER)).iter() if _is(each, "rootfile")]
    found = [each for each in named if each in archive.names]
    if not found:
        raise CannotRead("damaged")
    return found[0]


def _spine(book: Element, package: str) -> Iterator[str]:
    """Paths of the chapters in order, each once; what the spine leaves out comes last, so that it is not lost."""
    manifest = {each.get("id", ""): each for each in book.iter() if _is(each, "item")}
    named = dict.fromkeys(each.get("idref", "") for each in book.iter() if _is(each, "itemref"))
    left = [key for key, each in manifest.items() if each.get("media-type") in _PAGES[:2] and key not in named]
    left = [key for key in left if "nav" not in (manifest[key].get("properties") or "").split()]
    for key in [*named, *left]:
        item = manifest.get(key)
        if item is None:
            yield key or "?"  # nothing stands there: its section says so
        elif item.get("media-type") in _PAGES and item.get("href"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href", ""))))


def _chapter(archive: Archive, path: str, number: int, damage: Damage) -> Iterator[Piece]:
    """A chapter's pieces, the first of which names its section. One that can't be read is told, too."""
    try:
        document, notices = html.parse(archive.read(path), xml=True)
    except CannotRead as error:
        anchor = f"{number}. {_SPACE.sub(' ', posixpath.basename(path))}"[:1000]
        damage.within(anchor, error.code)
        yield Piece(anchor=anchor)
        return
    pieces = [*notices, *pieces_of(document)]
    heading = next((each.written for each in pieces if each.kind == "heading" and each.hidden is None), "")
    name = " ".join((heading or html.title_of(document)).split())[:200] or posixpath.basename(path)
    yield Piece(anchor=f"{number}. {name}")
    yield from (replace(each, anchor="") for each in pieces)


def _about(book: Element) -> Iterator[Piece]:
    """What the book says of itself, where no page shows it."""
    told = [_first(book, name) for name in ("creator", "publisher", "date", "language", "description")]
    text = "; ".join(each for each in told if each)
    if text:
        yield Piece(text, hidden="metadata")


def _first(book: Element, name: str) -> str:
    texts = ("".join(each.itertext()) for each in book.iter() if _is(each, name))
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _xml(data: bytes) -> Element:
    try:
        return defusedxml.ElementTree.fromstring(data)  # type: ignore[no-any-return]  # the library has no types
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise CannotRead("damaged") from error
