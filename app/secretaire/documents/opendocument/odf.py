"""OpenDocument packages (ODF 1.3 part 2): parts, encryption, properties, what they bring along. Runs in the reader."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.office.guarded_xml import Tree, down, parse
from secretaire.documents.office.office_archive import Parts, Remembered, Salvaged, parts_of
from secretaire.documents.reader.wire import NoticeCode

_MIME = "application/vnd.oasis.opendocument."
_LONGEST_MIME = 200
_MACROS = ("Basic/", "Scripts/")
_COMMANDS = ("text:dde-connection-decl", "table:dde-link")
_ACTIVE = ("draw:applet", "draw:plugin", "text:script")
_FETCHED = (
    "text:section-source",
    "table:table-source",
    "table:cell-range-source",
    "draw:floating-frame",
    "draw:object",
)


class Package:
    """An open package."""

    def __init__(self, parts: Parts) -> None:
        self.parts = Remembered(parts)
        self._objects: dict[str, Element | None] = {}
        self.cut_off = isinstance(parts, Salvaged)

    @cached_property
    def kind(self) -> str:
        """ "text", "presentation", "spreadsheet" … as its first entry says; a template is what it makes."""
        if "mimetype" not in self.parts.names:
            return ""
        said = self.parts.read("mimetype")[:_LONGEST_MIME].decode("ascii", "replace").strip()
        return said.removeprefix(_MIME).removesuffix("-template") if said.startswith(_MIME) else ""

    def refuse_encrypted(self) -> None:
        """Raises CannotRead("password_unsupported") where the manifest says so."""
        root = self.root("META-INF/manifest.xml")
        if root is not None and next(root.iter("manifest:encryption-data"), None) is not None:
            raise CannotRead("password_unsupported")

    def data(self, name: str) -> bytes:
        """A part's bytes. Raises CannotRead."""
        return self.parts.read(name)

    def tree(self, name: str) -> Tree:
        """A part as a tree. Raises CannotRead."""
        return parse(self.data(name))

    def root(self, name: str) -> Element | None:
        """A part's root that may be missing or damaged without harm to the rest."""
        if name not in self.parts.names:
            return None
        try:
            return self.tree(name).root
        except CannotRead as error:
            if error.code == "unpacks_too_large":
                raise
            return None

    def object(self, address: str) -> Element | None:
        """The content of an embedded chart or formula; None for what is elsewhere or of another kind."""
        if address not in self._objects:
            self._objects[address] = self.root(posixpath.normpath(f"{address}/content.xml"))
        return self._objects[address]

    def taken(self, address: str) -> Element | None:
        """The same, but once only: a file may not grow by showing one object without end."""
        root = self.object(address)
        self._objects[address] = None
        return root

    @cached_property
    def _meta(self) -> Element | None:
        return down(self.root("meta.xml"), "office:meta")

    @property
    def title(self) -> str:
        """The document's own title."""
        found = down(self._meta, "dc:title")
        return "" if found is None else (found.text or "").strip()

    def properties(self) -> Iterator[Piece]:
        """What its properties say: nobody sees it in the document."""
        for each in () if self._meta is None else self._meta:
            text = (each.text or "").strip()
            free = each.tag in ("dc:subject", "dc:description", "meta:keyword")
            if text and (free or (each.tag == "meta:user-defined" and " " in text)):
                yield Piece(text, hidden="metadata")
            elif text:
                yield Piece(text, hidden="metadata", beside=True)

    def notices(self, *roots: Element | None) -> tuple[NoticeCode, ...]:
        """What it brings along or refers to outside of the file."""
        found: list[NoticeCode] = []
        if any(name.startswith(_MACROS) and not name.endswith(("/", "script-lc.xml")) for name in self.parts.names):
            found.append("macro")
        template = down(self._meta, "meta:template")
        if template is not None and _is_remote(template.get("xlink:href", "")):
            found.append("external_template")
        for root in roots:
            for each in () if root is None else root.iter():
                notice = self._notice(each)
                if notice is not None and notice not in found:
                    found.append(notice)
        return tuple(found)

    def _notice(self, each: Element) -> NoticeCode | None:
        tag, address = each.tag, each.get("xlink:href", "")
        if tag == "script:event-listener" or tag == "text:execute-macro":
            return "macro"
        if tag == "presentation:event-listener":
            action = each.get("presentation:action", "")
            return "launch_action" if action == "execute" else "macro" if action == "macro" else None
        if tag == "text:a":
            return "javascript" if address.strip().casefold().startswith("javascript:") else None
        if tag == "draw:image":
            return "remote_image" if _is_elsewhere(address) else None
        if tag in _FETCHED and _is_elsewhere(address):
            return "external_reference"
        if tag == "draw:object-ole" or (tag == "draw:object" and address and self.object(address) is None):
            return "embedded_file"
        if tag in _COMMANDS:
            return "launch_action"
        if tag in _ACTIVE:
            return "active_content"
        return "form" if tag == "form:form" and len(each) else None


def opened(source: Source) -> Package | None:
    """The package that this is, whole or cut off; None for other files."""
    parts = parts_of(source)
    if parts is None or "mimetype" not in parts.names:
        return None
    return Package(parts)


def recognised(source: Source, kind: str) -> bool:
    """Whether a file is a package of this kind."""
    package = opened(source)
    return package is not None and package.kind == kind


def _is_remote(address: str) -> bool:
    return address.casefold().startswith(("http:", "https:", "ftp:", "//", "\\\\"))


def _is_elsewhere(address: str) -> bool:
    return _is_remote(address) or address.casefold().startswith(("file:", "../", "/"))
