"""XML of strangers: no document type, so no entities; nothing is fetched; what is cut off is read as far as it goes.

Expat does the work. A document type is refused before a tree is made: office formats forbid it (ECMA-376 part 2,
8.1.4; it is of no use in OpenDocument), and entity bombs and external entities begin with it. Runs in the reader.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, XMLPullParser
from xml.parsers import expat

from secretaire.documents.formats.source import CannotRead

MOST_TREE = 48 * 1024 * 1024
"""Bytes of XML that are made one tree: it takes about ten times as much memory."""
_PIECE = 64 * 1024
_LOOK = 1024
_STRICT = b"http://purl.oclc.org/ooxml/"
_ECMA = "http://schemas.openxmlformats.org/"
_MICROSOFT = "http://schemas.microsoft.com/office/"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    f"{_ECMA}wordprocessingml/2006/main": "w",
    f"{_ECMA}presentationml/2006/main": "p",
    f"{_ECMA}spreadsheetml/2006/main": "s",
    f"{_ECMA}drawingml/2006/main": "a",
    f"{_ECMA}drawingml/2006/wordprocessingDrawing": "wp",
    f"{_ECMA}drawingml/2006/spreadsheetDrawing": "xdr",
    f"{_ECMA}drawingml/2006/chart": "c",
    f"{_ECMA}drawingml/2006/diagram": "dgm",
    f"{_ECMA}drawingml/2006/picture": "pic",
    f"{_ECMA}officeDocument/2006/math": "m",
    f"{_ECMA}officeDocument/2006/relationships": "r",
    f"{_ECMA}package/2006/relationships": "rel",
    f"{_ECMA}package/2006/content-types": "ct",
    f"{_ECMA}package/2006/metadata/core-properties": "cp",
    f"{_ECMA}officeDocument/2006/custom-properties": "op",
    f"{_ECMA}markup-compatibility/2006": "mc",
    f"{_MICROSOFT}word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}word/2010/wordprocessingGroup": "wpg",
    f"{_MICROSOFT}word/2010/wordprocessingCanvas": "wpc",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    f"{_MICROSOFT}drawing/2008/diagram": "dsp",
    f"{_MICROSOFT}spreadsheetml/2018/threadedcomments": "tc",
    f"{_MICROSOFT}powerpoint/2018/8/main": "p188",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
    f"{_OPEN}svg-compatible:1.0": "svg",
    f"{_OPEN}xsl-fo-compatible:1.0": "fo",
    **{
        f"{_OPEN}{name}:1.0": name
        for name in "office text table style meta presentation form chart script manifest".split()
    },
    f"{_OPEN}drawing:1.0": "draw",
    f"{_OPEN}datastyle:1.0": "number",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}


class _Names(dict[str, str]):
    """``{namespace}name`` to ``prefix:name``, each made once; a namespace that means nothing here stays."""

    def __missing__(self, full: str) -> str:
        namespace, brace, name = full[1:].partition("}")
        namespace = _transitional(namespace.encode()).decode()
        prefix = _PREFIXES.get(namespace, "") if full.startswith("{") and brace else ""
        short = f"{prefix}:{name}" if prefix else full
        if len(self) < 10_000:  # a stranger's names may have no end
            self[full] = short
        return short


_NAMES = _Names()


def short_name(full: str) -> str:
    """``{namespace}name`` as ``prefix:name``, where the namespace means something here."""
    return _NAMES[full]


@dataclass(frozen=True, slots=True)
class Tree:
    """A root, and whether the XML was whole: else the tree ends where the damage began."""

    root: Element
    whole: bool


def parse(data: bytes) -> Tree:
    """The tree, names shortened to ``prefix:name``. Raises CannotRead: ``damaged``, ``unpacks_too_large``."""
    if len(data) > MOST_TREE:
        raise CannotRead("unpacks_too_large")
    data = _transitional(data)
    refuse_document_type(data)
    builder = TreeBuilder()
    parser = XMLParser(target=builder)  # noqa: S314 - a document type was refused
    whole = True
    try:
        parser.feed(data)
        parser.close()
    except (ParseError, ValueError, LookupError):
        whole = False
        with contextlib.suppress(IndexError):  # nothing was begun
            builder.end("")  # the text before the damage belongs to the last element
    root = builder.close()
    if not isinstance(root, Element):
        raise CannotRead("damaged")
    return Tree(_shortened(root), whole)


def children(data: bytes, divided: str) -> Iterator[Element]:
    """The root's children one by one, and those of ``divided`` in its place; each is forgotten after.

    Raises CannotRead("damaged") where the damage is; what stands before it was given.
    """
    data = _transitional(data)
    refuse_document_type(data)
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))  # a document type was refused
    above: list[Element] = []
    try:
        for at in range(0, len(data), _PIECE):
            parser.feed(data[at : at + _PIECE])
            yield from _ended(parser, above, divided)
        parser.close()
        yield from _ended(parser, above, divided)
    except (ParseError, ValueError, LookupError) as error:
        raise CannotRead("damaged") from error


def down(element: Element | None, *names: str) -> Element | None:
    """The first child of the first child … by these names. (ElementTree's paths take our prefixes for its own.)"""
    for name in names:
        element = None if element is None else element.find(name)
    return element


def _ended(parser: XMLPullParser[Element], above: list[Element], divided: str) -> Iterator[Element]:
    for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        depth = len(above)
        within = depth == 2 and _NAMES[above[1].tag] == divided
        if within or (depth == 1 and _NAMES[element.tag] != divided):
            yield _shortened(element)
        if within or depth == 1:
            above[-1].clear()


def refuse_document_type(data: bytes) -> None:
    """Raises CannotRead("damaged") for one. Reads as far as the first element: after it a document type is an error."""
    begun: list[str] = []

    def refuse(*_: object) -> None:
        raise CannotRead("damaged")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: begun.append(name)
    try:
        for at in range(0, len(data), _LOOK):
            parser.Parse(data[at : at + _LOOK], False)
            if begun:
                return
    except (expat.ExpatError, ValueError, LookupError):
        return  # the tree's parser tells


def _shortened(root: Element) -> Element:
    for element in root.iter():
        element.tag = _NAMES[element.tag]
        if element.attrib:
            element.attrib = {_NAMES[name]: value for name, value in element.attrib.items()}
    return root


def _transitional(data: bytes) -> bytes:
    """ISO strict's namespaces (29500-1) as the transitional ones, which mean the same here."""
    if _STRICT not in data[:8192]:
        return data
    ecma = _ECMA.encode()
    for name in (b"wordprocessingml", b"presentationml", b"spreadsheetml"):
        data = data.replace(_STRICT + name + b"/main", ecma + name + b"/2006/main")
    data = data.replace(_STRICT + b"officeDocument/", ecma + b"officeDocument/2006/")
    for name in (b"main", b"chart", b"diagram", b"picture", b"wordprocessingDrawing", b"spreadsheetDrawing"):
        data = data.replace(_STRICT + b"drawingml/" + name, ecma + b"drawingml/2006/" + name)
    return data
