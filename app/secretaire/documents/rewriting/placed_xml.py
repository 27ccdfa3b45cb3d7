"""XML of strangers as a tree whose elements know where they stand in the bytes. Runs in the reader."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from secretaire.documents.formats.source import CannotRead
from secretaire.documents.office.guarded_xml import MOST_TREE, refuse_document_type, short_name

_START_TAG = re.compile(rb"""<[^\s<>/]+(?:\s+[^\s=<>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARED = re.compile(rb"""\A<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Placed(Element):
    """An element; its markup stands from ``begin`` to ``end``, its content from ``inside`` to ``until``."""

    begin = inside = until = end = 0


def in_utf8(data: bytes) -> bytes:
    """A part in UTF-8, whatever it was in. Raises CannotRead("damaged")."""
    declared = _DECLARED.match(data)
    wide = data.startswith(_MARKS) or data[1:2] == b"\0" or data[:1] == b"\0"
    if not wide and (declared is None or declared[1].decode().lower() in _UTF8):
        return data
    try:
        encoding = "utf-16" if wide or declared is None else declared[1].decode()
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeError, LookupError) as error:
        raise CannotRead("damaged") from error
    return re.sub(r"\A<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-8"?>', text).encode()


def parse(data: bytes) -> Placed:
    """The tree of a part in UTF-8, names shortened to ``prefix:name``.

    Raises CannotRead: ``damaged`` (also for what is cut off: it can't be written whole), ``unpacks_too_large``.
    """
    if len(data) > MOST_TREE:
        raise CannotRead("unpacks_too_large")
    refuse_document_type(data)
    try:
        return _Parser(data).run()
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise CannotRead("damaged") from error


class _Parser:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._builder = TreeBuilder(Placed)
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data

    def run(self) -> Placed:
        self._parser.Parse(self._data, True)
        root = self._builder.close()
        if not isinstance(root, Placed):
            raise ValueError
        return root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = self._builder.start(_full(name), {_full(key): value for key, value in attributes.items()})
        begin = self._parser.CurrentByteIndex
        tag = _START_TAG.match(self._data, begin)
        if tag is None or not isinstance(element, Placed):
            raise ValueError
        element.begin, element.inside = begin, tag.end()

    def _end(self, name: str) -> None:
        element = self._builder.end(_full(name))
        if not isinstance(element, Placed):
            raise ValueError
        if self._data[element.inside - 2 : element.inside] == b"/>":
            element.until = element.end = element.inside
            return
        element.until = self._parser.CurrentByteIndex
        element.end = self._data.index(b">", element.until) + 1


def _full(name: str) -> str:
    return short_name("{" + name) if "}" in name else name


def name_at(data: bytes, element: Placed) -> bytes:
    """An element's name as it is written there, with the part's own prefix."""
    match = _NAME.match(data, element.begin)
    return match[1] if match else b""


def escaped(text: str) -> bytes:
    """Text as XML's character data, without what XML can't hold."""
    return escape(_NOT_XML.sub("", text)).encode()


def kids(element: Element) -> list[Placed]:
    """Its children."""
    return [child for child in element if isinstance(child, Placed)]


def child(element: Element, tag: str) -> Placed | None:
    """The first child of that name."""
    found = element.find(tag)
    return found if isinstance(found, Placed) else None
